"""The label down the side of a form (绩效指标): its signs, its lines, and its halves where a page tore it."""

from __future__ import annotations

from functools import cache

from ontology.forms import column_role, forms, is_side_label

_NOUN = "指标"


def is_of_side(text: str) -> bool:
    """Whether a text is a sign, or a line, of a label down the side of a form (绩 效 指 标; 绩效 | 指标)."""
    return (len(text) == 1 and text in _side_signs()) or text in _side_lines()


def rest_of_side(text: str) -> str | None:
    """What the label down the side lacks that a text begins (绩效指: 标; 年度绩效: 指标); None where it begins none, or is whole."""
    rest = _NOUN[1:] if text.endswith(_NOUN[0]) else _NOUN
    return rest if not is_side_label(text) and is_side_label(text + rest) else None


def are_side_halves(upper: str, lower: str) -> bool:
    """Whether two texts are the label down the side together, of which the upper one is not all."""
    return is_side_label(upper + lower) and column_role(upper) != "group"


def is_cut_side(text: str) -> bool:
    """Whether a text is the label down the side, or one half of it that the 标 at its end stands apart from."""
    return is_side_label(text) or text == _NOUN[1:] or rest_of_side(text) == _NOUN[1:]


def side_label_with(end: str) -> str | None:
    """The shortest label down the side that ends so; None where none does, or nothing is given."""
    return min((label for label in side_labels() if end and label.endswith(end)), key=len, default=None)


@cache
def side_labels() -> frozenset[str]:
    """The labels down the side that are known."""
    return frozenset(label for label, role in forms().columns.items() if role == "group")


@cache
def _side_signs() -> frozenset[str]:
    return frozenset("".join(side_labels()))


@cache
def _side_lines() -> frozenset[str]:
    """The labels down the side, and lines of two signs in which narrow columns print them."""
    return frozenset(label[at : at + 2] for label in side_labels() for at in range(0, len(label), 2)) | side_labels()
