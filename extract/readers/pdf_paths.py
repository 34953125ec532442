"""What a PDF page draws besides text: thin shapes and strokes that may be a table's rules, coloured areas, pictures.

1. The objects of the page are walked, form objects inside out with their matrices.
2. A shape that is thin as a whole is a rule; strokes and subpaths of larger ones are looked at piece by piece.
3. White on white is no rule by itself: it only parts areas of colour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.readers import pdf_native as native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from extract.readers.pdf_native import Colour, Matrix

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own coordinates, y upwards."""
Point = tuple[float, float]

_THICKEST = 4.0
"""Points up to which a shape is a line and no area."""
_SLANT = 0.6
"""Points by which the ends of a straight line may differ."""
_WHITE = 250
_MOST_OBJECTS = 300_000
_MOST_POINTS = 20_000
"""Objects of a page and points of a path above which the rest is a drawing and no table."""
_DEEPEST = 12
_SIDES = 4


@dataclass(slots=True)
class Drawing:
    """What a page draws: `rules`, `pale` ones (white), filled `areas`, square points of `pictures`, and its text objects."""

    rules: list[Box] = field(default_factory=list)
    pale: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    pictures: float = 0.0
    texts: list[int] = field(default_factory=list)


class _Level(NamedTuple):
    """The objects of a page or of a form object, their types, and the matrix that takes their coordinates to the page's."""

    objects: list[int]
    types: list[int]
    matrix: Matrix | None


class _Paint(NamedTuple):
    """How a path is painted: the colour of its fill and of its stroke, None where there is none to see."""

    fill: Colour | None
    stroke: Colour | None


def page_to_drawing(page: int, *, lines: bool = True) -> Drawing:
    """Walk a page's objects; without `lines` only for its pictures and texts, which is enough where no sign is printed."""
    drawing = Drawing()
    left = _MOST_OBJECTS
    for level in _levels(native.page_objects(page, _MOST_OBJECTS), None, 0):
        _add_objects(level, left, drawing, lines=lines)
        left -= len(level.objects)
        if left <= 0:
            break
    return drawing


def _levels(objects: list[int], matrix: Matrix | None, depth: int) -> Iterator[_Level]:
    """The page's own objects, then those of each form object in it."""
    level = _Level(objects, native.object_types(objects), matrix)
    yield level
    if depth == _DEEPEST or native.FORM not in level.types:
        return
    for handle, kind in zip(objects, level.types, strict=True):
        if kind == native.FORM:
            yield from _levels(native.form_objects(handle), _combined(native.object_matrix(handle), matrix), depth + 1)


def _combined(inner: Matrix, outer: Matrix | None) -> Matrix:
    if outer is None:
        return inner
    (a, b, c, d, e, f), (g, h, i, j, k, m) = inner, outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _moved(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _add_objects(level: _Level, most: int, drawing: Drawing, *, lines: bool) -> None:
    by_type: dict[int, list[int]] = {native.TEXT: [], native.PATH: [], native.IMAGE: []}
    for handle, kind in zip(level.objects[:most], level.types, strict=False):
        if kind in by_type:
            by_type[kind].append(handle)
    drawing.texts.extend(by_type[native.TEXT])
    for box in _bounds(by_type[native.IMAGE], level.matrix):
        if _thin(box):
            drawing.rules.append(box)
        else:
            drawing.pictures += (box[2] - box[0]) * (box[3] - box[1])
    if lines:
        _add_paths(by_type[native.PATH], level.matrix, drawing)


def _bounds(objects: list[int], matrix: Matrix | None) -> list[Box]:
    boxes = list(zip(*native.object_bounds(objects), strict=True))
    if matrix is None:
        return boxes
    return [
        _around([_moved(x, y, matrix) for x in (left, right) for y in (low, high)]) for left, low, right, high in boxes
    ]


def _around(points: list[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _thin(box: Box) -> bool:
    return box[2] - box[0] <= _THICKEST or box[3] - box[1] <= _THICKEST


def _add_paths(paths: list[int], matrix: Matrix | None, drawing: Drawing) -> None:
    filled, stroked = native.draw_modes(paths)
    fills = _seen(native.fill_colours, list(compress(paths, filled)))
    strokes = _seen(native.stroke_colours, list(compress(paths, stroked)))
    for path, box in zip(paths, _bounds(paths, matrix), strict=True):
        paint = _Paint(fills.get(path), strokes.get(path))
        colour = paint.stroke or paint.fill
        if colour is None:
            continue
        if _thin(box):
            (drawing.pale if _white(colour) else drawing.rules).append(box)
        elif paint.stroke or not _white(colour):
            _add_pieces(path, matrix, paint, drawing)


def _seen(colours: Callable[[list[int]], list[Colour]], paths: list[int]) -> dict[int, Colour]:
    """The colours of paths that are not transparent."""
    return {path: colour for path, colour in zip(paths, colours(paths), strict=True) if colour[3]}


def _white(colour: Colour) -> bool:
    return min(colour[:3]) >= _WHITE


def _add_pieces(path: int, matrix: Matrix | None, paint: _Paint, drawing: Drawing) -> None:
    """The straight pieces of a stroke, and the thin and rectangular parts of a fill."""
    combined = _combined(native.object_matrix(path), matrix)
    for points in _subpaths(path, combined):
        pieces = list(_straight_pieces(points))
        box = _around(points)
        if paint.stroke:
            (drawing.pale if _white(paint.stroke) else drawing.rules).extend(pieces)
        if paint.fill and not _white(paint.fill):
            if _thin(box):
                drawing.rules.append(box)
            elif len(pieces) == _SIDES:
                drawing.areas.append(box)


def _subpaths(path: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The points of each subpath on the page; a curve counts as the line to its end, which is hardly ever straight."""
    points: list[Point] = []
    for kind, x, y, closing in native.path_points(path, _MOST_POINTS):
        if kind == native.MOVE_TO and points:
            yield points
            points = []
        points.append(_moved(x, y, matrix))
        if closing:
            points.append(points[0])
    if points:
        yield points


def _straight_pieces(points: list[Point]) -> Iterator[Box]:
    """Lying and standing pieces of some length between points that follow each other."""
    for (x0, y0), (x1, y1) in pairwise(points):
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if min(wide, high) <= _SLANT and max(wide, high) > _SLANT:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
