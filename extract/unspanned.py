"""Tables without the cells that span rows: each row ends in the same column, however few cells it has.

A table that is copied from a browser has a spanning cell in its first row only; the rows below it begin with their own cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.alignment import Alignment
from extract.cell_types import type_cost
from extract.headers import is_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.columns import Columns
    from extract.document import Row

_FEWEST_SHORT = 3
"""Rows without their spanning cells from which a table is taken for one."""
_FITS = 0.6
"""What each cell costs at most where it belongs."""
_TIMES = 3
"""How many times as much the short rows must cost where they are printed."""


def common_end(rows: Sequence[Row], columns: Columns) -> int | None:
    """The number of cells that rows below a header have with all that span rows; None where rows begin where they are printed."""
    packed = []
    for row in rows:
        if is_header(row):
            break
        if _is_packed(row):
            packed.append(row)
    longest = max((len(row.cells) for row in packed), default=0)
    # A label down the side of the table may span all of its rows.
    beside = columns.columns[0].role == "side" and longest == len(columns.columns) - 1
    return next(
        (end for end in (longest, longest + 1)[: 1 + beside] if _end_there(packed, columns, longest, end)), None
    )


def _end_there(packed: Sequence[Row], columns: Columns, longest: int, end: int) -> bool:
    """Whether rows, the longest of so many cells, fit where they end in a column, and those with fewer don't where they are printed."""
    short = [row for row in packed if len(row.cells) < longest]
    whole = [row for row in packed if len(row.cells) == longest]
    if end > len(columns.columns) or len(short) < _FEWEST_SHORT:
        return False
    if "value" not in {column.role for column in columns.columns[:end]}:
        return False
    moved = sum(_cost(row, columns, end) for row in short)
    printed = sum(_cost(row, columns, len(row.cells)) for row in short)
    straight = sum(_cost(row, columns, end) for row in whole)
    fits = straight <= _FITS * longest * len(whole) and moved <= _FITS * sum(len(row.cells) for row in short)
    return fits and printed > _TIMES * max(moved, 1.0)


def moved_to_end(row: Row, columns: Columns, end: int) -> Alignment | None:
    """The cells of a row in the last of `end` columns; None where they don't fit there or the row is whole."""
    count = len(row.cells)
    if not _is_packed(row) or count >= end or (cost := _cost(row, columns, end)) > _FITS * count:
        return None
    if count > 1 and "level3" in {column.role for column in columns.columns[: end - count]}:
        return None  # its name would stand among the targets
    cells = {end - count + at: cell for at, cell in enumerate(row.cells)}
    return Alignment(cells, cost, moved=True, repairs=("shifted-left",))


def _is_packed(row: Row) -> bool:
    """Whether a row's cells stand side by side from the left edge on."""
    return all(cell.column == at and cell.columns == 1 for at, cell in enumerate(row.cells))


def _cost(row: Row, columns: Columns, end: int) -> float:
    """What a row's cells cost in the last of the first `end` columns."""
    own = columns.columns[end - len(row.cells) : end]
    return sum(type_cost(cell.text, column.role) for cell, column in zip(row.cells, own, strict=True))
