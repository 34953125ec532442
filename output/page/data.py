"""Indicators and documents as the data of the interactive page: nodes, relations, and where each indicator belongs.

1. Every indicator has an owner: its project, or the whole department (kind `whole`) where no project is printed.
2. Owners hang on departments, departments on jurisdictions; printed second-level labels (kind `subcategory`) hang on
   first-level ones (`category`); a label that is missing is a node without a name, so that nothing is lost.
3. Documents are nodes too, whether or not an indicator was found in them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.indicator import DocumentFacts, Indicator

Node = dict[str, Any]


class Relation(TypedDict):
    """That `source` contains `target`; both are ids of nodes."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class PageData:
    """What the page shows, in the order of display.

    `owners`, `subcategories` and `documents` hold for each indicator the id of its node.
    """

    title: str
    nodes: list[Node]
    relations: list[Relation]
    indicators: Sequence[Indicator]
    owners: list[str]
    subcategories: list[str]
    documents: list[str]


@dataclass(slots=True)
class _Nodes:
    """Nodes by what identifies them, in order of their first mention, with the relations that hold them together."""

    nodes: dict[tuple[str, ...], Node] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def jurisdiction(self, of: Indicator | DocumentFacts) -> Node:
        parts = [part for part in (of.province, of.city, of.county) if part]
        node = self._node("jurisdiction", *parts)
        node.setdefault("name", parts[-1] if parts else None)
        node.setdefault("within", "".join(parts[:-1]))
        node["code"] = node.get("code") or of.division_code
        return node

    def department(self, of: Indicator | DocumentFacts) -> Node:
        return self.child(self.jurisdiction(of), "department", of.department)

    def owner(self, of: Indicator) -> Node:
        return self.child(self.department(of), "whole" if of.project is None else "project", of.project)

    def subcategory(self, of: Indicator) -> Node:
        return self.child(self.category(of.level1), "subcategory", of.level2)

    def category(self, label: str | None) -> Node:
        node = self._node("category", *([] if label is None else [label]))
        node.setdefault("name", label)
        return node

    def document(self, name: str) -> Node:
        node = self._node("document", name)
        node.setdefault("name", name)
        return node

    def child(self, parent: Node, kind: str, name: str | None) -> Node:
        before = len(self.nodes)
        node = self._node(kind, parent["id"], *([] if name is None else [name]))
        if len(self.nodes) > before:
            node["name"] = name
            self.relations.append({"source": parent["id"], "target": node["id"]})
        return node

    def _node(self, *key: str) -> Node:
        found = self.nodes.get(key)
        if found is None:
            found = self.nodes[key] = {"id": _node_id(*key), "kind": key[0]}
        return found

    def of_kinds(self, *kinds: str) -> Iterator[Node]:
        return (node for node in self.nodes.values() if node["kind"] in kinds)


def page_data(indicators: Sequence[Indicator], documents: Sequence[DocumentFacts], title: str) -> PageData:
    """The data of the page: each indicator once, in the order given, with the ids of what it belongs to."""
    nodes = _Nodes()
    # Documents first: one without a single indicator still shows its department, with a count of zero.
    for facts in documents:
        nodes.document(facts.name).update(_said(facts, nodes.department(facts)["id"]))
    for label in _by_frequency(one.level1 for one in indicators):
        nodes.category(label)
    owners = [nodes.owner(one)["id"] for one in indicators]
    subcategories = [nodes.subcategory(one)["id"] for one in indicators]
    sources = [nodes.document(one.document)["id"] for one in indicators]
    places = _by_division_code(nodes.of_kinds("jurisdiction"))
    others = nodes.of_kinds("department", "project", "whole", "category", "subcategory", "document")
    return PageData(title, [*places, *others], nodes.relations, indicators, owners, subcategories, sources)


def _said(facts: DocumentFacts, department: str) -> Node:
    said = {
        "title": facts.title,
        "year": facts.year,
        "budget": facts.total_budget_cny,
        "warnings": list(facts.warnings) or None,
        "department": department,
    }
    return {name: value for name, value in said.items() if value is not None}


def _by_frequency(labels: Iterable[str | None]) -> list[str | None]:
    """First-level labels as printed, the most frequent first; indicators without one come last."""
    counts = Counter(labels)
    return sorted(counts, key=lambda label: (label is None, -counts[label], label or ""))


def _by_division_code(nodes: Iterable[Node]) -> list[Node]:
    """Jurisdictions in the order of their codes, those without one last; all else stays in the documents' order."""
    return sorted(nodes, key=lambda node: (node.get("code") is None, node.get("code") or ""))


def _node_id(kind: str, *key: str) -> str:
    """A short ASCII id that is the same on every run: names from documents never become part of an address."""
    text = "\x1f".join((kind, *key)).encode("utf-8", "surrogatepass")
    return f"{kind[0]}.{hashlib.sha256(text).hexdigest()[:12]}"
