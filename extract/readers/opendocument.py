"""OpenDocument spreadsheets (.ods) and texts (.odt) to the document model.

The shown text of a cell stands in the file beside its value, so no number format has to be understood. Sheets are streamed;
rows and columns that say that they repeat a million times are kept as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from extract.document import Cell, Content, Heading, Paragraph, Place
from extract.readers.cells import text_to_lines, text_to_paragraphs
from extract.readers.faults import DamagedFileError
from extract.readers.grid import Blocks, Grid, Range
from extract.readers.limits import LIMITS
from extract.readers.number_format import general
from extract.readers.odf import (
    CELL,
    COLUMN,
    CONTENT,
    COVERED,
    DRAW,
    LIST,
    OFFICE,
    ROW,
    STYLE_NS,
    TABLE,
    TABLE_NS,
    TEXT,
    H,
    ListLevel,
    P,
    inline_text,
    list_label,
    list_styles,
    open_odf,
    repeated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extract.readers.archive import Element

_STYLE = STYLE_NS + "style"
_VALUES = tuple(OFFICE + name for name in ("value", "date-value", "time-value", "boolean-value"))
_GROUPS = {TABLE_NS + tag for tag in ("table-header-rows", "table-row-group", "table-rows")}
_ITEM = TEXT + "list-item"
_SKIPPED = {TEXT + "tracked-changes", OFFICE + "forms", TEXT + "sequence-decls", TEXT + "index-title-template"}
_BOXES = tuple(DRAW + tag for tag in ("text-box", "custom-shape", "rect", "ellipse", "line", "polygon", "path"))


def ods_to_content(data: bytes, name: str) -> Content:
    """Read a spreadsheet: each sheet with text as a heading (its name) and a table.

    Raises:
        UnreadableDocumentError: encrypted, damaged or too large.
    """
    archive = open_odf(data, name)
    reader = SheetReader(Blocks(name, warnings=list(archive.warnings)))
    for event, element in archive.elements(CONTENT, TABLE, COLUMN, ROW, _STYLE, events=("start", "end")):
        reader.take(event, element)
    return reader.blocks.content()


@dataclass(slots=True)
class SheetReader:
    """A spreadsheet while it streams by: the sheet being read, its last row, and which columns and sheets are hidden."""

    blocks: Blocks
    grid: Grid = field(default_factory=lambda: Grid(""))
    depth: int = 0
    number: int = 0
    column: int = 0
    hidden: bool = False
    hidden_styles: set[str] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def take(self, event: str, element: Element) -> None:
        """Take the next element of the stream; tables inside cells are left out."""
        if element.tag == TABLE:
            self.depth += 1 if event == "start" else -1
            if self.depth == 1 and event == "start":
                self._begin(element)
            elif self.depth == 0:
                self.blocks.add_sheet(self.grid)
        elif event == "end" and element.tag == _STYLE:
            if any(child.get(TABLE_NS + "display") == "false" for child in element):
                self.hidden_styles.add(element.get(STYLE_NS + "name") or "")
        elif event == "end" and self.depth == 1:
            if element.tag == COLUMN:
                self._column(element)
            else:
                self._row(element)

    def _begin(self, table: Element) -> None:
        self.grid = Grid(table.get(TABLE_NS + "name") or "")
        self.hidden = table.get(TABLE_NS + "style-name") in self.hidden_styles
        self.hidden_columns, self.number, self.column = set(), 0, 0

    def _column(self, element: Element) -> None:
        end = self.column + repeated(element, "columns-repeated")
        if _is_hidden(element):
            self.hidden_columns.update(range(self.column, min(end, LIMITS.columns)))
        self.column = end

    def _row(self, row: Element) -> None:
        first, times = self.number + 1, repeated(row, "rows-repeated")
        self.number += times
        if not len(row):
            return
        place = Place(sheet=self.grid.name)
        cells, merges = _row_to_cells(row, place, self.grid, self.hidden_columns, hidden=self.hidden or _is_hidden(row))
        if not cells:
            return
        for number in range(first, min(first + times, LIMITS.rows + 1)):
            self.blocks.count(len(cells))
            self.grid.add(number, cells)
            self.grid.merges += [_moved(merge, number) for merge in merges]


def _is_hidden(element: Element) -> bool:
    return element.get(TABLE_NS + "visibility") in {"collapse", "filter"}


def _moved(merge: Range, number: int) -> Range:
    """A range that was measured from row 0, at its row."""
    return Range(number, merge.left, min(number + merge.bottom, LIMITS.rows), merge.right)


def _row_to_cells(
    row: Element, place: Place, grid: Grid, hidden_columns: set[int], *, hidden: bool
) -> tuple[list[Cell], list[Range]]:
    """The cells of a row that show text, and the ranges that begin at them, as if the row were row 0."""
    column, cells, merges = 0, [], []
    for element in row:
        if element.tag not in {CELL, COVERED}:
            continue
        times = repeated(element, "columns-repeated")
        if element.tag == CELL and len(element) + len(element.attrib):
            text, lines, raw = _shown(element, grid)
            height, width = repeated(element, "rows-spanned"), repeated(element, "columns-spanned")
            for at in range(column, min(column + times, LIMITS.columns)) if text else ():
                cells.append(Cell(text, at, place, 1, 1, lines, raw, hidden or at in hidden_columns))
                merges.append(Range(0, at, height - 1, at + width - 1))
            grid.dropped += bool(text) * max(0, min(times, column + times - LIMITS.columns))
        column += times
    return cells, [merge for merge in merges if merge.bottom or merge.right > merge.left]


def _shown(cell: Element, grid: Grid) -> tuple[str, tuple[str, ...], str | None]:
    """The text and lines that a cell shows, and its stored value where that is another text."""
    paragraphs = [inline_text(child) for child in cell if child.tag == P]
    text, lines = text_to_lines("\n".join(paragraphs))
    stored = next((value for name in _VALUES if (value := cell.get(name)) is not None), None)
    if not text and stored is not None:
        text = _stored_text(stored, cell.get(OFFICE + "value-type"))
    if not text and stored is None and cell.get(OFFICE + "string-value") is None:
        grid.uncached += cell.get(TABLE_NS + "formula") is not None
    return text, lines, None if stored == text else stored


def _stored_text(stored: str, kind: str | None) -> str:
    """The text of a value that its program stored without the shown text."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return text_to_lines(stored)[0]
    return f"{general(number * 100)}%" if kind == "percentage" else general(number)


def odt_to_content(data: bytes, name: str) -> Content:
    """Read a text document; pages are unknown, so places are empty.

    Raises:
        UnreadableDocumentError: encrypted, damaged or too large.
    """
    archive = open_odf(data, name)
    root = archive.tree(CONTENT)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise DamagedFileError(name, f"{CONTENT}: 没有正文 (no text body)")
    for box in reversed(list(root.iter(*_BOXES))):
        _move_out(box)
    named = [archive.tree(part) for part in ("styles.xml",) if part in archive]
    reader = TextReader(Blocks(name, warnings=list(archive.warnings)), list_styles(root, *named))
    reader.read(body)
    return reader.blocks.content()


def _move_out(box: Element) -> None:
    """Put a text box's paragraphs and tables behind the paragraph that it hangs on."""
    host = next(box.iterancestors(P, H), None)
    place = None if host is None else host.getparent()
    if host is None or place is None:
        return
    at = place.index(host) + 1
    place[at:at] = [child for child in box if child.tag in {P, H, LIST, TABLE}]


@dataclass(slots=True)
class TextReader:
    """A text document while it is read: `lists` holds the styles, `reached` the numbers that each style's list has reached."""

    blocks: Blocks
    lists: Mapping[str, Mapping[int, ListLevel]]
    reached: dict[str, dict[int, int]] = field(default_factory=dict)

    def read(self, parent: Element) -> None:
        """Append the blocks inside an element, in order; sections and indexes are looked through."""
        for element, label in self._flow(parent):
            if element.tag == TABLE:
                self._table(element)
            else:
                form = Heading if element.tag == H else Paragraph
                self.blocks.found += [form(line) for line in text_to_paragraphs(label + inline_text(element))]

    def _flow(self, parent: Element) -> Iterator[tuple[Element, str]]:
        """Paragraphs and tables in order, each with the label that its list prints before it."""
        for element in parent:
            if element.tag in {P, H, TABLE}:
                yield element, ""
            elif element.tag == LIST:
                yield from self._list(element, element.get(TEXT + "style-name") or "", {})
            elif element.tag not in _SKIPPED:
                yield from self._flow(element)

    def _list(self, element: Element, style: str, above: Mapping[int, int]) -> Iterator[tuple[Element, str]]:
        levels, level = self.lists.get(style, {}), len(above) + 1
        first = levels.get(level, ListLevel()).start
        goes_on = element.get(TEXT + "continue-numbering") == "true" or element.get(TEXT + "continue-list") is not None
        number = self.reached.get(style, {}).get(level, first - 1) if goes_on else first - 1
        for item in element:
            if item.tag != _ITEM:
                yield from self._flow(item)
                continue
            start = item.get(TEXT + "start-value") or ""
            number = int(start) if start.isdecimal() else number + 1
            reached = {**above, level: number}
            self.reached.setdefault(style, {})[level] = number
            yield from self._item(item, style, reached, list_label(levels, reached))

    def _item(self, item: Element, style: str, reached: Mapping[int, int], label: str) -> Iterator[tuple[Element, str]]:
        """An item's blocks; its first paragraph bears the label, lists inside it go one level down."""
        for element in item:
            if element.tag == LIST:
                yield from self._list(element, element.get(TEXT + "style-name") or style, reached)
            elif element.tag in {P, H}:
                yield element, label
                label = ""
            else:
                yield from self._flow(element)

    def _table(self, table: Element) -> None:
        """Append a table, and after it the tables inside its cells."""
        grid = Grid(f"表格 {self.blocks.tables + 1} (table)")
        nested: list[Element] = []
        number = 0
        for row in _rows(table):
            number += 1
            cells, merges = self._cells(row, nested)
            self.blocks.count(len(cells))
            grid.add(number, cells)
            grid.merges += [_moved(merge, number) for merge in merges]
            number += repeated(row, "rows-repeated") - 1
        self.blocks.add_table(grid)
        for inner in nested:
            self._table(inner)

    def _cells(self, row: Element, nested: list[Element]) -> tuple[list[Cell], list[Range]]:
        column, cells, merges = 0, [], []
        for element in row.iterchildren(CELL, COVERED):
            if element.tag == CELL:
                text, lines = self._cell_text(element, nested)
                height, width = repeated(element, "rows-spanned"), repeated(element, "columns-spanned")
                if text:
                    cells.append(Cell(text, column, lines=lines))
                if height > 1 or width > 1:
                    merges.append(Range(0, column, height - 1, column + width - 1))
            column += repeated(element, "columns-repeated")
        return cells, merges

    def _cell_text(self, cell: Element, nested: list[Element]) -> tuple[str, tuple[str, ...]]:
        texts = []
        for element, label in self._flow(cell):
            if element.tag == TABLE:
                nested.append(element)
            else:
                texts.append(label + inline_text(element))
        return text_to_lines("\n".join(texts))


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == ROW:
            yield element
        elif element.tag in _GROUPS:
            yield from _rows(element)
