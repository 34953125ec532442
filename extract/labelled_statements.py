"""Statements behind the label of their level (产出指标, and beside or below it 质量指标：工程合格率达100%，按时完工).

Forms without the headings of columns print them so. What of a statement tells no target is the name of an indicator without one,
so that nothing is lost: 按时完工.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_target
from extract.document import Block, Cell, Document, Heading, Paragraph, Place, Row, Table, printed
from extract.levelled import Levelled, items_of_part, marked_items, parts_of_list, stated_items, without_reached
from extract.named_targets import Item
from ontology.framework import levels, unnumbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值", "分值")
_TARGET = HEADINGS.index("指标值")
_LONGEST_LABEL = 20
_SHORTEST_NAME = 3
"""Signs of a name beside its target; a shorter one is the whole phrase (12月底前完成)."""
_SHORTEST_ALONE = 2
_FEWEST = 3
"""Statements that lines make, from which they are read so."""
_MOST_WRAPPED = 3
"""Lines over which a statement goes on, at most."""
_NUMBER = re.compile(r"[(（]?[\d一二三四五六七八九十]+[)）]?[、.．]?(?=[\u4e00-\u9fff])")
_ITEM = re.compile(r"(?:[(（]\d{1,2}[)）]|\d{1,2}(?:、|[.．](?!\d)))\s*")
_COMMA = re.compile(r"[,，]")
_ENDED = ("。", "；", ";")


class _Line(NamedTuple):
    """A label of the second level with what is said behind it, or a numbered statement without one, and where it stands."""

    level1: str
    text: str
    place: Place


def labelled_items(lines: Sequence[str], level1: str | None) -> list[Levelled]:
    """The indicators of lines of which the first begins with a second level's label and a colon, below a first level, or none.

    A line that begins with no label goes on with what the one above it says.
    """
    if level1 is None or not lines or not _labelled(lines[0])[0]:
        return []
    whole: list[str] = []
    for line in lines:
        if _labelled(line)[0]:
            whole.append(line)
        else:
            whole[-1] += line
    return [one for text in whole for one in _labelled_items(text, level1)]


def _labelled_items(text: str, level1: str) -> Iterator[Levelled]:
    label, said = _labelled(text)
    several = marked_items(text, level1)
    if len({one.level2 for one in several}) > 1:
        yield from several
        return
    for part in parts_of_list(said):
        for item in _stated(part, label):
            yield Levelled(item, level1, label)


def _labelled(text: str) -> tuple[str, str]:
    """A second level's label at the beginning of a text, and what is said behind its colon; two empty texts where none is."""
    label, colon, said = text.replace(":", "：").partition("：")
    label = unnumbered(printed(label))
    if not colon or len(label) > _LONGEST_LABEL or 2 not in levels(label):  # noqa: PLR2004 - the second level
        return "", ""
    return label, said.strip()


def _stated(part: str, label: str) -> Iterator[Item]:
    """The indicators of a part: those of its phrases that state a target, and between them those that only name something."""
    phrases = [phrase.strip() for phrase in _COMMA.split(without_reached(part)) if phrase.strip()]
    found = [_of_phrase(phrase, label) for phrase in phrases]
    if len(phrases) > 1 and not any(found):
        yield from _named(part)
        return
    told: list[str] = []
    for phrase, items in zip(phrases, found, strict=True):
        if not items:
            told.append(phrase)
            continue
        yield from _named("，".join(told))
        told = []
        yield from items
    yield from _named("，".join(told))


def _of_phrase(phrase: str, label: str) -> list[Item]:
    """The indicators of a phrase that states targets: one that is a target alone is the label's own (满意度指标：95%以上)."""
    if items := items_of_part(phrase):
        return [item if len(item.name) >= _SHORTEST_NAME else replace(item, name=phrase) for item in items]
    return [Item(label.removesuffix("指标"), phrase)] if is_target(phrase) else []


def _named(text: str) -> Iterator[Item]:
    name = text.strip("。；; ")
    if len(name) >= _SHORTEST_ALONE:
        yield Item(name, None)


def indicator_row(one: Levelled, place: Place, number: int) -> Row:
    """An indicator as a row under the `HEADINGS`."""
    weight = None if one.item.weight is None else str(one.item.weight)
    texts = (one.level1, one.level2, one.item.name, one.item.target, weight)
    return Row(tuple(Cell(text, column, place) for column, text in enumerate(texts) if text), number)


def states_targets(rows: Iterable[Row]) -> bool:
    """Whether any of these rows has a target: where labels are explained, as in a glossary, none has."""
    return any(cell.column == _TARGET for row in rows for cell in row.cells)


def rows_to_table(rows: Sequence[Row], number: int) -> Table:
    """The rows of indicators that lines state as a table of this number, under the `HEADINGS`."""
    place = rows[0].cells[0].place
    counted = (replace(row, number=count) for count, row in enumerate(rows, 2))
    return Table((heading_row(rows, place, 1), *counted), number, told_apart=True)


def heading_row(rows: Sequence[Row], place: Place, number: int) -> Row:
    """The row of the `HEADINGS` that these rows need."""
    needed = HEADINGS[
        : max((cell.end for row in rows for cell in row.cells if cell.end > _TARGET), default=_TARGET + 1)
    ]
    return Row(tuple(Cell(text, column, place) for column, text in enumerate(needed)), number)


def with_labelled_lines(document: Document) -> Document:
    """The document with a table in place of lines that print a first level and below it statements; any other as it is."""
    blocks: list[Block] = []
    number = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    at, changed = 0, False
    while at < len(document.blocks):
        lines, stop = _lines(document.blocks, at)
        rows = [row for line in lines for row in _rows(line)] if len(lines) >= _FEWEST else []
        if states_targets(rows):
            changed, number = True, number + 1
            blocks.append(rows_to_table(rows, number))
        else:  # nor do any of these lines list some without those above
            stop = max(stop, at + 1)
            blocks += document.blocks[at:stop]
        at = stop
    return replace(document, blocks=tuple(blocks)) if changed else document


def _rows(line: _Line) -> Iterator[Row]:
    found = labelled_items((line.text,), line.level1)
    if not _labelled(line.text)[0]:
        # A label that names both levels is both here, lest it stand below the first level above it.
        second = line.level1 if 2 in levels(line.level1) else None  # noqa: PLR2004 - the second level
        found = [Levelled(item, line.level1, second) for item in stated_items(line.text)]
    return (indicator_row(one, line.place, 0) for one in found)


def _lines(blocks: Sequence[Block], start: int) -> tuple[list[_Line], int]:
    """The statements of the lines that begin with a first level's label at `start`, and the block behind the last one."""
    lines: list[_Line] = []
    level1, stop, wrapped, bare = None, start, list[str](), False
    for at in range(start, len(blocks)):
        block = blocks[at]
        if not isinstance(block, Paragraph) or isinstance(block, Heading):
            break
        first, text = _parted(block.text)
        if level1 is None and first is None:
            break
        level1 = first or level1
        # Below a first level statements may be numbered and have no label of their own.
        bare = first is not None or (bare and not _labelled(text)[0])
        unlabelled = bare and _ITEM.match(text) is not None and bool(stated_items(text))
        if level1 and (_labelled(text)[0] or unlabelled):
            _go_on(lines, wrapped)
            lines.append(_Line(level1, text, block.place))
        elif lines and not _labelled(lines[-1].text)[1] and items_of_part(text):  # below a label that stands alone
            _go_on(lines, (text,))
        elif text:  # part of the line above, where another statement follows
            wrapped.append(text)
            if not lines or len(wrapped) > _MOST_WRAPPED or lines[-1].text.endswith(_ENDED):
                break
            continue
        else:
            _go_on(lines, wrapped)
        wrapped, stop = [], at + 1
    return lines, stop


def _go_on(lines: list[_Line], wrapped: Sequence[str]) -> None:
    """Add to the last line what goes on below it."""
    if lines and wrapped:
        lines[-1] = lines[-1]._replace(text=lines[-1].text + "".join(wrapped))


def _parted(text: str) -> tuple[str | None, str]:
    """The first level's label that a line begins with, if any, and the rest of the line."""
    label, _, rest = text.strip().partition(" ")
    if is_first_label(whole := printed(text).rstrip("：:")):
        return whole, text if _labelled(text)[0] else ""
    return (label, rest.strip()) if is_first_label(label) and _labelled(rest)[0] else (None, text.strip())


def is_first_label(label: str) -> bool:
    """Whether a text is a first level's label without a number: numbered ones are the headings of lists (see `levelled`)."""
    return 1 in levels(label) and not _NUMBER.match(label)
