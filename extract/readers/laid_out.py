"""Tables that a layout-keeping conversion of a PDF printed with wrapped cells become rows.

Such text has no rules. Cells stand at the top of their row or in its middle. In the middle, where the cells of a row fill different
numbers of lines, they stand half a line apart, so that a line holds the name of one row without its value, or the value alone, and
labels that are merged over many rows stand in the middle of these.

1. A line with the headings of names and of levels is the header, with the halves of headings right above and below it.
2. The columns are divided where the fewest parts of the lines below cross.
3. The lines are divided into rows so that in each the middles, or the tops, of all cells agree, at least cost (dynamic programming).
4. The labels left of the names are put at the first of the rows in whose middle they stand, in the same way; or where they begin.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import looks_like_quantity
from extract.document import Cell, Place, Row, printed
from extract.quantities import is_cut_target
from extract.readers.laid_out_columns import (
    LABELS,
    LONGEST_HALF,
    MOST_HALVES,
    Grid,
    Part,
    divide_columns,
    header_around,
    parts_below,
    parts_of,
)
from extract.readers.spaced import MEASURES
from ontology.forms import column_role
from ontology.framework import is_elsewhere, levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FEWEST_HEADINGS = 3
_MOST_ROW_LINES = 9
_FEWEST_TORN = 2
"""Lines with half a row from which a table is read so."""
_NAMELESS, _VALUELESS = 6.0, 2.5
"""What a row without a name, or without a target, costs."""
_OFF = 1.5
"""What each line costs by which the middles of a row's cells differ."""
_UNFILLED = 1.2
"""What it costs to go on with a cell whose line does not fill its column."""
_FILLED = 0.3
"""What it costs to end a cell with a line that does."""
_CUT = 3.0
"""What it costs to end a cell within a date, or between a number and its unit."""
_TWO_TARGETS = 4.0
"""What it costs to take two quantities for one cell."""
_UNFILLED_TEXT = 0.4
"""The same in columns of running text, where a line may end with a word."""
_WHOLE_LINE = 1.0
"""What it costs to take two lines for one row that each hold a name and a target."""
_HOPELESS = 1.0
"""Mean cost of a row from which the lines are no such table."""
_LEADING, _LEADING_ROW = 1.0, 0.3
"""What it costs to leave the first rows of a page without a label, and each of them."""
_FARTHEST = 12.0
"""Lines by which the middle of its rows may lie below a label."""
_STRANGE = 2.0
"""What a second level costs under a first one that the framework does not put above it."""


_MERGED = ("level2", "level1", "objective")
"""What stands over many rows left of the names, each over whole ones of those before it."""


class _Unit(NamedTuple):
    """What a label stands over as a whole: its first row, its height on the page, and its own label where it has one."""

    row: int
    top: float
    bottom: float
    label: str | None = None


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A table found in lines: its rows, the header first, the lines that it takes (index, end excluded), and how many are torn."""

    rows: tuple[Row, ...]
    start: int
    stop: int
    torn: int


def laid_out_tables(lines: Sequence[str]) -> list[LaidOut]:
    """The tables of this kind in lines, in order."""
    found: list[LaidOut] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at) if "指标" in lines[at] else None
        found += [table] if table else []
        at = table.stop if table else at + 1
    # Where one table is printed so all are, also those that show less of it.
    return found if any(table.torn >= _FEWEST_TORN for table in found) else []


def _table_at(lines: Sequence[str], at: int) -> LaidOut | None:
    """The table whose header's main line is at `at`, or None."""
    read = [found for measure in MEASURES if (found := _measured(lines, at, measure))]
    # The measure under which the rows are the cheapest is right, also where it finds a table of another kind.
    return min(read, key=lambda found: found[0])[1] if read else None


def _measured(lines: Sequence[str], at: int, measure: Callable[[str], int]) -> tuple[float, LaidOut | None] | None:
    """What the rows below a header cost, and the table where it is one of this kind; None where the line heads none."""
    main = parts_of(lines[at], at, measure)
    roles = {column_role(printed(part.text)) for part in main}
    if len(main) < _FEWEST_HEADINGS or "level3" not in roles or not roles & set(LABELS):
        return None
    start, stop, headings = header_around(lines, at, main, measure)
    left, second = (min(part.start for part in heading) for heading in headings[:2])
    below = [part for part in parts_below(lines, stop, second, measure) if part.stop > left or not _is_side(part.text)]
    grid = divide_columns(headings, below, measure("一"))
    # A heading of targets in halves above and below the line tells as much as torn rows do.
    halved = _FEWEST_TORN if stop - start > 1 and not roles & {"value", "history"} else 0
    if grid is None or _is_shifted(grid) or not (torn := _torn_lines(grid) + halved):
        return None
    cost, spans = _rows(grid, _middle)
    other, others = _rows(grid, _top)
    stop = 1 + max(part.line for part in below)
    level = other == cost and not _labels_between(grid)
    if (other < cost or (level and halved)) and other <= _HOPELESS * len(others):
        return other, LaidOut(tuple(_to_rows(grid, others, at, _at_the_top(grid, others))), start, stop, torn)
    # Where all cells begin on the first line of their row nothing is to be put together in this way.
    if cost > _HOPELESS * len(spans) or other < cost or level:
        return min(cost, other), None
    return cost, LaidOut(tuple(_to_rows(grid, spans, at, _labels(grid, spans))), start, stop, torn)


def _is_side(text: str) -> bool:
    """Whether what stands left of the first heading is of the label down the side of the form: a sign of it (绩), a line (绩效)."""
    return len(text) == 1 or column_role(printed(text)) == "group"


def _is_shifted(grid: Grid) -> bool:
    """Whether targets or their signs stand in a level's column, as where rows lost their labels and moved to the left."""
    columns = zip(grid.parts, grid.roles, strict=True)
    return any(
        looks_like_quantity(part.text) or not re.search(r"\w", part.text)
        for column, role in columns
        if role in LABELS
        for part in column
    )


def _torn_lines(grid: Grid) -> int:
    """How many lines hold half a row: a name without anything right of it, the other way round, or half a label."""
    names = {part.line for part in grid.parts[grid.name]}
    values = {part.line for column in grid.parts[grid.name + 1 :] for part in column}
    halves = {
        part.line
        for column, role in zip(grid.parts, grid.roles, strict=True)
        for part in column
        if role in LABELS and not levels(part.text)
    }
    return len((names ^ values) | halves | _labels_between(grid))


def _labels_between(grid: Grid) -> set[int]:
    """The lines without a name on which a label begins, as it does only in the middle of its rows."""
    names = {part.line for part in grid.parts[grid.name]}
    columns = (column for column, role in zip(grid.parts, grid.roles, strict=True) if role in LABELS)
    return {line for column in columns for _, line, _ in _whole_labels(column, grid.sign)} - names


def _middle(cell: Sequence[Part]) -> float:
    return (cell[0].line + cell[-1].line) / 2


def _top(cell: Sequence[Part]) -> float:
    return cell[0].line


def _rows(grid: Grid, level: Callable[[Sequence[Part]], float]) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest rows, each from its first line to the line after its last, and their cost.

    `level` is what all cells of a row have in common: their middle, or their top.
    """
    own = grid.parts[grid.name :]
    lines = sorted({part.line for column in own for part in column})
    by_line: list[dict[int, list[Part]]] = [{} for _ in own]
    for known, column in zip(by_line, own, strict=True):
        for part in column:
            known.setdefault(part.line, []).append(part)
    widths = [max((part.stop - part.start for part in column), default=0) for column in own]
    wanted = [role in ("value", "history") for role in grid.roles[grid.name :]]
    unfilled = [_UNFILLED if value or not at else _UNFILLED_TEXT for at, value in enumerate(wanted)]
    names = by_line[0].keys()
    whole = [line in names and any(line in known for known in by_line[1:]) for line in lines]

    @cache
    def cost(first: int, last: int) -> float:
        held = [[part for line in lines[first : last + 1] for part in known.get(line, ())] for known in by_line]
        places = [level(cell) for cell in held if cell]
        total = _OFF * (max(places) - min(places))
        total += 0.0 if held[0] else _NAMELESS
        total += 0.0 if any(cell for cell, value in zip(held, wanted, strict=True) if value) else _VALUELESS
        total += _WHOLE_LINE * max(0, sum(whole[first : last + 1]) - 1)
        for cell in held[1:]:
            torn = any(_is_cut(one, other) for one, other in pairwise(cell))
            total += _TWO_TARGETS * max(0, sum(looks_like_quantity(part.text) for part in cell) - 1 - torn)
        following = lines[last + 1] if last + 1 < len(lines) else -1
        for cell, known, width, open_line in zip(held, by_line, widths, unfilled, strict=True):
            below = known.get(following, ())
            total += _CUT * bool(cell and below and _is_cut(cell[-1], below[0]))
            full = [
                part.stop - part.start >= width - grid.sign or _is_cut(part, after)
                for part, after in zip(cell, [*cell[1:], *cell[-1:]], strict=True)
            ]
            total += open_line * full[:-1].count(False) + _FILLED * (bool(full) and full[-1] and width > LONGEST_HALF)
        return total

    best: list[tuple[float, int]] = [(0.0, 0)]
    for stop in range(1, len(lines) + 1):
        starts = range(max(0, stop - _MOST_ROW_LINES), stop)
        best.append(min((best[start][0] + cost(start, stop - 1), start) for start in starts))
    spans: list[tuple[int, int]] = []
    stop = len(lines)
    while stop:
        start = best[stop][1]
        spans.insert(0, (lines[start], lines[stop - 1] + 1))
        stop = start
    return best[-1][0], spans


def _is_cut(upper: Part, lower: Part) -> bool:
    """Whether a line's end cut a date (2023年12月 | 31日前), or another target (≤4.5万 | 元/公里)."""
    return is_cut_target(printed(upper.text), printed(lower.text))


def _at_the_top(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, list[Cell]]:
    """The labels of the levels by the row on whose first line they begin."""
    found: dict[int, list[Cell]] = {}
    for column, role in enumerate(grid.roles[: grid.name]):
        if role in _MERGED:
            for text, line, _ in _whole_labels(grid.parts[column], grid.sign):
                row = min(_row_of(line, spans), len(spans) - 1)
                # A label above the row's first line has no row of its own.
                above = [cell for cell in found.get(row, ()) if cell.column != column or line > spans[row][0]]
                found[row] = [*above, Cell(text, column, Place(line=line + 1))]
    return found


def _row_of(line: int, spans: Sequence[tuple[int, int]]) -> int:
    """The row that a line stands in or above; the number of rows for one below them all."""
    return bisect_right(spans, line, key=itemgetter(1))


def _to_rows(grid: Grid, spans: Sequence[tuple[int, int]], header: int, labels: dict[int, list[Cell]]) -> Iterator[Row]:
    place = Place(line=header + 1)
    yield Row(tuple(Cell(text, column, place) for column, text in enumerate(grid.headings)), 1)
    for number, (start, stop) in enumerate(spans):
        cells = labels.get(number, [])
        for column in range(grid.name, len(grid.headings)):
            held = [part for part in grid.parts[column] if start <= part.line < stop]
            if text := printed("".join(part.text for part in held)):
                cells.append(Cell(text, column, Place(line=held[0].line + 1)))
        yield Row(tuple(sorted(cells, key=lambda cell: cell.column)), number + 2)


def _labels(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, list[Cell]]:
    """The labels of the levels by the first of the rows that they stand over."""
    found: dict[int, list[Cell]] = {}
    edges = _edges(grid, spans)
    units = [_Unit(at, top, bottom) for at, (top, bottom) in enumerate(pairwise(edges))]
    for role in _MERGED:
        for column in (at for at, known in enumerate(grid.roles) if known == role):
            whole = list(_whole_labels(grid.parts[column], grid.sign))
            groups = _divided(units, [(text, _height(first, last, spans, edges)) for text, first, last in whole])
            for (text, line, _), group in zip(whole, groups, strict=False):
                found.setdefault(group[0].row, []).append(Cell(text, column, Place(line=line + 1)))
            over = [
                _Unit(group[0].row, group[0].top, group[-1].bottom, text)
                for (text, _, _), group in zip(whole, groups, strict=False)
            ]
            units = [unit for unit in units if not over or unit.row < over[0].row] + over
    return found


def _edges(grid: Grid, spans: Sequence[tuple[int, int]]) -> list[float]:
    """Where each row begins on the page, in lines of its cells, and where the last one ends.

    A row is as high as its highest cell: where its cells stand half a line apart it takes more lines of text than that.
    """
    edges = [0.0]
    for start, stop in spans:
        lines = (sum(start <= part.line < stop for part in column) for column in grid.parts[grid.name :])
        edges.append(edges[-1] + max(lines))
    return edges


def _height(first: int, last: int, spans: Sequence[tuple[int, int]], edges: Sequence[float]) -> float:
    """How high on the page the middle of a label stands that fills lines `first` to `last`."""

    def at(line: int) -> float:
        row = _row_of(line, spans)
        if row == len(spans):
            return edges[-1]
        start, stop = spans[row]
        share = (line - start + 0.5) / (stop - start) if line >= start else 0.0  # between two rows
        return edges[row] + share * (edges[row + 1] - edges[row])

    return (at(first) + at(last)) / 2


def _whole_labels(column: Sequence[Part], sign: int) -> Iterator[tuple[str, int, int]]:
    """Each label of a column, its parts on following lines joined, with its first line and its last."""
    width = max((part.stop - part.start for part in column), default=0)
    at = 0
    while at < len(column):
        stop = at + 1
        ends = (
            end
            for end in range(min(len(column), at + MOST_HALVES + 2), at + 1, -1)
            if _makes_label(column[at:end], width - sign)
        )
        stop = next(ends, stop)
        held = column[at:stop]
        yield printed("".join(part.text for part in held)), held[0].line, held[-1].line
        at = stop


def _makes_label(held: Sequence[Part], full_width: int) -> bool:
    """Whether parts below each other are one label: an official one together, or lines of which all but the last fill the column."""
    if any(other.line - one.line > MOST_HALVES for one, other in pairwise(held)):
        return False
    if levels(printed("".join(part.text for part in held))):
        return True
    full = all(part.stop - part.start >= full_width for part in held[:-1])
    return full and not any(levels(part.text) for part in held)


def _divided(units: Sequence[_Unit], labels: Sequence[tuple[str, float]]) -> list[list[_Unit]]:
    """The units as a run for each label, whose middle is given, each label near to the middle of its run (least squares).

    The first units may belong to a label on the page before. The framework has a say in what stands under a first level.
    """
    if not labels or len(labels) > len(units):
        return []
    ways: list[dict[int, tuple[float, tuple[int, ...]]]] = [
        {start: (_LEADING * (start > 0) + _LEADING_ROW * start, (start,)) for start in range(len(units))}
    ]
    for text, middle in labels:
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (before, stops) in ways[-1].items():
            cost = before
            for stop in range(start + 1, len(units) + 1):
                below = units[stop - 1].label
                cost += _STRANGE if below and is_elsewhere(below, text) else 0.0
                off = (units[start].top + units[stop - 1].bottom) / 2 - middle
                if off > _FARTHEST:
                    break
                total = cost + off**2
                if stop not in following or total < following[stop][0]:
                    following[stop] = (total, (*stops, stop))
        ways.append(following)
    stops = ways[-1][len(units)][1] if len(units) in ways[-1] else ()
    return [list(units[start:stop]) for start, stop in pairwise(stops)]
