"""HTML text to lxml's tree, so that what libxml2 would cut, miscount or choke on is mended first or said aloud.

1. Monstrous tags lose all attributes but their spans; beyond the lines that libxml2 counts, tags are marked with theirs.
2. A mark behind the text shows whether the parser reached its end: at its bounds of depth and length it stops in silence.
3. Where it did not, the text is parsed once more without inline elements, which pages leave open by the hundred.
4. What no browser shows is emptied in the tree; what follows it stays.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from extract.glyphs import ODD, ordinary
from extract.readers.faults import TooLargeError
from extract.readers.limits import LIMITS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNSEEN = ("script", "style", "title", "template", "noscript", "iframe", "object", "datalist", "del", "colgroup")
_HIDING = {
    "hidden": etree.XPath("//@hidden/.."),
    "display": etree.XPath("//@style[contains(translate(., 'DISPLAYNOE \t\n', 'displaynoe'), 'display:none')]/.."),
    "<option": etree.XPath("//option[not(@selected)]"),
}
"""Words without which a page needs no search for the elements that are not shown."""

_LINE = "data-source-line"
_LAST_LINE = 65_535
"""The last line that libxml2 keeps for an element; beyond it tags are marked with their line before parsing."""
_OPENING = re.compile(r"(<[A-Za-z][A-Za-z0-9]*)(?=[\s>/])([^>]*)")
_ENDING = re.compile(r"</(?:body|html)[ \t]*>", re.IGNORECASE)
"""Tags behind which libxml2 drops what browsers show."""
_END_MARK = '<i data-end="1"></i>'
"""Put behind the text: where it is not the tree's last element, libxml2 gave up early, and it does so in silence."""
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|em|font|i|ins|label|o:p|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE
)
_ODD_ENTITY = re.compile(r"&(?:shy|zwnj|zwj|lrm|rlm|ZeroWidthSpace|NoBreak|#[xX]0*[2fF][0-9a-fA-F]{3}|#0*\d{3,5});")
"""An entity that may stand for a character that is no ordinary one."""
_LONGEST_TAG = 4096
"""Characters of a tag beyond which its attributes are dropped: libxml2 takes quadratic time over them."""
_TAG = re.compile(r"<[A-Za-z][^>]*")
_SPAN_ATTRIBUTE = re.compile(r"\b(?:row|col)span\s*=\s*[\"']?\d+[\"']?", re.IGNORECASE)


def text_to_tree(text: str, name: str, warnings: list[str]) -> Element | None:
    """The tree, without the inline elements where unclosed ones nest too deep; a warning where the end was not reached."""
    if len(text) > LIMITS.tree_bytes or text.count("<") > LIMITS.cells:
        raise TooLargeError(name, f"{LIMITS.tree_bytes // 1_000_000} MB, {LIMITS.cells} 个标签")
    unended = _ENDING.sub("", _ODD_ENTITY.sub(_ordinary, text.replace("\r\n", "\n").replace("\r", "\n")))
    root = _prepared_to_tree(_with_lines(_with_short_tags(unended)), name, warnings)
    if root is not None:
        _empty_unseen(root, text)
    return root


def _ordinary(entity: re.Match[str]) -> str:
    """An ordinary character, or nothing, for the entity of an odd one; any other entity as it stands."""
    sign = unescape(entity[0])
    return ordinary(sign) if ODD.fullmatch(sign) else entity[0]


def line_of(element: Element) -> int:
    """The source line (from 1) in which an element's opening tag ends."""
    line: Any = element.sourceline
    if line is not None and line < _LAST_LINE:
        return line  # type: ignore[no-any-return]
    marked: Any = element.get(_LINE)
    return int(marked or line or 1)


def _prepared_to_tree(prepared: str, name: str, warnings: list[str]) -> Element | None:
    root, failed = _parse(prepared)
    if failed is None:
        return root
    root, failed = _parse(_INLINE.sub("", prepared))
    if failed:
        raise TooLargeError(name, "嵌套过深，或元素过长")
    if failed is not None:
        warnings.append(
            f"{name}: 注释、脚本或标签未闭合，其后内容未读 (an unclosed comment, script or tag hides what follows it)"
        )
    return root


def _parse(text: str) -> tuple[Element | None, bool | None]:
    """The tree; then None where all of the text is in it, else whether the parser itself gave up."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring((text + _END_MARK).encode("utf-8", "replace"), parser)
    last = root
    while len(last):
        last = last[-1]
    if last.get("data-end"):
        return root, None
    return root, any(entry.level_name == "FATAL" for entry in parser.error_log)


def _with_short_tags(text: str) -> str:
    """The text with the attributes of monstrous tags reduced to their spans."""
    if max(map(len, text.split(">"))) <= _LONGEST_TAG:
        return text
    return _TAG.sub(_short_tag, text)


def _short_tag(tag: re.Match[str]) -> str:
    if len(tag[0]) <= _LONGEST_TAG:
        return tag[0]
    opening = _OPENING.match(tag[0])
    if opening is None:
        return tag[0]
    return " ".join((opening[1], *_SPAN_ATTRIBUTE.findall(tag[0])[:2])) + "\n" * tag[0].count("\n")


def text_line_of(element: Element) -> int:
    """The source line (from 1) on which an element's text begins: that of its tag, or further down."""
    line = line_of(element)
    while True:
        text = element.text or ""
        if text.strip():
            return line + text[: len(text) - len(text.lstrip())].count("\n")
        child = next((child for child in element if any(part.strip() for part in child.itertext())), None)
        if child is None:
            return line
        element, line = child, line_of(child)


def _with_lines(text: str) -> str:
    """The text, each tag marked with its line where there are more lines than libxml2 counts."""
    if text.count("\n") < _LAST_LINE - 1:
        return text
    line, seen = 1, 0

    def marked(tag: re.Match[str]) -> str:
        nonlocal line, seen
        line += text.count("\n", seen, tag.end())
        seen = tag.end()
        # Without quotes, so that a tag inside an attribute's value does not end it.
        return f"{tag[1]} {_LINE}={line}{tag[2]}"

    return _OPENING.sub(marked, text)


def _empty_unseen(root: Element, text: str) -> None:
    lowered = text.lower()
    unseen = list(root.iter(*_UNSEEN))
    for word, path in _HIDING.items():
        if word in lowered:
            unseen.extend(cast("list[Element]", path(root)))
    for element in unseen:
        # Pages may hide their body until a script has run; their title is shown, above the page.
        if element.tag not in ("html", "body") and not _is_page_title(element):
            tail = element.tail
            element.clear()
            element.tail = tail
            element.tag = "wbr"


def _is_page_title(element: Element) -> bool:
    parent = element.getparent()
    return element.tag == "title" and parent is not None and parent.tag == "head"


def words_of(element: Element) -> list[str]:
    """The text of an element between its blanks."""
    return "".join(map(str, element.itertext())).split()
