"""Which jurisdictions are meant by a name, in full or in part, or by a division code (GB/T 2260), of which two digits are a level."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.indicator import Indicator

_CODE = re.compile(r"\d{2,12}", re.ASCII)
_KIND = re.compile("(?:(?:特别行政|自治)?区|自治[州县旗]|地区|[省市县盟旗州])$")
_WHOLE_LEVELS = re.compile(r"(?:00)+$")


def in_jurisdiction(indicator: Indicator, place: str) -> bool:
    """Whether an indicator is of a place or of one below it: its full name holds the name, its code begins as the code does."""
    if _CODE.fullmatch(place):
        begins = _WHOLE_LEVELS.sub("", place)
        return bool(begins) and (indicator.division_code or "").startswith(begins)
    return fold(place) in fold(indicator.jurisdiction or "")


def places_named(place: str, known: Mapping[str, str]) -> list[str]:
    """The full names among the `known` ones, with their codes, that a name or code means, where one alone is to be meant.

    A code or a full name is that of its place alone; else names that end so (晋城市), or would with what kind of place it is
    (浙江 for 浙江省), go before those that only hold it.
    """
    named = fold(place)
    ways = (
        [name for name, code in known.items() if place in (name, code)],
        [name for name in known if fold(name).endswith(named)],
        [name for name in known if _KIND.sub("", fold(name)).endswith(named)],
        [name for name in known if named in fold(name)],
    )
    return next((found for found in ways if found), []) if place else []
