"""Labels of levels in text of a cell a line: several on one line are put apart, and their ends that stand further down put to them.

A page's text in reading order holds the lines of cells beside each other in turn: a label of two lines ends below the target of its row
(满意度指标 服务对象满意度 | name | ≥85% | 指标), and labels that stand close share a line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.cell_types import is_target
from extract.document import Paragraph
from extract.named_targets import name_and_target, with_quantity
from extract.torn import is_open
from extract.torn_labels import ends_label
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block

_ENDS = ("指标", "满意度")
"""How labels of levels end where they stand beside each other on one line."""
_END = "指标"
_ENDING = re.compile(r"[\u4e00-\u9fff]{1,8}指标")
_CLOSING = re.compile(r"[^(（)）\s]{1,8}[)）]")
_OPENED = re.compile(r"[(（][^()（）]*$")
_LONGEST_BETWEEN = 8
_FEW_LINES = 4
_REACH = 8
"""Lines above the end of a label among which it begins: the cells of its row."""
_SHORTEST_NAME = 4


def labels_apart(text: str) -> list[str]:
    """The labels, and the name behind them, that blanks hold apart on a line; the line itself where it is anything else."""
    words = text.split()
    labels = next((at for at, word in enumerate(words) if not _is_label(word)), len(words))
    behind = words[labels:]
    if not labels or len(words) < 2 or len(behind) > 1:  # noqa: PLR2004 - a label and what stands behind it
        return [text]
    named = [word for word in behind if _is_name(word)]
    return words if len(named) == len(behind) and (not behind or words[labels - 1].endswith("指标")) else [text]


def with_ends_of_labels(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with each label whole whose end stands alone some lines below it, and each name whose bracket closes there."""
    whole = list(blocks)
    for at, block in enumerate(blocks):
        rest = block.text if isinstance(block, Paragraph) else ""
        if _CLOSING.fullmatch(rest):
            begun = _opened(whole, at)
        elif rest == _END:
            begun = _begun(whole, at, rest)
        elif _ENDING.fullmatch(rest) and not levels(rest):
            begun = _begun_before(whole, at, rest)
        else:
            continue
        if begun is not None and isinstance(label := whole[begun], Paragraph):
            whole[begun] = replace(label, text=label.text + rest)
            whole[at] = replace(block, text="") if isinstance(block, Paragraph) else block
    return [block for block in whole if not (isinstance(block, Paragraph) and not block.text and not block.blanks)]


def _opened(blocks: Sequence[Block], at: int) -> int | None:
    """Where the name stands whose bracket a rest closes, short cells of its row between (…面积（含飞地林 | ≥ | 21.6 | 万亩 | 场）)."""
    for place in range(at - 1, max(at - _FEW_LINES, 0) - 1, -1):
        block = blocks[place]
        if not isinstance(block, Paragraph) or len(block.text.split()) != 1 or _CLOSING.fullmatch(block.text):
            return None
        if is_open(block.text):
            return place if place < at - 1 and _OPENED.search(block.text) else None
        if len(block.text) > _LONGEST_BETWEEN:
            return None
    return None


def _begun(blocks: Sequence[Block], at: int, rest: str) -> int | None:
    """Where the label begins that a rest makes whole: right below that of the first level, its row's name and target between.

    A name below it may end as a label does (服务对象满意度 | 受益群众满意度 | ≥85% | 指标).
    """
    texts: list[str] = []
    for place in range(at - 1, max(at - _REACH, 0), -1):
        block, above = blocks[place], blocks[place - 1]
        # Lines of several cells are rows, of which others make sense.
        if not isinstance(block, Paragraph) or len(block.text.split()) > 1 or not isinstance(above, Paragraph):
            return None
        if 1 in levels(above.text) and above.text.endswith("指标"):
            return place if ends_label(block.text, rest) and any(map(is_target, texts)) else None
        if ends_label(block.text, rest) and place == at - 1:
            return None  # on the next line its end stands where it belongs
        texts.append(block.text)
    return None


def _begun_before(blocks: Sequence[Block], at: int, rest: str) -> int | None:
    """Where the label begins that a long rest makes whole, its row's name and target between (社会公众或服务 | … | 对象满意度指标)."""
    texts: list[str] = []
    for block in reversed(blocks[max(0, at - _FEW_LINES) : at]):
        if not isinstance(block, Paragraph) or levels(block.text):
            return None
        if levels(block.text + rest):
            return at - 1 - len(texts) if len(texts) > 1 and any(map(is_target, texts)) else None
        texts.append(block.text)
    return None


def _is_label(word: str) -> bool:
    return bool(levels(word)) and word.endswith(_ENDS)


def _is_name(word: str) -> bool:
    """Whether a word may be a name without its target, as in a cell of its own."""
    plain = not any(sign in word for sign in "：:；;，,。")
    return plain and len(word) >= _SHORTEST_NAME and name_and_target(word) is None and with_quantity(word) is None
