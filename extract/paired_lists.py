"""Tables of one project a row whose columns list indicators, and print some as name and target in two columns, list these too.

Below 数量指标 stand 指标名称 and 指标值, beside 质量指标 whose cells list 1.合格率：≥95%；2.…: each pair becomes one cell of the kind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Cell, Document, Row, Table

_FEWEST_LABELS = 3
_PAIR = ("level3", "value")


def with_listed_pairs(document: Document) -> Document:
    """The document with such pairs as one cell each; any other as it is."""
    return document.with_each_table(_listed)


def _listed(table: Table) -> Table:
    """The table with the pairs below a row of labels joined, and the row of their headings left out."""
    for at, (above, headings) in enumerate(zip(table.rows, table.rows[1:], strict=False), 1):
        if names := _pairs(above, headings):
            below = [_joined(row, names) for row in table.rows[at + 1 :]]
            return replace(table, rows=(*table.rows[:at], *below))
    return table


def _pairs(above: Row, headings: Row) -> list[int]:
    """The columns of names, each before that of its targets, where headings of such pairs stand below some of several labels."""
    if len(set(headings.texts)) != len(_PAIR):  # most rows hold other texts, whose roles cost more to tell
        return []
    roles = tuple(column_role(text) for text in headings.texts)
    if roles != _PAIR * (len(roles) // 2):
        return []
    labels = [cell for cell in above.cells if 2 in levels(cell.text)]  # noqa: PLR2004 - the second level
    names = [cell.column for cell in headings.cells[::2]]
    over = {column: label for column in names for label in labels if label.column <= column < label.end}
    listing = len(labels) - len({label.column for label in over.values()})
    return names if len(labels) >= _FEWEST_LABELS and len(over) == len(names) and listing else []


def _joined(row: Row, names: Sequence[int]) -> Row:
    """A row with each name and the target right of it in one cell."""
    cells: list[Cell] = []
    for cell in row.cells:
        before = cells[-1] if cells else None
        if before is not None and before.column in names and before.end == cell.column and before.columns == 1:
            text = f"{before.text}：{cell.text}"
            cells[-1] = before._replace(text=text, columns=before.columns + cell.columns, lines=(), raw=None)
        else:
            cells.append(cell)
    return replace(row, cells=tuple(cells))
