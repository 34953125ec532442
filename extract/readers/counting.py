"""Numbers as automatic numbering and number formats print them: 一, 甲, ①, (iv)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COUNTING = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
_POWERS = ("", "十", "百", "千")
_FORMAL_POWERS = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿", "万亿")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ROMAN_BOUND = 4000
_CIRCLES = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))
"""Runs of circled numbers: the first, the last, the code point of the first."""


def chinese(number: int, *, short: bool = True, formal: bool = False) -> str:
    """A whole number from 0 to below 10^16 in Chinese numerals (23 → 二十三); beyond, in digits.

    `short` drops the 一 before a leading 十 (12 → 十二); `formal` takes the numerals of contracts (壹拾贰).
    """
    digits, powers = (FORMAL, _FORMAL_POWERS) if formal else (COUNTING, _POWERS)
    if not 0 < number < 10**16:
        return digits[0] if number == 0 else str(number)
    text, gap = "", False
    for myriad in range(3, -1, -1):
        section = number // 10 ** (4 * myriad) % 10**4
        if section:
            zero = digits[0] if text and (gap or section < 10**3) else ""
            text += zero + _section(section, digits, powers) + _MYRIADS[myriad]
        gap = not section
    return text[1:] if short and text.startswith(digits[1] + powers[1]) else text


def _section(number: int, digits: str, powers: tuple[str, ...]) -> str:
    """A number below 10,000, with one zero for each gap inside (1003 → 一千零三)."""
    text = ""
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            text += digits[digit] + powers[power]
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    return text.rstrip(digits[0])


def roman(number: int) -> str:
    """A number from 1 to 3999 in small Roman numerals; beyond, in digits."""
    if not 0 < number < _ROMAN_BOUND:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def letters(number: int) -> str:
    """A number as small letters, as lists print them: after z comes aa."""
    if not 0 < number <= 26 * 26:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number + 25) // 26)


def circled(number: int) -> str:
    """A number in a circle, from 1 to 50; beyond, in digits."""
    return next((chr(code + number - first) for first, last, code in _CIRCLES if first <= number <= last), str(number))


def _one_of(signs: str) -> Callable[[int], str]:
    """Numbers as one sign each, as far as the signs reach."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run(first: int, length: int) -> Callable[[int], str]:
    return _one_of("".join(chr(first + offset) for offset in range(length)))


def _digit_by_digit(signs: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", signs)
    return lambda number: str(number).translate(table)


NUMBERINGS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _digit_by_digit("０１２３４５６７８９"),
    "decimalFullWidth2": _digit_by_digit("０１２３４５６７８９"),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": _run(0x2474, 20),
    "decimalEnclosedFullstop": _run(0x2488, 20),
    "numberInDash": lambda number: f"- {number} -",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digit_by_digit("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digit_by_digit("〇一二三四五六七八九"),
    "chineseLegalSimplified": lambda number: chinese(number, short=False, formal=True),
    "ideographLegalTraditional": lambda number: chinese(number, short=False, formal=True),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographEnclosedCircle": _run(0x3280, 10),
}
"""Numberings of lists by the names that Office Open XML gives them; bullets and unknown ones are not here."""
