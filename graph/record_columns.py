"""Records as columns in files of the index, so that all of a graph come back without reading the graph.

A file holds the records of several documents one after the other. Each field is a column: one value for all, or the distinct
values and for each record which of them. A file is never changed; it is named by what it holds.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extract.indicator import FIELDS, Indicator
from graph.manifest import read_index_file, write_index_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

KIND = "records"
_NUMBERS = frozenset({"value", "value_upper", "canonical_value", "weight", "project_amount_cny"})
_LATER: dict[str, dict[str, Any]] = {"row_span": {"one": None}, "column_span": {"one": None}}
"""Fields that files written earlier do not hold, each as a column without values."""
_SETTERS: dict[str, Callable[[Indicator, Any], None]] = {name: getattr(Indicator, name).__set__ for name in FIELDS}


def write_columns(folder: Path, indicators: Sequence[Indicator]) -> str:
    """Write records to a file of the index; returns its name."""
    columns = {name: _column([_plain(name, getattr(one, name)) for one in indicators]) for name in FIELDS}
    return write_index_file(
        folder,
        KIND,
        json.dumps({"count": len(indicators), "columns": columns}, ensure_ascii=False, separators=(",", ":")),
    )


def read_columns(folder: Path, name: str) -> list[Indicator] | None:
    """The records of a file of the index; None where it is gone, damaged, or of fields that records no longer have.

    Fields that records had not yet when it was written are blank.
    """
    found = read_index_file(folder, name)
    try:
        if found is None or not _LATER.keys() | found["columns"].keys() >= set(FIELDS) >= found["columns"].keys():
            return None
        records = [Indicator.__new__(Indicator) for _ in range(found["count"])]
        for field, column in (_LATER | found["columns"]).items():
            values = _values(field, column, len(records))
            # The class is frozen, and its own way to set a field is slow: forty calls a record.
            deque(map(_SETTERS[field], records, values), maxlen=0)
    except (KeyError, TypeError, IndexError):
        return None
    return records


def as_read_back(indicator: Indicator) -> Indicator:
    """A record as the graph gives it back: whole numbers as int, no empty history."""
    numbers: dict[str, Any] = {name: _plain(name, getattr(indicator, name)) for name in _NUMBERS}
    return replace(indicator, **numbers, history=indicator.history or None, confidence=float(indicator.confidence))


def _plain(name: str, value: object) -> object:
    if name in _NUMBERS and isinstance(value, float) and value.is_integer():
        return int(value)
    if name == "confidence":
        return float(value)  # type: ignore[arg-type]  # it is a number
    return (value or None) if name == "history" else value


def _column(values: list[Any]) -> dict[str, Any]:
    """The one value, or the distinct values in order of appearance and the number of each record's."""
    keys = [json.dumps(value) if isinstance(value, dict | float) else value for value in values]
    numbers: dict[Any, int] = {}
    codes = [numbers.setdefault((type(key), key), len(numbers)) for key in keys]
    if len(numbers) == len(values):
        return {"each": values}
    first = dict(zip(reversed(codes), reversed(values), strict=True))
    distinct = [first[code] for code in range(len(numbers))]
    return {"one": distinct[0]} if len(distinct) == 1 else {"distinct": distinct, "codes": codes}


def _values(field: str, column: dict[str, Any], count: int) -> Iterable[Any]:
    if "each" in column:
        return [_read(field, value) for value in column["each"]]
    if "one" in column:
        return [_read(field, column["one"])] * count
    distinct = [_read(field, value) for value in column["distinct"]]
    return [distinct[code] for code in column["codes"]]


def _read(field: str, value: Any) -> Any:  # noqa: ANN401 -- any field of a record
    return tuple(value) if field == "repairs" else value
