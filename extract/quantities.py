"""Numbers with operator and unit in targets: ≥95%, 不少于6000份, 三个工作日内, 5-8件, 568元/月人."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from extract.deadlines import is_cut_date, without_dates
from extract.numerals import chinese, digits, tenths_to_percent
from ontology.folding import fold
from ontology.units import is_unit, leading_unit, printed_once, scale, unit_named
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from extract.indicator import Operator, OperatorSource

_CACHED = 16_384  # a cell is asked about for many rows that it may be of
_LONGEST_PREFIX = 24
"""How many characters may stand before the number (全年包干费用10万元) for the text still to be a quantity."""
_LONGEST_UNKNOWN_UNIT = 3
_LIMIT = 3
"""Signs of a word that sets a limit before other words."""
_LONGEST_TAIL = 2
"""Signs of a second unit behind a known one."""

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_OPEN_NUMBER = re.compile(r"[\d万亿]$")
_BARE_NUMBER = re.compile(r"[\d.,]+")
_HALF_UNIT = re.compile(r"\d([^\W\d]{1,4})$")
_LAST_UNIT = re.compile(r"\d(?:[^\W\d]{1,4}/)?([^\W\d]{1,4})$")
_OPEN_UNIT = re.compile(r"\d[^\W\d]*(?:[/·]|/[^\W\d]+·)$")
"""A unit that a line's end cut behind its stroke or its dot (400元/人·)."""
_UNIT_REMARK = re.compile(r"[(（][^\W\d]{1,3}[)）]")
_AFTER_NUMBER = re.compile(r"^.*\d")
_HOW_OFTEN = re.compile(r"每(?:半?年|学期|季度?|月|周|天|日)[首末次中]?[月旬]?")
_DAY_OF_EACH = re.compile(r"\d{1,2}[日号]")
_SHARE = re.compile(r"\d[\d.]*(?:%|个百分点)(?:以上|以内|左右)?")
_COMPOUND = re.compile(r"(?:[/每][^\d/每,，。;；、()%]{1,6})+")
_RATIO_UNIT = re.compile(
    r"(?:/\d+[万千百]?|[^\d\s,，。;；、()%/]{1,4}/(?:10+[万千百]?|\d+[万千百]))[^\d,，。;；、()%]{0,3}$"
)
"""A ratio to a round number (8.5/10万, 6个/1000平方米)."""
_REFERENCE = re.compile(r"[〔\[【(]?(?:19|20)\d\d[〕\]】)](?:第?\d+号)?|第\d+号?|\d+号(?:文|令)|[(（]含[)）]")
_YEAR_MARK = re.compile(r"(?<!\d)(?:19|20)\d\d年(?:度)?")
_FROM = re.compile(r"^[由从].*?(?=(?:提高|提升|增长|增加|上升|下降|降低|减少)[到至])")
_NO_QUANTITY = re.compile(r"^(?:[:：*×x比]|/\d+%?$|\.\d|[.、．)）](?!\d))")
_ALTERNATIVE = re.compile(r"\(([^\d()]{1,3})\)")
"""Another unit in parentheses behind a unit."""
_BRACKETED = re.compile(r"(?<=\d)\((?P<unit>[^\d()]{1,8})\)")
"""What stands in parentheses right behind a number, as systems print its unit (=100.00(%))."""
_UNIT_TAIL = re.compile(r"次(?=$)")
"""A unit of times behind another one (册次, 家次)."""
_MULTIPLE_TAIL = re.compile(r"[^\d一二三四五六七八九十两半/余多,，。;；、()%]{1,3}")
"""An unknown unit behind a multiple (万剂次)."""
_MULTIPLES = ("万", "亿", "千", "百万")
_LETTERS = re.compile(r"[A-Za-z]+")
_RETURNING = re.compile(r"(?:每[月季周]度?的?|季度?|次季度?|次月|下月|当月)(?:[首末次]月?)?的?\d{1,2}[日号](?!内)")
OFTEN = r"每(?:年度?|月|季度?|周|天|日)|全年|年均|半年|一年"
"""Words of how often, before a number."""
_INTERVAL = re.compile(r"[\[(](?P<lower>\d[\d.]*)(?P<unit>%?),(?P<upper>\d[\d.]*)(?P=unit)[\])]")
_LETTER_UNIT = re.compile(r"[A-Za-zμΩ℃]{1,5}(?:/[A-Za-z0-9³²]{1,5})?(?=$|以)")
_FRACTION_UNIT = re.compile(r"[^\d\s,，。;；、()%]{1,6}/[^\d\s,，。;；、()%]{1,6}?(?=$|以|之|左)")
_PLUS = re.compile(r"(?<=\d)([百千万亿]*)\+([^\d+]*)$")
"""A plus behind a number (3000+, 5000+人次): that, or more."""
_SOME = re.compile(r"^(?P<multiple>[百千万亿]*)[余多]")
_BETWEEN = re.compile(
    r"(?P<lower>\d[\d,.]*)(?P<unit>[^\d≤<]*)(?P<low>[≤<])[^\d≤<]{1,6}(?P<high>[≤<])(?P<upper>\d[\d,.]*)(?P=unit)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number to reach or keep: operator, value in the printed unit, upper end of a range, and where the operator is from."""

    operator: Operator
    value: Decimal
    upper: Decimal | None
    unit: str | None
    operator_source: OperatorSource
    stated: bool
    """Whether the text prints or words an operator itself; a bare number is taken as `=`."""
    behind: str = ""
    """What stands behind number, unit and operator: words that the quantity belongs to."""


@cache
def _digits_pattern() -> re.Pattern[str]:
    """The pattern without Chinese numerals, for texts in which these are words (一等奖1项)."""
    return re.compile(_pattern().pattern.replace("(?P<chinese>[", "(?P<chinese>(?!)["))


@cache
def _pattern() -> re.Pattern[str]:
    words = wording()
    signs, before = any_of(words.signs), any_of(words.before)
    numerals = "".join([*words.numerals, *words.magnitudes, words.half])
    return re.compile(
        rf"^(?P<prefix>[^\d]*?)(?P<before>{before})?(?P<every>(?:{OFTEN})?)(?P<sign>(?:{signs})+)?(?P<minus>-?)"
        rf"(?:百分之(?P<hundredth>[{numerals}\d.]+)|(?P<number>{_NUMBER})|(?P<chinese>[{numerals}]+))(?P<rest>.*)$"
    )


@cache
def _limit() -> re.Pattern[str]:
    """A word that sets a limit, with what the number is a part or a multiple of (不低于上年水平的95%).

    Shorter words begin names too (达标率, 最低生活保障标准).
    """
    limits = [word for word, operator in wording().before.items() if operator in (">=", "<=") and len(word) >= _LIMIT]
    return re.compile(rf"^({any_of(limits)})[^\W\d]+$")


@cache
def _range() -> re.Pattern[str]:
    return re.compile(rf"^(?P<unit>[^\d\-~—至到]{{0,6}}?)[-~—–至到]+(?P<upper>{_NUMBER})(?P<rest>.*)$")


def quantity(text: str) -> Quantity | None:
    """The quantity that a folded text states, or None where it states none (一级, 获知信息并在第一时间赶赴现场)."""
    if between := _BETWEEN.fullmatch(text) or _INTERVAL.fullmatch(text):
        return _two_sided(between)
    if _RETURNING.search(text):
        return None
    cleaned = _cleaned(text)
    return _read(_pattern().match(cleaned)) or _read(_digits_pattern().match(cleaned))


@lru_cache(_CACHED)
def is_cut_target(upper: str, lower: str) -> bool:
    """Whether a line's end cut a target: a date, a number from its unit (≤4.5万 | 元/公里), a unit, a change from its number.

    A number alone stands before a unit of its own cell. A unit that is whole may be printed in halves (1.5个百分 | 点), and a
    change (较上年提高 | 2%) that could be a target.
    """
    if is_cut_date(upper, lower) or is_cut_unit(upper, lower):
        return True
    if _OPEN_NUMBER.search(upper):
        return is_unit(lower) and not _BARE_NUMBER.fullmatch(upper)
    if _HOW_OFTEN.fullmatch(upper):
        return lower[:1].isdigit() and (quantity(lower) is not None or _DAY_OF_EACH.match(lower) is not None)
    return upper.endswith(tuple(wording().changes)) and _SHARE.fullmatch(lower) is not None


def is_cut_unit(upper: str, lower: str) -> bool:
    """Whether a line's end cut a unit, or stands between it and its remark or the word behind it (35万元 | 以内)."""
    if lower in wording().after:
        return not _BARE_NUMBER.fullmatch(upper) and quantity(fold(upper)) is not None
    if _OPEN_UNIT.search(upper) or (_UNIT_REMARK.fullmatch(lower) and is_unit(_AFTER_NUMBER.sub("", upper))):
        return True
    if len(lower) > _LONGEST_TAIL:
        return False
    last, half = _LAST_UNIT.search(upper), _HALF_UNIT.search(upper)
    if last and _is_shortened(last[1], lower):
        return True
    return half is not None and not is_unit(half[1]) and is_unit(half[1] + lower)


def _is_shortened(unit: str, rest: str) -> bool:
    """Whether a unit is a short spelling of the one that it makes with what follows (立方 | 米)."""
    short, whole = scale(unit), scale(unit + rest)
    return short is not None and short == whole and unit != short.unit


def _read(match: re.Match[str] | None) -> Quantity | None:
    """The quantity of a match, or None where its number belongs to something else."""
    if not match or len(match["prefix"]) > _LONGEST_PREFIX or _is_no_number(match):
        return None
    value = _value(match)
    if value is None:
        return None
    upper, rest = _upper(match, value)
    rest = _SOME.sub(r"\g<multiple>", rest)
    unit = "%" if match["hundredth"] else _unit(rest)
    if not _plausible(match, unit, rest):
        return None
    behind = rest[len(unit or "") :] if not match["hundredth"] else rest
    return _assembled(match, (value, upper), _printed_unit(unit), behind)


def _cleaned(text: str) -> str:
    """The text without references to documents, and without dates and years where it holds another number."""
    text = _PLUS.sub(r"\1\2以上", text)
    cleaned = _FROM.sub("", _BRACKETED.sub(_as_unit, _REFERENCE.sub("", tenths_to_percent(text))))
    undated = without_dates(cleaned)
    return undated if re.search(r"\d", undated) else _YEAR_MARK.sub("", cleaned)


def _as_unit(match: re.Match[str]) -> str:
    """A unit without its parentheses; other remarks as they are."""
    return match["unit"] if is_unit(match["unit"].partition("/")[0]) else match[0]


def _is_no_number(match: re.Match[str]) -> bool:
    """Whether the digits are part of something else: a name (ISO9001, 5G), a fraction, the end of a range (甲-5)."""
    stated = (match["before"] or "") + (match["sign"] or "")
    before = match["prefix"] + stated
    if match["minus"] and match["prefix"] and not stated:
        return True
    letters = _LETTERS.match(match["rest"])
    if (
        letters
        and not _LETTER_UNIT.match(match["rest"])
        and not (leading_unit(match["rest"]) or "").startswith(letters[0])
    ):
        return True
    return _NO_QUANTITY.match(match["rest"]) is not None or re.search(r"[A-Za-z±+-]$", before) is not None


def _leaves_out(match: re.Match[str]) -> bool:
    """Whether an interval leaves its lower end out: (90%,100%]."""
    return match[0].startswith("(")


def _two_sided(match: re.Match[str]) -> Quantity | None:
    """A range in signs around a letter (95%≤X≤100%)."""
    lower, upper = digits(match["lower"]), digits(match["upper"])
    if lower is None or upper is None:
        return None
    open_end = match.groupdict().get("low") == "<" or _leaves_out(match)
    operator: Operator = ">" if open_end else ">="
    return Quantity(operator, lower, upper, _printed_unit(match["unit"] or None), "printed", stated=True)


def _value(match: re.Match[str]) -> Decimal | None:
    value = _size(match)
    return -value if value and match["minus"] else value


def _size(match: re.Match[str]) -> Decimal | None:
    """The number without its sign."""
    if match["number"]:
        return digits(match["number"])
    if match["hundredth"]:
        whole = match["hundredth"] == "百"
        return Decimal(100) if whole else digits(match["hundredth"]) or chinese(match["hundredth"])
    return chinese(match["chinese"])


def _upper(match: re.Match[str], lower: Decimal) -> tuple[Decimal | None, str]:
    """The upper end of a range and the text behind it; a range's lower end may print its unit too (80%-90%)."""
    found = _range().match(match["rest"]) if match["number"] else None
    upper = digits(found["upper"]) if found else None
    if found is None or upper is None or upper < lower:
        return None, match["rest"]
    return upper, found["rest"]


def _unit(rest: str) -> str | None:
    """The printed unit at the beginning of what stands behind the number, a compound (元/月人) as a whole."""
    for form in (_RATIO_UNIT, _LETTER_UNIT, _FRACTION_UNIT):
        if found := form.match(rest):
            return found[0]
    known = leading_unit(rest)
    if known is None:
        unknown = _before_words(rest)
        return (
            unknown
            if 0 < len(unknown) <= _LONGEST_UNKNOWN_UNIT and not re.search(r"[\d,，。;；、()%]", unknown)
            else None
        )
    compound = _COMPOUND.match(rest, len(known))
    if compound:
        return rest[: _denominator_end(rest, compound.end())]
    if (alternative := _ALTERNATIVE.match(rest, len(known))) and is_unit(alternative[1]):  # 头(只)
        return rest[: alternative.end()]
    counted = _before_words(rest)
    if unit_named(counted[len(known) :]) and len(counted) <= len(known) + _LONGEST_TAIL:  # 头只, 条段, 台套
        return counted
    tail = _UNIT_TAIL.match(counted, len(known))
    multiple = _MULTIPLE_TAIL.fullmatch(_before_words(rest), len(known)) if known in _MULTIPLES else None
    found = multiple or tail
    return rest[: found.end()] if found else known


def _denominator_end(rest: str, end: int) -> int:
    """Where a compound unit ends: behind its last known unit, where words that are none follow (元/人给补助对象)."""
    last = max(rest.rfind("/", 0, end), rest.rfind("每", 0, end)) + 1
    known = leading_unit(rest[last:end])
    words = end - last - len(known) if known else 0
    return last + len(known) if known and words > _LONGEST_TAIL else end


def _before_words(rest: str) -> str:
    """What stands before a word that says "at least" or "at most" behind the unit (张以上 → 张)."""
    ends = [at for word in wording().after if (at := rest.find(word)) >= 0]
    return rest[: min(ends)] if ends else rest


def _printed_unit(unit: str | None) -> str | None:
    """`%` for every spelling of per cent, else the unit as printed, once where it stands there twice (%(百分比), 米(m))."""
    once = printed_once(unit) if unit else None
    known = unit_named(once) if once else None
    return known.sign if known and known.notation == "percent" else once


def _plausible(match: re.Match[str], unit: str | None, rest: str) -> bool:
    """Whether the number is a quantity: a Chinese numeral needs a known unit, is no grade, and stands alone with it."""
    if match["chinese"]:
        known = unit is not None and leading_unit(rest) is not None
        if match["chinese"] in wording().grading and unit in wording().grades:  # 二类及以上
            return False
        behind = rest[len(unit or "") :]
        return known and not match["prefix"] and (not behind or behind in wording().after)
    stated = bool(match["before"] or match["sign"])
    return unit is not None or stated or not rest or rest.startswith(tuple(wording().after))


def _assembled(match: re.Match[str], values: tuple[Decimal, Decimal | None], unit: str | None, behind: str) -> Quantity:
    words = wording()
    value, upper = values
    word = next((w for w in words.after if behind.startswith(w)), None)
    operator: str = "="
    source: OperatorSource = "assumed"
    if match["sign"]:
        operator, source = words.signs.get(match["sign"], words.signs[match["sign"][0]]), "printed"
    elif word and words.after[word] != "=":
        operator, source = words.after[word], "worded"
    elif match["before"] and words.before[match["before"]] != "=":
        operator, source = words.before[match["before"]], "worded"
    elif match["before"] or word:
        source = "worded"
    elif limit := _limit().match(match["prefix"]):
        operator, source = words.before[limit[1]], "worded"
    if upper is not None:
        operator, value, upper, source = _range_operator(operator, value, upper, source)
    left = behind.removeprefix(word) if word else behind
    return Quantity(operator, value, upper, unit, source, source != "assumed", left)  # type: ignore[arg-type]


def _range_operator(
    operator: str, lower: Decimal, upper: Decimal, source: OperatorSource
) -> tuple[str, Decimal, Decimal | None, OperatorSource]:
    """A range asks for at least its lower end; one that is a limit (3-5个工作日内) asks for at most its upper end."""
    if operator in ("<=", "<"):
        return operator, upper, None, source
    return ">=", lower, upper, "printed" if source == "assumed" else source
