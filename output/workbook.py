"""Workbooks of Excel: the same content gives the same bytes, text stays text, and what is too long for a cell is cut."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_CELL = 32_767  # characters, a limit of the workbook format
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same content gives the same bytes
_A4 = 9  # the number of this paper in the workbook format
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def workbook(stream: IO[bytes], **properties: str) -> Iterator[Any]:
    """A workbook of XlsxWriter, written to the stream at the end; the properties are those of the file (title …)."""
    import xlsxwriter

    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        book.set_properties({"created": _CREATED, **properties})
        yield book


def set_for_print(sheet: Any, heading: int | None = None) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Print a sheet on A4 landscape, one page wide and as many long as it takes, with the row of its heading on each."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if heading is not None:
        sheet.repeat_rows(heading)


def write_cell(sheet: Any, row: int, column: int, value: str | float | None) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Write a text or a number; None leaves the cell blank."""
    if isinstance(value, str):
        sheet.write_string(row, column, value[:_LONGEST_CELL])
    elif value is not None:
        sheet.write_number(row, column, value)
