"""PDF to the document model: pages to facts, facts to layouts, layouts to blocks.

1. pdfium gives the characters and the drawn lines of each page (`pdf_page`, `pdf_paths`).
2. Lines make grids, grids take their characters, the rest becomes lines of text (`ruled_grid`, `pdf_layout`, `pdf_lines`).
3. Pages are joined (`pdf_flow`); what can't be trusted is told in warnings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extract.document import Content
from extract.readers import pdf_native as native
from extract.readers.collector import without_collector
from extract.readers.faults import BlankPagesError, DamagedFileError, EncryptedFileError, NoTextError, TooLargeError
from extract.readers.limits import LIMITS
from extract.readers.pdf_flow import layouts_to_flow
from extract.readers.pdf_layout import PageLayout, PageTable, facts_to_layout
from extract.readers.pdf_page import page_to_facts
from extract.readers.pdf_streams import swollen_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.readers.pdf_page import PageFacts

_DOUBTFUL = 0.2
"""Share of a page's signs that look wrongly mapped from which on its text is not trusted."""
_END_MARK = b"%%EOF"
_TAIL = 4096
"""Bytes at the end of a whole file that hold its end mark."""
_LISTED = 12
"""Pages named in a warning before the rest is only counted."""


@dataclass(slots=True)
class _Pages:
    """What was read of a document so far, and the numbers of pages with something to tell."""

    layouts: list[PageLayout] = field(default_factory=list)
    cells: int = 0
    signs: int = 0
    scanned: list[int] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    guessed: list[int] = field(default_factory=list)
    overlapping: list[int] = field(default_factory=list)

    def add(self, facts: PageFacts) -> None:
        """Take one page."""
        layout = facts_to_layout(facts, before=self.layouts[-1] if self.layouts else None)
        self.layouts.append(layout)
        tables = [item for item in layout.items if isinstance(item, PageTable)]
        self.cells += sum(len(cells) for table in tables for cells in table.rows.values())
        if not all(table.ruled for table in tables):
            self.guessed.append(facts.number)
        if any(table.overlapping for table in tables):
            self.overlapping.append(facts.number)
        self.signs += len(facts.glyphs)
        if facts.pictured and not facts.glyphs:
            self.scanned.append(facts.number)
        elif facts.doubtful > _DOUBTFUL * len(facts.glyphs):
            self.doubtful.append(facts.number)


@without_collector()
def pdf_to_content(data: bytes, name: str) -> Content:
    """Read a PDF: a table for each ruled grid of a page, the text around them as paragraphs.

    Raises:
        EncryptedFileError: the file asks for a password.
        DamagedFileError: no page of it can be read.
        NoTextError: there is no text on any page, but there are pictures that may show some.
        BlankPagesError: there is neither.
        TooLargeError: more pages, characters or cells than a document may have.
    """
    swollen = swollen_stream(data)
    if swollen is not None:
        raise TooLargeError(name, f"第 {swollen} 字节处的数据流解压后过大")
    with native.LOCK:
        document, code = native.load(data)
        if document is None:
            raise (
                EncryptedFileError(name) if code in native.PASSWORD_CODES else DamagedFileError(name, "不是完整的 PDF")
            )
        try:
            pages = _read(document, name)
        finally:
            native.close(document)
    whole = _END_MARK in data[-_TAIL:]
    if not pages.signs:
        if not (whole and pages.layouts):
            raise DamagedFileError(name, "没有可读的页面")
        raise NoTextError(name) if pages.scanned else BlankPagesError(name)
    flow = layouts_to_flow(pages.layouts)
    return Content(flow.blocks, _warnings(name, pages, flow.joined, whole=whole))


def _read(document: Any, name: str) -> _Pages:  # noqa: ANN401 - pdfium's handle
    count = native.count_pages(document)
    if count > LIMITS.pages:
        raise TooLargeError(name, f"{count} 页")
    pages = _Pages()
    for index in range(count):
        facts = page_to_facts(document, index, name)
        if facts is None:
            pages.broken.append(index + 1)
            continue
        pages.add(facts)
        if pages.cells > LIMITS.cells:
            raise TooLargeError(name, f"{pages.cells} 个单元格")
    return pages


def _warnings(name: str, pages: _Pages, joined: Sequence[int], *, whole: bool) -> tuple[str, ...]:
    told = (
        (
            pages.scanned,
            "是扫描图像，未读取；请安装 kpigraph[ocr] 后再试 (scanned pages left out: install kpigraph[ocr])",
        ),
        (
            pages.doubtful,
            "的字体缺少文字映射，文字可能有误；请核对，或用 OCR 重读 (fonts without a mapping: text may be wrong)",
        ),
        (
            pages.guessed,
            "有没有框线的表格，列由空白推断，可能有误；请核对 (tables without rules: columns guessed from gaps)",
        ),
        (
            pages.overlapping,
            "有单元格的文字相互重叠，可能混入上下行的文字；请核对 (lines of cells are printed over each other: check them)",
        ),
        (pages.broken, "已损坏，未读取；请重新下载或另存 (damaged pages left out: download or save the file again)"),
        (joined, "顶部的表格行被分页切断，已与上一页末行拼接 (rows cut by the page break were joined)"),
    )
    sentences = [f"{name}: 第 {_listed(numbers)} 页{what}" for numbers, what in told if numbers]
    if not whole:
        sentences.append(
            f"{name}: 文件不完整，可能缺少页面；请重新下载 (truncated: pages may be missing, download it again)"
        )
    return tuple(sentences)


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:_LISTED]))
    return f"{shown} 等 {len(numbers)}" if len(numbers) > _LISTED else shown
