"""Real documents: stated counts and snapshots of the examples, and agreement with labels made by reading."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from benchmarks.accuracy import CORE, KEY, OTHER, read_labels, score
from extract.reading import Extraction, file_to_extraction

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLES = ROOT / "examples"
OWN_LABELS = ROOT / "tests" / "labels"
ORIGINALS = ROOT.parent / "shared" / "documents"
GIVEN_LABELS = ROOT.parent / "shared" / "labels"
NAMES = ["haigang-2024", "jianghan-2024", "jiefang-2024", "luquan-2021", "zezhou-2024"]
SNAPSHOT = ("id", "level1", "level2", "level3", "target_text", "period", "scope", "project", "line")

# What the examples hold, in the numbers of their labels: jurisdiction, year, indicators by kind of target, projects.
HELD: dict[str, tuple[str, str, int, dict[str, int], int]] = {
    "haigang-2024": ("河北省秦皇岛市海港区", "130302", 2024, {"numeric": 30, "change": 2}, 3),
    "jianghan-2024": ("湖北省武汉市江汉区", "420103", 2024, {"numeric": 103, "change": 2, "qualitative": 3}, 3),
    "jiefang-2024": ("河南省焦作市解放区", "410802", 2024, {"numeric": 28, "change": 1, "qualitative": 16}, 4),
    "luquan-2021": ("河北省石家庄市鹿泉区", "130110", 2021, {"numeric": 36, "date": 1, "qualitative": 16}, 7),
    "zezhou-2024": (
        "山西省晋城市泽州县",
        "140525",
        2024,
        {"numeric": 47, "change": 6, "date": 1, "qualitative": 29},
        6,
    ),
}


@cache
def example(name: str) -> Extraction:
    return file_to_extraction(EXAMPLES / f"{name}.txt")


def records(extraction: Extraction) -> list[dict[str, Any]]:
    return [indicator.record() for indicator in extraction.indicators]


@pytest.mark.parametrize("name", NAMES)
def test_example_holds_what_was_counted(name: str) -> None:
    place, code, year, kinds, projects = HELD[name]
    found = example(name).indicators
    assert {(i.jurisdiction, i.division_code, i.year) for i in found} == {(place, code, year)}
    assert Counter(i.kind for i in found) == kinds
    assert len({i.project for i in found if i.project}) == projects
    assert all(i.department is not None and i.department.endswith("信访局") for i in found)


@pytest.mark.parametrize("name", NAMES)
def test_example_gives_the_snapshot(name: str, snapshot: Callable[[str, str], None]) -> None:
    """Whoever changes the reading sees in the diff what became of it; --update-snapshots writes it anew."""
    lines = (json.dumps({f: record[f] for f in SNAPSHOT}, ensure_ascii=False) for record in records(example(name)))
    snapshot(f"{name}.jsonl", "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("name", NAMES)
def test_every_record_of_an_example_keeps_the_contract(name: str) -> None:
    source = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    extraction = example(name)
    ids = [i.id for i in extraction.indicators]
    assert len(set(ids)) == len(ids)
    assert [i.line for i in extraction.indicators] == sorted(i.line or 0 for i in extraction.indicators)
    for indicator in extraction.indicators:
        assert indicator.document == f"{name}.txt"
        assert indicator.level3[:4] in "".join(source[(indicator.line or 0) - 1].split())
        assert (indicator.operator is None) == (indicator.operator_source is None)
        assert (indicator.scope == "project") == (indicator.project is not None)
        assert (indicator.direction is not None) == (indicator.kind == "change")
        assert indicator.id.isascii()
        assert (indicator.confidence == 1) or indicator.repairs
        assert indicator == type(indicator).from_record(json.loads(json.dumps(indicator.record())))


@pytest.mark.parametrize(
    ("name", "project", "code", "yuan"),
    [
        ("haigang-2024", "群众工作中心经费", "13030224P00308P125802", 100_000),
        ("jiefang-2024", "信访值班经费", "410802240000000015211", 1_650_000),
        ("jiefang-2024", "2024领导接访电话费", "410802240000000015272", 2_400),
        ("zezhou-2024", "信访案件办理业务费", None, 600_000),
        ("zezhou-2024", "遗属补助", None, 32_208),
        ("luquan-2021", "退役士兵安置", None, None),
    ],
)
def test_project_with_code_and_amount(name: str, project: str, code: str | None, yuan: int | None) -> None:
    found = {(i.project_code, i.project_amount_cny) for i in example(name).indicators if i.project == project}
    assert found == {(code, yuan)}


@pytest.mark.parametrize(
    ("name", "yuan"),
    [
        ("haigang-2024", 4_921_000), ("jiefang-2024", 3_997_600), ("luquan-2021", 4_518_300), ("zezhou-2024", 5_182_500),
        ("jianghan-2024", 8_251_600),
    ],
)  # fmt: skip
def test_total_budget(name: str, yuan: int) -> None:
    assert example(name).facts.total_budget_cny == yuan


@pytest.mark.parametrize("labels", sorted(OWN_LABELS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_examples_keep_the_indicators_of_their_originals(labels: Path) -> None:
    """The lines of an example are its own; all else is as in the original that was labelled."""
    figures = score(read_labels(labels), records(example(labels.stem)))
    assert figures.f1 == 1
    assert figures.whole >= 0.98
    assert figures.worst(tuple(field for field in CORE + OTHER if field != "line"))[0] >= 0.95


LABELS = sorted([*OWN_LABELS.glob("*.jsonl"), *GIVEN_LABELS.glob("*.jsonl")], key=lambda path: path.stem)


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="the original documents do not lie beside the checkout")
@pytest.mark.parametrize("labels", LABELS, ids=lambda path: path.stem)
def test_original_is_read_as_labelled(labels: Path) -> None:
    figures = score(read_labels(labels), records(file_to_extraction(ORIGINALS / f"{labels.stem}.txt")))
    assert figures.f1 == 1
    assert figures.whole >= 0.98
    assert figures.worst(CORE) >= (0.98,)
    assert figures.worst(OTHER) >= (0.95,)


def test_all_five_layouts_are_labelled() -> None:
    """Two of the labels lie here, three beside the original documents."""
    assert {path.stem for path in OWN_LABELS.glob("*.jsonl")} == {"jianghan-2024", "zezhou-2024"}
    if GIVEN_LABELS.is_dir():
        assert {path.stem for path in LABELS} == set(NAMES)


LABEL: dict[str, Any] = dict.fromkeys((*KEY, *CORE, *OTHER)) | {"level3": "答复率", "scope": "department", "value": 90}


@pytest.mark.parametrize(
    ("label", "record", "figures"),
    [
        ({}, {}, (1, 1, 1)),
        ({}, {"value": 91}, (1, 0, 0)),
        ({}, {"value": 90.0}, (1, 1, 1)),
        ({"accept": {"value": [91]}}, {"value": 91}, (1, 1, 1)),
        ({"level1": "社会效益"}, {"level1": "社会效益指标"}, (1, 1, 1)),
        ({"target_text": "≥90％"}, {"target_text": "≥90%。"}, (1, 1, 1)),
        ({}, {"level3": "办结率"}, (0, 0, 0)),
    ],
)
def test_scoring_tells_right_from_wrong(
    label: dict[str, Any], record: dict[str, Any], figures: tuple[float, float, float]
) -> None:
    found = score([LABEL | label], [LABEL | record])
    assert (found.f1, found.whole, found.fields["value"]) == figures


def test_scoring_counts_what_is_missing_and_what_is_too_much() -> None:
    assert score([LABEL, LABEL], [LABEL]).recall == 0.5
    assert score([LABEL], [LABEL, LABEL]).precision == 0.5
    assert score([LABEL], []).f1 == 0
