"""Headers without levels: a name (绩效指标) beside its target, or beside grades (优 | 良 | 中 | 差) of which the best is the target.

Such forms stand in the budgets of provinces whose reform of performance budgeting is older than the national framework.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cell_types import is_target
from extract.columns import LEVELS
from ontology.forms import column_role, period_alone
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Cell, Row

_NAME, _TARGET = "三级指标", "指标值"
"""What the headings are read as: those of the national form."""
_GRADES = frozenset({"best_grade", "grade"})
_FEWEST_GRADES = 2
_FEWEST_LABELS = 2
_TARGETS = frozenset({"value", "other_value", "history", "best_grade", "grade", "actual"})
_FEWEST_TARGETS = 3


def graded(row: Row, below: Row | None) -> tuple[Row, Row | None]:
    """A heading row and the one below it with the heading over grades read as one over targets, and the grades under it.

    Text conversions print the grades of the row below from the left edge; they are moved under their heading.
    """
    if below is None or not _are_grades(below) or not row.cells:
        return row, below
    over = next((cell for cell in reversed(row.cells) if column_role(cell.text) == "ignored"), None)
    if over is None or any(column_role(cell.text) == "value" for cell in row.cells):
        return row, below
    shift = max(0, over.column - below.cells[0].column)
    named = tuple(cell._replace(text=_TARGET) if cell is over else cell for cell in row.cells)
    return replace(row, cells=named), replace(below, cells=tuple(_moved(cell, shift) for cell in below.cells))


def named(row: Row) -> Row:
    """The row with its one heading 绩效指标 as that of the names, where no level is told behind it, and targets stand there."""
    roles = [column_role(cell.text) for cell in row.cells]
    if "level3" in roles or roles.count("group") != 1:
        return row
    at = roles.index("group")
    behind = set(roles[at + 1 :])
    if row.cells[at].columns > 1 or behind.intersection(LEVELS) or not behind & {"value", "best_grade"}:
        return row
    return _with_name(row, at)


def outlined(row: Row, below: Sequence[Row]) -> Row:
    """The row with its one heading 项目 as that of the names, where levels stand in that column above the names (see `outline`)."""
    roles = [column_role(cell.text) for cell in row.cells]
    if set(LEVELS) & set(roles) or roles.count("project") != 1 or "value" not in roles:
        return row
    at = roles.index("project")
    place = row.cells[at].column
    labels = [levels(cell.text) for other in below for cell in other.cells if cell.column == place]
    if not any(1 in label for label in labels) or sum(map(bool, labels)) < _FEWEST_LABELS:
        return row
    return _with_name(row, at)


def typed(row: Row, below: Sequence[Row]) -> Row:
    """The row with 绩效指标 behind 指标类型 as the heading of the names, where first levels stand below the types."""
    roles = [column_role(cell.text) for cell in row.cells]
    at = roles.index("level2") if "level2" in roles else len(roles)
    if {"level1", "level3"} & set(roles) or roles[at : at + 2] != ["level2", "group"] or "value" not in roles[at:]:
        return row
    place = row.cells[at].column
    labels = [levels(cell.text) for other in below for cell in other.cells if cell.column == place]
    if len(labels) < _FEWEST_LABELS or not all(1 in label for label in labels):
        return row
    return _with_name(row, at + 1)


def valued(row: Row, below: Sequence[Row]) -> Row:
    """The row with its last heading as that of the targets, where it only names whose they are (the name of a village)."""
    roles = {column_role(cell.text) for cell in row.cells}
    last = row.cells[-1]
    if "level3" not in roles or roles & _TARGETS or column_role(last.text) is not None or period_alone(last.text):
        return row
    texts = [other.cells[-1].text for other in below if len(other.cells) > 1]
    if len(texts) < _FEWEST_TARGETS or 2 * sum(map(is_target, texts)) <= len(texts):
        return row
    return replace(row, cells=(*row.cells[:-1], last._replace(text=_TARGET)))


def _with_name(row: Row, at: int) -> Row:
    """The row with the heading at a place read as that of the names."""
    cells = (cell._replace(text=_NAME) if i == at else cell for i, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _are_grades(row: Row) -> bool:
    roles = [column_role(cell.text) for cell in row.cells]
    return len(roles) >= _FEWEST_GRADES and roles.count("best_grade") == 1 and set(roles) <= _GRADES


def _moved(cell: Cell, columns: int) -> Cell:
    return cell._replace(column=cell.column + columns)
