"""Excel workbooks (.xlsx, .xlsm) to the document model: one table a sheet, texts as Excel shows them.

Sheets are streamed row by row. The last result that Excel stored stands for a formula; nothing is calculated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, Content, Place, UnreadableDocumentError
from extract.readers.archive import Archive, Element
from extract.readers.cells import text_to_lines
from extract.readers.collector import without_collector
from extract.readers.faults import DamagedFileError, TooLargeError, UnsupportedFormatError
from extract.readers.grid import Blocks, Grid, Range
from extract.readers.limits import LIMITS
from extract.readers.number_format import BUILTIN, GENERAL, NumberFormat, number_format
from extract.readers.ooxml import RELATION, is_on, main_part, related, relations

if TYPE_CHECKING:
    from collections.abc import Iterator

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _COL, _MERGE, _V, _F, _IS = (_NS + tag for tag in ("row", "col", "mergeCell", "v", "f", "is"))
_SI, _T, _R = (_NS + tag for tag in ("si", "t", "r"))
_WORKSHEET = "worksheet"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"
_LONGEST_NUMBER = 9
_LONGEST_COLUMN = 3
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - serial days know no time zone
_DAY = 86400
_REMEMBERED = 1 << 16
_INLINE = "is"
"""The kind of a text that stands in its cell, as it is; no type of cells (t) has this name."""

Shown = tuple[str, tuple[str, ...], str | None]
"""Printed text, lines and raw value of a cell."""
_NOTHING: Shown = ("", (), None)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?(?:[%‰]|[\u4e00-\u9fff/·]{0,8})")
"""A formula that some program wrote for a target with its sign: a number alone, or with a unit, which no formula has."""


class SheetPart(NamedTuple):
    """A sheet that the workbook names: its part of the archive and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Styles:
    """What all sheets of a workbook share: strings, number formats, and the texts that were shown before."""

    formats: list[NumberFormat]
    strings: list[str]
    since_1904: bool = False
    remembered: dict[tuple[str | None, str | None, str], Shown] = field(default_factory=dict)

    def format(self, style: str | None) -> NumberFormat:
        """The number format of a cell's style."""
        index = int(style) if style and style.isdecimal() else 0
        return self.formats[index] if index < len(self.formats) else number_format(GENERAL)

    def stored(self, kind: str | None, style: str | None, stored: str) -> Shown:
        """What is shown for a stored value of a kind: s shared string, str text, b boolean, e error, d date, n number."""
        known = self.remembered.get((kind, style, stored))
        if known is None:
            if len(self.remembered) >= _REMEMBERED:
                self.remembered.clear()
            known = self.remembered[kind, style, stored] = self._stored(kind, style, stored)
        return known

    def _stored(self, kind: str | None, style: str | None, stored: str) -> Shown:
        if kind == "s":
            index = int(stored) if stored.isdecimal() else len(self.strings)
            return self.text(style, self.strings[index]) if index < len(self.strings) else _NOTHING
        if kind is None or kind == "n":
            return self.number(style, stored)
        if kind == "b":
            return ("TRUE" if stored == "1" else "FALSE", (), stored)
        if kind == "d":
            return self.date(style, stored)
        return self.text(style, stored if kind == _INLINE else unescape(stored))

    def number(self, style: str | None, stored: str) -> Shown:
        """What is shown for a stored number."""
        shown = self.format(style).number(stored, since_1904=self.since_1904)
        if shown == stored:
            return stored, (), None
        text, lines = text_to_lines(shown)
        # Millions of rows show the same few texts (95%), which are kept once.
        return intern(text), lines, None if text == stored else stored

    def date(self, style: str | None, stored: str) -> Shown:
        """What is shown for a date that is stored in words (2024-01-31) and not as a serial number."""
        try:
            gone = datetime.fromisoformat(stored).replace(tzinfo=None) - _SERIAL_ZERO
        except ValueError:
            return self.text(style, stored)
        text, lines = text_to_lines(self.format(style).number(str(gone.days + gone.seconds / _DAY)))
        return text, lines, stored

    def text(self, style: str | None, stored: str) -> Shown:
        """What is shown for stored text."""
        form = self.format(style)
        if form.text_section is None:
            return (*text_to_lines(stored), None)
        text, lines = text_to_lines(form.text(stored))
        return text, lines, None if text == text_to_lines(stored)[0] else stored


@without_collector()
def xlsx_to_content(data: bytes, name: str) -> Content:
    """Read a workbook: each sheet with text as a heading (its name) and a table, in the order of the tabs.

    Raises:
        UnreadableDocumentError: encrypted, damaged, too large, or a binary workbook (.xlsb).
    """
    book = open_book(Archive(data, name))
    blocks = Blocks(name, warnings=list(book.archive.warnings))
    _read_sheets(book.archive, book.sheets, book.styles, blocks)
    return blocks.content()


@dataclass(frozen=True, slots=True)
class Book:
    """An opened workbook: its sheets in the order of the tabs, and what they share."""

    archive: Archive
    sheets: list[SheetPart]
    styles: Styles


def open_book(archive: Archive) -> Book:
    """Open a workbook; raises as `xlsx_to_content` does."""
    part = main_part(archive, "xl/workbook.xml")
    if part.lower().endswith(".bin"):
        raise UnsupportedFormatError(archive.name, (".xlsx", ".ods"))
    root = archive.tree(part)
    known = relations(archive, part)
    styles = Styles(
        _formats(archive, related(known, "styles")),
        _strings(archive, related(known, "sharedStrings")),
        is_on(_workbook_property(root, "date1904")),
    )
    sheets = [
        SheetPart(
            sheet.get("name") or "", known[sheet.get(RELATION) or ""].target, sheet.get("state", "visible") != "visible"
        )
        for sheet in root.iterfind(f"{_NS}sheets/{_NS}sheet")
        if known.get(sheet.get(RELATION) or "", ("",))[0] == _WORKSHEET
    ]
    return Book(archive, sheets, styles)


def _workbook_property(root: Element, name: str) -> str | None:
    properties = root.find(f"{_NS}workbookPr")
    return None if properties is None else properties.get(name)


def _read_sheets(archive: Archive, sheets: list[SheetPart], styles: Styles, blocks: Blocks) -> None:
    """A damaged sheet is left out with a warning, unless no sheet at all can be read."""
    if not sheets:
        raise DamagedFileError(archive.name, "没有工作表 (no worksheet)")
    errors: list[UnreadableDocumentError] = []
    for sheet in sheets:
        try:
            blocks.add_sheet(_read_sheet(archive, sheet, styles, blocks))
        except (DamagedFileError, TooLargeError) as error:
            errors.append(error)
            if len(errors) == len(sheets) or blocks.cells > LIMITS.cells:
                raise
            blocks.skip(sheet.name, error)


def _read_sheet(archive: Archive, part: SheetPart, styles: Styles, blocks: Blocks) -> Grid:
    reading = Reading(Grid(part.name), styles, Place(sheet=part.name))
    for cells in sheet_rows(archive, part, reading):
        blocks.count(cells)
    return reading.grid


def sheet_rows(archive: Archive, part: SheetPart, reading: Reading) -> Iterator[int]:
    """Put a sheet's rows into its grid, and give the count of each one's cells with text.

    Raises:
        TooLargeError: more rows than any sheet can have, which only a made-up file holds.
    """
    number = count = 0
    for _, element in archive.elements(part.part, _ROW, _COL, _MERGE):
        if element.tag == _ROW:
            count += 1
            if count > LIMITS.rows:
                raise TooLargeError(archive.name, f"工作表“{part.name}”超过 {LIMITS.rows} 行 (too many rows)")
            number = _whole(element.get("r"), number + 1)
            cells = reading.cells(element, hidden=part.hidden or is_on(element.get("hidden")))
            if number <= LIMITS.rows:
                reading.grid.add(number, cells)
            yield len(cells)
        elif element.tag == _COL and is_on(element.get("hidden")):
            last = min(_whole(element.get("max"), 0), LIMITS.columns)
            reading.hidden.update(range(_whole(element.get("min"), 1) - 1, last))
        elif element.tag == _MERGE and (merge := reference_to_range(element.get("ref") or "")):
            reading.grid.merges.append(merge)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= _LONGEST_NUMBER else otherwise


class Columns(dict[str, int]):
    """Columns from 0 by their letters, calculated when first asked for."""

    def __missing__(self, letters: str) -> int:
        """Calculate and keep the column."""
        return self.setdefault(letters, _column(letters)) if len(letters) <= _LONGEST_COLUMN else LIMITS.columns


@dataclass(slots=True)
class Reading:
    """One sheet while it is read: `hidden` are its hidden columns, from 0."""

    grid: Grid
    styles: Styles
    place: Place
    hidden: set[int] = field(default_factory=set)
    columns: Columns = field(default_factory=Columns)

    def cells(self, row: Element, *, hidden: bool) -> list[Cell]:
        """The cells of a row that show text."""
        cells = []
        column = -1
        place, columns, remembered = self.place, self.columns, self.styles.remembered
        for element in row:
            reference = element.get("r")
            column = column + 1 if reference is None else columns[reference.rstrip(_DIGITS)]
            if not len(element):
                continue
            # The value stands last, behind the formula; where it does not, it is looked for.
            value = element[-1]
            key = (element.get("t"), element.get("s"), value.text or "")
            shown = remembered.get(key) if value.tag == _V else None
            text, lines, raw = shown or self.shown(element)
            if text:
                cells.append(Cell(text, column, place, 1, 1, lines, raw, hidden or column in self.hidden))
        return cells

    def shown(self, cell: Element) -> Shown:
        """What a cell shows; a formula without stored result shows nothing and is counted, but for a target (=100%, =12个)."""
        kind, style = cell.get("t"), cell.get("s")
        for child in cell:
            if child.tag == _V and child.text:
                return self.styles.stored(kind, style, child.text)
            if child.tag == _IS:
                return self.styles.stored(_INLINE, style, rich_text(child))
        if cell[0].tag == _F and _NUMBER.fullmatch(cell[0].text or ""):
            return self.styles.text(style, f"={cell[0].text}")
        self.grid.uncached += kind != "str" and cell[0].tag == _F
        return _NOTHING


def _column(letters: str) -> int:
    """The column from 0 that letters name (AA → 26); far right for what names none."""
    letters = letters.lstrip("$").upper()
    if not letters.isascii() or not letters.isalpha() or len(letters) > _LONGEST_COLUMN:
        return LIMITS.columns
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def reference_to_range(reference: str) -> Range | None:
    """The range that `A1:B3` names, its corners in order, or None for one cell or no range at all."""
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or not (corners[0] and corners[1]) or corners[0][0] == corners[1][0]:  # noqa: PLR2004 - two corners
        return None
    left, right = sorted(_column(corner[1]) for corner in corners if corner)
    top, bottom = sorted(min(int(corner[2]), LIMITS.rows) for corner in corners if corner)
    return Range(top, left, bottom, right)


def rich_text(item: Element) -> str:
    """The text of a string that may be cut into runs; reading aids (rPh) are no part of it."""
    parts = []
    for child in item:
        if child.tag == _T:
            parts.append(child.text or "")
        elif child.tag == _R:
            parts += [run.text or "" for run in child if run.tag == _T]
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Text with the characters that XML can't hold (_x000D_) put back."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _strings(archive: Archive, part: str | None) -> list[str]:
    if part is None or part not in archive:
        return []
    strings: list[str] = []
    for _, item in archive.elements(part, _SI):
        strings.append(rich_text(item))
        if len(strings) > LIMITS.cells:
            raise TooLargeError(archive.name, f"{part}: 字符串过多 (too many strings)")
    return strings


def _formats(archive: Archive, part: str | None) -> list[NumberFormat]:
    """The number format of each cell style."""
    if part is None or part not in archive:
        return []
    root = archive.tree(part)
    codes: dict[int, str] = dict(BUILTIN)
    for element in root.iterfind(f"{_NS}numFmts/{_NS}numFmt"):
        codes[_whole(element.get("numFmtId"), 0)] = element.get("formatCode") or GENERAL
    styles = root.iterfind(f"{_NS}cellXfs/{_NS}xf")
    return [number_format(codes.get(_whole(style.get("numFmtId"), 0), GENERAL)) for style in styles]
