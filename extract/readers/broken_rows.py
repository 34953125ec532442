"""Tables with tabs between cells whose cells hold line breaks: what tells the rows apart is that each has as many tabs.

So it is where a sheet or a form was copied as text and its cells were not quoted. A line without a tab may end the last cell of
the row above it or begin the first cell of the row below: labels of forms and levels begin one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.document import FoundTable, Place, Row, printed
from extract.form import is_title
from extract.readers.spans import as_cell
from extract.torn import is_open
from ontology.folding import fold
from ontology.forms import forms, head_targets, heading_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.document import Cell

_FEWEST_TABS = 2
_FEWEST_ROWS = 4
_FEWEST_BEHIND = 2
"""Rows of a table that goes on behind a page's end."""
_LONGEST_ROW = 12
"""Lines of one row."""
_FEWEST_LINES = 2
_MOST_ENDS = 4
"""Lines without a tab that may end the cell above them."""
_LONGEST_END = 40
"""Characters of a line without a tab that may end the cell above it."""


def broken_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order; behind a page's end one goes on without its header."""
    stretches = list(_stretches(lines))
    found = [table for stretch in stretches for table in _headed_tables(lines, stretch)]
    held = {at for table in found for at in range(table.start, table.stop)}
    widths = {lines[table.start].count("\t") for table in found}
    for stretch in stretches if found else ():
        if held.isdisjoint(stretch) and (tabs := _most_tabs(lines, stretch)) in widths:
            found += _in_stretch(lines, stretch, tabs, headed=False)
    return sorted(found, key=lambda table: table.start)


def _stretches(lines: Sequence[str]) -> Iterator[range]:
    """Lines without a blank one between them."""
    start = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not lines[at].strip(" \r\n"):
            if at - start >= _FEWEST_ROWS:
                yield range(start, at)
            start = at + 1


def _headed_tables(lines: Sequence[str], stretch: range) -> list[FoundTable]:
    """The tables among some lines whose rows have as many tabs as any of these, or, below other headers, as many as those."""
    wide = _in_stretch(lines, stretch, _most_tabs(lines, stretch))
    found = [table for table in wide if not head_targets(table.rows[-1].texts)]
    held = {at for table in found for at in range(table.start, table.stop)}
    for at in stretch:
        if at not in held and "\t" in lines[at] and head_targets(map(printed, lines[at].split("\t"))):
            below = list(_in_stretch(lines, range(at, stretch.stop), lines[at].count("\t")))[:1]
            found += below
            held |= {line for table in below for line in range(table.start, table.stop)}
    return found


def _most_tabs(lines: Sequence[str], stretch: range) -> int:
    return max(lines[at].count("\t") for at in stretch)


def _in_stretch(lines: Sequence[str], stretch: range, tabs: int, *, headed: bool = True) -> Iterator[FoundTable]:
    """The tables among some lines, which hold rows to their end; `headed` ones have a header."""
    if tabs < _FEWEST_TABS:
        return
    at, stop = stretch.start, stretch.stop
    while at < stop:
        spans = list(_spans(lines, at, stop, tabs)) if "\t" in lines[at] or not headed else []
        enough = len(spans) >= (_FEWEST_ROWS if headed else _FEWEST_BEHIND)
        whole = enough and (spans[-1][1] == stop or "\t" not in lines[spans[-1][1]])
        if whole and any(end - begin > 1 for begin, end in spans):
            rows = tuple(lines_to_row(lines, begin, end, number) for number, (begin, end) in enumerate(spans, 1))
            if not headed or any(head_targets(row.texts) for row in rows):
                yield FoundTable(rows, at, spans[-1][1])
        at = spans[-1][1] if spans else at + 1


def _spans(lines: Sequence[str], at: int, stop: int, tabs: int) -> Iterator[tuple[int, int]]:
    """The lines of each row of so many tabs, as long as rows follow one another."""
    while at < stop and (end := _end(lines, at, stop, tabs)):
        end = _cell_end(lines, end, stop, tabs)
        yield at, end
        at = end


def _end(lines: Sequence[str], at: int, stop: int, tabs: int) -> int | None:
    """The line after the row that begins at one, or None where its tabs are not so many or a cell would not go on."""
    count = 0
    for number in range(at, min(stop, at + _LONGEST_ROW)):
        if number > at and not _goes_on(lines[number - 1], lines[number]):
            return None
        count += lines[number].count("\t")
        if count >= tabs:
            return number + 1 if count == tabs else None
    return None


def _goes_on(above: str, line: str) -> bool:
    """Whether a line break may stand inside a cell: text before and behind it, which is a label only together."""
    before, behind = above.rpartition("\t")[2].strip(), line.partition("\t")[0].strip()
    together = before + behind
    return bool(before and behind) and bool(levels(together) or heading_role(together) or not _is_label(behind))


def _is_label(text: str) -> bool:
    return bool(levels(text) or fold(text) in forms().fields)


def _cell_end(lines: Sequence[str], row_end: int, stop: int, tabs: int) -> int:
    """The line after those without a tab that go on with a row's last cell: a row that is whole without them follows."""
    last = lines[row_end - 1].rpartition("\t")[2].strip()
    if last.replace(".", "").isdecimal():
        return row_end
    for at in range(row_end, min(stop - 1, row_end + _MOST_ENDS)):
        if "\t" in lines[at] or len(lines[at]) > _LONGEST_END or not _goes_on(lines[at - 1], lines[at]):
            break
        if is_title(printed(lines[at])):  # another form begins
            break
        if _end(lines, at + 1, stop, tabs) is not None:
            return at + 1
    return row_end


def lines_to_row(lines: Sequence[str], start: int, stop: int, number: int) -> Row:
    """The row that lines hold; a cell over several has them as its own lines."""
    cells: list[list[tuple[str, int]]] = []
    for at in range(start, stop):
        first, *others = lines[at].split("\t")
        if at == start:
            cells.append([(first, at)])
        else:
            (cells[-1] if others else _going_on(cells)).append((first, at))
        cells += [[(text, at)] for text in others]
    return Row(tuple(cells_of_lines(cells)), number)


def _going_on(cells: Sequence[list[tuple[str, int]]]) -> list[tuple[str, int]]:
    """The cell that goes on with a line without a tab: the last, or the one before it that alone is open (网上缴费、)."""
    before = [cell for cell in cells[:-1] if is_open(cell[-1][0].strip())]
    return before[-1] if before and not is_open(cells[-1][-1][0].strip()) else cells[-1]


def cells_of_lines(pieces: Iterable[Sequence[tuple[str, int]]]) -> Iterator[Cell]:
    """The cells of a row from the lines of each, with their indices; blank ones leave their column empty."""
    for column, held in enumerate(pieces):
        texts = [(text, at) for piece, at in _unquoted(held) if (text := printed(piece))]
        if texts:
            yield as_cell(tuple(text for text, _ in texts), column, Place(line=texts[0][1] + 1))


def _unquoted(held: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """The lines of a cell without the quotes that a sheet puts around one of several lines."""
    if len(held) < _FEWEST_LINES or not held[0][0].startswith('"') or not held[-1][0].rstrip().endswith('"'):
        return held
    whole = [(text.replace('""', '"'), at) for text, at in held]
    (first, start), (last, end) = whole[0], whole[-1]
    return [(first[1:], start), *whole[1:-1], (last.rstrip()[:-1], end)]
