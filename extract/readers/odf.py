"""What OpenDocument texts and spreadsheets share: names, encryption, the text of a paragraph, automatic numbering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.readers.archive import Archive
from extract.readers.counting import NUMBERINGS
from extract.readers.faults import EncryptedFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extract.readers.archive import Element

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE_NS, TEXT, STYLE_NS, DRAW = (
    f"{{{_BASE}{name}:1.0}}" for name in ("office", "table", "text", "style", "drawing")
)
TABLE, ROW, COLUMN, CELL, COVERED = (
    TABLE_NS + tag for tag in ("table", "table-row", "table-column", "table-cell", "covered-table-cell")
)
P, H, LIST = (TEXT + tag for tag in ("p", "h", "list"))
CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_SPACE, _TAB, _BREAK = (TEXT + tag for tag in ("s", "tab", "line-break"))
_SILENT = {
    OFFICE + "annotation", OFFICE + "annotation-end", TEXT + "note", TEXT + "ruby-text", TEXT + "tracked-changes",
    TEXT + "bibliography-mark", TEXT + "alphabetical-index-mark",
}  # fmt: skip
_MOST_SPACES = 100
_NUMBERINGS: Mapping[str, str] = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCounting", "壹": "chineseLegalSimplified", "甲": "ideographTraditional", "子": "ideographZodiac",
    "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
}  # fmt: skip
"""Numberings by the first sign of the samples that OpenDocument names them by (“一, 二, 三, ...”)."""


def open_odf(data: bytes, name: str) -> Archive:
    """The archive of an OpenDocument file.

    Raises:
        UnreadableDocumentError: damaged, empty, or behind a password.
    """
    archive = Archive(data, name)
    # Searched as bytes: old programs wrote a document type into the manifest, which no other part may have.
    encrypted = _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST)
    if encrypted or "encrypted-package" in archive:
        raise EncryptedFileError(name)
    return archive


def repeated(element: Element, what: str) -> int:
    """How often a row or column (`what`) stands there, or how many of them a cell spans; at least once."""
    text = element.get(f"{TABLE_NS}number-{what}") or ""
    return max(1, int(text)) if text.isdecimal() and len(text) < 12 else 1  # noqa: PLR2004 - twelve digits are no count


def inline_text(paragraph: Element) -> str:
    """The printed text of a paragraph; notes, comments and what is drawn in it are no part of it."""
    if not len(paragraph):
        return paragraph.text or ""
    parts = [paragraph.text or ""]
    for child in paragraph:
        parts += [_child_text(child), child.tail or ""]
    return "".join(parts)


def _child_text(element: Element) -> str:
    tag = str(element.tag)
    if tag == _SPACE:
        count = element.get(TEXT + "c") or "1"
        return " " * min(int(count) if count.isdecimal() and len(count) <= len("100") else 1, _MOST_SPACES)
    if tag in {_TAB, _BREAK}:
        return "\t" if tag == _TAB else "\n"
    return "" if tag in _SILENT or tag.startswith(DRAW) else inline_text(element)


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered; `shown` levels stand in its label (2 for 1.1)."""

    numbering: str | None = None
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1


def list_styles(*roots: Element) -> Mapping[str, Mapping[int, ListLevel]]:
    """The list styles by name, each level (from 1) with its numbering."""
    found = {}
    for root in roots:
        for style in root.iter(TEXT + "list-style"):
            levels = {int(level.get(TEXT + "level") or "1"): _level(level) for level in style if _has_level(level)}
            found[style.get(STYLE_NS + "name") or ""] = levels
    return found


def _has_level(level: Element) -> bool:
    return (level.get(TEXT + "level") or "1").isdecimal()


def _level(element: Element) -> ListLevel:
    start, shown = (element.get(TEXT + name) or "1" for name in ("start-value", "display-levels"))
    return ListLevel(
        _NUMBERINGS.get((element.get(STYLE_NS + "num-format") or " ")[0]),
        element.get(STYLE_NS + "num-prefix") or "",
        element.get(STYLE_NS + "num-suffix") or "",
        int(start) if start.isdecimal() else 1,
        int(shown) if shown.isdecimal() else 1,
    )


def list_label(levels: Mapping[int, ListLevel], reached: Mapping[int, int]) -> str:
    """The label printed before a list item whose levels have reached these numbers; nothing for bullets."""
    at = max(reached)
    level = levels.get(at, ListLevel())
    if level.numbering is None:
        return ""
    shown = [one for one in sorted(reached) if at - level.shown < one <= at]
    numbers = (NUMBERINGS[levels.get(one, level).numbering or level.numbering](reached[one]) for one in shown)
    text = f"{level.prefix}{'.'.join(numbers)}{level.suffix}"
    return f"{text} " if text[-1:].isalnum() else text
