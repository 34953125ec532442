"""Bytes to text for formats that do not say their encoding: byte order mark, else UTF-8, else GB18030."""

from __future__ import annotations

import codecs
import re

from extract.document import UnreadableDocumentError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")
_TOLERATED = 0.01
"""Share of damaged characters up to which a text is still read, with a warning."""


class BinaryFileError(UnreadableDocumentError):
    """A file whose name says text and whose content is something else."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(
            f"{name}: 不是文本文件，而是二进制内容；请另存为 UTF-8 文本后再试 (binary content, not text: save as UTF-8)"
        )


class BrokenEncodingError(UnreadableDocumentError):
    """A file that neither UTF-8 nor GB18030 can decode."""

    def __init__(self, name: str, share: float) -> None:
        """Take the file's name and the share of characters that could not be read (0 to 1)."""
        super().__init__(
            f"{name}: 编码损坏，{share:.0%} 的字符无法识别；请从原文件重新另存为 UTF-8 或 GB18030 "
            f"(broken encoding: save again as UTF-8 or GB18030)"
        )


class EmptyFileError(UnreadableDocumentError):
    """A file without content."""

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        super().__init__(f"{name}: 文件为空；请检查下载是否完整 (empty file: check the download)")


def decode(data: bytes, name: str) -> tuple[str, str | None]:
    """The text of `data` and a warning where some characters were damaged.

    Raises:
        EmptyFileError: nothing but white space.
        BinaryFileError: control characters show that it is no text.
        BrokenEncodingError: more than a hundredth of the characters can't be read in any encoding.
    """
    text, damage = _decoded(data)
    if not text.strip():
        raise EmptyFileError(name)
    if len(_CONTROLS.findall(text)) > len(text) * _TOLERATED:
        raise BinaryFileError(name)
    if damage > _TOLERATED:
        raise BrokenEncodingError(name, damage)
    warning = f"{name}: 有 {damage:.2%} 的字符损坏 (damaged characters)" if damage else None
    return text, warning


def _decoded(data: bytes) -> tuple[str, float]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_damage(data, encoding)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Random bytes often decode as GB18030 into private-use characters, so a clean decode is no proof.
        return text, _share(text)
    return min((_with_damage(data, encoding) for encoding in ("utf-8", "gb18030")), key=lambda pair: pair[1])


def _with_damage(data: bytes, encoding: str) -> tuple[str, float]:
    text = data.decode(encoding, errors="replace")
    return text, _share(text)


def _share(text: str) -> float:
    return len(_DAMAGE.findall(text)) / max(1, len(text))
