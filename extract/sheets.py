"""Spreadsheets print running text in cells: rows of one cell above and below a sheet's tables become paragraphs.

A sheet is one table to its reader. Blank rows divide it into runs; the lone cells at a run's head and foot are its titles and notes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Block, Document, Paragraph, Row, Table
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def with_paragraphs(document: Document) -> Document:
    """The document with the lone cells around the tables of its sheets as paragraphs; any other document as it is."""
    blocks: list[Block] = []
    hidden: Counter[str | None] = Counter()
    for block in document.blocks:
        if not isinstance(block, Table):
            blocks.append(block)
            continue
        unseen = [row for row in block.rows if _is_hidden(row)]
        hidden.update(row.cells[0].place.sheet for row in unseen)
        shown = replace(block, rows=tuple(row for row in block.rows if not _is_hidden(row))) if unseen else block
        blocks.extend(_sheet_to_blocks(shown) if _is_sheet(shown) else (shown,))
    told = (
        f"{document.name}: {f'工作表“{sheet}”' if sheet else ''}有 {count} 行被隐藏，未读取 (hidden rows, not read)"
        for sheet, count in hidden.items()
    )
    return replace(document, blocks=tuple(blocks), warnings=(*document.warnings, *told))


def _is_hidden(row: Row) -> bool:
    """Whether nothing of a row is shown: a hidden row or sheet is no part of what was published."""
    return bool(row.cells) and row.cells[0].hidden and all(cell.hidden for cell in row.cells)


def _is_sheet(block: Block) -> bool:
    return isinstance(block, Table) and any(row.cells and row.cells[0].place.sheet for row in block.rows)


def _sheet_to_blocks(table: Table) -> Iterator[Block]:
    for run in _runs([row for row in table.rows if row.cells]):
        lone = [_is_lone(row) for row in run]
        head = lone.index(False) if False in lone else len(run)
        foot = max(head, len(run) - lone[::-1].index(False)) if False in lone else len(run)
        yield from map(_row_to_paragraph, run[:head])
        if foot > head:
            yield replace(table, rows=tuple(run[head:foot]))
        yield from map(_row_to_paragraph, run[foot:])


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that follow each other without a blank one between."""
    run: list[Row] = list(rows[:1])
    for above, row in pairwise(rows):
        if row.number > above.number + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _is_lone(row: Row) -> bool:
    return len(row.cells) == 1 and not levels(row.cells[0].text)


def _row_to_paragraph(row: Row) -> Paragraph:
    return Paragraph(row.cells[0].text, row.cells[0].place)
