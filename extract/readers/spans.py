"""Cells that claim row and column spans, given row by row, to their places in a grid: none overlap, no text is lost in bounds.

1. A cell takes the first column that no cell from above still covers.
2. Its columns end before the next covered one, its rows at the end of its group of rows; the next cell keeps the distance that
   the claimed columns give, as browsers do.
3. A span wider than any table may be reaches to the edge of the rest of its table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, Place, printed, strip_markup
from extract.readers.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]*>|\\n(?![a-z])", re.IGNORECASE)
"""What ends a line in a cell; table printers of data frames write the sign for it in letters."""


class SpanCell(NamedTuple):
    """A cell without its column: printed lines, and the spans that it claims (columns from 1; rows 0: to its group's end)."""

    lines: tuple[str, ...]
    place: Place
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class SpanGrid:
    """The cells with text for each row that was given, and how many were dropped right of the last column."""

    rows: tuple[tuple[Cell, ...], ...]
    dropped: int


@dataclass(slots=True)
class _Placing:
    """The state between rows: for each column the first row (from 0) in which it is free again."""

    limit: int
    covered: dict[int, int] = field(default_factory=dict)
    rows: list[list[Cell]] = field(default_factory=list)
    width: int = 0
    dropped: int = 0
    has_wide: bool = False

    def place_row(self, cells: Sequence[SpanCell], stop: int) -> None:
        """Place the next row's cells; `stop` is the row behind the group."""
        number, at = len(self.rows), 0
        placed: list[Cell] = []
        for lines, place, claimed, tall in cells:
            if self.covered:
                at = self._free(at, number)
            if at >= self.limit:
                self.dropped += bool(lines)
                continue
            end = at + 1 if claimed == 1 else self._end(at, claimed, number)
            rows = 1 if tall == 1 else min(tall or stop, stop - number)
            if rows > 1:
                self.covered.update(dict.fromkeys(range(at, end), number + rows))
            if lines:
                placed.append(as_cell(lines, at, place, end - at, rows))
            if self.width < end and claimed <= self.limit:
                self.width = end
            at += claimed
        self.rows.append(placed)

    def _free(self, at: int, number: int) -> int:
        while at < self.limit and self.covered.get(at, 0) > number:
            at += 1
        return at

    def _end(self, at: int, claimed: int, number: int) -> int:
        end, last = at + 1, min(at + claimed, self.limit)
        while end < last and self.covered.get(end, 0) <= number:
            end += 1
        self.has_wide = self.has_wide or claimed > self.limit
        return end


def groups_to_grid(groups: Sequence[Sequence[Sequence[SpanCell]]], limit: int = LIMITS.columns) -> SpanGrid:
    """Place the cells of a table's groups of rows (thead, tbody …; row spans end with their group).

    Args:
        groups: groups of rows of cells, in order.
        limit: columns that the grid may have.
    """
    placing = _Placing(limit)
    for group in groups:
        placing.covered.clear()
        stop = len(placing.rows) + len(group)
        for cells in group:
            placing.place_row(cells, stop)
    rows: Iterable[Iterable[Cell]] = placing.rows
    if placing.has_wide:
        rows = ((_narrowed(cell, placing.width) for cell in row) for row in rows)
    return SpanGrid(tuple(map(tuple, rows)), placing.dropped)


def as_cell(lines: tuple[str, ...], column: int, place: Place, columns: int = 1, rows: int = 1) -> Cell:
    """A cell from its printed lines; one line alone is its text and no list of lines."""
    return Cell("".join(lines), column, place, columns, rows, lines if len(lines) > 1 else ())


@lru_cache(maxsize=16_384)
def text_to_lines(text: str) -> tuple[str, ...]:
    """The printed lines of a cell that text formats store: markup and white space removed, blank lines left out."""
    lines = map(printed, strip_markup(_BREAK.sub("\n", text)).splitlines())
    return tuple(line for line in lines if line)


def _narrowed(cell: Cell, width: int) -> Cell:
    return cell if cell.end <= width else cell._replace(columns=max(1, width - cell.column))
