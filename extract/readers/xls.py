"""Old Excel workbooks (.xls) to the document model, through xlrd: one table a sheet, texts as Excel shows them."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from typing import Any

import xlrd  # type: ignore[import-untyped]

from extract.document import Cell, Content, Place
from extract.readers.archive import holds_encrypted_package
from extract.readers.cells import text_to_lines
from extract.readers.encoding import EmptyFileError
from extract.readers.faults import DamagedFileError, EncryptedFileError
from extract.readers.grid import Blocks, Grid, Range
from extract.readers.number_format import BUILTIN, GENERAL, NumberFormat, number_format

_BROKEN = (struct.error, LookupError, ValueError, AssertionError, TypeError, AttributeError, ArithmeticError, OSError)
"""What xlrd raises, beside its own errors, where a record is not as it expects."""
_EXACT = 10**15

Shown = tuple[str, tuple[str, ...], str | None]
"""Printed text, lines and raw value of a cell."""


def xls_to_content(data: bytes, name: str) -> Content:
    """Read a workbook of Excel 2003 or older: each sheet with text as a heading (its name) and a table.

    Raises:
        UnreadableDocumentError: encrypted, damaged or too large.
    """
    if not data:
        raise EmptyFileError(name)
    book = _open(data, name)
    blocks = Blocks(name)
    reader = BookReader(book)
    for sheet in book.sheets():
        grid = Grid(sheet.name)
        for index in range(sheet.nrows):
            cells = reader.cells(sheet, index)
            blocks.count(len(cells))
            grid.add(index + 1, cells)
        grid.merges = [Range(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
        blocks.add_sheet(grid)
    return blocks.content()


def _open(data: bytes, name: str) -> Any:  # noqa: ANN401 - xlrd has no types
    if holds_encrypted_package(data):
        raise EncryptedFileError(name)
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError, zipfile.BadZipFile, *_BROKEN) as error:
        if "encrypted" in str(error):
            raise EncryptedFileError(name) from error
        raise DamagedFileError(name, f"xls: {error}") from error


@dataclass(slots=True)
class BookReader:
    """A workbook of xlrd, and what its cells showed before by style and value."""

    book: Any
    remembered: dict[tuple[int, float], Shown] = field(default_factory=dict)

    def cells(self, sheet: Any, index: int) -> list[Cell]:  # noqa: ANN401 - xlrd has no types
        """The cells of a row (from 0) that show text."""
        place = Place(sheet=sheet.name)
        hidden = sheet.visibility != 0 or _is_hidden(sheet.rowinfo_map, index)
        cells = []
        for column, cell in enumerate(sheet.row(index)):
            text, lines, raw = self.shown(cell)
            if text:
                unseen = hidden or _is_hidden(sheet.colinfo_map, column)
                cells.append(Cell(text, column, place, 1, 1, lines, raw, unseen))
        return cells

    def shown(self, cell: Any) -> Shown:  # noqa: ANN401 - xlrd has no types
        """What a cell shows."""
        if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
            key = (cell.xf_index, cell.value)
            if key not in self.remembered:
                self.remembered[key] = self._number(*key)
            return self.remembered[key]
        if cell.ctype == xlrd.XL_CELL_TEXT:
            text, lines = text_to_lines(self._format(cell.xf_index).text(cell.value))
            return text, lines, None if text == text_to_lines(cell.value)[0] else cell.value
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE", (), str(int(cell.value))
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(cell.value, "#N/A"), (), None
        return "", (), None

    def _number(self, style: int, value: float) -> Shown:
        stored = str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
        shown = self._format(style).number(stored, since_1904=self.book.datemode == 1)
        text, lines = text_to_lines(shown)
        return text, lines, None if text == stored else stored

    def _format(self, style: int) -> NumberFormat:
        """The number format of a style; those with a number of their own are shown as in a Chinese installation."""
        if not 0 <= style < len(self.book.xf_list):
            return number_format(GENERAL)
        key = self.book.xf_list[style].format_key
        form = self.book.format_map.get(key)
        return number_format(BUILTIN.get(key) or (GENERAL if form is None else form.format_str))


def _is_hidden(known: Any, index: int) -> bool:  # noqa: ANN401 - xlrd has no types
    """Whether xlrd's facts of a row or column say that it is hidden."""
    return index in known and bool(known[index].hidden)
