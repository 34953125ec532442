"""Tables with tabs between cells that have lost the cells which merged ones cover, and whose other cells hold line breaks.

Their rows have one tab less for each label that stands above: so many tabs as whole lines have make a row. A line with fewer
is the beginning of one, and the lines below it go on until there are so many.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from extract.document import FoundTable, Row
from extract.readers.broken_rows import cells_of_lines
from ontology.forms import column_role, head_targets
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADINGS = frozenset({"level1", "level2", "level3"})
_FEWEST_TABS = 3
_FEWEST_BROKEN = 2
"""Broken rows from which a table is one of this kind."""
_LONGEST_ROW = 6
"""Lines of one row."""
_MOST_HEADER = 6
_COVERED = 3
"""How many cells merged ones may cover: labels of both levels, and one down the side."""


def ragged_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at) if lines[at].count("\t") >= _FEWEST_TABS and _heads(lines[at]) else None
        found += [table] if table else []
        at = table.stop if table else at + 1
    return found


def _table_at(lines: Sequence[str], at: int) -> FoundTable | None:
    """The table whose header begins at a line, over one line or several; None where none does."""
    for begin in range(at + 1, min(at + _MOST_HEADER, len(lines))):
        if _is_label(lines[begin]) and head_targets((head := _row(lines, at, begin, 1)).texts):
            return _below(lines, at, begin, head)
        if "\t" not in lines[begin] and not lines[begin].strip():
            return None
    return None


def _heads(line: str) -> bool:
    """Whether a line holds a heading of names or levels."""
    return any(column_role(cell.strip()) in _HEADINGS for cell in line.split("\t"))


def _below(lines: Sequence[str], at: int, begin: int, head: Row) -> FoundTable | None:
    """The table of a header from `at` on to `begin` and the rows below it; None where no rows are broken."""
    most = sum(line.count("\t") for line in lines[at:begin])
    stop = next((number for number in range(begin, len(lines)) if not lines[number].strip()), len(lines))
    counts = Counter(line.count("\t") for line in lines[begin:stop])
    whole = {count for count in counts if _FEWEST_TABS <= count <= most and most - count <= _COVERED}
    spans = list(_spans(lines, begin, stop, frozenset(whole)))
    broken = sum(end - start > 1 for start, end in spans)
    if broken < _FEWEST_BROKEN or 2 * broken > len(spans):
        return None
    rows = (head, *(_row(lines, start, end, number) for number, (start, end) in enumerate(spans, 2)))
    return FoundTable(rows, at, spans[-1][1])


def _spans(lines: Sequence[str], begin: int, stop: int, whole: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The lines of each row, as long as rows follow one another."""
    at = begin
    while at < stop:
        count, end = lines[at].count("\t"), at + 1
        while count not in whole and end < min(stop, at + _LONGEST_ROW) and not _is_label(lines[end]):
            count += lines[end].count("\t")
            end += 1
        if count not in whole:
            return
        yield at, end
        at = end


def _is_label(line: str) -> bool:
    """Whether a line begins with a level's label."""
    first = line.partition("\t")[0].strip()
    return bool(levels(first)) and column_role(first) is None


def _row(lines: Sequence[str], start: int, stop: int, number: int) -> Row:
    cells: list[list[tuple[str, int]]] = []
    for at in range(start, stop):
        first, *others = lines[at].split("\t")
        if cells:
            cells[-1].append((first, at))
        else:
            cells.append([(first, at)])
        cells += [[(text, at)] for text in others]
    return Row(tuple(cells_of_lines(cells)), number)
