"""The number that a target stands for on its canonical scale: deadlines in days of the plan's year, nothing at all as 0."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from ontology.folding import fold
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from extract.indicator import Indicator

_DAYS_OF_A_YEAR, _A_LEAP_YEAR = 366, 2000
"""Deadlines are counted as if every year were a leap year."""
_MONTHS = range(1, 13)


def month_to_deadline(one: Indicator) -> Indicator:
    """The indicator itself, or with a deadline where its number is a month (完工时间 ≤11月): by its end, as 11月30日前 is."""
    asks_when = one.kind == "numeric" and one.unit == "月" and _asks_when().search(one.level3)
    if not asks_when or one.operator not in {"<=", "="} or one.value not in _MONTHS:
        return one
    year, month = one.year or _A_LEAP_YEAR, int(one.value or 0)
    day = date(year, month, monthrange(year, month)[1]).isoformat()
    return replace(one, kind="date", operator="<=", value=day, unit=None, canonical_value=day, canonical_unit=None)


@cache
def _asks_when() -> re.Pattern[str]:
    """How names end that ask when something is done, with what is remarked of it (完成时间（月）)."""
    return re.compile(rf"(?:{any_of(wording().asks_when)})(?:[(（][^()（）]*[)）])?$")


def none_happens(indicator: Indicator) -> bool:
    """Whether a target in words promises that something does not happen at all; 无 does so of what is not wanted."""
    said = fold(indicator.target_text or "").rstrip("。")
    nothing = said in wording().no_names and any(word in indicator.level3 for word in wording().not_wanted)
    return nothing or said in wording().none_happens


def canonical_number(indicator: Indicator) -> float | None:
    """The number of a target on its canonical scale, a deadline's in days from the start of the plan's year; None for none."""
    value = indicator.value if indicator.canonical_value is None else indicator.canonical_value
    if indicator.kind != "date":
        return float(value) if isinstance(value, int | float) else None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return None
    # Lest the last of December be looser in one year than in another.
    years = day.year - (indicator.year or day.year)
    return float(years * _DAYS_OF_A_YEAR + day.replace(year=_A_LEAP_YEAR).timetuple().tm_yday - 1)


def number_to_day(value: float) -> tuple[int, date]:
    """The day that the number of a deadline stands for: how many years behind the plan's, and the day in a leap year."""
    years, days = divmod(int(value), _DAYS_OF_A_YEAR)
    return years, date(_A_LEAP_YEAR, 1, 1) + timedelta(days)


def day_caption(value: float) -> str:
    """The day that the number of a deadline stands for as readers know it: 11月30日, or of a later year 次年3月31日, 第3年3月31日."""
    years, day = number_to_day(value)
    year = {0: "", 1: "次年", -1: "上年"}.get(years, f"第{years + 1}年" if years > 0 else f"{-years}年前")
    return f"{year}{day.month}月{day.day}日"
