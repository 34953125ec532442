"""How each row of a document's tables was taken: the evidence behind the records, for people to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.indicator import CellEvidence, RowEvidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extract.columns import Columns
    from extract.document import Cell
    from extract.reading import Extraction
    from extract.tables import TableRow

RowKey = tuple[int, int]


def explain(extraction: Extraction) -> list[RowEvidence]:
    """The rows of all tables that hold indicators, in order, each with what became of it."""
    columns = dict(_columns_by_row(extraction))
    skipped = {(row.table, row.row): row.reason for row in extraction.skipped}
    repairs = {(i.table, i.row): i.repairs for i in extraction.indicators if i.repairs}
    telling = {row.table for row in extraction.tables.trace if row.outcome == "data"}
    named = {(i.table, i.row) for i in extraction.indicators}
    found = []
    for row in extraction.tables.trace:
        key = (row.table, row.row.number)
        if row.table in telling:
            outcome = "skipped" if row.outcome == "data" and key not in named else row.outcome
            note = skipped.get(key, "") or " ".join(repairs.get(key, ()))
            found.append(_evidence(row, columns.get(key), outcome, note))
    return found


def _columns_by_row(extraction: Extraction) -> Iterator[tuple[RowKey, Columns]]:
    for section in extraction.tables.sections:
        for row in section.rows:
            yield (row.table, row.row.number), section.columns


def _evidence(row: TableRow, columns: Columns | None, outcome: str, note: str) -> RowEvidence:
    roles = dict(_roles(row, columns)) if columns else {}
    place = row.row.cells[0].place
    cells = tuple(_cell(cell, roles) for cell in row.row.cells)
    return RowEvidence(row.table, row.row.number, place.line, place.page, place.sheet, outcome, cells, note)


def _cell(cell: Cell, roles: Mapping[int, str]) -> CellEvidence:
    return CellEvidence(cell.text, cell.column, cell.columns, cell.rows, roles.get(cell.column))


def _roles(row: TableRow, columns: Columns) -> Iterator[tuple[int, str]]:
    """Grid column of each cell → the role it was given."""
    for index, cell in (row.alignment.cells if row.alignment else {}).items():
        yield cell.column, columns.columns[index].role
