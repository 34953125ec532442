"""What stands side by side in a comparison: places, departments, years or projects, and which year of each is the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.indicator import Indicator

Side = Literal["jurisdiction", "department", "year", "project"]


def side_of(indicator: Indicator, by: Side) -> str:
    """What an indicator's target is compared as: its place, or department, year or project."""
    if by == "year":
        return str(indicator.year or "年度不明")
    place = _place(indicator)
    if by == "department":
        return f"{place} {indicator.department or '部门不明'}"
    if by == "project":
        return f"{place} {indicator.project or '（部门整体）'}"
    return place


def _place(indicator: Indicator) -> str:
    return indicator.jurisdiction or indicator.document


def are_newest(indicators: Sequence[Indicator], by: Side = "jurisdiction") -> list[bool]:
    """Of each indicator, whether its year is the newest one of its department in its place, or in whatever `by` names.

    Departments publish apart: what one of them promises stands until it publishes anew itself.
    """
    keys = [(side_of(one, by), one.department) for one in indicators]
    newest: dict[tuple[str, str | None], int] = {}
    for key, one in zip(keys, indicators, strict=True):
        newest[key] = max(newest.get(key, 0), one.year or 0)
    return [(one.year or 0) == newest[key] for key, one in zip(keys, indicators, strict=True)]
