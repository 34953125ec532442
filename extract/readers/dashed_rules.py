"""Tables whose columns a rule of dashes tells, below their first row, as converters of word processors' files write them.

Where a whole rule stands above the first row, a row may fill several lines, blank lines stand between rows, and a whole rule ends
the table. Elsewhere each line is a row, and a blank line or a rule ends it.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from extract.document import Cell, FoundTable, Place, Row
from extract.readers.grid_lines import FILLER, WIDE, with_fillers
from extract.readers.spans import as_cell, text_to_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARTED = re.compile(r" *-{2,}(?: +-{2,})+ *")
_WHOLE = re.compile(r" *-{6,} *")
_DASHES = re.compile(r"-+")
_MOST_HEADINGS = 6
"""Lines of a first row."""
_MOST_LINES = 20_000
_FEWEST_ROWS = 2


def dashed_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        table = _table_at(lines, at) if "--" in lines[at] and _PARTED.fullmatch(lines[at]) else None
        found += [table] if table else []
        at = max(at + 1, table.stop) if table else at + 1
    return found


def _table_at(lines: Sequence[str], rule: int) -> FoundTable | None:
    """The table whose columns the rule at a line tells, or None."""
    start = rule
    while (
        start and rule - start <= _MOST_HEADINGS and lines[start - 1].strip() and not _WHOLE.fullmatch(lines[start - 1])
    ):
        start -= 1
    framed = start > 0 and _WHOLE.fullmatch(lines[start - 1]) is not None
    start = start if framed else max(rule - 1, 0)
    if start == rule or not lines[start].strip():
        return None
    stop = _end(lines, rule + 1, framed=framed)
    if stop is None:
        return None
    below = range(rule + 1, stop)
    apart = framed and any(not lines[at].strip() for at in below)
    groups = [list(range(start, rule)), *(_groups(lines, below) if apart else ([at] for at in below))]
    rows = next(filter(None, (_rows(lines, groups, lines[rule], kinds) for kinds in WIDE)), ())
    closed = stop < len(lines) and bool(lines[stop].strip())
    return FoundTable(rows, start - framed, stop + closed) if len(rows) >= _FEWEST_ROWS else None


def _end(lines: Sequence[str], at: int, *, framed: bool) -> int | None:
    """The line behind the rows that begin at a line; None where a frame is not closed."""
    for number in range(at, min(len(lines), at + _MOST_LINES)):
        if _WHOLE.fullmatch(lines[number]) or _PARTED.fullmatch(lines[number]):
            return number
        if not framed and not lines[number].strip():
            return number
    return None if framed else min(len(lines), at + _MOST_LINES)


def _groups(lines: Sequence[str], below: range) -> Iterator[list[int]]:
    """The lines between blank ones."""
    for held, group in groupby(below, key=lambda at: bool(lines[at].strip())):
        if held:
            yield list(group)


def _rows(lines: Sequence[str], groups: Sequence[Sequence[int]], rule: str, kinds: str) -> tuple[Row, ...]:
    """The rows of groups of lines under the columns of a rule; none where a text crosses these."""
    starts = [run.start() for run in _DASHES.finditer(rule)]
    drawn = {at: with_fillers(lines[at], kinds) for group in groups for at in group}
    if any(line[edge - 1 : edge].strip() for line in drawn.values() for edge in starts if edge):
        return ()
    edges = [*starts, max(map(len, drawn.values()), default=0) + 1]
    rows = (tuple(_cells({at: drawn[at] for at in group}, edges)) for group in groups)
    return tuple(Row(cells, number) for number, cells in enumerate(filter(None, rows), 1))


def _cells(drawn: dict[int, str], edges: Sequence[int]) -> Iterator[Cell]:
    for column, (left, right) in enumerate(pairwise(edges)):
        held = {at: text for at, line in drawn.items() if (text := line[left:right].replace(FILLER, "").strip())}
        if whole := text_to_lines("\n".join(held.values())):
            yield as_cell(whole, column, Place(line=min(held) + 1))
