"""A form whose labels stand below each other, and their values below these, gets the name of its project.

A page's text in reading order may hold a column after the other: 项目名称, 主管部门, …, then the name, the department, …: the name is
what stands right above an organisation.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Paragraph
from ontology.forms import column_role, field_role, forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block, Document

_REACH = 30
"""Lines below the labels among which their values stand."""
_SHORTEST = 4
_LABEL_END = re.compile("指标")
_LONGEST_LABEL = 16
_OWNERS = frozenset({"department", "supervisor"})


def with_fields_in_turn(document: Document) -> Document:
    """The document with the name behind its label in such forms; any other as it is."""
    blocks = list(document.blocks)
    roles = [field_role(_text(block)) for block in blocks]
    for at, (label, following) in enumerate(pairwise(roles)):
        block = blocks[at]
        if isinstance(block, Paragraph) and label == "project" and following in _OWNERS:
            name = _named(blocks[at + 2 : at + 2 + _REACH])
            blocks[at] = replace(block, text=f"{block.text}：{name}") if name else block
    return replace(document, blocks=tuple(blocks))


def _named(below: Sequence[Block]) -> str | None:
    """The text right above the first organisation, where it is no label; None where no such stands before another form."""
    above = ""
    for text in map(_text, below):
        if field_role(text) == "project" or _begins_row(text):
            return None
        if text.endswith(forms().organisations) and not field_role(text):
            return above if _is_name(above) else None
        above = text
    return None


def _begins_row(text: str) -> bool:
    """Whether a line begins with a level's label and goes on: it is a row of indicators."""
    ends = (found.end() for found in _LABEL_END.finditer(text, 0, _LONGEST_LABEL))
    return any(levels(text[:end]) and end < len(text) for end in ends)


def _is_name(text: str) -> bool:
    """Whether a text may name a project: no label, number or sentence."""
    labelled = field_role(text) or column_role(text) or levels(text) or text.endswith(forms().organisations)
    return (
        not labelled
        and len(text) >= _SHORTEST
        and not any(sign in text for sign in "：:。；")
        and not text[0].isdigit()
    )


def _text(block: Block) -> str:
    """The text of a line; none of a table."""
    return block.text if isinstance(block, Paragraph) else ""
