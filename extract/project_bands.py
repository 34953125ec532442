"""Projects that a row of their table names alone, above their indicators (一、森林防火项目; 湿地修复项目（30万元）)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extract.numbered_names import REMARK, begun_by, parted_name, priced
from ontology.forms import forms

if TYPE_CHECKING:
    from extract.columns import Columns
    from extract.document import Row
    from extract.form import Form


def band_to_form(row: Row, form: Form, department: str | None, columns: Columns) -> Form | None:
    """The form of the project that a row names across its table; None for any other row.

    A table whose form is of one project, or of the department, has no others.
    """
    if len(set(row.texts)) != 1 or form.scope == "department" or (form.project and not form.named_above):
        return None
    found = parted_name(row.cells[0].text, department)
    if found is None:
        return None
    name, numbered = found
    bare, amount = priced(name)
    ends = amount is not None or REMARK.sub("", name).endswith(forms().band_ends)
    if not _stands_across(row, columns, numbered=numbered) or not ends:
        return None
    return begun_by(form, bare, amount)


def _stands_across(row: Row, columns: Columns, *, numbered: bool) -> bool:
    """Whether a row's only text stands across levels and names, as no name without its target does.

    Where the format has no spans, only its number tells a text in the first column from one that goes on.
    """
    first, last = row.cells[0], row.cells[-1]
    named = next((column for column in columns.columns if column.role == "level3"), None)
    if named is None or first.column > columns.columns[0].start or named.start <= first.column:
        return False
    return last.end > named.start or (numbered and first.columns == 1)
