"""Texts of which each page is a line that begins with its number (1、…  2、…), as a preview prints them: the numbers go."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Heading, Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block, Document

_MARK = re.compile(r"(\d{1,3})、")
_FEWEST = 3
_SHORTEST = 200
"""Signs of a page; shorter lines are the items of a list."""


def without_page_marks(document: Document) -> Document:
    """The document without the numbers of its pages; any other as it is."""
    blocks = list(document.blocks)
    at = 0
    while at < len(blocks):
        stop = _end_of_pages(blocks, at)
        for place in range(at, stop):
            block = blocks[place]
            if isinstance(block, Paragraph):
                blocks[place] = replace(block, text=_MARK.sub("", block.text, count=1))
        at = max(stop, at + 1)
    return replace(document, blocks=tuple(blocks))


def _end_of_pages(blocks: Sequence[Block], first: int) -> int:
    """The block behind the pages that begin at a block, numbered from 1 on; the block itself where none do."""
    at = first
    while at < len(blocks):
        block = blocks[at]
        mark = _MARK.match(block.text) if isinstance(block, Paragraph) and not isinstance(block, Heading) else None
        if mark is None or int(mark[1]) != at - first + 1:
            break
        at += 1
    pages = [block for block in blocks[first:at] if isinstance(block, Paragraph)]
    # The last page may be short, or blank.
    whole = len(pages) >= _FEWEST and all(len(page.text) >= _SHORTEST for page in pages[:-2])
    return at if whole else first
