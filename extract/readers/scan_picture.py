"""The picture of a scanned page: turned upright, parted into ink and paper, its rules and the lines of its cells found.

1. Long lines tell how askew a scan lies.
2. Long lying and standing runs of ink are rules; the grid code of the PDF reader makes tables of them.
3. Each cell is parted into lines by its rows without ink, pieces of one line (the strokes of 二) put together again.

Pictures are arrays of grey values (0 black, 255 white); boxes are in pixels, rules in points.
"""

from __future__ import annotations

from importlib import import_module
from itertools import groupby
from math import atan, degrees
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from extract.readers.ruled_grid import GridSettings, Segment, Segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from extract.readers.ruled_grid import Grid, Span

    Image = NDArray[np.uint8]

DPI = 200
"""Resolution for which the figures below hold."""
SCAN_GRID = GridSettings(snap=2.5, gap=10.0, touch=4.0, shortest=12.0, narrowest=5.0)
"""Tolerances for rules that were printed and scanned."""
_STEEPEST = 0.09
"""Slope up to which a long line lies askew with its scan (5 degrees)."""
_LONG_LINE = 8
"""The share of the page's width, as its divisor, that a line must have to tell the slope."""
_LEVEL_PIECE = 24
"""Pixels that a line of that slope stays level for."""
_STROKE = 12
"""Pixels that a line is thick at most."""
_LEAST_ANGLE = 0.05
_BLOCK, _DARKER = 41, 15
"""A pixel is ink that is this much darker than the block around it."""
_GRAIN = 3
"""Pixels over which print is levelled before it is looked for; thin rules would break."""
_SHORTEST_RULE = 46
"""Pixels: longer than the strokes of print."""
_INSET = 4
"""Pixels that a cell loses on each side to its rules."""
_SPECK = 12
"""Pixels of ink in a band that is dirt."""
_LOWEST = 10
"""Pixels that a line of print is high at least; lower bands (一, a dash) do not tell how high print is."""
_GROWTH = 1.3
"""A line is at most this much higher than the usual one."""


class Box(NamedTuple):
    """A part of a picture."""

    left: int
    top: int
    right: int
    bottom: int


def straightened(picture: Image) -> Image:
    """The picture turned so that its long lines lie level."""
    angle = skew(to_ink(picture))
    if abs(angle) < _LEAST_ANGLE:
        return picture
    cv2 = _opencv()
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned: Image = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return turned


def skew(ink: Image) -> float:
    """Degrees by which long lines fall to the right; 0 where there are none."""
    labels, stats = _pieces(ink, _LEVEL_PIECE)
    slopes = []
    for number, (left, top, width, height, _) in enumerate(stats):
        if number and width > ink.shape[1] / _LONG_LINE and height <= _STEEPEST * width + _STROKE:
            ys, xs = np.nonzero(labels[top : top + height, left : left + width] == number)
            slopes.append(float(np.polyfit(xs, ys, 1)[0]))
    return degrees(atan(median(slopes))) if slopes else 0.0


def to_ink(picture: Image, grain: int = 1) -> Image:
    """Ink 255, paper 0, however grey the paper is; specks smaller than `grain` pixels are levelled."""
    cv2 = _opencv()
    smooth = cv2.blur(picture, (grain, grain)) if grain > 1 else picture
    ink: Image = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _DARKER)
    return ink


def picture_to_segments(picture: Image, scale: float) -> Segments:
    """Long straight runs of ink; `scale` is pixels to the point."""
    ink = to_ink(picture)
    return Segments(*([_run_to_segment(run, scale) for run in _runs(side)] for side in (ink, ink.T)))


def _run_to_segment(run: Box, scale: float) -> Segment:
    return Segment((run.top + run.bottom) / 2 / scale, run.left / scale, run.right / scale)


def _runs(ink: Image) -> Iterator[Box]:
    """The boxes of long lying runs."""
    _, stats = _pieces(ink, _SHORTEST_RULE)
    for left, top, width, height, _ in stats[1:]:
        if width > 2 * height:
            yield Box(left, top, left + width, top + height)


def _pieces(ink: Image, length: int) -> tuple[NDArray[np.int32], list[list[int]]]:
    """Pieces of ink that lie level for some pixels, a pixel of wavering allowed: their labels, and the box and area of each."""
    cv2 = _opencv()
    thick = cv2.dilate(np.ascontiguousarray(ink), np.ones((3, 1), np.uint8))
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(level)
    return labels, stats.tolist()


def cells_to_lines(picture: Image, grids: Sequence[Grid], scale: float) -> list[Box]:
    """The boxes of the lines in all cells."""
    ink = to_ink(picture, _GRAIN)
    cells = [_bands(ink, _span_to_box(grid, span, scale)) for grid in grids for span in grid.spans]
    heights = [band.bottom - band.top for bands in cells for band in bands]
    usual = median([height for height in heights if height >= _LOWEST] or [_LOWEST])
    return [_inked(ink, line) for bands in cells for line in _joined(bands, _GROWTH * usual)]


def _span_to_box(grid: Grid, span: Span, scale: float) -> Box:
    """The inside of a cell."""
    edges = (
        grid.xs[span.column],
        grid.ys[span.row],
        grid.xs[span.column + span.columns],
        grid.ys[span.row + span.rows],
    )
    left, top, right, bottom = (round(edge * scale) for edge in edges)
    return Box(left + _INSET, top + _INSET, right - _INSET, bottom - _INSET)


def _bands(ink: Image, box: Box) -> list[Box]:
    """Runs of rows that hold ink."""
    counts = (ink[box.top : box.bottom, box.left : box.right] > 0).sum(axis=1).tolist()
    found, row = [], box.top
    for has_ink, run in groupby(counts, key=bool):
        rows = list(run)
        if has_ink and sum(rows) > _SPECK:
            found.append(Box(box.left, row, box.right, row + len(rows)))
        row += len(rows)
    return found


def _joined(bands: Sequence[Box], highest: float) -> Iterator[Box]:
    """The bands, those that are one line together made one."""
    line: Box | None = None
    for band in bands:
        if line is not None and band.bottom - line.top <= highest:
            line = line._replace(bottom=band.bottom)
            continue
        if line is not None:
            yield line
        line = band
    if line is not None:
        yield line


def _inked(ink: Image, box: Box) -> Box:
    """The box without the paper left and right of its ink."""
    columns = np.flatnonzero(ink[box.top : box.bottom, box.left : box.right].any(axis=0)).tolist()
    return box._replace(left=box.left + columns[0], right=box.left + columns[-1] + 1) if columns else box


def without_grids(picture: Image, grids: Sequence[Grid], scale: float) -> tuple[Image, Box] | None:
    """The picture with its tables made white, and the box of the ink that is left; None where none is."""
    rest = picture.copy()
    for grid in grids:
        left, right, top, bottom = (round(edge * scale) for edge in (grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]))
        rest[max(0, top - _INSET) : bottom + _INSET, max(0, left - _INSET) : right + _INSET] = 255
    ink = to_ink(rest, _GRAIN)
    if np.count_nonzero(ink) <= _SPECK:
        return None
    x, y, width, height = _opencv().boundingRect(ink)
    return rest, Box(x, y, x + width, y + height)


def _opencv() -> Any:  # noqa: ANN401 - a library without types, which comes with the extra
    return import_module("cv2")
