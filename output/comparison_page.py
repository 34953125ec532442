"""A comparison as a page to read and to print: a chart and a table each comparable set, what can't be compared, how sets spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from output.charts import chart_to_svg, set_to_charts
from output.comparison_tables import Room, comparison_to_tables, set_caption, spreads_to_report
from output.page.templates import content_policy, environment, page_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.comparison import ComparableSet, Comparison
    from graph.sides import Side
    from output.reports import Report

_ROOM = Room(projects=80, sources=3, full_places=True)
_ENGLISH = {
    "由宽到严": "loosest first", "地区": "jurisdiction", "部门": "department", "年度": "year", "项目": "project",
    "最宽": "loosest", "最严": "strictest", "换算值": "converted", "图示": "bar", "上年目标": "year before",
    "异常": "outlier", "条数": "targets", "出处": "source", "目标": "target", "不可比的理由": "why not comparable",
    "时期": "period", "可比组": "comparable set", "行数": "rows", "最小": "minimum", "下四分位": "lower quartile",
    "中位数": "median", "上四分位": "upper quartile", "最大": "maximum", "异常值": "outliers", "年内异常值": "outliers within",
}  # fmt: skip
_PLACES = frozenset({"地区", "部门", "项目"})
_TARGETS = frozenset({"最宽", "最严", "目标", "上年目标", "异常值", "年内异常值", "不可比的理由"})
_SHORT = frozenset(_ENGLISH) - _PLACES - _TARGETS - {"出处"}
"""Columns whose cells stay on one line; those of the others wrap, but never to a ladder of signs."""
_PAGE_ROWS = 18  # of a chart on a sheet of A4 landscape, below its heading
_PERIODS = {"annual": "annual", "multi_year": "medium term"}
_DIRECTIONS = {"at_least": "at least", "at_most": "at most", "exactly": "exactly"}


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading in two languages, the table below it, and the charts between them where there are any."""

    title: str
    english: str
    table: Report
    charts: Sequence[Markup] = ()


def comparison_to_page(comparison: Comparison, by: Side = "jurisdiction") -> str:
    """The page as HTML text that loads nothing; the same comparison gives the same text."""
    style = page_part("comparison.css")
    return (
        environment()
        .get_template("comparison.html")
        .render(
            text=comparison.text,
            names=comparison.names,
            sections=_sections(comparison, by),
            english=_ENGLISH,
            places=_PLACES,
            targets=_TARGETS,
            short=_SHORT,
            policy=content_policy(scripts=(), styles=(style,)),
            style=Markup(style),  # noqa: S704 - our own file, no text from documents
        )
    )


def _sections(comparison: Comparison, by: Side) -> list[_Section]:
    tables = comparison_to_tables(comparison, by, _ROOM)
    compared = zip(comparison.sets, tables, strict=False)  # what can't be compared stands behind the sets
    sections = [_Section(title, _english_caption(group), table, _charts(group)) for group, (title, table) in compared]
    sections += [_Section(title, "not comparable", table) for title, table in tables[len(sections) :]]
    spreads = spreads_to_report(comparison)
    return [*sections, _Section("分布", "how each set spreads", spreads)] if spreads[1] else sections


def _english_caption(group: ComparableSet) -> str:
    """What the targets of a set share, but for the unit, which the Chinese caption has."""
    direction = "no later than" if group.key.kind == "date" else _DIRECTIONS[group.key.direction]
    return f"{_PERIODS[group.key.period]}, {direction}"


def _charts(group: ComparableSet) -> list[Markup]:
    """A chart as many sheets as it takes, each with a name for those who cannot see it."""
    named = f'<svg role="img" aria-label="{escape(set_caption(group))}" '
    pictures = map(chart_to_svg, set_to_charts(group, _PAGE_ROWS))
    return [Markup(svg.replace("<svg ", named, 1)) for svg in pictures]  # noqa: S704 - every text in it is escaped
