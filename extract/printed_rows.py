"""Lines that each hold parts of several cells become rows and columns at once, at least cost.

The cells of a row have their middles, or their tops, on one line; each part of a cell looks like its column, or goes on with a
line that fills it. For each run of lines the cheapest columns of its parts are kept (beam search), and the cheapest runs are the
rows (dynamic programming). How wide the columns are is told by the cells found, which are then found again.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from math import inf
from operator import attrgetter, itemgetter
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_bare_number, is_sign, looks_like_quantity, torn_measures, type_cost
from extract.listed import TEMPLATE_NUMBER
from extract.printed_widths import width
from extract.quantities import is_cut_target
from extract.targets import is_quality
from extract.torn import is_open
from ontology.folding import fold
from ontology.framework import levels
from ontology.units import is_unit
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    _Parts = Sequence[tuple[str, int]]
    """A cell's parts from above, each with its line."""

_WAYS = 12
"""Ways through the lines of a row that are kept."""
_MOST_ROW_LINES = 9
_TEXTS = frozenset({"description", "explanation", "basis", "text", "objective", "ignored", "project", None})
_UNREAD = frozenset({"ignored", None})
_UNREAD_TEXT = 0.05
_SIGNS = ("operator", "direction")
_TARGETS = ("value", "history", "other_value", "actual")
_EXPLAINING = ("description", "explanation")
_LACKING = {"level3": 6.0, "value": 2.5}
"""What a row without a name, or without a target, costs."""
_BLANK, _BLANK_TEXT, _BLANK_UNREAD = 0.2, 0.5, 0.6
"""What any other blank cell costs."""
_OFF = 1.5
"""What each line costs by which a cell stands off the middle, or the top, of its row."""
_UNFILLED, _UNFILLED_TEXT = 1.2, 0.4
"""What it costs to go on with a cell whose last line had room for more."""
_UNKNOWN_WIDTH = 0.3
"""The same as long as no width is known."""
_ENDS_FULL, _ENDS_FULL_NARROW, _WIDE = 0.3, 0.15, 16
"""What it costs to end a cell with a line that fills its column, by whether this is wider than that."""
_TWO_NUMBERS, _BEHIND = 4.0, 0.5
"""What it costs to take two quantities for one target, and words behind or before one."""
_NUMBER = 2.5
"""What it costs to go on with a text by a number, a sign or a promise."""
_UNIT_WITHIN, _LABEL_WITHIN = 0.6, 4.0
"""What it costs to go on with a text by a unit, which names end in too (人次), and by a label."""
_WHOLE_LINE = 1.0
"""What it costs to take two lines for one row that each hold a name and a target."""
_TOO_WIDE, _MOST_TOO_WIDE = 0.3, 3.0
"""What each column costs by which a text is wider than others of its column."""
_NO_CELL = 3.0
"""What it costs to go on with a cell that ended further above."""
_SHORTER = 0.8
"""What an explanation costs that is shorter than the name that it explains."""
_LISTED = re.compile(r"[(（](\d{1,2})[)）]")
"""The number of what is listed in a cell."""
_BEGUN_LATE = 4.0
"""What it costs to begin a row with the second of what is listed, or to go on with a name by a template's number."""
_BRACKETS = "(（"
_UNIT = re.compile(r"[(（](.{1,6})[)）]")
_UNIT_BEHIND = 0.5
"""What it gains to put a unit in brackets behind a name."""
_CUT_OFF = re.compile(r"(?:\d月|年)\d{1,2}$")
_CUT = 1.0
"""What a cell costs that ends within a date or a bracket."""
_NO_ROW = 7.0
"""What the parts of no row cost."""
_NARROWEST, _MOST_WIDTHS = 10, 4
"""The least width of a column of text, and how many are tried."""
_HALF_LINE = 2
"""Lines from one part of a cell to the next where cells stand half a line off each other."""


class _Column(NamedTuple):
    """What is known of a column: its role, and how wide its widest cell is, 0 as long as that is not known."""

    role: str | None
    width: int = 0


class _Way(NamedTuple):
    """Columns for the parts of a row's lines so far: what they cost, and the cells."""

    cost: float
    cells: tuple[_Parts, ...]


class PrintedRow(NamedTuple):
    """A row of lines from `start` to before `stop`, its cells by column, and what it costs."""

    cost: float
    start: int
    stop: int
    cells: tuple[_Parts, ...]


def printed_rows(lines: Sequence[Sequence[str]], roles: Sequence[str | None]) -> tuple[list[PrintedRow], bool]:
    """The rows of lines of parts, and whether their cells have their middles on one line, not their tops; none where none can be.

    One role is that of names, and one that of targets.
    """
    ways = [(_settled(lines, roles, level), level) for level in (fmean, min)]
    (rows, columns), level = min(ways, key=lambda way: total_cost(way[0][0]))
    texts = [at for at, role in enumerate(roles) if role == "level3" or role in _TEXTS]
    # Columns of text may have been taken for each other, so that all seem as wide as the widest.
    for at in texts if len(texts) > 1 else ():
        for wide in _usual_widths(lines):
            others = [*columns[:at], _Column(roles[at], wide), *columns[at + 1 :]]
            again = _divided(lines, others, level)
            if total_cost(again) < total_cost(rows):
                rows, columns = again, others
    return rows, level is fmean


def total_cost(rows: Sequence[PrintedRow]) -> float:
    """What rows cost together; infinitely much where there are none."""
    return sum(row.cost for row in rows) if rows else inf


def _settled(
    lines: Sequence[Sequence[str]], roles: Sequence[str | None], level: Callable[[Sequence[int]], float]
) -> tuple[list[PrintedRow], list[_Column]]:
    """The rows found with columns as wide as the rows found before have them."""
    columns = [_Column(role) for role in roles]
    rows = _divided(lines, columns, level)
    for _ in range(2):
        columns = [
            _Column(role, max((width(text) for row in rows for text, _ in row.cells[at]), default=0))
            for at, role in enumerate(roles)
        ]
        rows = _divided(lines, columns, level)
    return rows, columns


def _usual_widths(lines: Sequence[Sequence[str]]) -> list[int]:
    """The widths that most parts of cells have, as those do that fill a line of their column."""
    counted = Counter(width(text) for line in lines for text in line if width(text) >= _NARROWEST)
    return [wide for wide, _ in counted.most_common(_MOST_WIDTHS)]


def _divided(
    lines: Sequence[Sequence[str]], columns: Sequence[_Column], level: Callable[[Sequence[int]], float]
) -> list[PrintedRow]:
    """The lines as rows, at least cost; none where some line can be of no row."""
    best: list[tuple[float, PrintedRow | None]] = [(0.0, None), *((inf, None) for _ in lines)]
    for start in range(len(lines)):
        for row in _rows_from(lines, start, columns, level) if best[start][0] < inf else ():
            cost = best[start][0] + row.cost
            if cost < best[row.stop][0]:
                best[row.stop] = cost, row
    rows: list[PrintedRow] = []
    at = len(lines)
    while (last := best[at][1]) is not None:
        rows.insert(0, last)
        at = last.start
    return rows


def _rows_from(
    lines: Sequence[Sequence[str]], start: int, columns: Sequence[_Column], level: Callable[[Sequence[int]], float]
) -> Iterator[PrintedRow]:
    """The rows that begin at a line, each with its cheapest columns."""
    farthest = _HALF_LINE if level is fmean else 1
    ways = [_Way(0.0, ((),) * len(columns))]
    for at in range(start, min(start + _MOST_ROW_LINES, len(lines))):
        going_on = (other for way in ways for other in _with_line(way, lines[at], at, columns, farthest))
        ways = sorted(going_on, key=attrgetter("cost"))[:_WAYS]
        if not ways or ways[0].cost > _NO_ROW:
            return
        whole = ((way.cost + _row_cost(way.cells, columns, level), way) for way in ways)
        cost, way = min(whole, key=itemgetter(0))
        yield PrintedRow(cost, start, at + 1, way.cells)


def _with_line(way: _Way, texts: Sequence[str], line: int, columns: Sequence[_Column], farthest: int) -> Iterator[_Way]:
    """The ways to go on with a row by the parts of its next line, in order."""
    costs = [
        [
            _part_cost(column, cell, text) + _NO_CELL * bool(cell and line - cell[-1][1] > farthest)
            for column, cell in zip(columns, way.cells, strict=True)
        ]
        for text in texts
    ]
    for places in combinations(range(len(columns)), len(texts)):
        cells = list(way.cells)
        for text, at in zip(texts, places, strict=True):
            cells[at] = (*cells[at], (text, line))
        yield _Way(way.cost + sum(row[at] for row, at in zip(costs, places, strict=True)), tuple(cells))


def _part_cost(column: _Column, cell: _Parts, text: str) -> float:
    """What it costs to begin a cell with a part, or to go on with one that holds those above it."""
    role, widest = column
    cost = min(_MOST_TOO_WIDE, _TOO_WIDE * max(0, width(text) - widest)) if widest else 0.0
    if cell:
        return cost + _going_on_cost(column, cell, text)
    numbered = role != "level3" and TEMPLATE_NUMBER.match(text) is not None
    return cost + _type_cost(text, role) / 2 + _BEGUN_LATE * numbered


def _going_on_cost(column: _Column, cell: _Parts, text: str) -> float:
    """What it costs to go on with a cell by a part: little where its last line is full, and nothing where it is cut."""
    role, widest = column
    above, (last, _) = "".join(part for part, _ in cell), cell[-1]
    if number := _LISTED.match(text):
        follows = f"({int(number[1]) - 1})" in fold(above) and f"({number[1]})" not in fold(above)
        return _BEGUN_LATE * (not follows)
    if TEMPLATE_NUMBER.match(text):
        return _BEGUN_LATE
    if role in _TARGETS and _goes_on(above, text):
        return 0.0
    cost = _UNKNOWN_WIDTH * (not widest)
    if widest and not is_open(last) and text[0] not in _BRACKETS:
        room = min(1.0, max(0, widest - width(last)) // 2 / 2)
        cost += room * (_UNFILLED_TEXT if role in _TEXTS else _UNFILLED)
    if role in _TARGETS:
        quantities = looks_like_quantity(last) + looks_like_quantity(text)
        return cost + (0.0, _BEHIND, _TWO_NUMBERS)[quantities] + _NUMBER * is_bare_number(text)
    if role == "level3" and (unit := _UNIT.fullmatch(text)) and is_unit(unit[1]):
        return cost - _UNIT_BEHIND
    other = looks_like_quantity(text) or is_sign(text) or (role == "level3" and is_quality(text))
    return (
        cost
        + _NUMBER * other
        + _UNIT_WITHIN * _is_unit(text)
        + _LABEL_WITHIN * (bool(levels(text)) and text.endswith("指标"))
    )


def _goes_on(target: str, text: str) -> bool:
    """Whether a text goes on with a target: with its date, or with its number by a unit."""
    return (is_cut_target(target, text) and not is_bare_number(text)) or (target[-1:].isdigit() and _is_unit(text))


def _is_unit(text: str) -> bool:
    """Whether a text is a unit, and not the end of a measure's noun (度 of 满意度)."""
    return is_unit(text) and not torn_measures(text)


def _row_cost(cells: Sequence[_Parts], columns: Sequence[_Column], level: Callable[[Sequence[int]], float]) -> float:
    """What the cells of a row cost as a whole: how little they are of their columns' types, how far they stand off each other."""
    heights = [level([line for _, line in cell]) for cell in cells if cell]
    total = _OFF * (max(heights) - min(heights))
    told = {column.role: sum(len(part) for part, _ in cell) for column, cell in zip(columns, cells, strict=True)}
    total += _SHORTER * (0 < max(told.get(role, 0) for role in _EXPLAINING) < told.get("level3", 0))
    total += _WHOLE_LINE * _whole_lines(cells, columns)
    total += _BEGUN_LATE * any(_is_listed_late(cell[0][0]) for cell in cells if cell)
    last = max(at for at, cell in enumerate(cells) if cell)
    total += sum(_blank_cost(columns[at].role, last=at > last) for at, cell in enumerate(cells) if not cell)
    return total + sum(_cell_cost(cell, column) for cell, column in zip(cells, columns, strict=True) if cell)


def _blank_cost(role: str | None, *, last: bool) -> float:
    """What a blank cell costs, one of the `last` ones of its row or another."""
    if role in _UNREAD:
        return _BLANK_UNREAD * (not last)
    return _LACKING.get(role or "", _BLANK_TEXT if role in _TEXTS else _BLANK)


def _cell_cost(cell: _Parts, column: _Column) -> float:
    """How little a whole cell is of its column's type, and what its end speaks against."""
    role, widest = column
    text = "".join(part for part, _ in cell)
    cost = _type_cost(text, role) + _CUT * (is_open(text) or (role in _TARGETS and _CUT_OFF.search(text) is not None))
    if not widest or width(cell[-1][0]) < widest or not (role == "level3" or role in _TEXTS):
        return cost
    return cost + (_ENDS_FULL if widest > _WIDE else _ENDS_FULL_NARROW)


def _whole_lines(cells: Sequence[_Parts], columns: Sequence[_Column]) -> int:
    """How many lines but the first one hold a part of the name and a target that goes on with none."""
    names = {line for cell, column in zip(cells, columns, strict=True) if column.role == "level3" for _, line in cell}
    target = next(cell for cell, column in zip(cells, columns, strict=True) if column.role == "value")
    above, targets = "", set()
    for text, line in target:
        targets |= set() if _goes_on(above, text) or _is_listed_late(text) else {line}
        above += text
    return max(0, len(names & targets) - 1)


def _is_listed_late(text: str) -> bool:
    """Whether a text is not the first of those that are listed in a cell."""
    number = _LISTED.match(text)
    return number is not None and int(number[1]) > 1


def _type_cost(text: str, role: str | None) -> float:
    if role in _SIGNS and (is_sign(text) or text in wording().changes):
        return 0.0
    return _UNREAD_TEXT if role in _UNREAD else type_cost(text, role or "")
