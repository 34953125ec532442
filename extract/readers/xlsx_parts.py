"""Large Excel workbooks in parts: each sheet's rows in runs, so that a workbook of any size takes the memory of one run.

A sheet names its merged ranges behind its rows. They are looked for first, in the bytes as they unpack and without parsing them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Content, Heading, Place, Table, UnreadableDocumentError
from extract.readers.archive import Archive
from extract.readers.grid import Grid, grid_to_rows
from extract.readers.limits import LIMITS
from extract.readers.xlsx import Reading, SheetPart, open_book, reference_to_range, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extract.document import Block
    from extract.readers.grid import Range
    from extract.readers.xlsx import Book

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([A-Za-z0-9$:]{3,40})[\"']")
_OVERLAP = 4096
"""Bytes of a chunk that are looked at once more with the next one."""


def xlsx_to_parts(path: Path, name: str) -> Iterator[Content]:
    """Read a workbook run by run; each sheet begins with a heading (its name), and its runs are parts of one table.

    Raises:
        UnreadableDocumentError: encrypted, damaged, or a binary workbook (.xlsb); a damaged sheet is left out with a warning.
    """
    with path.open("rb") as file:
        book = open_book(Archive(file, name))
        warnings = tuple(book.archive.warnings)
        for number, sheet in enumerate(book.sheets, 1):
            try:
                for content in _sheet_to_parts(book, sheet, number):
                    yield Content(content.blocks, warnings + content.warnings)
                    warnings = ()
            except UnreadableDocumentError as error:
                warnings += (f"{name}, {sheet.name}: 跳过此部分 (part skipped): {error}",)
        if warnings:
            yield Content((), warnings)


def _sheet_to_parts(book: Book, sheet: SheetPart, number: int) -> Iterator[Content]:
    place = Place(sheet=sheet.name)
    merges = list(_merges(book.archive, sheet.part))
    reading = Reading(Grid(sheet.name), book.styles, place)
    heading: tuple[Block, ...] = (Heading(sheet.name, place),)
    held = 0
    for cells in sheet_rows(book.archive, sheet, reading):
        held += cells
        if held >= LIMITS.window_cells and reading.grid.rows:
            yield Content((*heading, _run_to_table(reading, merges, number, book.archive.name)))
            held, heading = 0, ()
    if reading.grid.rows:
        yield Content((*heading, _run_to_table(reading, merges, number, book.archive.name)))


def _run_to_table(reading: Reading, merges: list[Range], number: int, name: str) -> Table:
    """The rows read since the last run as a part of the sheet's table; the grid is emptied."""
    grid = reading.grid
    first, last = grid.rows[0].number, grid.rows[-1].number
    grid.merges = [merge for merge in merges if merge.top <= last and first <= merge.bottom]
    rows, _ = grid_to_rows(grid, name)
    grid.rows, grid.merges = [], []
    return Table(tuple(rows), number)


def _merges(archive: Archive, part: str) -> Iterator[Range]:
    rest = b""
    for chunk in archive.chunks(part):
        window = rest + chunk
        end = 0
        for found in _MERGE.finditer(window):
            end = found.end()
            if merge := reference_to_range(found[1].decode("ascii")):
                yield merge
        rest = window[max(end, len(window) - _OVERLAP) :]
