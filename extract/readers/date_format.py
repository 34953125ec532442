"""Serial day numbers of spreadsheets to the text that a date format shows (45292 → 2024年1月1日)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from extract.readers.counting import chinese

if TYPE_CHECKING:
    from collections.abc import Sequence

_LAST_SERIAL = 2_958_465
_LEAP_BUG = 60
"""Serial of 29 February 1900, a day that never was; later serials are one too high."""
_EPOCH_1904 = date(1904, 1, 1)
_EPOCH = date(1899, 12, 31)
_DAY = 86400
_HOUR = 3600
_NOON = 12
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LONG_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"
_CHINESE_YEAR = str.maketrans("0123456789", "〇一二三四五六七八九")


class DateTokens(NamedTuple):
    """The signs of a date format as (kind, text), and whether its numbers are shown in Chinese numerals."""

    tokens: tuple[tuple[str, str], ...]
    numerals: bool = False


class Moment(NamedTuple):
    """A day with its time; `serial_seconds` counts from serial 0, for elapsed times such as [h]."""

    day: date
    seconds: int
    fraction: str
    serial_seconds: int


def serial_to_text(form: DateTokens, serial: Decimal, *, since_1904: bool) -> str | None:
    """The shown date, or None where the serial is no day that a spreadsheet knows."""
    if not 0 <= serial < _LAST_SERIAL + 1:
        return None
    tokens = _with_minutes(form.tokens)
    moment = _serial_to_moment(serial, _decimals(tokens), since_1904=since_1904)
    half = any(kind == "noon" for kind, _ in tokens)
    return "".join(_shown(kind, text, moment, half=half, numerals=form.numerals) for kind, text in tokens)


def _serial_to_moment(serial: Decimal, decimals: int, *, since_1904: bool) -> Moment:
    seconds = (serial * _DAY).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole = int(seconds)
    days = whole // _DAY
    first, phantom = (_EPOCH_1904, 0) if since_1904 else (_EPOCH, days >= _LEAP_BUG)
    return Moment(first + timedelta(days=days - phantom), whole % _DAY, format(seconds, "f").partition(".")[2], whole)


def _with_minutes(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The tokens with each `m` that stands after an hour or before a second turned from month to minute."""
    fields = [place for place, (kind, _) in enumerate(tokens) if kind in {"date", "elapsed"}]
    named = list(tokens)
    for before, place, after in zip([None, *fields], fields, [*fields[1:], None], strict=False):
        kind, text = tokens[place]
        after_hour = before is not None and tokens[before][1].startswith("h")
        before_second = after is not None and tokens[after][1].startswith("s")
        if kind == "date" and text in {"m", "mm"} and (after_hour or before_second):
            named[place] = ("minute", text)
    return named


def _decimals(tokens: Sequence[tuple[str, str]]) -> int:
    return min(sum(kind == "digit" for kind, _ in tokens), 6)


def _shown(kind: str, text: str, moment: Moment, *, half: bool, numerals: bool) -> str:
    if kind == "date":
        return _date_field(text, moment, half=half, numerals=numerals)
    if kind == "minute":
        return _number(moment.seconds // 60 % 60, text, numerals=numerals)
    if kind == "elapsed":
        unit = {"h": _HOUR, "m": 60, "s": 1}[text[0]]
        return f"{moment.serial_seconds // unit:0{len(text)}d}"
    if kind == "noon":
        return _noon(text, moment)
    if kind == "digit":
        return ""
    return f".{moment.fraction}" if (kind, text) == ("sign", ".") and moment.fraction else text


def _noon(text: str, moment: Moment) -> str:
    morning, afternoon = text.split("/")
    return morning if moment.seconds // _HOUR < _NOON else afternoon


def _date_field(text: str, moment: Moment, *, half: bool, numerals: bool) -> str:
    letter, width = text[0], len(text)
    if letter in "yegb":
        return _year(letter, width, moment.day.year, numerals=numerals)
    if letter in "mda" and width > 2:  # noqa: PLR2004 - from three letters on it is a name
        return _name(letter, width, moment.day)
    hour = moment.seconds // _HOUR
    numbers = {
        "m": moment.day.month,
        "d": moment.day.day,
        "h": (hour % _NOON or _NOON) if half else hour,
        "s": moment.seconds % 60,
    }
    return _number(numbers[letter], text, numerals=numerals) if letter in numbers else ""


def _year(letter: str, width: int, year: int, *, numerals: bool) -> str:
    if letter in "gb":
        return ""
    text = f"{year % 100:02d}" if letter == "y" and width <= 2 else str(year)  # noqa: PLR2004 - yy is the short year
    return text.translate(_CHINESE_YEAR) if numerals else text


def _name(letter: str, width: int, day: date) -> str:
    if letter == "a":
        return ("星期" if width > 3 else "") + _CHINESE_WEEKDAYS[day.weekday()]  # noqa: PLR2004 - aaaa is the long form
    if letter == "d":
        return (_WEEKDAYS if width == 3 else _LONG_WEEKDAYS)[day.weekday()]  # noqa: PLR2004 - dddd is the long form
    name = (_MONTHS if width == 3 else _LONG_MONTHS)[day.month - 1]  # noqa: PLR2004 - mmmm is the long form
    return name[0] if width == 5 else name  # noqa: PLR2004 - mmmmm is the first letter


def _number(number: int, text: str, *, numerals: bool) -> str:
    return chinese(number) if numerals else f"{number:0{len(text)}d}"
