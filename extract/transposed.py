"""Tables that stand on their side: headings down the first column, one indicator a column, become tables with rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from extract.document import Row, Table
from extract.headers import is_header
from ontology.forms import column_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Cell

_FEWEST_INDICATORS = 2


def upright(table: Table) -> Table:
    """The table with its lying part turned upright; the table itself where no part of it lies."""
    lying = _lying_rows(table.rows)
    if not lying:
        return table
    first, last = table.rows.index(lying[0]), table.rows.index(lying[-1])
    return replace(table, rows=(*table.rows[:first], *_turned(lying), *table.rows[last + 1 :]))


def _lying_rows(rows: Sequence[Row]) -> list[Row]:
    """The run of rows that each begin with a heading and together name a third level and its value."""
    if not {"level3", "value"}.issubset(map(column_role, [row.cells[0].text for row in rows if row.cells])):
        return []
    for start, row in enumerate(rows):
        run = list(takewhile(_begins_with_heading, rows[start:]))
        roles = {column_role(each.cells[0].text) for each in run}
        if {"level3", "value"} <= roles and not any(map(is_header, run)):
            named = next(each for each in run if column_role(each.cells[0].text) == "level3")
            return run if len(named.cells) > _FEWEST_INDICATORS else []
        if row.cells and is_header(row):
            return []
    return []


def _begins_with_heading(row: Row) -> bool:
    return len(row.cells) > 1 and column_role(row.cells[0].text) not in (None, "text", "group", "side")


def _turned(rows: Sequence[Row]) -> list[Row]:
    """A header of the headings, and a row for every column of cells behind them."""
    header = Row(tuple(_moved(row.cells[0], at) for at, row in enumerate(rows)), rows[0].number)
    starts = sorted({cell.column for row in rows for cell in row.cells[1:]})
    named = next(row.number for row in rows if column_role(row.cells[0].text) == "level3")
    turned = [header]
    for start in starts:
        cells = [(at, cell) for at, row in enumerate(rows) for cell in row.cells[1:] if cell.column == start]
        turned.append(Row(tuple(_moved(cell, at) for at, cell in cells), named))
    return turned


def _moved(cell: Cell, column: int) -> Cell:
    place = cell.place._replace(column=cell.column + 1)
    return cell._replace(column=column, columns=cell.rows, rows=cell.columns, place=place)
