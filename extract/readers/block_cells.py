"""Tables with tabs between cells some of which hold paragraphs: a browser gives these on lines of their own, blank ones around.

A line that ends with a tab waits for such a cell, and one that begins with a tab goes on behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import FoundTable, Row, printed
from extract.form import is_title
from extract.pages import is_page_number
from extract.readers.broken_rows import cells_of_lines
from ontology.forms import head_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    Cells = list[list[tuple[str, int]]]
    """For each cell of a row its lines, with their indices."""

_FEWEST_COLUMNS = 3
_FEWEST_BLOCKS = 2
_LONGEST_BLOCK = 12
"""Lines of a cell that holds paragraphs."""
_LONGEST_END = 20
"""Characters of the last cell of a table."""


def block_cell_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    held = [at for at, line in enumerate(lines) if line.strip(" \r")]
    found: list[FoundTable] = []
    first = 0
    while first < len(held):
        line = lines[held[first]]
        tabs = line.count("\t")
        heads = tabs + 1 >= _FEWEST_COLUMNS and head_targets(map(printed, line.split("\t")))
        reader = _Reader(lines, held, tabs + 1) if heads else None
        stop = reader.read(first) if reader else first + 1
        if reader and reader.blocks >= _FEWEST_BLOCKS:
            rows = tuple(Row(tuple(cells_of_lines(row)), number) for number, row in enumerate(reader.rows, 1))
            found.append(FoundTable(rows, held[first], held[stop - 1] + 1))
        first = max(stop, first + 1)
    return found


class _Reader:
    """Reads the rows below one header, as wide as that."""

    def __init__(self, lines: Sequence[str], held: Sequence[int], width: int) -> None:
        self._lines, self._held, self._width = lines, held, width
        self.rows: list[Cells] = []
        self.blocks = 0
        """Cells that hold paragraphs."""

    def read(self, first: int) -> int:
        """Read rows from the header at a place on; the place after the last of them."""
        at = first
        while at < len(self._held):
            number = self._held[at]
            line = self._lines[number].strip(" \r")
            if "\t" in line and not (line.startswith("\t") and self._goes_on(at)):
                self.rows.append([[(text, number)] for text in line.split("\t")])
            elif "\t" in line:
                end, *others = line.split("\t")
                self.rows[-1][-1].append((end, number))
                self.rows[-1] += [[(text, number)] for text in others]
            elif self._apart(at) and is_page_number(line) and not line.isdecimal():
                pass
            elif self._apart(at) and is_title(line):  # another form begins
                break
            elif self._ends_with_block(at):
                self.blocks += not self._within_block()
                self.rows[-1][-1].append((line, number))
            elif self._begins_with_block(at):
                self.blocks += 1
                self.rows.append([[(line, number)]])
            else:
                break
            at += 1
        return at

    def _apart(self, at: int) -> bool:
        """Whether a blank line stands before a place."""
        return at > 0 and self._held[at] - self._held[at - 1] > 1

    def _waits(self) -> bool:
        """Whether the last row's last cell is blank so far."""
        return bool(self.rows) and not any(text.strip() for text, _ in self.rows[-1][-1])

    def _within_block(self) -> bool:
        """Whether the last row's last cell has its text from lines of their own."""
        return bool(self.rows) and len(self.rows[-1][-1]) > 1

    def _goes_on(self, at: int) -> bool:
        """Whether a line that begins with a tab goes on with the last row, which has room for its cells, and begins none itself."""
        if not self.rows or len(self.rows[-1]) + self._line(at).count("\t") > self._width:
            return False
        return self._apart(at) and (self._waits() or self._within_block() or len(self.rows[-1]) == 1)

    def _ends_with_block(self, at: int) -> bool:
        """Whether a text is of the last cell of the row so far: a tab follows within that row, or the next row does."""
        if not (self._within_block() or (self._waits() and self._apart(at))):
            return False
        following = next((place for place in range(at + 1, at + _LONGEST_BLOCK) if "\t" in self._line(place)), None)
        text, last = self._line(at), len(self.rows[-1]) == self._width
        if following is None:
            return self._waits() and last and len(text) <= _LONGEST_END and not re.search("[:：]", text)
        # What stands right before a tab behind the last column begins the next row.
        return following > at + 1 or not last if self._line(following).startswith("\t") else following == at + 1 or last

    def _begins_with_block(self, at: int) -> bool:
        return bool(self.rows) and self._apart(at) and self._line(at + 1).startswith("\t")

    def _line(self, at: int) -> str:
        return self._lines[self._held[at]] if at < len(self._held) else ""
