"""The labels left of the names in a layout-keeping conversion, each at the first of the rows that it stands over.

They stand in the middle of their rows, which are found by least squares, or begin where these do.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain, pairwise
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_too_short
from extract.document import Cell, Place, printed
from extract.readers.laid_out_columns import LABELS, MOST_HALVES, OWNED, Grid, Part
from ontology.forms import speaks_against
from ontology.framework import is_elsewhere, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_LEADING, _LEADING_ROW = 1.0, 0.3
"""What it costs to leave the first rows of a page without a label, and each of them."""
_FARTHEST = 12.0
"""Lines by which the middle of its rows may lie below a label."""
_STRANGE = 2.0
"""What a second level costs under a first one that the framework does not put above it."""
_UNLIKELY = 1.5
"""What a name costs under a second level that its words speak against."""
_EXACT = 0.1
"""What labels cost that all stand in the middle of their rows."""
_MERGED = ("level2", "level1", "objective", "project")
"""What stands over many rows left of the names, each over whole ones of those before it."""
_ALONE = 0.75
"""Steps from row to row by which a label stands off all of them that is of none."""
_SURELY_OTHER = 2
"""Lines by which cells differ that can't both stand in the middle of the same rows and begin on one line."""
_REPEATED = 20.0
"""What it costs to put a label twice below the same one, or first levels that begin anew below the same project."""


class _Unit(NamedTuple):
    """What a label stands over as a whole: its first row, its height on the page, and its own label where it has one."""

    row: int
    top: float
    bottom: float
    label: str | None = None
    name: str = ""


def labels_at_the_top(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, list[Cell]]:
    """The labels of the levels, and what a row says of its project, by the row on whose first line they begin."""
    found: dict[int, list[Cell]] = {}
    for column, role in enumerate(grid.roles[: grid.name]):
        for text, line, _ in whole_cells(grid, column) if role in (*_MERGED, *OWNED) else ():
            row = min(row_of(line, spans), len(spans) - 1)
            # A label above the row's first line has no row of its own.
            above = [cell for cell in found.get(row, ()) if cell.column != column or line > spans[row][0]]
            found[row] = [*above, Cell(text, column, Place(line=line + 1))]
    return found


def labels_between(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, list[Cell]]:
    """The labels of the levels by the first of the rows that they stand over."""
    found: dict[int, list[Cell]] = {}
    edges, middles = _edges(grid, spans), _middles(grid, spans)
    names = [printed("".join(p.text for p in grid.parts[grid.name] if start <= p.line < stop)) for start, stop in spans]
    rows = enumerate(zip(pairwise(edges), names, strict=True))
    units = [_Unit(at, top, bottom, name=name) for at, ((top, bottom), name) in rows]
    if _projects_begin_their_rows(grid):
        _put_at_their_rows(found, grid, spans)
    for role in _MERGED[: len(LABELS)] if found else _MERGED:
        for column in (at for at, known in enumerate(grid.roles[: grid.name]) if known == role):
            whole = [cell for cell in whole_cells(grid, column) if role != "level2" or not _is_alone(cell, spans)]
            groups = _divided(
                units, [(text, _height(first, last, spans, edges, middles)) for text, first, last in whole]
            )
            for (text, line, _), group in zip(whole, groups, strict=False):
                found.setdefault(group[0].row, []).append(Cell(text, column, Place(line=line + 1)))
            over = [
                _Unit(group[0].row, group[0].top, group[-1].bottom, text)
                for (text, _, _), group in zip(whole, groups, strict=False)
            ]
            units = [unit for unit in units if not over or unit.row < over[0].row] + over
            if role == "project":
                _put_owned(found, grid, spans, [unit.row for unit in over])
    return found


def _projects_begin_their_rows(grid: Grid) -> bool:
    """Whether what is said of projects begins on one line, however many lines it fills: in the middle of their rows it would not."""
    said = [column for column, role in enumerate(grid.roles[: grid.name]) if role in ("project", "objective", *OWNED)]
    if "project" not in grid.roles[: grid.name]:
        return False
    heights: dict[int, set[int]] = {}
    for column in said:
        for _, first, last in whole_cells(grid, column):
            heights.setdefault(first, set()).add(last - first)
    named = {first for _, first, _ in whole_cells(grid, grid.roles.index("project"))}
    beside = [heights[line] for line in named]
    return sum(max(told) - min(told) >= _SURELY_OTHER for told in beside) * 2 > len(beside)


def _put_at_their_rows(found: dict[int, list[Cell]], grid: Grid, spans: Sequence[tuple[int, int]]) -> None:
    """Put what is said of projects into the rows on which it begins."""
    for column, role in enumerate(grid.roles[: grid.name]):
        for text, first, _ in whole_cells(grid, column) if role in ("project", "objective", *OWNED) else ():
            row = min(row_of(first, spans), len(spans) - 1)
            found.setdefault(row, []).append(Cell(text, column, Place(line=first + 1)))


def _is_alone(label: tuple[str, int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a label stands in a row of its own, whose name the form's template leaves blank: as far from others as rows are."""
    _, first, last = label
    distances = [max(start - last, first - (stop - 1), 0) for start, stop in spans]
    steps = [other - one for (one, _), (other, _) in pairwise(spans)]
    return bool(steps) and min(distances) > max(_ALONE * median(steps), 1)


def _put_owned(
    found: dict[int, list[Cell]], grid: Grid, spans: Sequence[tuple[int, int]], projects: Sequence[int]
) -> None:
    """Put what stands beside the names of projects, whose first rows are given, into these rows."""
    for column, role in enumerate(grid.roles[: grid.name]):
        for text, first, last in whole_cells(grid, column) if role in OWNED else ():
            row = row_of((first + last) // 2, spans)
            if before := [project for project in projects if project <= row]:
                found.setdefault(before[-1], []).append(Cell(text, column, Place(line=first + 1)))


def whole_cells(grid: Grid, column: int) -> Iterator[tuple[str, int, int]]:
    """Each cell of a column left of the names with its first line and its last: labels, and else what stands close together."""
    held = grid.parts[column]
    if grid.roles[column] not in ("project", *OWNED):
        yield from whole_labels(held, grid.sign)
        return
    # Each amount is of a project of its own.
    sums = {part.line for at, role in enumerate(grid.roles[: grid.name]) if role == "amount" for part in grid.parts[at]}
    ends = [
        at
        for at, (one, other) in enumerate(pairwise(held), 1)
        if other.line - one.line > MOST_HALVES or {one.line, other.line} <= sums
    ]
    for start, stop in pairwise([0, *ends, len(held)]):
        if cell := held[start:stop]:
            yield printed("".join(part.text for part in cell)), cell[0].line, cell[-1].line


def _edges(grid: Grid, spans: Sequence[tuple[int, int]]) -> list[float]:
    """Where each row begins on the page, in lines of its cells, and where the last one ends.

    A row is as high as its highest cell: where its cells stand half a line apart it takes more lines of text than that.
    """
    edges = [0.0]
    for start, stop in spans:
        lines = (sum(start <= part.line < stop for part in column) for column in grid.parts[grid.name :])
        edges.append(edges[-1] + max(lines))
    return edges


def _middles(grid: Grid, spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The row whose middle a line shows by holding its only target's line, which the page's end may put on the row's first one."""
    targets = [part.line for at, role in enumerate(grid.roles) if role == "value" for part in grid.parts[at]]
    held = [[line for line in targets if start <= line < stop] for start, stop in spans]
    return {lines[0]: row for row, lines in enumerate(held) if len(lines) == 1}


def _height(
    first: int, last: int, spans: Sequence[tuple[int, int]], edges: Sequence[float], middles: Mapping[int, int]
) -> float:
    """How high on the page the middle of a label stands that fills lines `first` to `last`."""

    def at(line: int) -> float:
        if first == last and line in middles:
            return (edges[middles[line]] + edges[middles[line] + 1]) / 2
        row = row_of(line, spans)
        if row == len(spans):
            return edges[-1]
        start, stop = spans[row]
        share = (line - start + 0.5) / (stop - start) if line >= start else 0.0  # between two rows
        return edges[row] + share * (edges[row + 1] - edges[row])

    return (at(first) + at(last)) / 2


def unofficial_labels(grid: Grid) -> int:
    """How many labels are none of the framework in columns where most are: under the wrong measure names stand among them."""
    columns = (column for column, role in zip(grid.parts, grid.roles, strict=True) if role in LABELS)
    told = [[bool(levels(text)) for text, _, _ in whole_labels(column, grid.sign)] for column in columns]
    return sum(known.count(False) for known in told if 2 * sum(known) > len(known))


def lines_of_labels_between(grid: Grid) -> set[int]:
    """The lines without a name on which a label begins, as it does only in the middle of its rows."""
    names = {part.line for part in grid.parts[grid.name]}
    columns = (column for column, role in zip(grid.parts, grid.roles, strict=True) if role in LABELS)
    return {line for column in columns for _, line, _ in whole_labels(column, grid.sign)} - names


def lines_where_rows_begin(grid: Grid) -> frozenset[int]:
    """The lines on which an official label begins, and a row with it; none where one stands between names, or beside the end of one."""
    columns = (column for column, role in enumerate(grid.roles) if role in LABELS)
    begun = frozenset(line for column in columns for line in official_lines(grid, column))
    beside = {part.line for column in grid.parts[grid.name + 1 :] for part in column}
    heads = {part.line for part in grid.parts[grid.name] if part.line in beside or not is_too_short(part.text)}
    return begun if begun <= heads else frozenset()


def labels_begin_within(grid: Grid, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an official label begins on a line of a row that is not its first one."""
    columns = (column for column, role in enumerate(grid.roles) if role in LABELS)
    lines = {line for column in columns for line in official_lines(grid, column)}
    return any(start < line < stop for line in lines for start, stop in spans)


def official_lines(grid: Grid, column: int) -> list[int]:
    """The lines on which official labels of a column begin, of which no row has two."""
    return [line for text, line, _ in whole_labels(grid.parts[column], grid.sign) if levels(text)]


def whole_labels(column: Sequence[Part], sign: int) -> Iterator[tuple[str, int, int]]:
    """Each label of a column, its parts on following lines joined, with its first line and its last."""
    width = max((part.stop - part.start for part in column), default=0)
    at = 0
    while at < len(column):
        stop = at + 1
        ends = range(min(len(column), at + MOST_HALVES + 2), at + 1, -1)
        official = (end for end in ends if _is_label(column[at:end]))
        filling = (end for end in ends if _fills(column[at:end], width - sign))
        stop = next(chain(official, filling), stop)
        held = column[at:stop]
        yield printed("".join(part.text for part in held)), held[0].line, held[-1].line
        at = stop


def _is_label(held: Sequence[Part]) -> bool:
    """Whether parts below each other are an official label together."""
    return _are_near(held) and bool(levels(printed("".join(part.text for part in held))))


def _fills(held: Sequence[Part], full_width: int) -> bool:
    """Whether parts below each other are lines of one label of a form's own, of which all but the last fill the column."""
    full = all(part.stop - part.start >= full_width for part in held[:-1])
    return _are_near(held) and full and not any(levels(part.text) for part in held)


def _are_near(held: Sequence[Part]) -> bool:
    return all(other.line - one.line <= MOST_HALVES for one, other in pairwise(held))


def _divided(units: Sequence[_Unit], labels: Sequence[tuple[str, float]]) -> list[list[_Unit]]:
    """The units as a run for each label, whose middle is given, each label near to the middle of its run (least squares).

    The first units may belong to a label on the page before. The framework has a say in what stands under a first level, and names
    have one in what stands under a second where labels stand off the middle of their rows.
    """
    if not labels or len(labels) > len(units):
        return []
    cost, stops = _cheapest(units, labels, 0.0)
    if cost > _EXACT:
        _, stops = _cheapest(units, labels, _UNLIKELY)
    return [list(units[start:stop]) for start, stop in pairwise(stops)]


def _cheapest(
    units: Sequence[_Unit], labels: Sequence[tuple[str, float]], unlikely: float
) -> tuple[float, tuple[int, ...]]:
    """The cost of the best runs and where they start and stop; `unlikely` is that of a name under a label it speaks against."""
    ways: list[dict[int, tuple[float, tuple[int, ...]]]] = [
        {start: (_LEADING * (start > 0) + _LEADING_ROW * start, (start,)) for start in range(len(units))}
    ]
    for text, middle in labels:
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (before, stops) in ways[-1].items():
            cost = before
            met: set[str] = set()
            for stop in range(start + 1, len(units) + 1):
                below = units[stop - 1].label
                cost += _STRANGE if below and is_elsewhere(below, text) else 0.0
                cost += _REPEATED if below in met else 0.0
                cost += unlikely if unlikely and speaks_against(units[stop - 1].name, text) else 0.0
                met |= {below} if below else set()
                off = (units[start].top + units[stop - 1].bottom) / 2 - middle
                if off > _FARTHEST:
                    break
                total = cost + off**2
                if stop not in following or total < following[stop][0]:
                    following[stop] = (total, (*stops, stop))
        ways.append(following)
    return ways[-1].get(len(units), (0.0, ()))


def row_of(line: int, spans: Sequence[tuple[int, int]]) -> int:
    """The row that a line stands in or above; the number of rows for one below them all."""
    return bisect_right(spans, line, key=itemgetter(1))
