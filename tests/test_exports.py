"""Exports: what is written is the graph, triple for triple, readable by others, and the same bytes every time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest
import rdflib
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS, indicator_of
from lxml import etree
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from extract.indicator import FIELDS
from graph.iris import Iris
from graph.network import KINDS, indicators_to_network
from graph.store import GraphFolder
from graph.triples import document_to_quads
from ontology import vocabulary as v
from output.json_ld import quads_to_json_ld
from output.property_graph import write_gexf, write_graphml
from output.rdf import FORMATS, Format, NoXmlTextError, UnknownRdfFormatError, write_rdf
from output.whole_file import OutputNotWritableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parent

# rdflib's own parsers use what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")

PARSERS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdfxml": "xml"}
DATASETS = {"nq", "trig", "jsonld"}
ROWS = [*SEASIDE_ROWS, *INLAND_ROWS]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    path = tmp_path_factory.mktemp("exports") / "graph"
    with GraphFolder.create_or_open(path) as folder:
        folder.put(SEASIDE, SEASIDE_ROWS)
        folder.put(INLAND, INLAND_ROWS)
    with GraphFolder.open(path, read_only=True) as folder:
        yield folder


def read_by_rdflib(path: Path, form: str) -> set[tuple[str, ...]]:
    """The triples of a file, or its quads where the format has graphs, in N-Triples terms."""
    if form not in DATASETS:
        return {tuple(term.n3() for term in triple) for triple in rdflib.Graph().parse(path, format=PARSERS[form])}
    dataset = rdflib.Dataset()
    dataset.parse(path, format=PARSERS[form])
    return quads_of(dataset)


def expected(quads: list[Quad], form: str) -> set[tuple[str, ...]]:
    """The same of the quads themselves, in the spelling of rdflib."""
    dataset = rdflib.Dataset()
    dataset.parse(data="".join(f"{quad} .\n" for quad in quads), format="nquads")
    return quads_of(dataset) if form in DATASETS else {quad[:3] for quad in quads_of(dataset)}


def quads_of(dataset: rdflib.Dataset) -> set[tuple[str, ...]]:
    """All quads of a dataset, the default graph named by an empty text."""
    default = (None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
    return {
        (s.n3(), p.n3(), o.n3(), "" if graph in default else str(graph))
        for s, p, o, graph in dataset.quads((None, None, None, None))
    }


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_the_store_triple_for_triple(graph: GraphFolder, tmp_path: Path, form: Format) -> None:
    path = tmp_path / f"graph.{form}"
    written = write_rdf(graph, form, path)
    found = read_by_rdflib(path, form)
    assert found == expected(list(graph.quads()), form)
    assert written == len(found)


@pytest.mark.parametrize("form", FORMATS)
def test_texts_that_are_hard_to_write_survive(tmp_path: Path, form: Format) -> None:
    subject = NamedNode("https://kpigraph.example/indicator/1")
    hard = ["\"quoted\" \\ <tag> & 'x'", "line\r\nbreak\ttab ", "@prefix a: <b> .\n", ' xmlns:a="b" ', "", "𠀀é"]
    quads = [
        Quad(subject, NamedNode(f"https://kpigraph.example/ontology#p{n}"), Literal(t)) for n, t in enumerate(hard)
    ]
    quads.append(Quad(subject, NamedNode("https://other.example/p"), Literal("zh", language="zh")))
    quads.append(Quad(subject, NamedNode("https://other.example/p"), NamedNode("https://other.example/q/r")))
    path = tmp_path / "hard"
    write_rdf(quads, form, path)
    assert read_by_rdflib(path, form) == expected(quads, form)


def test_what_xml_cannot_hold_is_named_before_a_file_is_written(tmp_path: Path) -> None:
    quads = [Quad(NamedNode("a:b"), NamedNode("a:c"), Literal("bell\x07"), DefaultGraph())]
    path = tmp_path / "graph.rdf"
    path.write_text("older", encoding="utf-8")
    with pytest.raises(NoXmlTextError, match=r"U\+0007"):
        write_rdf(quads, "rdfxml", path)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["older"]
    write_rdf(quads, "ttl", path)
    assert len(rdflib.Graph().parse(path, format="turtle")) == 1


@pytest.mark.parametrize("form", [*FORMATS, "graphml"])
def test_two_processes_write_the_same_bytes(form: str) -> None:
    script = (
        "import sys; from graph.iris import Iris; from graph.triples import document_to_quads\n"
        "from graph_records import *; from output.rdf import write_rdf; from output.property_graph import write_graphml\n"
        "quads = set(document_to_quads(SEASIDE, SEASIDE_ROWS, Iris()))\n"
        "if sys.argv[1] == 'graphml': write_graphml(SEASIDE_ROWS, sys.stdout.buffer)\n"
        "else: write_rdf(quads, sys.argv[1], sys.stdout.buffer)"
    )
    outputs = {
        subprocess.run([sys.executable, "-c", script, form], cwd=TESTS, check=True, capture_output=True).stdout
        for _ in range(3)
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_a_thing_is_readable_in_json_ld() -> None:
    stream = io.BytesIO()
    write_rdf(document_to_quads(INLAND, INLAND_ROWS[:1], Iris()), "jsonld", stream)
    text = stream.getvalue().decode()
    assert '"@type": "kpi:Indicator"' in text
    assert '"targetText": "≥90%"' in text
    assert '"jurisdiction": "https://kpigraph.example/jurisdiction/140525"' in text
    context = json.loads(text)["@context"]
    assert context["label"] == "rdfs:label"
    assert context["jurisdiction"] == {"@id": "kpi:jurisdiction", "@type": "@id"}
    assert context["canonicalValue"] == {"@id": "kpi:canonicalValue", "@type": "xsd:decimal"}
    assert '"canonicalValue": "0.9"' in text


def test_properties_of_one_local_name_and_those_named_as_a_prefix_keep_their_prefix_in_json_ld() -> None:
    thing, graph = NamedNode("urn:a"), rdflib.Dataset()
    quads = [Quad(thing, NamedNode(iri), Literal("x")) for iri in (v.KPI + "title", v.DCTERMS + "title", v.KPI + "org")]
    graph.parse(data=quads_to_json_ld(quads), format="json-ld")
    assert {str(predicate) for _, predicate, *_ in graph.quads()} == {quad.predicate.value for quad in quads}


def test_an_unknown_format_and_a_place_that_cannot_be_written_are_named(graph: GraphFolder, tmp_path: Path) -> None:
    with pytest.raises(UnknownRdfFormatError, match="choose one of ttl"):
        write_rdf(graph, "n3", tmp_path / "x")  # type: ignore[arg-type]  # what a person may type
    with pytest.raises(OutputNotWritableError, match="No such file"):
        write_rdf(graph, "ttl", tmp_path / "missing" / "x.ttl")
    with pytest.raises(OutputNotWritableError, match="No such file"):
        write_graphml(ROWS, tmp_path / "missing" / "x.graphml")
    assert list(tmp_path.iterdir()) == []


def test_a_path_leads_from_an_indicator_to_all_that_it_belongs_to() -> None:
    network = indicators_to_network(ROWS)
    label = {key: attributes["label"] for key, attributes in network.nodes(data=True)}
    ways = {(label[start], relation, label[end]) for start, end, relation in network.edges(keys=True)}
    assert {
        ("信访群众满意度", "category2", "服务对象满意度指标"),
        ("服务对象满意度指标", "category1", "满意度指标"),
        ("信访群众满意度", "project", "信访救助金"),
        ("信访救助金", "department", "海港区信访局"),
        ("海港区信访局", "jurisdiction", "河北省秦皇岛市海港区"),
        ("信访群众满意度", "document", "海港区2024年.txt"),
        ("群众满意度", "department", "泽州县信访局"),
        ("完工时间", "department", "海港区信访局"),
    } <= ways
    meet = nx.shortest_path(network.to_undirected(), "indicator:a-001", "indicator:b-001")
    assert [network.nodes[key]["label"] for key in meet] == ["信访群众满意度", "服务对象满意度指标", "群众满意度"]


def test_nodes_say_what_is_known_and_nothing_that_is_not() -> None:
    network = indicators_to_network(ROWS)
    assert {attributes["kind"] for _, attributes in network.nodes(data=True)} == set(KINDS)
    assert all(value is not None for _, attributes in network.nodes(data=True) for value in attributes.values())
    indicator = network.nodes["indicator:a-001"]
    assert (indicator["target_text"], indicator["year"], indicator["line"]) == ("≥95%", 2024, 101)
    assert "weight" not in network.nodes["indicator:a-002"]


def test_every_field_of_a_record_stands_in_some_node() -> None:
    record = indicator_of(
        INLAND, 1, "满意度", target_text="90%-95%",
        level1="满意度指标", level2="服务对象满意度指标", kind="numeric", operator=">=", value=90,
        value_upper=95, unit="%", direction="increase", operator_source="printed", canonical_value=0.9, canonical_unit="1",
        confidence=0.6, weight=10, history={"2022年": "≥80%", "2023年": "≥85%"}, actual="91%", description="抽样", basis="章程",
        objective="群众满意", project="信访救助金", project_code="1405", project_amount_cny=5, department="信访局", page=1, table=2,
        row=3, column=4, sheet="表1", row_span=2, column_span=3, repairs=("接起断行", "补上单位"),
    )  # fmt: skip
    nodes = indicators_to_network([record]).nodes
    said = nodes[f"indicator:{record.id}"]
    values = {str(value) for node in nodes.values() for value in node.values()}
    assert said["history"] == "2022年：≥80%；2023年：≥85%"
    assert said["repairs"] == "接起断行；补上单位"
    place = {"province", "city", "county"}  # stand together as the label of the jurisdiction's node
    for name in set(FIELDS) - {"id", "history", "repairs"} - place:
        assert str(getattr(record, name)) in values, name
    assert record.jurisdiction in values


def test_the_network_stands_in_the_order_of_the_records() -> None:
    labels = [attributes["label"] for _, attributes in indicators_to_network(ROWS).nodes(data=True)]
    assert labels[:4] == ["信访群众满意度", "服务对象满意度指标", "满意度指标", "信访救助金"]
    assert [name for name in labels if name in {row.level3 for row in ROWS}] == [row.level3 for row in ROWS]


def test_graphml_read_back_is_the_network(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    written = write_graphml(ROWS, path)
    network, found = indicators_to_network(ROWS), nx.read_graphml(path, force_multigraph=True)
    assert written == len(network)
    assert set(found.nodes) == set(network.nodes)
    assert sorted(found.edges(data="relation")) == sorted(network.edges(data="relation"))
    node = found.nodes["indicator:a-001"]
    assert (node["label"], node["target_text"], node["year"], node["weight"]) == ("信访群众满意度", "≥95%", 2024, 10.0)


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
def test_every_node_and_edge_has_an_id_of_its_own(write: Callable[..., int], tmp_path: Path) -> None:
    network = indicators_to_network(ROWS)
    write(ROWS, tmp_path / "graph")
    found = etree.parse(tmp_path / "graph")
    for element, count in (("node", len(network)), ("edge", network.number_of_edges())):
        ids = [each.get("id") for each in found.iter(f"{{*}}{element}")]
        assert len(ids) == len(set(ids)) == count
        assert None not in ids


def test_graphml_declares_every_attribute_once(tmp_path: Path) -> None:
    rows = [
        indicator_of(INLAND, 1, "比率\x00", value=0.5, weight=2, canonical_value=1),
        indicator_of(INLAND, 2, "日期", value="2024-12-31", weight=2.5, canonical_value="2024-12-31"),
        indicator_of(INLAND, 3, "次数", value=3, project="甲", project_amount_cny=5),
        indicator_of(INLAND, 4, "人数", value=4, project="乙", project_amount_cny=5.5),
    ]
    path = tmp_path / "graph.graphml"
    write_graphml(rows, path)
    names = [
        line.split('attr.name="')[1].split('"')[0] for line in path.read_text("utf-8").splitlines() if "<key " in line
    ]
    assert len(names) == len(set(names))
    assert nx.read_graphml(path).nodes["indicator:b-001"]["label"] == "比率\N{REPLACEMENT CHARACTER}"


def test_n_quads_of_a_folder_are_those_of_its_quads(graph: GraphFolder) -> None:
    """A folder is written document by document, so that no memory need hold it."""
    by_document, at_once = io.BytesIO(), io.BytesIO()
    assert write_rdf(graph, "nq", by_document) == write_rdf(graph.quads(), "nq", at_once)
    assert by_document.getvalue() == at_once.getvalue()
