"""The evidence of an extraction drawn as a page: the document's tables, each cell coloured by what became of it."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from extract.indicator import CellEvidence, RowEvidence
    from output.reports import Report

_OUTCOMES = {
    "data": "指标 indicator",
    "skipped": "跳过 skipped",
    "header": "表头 header",
    "objective": "目标 objective",
    "field": "表单字段 field",
    "title": "标题 title",
    "outside": "无关 outside",
}
_ROLES = {
    "level1": "一级", "level2": "二级", "level3": "三级", "value": "指标值", "other_value": "另一时期的值", "history": "历史值",
    "weight": "权重", "actual": "完成值", "description": "说明", "explanation": "说明/依据", "basis": "依据", "project": "项目",
    "project_code": "编码", "amount": "金额", "objective": "目标", "operator": "运算符", "unit": "单位",
}  # fmt: skip
_STYLE = """
:root { color-scheme: light dark; font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
body { margin: 1.5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1rem; }
table { border-collapse: collapse; } td { border: 1px solid #8886; padding: .2rem .5rem; vertical-align: top; max-width: 24rem; }
td.key { max-width: none; }
td.note { border: 0; color: #777; white-space: nowrap; } tr.outside td { color: #777; }
tr.field td:not(:empty, .note), .fields { background: #99f6e455; } tr.title td:not(:empty, .note), .titles { background: #fecdd355; }
tr.objective td:not(:empty, .note), .objectives { background: #fed7aa66; }
tr.header td { font-weight: 600; background: #8882; } tr.skipped td { text-decoration: line-through; color: #999; }
tr.skipped td.note { text-decoration: none; }
tr.data .level1 { background: #c7d2fe80; } tr.data .level2 { background: #bfdbfe80; } tr.data .level3 { background: #bbf7d080; }
tr.data .value, tr.data .other_value { background: #fde68a80; } tr.data .history { background: #fef3c780; }
tr.data .weight { background: #e9d5ff80; } tr.data .description, tr.data .explanation, tr.data .basis { background: #f1f5f980; }
.key span { display: inline-block; margin-right: .8rem; padding: 0 .4rem; }
"""


def evidence_to_report(rows: Iterable[RowEvidence]) -> Report:
    """A row a table row: table, row, line, what it was taken for, its cells with their roles, why."""
    columns = ["表", "行", "出处", "判定", "内容", "说明"]
    return columns, [
        [row.table, row.row, _place(row), _OUTCOMES[row.outcome], " | ".join(map(_caption, row.cells)), row.note]
        for row in rows
    ]


def documents_to_report(documents: Mapping[str, Sequence[RowEvidence]]) -> Report:
    """The same for several documents, each row with its document's name before it."""
    reports = [(name, evidence_to_report(rows)) for name, rows in documents.items()]
    columns = next((columns for _, (columns, _) in reports), [])
    return ["文件", *columns], [[name, *row] for name, (_, rows) in reports for row in rows]


def _caption(cell: CellEvidence) -> str:
    return f"{_ROLES[cell.role]}:{cell.text}" if cell.role in _ROLES else cell.text


def _place(row: RowEvidence) -> str:
    parts = (row.sheet, f"第{row.page}页" if row.page else None, f"第{row.line}行" if row.line else None)
    return " ".join(part for part in parts if part)


def write_evidence(documents: Mapping[str, Sequence[RowEvidence]], path: Path) -> None:
    """Write the page of some documents, by name, to a file.

    Raises:
        OutputNotWritableError: the file can't be written.
    """
    with whole_file(path) as stream:
        stream.write(evidence_to_page(documents).encode())


def evidence_to_page(documents: Mapping[str, Sequence[RowEvidence]]) -> str:
    """One HTML page without scripts; all text of the documents is escaped."""
    drawn = "".join(f"<h1>{escape(name)}</h1>{_tables(rows)}" for name, rows in documents.items())
    title = escape("、".join(documents))
    roles = "".join(f'<span class="{role}">{label}</span>' for role, label in _ROLES.items())
    rows = "".join(f'<span class="{kind}s">{_OUTCOMES[kind]}</span>' for kind in ("field", "title", "objective"))
    key = f"{roles}{rows}"
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f'<table><tr class="data"><td class="key">{key}</td></tr></table>{drawn}</body></html>\n'
    )


def _tables(rows: Sequence[RowEvidence]) -> str:
    return "".join(_table(number, list(group)) for number, group in groupby(rows, key=lambda row: row.table))


def _table(number: int, rows: Sequence[RowEvidence]) -> str:
    width = max((cell.column + cell.columns for row in rows for cell in row.cells), default=1)
    covered: list[set[int]] = [set() for _ in rows]
    drawn = []
    for at, row in enumerate(rows):
        spans = {cell.column: _rows_below(rows, at, cell) for cell in row.cells}
        for cell in row.cells:
            for below in covered[at + 1 : at + spans[cell.column]]:
                below.update(range(cell.column, cell.column + cell.columns))
        drawn.append(_row(row, width, spans, covered[at]))
    return f"<h2>表 {number}（{escape(_place(rows[0]))}）</h2><table>{''.join(drawn)}</table>"


def _rows_below(rows: Sequence[RowEvidence], at: int, cell: CellEvidence) -> int:
    """Over how many rows a merged cell is drawn: as long as these follow each other and hold nothing where it stands."""
    count = 1
    for following in rows[at + 1 : at + cell.rows]:
        taken = (column for other in following.cells for column in range(other.column, other.column + other.columns))
        if following.row != rows[at].row + count or not {*range(cell.column, cell.column + cell.columns)}.isdisjoint(
            taken
        ):
            break
        count += 1
    return count


def _row(row: RowEvidence, width: int, spans: Mapping[int, int], covered: set[int]) -> str:
    cells, at = [], 0
    for cell in row.cells:
        cells += _blanks(at, cell.column, covered)
        span = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        span += f' rowspan="{spans[cell.column]}"' if spans[cell.column] > 1 else ""
        cells.append(f'<td class="{cell.role or ""}"{span}>{escape(cell.text)}</td>')
        at = max(at, cell.column) + cell.columns
    cells += _blanks(at, width, covered)
    note = escape(f"{_place(row)} {_OUTCOMES[row.outcome]} {row.note}".strip())
    return f'<tr class="{row.outcome}">{"".join(cells)}<td class="note">{note}</td></tr>'


def _blanks(start: int, stop: int, covered: set[int]) -> list[str]:
    return ["<td></td>" for column in range(start, stop) if column not in covered]
