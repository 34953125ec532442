"""Comparisons and peers as objects for programs: the record's own field names, numbers as numbers, nothing left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from output.comparison_tables import rounded
from output.reports import source_caption

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import Indicator
    from graph.comparison import ComparableSet, Comparison, Row, Target
    from graph.peers import Difference, Peer

Object = dict[str, Any]
_TARGET = (
    "id", "level1", "level2", "level3", "target_text", "operator", "value", "unit", "canonical_value", "canonical_unit",
    "year", "period", "scope", "project", "project_amount_cny", "department", "jurisdiction", "document", "line",
)  # fmt: skip


def comparison_to_object(comparison: Comparison) -> Object:
    """A comparison: its comparable sets with their figures and rows, what is not comparable and why, names that were near."""
    found: Object = {
        "text": comparison.text,
        "names": list(comparison.names),
        "near": [{"level3": name, "score": round(score, 4)} for name, score in comparison.near],
        "sets": [_set_to_object(comparison, one) for one in comparison.sets],
        "not_comparable": [
            {"reason": left.reason, "reason_zh": left.reason_zh, **_target(comparison, left.hit.indicator)}
            for left in comparison.incomparable
        ],
    }
    return {key: _rounded(value) for key, value in found.items()}


def _rounded(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same with its numbers as people read them."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return rounded(value)


def _set_to_object(comparison: Comparison, group: ComparableSet) -> Object:
    return {
        **asdict(group.key),
        **asdict(group.distribution),
        "rows": [_row_to_object(comparison, group, row) for row in group.rows],
    }


def _row_to_object(comparison: Comparison, group: ComparableSet, row: Row) -> Object:
    def told(target: Target) -> Object:
        odd = group.is_outlier(row, target)
        return {"comparable_value": target.value, "outlier": odd, **_target(comparison, target.hit.indicator)}

    return {
        "place": row.place,
        "rank": row.rank,
        "ties": sum(other.rank == row.rank for other in group.rows) if row.rank is not None else None,
        "outlier": group.holds_outlier(row),
        "lower": row.spread.lower,
        "median": row.spread.median,
        "outliers_within": list(row.spread.outliers) if row.pools else [],
        "upper": row.spread.upper,
        "targets": list(map(told, row.targets)),
    }


def _target(comparison: Comparison, indicator: Indicator) -> Object:
    fields = {name: getattr(indicator, name) for name in _TARGET}
    return {**fields, "last_year": comparison.last_year(indicator), "source": source_caption(indicator)}


def peers_to_object(place: str, found: Sequence[Peer], differences: Iterable[Difference]) -> Object:
    """A jurisdiction's peers, and how it differs from them."""
    peers = list(map(asdict, found))
    return {"place": place, "peers": _rounded(peers), "differences": list(map(_difference, differences))}


def _difference(one: Difference) -> Object:
    """A difference, with its targets as printed, their ids and sources."""
    found: Object = {"kind": one.kind, "measure": one.measure}
    for side, indicator in (("own", one.own), ("peers", one.peers)):
        found[side] = indicator.target_text if indicator else None
        found[f"{side}_id"] = indicator.id if indicator else None
        found[f"{side}_source"] = source_caption(indicator) if indicator else None
    return {**found, "places": one.places, "of": one.of, "period": one.period}
