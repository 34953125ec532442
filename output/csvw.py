"""A CSV file of indicators with CSVW metadata beside it: what each column holds, for programs that read tables on the web.

Each row is about the indicator of that IRI, and a column that stands on the indicator in the graph has the property that it
has there, so that the table read as RDF is a part of the graph.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from extract.indicator import Indicator
from graph.triples import SLOTS
from output.tables import headings, write_records
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graph.iris import Iris

_DATATYPES = dict.fromkeys(
    ("year", "line", "page", "table", "row", "column", "row_span", "column_span"), "integer"
) | dict.fromkeys(("value_upper", "confidence", "weight", "project_amount_cny"), "decimal")
_REQUIRED = frozenset({"id", "document", "level3", "status", "confidence", "source", "scope", "period"})
_PROPERTIES = {slot.field: slot.predicate.value for slot in SLOTS if slot.layer == "indicator" or slot.shortcut}


def write_csvw(indicators: Iterable[Indicator], iris: Iris, table: Path) -> int:
    """Write records as a CSV file `NAME.csv`, every text as it is, and `NAME.csv-metadata.json`; returns how many they were.

    `iris` are those of the graph.

    Raises:
        OutputNotWritableError: a file cannot be written.
    """
    written = write_records(indicators, "csv", table, guard=False)
    with whole_file(table.with_name(f"{table.name}-metadata.json")) as stream:
        stream.write((json.dumps(_metadata(table.name, iris), ensure_ascii=False, indent=1) + "\n").encode())
    return written


def _metadata(name: str, iris: Iris) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": [
            {"@value": "预算绩效指标", "@language": "zh"},
            {"@value": "Budget performance indicators", "@language": "en"},
        ],
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [_column(field.name) for field in fields(Indicator)],
            "primaryKey": "id",
            "aboutUrl": iris.indicator("").value + "{id}",
        },
    }


def _column(name: str) -> dict[str, Any]:
    heading = headings()[name]
    labels = [{"@value": heading[language], "@language": language} for language in ("zh", "en")]
    required = {"required": True} if name in _REQUIRED else {}
    stands = {"propertyUrl": _PROPERTIES[name]} if name in _PROPERTIES else {}
    datatype = _DATATYPES.get(name, "string")
    return {"name": name, "titles": name, "rdfs:label": labels, "datatype": datatype} | stands | required
