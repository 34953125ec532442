"""Cells that follow each other without rows or columns find both: the cheapest way to walk the columns, row after row.

A conversion that prints one cell a line drops blank cells, prints a merged label once, and breaks long cells over lines. Each next
line is the rest of the cell before it, or the next cell: in a later column of the same row, or in any column of a new row. What
a way costs is how little its cells are of their columns' types, what it leaves blank, and what it joins; the cheapest one is
found by dynamic programming (Viterbi's algorithm), in time linear in the lines.

Where cells run on in lines of text, the pieces of these lines take the place of lines, and what stands between two pieces (their
seam: a line's end, a blank, nothing) speaks for or against a new row, a new cell, one cell.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from extract.cell_runs import Run, cell_cost
from extract.document import Cell, Row, printed
from extract.printed_widths import column_width, longest_name, own_width
from ontology.folding import fold
from ontology.forms import is_remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.columns import Column, Columns
    from extract.document import Paragraph
    from extract.pieces import Piece

_BLANK = {"level1": 0.2, "level2": 0.3, "level3": 6.0, "value": 0.0, "side": 0.0, "weight": 1.5, "history": 1.5}
"""What a blank cell costs by its column's role: merged labels are printed once, a row without a name is none."""
_BLANK_REMARK = 0.4
_LABEL_ALONE = 2.5
"""What a second level costs that has no name."""
_UNITS_TOO = re.compile("单位.*项目")
"""A heading of units and their projects in one column."""
_UNIT_ALONE = 1.0
"""What a unit costs that has its row."""
_VALUELESS = 2.5
"""What a name without a value costs."""
_LABELLESS = 1.5
"""What a project's first row costs without a first level."""
_BLANK_ELSE = 1.0
_BLANK_HALF = 1.0
"""What a blank name costs where the table has a second half."""
_LEVELS = ("level1", "level2")
_BLANK_PIECES = {"level3": 2.0}
"""What a blank cell costs where cells run on: a template's labels stay without names."""
_BLANK_LEADING, _BLANK_LEFT = 0.1, 0.5
"""What a blank cell left of all levels costs there, and elsewhere: a project is printed on its first row."""
_ROW_WITHIN = 1.2
"""What it costs to begin a row within a line, where most begin with one."""
_ROW_OVER = 0.4
"""What it costs to go on with a row on the next line."""
_FEWEST_BLANKS = 3  # blank cells from which a text shows them all
_WITHOUT_BLANKS = 1.5
"""How many times as much rows must cost with the blank cells that a text seems to show, for these to be none."""
_BLANK_HIDDEN = 1.0
"""What it costs besides to leave a column right of the names without a cell where blank ones are shown."""
_FEWEST_ROWS = 5
_NEARLY_ALL = 0.8
_UNTOLD = frozenset({*_LEVELS, "level3", "value", "project", "project_code", "amount", "text"})
_UNUSUAL = 0.5
"""What it costs besides to leave blank what nearly all rows fill, or to fill what nearly none does."""
_MOST_LINES, _MOST_OBJECTIVE = 4, 12
"""Lines of a cell, and of one that may hold an objective."""
_OBJECTIVES = frozenset({"text", "objective"})
_LONGEST_RUN = 20_000  # lines that are looked at together


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to a cell that ends before a line: its cost, the cell's first line and column, and the column before it."""

    cost: float
    start: int
    column: int
    before: int


def cells_to_rows(lines: Sequence[Paragraph], columns: Columns) -> list[Row]:
    """The lines below a header as rows of cells at their columns, numbered from 1.

    Empty lines between them are blank cells, unless the rows are much cheaper without these.
    """
    followed = sum(line.blanks > 0 for line in lines)
    # Behind most cells a blank is nothing but the space that a page leaves between paragraphs.
    shown = sum(line.blanks for line in lines) >= _FEWEST_BLANKS and 4 * followed <= 3 * len(lines)
    cost, rows = _to_rows(_lines_to_run(lines, columns, shows_blanks=shown), columns)
    if not shown:
        return rows
    without, others = _to_rows(_lines_to_run(lines, columns, shows_blanks=False), columns)
    return others if without * _WITHOUT_BLANKS < cost else rows


def _lines_to_run(lines: Sequence[Paragraph], columns: Columns, *, shows_blanks: bool) -> Run:
    cells = [
        (text, line.place)
        for line in lines
        for text in (printed(line.text), *([""] * line.blanks if shows_blanks else ()))
    ]
    texts, places = [text for text, _ in cells], [place for _, place in cells]
    return Run(texts, places, shows_blanks=shows_blanks, in_halves=columns.blocks > 1, width=column_width(texts))


def pieces_to_rows(pieces: Sequence[Piece], columns: Columns, *, wrapped: bool = False) -> list[Row]:
    """The pieces of the lines below a header as rows of cells, numbered from 1; `wrapped`: blanks stand inside cells too."""
    seams = [piece.seam for piece in pieces]
    texts = [piece.text for piece in pieces]
    longest = 0 if "" in seams else longest_name(texts, seams)
    run = Run(
        texts,
        [piece.place for piece in pieces],
        seams,
        wrapped or "" in seams,
        holds_several=3 * seams.count("\n") < 2 * len(seams),
        longest_name=longest,
    )
    return _to_rows(run, columns)[1]


def _to_rows(run: Run, columns: Columns) -> tuple[float, list[Row]]:
    """What the rows of a run cost, and the rows, numbered from 1."""
    parts = (run.part(start, start + _LONGEST_RUN) for start in range(0, len(run.texts), _LONGEST_RUN))
    found = [_part_to_rows(part, columns) for part in parts]
    rows = [row for _, part in found for row in part]
    return sum(cost for cost, _ in found), [Row(row.cells, number) for number, row in enumerate(rows, 1)]


def _part_to_rows(run: Run, columns: Columns) -> tuple[float, list[Row]]:
    rows: list[list[Cell]] = []
    last = len(columns.columns)
    cost, found = _cheapest(run, columns)
    for start, stop, column in _as_usual(run, columns, found):
        if column <= last:
            rows.append([])
        if text := "".join(run.texts[start:stop]):
            rows[-1].append(Cell(text, columns.columns[column].start, run.places[start]))
        last = column
    return cost, [Row(tuple(cells), 0) for cells in rows if cells]


def _as_usual(run: Run, columns: Columns, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The cells found anew, with what nearly all rows fill and what nearly none does held to where that changes something."""
    before = [len(columns.columns), *(column for *_, column in found)]
    rows = sum(column <= last for last, (*_, column) in zip(before, found, strict=False))
    if rows < _FEWEST_ROWS:
        return found
    filled = Counter(column for *_, column in found)
    shares = [filled[at] / rows for at in range(len(columns.columns))]
    told = [_UNUSUAL * (column.role not in _UNTOLD) for column in columns.columns]
    usual = [cost * (share >= _NEARLY_ALL) for cost, share in zip(told, shares, strict=True)]
    rare = [cost * (share <= 1 - _NEARLY_ALL) for cost, share in zip(told, shares, strict=True)]
    return _cheapest(run, columns, (usual, rare), _own_widths(run, columns, found))[1]


def _own_widths(run: Run, columns: Columns, found: list[tuple[int, int, int]]) -> list[int] | None:
    """The signs that fill the lines of each column, 0 where that is not known; None where it is of none, or nothing tells."""
    if run.seams is not None:
        return None
    lines: list[list[str]] = [[] for _ in columns.columns]
    for start, stop, column in found:
        if columns.columns[column].role not in _LEVELS:
            lines[column] += run.texts[start:stop]
    widths = [own_width(texts) for texts in lines]
    return widths if any(widths) else None


def _cheapest(
    run: Run,
    columns: Columns,
    habits: tuple[Sequence[float], Sequence[float]] | None = None,
    widths: Sequence[int] | None = None,
) -> tuple[float, list[tuple[int, int, int]]]:
    """What the best way costs, and first line, line after the last, and column of each of its cells, in order.

    `habits` say by column what it costs besides to leave it blank, and to fill it; `widths` are the columns' own.
    """
    texts, count = run.texts, len(columns.columns)
    within, over = _row_costs(run)
    pieces = run.seams is not None
    blank = [_blank_cost(columns, column, pieces=pieces) for column in range(count)]
    if run.shows_blanks:
        name = next((at for at, column in enumerate(columns.columns) if column.role == "level3"), count)
        blank[name + 1 :] = [cost + _BLANK_HIDDEN for cost in blank[name + 1 :]]
    usual, rare = habits or ([0.0] * count, [0.0] * count)
    blank = [cost + more for cost, more in zip(blank, usual, strict=True)]
    skip = list(accumulate(blank, initial=0.0))
    rest = [_rest_cost(columns, column, skip) for column in range(count)]
    waiting = [_waits_until(columns, column) for column in range(count)]
    most = [_MOST_OBJECTIVE if column.role in _OBJECTIVES else _MOST_LINES for column in columns.columns]
    longest = max(most)
    roles = [column.role for column in columns.columns]
    labels = roles.index("level1") if "level1" in roles and "project" in roles[: roles.index("level1")] else -1
    own: Sequence[int | None] = widths or [None] * count
    ways: list[dict[int, _Step]] = [{} for _ in range(len(texts) + 1)]
    ways[0] = {count - 1: _Step(0.0, 0, -1, -1)}
    for at in range(len(texts)):
        if not (reached := ways[at]):
            continue
        costs = (within[at], over[at])
        entries = [_entry(reached, column, (skip, rest), (waiting, labels), costs) for column in range(count)]
        for stop in range(at + 1, min(at + longest, len(texts)) + 1):
            for column, (cost, before) in enumerate(entries):
                if stop > at + most[column]:
                    continue
                total = cost + rare[column] + cell_cost(run, at, stop, columns.columns[column].role, own[column])
                best = ways[stop].get(column)
                if best is None or total < best.cost:
                    ways[stop][column] = _Step(total, at, column, before)
    # A name at the very end waits for its value too.
    final = {column: step.cost + (_VALUELESS if waiting[column] > column else 0) for column, step in ways[-1].items()}
    last = min(final, key=final.__getitem__)
    return final[last], _traced(ways, last)


def _row_costs(run: Run) -> tuple[list[float], list[float]]:
    """What a new row costs at each text, and what going on with the row does."""
    if run.seams is None or not run.tells_rows:
        return [0.0] * len(run.texts), [0.0] * len(run.texts)
    ends = [seam == "\n" for seam in run.seams]
    return [0.0 if end else _ROW_WITHIN for end in ends], [_ROW_OVER if end else 0.0 for end in ends]


def _waits_until(columns: Columns, column: int) -> int:
    """The column of the value that a name in or left of this column waits for, or this one where none does.

    A project waits for its amount.
    """
    here = columns.columns[column]
    sums = (at for at, other in enumerate(columns.columns) if at > column and other.role == "amount")
    if here.role == "project":
        return next(sums, column)
    block = [(at, other.role) for at, other in enumerate(columns.columns) if other.block == here.block]
    name = next((at for at, role in block if role == "level3"), None)
    value = next((at for at, role in block if role == "value"), None)
    return value if name is not None and value is not None and name <= column < value else column


def _entry(
    reached: dict[int, _Step],
    column: int,
    blanks: tuple[Sequence[float], Sequence[float]],
    awaited: tuple[Sequence[int], int],
    row_costs: tuple[float, float],
) -> tuple[float, int]:
    """The cheapest way to go on with a column, and the column that it comes from: one to the left, or the end of a row.

    `awaited` are the columns that those of names wait for, and that of first levels where projects, each of which begins with
    one, stand left of it.
    """
    (skip, rest), (waiting, labels) = blanks, awaited
    best, before = math.inf, -1
    for last, step in reached.items():
        blank = skip[column] - skip[last + 1] if last < column else rest[last] + skip[column]
        blank += row_costs[1] if last < column else row_costs[0]
        if waiting[last] > last and not last < column <= waiting[last]:
            blank += _VALUELESS
        if last < labels < column:
            blank += _LABELLESS
        if step.cost + blank < best:
            best, before = step.cost + blank, last
    return best, before


def _rest_cost(columns: Columns, column: int, skip: Sequence[float]) -> float:
    """What it costs to end a row behind a column: less where a form's template has left a label without a name.

    Where units stand in the column of projects (单位名称、项目名称), one has a row of its own above its projects.
    """
    blank, here = skip[-1] - skip[column + 1], columns.columns[column]
    if here.role == "project" and _UNITS_TOO.match(fold(here.label)):
        return min(blank, _UNIT_ALONE)
    return min(blank, _LABEL_ALONE) if here.role == "level2" else blank


def _blank_cost(columns: Columns, column: int, *, pieces: bool) -> float:
    role = columns.columns[column].role
    if pieces and role in _BLANK_PIECES:
        return _BLANK_PIECES[role]
    if all(other.role not in (*_LEVELS, "level3") for other in columns.columns[: column + 1]):
        return _BLANK_LEADING if pieces else min(_BLANK_LEFT, _BLANK.get(role, _BLANK_ELSE))
    if role == "level3" and columns.blocks > 1:
        return _BLANK_HALF
    if _is_remark(columns.columns[column]):
        return _BLANK_REMARK
    return _BLANK.get(role, _BLANK_ELSE)


def _is_remark(column: Column) -> bool:
    """Whether a column is one of remarks, which some rows have and most do not."""
    return column.role == "ignored" and is_remark(column.label)


def _traced(ways: Sequence[dict[int, _Step]], column: int) -> list[tuple[int, int, int]]:
    """The cells of the way that ends in a column."""
    cells: list[tuple[int, int, int]] = []
    stop = len(ways) - 1
    while stop:
        step = ways[stop][column]
        cells.append((step.start, stop, column))
        stop, column = step.start, step.before
    return cells[::-1]
