"""Levels that stand in the names' own column, above the indicators: 1 产出指标, 1.1 数量指标, 1.1.1 a name with its target.

Such a table has no columns for levels. A row without a target is a label if its number has fewer parts than those of the rows
with targets, or, where nothing is numbered, if it names a category of the framework.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.levels import Levels
from ontology.folding import fold
from ontology.framework import levels, without_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.row_cells import RowCells

_NUMBER = re.compile(r"\d+(?:[.．-]\d+)*")
_DEEPEST = 3


def outlined_levels(cells: Sequence[RowCells], labels: frozenset[int]) -> list[Levels]:
    """The levels of each row of a block by the label rows above it."""
    above: dict[int, str] = {}
    found = []
    for at, held in enumerate(cells):
        if at in labels:
            depth = _label_depth(held)
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


def _is_label(held: RowCells, deepest: int) -> bool:
    name = held.text("level3")
    if name is None or held.text("value"):
        return False
    depth = _depth(held)
    return 0 < depth < deepest if depth and deepest else bool(levels(name))


def _label_depth(held: RowCells) -> int:
    """The level that a label row names: by its number, else by the framework."""
    known = levels(held.text("level3") or "")
    return min(_depth(held), _DEEPEST - 1) or (1 if 1 in known else 2)


def _depth(held: RowCells) -> int:
    """How many parts a row's number has (1.2.1 has three); 0 where it has none."""
    number = fold(held.text("number") or "")
    return len(re.split(r"[.．-]", number)) if _NUMBER.fullmatch(number) else 0
