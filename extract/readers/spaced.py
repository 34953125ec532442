"""Tables whose columns only blanks hold apart, as layout-keeping PDF dumps print them, become rows with tabs.

1. A line with three or more parts, two blanks or more between them, may be the header: its parts' offsets are the columns.
2. The lines below it, up to a blank one, belong to it as long as each part begins at a column and ends before the next.
   Chinese characters are two wide, or one for some converters: the measure under which more lines fit is right.
3. Where such a table stands, other lines of parts are rows too: the fields of the form above it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.form import SECTION
from extract.printed_widths import width
from ontology.forms import field_role, heading_role
from ontology.framework import is_whole_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Measure = Callable[[str], int]

_PART = re.compile(r"[^ \u3000\xa0](?:[^ \u3000\xa0]|[ \u3000\xa0](?![ \u3000\xa0]|$))*")
_RULE = re.compile(r"[-\t]*-{3,}\t+-{3,}[-\t]*")
"""The rule that a conversion prints below a header."""
_BLANK = re.compile("[ \u3000\xa0]")
_HEADER_PARTS = 3
_FEWEST_PARTS = 2
"""Parts from which wide gaps hold a line's cells apart."""
_ROWS = 2
"""Lines of several parts, the header among them, that a table has more than."""
_TOLERANCE = 2
"""Half-width characters by which a part may begin off its column."""
_LONGEST_LINE = 2_000
_NEAR = 2
"""Lines above and below a label among which the other lines of its value stand."""
_FULL = 0.75
"""The share of the value's length that a full line of it has at least."""
_FIELDS = frozenset({"project", "project_code", "department", "supervisor", "amount"})


def spaced_to_tabbed(lines: list[str], *, laid_out: bool = False) -> tuple[list[str], frozenset[int]]:
    """The lines, those of tables held apart by blanks with tabs instead, and the indices of those; others as they are.

    `laid_out` says that such a table stands in the text already, so that lines of parts are the fields of its form.
    """
    lines = _with_whole_labels(lines)
    lines = _with_whole_fields(_with_whole_names(lines)) if laid_out else lines
    tabbed: dict[int, str] = {}
    at = 0
    while at < len(lines):
        rows = _table(lines, at) if len(parts(lines[at])) >= _HEADER_PARTS else []
        tabbed.update(enumerate(rows, at))
        at += max(1, len(rows))
    if not tabbed and not laid_out:
        return lines, frozenset()
    tabbed |= {at: re.sub("[^\t]", "", line) for at, line in tabbed.items() if _RULE.fullmatch(line)}
    return [tabbed.get(number) or _fields(line) for number, line in enumerate(lines)], frozenset(tabbed)


def _with_whole_labels(lines: list[str]) -> list[str]:
    """The lines with each field's label on one line, where its halves stand above and below the line of its value."""
    whole = list(lines)
    held = [parts(line) for line in lines]
    for at in range(1, len(lines) - 1):
        if len(held[at - 1]) != 1 or not held[at] or len(held[at + 1]) != 1:
            continue
        (above, start), (_, inside), (below, other) = (around[0] for around in held[at - 1 : at + 2])
        if {field_role(above), field_role(below)} & _FIELDS:
            continue
        if abs(start - other) <= _TOLERANCE and inside > start + len(above) and field_role(above + below) in _FIELDS:
            whole[at - 1 : at + 2] = ["", f"{lines[at - 1][:start]}{above}{below}   {lines[at][inside:]}", ""]
    return whole


def _with_whole_names(lines: list[str]) -> list[str]:
    """The lines with each project's name on the line of its label, where other lines of it stand above and below that."""
    whole = list(lines)
    for at, line in enumerate(lines):
        labelled = parts(line) if "项目" in line else []
        for (label, _), (value, start) in pairwise(labelled):
            if field_role(label) != "project":
                continue
            above, below = (_beginning_at(start, lines, at, step) for step in (-1, 1))
            if above is None or below is None or len(above[0]) < _FULL * len(value):
                continue
            end = start + len(value)
            whole[at] = f"{line[:start]}{above[0]}{value}{below[0]}{line[end:]}"
            for text, number in (above, below):
                whole[number] = whole[number][:start] + whole[number][start:].replace(text, "", 1)
    return whole


def _beginning_at(start: int, lines: list[str], at: int, step: int) -> tuple[str, int] | None:
    """The part, with its line, that begins a line near by in the column where another one begins; None where none does."""
    for number in range(at + step, at + step * (_NEAR + 1), step):
        held = parts(lines[number]) if 0 <= number < len(lines) else []
        if held and abs(held[0][1] - start) <= _TOLERANCE:
            return held[0][0], number
        if not held or held[0][1] < start:
            return None
    return None


def _with_whole_fields(lines: list[str]) -> list[str]:
    """The lines with each field's value on the line of its label, where it stands in lines above and below it."""
    whole = list(lines)
    for at in range(1, len(lines) - 1):
        upper, labelled, lower = (parts(line) for line in lines[at - 1 : at + 2])
        if len(upper) != 1 or len(lower) != 1:
            _put_name_together(whole, at, (upper, labelled, lower))
            continue
        (above, start), (below, other) = upper[0], lower[0]
        for (label, begin), following in zip(labelled, [*labelled[1:], None], strict=False):
            left, right = begin + len(label), following[1] if following else _LONGEST_LINE
            within = left < start < right and left < other < right and start + len(above) > other
            if within and field_role(label):
                whole[at - 1] = whole[at + 1] = ""
                rest = lines[at][right:] if following else ""
                whole[at] = f"{lines[at][:left]}   {above}{below}   {rest}".rstrip()
    return whole


def _put_name_together(lines: list[str], at: int, held: Sequence[list[tuple[str, int]]]) -> None:
    """Put a project's name on the line of its label that stands in lines above and below it, where these hold other parts too."""
    upper, labelled, lower = held
    for (label, begin), following in zip(labelled, [*labelled[1:], None], strict=False):
        left, right = begin + len(label), following[1] if following else _LONGEST_LINE
        above = next(((text, start) for text, start in upper if left < start < right), None)
        below = next(((text, start) for text, start in lower if left < start < right), None)
        if above is None or below is None or abs(above[1] - below[1]) > _TOLERANCE or field_role(label) != "project":
            continue
        if field_role(above[0]) or field_role(above[0] + below[0]) or _FULL * len(below[0]) > len(above[0]):
            continue
        for number, (text, start) in ((at - 1, above), (at + 1, below)):
            lines[number] = lines[number][:start] + " " * len(text) + lines[number][start + len(text) :]
        rest = lines[at][right:] if following else ""
        lines[at] = f"{lines[at][:left]}   {above[0]}{below[0]}   {rest}".rstrip()
        return


def _table(lines: list[str], at: int) -> list[str]:
    """The rows of the table that a line heads, by the measure that takes more of them; none where it heads none."""
    return max((_measured(lines, at, measure) for measure in MEASURES), key=len)


def _measured(lines: list[str], at: int, measure: Measure) -> list[str]:
    columns = [measure(lines[at][:start]) for _, start in parts(lines[at])]
    rows: list[str] = []
    for line in lines[at:]:
        found = [
            (text, _column(text, offset, columns, measure))
            for whole, start in parts(line)
            for text, offset in _apart(whole, measure(line[:start]), columns, measure)
        ]
        taken = {column: text for text, column in found if column is not None}
        if not found or len(taken) < len(found):
            break
        rows.append("\t".join(taken.get(column, "") for column in range(len(columns))))
    full = sum(row.strip("\t").count("\t") > 0 for row in rows)
    return rows if full > _ROWS else []


def _fields(line: str) -> str:
    texts = [text for text, _ in parts(line)]
    return "\t".join(texts) if len(texts) > 1 and not SECTION.match(texts[0]) else line


def _apart(text: str, offset: int, columns: list[int], measure: Measure) -> Iterator[tuple[str, int]]:
    """A part cut where a single blank stands before the beginning of a column, as where a cell fills its own."""
    starts = [start for start in columns if offset + _TOLERANCE < start]
    for blank in _BLANK.finditer(text):
        reached = offset + measure(text[: blank.end()])
        if any(abs(start - reached) < _TOLERANCE for start in starts):
            yield text[: blank.start()], offset
            yield from _apart(text[blank.end() :], reached, columns, measure)
            return
    yield text, offset


def _column(text: str, offset: int, columns: list[int], measure: Measure) -> int | None:
    """The column in which a part begins, where it also ends: running text does not."""
    for column, (start, end) in enumerate(pairwise([*columns, _LONGEST_LINE])):
        if abs(start - offset) <= _TOLERANCE:
            return column if offset + measure(text) <= end else None
    return None


def parts(line: str) -> list[tuple[str, int]]:
    """The parts of a line, each with the place of its first sign; none where tabs or pipes hold it apart, or in running text."""
    if "\t" in line or len(line) > _LONGEST_LINE or (line.count("|") > 1 and line.rstrip().endswith("|")):
        return []
    found = [(match[0], match.start()) for match in _PART.finditer(line.replace("\f", " "))]
    if len(found) < _FEWEST_PARTS or "指标" not in line:
        return found
    return [part for text, start in found for part in _labels_apart(text, start)]


def _labels_apart(text: str, start: int) -> list[tuple[str, int]]:
    """The headings, or the labels before a name, that single blanks hold apart in a part, as where each fills its column."""
    words = [(match[0], start + match.start()) for match in re.finditer("[^ \u3000\xa0]+", text)]
    if all(heading_role(word) for word, _ in words) or all(is_whole_label(word) for word, _ in words):
        return words
    named = next(at for at, (word, _) in enumerate(words) if not is_whole_label(word))
    return [*words[:named], (text[words[named][1] - start :], words[named][1])]


MEASURES = (width, len)
"""How wide converters take a text to be."""
