"""What the places of a row's cells tell before any text is read: the rows of a table stand in a few arrangements.

Each arrangement is looked at once for a table's columns; what is left to a row is what its cells say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.columns import Columns
    from extract.document import Cell

_LABELLING = frozenset({"level1", "level2", "level3", "side", "project", "objective"})
"""Roles of cells that the lower part of a torn row does not hold."""
_LEVELS = frozenset({"level1", "level2"})
_MOST = 100
"""Arrangements kept for a table: text that runs on may have another one in every line."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns in which the cells of a row stand, and what they leave out."""

    columns: tuple[int, ...] | None
    """The column of each cell; None where a cell has none, or shares it with another."""
    roles: tuple[str, ...]
    """The role of each cell's column; nothing where it stands in none."""
    name: int | None
    """The last cell in a column of names, counted from 0."""
    value: int | None
    """The last cell in a column of targets."""
    nameless: bool
    """Whether a block holds a value and no name; the lower part of a torn row, which holds no labels either, is no such case."""
    alone: int | None
    """The cell of a first level that stands beside others without a second one, where there is a column for each."""


def shape_of(cells: Sequence[Cell], columns: Columns) -> Shape:
    """The arrangement of a row's cells."""
    places = tuple([cell.column for cell in cells])
    shape = columns.shapes.get(places)
    if shape is None:
        if len(columns.shapes) >= _MOST:
            columns.shapes.clear()
        shape = columns.shapes[places] = _shape(places, columns)
    return shape


def _shape(places: Sequence[int], columns: Columns) -> Shape:
    standing = [columns.at(place) for place in places]
    own = tuple(at for at in standing if at is not None)
    roles = tuple("" if at is None else columns.columns[at].role for at in standing)
    return Shape(
        own if len(set(own)) == len(places) else None,
        roles,
        _last(roles, "level3"),
        _last(roles, "value"),
        _is_nameless(own, columns),
        _last(roles, "level1") if len(set(roles)) > 1 and _leaves_second(roles, columns) else None,
    )


def _last(roles: Sequence[str], role: str) -> int | None:
    return max((at for at, held in enumerate(roles) if held == role), default=None)


def _is_nameless(indices: Sequence[int], columns: Columns) -> bool:
    at = [columns.columns[index] for index in indices]
    if _LABELLING.isdisjoint([column.role for column in at]):
        return False
    named = {column.block for column in at if column.role == "level3"}
    return any(column.role == "value" and column.block >= 0 and column.block not in named for column in at)


def _leaves_second(roles: Sequence[str], columns: Columns) -> bool:
    return columns.roles() >= _LEVELS and "level2" not in roles
