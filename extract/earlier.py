"""A record's targets of earlier periods, read as its own target is: the printed text, what it promises, and for which year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extract.targets import Target, parse_target
from ontology.folding import fold
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from extract.indicator import Indicator

__all__ = ["EarlierTarget", "Target", "earlier_targets", "label_to_year"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class EarlierTarget:
    """A target of an earlier period: the printed label of its column, its text, its reading, and its year where that is known."""

    label: str
    text: str
    target: Target
    year: int | None


def earlier_targets(indicator: Indicator) -> tuple[EarlierTarget, ...]:
    """The earlier targets of a record in the order of their columns; what prints no unit has that of the record."""
    return tuple(
        EarlierTarget(label, text, parse_target(text, year=year, unit=indicator.unit), year)
        for label, text in (indicator.history or {}).items()
        for year in [label_to_year(label, indicator.year)]
    )


def label_to_year(label: str, year: int | None) -> int | None:
    """The year that a column's label names (2022年), or that it counts back from the document's (上年); None for neither.

    A label of several years (2021-2022年) names none.
    """
    folded = fold(label)
    named = set(_YEAR.findall(folded))
    if named:
        return int(named.pop()) if len(named) == 1 else None
    found = _relative().search(folded)
    back = wording().years_back.get(found[0]) if found else None
    return year - back if back and year is not None else None


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(any_of(wording().years_back))
