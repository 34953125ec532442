"""Tables whose cells run on in lines of text, as web pages leave them when their markup is taken away, become tables again.

1. Headings that follow each other with a blank or nothing between them, a third level and its value among them, are the header.
2. The lines below it are cut into pieces (see `pieces`), held apart as the headings are, and the pieces find their columns
   (see `sequence`).
3. The fields of the form above such a table run on too: 项目名称…主管部门… becomes a line for each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from extract.boxed_lines import with_labels_whole
from extract.cell_types import is_sign, looks_like_quantity
from extract.columns import rows_to_columns
from extract.document import Block, Cell, Document, Heading, Paragraph, Place, Row, Table, printed
from extract.headers_in_lines import Header, header_at, heads_at
from extract.name_headings import heads_names, name_heading, with_names, with_split_target, with_whole_headings
from extract.other_rows import counts_columns
from extract.pages import doubtful_numbers, page_furniture
from extract.pieces import Piece, first_word, glued_pieces, spaced_pieces
from extract.printed_lines import lines_to_rows
from extract.run_on_ends import end_within, ends_table, is_sentence
from extract.run_on_fields import fields_apart, names_project, with_labels_joined, with_whole_project
from extract.sequence import pieces_to_rows
from extract.whole_lines import whole_lines
from ontology.folding import fold
from ontology.forms import field_role, heading_role, is_side_label
from ontology.framework import levels
from ontology.units import leading_unit
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
_FEWEST_LABELS = 2
_BELOW = 4
"""Lines, this one included, on which the next header stands where a form's title and fields are broken over them."""
_BEFORE_UNIT = re.compile(r"(?<=\d)[^\S\n](?=[\u4e00-\u9fff])")
_LONGEST_UNIT = 4
_FEWEST_ROWS = 4
_FEWEST_NUMBERS = 2
_NAME_AND_DESCRIPTION = 2


def with_run_on_tables(document: Document) -> Document:
    """The document with the tables that run on in its lines; any other document as it is."""
    if not _any_heads(document.blocks):
        return document
    # A bare number is a cell as well as a page's.
    furniture = page_furniture(document) - doubtful_numbers(document)
    blocks = with_whole_headings([with_labels_joined(block) for block in document.blocks])
    number = max((block.number for block in blocks if isinstance(block, Table)), default=0)
    done: list[Block] = []
    last: Header | None = None
    at = above = 0
    while at < len(blocks):
        header = header_at(blocks, at) or (_goes_on(blocks, at, last) if last else None)
        last = header or last
        if header is None:
            done.append(blocks[at])
            at += 1
            continue
        number += 1
        done[above:] = with_whole_project([field for block in done[above:] for field in fields_apart(block)])
        before = _before(blocks, header)
        done += fields_apart(before) if before.text.strip() else ()
        table, at, rest = _run_to_table(blocks, header, number, furniture)
        done.append(table)
        above = len(done)
        if rest and _any_heads((rest, *blocks[at : at + _BELOW])):  # another form begins on the same line
            blocks = (*blocks[:at], rest, *blocks[at:])
    return replace(document, blocks=tuple(done))


def _goes_on(blocks: Sequence[Block], at: int, above: Header) -> Header | None:
    """The header above, as that of rows that begin at `at` behind nothing but the name of another project; None where they don't."""
    block, before = blocks[at], blocks[at - 1]
    if not isinstance(block, Paragraph) or not isinstance(before, Paragraph) or above.lists_projects:
        return None
    named = names_project(before.text.strip().replace(":", "：", 1))
    first = next(glued_pieces(block.text, block.place), None)
    if not named or first is None or 1 not in levels(first.text) or _any_heads(blocks[at : at + _BELOW]):
        return None
    return replace(above, first=at, start=0, block=at, stop=0)


def _any_heads(blocks: Sequence[Block]) -> bool:
    """Whether a line among blocks may head names."""
    return any(isinstance(block, Paragraph) and heads_names(block.text) for block in blocks)


def _before(blocks: Sequence[Block], header: Header) -> Paragraph:
    """What stands on the header's first line before it."""
    block = blocks[header.first]
    return Paragraph(block.text[: header.start], block.place) if isinstance(block, Paragraph) else Paragraph("")


def _run_to_table(
    blocks: Sequence[Block], header: Header, number: int, furniture: frozenset[str]
) -> tuple[Table, int, Paragraph | None]:
    """The table of a header and the lines below it, the block after it, and what stands behind it on its last line."""
    place = _before(blocks, header).place
    lines: list[list[Piece]] = []
    at, rest = header.block, None
    while at < len(blocks) and rest is None:
        block = blocks[at]
        if not isinstance(block, Paragraph) or isinstance(block, Heading):
            break
        aside = fold(block.text) in furniture or counts_columns(block.text.split()) or _is_side(blocks, at)
        aside = aside or (header.remarked and fold(block.text) in wording().blank)  # the remark of a row without one
        if at > header.block and aside:
            at += 1
            continue
        line = block.text[header.stop :] if at == header.block else block.text
        announced = _any_heads(blocks[at + 1 : at + _BELOW])
        taken, end, signs = _taken(line, header, block.place, announced=announced)
        labels = sum(bool(levels(piece.text)) for piece in taken)
        goes_on = header.lists_projects and (labels or levels(first_word(_line(blocks, at + 1))))
        # A page of cells that nothing holds apart may end in sentences.
        told = is_sentence(line) and (header.spaced or labels < _FEWEST_LABELS)
        if told and header.remarked and _row_follows(blocks, at):
            at += 1
            continue
        if (
            at > header.block
            and not goes_on
            and (ends_table(line, _line(blocks, at + 1)) or told or heads_at(blocks, at))
        ):
            break
        lines.append(taken[:end])
        rest = None if end is None else Paragraph(_behind(line, signs), block.place)
        at += 1
    roles = header.roles
    columns = _with_lost_description(header.columns, lines) if header.spaced else header.columns
    if header.spaced and (printed_rows := lines_to_rows(lines, columns, place)):
        return Table(tuple(printed_rows), number, told_apart=True), at, rest
    unit_first = "unit" in roles[: roles.index("value")] if "value" in roles else False
    whole = whole_lines(lines, numbered=roles[0] == "number", unit_first=unit_first) if header.spaced else lines
    held = list(chain.from_iterable(whole))
    pieces = [held[at]._replace(text=text) for text, at in with_labels_whole([piece.text for piece in held])]
    headings = _with_lost_levels(with_split_target(columns), pieces)
    head = Row(tuple(Cell(text, column, place) for column, text in enumerate(headings)), 1)
    rows = pieces_to_rows(pieces, rows_to_columns([head]), wrapped=header.wrapped)
    table = Table((head, *(replace(row, number=count) for count, row in enumerate(rows, 2))), number, told_apart=True)
    return table, at, rest


def _row_follows(blocks: Sequence[Block], at: int) -> bool:
    """Whether the next line that is no sentence holds numbers as a row does, so that the one at `at` is the remark of a cell."""
    lines = (_line(blocks, below) for below in range(at + 1, at + _BELOW))
    words = next((line.split() for line in lines if line and not is_sentence(line)), [])
    return sum(map(looks_like_quantity, words)) >= _FEWEST_NUMBERS and field_role(words[0]) is None


def _line(blocks: Sequence[Block], at: int) -> str:
    """The line that a block is, empty where it is none."""
    block = blocks[at] if at < len(blocks) else None
    return block.text if isinstance(block, Paragraph) else ""


def _is_side(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line is the label down the side of a table, in the middle of whose rows it stands: no header follows it."""
    return is_side_label(printed(_line(blocks, at))) and not _any_heads(blocks[at + 1 : at + _BELOW])


def _taken(line: str, header: Header, place: Place, *, announced: bool) -> tuple[list[Piece], int | None, int]:
    """The pieces of a line, the one with which the table ends within it, and how many signs of the line that leaves behind.

    What stands behind the next header on the line is not looked at: the table ends before it at the latest. `announced`
    says that one follows on the lines right below.
    """
    if another := _next_header(line, place):
        pieces = list(_pieces(line[:another], header, place))
        end, signs = end_within(pieces, another=True)
        if end is None:
            end, signs = len(pieces), sum(not sign.isspace() for sign in line[:another])
        return pieces, end, signs
    pieces = list(_pieces(line, header, place))
    return pieces, *end_within(pieces, another=announced)


def _next_header(line: str, place: Place) -> int | None:
    """Where the next header begins within a line, behind its first sign; None where none does."""
    found = header_at((Paragraph(line, place),), 0) if name_heading().search(line) else None
    return found.start or None if found else None


def _with_lost_levels(headings: Sequence[str], pieces: Sequence[Piece]) -> Sequence[str]:
    """The headings with one for the levels that the header has lost and of which the rows hold labels, and one of the names."""
    if {"level3", "group"}.isdisjoint(map(heading_role, headings)):
        return with_names(headings)
    for level, heading, at in ((2, "二级指标", "level1"), (1, "一级指标", "level2")):
        roles = [heading_role(text) for text in headings]
        labels = {piece.text for piece in pieces if levels(piece.text) == {level}}
        if f"level{level}" in roles or at not in roles or len(labels) < _FEWEST_LABELS:
            continue
        place = roles.index(at) + (level > 1)
        headings = (*headings[:place], heading, *headings[place:])
    return headings


def _with_lost_description(headings: Sequence[str], lines: Sequence[Sequence[Piece]]) -> tuple[str, ...]:
    """The headings with one for what is measured, where each line has two texts between its labels and its target and one heading."""
    roles = [heading_role(text) for text in headings]
    if "level3" not in roles or not {"description", "basis", "explanation"}.isdisjoint(roles):
        return tuple(headings)
    counts = [count for line in lines if (count := _texts_before_target(line)) is not None]
    if len(counts) < _FEWEST_ROWS or set(counts) != {_NAME_AND_DESCRIPTION}:
        return tuple(headings)
    behind = roles.index("level3") + 1
    return (*headings[:behind], "绩效指标描述", *headings[behind:])


def _texts_before_target(line: Sequence[Piece]) -> int | None:
    """How many pieces stand between a line's labels and its target's sign; None where it has none."""
    texts = [piece.text for piece in line]
    sign = next((at for at, text in enumerate(texts) if is_sign(text) or is_sign(text[:1])), None)
    labels = max((at + 1 for at, text in enumerate(texts[:sign]) if levels(text)), default=0)
    return None if sign is None else sign - labels


def _behind(line: str, signs: int) -> str:
    """What stands on a line behind so many signs that are no blanks."""
    places = (place for place, sign in enumerate(line) if not sign.isspace())
    return line[next(islice(places, signs - 1, None)) + 1 :] if signs else line


def _pieces(line: str, header: Header, place: Place) -> Iterator[Piece]:
    if header.spaced:
        return spaced_pieces(line, place, whole_targets=header.whole_targets)
    glued = "".join(line.split()) if header.wrapped else _BEFORE_UNIT.sub(_unit_joined, line)
    return glued_pieces(glued, place, whole_targets=header.whole_targets, ways=header.ways)


def _unit_joined(blank: re.Match[str]) -> str:
    """A blank between a number and what follows it; none where this is the number's unit (120 个)."""
    behind = blank.string[blank.end() : blank.end() + _LONGEST_UNIT]
    return "" if leading_unit(behind) else blank[0]
