"""Questions to the graph: answers as plain values, what is refused, and the queries that have a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS
from pyoxigraph import Store

from graph.named_queries import (
    ParameterNotANumberError,
    UnknownParameterError,
    UnknownQueryError,
    list_queries,
    load,
    run,
)
from graph.sparql import (
    MalformedQueryError,
    QueryResult,
    ServiceRefusedError,
    UnboundParameterError,
    UpdateRefusedError,
    evaluate,
)
from graph.store import GraphFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graph.terms import Value

SEASIDE_PLACE, INLAND_PLACE = "河北省秦皇岛市海港区", "山西省晋城市泽州县"


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


@pytest.mark.parametrize(("name", "expected"), [("群众满意度", True), ("无此指标", False)])
def test_ask_gives_a_truth(graph: GraphFolder, name: str, *, expected: bool) -> None:
    assert graph.query(f'ASK {{ ?i rdfs:label "{name}" }}') == QueryResult("boolean", boolean=expected)


def test_construct_and_describe_give_triples_each_once(graph: GraphFolder) -> None:
    answer = graph.query("CONSTRUCT { ?j a kpi:Jurisdiction } { ?i a kpi:Indicator ; kpi:jurisdiction ?j }")
    assert (answer.form, len(answer.triples)) == ("triples", 2)
    described = graph.query("DESCRIBE ?j { ?j kpi:divisionCode '130302' }")
    assert len(described.triples) == 3


@pytest.mark.parametrize(
    "hostile", ['满意度" } #', "满意度\\", '") || true || CONTAINS("', "?name", "满意度\n} DROP ALL"]
)
def test_a_binding_is_a_value_and_never_text_of_the_query(graph: GraphFolder, hostile: str) -> None:
    query = "SELECT ?word ?name { ?i a kpi:Indicator ; rdfs:label ?name FILTER(CONTAINS(?name, ?word)) }"
    assert len(graph.query(query, {"word": "满意度"}).rows) == 2
    assert graph.query(query, {"word": hostile}).rows == ()


def test_a_binding_for_what_is_not_selected_is_refused(graph: GraphFolder) -> None:
    with pytest.raises(UnboundParameterError, match=r"\?word"):
        graph.query("SELECT ?name { ?i rdfs:label ?name }", {"word": "满意度"})


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x WHERE { ?x ?y ?z", "line 1, column 27, where it ends"),
        ("SELECT ?x\nWHERE { ?x ?y ?z ] }", "line 2, column "),
        ("SELECT ?x { ?x foo:bar ?y }", "Prefix not found"),
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
    with pytest.raises(UpdateRefusedError, match=f"^{keyword} would change"):
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


ANSWERS: list[tuple[str, dict[str, str | int | float], list[tuple[Value | None, ...]]]] = [
    (
        "targets-by-jurisdiction",
        {},
        [
            (INLAND_PLACE, "泽州县信访局", 2024, "群众满意度", "≥90%", 0.9, "1", None),
            (SEASIDE_PLACE, "海港区信访局", 2024, "信访群众满意度", "≥95%", 0.95, "1", "信访救助金"),
        ],
    ),
    (
        "targets-by-jurisdiction",
        {"measure": "天数"},
        [(SEASIDE_PLACE, "海港区信访局", 2024, "案件办理天数", "60天", 60, "天", "信访救助金")],
    ),
    (
        "quantified-share-by-department",
        {},
        [("海港区信访局", SEASIDE_PLACE, 4, 4, 100), ("泽州县信访局", INLAND_PLACE, 3, 2, 66.7)],
    ),
    ("quantified-share-by-department", {"place": "山西"}, [("泽州县信访局", INLAND_PLACE, 3, 2, 66.7)]),
    (
        "long-deadlines",
        {},
        [(SEASIDE_PLACE, "海港区信访局", "信访救助金", "案件办理天数", "60天", 60, "天")],
    ),
    ("long-deadlines", {"days": "60"}, []),
    ("projects-without-satisfaction", {}, [(SEASIDE_PLACE, "海港区信访局", "接访电话费", 2024, None)]),
    (
        "assumed-operators",
        {},
        [(SEASIDE_PLACE, SEASIDE.name, 102, "信访救助金", "案件办理天数", "60天", "<=")],
    ),
    ("average-satisfaction", {}, [(SEASIDE_PLACE, 1, 95, 95, 95), (INLAND_PLACE, 1, 90, 90, 90)]),
    (
        "counts-by-category",
        {},
        [
            ("满意度指标", "服务对象满意度指标", 2),
            (None, None, 1),
            ("产出指标", "数量指标", 1),
            ("产出指标", "时效指标", 1),
            ("产出指标", "设备指标", 1),
            ("效益指标", "社会效益指标", 1),
        ],
    ),
    (
        "project-indicators",
        {"name": "电话"},
        [(SEASIDE_PLACE, "海港区信访局", "接访电话费", None, "产出指标", "设备指标", "电话完好率", "≥80.5%")],
    ),
    ("blank-targets", {}, [(INLAND_PLACE, INLAND.name, 102, None, "接待群众人次", "blank")]),
]


@pytest.mark.parametrize(("name", "given", "rows"), ANSWERS)
def test_a_named_query_answers_its_question(
    graph: GraphFolder, name: str, given: dict[str, str | int | float], rows: list[tuple[Value | None, ...]]
) -> None:
    answer = run(graph, load(name), given)
    assert list(answer.rows) == rows
    assert not set(answer.variables) & {parameter.name for parameter in load(name).parameters}


def test_every_named_query_is_tried_above_and_says_what_it_asks() -> None:
    assert {name for name, _, _ in ANSWERS} == {query.name for query in list_queries()}
    assert len(list_queries()) >= 8
    for query in list_queries():
        assert query.question_zh.endswith("？")
        assert query.question_en.endswith("?")
        assert query.sparql.count("# parameter") == len(query.parameters)


def test_named_queries_declare_their_prefixes_for_other_engines() -> None:
    for query in list_queries():
        evaluate(Store(), query.sparql)
        assert "PREFIX kpi: <https://kpigraph.example/ontology#>" in query.sparql


@pytest.mark.parametrize(
    ("name", "message"), [("long-deadline", "did you mean long-deadlines?"), ("xyz", "there are assumed-operators")]
)
def test_an_unknown_name_is_answered_by_the_nearest(name: str, message: str) -> None:
    with pytest.raises(UnknownQueryError) as caught:
        load(name)
    assert message in str(caught.value)


def test_a_parameter_is_checked_before_the_query_runs(graph: GraphFolder) -> None:
    query = load("long-deadlines")
    with pytest.raises(UnknownParameterError, match="it takes days"):
        run(graph, query, {"day": 3})
    with pytest.raises(ParameterNotANumberError, match="'many'"):
        run(graph, query, {"days": "many"})
    assert query.bindings({}) == {"days": 30}
    assert query.bindings({"days": "2.5"}) == {"days": 2.5}
