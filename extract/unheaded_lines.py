"""Lines without headings that list indicators below the labels of their levels: 产出指标 / 数量指标 清淤长度 ≥30公里.

A label stands before a name or on a line of its own, as a heading or a list's item may; a target stands behind its name, apart by a
blank or joined to it, or on the line below, and may have its weight behind it. The rows of a table whose cells lost their columns
are such lines too. Lines that follow headings of columns are left to the readers of tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from extract.cell_types import is_bare_number, is_sign, is_target, looks_like_quantity
from extract.document import Block, Document, Heading, Paragraph, Place, Row, Table
from extract.labelled_statements import indicator_row, is_first_label, rows_to_table
from extract.levelled import Levelled, items_of_part, opens_first
from extract.named_targets import Item
from extract.numerals import digits, plain
from extract.unheaded import is_headed
from ontology.forms import column_role, field_role
from ontology.framework import levels, notation, parents
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FEWEST = 3
"""Indicators from which lines are read so."""
_ABOVE = 6
"""Lines above in which a heading of columns says that a table begins."""
_LONGEST = 60
_SHORTEST_NAME = 3
_LONGEST_PROMISE = 10
_MOST_LABELS = 2
_NAMING = frozenset({None, "deadline", "amount", "other"})
"""Roles of headings and fields that may be a name's words as well (完成时间, 项目总投资)."""
_STROKES = frozenset("|｜")
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?分?")


class _Line(NamedTuple):
    """The words of a line, or the cells of a row, and where they stand."""

    words: tuple[str, ...]
    place: Place
    is_heading: bool = False


def with_unheaded_lines(document: Document) -> Document:
    """The document with a table in place of lines that list indicators so; any other as it is."""
    blocks: list[Block] = []
    number = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    at, changed, headed = 0, False, False
    while at < len(document.blocks):
        block, stop, rows = document.blocks[at], at + 1, list[Row]()
        if isinstance(block, Table):
            headed = headed or is_headed(block)
            before, rows = ([], []) if headed or block.unheaded else _of_table(block)
        else:
            rows, stop = _of_lines(document.blocks, at)
            before = []
        if rows:
            changed, number = True, number + 1
            blocks[-_ABOVE:] = _with_field(blocks[-_ABOVE:])
            blocks += [*before, rows_to_table(rows, number)]
        else:  # nor do any of these lines list some without those above
            blocks += document.blocks[at:stop]
        at = stop
    return replace(document, blocks=tuple(blocks)) if changed else document


def _of_lines(blocks: Sequence[Block], start: int) -> tuple[list[Row], int]:
    """The indicators of the lines from a block on, if they list enough, and the block behind the last of them."""
    first = blocks[start]
    if not isinstance(first, Paragraph) or not _opens(first.text.split()) or _is_below_headings(blocks, start):
        return [], start + 1
    run = _read(_lines(blocks, start))
    return run.rows if len(run.rows) >= _FEWEST else [], start + max(run.stop, 1)


def _lines(blocks: Sequence[Block], start: int) -> Iterator[_Line]:
    """The short lines from a block on."""
    for at in range(start, len(blocks)):
        block = blocks[at]
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST:
            return
        yield _Line(_words(block.text.split()), block.place, isinstance(block, Heading))


def _of_table(table: Table) -> tuple[list[Block], list[Row]]:
    """The rows of a table above those that list indicators, as a table, and these, if they are enough."""
    first = next((at for at, row in enumerate(table.rows) if _opens(row.texts)), None)
    if first is None:
        return [], []
    lines = [_Line(_words(row.texts), row.cells[0].place) for row in table.rows[first:] if row.cells]
    run = _read(lines)
    if len(run.rows) < _FEWEST or run.stop < len(lines):
        return [], []
    return [replace(table, rows=table.rows[:first])] if first else [], run.rows


def _words(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts without the strokes that stand between cells."""
    return tuple(text for text in texts if text not in _STROKES)


def _opens(words: Sequence[str]) -> bool:
    """Whether words begin with a first level's label, perhaps behind the one down the side of the form (绩效指标)."""
    labels, _ = _parted(words)
    return bool(labels) and is_first_label(labels[0])


def _with_field(blocks: Sequence[Block]) -> list[Block]:
    """The lines above, that which names the project behind a blank or on the line below it (项目名称 河道清淤) with a colon."""
    found: list[Block] = []
    named = False
    for block in blocks:
        label, _, value = block.text.strip().partition(" ") if isinstance(block, Paragraph) else ("", "", "")
        if (
            named
            and isinstance(block, Paragraph)
            and isinstance(above := found[-1], Paragraph)
            and _is_name(block.text)
        ):
            found[-1] = replace(above, text=f"{above.text.strip()}：{block.text.strip()}")
        elif isinstance(block, Paragraph) and value.strip() and field_role(label) == "project":
            found.append(replace(block, text=f"{label}：{value.strip()}"))
        else:
            found.append(block)
        named = not value and field_role(label) == "project"
    return found


@dataclass(slots=True)
class _Run:
    """The labels that the next line stands under, the indicators so far, and a name whose target is awaited."""

    stop: int = 0
    level1: str | None = None
    level2: str | None = None
    is_alone: bool = False
    """Whether no indicator has followed the second level's label."""
    name: tuple[str, Place] | None = None
    rows: list[Row] = field(default_factory=list)

    def open(self, label: str) -> None:
        """Go on below a label; one of both levels is the second below its own first level, if none of its own second ones follow."""
        if opens_first(label, self.level1):
            self.level1, self.level2 = label, None
            return
        if self.is_alone and self.level2 and parents(label) == {notation(self.level2, 1)}:
            self.level1 = self.level2
        self.level2, self.is_alone = label, True

    def take(self, words: Sequence[str], place: Place) -> bool:
        """Take a line of a name, a target, or both; False where it is neither."""
        text = "".join(words)
        if self.name is not None:
            (name, at), self.name = self.name, None
            return is_target(text) and self._add([Item(name, text)], at)
        if items := _items(words):
            return self._add(items, place)
        if not _is_name(text):
            return False
        self.name = (text, place)
        return True

    def _add(self, items: Sequence[Item], place: Place) -> bool:
        self.is_alone = False
        for item in items:
            row = indicator_row(Levelled(item, self.level1, self.level2), place, 0)
            if not self.rows or row.texts != self.rows[-1].texts:  # else what was reached, in the same words
                self.rows.append(row)
        return True


def _read(lines: Iterable[_Line]) -> _Run:
    """The indicators of lines of which the first begins with a first level's label, and how many lines they take."""
    run = _Run()
    for at, line in enumerate(lines):
        labels, rest = _parted(line.words)
        if (labels and run.name) or (rest and line.is_heading):
            break
        for label in labels:
            run.open(label)
        if rest and not run.take(rest, line.place):
            break
        if run.name is None and (rest or labels):
            run.stop = at + 1
    return run


def _parted(words: Sequence[str]) -> tuple[list[str], Sequence[str]]:
    """The labels that a line begins with, and the words behind them."""
    if len(words) > 1 and column_role(words[0]) == "group" and levels(words[1]):
        words = words[1:]
    count = 0
    while (
        count < min(len(words), _MOST_LABELS) and levels(words[count].rstrip("：:")) and not items_of_part(words[count])
    ):
        count += 1
    return [word.rstrip("：:") for word in words[:count]], words[count:]


def _items(words: Sequence[str]) -> list[Item]:
    """The indicators of a line: a name and a target that blanks hold apart, or one text that states both."""
    if len(words) == 1:
        items = [] if is_target(words[0]) else items_of_part(words[0])
        return items if all(item.target and _is_name(item.name) for item in items) else []
    *others, last = (*words[:-2], "".join(words[-2:])) if words[-1] in wording().score_units else words
    if len(others) > 1 and _POINTS.fullmatch(last) and (items := _apart(others)):
        weight = digits(last.rstrip("分"))
        return [replace(item, weight=None if weight is None else plain(weight)) for item in items]
    return _apart(words)


def _apart(words: Sequence[str]) -> list[Item]:
    """A name, and what stands behind it as its target: a sign, a number and its unit may be words of their own."""
    for at in range(1, len(words)):
        name, target = "".join(words[:at]), "".join(words[at:])
        signed = is_sign(words[at]) and looks_like_quantity(words[at + 1]) if at + 1 < len(words) else False
        if (signed or is_target(target)) and _is_name(name):
            return [Item(name, target)]
    name, target = words[0], words[-1]
    promised = len(words) == 2 and len(target) <= _LONGEST_PROMISE and not is_bare_number(target)  # noqa: PLR2004 - name, target
    return [Item(name, target)] if promised and _is_name(name) and column_role(target) is None else []


def _is_name(text: str) -> bool:
    if is_target(text) or len(text) < _SHORTEST_NAME or text.endswith(("。", "；", ";", "：", ":")):
        return False
    if levels(text.replace(":", "：").partition("：")[0]):  # a label, or a statement behind one
        return False
    return column_role(text) in _NAMING and field_role(text) in _NAMING


def _is_below_headings(blocks: Sequence[Block], at: int) -> bool:
    """Whether one of the lines right above heads the columns of a table."""
    above = [block for block in blocks[max(0, at - _ABOVE) : at] if isinstance(block, Paragraph)]
    return any(column_role(word) in {"level1", "level2", "level3"} for block in above for word in block.text.split())
