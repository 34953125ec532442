"""Blocks moved to where they stand in the whole file: lines moved, tables numbered through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Block, Cell, Place, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def shifted(blocks: Iterable[Block], lines: int) -> Iterator[Block]:
    """The blocks of a piece of text that `lines` lines of its file precede."""
    return moved(blocks, lambda line: line + lines)


def moved(blocks: Iterable[Block], line_of: Callable[[int], int]) -> Iterator[Block]:
    """The blocks of a text whose lines stand elsewhere in the file: `line_of` tells where."""
    for block in blocks:
        if isinstance(block, Table):
            rows = (replace(row, cells=tuple(_moved_cell(cell, line_of) for cell in row.cells)) for row in block.rows)
            yield replace(block, rows=tuple(rows))
        else:
            yield replace(block, place=_moved_place(block.place, line_of))


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their tables numbered from 1."""
    numbers = iter(range(1, 1 << 62))
    return tuple(replace(block, number=next(numbers)) if isinstance(block, Table) else block for block in blocks)


def _moved_cell(cell: Cell, line_of: Callable[[int], int]) -> Cell:
    return cell._replace(place=_moved_place(cell.place, line_of))


def _moved_place(place: Place, line_of: Callable[[int], int]) -> Place:
    return place if place.line is None else place._replace(line=line_of(place.line))
