"""Deadlines in targets: printed dates, months, quarters and year ends become the last day allowed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.numerals import chinese
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable

_AROUND = 10
"""How many characters without a digit may stand before and behind a date that is the whole target."""

_YEAR = r"(?<!\d)(?P<year>20\d\d)"
_DATE = re.compile(
    rf"{_YEAR}(?:年|(?P<mark>[\-/.]))(?P<month>\d{{1,2}})(?:月|(?P=mark))(?P<day>\d{{1,2}})(?:日(?:\d{{1,2}}[时点])?|(?!\d))"
)
_DIGITS = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:\d{1,2}[时点])?")
_YEAR_MONTH = re.compile(rf"(?<![≥≤≧≦<>=.,]){_YEAR}[.\-/](?P<month>0?[1-9]|1[0-2])(?=$|[-—–~至前底止完])")
_THIRD = re.compile(rf"(?:{_YEAR}年)?(?P<month>\d{{1,2}})月(?P<third>[上中下])旬")
_MONTH = re.compile(rf"(?:{_YEAR}[年\-/])?(?<![\d=])(?P<month>\d{{1,2}})月(?:份|底|末|中)?")
_QUARTER = re.compile(rf"(?:{_YEAR}年)?(?:度)?第?(?<![\d=])(?P<quarter>[一二三四1-4])季度(?:末|底)?")
_HALF = re.compile(rf"(?:{_YEAR}年)?(?:度)?(?P<half>[上下])半年")
_YEAR_END = re.compile(
    rf"{_YEAR}年(?:度)?(?:年)?(?:底|末|内)?|(?:本|当|今|全)?(?<![\d一二两三四五六七八九十半])年(?:度)?(?:底|末|内)"
)
_FIRST_OF_SPAN = re.compile(r"20\d\d年?(?:\d{1,2}月?)?[-—–~至]?$|\d{1,2}[-—–~至]$")
_RETURNING = ("每月", "每季", "每季度", "每周")
_BEFORE_YEAR = frozenset({"", "在", "于", "截至", "截止", "到", "至"})
_LEAP_YEAR = 2024
_OPEN_DATE = re.compile(r"\d{4}年(?:\d{1,2}月?底?)?$|\d月\d{1,2}$")
_NEXT_MONTH = re.compile(r"\d{1,2}月")
_DATE_END = re.compile(r"\d{0,2}[月日]|[底末止]|前(?:$|[、，])")
"""A date that a line's end cut, and how it goes on."""
_LAST_DAY_OF_THIRD = {"上": 10, "中": 20}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day allowed as an ISO string (None where no year is known), and whether a word says "before"."""

    day: str | None
    worded: bool


def deadline(text: str, year: int | None) -> Deadline | None:
    """The deadline that a folded text states as a whole, or None; `year` stands in where the text prints none.

    Of several dates (2023年1月1日至2023年12月31日) the last one counts.
    """
    found = _dates(text)
    if not found or "%" in text or _is_mention(text, found[-1]):
        return None
    before, behind = _FIRST_OF_SPAN.sub("", text[: found[0].start()]), text[found[-1].end() :]
    if max(len(before), len(behind)) > _AROUND or re.search(r"\d", before + behind):
        return None
    last = found[-1]
    printed_years = re.findall(_YEAR, text)
    in_year = int(printed_years[-1]) if printed_years else year
    day = _last_day(last, in_year) if in_year else None
    if in_year and day is None:
        return None
    worded = any(word in last[0] + behind for word in wording().deadlines) or "内" in last[0]
    return Deadline(day, worded)


def without_dates(text: str) -> str:
    """A folded text without the dates that it mentions beside something else (12月31日前完成率100% → 前完成率100%)."""
    for match in reversed(_dates(text)):
        text = text[: match.start()] + text[match.end() :]
    return text


def is_impossible(text: str) -> bool:
    """Whether a folded text names a day that no calendar has (2月30日, 13月底)."""
    return any(_last_day(match, _LEAP_YEAR) is None for match in _dates(text))


def _is_mention(text: str, match: re.Match[str]) -> bool:
    """Whether a date is no deadline: it returns (每月10日前), or a bare year is mentioned among other words (与2023年持平)."""
    if text[: match.start()].endswith(_RETURNING):
        return True
    bare = match.re is _YEAR_END and re.fullmatch(rf"{_YEAR}年度?", match[0]) is not None
    before, behind = _FIRST_OF_SPAN.sub("", text[: match.start()]), text[match.end() :]
    return bare and not (before in _BEFORE_YEAR and (not behind or behind in wording().deadlines))


def _dates(text: str) -> list[re.Match[str]]:
    """The dates of a text in order, none inside another; the finer form of a date wins over the coarser."""
    taken: list[re.Match[str]] = []
    for form in _LAST_DAYS:
        for match in form.finditer(text):
            if all(match.end() <= other.start() or match.start() >= other.end() for other in taken):
                taken.append(match)
    return sorted(taken, key=lambda match: match.start())


def _last_day(match: re.Match[str], year: int) -> str | None:
    try:
        return _LAST_DAYS[match.re](match, year).isoformat()
    except ValueError:  # 13月, 2月30日: no date after all
        return None


def _month_end(year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise ValueError(month)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(match: re.Match[str], year: int) -> dt.date:
    return dt.date(year, int(match["month"]), int(match["day"]))


def _third(match: re.Match[str], year: int) -> dt.date:
    end = _month_end(year, int(match["month"]))
    return end.replace(day=_LAST_DAY_OF_THIRD.get(match["third"], end.day))


def _month(match: re.Match[str], year: int) -> dt.date:
    return _month_end(year, int(match["month"]))


def _quarter(match: re.Match[str], year: int) -> dt.date:
    number = chinese(match["quarter"]) or int(match["quarter"])
    return _month_end(year, 3 * int(number))


def _half(match: re.Match[str], year: int) -> dt.date:
    return _month_end(year, 6 if match["half"] == "上" else 12)


def _year_end(_: re.Match[str], year: int) -> dt.date:
    return _month_end(year, 12)


_LAST_DAYS: dict[re.Pattern[str], Callable[[re.Match[str], int], dt.date]] = {
    _DATE: _day,
    _DIGITS: _day,
    _DAY: _day,
    _YEAR_MONTH: _month,
    _THIRD: _third,
    _MONTH: _month,
    _QUARTER: _quarter,
    _HALF: _half,
    _YEAR_END: _year_end,
}
"""The forms of a date, finest first, each with what gives its last day."""


def is_cut_date(upper: str, lower: str) -> bool:
    """Whether a line's end cut a date (2024年10月 | 底前), whatever follows it."""
    another = upper.endswith("月") and _NEXT_MONTH.match(lower)
    return _OPEN_DATE.search(upper) is not None and _DATE_END.match(lower) is not None and not another
