"""Tables with tabs between cells that have lost the cells which merged ones cover, and whose other cells hold line breaks.

Their rows have one tab less for each label that stands above: so many tabs as whole lines have make a row. A line with fewer
is the beginning of one, and the lines below it go on until there are so many.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from extract.document import FoundTable
from extract.readers.broken_rows import lines_to_row
from ontology.forms import column_role, head_targets
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extract.document import Row

_HEADINGS = frozenset({"level1", "level2", "level3"})
_FEWEST_TABS = 3
_FEWEST_BROKEN = 2
"""Broken rows from which a table is one of this kind."""
_LONGEST_ROW = 6
"""Lines of one row."""
_MOST_HEADER = 6
_LOOKED_AT = 1_000
"""Lines below a header that tell how many tabs its rows have."""
_COVERED = 3
"""How many cells merged ones may cover: labels of both levels, and one down the side."""


def ragged_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        headed = lines[at].count("\t") >= _FEWEST_TABS and _heads(lines[at])
        table, at = _table_at(lines, at) if headed else (None, at + 1)
        found += [table] if table else []
    return found


def _table_at(lines: Sequence[str], at: int) -> tuple[FoundTable | None, int]:
    """The table whose header begins at a line, over one line or several, or None; and the line up to which none begins."""
    for begin in range(at + 1, min(at + _MOST_HEADER, len(lines))):
        if _is_label(lines[begin]) and head_targets((head := lines_to_row(lines, at, begin, 1)).texts):
            return _below(lines, at, begin, head)
        if "\t" not in lines[begin] and not lines[begin].strip():
            break
    return None, at + 1


def _heads(line: str) -> bool:
    """Whether a line holds a heading of names or levels."""
    return any(column_role(cell.strip()) in _HEADINGS for cell in line.split("\t"))


def _below(lines: Sequence[str], at: int, begin: int, head: Row) -> tuple[FoundTable | None, int]:
    """The table of a header from `at` on to `begin` and the rows below it, None where no rows are broken; the line behind them."""
    most = sum(line.count("\t") for line in lines[at:begin])
    counts = {line.count("\t") for line in takewhile(str.strip, lines[begin : begin + _LOOKED_AT])}
    whole = frozenset(count for count in counts if max(_FEWEST_TABS, most - _COVERED) <= count <= most)
    spans = list(_spans(lines, begin, whole))
    broken = sum(end - start > 1 for start, end in spans)
    stop = spans[-1][1] if spans else begin
    if broken < _FEWEST_BROKEN or 2 * broken > len(spans):
        return None, stop
    rows = (head, *(lines_to_row(lines, start, end, number) for number, (start, end) in enumerate(spans, 2)))
    return FoundTable(rows, at, stop), stop


def _spans(lines: Sequence[str], begin: int, whole: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The lines of each row, as long as rows follow one another."""
    at = begin
    while at < len(lines) and lines[at].strip():
        count, end = lines[at].count("\t"), at + 1
        while count not in whole and end < min(len(lines), at + _LONGEST_ROW) and _goes_on(lines[end]):
            count += lines[end].count("\t")
            end += 1
        if count not in whole:
            return
        yield at, end
        at = end


def _goes_on(line: str) -> bool:
    return bool(line.strip()) and not _is_label(line)


def _is_label(line: str) -> bool:
    """Whether a line begins with a level's label."""
    first = line.partition("\t")[0].strip()
    return bool(levels(first)) and column_role(first) is None
