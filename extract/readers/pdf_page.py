"""One PDF page as pdfium sees it: characters with their places, rules and areas, turned as a reader holds the page.

All that leaves this module is in points from the upper left corner of the page as it is read, y downwards.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.readers import pdf_native as native
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.pdf_native import Boxes
from extract.readers.pdf_paths import page_to_drawing
from extract.readers.pdf_signs import code_to_sign, doubtful_signs
from extract.readers.ruled_grid import Segment, Segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.readers.pdf_paths import Box, Drawing

_THICKEST = 4.0
"""Points up to which a drawn box is a line."""
_SAMPLE = 48
"""Characters of a page that are asked for their direction and their font's mapping."""
_MOST_CLIPPED = 100
"""Objects of text around the rules of a page that are asked for what bounds them: a printed sheet has few of them."""
_PICTURE_SHARE = 0.4
"""Share of the page that pictures cover where a page may be a scan."""


class Glyph(NamedTuple):
    """One printed sign: its box, and the height of the line that it stands on."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    base: float


class Area(NamedTuple):
    """A rectangle on the page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What one page holds.

    `number` counts from 1; `rules` are drawn lines, `pale` ones are white, `areas` are filled with colour; `pictured` tells that
    pictures cover most of the page; `doubtful` counts the signs that the fonts may have mapped wrongly.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: Segments
    pale: Segments
    areas: list[Area]
    pictured: bool
    doubtful: float


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned for reading: quarter turns clockwise of the visible part of it."""

    quarters: int
    box: Box

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as read."""
        left, bottom, right, top = self.box
        wide, high = right - left, top - bottom
        return (high, wide) if self.quarters % 2 else (wide, high)

    def turned(self, boxes: Boxes) -> tuple[list[float], list[float], list[float], list[float]]:
        """Left, top, right and bottom sides as read."""
        left, bottom, right, top = self.box
        lefts, bottoms, rights, tops = boxes
        if self.quarters == 0:
            return _less(lefts, left), _from(top, tops), _less(rights, left), _from(top, bottoms)
        if self.quarters == 1:
            return _less(bottoms, bottom), _less(lefts, left), _less(tops, bottom), _less(rights, left)
        if self.quarters == 2:  # noqa: PLR2004 - a half turn
            return _from(right, rights), _less(bottoms, bottom), _from(right, lefts), _less(tops, bottom)
        return _from(top, tops), _from(right, rights), _from(top, bottoms), _from(right, lefts)

    def heights(self, xs: list[float], ys: list[float]) -> list[float]:
        """How far below the upper edge points lie as read."""
        left, bottom, right, top = self.box
        if self.quarters % 2:
            return _less(xs, left) if self.quarters == 1 else _from(right, xs)
        return _less(ys, bottom) if self.quarters else _from(top, ys)


def _less(values: list[float], origin: float) -> list[float]:
    return [value - origin for value in values] if origin else values


def _from(origin: float, values: list[float]) -> list[float]:
    return [origin - value for value in values]


def page_to_facts(document: Any, index: int, name: str) -> PageFacts | None:  # noqa: ANN401 - pdfium's handle
    """Read page `index` (from 0) of an open document; None where the page is broken.

    Raises:
        TooLargeError: more characters on the page than a document may hold.
    """
    with native.page_of(document, index) as handles:
        if handles is None:
            return None
        page, text = handles
        count = native.count_characters(text)
        if count > LIMITS.cells:
            raise TooLargeError(name, f"第 {index + 1} 页 {count} 个字符")
        sample = range(0, count, count // _SAMPLE + 1)
        turn = Turn(_quarters(page, text, sample), native.page_box(page))
        drawing = page_to_drawing(page, lines=count > 0)
        glyphs = _visible_glyphs(text, count, turn, drawing)
        return _facts(index + 1, turn, drawing, glyphs, _doubtful(text, sample, glyphs))


def _quarters(page: int, text: int, sample: range) -> int:
    """The turns that make most characters stand upright (pdfium counts clockwise); the page's own rotation where it has none."""
    angles = native.character_angles(text, sample)
    turns = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles)
    return turns.most_common(1)[0][0] if turns else native.rotation(page)


def _visible_glyphs(text: int, count: int, turn: Turn, drawing: Drawing) -> list[Glyph]:
    """The signs that can be seen; those of an invisible layer only where a picture shows them instead."""
    glyphs = _without_clipped(text, _glyphs(text, count, turn), turn, drawing)
    hidden = _hidden_objects(drawing)
    if hidden:
        objects = native.character_objects(text, range(count))
        shown = [glyph for glyph, handle in zip(glyphs, objects, strict=True) if handle not in hidden]
        pages_text = sum(glyph.text != "" for glyph in glyphs)
        seen = sum(glyph.text != "" for glyph in shown)
        if seen and not (_pictured(turn, drawing) and seen * 2 < pages_text):
            glyphs = shown
    width, height = turn.size
    return [
        glyph
        for glyph in glyphs
        if glyph.text and 0 <= glyph.left + glyph.right <= 2 * width and 0 <= glyph.top + glyph.bottom <= 2 * height
    ]


def _without_clipped(text: int, glyphs: list[Glyph], turn: Turn, drawing: Drawing) -> list[Glyph]:
    """The signs with an empty text for those above and below a page's rules that its clipping hides.

    A sheet printed to pages holds the label of a merged cell on each page that the cell reaches, where only one page shows it.
    """
    ruled = _turned(drawing.rules, turn)
    if not ruled:
        return glyphs
    # Doubled, so that the middle of each of thousands of signs needs no division.
    top = 2 * (min(sides[1] for sides in ruled) + _THICKEST)
    bottom = 2 * (max(sides[3] for sides in ruled) - _THICKEST)
    outer = [at for at, (sign, _, _, upper, lower, _) in enumerate(glyphs) if not top < upper + lower < bottom and sign]
    if not outer:
        return glyphs
    objects = dict(zip(outer, native.character_objects(text, outer), strict=True))
    clips = _clips({handle for handle in objects.values() if handle}, turn)
    for at in outer:
        clip = clips.get(objects[at] or 0)
        if clip and not clip[1] <= (glyphs[at].top + glyphs[at].bottom) / 2 <= clip[3]:
            glyphs[at] = glyphs[at]._replace(text="")
    return glyphs


def _clips(objects: set[int], turn: Turn) -> dict[int, tuple[float, ...]]:
    """Left, top, right and bottom of what may be seen of text objects, where something bounds them."""
    if len(objects) > _MOST_CLIPPED:
        return {}
    boxes = {handle: box for handle in objects if (box := native.clip_box(handle))}
    return dict(zip(boxes, _turned(list(boxes.values()), turn), strict=True))


_as_glyph = partial(tuple.__new__, Glyph)
"""What `Glyph._make` does without a step of Python for each character."""


def _glyphs(text: int, count: int, turn: Turn) -> list[Glyph]:
    """All characters of a page in the order of the file, those that print nothing with an empty text."""
    boxes = native.character_boxes(text, count)
    xs, ys = native.character_origins(text, count)
    left, top, right, bottom = turn.turned(boxes)
    base = turn.heights(xs, ys)
    signs = map(code_to_sign, native.character_codes(text, count))
    return list(map(_as_glyph, zip(signs, left, right, top, bottom, base, strict=True)))


def _hidden_objects(drawing: Drawing) -> set[int]:
    modes = native.render_modes(drawing.texts)
    return {handle for handle, mode in zip(drawing.texts, modes, strict=True) if mode == native.INVISIBLE}


def _pictured(turn: Turn, drawing: Drawing) -> bool:
    width, height = turn.size
    return drawing.pictures > _PICTURE_SHARE * width * height


def _doubtful(text: int, sample: range, glyphs: Sequence[Glyph]) -> float:
    """How many signs may be wrong: those of rare scripts, and the sampled share that their fonts don't map at all."""
    unmapped = native.unmapped(text, sample) / max(1, len(sample)) * len(glyphs)
    return max(unmapped, doubtful_signs("".join(glyph.text for glyph in glyphs)))


def _facts(number: int, turn: Turn, drawing: Drawing, glyphs: list[Glyph], doubtful: float) -> PageFacts:
    width, height = turn.size
    return PageFacts(
        number=number,
        width=width,
        height=height,
        glyphs=glyphs,
        rules=_boxes_to_segments(drawing.rules, turn),
        pale=_boxes_to_segments(drawing.pale, turn),
        areas=[Area(*sides) for sides in _turned(drawing.areas, turn)],
        pictured=_pictured(turn, drawing),
        doubtful=doubtful,
    )


def _turned(boxes: list[Box], turn: Turn) -> list[tuple[float, ...]]:
    if not boxes:
        return []
    sides = Boxes(*map(list, zip(*boxes, strict=True)))
    return list(zip(*turn.turned(sides), strict=True))


def _boxes_to_segments(boxes: list[Box], turn: Turn) -> Segments:
    """Thin boxes to pieces of lines; a dot is both, for a row of dots is a line."""
    segments = Segments([], [])
    for left, top, right, bottom in _turned(boxes, turn):
        if bottom - top <= _THICKEST:
            segments.lying.append(Segment((top + bottom) / 2, left, right))
        if right - left <= _THICKEST:
            segments.standing.append(Segment((left + right) / 2, top, bottom))
    return segments
