"""Levels that stand in the names' own column, above the indicators: 1 产出指标, 1.1 数量指标, 1.1.1 a name with its target.

Such a table has no columns for levels. A row without a target is a label if its number has fewer parts than those of the rows
with targets, or, where nothing is numbered, if it names a category of the framework.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.levels import Levels
from ontology.folding import fold
from ontology.framework import levels, notation, without_points

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
            above[depth] = without_points(held.text("level3") or "")
        found.append(Levels(above.get(1), above.get(2)))
    return found


def label_rows(cells: Sequence[RowCells]) -> frozenset[int]:
    """The rows (from 0) that only name a level."""
    deepest = max((depth for held in cells if held.text("value") and (depth := _depth(held))), default=0)
    labels = [at for at, held in enumerate(cells) if _is_label(held, deepest)]
    official = sum(bool(levels(cells[at].text("level3") or "")) for at in labels)
    return frozenset(labels) if 2 * official >= len(labels) else frozenset()


def outlined_projects(cells: Sequence[RowCells], labels: frozenset[int]) -> dict[int, int | None]:
    """The rows above a project's first label that hold no target: the project's own is the last, those before it name its owner.

    A later project's has an amount, for else it would be a name without a target. Given are rows with the row of their project;
    None for an owner's.
    """
    found: dict[int, int | None] = {}
    first = min(labels, default=0)
    bare = [held.text("value") is None and held.text("number") is None for held in cells]
    for at in range(len(cells) - 1):
        if at in labels or not bare[at]:
            continue
        if (
            at + 1 in labels
            and 1 in levels(cells[at + 1].text("level3") or "")
            and (at < first or cells[at].text("amount"))
        ):
            found[at] = at
        elif at < first and all(bare[at:first]):
            found[at] = None
    return found


def _is_label(held: RowCells, deepest: int) -> bool:
    name = held.text("level3")
    if name is None or held.text("value"):
        return False
    depth = _depth(held)
    return 0 < depth < deepest if depth and deepest else bool(levels(name))


def _label_depth(cells: Sequence[RowCells], at: int, labels: frozenset[int], above: Mapping[int, str]) -> int:
    """The level that a label row names: by its number, else by the framework.

    Where the label may be either (成本指标), the rows around it tell: labels follow a first level and not a second one.
    """
    text = cells[at].text("level3") or ""
    known = levels(text)
    if numbered := min(_depth(cells[at]), _DEEPEST - 1):
        return numbered
    if known != {1, 2} or at + 1 in labels:
        return 1 if 1 in known else 2
    first = notation(above[1], 1) if 1 in above else None
    second = notation(text, 2) or ""
    return 2 if at - 1 in labels or (first is not None and second.startswith(f"{first}/")) else 1


def _depth(held: RowCells) -> int:
    """How many parts a row's number has (1.2.1 has three); 0 where it has none."""
    number = fold(held.text("number") or "")
    return len(re.split(r"[.．-]", number)) if _NUMBER.fullmatch(number) else 0
