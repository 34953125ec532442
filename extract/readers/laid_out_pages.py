"""The columns of a page without a header of its own, on which a table of a layout-keeping conversion goes on.

What the cells of the page leave blank on all of its lines parts its columns; they find their headings in order, at least cost by
what stands in them.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from extract.cell_types import type_cost
from extract.readers.laid_out_columns import Grid, Part
from ontology.forms import column_role

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEEDED = frozenset({"level3", "value"})
_LEFT_BLANK = 0.3
"""What a heading costs below which the page holds nothing."""
_HIGHEST_MEAN = 1.5
"""What a column may cost on average; above it the page holds something else."""
_FEWEST_COLUMNS = 3


def columns_under(headings: Sequence[str], below: Sequence[Part], sign: int) -> Grid | None:
    """The columns of the headings with the parts below; None where these do not stand in such columns."""
    columns = _stripes(below)
    roles = tuple(map(column_role, headings))
    if not _FEWEST_COLUMNS <= len(columns) <= len(headings):
        return None
    cost, places = _assigned(columns, roles)
    if cost > _HIGHEST_MEAN * len(columns):
        return None
    parts = [tuple(columns[places.index(at)]) if at in places else () for at in range(len(headings))]
    return Grid(tuple(headings), roles, tuple(parts), sign)


def _stripes(below: Sequence[Part]) -> list[list[Part]]:
    """The parts by the stripes that blanks on all lines hold apart, left to right, each in the order of lines."""
    stripes: list[list[Part]] = []
    reached = -1
    for part in sorted(below, key=lambda part: part.start):
        if part.start > reached:
            stripes.append([])
        stripes[-1].append(part)
        reached = max(reached, part.stop)
    return [sorted(stripe, key=lambda part: (part.line, part.start)) for stripe in stripes]


def _assigned(columns: Sequence[Sequence[Part]], roles: Sequence[str | None]) -> tuple[float, tuple[int, ...]]:
    """The heading of each column, in order, and the least cost; infinite where names or targets would be without one."""
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ()), *[(inf, ())] * len(columns)]
    for at, role in enumerate(roles):
        following = [(cost + (inf if role in _NEEDED else _LEFT_BLANK), places) for cost, places in best]
        for number, column in enumerate(columns):
            before, places = best[number]
            cost = before + sum(type_cost(part.text, role or "other") for part in column) / len(column)
            following[number + 1] = min(following[number + 1], (cost, (*places, at)))
        best = following
    return best[-1]
