"""Blocks moved to where they stand in the whole file: lines shifted, tables numbered through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Block, Cell, Place, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def shifted(blocks: Iterable[Block], lines: int) -> Iterator[Block]:
    """The blocks of a piece of text that `lines` lines of its file precede."""
    for block in blocks:
        if isinstance(block, Table):
            yield replace(block, rows=tuple(_shifted_row(row, lines) for row in block.rows))
        else:
            yield replace(block, place=_shifted_place(block.place, lines))


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their tables numbered from 1."""
    numbers = iter(range(1, 1 << 62))
    return tuple(replace(block, number=next(numbers)) if isinstance(block, Table) else block for block in blocks)


def _shifted_row(row: Row, lines: int) -> Row:
    return replace(row, cells=tuple(_shifted_cell(cell, lines) for cell in row.cells))


def _shifted_cell(cell: Cell, lines: int) -> Cell:
    return cell._replace(place=_shifted_place(cell.place, lines))


def _shifted_place(place: Place, lines: int) -> Place:
    return place if place.line is None else place._replace(line=place.line + lines)
