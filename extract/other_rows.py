"""Rows and lines of a table that hold neither indicators nor fields: numbers of columns, running text, the number of the form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.document import Table
from extract.form import TABLE_NUMBER, first_field
from extract.headers import is_header
from ontology.folding import fold
from ontology.forms import forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block, Paragraph, Row

_SHORTEST_COUNT, _CHROME_CELLS = 2, 2
_SHORTEST_SENTENCE = 16
_PART = re.compile(r"第[一二三四五六七八九十]+(?:部分|章)")
_TABLE_NUMBER = re.compile(r"(?:公开|预算|决算|附)?(?:表)?[\d一二三四五六七八九十]+(?:-\d+)?表?")


def is_note_row(row: Row) -> bool:
    """Whether a row holds nothing but a remark (备注：…), below which a table may go on."""
    return len(row.cells) == 1 and first_field(row) == "note"


def is_total_row(row: Row) -> bool:
    """Whether a row adds others up (小计, 合计): it holds no indicator, and the table goes on below it."""
    return first_field(row) == "total"


def is_numbering(row: Row) -> bool:
    """Whether a row only counts the columns (1 | 2 | 3 …)."""
    return counts_columns(row.texts)


def counts_columns(texts: Sequence[str]) -> bool:
    """Whether texts beside each other only count columns."""
    if len(texts) <= _SHORTEST_COUNT or not texts[0].isdecimal():
        return False
    return list(texts) == [str(int(texts[0]) + at) for at in range(len(texts))]


def is_running_text(row: Row) -> bool:
    """Whether a row is the heading of a document's part, or a sentence, in its only cell at the left edge, or what a page prints."""
    cell, alone = row.cells[0], len(row.cells) == 1
    if len(row.cells) <= _CHROME_CELLS and fold(cell.text).lstrip("【[(").startswith(forms().page_chrome):
        return True
    if (alone and TABLE_NUMBER.fullmatch(cell.text)) or forms().page_buttons.issuperset(row.texts):
        return True
    return alone and not cell.column and (_PART.match(cell.text.lstrip("#")) is not None or _is_sentence(cell.text))


def _is_sentence(text: str) -> bool:
    return len(text) >= _SHORTEST_SENTENCE and "。" in text


def numbers_table(block: Paragraph, following: Block | None) -> bool:
    """Whether a paragraph is the number of the form (预算05-2表) that a page prints again above the header of a table that goes on."""
    if not isinstance(following, Table) or not following.rows or not _TABLE_NUMBER.fullmatch(fold(block.text)):
        return False
    return is_header(following.rows[0])
