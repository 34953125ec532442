"""Scanned pages to facts like those of any PDF page, their rules found in the picture and their lines recognised.

1. A page without text is rendered; its rules make tables, and each line of a cell is recognised on its own, so that no line
   reaches over a rule and a lone 一 is not taken for one. What stands outside of tables, RapidOCR finds itself.
2. The signs of a line are laid evenly over its place, and all goes the way of a page with text.

RapidOCR brings its models along; their paths are given to it, so that it never looks for them elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from extract.document import Block, Content, Table
from extract.readers import pdf_native as native
from extract.readers.faults import DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from extract.readers.pdf_flow import layouts_to_flow
from extract.readers.pdf_layout import facts_to_layout
from extract.readers.pdf_page import Glyph, PageFacts, page_to_facts
from extract.readers.ruled_grid import DEFAULTS, Segments, segments_to_stages
from extract.readers.scan_picture import (
    DPI,
    SCAN_GRID,
    Box,
    cells_to_lines,
    picture_to_segments,
    straightened,
    without_grids,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from extract.readers.scan_picture import Image

_PACKAGE = "rapidocr"
_MOST_PAGES = 100
"""Scanned pages that are recognised in one file, at some seconds each."""
_MOST_PIXELS = 5000
"""Width and height of a rendered page at most."""
_SURE = 0.85
"""Mean certainty below which a page is named as doubtful."""
_TAKEN = 0.5
"""Certainty below which what was recognised is no text."""
_MARGIN = 8
"""White pixels around a line that is recognised."""
_PARAMETERS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    # The width up to which short lines are filled with white: at the usual 320 they take long, and signs are seen in the white.
    "Rec.rec_img_shape": [3, 48, 64],
}
_LISTED = 12


class Recognised(NamedTuple):
    """A line of text, where it stands in the picture, and how certain it is (0 to 1)."""

    text: str
    box: Box
    certainty: float


def scan_to_content(data: bytes, name: str) -> Content:
    """Read a PDF whose scanned pages are recognised; the other pages are read as they are.

    Raises:
        EncryptedFileError: the file asks for a password.
        DamagedFileError: it can't be opened.
        NoTextError: nothing was recognised on any page.
        TooLargeError: more scanned pages than a file may have.
    """
    with native.LOCK:
        document, code = native.load(data)
        if document is None:
            is_locked = code in native.PASSWORD_CODES
            raise EncryptedFileError(name) if is_locked else DamagedFileError(name, "不是完整的 PDF")
        try:
            scan = _Scan(data, name)
            pages = [facts for index in range(native.count_pages(document)) if (facts := scan.page(document, index))]
        finally:
            native.close(document)
    read = set(scan.read)
    flow = layouts_to_flow([facts_to_layout(facts, SCAN_GRID if facts.number in read else DEFAULTS) for facts in pages])
    if not flow.blocks:
        raise NoTextError(name)
    return Content(tuple(_marked(block, read) for block in flow.blocks), scan.warnings())


def _marked(block: Block, read: AbstractSet[int]) -> Block:
    """A table of a recognised page as one whose text is not wholly sure; any other block as it is."""
    if not isinstance(block, Table):
        return block
    return replace(block, recognised=any(cell.place.page in read for row in block.rows for cell in row.cells))


@dataclass(slots=True)
class _Scan:
    """The numbers of the pages that were recognised so far, of those that are doubtful, and of broken ones."""

    data: bytes
    name: str
    read: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    recogniser: Recogniser | None = None

    def page(self, document: Any, index: int) -> PageFacts | None:  # noqa: ANN401 - pdfium's handle
        """The facts of a page, from 0; None where it is broken."""
        facts = page_to_facts(document, index, self.name)
        if facts is None:
            self.broken.append(index + 1)
        elif facts.pictured and not facts.glyphs:
            return self._recognised(facts)
        return facts

    def _recognised(self, facts: PageFacts) -> PageFacts:
        if len(self.read) >= _MOST_PAGES:
            raise TooLargeError(self.name, f"扫描页超过 {_MOST_PAGES} 页 (too many scanned pages)")
        self.recogniser = self.recogniser or Recogniser(self.name)
        self.read.append(facts.number)
        picture = _rendered(self.data, facts.number - 1)
        lines, rules = picture_to_lines(picture, facts.width, self.recogniser)
        if sum(line.certainty * len(line.text) for line in lines) < _SURE * sum(len(line.text) for line in lines):
            self.doubtful.append(facts.number)
        scale = picture.shape[1] / facts.width
        glyphs = [glyph for line in lines for glyph in line_to_glyphs(line, scale)]
        return replace(facts, glyphs=glyphs, rules=rules, pale=Segments([], []), areas=[])

    def warnings(self) -> tuple[str, ...]:
        """What whoever uses the records should know."""
        told = (
            (self.read, "由 OCR 识别，请与原件核对 (read by OCR, please check)"),
            (self.doubtful, "字迹不清，识别结果可能有误 (hard to read: the text may be wrong)"),
            (self.broken, "已损坏，未读取；请重新下载或另存 (damaged pages left out: download or save the file again)"),
        )
        return tuple(f"{self.name}: 第 {_listed(numbers)} 页{what}" for numbers, what in told if numbers)


def _listed(numbers: list[int]) -> str:
    shown = "、".join(map(str, numbers[:_LISTED]))
    return f"{shown} 等 {len(numbers)}" if len(numbers) > _LISTED else shown


def _rendered(data: bytes, index: int) -> Image:
    """A page in shades of grey, as it is turned for reading."""
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[index]
        scale = min(DPI / 72, _MOST_PIXELS / max(page.get_width(), page.get_height()))
        picture: Image = page.render(scale=scale, grayscale=True).to_numpy().copy()
    finally:
        document.close()
    return picture.reshape(picture.shape[:2])


def picture_to_lines(picture: Image, width: float, recogniser: Recogniser) -> tuple[list[Recognised], Segments]:
    """The recognised lines of a page (in pixels of the picture) and its rules (in points, the page being `width` wide)."""
    scale = picture.shape[1] / width
    upright = straightened(picture)
    rules = picture_to_segments(upright, scale)
    grids = segments_to_stages(rules, SCAN_GRID).grids
    lines = [line for box in cells_to_lines(upright, grids, scale) for line in recogniser.line(upright, box)]
    rest = without_grids(upright, grids, scale)
    return lines if rest is None else lines + list(recogniser.lines(*rest)), rules


def line_to_glyphs(line: Recognised, scale: float) -> Iterator[Glyph]:
    """The signs of a line, laid evenly over its box, in points."""
    left, top, right, bottom = (side / scale for side in line.box)
    step = (right - left) / max(1, len(line.text))
    for number, sign in enumerate(line.text):
        if not sign.isspace():
            yield Glyph(sign, left + number * step, left + (number + 1) * step, top, bottom, bottom)


class Recogniser:
    """RapidOCR with the models that came with it; loading takes a second."""

    def __init__(self, name: str) -> None:
        """Load the models from their paths in the installed package.

        Raises:
            NoTextError: they are not there; RapidOCR itself would go and fetch them.
        """
        module = import_module(_PACKAGE)
        folder = Path(str(module.__file__)).parent / "models"
        models = {f"{part}.model_path": sorted(folder.glob(f"*_{part.lower()}_*.onnx")) for part in ("Det", "Rec")}
        if not all(models.values()):
            raise NoTextError(name)
        paths = {parameter: str(found[-1]) for parameter, found in models.items()}
        self._engine = module.RapidOCR(params={**_PARAMETERS, **paths})

    def line(self, picture: Image, box: Box) -> Iterator[Recognised]:
        """The text of the one line in a box, if any."""
        found = self._engine(_cut(picture, box), use_det=False, use_cls=False, use_rec=True)
        for text, certainty in zip(found.txts or (), found.scores or (), strict=True):
            if text.strip() and certainty >= _TAKEN:
                yield Recognised(text, box, float(certainty))

    def lines(self, picture: Image, box: Box) -> Iterator[Recognised]:
        """All lines in a box, wherever they stand."""
        found = self._engine(_cut(picture, box), use_det=True, use_cls=False, use_rec=True)
        if found.boxes is None:
            return
        for corners, text, certainty in zip(found.boxes.tolist(), found.txts, found.scores, strict=True):
            xs, ys = zip(*corners, strict=True)
            x, y = box.left - _MARGIN, box.top - _MARGIN
            place = Box(x + int(min(xs)), y + int(min(ys)), x + int(max(xs)), y + int(max(ys)))
            if certainty >= _TAKEN:
                yield Recognised(text, place, float(certainty))


def _cut(picture: Image, box: Box) -> Image:
    """A part of the picture with a white margin, in three equal colours as the models take it."""
    part = np.pad(picture[box.top : box.bottom, box.left : box.right], _MARGIN, constant_values=255)
    return np.repeat(part[:, :, None], 3, axis=2)
