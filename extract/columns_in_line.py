"""Forms whose columns run on in one line of text, all names before all targets, become lines that follow each other.

So previews of documents print a page: labels of merged cells stand among the names, and blanks part the words of either. A name is
whole where it ends with the noun of a measure; those that are none are put together until there are as many names as targets. What
the lines then are is told by the reader of columns that were printed one after the other (see `columns_in_turn`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.cell_types import is_target, looks_like_quantity
from extract.document import Block, Document, Heading, Paragraph
from extract.quantities import is_cut_target
from extract.run_on_fields import fields_apart
from extract.targets import parse_target
from ontology.forms import column_role, forms
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST = 3
"""Targets from which a line is read so."""
_MOST_PIECES = 4
"""Words of a label or a heading."""
_MOST_WORDS = 2_000
_LONGEST_TARGET = 16
_BETWEEN = 3
"""Words behind the first half of a label among which the other half stands."""
_LONGEST_HALF = 6
_WHOLE = 2.0
"""What it costs to go on with a name that ends with the noun of a measure."""
_SIGN = 0.2
"""What each sign of the rest of a name costs: rests are short."""


def with_columns_in_line(document: Document) -> Document:
    """The document with lines in place of each such paragraph; any other document as it is."""
    blocks = [part for block in document.blocks for part in _apart(block)]
    return replace(document, blocks=tuple(blocks)) if len(blocks) > len(document.blocks) else document


def _apart(block: Block) -> Iterator[Block]:
    """The lines of a paragraph that is such a form, or the block itself."""
    if not isinstance(block, Paragraph) or isinstance(block, Heading) or (found := _columns(block.text)) is None:
        yield block
        return
    above, lines = found
    if above:
        yield from fields_apart(replace(block, text=above))
    yield from (replace(block, text=line) for line in lines)


def _columns(text: str) -> tuple[str, list[str]] | None:
    """What stands before the headings of a line, and its headings, labels, names and targets in turn; None where it is no such line."""
    if "三级" not in text or len(words := text.split()) > _MOST_WORDS:
        return None
    names = _heading(words, "level3")
    values = _heading(words[names[1] :], "value") if names else None
    if names is None or values is None:
        return None
    start, stop = (place + names[1] for place in values)
    targets = _targets_whole(words[stop:])
    told = sum(map(_is_target, targets))
    if told < _FEWEST or any(len(target) > _LONGEST_TARGET for target in targets) or 3 * told < 2 * len(targets):
        return None
    found = _labels_apart(words[names[1] : start])
    held = _names_whole(found, len(targets))
    if held is None:
        return None
    begin = names[0]
    while begin and (length := _heading_before(words, begin)):
        begin -= length
    headings = ["一级指标", "二级指标", "三级指标"]
    return " ".join(words[:begin]), [*headings, *held, "指标值", *targets]


def _heading(words: Sequence[str], role: str) -> tuple[int, int] | None:
    """Where the first heading of a role begins and ends among words."""
    for length in (1, 2):  # a blank may stand in the heading
        for at in range(len(words) + 1 - length):
            if column_role("".join(words[at : at + length])) == role:
                return at, at + length
    return None


def _heading_before(words: Sequence[str], stop: int) -> int:
    """How many words before a place are the heading of a level, or of all indicators; 0 where none is."""
    lengths = range(1, min(stop, _MOST_PIECES) + 1)
    roles = ("level1", "level2", "group")
    return next((length for length in lengths if column_role("".join(words[stop - length : stop])) in roles), 0)


def _targets_whole(words: Sequence[str]) -> list[str]:
    """The targets, those whole that blanks cut (2019年11月底 前)."""
    whole: list[str] = []
    for word in words:
        if whole and is_cut_target(whole[-1], word):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def _is_target(text: str) -> bool:
    return looks_like_quantity(text) or is_target(text) or parse_target(text).kind in ("numeric", "date", "change")


def _labels_apart(words: Sequence[str]) -> list[tuple[str, bool]]:
    """The words, labels whole over several of them and told from names; halves of one around a name are one before it."""
    found: list[tuple[str, bool]] = []
    left = list(words)
    while left:
        if length := _label(left):
            label = "".join(left[:length])
            del left[:length]
            if levels(label):  # and not what stands down the side of the form
                found.append((label, True))
        elif other := _other_half(left):
            found.append((left[0] + left.pop(other), True))
            del left[0]
        else:
            found.append((left.pop(0), False))
    return found


def _label(words: Sequence[str]) -> int:
    """How many words at the beginning are a label; 0 where none is."""
    for length in range(min(_MOST_PIECES, len(words)), 0, -1):
        whole = "".join(words[:length])
        if (levels(whole) and whole.endswith(("指标", "目标"))) or column_role(whole) == "group":
            return length
    return 0


def _other_half(words: Sequence[str]) -> int | None:
    """The word behind a name, or a few, that makes a label with the first one; None where none does."""
    if len(words[0]) > _LONGEST_HALF:
        return None
    places = range(2, min(len(words), 2 + _BETWEEN))
    return next((at for at in places if words[at].endswith("指标") and levels(words[0] + words[at])), None)


def _names_whole(found: Sequence[tuple[str, bool]], count: int) -> list[str] | None:
    """The labels and as many names as given, the likeliest of their parts put together; None where there are too few parts."""
    surplus = sum(not label for _, label in found) - count
    if surplus < 0:
        return None
    costs = sorted(
        (_WHOLE * one.endswith((*forms().measures, "量")) + _SIGN * len(other), at)
        for at, ((one, label), (other, another)) in enumerate(pairwise(found))
        if not (label or another)
    )
    joined: set[int] = set()
    for _, at in costs:
        if len(joined) < surplus and not {at - 1, at + 1} & joined:
            joined.add(at)
    if len(joined) < surplus:
        return None
    return [
        text + (found[at + 1][0] if at in joined else "") for at, (text, _) in enumerate(found) if at - 1 not in joined
    ]
