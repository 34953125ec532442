"""Tables with commas between cells in a text, as workbooks are dumped sheet after sheet; quoted cells may hold commas and lines."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Cell, FoundTable, Place, Row, printed
from ontology.forms import head_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 4


class _Record(NamedTuple):
    """The cells of a record, and the lines that it takes (index, end excluded)."""

    cells: list[str]
    start: int
    stop: int


def comma_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order: the records around a header that have as many cells."""
    if not any(head_targets(line.split(",")) for line in lines if line.count(",") >= _FEWEST_COLUMNS - 1):
        return []
    try:
        records = list(_records(lines))
    except csv.Error:
        return []
    found: list[FoundTable] = []
    at = 0
    while at < len(records):
        width, stop = len(records[at].cells), at + 1
        while stop < len(records) and len(records[stop].cells) == width:
            stop += 1
        run = records[at:stop]
        if width >= _FEWEST_COLUMNS and len(run) >= _FEWEST_ROWS and any(head_targets(record.cells) for record in run):
            held = filter(None, (tuple(_cells(record)) for record in run))
            rows = tuple(Row(cells, number) for number, cells in enumerate(held, 1))
            found.append(FoundTable(rows, run[0].start, run[-1].stop))
        at = stop
    return found


def _records(lines: Sequence[str]) -> Iterator[_Record]:
    reader = csv.reader(line + "\n" for line in lines)
    start = 0
    for cells in reader:
        yield _Record(cells, start, reader.line_num)
        start = reader.line_num


def _cells(record: _Record) -> Iterator[Cell]:
    for column, stored in enumerate(record.cells):
        if text := printed(stored):
            yield Cell(text, column, Place(line=record.start + 1))
