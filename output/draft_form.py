"""A draft of indicators in the layout of the official form (项目支出绩效目标表), to be pasted or filled in further."""

from __future__ import annotations

import io
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, Any

from output.measure_reports import draft_to_report
from output.tables import display_width, joined
from output.workbook import set_for_print, workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graph.suggestion import Draft, Proposal
    from output.reports import Cell

_HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
_WIDTHS = (16, 22, 44, 20)
_GROUND_WIDTHS = (14, 20, 36, 20, 9, 10, 10, 8, 10, 60)
_FUND_ROWS = ("年度资金总额", "其中：财政拨款", "其他资金")
_OBJECTIVES = ("总体目标", "年度目标")
_OBJECTIVE_HEIGHT = 45  # points, three lines to write in
_LINE_HEIGHT = 15  # points
_FUNDS = 3  # row of the first amount, below title, project and offices
_FIRST = _FUNDS + len(_FUND_ROWS) + len(_OBJECTIVES) + 1  # row of the first indicator, below the table's head


def draft_to_workbook(draft: Draft) -> bytes:
    """Two sheets: the form, blank where only the project's office knows, levels merged as printed; where proposals come from."""
    content = io.BytesIO()
    with workbook(content) as book:
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        middle = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"})
        head = book.add_format({"border": 1, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        form = book.add_worksheet("项目支出绩效目标表")
        for column, width in enumerate(_WIDTHS):
            form.set_column(column, column, width)
        form.merge_range(0, 0, 0, 3, "项目支出绩效目标表（草案）", title)
        _write_project(form, draft.text, head, cell)
        for column, label in enumerate(_HEAD):
            form.write_string(_FIRST - 1, column, label, head)
        _write_rows(form, draft.proposals, cell, middle)
        set_for_print(form, _FIRST - 1)
        _write_grounds(book, draft, head)
    return content.getvalue()


def _write_project(form: Any, project: str, head: Any, cell: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """What the form asks of the project above its indicators, to be filled in but for its name."""
    form.write_string(1, 0, "项目名称", head)
    form.merge_range(1, 1, 1, 3, project, cell)
    for column, label in ((0, "主管部门"), (2, "实施单位")):
        form.write_string(2, column, label, head)
        form.write_blank(2, column + 1, None, cell)
    form.merge_range(_FUNDS, 0, _FUNDS + len(_FUND_ROWS) - 1, 0, "项目资金（万元）", head)
    for row, label in enumerate(_FUND_ROWS, _FUNDS):
        form.write_string(row, 1, label, cell)
        form.merge_range(row, 2, row, 3, "", cell)
    for row, label in enumerate(_OBJECTIVES, _FUNDS + len(_FUND_ROWS)):
        form.write_string(row, 0, label, head)
        form.merge_range(row, 1, row, 3, "", cell)
        form.set_row(row, _OBJECTIVE_HEIGHT)


def _write_rows(form: Any, proposals: Sequence[Proposal], cell: Any, middle: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    row = _FIRST
    for level1, group in groupby(proposals, key=lambda one: one.level1 or ""):
        first = row
        for level2, members in groupby(group, key=lambda one: one.level2 or ""):
            start = row
            for proposal in members:
                form.write_string(row, 2, proposal.level3, cell)
                form.write_string(row, 3, proposal.target or "", cell)
                _set_height(form, row, [proposal.level3, proposal.target], _WIDTHS[2:])
                row += 1
            _write_merged(form, (start, row - 1), 1, level2, middle)
        _write_merged(form, (first, row - 1), 0, level1, middle)


def _set_height(sheet: Any, row: int, cells: Iterable[Cell], widths: Iterable[int]) -> None:  # noqa: ANN401
    """Make a row as high as its wrapped texts are: not every program that prints does so on its own."""
    texts = (str(cell or "") for cell in cells)
    lines = max(ceil(display_width(text) / (width - 1)) for text, width in zip(texts, widths, strict=True))
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * lines)


def _write_merged(form: Any, rows: tuple[int, int], column: int, text: str, style: Any) -> None:  # noqa: ANN401
    if rows[0] == rows[1]:
        form.write_string(rows[0], column, text, style)
    else:
        form.merge_range(rows[0], column, rows[1], column, text, style)


def _write_grounds(book: Any, draft: Draft, head: Any) -> None:  # noqa: ANN401
    sheet = book.add_worksheet("依据")
    columns, rows = draft_to_report(draft)
    sheet.write_row(0, 0, columns, head)
    _set_height(sheet, 0, columns, _GROUND_WIDTHS)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(map(joined, row)):
            write_cell(sheet, number, column, value)
        _set_height(sheet, number, row, _GROUND_WIDTHS)
    start = len(rows) + 2
    sheet.write_row(start, 0, ["参考项目", "相似度"], head)
    for number, (project, score) in enumerate(draft.projects, start + 1):
        sheet.write_string(number, 0, project)
        sheet.write_number(number, 1, round(score, 3))
        _set_height(sheet, number, [project], _GROUND_WIDTHS[:1])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})  # text beyond its cell would not be printed
    for column, width in enumerate(_GROUND_WIDTHS):
        sheet.set_column(column, column, width, wrapped)
    set_for_print(sheet, 0)
