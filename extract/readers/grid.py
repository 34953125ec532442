"""Cells that a reader found to a table: rows in order, merged ranges exact, nothing held for what is blank.

Ranges and rows are kept sparse, so neither a cell at the far corner nor a range over the whole sheet costs anything.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Block, Cell, Content, Heading, Place, Row, Table, UnreadableDocumentError
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS = 1_000_000
"""Rows that all merged ranges of a sheet may touch together."""
_EXACT_AREA = 1 << 16
"""Cells of a merged range up to which its height is kept where it reaches below the last text."""


class Range(NamedTuple):
    """A merged range with its bounds included: rows from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """What a reader collects of one sheet or table, which `name` names in warnings.

    `uncached` counts formulas without stored result, `dropped` cells right of the last column that is read.
    """

    name: str
    rows: list[Row] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    uncached: int = 0
    dropped: int = 0

    def add(self, number: int, cells: list[Cell]) -> None:
        """Take the cells with text of a row (from 1), in any order; of two at the same column the first one stands."""
        columns = [cell.column for cell in cells]
        if columns != sorted(set(columns)):
            first = {cell.column: cell for cell in reversed(cells)}
            cells = [first[column] for column in sorted(first)]
        if cells and cells[-1].end > LIMITS.columns:
            inside = [_narrowed(cell) for cell in cells if cell.column < LIMITS.columns]
            self.dropped += len(cells) - len(inside)
            cells = inside
        if cells:
            self.rows.append(Row(tuple(cells), number))


@dataclass(slots=True)
class Blocks:
    """The blocks and warnings of one file as a reader finds them; `name` is the file's name."""

    name: str
    found: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tables: int = 0
    cells: int = 0

    def count(self, cells: int) -> None:
        """Count cells with text.

        Raises:
            TooLargeError: the file has more than one document may.
        """
        self.cells += cells
        if self.cells > LIMITS.cells:
            raise TooLargeError(self.name, f"超过 {LIMITS.cells} 个单元格 (too many cells)")

    def add_sheet(self, grid: Grid) -> None:
        """Append a sheet, if any cell holds text: its name as a heading, and its table."""
        at = len(self.found)
        self.add_table(grid)
        if len(self.found) > at:
            self.found.insert(at, Heading(grid.name, Place(sheet=grid.name)))

    def add_table(self, grid: Grid) -> None:
        """Append a table, if any cell holds text."""
        rows, overlapping = grid_to_rows(grid, self.name)
        self.warnings += _warnings(f"{self.name}, {grid.name}", grid, overlapping)
        if rows:
            self.tables += 1
            self.found.append(Table(tuple(rows), self.tables))

    def skip(self, part: str, error: UnreadableDocumentError) -> None:
        """Leave out a part that can't be read, with a warning."""
        self.warnings.append(f"{self.name}, {part}: 跳过此部分 (part skipped): {error}")

    def content(self) -> Content:
        """All blocks and warnings."""
        return Content(tuple(self.found), tuple(self.warnings))


def _narrowed(cell: Cell) -> Cell:
    """The cell cut at the last column that is read."""
    columns = min(cell.columns, max(1, LIMITS.columns - cell.column))
    return Cell(cell.text, cell.column, cell.place, columns, cell.rows, cell.lines, cell.raw, cell.hidden)


def _warnings(place: str, grid: Grid, overlapping: int) -> list[str]:
    counts = (
        (
            grid.uncached,
            "个公式没有缓存结果，按空白处理；请用表格软件重新保存 (formulas without stored result read as blank)",
        ),
        (grid.dropped, f"个单元格超出第 {LIMITS.columns} 列，未读取 (cells beyond the last column that is read)"),
        (overlapping, "个合并区域与其他区域重叠，未采用 (merged ranges overlap: the first one stands)"),
    )
    return [f"{place}: {count} {text}" for count, text in counts if count]


def grid_to_rows(grid: Grid, name: str) -> tuple[list[Row], int]:
    """The rows that hold text, in order, each merged range as one cell; and how many ranges overlapped earlier ones."""
    rows = list(grid.rows)
    if any(one.number > two.number for one, two in pairwise(rows)):
        rows.sort(key=lambda row: row.number)
    merges = exact_merges(grid.merges, name)
    covering = _rows_to_merges([row.number for row in rows], merges, name)
    last = rows[-1].number if rows else 0
    for index, ranges in covering.items():
        rows[index] = _merged(rows[index], sorted(ranges, key=lambda one: one.left), last)
    return [row for row in rows if row.cells], len(grid.merges) - len(merges)


def exact_merges(ranges: Sequence[Range], name: str) -> list[Range]:
    """The ranges that overlap no earlier one and cover more than one cell.

    Two ranges overlap just when they do so in the first row of one of them, so only these rows are looked at.

    Raises:
        TooLargeError: the ranges are so many and so tall that comparing them would take minutes.
    """
    firsts = sorted({one.top for one in ranges})
    taken: dict[int, list[tuple[int, int]]] = {top: [] for top in firsts}
    steps, kept = 0, []
    for one in ranges:
        touched = firsts[bisect_left(firsts, one.top) : bisect_right(firsts, one.bottom)]
        steps += len(touched)
        _check_steps(steps, name)
        if any(_overlaps(taken[row], one) for row in touched):
            continue
        for row in touched:
            insort(taken[row], (one.left, one.right))
        kept.append(one)
    return kept


def _check_steps(steps: int, name: str) -> None:
    if steps > _STEPS:
        raise TooLargeError(name, "合并区域过多 (too many merged ranges)")


def _overlaps(taken: list[tuple[int, int]], one: Range) -> bool:
    at = bisect_right(taken, (one.right, LIMITS.rows))
    return at > 0 and taken[at - 1][1] >= one.left


def _rows_to_merges(numbers: list[int], merges: Iterable[Range], name: str) -> dict[int, list[Range]]:
    """The ranges that cover part of each row, by the row's index."""
    covering: dict[int, list[Range]] = {}
    steps = 0
    for one in merges:
        indexes = range(bisect_left(numbers, one.top), bisect_right(numbers, one.bottom))
        steps += len(indexes)
        _check_steps(steps, name)
        for index in indexes:
            covering.setdefault(index, []).append(one)
    return covering


def _merged(row: Row, ranges: list[Range], last: int) -> Row:
    """The row without the cells that ranges cover; the cell at a range's top left gets its spans."""
    lefts = [one.left for one in ranges]
    cells = []
    for cell in row.cells:
        at = bisect_right(lefts, cell.column) - 1
        if at < 0 or ranges[at].right < cell.column:
            cells.append(cell)
        elif (ranges[at].top, ranges[at].left) == (row.number, cell.column):
            cells.append(_with_spans(cell, ranges[at], last))
    return Row(tuple(cells), row.number)


def _with_spans(cell: Cell, one: Range, last: int) -> Cell:
    columns = min(one.right, LIMITS.columns - 1) - one.left + 1
    rows = one.bottom - one.top + 1
    if rows * columns > _EXACT_AREA:
        # Below the last text such a range says nothing, and whoever walks over it would pay for a million rows.
        rows = max(1, min(one.bottom, last) - one.top + 1)
    return Cell(cell.text, cell.column, cell.place, columns, rows, cell.lines, cell.raw, cell.hidden)
