"""Headings of names in running lines, and the headers around them as one line where they stand on two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.document import Paragraph
from ontology.forms import begins_heading, column_role, forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Block

_SHORTEST_HEADING = 3
_HISTORY = frozenset({"history", "history_group"})
_TARGETS = _HISTORY | {"value", "actual"}


def heads_names(text: str) -> bool:
    """Whether a heading of names stands in a text."""
    return name_heading().search(text) is not None


@cache
def name_heading() -> re.Pattern[str]:
    """The headings of names; 绩效指标 is one behind that of second levels."""
    names = [label for label, role in forms().columns.items() if role == "level3" and len(label) > _SHORTEST_HEADING]
    known = "|".join(r"\s?".join(map(re.escape, label)) for label in sorted(names, key=len, reverse=True))
    return re.compile(rf"{known}|(?<=二级指标\s)绩效指标(?=\s)")


def with_whole_headings(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks with a header as one line whose headings end, or are split, on the next (年度 | 实际 over 指标值 | 完成值)."""
    whole: list[Block] = []
    for block in blocks:
        above = whole[-1] if whole else None
        if isinstance(block, Paragraph) and isinstance(above, Paragraph) and heads_names(above.text):
            upper, lower = above.text.split(), block.text.split()
            if joined := _headings_joined(upper, lower) or _headings_split(upper, lower):
                whole[-1] = replace(above, text=joined)
                continue
        whole.append(block)
    return whole


def _headings_joined(upper: Sequence[str], lower: Sequence[str]) -> str | None:
    """The words of a header's line, those that are no headings made ones by the words below, in order; None where these don't."""
    open_at = [at for at, word in enumerate(upper) if column_role(word) is None and begins_heading(word)]
    if not lower or len(open_at) != len(lower):
        return None
    words = list(upper)
    for at, end in zip(open_at, lower, strict=True):
        words[at] += end
    return " ".join(words) if all(column_role(words[at]) for at in open_at) else None


def _headings_split(upper: Sequence[str], lower: Sequence[str]) -> str | None:
    """The words of a header's line with those below for the one that they split: years for history, a target and others for it."""
    roles = [column_role(word) for word in lower]
    if not roles or not _TARGETS.issuperset(roles) or roles.count("value") > 1:
        return None
    split = [at for at, word in enumerate(upper) if column_role(word) in ({"value"} if "value" in roles else _HISTORY)]
    if len(split) != 1 or len(lower) == 1:
        return None
    return " ".join([*upper[: split[0]], *lower, *upper[split[0] + 1 :]])
