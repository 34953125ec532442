"""Targets of earlier periods: read as a row's own target is, with the year that their column's label means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from graph_exports import exported_and_restored
from graph_records import SEASIDE, indicator_of, share

from extract.earlier import earlier_targets, label_to_year
from graph.named_queries import load, run
from graph.store import GraphFolder
from graph.validation import validate

if TYPE_CHECKING:
    from pathlib import Path

HISTORY = {
    "前年": "88", "上年": "90%以上", "2020年": "/", "2019年": "较好", "2018年": "较上年提高5%",
    "2017年": "80%-95%", "2016年": "2016年底", "近三年": "≥1件",
}  # fmt: skip
ROW = indicator_of(
    SEASIDE, 1, "群众满意度", level1="满意度指标", level2="服务对象满意度指标", history=HISTORY, **share(95)
)


@pytest.mark.parametrize(
    ("label", "year", "expected"),
    [
        ("2022年", 2024, 2022),
        ("2022年实际完成值", None, 2022),
        ("２０２２年", 2024, 2022),
        ("2021-2022年", 2024, None),
        ("2022年（2022年完成值）", 2024, 2022),
        ("12022", 2024, None),
        ("上年", 2024, 2023),
        ("上年度指标值", 2024, 2023),
        ("上 一 年 度", 2024, 2023),
        ("去年完成", 2024, 2023),
        ("前年", 2024, 2022),
        ("前年度", 2024, 2022),
        ("上上年", 2024, 2022),
        ("大前年", 2024, 2021),
        ("以前年度", 2024, None),
        ("上年", None, None),
        ("近三年", 2024, None),
        ("历史值", 2024, None),
        ("", 2024, None),
    ],
)
def test_a_label_means_a_year(label: str, year: int | None, expected: int | None) -> None:
    assert label_to_year(label, year) == expected


def test_each_text_is_read_with_the_unit_of_its_row() -> None:
    found = {
        one.label: (one.year, one.target.kind, one.target.operator, one.target.canonical_value, one.target.status)
        for one in earlier_targets(ROW)
    }
    assert found == {
        "前年": (2022, "numeric", "=", 0.88, "stated"),
        "上年": (2023, "numeric", ">=", 0.9, "stated"),
        "2020年": (2020, None, None, None, "blank"),
        "2019年": (2019, "qualitative", None, None, "stated"),
        "2018年": (2018, "change", "=", 0.05, "stated"),
        "2017年": (2017, "numeric", ">=", 0.8, "stated"),
        "2016年": (2016, "date", "<=", "2016-12-31", "stated"),
        "近三年": (None, "numeric", ">=", 1, "stated"),
    }
    assert earlier_targets(replace(ROW, history=None)) == ()


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    with GraphFolder.create_or_open(tmp_path / "graph") as folder:
        folder.put(SEASIDE, [ROW])
    return tmp_path / "graph"


def test_the_graph_holds_them_in_the_slots_of_a_rows_own_target(graph: Path) -> None:
    with GraphFolder.open(graph, read_only=True) as folder:
        found = folder.query(
            "SELECT ?label ?year ?status ?kind ?sign ?operator ?value ?canonical ?upper ?unit ?coded ?direction {"
            " ?t ^kpi:earlierTarget ?i ; kpi:periodLabel ?label ; kpi:status ?status ; kpi:position ?p OPTIONAL { ?t kpi:year ?year }"
            " OPTIONAL { ?t kpi:kind ?kind } OPTIONAL { ?t kpi:direction ?direction } OPTIONAL { ?t kpi:threshold ?h ."
            " ?h a kpi:Threshold ; kpi:sign ?sign ; kpi:operator/skos:notation ?operator ; kpi:value ?value ;"
            " kpi:canonicalValue ?canonical OPTIONAL { ?h kpi:canonicalUnit ?unit } OPTIONAL { ?h kpi:canonicalValueUpper ?upper }"
            " OPTIONAL { ?h kpi:codedUnit/skos:notation ?coded } } } ORDER BY ?p"
        )
        assert list(found.rows) == [
            ("前年", 2022, "stated", "numeric", "=", "=", 88, 0.88, None, "1", "percent", None),
            ("上年", 2023, "stated", "numeric", ">=", ">=", 90, 0.9, None, "1", "percent", None),
            ("2020年", 2020, "blank", None, None, None, None, None, None, None, None, None),
            ("2019年", 2019, "stated", "qualitative", None, None, None, None, None, None, None, None),
            ("2018年", 2018, "stated", "change", "=", "=", 5, 0.05, None, "1", "percent", "increase"),
            ("2017年", 2017, "stated", "numeric", ">=", ">=", 80, 0.8, 0.95, "1", "percent", None),
            ("2016年", 2016, "stated", "date", "<=", "<=", "2016-12-31", "2016-12-31", None, None, None, None),
            ("近三年", None, "stated", "numeric", ">=", ">=", 1, 1, None, "件", "case", None),
        ]
        assert validate(folder).conforms
        assert folder.indicators() == [ROW]
        assert folder.indicators_by_id([ROW.id]) == [ROW]


def test_an_export_gives_them_again(graph: Path, tmp_path: Path) -> None:
    before, again, after = exported_and_restored(graph, tmp_path)
    with GraphFolder.open(again, read_only=True) as folder:
        assert folder.indicators() == [ROW]
    assert before.read_bytes() == after.read_bytes()


def test_a_row_without_history_has_no_quad_more(tmp_path: Path) -> None:
    def quads(history: dict[str, str] | None) -> int:
        with GraphFolder.create_or_open(tmp_path / str(history)) as folder:
            folder.put(SEASIDE, [replace(ROW, history=history)])
            return sum(1 for _ in folder.quads())

    assert quads({}) == quads(None)
    # Link, type, place, label, text, year, status, kind and, with its link, a threshold in ten: as many as the row's own.
    assert quads({"上年": "≥94%"}) - quads(None) == 18


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ({"earlier": 2023, "later": 2024}, [("90%以上", "≥95%", "stricter")]),
        ({"earlier": 2022, "later": 2024}, [("88", "≥95%", None)]),
        ({"earlier": 2020, "later": 2024}, []),
        ({"earlier": 2023, "later": 2025}, []),
    ],
)
def test_an_earlier_target_counts_as_that_of_its_year(
    graph: Path, given: dict[str, str | int | float], rows: list[tuple[str | None, ...]]
) -> None:
    with GraphFolder.open(graph, read_only=True) as folder:
        assert [row[4:] for row in run(folder, load("changed-targets"), given).rows] == rows


def test_a_change_that_a_row_and_a_document_tell_alike_is_told_once(graph: Path) -> None:
    past = replace(SEASIDE, name="海港区2023年.txt", checksum="e" * 64, year=2023)
    with GraphFolder.open(graph) as folder:
        told = share(90) | {"target_text": "90%以上"}
        folder.put(
            past, [indicator_of(past, 1, "群众满意度", level1="满意度指标", level2="服务对象满意度指标", **told)]
        )
    with GraphFolder.open(graph, read_only=True) as folder:
        assert [row[4:] for row in run(folder, load("changed-targets")).rows] == [("90%以上", "≥95%", "stricter")]
