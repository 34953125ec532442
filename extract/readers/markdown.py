"""Markdown to Content: pipe tables, drawn tables, HTML tables, and everything else line by line as plain text is read.

1. What is not shown (comments, scripts) is blanked, line ends kept.
2. The lines are cut into pieces: pipe tables, drawn tables, pieces of HTML, runs of other lines.
3. Each piece is read on its own and moved to its lines. A line stays a paragraph of its own: forms print a field on each.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from extract.document import Block, Cell, Content, Heading, Place, Row, Table, formulas_to_text, printed
from extract.readers.dashed_rules import dashed_tables
from extract.readers.encoding import decode
from extract.readers.grid_lines import grid_stop, grid_table
from extract.readers.html import html_text_to_content
from extract.readers.latex_tables import formulas_apart, latex_to_html
from extract.readers.limits import LIMITS
from extract.readers.places import numbered, shifted
from extract.readers.plain import windows_to_parts
from extract.readers.spans import as_cell, text_to_lines
from extract.readers.text import text_to_blocks
from extract.readers.wrapped_pipes import wrapped_pipe_tables
from ontology.forms import column_role, field_role, head_targets
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[^`]*")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})")
_UNDERLINE = re.compile(r"\s{0,3}(?:={3,}|-{3,})\s*")
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:br|p|div|h[1-6]|li|ul|ol|center)\b[^<>]*>", re.IGNORECASE)
_PIPE = re.compile(r"(?<!\\)\|")
_TOKEN = re.compile(r"\\.|`+|\||[^\\`|]+|\\", re.DOTALL)
_FEWEST_SHORT, _SHORT = 2, 0.2
"""Rows, and the share of them, with fewer cells than the longest has, from which merged ones are left out."""
_MANY_PIPES = 12
"""Pipes of a line above which it may hold several rows."""
_LONG_DASHES = re.compile(r":?-{3,}:?")

_CUTS = (
    re.compile(r"\n[^\S\n]*\n(?=#{1,6}\s)"),
    re.compile(r"\n[^\S\n]*\n(?![^\S\n]*[<|])"),
    re.compile(r"\n"),
)
"""Where a long text is cut, the best place first: before a heading, at a blank line behind which no table goes on, at a line's end."""
_QUOTE = re.compile(r"^\s*(?:>\s)+")
_GAP = re.compile(r"\t|\s{2}")
"""What holds the cells of a line apart: a rule below them ends a table."""
_TARGETS = ("value", "history")  # that of a year may be the document's own
_CLOSING_MARKS = re.compile(r"\s+#+\s*$")
_IMAGE = re.compile(r"!\[[^\]\[]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\]\[]*)\]\([^()]*\)")
_DELETED = re.compile(r"~~(?=\S)[^~]*~~")
_EMPHASIS = re.compile(r"(?<![\\*])(\*{1,3})(?=[^\s*])([^*]*[^\s*\\])\1(?!\*)")
_CODE = re.compile(r"(?<!\\)`+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_to_content(data: bytes, name: str) -> Content:
    """Read a Markdown file; one without tables of its own is read as plain text is.

    Raises:
        UnreadableDocumentError: broken encoding, or more HTML than a document may hold.
    """
    text, warning = decode(data, name)
    warnings = [warning] if warning else []
    blocks = _text_to_blocks(_shown_text(text), name, warnings)
    return Content(blocks, tuple(dict.fromkeys(warnings)))


def markdown_to_parts(path: Path, name: str) -> Iterator[Content]:
    """Read a long Markdown file in windows, each cut before a heading or at a blank line between paragraphs where it can be.

    Raises:
        UnreadableDocumentError: broken encoding, or more HTML in a window than a document may hold.
    """
    text, warning = decode(path.read_bytes(), name)
    warnings: list[str] = []
    read = partial(_text_to_blocks, name=name, warnings=warnings)
    yield from windows_to_parts(_shown_text(text), name, (warning,) if warning else (), read, _CUTS)
    if warnings:
        yield Content((), tuple(dict.fromkeys(warnings)))


def _shown_text(text: str) -> str:
    shown = _UNSEEN.sub(lambda found: "\n" * found[0].count("\n"), formulas_to_text(formulas_apart(text)))
    return latex_to_html(shown)


def _text_to_blocks(text: str, name: str, warnings: list[str]) -> tuple[Block, ...]:
    return numbered(_lines_to_blocks(text.splitlines(), name, warnings))


def _lines_to_blocks(lines: list[str], name: str, warnings: list[str]) -> Iterator[Block]:
    whole = {found.start: found for found in (*dashed_tables(lines), *wrapped_pipe_tables(lines))}
    starts = [*sorted(whole), len(lines)]
    unframed = _is_unframed(lines)
    at = start = 0
    while at < len(lines):
        html_stop, pipe_stop, drawn_stop = _html_stop(lines, at), _pipe_stop(lines, at), grid_stop(lines, at)
        # Fields of the form may stand right above a header, between pipes too.
        pipe_stop = min(pipe_stop, starts[bisect_right(starts, at, hi=len(starts) - 1)])
        stop = whole[at].stop if at in whole else max(html_stop, pipe_stop, drawn_stop)
        left = stop == pipe_stop > at and at not in whole and (unframed or _goes_over_lines(lines[at:stop]))
        if stop == at or left:
            at = max(stop, at + 1)
            continue
        yield from _plain_blocks(lines, start, at)
        if at in whole:
            yield from _shown([Table(whole[at].rows, 1)])
        elif drawn_stop > at:
            yield from _shown([grid_table(lines, at, stop)])
        elif pipe_stop > at:
            yield from _pipe_table(lines, at, pipe_stop, name, warnings)
        else:
            content = html_text_to_content("\n".join(lines[at:stop]), name)
            warnings.extend(content.warnings)
            yield from _shown(shifted(content.blocks, at))
        at = start = stop
    yield from _plain_blocks(lines, start, at)


def _html_stop(lines: list[str], at: int) -> int:
    """The line behind the piece of HTML that begins at `at`: a whole table, or one line with block elements; `at` if none does."""
    opened = _TABLE_TAG.search(lines[at])
    if opened is None or opened[1]:
        alone = _BLOCK_TAG.search(lines[at]) and not _is_framed(lines[at]) and not lines[at].startswith("#")
        return at + 1 if alone else at
    depth = 0
    for number in range(at, len(lines)):
        depth += sum(-1 if closing else 1 for closing in _TABLE_TAG.findall(lines[number]))
        if depth <= 0:
            return number + 1
    return len(lines)


def _pipe_stop(lines: list[str], at: int) -> int:
    """The line behind the pipe table that begins at `at`, or `at` where none does."""
    ruled = at + 1 < len(lines) and _PIPE.search(lines[at]) and _is_delimiter(lines[at + 1])
    if not ruled and not _is_framed(lines[at]):
        return at
    stop = at
    while stop < len(lines) and (_PIPE.search(lines[stop]) or _is_torn(lines, stop - 1)):
        stop += 1
    return stop


def _is_delimiter(line: str) -> bool:
    """Whether a line is the rule below a table's headings."""
    return set(line.strip()) <= set("|:- \t") and "|" in line and "-" in line


def _is_framed(line: str) -> bool:
    """Whether a line is a row by its outer pipes alone."""
    text = line.strip()
    return len(text) > 1 and text[0] == "|" == text[-1] and not text.endswith("\\|")


def _is_torn(lines: list[str], at: int) -> bool:
    """Whether the row at `at` opens with a pipe and goes on in the next line, which closes it."""
    if at < 0 or at + 1 >= len(lines):
        return False
    text, following = lines[at].strip(), lines[at + 1].strip()
    return text.startswith("|") and not text.endswith("|") and following.endswith("|") and not following.startswith("|")


def _is_unframed(lines: list[str]) -> bool:
    """Whether most lines that end with a pipe begin with none, and no rule stands below a header, as in text of a web page."""
    piped = [line.strip() for line in lines if line.rstrip().endswith("|")]
    opened = sum(line.startswith("|") and line.strip("| ") != "" for line in piped)
    return 2 * opened < len(piped) and not any(map(_is_delimiter, lines))


def _goes_over_lines(lines: list[str]) -> bool:
    """Whether rows go on over lines, or several stand on one: that is no Markdown, but text of a web page.

    Pipes make up for cells at the ends of such rows, or a line holds the header and labels of levels behind it.
    """
    if any(map(_is_delimiter, lines)):
        return False
    if any(_holds_several(line) for line in lines if line.count("|") > _MANY_PIPES):
        return True
    ends = [line.rstrip().endswith("|") for line in lines]
    goes_on = (
        above and end and not line.lstrip().startswith("|")
        for above, end, line in zip(ends, ends[1:], lines[1:], strict=False)
    )
    return any(goes_on) and any(line.replace(" ", "").endswith("||") for line in lines)


def _holds_several(line: str) -> bool:
    """Whether a line holds the headings of indicators, and behind them labels of levels."""
    fields = [printed(field) for field in line.split("|")]
    return head_targets(fields) and any(map(levels, fields))


def _pipe_table(lines: list[str], at: int, stop: int, name: str, warnings: list[str]) -> Iterator[Table]:
    rows: list[Row] = []
    widths: list[int] = []
    number, first = 0, at
    while at < stop:
        end = at + (2 if _is_torn(lines, at) and at + 1 < stop else 1)
        fields = _fields("\n".join(lines[at:end]))
        if not (
            _is_delimiter(lines[at]) and (at == first + 1 or all(map(_LONG_DASHES.fullmatch, map(str.strip, fields))))
        ):
            number += 1
            rows.append(Row(tuple(_cells(fields[: LIMITS.columns], at + 1)), number))
            widths.append(len(fields))
        if len(fields) > LIMITS.columns:
            warnings.append(f"{name}: 表格超过 {LIMITS.columns} 列，其余列未读 (columns further right were not read)")
        at = end
    if shown := tuple(row for row in _moved_right(rows, widths) if row.cells):
        longest = max(widths)
        short = sum(width < longest for width in widths)
        yield Table(shown, 1, ragged=short >= _FEWEST_SHORT and short >= _SHORT * len(widths))


def _moved_right(rows: list[Row], widths: list[int]) -> list[Row]:
    """The rows below a header that lack cells, moved to the right: what a merged cell above covers is left out on the left.

    So it is where such a row has blank cells, so that it lacks no others.
    """
    lacking: list[int] = []
    headed = 0
    for row, width in zip(rows, widths, strict=True):
        roles = set(map(column_role, row.texts))
        if "level3" in roles and not roles.isdisjoint(_TARGETS):
            headed = width
        elif row.cells and field_role(row.cells[0].text):
            headed = 0
        lacking.append(max(0, headed - width))
    short = [(row, width) for row, width, count in zip(rows, widths, lacking, strict=True) if count]
    if all(len(row.cells) == width for row, width in short):
        return rows
    return [
        replace(row, cells=tuple(cell._replace(column=cell.column + count) for cell in row.cells)) if count else row
        for row, count in zip(rows, lacking, strict=True)
    ]


def _fields(row: str) -> list[str]:
    """The fields of a row, between its outer pipes; a pipe that is escaped or stands in code splits nothing."""
    text = row.strip().removeprefix("|")
    closed = row.lstrip().startswith("|")
    fields, at = [""], 0
    while token := _TOKEN.match(text, at):
        at = token.end()
        piece = token[0]
        if piece == "|":
            fields.append("")
            continue
        if piece[0] == "`" and (close := text.find(piece, at)) >= 0:
            at = close + len(piece)
            piece = text[token.start() : at]
        fields[-1] += piece
    return fields[:-1] if closed and len(fields) > 1 and not fields[-1].strip() else fields


def _cells(fields: list[str], line: int) -> Iterator[Cell]:
    place = Place(line=line)
    for column, stored in enumerate(fields):
        if lines := text_to_lines(_plain(stored)):
            yield as_cell(lines, column, place)
        if breaks := stored.count("\n"):
            place = Place(line=(place.line or 0) + breaks)


def _plain_blocks(lines: list[str], start: int, stop: int) -> Iterator[Block]:
    """The blocks of lines that are no table, read as plain text, with the marks of Markdown removed."""
    text = "\n".join(_unmarked(lines, number, stop) for number in range(start, stop))
    yield from _shown(shifted(text_to_blocks(text), start))


def _shown(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without their inline marks."""
    for block in blocks:
        if isinstance(block, Table):
            rows = (replace(row, cells=tuple(map(_shown_cell, row.cells))) for row in block.rows)
            yield replace(block, rows=tuple(rows))
        elif shown := _plain(block.text).strip():
            yield replace(block, text=_CLOSING_MARKS.sub("", shown) if isinstance(block, Heading) else shown)


def _shown_cell(cell: Cell) -> Cell:
    """The cell without inline marks."""
    shown = tuple(map(_plain, (cell.text, *cell.lines)))
    return cell if shown == (cell.text, *cell.lines) else cell._replace(text=shown[0], lines=shown[1:])


def _unmarked(lines: list[str], number: int, stop: int) -> str:
    """A line without the marks of quotes, fences and rules; one that is underlined, as a heading."""
    line = lines[number]
    if _FENCE.fullmatch(line) or _RULE.fullmatch(line):
        return ""
    line = _QUOTE.sub("", line)
    alone = line.strip() and not _GAP.search(line.strip())
    underlined = alone and number + 1 < stop and _UNDERLINE.fullmatch(lines[number + 1])
    return f"# {line.strip()}" if underlined and not line.startswith("#") else line


def _plain(text: str) -> str:
    """Text without the inline marks of Markdown: emphasis, code, links, escapes, entities; what is struck out is left out."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _DELETED.sub("", text)))
    text = _CODE.sub("", _EMPHASIS.sub(r"\2", text))
    return html.unescape(_ESCAPED.sub(r"\1", text))
