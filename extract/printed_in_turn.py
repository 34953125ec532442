"""Cells that a conversion prints one after the other, each whole over its lines, become rows and columns at least cost.

A conversion that goes by the order in which a page was drawn prints cell after cell: what stands on one height shares a line, with
a blank between the cells, and a wrapped cell takes lines of its own. So a part of a line is the rest of the cell before it, or the
next cell: in a later column of the row, or of a new one on a new line (Viterbi's algorithm). How wide the columns are is told by
the cells found, which are then found again.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import ends_measure, is_bare_number, looks_like_quantity, says_none
from extract.leading_labels import begins_label, is_label_end
from extract.listed import TEMPLATE_NUMBER
from extract.printed_cells import (
    BEGUN_LATE,
    LABEL_WITHIN,
    TARGETS,
    TEXTS,
    Column,
    PrintedRow,
    blank_cost,
    cell_cost,
    goes_on,
    is_listed_late,
    part_cost,
    role_cost,
    settled,
    total_cost,
    with_tried_widths,
)
from extract.quantities import is_cut_target
from extract.rows_of_two_lines import tears_label, with_rows_of_two_lines
from extract.side_labels import is_of_side
from extract.targets import parse_target
from ontology.framework import is_whole_label, levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extract.printed_cells import Parts

_MOST_PARTS = 14
"""Parts of a cell."""
_NO_CELL = 7.0
"""What the parts of no cell cost."""
_BLANK_LABEL, _NO_SECOND = 0.05, 0.6
"""What a label costs that is not printed again, and a second level that is not behind a first one."""
_LABEL_ALONE = 1.5
"""What it costs to leave a label without a name."""
_WITHIN = 3.0
"""What it costs to begin a row within a line."""
_BESIDE, _BESIDE_LABEL = 1.5, 0.4
"""What it costs to begin a cell on the last line of one that takes several, and of such a label."""
_ALL_BESIDE = 0.2
"""The same where a conversion does so everywhere."""
_BELOW = 0.8
"""What it costs to print two cells of a row on two lines that have one each."""
_OVER_BLANK, _OVER_FIGURES = 2.5, 0.3
"""What it costs to go on with a cell over a blank: between words, and where figures stand on one side."""
_STRANGE_END = 1.5
"""What it costs to go on with a label of a form's own."""
_NONE = 2.0
"""How much less a name costs that says that there is none, and so has no target."""
_TORN_LABEL = 4.0
"""What it costs to go on with another cell by a part of a label that the next line ends, and to begin one with that end."""
_NOUN = "指标"
"""What labels end with, which a page printed by height may leave below the target beside one."""
_TORN_TARGET = 2.0
"""What it costs to begin a name with the end of a target."""
_WENT_ON = -0.05
_NO_SIDE = 9.0
_CACHED = 16_384

_LABELS = {"level1": 1, "level2": 2}
_SIDES = frozenset({"side", "group"})


class _Part(NamedTuple):
    """A part of a line, and whether it begins its line."""

    text: str
    line: int
    begins: bool


class _End(NamedTuple):
    """Where a cell ends: its column, and whether it takes several lines."""

    column: int
    wrapped: bool


class _Table(NamedTuple):
    """A table's parts, what it costs to go on beside the last line of a wrapped cell, and the cells of a column from each part."""

    parts: Sequence[_Part]
    beside: float
    cells_from: Callable[[int, Column], Sequence[tuple[float, Parts]]]


class _Blanks(NamedTuple):
    """What blank cells cost: between two columns, right of one, and left of one; and which columns are of levels' labels."""

    between: Sequence[Sequence[float]]
    rest: Sequence[float]
    before: Sequence[float]
    labels: Sequence[bool]


class _Step(NamedTuple):
    """The cheapest way to the end of a cell: its cost, the cell, its first part, the end before it, whether it begins a row."""

    cost: float
    cell: Parts
    start: int
    before: _End
    new: bool


class _Reached(NamedTuple):
    """The cheapest ways to the ends of cells before a part, and at which of these ends a row ends cheapest."""

    steps: dict[_End, _Step]
    cheapest: _End


def rows_in_turn(lines: Sequence[Sequence[str]], roles: Sequence[str | None]) -> list[PrintedRow]:
    """The rows of lines of parts whose cells are printed one after the other; none where there are no lines.

    Of the roles, `side` and `group` are those of columns that hold nothing but the label down the side.
    """
    lines = with_rows_of_two_lines(lines)
    parts = [_Part(text, number, not at) for number, line in enumerate(lines) for at, text in enumerate(line)]
    # The same cells are looked at with other columns beside them.
    cells_from = cache(lambda at, column: tuple(_cells_from(parts, at, column)))
    ways = [partial(_divided, _Table(parts, beside, cells_from)) for beside in (_BESIDE, _ALL_BESIDE)]
    (apart, _), (beside, _) = found = [settled(roles, way) for way in ways]
    # A conversion that goes on beside wrapped cells does so more than once.
    always = total_cost(beside) + 2 * (_BESIDE - _ALL_BESIDE) < total_cost(apart)
    return with_tried_widths(*found[always], lines, ways[always])


def _divided(table: _Table, columns: Sequence[Column]) -> list[PrintedRow]:
    parts = table.parts
    blanks = _blanks(columns)
    ends = [(_End(column, wrapped=False), _End(column, wrapped=True)) for column in range(len(columns))]
    first = ends[-1][0]
    ways: list[dict[_End, _Step]] = [{} for _ in range(len(parts) + 1)]
    ways[0][first] = _Step(0.0, (), 0, first, new=True)
    for at in range(len(parts)):
        if not ways[at]:
            continue
        reached = _reached(ways[at], blanks)
        for column in range(len(columns)):
            cells = table.cells_from(at, columns[column])
            begun = [_entry(reached, end, parts[at], table.beside, blanks) for end in ends[column][: len(cells)]]
            for stop, (cost, cell) in enumerate(cells, at + 1):
                entry, end = begun[len(cell) > 1], ends[column][len(cell) > 1]
                if end not in ways[stop] or entry.cost + cost < ways[stop][end].cost:
                    ways[stop][end] = entry._replace(cost=entry.cost + cost, cell=cell, start=at)
    return _traced(ways, blanks)


def _blanks(columns: Sequence[Column]) -> _Blanks:
    count = len(columns)
    costs = [[_blank_cost(columns, at, last=last) for at in range(count)] for last in (False, True)]
    between = [[sum(costs[0][start + 1 : stop]) for stop in range(count)] for start in range(count)]
    for at in range(count - 1):
        if columns[at].role == "level1" and columns[at + 1].role == "level2":
            between[at] = [cost + _NO_SECOND * (stop > at + 1) for stop, cost in enumerate(between[at])]
    rest = [sum(costs[1][start + 1 :]) for start in range(count)]
    # A form's template leaves labels without names.
    labels = [column.role in _LABELS for column in columns]
    rest = [min(cost, _LABEL_ALONE) if label else cost for cost, label in zip(rest, labels, strict=True)]
    return _Blanks(between, rest, [sum(costs[0][:stop]) for stop in range(count)], labels)


def _blank_cost(columns: Sequence[Column], at: int, *, last: bool) -> float:
    label = columns[at].role in _LABELS or columns[at].role in _SIDES
    return _BLANK_LABEL if label else blank_cost(columns[at], last=last)


def _reached(steps: dict[_End, _Step], blanks: _Blanks) -> _Reached:
    return _Reached(steps, min(steps, key=lambda end: steps[end].cost + blanks.rest[end.column]))


def _entry(reached: _Reached, cell: _End, part: _Part, beside: float, blanks: _Blanks) -> _Step:
    """The cheapest way to begin a cell with a part: in a new row, or in the row of a cell that ends before it."""
    column, (steps, before) = cell.column, reached
    least = steps[before].cost + blanks.rest[before.column] + blanks.before[column] + _WITHIN * (not part.begins)
    new = True
    for end, step in steps.items():
        if end.column < column and step.cost < least:
            apart = _apart_cost(end, cell, part, beside, label=blanks.labels[end.column])
            cost = step.cost + blanks.between[end.column][column] + apart
            if cost < least:
                least, before, new = cost, end, False
    return _Step(least, (), 0, before, new=new)


def _apart_cost(end: _End, cell: _End, part: _Part, beside: float, *, label: bool) -> float:
    """What it costs to print a cell of a row behind another one, perhaps a `label`, as the part that it begins with stands."""
    if not part.begins:
        return min(beside, _BESIDE_LABEL if label else _BESIDE) * end.wrapped
    # A label stands in the middle of all its rows, beside none of them.
    return _BELOW * (not (end.wrapped or cell.wrapped or label))


def _cells_from(parts: Sequence[_Part], start: int, column: Column) -> Iterator[tuple[float, Parts]]:
    """What the cells of a column cost that begin with a part, each with one more part, and these cells."""
    cell: Parts = ()
    cost = _torn_cost(parts, start, column) if start else 0.0
    words, labels = column.role == "level3" or column.role in TEXTS, column.role in _LABELS
    for at, (text, line, begins) in enumerate(parts[start : start + _MOST_PARTS], start):
        cost += _TORN_LABEL * (not labels and _tears_label(parts, at))
        if not cell:
            cost += _begin_cost(column, _with_number(parts, at) if words else text)
        elif begins:
            cost += _below_cost(column, cell, text)
        else:
            cost += _behind_cost(column, cell[-1][0], text)
        cell = (*cell, (text, line)) if begins or not cell else (*cell[:-1], (cell[-1][0] + text, line))
        if cost > _NO_CELL:
            return
        yield cost + _whole_cost(column, cell), cell


def _with_number(parts: Sequence[_Part], at: int) -> str:
    """A part, with the words that a blank holds apart where it is a number (2023 | 年实施方案)."""
    text, following = parts[at].text, parts[at + 1 : at + 2]
    words = [part.text for part in following if not part.begins and part.text[0].isalpha() and not part.text.isascii()]
    return text + words[0] if words and is_bare_number(text) else text


def _begin_cost(column: Column, text: str) -> float:
    """What it costs to begin a cell with a text, much where it is the end of a label (度指标)."""
    return _whole_begin_cost(column, text) + _TORN_LABEL * is_label_end(text)


def _whole_begin_cost(column: Column, text: str) -> float:
    if column.role in _SIDES:
        return 0.0 if is_of_side(text) else _NO_SIDE
    if column.role in _LABELS:
        return BEGUN_LATE * (TEMPLATE_NUMBER.match(text) is not None)
    return part_cost(column, (), text) + BEGUN_LATE * is_listed_late(text) + LABEL_WITHIN * is_whole_label(text)


def _below_cost(column: Column, cell: Parts, text: str) -> float:
    if column.role in _SIDES:
        return 0.0 if is_of_side(text) else _NO_SIDE
    if column.role not in _LABELS:
        ends_label = column.role in TARGETS and (is_label_end(text) or _NOUN.endswith(text))
        return part_cost(column, cell, text) + _TORN_LABEL * ends_label
    above, level = "".join(line for line, _ in cell), _LABELS[column.role]
    if begins_label(above + text, level):
        return _WENT_ON
    known = levels(above) or levels(text) or looks_like_quantity(text)
    return _NO_CELL if known else _STRANGE_END


@lru_cache(_CACHED)
def _behind_cost(column: Column, text: str, part: str) -> float:
    """What it costs to go on with a cell over a blank, as conversions print one between words and figures."""
    if column.role in _LABELS or column.role in _SIDES:
        return _NO_CELL
    numbered = TEMPLATE_NUMBER.match(text + part) and not TEMPLATE_NUMBER.match(text)
    if numbered or (column.role in TARGETS and goes_on(text, part)):
        return 0.0
    figures = text[-1].isascii() != part[0].isascii()
    if column.role in TEXTS and figures and is_bare_number(part):
        return _OVER_FIGURES
    whole = not looks_like_quantity(part) or (column.role in TARGETS and parse_target(text + part).kind == "change")
    return _OVER_FIGURES if figures and whole else _OVER_BLANK


def _tears_label(parts: Sequence[_Part], at: int) -> bool:
    """Whether a label begins with a part that ends its line, and the next line ends it."""
    return at + 1 < len(parts) and parts[at + 1].begins and tears_label(parts[at].text, parts[at + 1].text)


def _torn_cost(parts: Sequence[_Part], start: int, column: Column) -> float:
    """What it costs to begin a cell with the end of what the line before it begins: a label, a measure's noun, a target."""
    above, (text, _, begins) = parts[start - 1].text, parts[start]
    if not begins:
        return 0.0
    cost = _TORN_LABEL * (tears_label(above, text) or ends_measure(above, text))
    cut = column.role == "level3" and not looks_like_quantity(text) and is_cut_target(above, text)
    return cost + _TORN_TARGET * cut


def _whole_cost(column: Column, cell: Parts) -> float:
    """What a whole cell costs besides its parts: what its first line looks like counts no more than what all of it does."""
    if column.role in _SIDES:
        return 0.0
    begun, text = cell[0][0], "".join(line for line, _ in cell)
    better = 0.0
    if len(cell) > 1 and column.role not in _LABELS and not looks_like_quantity(begun):
        better = max(0.0, role_cost(begun, column.role) - role_cost(text, column.role)) / 2
    return cell_cost(cell, column) - better - _NONE * (column.role == "level3" and says_none(cell[0][0]))


def _traced(ways: Sequence[dict[_End, _Step]], blanks: _Blanks) -> list[PrintedRow]:
    """The rows of the cheapest way through all parts."""
    ended = {end: step.cost + blanks.rest[end.column] for end, step in ways[-1].items()}
    if not ended:
        return []
    end = min(ended, key=ended.__getitem__)
    rows: list[PrintedRow] = []
    cells: list[Parts] = [()] * len(blanks.rest)
    at, behind = len(ways) - 1, ended[end]
    while at:
        step = ways[at][end]
        cells[end.column] = step.cell
        at, end = step.start, step.before
        if step.new:
            before = ways[at][end].cost
            lines = [line for cell in cells for _, line in cell]
            rows.append(PrintedRow(behind - before, min(lines), max(lines) + 1, tuple(cells)))
            cells, behind = [()] * len(blanks.rest), before
    return rows[::-1]
