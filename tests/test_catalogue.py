"""The catalogue of a graph: kept beside it, made anew when it is older, and answering by every filter."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from extract.indicator import DocumentFacts, Indicator
from graph.catalogue import INDEX_NAME, Catalogue, open_catalogue
from graph.identities import UnknownIdentityError
from graph.similarity import SearchOptions, UnknownJurisdictionError
from graph.store import GraphFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [
    Indicator(
        id=f"{code}-{year}-{number:016x}", document=f"{place}.txt", level3=name, level2=level2, unit=unit, year=year,
        province="甲省", county=place, division_code=code, target_text="≥90%",
    )
    for number, (name, level2, unit, year, place, code) in enumerate(
        [
            ("群众满意度", "服务对象满意度指标", "%", 2023, "东县", "110101"),
            ("公众满意度", "服务对象满意度指标", "%", 2024, "西县", "110102"),
            ("按期办结率", "时效指标", "%", 2024, "东县", "110101"),
            ("办理天数", "时效指标", "天", 2024, "西县", "110102"),
        ]
    )
]  # fmt: skip


def put(folder: Path, rows: list[Indicator]) -> None:
    with GraphFolder.create_or_open(folder) as graph:
        for name in sorted({row.document for row in rows}):
            own = [row for row in rows if row.document == name]
            facts = DocumentFacts(name=name, checksum=f"{len(own)}", media_type="text/plain")
            graph.put(facts, own)


def opened(folder: Path) -> tuple[Catalogue, list[str]]:
    said: list[str] = []
    with GraphFolder.open(folder, read_only=True) as graph:
        return open_catalogue(graph, said.append), said


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (SearchOptions(), ["群众满意度", "公众满意度"]),
        (SearchOptions(year=2024), ["公众满意度"]),
        (SearchOptions(level2="时效"), []),
        (SearchOptions(unit="天"), []),
        (SearchOptions(unit="百分比"), ["群众满意度", "公众满意度"]),
        (SearchOptions(jurisdiction="东县"), ["群众满意度"]),
        (SearchOptions(other_than="110101"), ["公众满意度"]),
        (SearchOptions(min_score=0.99), ["群众满意度"]),
        (SearchOptions(top=1), ["群众满意度"]),
        (SearchOptions(year=1999), []),
    ],
)
def test_filters_keep_what_they_say(options: SearchOptions, names: list[str]) -> None:
    catalogue = Catalogue.of(ROWS)
    assert [catalogue.name_at(found.place) for found in catalogue.find("群众满意度", options)] == names


def test_of_one_name_many_places_are_shown_before_a_place_again() -> None:
    rows = [replace(ROWS[0], id=f"{code}-2024-{n:016x}", county=code, division_code=code)
            for n, code in enumerate(["110101", "110101", "110101", "110102", "110103", "110102"])]  # fmt: skip
    found = Catalogue.of([*rows, ROWS[1]]).find("群众满意度", SearchOptions(per_name=4), own=3)
    assert [(one.place, one.of_name) for one in found] == [(0, 5), (4, 5), (5, 5), (1, 5), (6, 1)]


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(UnknownJurisdictionError, match="甲省东县、甲省西县"):
        Catalogue.of(ROWS).find("满意", SearchOptions(jurisdiction="南县"))


def test_an_id_leads_to_its_indicator_and_an_unknown_one_to_the_nearest() -> None:
    catalogue = Catalogue.of(ROWS)
    assert [catalogue.id_to_place(row.id) for row in ROWS] == [0, 1, 2, 3]
    with pytest.raises(UnknownIdentityError, match=ROWS[0].id):
        catalogue.id_to_place(ROWS[0].id[:-1] + "f")


def test_the_index_is_made_once_and_anew_when_the_graph_has_changed(tmp_path: Path) -> None:
    put(tmp_path / "g", ROWS[:2])
    assert [len(said) for _, said in (opened(tmp_path / "g"), opened(tmp_path / "g"))] == [1, 0]
    put(tmp_path / "g", ROWS)
    catalogue, said = opened(tmp_path / "g")
    assert "重建索引" in said[0]
    assert len(catalogue) == 4
    assert opened(tmp_path / "g")[1] == []


@pytest.mark.parametrize("name", ["codes", "tails_tokens", "by_name", "id_bytes", "head_of", "letters"])
@pytest.mark.parametrize("damaged", [lambda content: content[:9], lambda content: content[:-1] + b"\x07"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, name: str, damaged: Callable[[bytes], bytes]) -> None:
    put(tmp_path / "g", ROWS)
    first, _ = opened(tmp_path / "g")
    file = tmp_path / "g" / INDEX_NAME / f"{name}.npy"
    file.write_bytes(damaged(file.read_bytes()))
    again, said = opened(tmp_path / "g")
    assert len(said) == 1
    assert again.index.names == first.index.names


def test_another_lexicon_makes_another_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "g", ROWS)
    opened(tmp_path / "g")
    own = tmp_path / "own.yaml"
    shutil.copy(ROOT / "tests" / "data" / "own-lexicon.yaml", own)
    monkeypatch.setenv("KPIGRAPH_LEXICON", str(own))
    assert "重建索引" in opened(tmp_path / "g")[1][0]


@pytest.mark.parametrize(
    ("unit", "kept"),
    [("元", ["元", "万元"]), ("万元", ["元", "万元"]), ("人", ["人"]), ("元/月人", ["元/人·月"]), ("件", [])],
)
def test_a_unit_is_that_unit_and_its_multiples(unit: str, kept: list[str]) -> None:
    units = ["元", "万元", "元/人·月", "人", "人次", None]
    rows = [replace(ROWS[0], id=f"110101-2023-{at:016x}", unit=each) for at, each in enumerate(units)]
    catalogue = Catalogue.of(rows)
    found = catalogue.find("群众满意度", SearchOptions(unit=unit, per_name=0))
    assert [catalogue.units[catalogue.unit_of[one.place]] for one in found] == kept


def test_indicators_are_found_by_their_ids(tmp_path: Path) -> None:
    put(tmp_path / "g", ROWS)
    with GraphFolder.open(tmp_path / "g", read_only=True) as graph:
        known = {one.id: one for one in graph.indicators()}
        wanted = [ROWS[3].id, ROWS[0].id]
        assert graph.indicators_by_id([*wanted, "000000-0000-0"]) == [known[one] for one in wanted]


@pytest.mark.parametrize(
    ("options", "unmet"),
    [
        (SearchOptions(unit="火星"), [("unit", "火星")]),
        (SearchOptions(year=2030), [("year", "2030")]),
        (SearchOptions(level2="没有的", unit="百分比"), [("level2", "没有的")]),
        (SearchOptions(), []),
    ],
)
def test_filters_that_nothing_meets_are_told_with_what_there_is(
    options: SearchOptions, unmet: list[tuple[str, str]]
) -> None:
    catalogue = Catalogue.of(ROWS)
    found = catalogue.unmet(options)
    assert [(name, value) for name, value, _ in found] == unmet
    assert all(known and value not in known for _, value, known in found)
