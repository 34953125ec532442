"""Bytes to text: byte order mark, else what the bytes themselves show, a declared charset being one candidate among others.

1. A byte order mark decides; so do zero bytes where the text reads as UTF-16 and then holds little but Chinese and ASCII.
2. Strict UTF-8 that is declared, or has more than a few Chinese characters, decides: no other encoding looks like it by chance.
3. Otherwise the declared charset, UTF-8 and GB18030 are all tried, damaged characters replaced, and the least strange text is taken.
"""

from __future__ import annotations

import codecs
import re

from extract.document import UnreadableDocumentError
from extract.glyphs import ordinary
from extract.readers.traditional import is_traditional, simplified

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = "".join(map(chr, (*range(9), 0x0B, *range(0x0E, 0x20))))
_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]")
_TOLERATED = 0.01
"""Share of damaged characters up to which a text is still read, with a warning."""
_SURE = 20
"""Continuation bytes, two of every ideograph, that are never valid UTF-8 by chance."""
_SAMPLE = 20_000
"""Characters beyond ASCII by which a text is judged."""
_PLAIN = re.compile(r"[\t\n\r -~\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_PLAIN_SHARE = 0.95
_ZEROS = 0.005
"""Share of zero bytes from which a file may be UTF-16 without a mark: line ends, digits and spaces have one each."""
_GB_SPACE = ("\ue5e5", "\u3000")
"""The private-use character that GB18030 makes of A3A0, which older Chinese software wrote as its wide space."""

_DECLARED = re.compile(
    rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w:.-]+)|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 8192
_SUPERSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
"""Charsets by the name that pages declare; pages that say gb2312 hold characters of its supersets."""


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


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, str | None]:
    """The text of `data` in ordinary characters, and a warning where some were damaged; `declared` is a codec that the file claims.

    Raises:
        EmptyFileError: nothing but white space.
        BinaryFileError: control characters show that it is no text.
        BrokenEncodingError: more than a hundredth of the characters can't be read in any encoding.
    """
    text = _decoded(data, declared).replace(*_GB_SPACE)
    if not text.strip(" \t\r\n\f\0"):
        raise EmptyFileError(name)
    if sum(map(text.count, _CONTROLS)) > len(text) * _TOLERATED:
        raise BinaryFileError(name)
    damage = sum(1 for _ in _DAMAGE.finditer(text))
    if damage > len(text) * _TOLERATED:
        raise BrokenEncodingError(name, damage / len(text))
    plain = ordinary(text.replace("\0", ""))
    told = [f"有 {damage} 个字符损坏，无法识别 (damaged characters)"] if damage else []
    if is_traditional(plain):
        plain = simplified(plain)
        told.append("繁体字已按简体读取 (traditional characters were read as simplified ones)")
    return plain, f"{name}: {'；'.join(told)}" if told else None


def declared_charset(data: bytes) -> str | None:
    """The codec for the charset that an HTML or XML file declares near its beginning, or None where it claims none we know."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    return _SUPERSETS.get((found[1] or found[2]).decode("ascii", "replace").lower()) if found else None


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    text = _strict(data, "utf-8")
    if (unmarked := _unmarked_utf_16(data, is_utf_8=text is not None)) is not None:
        return unmarked
    if text is not None and (declared == "utf-8" or text.isascii() or len(data) - len(text) > _SURE):
        return text
    encodings = dict.fromkeys(filter(None, (declared, "utf-8", "gb18030")))
    return min((data.decode(encoding, errors="replace") for encoding in encodings), key=_strangeness)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf_16(data: bytes, *, is_utf_8: bool) -> str | None:
    """The text where the bytes can be nothing but UTF-16 without a mark, else None."""
    zeros = data.count(0)
    # Chinese UTF-16 is never valid UTF-8; where it is, the text is Latin and every second byte is zero.
    if len(data) % 2 or zeros < len(data) * (0.25 if is_utf_8 else _ZEROS):
        return None
    # The zeros' side of the pairs shows nothing: the commonest ideograph of all, 一, is 4E00.
    texts = [text for text in (_strict(data, "utf-16-le"), _strict(data, "utf-16-be")) if text is not None]
    best = max(texts, key=_plain_share, default="")
    return best if _plain_share(best) > _PLAIN_SHARE else None


def _plain_share(text: str) -> float:
    """Share of the characters that are ASCII, ideographs or Chinese punctuation."""
    return sum(1 for _ in _PLAIN.finditer(text)) / max(1, len(text))


def _beyond_ascii(text: str) -> str:
    """The first characters of a text that are not ASCII."""
    return re.sub(r"[\x00-\x7f]+", "", text[: 10 * _SAMPLE])[:_SAMPLE]


def _strangeness(text: str) -> float:
    """Share of the characters beyond ASCII that Chinese prose seldom holds: damage, private use, rare ideographs, other scripts.

    The rows of GB 2312 up to D7 hold punctuation and the 3,755 everyday ideographs, some 98 % of any Chinese text; a text read
    in the wrong encoding is full of those below, and of characters that are not in the set at all.
    """
    sample = _beyond_ascii(text)
    common = sample.encode("gb2312", errors="ignore")[::2]
    everyday = sum(1 for lead in common if lead in _EVERYDAY)
    return 1 - everyday / len(sample) if sample else 0.0


_EVERYDAY = frozenset((*range(0xA1, 0xA4), *range(0xB0, 0xD8)))
