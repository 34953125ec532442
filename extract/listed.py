"""Cells that list several indicators: 1.培训人数≥200人；2.培训合格率≥95% are two indicators of one place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.targets import parse_target
from ontology.folding import fold
from ontology.wording import wording

_NUMBERED = re.compile(
    r"(?:^|(?<=[；;。，,、）)%\u4e00-\u9fff\d]))(?:[(（]\d{1,2}[)）]|\d{1,2}[.．、)）](?!\d)|[①②③④⑤⑥⑦⑧⑨⑩])"
)
_ENDS = "；;。，,、 "
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a list: its name, and its target where the list prints it."""

    name: str
    target: str | None


def cell_to_items(name: str, value: str | None, lines: tuple[str, ...] = ()) -> list[Item]:
    """The indicators that a third-level cell lists, each with its target from the cell itself or from the value's own list.

    A cell that lists nothing, or whose list can't be matched with its targets, gives an empty list.
    """
    names = numbered(name) or list(lines if _all_stated(lines) else ())
    if len(names) < _FEWEST:
        return _single(name) if value is None else []
    if value is None:
        split = [name_and_target(text) for text in names]
        return [item for item in split if item] if all(split) else []
    targets = numbered(value) or [part for part in re.split(r"[；;]", value) if part]
    if len(targets) != len(names):
        return []
    return [Item(text, target) for text, target in zip(names, targets, strict=True)]


def numbered(text: str) -> list[str]:
    """The items of a numbered list, without their numbers; an empty list where the text is none."""
    marks = list(_NUMBERED.finditer(text))
    if len(marks) < _FEWEST or marks[0].start() != 0:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [item for mark, end in zip(marks, ends, strict=True) if (item := text[mark.end() : end].strip(_ENDS))]


def name_and_target(text: str) -> Item | None:
    """A name with the target printed behind it (培训人数≥200人), or None where none is printed."""
    for start in _operator_starts(text):
        target = parse_target(text[start:])
        if target.kind in ("numeric", "date"):
            return Item(text[:start].rstrip("：:"), text[start:])
    return None


def _operator_starts(text: str) -> list[int]:
    """Where a sign or word of an operator begins, a name before it."""
    marks = sorted((*wording().signs, *(word for word in wording().before if len(word) > 1)), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, marks)))
    # Folding keeps lengths of the signs looked for, so that a start in the folded text is one in the text.
    folded = text if len(fold(text)) != len(text) else fold(text)
    return [match.start() for match in pattern.finditer(folded) if match.start() > 1]


def _single(name: str) -> list[Item]:
    """A cell without a value beside it that prints its target behind the name."""
    item = name_and_target(name)
    return [item] if item else []


def _all_stated(lines: tuple[str, ...]) -> bool:
    """Whether each printed line of a cell is a name with its target."""
    return len(lines) >= _FEWEST and all(name_and_target(line) for line in lines)
