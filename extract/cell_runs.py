"""Cells that follow each other, and what it costs to take some of them for one cell of a column.

What a cell costs is how little its text is of the column's type, what it joins, and what the widths of lines and the seams
between pieces of lines speak against.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.cell_types import (
    ends_measure,
    is_bare_number,
    is_label,
    is_too_short,
    looks_like_quantity,
    says_none,
    type_cost,
)
from extract.deadlines import is_cut_date
from extract.listed import TEMPLATE_NUMBER
from extract.printed_widths import SHORTEST_BROKEN
from extract.printed_widths import width as printed_width
from extract.quantities import is_cut_target
from extract.targets import is_operator, is_quality
from extract.torn import is_open
from ontology.forms import column_role, forms, period_named
from ontology.framework import completed, is_whole_label, levels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.document import Place

_LEVELS = ("level1", "level2")
_TEXTS = ("description", "explanation", "basis", "text")
_NONE = 2.0
"""How much less a name costs that says that there is none."""
_JOIN = {"project": 0.9, "level3": 1.1, "description": 0.7, "explanation": 0.7, "basis": 0.7, "text": 0.7}
"""What it costs to go on with a cell, by its column's role: long texts are broken oftener than short ones."""
_JOIN_ELSE = 1.5
_STRANGE_LABEL = 1.6
"""What a short label costs that the framework does not know."""
_LONGEST_LABEL = 8
_OPEN_JOIN = 0.2
"""What it costs to go on with a cell: little where it has a bracket open."""
_WHOLE_LABEL = 1.2
"""What it gains to make a label whole (服务对象满 + 意度指标)."""
_DOCUMENT_YEAR = r"[〔\[【][12]\d{3}[〕\]】]"
_ENDING = re.compile(rf"[日号月][前底内止]|[，、。；：:,;)）】》”’%％]|{_DOCUMENT_YEAR}")
"""What begins no cell: the rest of a date, a closing mark, the year of a document behind its office's name."""
_DOTS = re.compile(r"[….]{2,}")
_BEGINS_NONE = re.compile(rf"[，、。；,;)）】》”’]|{_DOCUMENT_YEAR}")
"""That which is no sign or unit in a cell of its own either."""
_GLUED_JOIN = 0.15
"""What it costs to go on with a cell where nothing stands between two pieces."""
_BLANK_JOIN = 2.5
"""What it costs where a blank does, and blanks hold the cells apart."""
_LABEL_JOIN = 4.0
"""What it costs to take a label of a level, or a name with a template's number, into another cell."""
_BARE_LABEL_JOIN = 1.0
"""What it costs to take a second level's label without 指标 (服务对象满意度) for the beginning of a name that nothing holds apart."""
_PROMISE_JOIN = 1.0
"""What it costs to go on with a name behind words that say how well (进一步提高)."""
_NO_NAME = 8.0
"""What a name with a template's number costs elsewhere."""
_QUANTITY_FIRST = 1.5
"""What it costs to begin a description with a quantity."""
_QUANTITY_JOIN = {"": 0.6, " ": 1.5, "\n": 3.0}
"""What it costs to take a quantity into one, by the seam before it."""
_NUMBER_JOIN = 1.4
"""What it costs to take a number without a unit into one, besides."""
_OTHER_JOIN = 1.0
"""What it costs to go on with a name over a line that promises (有效改善) or begins to explain (反映…), besides."""
_SIGNED_JOIN = 2.0
"""What it costs to take a quantity with its sign into a name, besides."""
_SHORT_LINE = 1.2
"""What it costs to go on below with a name whose line had room for more, besides."""
_ENDED_JOIN = 1.0
"""What it costs to go on behind the end of a project's name, besides."""
_LAST_SIGNS = 3
_VALUES = ("value", "history", "other_value", "actual")
_DATE_JOIN = 0.6
"""What it costs to go on with a date over a blank, where a narrow column broke it (2023年10 月31日前)."""
_OBJECTIVE_NUMBER = re.compile(r"\d{1,2}")
_TWO_CELLS = 3.0
"""What it costs to take two quantities, or a text that stands there twice, for one cell, besides."""
_CUT = 2.0
"""What it costs to take the halves of a label or a date for two cells, or to begin one with what begins none."""
_BLANK_SHOWN = {"level3": 3.0, "value": 1.2}
_BLANK_SHOWN_IN_HALVES = {"level3": 0.5, "value": 0.2}
"""What a blank cell that is shown costs among the names, and among the targets; less where they stand in two halves of a table."""
_OVERLOOKED = 1.5
"""What it costs to take one for no cell."""
_UNIT_ALONE = 1.2
"""What it costs to take a whole line for a unit, which stands beside its number, besides."""
_SIGN_ALONE = 1.5
"""What it costs to begin a cell with a sign that fills a line, as the end of the one above does."""
_STOPS = ("。", "，", "；", "）", "”")
_FILLED = 0.3
"""What it costs to end a cell with a line that fills the widest column."""
_FILLED_OWN = 0.8
"""What it costs to end one with a line that fills its own."""
_LEFT = (-1, 0, 1)
"""Half signs that a line which fills its column may lack: figures and Latin letters take half of one."""
_FEWEST_LINES = 4  # lines from which their ends tell of rows
_MOST_PIECES = 12
"""Pieces of a line on an average, where a line holds a row."""
_CACHED = 16_384


@dataclass(frozen=True, slots=True)
class Run:
    """Texts that follow each other, with their places, and what stands before each where they are pieces of lines."""

    texts: Sequence[str]
    places: Sequence[Place]
    seams: Sequence[str] | None = None
    glued: bool = False
    """Whether some pieces have nothing between them, so that blanks hold no cells apart."""
    shows_blanks: bool = False
    """Whether blank cells are among the texts: those right of the names are left out nowhere."""
    in_halves: bool = False
    """Whether the rows have names in several columns, some of which may stay blank."""
    holds_several: bool = False
    """Whether many lines hold several pieces."""
    width: int = 0
    """The signs of a line that fills the widest column, so that its cell goes on below; 0 where none does."""
    longest_name: int = 0
    """The signs of the longest text before a target on its line: no shorter one goes on below. 0 where lines tell nothing."""

    @property
    def tells_rows(self) -> bool:
        """Whether the ends of lines tell where rows end: there are several, and not many times as many pieces."""
        ends = 0 if self.seams is None else self.seams.count("\n")
        return ends >= _FEWEST_LINES and ends * _MOST_PIECES >= len(self.texts)

    def stands_alone(self, start: int, stop: int) -> bool:
        """Whether texts fill their lines, where many lines hold several."""
        ends = (self.seams if self.holds_several else None) or ()
        return bool(ends) and ends[start] == "\n" and (stop == len(ends) or ends[stop] == "\n")

    def part(self, start: int, stop: int) -> Run:
        """The texts from one on to another."""
        seams = None if self.seams is None else self.seams[start:stop]
        return replace(self, texts=self.texts[start:stop], places=self.places[start:stop], seams=seams)

    def fills(self, at: int, width: int) -> bool:
        """Whether a text fills a column of this width, and the next one may be its rest."""
        following = self.texts[at + 1] if at + 1 < len(self.texts) else ""
        if not width or not following or levels(self.texts[at]) or self.texts[at].endswith(forms().ends_of_projects):
            return False
        # No line begins with a full stop: the sign before it goes with it.
        left = 2 * (width - (following[1:] in _STOPS)) - printed_width(self.texts[at])
        if left not in _LEFT:
            return False
        return not (looks_like_quantity(following) or (levels(following) and not following.endswith("满意度")))


def cell_cost(run: Run, start: int, stop: int, role: str, own_width: int | None = None) -> float:
    """What it costs to take the texts from `start` to before `stop` for one cell of a column with this role.

    `own_width` are the signs that fill the column's lines, 0 where that is not known, None where those of the widest count.
    """
    if run.shows_blanks and "" in run.texts[start:stop]:
        return _shown_blank_cost(run.texts[start:stop], role, _BLANK_SHOWN_IN_HALVES if run.in_halves else _BLANK_SHOWN)
    text = "".join(run.texts[start:stop])
    joins = _joins_cost(run, start, stop, role, own_width)
    cost = type_cost(text, role) + joins
    if start:
        torn = _is_cut(run.texts[start - 1], run.texts[start])
        cost += _CUT * (torn or (run.seams is None and _BEGINS_NONE.match(run.texts[start]) is not None))
    if run.fills(stop - 1, run.width if own_width is None else own_width):
        cost += _FILLED if own_width is None else _FILLED_OWN
    if run.seams is not None and role in _TEXTS and looks_like_quantity(run.texts[start]):
        cost += _QUANTITY_FIRST
    if role == "unit" and run.stands_alone(start, stop):
        cost += _UNIT_ALONE
    if role in _LEVELS and len(text) <= _LONGEST_LABEL and not levels(text) and is_label(text):
        cost = _STRANGE_LABEL + joins
    elif role in _LEVELS and not levels(text) and not completed(text):
        cost = max(cost, _STRANGE_LABEL + joins)
    elif role == "level3":
        cost += _JOIN_ELSE * is_too_short(text) - _NONE * says_none(text)
    if role != "level3" and (number := TEMPLATE_NUMBER.match(text)):
        cost += _NO_NAME if number.end() < len(text) else _LABEL_JOIN
    whole = stop - start > 1 and role in _LEVELS and int(role[-1]) in levels(completed(text) or text)
    return cost - _WHOLE_LABEL * (stop - start - 1) if whole else cost


def _joins_cost(run: Run, start: int, stop: int, role: str, own_width: int | None) -> float:
    """What it costs to join the texts from `start` to before `stop`."""
    joins = sum(_join_cost(run, start, at, role, own_width) for at in range(start + 1, stop))
    ends_above = stop > start + 1 and len(run.texts[start]) == 1 and run.stands_alone(start, start + 1)
    return joins + _SIGN_ALONE * ends_above


def _shown_blank_cost(texts: Sequence[str], role: str, blank: Mapping[str, float]) -> float:
    """What a blank cell costs in a column, by its role, and what it costs to overlook some behind a text."""
    if not any(texts):
        return blank.get(role, 0.0) + _OVERLOOKED * (len(texts) - 1)
    if not texts[0] or any(texts[1:]):
        return math.inf
    return type_cost(texts[0], role) + _OVERLOOKED * (len(texts) - 1)


@lru_cache(_CACHED)
def _is_cut(upper: str, lower: str) -> bool:
    """Whether two texts are halves of a date, an official label that neither is (经济效 + 益指标), a heading, or a word (满意 + 度).

    An objective's number is a half too (年度绩效目标 + 1).
    """
    if _OBJECTIVE_NUMBER.fullmatch(lower) and period_named(upper):
        return True
    if levels(upper + lower) and not levels(lower) and (not levels(upper) or column_role(lower) == "group"):
        return True
    return is_cut_target(upper, lower) or ends_measure(upper, lower)


def _join_cost(run: Run, start: int, at: int, role: str, own_width: int | None) -> float:
    """What it costs to go on with the cell that began at `start` on line `at`."""
    texts = run.texts
    if run.seams is not None:
        return _seam_cost(run, start, at, role)
    before = "".join(texts[start:at])
    filled = role not in _LEVELS and run.fills(at - 1, run.width if own_width is None else own_width)
    ends_project = role == "project" and texts[at] in forms().project_ends
    other = role == "level3" and (
        is_quality(texts[at]) or is_operator(texts[at]) or texts[at].startswith(forms().explaining)
    )
    if (
        (filled and not other)
        or ends_project
        or _ENDING.match(texts[at])
        or is_open(before)
        or is_cut_target(before, texts[at])
    ):
        return _OPEN_JOIN
    cost = _JOIN.get(role, _JOIN_ELSE) if len(texts[at - 1]) >= SHORTEST_BROKEN else _JOIN_ELSE
    cost += _SHORT_LINE * bool(own_width) + _ENDED_JOIN * texts[at - 1].endswith(forms().ends_of_projects)
    if role == "project" and before.endswith(forms().offices):
        cost = _JOIN_ELSE
    labels = [is_whole_label(label) for label in (before, texts[at])]
    signed = role != "value" and is_operator(texts[at])
    if signed or TEMPLATE_NUMBER.match(texts[at]) or all(labels) or (any(labels) and role not in _LEVELS):
        return cost + _LABEL_JOIN
    if role == "weight":
        return cost + _TWO_CELLS * (is_bare_number(before) and is_bare_number(texts[at]))
    if role != "level3":
        return cost
    number = looks_like_quantity(texts[at]) or looks_like_quantity(before)
    return cost + _NUMBER_JOIN * number + _OTHER_JOIN * other


def _seam_cost(run: Run, start: int, at: int, role: str) -> float:
    """What it costs to go on, over the seam before piece `at`, with the cell that began at `start`."""
    seams, text = run.seams or (), run.texts[at]
    before, seam = "".join(run.texts[start:at]), seams[at]
    cut = (role == "value" and is_cut_target(before, text)) or (role == "objective" and _is_cut(before, text))
    if cut and seam == "\n":
        return _OPEN_JOIN
    if seam == " " and role in _VALUES and is_cut_date(before, text):
        return _DATE_JOIN
    if _DOTS.fullmatch(before) or _DOTS.fullmatch(text):  # what a template leaves where there are no more names
        return _LABEL_JOIN
    if role in _LEVELS and seam == "\n":
        return _OPEN_JOIN if is_open(before) or _ENDING.match(text) else _JOIN_ELSE
    cost = _GLUED_JOIN if not seam else _JOIN.get(role, _JOIN_ELSE) if run.glued or seam == "\n" else _BLANK_JOIN
    if TEMPLATE_NUMBER.match(text) or any(map(is_whole_label, (text, run.texts[start]))):
        return cost + _LABEL_JOIN
    if at == start + 1 and not seam and role == "level3" and levels(run.texts[start]) == {2}:
        cost += _BARE_LABEL_JOIN * (not text.startswith(forms().label_compounds))
    if not seam and role == "level3":
        cost += _PROMISE_JOIN * is_quality(run.texts[at - 1])
    quantities = [piece for piece in (run.texts[at - 1], text) if looks_like_quantity(piece)]
    cost += _QUANTITY_JOIN[seam] * len(quantities) + _NUMBER_JOIN * any(map(is_bare_number, quantities))
    if seam == "\n" and role == "level3" and len(run.texts[at - 1]) < run.longest_name - _LAST_SIGNS:
        cost += _SHORT_LINE
    cost += _SIGNED_JOIN * (role == "level3" and any(piece[0] in "≥≤≧≦=><＝＞＜" for piece in quantities))
    twice = not seam and text in run.texts[at + 1 : at + 2]  # a target, and what was reached
    return cost + _TWO_CELLS * (len(quantities) > 1 or text == run.texts[at - 1] or twice)
