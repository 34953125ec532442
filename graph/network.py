"""Records → a networkx graph of things and their relations, for paths, neighbourhoods and export.

    indicator ─► category2 ─► category1        indicator ─► document
    indicator ─► project ─► department ─► jurisdiction

An indicator without project hangs on its department, one without second level on its first; what is missing is left out
the same way. Nodes and edges stand in the order of the records.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from typing import Literal as OneOf

from extract.indicator import FIELDS
from ontology import framework

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from extract.indicator import Indicator

Kind = OneOf["jurisdiction", "department", "project", "category1", "category2", "indicator", "document"]
Attribute = str | int | float | None

KINDS: tuple[Kind, ...] = (
    "jurisdiction", "department", "project", "category1", "category2", "indicator", "document",
)  # fmt: skip
_OF_OTHER_NODES = frozenset({
    "id", "level3", "project", "project_code", "project_amount_cny", "department", "province", "city", "county", "division_code",
})  # fmt: skip


class Node(NamedTuple):
    """One node: its key in the network, its kind, its label and what else is known of it."""

    key: str
    kind: Kind
    label: str
    attributes: dict[str, Attribute]


def indicators_to_network(indicators: Iterable[Indicator]) -> nx.MultiDiGraph[str]:
    """The network of some indicators.

    Nodes have `kind`, `label` and, where the record gives it, what is known of them: a project its code and its amount in
    yuan, an indicator every field of its record that no other node says, its own `kind` as `target_kind`, what were
    earlier targets and repairs as one text each (2022年：≥90%；2023年：≥92%). Edges have a `relation`, which is their key too.
    """
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for indicator in indicators:
        for chain in _chains(indicator):
            for node in chain:
                network.add_node(node.key, kind=node.kind, label=node.label, **node.attributes)
            for node, above in pairwise(chain):
                network.add_edge(node.key, above.key, key=above.kind, relation=above.kind)
    return network


def _chains(indicator: Indicator) -> Iterator[list[Node]]:
    """The three ways up from an indicator: to its categories, to its jurisdiction, to its document."""
    row = _indicator(indicator)
    yield [row, *_categories(indicator)]
    yield [row, *_owners(indicator)]
    yield [row, Node(_key("document", indicator.document), "document", indicator.document, {})]


def _indicator(indicator: Indicator) -> Node:
    said: dict[str, Attribute] = {
        "target_kind" if name == "kind" else name: _plain(getattr(indicator, name))
        for name in FIELDS
        if name not in _OF_OTHER_NODES
    }
    return Node(_key("indicator", indicator.id), "indicator", indicator.level3, _known(said))


def _plain(value: Attribute | tuple[str, ...] | dict[str, str]) -> Attribute:
    """A field's value as one that an attribute can have: several texts become one, none of them becomes nothing."""
    if isinstance(value, dict):
        value = tuple(f"{label}：{text}" for label, text in value.items())
    return "；".join(value) or None if isinstance(value, tuple) else value


def _categories(indicator: Indicator) -> Iterator[Node]:
    levels: tuple[tuple[Kind, int, str | None], ...] = (
        ("category2", 2, indicator.level2),
        ("category1", 1, indicator.level1),
    )
    for kind, level, label in levels:
        if label:
            official = framework.categories().get(framework.notation(label, level) or "")
            name = official.label if official else label
            yield Node(_key(kind, official.notation if official else label), kind, name, {})


def _owners(indicator: Indicator) -> Iterator[Node]:
    where = indicator.division_code or indicator.jurisdiction
    if indicator.project:
        printed = (indicator.project, indicator.project_code, indicator.project_amount_cny)
        known = _known({"project_code": indicator.project_code, "amount_cny": indicator.project_amount_cny})
        key = _key("project", where, indicator.department, indicator.year, *printed)
        yield Node(key, "project", indicator.project, known)
    if indicator.department:
        yield Node(_key("department", where, indicator.department), "department", indicator.department, {})
    if where:
        known = _known({"division_code": indicator.division_code})
        yield Node(_key("jurisdiction", where), "jurisdiction", indicator.jurisdiction or where, known)


def _known(attributes: dict[str, Attribute]) -> dict[str, Attribute]:
    return {name: value for name, value in attributes.items() if value is not None}


def _key(kind: Kind, *parts: Attribute) -> str:
    return ":".join([kind, *("" if part is None else str(part) for part in parts)])
