"""Tables of a layout-keeping conversion in which names with their targets stand beside each other, a block for each first level.

Their projects stand left of all blocks, each beside the first of its rows or in the middle of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Cell, Place, printed
from extract.form import is_title
from extract.readers.laid_out_columns import Grid, Part, parts_of, stacked
from extract.readers.laid_out_labels import labels_between, row_of, whole_cells
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_ABOVE = 4
"""Lines above the headings of names and targets that may hold other headings."""
_LONGEST_HEADING = 14
_BESIDE = 0.5
"""Lines by which the middle of a project's cells may stand off that of the row beside which it stands."""


def header_over(
    lines: Sequence[str], at: int, main: Sequence[Part], measure: Callable[[str], int]
) -> tuple[int, list[list[Part]], list[Part]]:
    """The first line of a header whose lowest is at `at`, the parts of each heading, and the first levels over the blocks."""
    start, above = at, list[Part]()
    while start > max(0, at - _MOST_ABOVE):
        found = parts_of(lines[start - 1], start - 1, measure)
        if not found or not all(map(_is_heading, found)) or (len(found) == 1 and is_title(found[0].text)):
            break
        above += found
        start -= 1
    over = [part for part in above if levels(printed(part.text))]
    return start, stacked([[part] for part in (*main, *above) if part not in over]), over


def _is_heading(part: Part) -> bool:
    return len(part.text) <= _LONGEST_HEADING and not any(sign in part.text for sign in ":：。")


def levels_over(grid: Grid, headings: Sequence[Sequence[Part]], over: Sequence[Part], line: int) -> Iterator[Cell]:
    """The first levels as cells over the columns of their blocks."""
    for (start, stop), (left, right) in zip(grid.blocks, _reaches(grid, headings), strict=True):
        own = [part for part in over if left <= part.middle < right]
        if own:
            lowest = max(own, key=lambda part: part.line)  # above it may stand what heads all blocks
            yield Cell(printed(lowest.text), start, Place(line=line + 1), stop - start)


def lines_alone(grid: Grid) -> int:
    """How many lines hold of the table only what stands left of the blocks."""
    own, left = (
        {part.line for column in part for part in column} for part in (grid.parts[grid.name :], grid.parts[: grid.name])
    )
    return len(left - own)


def _reaches(grid: Grid, headings: Sequence[Sequence[Part]]) -> Iterator[tuple[float, float]]:
    """From where to where on the line the headings of each block reach: half way to those beside it."""
    middles = [sum(part.middle for part in column) / len(column) for column in headings]
    middles = [2 * middles[0] - middles[1], *middles, float("inf")]
    for start, stop in grid.blocks:
        yield (middles[start] + middles[start + 1]) / 2, (middles[stop] + middles[stop + 1]) / 2


def projects_beside(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, list[Cell]]:
    """What stands left of the blocks, by row: beside the first row of a project where all of it does, else in the middle of its rows."""
    found: dict[int, list[Cell]] = {}
    grid = _without_heads(grid, spans[0][0])
    for column, role in enumerate(grid.roles[: grid.name]):
        for text, first, last in whole_cells(grid, column):
            middle = (first + last) / 2
            row = row_of(int(middle), spans)
            if row == len(spans) or (role == "project" and not _stands_beside(middle, spans[row])):
                continue
            # What is printed above a row has none of its own: that of a department over its projects.
            found[row] = [cell for cell in found.get(row, ()) if cell.column != column]
            found[row].append(Cell(text, column, Place(line=first + 1)))
    return found if 0 in found else labels_between(grid, spans)


def _without_heads(grid: Grid, first: int) -> Grid:
    """The grid without what stands wholly above the first row, as the departments do that head their projects."""
    parts = list(grid.parts)
    for column in range(grid.name):
        above = [last for _, _, last in whole_cells(grid, column) if last < first]
        parts[column] = tuple(part for part in parts[column] if not above or part.line > max(above))
    return replace(grid, parts=tuple(parts))


def _stands_beside(middle: float, span: tuple[int, int]) -> bool:
    return span[0] - _BESIDE <= middle <= span[1] - 1 + _BESIDE
