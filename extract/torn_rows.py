"""Rows that a line break inside a cell tore in two, made whole as the table is walked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extract.alignment import EXACT, straight
from extract.continued import roles_of
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.alignment import AlignmentSettings
    from extract.columns import Columns
    from extract.document import Row
    from extract.tables import TableRow

_JOINED_COST = 0.5
"""What the two halves of a row cost that fit together."""
_FITS_JOINED = 1.5
"""What each cell of such a row may cost."""


def made_whole(above: TableRow, row: Row, columns: Columns, settings: AlignmentSettings) -> TableRow | None:
    """The row above with this one as its lower part; None where they are two rows.

    The upper part ends before its value, the lower begins in the first column with the rest of the upper's last cell, and both
    together stand straight under the headings.
    """
    if settings is EXACT or row.cells[0].column or not row.cells[1:] or above.row.number != row.number - 1:
        return None
    taken = roles_of(above.alignment, columns) if above.alignment else set()
    *left, broken = above.row.cells
    two_labels = all(map(levels, (broken.text, row.texts[0])))
    outlined = (
        not left and levels(broken.text) and not columns.roles() & {"level1", "level2"}
    )  # a label above its names
    if "value" in taken or two_labels or outlined or not (left or "level3" in taken):
        return None
    whole = broken._replace(text=broken.text + row.cells[0].text)
    moved = (cell._replace(column=cell.column + broken.column) for cell in row.cells[1:])
    together = replace(above.row, cells=(*left, whole, *moved))
    # The two halves fitting together tell more than each cell's type: a name may be a label's spelling (受益群众满意度).
    alignment = straight(together, columns, replace(settings, straight=_FITS_JOINED))
    if alignment is None or "value" not in roles_of(alignment, columns):
        return None
    repairs = (*alignment.repairs, "row-joined")
    return above._replace(row=together, alignment=alignment._replace(moved=True, cost=_JOINED_COST, repairs=repairs))
