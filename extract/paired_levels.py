"""Tables that print both levels in one cell (产出指标-数量指标) get a column for each."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Cell, Document, Row, Table

_PAIR = re.compile(r"(?P<first>[\u4e00-\u9fff]{2,12})(?:[-—–－/／>＞›、·]+)(?P<second>[\u4e00-\u9fff]{2,14})")
_FEWEST = 2
_CACHED = 4_096
_HEADINGS = ("一级指标", "二级指标")


def with_paired_levels(document: Document) -> Document:
    """The document with such tables divided; any other as it is."""
    return document.with_each_table(_divided)


def _divided(table: Table) -> Table:
    """The table with the column of such cells as two; any other as it is."""
    paired = [cell.column for row in table.rows for cell in row.cells if _pair(cell.text)]
    if len(paired) < _FEWEST or len(set(paired)) > 1:
        return table
    column = paired[0]
    first = next(number for number, row in enumerate(table.rows) if any(_pair(cell.text) for cell in row.cells))
    return replace(table, rows=tuple(_apart(row, column, heads=at == first - 1) for at, row in enumerate(table.rows)))


@lru_cache(_CACHED)
def _pair(text: str) -> tuple[str, str] | None:
    """The labels of the first and the second level in one cell, or None."""
    found = _PAIR.fullmatch(text)
    if found is None or not ({1} <= levels(found["first"]) and {2} <= levels(found["second"])):
        return None
    return found["first"], found["second"]


def _apart(row: Row, column: int, *, heads: bool) -> Row:
    """A row with what stands in a column in two, and what stands right of it one column further; `heads`: its heading too."""
    cells: list[Cell] = []
    for cell in row.cells:
        pair = _HEADINGS if heads and cell.column == column else _pair(cell.text)
        if cell.column == column and pair:
            cells += [cell._replace(text=text, column=column + at, columns=1) for at, text in enumerate(pair)]
        elif cell.column > column:
            cells.append(cell._replace(column=cell.column + 1))
        else:
            cells.append(cell._replace(columns=cell.columns + 1) if cell.end > column else cell)
    return replace(row, cells=tuple(cells))
