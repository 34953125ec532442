"""What the graph says as RDF is in the page's data: the relations of both are counted and must agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser_support import DOCUMENTS, INDICATORS
from page_block import block_of, rows_of

from extract.indicator import DocumentFacts
from graph.store import GraphFolder
from graph.triples import SLOTS
from ontology import units
from ontology import vocabulary as v
from output.html import build_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyoxigraph import NamedNode

    from extract.indicator import Indicator

Row = dict[str, Any]

# For each relation of an indicator how many of it a row of the page stands for.
OF_AN_INDICATOR: dict[NamedNode, Callable[[Row], int]] = {
    v.HAS_LEVEL1: lambda row: row["level1"] is not None,
    v.HAS_LEVEL2: lambda row: row["level2"] is not None,
    v.HAS_PROJECT: lambda row: any(row[name] is not None for name in ("project", "project_code", "project_amount_cny")),
    v.HAS_DEPARTMENT: lambda row: row["department"] is not None,
    v.HAS_JURISDICTION: lambda row: row["jurisdiction"] is not None,
    v.HAS_DOCUMENT: lambda row: row["document"] is not None,
    v.HAS_OBJECTIVE: lambda row: row["objective"] is not None,
    v.HAS_EARLIER_TARGET: lambda row: len(row["history"] or {}),
    v.HAS_TARGET: lambda row: _layer_is_filled(row, "target"),
    v.HAS_CELL: lambda row: _layer_is_filled(row, "cell"),
}
BELOW_AN_INDICATOR: dict[NamedNode, Callable[[Row], int]] = {
    v.HAS_THRESHOLD: lambda row: _layer_is_filled(row, "threshold"),
    v.HAS_OPERATOR: lambda row: row["operator"] is not None,
    v.HAS_CODED_UNIT: lambda row: row["unit"] is not None and units.coded_unit(row["unit"]) is not None,
}


def _layer_is_filled(row: Row, layer: str) -> bool:
    return any(row[slot.field] is not None for slot in SLOTS if slot.layer == layer)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    names = dict.fromkeys([one.name for one in DOCUMENTS] + [one.document for one in INDICATORS])
    known = {one.name: one for one in DOCUMENTS}
    with GraphFolder.create_or_open(_folder(tmp_path_factory)) as folder:
        for name in names:
            mine = [one for one in INDICATORS if one.document == name]
            folder.put(known.get(name) or _facts(mine[0]), mine)
        yield folder


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("rdf") / "graph"


def _facts(of: Indicator) -> DocumentFacts:
    same = {name: getattr(of, name) for name in ("department", "province", "city", "county", "division_code", "year")}
    return DocumentFacts(name=of.document, checksum=of.document, media_type="text/plain", **same)


@pytest.fixture(scope="module")
def block(store: GraphFolder) -> dict[str, Any]:
    return block_of(build_page(store.indicators(), store.documents()))


@pytest.fixture(scope="module")
def rows(block: dict[str, Any]) -> list[Row]:
    return rows_of(block)


def links(store: GraphFolder, predicate: NamedNode, kind: NamedNode) -> set[tuple[str, str]]:
    """Subjects of a class and objects that a relation joins."""
    pairs = {(str(quad.subject), str(quad.object)) for quad in store.engine.quads_for_pattern(None, predicate, None)}
    wanted = {str(quad.subject) for quad in store.engine.quads_for_pattern(None, v.TYPE, kind)}
    return {pair for pair in pairs if pair[0] in wanted}


def test_every_indicator_of_the_graph_is_in_the_page(store: GraphFolder, rows: list[Row]) -> None:
    found = {quad.subject for quad in store.engine.quads_for_pattern(None, v.TYPE, v.INDICATOR)}
    assert len(found) == len(rows) == len(INDICATORS)
    assert sorted(row["id"] for row in rows) == sorted(one.id for one in INDICATORS)


@pytest.mark.parametrize("relation", OF_AN_INDICATOR, ids=lambda one: one.value.rsplit("#")[-1])
def test_every_relation_of_indicators_is_in_the_page(store: GraphFolder, rows: list[Row], relation: NamedNode) -> None:
    number = len(links(store, relation, v.INDICATOR))
    assert number == sum(OF_AN_INDICATOR[relation](row) for row in rows)
    assert number > 0


@pytest.mark.parametrize("relation", BELOW_AN_INDICATOR, ids=lambda one: one.value.rsplit("#")[-1])
def test_every_relation_of_targets_is_in_the_page(store: GraphFolder, rows: list[Row], relation: NamedNode) -> None:
    kind = v.TARGET if relation == v.HAS_THRESHOLD else v.THRESHOLD
    # Of earlier targets the page shows the text alone, and not what reading it gives.
    number = sum("/earlier/" not in subject for subject, _ in links(store, relation, kind))
    assert number == sum(BELOW_AN_INDICATOR[relation](row) for row in rows)
    assert number > 0


def test_departments_and_their_jurisdictions_are_nodes_of_the_page(store: GraphFolder, block: dict[str, Any]) -> None:
    kinds = {node["id"]: node["kind"] for node in block["nodes"]}
    relations = [(kinds[one["from"]], kinds[one["to"]]) for one in block["relations"]]
    assert relations.count(("jurisdiction", "department")) == len(links(store, v.HAS_JURISDICTION, v.DEPARTMENT))
    documents = [node for node in block["nodes"] if node["kind"] == "document"]
    assert sum("department" in node for node in documents) == len(links(store, v.HAS_DEPARTMENT, v.DOCUMENT))
    places = {quad.object for quad in store.engine.quads_for_pattern(None, v.HAS_JURISDICTION, None)}
    assert sum(kind == "jurisdiction" for kind in kinds.values()) == len(places)
    for kind, of_class in (("department", v.DEPARTMENT), ("document", v.DOCUMENT)):
        named = {quad.subject for quad in store.engine.quads_for_pattern(None, v.TYPE, of_class)}
        assert sum(node["kind"] == kind and node["name"] is not None for node in block["nodes"]) == len(named)
