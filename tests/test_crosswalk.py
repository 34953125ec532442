"""The crosswalk, the schemes and the codes of units and operators, in the data and in the graphs that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graph_exports import exported_and_restored
from graph_records import INLAND, SEASIDE, indicator_of, share

from graph.iris import Iris
from graph.store import GraphFolder
from graph.validation import validate
from ontology.framework import categories, schemes
from ontology.operators import operators
from ontology.units import units

if TYPE_CHECKING:
    from pathlib import Path

MONEY = {
    "kind": "numeric",
    "operator": "<=",
    "value": 3,
    "unit": "万元",
    "operator_source": "printed",
    "canonical_value": 30000,
    "canonical_unit": "元",
}
OLD_ROWS = [
    indicator_of(SEASIDE, 1, "培训成本", level1="产出指标", level2="成本指标", target_text="≤3万元", **MONEY),
    indicator_of(SEASIDE, 2, "环境改善率", level1="效益指标", level2="生态效益指标", **share(90)),
]
NEW_ROWS = [
    indicator_of(INLAND, 1, "培训费用", level1="成本指标", level2="经济成本指标", target_text="≤3万元", **MONEY),
    indicator_of(
        INLAND, 2, "污染程度", level1="成本指标", level2="生态环境成本指标", target_text="轻微", kind="qualitative"
    ),
]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(SEASIDE, OLD_ROWS)
        folder.put(INLAND, NEW_ROWS)
    return tmp_path / "graph"


@pytest.mark.parametrize(
    ("one", "match", "other"),
    [
        ("cost", "closeMatch", "output/cost"),
        ("cost/economic", "closeMatch", "output/cost"),
        ("cost/social", "relatedMatch", "benefit/social"),
        ("cost/ecological", "relatedMatch", "benefit/ecological"),
        ("benefit/satisfaction", "closeMatch", "satisfaction"),
        ("decision/goals", "relatedMatch", "input/goals"),
    ],
)
def test_the_crosswalk_leads_both_ways(one: str, match: str, other: str) -> None:
    assert (match, other) in categories()[one].matches
    assert (match, one) in categories()[other].matches


def test_nothing_is_matched_with_itself_or_in_two_ways() -> None:
    for category in categories().values():
        ends = [other for _, other in category.matches]
        assert category.notation not in ends
        assert len(ends) == len(set(ends)), category.notation


@pytest.mark.parametrize("notation", ["output/quantity", "output/quality", "output/timeliness", "satisfaction"])
def test_what_both_generations_print_alike_is_one_concept_of_both(notation: str) -> None:
    assert categories()[notation].own_schemes == ("2015", "2021")
    assert not [match for match in categories()[notation].matches if match[0] == "exactMatch"]


def test_every_scheme_operator_and_unit_has_its_names() -> None:
    assert {name for one in categories().values() for name in one.own_schemes} == set(schemes())
    assert {sign: (one.label, len(one.same)) for sign, one in operators().items()} == {
        ">=": ("不低于", 1), "<=": ("不超过", 1), ">": ("大于", 1), "<": ("小于", 1), "=": ("等于", 1),
    }  # fmt: skip
    assert units()["yuan"].same == ("http://qudt.org/vocab/currency/CNY",)
    assert units()["yuan"].quantity_kinds == ("http://qudt.org/vocab/quantitykind/Currency",)


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        # What the older generation has as an output and the newer one as a cost.
        (
            ("SELECT ?old ?new { ?i kpi:level2 ?a ; rdfs:label ?old . ?a skos:inScheme/skos:prefLabel ?s ; skos:closeMatch ?b . "
            '?j kpi:level2 ?b ; rdfs:label ?new FILTER(CONTAINS(?s, "2015") && LANG(?s) = "en") }'),
            [("培训成本", "培训费用")],
        ),
        (
            ("SELECT ?new ?old { ?j rdfs:label ?new ; kpi:level2/skos:relatedMatch ?b . ?i kpi:level2 ?b ; rdfs:label ?old . "
            "?b skos:broader/skos:notation 'benefit' }"),
            [("污染程度", "环境改善率")],
        ),
        ("SELECT DISTINCT ?n { ?i kpi:codedUnit/kpi:convertsTo?/skos:exactMatch ?n } ORDER BY ?n", [
            ("http://qudt.org/vocab/currency/CNY",), ("http://qudt.org/vocab/unit/PERCENT",),
            ("http://qudt.org/vocab/unit/UNITLESS",),
        ]),
        ("SELECT DISTINCT ?n { ?u a kpi:Unit ; skos:notation 'ten-thousand-yuan' ; qudt:hasQuantityKind ?n }", [
            ("http://qudt.org/vocab/quantitykind/Currency",),
        ]),
        (
            ("SELECT ?sign ?name ?odrl { ?o a kpi:Operator ; skos:notation ?sign ; rdfs:label ?name ; skos:exactMatch ?odrl "
            'FILTER(LANG(?name) = "en") } ORDER BY ?sign'),
            [("<=", "at most", "http://www.w3.org/ns/odrl/2/lteq"), (">=", "at least", "http://www.w3.org/ns/odrl/2/gteq")],
        ),
        ("SELECT ?t { ?t kpi:operator/rdfs:label '不低于'@zh }", [
            ("https://kpigraph.example/indicator/a-002/threshold",),
        ]),
    ],
)  # fmt: skip
def test_queries_join_generations_units_and_operators(graph: Path, query: str, rows: list[tuple[str, ...]]) -> None:
    with GraphFolder.open(graph, read_only=True) as folder:
        assert list(folder.query(query).rows) == rows
        assert validate(folder).conforms


def test_what_a_removed_document_alone_used_goes_with_it_though_a_match_names_it(graph: Path, tmp_path: Path) -> None:
    with GraphFolder.open(graph) as folder:
        folder.remove(INLAND.name)
    with GraphFolder.create_or_open(tmp_path / "alone") as folder:
        folder.put(SEASIDE, OLD_ROWS)
        alone = {str(quad) for quad in folder.quads()}
    with GraphFolder.open(graph, read_only=True) as folder:
        assert {str(quad) for quad in folder.quads()} == alone
        matched = Iris().official_category("cost/economic").value
        assert folder.query(f"ASK {{ ?a skos:closeMatch <{matched}> }}").boolean is True
        assert folder.query(f"ASK {{ <{matched}> ?p ?o }}").boolean is False


def test_an_export_gives_schemes_matches_and_operators_again(graph: Path, tmp_path: Path) -> None:
    before, _, after = exported_and_restored(graph, tmp_path)
    assert before.read_bytes() == after.read_bytes()
