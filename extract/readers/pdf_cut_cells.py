"""Merged cells that a page break cut: what one part of a cell holds is told of all its parts.

A sheet that is printed to pages draws no rule where a page cuts a merged cell, and prints its text on the one page where the
middle of the cell comes to stand: the parts above and below are blank, on pages before it and behind it.

1. A part ends a page where columns beside it are closed below and its own aren't; it goes on in the cell that begins the next page
   at the same place across (below the header, where the page repeats it).
2. The parts of one cell make a chain; the one text that they hold is put into the blank ones, where a row begins with them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, Place
from extract.readers.pdf_layout import PageTable
from extract.readers.ruled_grid import same_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.readers.pdf_layout import PageLayout
    from extract.readers.ruled_grid import Span

_SAME_PLACE = 3.0
"""Points by which the sides of a cell's parts differ on two pages."""


class _Part(NamedTuple):
    """A part of a cut cell: the table that it stands in, and its place in it."""

    table: _Held
    span: Span


@dataclass(eq=False, slots=True)
class _Held:
    """The first or the last table of a page, where it stands among the page's items, and the text of its cells by place."""

    page: PageLayout
    at: int
    table: PageTable
    cells: dict[tuple[int, int], Cell]

    def text(self, span: Span) -> Cell | None:
        """The cell at a place, if it holds text."""
        return self.cells.get((span.row, span.column))


def fill_cut_cells(pages: Sequence[PageLayout]) -> None:
    """Give the text of merged cells to the blank parts that page breaks cut off, changing the pages' tables."""
    chains: list[list[_Part]] = []
    open_chains: dict[tuple[int, int], list[_Part]] = {}
    held: dict[tuple[int, int], _Held] = {}
    for before, after in pairwise(pages):
        upper, lower = _held(before, held, last=True), _held(after, held, last=False)
        going_on: dict[tuple[int, int], list[_Part]] = {}
        for one, other in _cut(upper, lower) if upper and lower else ():
            chain = open_chains.get((before.number, one.span.column)) if one.span.row == 0 else None
            if chain is None or chain[-1].table is not one.table:
                chain = [one]
                chains.append(chain)
            chain.append(other)
            going_on[after.number, other.span.column] = chain
        open_chains = going_on
    for chain in chains:
        _fill(chain)


def _held(page: PageLayout, held: dict[tuple[int, int], _Held], *, last: bool) -> _Held | None:
    """The last or the first ruled table of a page; the same one where it is both."""
    places = [at for at, item in enumerate(page.items) if isinstance(item, PageTable) and item.ruled]
    if not places:
        return None
    at = places[-1] if last else places[0]
    table = page.items[at]
    if (page.number, at) not in held and isinstance(table, PageTable):
        cells = {(row, cell.column): cell for row, row_cells in table.rows.items() for cell in row_cells}
        held[page.number, at] = _Held(page, at, table, cells)
    return held[page.number, at]


def _cut(upper: _Held, lower: _Held) -> Iterator[tuple[_Part, _Part]]:
    """The cells that the break between two tables cut; none where it cut a whole row, or only closed columns."""
    if upper.table.open_bottom or not any(upper.table.open_below):
        return
    head = repeated_rows(upper.table, lower.table)
    begun = [span for span in lower.table.spans if span.row == head]
    for span in upper.table.spans:
        if span.row + span.rows < upper.table.height or not _is_open(span, upper.table.open_below):
            continue
        sides = _sides(upper.table, span)
        for other in begun:
            if same_places(sides, _sides(lower.table, other), _SAME_PLACE) and (
                head or _is_open(other, lower.table.open_above)
            ):
                yield _Part(upper, span), _Part(lower, other)


def _is_open(span: Span, columns: Sequence[bool]) -> bool:
    return all(columns[span.column : span.column + span.columns])


def _sides(table: PageTable, span: Span) -> tuple[float, float]:
    return table.edges[span.column], table.edges[span.column + span.columns]


def repeated_rows(upper: PageTable, lower: PageTable) -> int:
    """How many rows at the top of a page repeat those of the page before."""
    row = 0
    while row in upper.rows and row in lower.rows and _texts(upper.rows[row]) == _texts(lower.rows[row]):
        row += 1
    return row


def _texts(cells: Iterable[Cell]) -> list[tuple[int, str]]:
    return [(cell.column, cell.text) for cell in cells]


def _fill(chain: Sequence[_Part]) -> None:
    """Put the text of a cell into its blank parts; different texts are lines of it, and stay where they stand."""
    found = {cell.text: cell for part in chain if (cell := part.table.text(part.span))}
    if len(found) != 1:
        return
    (shown,) = found.values()
    for table, span in chain:
        current = table.page.items[table.at]
        if table.text(span) or not isinstance(current, PageTable) or span.row not in current.rows:
            continue
        place = Place(page=table.page.number)
        cell = Cell(shown.text, span.column, place, span.columns, span.rows, shown.lines)
        rows = {**current.rows, span.row: sorted([*current.rows[span.row], cell], key=lambda cell: cell.column)}
        table.page.items[table.at] = replace(current, rows=rows)
