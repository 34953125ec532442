"""What commands print: results as columns and rows for `output.tables`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import DocumentFacts, Indicator, Kind, Period
    from graph.manifest import Entry
    from graph.named_queries import NamedQuery
    from graph.similarity import Hit
    from graph.sparql import QueryResult, Solutions

Cell = str | int | float | bool | list[str] | None
Report = tuple[list[str], list[list[Cell]]]

PERIODS_ZH: dict[Period, str] = {"annual": "年度", "multi_year": "中长期"}
_KINDS: tuple[Kind, ...] = ("numeric", "change", "date", "qualitative")
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


def short_places(held: Iterable[Indicator]) -> dict[str, str]:
    """By the full name of a place its last part, where no other place of these indicators has the same one."""
    last = {one.jurisdiction: one.county or one.city or one.province or "" for one in held if one.jurisdiction}
    names = list(last.values())
    return {place: name for place, name in last.items() if name and names.count(name) == 1}


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
    """A row a hit: score, name, how many have it, target, level, project, jurisdiction, source."""
    columns = [
        "相似度",
        "三级指标",
        "同名",
        "指标值",
        "时期",
        "一级指标",
        "二级指标",
        "项目",
        "部门",
        "地区",
        "年度",
        "出处",
        "理由",
        "编号",
    ]
    return columns, [
        [
            round(hit.score, 3),
            hit.indicator.level3,
            hit.of_name,
            hit.indicator.target_text,
            PERIODS_ZH[hit.indicator.period],
            hit.indicator.level1,
            hit.indicator.level2,
            hit.indicator.project or ("（部门整体）" if hit.indicator.scope == "department" else None),
            hit.indicator.department,
            hit.indicator.jurisdiction,
            hit.indicator.year,
            source_caption(hit.indicator),
            "；".join(hit.reasons),
            hit.indicator.id,
        ]
        for hit in hits
    ]


_HIT_FIELDS = (
    "id", "level3", "level1", "level2", "target_text", "operator", "value", "unit", "jurisdiction", "department", "project",
    "year", "period",
)  # fmt: skip


def hits_to_objects(hits: Sequence[Hit]) -> Report:
    """The hits under the names of the record's fields, for programs: id, score, level3 … and `source`, where it is printed."""
    columns = ["id", "score", *_HIT_FIELDS[1:], "document", "line", "source", "reasons", "of_name"]
    return columns, [
        [
            hit.indicator.id,
            round(hit.score, 4),
            *(getattr(hit.indicator, name) for name in _HIT_FIELDS[1:]),
            hit.indicator.document,
            hit.indicator.line,
            source_caption(hit.indicator),
            list(hit.reasons),
            hit.of_name,
        ]
        for hit in hits
    ]


def result_to_report(result: QueryResult | Solutions) -> tuple[list[str], Iterable[list[Cell]]]:
    """A query's answer: the solutions as they come, one row with a truth value, or triples as plain values."""
    if result.form == "boolean":
        return ["answer"], [[result.boolean]]
    if result.form == "triples":
        from graph.terms import term_to_value

        return ["subject", "predicate", "object"], (list(map(term_to_value, triple)) for triple in result.triples)
    return list(result.variables), map(list, result.rows)


def queries_to_report(queries: Iterable[NamedQuery]) -> Report:
    """The named queries: name, question in two languages, parameters with their defaults, and what each means."""
    return ["name", "问题", "question", "--set", "参数 parameters"], [
        [
            each.name,
            each.question_zh,
            each.question_en,
            " ".join(f"{p.name}={p.default}" for p in each.parameters),
            "; ".join(f"{p.name}: {p.meaning}" for p in each.parameters),
        ]
        for each in queries
    ]
