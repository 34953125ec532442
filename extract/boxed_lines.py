"""Texts that the recognition of a page prints a line each, by height and then from left to right, become rows.

Such a list holds parts of several wrapped cells in turn: a label that begins above and ends below the name beside it (社会效益指,
辖区居民生活环境, 明显改善, 标). Texts that stand further and further right are put on one line again; the lines are read as a page
prints them (see `printed_lines`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from extract.cell_types import is_compared, is_target, is_whole_unit, looks_like_quantity, torn_measures
from extract.document import printed
from extract.leading_labels import begins_label, is_label_end
from extract.pieces import Piece
from extract.printed_lines import lines_to_rows
from extract.side_labels import is_cut_side, is_of_side, rest_of_side
from extract.torn import is_open
from extract.torn_labels import ends_label
from ontology.forms import column_role, is_side_label
from ontology.framework import levels, notation, parents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.document import Paragraph, Place, Row

_FEWEST_TORN = 2
"""Labels whose parts other cells hold apart from which texts are read so."""
_READ = frozenset({"level1", "level2", "level3", "value"})
"""The columns of tables that are read so: what else a row holds looks like a name."""
_NOUN = "指标"
_SHORTEST_SIDE, _LONGEST_SIDE = 2, 8
"""Signs of what may begin the label down the side."""
_FARTHEST = 6
"""Texts from one part of a label to the next."""
_SIDE, _NAME, _TARGET, _END = 0.0, 3.0, 4.0, 5.0
"""How far right a text stands: levels stand at 1 and 2, what may be of either at half way between."""


def boxes_to_rows(cells: Sequence[Paragraph], headings: Sequence[str], header: Place) -> list[Row]:
    """The rows of such texts below headings at a place, these first; none where no labels stand so, or no rows make sense."""
    if not _READ.issuperset(map(column_role, headings)):
        return []
    texts = _with_whole_names([printed(cell.text) for cell in cells])
    apart = sum(_ends_apart(texts, at) for at in range(len(texts)))
    # Where labels stand in the middle of their rows a name, or a target, stands first.
    if apart < _FEWEST_TORN and not (apart and _place(texts, 0) >= _NAME):
        return []
    lines: list[list[Piece]] = []
    last = _END
    for at, (text, cell) in enumerate(zip(texts, cells, strict=True)):
        if not text:
            continue
        place = _place(texts, at)
        if place <= last:
            lines.append([])
        lines[-1].append(Piece(text, " " if lines[-1] else "\n", cell.place))
        last = _END if torn_measures(text) else place
    return lines_to_rows(lines, headings, header)


def _with_whole_names(texts: Sequence[str]) -> list[str]:
    """The texts, names whole that end in what may be a label (居民对环境的, ≥90%, 标, 意度指标, 满意度); blank where these ends stood."""
    whole = list(texts)
    for at, text in enumerate(texts):
        if not levels(text) or text.endswith("指标"):
            continue
        opened = next(
            (above for above in range(at - 1, max(-1, at - 1 - _FARTHEST), -1) if is_open(whole[above])), None
        )
        if opened is not None:
            whole[opened], whole[at] = whole[opened] + text, ""
    return whole


def with_labels_whole(texts: Sequence[str]) -> list[tuple[str, int]]:
    """The texts with their places, where some hold the parts of a label apart, each label whole where it begins.

    That of a first level stands before that of a second one; the label down the side of a form is left out.
    """
    first = bool(texts) and _NOUN.endswith(texts[0])  # of a label that begins above the headings
    whole = ["" if first and not at else text for at, text in enumerate(texts)]
    if not any(_ends_apart(whole, at) or _side_ends(whole, at) for at in range(len(whole))):
        return [(text, at) for at, text in enumerate(whole) if at or not first]
    for at in range(len(whole)):
        if (end := _side_ends(whole, at)) is not None:
            whole[at] = whole[end] = ""
        elif (end := _label_ends(whole, at)) is not None:
            whole[at], whole[end] = whole[at] + whole[end], ""
    kept = [(text, at) for at, text in enumerate(whole) if text and not _is_left_over(text)]
    for at, ((one, _), (other, _)) in enumerate(pairwise(kept)):
        # Of two that may name either level the shorter one is the first.
        if notation(other, 1) in parents(one) and len(other) < len(one):
            kept[at : at + 2] = kept[at + 1], kept[at]
    return kept


def _is_left_over(text: str) -> bool:
    """Whether a text is half of a label down the side whose other half stands elsewhere."""
    return _NOUN.endswith(text) or (is_cut_side(text) and not is_side_label(text))


def _ends_apart(texts: Sequence[str], at: int) -> bool:
    """Whether a text begins a label that not the next one ends, but one behind it."""
    end = _label_ends(texts, at)
    return end is not None and end > at + 1


def _label_ends(texts: Sequence[str], at: int) -> int | None:
    """Where the label ends that a text begins; None where it begins none, or one that no text near it ends."""
    text = texts[at]
    bare = bool(levels(text)) and not text.endswith(_NOUN) and bool(levels(text + _NOUN))
    if not bare and not _begins_torn(text):
        return None
    near = range(at + 1, min(at + 1 + _FARTHEST, len(texts)))
    return next((end for end in near if (texts[end] == _NOUN if bare else ends_label(text, texts[end]))), None)


def _side_ends(texts: Sequence[str], at: int) -> int | None:
    """Where the label down the side ends that a text begins (绩效指); None where it begins none, or that is whole."""
    text = texts[at]
    begins = _SHORTEST_SIDE <= len(text) <= _LONGEST_SIDE and not levels(text)
    rest = rest_of_side(text) if begins else None
    ends = (end for end in range(at + 1, len(texts)) if texts[end] == rest) if rest else ()
    return next(
        (end for end in ends if not any(_label_ends(texts, begun) == end for begun in range(at + 1, end))), None
    )


def _begins_torn(text: str) -> bool:
    return not levels(text) and (begins_label(text, 1) or begins_label(text, 2))


def _place(texts: Sequence[str], at: int) -> float:
    """How far right a text stands among the columns: side label, levels, name, target."""
    text = texts[at]
    above = texts[max(0, at - _FARTHEST) : at]
    if any(_begins_torn(begun) and ends_label(begun, text) for begun in above):
        return 2.0
    if is_of_side(text):
        return _SIDE
    if known := levels(text):
        return float(max(known))
    if is_label_end(text) or _begins_torn(text):
        return 1.5
    ends_row = is_compared(text) or is_target(text) or is_whole_unit(text) or looks_like_quantity(text)
    return _TARGET if ends_row else _NAME
