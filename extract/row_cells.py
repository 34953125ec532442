"""The cells of one row and block of a table, by role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.columns import Columns
    from extract.document import Cell
    from extract.tables import TableRow


_SIGN_AT_END = re.compile(r"[≥≤＞＜><=＝≧≦]{1,2}$")


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
    texts = {role: cell.text for role, cell in by_role.items()}
    return _with_sign_of_name(RowCells(by_role, history, texts))


def _with_sign_of_name(cells: RowCells) -> RowCells:
    """The cells with the sign of the target in its own place, where it ends the name before it (火情处置率≥ | 95%)."""
    name = cells.by_role.get("level3")
    found = _SIGN_AT_END.search(name.text) if name else None
    if name is None or found is None or "value" not in cells.texts or "operator" in cells.texts or not found.start():
        return cells
    bare = name._replace(text=name.text[: found.start()], lines=())
    texts = {**cells.texts, "level3": bare.text, "operator": found[0]}
    return RowCells({**cells.by_role, "level3": bare}, cells.history, texts)
