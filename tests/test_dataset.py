"""graph.open: rdflib's tools meet the store on disk, read all of it, and can change nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS

import graph
from graph.dataset import DatasetClosedError, ReadOnlyDatasetError
from graph.faults import NotAGraphFolderError
from graph.sparql import MalformedQueryError, ServiceRefusedError, UnboundParameterError, UpdateRefusedError
from graph.store import GraphFolder
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KPI = rdflib.Namespace(v.KPI)
SEASIDE_INDICATOR = rdflib.URIRef("https://kpigraph.example/indicator/a-001")

# rdflib uses what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset") / "graph"
    with GraphFolder.create_or_open(path) as built:
        built.put(SEASIDE, SEASIDE_ROWS)
        built.put(INLAND, INLAND_ROWS)
    return path


@pytest.fixture
def dataset(folder: Path) -> Iterator[rdflib.Dataset]:
    opened = graph.open(folder)
    yield opened
    opened.close()


def test_a_query_of_rdflib_sees_all_documents_as_one_graph(dataset: rdflib.Dataset) -> None:
    answer = dataset.query(
        "SELECT ?code ?name ?value { ?i kpi:canonicalValue ?value ; rdfs:label ?name ; "
        "kpi:jurisdiction/kpi:divisionCode ?code } ORDER BY ?name",
        initBindings={"code": rdflib.Literal("140525")},
    )
    rows = [tuple(map(str, row))[1:] for row in answer if isinstance(row, tuple)]
    assert rows == [("信访总量", "0.6"), ("群众满意度", "0.9")]


@pytest.mark.parametrize(
    ("clause", "counted"), [("", 7), ("FROM <{0}>", 3), ("FROM NAMED <{0}>", 0), ("FROM <urn:none>", 0)]
)
def test_a_query_of_rdflib_that_names_its_graphs_is_asked_of_these_alone(
    dataset: rdflib.Dataset, clause: str, counted: int
) -> None:
    inland = "https://kpigraph.example/graph/zezhou-2024.txt"
    query = f"SELECT ?i {clause.format(inland)} {{ ?i a kpi:Indicator }}"
    assert len(list(dataset.query(query))) == counted
    # Asked of one graph, a query sees that one, unless it names another.
    [other] = {name for *_, name in dataset.quads((SEASIDE_INDICATOR, rdflib.RDF.type, None, None))}
    assert other is not None
    assert len(list(dataset.graph(other).query(query))) == (counted if clause else 4)


VALUED = [
    # Not selected, in an aggregate with groups, beside one that is selected, selected itself, and in the other forms.
    ("SELECT ?name { ?i rdfs:label ?name ; kpi:sign ?sign ; kpi:year ?year }", {"sign": "<="}, ["完工时间", "案件办理天数"]),
    ("SELECT ?sign (COUNT(?i) AS ?n) { ?i rdfs:label ?l ; kpi:sign ?sign } GROUP BY ?sign", {"l": "电话完好率"}, [">= 1"]),
    ("SELECT ?name { ?i rdfs:label ?name ; kpi:sign ?sign }", {"sign": "=", "name": "信访总量"}, ["信访总量"]),
    ("SELECT * { ?i rdfs:label ?name ; kpi:sign ?sign } ", {"sign": "=", "i": rdflib.URIRef("a:none")}, []),
    ("SELECT DISTINCT ?sign { ?i rdfs:label ?name ; kpi:sign ?sign }", {"name": "群众满意度"}, [">="]),
    ("SELECT ?name FROM <https://kpigraph.example/graph/zezhou-2024.txt> { ?i rdfs:label ?name ; kpi:sign ?sign }",
     {"sign": ">="}, ["群众满意度"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "values", "rows"), VALUED)
def test_rdflib_gives_values_to_variables_that_are_not_selected(
    dataset: rdflib.Dataset, query: str, values: dict[str, Any], rows: list[str]
) -> None:
    bound = {
        name: value if isinstance(value, rdflib.URIRef) else rdflib.Literal(value) for name, value in values.items()
    }
    answer = dataset.query(query, initBindings=bound)
    assert sorted(" ".join(map(str, row)) for row in answer if isinstance(row, tuple)) == sorted(rows)


def test_columns_that_values_need_are_not_in_the_answer(dataset: rdflib.Dataset) -> None:
    answer = dataset.query(
        "SELECT ?name { ?i rdfs:label ?name ; kpi:sign ?sign }", initBindings={"sign": rdflib.Literal("=")}
    )
    assert [str(name) for name in answer.vars or ()] == ["name"]
    assert [{str(name) for name in row} for row in answer.bindings] == [{"name"}]
    asked = dataset.query("ASK { ?i kpi:sign ?sign }", initBindings={"sign": rdflib.Literal("!=")})
    assert asked.askAnswer is False


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT ?name { ?i rdfs:label ?name }", UnboundParameterError),
        ("ASK { ?i rdfs:label ?name }", UnboundParameterError),
        ("SELECT ?sign { ?i rdfs:label }", MalformedQueryError),
    ],
)
def test_values_for_no_variable_and_what_is_no_query_are_told(
    dataset: rdflib.Dataset, query: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        dataset.query(query, initBindings={"sign": rdflib.Literal("=")})


def test_triples_are_walked_without_sparql(dataset: rdflib.Dataset) -> None:
    assert len(set(dataset.subjects(rdflib.RDF.type, KPI.Indicator))) == 7
    department = dataset.value(SEASIDE_INDICATOR, KPI.department)
    assert department is not None
    assert str(dataset.value(department, rdflib.RDFS.label)) == "海港区信访局"


def test_each_document_is_a_graph_of_its_own(dataset: rdflib.Dataset) -> None:
    [name] = {context for *_, context in dataset.quads((SEASIDE_INDICATOR, rdflib.RDF.type, None, None))}
    assert name is not None
    own = dataset.graph(name)
    assert len(set(own.subjects(rdflib.RDF.type, KPI.Indicator))) == 4


def test_an_rdflib_graph_is_made_of_it_triple_for_triple(folder: Path, dataset: rdflib.Dataset) -> None:
    with GraphFolder.open(folder, read_only=True) as store:
        expected = {tuple(map(str, quad.triple)) for quad in store.quads()}
    assert len({(s, p, o) for s, p, o in dataset.triples((None, None, None))}) == len(expected)


TRIPLE = (rdflib.URIRef("a:b"), rdflib.URIRef("a:c"), rdflib.Literal(1))
CHANGES: list[Callable[[rdflib.Dataset], Any]] = [
    lambda dataset: dataset.add(TRIPLE),
    lambda dataset: dataset.addN([(*TRIPLE, dataset.graph(rdflib.URIRef("a:g")))]),
    lambda dataset: dataset.remove(TRIPLE),
    lambda dataset: dataset.remove_graph(rdflib.URIRef("a:g")),
    lambda dataset: dataset.update("DELETE WHERE { ?s ?p ?o }"),
    lambda dataset: dataset.destroy("anything"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_refused(dataset: rdflib.Dataset, change: Callable[[rdflib.Dataset], Any]) -> None:
    before = len(dataset)
    with pytest.raises(ReadOnlyDatasetError, match="build documents into the folder"):
        change(dataset)
    assert len(dataset) == before


def test_a_query_neither_changes_the_graph_nor_reaches_the_network(dataset: rdflib.Dataset) -> None:
    with pytest.raises(UpdateRefusedError):
        dataset.query("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(ServiceRefusedError):
        dataset.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


def test_an_open_dataset_shows_what_it_showed_while_the_graph_changes(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "graph"
    shutil.copytree(folder, path)
    opened = graph.open(str(path))
    before = len(opened)
    with GraphFolder.open(path) as written:
        written.remove(SEASIDE.name)
    assert len(opened) == before
    opened.close()
    changed = graph.open(path)
    assert 0 < len(changed) < before
    changed.close()


def test_a_folder_without_a_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotAGraphFolderError, match="no graph folder"):
        graph.open(tmp_path)


USES: list[Callable[[rdflib.Dataset], Any]] = [
    len,
    lambda dataset: dataset.query("ASK {}"),
    lambda dataset: list(dataset.triples((None, None, None))),
    lambda dataset: list(dataset.graphs()),
    lambda dataset: (None, None, None) in dataset,
]


@pytest.mark.parametrize("use", USES)
def test_a_dataset_is_closed_at_the_end_of_its_block_and_says_so_when_it_is_used(
    folder: Path, use: Callable[[rdflib.Dataset], Any]
) -> None:
    with graph.open(folder) as opened:
        use(opened)
    with pytest.raises(DatasetClosedError, match=r"open it again with graph\.open"):
        use(opened)
    opened.close()
