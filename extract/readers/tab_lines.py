"""Tables in which a line with nothing but a tab stands between two cells of a row, as a browser gives the text of a page.

Several tabs hold blank cells between them. Where cells hold paragraphs, a blank line stands behind each of them, and one more behind
the last of a row.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from extract.document import FoundTable, Row, printed
from extract.form import SECTION, TABLE_NUMBER, is_title
from extract.readers.broken_rows import cells_of_lines
from ontology.forms import head_targets
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Cells = list[list[tuple[str, int]]]
    """For each cell of a row its lines, with their indices."""

_FEWEST_TABS = 2
_FEWEST_ROWS = 3


def tab_line_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    held = [at for at, line in enumerate(lines) if line.rstrip("\r")]
    tabs = [lines[at].count("\t") if not lines[at].strip(" \r\t") else 0 for at in held]
    if sum(map(bool, tabs)) < _FEWEST_TABS * _FEWEST_ROWS:
        return []
    rows = _rows(lines, list(zip(held, tabs, strict=True)), _blank_before_rows(held, tabs))
    parts = (part for row in rows for part in _without_title(row))
    runs = [list(run) for together, run in groupby(parts, key=lambda row: len(row) > 1) if together]
    tables = [_to_table(run) for run in runs]
    # Where one table is printed so all are, and the forms above them.
    return [table for table in tables if table.rows] if any(map(_is_of_indicators, tables)) else []


def _blank_before_rows(held: Sequence[int], tabs: Sequence[int]) -> int:
    """How many empty lines stand before most of the texts that no tab stands before, but one behind."""
    gaps = Counter(
        held[at] - held[at - 1] - 1
        for at in range(1, len(held) - 1)
        if not tabs[at - 1] and not tabs[at] and tabs[at + 1]
    )
    return max(gaps, key=lambda gap: (gaps[gap], gap), default=0)


def _rows(lines: Sequence[str], held: Sequence[tuple[int, int]], blank: int) -> Iterator[Cells]:
    """All texts in rows: a tab leads to the next cell, so many empty lines without one to the next row."""
    row: Cells = [[]]
    for (before, _), (at, tabs) in pairwise([(-1, 0), *held]):
        text = printed(lines[at])
        if tabs:
            row += [[] for _ in range(tabs)]
        elif (row[-1] and at - before - 1 >= blank) or (levels(text) and not any(row[-_FEWEST_TABS:])):
            yield row
            row = [[(lines[at], at)]]
        elif row[-1] and (is_title(text) or TABLE_NUMBER.fullmatch(text) or SECTION.match(text)):  # between two tables
            yield row
            yield [[(lines[at], at)]]
            row = [[]]
        else:
            row[-1].append((lines[at], at))
    yield row


def _without_title(row: Cells) -> Iterator[Cells]:
    """A header, and before it what stands above its first heading; any other row as it is."""
    if len(row[0]) > 1 and head_targets([printed("".join(line for line, _ in cell)) for cell in row[1:]]):
        yield [row[0][:-1]]
        yield [row[0][-1:], *row[1:]]
    else:
        yield row


def _to_table(rows: Sequence[Cells]) -> FoundTable:
    found = [Row(cells, number) for number, row in enumerate(rows, 1) if (cells := tuple(cells_of_lines(row)))]
    numbers = [at for row in rows for cell in row for _, at in cell]
    return FoundTable(tuple(found), min(numbers, default=0), max(numbers, default=0) + 1)


def _is_of_indicators(table: FoundTable) -> bool:
    """Whether enough rows stand below headings of indicators."""
    return len(table.rows) >= _FEWEST_ROWS and any(head_targets(row.texts) for row in table.rows)
