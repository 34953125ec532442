"""HTML to Content: lxml's tree after our own decoding, walked once in reading order.

1. The bytes are decoded by mark, declared charset and what they show; lxml only ever sees UTF-8.
2. The tree is walked as running text: block elements and `<br>` end a line, tables are kept for later, what is not shown is left out.
3. A table's rows go through the span grid. A row whose text stands only beside nested tables, and a table of one column, is
   layout: its cells are read as running text. Any other nested table follows the row that holds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from extract.document import Block, Content, Heading, Paragraph, Place, Row, Table
from extract.readers.collector import without_collector
from extract.readers.encoding import declared_charset, decode
from extract.readers.html_ballast import lightened
from extract.readers.html_tree import line_of, text_line_of, text_to_tree, words_of
from extract.readers.limits import LIMITS
from extract.readers.places import numbered, shifted
from extract.readers.spans import SpanCell, groups_to_grid
from extract.readers.text import text_to_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

_HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = (
    _HEADINGS
    | {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "section",
    }
    | {"summary", "ul"}
)
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_WRAPPERS = frozenset({"p", "span", "div", "font", "b", "strong"})
_CELLS = frozenset({"td", "th"})
_ROW_PARTS = _GROUPS | _CELLS | {"tr", "caption", "table"}
_NO_VALUE = frozenset({"hidden", "submit", "button", "reset", "image", "checkbox", "radio", "password", "file"})
_BLANK = SpanCell((), Place())
_SPAN = re.compile(r"\s*\+?0*([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of running text, white space collapsed."""

    text: str
    number: int
    heading: bool = False


@dataclass(slots=True)
class Rows:
    """A table element, or a run of neighbouring rows and cells that stand outside of any table."""

    first: Element
    last: Element
    loose: bool

    def run(self) -> Iterator[Element]:
        """The elements from the first to the last."""
        element: Element | None = self.first
        while element is not None:
            yield element
            element = None if element is self.last else element.getnext()


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose line ends and tabs count."""

    text: str
    number: int


Item: TypeAlias = "Line | Rows | Preformatted"


@dataclass(slots=True)
class _Flow:
    """Running text as it is met: finished items, and the parts of the line that is open."""

    items: list[Item] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    number: int | None = None
    heading: bool = False

    def add(self, text: str | None, element: Element) -> None:
        """Add text that stands at the beginning of an element."""
        if text:
            if self.number is None and not text.isspace():
                self.number = line_of(element)
            self.parts.append(text)

    def add_behind(self, text: str | None, element: Element) -> None:
        """Add text that follows an element, at the line of the last thing in it."""
        if text:
            while self.number is None and len(element):
                element = element[-1]
            self.add(text, element)

    def end_line(self) -> None:
        """End the open line."""
        if self.parts:
            if text := " ".join("".join(self.parts).split()):
                self.items.append(Line(text, self.number or 1, self.heading))
            self.parts = []
        self.number = None

    def add_rows(self, element: Element) -> None:
        """Add a table, or a row part outside of any, to the run of those just before it."""
        self.end_line()
        loose = element.tag != "table"
        run = self.items[-1] if self.items else None
        if loose and isinstance(run, Rows) and run.loose and element.getprevious() is run.last:
            run.last = element
        else:
            self.items.append(Rows(element, element, loose))


@dataclass(slots=True)
class _SourceRow:
    """The cells of a row, and for those that hold more than plain lines their content in order, by the cell's index."""

    cells: list[SpanCell] = field(default_factory=list)
    items: dict[int, list[Item]] = field(default_factory=dict)

    def add(self, element: Element) -> None:
        """Add a cell; of those beyond any grid's columns only the first one with text, which the grid will count."""
        cell, items = _element_to_cell(element)
        if len(self.cells) < LIMITS.columns or (cell.lines and len(self.cells) == LIMITS.columns):
            if items:
                self.items[len(self.cells)] = items
            self.cells.append(cell)

    @property
    def nested(self) -> list[Item]:
        """The tables that stand in the row's cells."""
        return [item for items in self.items.values() for item in items if isinstance(item, Rows)]

    @property
    def is_layout(self) -> bool:
        """Whether the row holds nested tables, and text nowhere but beside them."""
        if not self.items:
            return False
        nesting = {at for at, items in self.items.items() if any(isinstance(item, Rows) for item in items)}
        return bool(nesting) and not any(cell.lines for at, cell in enumerate(self.cells) if at not in nesting)

    def running(self) -> Iterator[Item]:
        """The content of the cells as running text."""
        for at, cell in enumerate(self.cells):
            yield from self.items.get(at) or (Line(line, cell.place.line or 1) for line in cell.lines)


@dataclass(slots=True)
class _TableParts:
    """What a table holds: groups of rows (tfoot apart, it is shown last), and what stands between them."""

    groups: list[list[_SourceRow]] = field(default_factory=lambda: [[]])
    foot: list[_SourceRow] = field(default_factory=list)
    in_foot: bool = False
    row: _SourceRow | None = None
    outside: _Flow = field(default_factory=_Flow)

    def take(self, rows: Rows) -> None:
        """Take in a table, or a run of rows."""
        if rows.loose:
            for element in rows.run():
                self._enter(element)
        else:
            self._inside(rows.first)
        self.outside.end_line()

    def _walk(self, elements: Iterable[Element]) -> None:
        for child in elements:
            self._enter(child)
            if (tail := child.tail) and not tail.isspace():
                self.outside.add_behind(tail, child)

    def _enter(self, child: Element) -> None:
        tag = child.tag
        if tag in _CELLS:
            (self.row or self._open_row()).add(child)
        elif tag == "tr":
            self._open_row()
            self._inside(child)
            self.row = None
        elif tag in _GROUPS:
            self._group(child)
        elif tag == "table":
            self.outside.add_rows(child)
        else:
            self._inside(child)
            self.outside.end_line()

    def _inside(self, element: Element) -> None:
        if (text := element.text) and not text.isspace():
            self.outside.add(text, element)
        self._walk(element)

    def _group(self, element: Element) -> None:
        self._end_group(in_foot=element.tag == "tfoot")
        self._inside(element)
        self._end_group(in_foot=False)

    def _end_group(self, *, in_foot: bool) -> None:
        self.row, self.in_foot = None, in_foot
        if self.groups[-1]:
            self.groups.append([])

    def _open_row(self) -> _SourceRow:
        self.row = _SourceRow()
        (self.foot if self.in_foot else self.groups[-1]).append(self.row)
        return self.row


@without_collector()
def html_to_content(data: bytes, name: str) -> Content:
    """Read an HTML file.

    Raises:
        UnreadableDocumentError: broken encoding, or more or deeper elements than the parser takes.
    """
    text, warning = decode(lightened(data), name, declared_charset(data))
    content = html_text_to_content(text, name)
    return Content(content.blocks, (*([warning] if warning else ()), *content.warnings))


def html_text_to_content(text: str, name: str) -> Content:
    """The blocks of HTML that is decoded already (a whole page or a piece of one), with source lines from 1.

    Raises:
        TooLargeError: more or deeper elements than the parser takes.
    """
    warnings: list[str] = []
    root = text_to_tree(text, name, warnings)
    flow = _Flow()
    if root is not None:
        _walk(root, flow)
        flow.end_line()
    blocks = numbered(_items_to_blocks(flow.items, name, warnings))
    return Content(blocks, tuple(dict.fromkeys(warnings)))


def _walk(element: Element, flow: _Flow) -> None:
    flow.add(element.text, element)
    for child in element:
        _enter(child, flow)
        flow.add_behind(child.tail, child)


def _enter(child: Element, flow: _Flow) -> None:
    tag = child.tag
    if tag in ("br", "hr"):
        flow.end_line()
    elif tag in _ROW_PARTS:
        flow.add_rows(child)
    elif tag in _BLOCKS:
        flow.end_line()
        flow.heading = tag in _HEADINGS
        _walk(child, flow)
        flow.end_line()
        flow.heading = False
    elif tag == "pre" and child.find(".//table") is None:
        flow.end_line()
        flow.items.append(Preformatted("".join(map(str, child.itertext())), line_of(child)))
    elif tag == "input":
        if child.get("type", "text").lower() not in _NO_VALUE:
            flow.add(child.get("value"), child)
    else:
        _walk(child, flow)


def _element_to_cell(element: Element) -> tuple[SpanCell, list[Item] | None]:
    """The cell, and its content in order where that is more than plain lines."""
    items = None
    if len(element):
        lines, items = _nested_lines(element)
    else:
        text = "".join((element.text or "").split())
        lines = (text,) if text else ()
    columns, rows = element.get("colspan"), element.get("rowspan")
    if columns is None and rows is None:
        return SpanCell(lines, Place(text_line_of(element))) if lines else _BLANK, items
    return SpanCell(lines, Place(text_line_of(element)), max(1, _span(columns)), _span(rows)), items


def _nested_lines(element: Element) -> tuple[tuple[str, ...], list[Item] | None]:
    """The printed lines of a cell that has elements inside, and its content in order where that is more."""
    simple, items = _simple_lines(element), None
    if simple is None:
        flow = _Flow()
        _walk(element, flow)
        flow.end_line()
        items = [part for item in flow.items for part in _without_frame(item)]
        simple = list(_printed_lines(items))
    return tuple([text for line in simple if (text := "".join(line.split()))]), items


def _without_frame(item: Item) -> list[Item]:
    """What a table of one cell holds that stands inside a cell, as lines of that cell; any other item as it is."""
    if not isinstance(item, Rows) or item.loose or item.first.find(".//table") is not None:
        return [item]
    cells = [element for element in item.first.iter() if element.tag in _CELLS]
    if len(cells) != 1 or words_of(cells[0]) != words_of(item.first):  # text beside the cell counts too
        return [item]
    lines, inner = _nested_lines(cells[0])
    if any(isinstance(part, Rows) for part in inner or ()):  # rows without cells
        return [item]
    return [Line(line, line_of(cells[0])) for line in lines]


def _simple_lines(element: Element) -> list[str] | None:
    """The lines of a cell that holds text and `<br>`, perhaps inside one paragraph or span; None for any other."""
    while (
        len(element) == 1
        and element[0].tag in _WRAPPERS
        and not _is_text(element.text)
        and not _is_text(element[0].tail)
    ):
        element = element[0]
    lines = [element.text or ""]
    for child in element:
        if child.tag != "br" or len(child):
            return None
        lines.append(child.tail or "")
    return lines


def _is_text(text: str | None) -> bool:
    return text is not None and not text.isspace()


def _span(claimed: str | None) -> int:
    found = _SPAN.match(claimed) if claimed else None
    return int(found[1]) if found else 1


def _printed_lines(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Line):
            yield item.text
        elif isinstance(item, Preformatted):
            yield from item.text.splitlines()


def _items_to_blocks(items: Iterable[Item], name: str, warnings: list[str]) -> Iterator[Block]:
    for item in items:
        if isinstance(item, Line):
            yield (Heading if item.heading else Paragraph)(item.text, Place(line=item.number))
        elif isinstance(item, Preformatted):
            yield from shifted(text_to_blocks(item.text), item.number - 1)
        else:
            yield from _rows_to_blocks(item, name, warnings)


def _rows_to_blocks(rows: Rows, name: str, warnings: list[str]) -> Iterator[Block]:
    """What stands between a table's rows, its caption first, then its rows as tables and the tables nested in them."""
    parts = _TableParts()
    parts.take(rows)
    yield from _items_to_blocks(parts.outside.items, name, warnings)
    groups = [*parts.groups, parts.foot]
    grid = groups_to_grid([[row.cells for row in group] for group in groups])
    if grid.dropped:
        warnings.append(f"{name}: 表格超过 {LIMITS.columns} 列，其余列未读 (columns further right were not read)")
    source = [row for group in groups for row in group]
    one_column = all(len(row.cells) <= 1 for row in source)
    opened: list[Row] = []
    for number, (row, placed) in enumerate(zip(source, grid.rows, strict=True), 1):
        layout = one_column or row.is_layout
        if placed and not layout:
            opened.append(Row(placed, number))
        if following := list(row.running()) if layout else row.nested:
            yield from _closed(opened)
            yield from _items_to_blocks(following, name, warnings)
    yield from _closed(opened)


def _closed(rows: list[Row]) -> Iterator[Table]:
    """The table of the rows that are open, which are none from then on."""
    if rows:
        yield Table(tuple(rows), 1)
        rows.clear()
