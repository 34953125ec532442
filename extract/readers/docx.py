"""Word documents (.docx, .docm) to the document model: headings, paragraphs and tables in order.

1. The tree is put into its printed form (see `wordml`).
2. Headings are marked, and automatic numbers are written before their paragraphs.
3. Blocks are read in order; tables inside cells follow the table that holds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from lxml import etree

from extract.document import Cell, Content, Heading, Paragraph, Place
from extract.readers.archive import Archive
from extract.readers.cells import text_to_lines, text_to_paragraphs
from extract.readers.docx_styles import Counters, Style, is_heading, numberings, styles, whole
from extract.readers.faults import DamagedFileError
from extract.readers.grid import Blocks, Grid, Range
from extract.readers.ooxml import is_on, main_part, related, relations
from extract.readers.wordml import (
    GRID_BEFORE,
    GRID_SPAN,
    HIDDEN,
    HMERGE,
    ILVL,
    NUM_ID,
    OUTLINE,
    STYLE,
    TBL,
    TC,
    TR,
    VMERGE,
    P,
    T,
    W,
    normalise,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extract.readers.archive import Element

_MARK = "heading"
"""Attribute by which a paragraph is marked as a heading before the blocks are read."""
_RESTART = "restart"
_NO_PLACE = Place()


class Slot(NamedTuple):
    """A cell of a row with the grid columns that it takes, and whether it continues the cell above."""

    element: Element
    column: int
    columns: int
    vertical: str | None


def docx_to_content(data: bytes, name: str) -> Content:
    """Read a Word document; pages are unknown, so places are empty.

    Raises:
        UnreadableDocumentError: encrypted, damaged or too large.
    """
    archive = Archive(data, name)
    part = main_part(archive, "word/document.xml")
    root = archive.tree(part)
    body = root.find(W + "body")
    if body is None:
        raise DamagedFileError(name, f"{part}: 没有正文 (no body)")
    known = relations(archive, part)
    style_sheet, lists = (_part(archive, related(known, kind)) for kind in ("styles", "numbering"))
    normalise(root)
    _write_numbers(root, styles(style_sheet), Counters(numberings(lists)))
    blocks = Blocks(name, warnings=list(archive.warnings))
    _read_blocks(body, blocks)
    return blocks.content()


def _part(archive: Archive, part: str | None) -> Element | None:
    return archive.tree(part) if part is not None and part in archive else None


def _write_numbers(root: Element, known: Mapping[str, Style], counters: Counters) -> None:
    """Mark headings, and write the number that Word prints before a paragraph into it."""
    plain = Style()
    # Only paragraphs with one of these properties are looked at: most paragraphs of a table have none.
    for paragraph in dict.fromkeys(next(mark.iterancestors(P), root) for mark in root.iter(STYLE, OUTLINE, NUM_ID)):
        style = known.get(paragraph.get(STYLE, ""), plain)
        outline, list_id = whole(paragraph.get(OUTLINE)), paragraph.get(NUM_ID)
        if is_heading(style.outline if outline is None else outline):
            paragraph.set(_MARK, "1")
        level = whole(paragraph.get(ILVL))
        label = counters.next_label(list_id or style.list_id or "", (style.level or 0) if level is None else level)
        if label:
            text = etree.Element(T)
            text.text = label
            paragraph.insert(0, text)


def _read_blocks(body: Element, blocks: Blocks) -> None:
    for element in body:
        if element.tag == P:
            form = Heading if element.get(_MARK) else Paragraph
            blocks.found += [form(line) for line in text_to_paragraphs(_text(element))]
        elif element.tag == TBL:
            _read_table(element, blocks)
        elif element.tag == W + "altChunk":
            blocks.warnings.append(
                f"{blocks.name}: 嵌入的外部内容（altChunk）未读取；请用 Word 打开后另存 (embedded content not read: save it in Word)"
            )


def _text(paragraph: Element) -> str:
    return "".join(cast("Iterator[str]", paragraph.itertext(T, with_tail=False)))


def _read_table(table: Element, blocks: Blocks) -> None:
    """Append the table, and after it the tables inside its cells."""
    reader = TableReader(Grid(f"表格 {blocks.tables + 1} (table)"))
    for number, row in enumerate(table.iterchildren(TR), 1):
        blocks.count(reader.add(row, number))
    blocks.add_table(reader.grid)
    for nested in reader.nested:
        _read_table(nested, blocks)


@dataclass(slots=True)
class TableReader:
    """One table while it is read: `open` tells which merged range may go on below a column, by its index in the grid."""

    grid: Grid
    nested: list[Element] = field(default_factory=list)
    open: dict[int, int] = field(default_factory=dict)

    def add(self, row: Element, number: int) -> int:
        """Take a row (from 1), and give the count of its cells with text."""
        hidden = row.get(HIDDEN) is not None and is_on(row.get(HIDDEN) or "1")
        merges, still_open, cells = self.grid.merges, {}, []
        for slot in _slots(row):
            if slot.vertical is not None:
                at = self.open.get(slot.column)
                if at is not None and slot.vertical != _RESTART:
                    merges[at] = merges[at]._replace(bottom=number)
                    still_open[slot.column] = at
                    continue
                still_open[slot.column] = len(merges)
                merges.append(Range(number, slot.column, number, slot.column + slot.columns - 1))
            text, lines = self._cell_text(slot.element)
            if text:
                cells.append(Cell(text, slot.column, _NO_PLACE, slot.columns, 1, lines, None, hidden))
        self.open = still_open
        self.grid.add(number, cells)
        return len(cells)

    def _cell_text(self, cell: Element) -> tuple[str, tuple[str, ...]]:
        texts = []
        for element in cell:
            if element.tag == P:
                texts.append(_text(element))
            elif element.tag == TBL:
                self.nested.append(element)
        return text_to_lines(texts[0] if len(texts) == 1 else "\n".join(texts))


def _slots(row: Element) -> Iterator[Slot]:
    """The cells of a row at their grid columns; cells merged in the old way (hMerge) widen the one before them."""
    column = whole(row.get(GRID_BEFORE)) or 0
    last: Slot | None = None
    for cell in row.iterchildren(TC):
        columns = max(1, whole(cell.get(GRID_SPAN)) or 1)
        horizontal = cell.get(HMERGE)
        if last is not None and horizontal is not None and horizontal != _RESTART:
            last = last._replace(columns=last.columns + columns)
        else:
            if last is not None:
                yield last
            last = Slot(cell, column, columns, cell.get(VMERGE))
        column += columns
    if last is not None:
        yield last
