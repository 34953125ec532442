"""Levels that stand in the names' own column, above the indicators: 1 产出指标, 1.1 数量指标, 1.1.1 a name with its target.

Such a table has no columns for levels. A row without a target is a label if its number has fewer parts than those of the rows
with targets, or, where nothing is numbered, if it names a category of the framework.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.levels import Levels
from ontology.folding import fold
from ontology.framework import levels, notation, parents, unheaded, unnumbered, without_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.row_cells import RowCells

_NUMBER = re.compile(r"\d+(?:[.．-]\d+)*")
_DEEPEST = 3


def outlined_levels(cells: Sequence[RowCells], labels: frozenset[int]) -> list[Levels]:
    """The levels of each row of a block by the label rows above it."""
    above: dict[int, str] = {}
    found = []
    for at, held in enumerate(cells):
        if at in labels:
            depth = _label_depth(cells, at, labels, above)
            above = {known: text for known, text in above.items() if known < depth}
            above[depth] = without_points(unnumbered(_label(held)))
        found.append(Levels(above.get(1), above.get(2)))
    return found


def label_rows(cells: Sequence[RowCells]) -> frozenset[int]:
    """The rows (from 0) that only name a level."""
    deepest = max((depth for held in cells if held.text("value") and (depth := _depth(held))), default=0)
    labels = [at for at, held in enumerate(cells) if _is_label(held, deepest)]
    official = sum(bool(levels(_label(cells[at]))) for at in labels)
    return frozenset(labels) if 2 * official >= len(labels) else frozenset()


def outlined_projects(cells: Sequence[RowCells], labels: frozenset[int]) -> dict[int, bool]:
    """The rows above a project's first label that hold no target: the project's own is the last, those before it name its owner.

    A later project's has an amount, for else it would be a name without a target. Given is of each row whether it names a project.
    """
    found: dict[int, bool] = {}
    if not labels:
        return found
    first = min(labels)
    bare = [held.text("value") is None and held.text("number") is None for held in cells]
    for at in range(len(cells) - 1):
        if at in labels or not bare[at]:
            continue
        heads = at + 1 in labels and 1 in levels(_label(cells[at + 1]))
        if heads and (at < first or cells[at].text("amount")):
            found[at] = True
        elif at < first and all(bare[at:first]):
            found[at] = False
    return found


def _is_label(held: RowCells, deepest: int) -> bool:
    if held.text("level3") is None or held.text("value"):
        return False
    depth = _depth(held)
    return 0 < depth < deepest if depth and deepest else bool(levels(_label(held)))


def _label_depth(cells: Sequence[RowCells], at: int, labels: frozenset[int], above: Mapping[int, str]) -> int:
    """The level that a label row names: by its number, else by the framework.

    Where the label may be either (成本指标), the labels around it tell: the framework puts the next one below it, or it below the
    first level that is open.
    """
    text = _label(cells[at])
    known = levels(text)
    if numbered := min(_depth(cells[at]), _DEEPEST - 1):
        return numbered
    if known != {1, 2}:
        return 1 if 1 in known else 2
    if at + 1 in labels and _is_below(_label(cells[at + 1]), text):
        return 1
    return 2 if 1 in above and (at - 1 in labels or _is_below(text, above[1])) else 1


def _is_below(second: str, first: str) -> bool:
    """Whether the framework has a second level below a first one."""
    return notation(first, 1) in parents(second)


def _label(held: RowCells) -> str:
    return unheaded(held.text("level3") or "")


def _depth(held: RowCells) -> int:
    """How many parts a row's number has (1.2.1 has three); 0 where it has none."""
    number = fold(held.text("number") or "")
    return len(re.split(r"[.．-]", number)) if _NUMBER.fullmatch(number) else 0
