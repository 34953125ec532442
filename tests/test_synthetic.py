"""Synthetic records: the same for the same seed, as varied as benchmarks need them, and readable from their own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.synthesize import LAYOUTS, document_to_html, synthesize
from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 3000


def test_the_same_number_and_seed_give_the_same_documents_and_another_seed_others() -> None:
    assert list(synthesize(COUNT)) == list(synthesize(COUNT))
    assert next(iter(synthesize(50))).facts != next(iter(synthesize(50, seed=2))).facts


def test_records_are_as_many_as_asked_for_and_vary_as_real_ones_do() -> None:
    documents = list(synthesize(COUNT))
    rows = [row for document in documents for row in document.indicators]
    assert len(rows) == COUNT == len({row.id for row in rows})
    assert {document.layout.name for document in documents} == {layout.name for layout in LAYOUTS}
    for field, values in {
        "kind": {"numeric", "date", "change", "qualitative", None},
        "status": {"stated", "blank"},
        "operator": {">=", "<=", "=", None},
        "operator_source": {"printed", "worded", "assumed", None},
        "period": {"annual", "multi_year"},
        "scope": {"department", "project"},
        "source": {"table", "prose"},
    }.items():
        assert {getattr(row, field) for row in rows} == values, field
    assert len({row.division_code for row in rows}) > 1
    assert len({row.level3 for row in rows}) > COUNT / 2


def test_a_page_of_a_document_is_read_as_the_records_that_it_was_made_of(tmp_path: Path) -> None:
    document = next(one for one in synthesize(COUNT) if one.layout.name == "weights")
    path = tmp_path / document.facts.name
    path.write_text(document_to_html(document), encoding="utf-8", newline="\n")
    found = file_to_extraction(path)
    assert (found.facts.department, found.facts.division_code) == (
        document.facts.department,
        document.facts.division_code,
    )
    same = ("level1", "level2", "level3", "target_text", "value", "unit", "project", "project_amount_cny", "weight")
    assert [[getattr(row, name) for name in same] for row in found.indicators] == [
        [getattr(row, name) for name in same] for row in document.indicators
    ]
