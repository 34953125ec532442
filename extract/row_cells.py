"""The cells of one row and block of a table, by role."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.columns import Columns
    from extract.document import Cell
    from extract.tables import TableRow


class RowCells(NamedTuple):
    """The cells of one row and block by role, and what they print; history by printed column label."""

    by_role: Mapping[str, Cell]
    history: Mapping[str, Cell]
    texts: Mapping[str, str]

    def text(self, role: str) -> str | None:
        """The printed text of a role, or None."""
        return self.texts.get(role)


def block_cells(row: TableRow, columns: Columns, block: int) -> RowCells:
    """The cells of a row that stand in a block's columns, or in those that all blocks share."""
    by_role: dict[str, Cell] = {}
    history: dict[str, Cell] = {}
    aligned = row.alignment.cells if row.alignment else {}
    for index, cell in sorted(aligned.items()):
        column = columns.columns[index]
        if column.block not in (block, -1):
            continue
        if column.role == "history":
            history[column.label] = cell
        elif column.role != "actual" or "actual" not in by_role:  # 实际完成值 | 完成情况
            by_role[column.role] = cell
    return RowCells(by_role, history, {role: cell.text for role, cell in by_role.items()})
