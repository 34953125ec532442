"""Targets: printed text becomes operator, value and unit, beside the text itself.

1. Nothing, a dash, 不适用 and a template's placeholder are statuses, not failed numbers.
2. A change (下降60%, 较上年降低) is relative to a baseline and has a direction.
3. A date is a deadline: its value is the last day allowed.
4. A number with operator and unit is a quantity.
5. The rest is qualitative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from extract.deadlines import deadline, is_impossible
from extract.misread_digits import with_digits
from extract.numerals import plain
from extract.placeholders import is_open_target
from extract.quantities import Quantity, quantity
from ontology.folding import fold
from ontology.units import is_unit, scale, spellings
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from decimal import Decimal

    from extract.indicator import Direction, Kind, Operator, OperatorSource, Status

_PLACEHOLDER = re.compile(r"[≥≤≧≦><=＞＜＝]*[*×xX_…．.·○〇□]{2,}[%个项次元天人件]*|[≥≤≧≦><=＞＜＝]+[%个项次元天人件]?")
_COUNTED = re.compile(r"^[①-⑳]")
"""The number of an item in a list."""
_CACHED = 16_384
"""Targets remembered: alignment asks of each cell what it would read as, and forms repeat their targets."""
_LONGEST_CHANGE = 16
_NAMED_UNIT = re.compile(r"[(（](?:单位[:：])?(?:[≥≤≧≦><=＞＜＝]*\s*[*×]{2,}|[≥≤≧≦><=＞＜＝]+)?([^()（）]+)[)）]$")
"""A unit in parentheses at the end of a name, perhaps behind a template's placeholder: （%）, (≥**公里)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is promised: the printed text and its reading; the fields are those of the indicator record."""

    text: str | None = None
    kind: Kind | None = None
    operator: Operator | None = None
    value: float | int | str | None = None
    value_upper: float | int | None = None
    unit: str | None = None
    direction: Direction | None = None
    status: Status = "stated"
    operator_source: OperatorSource | None = None
    canonical_value: float | int | str | None = None
    canonical_unit: str | None = None

    @property
    def caption(self) -> str:
        """The reading in signs (≥95%), from which the same reading can be parsed again; the text where there is no number."""
        if self.operator is None or self.value is None:
            return self.text or ""
        return f"{self.operator}{self.value}{self.unit or ''}"


@lru_cache(_CACHED)
def parse_target(text: str | None, *, year: int | None = None, unit: str | None = None) -> Target:
    """Read a printed target; never raises.

    Args:
        text: as printed; None for a blank cell.
        year: the year of dates that print none.
        unit: the unit that stands elsewhere in the row (its own column, or the name), used where the text prints none.
    """
    compact = "".join(text.split()) if text else ""
    folded = fold(uncounted(compact))
    status = _status(folded)
    if status != "stated":
        return Target(text=compact or None, status=status)
    folded = with_digits(folded.rstrip("。;.,"))
    if is_impossible(folded):
        return Target(text=compact, kind="qualitative")
    return (
        _change(compact, folded, unit)
        or _date(compact, folded, year)
        or _quantity(compact, folded, unit)
        or Target(text=compact, kind="qualitative")
    )


def uncounted(text: str) -> str:
    """A text without the circled number of an item before it: folded, ①10台 would be 110台."""
    return _COUNTED.sub("", text)


@cache
def _quality() -> re.Pattern[str]:
    words = wording()
    return re.compile(rf"(?:{'|'.join((*words.adverbs, *words.baselines))})*(?:{'|'.join(words.qualities)})")


def is_quality(text: str) -> bool:
    """Whether a text only says how well (有效改善, 规范), so that it is a target and never a name."""
    return _quality().fullmatch(fold(text)) is not None


def is_operator(text: str) -> bool:
    """Whether a cell holds an operator (≥, 大于等于) and nothing else; a word such as 定性 is none."""
    folded = fold(text)
    return folded in wording().before or parse_target(f"{folded}1").operator_source == "printed"


def named_unit(name: str) -> str | None:
    """The unit that a name gives in parentheses at its end (工资到位及时率（%） → %), or None where it is no unit."""
    found = _NAMED_UNIT.search(name)
    folded = fold(found[1]) if found else ""
    return found[1] if found and (folded in spellings() or (len(folded) > 1 and is_unit(folded))) else None


def _status(folded: str) -> Status:
    words = wording()
    if not folded or folded in words.blank:
        return "blank"
    if folded in words.not_applicable:
        return "not_applicable"
    if folded in words.placeholders or _PLACEHOLDER.fullmatch(folded) or is_open_target(folded):
        return "placeholder"
    return "stated"


def _scaled(target: Target, value: Decimal) -> Target:
    """The target with its value on the scale used for comparing."""
    found = scale(target.unit)
    return replace(
        target,
        canonical_value=plain(value * found.factor) if found else plain(value),
        canonical_unit=found.unit if found else None,
    )


@cache
def _change_pattern() -> re.Pattern[str]:
    words = wording()
    signs = any_of(words.signs)
    before = "|".join((*words.baselines, *words.adverbs))
    than = r"(?:较|比|与)?20\d\d年度?(?:相比|同期)?|[较比][^较比前\W\d]{1,4}前"
    # 能耗下降5%: what changes may stand before the verb, where a number follows it.
    thing = rf"(?=[\u4e00-\u9fff]{{4,12}}\d)[\u4e00-\u9fff]{{2,8}}?(?<!{')(?<!'.join(words.denied)})(?=(?:{'|'.join(words.changes)})\d)"
    return re.compile(
        rf"^(?P<sign>{signs})?(?P<before>(?:{before}|{than}|,)*|{thing})"
        rf"(?P<verb>{'|'.join(words.changes)})(?!{'|'.join(words.nouns_after)})(?P<rest>.*)$"
    )


@cache
def _closing_change() -> re.Pattern[str]:
    words = wording()
    return re.compile(
        rf"^(?P<object>[^\d]*?)(?<!{')(?<!'.join(words.denied)})(?:{'|'.join(words.adverbs)})*(?P<verb>{'|'.join(words.changes)})$"
    )


def _change(compact: str, folded: str, unit: str | None) -> Target | None:
    """A change: the verb leads (持续提升, 下降60%) or closes a short text (群众满意度提升)."""
    words = wording()
    if any(folded.startswith(word) for word in words.before):  # 提高到95% is a level to reach
        return None
    match = _change_pattern().match(folded)
    if match is None or any(word in match["before"] for word in words.denied):  # 防止人口减少5%
        closing = _closing_change().match(folded)
        if closing is None or len(folded) > _LONGEST_CHANGE:
            return None
        return Target(text=compact, kind="change", direction=_direction(closing["verb"]))
    target = Target(text=compact, kind="change", direction=_direction(match["verb"]))
    if re.match(r"[到至]", match["rest"]):
        return None
    amount = quantity((match["sign"] or "") + match["rest"]) if re.search(r"\d", match["rest"]) else None
    if amount is None:
        return target if len(folded) <= _LONGEST_CHANGE else None
    return _with_quantity(target, _in_unit(amount, unit))


def _direction(verb: str) -> Direction:
    return cast("Direction", wording().changes[verb])


def _date(compact: str, folded: str, year: int | None) -> Target | None:
    found = deadline(folded, year)
    if found is None:
        return None
    signed = any(sign in folded for sign in wording().signs)
    source: OperatorSource = "printed" if signed else "worded" if found.worded else "assumed"
    return Target(
        text=compact, kind="date", operator="<=", value=found.day, operator_source=source, canonical_value=found.day
    )


@cache
def _from_to() -> re.Pattern[str]:
    """A step from one number to another (由30分钟缩短至5分钟内), of which the other is what is to be reached."""
    words = any_of(wording().before)
    return re.compile(rf"^\D*?[由从]\D{{0,6}}\d[\d.]*[^\d,，;；。]{{0,6}}?(?P<reached>(?:{words})\d.*)$")


def _quantity(compact: str, folded: str, unit: str | None) -> Target | None:
    step = _from_to().match(folded)
    found = quantity(step["reached"] if step else folded)
    if found is None:
        return None
    return _with_quantity(Target(text=compact, kind="numeric"), _in_unit(found, unit))


def _in_unit(found: Quantity, unit: str | None) -> Quantity:
    """The quantity with the unit that stands elsewhere where it prints none."""
    if found.unit is not None or not unit:
        return found
    return replace(found, unit="%" if fold(unit) in ("百分比", "%") else unit)


def _with_quantity(target: Target, found: Quantity) -> Target:
    return _scaled(
        replace(
            target,
            operator=found.operator,
            value=plain(found.value),
            value_upper=None if found.upper is None else plain(found.upper),
            unit=found.unit,
            operator_source=found.operator_source,
        ),
        found.value,
    )
