"""Numbers as they are printed: digits with separators, and Chinese numerals (两, 十五, 三百, 半)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from ontology.wording import wording

_TEN = 10
"""The only magnitude that a numeral may begin with (十五)."""


def plain(number: Decimal) -> int | float:
    """A number as JSON holds it: whole ones as int."""
    return int(number) if number == number.to_integral_value() else float(number)


def digits(text: str) -> Decimal | None:
    """The number that digits print, thousands separators allowed (1,500 → 1500); None where it is none."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def chinese(text: str) -> Decimal | None:
    """The number that Chinese numerals print (两 → 2, 二十五 → 25, 半 → 0.5), or None where the text is none."""
    words = wording()
    if text == words.half:
        return Decimal("0.5")
    if not text or any(sign not in words.numerals and sign not in words.magnitudes for sign in text):
        return None
    if text[0] in words.magnitudes and words.magnitudes[text[0]] > _TEN:  # 万元, 百人: a unit's own sign, and no number
        return None
    if not any(sign in words.magnitudes for sign in text):
        return Decimal("".join(str(words.numerals[sign]) for sign in text))
    return Decimal(_by_magnitude(text, words.numerals, words.magnitudes))


def _by_magnitude(text: str, numerals: dict[str, int], magnitudes: dict[str, int]) -> int:
    """Each magnitude multiplies the digit before it (三百 → 300); 万 multiplies all that stands before it."""
    total = section = digit = 0
    largest = max(magnitudes.values())
    for position, sign in enumerate(text):
        if sign in numerals:
            digit = numerals[sign]
        elif magnitudes[sign] == largest:
            total, section, digit = total + (section + digit) * largest, 0, 0
        else:
            section += (digit or (0 if position and section else 1)) * magnitudes[sign]
            digit = 0
    return total + section + digit


def tenths_to_percent(text: str) -> str:
    """The text with tenths of a whole as per cent (九成以上 → 90%以上, 八成五 → 85%)."""
    return _tenths().sub(_as_percent, text)


@cache
def _tenths() -> re.Pattern[str]:
    words = wording()
    numerals = "".join(words.numerals)
    return re.compile(
        rf"(?<![\d.{numerals}])(?P<whole>[{numerals}十]|\d(?:\.\d)?){words.tenths}"
        rf"(?P<part>[{numerals}{words.half}])?(?=$|[以左及之上、,，。;；)）])"
    )


def _as_percent(match: re.Match[str]) -> str:
    whole = digits(match["whole"]) or chinese(match["whole"]) or Decimal(0)
    part = chinese(match["part"]) if match["part"] else Decimal(0)
    half = part == Decimal("0.5")
    return f"{plain(whole * 10 + (5 if half else part or 0))}%"
