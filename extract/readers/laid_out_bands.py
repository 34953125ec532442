"""Tables of a layout-keeping conversion in which each level and each project has a row of its own, above the rows that it is of.

The form prints project and objective, then 产出指标, then 数量指标, each alone on its line in its column, then the indicators below. Blank
lines part them, so that neither they nor the header stand next to what they are of. Columns are divided as in `laid_out`; the page's
next table has its header again, or goes on below its end in the same columns.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from extract.document import Cell, Place, Row, printed
from extract.form import SECTION
from extract.readers.laid_out import HOPELESS, LaidOut, cheapest, divided_rows, middle_of, top_of
from extract.readers.laid_out_columns import LABELS, Grid, Part, divide_columns, header_around, parts_of, table_ends
from extract.readers.laid_out_labels import whole_labels
from extract.readers.laid_out_pages import columns_under
from extract.readers.spaced import MEASURES
from extract.targets import is_operator
from ontology.forms import column_role, forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Measured = tuple[float, LaidOut]

_SIGN_BEHIND = re.compile(r"(?P<name>.*\S)\s(?P<sign>[<>=≥≤＞＜＝]{1,2})")
_NEEDED = frozenset({"level1", "level3", "value"})
_FEWEST_BANDS = 2
"""Lines with a label alone from which a table is read so."""
_WORST = 2 * HOPELESS
"""Mean cost of a row above which the lines are no such table; that labels stand alone tells much."""
_MOST_BLANK = 5
"""Blank lines between two rows of a table."""
_MOST_LINES = 300
"""Lines of a table on one page."""


def banded_tables(lines: Sequence[str]) -> list[LaidOut]:
    """The tables of this kind in lines, in order."""
    tables: list[LaidOut] = []
    headings: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        table = (
            cheapest(found for measure in MEASURES if (found := _headed(lines, at, measure)))
            if "指标" in lines[at]
            else None
        )
        if table is None and headings and lines[at].startswith("\f") and lines[at].strip():
            table = cheapest(found for measure in MEASURES if (found := _continued(lines, at, headings, measure)))
        if table:
            tables.append(table)
            headings = table.rows[0].texts
        elif lines[at].strip():
            headings = ()
        at = table.stop if table else at + 1
    return tables


def _headed(lines: Sequence[str], at: int, measure: Callable[[str], int]) -> Measured | None:
    """The table below a header, and what its rows cost; None where the line heads none of this kind."""
    main = parts_of(lines[at], at, measure)
    if not {column_role(printed(part.text)) for part in main} >= _NEEDED:
        return None
    start, stop, headings = header_around(lines, at, main, measure)
    if len(headings) > len(main):  # what stands next to the header is the first project's
        start, stop, headings = at, at + 1, [[part] for part in main]
    level1 = min(part.start for part in main if column_role(printed(part.text)) == "level1")
    below = _below(lines, stop, level1, measure)
    grid = divide_columns(headings, below, measure) if below else None
    return _to_table(grid, at, (start, 1 + below[-1].line)) if grid else None


def _continued(
    lines: Sequence[str], at: int, headings: Sequence[str], measure: Callable[[str], int]
) -> Measured | None:
    """The same for a page without a header, below one whose headings are given."""
    below = _below(lines, at, 0, measure)
    grid = columns_under(headings, below, measure) if below else None
    return _to_table(grid, at, (at, 1 + below[-1].line)) if grid else None


def _below(lines: Sequence[str], at: int, level1: int, measure: Callable[[str], int]) -> list[Part]:
    """The parts of the lines below a header up to the page's end, a title, running text or many blank lines; no columns' numbers.

    What stands left of `level1` and goes on below it is running text.
    """
    found: list[list[Part]] = []
    blank = 0
    for number in range(at, min(at + _MOST_LINES, len(lines))):
        line = [cell for part in parts_of(lines[number], number, measure) for cell in _signs_apart(part, measure)]
        alone = len(line) == 1
        if (number > at and lines[number].startswith("\f")) or (line and table_ends(line, 0)) or blank > _MOST_BLANK:
            break
        if alone and (SECTION.match(line[0].text) or _runs_over(line[0], level1)):
            break
        blank = 0 if line else blank + 1
        if line and not all(part.text.isdigit() for part in line):
            found.append(line)
    left = level1 or min((one.start for line in found for one in line if levels(printed(one.text))), default=0)
    while found and len(found[-1]) == 1 and found[-1][0].start < left:
        found.pop()  # what stands below the last row is of no table
    return [part for line in found for part in line]


def _signs_apart(part: Part, measure: Callable[[str], int]) -> list[Part]:
    """A part as a name and the sign that a single blank holds apart behind it."""
    found = _SIGN_BEHIND.fullmatch(part.text)
    if found is None:
        return [part]
    stop = part.start + measure(found["name"])
    begin = part.stop - measure(found["sign"])
    return [part._replace(text=found["name"], stop=stop), part._replace(text=found["sign"], start=begin)]


def _runs_over(part: Part, level1: int) -> bool:
    """Whether a part that is no label begins left of the first level's column and goes on below it, as running text does."""
    return part.start < level1 < part.stop and not levels(printed(part.text))


def _to_table(grid: Grid, header: int, lines: tuple[int, int]) -> Measured | None:
    """What the rows of a grid cost, with the table; None where its labels have no rows of their own."""
    later = [at for at, role in enumerate(grid.roles) if role == "level3"][1:]
    roles = tuple("description" if at in later else role for at, role in enumerate(grid.roles))
    grid = _with_operators(replace(grid, roles=roles))
    labels = [
        (column, *label)
        for column, role in enumerate(roles)
        if role in LABELS
        for label in whole_labels(grid.parts[column], grid.sign)
    ]
    bands = {line for _, _, first, last in labels for line in range(first, last + 1)}
    inside = {part.line for column in grid.parts[grid.name :] for part in column}
    if len(labels) < _FEWEST_BANDS or bands & inside or not all(levels(text) for _, text, _, _ in labels):
        return None
    cost, spans = min((divided_rows(grid, level) for level in (middle_of, top_of)), key=itemgetter(0))
    if cost > _WORST * (1 + len(spans)):
        return None
    rows = [*_owners(grid), *((line, [Cell(text, column, Place(line=line + 1))]) for column, text, line, _ in labels)]
    rows += [(start, _cells(grid, range(grid.name, len(roles)), range(start, stop))) for start, stop in spans]
    place = Place(line=header + 1)
    head = Row(tuple(Cell(text, column, place) for column, text in enumerate(grid.headings)), 1)
    ordered = [cells for _, cells in sorted(rows, key=itemgetter(0))]
    return cost, LaidOut((head, *(Row(tuple(cells), at) for at, cells in enumerate(ordered, 2))), *lines, 0)


def _with_operators(grid: Grid) -> Grid:
    """The grid with the signs in their column that stand nearer to the names' heading than to their own."""
    if "operator" not in grid.roles:
        return grid
    column, parts = grid.roles.index("operator"), list(grid.parts)
    signs = tuple(part for part in parts[grid.name] if is_operator(printed(part.text)))
    parts[grid.name] = tuple(part for part in parts[grid.name] if part not in signs)
    parts[column] = tuple(sorted((*parts[column], *signs), key=lambda part: (part.line, part.start)))
    return replace(grid, parts=tuple(parts))


def _owners(grid: Grid) -> Iterator[tuple[int, list[Cell]]]:
    """The rows left of the labels, of lines next to each other: whose projects these are, with their objectives."""
    columns = range(min(at for at, role in enumerate(grid.roles) if role in LABELS))
    held = sorted({part.line for column in columns for part in grid.parts[column]})
    units = {part.line for part in grid.parts[0] if printed(part.text).endswith(forms().organisations)}
    alone = units - {part.line for column in columns[1:] for part in grid.parts[column]}
    ends = [at for at, (one, other) in enumerate(pairwise(held), 1) if other - one > 1 or one in alone]
    for start, stop in pairwise([0, *ends, len(held)]):
        if run := held[start:stop]:
            yield run[0], _cells(grid, columns, range(run[0], run[-1] + 1))


def _cells(grid: Grid, columns: range, lines: range) -> list[Cell]:
    """The cells of some columns, each of the parts that it has on some lines."""
    parts = ((column, part) for column in columns for part in grid.parts[column] if part.line in lines)
    return [_cell([part for _, part in held], column) for column, held in groupby(parts, key=itemgetter(0))]


def _cell(parts: Sequence[Part], column: int) -> Cell:
    return Cell(printed("".join(part.text for part in parts)), column, Place(line=parts[0].line + 1))
