"""Tables that a layout-keeping conversion of a PDF printed with wrapped cells become rows.

Such text has no rules. Cells stand at the top of their row or in its middle. In the middle, where the cells of a row fill different
numbers of lines, they stand half a line apart, so that a line holds the name of one row without its value, or the value alone, and
labels that are merged over many rows stand in the middle of these.

1. A line with the headings of names and of levels is the header, with the halves of headings right above and below it.
2. The columns are divided where the fewest parts of the lines below cross.
3. The lines are divided into rows so that in each the middles, or the tops, of all cells agree, at least cost (dynamic programming).
4. The labels left of the names are put at the first of the rows in whose middle they stand, in the same way; or where they begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import compress, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from extract.cell_types import looks_like_quantity, says_none
from extract.deadlines import is_cut_date
from extract.document import Cell, Place, Row, printed
from extract.pages import is_page_number
from extract.printed_widths import width as printed_width
from extract.quantities import is_cut_target, is_cut_unit
from extract.readers.laid_out_beside import header_over, levels_over, lines_alone, projects_beside
from extract.readers.laid_out_columns import (
    LABELS,
    LONGEST_HALF,
    Grid,
    Part,
    divide_columns,
    header_around,
    parts_below,
    parts_of,
)
from extract.readers.laid_out_labels import (
    labels_at_the_top,
    labels_begin_within,
    labels_between,
    lines_of_labels_between,
    lines_where_rows_begin,
    official_lines,
    unofficial_labels,
)
from extract.readers.laid_out_pages import columns_under
from extract.readers.spaced import MEASURES
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_FEWEST_HEADINGS = 3
_MOST_ROW_LINES = 9
_FEWEST_TORN = 2
"""Lines with half a row from which a table is read so."""
_NAMELESS, _VALUELESS = 6.0, 2.5
"""What a row without a name, or without a target, costs."""
_OFF = 1.5
"""What each line costs by which the middles of a row's cells differ."""
_UNFILLED = 1.2
"""What it costs to go on with a cell whose line does not fill its column."""
_FILLED = 0.3
"""What it costs to end a cell with a line that does."""
_CUT = 3.0
"""What it costs to end a cell within a date, or between a number and its unit."""
_CACHED = 16_384
"""Texts of cells remembered: each is asked about for many rows."""
_NARROW = 1
"""Chinese signs of the lines in a column that tears its numbers."""
_TWO_TARGETS = 4.0
"""What it costs to take two quantities for one cell."""
_TWO_NAMES = 4.0
"""What it costs to take what says that there is no indicator (不适用) for a part of a name."""
_UNFILLED_TEXT = 0.4
"""The same in columns of running text, where a line may end with a word."""
_WHOLE_LINE = 1.0
"""What it costs to take two lines for one row that each hold a name and a target."""
_BEGUN = 3.0
"""What it costs to take two lines for one row, on the lower of which a label begins, where all cells stand at the top."""
_UNOFFICIAL = 1.0
"""What a label costs that is none of the framework among those that are."""
HOPELESS = 1.6
"""Mean cost of a row from which the lines are no such table."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A table found in lines: its rows, the header first, the lines that it takes (index, end excluded), and how many are torn."""

    rows: tuple[Row, ...]
    start: int
    stop: int
    torn: int


def laid_out_tables(lines: Sequence[str]) -> list[LaidOut]:
    """The tables of this kind in lines, in order."""
    found: list[LaidOut] = []
    at, until = 0, 0
    headings: tuple[str, ...] = ()
    new_page = False
    while at < len(lines):
        table = _table_at(lines, at) if "指标" in lines[at] else None
        numbers_page = is_page_number(lines[at].strip())
        if table is None and headings and lines[at].strip() and (new_page or lines[at].startswith("\f")):
            table = _continued_at(lines, at, headings)
            if table and found and found[-1].rows[0].texts == headings:
                found[-1], table = _over_the_page(found[-1], table)
        if table:
            found.append(table)
            headings, until = table.rows[0].texts, table.stop
        elif "指标" in lines[at] and (header := _header_at(lines, at)):
            headings, until = header
        elif at >= until and lines[at].strip() and not numbers_page:
            headings = ()
        new_page = numbers_page or (new_page and not lines[at].strip())
        at = table.stop if table else at + 1
    # Where one table is printed so all are, also those that show less of it.
    return found if any(table.torn >= _FEWEST_TORN for table in found) else []


def _table_at(lines: Sequence[str], at: int) -> LaidOut | None:
    """The table whose header's main line is at `at`, or None."""
    return cheapest(found for measure in MEASURES if (found := _measured(lines, at, measure)))


def _header_at(lines: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """The headings on a line whose table has no torn rows on its page, and the line after its last; None where it has none."""
    measure = MEASURES[0]
    main = parts_of(lines[at], at, measure)
    if len(main) < _FEWEST_HEADINGS or "level3" not in {column_role(printed(part.text)) for part in main}:
        return None
    below = list(parts_below(lines, at + 1, main[1].start, measure))
    return tuple(printed(part.text) for part in main), 1 + max((part.line for part in below), default=at)


def _continued_at(lines: Sequence[str], at: int, headings: Sequence[str]) -> LaidOut | None:
    """The rows of the page that begins at `at` with no header, of the table on the page before, whose headings are given."""
    read = []
    for measure in MEASURES:
        parts = list(parts_below(lines, at, 0, measure))
        below = _without_side(parts, min((part.start for part in parts if levels(printed(part.text))), default=0))
        if grid := columns_under(headings, below, measure):
            found = grid_to_table(grid, at, (at, 1 + max(part.line for part in below)), halved=0)
            read += [found] if found else []
    return cheapest(read)


def _over_the_page(above: LaidOut, below: LaidOut) -> tuple[LaidOut, LaidOut]:
    """Two tables, the row whose target the end of the page cut whole on the upper one."""
    last, (header, first, *following) = above.rows[-1], below.rows
    roles = [column_role(text) for text in above.rows[0].texts]
    rest = {cell.column: cell for cell in first.cells if roles[cell.column] not in LABELS}
    if not any(cell.column in rest and is_cut_target(cell.text, rest[cell.column].text) for cell in last.cells):
        return above, below
    ends = [rest.pop(cell.column).text if cell.column in rest else "" for cell in last.cells]
    whole = [cell._replace(text=cell.text + end) for cell, end in zip(last.cells, ends, strict=True)]
    row = replace(last, cells=tuple(sorted([*whole, *rest.values()], key=lambda cell: cell.column)))
    # The labels of a page stand at the first of its rows.
    labels = [cell for cell in first.cells if roles[cell.column] in LABELS]
    following[:1] = [replace(other, cells=(*labels, *other.cells)) for other in following[:1]]
    return replace(above, rows=(*above.rows[:-1], row)), replace(below, rows=(header, *following))


def cheapest(read: Iterable[tuple[float, LaidOut | None]]) -> LaidOut | None:
    """The table of the measure under which the rows are the cheapest: it is right, also where it finds one of another kind."""
    return min(read, key=itemgetter(0), default=(0.0, None))[1]


def _measured(lines: Sequence[str], at: int, measure: Callable[[str], int]) -> tuple[float, LaidOut | None] | None:
    """What the rows below a header cost, and the table where it is one of this kind; None where the line heads none."""
    main = parts_of(lines[at], at, measure)
    headed = [column_role(printed(part.text)) for part in main]
    if headed[:2] == ["group", "level1"]:  # the label down the side of the form, printed beside its first line
        main, headed = main[1:], headed[1:]
    roles = set(headed)
    if headed.count("level3") > 1 and not roles & set(LABELS):
        return _beside(lines, at, main, measure)
    if len(main) < _FEWEST_HEADINGS or "level3" not in roles or not roles & set(LABELS):
        return None
    start, stop, headings = header_around(lines, at, main, measure)
    left, second = (min(part.start for part in heading) for heading in headings[:2])
    right = max(part.stop for part in main if column_role(printed(part.text)) == "level3")
    below = _without_side(list(parts_below(lines, stop, second, measure, right)), left)
    grid = divide_columns(headings, below, measure)
    # A heading of targets in halves above and below the line tells as much as torn rows do.
    halved = _FEWEST_TORN if stop - start > 1 and not roles & {"value", "history"} else 0
    found = grid_to_table(grid, at, (start, 1 + max(part.line for part in below)), halved=halved) if grid else None
    return (found[0] + _UNOFFICIAL * unofficial_labels(grid), found[1]) if grid and found else None


def _beside(
    lines: Sequence[str], at: int, main: Sequence[Part], measure: Callable[[str], int]
) -> tuple[float, LaidOut] | None:
    """The same where names with their targets stand beside each other in several blocks."""
    start, headings, over = header_over(lines, at, main, measure)
    below = list(parts_below(lines, at + 1, 0, measure))
    grid = divide_columns(headings, below, measure)
    torn = _torn_lines(grid) + lines_alone(grid) if grid else 0
    if grid is None or not torn:
        return None
    cost, spans = min((divided_rows(grid, level) for level in (middle_of, top_of)), key=itemgetter(0))
    if cost > HOPELESS * len(spans):
        return None
    header, *rows = to_rows(grid, spans, at, projects_beside(grid, spans))
    levels_above = replace(header, cells=tuple(levels_over(grid, headings, over, start)))
    return cost, LaidOut((levels_above, header, *rows), start, 1 + max(part.line for part in below), torn)


def grid_to_table(
    grid: Grid, header: int, lines: tuple[int, int], *, halved: int
) -> tuple[float, LaidOut | None] | None:
    """What the rows of a grid cost, and the table where it is one of this kind; None where no line holds half a row."""
    if _is_shifted(grid) or not (torn := _torn_lines(grid) + halved):
        return None
    cost, spans = divided_rows(grid, middle_of)
    other, others = divided_rows(grid, top_of)
    level = other == cost and not lines_of_labels_between(grid)
    if (other < cost or (level and halved)) and other <= HOPELESS * len(others):
        if begun := lines_where_rows_begin(grid):
            _, others = divided_rows(grid, top_of, begun)
        # Cells may begin on the first lines of their rows where labels stand in the middle of theirs.
        labels = labels_between if labels_begin_within(grid, others) else labels_at_the_top
        return other, LaidOut(tuple(to_rows(grid, others, header, labels(grid, others))), *lines, torn)
    # Where all cells begin on the first line of their row nothing is to be put together in this way.
    if cost > HOPELESS * len(spans) or other < cost or level:
        return min(cost, other), None
    return cost, LaidOut(tuple(to_rows(grid, spans, header, labels_between(grid, spans))), *lines, torn)


def _without_side(parts: Sequence[Part], left: int) -> list[Part]:
    """The parts without the label down the side of the form, left of `left`, in one part or in several below each other."""
    aside = [part for part in parts if part.stop <= left]
    whole = column_role(printed("".join(part.text for part in aside))) == "group"
    return [part for part in parts if part.stop > left or not (whole or _is_side(part.text))]


def _is_side(text: str) -> bool:
    """Whether what stands left of the first heading is of the label down the side of the form: a sign of it (绩), a line (绩效)."""
    return len(text) == 1 or column_role(printed(text)) == "group"


def _is_shifted(grid: Grid) -> bool:
    """Whether rows lost their first cells and moved to the left: targets or signs in a level's column, a label in an objective's."""
    columns = list(zip(grid.parts, grid.roles, strict=True))
    return any(
        looks_like_quantity(part.text) or not re.search(r"\w", part.text)
        for column, role in columns
        if role in LABELS
        for part in column
    ) or any(levels(part.text) for column, role in columns if role == "objective" for part in column)


def _torn_lines(grid: Grid) -> int:
    """How many lines hold half a row: a name without anything right of it, the other way round, or half a label."""
    halves = {
        part.line
        for column, role in zip(grid.parts, grid.roles, strict=True)
        for part in column
        if role in LABELS and not levels(part.text)
    }
    return len(halves.union(lines_of_labels_between(grid), *(_halved(grid, *block) for block in grid.blocks)))


def _halved(grid: Grid, start: int, stop: int) -> set[int]:
    """The lines on which a block holds a name without anything right of it, or the other way round."""
    names = {part.line for part in grid.parts[start]}
    return names ^ {part.line for column in grid.parts[start + 1 : stop] for part in column}


def middle_of(cell: Sequence[Part]) -> float:
    """The line in the middle of a cell."""
    return (cell[0].line + cell[-1].line) / 2


def top_of(cell: Sequence[Part]) -> float:
    """The first line of a cell."""
    return cell[0].line


def divided_rows(
    grid: Grid, level: Callable[[Sequence[Part]], float], begun: frozenset[int] = frozenset()
) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest rows, each from its first line to the line after its last, and their cost.

    `level` is what all cells of a row have in common: their middle, or their top; on the lines in `begun` rows begin.
    """
    own = grid.parts[grid.name :]
    lines = sorted({part.line for column in own for part in column})
    by_line: list[dict[int, list[Part]]] = [{} for _ in own]
    for known, column in zip(by_line, own, strict=True):
        for part in column:
            known.setdefault(part.line, []).append(part)
    # How wide a text is decided where its line was broken, however the converter counted its blanks.
    widths = [max((printed_width(part.text) for part in column), default=0) for column in own]
    sign = printed_width("一")
    wanted = [role in ("value", "history") for role in grid.roles[grid.name :]]
    named = [role == "level3" for role in grid.roles[grid.name :]]
    # In a column of one or two signs numbers are torn like any other text.
    wide = [not name and width > _NARROW * sign for name, width in zip(named, widths, strict=True)]
    unfilled = [_UNFILLED if value or name else _UNFILLED_TEXT for name, value in zip(named, wanted, strict=True)]
    blocks = [(start - grid.name, stop - grid.name) for start, stop in grid.blocks]
    labelled = [official_lines(grid, column) for column, role in enumerate(grid.roles) if role == "level2"]
    whole = [any(_holds_whole(by_line[start:stop], line) for start, stop in blocks) for line in lines]

    @cache
    def cost(first: int, last: int) -> float:
        held = [[part for line in lines[first : last + 1] for part in known.get(line, ())] for known in by_line]
        places = [level(cell) for cell in held if cell]
        total = _OFF * (max(places) - min(places))
        for start, stop in blocks:
            if any(held[start:stop]):
                total += 0.0 if held[start] else _NAMELESS
                total += 0.0 if any(compress(held[start:stop], wanted[start:stop])) else _VALUELESS
        total += _WHOLE_LINE * max(0, sum(whole[first : last + 1]) - 1)
        total += _BEGUN * sum(line in begun for line in lines[first + 1 : last + 1])
        total += sum(_BEGUN * max(0, sum(lines[first] <= at <= lines[last] for at in own) - 1) for own in labelled)
        total += _TWO_NAMES * sum(
            len(cell) > 1 and any(says_none(one.text) for one in cell) for cell in compress(held, named)
        )
        for cell, width in compress(zip(held, widths, strict=True), wide):
            torn = sum(_is_cut([one], other) or _is_torn_number(one, other, width) for one, other in pairwise(cell))
            total += _TWO_TARGETS * max(0, sum(looks_like_quantity(part.text) for part in cell) - 1 - torn)
        following = lines[last + 1] if last + 1 < len(lines) else -1
        # Two lines that each hold a name and a target, and are not next to each other, may be a change and a number of its own.
        cut = _is_surely_cut if following - lines[last] > 1 and whole[last] and whole[last + 1] else _is_cut
        for cell, known, width, open_line in zip(held, by_line, widths, unfilled, strict=True):
            below = known.get(following) or _date_end(cell, known.get(following + 1, ()))
            total += _CUT * bool(cell and below and cut(cell, below[0]))
            full = [
                printed_width(part.text) >= width - sign or _is_cut(cell[:at], after)
                for at, (part, after) in enumerate(zip(cell, [*cell[1:], *cell[-1:]], strict=True), 1)
            ]
            total += open_line * full[:-1].count(False) + _FILLED * (bool(full) and full[-1] and width > LONGEST_HALF)
        return total

    best: list[tuple[float, int]] = [(0.0, 0)]
    for stop in range(1, len(lines) + 1):
        starts = range(max(0, stop - _MOST_ROW_LINES), stop)
        best.append(min((best[start][0] + cost(start, stop - 1), start) for start in starts))
    spans: list[tuple[int, int]] = []
    stop = len(lines)
    while stop:
        start = best[stop][1]
        spans.insert(0, (lines[start], lines[stop - 1] + 1))
        stop = start
    return best[-1][0], spans


def _holds_whole(block: Sequence[Mapping[int, Sequence[Part]]], line: int) -> bool:
    """Whether a line holds a name and what belongs to it."""
    return line in block[0] and any(line in column for column in block[1:])


def _is_cut(upper: Sequence[Part], lower: Part) -> bool:
    """Whether a line's end cut a date (2023年12月 | 31日前), or another target (≤4.5万 | 元/公里)."""
    return is_cut_target(_text(upper), _printed(lower.text))


def _is_torn_number(upper: Part, lower: Part, width: int) -> bool:
    """Whether a number fills its line in a narrow column and goes on below with more digits."""
    return upper.text[-1:].isdigit() and lower.text.isdigit() and printed_width(upper.text) >= width - 1


def _is_surely_cut(upper: Sequence[Part], lower: Part) -> bool:
    """Whether a line's end cut a date or a unit, and not a change from its number."""
    above, below = _text(upper), _printed(lower.text)
    return is_cut_date(above, below) or is_cut_unit(above, below)


def _date_end(cell: Sequence[Part], below: Sequence[Part]) -> Sequence[Part]:
    """What ends the date of a cell two lines below it: the other cells of the row stand in its middle, between these lines."""
    return below if cell and below and is_cut_date(_text(cell), printed(below[0].text)) else ()


def _text(cell: Sequence[Part]) -> str:
    return _printed("".join(part.text for part in cell))


@lru_cache(_CACHED)
def _printed(text: str) -> str:
    return printed(text)


def to_rows(grid: Grid, spans: Sequence[tuple[int, int]], header: int, labels: dict[int, list[Cell]]) -> Iterator[Row]:
    """The rows of a grid, from the first line of each to the line after its last, with the labels that stand at each; the header first."""
    place = Place(line=header + 1)
    yield Row(tuple(Cell(text, column, place) for column, text in enumerate(grid.headings)), 1)
    for number, (start, stop) in enumerate(spans):
        cells = labels.get(number, [])
        for column in range(grid.name, len(grid.headings)):
            held = [part for part in grid.parts[column] if start <= part.line < stop]
            if text := printed("".join(part.text for part in held)):
                cells.append(Cell(text, column, Place(line=held[0].line + 1)))
        yield Row(tuple(sorted(cells, key=lambda cell: cell.column)), number + 2)
