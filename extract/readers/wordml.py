"""What a Word document's XML means to a reader: the tree is put into the form in which it is printed.

1. Deleted text, field codes, fallbacks and hidden runs go; the wrappers around what stays are taken off.
2. Tabs, breaks, symbols and check boxes become text.
3. Spans, styles and list levels are written on the paragraph, row or cell that they are properties of.
4. Text boxes move behind the paragraph that they hang on.

After that a body holds only paragraphs and tables, a table only rows, a row only cells, and each `w:t` is printed text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from extract.readers.ooxml import is_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from extract.readers.archive import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
P, TBL, TR, TC, R, T, TAB, BR, SYM, VAL = (
    W + tag for tag in ("p", "tbl", "tr", "tc", "r", "t", "tab", "br", "sym", "val")
)
_DEL, _INS, _VANISH, _BOX = W + "del", W + "ins", W + "vanish", W + "txbxContent"
_CHECK_BOX, _CHAR, _FONT = W + "checkBox", W + "char", W + "font"
_CHOICES = _MC + "AlternateContent"

GRID_SPAN, VMERGE, HMERGE, GRID_BEFORE, HIDDEN = (
    W + tag for tag in ("gridSpan", "vMerge", "hMerge", "gridBefore", "hidden")
)
STYLE, OUTLINE, NUM_ID, ILVL = (W + tag for tag in ("pStyle", "outlineLvl", "numId", "ilvl"))

_DROPPED = tuple(
    W + tag
    for tag in (
        "del", "moveFrom", "instrText", "delText", "delInstrText", "sdtPr", "sdtEndPr", "rPrChange", "pPrChange", "tblPrChange",
        "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange", "rt", "customXmlPr", "smartTagPr", "fldData",
    )
)  # fmt: skip
_PROPERTIES = {W + tag for tag in ("pPr", "trPr", "tcPr", "numPr")}
_UNWRAPPED = tuple(
    W + tag
    for tag in (
        "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "ruby", "rubyBase",
    )
)  # fmt: skip
_SIGNS: Mapping[str, str] = {TAB: "\t", W + "ptab": "\t", BR: "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_SYMBOLS: Mapping[str, Mapping[int, str]] = {
    "wingdings": {
        0x6F: "☐", 0x71: "☐", 0x72: "☐", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x6C: "●", 0x6E: "■",
        0x75: "◆", 0xD8: "➢",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x30: "☐", 0x2A: "☐"},
    "symbol": {
        0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xB7: "·", 0xA5: "∞", 0x2D: "−",
        0xAE: "→", 0x25: "%", 0x2B: "+", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0xA2: "′", 0xB2: "″", 0x7E: "~",
    },
}  # fmt: skip
"""Characters of symbol fonts by font and code; the fonts' other characters are ornaments."""
_PRIVATE_USE = 0xF000


def normalise(root: Element) -> None:
    """Put the tree into the printed form, in place."""
    for element in list(root.iter(*_STEPS)):
        _STEPS[str(element.tag)](element)
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    etree.strip_tags(root, *_UNWRAPPED, _CHOICES, _MC + "Choice", _MC + "Fallback")
    for math in list(root.iter(_MATH + "t")):
        math.tag = T
    # From the last to the first, so that several boxes of a paragraph keep their order.
    for box in reversed(list(root.iter(_BOX))):
        _move_out(box)


def on(element: Element | None) -> bool:
    """Whether a switch stands there and is not turned off by its value."""
    return element is not None and is_on(element.get(VAL, "1"))


def _apply_deletion(mark: Element) -> None:
    """A deletion inside properties takes away the row or cell, or joins the paragraph to the next one."""
    parent = mark.getparent()
    owner = None if parent is None else parent.getparent()
    if owner is None or parent is None:
        return
    if parent.tag in {W + "trPr", W + "tcPr"}:
        _remove(owner)
    elif parent.tag == W + "rPr" and owner.tag == W + "pPr":
        _join_with_next(owner.getparent())


def _join_with_next(paragraph: Element | None) -> None:
    following = None if paragraph is None else paragraph.getnext()
    if paragraph is None or following is None or following.tag != P:
        return
    at = 1 if len(following) and following[0].tag == W + "pPr" else 0
    following[at:at] = [child for child in paragraph if child.tag != W + "pPr"]
    _remove(paragraph)


def _keep_choice(alternatives: Element) -> None:
    """Of several forms of the same thing the first stands, which every current program draws."""
    for other in list(alternatives)[1:]:
        alternatives.remove(other)


def _hide(vanish: Element) -> None:
    properties = vanish.getparent()
    run = None if properties is None else properties.getparent()
    if run is not None and run.tag == R and on(vanish):
        _remove(run)


def _lift(element: Element) -> None:
    """Write a property on the paragraph, row or cell itself, under the property's own tag."""
    owner = element.getparent()
    while owner is not None and owner.tag in _PROPERTIES:
        owner = owner.getparent()
    if owner is not None and owner.tag in {P, TR, TC}:
        owner.set(str(element.tag), element.get(VAL, ""))


def _sign_to_text(sign: Element) -> None:
    parent = sign.getparent()
    # A tab outside a run is the definition of a tab stop.
    if parent is not None and parent.tag == R:
        _become(sign, _SIGNS[str(sign.tag)])


def _symbol_to_text(symbol: Element) -> None:
    try:
        code = int(symbol.get(_CHAR) or "", 16)
    except ValueError:
        return
    font = _SYMBOLS.get((symbol.get(_FONT) or "").lower())
    if font is not None:
        _become(symbol, font.get(code & 0xFF, ""))
    elif 0x20 <= code < 0xD800:  # noqa: PLR2004 - a character of plain text, no private one
        _become(symbol, chr(code))
    elif code & _PRIVATE_USE == _PRIVATE_USE and 0x20 <= code & 0xFF < 0x7F:  # noqa: PLR2004 - printable ASCII
        _become(symbol, chr(code & 0xFF))


def _check_box_to_text(box: Element) -> None:
    """The check box of an old form field, ticked by its own state or, without one, by its default."""
    state = box.find(W + "checked")
    ticked = on(state if state is not None else box.find(W + "default"))
    field = next(box.iterancestors(W + "fldChar"), None)
    if field is not None:
        for child in list(field):
            field.remove(child)
        _become(field, "☑" if ticked else "☐")


def _become(element: Element, text: str) -> None:
    element.tag = T
    element.text = text


def _remove(element: Element | None) -> None:
    parent = None if element is None else element.getparent()
    if element is not None and parent is not None:
        parent.remove(element)


def _move_out(box: Element) -> None:
    """Put a text box's paragraphs and tables behind the paragraph that it hangs on."""
    host = next(box.iterancestors(P), None)
    place = None if host is None else host.getparent()
    if host is None or place is None:
        return
    at = place.index(host) + 1
    place[at:at] = list(box)
    _remove(box)


_STEPS: Mapping[str, Callable[[Element], None]] = {
    _DEL: _apply_deletion,
    W + "cellDel": _apply_deletion,
    _CHOICES: _keep_choice,
    _VANISH: _hide,
    SYM: _symbol_to_text,
    _CHECK_BOX: _check_box_to_text,
    **dict.fromkeys((GRID_SPAN, VMERGE, HMERGE, GRID_BEFORE, HIDDEN, STYLE, OUTLINE, NUM_ID, ILVL), _lift),
    **dict.fromkeys(_SIGNS, _sign_to_text),
}
