"""Where a table whose cells run on in lines of text ends: at a note, a total, the fields and the title of another form."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.document import printed
from extract.form import TABLE_NUMBER, is_title
from extract.listed import TEMPLATE_NUMBER
from extract.pieces import first_word
from extract.run_on_fields import field_label
from ontology.folding import fold
from ontology.forms import column_role, field_role, forms, is_side_label
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.pieces import Piece

_WIDEST_HEADER = 300
"""Characters in which the field stands that opens another form."""
_ENDS = frozenset({"closing", "note", "total", "project", "project_code", "department"})
_PART = re.compile(r"\s*第[一二三四五六七八九十]+(?:部分|章)")
_NAME_GOES_ON = re.compile("[\u4e00-\u9fff]{1,3}性")
"""What stands behind a label that is no label there, but the beginning of a name (立项依据充分性)."""
_SECTION_NUMBER = re.compile(r"^[一二三四五六七八九十]+、")
_SHORTEST_CLOSING, _LONGEST_CLOSING = 5, 12


def end_within(pieces: Sequence[Piece], *, another: bool) -> tuple[int | None, int]:
    """The piece with which a table ends within a line, and the signs before what follows; None and 0 where it doesn't.

    It ends behind a total, before a note, or before the title or the first field of another form, if one follows.
    """
    for at, piece in enumerate(pieces):
        if _is_total(piece.text):
            return at, piece.end
        signs = pieces[at - 1].end if at else 0
        noted = _is_note(piece.text) or _begins_note(pieces, at)
        explains = piece.text in forms().glossary and piece.seam != ""
        if (another and _opens_form(piece.text)) or noted or explains or _closes(piece):
            return at, signs
    return None, 0


def _begins_note(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece begins with a note's label and what runs on behind it, or is the label, and no heading (指标值 备注)."""
    text = fold(pieces[at].text)
    if text in _notes():
        return at > 0 and column_role(pieces[at - 1].text) is None
    return not pieces[at].seam and text.startswith(_notes())


def _is_note(text: str) -> bool:
    label, colon, _ = text.replace(":", "：", 1).partition("：")
    return bool(colon) and field_role(label) == "note"


def _closes(piece: Piece) -> bool:
    """Whether cells that nothing holds apart go on with the opinions and signatures below a form (主管部门审核意见同意)."""
    if piece.seam:
        return False
    lengths = range(_SHORTEST_CLOSING, min(_LONGEST_CLOSING, len(piece.text) + 1))
    found = [length for length in lengths if field_role(piece.text[:length]) == "closing"]
    # 征求部门意见次数 is a name.
    return any(not piece.text[length:].startswith(forms().measures) for length in found[-1:])


def _opens_form(text: str) -> bool:
    if is_side_label(text):
        return False
    titled = TABLE_NUMBER.fullmatch(text) is not None or is_title(text) or _opens_another(text)
    return titled or field_role(text) in _ENDS


def _is_total(text: str) -> bool:
    return field_role(re.sub(r"[\d.]+$", "", text)) == "total"


@cache
def _notes() -> tuple[str, ...]:
    """The labels of notes with which no name begins, so that what runs on behind one is the note (备注本表由单位填报)."""
    labels = (label for label, role in forms().fields.items() if role == "note")
    return tuple(label for label in labels if len(label) > 1 and label != "说明")


def ends_table(line: str, below: str = "") -> bool:
    """Whether a line ends a table: a note, the title or a field of another form, what a page prints around its text.

    The label of the opinions below a form may go on with the first word of the line `below` (财政部门审核 | 意见).
    """
    word = first_word(line)
    return (
        _closes_over(word, first_word(below))
        or field_role(_SECTION_NUMBER.sub("", word)) in _ENDS
        or word.startswith(_notes())
        or _opens_another(line)
        or is_title(line)
        or fold(line).startswith(forms().page_chrome)
        or (line.strip() == word and fold(below).startswith(forms().page_head))
        or printed(line) in forms().glossary
        or _PART.match(line) is not None
    )


def _closes_over(word: str, below: str) -> bool:
    """Whether two words make the label of the opinions below a form, which the lower one alone is not."""
    closing = forms().field_patterns["closing"]
    return closing.search(word + below) is not None and not closing.search(below)


def is_sentence(line: str) -> bool:
    """Whether a line is running text, and no row whose cell holds a sentence."""
    word = first_word(line)
    heads = column_role(word) is not None and not _SECTION_NUMBER.match(word)  # 五、其他重要事项情况说明
    return "。" in line and not heads and not _begins_row(word)


def _opens_another(line: str) -> bool:
    """Whether a line begins another form: a table's number, or the field of its project behind its title or nothing."""
    if TABLE_NUMBER.fullmatch(line.strip()):
        return True
    labels = field_label().finditer(line, 0, _WIDEST_HEADER)
    ends = (label for label in labels if field_role(printed(label[0])) in _ENDS)
    found = next((label for label in ends if not _NAME_GOES_ON.match(line, label.end())), None)
    return found is not None and (not line[: found.start()].strip() or is_title(line[: found.start()]))


def _begins_row(word: str) -> bool:
    """Whether the first word of a line is a level's label or a template's number, so that a sentence behind it is a name."""
    return bool(levels(word)) or TEMPLATE_NUMBER.match(f"{word}:") is not None
