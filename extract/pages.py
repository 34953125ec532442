"""What a page prints around its text, so that a table goes on over it: page numbers, running heads and feet, 续表.

A running head or foot has no form of its own. It is a short line that stands next to page numbers, the same at several of them.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Document, Paragraph
from extract.form import is_title
from ontology.folding import fold
from ontology.forms import column_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(
    r"[-—–－·]*(?:第?\d+页(?:[，,/|]?共?\d+页)?|\d{1,4}(?:/\d{1,4})?|第\d+页[，,/|]?共\d+页?)[-—–－·]*|\{\d+\}-+|[-—–－·(（]*(?:续表?|续上表|接上[页表])\d*[-—–－·)）]*|第[一二三四五六七八九十百]+页"
)
"""Page numbers, as printed and as converters mark them ({12}------), and what a table prints that goes on."""
_GOES_ON = re.compile(r"[(（]续表?\d*[)）]$|续表$|[(（]接上页[)）]$")
_YEARLY = re.compile(r"\d{4}年度?.{0,24}(?:预算|决算)(?:信息|情况|公开|说明|报告|报表|文本|材料)*(?:公开表)?$")
"""How the title of a whole publication ends, which its pages print again; next to one page number it is known as such."""
_SIGN = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_FEWEST_SIGNS = 5
_LONGEST_HEAD = 40
_FEWEST_PAGES = 5
"""Bare numbers that rise, from which they are those of pages."""
_FEWEST_COUNTED = 3
"""The same where they count up from 1."""
_FEWEST = 2
"""Page numbers that a line stands next to before it is a running head."""


def is_page_number(line: str) -> bool:
    """Whether a line is the number of a page, or says that a table goes on."""
    return _NUMBER.fullmatch(fold(line)) is not None


def goes_on(title: str) -> bool:
    """Whether a title says that its table goes on from the page before."""
    return _GOES_ON.search(fold(title)) is not None


def is_of_page(texts: Sequence[str]) -> bool:
    """Whether the cells of a row are what a page prints above a table that goes on, or its number, which no bare one is."""
    if len(texts) > 1:
        return is_running_head(texts)
    return goes_on(texts[0]) or (is_page_number(texts[0]) and not fold(texts[0]).isdecimal())


def is_running_head(texts: Sequence[str]) -> bool:
    """Whether the cells of a row are the title of the whole publication with the number of the page."""
    if len(texts) != _FEWEST:
        return False
    return any(_YEARLY.search(fold(one)) and is_page_number(other) for one, other in (texts, reversed(texts)))


def heads_publication(text: str) -> bool:
    """Whether a folded line is the title of a whole publication (2025年…部门预算), which its pages print again."""
    return _is_head(text) and _YEARLY.search(text) is not None


def page_furniture(document: Document) -> frozenset[str]:
    """The folded texts of a document's paragraphs that belong to its pages and not to its text."""
    return furniture_of([fold(block.text) if isinstance(block, Paragraph) else None for block in document.blocks])


def doubtful_numbers(document: Document) -> frozenset[str]:
    """The bare numbers that stand alone in a document's paragraphs and may be cells: those of pages rise, or count up from 1."""
    texts = [fold(block.text) for block in document.blocks if isinstance(block, Paragraph)]
    bare = [int(text) for text in texts if text.isdecimal()]
    rise = len(bare) >= _FEWEST_PAGES and all(one < other for one, other in pairwise(bare))
    fewest = _FEWEST if texts and texts[-1].isdecimal() else _FEWEST_COUNTED  # the last page ends with its number
    count = len(bare) >= fewest and bare == list(range(1, len(bare) + 1))
    return frozenset() if rise or count else frozenset(map(str, bare))


def furniture_of(texts: Sequence[str | None]) -> frozenset[str]:
    """Those of the folded lines of a text, in order, that belong to its pages; None for what is no line."""
    numbers = {text for text in texts if text and _NUMBER.fullmatch(text)}
    bare = [int(text) for text in texts if text and text.isdecimal()]
    # Where every cell is a line of its own, bare numbers are weights and values: those of pages only ever rise.
    sure = numbers if all(one < other for one, other in pairwise(bare)) else {n for n in numbers if not n.isdecimal()}
    beside: Counter[tuple[str, str]] = Counter()
    for above, below in pairwise(texts):
        if above in sure and below and _is_head(below):
            beside[below, "head"] += 1
        if below in sure and above and _is_head(above):
            beside[above, "foot"] += 1
    heads = {text for (text, _), count in beside.items() if count >= _FEWEST or _YEARLY.search(text)}
    return frozenset(numbers | heads)


def _is_head(text: str) -> bool:
    """Whether a line may be a running head: the titles of forms stand at the head of pages too, and open a form each time."""
    if len(text) > _LONGEST_HEAD or ":" in text or column_role(text) or levels(text):
        return False
    if len(_SIGN.findall(text)) < _FEWEST_SIGNS:  # the last target of a page (≥95%, 有效提升) stands there too
        return False
    return (not is_title(text) or _YEARLY.search(text) is not None) and not _NUMBER.fullmatch(text)
