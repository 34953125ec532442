"""Tables that a conversion of a web page printed with a pipe behind each cell become rows of cells.

Such text has no rule below the header and no pipe before a row. A cell may fill several lines and a row may; what tells the rows
apart is that each has as many pipes as the table has columns: a cell that spans columns, and the end of a row whose first cells
a merged one above covers, are made up for by pipes without text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import printed
from extract.form import TABLE_NUMBER, is_title
from ontology.forms import column_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3
_FEWEST_LINES = 8
"""Lines of a table that ends none of its rows."""
_LONGEST_FORM = 200
"""Lines of a form above the header of its indicators."""
_MANY_PIPES, _MOST_LEFT_OUT = 6, 2
"""Pipes of rows from which some may lack so many blank cells at their end."""
_KNOWN = 4
"""Of so many headings one may be unknown."""
_MOST_ABOVE = 40
"""Rows of a form above that header."""
_SPARE = 1
"""Pipes by which rows may differ whose last ones make up for cells, as where a merged cell was counted twice or not at all."""
_ANY = 100
"""That they may differ as they will: such pipes alone tell where rows end."""
_LONGEST_ROW = 40
"""Lines of one row."""
_MOST_BROKEN = 4
"""Lines over which the first cell of a row may be broken: a label down the side."""
_MOST_LETTERS = 8
"""Lines over which it may be broken sign by sign."""
_LONGEST_BROKEN = 30
"""Characters of a line without a pipe that may be the beginning of a row's first cell."""


@dataclass(frozen=True, slots=True)
class PipedCell:
    """A cell's text, its column in its own row (from 0), and the index of the line on which it begins."""

    text: str
    column: int
    line: int


@dataclass(frozen=True, slots=True)
class _Reading:
    """Rows found with a supposed number of columns, each from its first line to the line after its last."""

    columns: int
    rows: tuple[tuple[int, int], ...]

    @property
    def stop(self) -> int:
        return self.rows[-1][1] if self.rows else 0


def pipes_between(lines: Sequence[str]) -> list[str]:
    """The lines with tabs for pipes where these stand between the cells of rows, as many in each, and not behind the last.

    Rows may lack blank cells at their end.
    """
    tabbed = list(lines)
    at = 0
    while at < len(lines):
        count, stop = lines[at].count("|"), at + 1
        while count and stop < len(lines) and _has_row(lines[stop], count):
            stop += 1
        if count + 1 >= _FEWEST_COLUMNS and stop - at >= _FEWEST_ROWS and _stand_between(lines[at:stop]):
            tabbed[at:stop] = ["\t".join(cell.strip() for cell in line.split("|")) for line in lines[at:stop]]
        at = stop
    return tabbed


def _has_row(line: str, pipes: int) -> bool:
    """Whether a line has so many pipes, or somewhat fewer, or fewer behind a blank cell with which no form begins a row."""
    count = line.count("|")
    most = _MOST_LEFT_OUT if pipes >= _MANY_PIPES else 0
    return pipes - most <= count <= pipes or (_FEWEST_COLUMNS <= count < pipes and line.lstrip().startswith("|"))


def _stand_between(lines: Sequence[str]) -> bool:
    """Whether some line begins and ends with a cell; where the first or the last cell is blank, its pipe stands at the edge."""
    return any(not _is_piece(line) and not line.lstrip().startswith("|") for line in lines)


def pipes_behind(lines: Sequence[str]) -> list[str]:
    """The lines with each pipe behind its cell, where a conversion printed a cell a line and the pipe before the next one."""
    before = [_begins_with_pipe(line) for line in lines]
    if sum(before) < _FEWEST_LINES or 2 * sum(before) < sum("|" in line for line in lines):
        return list(lines)
    moved = list(lines)
    above: int | None = None
    for at, line in enumerate(lines):
        if above is not None and before[at] and not _is_piece(moved[above]):
            moved[above] += " |"
            moved[at] = line.replace("|", "", 1)
        above = at if line.strip() else above
    return moved


def _begins_with_pipe(line: str) -> bool:
    """Whether a line is a cell with nothing but a pipe before it."""
    return line.lstrip().startswith("|") and line.count("|") == 1 and line.strip("| \t") != ""


def piped_rows(lines: Sequence[str], at: int) -> tuple[list[list[PipedCell]], int]:
    """The rows of the table that begins at a line, and the line after it; none and the same line where none does."""
    if not (_is_piece(lines[at]) or _is_broken_heading(lines, at) or _is_framed_above_pipe(lines, at)):
        return [], at
    best = _best(lines, at, spare=0)
    for spare in (_SPARE, _ANY):
        if best is None or _goes_on(lines, best):
            loose = _best(lines, at, spare)
            if loose and (spare == _SPARE or _ends_rows_alone(lines[at : loose.stop])):
                best = loose if best is None or _is_longer(lines, loose, best) else best
    if best is None or _is_a_cell_a_line(lines[at : best.stop]):
        return [], at
    rows = [*best.rows, *_cut_off(lines, best)]
    # A frame alone on its line is left out with that line.
    begins = [start + _is_frame_alone(lines, at, start) for start, _ in rows]
    return [list(_cells(lines, begin, stop)) for begin, (_, stop) in zip(begins, rows, strict=True)], rows[-1][1]


def _best(lines: Sequence[str], at: int, spare: int) -> _Reading | None:
    """The reading of the rows from a line on that heads most and has most rows."""
    supposed = [columns + more for columns in _supposed(lines, at) for more in range(min(spare, _SPARE) + 1)]
    readings = (_read(lines, at, columns, spare) for columns in dict.fromkeys(supposed))
    whole = [reading for reading in readings if len(reading.rows) >= _FEWEST_ROWS]
    return max(whole, key=lambda reading: (_heads(lines, reading), len(reading.rows), reading.stop), default=None)


def _goes_on(lines: Sequence[str], reading: _Reading) -> bool:
    """Whether a cell stands on the line behind a reading's rows too, its pipe perhaps below it: not all rows have as many pipes."""
    behind = lines[reading.stop : reading.stop + 2]
    return bool(behind) and (_is_piece(behind[0]) or [line.strip() for line in behind[1:]] == ["|"])


def _is_longer(lines: Sequence[str], reading: _Reading, other: _Reading) -> bool:
    return reading.stop > other.stop and _heads(lines, reading) >= _heads(lines, other)


def _ends_rows_alone(lines: Sequence[str]) -> bool:
    """Whether each line holds a cell at most, but for those that end a row with pipes that make up for others."""
    return all(_made_up(line) or _pipes(line) <= 1 for line in lines)


def _is_broken_heading(lines: Sequence[str], at: int) -> bool:
    """Whether a line without a pipe and the next one, which has one, are a heading in the first cell of a table."""
    if not _belongs(lines, at, begun=False):
        return False
    following = lines[at + 1].partition("|")[0] if at + 1 < len(lines) else ""
    return column_role(printed(lines[at] + following)) is not None


def _heads(lines: Sequence[str], reading: _Reading) -> int:
    """The headings of the row that is a header as a whole: it heads names and targets, and holds hardly anything but headings."""
    for start, stop in reading.rows[:_MOST_ABOVE]:
        roles = [column_role(printed(cell.text)) for cell in _cells(lines, start, stop)]
        unknown = roles.count(None)
        if "level3" in roles and "value" in roles and unknown * _KNOWN <= len(roles):
            return len(roles) - unknown
    return 0


def piped_cells(lines: Sequence[str], at: int) -> tuple[list[tuple[PipedCell, int]], int]:
    """The cells of a table that ends none of its rows, each with the blank ones behind it, and the line after the table.

    So it is where each line holds one cell, and where only blank cells break the lines. None where no such table begins.
    """
    stop = _stop(lines, at, most_pipes=1)
    together = stop - at < _FEWEST_LINES and _runs_together(lines[at : at + _LONGEST_FORM])
    if together:
        stop = _stop(lines, at, most_pipes=None)
    held = sum(map(_pipes, lines[at:stop])) if together else stop - at
    if held < _FEWEST_LINES:
        return [], at
    cells = list(_cells(lines, at, stop, framed=False))
    places = [cell.column for cell in cells]
    blanks = [after - before - 1 for before, after in pairwise(places)]
    return list(zip(cells, [*blanks, 0], strict=True)), stop


def _stop(lines: Sequence[str], at: int, *, most_pipes: int | None) -> int:
    """The line after the last cell that ends in the lines from one on, as long as no line ends more cells."""
    stop = at
    while stop < len(lines) and _belongs(lines, stop, begun=False):
        if most_pipes is not None and _pipes(lines[stop]) > most_pipes:
            break
        stop += 1
    while stop > at and not _is_piece(lines[stop - 1]):
        stop -= 1
    return stop


def _is_a_cell_a_line(lines: Sequence[str]) -> bool:
    """Whether no line holds more than one cell, so that any number of columns would fit."""
    return all(_pipes(line) <= 1 for line in lines)


def _runs_together(lines: Sequence[str]) -> bool:
    """Whether a line holds a header and cells below it, so that the lines' ends tell nothing of rows."""
    for at, line in enumerate(lines):
        if not _belongs(lines, at, begun=False):
            return False
        roles = [column_role(printed(piece)) for piece in line.split("|") if piece.strip()]
        if "level3" in roles and "value" in roles and roles[-2:] == [None, None]:
            return True
    return False


def _is_piece(line: str) -> bool:
    """Whether a line ends with a cell's pipe."""
    return line.rstrip().endswith("|")


def _pipes(line: str) -> int:
    """The cells that end on a line; a pipe before the first one, as Markdown prints it, ends none."""
    return line.count("|") - _is_framed(line)


def _is_framed(line: str) -> bool:
    return line.startswith("| ") and line.strip("| \t") != ""


def _is_frame(lines: Sequence[str], start: int, number: int) -> bool:
    """Whether the pipe that begins a line of the row from `start` on stands before its cells, and ends no blank one."""
    return _is_framed(lines[number]) and _is_framed(lines[start])


def _is_frame_alone(lines: Sequence[str], first: int, at: int) -> bool:
    """Whether a row's line is nothing but the pipe before its first cell, in a table whose rows begin with one."""
    return lines[at].strip() == "|" and _is_framed(lines[first])


def _is_framed_above_pipe(lines: Sequence[str], at: int) -> bool:
    """Whether a line is the pipe before a row and its first cell, and the pipe behind that cell stands on the next line."""
    alone = at + 1 < len(lines) and lines[at + 1].strip() == "|"
    return alone and _is_framed(lines[at]) and lines[at].count("|") == 1


def _made_up(line: str) -> bool:
    """Whether a line ends with pipes that make up for cells, as only the end of a row does."""
    return line.replace(" ", "").endswith("||")


def _supposed(lines: Sequence[str], at: int) -> Iterator[int]:
    """The numbers of columns that the first row may have: it ends at the end of some line."""
    count = 0
    for line in lines[at : at + _LONGEST_ROW]:
        if not line.strip():
            return
        count += _pipes(line)
        if count >= _FEWEST_COLUMNS and _is_piece(line):
            yield count


def _read(lines: Sequence[str], at: int, columns: int, spare: int) -> _Reading:
    """The rows with so many columns, until a line doesn't fit.

    Rows that end with pipes that make up for cells may have up to `spare` more or fewer, and more where these are alone on a line.
    """
    rows: list[tuple[int, int]] = []
    start, count = at, 0
    for number in range(at, len(lines)):
        line = lines[number]
        if not _belongs(lines, number, begun=count > 0 or start < number):
            break
        alone = number == start and _is_frame_alone(lines, at, number)
        count += 0 if alone else line.count("|") - _is_frame(lines, start, number)
        ends = _made_up(line)
        allowed = spare if ends and _holds_text(lines, start, number) else 0
        blank = line.count("|") if spare and ends and not line.strip("| \t") else 0
        if (
            count > columns + max(allowed, blank)
            or number - start > _LONGEST_ROW
            or (count < columns - allowed and ends)
        ):
            break
        if count >= columns - allowed and _is_piece(line):
            rows.append((start, number + 1))
            start, count = number + 1, 0
    return _Reading(columns, tuple(rows))


def _holds_text(lines: Sequence[str], start: int, number: int) -> bool:
    return any(line.strip("| \t") for line in lines[start : number + 1])


def _cut_off(lines: Sequence[str], reading: _Reading) -> list[tuple[int, int]]:
    """The last row of a table whose end was cut off with the pipes that make up for cells, where it is there."""
    stop = reading.stop
    while stop < len(lines) and _is_piece(lines[stop]) and not is_title(lines[stop].partition("|")[0].strip()):
        if stop > reading.stop and _made_up(lines[stop]) and _pipes(lines[stop]) >= reading.columns:
            break  # a row of the next form, whole by itself
        stop += 1
    count = sum(_pipes(line) for line in lines[reading.stop : stop])
    return [(reading.stop, stop)] if _FEWEST_COLUMNS <= count < reading.columns else []


def _belongs(lines: Sequence[str], at: int, *, begun: bool) -> bool:
    """Whether a line can be part of a row: it ends with a cell, or is a cell's beginning that a line with a pipe ends."""
    if _is_piece(lines[at]):
        return True
    if "|" in lines[at]:
        return _is_framed_above_pipe(lines, at)
    if begun:  # but for the title of another form behind a cell that is whole
        text = lines[at].strip()
        return not (at and _is_piece(lines[at - 1]) and (is_title(text) or TABLE_NUMBER.fullmatch(text)))
    for count, line in enumerate(lines[at : at + _MOST_LETTERS]):
        if "|" in line:
            return True
        text = line.strip()
        if (
            not 0 < len(text) <= (_LONGEST_BROKEN if count < _MOST_BROKEN - 1 else 1)
            or text.endswith("。")
            or is_title(text)
            or TABLE_NUMBER.fullmatch(text)
        ):
            return False
    return False


def _cells(lines: Sequence[str], start: int, stop: int, *, framed: bool = True) -> Iterator[PipedCell]:
    """The cells that hold text; `framed`: a pipe that begins a line ends no cell."""
    text, first, column = "", start, 0
    for number in range(start, stop):
        line = lines[number][1:] if framed and _is_frame(lines, start, number) else lines[number]
        *ended, rest = line.split("|")
        for piece in ended:
            if (whole := text + piece).strip():
                yield PipedCell(whole, column, first if text.strip() else number)
            text, column = "", column + 1
        if rest.strip():
            first = first if text.strip() else number
            text += rest
