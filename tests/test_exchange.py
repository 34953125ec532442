"""Exports for other programs, each read back by a library that is not ours: networkx, csv, json, yaml, rdflib, gzip."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
import rdflib
import yaml
from graph_records import INLAND, INLAND_ROWS, SEASIDE, SEASIDE_ROWS, indicator_of, share
from query_records import TOWN_ROWS

from extract.indicator import FIELDS, Indicator
from graph.decisions import Decisions
from graph.iris import Iris
from graph.mappings import indicators_to_mappings
from graph.network import indicators_to_network
from graph.selection import compare
from graph.store import GraphFolder
from graph.triples import document_to_quads
from ontology import vocabulary as v
from output.csvw import write_csvw
from output.data_cube import comparison_to_quads, holds_observation, write_cube
from output.exports import write_export
from output.faults import LibraryNeededError, NothingToCompareError
from output.neo4j import write_neo4j
from output.parquet import write_parquet
from output.property_graph import write_gexf, write_graphml
from output.rdf import write_rdf
from output.sssom import write_sssom
from output.tables import unguarded, write_records
from output.whole_file import OutputNotWritableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [*SEASIDE_ROWS, *INLAND_ROWS, *TOWN_ROWS]
IRIS = Iris()
QB, KPI = rdflib.Namespace(v.QB), rdflib.Namespace(v.KPI)


def test_a_name_that_ends_in_gz_is_compressed(tmp_path: Path) -> None:
    quads = document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS)
    write_rdf(quads, "nq", tmp_path / "graph.nq")
    write_rdf(quads, "nq", tmp_path / "graph.nq.gz")
    assert gzip.decompress((tmp_path / "graph.nq.gz").read_bytes()) == (tmp_path / "graph.nq").read_bytes()
    write_records(SEASIDE_ROWS, "jsonl", tmp_path / "rows.jsonl.gz")
    with gzip.open(tmp_path / "rows.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert [json.loads(line)["id"] for line in lines] == [row.id for row in SEASIDE_ROWS]


def test_a_compressed_file_says_nothing_of_when_and_where_it_was_made(tmp_path: Path) -> None:
    for name in ("one.nt.gz", "other.nt.gz"):
        write_rdf(document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS), "nt", tmp_path / name)
    content = (tmp_path / "one.nt.gz").read_bytes()
    assert content == (tmp_path / "other.nt.gz").read_bytes()
    assert content[3:8] == b"\0\0\0\0\0"  # no flags, so no name, and no time


def test_gexf_read_back_is_the_network(tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    written = write_gexf(ROWS, path)
    network, found = indicators_to_network(ROWS), nx.read_gexf(path)
    assert written == len(network) == len(found)
    assert sorted(found.edges(data="relation")) == sorted(network.edges(data="relation"))
    node = found.nodes["indicator:a-001"]
    assert (node["label"], node["target_text"], node["year"], node["weight"]) == ("信访群众满意度", "≥95%", 2024, 10.0)
    assert (node["value"], node["canonical_value"]) == ("95", "0.95")  # another indicator has a date there
    text = path.read_text(encoding="utf-8")
    assert "lastmodified" not in text
    ids = re.findall(r'<edge [^>]*\bid="([^"]*)"', text)
    assert len(set(ids)) == len(ids) == network.number_of_edges()


def rows_of(path: Path, *, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.mark.parametrize(("write", "read"), [(write_gexf, nx.read_gexf), (write_graphml, nx.read_graphml)])
def test_values_are_numbers_where_all_are(write: Callable[..., int], read: Callable[..., Any], tmp_path: Path) -> None:
    write(SEASIDE_ROWS[:3], tmp_path / "graph")
    found = read(tmp_path / "graph").nodes
    assert [found[f"indicator:a-00{n}"]["value"] for n in (1, 2, 3)] == [95.0, 60.0, 80.5]
    assert [found[f"indicator:a-00{n}"]["canonical_value"] for n in (1, 2, 3)] == [0.95, 60.0, 0.805]


def test_neo4j_files_read_back_are_the_network(tmp_path: Path) -> None:
    folder = tmp_path / "neo4j"
    hard = indicator_of(INLAND, 9, '名称 "引号", 逗号\n换行', target_text=None)
    written = write_neo4j([*ROWS, hard], folder)
    network = indicators_to_network([*ROWS, hard])
    keys: list[str] = []
    for header in folder.glob("*-header.csv"):
        columns, rows = rows_of(header)[0], rows_of(folder / header.name.replace("-header", ""))
        assert rows
        assert {len(row) for row in rows} == {len(columns)}
        if header.name != "relations-header.csv":
            keys += [row[0] for row in rows]
    assert sorted(keys) == sorted(network.nodes)
    assert written == len(keys)
    edges = [(start, end, kind.removeprefix("HAS_").lower()) for start, end, kind in rows_of(folder / "relations.csv")]
    assert edges == list(network.edges(keys=True))


def test_neo4j_columns_have_types_and_texts_stay_on_one_line(tmp_path: Path) -> None:
    write_neo4j([*SEASIDE_ROWS, indicator_of(INLAND, 9, "第一行\n第二行")], tmp_path)
    columns = rows_of(tmp_path / "indicator-header.csv")[0]
    assert columns[0] == "key:ID{label:Indicator}"
    assert {"label", "target_text", "year:int", "line:int", "weight:float"} <= set(columns)
    indicators = [dict(zip(columns, row, strict=True)) for row in rows_of(tmp_path / "indicator.csv")]
    assert indicators[0]["weight:float"] == "10"
    assert (indicators[0]["value:float"], indicators[0]["canonical_value:float"]) == ("95", "0.95")
    deadline = indicators[3]
    assert (deadline["value:float"], deadline["value_text"]) == ("", "2024-12-31")
    assert (deadline["canonical_value:float"], deadline["canonical_value_text"]) == ("", "2024-12-31")
    assert indicators[1]["weight:float"] == ""
    assert indicators[-1]["label"] == "第一行 第二行"
    assert (tmp_path / "indicator.csv").read_text(encoding="utf-8").count("\n") == len(indicators)


def test_the_cypher_script_names_every_file_and_every_column(tmp_path: Path) -> None:
    write_neo4j(ROWS, tmp_path)
    script = (tmp_path / "load.cypher").read_text(encoding="utf-8")
    tables = {path.name for path in tmp_path.glob("*.csv") if "-header" not in path.name}
    assert set(re.findall(r"file:///([\w.]+)", script)) == tables
    for header in tmp_path.glob("[!r]*-header.csv"):
        for number, column in enumerate(rows_of(header)[0][1:], 1):
            assert re.search(rf"n\.{column.split(':')[0]} = (?:to\w+\()?nullIf\(row\[{number}\]", script)
    kinds = {tuple(row[:1] + row[2:]) for row in rows_of(tmp_path / "relations.csv")}
    for relation in {kind for _, kind in kinds}:
        assert f"MERGE (a)-[:{relation}]->(b);" in script


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputNotWritableError, match="file"):
        write_neo4j(ROWS, tmp_path / "file")


def test_the_metadata_of_a_csv_file_describes_every_column_that_is_there(tmp_path: Path) -> None:
    table = tmp_path / "指标.csv"
    assert write_csvw(ROWS, IRIS, table) == len(ROWS)
    metadata = json.loads((tmp_path / "指标.csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["@context"] == "http://www.w3.org/ns/csvw"
    columns = metadata["tableSchema"]["columns"]
    with (tmp_path / metadata["url"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [column["titles"] for column in columns] == list(rows[0]) == list(FIELDS)
    for column in columns:
        cells = [row[column["name"]] for row in rows]
        assert not column.get("required") or all(cells)
        if column["datatype"] == "integer":
            assert all(re.fullmatch(r"-?\d+", cell) for cell in cells if cell)
        if column["datatype"] == "decimal":
            assert all(re.fullmatch(r"-?\d+(\.\d+)?", cell) for cell in cells if cell)
        assert {label["@language"] for label in column["rdfs:label"]} == {"zh", "en"}
    key = [row[metadata["tableSchema"]["primaryKey"]] for row in rows]
    assert len(set(key)) == len(key)


def test_no_text_of_a_csv_file_with_metadata_is_changed(tmp_path: Path) -> None:
    """What a spreadsheet would take for a formula is told to people by `csv`; `csvw` is for programs."""
    printed = ["=100%", "+5%", "-3%", "@x", "'x", "＝1", "\t1", "≥95%"]
    rows = [replace(ROWS[0], id=f"{n}", operator="=", target_text=text) for n, text in enumerate(printed)]
    write_csvw(rows, IRIS, tmp_path / "w.csv")
    write_records(rows, "csv", tmp_path / "x.csv")
    with (tmp_path / "w.csv").open(encoding="utf-8", newline="") as file:
        cells = [(row["operator"], row["target_text"]) for row in csv.DictReader(file)]
    assert cells == [("=", text) for text in printed]
    assert "apostrophe" not in (tmp_path / "w.csv-metadata.json").read_text(encoding="utf-8")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        guarded = [(row["operator"], row["target_text"]) for row in csv.DictReader(file)]
    assert guarded[0] == ("'=", "'=100%")
    assert [unguarded(text) for _, text in guarded] == printed


def test_a_csv_file_read_by_its_metadata_says_what_the_graph_says(tmp_path: Path) -> None:
    write_csvw(SEASIDE_ROWS, IRIS, tmp_path / "w.csv")
    schema = json.loads((tmp_path / "w.csv-metadata.json").read_text(encoding="utf-8"))["tableSchema"]
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{q.triple} .\n" for q in document_to_quads(SEASIDE, SEASIDE_ROWS, IRIS)), format="nt")
    properties = {column["name"]: column["propertyUrl"] for column in schema["columns"] if "propertyUrl" in column}
    assert properties["target_text"] == v.KPI + "targetText"
    assert properties["id"] == v.DCTERMS + "identifier"
    with (tmp_path / "w.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            subject = rdflib.URIRef(schema["aboutUrl"].replace("{id}", row["id"]))
            for name, iri in properties.items():
                said = [str(term.toPython()) for term in graph.objects(subject, rdflib.URIRef(iri))]
                assert len(said) == bool(row[name])
                if name not in (
                    "canonical_value",
                    "weight",
                    "confidence",
                    "repairs",
                ):  # of which one text is as good as another
                    assert said == ([row[name]] if row[name] else [])


def read_sssom(text: str) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Metadata and rows of an SSSOM file."""
    lines = text.splitlines(keepends=True)
    head = "".join(line[1:] for line in lines if line.startswith("#"))
    body = "".join(line for line in lines if not line.startswith("#"))
    return yaml.safe_load(head), list(csv.DictReader(io.StringIO(body), delimiter="\t"))


def test_mappings_read_back_from_sssom(tmp_path: Path) -> None:
    path = tmp_path / "similar.sssom.tsv"
    written = write_sssom(indicators_to_mappings(ROWS, least=0.6), IRIS, path)
    metadata, rows = read_sssom(path.read_text(encoding="utf-8"))
    assert {"mapping_set_id", "license", "curie_map"} <= set(metadata)
    prefixes = metadata["curie_map"]
    assert isinstance(prefixes, dict)
    for row in rows:
        assert {row["subject_id"], row["object_id"]} <= {f"indicator:{one.id}" for one in ROWS}
        assert (row["confidence"], row["subject_type"]) == (row["similarity_score"], "owl named individual")
        for column in (
            "subject_id",
            "object_id",
            "predicate_id",
            "mapping_justification",
            "subject_source",
            "object_source",
        ):
            assert row[column].split(":")[0] in prefixes
        assert 0.6 <= float(row["similarity_score"]) <= 1
        assert row["subject_source"] != row["object_source"]
    assert written == len(rows)
    kinds = {(row["subject_label"], row["object_label"], row["predicate_id"]) for row in rows}
    assert ("群众满意度", "群众满意度", "skos:exactMatch") in kinds
    assert ("信访群众满意度", "群众满意度", "skos:exactMatch") in kinds  # one measure


ALIKE = ("社会影响力", "群众满意度")


@pytest.mark.parametrize(
    ("decisions", "matches"),
    [
        (Decisions(), {("skos:closeMatch", "semapv:LexicalSimilarityThresholdMatching")}),
        (Decisions(join=(ALIKE,)), {("skos:exactMatch", "semapv:ManualMappingCuration")}),
        (Decisions(split=(ALIKE,)), set()),
    ],
)
def test_sssom_says_what_people_decided(decisions: Decisions, matches: set[tuple[str, str]], tmp_path: Path) -> None:
    path = tmp_path / "similar.sssom.tsv"
    least = 0.8 if decisions.join else 0.5  # what people joined maps however little it is alike
    write_sssom(indicators_to_mappings(ROWS, least=least, decisions=decisions), IRIS, path)
    _, rows = read_sssom(path.read_text(encoding="utf-8"))
    told = [row for row in rows if {row["subject_label"], row["object_label"]} == {*ALIKE}]
    assert {(row["predicate_id"], row["mapping_justification"]) for row in told} == matches


def test_a_pair_of_names_maps_once_for_each_two_places_and_never_inside_one() -> None:
    mappings = list(indicators_to_mappings(ROWS, least=0.6))
    keys = [(each.subject, each.subject_place, each.object, each.object_place) for each in mappings]
    assert len(set(keys)) == len(keys)
    assert not {(other, second, one, first) for one, first, other, second in keys} & set(keys)
    assert all(each.subject_place != each.object_place for each in mappings)
    assert {each.score for each in mappings if each.equal} == {1.0}


def test_a_higher_threshold_gives_some_of_the_same_mappings() -> None:
    loose, strict = (set(indicators_to_mappings(ROWS, least=least)) for least in (0.3, 0.9))
    assert strict < loose
    assert all(mapping.score >= 0.9 for mapping in strict)


@pytest.fixture(scope="module")
def cube(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    path = tmp_path_factory.mktemp("cube") / "comparison.ttl"
    unknown = indicator_of(
        INLAND, 8, "群众满意度", division_code=None, province=None, city=None, county=None, department=None, **share(70)
    )
    write_cube(compare([*ROWS, unknown], "群众满意度"), IRIS, path)
    return rdflib.Graph().parse(path, format="turtle")


def test_a_cube_holds_the_targets_that_were_compared(cube: rdflib.Graph) -> None:
    observations = set(cube.subjects(rdflib.RDF.type, QB.Observation))
    found = {
        (str(cube.value(one, KPI.targetText)), float(str(cube.value(one, KPI.canonicalValue)))) for one in observations
    }
    assert found == {("≥95%", 0.95), ("≥90%", 0.9), ("≥85%", 0.85)}
    labels = {str(cube.value(cube.value(one, KPI.jurisdiction), rdflib.RDFS.label)) for one in observations}
    assert labels == {"河北省秦皇岛市海港区", "山西省晋城市泽州县", "河南省焦作市解放区"}


def test_a_cube_is_well_formed(cube: rdflib.Graph) -> None:
    [structure] = cube.subjects(rdflib.RDF.type, QB.DataStructureDefinition)
    parts = list(cube.objects(structure, QB.component))
    dimensions = {term for part in parts for term in cube.objects(part, QB.dimension)}
    measures = {term for part in parts for term in cube.objects(part, QB.measure)}
    assert (len(dimensions), len(measures)) == (2, 1)
    for group in cube.subjects(rdflib.RDF.type, QB.DataSet):
        assert list(cube.objects(group, QB.structure)) == [structure]
        assert cube.value(group, KPI.canonicalUnit) is not None
    places = []
    for one in cube.subjects(rdflib.RDF.type, QB.Observation):
        assert len(list(cube.objects(one, QB.dataSet))) == 1
        for term in dimensions | measures:
            assert len(list(cube.objects(one, term))) == 1
        places.append((cube.value(one, QB.dataSet), *(cube.value(one, term) for term in sorted(dimensions, key=str))))
    assert len(set(places)) == len(places)


def test_two_writes_of_anything_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        folder = tmp_path / name
        write_neo4j(ROWS, folder)
        write_gexf(ROWS, folder / "graph.gexf")
        write_sssom(indicators_to_mappings(ROWS), IRIS, folder / "similar.sssom.tsv")
        write_cube(compare(ROWS, "群众满意度"), IRIS, folder / "cube.ttl")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes(), path.name


def test_records_read_back_from_parquet(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    path = tmp_path / "rows.parquet"
    assert write_parquet(ROWS, path) == len(ROWS)
    rows = parquet.read_table(path).to_pylist()
    assert [row["id"] for row in rows] == [indicator.id for indicator in ROWS]
    for row, indicator in zip(rows, ROWS, strict=True):
        for name in set(FIELDS) - {"value", "canonical_value", "history", "repairs"}:
            assert row[name] == getattr(indicator, name), name
        for name in ("value", "canonical_value"):
            day = row[f"{name}_date"]
            assert (row[name] if day is None else day.isoformat()) == getattr(indicator, name)
        assert tuple(row["repairs"]) == indicator.repairs
        assert (json.loads(row["history"]) if row["history"] else None) == indicator.history


def test_parquet_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LibraryNeededError, match=r"pip install 'kpigraph\[parquet\]'"):
        write_parquet(ROWS, tmp_path / "rows.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_cube_says_what_the_values_of_its_dimensions_are(cube: rdflib.Graph) -> None:
    qb = rdflib.Namespace("http://purl.org/linked-data/cube#")
    dimensions = set(cube.subjects(rdflib.RDF.type, qb.DimensionProperty))
    assert len(dimensions) == 2
    assert all(list(cube.objects(one, rdflib.RDFS.range)) for one in dimensions)


@pytest.mark.parametrize(("code", "expected"), [("130302", True), (None, False)])
def test_a_comparison_without_any_known_place_holds_no_observation(code: str | None, *, expected: bool) -> None:
    places = {} if code else dict.fromkeys(("province", "city", "county"))
    rows = [replace(row, division_code=code, **places) for row in ROWS]
    comparison = compare(rows, "群众满意度")
    assert comparison.sets
    assert holds_observation(comparison, IRIS) == expected


def cube_of(rows: list[Indicator], measure: str) -> rdflib.Graph:
    quads = comparison_to_quads(compare(rows, measure), IRIS)
    return rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")


def test_equal_promises_of_a_set_share_one_rank_whatever_else_their_places_promise() -> None:
    rows = [
        replace(ROWS[0], id="r-1", **share(90)),
        replace(ROWS[0], id="r-2", line=902, project="乙", **share(95)),
        replace(INLAND_ROWS[0], id="r-3", level3=ROWS[0].level3, **share(90)),
    ]
    cube = cube_of(rows, ROWS[0].level3)
    ranks = {
        (str(cube.value(one, KPI.targetText)), int(str(cube.value(one, KPI.rank))))
        for one in cube.subjects(rdflib.RDF.type, QB.Observation)
    }
    assert ranks == {("≥90%", 1), ("≥95%", 2)}


@pytest.mark.parametrize("known", [True, False])
def test_the_structure_declares_what_occurs_and_nothing_else(known: bool) -> None:  # noqa: FBT001 - a case of the table
    rows = [row if known else replace(row, year=None, operator="=", target_text=None) for row in ROWS]
    rows = [replace(row, canonical_value=0.5) if row.canonical_unit == "1" else row for row in rows]
    cube = cube_of(rows, "群众满意度")
    [structure] = cube.subjects(rdflib.RDF.type, QB.DataStructureDefinition)
    roles = (QB.dimension, QB.measure, QB.attribute)
    declared = {
        term for part in cube.objects(structure, QB.component) for role in roles for term in cube.objects(part, role)
    }
    told = (QB.DataSet, QB.Observation)
    links = {rdflib.RDF.type, rdflib.RDFS.label, QB.dataSet, QB.structure, KPI.comparisonSet}
    said = {p for kind in told for one in cube.subjects(rdflib.RDF.type, kind) for p in cube.predicates(one)} - links
    assert declared == said
    assert (KPI.year in declared) == (KPI.rank in declared) == known
    assert KPI.direction not in declared


@pytest.mark.parametrize("measure", ["火星人数量", "完全没有的指标", "群众办事幸福程度"])
def test_a_measure_that_there_is_not_is_refused_with_the_nearest(tmp_path: Path, measure: str) -> None:
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(SEASIDE, SEASIDE_ROWS)
        with pytest.raises(NothingToCompareError, match=f"{measure}.*最近的指标：(?!无)"):
            write_export(folder, "datacube", tmp_path / "cube.ttl", measure)
    assert not (tmp_path / "cube.ttl").exists()
