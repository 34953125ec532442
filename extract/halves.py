"""Rows of a table with two halves (实施期, 年度) that lost their leading cells belong to the half that the form fills.

Where one half is left blank, a conversion that drops merged cells moves a row without labels to the left, into the blank half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.columns import Columns
    from extract.tables import TableRow

_HALVES = 2
_FEWEST_NAMES = 3
"""Names of the half that is filled."""
_CONFIDENCE_LOST = 0.6
"""What the move costs a row, in the units of the alignment's settings."""


def in_filled_half(rows: Sequence[TableRow], columns: Columns) -> list[TableRow]:
    """The rows with those without labels in the right half where the left one holds nothing else."""
    if columns.blocks != _HALVES:
        return list(rows)
    left, right = ([_holds(row, columns, block) for row in rows] for block in range(_HALVES))
    astray = [bool(one) and not other for one, other in zip(left, right, strict=True)]
    filled = sum("level3" in held for held in right)
    named = [at for at, held in enumerate(left) if "level3" in held]
    bare = all(astray[at] and not left[at] & {"level1", "level2"} for at in named)
    if not named or not bare or filled < max(_FEWEST_NAMES, len(named)):
        return list(rows)
    return [_moved(row, columns) if at in named else row for at, row in enumerate(rows)]


def _holds(row: TableRow, columns: Columns, block: int) -> set[str]:
    """The roles of a row's cells in a half."""
    cells = row.alignment.cells if row.alignment else {}
    return {columns.columns[at].role for at in cells if columns.columns[at].block == block}


def _moved(row: TableRow, columns: Columns) -> TableRow:
    """The row with the cells of its left half under the same headings of the right one; as it is where one has none."""
    if row.alignment is None:
        return row
    right = {column.role: at for at, column in enumerate(columns.columns) if column.block == 1}
    places = {
        at: right.get(columns.columns[at].role) if columns.columns[at].block == 0 else at for at in row.alignment.cells
    }
    cells = {place: row.alignment.cells[at] for at, place in places.items() if place is not None}
    if len(cells) < len(places):
        return row
    repairs = tuple(dict.fromkeys((*row.alignment.repairs, "half-inferred")))
    cost = row.alignment.cost + _CONFIDENCE_LOST * len(cells)
    return row._replace(alignment=row.alignment._replace(cells=cells, moved=True, cost=cost, repairs=repairs))
