"""Tables below an indicator table that hold targets and no header, and of which nothing was read: somebody has to look at them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from extract.cell_types import is_target
from extract.document import Table
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extract.document import Document, Row
    from extract.tables import TableRow, TablesRead

_FEWEST = 3
"""Rows with a name and a target, from which a table without a header is one of indicators."""
_SHORTEST_NAME = 4
_LISTED = 12
"""Places named in a warning before the rest is only counted."""


def left_out_tables(document: Document, read: TablesRead) -> Iterator[str]:
    """A warning where tables that seem to go on with an indicator table were left out as wholes."""
    taken: dict[int, list[TableRow]] = {}
    for row in read.trace:
        taken.setdefault(row.table, []).append(row)
    open_rows = False
    found: list[tuple[str, int]] = []
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for before, table in pairwise(tables):
        open_rows = open_rows or any(row.outcome == "data" for row in taken.get(before.number, ())[-1:])
        rows = taken.get(table.number, [])
        if any(row.outcome != "outside" for row in rows):
            open_rows = False
        elif open_rows and sum(_is_row_of_indicator(row.row) for row in rows) >= _FEWEST:
            found.append((_caption(table), len(rows)))
    if found:
        shown = "、".join(place for place, _ in found[:_LISTED])
        places = f"{shown} 等 {len(found)} 个" if len(found) > _LISTED else shown
        yield (
            f"{document.name}: {places}没有表头，与上面的指标表对不上，{sum(count for _, count in found)} 行未读取；请核对 "
            "(tables without a header that fit no indicator table were left out)"
        )


def _is_row_of_indicator(row: Row) -> bool:
    """Whether a row has a name, and a target behind it."""
    texts = row.texts
    named = next((at for at, text in enumerate(texts) if len(text) >= _SHORTEST_NAME and _is_name(text)), len(texts))
    return any(map(is_target, texts[named + 1 :]))


def _is_name(text: str) -> bool:
    return not levels(text) and not is_target(text)


def _caption(table: Table) -> str:
    """Where a table stands, for people."""
    place = table.rows[0].cells[0].place
    if place.sheet:
        return f"工作表“{place.sheet}”表{table.number}"
    return f"第{place.page}页表{table.number}" if place.page else f"表{table.number}"
