"""Headings of names in running lines, and the headers around them as one line where they stand on two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.document import Paragraph
from extract.torn import is_open
from ontology.forms import begins_heading, column_role, forms, heading_role

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from extract.document import Block

_SHORTEST_HEADING = 4
_ORDER = ("number", "group", "level1", "level2", "level3", "description", "direction", "operator", "value", "unit")
"""How forms order their columns; all others stand behind."""
_HALVES_AROUND = 3
"""The lines of a header whose taller headings stand around its middle."""
_LONGEST_HEADER = 100
_FEWEST_HEADINGS = 2
"""Headings of either height; one alone is a cell on its line, unless it is the one that the others lack."""
_MANY_HALVES = 4
"""Halves beside which one heading alone stands in the middle."""
_TARGET = "指标值"
"""The heading in the place of a year's that says that this is the target."""
_YEARS = re.compile(r"\s*20\d\d\s?年度?\s+20\d\d\s?年")
_YEAR_APART = re.compile(r"(20\d\d)\s年")
_LONGEST_END = 6
"""Signs of a line that closes the bracket of a heading."""
_HISTORY = frozenset({"history", "history_group"})
_TARGETS = _HISTORY | {"value", "actual"}
_TARGET_PARTS = (("operator", "value", "unit"), ("operator", "unit"))
_PARTS = frozenset({"operator", "unit"})
_SCORES = frozenset({"weight", "ignored"})


def heads_names(text: str) -> bool:
    """Whether a heading of names stands in a text."""
    return name_heading().search(text) is not None


@cache
def name_heading() -> re.Pattern[str]:
    """The headings of names; 绩效指标 is one behind that of second levels, 二级指标 in forms of two levels (see `with_names`)."""
    names, behind = (_labels(roles) for roles in ({"level3"}, {"value", "explanation", "description", "operator"}))
    lower = rf"(?:(?<=一级指标)|(?<=一级指标\s))二级指标(?=\s?(?:{behind}))(?![\s\S]{{0,{_LONGEST_HEADER}}}(?:{names}))"
    return re.compile(rf"{names}|(?<=二级指标\s)绩效指标(?=\s)|{lower}")


def _labels(roles: Container[str]) -> str:
    """The headings of some roles as a pattern, the longest first, blanks between their signs allowed."""
    labels = [label for label, role in forms().columns.items() if role in roles and len(label) >= _SHORTEST_HEADING]
    return "|".join(r"\s?".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))


def with_names(headings: Sequence[str]) -> Sequence[str]:
    """The headings of a form of two levels (一级指标 | 二级指标 | 绩效标准 | 指标值), the second one as that of the names."""
    return ["三级指标" if column_role(heading) == "level2" else heading for heading in headings]


def with_whole_headings(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks with a header as one line whose headings end, or are split, on the next (年度 | 实际 over 指标值 | 完成值)."""
    whole: list[Block] = []
    for block in _with_halves_around(_with_whole_years(blocks)):
        above = whole[-1] if whole else None
        if isinstance(block, Paragraph) and isinstance(above, Paragraph) and heads_names(above.text):
            upper, lower = above.text.split(), block.text.split()
            if (
                joined := _headings_joined(upper, lower)
                or _headings_split(upper, lower)
                or _target_parted(upper, lower)
            ):
                whole[-1] = replace(above, text=joined)
                continue
        whole.append(block)
    return whole


def _with_whole_years(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks with a line of years as headings whole (2022 年 2023 年 2024 年（目标 over 值）)."""
    whole: list[Block] = []
    for block in blocks:
        above = whole[-1] if whole else None
        if isinstance(block, Paragraph) and isinstance(above, Paragraph) and _ends_years(above.text, block.text):
            whole[-1] = replace(above, text=above.text + block.text)
        elif isinstance(block, Paragraph) and _YEARS.match(block.text):
            whole.append(replace(block, text=_YEAR_APART.sub(r"\1年", block.text)))
        else:
            whole.append(block)
    return whole


def _ends_years(years: str, end: str) -> bool:
    """Whether a line closes the bracket that the line of years above it leaves open."""
    closes = len(end) <= _LONGEST_END and is_open(years) and not is_open(years + end)
    return closes and _YEARS.match(years) is not None


def _with_halves_around(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks with a header as one line where the halves of some headings stand above and below the others."""
    whole: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        near = blocks[at : at + _HALVES_AROUND]
        three = [line.text.split() for line in near if isinstance(line, Paragraph) and len(line.text) < _LONGEST_HEADER]
        headings = _around(*three) if len(three) == _HALVES_AROUND else []
        whole.append(replace(block, text=" ".join(headings)) if headings and isinstance(block, Paragraph) else block)
        at += 3 if headings else 1
    return whole


def _around(upper: Sequence[str], line: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The headings of a line and those whose halves stand around it, in the order of forms; none where they are no header."""
    lacks_value = {"level3", "value"} & set(map(column_role, line)) == {"level3"}
    fewest = min(len(upper), len(line)) if not lacks_value else len(line)
    whole = all(map(heading_role, line)) and {"level3", "value"} <= set(map(column_role, line))
    if not upper or len(upper) != len(lower):
        return []
    if fewest < _FEWEST_HEADINGS and len(upper) < _MANY_HALVES and not whole:
        return []
    ends = whole and not any(map(column_role, lower))
    if all(column_role(text) and not is_open(text) for text in upper) and not ends:
        return []
    halves = ["".join(pair) for pair in zip(upper, lower, strict=True)]
    roles = [heading_role(text) if whole else column_role(text) for text in (*halves, *line)]
    if not {"level3", "value"}.issubset(roles) or None in roles:
        return []
    merged: list[str] = []
    left, right = halves, list(line)
    while left and right:
        merged.append((left if _rank(left[0]) <= _rank(right[0]) else right).pop(0))
    return [*merged, *left, *right]


def _rank(heading: str) -> int:
    role = column_role(heading)
    return _ORDER.index(role) if role in _ORDER else len(_ORDER)


def _headings_joined(upper: Sequence[str], lower: Sequence[str]) -> str | None:
    """The words of a header's line, those that are no headings made ones by the words below, in order; None where these don't."""
    open_at = [at for at, word in enumerate(upper) if heading_role(word) is None and begins_heading(word)]
    if not lower or len(open_at) != len(lower):
        return None
    words = list(upper)
    for at, end in zip(open_at, lower, strict=True):
        words[at] += end
    return " ".join(words) if all(column_role(words[at]) for at in open_at) else None


def _headings_split(upper: Sequence[str], lower: Sequence[str]) -> str | None:
    """The words of a header's line with those below for the one that they split: years for history, a target and others for it."""
    roles = [column_role(word) for word in lower]
    if not roles or not _TARGETS.issuperset(roles) or roles.count("value") > 1:
        return None
    above = [column_role(word) for word in upper]
    targets = {"value"} if "value" in roles and "value" in above else _HISTORY
    split = [at for at, role in enumerate(above) if role in targets]
    if len(split) != 1 or len(lower) == 1:
        return None
    # 2024年（目标值） among years is that which the document promises.
    known = (
        _TARGET if role == "value" and heading_role(word) is None else word
        for word, role in zip(lower, roles, strict=True)
    )
    return " ".join([*upper[: split[0]], *known, *upper[split[0] + 1 :]])


def _target_parted(upper: Sequence[str], lower: Sequence[str]) -> str | None:
    """The words of a header's line with those below for the ones that they part: a target into its sign, number and unit.

    What follows these parts a heading of scores at the line's end (自评得分 over 得分 | 权重 | 折算得分).
    """
    above, below = ([column_role(word) for word in words] for words in (upper, lower))
    parts = next((parts for parts in _TARGET_PARTS if tuple(below[: len(parts)]) == parts), ())
    if (
        not parts
        or above.count("value") != 1
        or not _PARTS.isdisjoint(above)
        or not _SCORES.issuperset(below[len(parts) :])
    ):
        return None
    at, scores = above.index("value"), lower[len(parts) :]
    sign, *number, unit = lower[: len(parts)]
    behind = upper[at + 1 : -1 if scores and above[-1] in _SCORES else None]
    return " ".join([*upper[:at], sign, *(number or [upper[at]]), unit, *behind, *scores])


def with_split_target(headings: Sequence[str]) -> Sequence[str]:
    """The headings with those in the place of a target's that split it and stand behind them all (前年, 上年, 预计当年实现)."""
    roles = [column_role(heading) for heading in headings]
    first = next((at for at in range(len(roles), 0, -1) if roles[at - 1] not in _TARGETS), 0)
    at = roles.index("value") if "value" in roles[:first] else -1
    if at < 0 or "value" not in roles[first:] or _HISTORY.isdisjoint(roles[first:]):
        return headings
    return (*headings[:at], *headings[first:], *headings[at + 1 : first])
