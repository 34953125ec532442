"""CSVW metadata beside a CSV file of indicators: what each column holds, for programs that read tables on the web."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from extract.indicator import Indicator
from output.tables import headings
from output.whole_file import whole_file

if TYPE_CHECKING:
    from pathlib import Path

_DATATYPES = dict.fromkeys(
    ("year", "line", "page", "table", "row", "column", "row_span", "column_span"), "integer"
) | dict.fromkeys(("value_upper", "confidence", "weight", "project_amount_cny"), "decimal")
_REQUIRED = frozenset({"id", "document", "level3", "status", "confidence", "source", "scope", "period"})
_NOTE = (
    "Text that a spreadsheet would take for a formula (=100%) has one apostrophe before it; an apostrophe at the "
    "beginning of a text is no part of it."
)


def write_csv_metadata(table: Path) -> Path:
    """Write `NAME.csv-metadata.json` beside the CSV file `NAME.csv` that `write_records` wrote; returns its path.

    Raises:
        OutputNotWritableError: the file cannot be written.
    """
    path = table.with_name(f"{table.name}-metadata.json")
    with whole_file(path) as stream:
        stream.write((json.dumps(_metadata(table.name), ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _metadata(name: str) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": [
            {"@value": "预算绩效指标", "@language": "zh"},
            {"@value": "Budget performance indicators", "@language": "en"},
        ],
        "rdfs:comment": {"@value": _NOTE, "@language": "en"},
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": [_column(field.name) for field in fields(Indicator)], "primaryKey": "id"},
    }


def _column(name: str) -> dict[str, Any]:
    heading = headings()[name]
    labels = [{"@value": heading[language], "@language": language} for language in ("zh", "en")]
    required = {"required": True} if name in _REQUIRED else {}
    return {"name": name, "titles": name, "rdfs:label": labels, "datatype": _DATATYPES.get(name, "string")} | required
