"""Labels of levels at the beginnings of lines, whole or in parts below each other, told from the names that follow them.

Where a page's lines are printed as they stand, a line may begin with a part of a label (满意度指 | 服务对象满, below it 标 |
意度指标), and with a sign of the label down the side of the form. What a part goes on with tells whose it is.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_label, is_sign, looks_like_quantity
from extract.side_labels import is_of_side, side_label_with, side_labels
from extract.targets import is_quality
from ontology.framework import categories, levels, notation, parents

if TYPE_CHECKING:
    from collections.abc import Sequence

_WAYS = 24
"""Ways through the lines that are kept."""
_FARTHEST = 4
"""Lines from one part of a label to the next."""
_BEGUN, _STRANGE, _NO_LABEL = 0.1, 2.5, 9.0
"""What it costs to begin a label that the framework knows, one of a form's own, and what is none."""
_LONGEST_STRANGE = 8
_OTHER_END = 1.5
"""What it costs to go on with a label of a form's own."""
_EITHER = 0.02
_CUT_SHORT = 1.5
"""What it costs to begin a label below one that is not whole."""
_LEFT_WHOLE, _LEFT_PART, _LEFT_END = 1.0, 2.0, 1.0
"""What it costs to leave a label among names: one that may be a name, a part that ends as one, what ends labels."""
_LABEL_AMONG_NAMES = 4.0
_BARE = 0.5
"""What a label without 指标 costs where others have it."""
_LABEL_ENDS = ("指标", "目标", "满意度")
_LEFT_BARE_ALONE = 0.3
"""What it costs to leave one among the names that stands alone on its line."""
_LEFT_SIGN = 0.1
"""What it costs to leave a sign that may be of a label down the side."""
_SHORTEST_PART = 3
_ENDS = frozenset({"标", "指标"})
_BEGUN_SIDE = 0.2
_WENT_ON = -0.05
"""What it gains to go on with a label."""
_CACHED = 16_384


class _Open(NamedTuple):
    """A label that lines may go on with, and the line of its last part."""

    text: str
    line: int


class _Table(NamedTuple):
    """What is known of a table: the levels that its first columns head, and the categories that it prints with 指标."""

    headed: tuple[int, ...]
    official: frozenset[tuple[str | None, int]]


class _Way(NamedTuple):
    cost: float
    open: tuple[_Open, ...]
    taken: tuple[tuple[int, ...], ...]
    """For each line the columns of its first parts: 0 is that of the label down the side, then come those of the levels."""


def leading_labels(lines: Sequence[Sequence[str]], levels_headed: Sequence[int]) -> list[tuple[int, ...]]:
    """For each line, the columns in which its first parts stand: 0 the side, from 1 on those of `levels_headed`, in order."""
    official = frozenset(
        (notation(text, level), level)
        for line in lines
        for text in line
        for level in levels(text)
        if text.endswith(_LABEL_ENDS)
    )
    table = _Table(tuple(levels_headed), official)
    ways = [_Way(0.0, (_Open("", -_FARTHEST - 1),) * (1 + len(levels_headed)), ())]
    for number, line in enumerate(lines):
        found: dict[tuple[_Open, ...], _Way] = {}
        for way in ways:
            for columns in _choices(1 + len(levels_headed), len(line)):
                following = _taken(way, line, columns, table, number)
                if following.open not in found or following.cost < found[following.open].cost:
                    found[following.open] = following
        ways = sorted(found.values(), key=lambda way: way.cost)[:_WAYS]
    best = min(ways, key=lambda way: _ended_cost(way, table))
    return _as_framework(lines, best.taken) if tuple(levels_headed) == (1, 2) else list(best.taken)


def may_lead(text: str) -> bool:
    """Whether a text may be a label of the framework, or of the side of a form, or a part of one."""
    return bool(levels(text)) or any(begins_label(text, level) for level in (1, 2)) or text in _ENDS or is_of_side(text)


def _as_framework(lines: Sequence[Sequence[str]], taken: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The same, labels that name either level (成本指标) put into the first where the framework has a second level beside them below it."""
    whole = [label for column in (1, 2) for label in _whole_labels(lines, taken, column)]
    seconds = sorted((label for label in whole if label.column == 2), key=lambda label: label.lines[0])  # noqa: PLR2004 - the second level
    firsts = [label for label in whole if label.column == 1]
    columns = list(taken)
    for label in whole:
        if levels(label.text) != {1, 2}:
            continue
        above = [other for other in seconds if other.lines[0] < label.lines[0] and other != label][-1:]
        below = [other for other in seconds if other.lines[0] >= label.lines[0] and other != label][:1]
        over = any(notation(label.text, 1) in parents(other.text) for other in (*above, *below))
        under = any(notation(other.text, 1) in parents(label.text) for other in firsts if other != label)
        moved = 1 if over and not (under and label.column != 1) else 2
        alone = all(columns[at].count(1) + columns[at].count(2) == 1 for at in label.lines)
        for at in label.lines if moved != label.column and alone else ():
            columns[at] = tuple(moved if column == label.column else column for column in columns[at])
    return columns


class _Label(NamedTuple):
    """A label, its column, and the lines of its parts."""

    text: str
    column: int
    lines: tuple[int, ...]


def _whole_labels(lines: Sequence[Sequence[str]], taken: Sequence[tuple[int, ...]], column: int) -> list[_Label]:
    """The labels in a column, their parts joined."""
    found: list[_Label] = []
    for at, (line, columns) in enumerate(zip(lines, taken, strict=True)):
        text = line[columns.index(column)] if column in columns else ""
        last = found[-1] if found else _Label("", column, ())
        if text and last.text and _go_on_cost(_Open(last.text, last.lines[-1]), text, column, at) <= 0:
            found[-1] = last._replace(text=last.text + text, lines=(*last.lines, at))
        elif text:
            found.append(_Label(text, column, (at,)))
    return found


def _ended_cost(way: _Way, table: _Table) -> float:
    """What a way costs that no line follows."""
    held = zip(way.open[1:], table.headed, strict=True)
    return way.cost + sum(_cut_short_cost(label.text, level, table) for label, level in held)


@cache
def _choices(columns: int, parts: int) -> tuple[tuple[int, ...], ...]:
    """The columns in which the first parts of a line may stand, in order, for each number of parts."""
    chosen: list[tuple[int, ...]] = [()]
    for column in range(columns):
        chosen += [(*others, column) for others in chosen if len(others) < parts]
    return tuple(chosen)


def _taken(way: _Way, line: Sequence[str], columns: Sequence[int], table: _Table, number: int) -> _Way:
    """A way with the next line, of which the first parts are taken for labels in these columns."""
    cost, opened = way.cost, list(way.open)
    for text, column in zip(line, columns, strict=False):
        level = table.headed[column - 1] if column else 0
        begin = _begin_cost(opened[column], text, level, table)
        goes_on = _go_on_cost(opened[column], text, level, number)
        cost += min(begin, goes_on)
        opened[column] = _Open(opened[column].text + text if goes_on <= begin else text, number)
    left = line[len(columns) :]
    cost += sum(_left_cost(text, first=not at, alone=len(line) == 1) for at, text in enumerate(left))
    return _Way(cost, tuple(opened), (*way.taken, tuple(columns)))


def _begin_cost(held: _Open, text: str, level: int, table: _Table) -> float:
    if not level:
        return _BEGUN_SIDE if is_of_side(text) else _NO_LABEL
    cut = _cut_short_cost(held.text, level, table)
    if level in levels(text) and not _is_bare(text, level, table):
        return cut + _either_cost(text, level)
    if begins_label(text, level):
        return cut + _BEGUN + _either_cost(text, level)
    return cut + _STRANGE if _may_be_strange(text) else _NO_LABEL


def _may_be_strange(text: str) -> bool:
    """Whether a text may be a form's own label."""
    named = _SHORTEST_PART <= len(text) <= _LONGEST_STRANGE and is_label(text)
    return named and not (is_sign(text) or levels(text) or is_quality(text))


def _either_cost(text: str, level: int) -> float:
    """What it costs to take a label that may name either level for the first: of two beside each other the shorter one is."""
    return _EITHER * len(text) * (level == 1 and begins_label(text, 2))


def _cut_short_cost(text: str, level: int, table: _Table) -> float:
    """What it costs to leave a label as it is that is only begun; where others end in 指标 one without that may be."""
    if not text or not begins_label(text, level):
        return 0.0
    if levels(text):
        return _BARE * _is_bare(text, level, table)
    return _CUT_SHORT


def _is_bare(text: str, level: int, table: _Table) -> bool:
    """Whether a label lacks the 指标 with which its category is printed elsewhere."""
    return (notation(text, level), level) in table.official and not text.endswith(_LABEL_ENDS)


def _go_on_cost(held: _Open, text: str, level: int, number: int) -> float:
    if not held.text or number - held.line > _FARTHEST:
        return _NO_LABEL
    whole = held.text + text
    if begins_label(whole, level) if level else any(whole in label for label in side_labels()):
        return _WENT_ON
    known = not level or levels(held.text) or begins_label(held.text, level)
    return _NO_LABEL if known or looks_like_quantity(text) or len(text) > _LONGEST_STRANGE else _OTHER_END


def _left_cost(text: str, *, first: bool, alone: bool) -> float:
    """What it costs to leave a part of a line among the names, the `first` that is left or one behind it."""
    if text in _ENDS:
        return _LEFT_END
    if levels(text):
        if text.endswith("指标"):
            return _LABEL_AMONG_NAMES
        return (_LEFT_BARE_ALONE if alone else _LEFT_WHOLE) * first
    if len(text) == 1 and is_of_side(text):
        return _LEFT_SIGN
    if text.endswith("指标"):
        return _LEFT_PART
    part = text.endswith("指") or len(text) > _SHORTEST_PART
    torn = part and (begins_label(text, 1) or begins_label(text, 2))
    return _LEFT_PART * torn


def side_label(lines: Sequence[Sequence[str]], taken: Sequence[tuple[int, ...]]) -> str | None:
    """The label down the side that the parts taken for it end with, the shortest that has all of them; None where none does."""
    return side_label_with("".join(line[0] for line, columns in zip(lines, taken, strict=True) if columns[:1] == (0,)))


@lru_cache(_CACHED)
def begins_label(text: str, level: int) -> bool:
    """Whether a text is the beginning of a label of a level, or a whole one."""
    return len(text) > 1 and text in _beginnings(level)


def is_label_end(text: str) -> bool:
    """Whether a text is the end of a label and none itself (度指标)."""
    return text in _label_ends()


@cache
def _label_ends() -> frozenset[str]:
    labels = {label for level in (1, 2) for label in _beginnings(level) if label.endswith("指标")}
    ends = {label[at:] for label in labels for at in range(1, len(label) - 2)}
    return frozenset(end for end in ends if not levels(end))


@cache
def _beginnings(level: int) -> frozenset[str]:
    """The beginnings of all labels of a level, whole ones too."""
    spelled = {spelling for category in categories().values() for spelling in category.spellings}
    labels = {label for label in spelled if level in levels(label)}
    labels |= {f"{label}指标" for label in labels if not label.endswith(("指标", "目标"))}
    return frozenset(label[:stop] for label in labels for stop in range(1, len(label) + 1))
