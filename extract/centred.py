"""Labels printed in the middle of the rows that they stand for, as text conversions print merged cells, moved to the first of them.

Merged cells are shown with their text in the middle, and a conversion that keeps the layout prints it there. Where a form's first
row has no label and later rows do, the rows are divided so that each label stands in the middle of its own, to a line; where
no such division is, nothing is moved. A first level stands over whole groups of its second levels, and the framework has a say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, repeat
from typing import TYPE_CHECKING

from ontology.forms import speaks_against
from ontology.framework import is_elsewhere, notation, parents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extract.levels import LevelRow

_ROUNDINGS = ((0.0, 0.5), (-0.5, 0.0), (-1.0, 1.0))
"""How many lines the middle of a label's rows may lie below the label: a form's even numbers of rows are usually all rounded
up, or all down, unless labels of two lines stand among them."""
_UNROUNDED = 0.25
"""What each later way of rounding costs, in lines."""
_STRANGE = 2.0
"""What a second level costs, in lines, under a first one that the framework does not put above it."""
_UNLIKELY = 1.5
"""What a name costs, in lines, under a second level that its words do not speak for."""
_BETWEEN = 0.5
"""How far above its row, in lines, a label stands that is between it and the one before."""
_CLOSED = 1.0
"""What it costs, in lines, that a label stands over rows on both sides of dots, which end the rows of a label."""
_MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a label stands over as a whole: its first and last line, the rows (index, end excluded) and their second level."""

    first: int
    last: int
    start: int
    stop: int
    names: tuple[str, ...]
    level2: str | None = None
    closed: bool = False
    """Whether dots end it."""
    gone_past: int = 0
    """How many of its rows do not end it although dots follow them."""


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    line: float


def centred(rows: Sequence[LevelRow]) -> list[LevelRow] | None:
    """The rows with each label at the first of the rows that it stands in the middle of; None where labels stand at the top."""
    whole = (_centred(rows, _BETWEEN) if any(False in row.above for row in rows) else None) or _centred(rows)
    if whole is None or not _strange(whole):
        return whole
    parted = _centred_by_part(rows)
    found = parted if parted is not None and _strange(parted) < _strange(whole) else whole
    # Where the first label is lost the others stand at the top nevertheless.
    return found if _strange(found) <= _strange(rows) else None


def _strange(rows: Sequence[LevelRow]) -> int:
    """How many second levels stand under a first one that the framework does not put above them."""
    level1, count = None, 0
    for row in rows:
        level1 = row.level1 or level1
        count += bool(row.level2 and level1 and is_elsewhere(row.level2, level1))
    return count


def _centred_by_part(rows: Sequence[LevelRow]) -> list[LevelRow] | None:
    """The same page by page, as where a label stands in the middle of what the page's end left of its rows.

    What goes on from the page before has none of its own.
    """
    moved: list[LevelRow] = []
    level1: str | None = None
    for _, group in groupby(rows, key=lambda row: row.table):
        part = list(group)
        start = 0
        while start < len(part) and not part[start].level1 and _goes_on(part[start], level1):
            start += 1
        own = part[start:]
        found = _centred(own) if own and not own[0].level1 else own
        if found is None:
            return None
        moved += [*part[:start], *found]
        level1 = next((row.level1 for row in reversed(moved) if row.level1), None)
    return moved


def _goes_on(row: LevelRow, level1: str | None) -> bool:
    """Whether a row's second level, if it has one, is one of those under the first level of the page before."""
    return level1 is not None and (row.level2 is None or notation(level1, 1) in parents(row.level2))


def _centred(rows: Sequence[LevelRow], between: float = 0.0) -> list[LevelRow] | None:
    """The same where a label on a line above its row's name stands so far above it, in lines."""
    named = [at for at, row in enumerate(rows) if row.name]
    if not named or len(rows) > _MOST_ROWS:
        return None
    first = rows[named[0]]
    # Where some labels stand beside names, those on lines of their own stand between two rows.
    firsts = [_Label(row.level1, row.line - between * bool(row.above[0])) for row in rows if row.level1]
    seconds = [_Label(row.level2, row.line - between * bool(row.above[1])) for row in rows if row.level2]
    # Under a label at the top, others are in the middle of their rows only where the framework says that they can't begin them.
    if not firsts or (first.level1 and not _strange(rows)):
        return None
    units = _rows_to_units(rows, named)
    found = _in_the_middle(units, seconds, firsts)
    other = _as_framework(rows, units, firsts)
    if other and (found is None or _begins_part(rows) or _doubt(other, firsts) < _doubt(found, firsts)):
        found = other
    below = _at_the_bottom(units, seconds, firsts)
    # Where labels are lost the others stand below anything: only what nothing speaks against is read so.
    if below and not _doubt(below, firsts) and (found is None or _doubt(found, firsts)):
        found = below
    if found is None or (first.level1 and _doubt(found, firsts)):
        return None
    moved = [row._replace(level1=None, level2=None) for row in rows]
    for group, label in zip(found, firsts, strict=True):
        for unit in group:
            moved[unit.start] = moved[unit.start]._replace(level2=unit.level2)
        moved[group[0].start] = moved[group[0].start]._replace(level1=label.text)
    return moved


def _begins_part(rows: Sequence[LevelRow]) -> bool:
    """Whether the first printed first level begins what stands behind a page's end, so that the end moved it down from the top."""
    at = next(at for at, row in enumerate(rows) if row.level1)
    return at > 0 and rows[at].table != rows[at - 1].table


def _in_the_middle(
    units: Sequence[_Unit], seconds: Sequence[_Label], firsts: Sequence[_Label]
) -> list[list[_Unit]] | None:
    """The rows of each first level, in groups of one second level, so that all labels stand in the middle; None if none can."""
    if seconds:
        groups = _divided(units, seconds, _unlikeliness)
        if groups is None:
            return None
        # Dots end the rows of a second level, not those of a first one.
        units = [
            replace(_together(group, label.text), closed=False) for group, label in zip(groups, seconds, strict=True)
        ]
    return _divided(units, firsts, _strangeness)


def _at_the_bottom(
    units: Sequence[_Unit], seconds: Sequence[_Label], firsts: Sequence[_Label]
) -> list[list[_Unit]] | None:
    """The same where each label stands on the last of its rows; None where some row stands below the last label."""
    groups = [[unit] for unit in units]
    if seconds:
        below = _ended(groups, seconds)
        groups = [[_together(group, label.text)] for group, label in zip(below or (), seconds, strict=False)]
    return _ended(groups, firsts) if groups else None


def _ended(groups: Sequence[Sequence[_Unit]], labels: Sequence[_Label]) -> list[list[_Unit]] | None:
    """The units of groups as one run for each label, each ending with the group that the label stands beside; None if they don't."""
    runs: list[list[_Unit]] = []
    begun: list[_Unit] = []
    waiting = list(labels)
    for group in groups:
        begun += group
        if waiting and group[0].first <= waiting[0].line <= group[-1].last:
            runs.append(begun)
            begun = []
            waiting.pop(0)
    return runs if not begun and not waiting else None


def _as_framework(
    rows: Sequence[LevelRow], units: Sequence[_Unit], firsts: Sequence[_Label]
) -> list[list[_Unit]] | None:
    """The same where second levels stand at the top of their rows, and the framework puts each below a first one among its rows."""
    over: list[list[_Unit]] = []
    for unit in units:
        level2 = rows[unit.start].level2
        if level2 is None and not over:
            return None
        if level2 is None:
            over[-1][-1] = _together([over[-1][-1], unit], over[-1][-1].level2 or "")
        elif over and notation(firsts[len(over) - 1].text, 1) in parents(level2):
            over[-1].append(replace(unit, level2=level2))
        elif len(over) < len(firsts) and notation(firsts[len(over)].text, 1) in parents(level2):
            over.append([replace(unit, level2=level2)])
        else:
            return None
    among = (group[0].first <= label.line <= group[-1].last for group, label in zip(over, firsts, strict=False))
    return over if len(over) == len(firsts) and all(among) else None


def _doubt(over: Sequence[Sequence[_Unit]], firsts: Sequence[_Label]) -> float:
    """How much of what stands under the labels the framework and the names speak against."""
    strange = sum(_strangeness(u, label.text) for group, label in zip(over, firsts, strict=True) for u in group)
    gone_past = _CLOSED * sum(unit.gone_past for group in over for unit in group)
    return (
        strange + gone_past + sum(_unlikeliness(unit, unit.level2) for group in over for unit in group if unit.level2)
    )


def _rows_to_units(rows: Sequence[LevelRow], named: Sequence[int]) -> list[_Unit]:
    """The named rows, each with the lines up to the next one: the ends of its cells, and labels that stand between."""
    stops = [*named[1:], len(rows)]
    return [
        _Unit(
            rows[start].line,
            rows[stop].line - 1 if stop < len(rows) else rows[-1].line,
            start,
            stop,
            (rows[start].name or "",),
            closed=any(row.closes for row in rows[start + 1 : stop]),
        )
        for start, stop in zip(named, stops, strict=True)
    ]


def _together(group: Sequence[_Unit], level2: str) -> _Unit:
    names = tuple(name for unit in group for name in unit.names)
    gone_past = sum(unit.closed for unit in group[:-1])
    return _Unit(
        group[0].first, group[-1].last, group[0].start, group[-1].stop, names, level2, group[-1].closed, gone_past
    )


def _unlikeliness(unit: _Unit, label: str) -> float:
    """How many of a unit's names speak for another second level."""
    return _UNLIKELY * sum(map(speaks_against, unit.names, repeat(label)))


def _strangeness(unit: _Unit, label: str) -> float:
    """Whether the framework has a unit's second level under another first level."""
    return _STRANGE if unit.level2 and is_elsewhere(unit.level2, label) else 0.0


def _divided(
    units: Sequence[_Unit], labels: Sequence[_Label], strangeness: Callable[[_Unit, str], float]
) -> list[list[_Unit]] | None:
    """The units as one run for each label, in order, so that each label stands nearest to the middle of its run; None if none can."""

    @cache
    def strange(label: int, unit: int) -> float:
        return strangeness(units[unit], labels[label].text)

    found = [_cheapest(units, labels, strange, rounding) for rounding in _ROUNDINGS]
    possible = [(cost + _UNROUNDED * at, stops) for at, way in enumerate(found) if way for cost, stops in (way,)]
    if not possible:
        return None
    stops = min(possible)[1]
    return [list(units[start:stop]) for start, stop in zip([0, *stops], stops, strict=False)]


def _cheapest(
    units: Sequence[_Unit],
    labels: Sequence[_Label],
    strange: Callable[[int, int], float],
    rounding: tuple[float, float],
) -> tuple[float, list[int]] | None:
    """The cost of the best division whose middles are all rounded in one way, and where its runs stop.

    `strange` says by label and unit what the one costs under the other: most units stand too far from a label to be asked of.
    """
    highest, lowest = rounding
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for at, label in enumerate(labels):
        following: dict[int, tuple[float, list[int]]] = {}
        for start, (before, stops) in best.items():
            cost = before
            for stop in range(start + 1, len(units) + 1):
                first, last = units[start].first, units[stop - 1].last
                off = (first + last) / 2 - label.line
                if first > label.line or off > lowest:
                    break
                cost += strange(at, stop - 1) + _CLOSED * (stop - 1 > start and units[stop - 2].closed)
                if off < highest or last < label.line:
                    continue
                total = cost + abs(off)
                if total < following.get(stop, (math.inf,))[0]:
                    following[stop] = (total, [*stops, stop])
        best = following
    return best.get(len(units))
