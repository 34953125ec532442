"""Lines of pieces below a header become rows: what a line's end, or the middle of a row, tore apart is put together."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from extract.cell_types import is_bare_number, is_sign, looks_like_quantity
from extract.deadlines import is_cut_date
from extract.printed_widths import width
from extract.side_labels import are_side_halves
from extract.targets import is_quality
from extract.torn import is_open
from ontology.forms import is_side_label, period_named
from ontology.framework import completed, is_whole_label, levels
from ontology.units import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.pieces import Piece

_SIGNED = re.compile(r"[≥≤＞＜><=＝≧≦═]{1,2}[\d,.]+")
_WORDS = re.compile(r"[\u4e00-\u9fff、，]+")
_DAY = re.compile(r"\d[日月天年]$")
_DAY_END = re.compile(r"[以之]?[前内]|[底末]前?")
_LONGEST_REST = 6
"""Characters of what a line's end left of a heading or a label."""
_MOST_REST = 6
_LONGEST_REMARK_END = 4
_FARTHEST_HALF = 5
"""Lines from one half of such a label to the one behind the other."""
_FEWEST_CELLS = 5
_LEAST_FILLING = 16
"""Width of a name that may have filled its column."""
_FEWEST_NAMELESS = 3


def whole_lines(
    lines: Sequence[Sequence[Piece]], *, numbered: bool = False, unit_first: bool = False
) -> list[list[Piece]]:
    """The lines below a header without what is left of its headings, those joined to the line above that go on with its cells.

    `numbered` says that a number begins each row, `unit_first` that the unit stands before the target.
    """
    joined: list[list[Piece]] = []
    dated = _with_whole_dates(_without_rest(_without_side(lines)))
    widest = max((width(name.text) for line in dated if (name := _name_of_row(line))), default=0)
    for line in _with_names_above(dated) or _with_whole_cells(dated, unit_first=unit_first):
        above = joined[-1] if joined else []
        going_on = (
            _below_labels(above, line)
            or (numbered and _below_name(above, line))
            or _below_last(above, line)
            or _below_open_name(above, line, widest)
        )
        if going_on:
            joined[-1] = going_on
        else:
            joined.append(list(line))
    return joined


def _without_side(lines: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The lines without the label that stands down the left edge of all rows (绩效指标), printed before one of them."""
    first = [line[0].text if len(line) > 1 else "" for line in lines]
    sides = [at for at, text in enumerate(first) if is_side_label(text)]
    return [line[1:] if sides == [at] else line for at, line in enumerate(_without_broken_side(lines))]


def _without_broken_side(lines: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The lines without the halves of such a label, each before a row or alone on its line (绩效指 above, 标 below)."""
    first = [line[0].text if line else "" for line in lines]
    for at, upper in enumerate(first):
        near = range(at + 1, min(at + _FARTHEST_HALF, len(lines)))
        lower = next((other for other in near if upper and are_side_halves(upper, first[other])), None)
        if lower is not None:
            return [line[1:] if place in (at, lower) else line for place, line in enumerate(lines)]
    return list(lines)


def _with_whole_dates(lines: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The lines, those that hold nothing but the end of a date joined to the line above, which it was cut from."""
    whole: list[Sequence[Piece]] = []
    for line in lines:
        above = whole[-1] if whole else ()
        if len(line) == 1 and above and is_cut_date(above[-1].text, line[0].text):
            whole[-1] = [*above[:-1], above[-1]._replace(text=above[-1].text + line[0].text)]
        else:
            whole.append(line)
    return whole


def _with_names_above(lines: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """The lines with the names, whole, at the numbers that stand on a line below them; none where names do not stand so.

    So it is where a row follows such numbers at once: of halves that stand around their line one would be below it.
    """
    bare = [at for at, line in enumerate(lines) if _is_nameless(line)]
    named = all(at and not _has_target(lines[at - 1]) for at in bare)
    followed = any(at + 1 == len(lines) or _has_target(lines[at + 1]) for at in bare)
    if len(bare) < _FEWEST_NAMELESS or not named or not followed:
        return []
    whole: list[Sequence[Piece]] = []
    waiting: list[Sequence[Piece]] = []
    for line in lines:
        if _is_nameless(line) and waiting:
            pieces = [piece for above in waiting for piece in above]
            labels = sum(1 for _ in takewhile(lambda piece: levels(piece.text), pieces))
            name = pieces[labels : labels + 1]
            text = "".join(piece.text for piece in pieces[labels:])
            whole.append([*pieces[:labels], *(piece._replace(text=text) for piece in name), *line])
            waiting = []
        elif _has_target(line):
            whole += [*waiting, line]
            waiting = []
        else:
            waiting.append(line)
    return [*whole, *waiting]


def _is_nameless(line: Sequence[Piece]) -> bool:
    """Whether a line holds the numbers of a row, with unit and sign, and no name before them."""
    return len(line) > 1 and is_bare_number(line[0].text) and _has_target(line)


def _has_target(line: Sequence[Piece]) -> bool:
    return any(map(_is_quantity, line))


def _with_whole_cells(lines: Sequence[Sequence[Piece]], *, unit_first: bool) -> list[Sequence[Piece]]:
    """The lines with those cells in them whose halves stand above and below, as where text is centred in its row."""
    whole: list[Sequence[Piece]] = []
    at = 0
    while at < len(lines):
        three = lines[at : at + 3]
        begun = at > 0 and _lacks_target(lines[at - 1])
        row = None
        if len(three) > 2 and not begun:  # noqa: PLR2004
            row = _around(*three) or _with_date_around(*three) or (_with_unit_around(*three) if unit_first else None)
        whole.append(row or lines[at])
        at += 3 if row else 1
    return whole


def _lacks_target(line: Sequence[Piece]) -> bool:
    """Whether a line ends with the one name in it, so that the lines below go on with this row."""
    names = [piece for piece in line if _is_name(piece.text)]
    return len(names) == 1 and names[0] == line[-1] and len(line[-1].text) > _LONGEST_REST


def _around(above: Sequence[Piece], line: Sequence[Piece], below: Sequence[Piece]) -> list[Piece] | None:
    """A line with the cells that the ones above and below it hold in halves; None where these are rows of their own.

    The line then has a target and lacks its name, or it lacks its second level only. A label in the middle of several rows may
    stand before the name's upper half.
    """
    before = list(above[: max(0, len(above) - len(below))])
    above = above[len(before) :]
    if (
        len(before) > 1
        or not below
        or len(above) != len(below)
        or any(_is_quantity(piece) or is_whole_label(piece.text) or is_sign(piece.text) for piece in (*above, *below))
        or (before and (_is_quantity(before[0]) or levels(line[0].text)))
    ):
        return None
    halves = zip(above, below, strict=True)
    cells = [upper._replace(text=upper.text + lower.text) for upper, lower in halves]
    labels = [cell._replace(place=line[0].place) for cell in cells if levels(cell.text)]
    texts = [piece.text for piece in line]
    target = next((at for at, text in enumerate(texts) if looks_like_quantity(text) or is_quality(text)), None)
    if target is None or len(labels) + 1 < len(cells):
        return None
    printed = sum(bool(levels(text)) for text in texts[:target])
    lacks_name = all(not _is_name(text) or is_sign(text) for text in texts[:target])
    if lacks_name is (len(labels) == len(cells)):
        return None
    names = [cell for cell in cells if not levels(cell.text)]
    return [*before, *line[:printed], *labels, *names, *line[printed:]]


def _with_date_around(above: Sequence[Piece], line: Sequence[Piece], below: Sequence[Piece]) -> list[Piece] | None:
    """A line that lacks its target with the dates in it that stand around it (每月15日 above, 前 below); None where none do."""
    if len(above) != len(below) or not all(_is_cut(*halves) for halves in zip(above, below, strict=True)):
        return None
    name = next((at for at, piece in enumerate(line) if _is_name(piece.text)), len(line))
    numbers = next((at for at, piece in enumerate(line) if is_bare_number(piece.text)), name + 1)
    if (
        not 0 < numbers <= len(line)
        or any(_is_quantity(piece) for piece in line[:numbers])
        or levels(line[numbers - 1].text)
    ):
        return None
    dates = [upper._replace(text=upper.text + lower.text, seam=" ") for upper, lower in zip(above, below, strict=True)]
    return [*line[:numbers], *dates, *line[numbers:]]


def _with_unit_around(above: Sequence[Piece], line: Sequence[Piece], below: Sequence[Piece]) -> list[Piece] | None:
    """A line with the unit behind its name whose halves stand around it (万元/公 above, 里·年 below); None where none does."""
    if len(above) != 1 or len(below) != 1 or not is_unit(above[0].text + below[0].text):
        return None
    name = next((at for at, piece in enumerate(line) if _is_name(piece.text)), len(line))
    if not _has_target(line[name + 1 : name + 3]):
        return None
    unit = above[0]._replace(text=above[0].text + below[0].text, seam=" ")
    return [*line[: name + 1], unit, *line[name + 1 :]]


def _is_cut(upper: Piece, lower: Piece) -> bool:
    """Whether two pieces are halves of a date or a deadline."""
    deadline = _DAY.search(upper.text) and _DAY_END.fullmatch(lower.text)
    return bool(deadline) or is_cut_date(upper.text, lower.text)


def _is_quantity(piece: Piece) -> bool:
    return looks_like_quantity(piece.text)


def _without_rest(lines: Sequence[Sequence[Piece]]) -> Sequence[Sequence[Piece]]:
    """The lines without the short ones that stand above the first label or quantity, unless these make a label together."""
    first = next((at for at, line in enumerate(lines) if any(_begins_row(piece.text) for piece in line)), 0)
    rest = [piece for line in lines[:first] for piece in line]
    if lines and _is_nameless(lines[first]):  # they are its name
        return lines
    if first > _MOST_REST or any(len(piece.text) > _LONGEST_REST or period_named(piece.text) for piece in rest):
        return lines
    label = next((at for at in range(len(rest)) if levels("".join(piece.text for piece in rest[at:]))), len(rest))
    return [rest[label:], *lines[first:]] if label < len(rest) else lines[first:]


def _begins_row(text: str) -> bool:
    named = levels(text) or period_named(text)
    return bool(named) or completed(text) is not None or looks_like_quantity(text)


def _below_labels(above: Sequence[Piece], line: Sequence[Piece]) -> list[Piece] | None:
    """The line above with its labels made whole (满意度指 | 服务对象满意度 and below 标 | 指标); the rest ends its last cell.

    Where that is itself one of the labels, the rest are the cells behind it.
    """
    if not above or not line:
        return None
    start = next((at for at, piece in enumerate(above) if _completes(piece.text, line[0].text)), None)
    if start is None:
        return None
    whole: list[Piece] = list(above)
    left: list[Piece] = []
    last = start
    for at, piece in enumerate(line, start):
        if at < len(whole) and _completes(whole[at].text, piece.text):
            whole[at] = whole[at]._replace(text=whole[at].text + piece.text)
            last = at
        else:
            left.append(piece)
    if last == len(whole) - 1:
        return [*whole, *left]
    whole[-1] = whole[-1]._replace(text="".join((whole[-1].text, *(piece.text for piece in left))))
    return whole


def _completes(label: str, end: str) -> bool:
    if len(end) > _LONGEST_REST or levels(end) or looks_like_quantity(end):
        return False
    return bool(levels(label + end)) and label + end != end


def _below_name(above: Sequence[Piece], line: Sequence[Piece]) -> list[Piece] | None:
    """The line above, which a number begins, with the end of its name where nothing else in it can go on with such words."""
    if len(line) != 1 or not above or not is_bare_number(above[0].text) or not _WORDS.fullmatch(line[0].text):
        return None
    names = [at for at, piece in enumerate(above) if _is_name(piece.text)]
    if len(names) != 1 or _is_name(above[-1].text) or _begins_row(line[0].text):
        return None
    (name,) = names
    return [*above[:name], above[name]._replace(text=above[name].text + line[0].text), *above[name + 1 :]]


def _below_open_name(above: Sequence[Piece], line: Sequence[Piece], widest: int) -> list[Piece] | None:
    """The line above, a whole row, with the end of its name, which fills its column or has a bracket open."""
    name = _name_of_row(above)
    if name is None or len(line) != 1 or _begins_row(line[0].text):
        return None
    filled = width(name.text) >= max(widest - 1, _LEAST_FILLING) and width(line[0].text) < widest
    if not (is_open(name.text) or filled):
        return None
    return [piece._replace(text=name.text + line[0].text) if piece is name else piece for piece in above]


def _name_of_row(line: Sequence[Piece]) -> Piece | None:
    """The name with which a row begins, right of its labels; None for other lines."""
    name = next((piece for piece in line if not levels(piece.text)), None)
    behind = line[line.index(name) + 1 :] if name else ()
    stated = _has_target(behind) or any(is_quality(piece.text) for piece in behind)
    return name if name and _is_name(name.text) and stated else None


def _is_name(text: str) -> bool:
    return not (levels(text) or looks_like_quantity(text) or is_unit(text) or is_quality(text))


def _below_last(above: Sequence[Piece], line: Sequence[Piece]) -> list[Piece] | None:
    """The line above with the end of its last cell: of a remark behind its numbers (道路改 and below 造推迟), or a target's unit."""
    if above and len(line) == 1 and _SIGNED.fullmatch(above[-1].text) and is_unit(line[0].text):
        return [*above[:-1], above[-1]._replace(text=above[-1].text + line[0].text)]
    if len(above) < _FEWEST_CELLS or len(line) != 1 or len(line[0].text) > _LONGEST_REMARK_END:
        return None
    last, end = above[-1].text, line[0].text
    if not (_WORDS.fullmatch(last) and _WORDS.fullmatch(end) and looks_like_quantity(above[-2].text)):
        return None
    return None if _begins_row(end) else [*above[:-1], above[-1]._replace(text=last + end)]
