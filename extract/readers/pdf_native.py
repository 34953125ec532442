"""pdfium by bulk calls: one list for each property of all characters or objects of a page, no Python object for each of them.

Handles are plain addresses. A page has thousands of characters, so the loops over them run in C: `map` over a function pointer
with integer addresses for what the call fills. pdfium is not thread safe; whoever calls holds `LOCK`.
"""

from __future__ import annotations

import ctypes
from collections import deque
from contextlib import contextmanager
from ctypes import c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from itertools import repeat
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from pypdfium2 import raw  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

LOCK = RLock()
"""Held around every use of the library."""
PASSWORD_CODES = (4, 5)
"""pdfium's error codes for a password that is missing and for a protection that it doesn't know."""
TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
"""Types of page objects."""
LINE_TO, CURVE_TO, MOVE_TO = 0, 1, 2
"""Types of path segments."""
_MOST_CLIP_POINTS = 64
"""Points of a clipping path above which it is a drawing."""
INVISIBLE = 3
"""The text render mode that draws nothing (the text under a scanned page's picture)."""

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]


class Boxes(NamedTuple):
    """Bounds of many things in the page's own coordinates (points, y upwards), one list for each side."""

    lefts: list[float]
    bottoms: list[float]
    rights: list[float]
    tops: list[float]


def _fast(function: Any, result: Any, *arguments: Any) -> Callable[..., int]:  # noqa: ANN401 - ctypes has no types of its own
    """The same C function taking integers for pointers, called without releasing the interpreter's lock."""
    address = ctypes.cast(function, c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_unicode = _fast(raw.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_loose_box = _fast(raw.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_origin = _fast(raw.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
_angle = _fast(raw.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
_map_error = _fast(raw.FPDFText_HasUnicodeMapError, c_int, c_void_p, c_int)
_text_object = _fast(raw.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_render_mode = _fast(raw.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_page_object = _fast(raw.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_form_object = _fast(raw.FPDFFormObj_GetObject, c_void_p, c_void_p, c_ulong)
_object_type = _fast(raw.FPDFPageObj_GetType, c_int, c_void_p)
_object_bounds = _fast(raw.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_matrix = _fast(raw.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
_draw_mode = _fast(raw.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_fill_colour = _fast(raw.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_stroke_colour = _fast(raw.FPDFPageObj_GetStrokeColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_count_segments = _fast(raw.FPDFPath_CountSegments, c_int, c_void_p)
_segment = _fast(raw.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
_clip = _fast(raw.FPDFPageObj_GetClipPath, c_void_p, c_void_p)
_count_clips = _fast(raw.FPDFClipPath_CountPaths, c_int, c_void_p)
_count_clip_segments = _fast(raw.FPDFClipPath_CountPathSegments, c_int, c_void_p, c_int)
_clip_segment = _fast(raw.FPDFClipPath_GetPathSegment, c_void_p, c_void_p, c_int, c_int)
_segment_type = _fast(raw.FPDFPathSegment_GetType, c_int, c_void_p)
_segment_close = _fast(raw.FPDFPathSegment_GetClose, c_int, c_void_p)
_segment_point = _fast(raw.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)


def load(data: bytes) -> tuple[Any, int]:
    """The document, which needs `data` as long as it is open, and 0; or None and pdfium's error code."""
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    return (document, 0) if document else (None, int(raw.FPDF_GetLastError()))


def close(document: Any) -> None:  # noqa: ANN401 - a handle
    """Free a document."""
    raw.FPDF_CloseDocument(document)


def count_pages(document: Any) -> int:  # noqa: ANN401 - a handle
    """How many pages the document says it has."""
    return int(raw.FPDF_GetPageCount(document))


@contextmanager
def page_of(document: Any, index: int) -> Iterator[tuple[int, int] | None]:  # noqa: ANN401 - a handle
    """The handles of a page and of its text, closed at the end; None where the page can't be loaded."""
    page = raw.FPDF_LoadPage(document, index)
    text = raw.FPDFText_LoadPage(page) if page else None
    try:
        yield (_address(page), _address(text)) if text else None
    finally:
        if text:
            raw.FPDFText_ClosePage(text)
        if page:
            raw.FPDF_ClosePage(page)


def page_box(page: int) -> tuple[float, float, float, float]:
    """The visible part of the page before its rotation: left, bottom, right, top."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(ctypes.cast(page, raw.FPDF_PAGE), box)
    return box.left, box.bottom, box.right, box.top


def rotation(page: int) -> int:
    """Quarter turns clockwise by which the page is shown."""
    return int(raw.FPDFPage_GetRotation(ctypes.cast(page, raw.FPDF_PAGE))) % 4


def count_characters(text: int) -> int:
    """Characters of the page's text, the ones that pdfium adds between words and lines counted."""
    return max(0, int(raw.FPDFText_CountChars(ctypes.cast(text, raw.FPDF_TEXTPAGE))))


def character_codes(text: int, count: int) -> list[int]:
    """Unicode code points."""
    return list(map(_unicode, repeat(text), range(count)))


def character_boxes(text: int, count: int) -> Boxes:
    """Boxes as high as the font, where the font tells its height."""
    values, address = _floats(4 * count)
    _run(map(_loose_box, repeat(text), range(count), range(address, address + 16 * count, 16)))
    return Boxes(values[0::4], values[3::4], values[2::4], values[1::4])


def character_origins(text: int, count: int) -> tuple[list[float], list[float]]:
    """Points where characters stand on their base line: xs and ys."""
    array = (c_double * (2 * count))()
    at = ctypes.addressof(array)
    _run(
        map(_origin, repeat(text), range(count), range(at, at + 16 * count, 16), range(at + 8, at + 8 + 16 * count, 16))
    )
    return array[0::2], array[1::2]


def character_angles(text: int, indices: Iterable[int]) -> list[float]:
    """Directions in radians, counterclockwise."""
    return [_angle(text, index) for index in indices]


def unmapped(text: int, indices: Iterable[int]) -> int:
    """How many of these characters have no Unicode in their font, so that a wrong one stands for them."""
    return sum(_map_error(text, index) == 1 for index in indices)


def character_objects(text: int, indices: Iterable[int]) -> list[int | None]:
    """The text objects that print these characters; None for those that pdfium adds."""
    return list(map(_text_object, repeat(text), indices))


def page_objects(page: int, most: int) -> list[int]:
    """The objects painted on a page, in their order; no more than `most`."""
    count = min(most, int(raw.FPDFPage_CountObjects(ctypes.cast(page, raw.FPDF_PAGE))))
    return list(map(_page_object, repeat(page), range(count)))


def form_objects(form: int) -> list[int]:
    """The objects of a form object."""
    count = int(raw.FPDFFormObj_CountObjects(ctypes.cast(form, raw.FPDF_PAGEOBJECT)))
    return list(map(_form_object, repeat(form), range(max(0, count))))


def object_types(objects: Sequence[int]) -> list[int]:
    """TEXT, PATH, IMAGE, FORM or another number for each object."""
    return list(map(_object_type, objects))


def object_bounds(objects: Sequence[int]) -> Boxes:
    """Bounds with the width of strokes."""
    count = len(objects)
    values, at = _floats(4 * count)
    sides = (range(at + 4 * side, at + 4 * side + 16 * count, 16) for side in range(4))
    _run(map(_object_bounds, objects, *sides))
    return Boxes(values[0::4], values[1::4], values[2::4], values[3::4])


def clip_box(handle: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of what may be seen of an object; None where nothing bounds it, or no simple shape."""
    clip = _clip(handle)
    count = _count_clips(clip) if clip else 0
    boxes = []
    for path in range(max(0, count)):
        segments = _count_clip_segments(clip, path)
        if not 0 < segments <= _MOST_CLIP_POINTS:
            return None
        points = _points([_clip_segment(clip, path, index) for index in range(segments)])
        boxes.append((min(points[0::2]), min(points[1::2]), max(points[0::2]), max(points[1::2])))
    if not boxes:
        return None
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    return max(lefts), max(lows), min(rights), min(tops)


def object_matrix(handle: int) -> Matrix:
    """The matrix from an object's own coordinates to those around it."""
    values, address = _floats(6)
    _matrix(handle, address)
    a, b, c, d, e, f = values[:]
    return a, b, c, d, e, f


def draw_modes(paths: Sequence[int]) -> tuple[list[bool], list[bool]]:
    """For each path whether it is filled, and whether it is stroked."""
    count = len(paths)
    array = (c_int * (2 * count))()
    at = ctypes.addressof(array)
    _run(map(_draw_mode, paths, range(at, at + 8 * count, 8), range(at + 4, at + 4 + 8 * count, 8)))
    return [mode != 0 for mode in array[0::2]], [mode != 0 for mode in array[1::2]]


def fill_colours(objects: Sequence[int]) -> list[Colour]:
    """Red, green, blue and opacity of fills, 0 to 255."""
    return _colours(_fill_colour, objects)


def stroke_colours(objects: Sequence[int]) -> list[Colour]:
    """Red, green, blue and opacity of strokes, 0 to 255."""
    return _colours(_stroke_colour, objects)


def _colours(function: Callable[..., int], objects: Sequence[int]) -> list[Colour]:
    # A pattern has no colour to tell: what can't be told counts as opaque black, for it does paint something.
    count = len(objects)
    array = (c_uint * (4 * count))(*[0, 0, 0, 255] * count)
    at = ctypes.addressof(array)
    _run(map(function, objects, *(range(at + 4 * part, at + 4 * part + 16 * count, 16) for part in range(4))))
    return list(zip(array[0::4], array[1::4], array[2::4], array[3::4], strict=True))


def render_modes(texts: Sequence[int]) -> list[int]:
    """How each text object is drawn; INVISIBLE is the one to know."""
    return list(map(_render_mode, texts))


def path_points(path: int, most: int) -> list[tuple[int, float, float, bool]]:
    """The type, point and closing mark of each segment, in the path's own coordinates; none where it has more than `most`."""
    count = _count_segments(path)
    if not 0 < count <= most:
        return []
    segments = list(map(_segment, repeat(path), range(count)))
    values = _points(segments)
    types, closes = map(_segment_type, segments), map(_segment_close, segments)
    return [(t, x, y, bool(c)) for t, x, y, c in zip(types, values[0::2], values[1::2], closes, strict=True)]


def _points(segments: Sequence[int]) -> list[float]:
    """The x and the y of each segment's end, in turn."""
    count = len(segments)
    values, at = _floats(2 * count)
    _run(map(_segment_point, segments, range(at, at + 8 * count, 8), range(at + 4, at + 4 + 8 * count, 8)))
    return values[:]


def _address(handle: Any) -> int:  # noqa: ANN401 - a handle
    return ctypes.cast(handle, c_void_p).value or 0


def _floats(count: int) -> tuple[ctypes.Array[c_float], int]:
    """New floats and their address."""
    array = (c_float * count)()
    return array, ctypes.addressof(array)


def _run(calls: Iterable[int]) -> None:
    deque(calls, maxlen=0)
