"""A draft of indicators in the layout of the official form (项目支出绩效目标表), to be pasted or filled in further."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from output.measure_reports import draft_to_report
from output.tables import joined
from output.workbook import workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.suggestion import Draft, Proposal

_HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
_WIDTHS = (16, 22, 44, 20)
_FIRST = 4  # row of the table's head, below title, project and objective


def draft_to_workbook(draft: Draft) -> bytes:
    """Two sheets: the form with levels merged as printed, and where each proposal comes from."""
    content = io.BytesIO()
    with workbook(content) as book:
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        middle = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"})
        head = book.add_format({"border": 1, "bold": True, "align": "center", "valign": "vcenter"})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        form = book.add_worksheet("项目支出绩效目标表")
        for column, width in enumerate(_WIDTHS):
            form.set_column(column, column, width)
        form.merge_range(0, 0, 0, 3, "项目支出绩效目标表（草案）", title)
        for row, (label, text) in enumerate((("项目名称", draft.text), ("年度绩效目标", "")), 1):
            form.write_string(row, 0, label, head)
            form.merge_range(row, 1, row, 3, text, cell)
        for column, label in enumerate(_HEAD):
            form.write_string(_FIRST - 1, column, label, head)
        _write_rows(form, draft.proposals, cell, middle)
        _write_grounds(book, draft, head)
    return content.getvalue()


def _write_rows(form: Any, proposals: Sequence[Proposal], cell: Any, middle: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    row = _FIRST
    for level1, group in groupby(proposals, key=lambda one: one.level1 or ""):
        first = row
        for level2, members in groupby(group, key=lambda one: one.level2 or ""):
            start = row
            for proposal in members:
                form.write_string(row, 2, proposal.level3, cell)
                form.write_string(row, 3, proposal.target or "", cell)
                row += 1
            _write_merged(form, (start, row - 1), 1, level2, middle)
        _write_merged(form, (first, row - 1), 0, level1, middle)


def _write_merged(form: Any, rows: tuple[int, int], column: int, text: str, style: Any) -> None:  # noqa: ANN401
    if rows[0] == rows[1]:
        form.write_string(rows[0], column, text, style)
    else:
        form.merge_range(rows[0], column, rows[1], column, text, style)


def _write_grounds(book: Any, draft: Draft, head: Any) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("依据")
    columns, rows = draft_to_report(draft)
    sheet.write_row(0, 0, columns, head)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(map(joined, row)):
            write_cell(sheet, number, column, value)
    start = len(rows) + 2
    sheet.write_row(start, 0, ["参考项目", "相似度"], head)
    for number, (project, score) in enumerate(draft.projects, start + 1):
        sheet.write_string(number, 0, project)
        sheet.write_number(number, 1, round(score, 3))
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 40)
    sheet.set_column(len(columns) - 1, len(columns) - 1, 80)
