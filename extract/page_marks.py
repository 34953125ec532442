"""What a site that shows documents as text prints at the ends of pages: numbers before each (1、…  2、…), its name for the document.

Pages are cut wherever they end, also inside words and numbers: what stands before the first label of a page, or up to the end
of the first sentence of one without labels, belongs to the page before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.document import Heading, Paragraph
from extract.name_headings import heads_names
from ontology.framework import second_levels
from ontology.wording import any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block, Document

_MARK = re.compile(r"(\d{1,3})、")
_FEWEST = 3
_LEAST_SIGNS = 80
"""Signs of a page on an average; shorter lines are the items of a list."""
_ENDS = ("。", "；", ";", "：", ":", "！")
_FILE = re.compile(r"(?P<name>\S{8,60})\.(?:docx?|pdf|xlsx?|wps)$")
_LONGEST_FILE = 65
"""Signs of a file's name with its ending."""
_LONGEST_ENDING = 6
_FEWEST_NAMES = 3


def without_page_marks(document: Document) -> Document:
    """The document with whole pages; any other as it is."""
    blocks = list(document.blocks)
    at = 0
    while at < len(blocks):
        stop = _end_of_pages(blocks, at)
        if stop > at:
            blocks[at:stop] = _whole_pages([block for block in blocks[at:stop] if isinstance(block, Paragraph)])
        at = max(stop, at + 1)
    names = {name for block in blocks if isinstance(block, Paragraph) and (name := _file_named(block.text))}
    return replace(document, blocks=tuple(_without_names(block, names) for block in blocks) if names else tuple(blocks))


def _file_named(text: str) -> str | None:
    """The name of the file with which a line ends, without its ending; None where it ends with none."""
    found = _FILE.search(text[-_LONGEST_FILE:]) if "." in text[-_LONGEST_ENDING:] else None
    return found["name"] if found else None


def _end_of_pages(blocks: Sequence[Block], first: int) -> int:
    """The block behind the pages that begin at a block, numbered from 1 on; the block itself where none do."""
    pages: list[Paragraph] = []
    for at in range(first, len(blocks)):
        block = blocks[at]
        mark = _MARK.match(block.text) if isinstance(block, Paragraph) and not isinstance(block, Heading) else None
        if mark is None or not isinstance(block, Paragraph) or int(mark[1]) != len(pages) + 1:
            break
        pages.append(block)
    if len(pages) < _FEWEST:
        return first
    cut = sum(not above.text.rstrip().endswith(_ENDS) for above, _ in pairwise(pages))
    headed = any(heads_names(page.text) for page in pages)
    whole = headed and sum(len(page.text) for page in pages) >= _LEAST_SIGNS * len(pages)
    return first + len(pages) if whole and 2 * cut >= len(pages) - 1 else first


def _whole_pages(pages: Sequence[Paragraph]) -> list[Paragraph]:
    texts: list[str] = []
    for page in pages:
        text = _MARK.sub("", page.text, count=1)
        if texts and not texts[-1].rstrip().endswith(_ENDS):
            label = _label().search(text)
            begin = label.start() if label else text.find("。") + 1 or len(text)
            texts[-1] += text[:begin]
            text = text[begin:]
        texts.append(text)
    return [replace(page, text=text) for page, text in zip(pages, texts, strict=True)]


@cache
def _label() -> re.Pattern[str]:
    return re.compile(any_of(second_levels()))


def _without_names(block: Block, names: set[str]) -> Block:
    """A line without the document's name and the page numbers behind it, where it prints the name on every page."""
    if not isinstance(block, Paragraph):
        return block
    text = block.text
    for name in names:
        if text.count(name) >= _FEWEST_NAMES:
            text = re.sub(rf"(?:{re.escape(name)})+(?:\d{{1,2}}(?=\D))?", "", text)
    return block if text == block.text else replace(block, text=text)
