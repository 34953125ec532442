"""Which jurisdictions are meant by a name, in full or in part, or by a division code."""

from __future__ import annotations

import pytest

from extract.indicator import Indicator
from graph.places import in_jurisdiction, places_named

KNOWN = {
    "山西省": "140000",
    "山西省晋城市": "140500",
    "山西省晋城市泽州县": "140525",
    "山西省长治市": "140400",
    "吉林省吉林市": "220200",
    "吉林省长春市": "220100",
}


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("山西省晋城市", ["山西省晋城市"]),
        ("晋城市", ["山西省晋城市"]),
        ("140500", ["山西省晋城市"]),
        ("山西省", ["山西省"]),
        ("泽州", ["山西省晋城市泽州县"]),
        ("山西", ["山西省"]),  # the places below it only hold it
        ("澤州縣", ["山西省晋城市泽州县"]),
        ("市", ["山西省晋城市", "山西省长治市", "吉林省吉林市", "吉林省长春市"]),
        ("长", ["山西省长治市", "吉林省长春市"]),
        ("火星县", []),
        ("", []),
    ],
)
def test_a_full_name_is_that_of_its_place_alone(place: str, meant: list[str]) -> None:
    assert places_named(place, KNOWN) == meant


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("140500", True),
        ("1405", True),
        ("14", True),
        ("140000", True),
        ("140525", True),
        ("05", False),  # a code is told from its beginning
        ("25", False),
        ("000000", False),
        ("晋城市", True),
        ("晉城", True),
        ("长治", False),
    ],
)
def test_a_place_holds_those_below_it(place: str, inside: bool) -> None:  # noqa: FBT001 - a case of a table
    one = Indicator(
        id="1",
        document="a.txt",
        level3="满意度",
        province="山西省",
        city="晋城市",
        county="泽州县",
        division_code="140525",
    )
    assert in_jurisdiction(one, place) is inside
