"""Segments drawn on a page to table grids: segments → rules → components → lattice → regions → spans.

1. Segments that lie within a hair of each other are snapped to one line; pieces of a line that touch or nearly do are one rule
   (dashes, double lines, one piece for each cell).
2. Rules that touch are one component; each component is a table of its own, so tables that stand side by side come apart. Rules
   that no other one touches stand around cells that the page's end cut off above and below: those as high as a table are its own.
3. The rules' positions make a lattice of elementary cells; neighbours without a rule between them are one region.
4. A region that is a rectangle is one cell with its spans; any other is cut into rectangles.

Coordinates are in points from the page's upper left corner, y downwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, fields
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_Item = TypeVar("_Item")
_MOST_CROSSINGS = 2_000_000
"""Pairs of a lying and a standing rule on a page above which they are a drawing: to compare them would take seconds."""
_CROSS = 2
"""Rules of the smallest drawing that is no table: one line over another."""


class GridSettingError(KpigraphError):
    """A tolerance that can't be one."""

    def __init__(self, name: str, value: float) -> None:
        """Take the setting's name and its value."""
        super().__init__(f"GridSettings: {name} = {value} 不是正数；请给出大于 0 的点数 (must be above 0)")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridSettings:
    """Tolerances of the grid, in points; the smallest print of a table is about 5 points high."""

    snap: float = 1.6
    """Lines nearer than this are one line."""
    gap: float = 3.2
    """Pieces of one line with a gap up to this are one rule."""
    touch: float = 3.0
    """A rule that ends this near to another one touches it."""
    shortest: float = 5.0
    """Rules shorter than this part nothing."""
    narrowest: float = 3.6
    """Lattice lines nearer than this are one: nothing can be printed between them."""
    overhang: float = 9.0
    """A rule that goes on this far beyond the last one across it shows an open side of the table."""
    most_cells: int = 60_000
    """Elementary cells above which a component is a drawing and no table."""

    def __post_init__(self) -> None:
        """Check that every tolerance is above zero.

        Raises:
            GridSettingError: with the setting's name and value.
        """
        for setting in fields(self):
            value = getattr(self, setting.name)
            if not value > 0:
                raise GridSettingError(setting.name, value)


DEFAULTS = GridSettings()


class Segment(NamedTuple):
    """One straight piece: where it lies across its direction, and its two ends along it."""

    at: float
    start: float
    end: float


class Segments(NamedTuple):
    """What is drawn on a page: pieces that lie (at = y) and pieces that stand (at = x)."""

    lying: list[Segment]
    standing: list[Segment]

    def over(self, other: Segments) -> Segments:
        """Both drawings on one page."""
        return Segments(self.lying + other.lying, self.standing + other.standing)


class Span(NamedTuple):
    """One cell: its first row and column in the lattice, and how many of each it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells on its lattice.

    `xs` and `ys` are the edges of the columns and rows, `spans` the cells in reading order, `owner[row][column]` the index of the
    cell that an elementary cell belongs to. `open_above` and `open_below` tell for each column that no rule closes it there.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    owner: tuple[tuple[int, ...], ...] = field(repr=False)
    open_above: tuple[bool, ...] = ()
    open_below: tuple[bool, ...] = ()

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def span_at(self, x: float, y: float) -> int:
        """The index of the cell at a point of the table."""
        row, column = self.track_at(x, y)
        return self.owner[row][column]

    def track_at(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the elementary cell at a point of the table."""
        return bisect_right(self.ys, y, 1, len(self.ys) - 1) - 1, bisect_right(self.xs, x, 1, len(self.xs) - 1) - 1

    def meets(self, other: Grid) -> bool:
        """Whether two tables share a point, as one that stands in a cell of the other does."""
        across = self.xs[0] <= other.xs[-1] and other.xs[0] <= self.xs[-1]
        return across and self.ys[0] <= other.ys[-1] and other.ys[0] <= self.ys[-1]

    @property
    def area(self) -> float:
        """Square points covered."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


class Stages(NamedTuple):
    """Every stage of finding the grids of one page, so that each can be drawn and looked at."""

    segments: Segments
    rules: Segments
    components: list[Segments]
    grids: list[Grid]


def segments_to_stages(segments: Segments, settings: GridSettings = DEFAULTS, known: Sequence[float] = ()) -> Stages:
    """All stages from segments to grids; grids are ordered by their upper edge, then from left to right.

    `known` are the edges of the columns of the table that the page before ends with.
    """
    rules = segments_to_rules(segments, settings)
    components = rules_to_components(rules, settings, known)
    grids = [grid for component in components if (grid := component_to_grid(component, settings))]
    return Stages(segments, rules, components, sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])))


def segments_to_rules(segments: Segments, settings: GridSettings = DEFAULTS) -> Segments:
    """Snap segments onto common lines and join the pieces of each; what stays too short is left out."""
    return Segments(*(list(_joined(pieces, settings)) for pieces in segments))


def _joined(pieces: list[Segment], settings: GridSettings) -> Iterator[Segment]:
    for line in _grouped(sorted(set(pieces)), attrgetter("at"), settings.snap):
        line.sort(key=itemgetter(1))
        _, start, end = line[0]
        run: list[Segment] = []
        for piece in line:
            if piece.start > end + settings.gap:
                yield from _rule(run, start, end, settings)
                run, start, end = [], piece.start, piece.end
            run.append(piece)
            end = max(end, piece.end)
        yield from _rule(run, start, end, settings)


def _grouped(items: Iterable[_Item], position: Callable[[_Item], float], width: float) -> Iterator[list[_Item]]:
    """Runs of sorted items that lie within `width` of their first one."""
    group: list[_Item] = []
    first = 0.0
    for item in items:
        at = position(item)
        if group and at - first > width:
            yield group
            group = []
        if not group:
            first = at
        group.append(item)
    if group:
        yield group


def _rule(run: list[Segment], start: float, end: float, settings: GridSettings) -> Iterator[Segment]:
    """The one rule that pieces of a line make, at their mean weighted by length."""
    if end - start < settings.shortest:
        return
    weights = [piece.end - piece.start + 0.01 for piece in run]
    at = sum(piece.at * weight for piece, weight in zip(run, weights, strict=True)) / sum(weights)
    yield Segment(at, start, end)


def rules_to_components(
    rules: Segments, settings: GridSettings = DEFAULTS, known: Sequence[float] = ()
) -> list[Segments]:
    """Rules that touch each other, directly or through others, put together; so are those of a table that goes on.

    `known` are the edges of the columns of the table that the page before ends with.
    """
    if len(rules.lying) * len(rules.standing) > _MOST_CROSSINGS:
        return []
    lying, standing = rules.lying, sorted(rules.standing)
    places = [rule.at for rule in standing]
    parents = list(range(len(lying) + len(standing)))
    for index, rule in enumerate(lying):
        first = bisect_left(places, rule.start - settings.touch)
        last = bisect_right(places, rule.end + settings.touch)
        for other in range(first, last):
            if standing[other].start - settings.touch <= rule.at <= standing[other].end + settings.touch:
                _union(parents, index, len(lying) + other)
    components: dict[int, Segments] = defaultdict(lambda: Segments([], []))
    for index in range(len(parents)):
        component = components[_root(parents, index)]
        if index < len(lying):
            component.lying.append(lying[index])
        else:
            component.standing.append(standing[index - len(lying)])
    tables = [component for component in components.values() if component.lying and component.standing]
    if known:
        tables = list(_with_open_middles(tables, known, settings))
    _add_open_columns(tables, [component for component in components.values() if not component.lying], settings)
    return tables


def _ends(table: Segments) -> tuple[float, float]:
    return min(rule.at for rule in table.lying), max(rule.at for rule in table.lying)


def same_places(one: Sequence[float], other: Sequence[float], tolerance: float) -> bool:
    """Whether as many places lie within a tolerance (points) of each other."""
    return len(one) == len(other) and all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))


def _with_open_middles(
    tables: Sequence[Segments], known: Sequence[float], settings: GridSettings
) -> Iterator[Segments]:
    """The tables with those put together that stand side by side under the columns of one table, the one that goes on in them.

    Between them stands a cell that the page's end cuts off above and below, so that no rule leads over it.
    """
    joined: list[tuple[tuple[float, float], Segments]] = []
    for table in tables:
        ends = _ends(table)
        if not all(any(abs(rule.at - edge) <= settings.touch for edge in known) for rule in table.standing):
            yield table
            continue
        beside = next((other for high, other in joined if same_places(ends, high, settings.touch)), None)
        if beside is None:
            joined.append((ends, table))
        else:
            beside.lying.extend(table.lying)
            beside.standing.extend(table.standing)
    yield from (table for _, table in joined)


def _add_open_columns(tables: Sequence[Segments], loose: Sequence[Segments], settings: GridSettings) -> None:
    """Give each standing rule that touches no other to the nearest table that is as high.

    A merged cell that a page's end cuts off above and below has no other sides (a spreadsheet printed to pages).
    """
    ends = list(map(_ends, tables))
    sides = [[rule.at for rule in table.standing] for table in tables]
    for rule in (rule for component in loose for rule in component.standing):
        alike = [
            (min(abs(rule.at - side) for side in sides[at]), at)
            for at, high in enumerate(ends)
            if same_places((rule.start, rule.end), high, settings.touch)
        ]
        if alike:
            tables[min(alike)[1]].standing.append(rule)


def _root(parents: list[int], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


def _union(parents: list[int], one: int, other: int) -> None:
    parents[_root(parents, one)] = _root(parents, other)


def component_to_grid(component: Segments, settings: GridSettings = DEFAULTS) -> Grid | None:
    """The cells of a component; None where it is no table: a frame, a cross, a drawing."""
    xs = rules_to_edges(component.standing, component.lying, settings)
    ys = rules_to_edges(component.lying, component.standing, settings)
    if len(component.lying) + len(component.standing) <= _CROSS or len(xs) * len(ys) > settings.most_cells:
        return None
    left_walls = edges_to_walls(component.standing, xs, ys)
    upper_walls = edges_to_walls(component.lying, ys, xs)
    regions = walls_to_regions(left_walls, upper_walls)
    spans, owner = regions_to_spans(regions)
    if len(spans) == 1:
        return None
    return Grid(
        tuple(xs),
        tuple(ys),
        tuple(spans),
        tuple(tuple(row) for row in owner),
        open_above=tuple(not wall for wall in upper_walls[0]),
        open_below=tuple(not wall for wall in upper_walls[-1]),
    )


def rules_to_edges(
    rules: Sequence[Segment], crossing: Sequence[Segment], settings: GridSettings = DEFAULTS
) -> list[float]:
    """Where the rules of one direction part the lattice, in order; the ends of crossing rules add the open sides."""
    places = sorted(rule.at for rule in rules)
    edges = [sum(group) / len(group) for group in _grouped(places, float, settings.narrowest)]
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [first] if first < edges[0] - settings.overhang else []
    after = [last] if last > edges[-1] + settings.overhang else []
    return before + edges + after


def edges_to_walls(rules: Sequence[Segment], edges: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """For each edge, whether a rule on it covers the middle of each track between the edges `across`."""
    middles = [(low + high) / 2 for low, high in pairwise(across)]
    borders = [(low + high) / 2 for low, high in pairwise(edges)]
    walls = [[False] * len(middles) for _ in edges]
    for rule in rules:
        covered = range(bisect_left(middles, rule.start), bisect_right(middles, rule.end))
        wall = walls[bisect_left(borders, rule.at)]
        for track in covered:
            wall[track] = True
    return walls


def walls_to_regions(left_walls: Sequence[Sequence[bool]], upper_walls: Sequence[Sequence[bool]]) -> list[list[int]]:
    """For each elementary cell a number that all cells share which no wall parts.

    `left_walls[column][row]` and `upper_walls[row][column]` tell whether a wall stands at that side of the cell.
    """
    rows, columns = len(upper_walls) - 1, len(left_walls) - 1
    parents = list(range(rows * columns))
    for row in range(rows):
        upper = upper_walls[row]
        for column in range(columns):
            index = row * columns + column
            if column and not left_walls[column][row]:
                _union(parents, index, index - 1)
            if row and not upper[column]:
                _union(parents, index, index - columns)
    return [[_root(parents, row * columns + column) for column in range(columns)] for row in range(rows)]


def regions_to_spans(regions: Sequence[Sequence[int]]) -> tuple[list[Span], list[list[int]]]:
    """The rectangles that regions are made of in reading order, and for each elementary cell the index of its own."""
    first: list[tuple[int, int, int]] = []
    rows: list[int] = []
    owner: list[list[int]] = []
    open_spans: dict[tuple[int, int, int], int] = {}
    for row, numbers in enumerate(regions):
        owned: list[int] = []
        still_open: dict[tuple[int, int, int], int] = {}
        for key in _runs(numbers):
            index = open_spans.get(key)
            if index is None:
                index = len(rows)
                first.append((row, key[1], key[2] - key[1]))
                rows.append(0)
            rows[index] += 1
            owned += [index] * (key[2] - key[1])
            still_open[key] = index
        owner.append(owned)
        open_spans = still_open
    spans = [Span(row, column, rows[at], columns) for at, (row, column, columns) in enumerate(first)]
    return spans, owner


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal numbers: the number, the first index and the one after the last."""
    start = 0
    for end in range(1, len(numbers) + 1):
        if end == len(numbers) or numbers[end] != numbers[start]:
            yield numbers[start], start, end
            start = end
