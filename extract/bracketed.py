"""Indicators listed under levels in brackets become tables: 【产出指标-数量指标】 and below it 指标1：机柜数量（≥77台）.

Such lists stand in one cell of a table of projects, a project a row, or in lines of text below the project's name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Block, Cell, Document, Paragraph, Place, Row, Table, printed
from ontology.folding import fold
from ontology.forms import field_role, forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEAD = re.compile(r"【([^】\-—－]{2,12})[-—－]([^】]{2,16})】")
_BRACKET = re.compile(r"【[^】]*】[:：]?")
_ITEM = re.compile(r"(?:指标)?\s*\d+\s*[:：、.．]")
_TARGET = re.compile(r"[(（]([^()（）]+)[)）]$")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")
_SHORTEST_NAME = 4
_FEWEST = 2
"""Heads in brackets from which a document is read so: one may stand in a sentence."""


class _Line(NamedTuple):
    """A line of text with its place, and the row that it stands in where that is one of a table."""

    text: str
    place: Place
    row: tuple[Cell, ...] = ()


def with_bracketed_tables(document: Document) -> Document:
    """The document with a table for each project whose indicators are listed so; any other document as it is."""
    if sum(map(_heads, document.blocks)) < _FEWEST:
        return document
    lines = list(_lines(document.blocks))
    number = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    added: list[Block] = []
    for project, rows in _projects(lines):
        number += 1
        first = rows[0].cells[0].place
        added += [Paragraph(f"项目名称：{project}", first)] if project else []
        head = Row(tuple(Cell(text, column, first) for column, text in enumerate(_HEADINGS)), 1)
        numbered = (replace(row, number=count) for count, row in enumerate(rows, 2))
        added.append(Table((head, *numbered), number, told_apart=True))
    return replace(document, blocks=(*document.blocks, *added))


def _heads(block: Block) -> int:
    """How many heads in brackets a block holds."""
    texts = (block.text,) if isinstance(block, Paragraph) else chain.from_iterable(row.texts for row in block.rows)
    marked = [text for text in texts if "【" in text]
    return sum(_is_head(found[0]) for text in marked for found in _HEAD.finditer(text))


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    """The lines of paragraphs and cells, in reading order, without a page's frame; a head in brackets begins a line of its own."""
    for block in blocks:
        if isinstance(block, Paragraph):
            if not fold(block.text).startswith(forms().page_chrome):  # 发布时间：… 字体：【大 中 小】
                yield from (_Line(text, block.place) for text in _parts(block.text))
            continue
        for row in block.rows:
            for cell in row.cells:
                yield from (_Line(text, cell.place, row.cells) for text in _parts("\n".join(cell.lines) or cell.text))


def _parts(text: str) -> Iterator[str]:
    """A text cut before each bracket, behind each head, and before each numbered item of what follows a head."""
    for line in text.split("\n"):
        starts = sorted({0, *(found.start() for found in _BRACKET.finditer(line)), *_behind_heads(line)})
        for start, stop in zip(starts, [*starts[1:], len(line)], strict=True):
            if part := line[start:stop].strip():
                yield part


def _behind_heads(line: str) -> Iterator[int]:
    for head in _HEAD.finditer(line):
        yield head.end()
        following = _BRACKET.search(line, head.end())
        yield from (
            item.start() for item in _ITEM.finditer(line, head.end(), following.start() if following else len(line))
        )


def _is_head(text: str) -> bool:
    head = _HEAD.match(text)
    return head is not None and 1 in levels(head[1]) and bool(levels(head[2]))


def _projects(lines: Sequence[_Line]) -> Iterator[tuple[str | None, list[Row]]]:
    """Each project with its indicators, in order: what is no head, no item and no bracket ends one."""
    project: str | None = None
    head: re.Match[str] | None = None
    within = False
    rows: list[Row] = []
    for line in lines:
        if _is_head(line.text):
            head, within = _HEAD.match(line.text), True
            project = project if rows or not line.row else _named(line.row)
        elif head and _is_item(line.text, follows=bool(rows)):
            rows.append(_item(line, head[1], head[2]))
        elif _BRACKET.match(line.text):
            within = True
        elif not _is_blank(line.text):
            if rows:
                yield project, rows
                rows, within = [], False
            head = None
            if not line.row and (named := _before_amount(line.text)):
                project = named
            elif not line.row and not within and _is_name(line.text):
                project = printed(line.text)
    if rows:
        yield project, rows


def _is_item(text: str, *, follows: bool) -> bool:
    """Whether a line is an indicator: numbered, or with its target in parentheses where another one stands above."""
    return bool(_ITEM.match(text) or (follows and not _BRACKET.match(text) and _TARGET.search(text)))


def _item(line: _Line, level1: str, level2: str) -> Row:
    text = printed(_ITEM.sub("", line.text, count=1) if _ITEM.match(line.text) else line.text)
    target = _TARGET.search(text)
    texts = (level1, level2, text[: target.start()] if target else text, target[1] if target else "")
    return Row(tuple(Cell(text, column, line.place) for column, text in enumerate(texts) if text), 0)


def _before_amount(text: str) -> str | None:
    """The project of a row whose cells blanks hold apart, its name right before its amount (县…局本级 …经费 285.00)."""
    *names, last = text.split()
    return names[-1] if names and _AMOUNT.fullmatch(last) and _is_name(names[-1]) else None


def _named(row: Sequence[Cell]) -> str | None:
    """The project of a row: its longest cell that is a name and holds no list."""
    names = [printed(cell.text) for cell in row if not _BRACKET.search(cell.text) and _is_name(cell.text)]
    return max(names, key=len, default=None)


def _is_name(text: str) -> bool:
    folded = fold(text)
    worded = re.search(r"[\u4e00-\u9fff]", folded) is not None
    return worded and len(folded) >= _SHORTEST_NAME and not _BRACKET.match(text) and field_role(folded) is None


def _is_blank(text: str) -> bool:
    return not re.search(r"\w", text)
