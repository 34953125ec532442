"""A report in the format that was asked for, on standard output or in a file: table, csv, json, xlsx, html."""

from __future__ import annotations

import io
import json
import sys
from html import escape
from typing import TYPE_CHECKING, Any, Literal, TextIO

from output.faults import OutputNeededError
from output.tables import display_width, joined, write_rows
from output.whole_file import whole_file
from output.workbook import workbook, write_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from output.reports import Report
    from output.tables import RowFormat

SheetFormat = Literal["table", "json", "csv", "xlsx"]
PageFormat = Literal["table", "json", "csv", "xlsx", "html"]

_WIDEST = 60
_SHOWN = 200  # rows that decide how wide a column is
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2em}table{border-collapse:collapse;"
    "margin:1em 0}th,td{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}th{background:#eef}"
)


def write_report(sheets: Mapping[str, Report], form: PageFormat, output: Path | None, *, title: str) -> None:
    """Write reports by their names: a workbook and a page have them all, any other format the first one.

    Raises:
        OutputNeededError: a workbook without a file on a terminal.
        OutputNotWritableError: the file cannot be written.
    """
    report = next(iter(sheets.values()))
    if form == "xlsx":
        write_content(reports_to_workbook(sheets, title), output)
    elif form == "html":
        write_content(_page(sheets, title).encode(), output, form)
    elif output is None:
        write_rows(*report, form, sys.stdout)
    else:
        with whole_file(output) as whole, io.TextIOWrapper(whole, encoding="utf-8", newline="") as stream:
            _write_text(report, form, stream)


def path_to_sheet_format(path: Path) -> SheetFormat:
    """The format that a file's name asks for, a table for the eye where it asks for none."""
    endings: dict[str, SheetFormat] = {".csv": "csv", ".xlsx": "xlsx", ".json": "json"}
    return endings.get(path.suffix.lower(), "table")


def write_object(value: Mapping[str, Any] | Sequence[Mapping[str, Any]], output: Path | None) -> None:
    """Write an object, or a list of them, as JSON that people can read.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    content = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        sys.stdout.write(content)
        return
    with whole_file(output) as stream:
        stream.write(content.encode())


def _write_text(report: Report, form: RowFormat, stream: TextIO) -> None:
    if form == "csv":
        stream.write("\N{BYTE ORDER MARK}")  # by which Excel knows UTF-8
    write_rows(*report, form, stream)


def write_content(content: bytes, output: Path | None, form: str = "xlsx") -> None:
    """Write bytes to a file, or to standard output where it is no terminal.

    Raises:
        OutputNeededError: no file, and a terminal.
        OutputNotWritableError: the file cannot be written.
    """
    if output is not None:
        with whole_file(output) as stream:
            stream.write(content)
    elif sys.stdout.isatty():
        raise OutputNeededError(form)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def reports_to_workbook(sheets: Mapping[str, Report], title: str) -> bytes:
    """A workbook with one sheet a report, under its name; text stays text, numbers are numbers."""
    content = io.BytesIO()
    with workbook(content, title=title) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "valign": "top", "text_wrap": True})
        for label, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(label)
            sheet.write_row(0, 0, columns, head)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(map(joined, row)):
                    write_cell(sheet, number, column, value)
            for column, name in enumerate(columns):
                widths = [display_width(str(joined(row[column]) or "")) for row in rows[:_SHOWN]]
                sheet.set_column(column, column, min(_WIDEST, max([display_width(name), *widths]) + 2))
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return content.getvalue()


def _page(sheets: Mapping[str, Report], title: str) -> str:
    tables = "\n".join(f"<h2>{escape(name)}</h2>\n{_table(report)}" for name, report in sheets.items())
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{tables}\n</body></html>\n"
    )


def _table(report: Report) -> str:
    columns, rows = report
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{'' if value is None else escape(str(joined(value)))}</td>" for value in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
