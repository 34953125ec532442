"""Questions to the graph: answers as plain values, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS
from pyoxigraph import NamedNode, Store

from graph.sparql import (
    Binding,
    MalformedQueryError,
    QueryResult,
    ServiceRefusedError,
    UnboundParameterError,
    UpdateRefusedError,
    evaluate,
    text_to_binding,
)
from graph.store import GraphFolder
from output.reports import result_to_report

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphFolder]:
    path = tmp_path_factory.mktemp("queries") / "graph"
    with GraphFolder.create_or_open(path) as folder:
        folder.put(SEASIDE, SEASIDE_ROWS)
        folder.put(INLAND, INLAND_ROWS)
    with GraphFolder.open(path, read_only=True) as folder:
        yield folder


def test_rows_hold_plain_values_and_none_where_unbound(graph: GraphFolder) -> None:
    answer = graph.query(
        "SELECT ?name ?value ?weight { ?i rdfs:label ?name ; kpi:canonicalValue ?value "
        "OPTIONAL { ?i kpi:weight ?weight } } ORDER BY ?name"
    )
    assert answer == QueryResult(
        "rows",
        variables=("name", "value", "weight"),
        rows=(
            ("信访总量", 0.6, None),
            ("信访群众满意度", 0.95, 10),
            ("完工时间", "2024-12-31", None),
            ("案件办理天数", 60, None),
            ("电话完好率", 0.805, None),
            ("群众满意度", 0.9, None),
        ),
    )


def test_all_documents_are_asked_as_one_and_nothing_counts_twice(graph: GraphFolder) -> None:
    answer = graph.query(
        "SELECT ?category (COUNT(*) AS ?n) { ?i kpi:level1 ?c . ?c skos:notation ?category } "
        "GROUP BY ?category ORDER BY ?category"
    )
    assert answer.rows == (("benefit", 1), ("output", 3), ("satisfaction", 2))


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("SELECT ?name { NAMED }", 7),
        ("SELECT ?name FROM <HILLS> { NAMED }", 3),
        ("select ?name from<HILLS> where { NAMED }", 3),
        ("SELECT ?name FROM <HILLS> FROM <COAST> WHERE { NAMED }", 7),
        ("SELECT ?name FROM <HILLS> FROM NAMED <COAST> { GRAPH ?g { NAMED } }", 4),
        ("SELECT ?name FROM NAMED <HILLS> { GRAPH ?g { NAMED } }", 3),
        ("SELECT ?name FROM NAMED <HILLS> { NAMED }", 0),
        ("SELECT ?name FROM <HILLS> { GRAPH ?g { NAMED } }", 0),
        ("SELECT ?name FROM <urn:no-such-graph> { ?s rdfs:label ?name }", 0),
        # The word elsewhere is no clause: in a comment, a text, a variable, a name.
        ('PREFIX from: <a:b> SELECT ?name { NAMED FILTER(?name != "FROM <a:b>" && BOUND(?i)) } # FROM <a:b>', 7),
        ("SELECT ?name ?from { NAMED OPTIONAL { ?i <a:from> ?from } }", 7),
    ],
)
def test_a_query_that_names_its_graphs_is_asked_of_these_alone(graph: GraphFolder, query: str, counted: int) -> None:
    assert len(graph.query(_with_graphs(query, graph)).rows) == counted


def test_graphs_are_named_in_every_form_and_beside_values(graph: GraphFolder) -> None:
    def ask(query: str, **values: Binding) -> QueryResult:
        return graph.query(_with_graphs(query, graph), values)

    assert ask("ASK FROM <HILLS> { ?i rdfs:label '电话完好率' }").boolean is False
    assert ask("ASK { ?i rdfs:label '电话完好率' }").boolean is True
    assert len(ask("CONSTRUCT { ?i rdfs:label ?name } FROM <HILLS> WHERE { NAMED }").triples) == 3
    assert ask("DESCRIBE <https://kpigraph.example/indicator/a-001> FROM <HILLS>").triples == ()
    found = ask("SELECT ?i FROM <HILLS> { NAMED }", name="群众满意度")
    assert found.rows == (("https://kpigraph.example/indicator/b-001",),)


def _with_graphs(query: str, graph: GraphFolder) -> str:
    """A query with the graphs of the two documents and the pattern that finds names."""
    for word, text in (
        ("HILLS", graph.iris.graph(INLAND.name).value),
        ("COAST", graph.iris.graph(SEASIDE.name).value),
        ("{ NAMED", "{ ?i a kpi:Indicator ; rdfs:label ?name"),
    ):
        query = query.replace(word, text)
    return query


@pytest.mark.parametrize(("name", "expected"), [("群众满意度", True), ("无此指标", False)])
def test_ask_gives_a_truth(graph: GraphFolder, name: str, *, expected: bool) -> None:
    assert graph.query(f'ASK {{ ?i rdfs:label "{name}" }}') == QueryResult("boolean", boolean=expected)


def test_construct_and_describe_give_triples_each_once(graph: GraphFolder) -> None:
    answer = graph.query("CONSTRUCT { ?j a kpi:Jurisdiction } { ?i a kpi:Indicator ; kpi:jurisdiction ?j }")
    assert (answer.form, len(answer.triples)) == ("triples", 2)
    described = graph.query("DESCRIBE ?j { ?j kpi:divisionCode '130302' }")
    assert len(described.triples) == 7


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021", 2021),
        ("-3", -3),
        ("0.95", 0.95),
        ("007", "007"),
        ("2024-12-31", "2024-12-31"),
        ("满意度", "满意度"),
        ("", ""),
        ('"', '"'),
        ('"2021"', "2021"),
        ('"http://a/b"', "http://a/b"),
        ("http://a/b", NamedNode("http://a/b")),
        ("https://a/b#c", NamedNode("https://a/b#c")),
        ("urn:a:b", NamedNode("urn:a:b")),
        ("<http://a/b>", NamedNode("http://a/b")),
        ("http://a b", "http://a b"),
        ("<http://a/b> } DROP ALL #", "<http://a/b> } DROP ALL #"),
        ("<满意>", "<满意>"),
    ],
)
def test_a_given_text_means_a_number_an_iri_or_itself(text: str, value: Binding) -> None:
    assert text_to_binding(text) == value
    assert type(text_to_binding(text)) is type(value)


@pytest.mark.parametrize(
    ("sparql", "given", "rows"),
    [
        ("SELECT ?y (COUNT(*) AS ?n) { ?i a kpi:Indicator ; kpi:year ?y } GROUP BY ?y", {"y": "2024"}, [(2024, 7)]),
        ("SELECT ?y { ?i a kpi:Indicator ; kpi:year ?y }", {"y": '"2024"'}, []),
        ("SELECT ?v ?name { ?i kpi:canonicalValue ?v ; a kpi:Indicator ; rdfs:label ?name }", {"v": "0.95"}, [(0.95, "信访群众满意度")]),
        ("SELECT ?s ?c { ?s kpi:divisionCode ?c }", {"s": "https://kpigraph.example/jurisdiction/140525"},
         [("https://kpigraph.example/jurisdiction/140525", "140525")]),
        ("SELECT ?s ?c { ?s kpi:divisionCode ?c }", {"c": '"140525"'}, [("https://kpigraph.example/jurisdiction/140525", "140525")]),
        ("SELECT ?s { ?s kpi:divisionCode ?c }", {"c": '"140525"'}, [("https://kpigraph.example/jurisdiction/140525",)]),
        ("SELECT DISTINCT ?s { ?s ?p ?o FILTER(?o = ?c) }", {"c": '"140525"', "p": "https://kpigraph.example/ontology#divisionCode"},
         [("https://kpigraph.example/jurisdiction/140525",)]),
        ("SELECT ?u (COUNT(*) AS ?n) { ?i kpi:year ?y ; kpi:canonicalUnit ?u FILTER(?v = ?y) } GROUP BY ?u ORDER BY ?u",
         {"v": "2024"}, [("1", 4), ("date", 1), ("天", 1)]),
        ("SELECT ?n { { SELECT ?i ?v { ?i kpi:canonicalValue ?v } } ?i a kpi:Indicator ; rdfs:label ?n }", {"v": "60"},
         [("案件办理天数",)]),
    ],
)  # fmt: skip
def test_what_is_given_to_a_query_is_bound_as_what_it_means(
    graph: GraphFolder, sparql: str, given: dict[str, str], rows: list[tuple[object, ...]]
) -> None:
    bindings = {name: text_to_binding(text) for name, text in given.items()}
    assert list(graph.query(sparql, bindings).rows) == rows


@pytest.mark.parametrize(
    "hostile", ['满意度" } #', "满意度\\", '") || true || CONTAINS("', "?name", "满意度\n} DROP ALL"]
)
def test_a_binding_is_a_value_and_never_text_of_the_query(graph: GraphFolder, hostile: str) -> None:
    query = "SELECT ?word ?name { ?i a kpi:Indicator ; rdfs:label ?name FILTER(CONTAINS(?name, ?word)) }"
    assert len(graph.query(query, {"word": "满意度"}).rows) == 2
    assert graph.query(query, {"word": hostile}).rows == ()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT ?name { ?i rdfs:label ?name }", r"\?name, \?i"),
        ("SELECT ?name { ?i rdfs:label ?name # ?word\n }", r"\?name, \?i"),
        ("SELECT ?name { ?i rdfs:label ?name { SELECT ?i { ?i rdfs:label ?word } } }", r"\?name, \?i"),
        ("SELECT (COUNT(*) AS ?n) { ?i rdfs:label ?word }", "GROUP BY"),
        ("ASK { ?i rdfs:label ?name FILTER(?name = ?word) }", "ASK and CONSTRUCT"),
        ("DESCRIBE ?i { ?i rdfs:label ?word }", "DESCRIBE"),
    ],
)
def test_a_binding_that_a_query_cannot_take_is_refused_and_the_variables_are_named(
    graph: GraphFolder, query: str, named: str
) -> None:
    with pytest.raises(UnboundParameterError, match=rf"(?s)\?word.*{named}"):
        graph.query(query, {"word": "满意度"})


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("CONSTRUCT { ?j kpi:divisionCode ?c } { ?j kpi:divisionCode ?c }",
         [["https://kpigraph.example/jurisdiction/140525", "https://kpigraph.example/ontology#divisionCode", "140525"]]),
        ("CONSTRUCT { ?i kpi:weight ?w } { ?i kpi:weight ?w ; kpi:divisionCode ?c }", []),
    ],
)  # fmt: skip
def test_triples_are_rows_of_plain_values_where_rows_are_asked_for(
    graph: GraphFolder, query: str, rows: list[list[object]]
) -> None:
    columns, found = result_to_report(graph.query(query, {"c": "140525"}))
    assert (columns, list(found)) == (["subject", "predicate", "object"], rows)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x WHERE { ?x ?y ?z", "line 1, column 27, where it ends"),
        ("SELECT ?x WHERE { ?x ?y ?z", "第 1 行第 27 列，查询到此中断"),
        ("SELECT ?x\nWHERE { ?x ?y ?z ] }", "line 2, column "),
        ("SELECT ?x { ?x foo:bar ?y }", "line 1, column 23: the prefix foo: is not declared"),
        ("SELECT ?x { ?x foo:bar ?y }", "前缀 foo: 未声明；不必声明的有 dcterms, kpi"),
        ("SELECT ?x { ?x <bar> ?y }", "IRI parsing failed"),
        ("SELEC", "line 1"),
        ("", "line 1, column 1"),
    ],
)
def test_malformed_sparql_is_one_line_with_its_place(graph: GraphFolder, query: str, message: str) -> None:
    with pytest.raises(MalformedQueryError) as caught:
        graph.query(query)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("query", "keyword"),
    [
        ("INSERT DATA { <a:b> <a:c> 1 }", "INSERT"),
        ("delete where { ?s ?p ?o }", "DELETE"),
        ("PREFIX a: <http://a.org/select> # SELECT\nDROP ALL", "DROP"),
        ("BASE <http://a.org/>\nLOAD <x>", "LOAD"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
    ],
)
def test_an_update_is_refused_by_name(graph: GraphFolder, query: str, keyword: str) -> None:
    before = graph.counts()
    with pytest.raises(UpdateRefusedError, match=f"{keyword} would change"):
        graph.query(query)
    assert graph.counts() == before


SERVICE = "<http://127.0.0.1:1/sparql> { ?a ?b ?c }"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {SERVICE} }}",
        f"SELECT * {{ sErViCe SILENT {SERVICE} }}",
        f"SELECT * {{ ?s ?p ?o SERVICE{SERVICE} }}",
        f"SELECT * {{ ?s ?p 5SERVICE{SERVICE} }}",
        f'SELECT * {{ ?s ?p "SERVICE" # comment\n SERVICE {SERVICE} }}',
        f"SELECT * {{ ?s ?p '''it's''' . SERVICE {SERVICE} }}",
        f"SELECT * {{ ?s ?p ?o FILTER(?o<?s#>'''\n) SERVICE {SERVICE} #'''\n }}",
        f"SELECT * {{ ?s ?p ?o FILTER(?o<?s)SERVICE#>\n {SERVICE} }}",
        "PREFIX a: <http://127.0.0.1:1/> SELECT * { SERVICE a:b { ?a ?b ?c } }",
        "PREFIX service: <http://127.0.0.1:1/> SELECT * { service:x #\n { ?a ?b ?c } }",
        "SELECT * { VALUES ?e { <http://127.0.0.1:1/> } SERVICE ?e { ?a ?b ?c } }",
    ],
)
def test_a_query_never_reaches_the_network(query: str) -> None:
    with pytest.raises(ServiceRefusedError, match="leave the clause out"):
        evaluate(Store(), query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s rdfs:label "SERVICE <http://a.org/> {}" }',
        "SELECT * { ?s rdfs:label '''it's a SERVICE''' }",
        "SELECT * { ?s <http://a.org/service#SERVICE> ?o }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://a.org/> {}",
        "SELECT ?service { ?s ?p ?service }",
        "PREFIX service: <http://a.org/> SELECT * { ?s service:of ?o . ?o a kpi:Service }",
        'SELECT * { ?s rdfs:label "x"@en-service }',
    ],
)
def test_the_word_service_elsewhere_is_no_service_clause(query: str) -> None:
    assert evaluate(Store(), query).rows == ()
