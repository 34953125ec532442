"""Number formats of spreadsheets: a stored number and a format code (0.0%, 0"人", yyyy"年"m"月") to the shown text.

1. A code is cut into tokens, and these at each `;` into sections.
2. The section whose condition holds shows the number; without conditions they are positive; negative; zero; text.
3. Dates are shown by `date_format`; digits are laid over the section's placeholders from the point outwards.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract.readers.counting import chinese
from extract.readers.date_format import DateTokens, serial_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

GENERAL = "General"
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | _(?P<blank>.) | \*(?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|aaaa?|g+|b+)
    | (?P<digit>[0\#?])
    | (?P<sign>[.,%@;/])
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,30}(?:\.\d{1,30})?)")
_SHORT = re.compile(r"0|-?[1-9]\d{0,8}(\.\d{1,17})?|-?0\.\d{0,2}[1-9]\d{0,16}")
"""Stored numbers that a float shows as the General format does."""
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
"""Spreadsheets calculate and show with 15 digits; the 17 of a stored float are noise (0.28999999999999998)."""
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_PLAIN_EXPONENTS = range(-10, 21)
_DIGITS_SHOWN = 60
_CODE_LENGTH = 1000
_QUANTA = tuple(Decimal(1).scaleb(-places) for places in range(_DIGITS_SHOWN + 1))
_SIMPLE = re.compile(r"(#,##)?0(\.0+)?")
_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FORMAL_DIGITS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")

_DATE_YMD, _YEAR_MONTH, _MONTH_DAY = "yyyy/m/d", 'yyyy"年"m"月"', 'm"月"d"日"'
_HOUR_MINUTE, _HALF_DAY = 'h"时"mm"分"', '上午/下午h"时"mm"分"'
BUILTIN: Mapping[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: _DATE_YMD, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: _HOUR_MINUTE, 33: 'h"时"mm"分"ss"秒"', 34: _HALF_DAY, 35: '上午/下午h"时"mm"分"ss"秒"',
    36: _YEAR_MONTH, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0;-;@", 42: '"¥"#,##0;"¥"-#,##0;"¥"-;@', 43: "#,##0.00;-#,##0.00;-;@",
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥"-;@', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _HALF_DAY,
    56: '上午/下午h"时"mm"分"ss"秒"', 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""Formats that files name by number only, as a Chinese installation shows them (14 is 2024/1/31, 27 to 58 are Chinese)."""


class Token(NamedTuple):
    """One sign of a format code: its kind (literal, digit, date, noon, elapsed, exponent, general, sign) and text."""

    kind: str
    text: str


_AT, _SEMICOLON, _COMMA, _POINT, _PERCENT, _SLASH = (Token("sign", text) for text in "@;,.%/")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format code between semicolons; `kind` says how a number is laid out.

    Kinds: date; general (also fractions: 1 1/2 without its space would be another number); digits; exponent; literal.
    """

    tokens: tuple[Token, ...]
    kind: str
    condition: tuple[str, Decimal] | None = None
    numerals: str | None = None

    @property
    def is_text(self) -> bool:
        """Whether the section says where the text of a cell goes."""
        return _AT in self.tokens

    def holds(self, number: Decimal) -> bool:
        """Whether the section's condition holds for the number."""
        return self.condition is None or _COMPARISONS[self.condition[0]](number, self.condition[1])

    @property
    def negative_only(self) -> bool:
        """Whether only negative numbers come here, whose sign is then left to the section's own text."""
        return self.condition is not None and self.condition[0] in {"<", "<="} and self.condition[1] <= 0


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A parsed format code."""

    sections: tuple[Section, ...]
    text_section: Section | None = None
    is_general: bool = False

    def number(self, stored: str, *, since_1904: bool = False) -> str:
        """The text shown for a stored number; what is no number is shown as it stands."""
        if self.is_general and _SHORT.fullmatch(stored):
            return f"{float(stored):.15g}"
        try:
            number = _PRECISION.create_decimal(stored)
        except InvalidOperation:
            return stored
        section = next((section for section in self.sections if section.holds(number)), None)
        if section is None or not number.is_finite():
            return general(number)
        return _section_to_text(section, number, since_1904=since_1904)

    def text(self, text: str) -> str:
        """The text shown for a cell that holds text."""
        if self.text_section is None:
            return text
        shown = (text if token == _AT else _literal(token) for token in self.text_section.tokens)
        return "".join(shown)


@lru_cache(maxsize=4096)
def number_format(code: str) -> NumberFormat:
    """The parsed format of a code; no code is so wrong that it is refused."""
    if code == GENERAL:
        return NumberFormat((Section((Token("general", GENERAL),), "general"),), is_general=True)
    sections = [_tokens_to_section(tokens) for tokens in _split(_code_to_tokens(code[:_CODE_LENGTH] or GENERAL))]
    last = sections[-1]
    text_section = last if len(sections) > _NUMBER_SECTIONS or last.is_text else None
    numbers = sections[:-1] if text_section else sections
    return NumberFormat(_with_conditions(numbers[:_NUMBER_SECTIONS]), text_section)


_NUMBER_SECTIONS = 3
_ZERO = Decimal(0)
_DEFAULT_CONDITIONS: Mapping[int, tuple[tuple[str, Decimal] | None, ...]] = {
    0: (),
    1: (None,),
    2: ((">=", _ZERO), None),
    3: ((">", _ZERO), ("<", _ZERO), None),
}


def _with_conditions(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with the conditions that they have where the code names none."""
    conditioned = []
    for position, section in enumerate(sections):
        condition = section.condition or _DEFAULT_CONDITIONS[len(sections)][position]
        if condition is None and position == 1 and sections[0].condition is None:
            condition = ("<", _ZERO)
        conditioned.append(Section(section.tokens, section.kind, condition, section.numerals))
    return tuple(conditioned)


def _code_to_tokens(code: str) -> list[Token]:
    return [_match_to_token(match.lastgroup or "other", match) for match in _TOKEN.finditer(code)]


def _match_to_token(kind: str, match: re.Match[str]) -> Token:
    text = match.group(kind)
    if kind in {"quoted", "escaped", "other"}:
        return Token("literal", text)
    if kind in {"blank", "fill"}:
        return Token("literal", " " if kind == "blank" else "")
    if kind == "bracket" and _ELAPSED.fullmatch(text):
        return Token("elapsed", text.lower())
    return Token(kind, text.lower() if kind == "date" else text)


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token == _SEMICOLON:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _tokens_to_section(tokens: Sequence[Token]) -> Section:
    """Brackets are conditions ([>=1]), numerals ([DBNum1]), currencies ([$¥-804]), or colours, which show nothing."""
    kept: list[Token] = []
    condition = numerals = None
    for token in tokens:
        if token.kind != "bracket":
            kept.append(token)
        elif match := _CONDITION.fullmatch(token.text.strip()):
            condition = (match[1], Decimal(match[2]))
        elif token.text.lower().startswith("dbnum"):
            numerals = token.text[5:6]
        elif token.text.startswith("$"):
            kept.append(Token("literal", token.text[1:].split("-")[0]))
    return Section(tuple(kept), _kind(kept), condition, numerals)


def _kind(tokens: Sequence[Token]) -> str:
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "elapsed"}:
        return "date"
    if "general" in kinds or _AT in tokens or ("digit" in kinds and _SLASH in tokens):
        return "general"
    if "digit" not in kinds:
        return "literal"
    return "exponent" if "exponent" in kinds else "digits"


def _section_to_text(section: Section, number: Decimal, *, since_1904: bool) -> str:
    if section.kind == "date":
        tokens = DateTokens(tuple((token.kind, token.text) for token in section.tokens), section.numerals is not None)
        return serial_to_text(tokens, number, since_1904=since_1904) or general(number)
    if section.kind == "general":
        return _with_general(section, number)
    if section.kind == "literal":
        return "".join(_literal(token) for token in section.tokens)
    lay_out = _with_exponent if section.kind == "exponent" else _with_digits
    text, nonzero = lay_out(section.tokens, number)
    if section.numerals:
        text = text.translate(_FORMAL_DIGITS if section.numerals == "2" else _CHINESE_DIGITS)
    return f"-{text}" if number < 0 and nonzero and not section.negative_only else text


def _with_general(section: Section, number: Decimal) -> str:
    number = abs(number) if section.negative_only else number
    text = general(number)
    if section.numerals and number == number.to_integral_value():
        text = chinese(int(number), short=False, formal=section.numerals == "2")
    holes = [token for token in section.tokens if token.kind == "general" or token == _AT][:1]
    if not holes:
        return text
    return "".join(text if token in holes else _literal(token) for token in section.tokens)


def general(number: Decimal) -> str:
    """A number as the General format shows it: 15 digits, an exponent only for very large and very small ones."""
    if not number.is_finite():
        return str(number)
    rounded = _PRECISION.plus(number)
    if rounded == 0:
        return "0"
    if rounded.adjusted() in _PLAIN_EXPONENTS:
        text = format(rounded, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = format(rounded.scaleb(-rounded.adjusted(), _PRECISION).normalize(_PRECISION), "f")
    return f"{mantissa}E{rounded.adjusted():+03d}"


def _literal(token: Token) -> str:
    return token.text if token.kind in {"literal", "sign", "date"} else ""


def _with_exponent(tokens: tuple[Token, ...], number: Decimal) -> tuple[str, bool]:
    at = next(place for place, token in enumerate(tokens) if token.kind == "exponent")
    power = number.adjusted() if number else 0
    mantissa, nonzero = _with_digits(tokens[:at], number.scaleb(-power, _WIDE))
    width = sum(token.kind == "digit" for token in tokens[at:])
    sign = "-" if power < 0 else "+" if tokens[at].text.endswith("+") else ""
    tail = "".join(_literal(token) for token in tokens[at:])
    return f"{mantissa}E{sign}{abs(power):0{width}d}{tail}", nonzero


class Layout(NamedTuple):
    """The placeholders of a section, worked out once: `power` of ten to scale by, `places` behind the point.

    `affixes` are the texts around the digits where these stand together and at least one before the point (0.00, #,##0).
    """

    before: tuple[Token, ...]
    after: tuple[Token, ...]
    places: int
    power: int
    grouped: bool
    affixes: tuple[str, str] | None


@lru_cache(maxsize=1024)
def _tokens_to_layout(tokens: tuple[Token, ...]) -> Layout:
    point = next((place for place, token in enumerate(tokens) if token == _POINT), len(tokens))
    before, after = tokens[:point], tokens[point:]
    last = max((place for place, token in enumerate(before) if token.kind == "digit"), default=-1)
    power = 2 * tokens.count(_PERCENT) - 3 * _thousands(before[last + 1 :])
    places = sum(token.kind == "digit" for token in after)
    return Layout(before, after, places, power, _COMMA in before[: last + 1], _affixes(tokens))


def _affixes(tokens: tuple[Token, ...]) -> tuple[str, str] | None:
    digits = [place for place, token in enumerate(tokens) if token.kind == "digit" or token in {_POINT, _COMMA}]
    if not digits:
        return None
    first, end = digits[0], digits[-1] + 1
    if not _SIMPLE.fullmatch(
        "".join(token.text if token.kind in {"digit", "sign"} else "x" for token in tokens[first:end])
    ):
        return None
    return "".join(map(_literal, tokens[:first])), "".join(map(_literal, tokens[end:]))


def _with_digits(tokens: tuple[Token, ...], number: Decimal) -> tuple[str, bool]:
    """The digits laid over the placeholders, without sign, and whether any of them is not zero."""
    layout = _tokens_to_layout(tokens)
    scaled = abs(number).scaleb(layout.power, _WIDE)
    if scaled.adjusted() > _DIGITS_SHOWN or layout.places > _DIGITS_SHOWN:
        return general(scaled), True
    rounded = scaled.quantize(_QUANTA[layout.places], context=_WIDE)
    if layout.affixes is not None:
        digits = f"{rounded:,f}" if layout.grouped else f"{rounded:f}"
        return f"{layout.affixes[0]}{digits}{layout.affixes[1]}", bool(rounded)
    whole, _, part = f"{rounded:f}".partition(".")
    text = _whole_to_text(layout.before, whole if whole != "0" else "", grouped=layout.grouped)
    return text + _part_to_text(layout.after, part), bool(rounded)


def _thousands(tokens: Sequence[Token]) -> int:
    """How many commas follow the last digit directly: each divides the shown number by 1,000."""
    return next((place for place, token in enumerate(tokens) if token != _COMMA), len(tokens))


def _whole_to_text(tokens: Sequence[Token], digits: str, *, grouped: bool) -> str:
    left = sum(token.kind == "digit" for token in tokens)
    first, text = True, ""
    if not left:
        # Only the point has placeholders (.00): the digits before it stand where the section begins to count.
        return "".join(_shown(token) for token in tokens) + digits
    for token in tokens:
        if token.kind != "digit":
            text += _shown(token)
            continue
        left -= 1
        places = range(len(digits) - 1, left - 1, -1) if first and len(digits) > left else (left,)
        text += "".join(_digit(digits, place, token.text, grouped=grouped) for place in places)
        first = False
    return text


def _digit(digits: str, place: int, placeholder: str, *, grouped: bool) -> str:
    """The digit that stands `place` places left of the last one, with the comma behind it."""
    digit = digits[-1 - place] if place < len(digits) else {"0": "0", "?": " "}.get(placeholder, "")
    return f"{digit}," if grouped and place and place % 3 == 0 and digit.strip() else digit


def _part_to_text(tokens: Sequence[Token], digits: str) -> str:
    significant, place, text = len(digits.rstrip("0")), 0, ""
    for token in tokens:
        if token.kind != "digit":
            text += _shown(token)
            continue
        text += digits[place] if place < significant or token.text == "0" else ""
        place += 1
    return text


def _shown(token: Token) -> str:
    return "" if token == _COMMA else _literal(token)
