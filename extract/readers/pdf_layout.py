"""One page's facts to its layout: tables with their cells, and the lines around them, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from extract.document import Cell, Place
from extract.readers.pdf_gaps import rows_to_gap_tables
from extract.readers.pdf_lines import Line, glyphs_to_cell_text, glyphs_to_cells, glyphs_to_rows, row_to_line
from extract.readers.ruled_grid import DEFAULTS, Grid, Segment, Segments, segments_to_stages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.readers.pdf_gaps import GapTable
    from extract.readers.pdf_page import Area, Glyph, PageFacts
    from extract.readers.ruled_grid import GridSettings, Span

_BACKGROUND = 0.6
"""Share of the page from which on a coloured area is its background."""
_BESIDE = 0.5
"""Share of the lower one's height by which two tables overlap that stand side by side."""
_ONE_COLUMN = 2
"""Edges of a single column: areas of colour below each other are shaded lines of text and no table."""
_PADDING = 12.0
"""Points that a cell keeps free on both sides together."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of one page: the cells that hold text by row (from 0), and its column edges and ends in points.

    `filled` holds the first columns of cells whose last line reaches the cell's right side; `height` is the number of rows,
    `spans` are all cells, blank ones too; `open_above` and `open_below` tell for each column that no rule closes it there,
    `ruled` that the table has rules at all, `overlapping` that lines of its cells are printed over each other.
    """

    rows: dict[int, list[Cell]]
    edges: tuple[float, ...]
    top: float
    bottom: float
    height: int
    filled: frozenset[tuple[int, int]] = frozenset()
    spans: tuple[Span, ...] = ()
    open_above: tuple[bool, ...] = (False,)
    open_below: tuple[bool, ...] = (False,)
    ruled: bool = True
    overlapping: bool = False

    @property
    def open_top(self) -> bool:
        """Whether no rule closes the table above."""
        return all(self.open_above)

    @property
    def open_bottom(self) -> bool:
        """Whether no rule closes the table below."""
        return all(self.open_below)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """What stands on a page in reading order; `size` is the usual height of its characters, all in points."""

    number: int
    width: float
    height: float
    size: float
    items: list[Line | PageTable]

    @property
    def last_edges(self) -> tuple[float, ...]:
        """The edges of the columns of the page's last ruled table; none where it has none."""
        return next((item.edges for item in reversed(self.items) if isinstance(item, PageTable) and item.ruled), ())


def facts_to_layout(
    facts: PageFacts, settings: GridSettings = DEFAULTS, before: PageLayout | None = None
) -> PageLayout:
    """Find the tables of a page, which may go on with the one that the page `before` ends with, and place every character."""
    grids = facts_to_grids(facts, settings, before.last_edges if before else ())
    cells, outside = glyphs_to_cells(facts.glyphs, grids)
    tables = [_to_table(grid, held, facts.number) for grid, held in zip(grids, cells, strict=True) if held]
    guessed, rows = rows_to_gap_tables(glyphs_to_rows(outside), facts.rules.lying)
    tables.extend(_guessed_table(table, facts.number) for table in guessed)
    size = median([bottom - top for _, _, _, top, bottom, _ in facts.glyphs]) if facts.glyphs else 0.0
    items = list(_in_order([row_to_line(row) for row in rows], _side_by_side(tables)))
    return PageLayout(facts.number, facts.width, facts.height, size, items)


def facts_to_grids(facts: PageFacts, settings: GridSettings = DEFAULTS, known: Sequence[float] = ()) -> list[Grid]:
    """The grids of a page: from drawn rules, and where those leave areas of colour over, from their borders too.

    `known` are the edges of the columns of the table that the page before ends with.
    """
    drawn = segments_to_stages(facts.rules, settings, known).grids
    loose = _outside(facts, drawn)
    if not any(loose):
        return drawn
    found = segments_to_stages(facts.rules.over(loose), settings, known).grids
    return [grid for grid in found if len(grid.xs) > _ONE_COLUMN or grid in drawn]


def _outside(facts: PageFacts, grids: Sequence[Grid]) -> Segments:
    """White rules and the borders of coloured areas that stand in no grid: inside one they are shades and highlights."""
    areas = [area for area in facts.areas if not (_is_background(area, facts) or _inside(area, grids))]
    if not areas:
        return Segments([], [])
    borders = [_area_to_borders(area) for area in areas]
    pale = Segments(
        [rule for rule in facts.pale.lying if not _holds((rule.start + rule.end) / 2, rule.at, grids)],
        [rule for rule in facts.pale.standing if not _holds(rule.at, (rule.start + rule.end) / 2, grids)],
    )
    for border in borders:
        pale = pale.over(border)
    return pale


def _is_background(area: Area, facts: PageFacts) -> bool:
    return (area.right - area.left) * (area.bottom - area.top) > _BACKGROUND * facts.width * facts.height


def _inside(area: Area, grids: Sequence[Grid]) -> bool:
    return _holds((area.left + area.right) / 2, (area.top + area.bottom) / 2, grids)


def _holds(x: float, y: float, grids: Sequence[Grid]) -> bool:
    return any(grid.holds(x, y) for grid in grids)


def _area_to_borders(area: Area) -> Segments:
    return Segments(
        [Segment(at, area.left, area.right) for at in (area.top, area.bottom)],
        [Segment(at, area.top, area.bottom) for at in (area.left, area.right)],
    )


def _to_table(grid: Grid, held: dict[int, list[Glyph]], page: int) -> PageTable:
    rows: dict[int, list[Cell]] = {}
    filled: set[tuple[int, int]] = set()
    overlapping = False
    place = Place(page=page)
    for index in sorted(held):
        span, text = grid.spans[index], glyphs_to_cell_text(held[index])
        cell = Cell(text.text, span.column, place, span.columns, span.rows, text.lines)
        overlapping = overlapping or text.overlapping
        if cell.text:
            rows.setdefault(span.row, []).append(cell)
        if text.width >= grid.xs[cell.end] - grid.xs[cell.column] - _PADDING - text.size:
            filled.add((span.row, span.column))
    return PageTable(
        rows=rows,
        edges=grid.xs,
        top=grid.ys[0],
        bottom=grid.ys[-1],
        height=len(grid.ys) - 1,
        filled=frozenset(filled),
        spans=grid.spans,
        open_above=grid.open_above,
        open_below=grid.open_below,
        overlapping=overlapping,
    )


def _guessed_table(table: GapTable, page: int) -> PageTable:
    place = Place(page=page)
    rows = {
        number: [Cell(text, column, place, columns) for column, columns, text in row if text]
        for number, row in enumerate(table.rows)
    }
    return PageTable(
        rows=rows,
        edges=table.edges,
        top=table.top,
        bottom=table.bottom,
        height=len(rows),
        ruled=False,
    )


def _side_by_side(tables: list[PageTable]) -> list[PageTable]:
    """Tables from the top; of those that share most of their height, the left one first."""
    ordered: list[PageTable] = []
    for table in sorted(tables, key=lambda table: table.top):
        at = len(ordered)
        while at and _beside(ordered[at - 1], table) and table.edges[0] < ordered[at - 1].edges[0]:
            at -= 1
        ordered.insert(at, table)
    return ordered


def _beside(one: PageTable, other: PageTable) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = one.edges[-1] <= other.edges[0] or other.edges[-1] <= one.edges[0]
    return apart and shared > _BESIDE * min(one.bottom - one.top, other.bottom - other.top)


def _in_order(lines: Sequence[Line], tables: Sequence[PageTable]) -> Iterator[Line | PageTable]:
    """Lines and tables from the top; a line stands before every table whose middle lies lower."""
    at = 0
    for table in tables:
        while at < len(lines) and lines[at].top < (table.top + table.bottom) / 2:
            yield lines[at]
            at += 1
        yield table
    yield from lines[at:]
