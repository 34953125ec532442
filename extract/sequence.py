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
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from extract.cell_types import is_bare_number, is_label, is_too_short, looks_like_quantity, says_none, type_cost
from extract.document import Cell, Row, printed
from extract.listed import TEMPLATE_NUMBER
from extract.printed_widths import column_width, longest_name
from extract.quantities import is_cut_target
from extract.torn import is_open
from ontology.forms import column_role, is_remark
from ontology.framework import completed, levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.columns import Column, Columns
    from extract.document import Paragraph, Place
    from extract.pieces import Piece

_BLANK = {"level1": 0.2, "level2": 0.3, "level3": 6.0, "value": 0.0, "side": 0.0, "weight": 1.5, "history": 1.5}
"""What a blank cell costs by its column's role: merged labels are printed once, a row without a name is none."""
_BLANK_REMARK = 0.4
_LABEL_ALONE = 2.5
"""What a second level costs that has no name."""
_VALUELESS, _NONE = 2.5, 2.0
"""What a name without a value costs, and how much less one that says that there is none."""
_BLANK_ELSE = 1.0
_BLANK_HALF = 1.0
"""What a blank name costs where the table has a second half."""
_JOIN = {"level3": 1.1, "description": 0.7, "explanation": 0.7, "basis": 0.7, "text": 0.7}
"""What it costs to go on with a cell, by its column's role: long texts are broken oftener than short ones."""
_JOIN_ELSE = 1.5
_LEVELS = ("level1", "level2")
_TEXTS = ("description", "explanation", "basis", "text")
_STRANGE_LABEL = 1.6
"""What a short label costs that the framework does not know."""
_LONGEST_LABEL = 8
_SHORTEST_BROKEN = 7  # signs of a line that may have filled its column
_OPEN_JOIN = 0.2
"""What it costs to go on with a cell: little where it has a bracket open."""
_WHOLE_LABEL = 1.2
"""What it gains to make a label whole (服务对象满 + 意度指标)."""
_ENDING = re.compile(r"[日号月][前底内止]|[，、。；：:,;)）】》”’%％]|[〔\[【][12]\d{3}[〕\]】]")
"""What begins no cell: the rest of a date, a closing mark, the year of a document behind its office's name."""
_GLUED_JOIN = 0.15
"""What it costs to go on with a cell where nothing stands between two pieces."""
_BLANK_JOIN = 2.5
"""What it costs where a blank does, and blanks hold the cells apart."""
_LABEL_JOIN = 4.0
"""What it costs to take a label of a level, or a name with a template's number, into another cell."""
_NO_NAME = 8.0
"""What a name with a template's number costs elsewhere."""
_QUANTITY_FIRST = 1.5
"""What it costs to begin a description with a quantity."""
_QUANTITY_JOIN = {"": 0.6, " ": 1.5, "\n": 3.0}
"""What it costs to take a quantity into one, by the seam before it."""
_NUMBER_JOIN = 1.4
"""What it costs to take a number without a unit into one, besides."""
_SIGNED_JOIN = 2.0
"""What it costs to take a quantity with its sign into a name, besides."""
_SHORT_LINE = 1.2
"""What it costs to go on below with a name whose line had room for more, besides."""
_LAST_SIGNS = 3
_TWO_CELLS = 3.0
"""What it costs to take two quantities, or a text that stands there twice, for one cell, besides."""
_BLANK_PIECES = {"level3": 2.0}
"""What a blank cell costs where cells run on: a template's labels stay without names."""
_BLANK_LEADING, _BLANK_LEFT = 0.1, 0.5
"""What a blank cell left of all levels costs there, and elsewhere: a project is printed on its first row."""
_ROW_WITHIN = 1.2
"""What it costs to begin a row within a line, where most begin with one."""
_ROW_OVER = 0.4
"""What it costs to go on with a row on the next line."""
_FEWEST_LINES = 4  # lines from which their ends tell of rows
_CUT = 2.0
"""What it costs to take the halves of a label or a date for two cells."""
_CACHED = 16_384
_FEWEST_BLANKS = 3  # blank cells from which a text shows them all
_BLANK_HIDDEN = 1.0
"""What it costs besides to leave a column right of the names without a cell where blank ones are shown."""
_BLANK_NAME = 3.0
"""What a blank cell that is shown costs in the names' column."""
_OVERLOOKED = 1.5
"""What it costs to take one for no cell."""
_STOPS = ("。", "，", "；", "）", "”")
_FILLED = 0.3
"""What it costs to end a cell with a line that fills its column."""
_FEWEST_ROWS = 5
_NEARLY_ALL = 0.8
_UNTOLD = frozenset({*_LEVELS, "level3", "value", "project", "project_code", "amount", "text"})
_UNUSUAL = 0.5
"""What it costs besides to leave blank what nearly all rows fill, or to fill what nearly none does."""
_MOST_LINES = 4
_LONGEST_RUN = 20_000  # lines that are looked at together


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to a cell that ends before a line: its cost, the cell's first line and column, and the column before it."""

    cost: float
    start: int
    column: int
    before: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Texts that follow each other, with their places, and what stands before each where they are pieces of lines."""

    texts: Sequence[str]
    places: Sequence[Place]
    seams: Sequence[str] | None = None
    glued: bool = False
    """Whether some pieces have nothing between them, so that blanks hold no cells apart."""
    shows_blanks: bool = False
    """Whether blank cells are among the texts: those right of the names are left out nowhere."""
    width: int = 0
    """The signs of a line that fills the widest column, so that its cell goes on below; 0 where none does."""
    longest_name: int = 0
    """The signs of the longest text before a target on its line: no shorter one goes on below. 0 where lines tell nothing."""

    @property
    def tells_rows(self) -> bool:
        """Whether the ends of lines tell where rows end."""
        return self.seams is not None and sum(seam == "\n" for seam in self.seams) >= _FEWEST_LINES

    def part(self, start: int) -> _Run:
        """As many texts from `start` on as are looked at together."""
        stop = start + _LONGEST_RUN
        seams = None if self.seams is None else self.seams[start:stop]
        return replace(self, texts=self.texts[start:stop], places=self.places[start:stop], seams=seams)

    def fills(self, at: int) -> bool:
        """Whether a text fills the widest column, and the next one may be its rest."""
        following = self.texts[at + 1] if at + 1 < len(self.texts) else ""
        blocked = looks_like_quantity(following) or (levels(following) and not following.endswith("满意度"))
        if not self.width or not following or blocked or levels(self.texts[at]):
            return False
        # No line begins with a full stop: the sign before it goes with it.
        drawn = following[1:] in _STOPS
        return len(self.texts[at]) == self.width - drawn


def cells_to_rows(lines: Sequence[Paragraph], columns: Columns) -> list[Row]:
    """The lines below a header as rows of cells at their columns, numbered from 1."""
    followed = sum(line.blanks > 0 for line in lines)
    # Behind most cells a blank is nothing but the space that a page leaves between paragraphs.
    shown = sum(line.blanks for line in lines) >= _FEWEST_BLANKS and 2 * followed <= len(lines)
    cells = [
        (text, line.place) for line in lines for text in (printed(line.text), *([""] * line.blanks if shown else ()))
    ]
    texts, places = [text for text, _ in cells], [place for _, place in cells]
    return _to_rows(_Run(texts, places, shows_blanks=shown, width=column_width(texts)), columns)


def pieces_to_rows(pieces: Sequence[Piece], columns: Columns, *, wrapped: bool = False) -> list[Row]:
    """The pieces of the lines below a header as rows of cells, numbered from 1; `wrapped`: blanks stand inside cells too."""
    seams = [piece.seam for piece in pieces]
    texts = [piece.text for piece in pieces]
    longest = 0 if "" in seams else longest_name(texts, seams)
    run = _Run(texts, [piece.place for piece in pieces], seams, wrapped or "" in seams, longest_name=longest)
    return _to_rows(run, columns)


def _to_rows(run: _Run, columns: Columns) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(run.texts), _LONGEST_RUN):
        rows += _part_to_rows(run.part(start), columns)
    return [Row(row.cells, number) for number, row in enumerate(rows, 1)]


def _part_to_rows(run: _Run, columns: Columns) -> list[Row]:
    rows: list[list[Cell]] = []
    last = len(columns.columns)
    for start, stop, column in _as_usual(run, columns, _cheapest(run, columns)):
        if column <= last:
            rows.append([])
        if text := "".join(run.texts[start:stop]):
            rows[-1].append(Cell(text, columns.columns[column].start, run.places[start]))
        last = column
    return [Row(tuple(cells), 0) for cells in rows if cells]


def _as_usual(run: _Run, columns: Columns, found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
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
    return _cheapest(run, columns, (usual, rare))


def _cheapest(
    run: _Run, columns: Columns, habits: tuple[Sequence[float], Sequence[float]] | None = None
) -> list[tuple[int, int, int]]:
    """First line, line after the last, and column of each cell, in order.

    `habits` say by column what it costs besides to leave it blank, and to fill it.
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
    ways: list[dict[int, _Step]] = [{} for _ in range(len(texts) + 1)]
    ways[0] = {count - 1: _Step(0.0, 0, -1, -1)}
    for at in range(len(texts)):
        if not (reached := ways[at]):
            continue
        costs = (within[at], over[at])
        entries = [_entry(reached, column, (skip, rest), waiting, costs) for column in range(count)]
        for stop in range(at + 1, min(at + _MOST_LINES, len(texts)) + 1):
            for column, (cost, before) in enumerate(entries):
                total = cost + rare[column] + _cell_cost(run, at, stop, columns.columns[column].role)
                best = ways[stop].get(column)
                if best is None or total < best.cost:
                    ways[stop][column] = _Step(total, at, column, before)
    # A name at the very end waits for its value too.
    final = {column: step.cost + (_VALUELESS if waiting[column] > column else 0) for column, step in ways[-1].items()}
    return _traced(ways, min(final, key=final.__getitem__))


def _row_costs(run: _Run) -> tuple[list[float], list[float]]:
    """What a new row costs at each text, and what going on with the row does."""
    if run.seams is None or not run.tells_rows:
        return [0.0] * len(run.texts), [0.0] * len(run.texts)
    ends = [seam == "\n" for seam in run.seams]
    return [0.0 if end else _ROW_WITHIN for end in ends], [_ROW_OVER if end else 0.0 for end in ends]


def _waits_until(columns: Columns, column: int) -> int:
    """The column of the value that a name in or left of this column waits for, or this one where none does."""
    here = columns.columns[column]
    block = [(at, other.role) for at, other in enumerate(columns.columns) if other.block == here.block]
    name = next((at for at, role in block if role == "level3"), None)
    value = next((at for at, role in block if role == "value"), None)
    return value if name is not None and value is not None and name <= column < value else column


def _entry(
    reached: dict[int, _Step],
    column: int,
    blanks: tuple[Sequence[float], Sequence[float]],
    waiting: Sequence[int],
    row_costs: tuple[float, float],
) -> tuple[float, int]:
    """The cheapest way to go on with a column, and the column that it comes from: one to the left, or the end of a row."""
    skip, rest = blanks
    best, before = math.inf, -1
    for last, step in reached.items():
        blank = skip[column] - skip[last + 1] if last < column else rest[last] + skip[column]
        blank += row_costs[1] if last < column else row_costs[0]
        if waiting[last] > last and not last < column <= waiting[last]:
            blank += _VALUELESS
        if step.cost + blank < best:
            best, before = step.cost + blank, last
    return best, before


def _rest_cost(columns: Columns, column: int, skip: Sequence[float]) -> float:
    """What it costs to end a row behind a column: less where a form's template has left a label without a name."""
    blank = skip[-1] - skip[column + 1]
    return min(blank, _LABEL_ALONE) if columns.columns[column].role == "level2" else blank


def _cell_cost(run: _Run, start: int, stop: int, role: str) -> float:
    if run.shows_blanks and "" in run.texts[start:stop]:
        return _shown_blank_cost(run.texts[start:stop], role)
    text = "".join(run.texts[start:stop])
    joins = sum(_join_cost(run, start, at, role) for at in range(start + 1, stop))
    cost = type_cost(text, role) + joins
    if start:
        cost += _CUT * _is_cut(run.texts[start - 1], run.texts[start]) + _FILLED * run.fills(start - 1)
    if run.seams is not None and role in _TEXTS and looks_like_quantity(run.texts[start]):
        cost += _QUANTITY_FIRST
    if role in _LEVELS and len(text) <= _LONGEST_LABEL and not levels(text) and is_label(text):
        cost = _STRANGE_LABEL + joins
    elif role in _LEVELS and not levels(text) and not completed(text):
        cost = max(cost, _STRANGE_LABEL + joins)
    elif role == "level3":
        cost += _JOIN_ELSE * is_too_short(text) - _NONE * says_none(text)
    if role != "level3" and (number := TEMPLATE_NUMBER.match(text)):
        cost += _NO_NAME if number.end() < len(text) else _LABEL_JOIN
    whole = stop - start > 1 and role in _LEVELS and int(role[-1]) in levels(text)
    return cost - _WHOLE_LABEL * (stop - start - 1) if whole else cost


def _shown_blank_cost(texts: Sequence[str], role: str) -> float:
    """What a blank cell costs in a column, and what it costs to overlook some behind a text."""
    if not any(texts):
        return (_BLANK_NAME if role == "level3" else 0.0) + _OVERLOOKED * (len(texts) - 1)
    if not texts[0] or any(texts[1:]):
        return math.inf
    return type_cost(texts[0], role) + _OVERLOOKED * (len(texts) - 1)


@lru_cache(_CACHED)
def _is_cut(upper: str, lower: str) -> bool:
    """Whether two texts are halves of a date, or of an official label that neither is (经济效 + 益指标), or a heading's end."""
    if levels(upper + lower) and not levels(lower) and (not levels(upper) or column_role(lower) == "group"):
        return True
    return is_cut_target(upper, lower)


def _join_cost(run: _Run, start: int, at: int, role: str) -> float:
    """What it costs to go on with the cell that began at `start` on line `at`."""
    texts = run.texts
    if run.seams is not None:
        return _seam_cost(run, start, at, role)
    before = "".join(texts[start:at])
    if _ENDING.match(texts[at]) or is_open(before) or is_cut_target(before, texts[at]):
        return _OPEN_JOIN
    if run.fills(at - 1) and role not in _LEVELS:
        return _OPEN_JOIN
    cost = _JOIN.get(role, _JOIN_ELSE) if len(texts[at - 1]) >= _SHORTEST_BROKEN else _JOIN_ELSE
    labels = [label.endswith("指标") and bool(levels(label)) for label in (before, texts[at])]
    if TEMPLATE_NUMBER.match(texts[at]) or all(labels) or (any(labels) and role not in _LEVELS):
        return cost + _LABEL_JOIN
    if role != "level3":
        return cost
    return cost + _NUMBER_JOIN * (looks_like_quantity(texts[at]) or looks_like_quantity(before))


def _seam_cost(run: _Run, start: int, at: int, role: str) -> float:
    """What it costs to go on, over the seam before piece `at`, with the cell that began at `start`."""
    seams, text = run.seams or (), run.texts[at]
    before, seam = "".join(run.texts[start:at]), seams[at]
    if role in _LEVELS and seam == "\n":
        return _OPEN_JOIN if is_open(before) or _ENDING.match(text) else _JOIN_ELSE
    cost = _GLUED_JOIN if not seam else _JOIN.get(role, _JOIN_ELSE) if run.glued or seam == "\n" else _BLANK_JOIN
    if TEMPLATE_NUMBER.match(text) or any(
        label.endswith("指标") and levels(label) for label in (text, run.texts[start])
    ):
        return cost + _LABEL_JOIN
    quantities = [piece for piece in (run.texts[at - 1], text) if looks_like_quantity(piece)]
    cost += _QUANTITY_JOIN[seam] * len(quantities) + _NUMBER_JOIN * any(map(is_bare_number, quantities))
    if seam == "\n" and role == "level3" and len(run.texts[at - 1]) < run.longest_name - _LAST_SIGNS:
        cost += _SHORT_LINE
    cost += _SIGNED_JOIN * (role == "level3" and any(piece[0] in "≥≤≧≦=><＝＞＜" for piece in quantities))
    return cost + _TWO_CELLS * (len(quantities) > 1 or text == run.texts[at - 1])


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
