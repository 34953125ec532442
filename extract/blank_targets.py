"""Rows of a self-evaluation whose target is left blank: where blank cells are lost, the points stand in its place.

工程质量合格 | 10 | 10 below 年度指标值 | 实际完成值 | 分值 | 得分 is worth ten points of which all were given; no target is stated.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extract.cell_types import is_bare_number
from extract.numerals import digits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.columns import Columns
    from extract.document import Cell
    from extract.tables import TableRow

_ALL_POINTS = (90, 100)
"""The points of all rows, without and with those for the budget's execution."""
_COST = 2.0
"""What it costs to take what stands as a target and what was reached for points."""


def with_blank_targets(rows: Sequence[TableRow], columns: Columns) -> list[TableRow]:
    """The rows, those with nothing but points behind their names without a target.

    So is a row that states the same bare number as target and as reached and has no weight, where that number is the weight of
    another row, or all such numbers make the points of the table full.
    """
    if columns.blocks > 1 or not {"value", "actual", "weight"} <= columns.roles():
        return list(rows)
    value, actual, weight = (_place(columns, role) for role in ("value", "actual", "weight"))
    if not value < actual < weight:
        return list(rows)
    held = [dict(row.alignment.cells) if row.alignment else {} for row in rows]
    weights = [cells[weight].text for cells in held if weight in cells]
    told = [cells[value].text if _may_hold_points(cells, columns) else "" for cells in held]
    full = _sum((*weights, *told)) in _ALL_POINTS
    return [
        _with_points(row, value, actual, weight) if text and (full or text in weights) else row
        for row, text in zip(rows, told, strict=True)
    ]


def _place(columns: Columns, role: str) -> int:
    return next(at for at, column in enumerate(columns.columns) if column.role == role)


def _sum(texts: Sequence[str]) -> Decimal:
    return sum(filter(None, map(digits, texts)), Decimal())


def _may_hold_points(cells: Mapping[int, Cell], columns: Columns) -> bool:
    held = {columns.columns[at].role: cell.text for at, cell in cells.items()}
    stated = held.get("value", "")
    alone = held.keys() <= {"side", "level1", "level2", "level3", "value", "actual"}
    return alone and is_bare_number(stated) and not stated.endswith("%") and stated == held.get("actual")


def _with_points(row: TableRow, value: int, actual: int, weight: int) -> TableRow:
    """The row with what stands as its target for its weight."""
    found = row.alignment
    if found is None:
        return row
    cells = {at: cell for at, cell in found.cells.items() if at not in (value, actual)}
    cells[weight] = found.cells[value]
    repairs = tuple(dict.fromkeys((*found.repairs, "shifted-left")))
    return row._replace(alignment=found._replace(cells=cells, cost=found.cost + _COST, moved=True, repairs=repairs))
