"""What a reader gives, as bytes: content goes from the process that reads to the one that asked.

Documents of a million cells pass here, so cells travel as plain tuples, three times quicker than pickled objects do; the
collector of cycles is stopped meanwhile, for these values hold none and it would walk over all of them again and again.
"""

from __future__ import annotations

import marshal
from dataclasses import fields
from importlib import import_module
from itertools import repeat
from operator import attrgetter
from typing import Any

from extract.document import Block, Cell, Content, Heading, Paragraph, Place, Row, Table, UnreadableDocumentError
from extract.readers.collector import without_collector

_PLACE = ("line", "page", "sheet", "column")
_CELL = ("text", "column", "place", "columns", "rows", "lines", "raw", "hidden")
_TABLE = tuple(field.name for field in fields(Table) if field.name != "rows")
_place_values = attrgetter(*_PLACE)
_cell_values = attrgetter(*(name for name in _CELL if name != "place"))


def content_to_bytes(content: Content) -> bytes:
    """Pack content."""
    with without_collector():
        return marshal.dumps((True, [_pack(block) for block in content.blocks], content.warnings))


def error_to_bytes(error: UnreadableDocumentError) -> bytes:
    """Pack an error: its class and its sentence."""
    kind = type(error)
    return marshal.dumps((False, kind.__module__, kind.__qualname__, str(error)))


def bytes_to_content(data: bytes) -> Content:
    """Unpack content, or raise the error that came in its place.

    Raises:
        UnreadableDocumentError: as the reader raised it.
    """
    with without_collector():
        is_content, *parts = marshal.loads(data)  # noqa: S302 - from the process that we started; marshal runs no code
        if is_content:
            places: dict[Any, Place] = {}
            return Content(tuple(_unpack(block, places) for block in parts[0]), parts[1])
    raise _error(*parts)


def _pack(block: Block) -> tuple[Any, ...]:
    if isinstance(block, Table):
        return [(row.number, *_pack_cells(row.cells)) for row in block.rows], {
            name: getattr(block, name) for name in _TABLE
        }
    return block.text, _place_values(block.place), isinstance(block, Heading)


def _pack_cells(cells: tuple[Cell, ...]) -> tuple[Any, Any]:
    """The values of cells, and their places: one for all where they share it, as most rows do."""
    values = list(map(_cell_values, cells))
    first = cells[0].place if cells else Place()
    if all(cell.place is first for cell in cells):
        return values, _place_values(first)
    return values, [_place_values(cell.place) for cell in cells]


def _unpack(packed: tuple[Any, ...], places: dict[Any, Place]) -> Block:
    if len(packed) == 2:  # noqa: PLR2004 - a table, by its rows and what else is known of it
        rows, known = packed
        return Table(tuple(Row(_cells(values, where, places), at) for at, values, where in rows), **known)
    text, place, is_heading = packed
    return (Heading if is_heading else Paragraph)(text, _place(place, places))


def _cells(packed: list[Any], where: tuple[Any, ...] | list[Any], places: dict[Any, Place]) -> tuple[Cell, ...]:
    shared = isinstance(where, tuple)
    each = repeat(_place(where, places)) if shared else (_place(values, places) for values in where)
    return tuple(
        [
            Cell(text, column, place, columns, rows, lines, raw, hidden)
            for place, (text, column, columns, rows, lines, raw, hidden) in zip(each, packed, strict=not shared)
        ]
    )


def _place(values: Any, places: dict[Any, Place]) -> Place:  # noqa: ANN401 - the values of a place, as they came
    """The place of these values; equal ones are one object, as they were where they come from."""
    known = places.get(values)
    if known is None:
        known = places[values] = Place(*values)
    return known


def _error(module: str, kind: str, sentence: str) -> UnreadableDocumentError:
    """An error as it was raised; its class takes what it says apart, so the sentence is set without asking it."""
    error_class = getattr(import_module(module), kind)
    error: UnreadableDocumentError = error_class.__new__(error_class)
    error.args = (sentence,)
    return error
