"""Characters to the lines that they are printed on, and to the text of table cells.

1. Characters whose base lines differ by less than half a character stand on one line; in it they are ordered from the left.
2. The same sign printed twice at one place (bold by overprinting) counts once.
3. A gap becomes a space where it parts words: a quarter of a character between letters, more between ideographs.
"""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise
from operator import attrgetter, eq, sub
from typing import TYPE_CHECKING, NamedTuple

from extract.document import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.readers.pdf_page import Glyph
    from extract.readers.ruled_grid import Grid

_SAME_LINE = 0.5
_OVERPRINT = 0.12
_WORD_GAP = 0.25
_WIDE_GAP = 0.9
"""All in heights of the characters."""
_JITTER = 1.5
"""Points by which base lines differ at least before they are two: a dash may be next to nothing high."""

_MARKUP = re.compile(r"[<\[*_]")
"""Signs that markup begins with; signs of a page hold no white space, so that nothing else needs to be removed."""

_OVERFULL = 1.25
"""How much wider than their place the signs of a line are from which on two lines stand over each other."""
_HAIR = 0.1
"""Points by which the base lines of such lines differ at least; the signs of one print have the very same."""
_FEWEST_OVER = 4
"""Signs of such lines."""

_by_left = attrgetter("left")
_by_right = attrgetter("right")
_by_base = attrgetter("base")


class Line(NamedTuple):
    """One printed line: its text with spaces where gaps are, its box in points, and whether wide gaps part it."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    parted: bool = False

    @property
    def size(self) -> float:
        """The height of the line's characters."""
        return self.bottom - self.top


def glyphs_to_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters by line from the top, each line from the left, overprints dropped."""
    if glyphs and max(map(_by_base, glyphs)) - min(map(_by_base, glyphs)) <= _JITTER:
        return [_without_overprints(sorted(glyphs, key=_by_left))]
    rows: list[list[Glyph]] = []
    base = reach = -math.inf
    for glyph in sorted(glyphs, key=_by_base):
        if glyph.base - base > reach:
            own = max(_JITTER, (glyph.bottom - glyph.top) * _SAME_LINE)
            # A small raised sign begins the line that larger ones go on.
            if glyph.base - base > own:
                rows.append([])
                base, reach = glyph.base, own
        rows[-1].append(glyph)
    return [_without_overprints(sorted(row, key=_by_left)) if len(row) > 1 else row for row in rows]


def _without_overprints(row: list[Glyph]) -> list[Glyph]:
    if not any(one[0] == other[0] and _is_overprint(one, other) for one, other in pairwise(row)):
        return row
    kept = row[:1]
    for glyph in row[1:]:
        if glyph.text != kept[-1].text or not _is_overprint(kept[-1], glyph):
            kept.append(glyph)
    return kept


def _is_overprint(one: Glyph, other: Glyph) -> bool:
    """Whether equal signs stand at the same place; pdfium gives both letters of the ligature ﬀ one box, and they are two."""
    if one.text == "f" and one[1:] == other[1:]:
        return False
    return other.left - one.left <= _OVERPRINT * max(one.bottom - one.top, one.right - one.left)


def row_to_line(row: Sequence[Glyph]) -> Line:
    """A line of running text."""
    top, bottom = min(glyph.top for glyph in row), max(glyph.bottom for glyph in row)
    size = bottom - top
    parts = [row[0].text]
    parted = False
    end = row[0].right
    for before, glyph in pairwise(row):
        gap = glyph.left - end
        if gap > (_WORD_GAP if _worded(before.text, glyph.text) else _WIDE_GAP) * size:
            parts.append(" ")
            parted = parted or gap > 2 * _WIDE_GAP * size
        parts.append(glyph.text)
        end = max(end, glyph.right)
    return Line("".join(parts), row[0].left, end, top, bottom, parted)


def _worded(before: str, after: str) -> bool:
    """Whether both signs belong to a script that parts words by spaces."""
    return before.isascii() and after.isascii()


class CellText(NamedTuple):
    """The text of a cell as printed, its lines where it has several, and the right end and height of the last of them.

    `overlapping` tells that lines were printed over each other, some of which may belong to the cell above or below.
    """

    text: str
    lines: tuple[str, ...]
    width: float
    size: float
    overlapping: bool = False


def glyphs_to_cell_text(glyphs: Sequence[Glyph]) -> CellText:
    """The text of the characters in one cell; at least one character is needed."""
    if plain := _plain_cell_text(glyphs):
        return plain
    rows = glyphs_to_rows(glyphs)
    if _is_upward(glyphs, rows):
        rows, parted = [list(glyphs)], [list(glyphs)]
    else:
        parted = [line for row in rows for line in _parted_lines(row)]
    overlapping, rows = len(parted) > len(rows), parted
    lines = tuple(filter(None, (_row_text(row) for row in rows)))
    last = rows[-1]
    return CellText(
        text="".join(lines),
        lines=lines if len(lines) > 1 else (),
        width=last[-1].right - last[0].left,
        size=max(glyph.bottom - glyph.top for glyph in last),
        overlapping=overlapping,
    )


def _plain_cell_text(glyphs: Sequence[Glyph]) -> CellText | None:
    """The text of a cell whose characters stand on one line in their order, as most do; None where they may not."""
    signs, lefts, rights, tops, bottoms, bases = zip(*glyphs, strict=True)
    if max(bases) - min(bases) > _JITTER or list(lefts) != sorted(lefts) or any(map(eq, signs, signs[1:])):
        return None
    if len(signs) >= _FEWEST_OVER and sum(rights) - sum(lefts) > _OVERFULL * (max(rights) - lefts[0]):
        return None
    text = "".join(signs)
    text = printed(text) if _MARKUP.search(text) else text
    return CellText(text, (), rights[-1] - lefts[0], max(map(sub, bottoms, tops)))


def _parted_lines(row: list[Glyph]) -> list[list[Glyph]]:
    """The lines that stand over each other in what looked like one: its signs are wider together than the place they have."""
    place = max(map(_by_right, row)) - row[0].left
    if len(row) < _FEWEST_OVER or sum(map(_by_right, row)) - sum(map(_by_left, row)) <= _OVERFULL * place:
        return [row]
    lines: list[list[Glyph]] = []
    for glyph in sorted(row, key=_by_base):
        if not lines or glyph.base - lines[-1][-1].base > _HAIR:
            lines.append([])
        lines[-1].append(glyph)
    return [sorted(line, key=_by_left) for line in lines]


def _row_text(row: Sequence[Glyph]) -> str:
    text = "".join([glyph.text for glyph in row])
    return printed(text) if _MARKUP.search(text) else text


def _is_upward(glyphs: Sequence[Glyph], rows: Sequence[Sequence[Glyph]]) -> bool:
    """Whether a label is printed sign by sign from the bottom up: one line that was turned to the left."""
    return len(rows) == len(glyphs) > 1 and [row[0] for row in rows] == list(reversed(glyphs))


def glyphs_to_cells(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[dict[int, list[Glyph]]], list[Glyph]]:
    """The characters of each grid by the index of their cell, and those that stand outside; nested grids take theirs first."""
    cells: list[dict[int, list[Glyph]]] = [{} for _ in grids]
    outside: list[Glyph] = []
    ordered = sorted(zip(grids, cells, strict=True), key=lambda pair: pair[0].area)
    nested = any(one.meets(other) for one, other in combinations(grids, 2))
    held, low, high, upper, lower = outside, 0.0, 0.0, 0.0, 0.0
    for glyph in glyphs:
        _, left, right, top, bottom, _ = glyph
        x, y = (left + right) / 2, (top + bottom) / 2
        # Most characters stand in the cell of the one before them.
        if low <= x < high and upper <= y < lower and not nested:
            held.append(glyph)
            continue
        for grid, by_span in ordered:
            if grid.holds(x, y):
                row, column = grid.track_at(x, y)
                held = by_span.setdefault(grid.owner[row][column], [])
                held.append(glyph)
                low, high, upper, lower = grid.xs[column], grid.xs[column + 1], grid.ys[row], grid.ys[row + 1]
                break
        else:
            outside.append(glyph)
    return cells, outside
