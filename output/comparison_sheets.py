"""A comparison for spreadsheets: a row a target with all that a reader may filter and count by, and the sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.sides import side_of
from output.comparison_tables import number_told, rounded, set_caption, spreads_to_report, year_spread
from output.reports import PERIODS_ZH, source_caption
from output.tables import headings

if TYPE_CHECKING:
    from extract.indicator import Indicator, Scope
    from graph.comparison import Comparison, Target
    from graph.sides import Side
    from output.reports import Cell, Report

_FIELDS = (
    "level1", "level2", "level3", "target_text", "operator", "value", "unit", "canonical_value", "canonical_unit", "scope",
    "project", "project_amount_cny", "department", "year", "period", "id",
)  # fmt: skip
_SCOPES: dict[Scope, str] = {"department": "部门整体", "project": "项目"}
_SET_COLUMNS = ["可比组", "由宽到严", "并列", "异常", "可比值"]
_REASON = "不可比的理由"
_YEAR_COLUMNS = ["年内目标数", "年内下四分位", "年内中位数", "年内上四分位"]


def comparison_to_rows(comparison: Comparison, by: Side = "jurisdiction") -> Report:
    """A row a target: first those of the comparable sets, loosest first, then what can't be compared, with the reason."""
    columns, rows = _compared(comparison, by)
    own = len(columns) - len(_cell_columns())
    blank: list[Cell] = [None] * (own - 1)
    left = [["不可比", *blank, *row] for row in _left_out(comparison)[1]]
    return [*columns[:own], _REASON, *columns[own:]], [*([*row[:own], None, *row[own:]] for row in rows), *left]


def comparison_to_sheets(comparison: Comparison, by: Side = "jurisdiction") -> dict[str, Report]:
    """By the names of sheets the comparable targets, those that can't be compared, and how each set spreads."""
    return {
        "可比组": _compared(comparison, by),
        "不可比": _left_out(comparison),
        "分布": spreads_to_report(comparison),
    }


def _compared(comparison: Comparison, by: Side) -> Report:
    rows: list[list[Cell]] = []
    for number, group in enumerate(comparison.sets, 1):
        for row in group.rows:
            ties = sum(other.rank == row.rank for other in group.rows) if row.rank is not None else 0
            within = year_spread(row, group) if by == "year" else []
            for target in row.targets:
                odd = "异常" if group.is_outlier(row, target) else None
                known: list[Cell] = [f"{number} {set_caption(group)}", row.rank, ties if ties > 1 else None, odd]
                rows.append(
                    [*known, number_told(target.value, group), *within, *_cells(comparison, _indicator(target))]
                )
    return [*_SET_COLUMNS, *(_YEAR_COLUMNS if by == "year" else ()), *_cell_columns()], rows


def _left_out(comparison: Comparison) -> Report:
    rows = [[one.reason_zh, *_cells(comparison, one.hit.indicator)] for one in comparison.incomparable]
    return [_REASON, *_cell_columns()], rows


def _indicator(target: Target) -> Indicator:
    return target.hit.indicator


def _cell_columns() -> list[str]:
    return ["地区", *(headings()[name]["zh"] for name in _FIELDS), "上年目标", "出处"]


def _cells(comparison: Comparison, one: Indicator) -> list[Cell]:
    """What an indicator says, its numbers as numbers."""
    fields: dict[str, Cell] = {name: rounded(getattr(one, name)) for name in _FIELDS}
    fields |= {"scope": _SCOPES[one.scope], "period": PERIODS_ZH[one.period]}
    return [side_of(one, "jurisdiction"), *fields.values(), comparison.last_year(one), source_caption(one)]
