"""MHTML (a web page with its parts in one mail message) to Content: the page in it is found, unpacked and read as HTML.

1. The parts are read as mail. The first page holds the document; where it is only a frame, all pages do (Excel has one a sheet).
2. Each page is decoded, its part's header being one candidate, and read as HTML.
"""

from __future__ import annotations

import codecs
from email import message_from_bytes
from email.policy import compat32
from typing import TYPE_CHECKING

from extract.document import Content
from extract.readers.encoding import EmptyFileError, declared_charset, decode
from extract.readers.faults import DamagedFileError
from extract.readers.html import html_text_to_content
from extract.readers.places import numbered

if TYPE_CHECKING:
    from email.message import Message

_MOST_PAGES = 1000


def mhtml_to_content(data: bytes, name: str) -> Content:
    """Read an MHTML file; lines count in the page inside it.

    Raises:
        UnreadableDocumentError: no page in it, broken encoding, or more than the HTML parser takes.
    """
    message = message_from_bytes(data.lstrip(), policy=compat32)
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise DamagedFileError(name, "MHTML 中没有网页 (no page inside)")
    contents = []
    for page in pages[:_MOST_PAGES]:
        contents.append(_page_to_content(page, name))
        if contents[0].blocks:
            break
    blocks = numbered([block for content in contents for block in content.blocks])
    return Content(blocks, tuple(dict.fromkeys(warning for content in contents for warning in content.warnings)))


def _page_to_content(page: Message, name: str) -> Content:
    payload = page.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        text, warning = decode(data, name, _known(page.get_content_charset()) or declared_charset(data))
    except EmptyFileError:
        return Content(())
    content = html_text_to_content(text, name)
    return Content(content.blocks, (*([warning] if warning else ()), *content.warnings))


def _known(charset: str | None) -> str | None:
    """The codec for a charset that a header names; pages that say gb2312 hold characters of its supersets."""
    try:
        codec = codecs.lookup(charset or "").name
    except LookupError:
        return None
    return "gb18030" if codec in {"gb2312", "gbk"} else codec
