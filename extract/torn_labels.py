"""Labels of levels that the end of a page tore in two (产出指 at its foot, 标 at the head of the next) are made whole above."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Document, Table
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Block, Cell, Row

_LONGEST_REST = 6
"""Characters of what a page's end left of a label."""


def with_whole_labels(document: Document) -> Document:
    """The document with such labels whole in the row where they begin; any other as it is."""
    blocks = list(document.blocks)
    tables = [at for at, block in enumerate(blocks) if isinstance(block, Table) and block.rows]
    for above, below in pairwise(tables):
        blocks[above], blocks[below] = _mended(blocks[above], blocks[below])
    return replace(document, blocks=tuple(blocks))


def ends_label(begun: str, rest: str) -> bool:
    """Whether what a page's end left of a label makes it whole (服务对象满 + 意度指标)."""
    torn = 0 < len(rest) <= _LONGEST_REST and not levels(rest) and not begun.endswith("指标")
    return torn and bool(levels(begun + rest))


def _mended(above: Block, below: Block) -> tuple[Block, Block]:
    """Two tables, the labels whole that end in the first row of the lower one."""
    if not isinstance(above, Table) or not isinstance(below, Table):
        return above, below
    for rest in below.rows[0].cells:
        at, begun = _last(above, rest.column)
        if begun is None or not ends_label(begun.text, rest.text):
            continue
        row = _with(above.rows[at], begun, begun._replace(text=begun.text + rest.text))
        above = replace(above, rows=(*above.rows[:at], row, *above.rows[at + 1 :]))
        below = replace(below, rows=(_with(below.rows[0], rest, None), *below.rows[1:]))
    return above, below


def _last(table: Table, column: int) -> tuple[int, Cell | None]:
    """The last cell of a table in a column, with the number of its row from 0."""
    found = (
        (at, cell) for at, row in reversed(list(enumerate(table.rows))) for cell in row.cells if cell.column == column
    )
    return next(found, (0, None))


def _with(row: Row, old: Cell, new: Cell | None) -> Row:
    """A row with one of its cells replaced, or left out."""
    return replace(row, cells=tuple(kept for cell in row.cells if (kept := new if cell == old else cell) is not None))
