"""Pipe tables in which each line of a wrapped cell is a row of its own, as conversions of a PDF by its lines leave them.

1. Below a header of names, targets and levels, rows of as many fields belong to the table, over rules, pages and headers printed anew.
2. A text without pipes is what a line's end left of a cell that fills its column (生态效益指 | …, and 标 below it).
3. The fields are the parts of a layout whose columns are known; its rows are found as those of any laid-out table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import FoundTable, Table, printed
from extract.form import SECTION, is_title
from extract.pages import is_page_number
from extract.readers.laid_out import grid_to_table
from extract.readers.laid_out_columns import Grid, Part
from extract.readers.places import moved
from ontology.forms import column_role, field_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_FIELDS = 4
_FEWEST_TORN = 2
"""Labels torn between two rows, and texts without pipes, from which lines are taken for rows."""
_LONGEST_REST = 8
_MOST_BLANK = 3
_NO_COLUMN = -1
_BEGINNING = frozenset({"level1", "level2", "level3"})
_FAR = 1000
"""How far the columns stand apart, in signs: no cell is as long."""


@dataclass(slots=True)
class _Lines:
    """The lines of a table: of each its fields by column, and where it stands in the text; a text without pipes has column -1."""

    heads: list[str]
    halves: tuple[str, ...] = ()
    fields: list[dict[int, str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    rules: int = 0
    """How many rules stand among the rows, as converters put one below the first row of each piece of a table."""

    def add(self, fields: dict[int, str], place: int) -> None:
        """Take the next line."""
        self.fields.append(fields)
        self.places.append(place)

    @property
    def rests(self) -> int:
        """How many have no pipes and stand between two that have."""
        return sum(_NO_COLUMN in fields for fields in self.fields[:-1])

    def drop_heads(self) -> None:
        """Drop the lines above the first label or name: they sum up what a department's projects have."""
        roles = {at: column_role(head) for at, head in enumerate(self.heads)}
        begun = (at for at, line in enumerate(self.fields) if any(roles.get(column) in _BEGINNING for column in line))
        first = next(begun, 0)
        del self.fields[:first], self.places[:first]

    def put_rests(self) -> None:
        """Put what has no pipes below the cell of the line above that it ends: a label, else what fills its column."""
        widths = [max((len(line.get(at, "")) for line in self.fields), default=0) for at in range(len(self.heads))]
        for above, line in pairwise(self.fields):
            if (rest := line.pop(_NO_COLUMN, None)) is None:
                continue
            open_cells = {at: text for at, text in above.items() if not text.endswith("指标")}
            labels = [at for at, text in open_cells.items() if levels(text + rest) and text + rest != rest]
            filled = [at for at, text in open_cells.items() if len(text) > 1 and len(text) == widths[at]]
            names = [at for at, head in enumerate(self.heads) if column_role(head) == "level3"]
            line[next(iter([*labels, *filled, *names]))] = rest


def wrapped_pipe_tables(lines: Sequence[str]) -> list[FoundTable]:
    """The tables of this kind in lines, in order."""
    found: list[FoundTable] = []
    at = 0
    while at < len(lines):
        heads = _fields(lines[at])
        if len(heads) < _FEWEST_FIELDS or not _is_header(heads):
            at += 1
            continue
        held, stop = _lines_below(lines, at, heads)
        if table := _table(held, at, stop):
            found.append(table)
        at = stop
    return found


def _table(held: _Lines, at: int, stop: int) -> FoundTable | None:
    """The table of lines with their header at `at`; None where each line is a row, as in other tables."""
    heads = held.heads
    if _torn_labels(held) + held.rests + bool(held.rests and held.rules) < _FEWEST_TORN:
        return None
    held.put_rests()
    held.drop_heads()
    headings = tuple(printed(head + half) for head, half in zip(heads, held.halves or [""] * len(heads), strict=True))
    roles = tuple(map(column_role, headings))
    parts = tuple(tuple(_column_parts(held, column)) for column in range(len(heads)))
    if "value" not in roles or not (parts[roles.index("level3")] and parts[roles.index("value")]):
        return None
    read = grid_to_table(Grid(headings, roles, parts, 1), 0, (0, len(held.fields)), halved=0)
    if read is None or read[1] is None:
        return None
    places = [at, *held.places]
    (table,) = moved([Table(read[1].rows, 1)], lambda line: places[line - 1] + 1)
    return FoundTable(table.rows, at, stop) if isinstance(table, Table) else None


def _lines_below(lines: Sequence[str], at: int, heads: list[str]) -> tuple[_Lines, int]:
    """The lines of the table whose header is at `at`, and the line behind the last of them."""
    held = _Lines(heads)
    stop, blank = at + 1, 0
    for number in range(at + 1, len(lines)):
        fields = _fields(lines[number])
        text = lines[number].strip()
        blank = 0 if text else blank + 1
        if len(fields) == len(heads):
            if not held.fields and not held.halves and _are_halves(fields, heads):
                held.halves = tuple(fields)
            elif _is_rule(text):
                held.rules += bool(held.fields)
            elif not (_is_header(fields) or tuple(fields) == held.halves):
                held.add({column: field for column, field in enumerate(fields) if field}, number)
            stop = number + 1
        elif text and not is_page_number(text):
            if fields or not held.fields or not _is_rest(text):
                break
            held.add({_NO_COLUMN: text}, number)
            stop = number + 1
        elif blank > _MOST_BLANK:
            break
    return held, stop


def _fields(line: str) -> list[str]:
    """The fields of a line between outer pipes; none of another one."""
    text = line.strip()
    if len(text) < 2 or text[0] != "|" or text[-1] != "|":  # noqa: PLR2004 - the pipes
        return []
    return [printed(field) for field in text[1:-1].split("|")]


def _is_rule(text: str) -> bool:
    return set(text) <= set("|:- ")


def _is_header(fields: Sequence[str]) -> bool:
    roles = set(map(column_role, fields))
    in_one = [column_role(field) for field in fields].count("level3") == 1
    return {"level3", "value"} <= roles and not roles.isdisjoint({"level1", "level2"}) and in_one


def _are_halves(fields: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether a row holds nothing but the ends of headings."""
    ends = [(head, end) for head, end in zip(heads, fields, strict=True) if end]
    return bool(ends) and all(head and column_role(printed(head + end)) and not column_role(end) for head, end in ends)


def _is_rest(text: str) -> bool:
    if len(text) > _LONGEST_REST or " " in text or SECTION.match(text):
        return False
    return not (is_title(text) or field_role(text) or levels(text))


def _torn_labels(held: _Lines) -> int:
    """How many labels stand in halves on two lines."""
    columns = [at for at, head in enumerate(held.heads) if column_role(head) in ("level1", "level2")]
    pairs = zip(held.fields, held.fields[1:], strict=False)
    cells = [(above.get(at, ""), below.get(at, "")) for above, below in pairs for at in columns]
    return sum(bool(one and other and levels(one + other)) and not levels(other) for one, other in cells)


def _column_parts(held: _Lines, column: int) -> Iterator[Part]:
    for line, fields in enumerate(held.fields, 1):  # the header stands on line 0
        if text := fields.get(column):
            yield Part(text, column * _FAR, column * _FAR + len(text), line)
