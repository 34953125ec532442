"""Styles and automatic numbering of a Word document: which paragraphs are headings, and what number is printed before them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.readers.counting import NUMBERINGS
from extract.readers.wordml import VAL, W, on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.readers.archive import Element

_HEADING = re.compile(r"(heading|标题)\s*[1-9]|title|标题", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_BODY_TEXT = 9
"""The outline level of what is no heading."""
_LAST_NUMBER = 10**6
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number is written, where it begins, and the text around it (第%1章)."""

    numbering: str | None = None
    text: str = ""
    start: int = 1
    plain: bool = False
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class Numbering:
    """A list that paragraphs refer to: the counters it shares, its levels, and levels that begin anew in it."""

    counters: str
    levels: Mapping[int, Level]
    restarts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style gives: its outline level (0 is the highest) and its list."""

    outline: int | None = None
    list_id: str | None = None
    level: int | None = None


def styles(root: Element | None) -> Mapping[str, Style]:
    """The paragraph styles by id, each with what it inherits."""
    if root is None:
        return {}
    elements = {element.get(W + "styleId", ""): element for element in root.iterfind(W + "style")}
    return {name: _inherited(name, elements) for name in elements}


def _inherited(name: str, elements: Mapping[str, Element]) -> Style:
    outline = list_id = level = None
    for _ in range(_DEPTH):
        element = elements.get(name)
        if element is None:
            break
        own = _own(element)
        outline = own.outline if outline is None else outline
        if list_id is None:
            list_id, level = own.list_id, own.level
        name = _value(element, "basedOn") or ""
    return Style(outline, list_id, level)


def _own(element: Element) -> Style:
    outline = whole(_value(element, f"pPr/{W}outlineLvl"))
    if outline is None and _HEADING.fullmatch(_value(element, "name") or ""):
        outline = 0
    level = whole(_value(element, f"pPr/{W}numPr/{W}ilvl"))
    return Style(outline, _value(element, f"pPr/{W}numPr/{W}numId"), level)


def numberings(root: Element | None) -> Mapping[str, Numbering]:
    """The lists by the id that paragraphs give."""
    if root is None:
        return {}
    shapes = {
        element.get(W + "abstractNumId", ""): {
            whole(level.get(W + "ilvl")) or 0: _level(level) for level in element.iterfind(W + "lvl")
        }
        for element in root.iterfind(W + "abstractNum")
    }
    return {element.get(W + "numId", ""): _numbering(element, shapes) for element in root.iterfind(W + "num")}


def _numbering(element: Element, shapes: Mapping[str, Mapping[int, Level]]) -> Numbering:
    shape = _value(element, "abstractNumId") or ""
    levels = dict(shapes.get(shape, {}))
    restarts: dict[int, int] = {}
    for override in element.iterfind(W + "lvlOverride"):
        at = whole(override.get(W + "ilvl")) or 0
        own = override.find(W + "lvl")
        if own is not None:
            levels[at] = _level(own)
        start = whole(_value(override, "startOverride"))
        if start is not None:
            restarts[at] = start
    return Numbering(shape, levels, restarts)


def _level(element: Element) -> Level:
    start = whole(_value(element, "start"))
    return Level(
        _value(element, "numFmt"),
        _value(element, "lvlText") or "",
        1 if start is None else start,
        on(element.find(W + "isLgl")),
        _value(element, "suff") or "tab",
    )


@dataclass(slots=True)
class Counters:
    """The numbers that the lists of one document have reached, in reading order."""

    lists: Mapping[str, Numbering]
    reached: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, list_id: str, at: int) -> str:
        """The printed number of the list's next paragraph at a level (from 0); nothing for bullets and unknown lists."""
        one = self.lists.get(list_id)
        if one is None or at not in one.levels or not 0 <= at < _LEVELS:
            return ""
        reached = self.reached.setdefault(one.counters, {})
        if at in one.restarts and (list_id, at) not in self.begun:
            reached[at] = one.restarts[at]
        else:
            reached[at] = min(reached[at] + 1, _LAST_NUMBER) if at in reached else one.levels[at].start
        self.begun.add((list_id, at))
        for deeper in [level for level in reached if level > at]:
            del reached[deeper]
        return _label(one.levels, at, reached)


def _label(levels: Mapping[int, Level], at: int, reached: Mapping[int, int]) -> str:
    level = levels[at]
    if level.numbering not in NUMBERINGS:
        return ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        shape = levels.get(place, Level())
        write = NUMBERINGS.get("decimal" if level.plain and place != at else shape.numbering or "", str)
        return write(reached.get(place, shape.start))

    text = _PLACE.sub(number, level.text)
    return f"{text} " if level.suffix != "nothing" and text[-1:].isalnum() else text


def _value(element: Element, path: str) -> str | None:
    found = element.find(W + path)
    return None if found is None else found.get(VAL)


def whole(text: str | None) -> int | None:
    """The whole number that an attribute holds, or None where it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - ten digits are no number


def is_heading(outline: int | None) -> bool:
    """Whether an outline level (0 to 8) makes a heading."""
    return outline is not None and outline < _BODY_TEXT
