"""First- and second-level labels of a section's rows: carried down, completed where cut, mended where a page break lost them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extract.centred import centred
from ontology.framework import Category, categories, completed, is_elsewhere, levels, notation, parents, without_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MENDED_CONFIDENCE = 0.8
CENTRED_CONFIDENCE = 0.9


class LevelRow(NamedTuple):
    """The labels that one row prints, and the table it stands in (a section may go on over a page break)."""

    table: int
    level1: str | None
    level2: str | None
    line: int = 0
    """Its place among the printed rows of the section, those counted that were joined to others."""
    name: str | None = None
    """Its third-level name, if it has one."""
    above: tuple[bool | None, bool | None] = (None, None)
    """Whether its labels stand on lines above the name; None where that is not told."""
    closes: bool = False
    """Whether it holds nothing but the dots with which a template ends the rows of a second level."""


class Levels(NamedTuple):
    """The labels that apply to a row, what was mended, and how sure that is (0 to 1)."""

    level1: str | None
    level2: str | None
    repairs: tuple[str, ...] = ()
    confidence: float = 1.0


def carried(
    rows: Sequence[LevelRow], above: Levels | None = None, *, headed: bool = False, merged: bool = False
) -> list[Levels]:
    """The labels that apply to each row, in order.

    `above` are those of the last row of the table that this one goes on with, `headed` says whether the table has a column for
    first levels, `merged` whether the file itself says over which rows its labels reach, so that each stands at its first row.

    1. Merged labels are filled down; over a page break that is noted as `label-carried`.
    2. Cut labels are completed (`label-completed`).
    3. A first level that is in truth a second one, and rows above the first printed first level or without any, take the
       category that the framework puts above their second level (`level-from-framework`).
    """
    moved = centred(rows) if above is None and not merged else None
    if moved is not None:
        middle, rows = rows, moved
        filled = [
            _noted(*three)
            for three in zip(_filled(moved, headed=headed), _filled(middle, headed=headed), middle, strict=True)
        ]
    else:
        filled = _filled(rows, above, headed=headed)
    printed = {notation(row.level1, 1): row.level1 for row in filled if row.level1 and 1 in levels(row.level1)}
    placed = [_below_next(rows, filled, at) for at in range(len(rows))]
    return [_mended(row, printed, headed=headed) for row in placed]


def _noted(row: Levels, carried_down: Levels, printed: LevelRow) -> Levels:
    """A row that takes its labels from a line below it, with that written down."""
    if printed.level1 or (row.level1, row.level2) == (carried_down.level1, carried_down.level2):
        return row
    return row._replace(repairs=(*row.repairs, "label-centred"), confidence=CENTRED_CONFIDENCE)


def _below_next(rows: Sequence[LevelRow], filled: Sequence[Levels], at: int) -> Levels:
    """A row whose first level is printed further down, in the middle of its merged cell.

    The carried label does not stand above the row's second level in the framework, and the next printed one does. A form in
    which it stands above another such level in its own row (投入 | 时效目标) has a framework of its own.
    """
    row = filled[at]
    if rows[at].level1 or not row.level1 or not row.level2:
        return row
    above = parents(row.level2)
    if not above or notation(row.level1, 1) in {None, *above}:
        return row
    printed = next((other for other in reversed(rows[:at]) if other.level1), None)
    if printed and printed.level1 and printed.level2 and is_elsewhere(printed.level2, printed.level1):
        return row
    following = next((below.level1 for below in rows[at + 1 :] if below.level1), None)
    if following is None or notation(following, 1) not in above:
        return row
    repairs = (*row.repairs, "level-from-framework")
    return row._replace(level1=_whole(following)[0], repairs=repairs, confidence=MENDED_CONFIDENCE)


def _filled(rows: Sequence[LevelRow], above: Levels | None = None, *, headed: bool = False) -> list[Levels]:
    filled: list[Levels] = []
    level1, level2 = (above.level1, above.level2) if above else (None, None)
    table1 = table2 = 0
    whole = sum(row.level1 is not None and row.level2 is not None for row in rows)
    single = sum(row.level1 is not None and row.level2 is None for row in rows)
    for above_it, printed in zip([None, *rows], rows, strict=False):
        row = printed
        if printed.level1 is not None:
            row = _lowered(row, level1, level2)
            if _is_repeated(row, above_it):
                row = row._replace(level1=None, level2=row.level1)
            if whole > single and row.level2 is None and level2 and _is_second(row.level1, level1):
                row = row._replace(level1=None, level2=row.level1)
        repairs: tuple[str, ...] = ()
        if row.level1:
            again = level1 == _whole(row.level1)[0] and table1 != row.table
            over = headed and _stands_over(row.level1, level2, level1)
            level1, cut = _whole(row.level1)
            # A page that prints the first level once more goes on with the second one too.
            level2, table1 = level2 if again or over else None, row.table
            repairs += cut
        if row.level2:
            level2, cut = _whole(row.level2)
            table2 = row.table
            repairs += cut
        over_break = (level1 and table1 != row.table) or (level2 and table2 != row.table)
        filled.append(Levels(level1, level2, (*repairs, *(("label-carried",) if over_break else ()))))
    return filled


def _stands_over(label: str, level2: str | None, level1: str | None) -> bool:
    """Whether a first level, printed in the middle of its rows, stands over the second one above it, as the one before does not."""
    above = parents(level2) if level2 else frozenset()
    return notation(label, 1) in above and (level1 is None or notation(level1, 1) not in above)


def _lowered(row: LevelRow, level1: str | None, level2: str | None) -> LevelRow:
    """A row whose official first level (效益指标) stands below a form's own one, as the second level above it does (产出指标)."""
    own = level1 is not None and not levels(level1) and level2 is not None and 1 in levels(level2)
    if not own or row.level1 is None or row.level2 is not None or 1 not in levels(row.level1):
        return row
    return row._replace(level1=None, level2=row.level1)


def _is_repeated(row: LevelRow, above: LevelRow | None) -> bool:
    """Whether a row prints the label that stands alone in the row above it: one for each level (满意度指标 over 满意度指标)."""
    if above is None or above.name or above.level2 or row.level2 or row.level1 is None:
        return False
    return above.level1 == row.level1 and levels(row.level1) == {1, 2} and row.table == above.table


def _is_second(label: str | None, level1: str | None) -> bool:
    """Whether a label that names both levels (成本指标) stands below the first level above it."""
    if label is None or level1 is None or label == level1:
        return False
    return levels(label) == {1, 2} and notation(level1, 1) in parents(label)


def _whole(label: str) -> tuple[str, tuple[str, ...]]:
    official = completed(label)
    return (official, ("label-completed",)) if official else (without_points(label), ())


def _mended(row: Levels, printed: Mapping[str | None, str], *, headed: bool) -> Levels:
    """The row with the first level that the framework puts above its second, where none or a second one is printed."""
    if row.level1 and (1 in levels(row.level1) or not levels(row.level1)):
        return row
    below = row.level1 or row.level2
    parent = _parent(below) if below else None
    lost = headed and row.level1 is None
    label = (printed.get(parent.notation) or (parent.label if lost else None)) if parent else None
    if label is None:
        return row
    return row._replace(
        level1=label,
        level2=row.level2 or row.level1,
        repairs=(*row.repairs, "level-from-framework"),
        confidence=MENDED_CONFIDENCE,
    )


def _parent(label: str) -> Category | None:
    below = notation(label, 2)
    parent = categories()[below].parent if below else None
    return categories()[parent] if parent else None
