"""Rows that run on with how points are given behind their targets, as forms with 评（扣）分标准 leave them in text.

指标名称 | 指标值 | 指标值内容 | 评（扣）分标准 | 度量单位 | 指标值类型 become one run of signs
(补助覆盖率98%以上实际补助人数/应补助人数98%得10分,每减少1%扣1分-定量), whose other numbers are no targets: such rows end behind
their targets, and the header with these. Rows whose names are blank leave nothing but their type. A project stands on a line
of its own, code and name and amount in a run, above its rows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cell_types import looks_like_quantity
from extract.document import Block, Document, Heading, Paragraph
from extract.form import is_title
from extract.headers_in_lines import header_at
from extract.pieces import glued_pieces
from extract.targets import is_quality
from extract.words_apart import LONGEST_PROMISE
from ontology.folding import fold
from ontology.forms import forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TYPE = re.compile(r"-?定[量性]\s*$")
_POINTS = re.compile(r"(?:[≥≤><＞＜=]?\d[\d.]*[%％]?(?:以上|以下|以内)?)?得\d[\d.]*分.*$")
"""How points are given, which may begin with what the target is (95%以上得10分,每降低1%扣1分)."""
_OFTEN = re.compile(r"[.·/]?每(?:学期|季度|[年月周天日次])")
"""How often an amount is due, which a point parts from its unit (625元/人.每学期)."""
_SHORTEST_NAME = 4
_PROJECT = re.compile(r"\s*\d{3,}[\s_]*(?P<name>[\u4e00-\u9fff][^\d]+?)\s*\d[\d,]*(?:\.\d+)?\s*")


def with_scored_rows(document: Document) -> Document:
    """The document with such rows cut behind their targets; any other document as it is."""
    if not any(isinstance(block, Paragraph) and _heads_scoring(block.text) for block in document.blocks):
        return document
    return replace(document, blocks=tuple(_cut(document.blocks)))


def _heads_scoring(line: str) -> bool:
    """Whether a line may be a header with a column of how points are given."""
    plain = re.sub("[()（）]", "", fold(line))
    return any(heading in plain for heading in forms().heads_scoring)


def _cut(blocks: Sequence[Block]) -> Iterator[Block]:
    scored = False
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or isinstance(block, Heading) or is_title(block.text):
            scored = False
            yield block
            continue
        if _heads_scoring(block.text) and (headings := _headings(blocks, at)):
            scored = True
            yield replace(block, text=headings)
        elif not scored:
            yield block
        elif project := _PROJECT.fullmatch(block.text):
            if _begins_rows(blocks, at + 1):  # else it is the sum of an office
                yield replace(block, text=f"项目名称：{project['name']}")
        elif text := _to_target(block):
            yield replace(block, text=text)


def _headings(blocks: Sequence[Block], at: int) -> str | None:
    """The header on the line at `at` up to the heading of its targets, where it is one whose rows run on and are scored."""
    header = header_at(blocks, at)
    if header is None or header.block != at or not header.scored or "value" not in header.roles:
        return None
    return "".join(header.headings[: header.roles.index("value") + 1])


def _begins_rows(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line begins with the label of a first level."""
    block = blocks[at] if at < len(blocks) else None
    first = next(glued_pieces(block.text, block.place), None) if isinstance(block, Paragraph) else None
    return first is not None and 1 in levels(first.text)


def _to_target(row: Paragraph) -> str:
    """A row up to its target's end, empty where it has no name; any other line as it is."""
    if not _TYPE.search(row.text):
        return row.text
    text = _POINTS.sub("", _TYPE.sub("", row.text)).strip()
    pieces = glued_pieces(text, row.place, whole_targets=True)
    end = next((piece.end for piece in pieces if looks_like_quantity(piece.text)), None)
    if end is None:
        return _to_promise(text)
    often = _OFTEN.match(text, end)
    return text[: often.end() if often else end]


def _to_promise(text: str) -> str:
    """A row up to the first promise in words behind a name, these apart (…负担有所减轻对… → …负担 有所减轻), or the whole row."""
    for start in range(_SHORTEST_NAME, len(text)):
        for end in range(min(start + LONGEST_PROMISE, len(text)), start + 1, -1):
            if is_quality(text[start:end]):
                return f"{text[:start]} {text[start:end]}"
    return text
