"""Indicators and documents as the data of the interactive page: nodes, relations, indicators.

1. Every indicator has an owner: its project, or the whole department (kind `whole`) where no project is printed.
2. Owners hang on departments, departments on jurisdictions; printed first-level labels are nodes of kind `category`.
3. What the owner already says (place, department, project) is left out of the indicator, as is all that is missing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import DocumentFacts, Indicator

OF_THE_OWNER = frozenset({"department", "province", "city", "county", "division_code", "project"})

Node = dict[str, Any]


class Relation(TypedDict):
    """That `source` contains `target`; both are ids of nodes."""

    source: str
    target: str


class PageData(TypedDict):
    """All that travels inside the page, in plain JSON types and in the order of display."""

    title: str
    nodes: list[Node]
    relations: list[Relation]
    indicators: list[dict[str, Any]]
    documents: list[dict[str, Any]]


@dataclass(slots=True)
class _Nodes:
    """Nodes by id in order of their first mention, with the relations that hold them together."""

    nodes: dict[str, Node] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)

    def jurisdiction(self, of: Indicator | DocumentFacts) -> str:
        parts = [part for part in (of.province, of.city, of.county) if part]
        node = self._node("jurisdiction", *parts)
        node.setdefault("name", parts[-1] if parts else None)
        node.setdefault("within", "".join(parts[:-1]))
        node["code"] = node.get("code") or of.division_code
        return str(node["id"])

    def department(self, of: Indicator | DocumentFacts) -> str:
        parent = self.jurisdiction(of)
        return self._child(parent, "department", of.department)

    def owner(self, of: Indicator) -> str:
        parent = self.department(of)
        return self._child(parent, "whole" if of.project is None else "project", of.project)

    def _child(self, parent: str, kind: str, name: str | None) -> str:
        node = self._node(kind, parent, name or "")
        node.setdefault("name", name)
        self.relations.setdefault(node["id"], {"source": parent, "target": node["id"]})
        return str(node["id"])

    def _node(self, kind: str, *key: str) -> Node:
        node_id = _node_id(kind, *key)
        return self.nodes.setdefault(node_id, {"id": node_id, "kind": kind})


def page_data(indicators: Sequence[Indicator], documents: Sequence[DocumentFacts], title: str) -> PageData:
    """The data of the page: each indicator once, in the order given, with the ids of its owner and category."""
    nodes = _Nodes()
    # Documents first: one without a single indicator still shows its department, with a count of zero.
    facts = [_document(document, nodes.department(document)) for document in documents]
    rows = [_row(indicator, nodes.owner(indicator)) for indicator in indicators]
    return {
        "title": title,
        "nodes": [*_by_division_code(nodes.nodes.values()), *_categories(indicators)],
        "relations": list(nodes.relations.values()),
        "indicators": rows,
        "documents": facts,
    }


def _row(indicator: Indicator, owner: str) -> dict[str, Any]:
    said = {
        name: value
        for name, value in indicator.record().items()
        if value is not None and value != [] and name not in OF_THE_OWNER
    }
    return {**said, "owner": owner, "category": _category_id(indicator.level1)}


def _document(document: DocumentFacts, department: str) -> dict[str, Any]:
    said = {
        "name": document.name,
        "title": document.title,
        "year": document.year,
        "budget": document.total_budget_cny,
        "warnings": list(document.warnings),
        "department": department,
    }
    return {name: value for name, value in said.items() if value is not None and value != []}


def _categories(indicators: Iterable[Indicator]) -> list[Node]:
    """First-level labels as printed, the most frequent first; indicators without one come last."""
    counts = Counter(indicator.level1 for indicator in indicators)
    ranked = sorted(counts, key=lambda label: (label is None, -counts[label], label or ""))
    return [{"id": _category_id(label), "kind": "category", "name": label} for label in ranked]


def _category_id(label: str | None) -> str:
    return _node_id("category", *([] if label is None else [label]))


def _by_division_code(nodes: Iterable[Node]) -> list[Node]:
    """Jurisdictions in the order of their codes, those without one last; all else stays in the documents' order."""
    return sorted(nodes, key=lambda node: (node.get("code") is None, node.get("code") or ""))


def _node_id(kind: str, *key: str) -> str:
    """A short ASCII id that is the same on every run: names from documents never become part of an address."""
    text = "\x1f".join((kind, *key)).encode("utf-8", "surrogatepass")
    return f"{kind[0]}.{hashlib.sha256(text).hexdigest()[:12]}"
