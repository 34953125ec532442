"""Lines that each hold parts of several cells become rows and columns at once, at least cost.

The cells of a row have their middles, or their tops, on one line; each part of a cell looks like its column, or goes on with a
line that fills it. For each run of lines the cheapest columns of its parts are kept (beam search), and the cheapest runs are the
rows (dynamic programming). How wide the columns are is told by the cells found, which are then found again.
"""

from __future__ import annotations

from functools import partial
from heapq import nsmallest
from itertools import combinations
from math import inf
from operator import getitem, itemgetter
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from extract.printed_cells import (
    BEGUN_LATE,
    Column,
    PrintedRow,
    blank_cost,
    cell_cost,
    goes_on,
    is_listed_late,
    part_cost,
    settled,
    total_cost,
    with_tried_widths,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extract.printed_cells import Parts

_WAYS = 12
"""Ways through the lines of a row that are kept."""
_MOST_ROW_LINES = 9
_EXPLAINING = ("description", "explanation")
_OFF = 1.5
"""What each line costs by which a cell stands off the middle, or the top, of its row."""
_WHOLE_LINE = 1.0
"""What it costs to take two lines for one row that each hold a name and a target."""
_NO_CELL = 3.0
"""What it costs to go on with a cell that ended further above."""
_SHORTER = 0.8
"""What an explanation costs that is shorter than the name that it explains."""
_NO_ROW = 7.0
"""What the parts of no row cost."""
_HALF_LINE = 2
"""Lines from one part of a cell to the next where cells stand half a line off each other."""


class _Way(NamedTuple):
    """Columns for the parts of a row's lines so far: what they cost, and the cells."""

    cost: float
    cells: tuple[Parts, ...]


def printed_rows(lines: Sequence[Sequence[str]], roles: Sequence[str | None]) -> tuple[list[PrintedRow], bool]:
    """The rows of lines of parts, and whether their cells have their middles on one line, not their tops; none where none can be.

    One role is that of names, and one that of targets.
    """
    ways = [(settled(roles, partial(_divided, lines, level=level)), level) for level in (fmean, min)]
    (rows, columns), level = min(ways, key=lambda way: total_cost(way[0][0]))
    rows = with_tried_widths(rows, columns, lines, partial(_divided, lines, level=level))
    return rows, level is fmean


def _divided(
    lines: Sequence[Sequence[str]], columns: Sequence[Column], level: Callable[[Sequence[int]], float]
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
    lines: Sequence[Sequence[str]], start: int, columns: Sequence[Column], level: Callable[[Sequence[int]], float]
) -> Iterator[PrintedRow]:
    """The rows that begin at a line, each with its cheapest columns."""
    farthest = _HALF_LINE if level is fmean else 1
    ways = [_Way(0.0, ((),) * len(columns))]
    for at in range(start, min(start + _MOST_ROW_LINES, len(lines))):
        going_on = (found for way in ways for found in _going_on(way, lines[at], at, columns, farthest))
        cheapest = nsmallest(_WAYS, going_on, key=itemgetter(0))
        ways = [_with_line(way, cost, lines[at], at, places) for cost, way, places in cheapest]
        if not ways or ways[0].cost > _NO_ROW:
            return
        whole = ((way.cost + _row_cost(way.cells, columns, level), way) for way in ways)
        cost, way = min(whole, key=itemgetter(0))
        yield PrintedRow(cost, start, at + 1, way.cells)


def _going_on(
    way: _Way, texts: Sequence[str], line: int, columns: Sequence[Column], farthest: int
) -> Iterator[tuple[float, _Way, tuple[int, ...]]]:
    """What it costs to go on with a row by the parts of its next line, in order, for each choice of their columns."""
    costs = [
        [
            part_cost(column, cell, text) + _NO_CELL * bool(cell and line - cell[-1][1] > farthest)
            for column, cell in zip(columns, way.cells, strict=True)
        ]
        for text in texts
    ]
    for places in combinations(range(len(columns)), len(texts)):
        yield way.cost + sum(map(getitem, costs, places)), way, places


def _with_line(way: _Way, cost: float, texts: Sequence[str], line: int, places: Sequence[int]) -> _Way:
    """The way with the parts of the next line in these columns."""
    cells = list(way.cells)
    for text, at in zip(texts, places, strict=True):
        cells[at] = (*cells[at], (text, line))
    return _Way(cost, tuple(cells))


def _row_cost(cells: Sequence[Parts], columns: Sequence[Column], level: Callable[[Sequence[int]], float]) -> float:
    """What the cells of a row cost as a whole: how little they are of their columns' types, how far they stand off each other."""
    heights = [level([line for _, line in cell]) for cell in cells if cell]
    total = _OFF * (max(heights) - min(heights))
    told = {column.role: sum(len(part) for part, _ in cell) for column, cell in zip(columns, cells, strict=True)}
    total += _SHORTER * (0 < max(told.get(role, 0) for role in _EXPLAINING) < told.get("level3", 0))
    total += _WHOLE_LINE * _whole_lines(cells, columns)
    total += BEGUN_LATE * any(is_listed_late(cell[0][0]) for cell in cells if cell)
    last = max(at for at, cell in enumerate(cells) if cell)
    total += sum(blank_cost(columns[at], last=at > last) for at, cell in enumerate(cells) if not cell)
    return total + sum(cell_cost(cell, column) for cell, column in zip(cells, columns, strict=True) if cell)


def _whole_lines(cells: Sequence[Parts], columns: Sequence[Column]) -> int:
    """How many lines but the first one hold a part of the name and a target that goes on with none."""
    names = {line for cell, column in zip(cells, columns, strict=True) if column.role == "level3" for _, line in cell}
    target = next(cell for cell, column in zip(cells, columns, strict=True) if column.role == "value")
    above, targets = "", set()
    for text, line in target:
        targets |= set() if goes_on(above, text) or is_listed_late(text) else {line}
        above += text
    return max(0, len(names & targets) - 1)
