"""The columns of a page without a header of its own, on which a table of a layout-keeping conversion goes on.

What the cells of the page leave blank on all of its lines parts its columns; they find their headings in order, at least cost by
what stands in them.
"""

from __future__ import annotations

from collections import Counter
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from extract.cell_types import type_cost
from extract.readers.laid_out_columns import Grid, Part, cells_apart, usual_start
from ontology.forms import column_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_NEEDED = frozenset({"level3", "value"})
_LEFT_BLANK = 0.3
"""What a heading costs below which the page holds nothing."""
_HIGHEST_MEAN = 1.5
"""What a column may cost on average; above it the page holds something else."""
_FEWEST_COLUMNS = 3
_FEWEST_CELLS = 2
"""Cells of a column that is parted from another one."""
_MOST_CUTS = 8
"""Places tried at which a column may be parted: where most of its cells begin."""
_MOST_OVER = 0.15
"""The share of cells that may reach over into the next column."""


def columns_under(headings: Sequence[str], below: Sequence[Part], measure: Callable[[str], int]) -> Grid | None:
    """The columns of the headings with the parts below; None where these do not stand in such columns."""
    columns = _stripes(below)
    roles = tuple(map(column_role, headings))
    if not _FEWEST_COLUMNS <= len(columns) <= len(headings):
        return None
    columns, cost, places = _parted(columns, roles, measure)
    if cost > _HIGHEST_MEAN * len(columns):
        return None
    columns = _with_cells_apart(columns, measure)
    parts = [tuple(columns[places.index(at)]) if at in places else () for at in range(len(headings))]
    return Grid(tuple(headings), roles, tuple(parts), measure("一"))


def _with_cells_apart(columns: Sequence[Sequence[Part]], measure: Callable[[str], int]) -> list[list[Part]]:
    """The columns, those parts divided that reach over into the next column with a cell that begins as most of it do."""
    divided: list[list[Part]] = [[] for _ in columns]
    for at, column in enumerate(columns):
        begins = [usual_start(other, 0, inf) for other in columns[at + 1 : at + 2]]
        cuts = [(begin, begin) for begin in begins if begin is not None]
        for part in column:
            first, *rest = cells_apart(part, cuts, measure) if cuts else [part]
            divided[at].append(first)
            for piece in rest:
                divided[at + 1].append(piece)
    return [sorted(column, key=lambda part: (part.line, part.start)) for column in divided]


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


def _parted(
    columns: list[list[Part]], roles: Sequence[str | None], measure: Callable[[str], int]
) -> tuple[list[list[Part]], float, tuple[int, ...]]:
    """The columns, those parted that hold two because a few long cells reach over the gap, with their cost and headings."""
    cost, places = _assigned(columns, roles)
    while len(columns) < len(roles):
        ways = (
            (*columns[:at], *halves, *columns[at + 1 :])
            for at, one in enumerate(columns)
            for halves in _halves(one, measure)
        )
        tried = ((*_assigned(way, roles), way) for way in ways)
        other, found, way = min(tried, key=itemgetter(0), default=(inf, (), ()))
        if other >= cost:
            break
        columns, cost, places = list(way), other, found
    return columns, cost, places


def _halves(column: Sequence[Part], measure: Callable[[str], int]) -> Iterator[tuple[list[Part], list[Part]]]:
    """The ways to part a column where cells begin and only few reach over; those that a single blank parts there are two."""
    begun = Counter(part.start for part in column)
    del begun[min(begun)]
    for cut, _ in begun.most_common(_MOST_CUTS):
        over = sum(part.start < cut < part.stop for part in column)
        apart = [piece for part in column for piece in cells_apart(part, [(cut, cut)], measure)]
        left = [part for part in apart if part.start < cut]
        right = [part for part in apart if part.start >= cut]
        if over <= _MOST_OVER * len(column) and len(right) >= _FEWEST_CELLS <= len(left):
            yield left, right


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
