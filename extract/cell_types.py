"""What a cell's text looks like, and how little that is of a column's type: a label, a name, a target, a number, a ground."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from extract.deadlines import without_dates
from extract.misread_digits import with_digits
from extract.quantities import OFTEN, quantity
from extract.targets import is_quality, parse_target, uncounted
from ontology.folding import fold
from ontology.forms import column_role, forms, period_named
from ontology.framework import completed, levels
from ontology.units import is_unit
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Callable


_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?%?")
_NO_LABEL = re.compile(r"指标\d+[:：、]|[:：;；,，、]+$")
"""What is no label of a level: a name that a form's template numbers, a sign of punctuation alone."""
_CODED = re.compile(r"\d{3,}[-—_][\u4e00-\u9fff]")
"""An organisation behind its budget code."""
_CODE = re.compile(r"[0-9A-Za-z-]{3,}")
_SIGN = re.compile(r"[≥≤><=≧≦═]+|约|(?:正向|反向|逆向)(?:指标)?|大于.*|小于.*|等于|不.于")
_MANNER = re.compile(r"定[性量]指标")
"""Whether a row is measured or judged, in a column of its own."""
_OUTLINE = re.compile(r"[(（]?(?:\d+(?:[.、-]\d+)*[.、]?|[一二三四五六七八九十]+、?)[)）]?")
"""A number in an outline: 1, 1.2, （三）."""
_FEW_WORDS = 3
_LONGEST_LABEL = 12
_SHORTEST_REMARK = 2
_SHORTEST_NAME = 3
_LONGEST_SHARE = 3
_COMPARED = re.compile(r"[较比](?:20\d\d年|[上去往前]一?年)")
_EACH_TIME = re.compile(r"每(?:半?年|学期|季度?|月|周)[^，。；,;]{0,8}\d[日天号](?:之?前|以?内)")
"""A deadline that comes again (每季度末次月15日前)."""
_KINDS_OF_ANSWER = re.compile(r"[\u4e00-\u9fff]{1,4}(?:[/／*-][\u4e00-\u9fff]{1,4}){1,3}")
"""What a form prints as the unit of a target in words or of a date (是/否, 年-月-日)."""
_DASH = re.compile(r"[-—–－―/]+")
"""What stands where a cell has nothing."""
_DIRECTION = re.compile(r"正向.*|反向.*|正|反|逆向.*|[+＋-]")
_NAMED = 1.5
"""What a text costs besides for what was reached where it ends with the noun of a measure."""
_CACHED = 16_384


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a cell's text looks like."""

    levels: frozenset[int]
    cut: frozenset[int]
    quantity: bool
    number: bool
    length: int
    suffixed: bool
    worded: bool
    signed: bool
    scoring: bool
    none: bool
    manner: bool
    direction: bool
    quality: bool
    compared: bool
    """Whether it is a change against another year, and begins with that (较2023年提升1.5个百分点)."""


def is_target(text: str) -> bool:
    """Whether a text reads as a target and not as a name."""
    kind = _kind(text)
    return kind.quantity or kind.quality


def looks_like_quantity(text: str) -> bool:
    """Whether a text is a number with little else, or a date."""
    return _kind(text).quantity or _kind(text).number


def is_bare_number(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return _kind(text).number


def says_none(text: str) -> bool:
    """Whether a text stands for a name and says that there is no indicator (不适用, 无)."""
    return _kind(text).none


def is_label(text: str) -> bool:
    """Whether a text can be a form's own label of a level: no quantity, no direction, no word that there is no indicator."""
    kind = _kind(text)
    return not (kind.quantity or kind.number or kind.none or kind.direction)


def is_too_short(text: str) -> bool:
    """Whether a text is too short for a name, and none of the words that say that there is no indicator (无)."""
    return len(text) < _SHORTEST_NAME and not says_none(text)


def is_direction(text: str) -> bool:
    """Whether a text says which way is better (正向, 反向指标)."""
    return _kind(text).direction


def is_compared(text: str) -> bool:
    """Whether a text is a change against what was before (同比下降10%)."""
    return _kind(text).compared


def is_sign(text: str) -> bool:
    """Whether a cell holds a sign, or what a column of signs prints for a row without one (定性)."""
    folded = fold(text)
    return folded in wording().manners or _SIGN.fullmatch(folded) is not None


@lru_cache(_CACHED)
def _kind(text: str) -> _Kind:
    misread = _misread().fullmatch(text)
    if misread and (not misread["unit"] or is_unit(misread["unit"])):
        text = misread["number"] + misread["unit"]
    target = parse_target(text)
    return _Kind(
        levels=levels(text),
        cut=levels(completed(text) or ""),
        quantity=(target.kind in ("numeric", "date") and _is_whole_quantity(with_digits(fold(uncounted(text)))))
        or (target.kind == "date" and _is_whole_date(fold(text)))
        or _EACH_TIME.fullmatch(fold(text)) is not None,
        number=_NUMBER.fullmatch(fold(text)) is not None,
        length=len(text),
        suffixed=text.endswith("指标"),
        worded=re.search(r"\w", text) is not None,
        signed=re.search(r"[≥≤><=≧≦＝═]", text) is not None,
        scoring=forms().scoring.search(text) is not None,
        none=target.status == "not_applicable" or fold(text) in wording().no_names,
        manner=_MANNER.fullmatch(text) is not None,
        direction=_DIRECTION.fullmatch(fold(text)) is not None,
        quality=is_quality(text),
        compared=target.kind == "change" and _COMPARED.match(text) is not None,
    )


@cache
def _misread() -> re.Pattern[str]:
    """A number behind what recognition made of its sign (W100%)."""
    return re.compile(rf"(?:{any_of(wording().misread_signs)})(?P<number>\d[\d,.]*%?)(?P<unit>\D*)")


def _is_whole_quantity(folded: str) -> bool:
    """Whether a target begins with its number, or an operator's word before it, and holds little else; 15分钟便民生活圈 is a name."""
    folded = _worded().sub("", folded)
    if _CODED.match(folded) or not re.match(r"[\d≥≤><=≧≦═%]", folded):
        return False
    amount = quantity(folded)
    return amount is None or len(amount.behind) <= _FEW_WORDS


def _is_whole_date(folded: str) -> bool:
    """Whether a deadline begins with its date and holds nothing but a word of deadlines (2024年12月20日前; 6月底前开工 is a name)."""
    return folded[:1].isdigit() and without_dates(folded) in {"", *wording().deadlines}


@cache
def _worded() -> re.Pattern[str]:
    """What may stand right before a number: how often (每月1次), and the word of an operator (不少于2次, 约30个)."""
    words = any_of(wording().before)
    return re.compile(rf"^(?:每[人户])?(?:{OFTEN})?(?:{words})?(?=[\d≥≤><=])")


@lru_cache(_CACHED)
def type_cost(text: str, role: str) -> float:
    """How little a text is of a column's type: 0 for what the column is for, 8 for what can't be meant."""
    kind = _kind(text)
    cost = _COSTS.get(role)
    if cost:
        return cost(text, kind)
    if kind.manner:
        return 0.0
    return 4.0 if kind.levels and kind.suffixed else 0.5 if kind.number or kind.length <= _SHORTEST_REMARK else 1.0


def _level1(text: str, kind: _Kind) -> float:
    if kind.none or kind.direction or _NO_LABEL.match(text):
        return 6.0
    if 1 in kind.levels:
        # 成本指标 and 满意度 name both levels; where a row leaves the choice open they are the second.
        return 0.4 if len(kind.levels) > 1 else 0.0
    if 1 in kind.cut:
        return 0.3
    if kind.levels or kind.cut:
        return 3.0
    return 8.0 if kind.quantity else 1.5 if kind.suffixed and kind.length <= 10 else 2.5 if kind.length <= 6 else 4.0  # noqa: PLR2004 - lengths of labels


def _level2(text: str, kind: _Kind) -> float:
    if kind.none or _NO_LABEL.match(text):
        return 6.0
    if 2 in kind.levels:  # noqa: PLR2004 - the second level
        return 0.0
    if kind.cut:
        return 0.3 if 2 in kind.cut else 2.5  # noqa: PLR2004 - the second level
    if kind.levels:
        return 2.5
    if kind.quality:
        return 4.0
    return 8.0 if kind.quantity else 1.2 if kind.suffixed or kind.length <= 10 else 2.5 if kind.length <= 14 else 4.0  # noqa: PLR2004 - lengths of labels


def _level3(text: str, kind: _Kind) -> float:
    if is_sign(text) or is_whole_unit(text):
        return 6.0 if is_sign(text) or "/" in text else 1.5
    if kind.levels or kind.cut:
        # 公众满意度 is a name oftener than 公众满意度指标 cut short.
        named = not kind.suffixed and (kind.levels or completed(text) == f"{text}指标")
        return 1.0 if named else 5.0
    if not kind.worded:
        return 7.0 if kind.signed else 1.2
    if kind.scoring:
        return 4.0
    if kind.quality or kind.compared:
        return 4.0
    return 7.0 if kind.quantity or kind.number else 0.0


@lru_cache(_CACHED)
def torn_measures(text: str) -> tuple[str, ...]:
    """The nouns of measures of which a text may be the torn end (度 of 满意度), none where it is whole."""
    return tuple(word for word in forms().measures if word.endswith(text) and word != text)


def ends_measure(upper: str, lower: str) -> bool:
    """Whether a text is the end of a measure's noun that begins at the end of the one before it (满意 | 度)."""
    return any(upper.endswith(noun.removesuffix(lower)) for noun in torn_measures(lower))


def is_whole_unit(text: str) -> bool:
    """Whether a text is a unit, and not the end of a measure's noun (度 of 满意度)."""
    return is_unit(text) and not torn_measures(text)


def _value(text: str, kind: _Kind) -> float:
    if kind.quantity or _DASH.fullmatch(text):
        return 0.0
    if column_role(text) == "group":  # the end of 可持续影响指标, cut off
        return 6.0
    if kind.levels or kind.cut:
        return 7.0 if kind.suffixed or kind.cut else 3.0
    if is_unit(text) or fold(text) in forms().grounds:
        return 2.0
    return 0.3 if kind.length <= 8 else 0.8 if kind.length <= 20 else 1.5  # noqa: PLR2004 - lengths of targets


def _actual(text: str, kind: _Kind) -> float:
    """What was reached is told as a target is, and never by the name of what is measured (种植面积)."""
    named = (
        not (kind.quantity or kind.quality) and text.endswith(forms().measures) and parse_target(text).kind != "change"
    )
    return _value(text, kind) + _NAMED * named


def _weight(text: str, kind: _Kind) -> float:
    if not kind.number:
        return 8.0
    # A share of all points is a small whole one; 88.4% was reached of something else.
    return 2.0 if text.endswith(("%", "％")) and (len(text) > _LONGEST_SHARE or "." in text) else 0.0


def _text(_: str, kind: _Kind) -> float:
    if (kind.suffixed and kind.levels) or kind.manner:
        return 6.0
    return 4.0 if kind.number else 3.0 if kind.quantity else 0.2


def _objective_text(text: str, kind: _Kind) -> float:
    """Objectives are sentences, and an organisation has its code before it; a short text may be a name that was shifted."""
    if kind.direction or text.endswith(wording().manners):
        return 6.0
    cost = max(0.3, _text(text, kind))
    return cost if kind.length > _LONGEST_LABEL or _CODED.match(fold(text)) else max(1.0, cost)


def _ground(text: str, kind: _Kind) -> float:
    return 0.0 if is_ground(text) else _text(text, kind)


def _project(text: str, kind: _Kind) -> float:
    other = kind.levels or kind.none or text.startswith(wording().manners) or is_sign(text) or is_unit(text)
    return 6.0 if other else 4.0 if kind.quantity else 3.0 if re.search("[，。；]", text) else 0.2


def _side(text: str, kind: _Kind) -> float:
    if kind.levels:
        return 5.0
    # A form's own first level (实施效果指标) is no label down the side of the whole table.
    return 0.0 if period_named(text) or column_role(text) else 5.0 if kind.suffixed else 4.0


def _objective(text: str, kind: _Kind) -> float:
    return 0.0 if period_named(text) else 6.0 if kind.levels or kind.quantity else 2.0


def _deadline(text: str, _: _Kind) -> float:
    return 0.0 if parse_target(text).kind == "date" else 3.0


def _direction(text: str, kind: _Kind) -> float:
    """Forms that print the sign and the direction under each other's heading are known."""
    return 0.0 if kind.direction else 1.0 if is_sign(text) else 5.0


def _unit(text: str, kind: _Kind) -> float:
    if kind.signed and not kind.worded:
        return 3.0
    if is_unit(text) or not kind.worded or _KINDS_OF_ANSWER.fullmatch(text):
        return 0.0
    return 6.0 if kind.quantity or (kind.levels and kind.suffixed) else 2.5 if kind.quality else 1.5


_COSTS: dict[str, Callable[[str, _Kind], float]] = {
    "level1": _level1,
    "level2": _level2,
    "level3": _level3,
    "value": _value,
    "other_value": _value,
    "history": _value,
    "actual": _actual,
    "deadline": _deadline,
    "number": lambda text, _: 0.0 if _OUTLINE.fullmatch(fold(text)) else 3.0,
    "grade": _value,
    "weight": _weight,
    "level_weight": _weight,
    "amount": _weight,
    "description": _text,
    "text": _objective_text,
    "basis": _ground,
    "explanation": _ground,
    "project": _project,
    "project_code": lambda text, _: 0.0 if _CODE.fullmatch(fold(text)) else 3.0,
    "objective": _objective,
    "side": _side,
    "operator": lambda text, _: 0.0 if is_sign(text) else 6.0,
    "unit": _unit,
    "direction": _direction,
}


def is_ground(text: str) -> bool:
    """Whether a text says why a value was set (计划数据, 县办文【2017】31号, 《…管理办法》) rather than what is measured."""
    folded = fold(text)
    if re.search(r"[〔\[【(]\d{4}[〕\]】)]|^《.*》$", folded):
        return True
    return any(folded.startswith(word) or folded.endswith(word) for word in forms().grounds)
