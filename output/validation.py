"""A validation as columns and rows: what must hold and does not, what should, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from graph.shapes import Constraint, PropertyShape
from ontology.turtle import subjects
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graph.shapes import Parameter
    from graph.validation import Finding, Place
    from graph.validation import Report as Validation
    from ontology.turtle import Subject
    from output.reports import Cell, Report

_COLUMNS = ["级别", "对象", "出处", "属性", "问题", "值", "IRI"]
_KIND_COLUMNS = ["级别", "属性", "问题", "处数", "例"]
_EXAMPLES = 3
_SEVERITIES = {"Violation": "错误 violation", "Warning": "提示 warning"}
_PROBLEMS = {
    "minCount": "少于 {0} 个 (fewer than {0})",
    "maxCount": "多于 {0} 个 (more than {0})",
    "datatype": "类型不是 {0} (not of this type)",
    "nodeKind": "不是 {0} (not of this kind)",
    "class": "所指对象不是 {0} (not a thing of this class)",
    "in": "不在列表中：{0} (none of the list)",
    "minInclusive": "小于 {0} (less than {0})",
    "maxInclusive": "大于 {0} (greater than {0})",
    "minLength": "短于 {0} 个字 (shorter than {0})",
    "maxLength": "长于 {0} 个字 (longer than {0})",
    "pattern": "不符合格式 {0} (does not match)",
    "hasValue": "没有 {0} (it is not there)",
    "not": "不应是其中之一：{0} (it should be none of these)",
    "or": "类型不是其中之一：{0} (of none of these types)",
    "equals": "与 {0} 不一致 (differs from it)",
    "lessThanOrEquals": "大于 {0} (greater than it)",
    "uniqueLang": "同一语言不止一个 (more than one in a language)",
}


def validation_to_report(report: Validation) -> Report:
    """A row a finding, violations first: severity, thing, place, property, problem, value, IRI."""
    return _COLUMNS, [_row(finding, report.places[finding.focus]) for finding in report.findings]


def validation_to_kinds(report: Validation) -> Report:
    """A row a kind of finding, violations first, then the most frequent: severity, property, problem, how many, examples."""
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    labels = subjects("kpi.ttl")
    for finding in report.findings:
        path = "/".join(_labelled(step, labels) for step in finding.path)
        kinds.setdefault((finding.severity, path, constraint_in_words(finding.constraint)), []).append(finding)
    ordered = sorted(kinds.items(), key=lambda kind: (kind[0][0], -len(kind[1]), kind[0]))
    return _KIND_COLUMNS, [
        [_SEVERITIES.get(severity, severity), path, problem, len(findings), _examples(findings, report)]
        for (severity, path, problem), findings in ordered
    ]


def _labelled(step: str, labels: Mapping[str, Subject]) -> str:
    """A property's local name behind its Chinese label, where the ontology gives one."""
    said = labels.get(PREFIXES["kpi"] + step, {}).get("label@zh")
    return f"{said[0]} {step}" if said else step


def _examples(findings: Sequence[Finding], report: Validation) -> str:
    """Where the first things stand that findings are about, or their IRIs."""
    things = list(dict.fromkeys(finding.focus for finding in findings))
    places = [(_source(report.places[thing]) or thing, report.places[thing].label) for thing in things[:_EXAMPLES]]
    return "；".join(f"{source} {label or ''}".rstrip() for source, label in places) + (
        "…" if things[_EXAMPLES:] else ""
    )


def _source(place: Place) -> str | None:
    return f"{place.document}:{place.line}" if place.line is not None else place.document


def _row(finding: Finding, place: Place) -> list[Cell]:
    return [
        _SEVERITIES.get(finding.severity, finding.severity),
        place.label,
        _source(place),
        "/".join(finding.path),
        constraint_in_words(finding.constraint),
        finding.value,
        finding.focus,
    ]


def constraint_in_words(constraint: Constraint) -> str:
    """What is wrong where a constraint is broken, in Chinese and English."""
    if choices := [one for one in _listed(constraint.parameter) if isinstance(one, PropertyShape)]:
        said = " | ".join("/".join(_term(step) for step in one.path) for one in choices)
        each = " | ".join(constraint_in_words(one.constraints[0]) for one in choices)
        return f"以下各项均不满足：{said} (none of these holds): {each}"
    return _PROBLEMS[constraint.name].format(_parameter(constraint))


def _listed(parameter: Parameter) -> tuple[object, ...]:
    return parameter if isinstance(parameter, tuple) else (parameter,)


def _parameter(constraint: Constraint) -> str:
    parts = (
        _parameter(one) if isinstance(one, Constraint) else _term(one)
        for one in _listed(constraint.parameter)
        if isinstance(one, Constraint | NamedNode | Literal)
    )
    return " ".join(parts)


def _term(term: NamedNode | Literal) -> str:
    """A literal's text, an IRI under its prefix."""
    if isinstance(term, Literal):
        return term.value
    found = [(prefix, space) for prefix, space in PREFIXES.items() if term.value.startswith(space)]
    return f"{found[0][0]}:{term.value.removeprefix(found[0][1])}" if found else term.value
