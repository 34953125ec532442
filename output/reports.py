"""What commands print: results as columns and rows for `output.tables`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import DocumentFacts, Indicator, Kind
    from graph.comparison import Comparison, Row, Target
    from graph.manifest import Entry
    from graph.named_queries import NamedQuery
    from graph.similarity import Hit
    from graph.sparql import QueryResult

Cell = str | int | float | bool | list[str] | None
Report = tuple[list[str], list[list[Cell]]]

_KINDS: tuple[Kind, ...] = ("numeric", "change", "date", "qualitative")
_DIRECTIONS = {"at_least": "不低于", "at_most": "不高于", "exactly": "等于"}
_UNITS: dict[str | None, str] = {"1": "%"}
_PERIODS = {"annual": "年度", "multi_year": "中长期"}
_SUMMARY = ["地区", "部门", "年度", "项目", "指标", "定量", "变化", "期限", "定性", "未填", "提示"]


def entries_to_summary(entries: Sequence[Entry]) -> Report:
    """A row a jurisdiction, department and year: projects, indicators by kind of target, warnings."""
    groups: dict[tuple[str, str, int | None], list[Entry]] = {}
    order = sorted(entries, key=lambda one: (one.facts.division_code or "", one.facts.year or 0, one.facts.name))
    for entry in order:
        facts = entry.facts
        key = (_place(facts) or facts.name, facts.department or "", facts.year)
        groups.setdefault(key, []).append(entry)
    return _SUMMARY, [_summary_row(key, group) for key, group in groups.items()]


def _summary_row(key: tuple[str, str, int | None], group: Sequence[Entry]) -> list[Cell]:
    kinds = sum((Counter(entry.kinds) for entry in group), Counter[str]())
    projects = {project for entry in group for project in entry.projects}
    indicators = sum(entry.indicators for entry in group)
    unfilled = sum(entry.unfilled for entry in group)
    warnings = sum(len(entry.facts.warnings) for entry in group)
    return [*key, len(projects), indicators, *(kinds[kind] for kind in _KINDS), unfilled, warnings]


def _place(thing: DocumentFacts | Indicator) -> str:
    return "".join(part for part in (thing.province, thing.city, thing.county) if part)


def source_caption(indicator: Indicator) -> str:
    """Where an indicator is printed: haigang-2024.txt:1729, or file and table's row."""
    if indicator.line is not None:
        return f"{indicator.document}:{indicator.line}"
    where = [
        indicator.sheet,
        f"第{indicator.page}页" if indicator.page else None,
        f"表{indicator.table}第{indicator.row}行" if indicator.table else None,
    ]
    return " ".join(part for part in (indicator.document, *where) if part)


def hits_to_report(hits: Sequence[Hit]) -> Report:
    """A row a hit: score, name, target, level, project, jurisdiction, source."""
    columns = ["相似度", "三级指标", "指标值", "一级指标", "二级指标", "项目", "部门", "地区", "年度", "出处", "理由"]
    return columns, [
        [
            round(hit.score, 3),
            hit.indicator.level3,
            hit.indicator.target_text,
            hit.indicator.level1,
            hit.indicator.level2,
            hit.indicator.project or ("（部门整体）" if hit.indicator.scope == "department" else None),
            hit.indicator.department,
            hit.indicator.jurisdiction,
            hit.indicator.year,
            source_caption(hit.indicator),
            "；".join(hit.reasons),
        ]
        for hit in hits
    ]


_HIT_FIELDS = ("id", "level3", "level1", "level2", "target_text", "jurisdiction", "department", "project", "year")


def hits_to_objects(hits: Sequence[Hit]) -> Report:
    """The hits under the names of the record's fields, for programs: id, score, level3 … reasons, document, line."""
    columns = ["id", "score", *_HIT_FIELDS[1:], "document", "line", "reasons"]
    return columns, [
        [
            hit.indicator.id,
            round(hit.score, 4),
            *(getattr(hit.indicator, name) for name in _HIT_FIELDS[1:]),
            hit.indicator.document,
            hit.indicator.line,
            list(hit.reasons),
        ]
        for hit in hits
    ]


_COMPARED = ["可比组", "由宽到严", "地区", "最宽", "最严", "条数", "指标与出处"]


def comparison_to_report(comparison: Comparison) -> Report:
    """A row a jurisdiction and comparable set, loosest first; then what can't be compared, each with its reason."""
    rows: list[list[Cell]] = []
    for number, group in enumerate(comparison.sets, 1):
        key = group.key
        name = f"{number} {_PERIODS[key.period]} {_DIRECTIONS[key.direction]} {_UNITS.get(key.unit, key.unit or '')}".rstrip()
        rows += [_compared_row(name, row) for row in group.rows]
    for left in comparison.incomparable:
        indicator = left.hit.indicator
        named = f"{indicator.level3}（{source_caption(indicator)}）"
        place = indicator.jurisdiction or indicator.document
        rows.append(["不可比", None, place, indicator.target_text, left.reason_zh, 1, named])
    return _COMPARED, rows


def _compared_row(group: str, row: Row) -> list[Cell]:
    named = "；".join(_target_caption(target) for target in row.targets)
    loosest, strictest = (target.hit.indicator.target_text for target in (row.loosest, row.strictest))
    return [group, row.rank, row.place, loosest, strictest, len(row.targets), named]


def _target_caption(target: Target) -> str:
    indicator = target.hit.indicator
    return f"{indicator.level3} {indicator.target_text}（{source_caption(indicator)}）"


def result_to_report(result: QueryResult) -> Report:
    """A query's answer: the solutions, one row with a truth value, or triples."""
    if result.form == "boolean":
        return ["answer"], [[result.boolean]]
    if result.form == "triples":
        return ["subject", "predicate", "object"], [list(map(str, triple)) for triple in result.triples]
    return list(result.variables), [list(row) for row in result.rows]


def queries_to_report(queries: Iterable[NamedQuery]) -> Report:
    """The named queries: name, question in two languages, parameters with their defaults."""
    return ["name", "问题", "question", "--set"], [
        [each.name, each.question_zh, each.question_en, " ".join(f"{p.name}={p.default}" for p in each.parameters)]
        for each in queries
    ]
