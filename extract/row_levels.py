"""The labels of the levels that apply to the rows of one block of a section: of its columns, of bands, or printed above its columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.levels import LevelRow, Levels, carried
from ontology.forms import column_role
from ontology.framework import levels, unnumbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extract.document import Cell
    from extract.row_cells import RowCells
    from extract.tables import Section, TableRow

_DOTS = re.compile(r"[.…·]+")
_BRACKETED = re.compile(r"[(（][一二三四五六七八九十\d]+[)）]")


def block_levels(
    section: Section,
    block: int,
    cells: Sequence[RowCells],
    lines: Mapping[tuple[int, int], int],
    last: Levels | None,
) -> list[Levels]:
    """The labels that apply to the rows of a block; a first level printed over the block's columns goes before all."""
    above = section.columns.of("level3", block)
    if above and (above.level1 or above.level2) and section.columns.of("level1", block) is None:
        found, level2 = [], above.level2
        for held in cells:
            level2 = held.text("level2") or level2
            found.append(Levels(above.level1, level2))
        return found
    official = any(1 in levels(label) for held in cells if (label := held.texts.get("level1")))
    bracketed = any(map(_is_bracketed_second, section.rows))
    headed = section.columns.of("level1", block) is not None
    printed = [_printed_levels(held, headed=headed) for held in cells]
    return carried(
        [
            LevelRow(
                row.table,
                _own_level(level1, official=official) or _band(row, 1, bracketed=bracketed),
                level2 or _band(row, 2, bracketed=bracketed),
                lines.get((row.table, row.row.number), 0),
                c.texts.get("level3"),
                _stand_above(c),
                all(map(_DOTS.fullmatch, row.row.texts)),
            )
            for row, c, (level1, level2) in zip(section.rows, cells, printed, strict=True)
        ],
        last if section.columns.blocks == 1 else None,
        headed=headed,
        merged=section.exact and _begins_merged(cells),
    )


def _printed_levels(cells: RowCells, *, headed: bool) -> tuple[str | None, str | None]:
    """The labels that a row prints; a first level's in the one column of a table for both (产出类指标 below 指标类型) is that."""
    level1, level2 = cells.texts.get("level1"), cells.texts.get("level2")
    return (level2, None) if level2 and not headed and levels(level2) == {1} else (level1, level2)


def _begins_merged(cells: Sequence[RowCells]) -> bool:
    """Whether the first row's label of the first level is a cell merged over several rows."""
    first = next((held for held in cells if "level3" in held.by_role), None)
    label = first.by_role.get("level1") if first else None
    return label is not None and label.rows > 1


def _own_level(text: str | None, *, official: bool) -> str | None:
    """A first level's label, where it is not that down the side of a table (绩效指标) among official ones."""
    return None if text and official and not levels(text) and column_role(text) == "group" else text


def _stand_above(cells: RowCells) -> tuple[bool | None, bool | None]:
    """Whether the label of either level stands on a line above its row's name; None where it, or its line, is not printed."""
    name = cells.by_role.get("level3")
    line = name.place.line if name else None
    if line is None:
        return None, None
    return _stands_above(cells.by_role.get("level1"), line), _stands_above(cells.by_role.get("level2"), line)


def _stands_above(label: Cell | None, line: int) -> bool | None:
    return None if label is None or label.place.line is None else label.place.line < line


def _band(row: TableRow, level: int, *, bracketed: bool) -> str | None:
    """A label printed across a table that has no column for its level, without its number in the outline.

    It is of the first of the levels that it may name, or of the second where labels of that have numbers as it has.
    """
    band = row.alignment.band if row.alignment else None
    if not band:
        return None
    choose = max if bracketed and _BRACKETED.match(band) else min
    return unnumbered(band) if choose(levels(band)) == level else None


def _is_bracketed_second(row: TableRow) -> bool:
    """Whether a row is the label of a second level, and no first one, with a number in brackets (（一）数量指标)."""
    band = row.alignment.band if row.alignment else None
    return band is not None and _BRACKETED.match(band) is not None and 1 not in levels(band)
