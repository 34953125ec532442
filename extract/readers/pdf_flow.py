"""Page layouts to blocks: what repeats on every page is dropped, what a page break cut is joined.

1. Page numbers, running heads and feet are told by the same text at the same height of several pages.
2. Lines that fill the column go on in the next line, over the page break too, unless a sentence ended or a list begins.
3. A table row that a page break cut inside its text is put together; tables themselves stay one for each page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Block, Cell, Paragraph, Place, Row, Table
from extract.form import is_title
from extract.readers.pdf_cut_cells import fill_cut_cells, repeated_rows
from extract.readers.pdf_layout import PageLayout, PageTable
from extract.readers.pdf_lines import Line
from extract.readers.ruled_grid import same_places
from ontology.forms import field_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[\W_第共页0]*")
_SENTENCE_END = re.compile(r"[。；;！？!?：:…]$")
_LIST_MARK = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、]|[一二三四五六七八九十]{1,3}[.．]|(?:指标)?\d+[.．:：](?!\d)|[●■◆▪•*—-])"
)
_ZONE = 0.1
"""Share of the page's height at both ends where running heads and feet stand."""
_SAME_HEIGHT = 4.0
_SAME_EDGE = 3.0
"""Points by which heights and column edges differ that are the same on two pages."""
_HEADS = 3
_FEET = 2
"""Pages on which a line must repeat before it is a running head, or a foot."""
_BODY = 1.1
"""How much higher than the usual character a running head may be; what is larger is a title, unless nearly all pages have it."""
_NEARLY_ALL = 0.8
_PITCH = 2.4
_OTHER_MARGIN, _LEAST_MARGIN = 1.8, 60.0
"""How many times as wide as the left margin the right one is at most, and how many points it may be anyhow."""
_SAME_END = 1.0
"""Points by which the right ends of full lines differ."""
_RAGGED = 1.5
_INDENT = 0.8
_SAME_PRINT = 0.2
"""In heights of the characters: the distance of lines in a paragraph, how much a full line leaves free, by how much its next one may
be set in, and how much both may differ in height."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The blocks of a document in reading order, and the pages whose first row was joined to the row before it."""

    blocks: tuple[Block, ...]
    joined: tuple[int, ...]


class _Margins(NamedTuple):
    """Left and right ends of full lines."""

    left: float
    right: float


def layouts_to_flow(layouts: Sequence[PageLayout]) -> Flow:
    """Join the pages of a document; tables are numbered from 1."""
    pages = without_furniture(layouts)
    joined = join_torn_rows(pages)
    fill_cut_cells(pages)
    return Flow(tuple(_to_blocks(pages)), joined)


def without_furniture(layouts: Sequence[PageLayout]) -> list[PageLayout]:
    """The pages without page numbers and without heads and feet; the first of equal heads and feet is kept."""
    dropped: set[tuple[int, Line]] = set()
    sizes = {page.number: page.size for page in layouts}
    for (text, at_top), lines in _edge_lines(layouts).items():
        found = lines
        number = _PAGE_NUMBER.fullmatch(text) is not None
        needed = _HEADS if at_top and not number else _FEET
        if at_top and (is_title(text) or len(found) < _NEARLY_ALL * len(layouts)):
            found = [(page, line) for page, line in found if line.size <= sizes[page] * _BODY]
        same = [(page, line) for page, line in found if abs(line.top - found[0][1].top) <= _SAME_HEIGHT]
        if len({page for page, _ in same}) >= needed:
            dropped.update(same if number else same[1:])
    return [replace(page, items=[item for item in page.items if not _is_in(dropped, page, item)]) for page in layouts]


def _is_in(dropped: set[tuple[int, Line]], page: PageLayout, item: Line | PageTable) -> bool:
    return isinstance(item, Line) and (page.number, item) in dropped


def _edge_lines(layouts: Sequence[PageLayout]) -> dict[tuple[str, bool], list[tuple[int, Line]]]:
    """Lines near the ends of pages by their text with numbers alike, and whether they stand at the top."""
    found: dict[tuple[str, bool], list[tuple[int, Line]]] = defaultdict(list)
    for page in layouts:
        for line in page.items:
            if not isinstance(line, Line):
                continue
            text = _NUMBER.sub("0", "".join(line.text.split()))
            if line.top > page.height * (1 - _ZONE):
                found[text, False].append((page.number, line))
            elif line.bottom < page.height * _ZONE:
                found[text, True].append((page.number, line))
    return found


def join_torn_rows(pages: Sequence[PageLayout]) -> tuple[int, ...]:
    """Put rows together that a page break cut, changing the pages' tables; the numbers of the pages where it happened."""
    joined = []
    for before, after in pairwise(pages):
        if not (before.items and after.items):
            continue
        upper, lower = before.items[-1], after.items[0]
        if isinstance(upper, PageTable) and isinstance(lower, PageTable):
            pair = _joined_tables(upper, lower)
            if pair:
                before.items[-1], after.items[0] = pair
                joined.append(after.number)
    return tuple(joined)


def _joined_tables(upper: PageTable, lower: PageTable) -> tuple[PageTable, PageTable] | None:
    """Both tables with the torn row in the upper one; None where no row is surely torn."""
    if not same_places(upper.edges, lower.edges, _SAME_EDGE):
        return None
    torn = repeated_rows(upper, lower)
    parts = lower.rows.get(torn, [])
    ends = _bottom_cells(upper)
    if not parts or not _is_torn(upper, lower, ends, parts):
        return None
    rows = {number: list(cells) for number, cells in upper.rows.items()}
    for part in parts:
        number, cell = ends[part.column]
        rows[number][rows[number].index(cell)] = _continued(cell, part)
    rest = {number: cells for number, cells in lower.rows.items() if number != torn}
    return replace(upper, rows=rows), replace(lower, rows=rest)


def _bottom_cells(table: PageTable) -> dict[int, tuple[int, Cell]]:
    """The cells that end with the table, by column, each with the row that it begins in."""
    return {
        cell.column: (row, cell)
        for row, cells in table.rows.items()
        for cell in cells
        if row + cell.rows == table.height
    }


def _is_torn(upper: PageTable, lower: PageTable, ends: dict[int, tuple[int, Cell]], parts: Sequence[Cell]) -> bool:
    """Whether every cell of a row goes on with a cell that the page ended in, and others of that last row were finished."""
    if not all(part.column in ends and ends[part.column][1].columns == part.columns for part in parts):
        return False
    begun = [ends[part.column] for part in parts]
    if any(_LIST_MARK.match(part.text) for part in parts) or any(_SENTENCE_END.search(cell.text) for _, cell in begun):
        return False
    last = sum(row == upper.height - 1 for row, _ in ends.values())
    if all(row < upper.height - 1 for row, _ in begun):
        return False
    if upper.open_bottom and lower.open_top and parts[0].column > 0:
        return True
    if not all((row, cell.column) in upper.filled for row, cell in begun):
        return False
    return len(parts) < last or any(
        _makes_label(cell.text, part.text) for (_, cell), part in zip(begun, parts, strict=True)
    )


def _makes_label(above: str, below: str) -> bool:
    """Whether two texts make a label of a level or of a form's field, and neither is one."""
    return any(known(above + below) and not (known(above) or known(below)) for known in (levels, field_role))


def _continued(cell: Cell, part: Cell) -> Cell:
    lines = (cell.lines or (cell.text,)) + (part.lines or (part.text,))
    return cell._replace(text=cell.text + part.text, lines=lines)


@dataclass(slots=True)
class _Paragraphs:
    """Lines on their way into paragraphs."""

    margins: dict[int, _Margins]
    lines: list[Line] = field(default_factory=list)
    page: PageLayout | None = None
    first: int = 0

    def take(self, line: Line, page: PageLayout) -> Iterator[Paragraph]:
        """Add a line; the paragraph before it, where the line begins one."""
        if not (self.lines and self._goes_on(line, page)):
            yield from self.flush()
            self.first = page.number
        self.lines.append(line)
        self.page = page

    def flush(self) -> Iterator[Paragraph]:
        """The paragraph of the lines so far, if any."""
        if self.lines:
            yield Paragraph(_joined_text(self.lines), Place(page=self.first))
        self.lines = []

    def _goes_on(self, line: Line, page: PageLayout) -> bool:
        last, before = self.lines[-1], self.page
        margins = self.margins.get(round(page.width))
        if margins is None or before is None or last.parted or line.parted:
            return False
        near = page is not before or 0 <= line.top - last.top <= _PITCH * last.size
        full = last.right >= margins.right - _RAGGED * last.size and line.left <= margins.left + _INDENT * line.size
        alike = abs(line.size - last.size) <= _SAME_PRINT * last.size
        return near and full and alike and not (_SENTENCE_END.search(last.text) or _LIST_MARK.match(line.text))


def _joined_text(lines: Sequence[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        worded = text[-1].isascii() and line.text[0].isascii() and text[-1].isalpha() and line.text[0].isalpha()
        text += " " + line.text if worded else line.text
    return text


def _lines_to_margins(layouts: Sequence[PageLayout]) -> dict[int, _Margins]:
    """Where full lines begin and end, by the width of the page; only lines of running text count."""
    found: dict[int, list[Line]] = defaultdict(list)
    for page in layouts:
        for item in page.items:
            if isinstance(item, Line) and not item.parted and item.right - item.left > page.width / 2:
                found[round(page.width)].append(item)
    margins = {
        width: _Margins(min(line.left for line in lines), max(line.right for line in lines))
        for width, lines in found.items()
    }
    # Lines that each end elsewhere far before the right margin, as a form's fields do, are none of running text.
    return {
        width: margin
        for width, margin in margins.items()
        if width - margin.right <= max(_OTHER_MARGIN * margin.left, _LEAST_MARGIN)
        or len({line.text for line in found[width] if line.right >= margin.right - _SAME_END}) > 1
    }


def _to_blocks(pages: Sequence[PageLayout]) -> Iterator[Block]:
    paragraphs = _Paragraphs(_lines_to_margins(pages))
    tables = 0
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                yield from paragraphs.take(item, page)
                continue
            yield from paragraphs.flush()
            if item.rows:
                tables += 1
                yield _to_table(item, tables)
    yield from paragraphs.flush()


def _to_table(table: PageTable, number: int) -> Table:
    rows = (
        Row(tuple(sorted(cells, key=lambda cell: cell.column)), row + 1) for row, cells in sorted(table.rows.items())
    )
    return Table(tuple(rows), number, placed=not table.ruled, told_apart=not table.ruled or table.overlapping)
