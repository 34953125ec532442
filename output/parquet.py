"""Records as a Parquet file, for columnar tools (pandas, duckdb, Spark): one typed column a field, by the optional pyarrow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from extract.indicator import FIELDS
from output.faults import LibraryNeededError
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from extract.indicator import Indicator

_FORM = "parquet"
_WHOLE = frozenset({"year", "line", "page", "table", "row", "column", "row_span", "column_span"})
_FRACTIONS = frozenset({"value_upper", "confidence", "weight", "project_amount_cny"})
_EITHER = ("value", "canonical_value")
"""A number or the ISO date of a deadline: the number stands in the column, the date in one of its own (value_date)."""


def write_parquet(indicators: Iterable[Indicator], path: Path) -> int:
    """Write records to a Parquet file; returns how many were written.

    The history is JSON, repairs are a list. A value that is a date stands in value_date or canonical_value_date.

    Raises:
        LibraryNeededError: pyarrow is not installed.
        OutputNotWritableError: the file cannot be written.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise LibraryNeededError(_FORM) from error
    records = [indicator.record() for indicator in indicators]
    columns = {name: pa.array(values, _type(pa, name)) for name, values in _columns(records).items()}
    with whole_file(path) as stream:
        parquet.write_table(pa.table(columns), stream, compression="zstd")
    return len(records)


def _type(pa: Any, name: str) -> Any:  # noqa: ANN401 -- pyarrow is optional and untyped
    if name in _WHOLE:
        return pa.int32()
    if name in _FRACTIONS or name in _EITHER:
        return pa.float64()
    if name.endswith("_date"):
        return pa.date32()
    return pa.list_(pa.string()) if name == "repairs" else pa.string()


def _columns(records: list[dict[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name in FIELDS:
        values = [record[name] for record in records]
        if name in _EITHER:
            found[name] = [None if isinstance(value, str) else value for value in values]
            found[f"{name}_date"] = [_date(value) for value in values]
        elif name == "history":
            found[name] = [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
        else:
            found[name] = values
    return found


def _date(value: object) -> object:
    from datetime import date

    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
