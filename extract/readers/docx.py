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
from extract.readers.collector import without_collector
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
    """A cell of a row with the grid columns that it takes, whether it continues the cell above, and its text in pieces."""

    column: int
    columns: int
    vertical: str | None
    texts: list[str]


@without_collector()
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
    inside = _taken_out(body)
    for element in body:
        if element.tag == P:
            form = Heading if element.get(_MARK) else Paragraph
            blocks.found += [form(line) for line in text_to_paragraphs(_text(element))]
        elif element.tag == TBL:
            _read_table(element, blocks, inside)
        elif element.tag == W + "altChunk":
            blocks.warnings.append(
                f"{blocks.name}: 嵌入的外部内容（altChunk）未读取；请用 Word 打开后另存 (embedded content not read: save it in Word)"
            )


def _text(paragraph: Element) -> str:
    return "".join(cast("Iterator[str]", paragraph.itertext(T, with_tail=False)))


def _taken_out(body: Element) -> dict[Element, list[Element]]:
    """The tables inside cells by the table that holds them, taken out of the tree, so that a row's texts are its own."""
    inside: dict[Element, list[Element]] = {}
    for table in body.iter(TBL):
        outer = next(table.iterancestors(TBL), None)
        if outer is not None:
            inside.setdefault(outer, []).append(table)
    for table in (table for tables in inside.values() for table in tables):
        if (cell := table.getparent()) is not None:
            cell.remove(table)
    return inside


def _read_table(table: Element, blocks: Blocks, inside: Mapping[Element, list[Element]]) -> None:
    """Append the table, and after it the tables inside its cells."""
    reader = TableReader(Grid(f"表格 {blocks.tables + 1} (table)"))
    for number, row in enumerate(table.iterchildren(TR), 1):
        blocks.count(reader.add(row, number))
    blocks.add_table(reader.grid)
    for inner in inside.get(table, ()):
        _read_table(inner, blocks, inside)


@dataclass(slots=True)
class TableReader:
    """One table while it is read: `open` tells which merged range may go on below a column, by its index in the grid."""

    grid: Grid
    open: dict[int, int] = field(default_factory=dict)

    def add(self, row: Element, number: int) -> int:
        """Take a row (from 1), and give the count of its cells with text."""
        hidden = row.get(HIDDEN) is not None and is_on(row.get(HIDDEN) or "1")
        merges, still_open, cells = self.grid.merges, {}, []
        for column, columns, vertical, texts in _slots(row):
            if vertical is not None:
                at = self.open.get(column)
                if at is not None and vertical != _RESTART:
                    merges[at] = merges[at]._replace(bottom=number)
                    still_open[column] = at
                    continue
                still_open[column] = len(merges)
                merges.append(Range(number, column, number, column + columns - 1))
            text, lines = text_to_lines("".join(texts))
            if text:
                cells.append(Cell(text, column, _NO_PLACE, columns, 1, lines, None, hidden))
        self.open = still_open
        self.grid.add(number, cells)
        return len(cells)


def _slots(row: Element) -> Iterator[Slot]:
    """The cells of a row that hold text or are merged; cells merged in the old way (hMerge) widen the one before them.

    One walk over cells and texts together: many cells of a form are blank, and every step down costs.
    """
    column, columns = whole(row.get(GRID_BEFORE)) or 0, 0
    vertical: str | None = None
    texts: list[str] = []
    last, shown = row, True
    for element in row.iter(T, TC):
        if element.tag == T:
            if shown and (text := element.text):
                if texts and _paragraph(element) is not _paragraph(last):
                    texts.append("\n")
                texts.append(text)
                last = element
            continue
        merged = element.keys()
        claimed = max(1, whole(element.get(GRID_SPAN)) or 1) if merged else 1
        if merged and columns and element.get(HMERGE, _RESTART) != _RESTART:
            columns += claimed
            shown = False
            continue
        shown = True
        if texts or vertical is not None:
            yield Slot(column, columns, vertical, texts)
            texts = []
        column += columns
        columns, vertical = claimed, element.get(VMERGE) if merged else None
    if texts or vertical is not None:
        yield Slot(column, columns, vertical, texts)


def _paragraph(text: Element) -> Element | None:
    return next(text.iterancestors(P), None)
