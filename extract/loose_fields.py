"""Fields of a form above a table that a conversion printed one cell a paragraph: a label, and in the next paragraph its value."""

from __future__ import annotations

import re
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from extract.cell_types import is_bare_number
from extract.document import Block, Paragraph, printed
from extract.form import SECTION, TABLE_NUMBER, is_title
from extract.torn import is_open
from ontology.folding import fold
from ontology.forms import column_role, field_role, forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_LINES = 3
"""Lines over which a name may be broken."""
_ENCLOSED = re.compile("^附[:：]")
_LONGEST_REST = 20
"""Signs of a line that surely goes on with a name."""
_FIELDS = frozenset({"project", "project_code", "amount"})
_NAME = re.compile(r"[\u4e00-\u9fff\d（）()“”《》〔〕、—-]*[\u4e00-\u9fff][\u4e00-\u9fff\d（）()“”《》〔〕、—-]*")
_WIDEST_COLUMN = 12
"""Paragraphs behind a label in which its value stands where columns are printed one after the other."""


def with_fields(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with each label of the form and the value below it as one line."""
    at = 0
    while at < len(blocks):
        label, value = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
        at += 1
        named = isinstance(label, Paragraph) and field_role(printed(label.text)) == "project"
        if isinstance(label, Paragraph) and named and (name := _name_in_next_column(blocks[at : at + _WIDEST_COLUMN])):
            label = Paragraph(f"{label.text}：{name}", label.place)
        elif isinstance(label, Paragraph) and isinstance(value, Paragraph) and _is_field(label.text, value.text):
            rest = _rest_of_name(blocks, at) if named else []
            label = Paragraph(f"{label.text.rstrip('：: ')}：{''.join([value.text, *rest])}", label.place)
            at += 1 + len(rest)
        yield label


def _name_in_next_column(blocks: Sequence[Block]) -> str | None:
    """The name of a project whose label is followed by an amount, as where a form's columns are printed one after the other."""
    texts = [printed(block.text) if isinstance(block, Paragraph) else "" for block in blocks]
    if not texts or not is_bare_number(texts[0]):
        return None
    start = next((at for at, text in enumerate(texts) if _NAME.fullmatch(text) and not _labels(text)), len(texts))
    lines = takewhile(lambda text: _NAME.fullmatch(text) is not None and not _labels(text), texts[start:])
    return "".join(lines) or None


def _labels(text: str) -> bool:
    label = text.partition("：")[0]
    return "：" in text or field_role(label) is not None or column_role(label) is not None or bool(levels(label))


def _rest_of_name(blocks: Sequence[Block], at: int) -> list[str]:
    """The lines behind a block that go on with the name in it, as a narrow cell broke it: none is longer, and a field follows.

    A word that joins, or one with which names end on one more line, tells that of any length.
    """
    texts = [printed(block.text) if isinstance(block, Paragraph) else "" for block in blocks[at : at + 2 + _MOST_LINES]]
    # A narrow cell breaks the next label too (具体实施单 | 位).
    labels = (
        field_role(text) or field_role(text + after) for text, after in zip_longest(texts, texts[1:], fillvalue="")
    )
    stop = next((count for count, label in enumerate(labels) if count and label), 0)
    rest = texts[1:stop]
    ends = forms().project_ends
    told = is_open(texts[0]) or (len(rest) == 1 and rest[0].endswith(ends) and not texts[0].endswith(ends))
    longest = _LONGEST_REST if told else len(texts[0])
    whole = all(0 < len(text) <= longest and opens_nothing(text) for text in rest)
    # What is printed on the height of a label below is the beginning of its value (某街道办 | 主管部门 | 某街道办事处).
    beside = any(below.startswith(text) for text in rest[-1:] for below in texts[stop + 1 :])
    return rest if whole and not beside else []


def _is_field(label: str, value: str) -> bool:
    return field_role(printed(label)) in _FIELDS and field_role(printed(value)) is None and not is_title(value)


def opens_nothing(text: str) -> bool:
    """Whether a text is no title, no part of a page's frame, no numbered heading and no field of a form."""
    if is_title(text) or fold(text).startswith(forms().page_chrome) or SECTION.match(text):
        return False
    if TABLE_NUMBER.fullmatch(printed(text)) or _ENCLOSED.sub("", printed(text)) in forms().glossary:
        return False
    return field_role(text.split("：", maxsplit=1)[0]) in (None, "other", "money_unit")
