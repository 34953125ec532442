"""Measures: which names are one, that they keep their identity, and what people decide about them."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from benchmarks.synthetic_names import synthetic_names
from extract.indicator import Indicator
from extract.reading import file_to_extraction
from graph.concepts import group_names, measure_of, name_to_key, names_to_measures, suggestions
from graph.decisions import Decisions, DecisionsFileError, read_decisions, write_decisions
from graph.iris import Iris
from ontology import vocabulary as v
from output.measure_objects import suggestions_to_objects
from output.measures import measures_to_quads

if TYPE_CHECKING:
    from pathlib import Path

    from graph.concepts import Measure

JUDGED = ROOT / "tests" / "data" / "measures.jsonl"
DECIDED = ROOT / "examples" / "measures.yaml"
SAME = ["群众满意度", "公众满意度", "信访人满意率"]


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The names of the five documents, each as often as it is used."""
    return [one.level3 for path in sorted(ROOT.glob("examples/*.txt")) for one in file_to_extraction(path).indicators]


def pairs(groups: list[list[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def figures(measures: list[Measure]) -> tuple[float, float]:
    """Precision and F1 over the pairs of names of the hand-made grouping."""
    wanted = pairs([json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()])
    found = pairs([list(measure.names) for measure in measures])
    return len(wanted & found) / len(found), 2 * len(wanted & found) / (len(wanted) + len(found))


def test_what_is_merged_by_itself_is_safe_and_worth_it(names: list[str]) -> None:
    precision, f1 = figures(names_to_measures(names))
    assert precision >= 0.95
    assert f1 >= 0.75


def test_with_the_decisions_every_pair_is_right(names: list[str]) -> None:
    assert figures(names_to_measures(names, read_decisions(DECIDED))) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *combinations(SAME, 2),
        ("按期办结率", "按期办结的比率"),
        ("信訪人滿意度", "信访人满意度"),
        ("满意度（群众）", "群众满意度"),
        ("鼯鼱防治率", "防治鼯鼱"),
        ("群众满不满意", "群众满意度"),
        ("超期办结率", "逾期办结率"),
        ("补助发放及时性", "补贴资金按时发放率"),
        ("养护县道里程", "县道养护里程"),
    ],
)
def test_names_of_one_measure_have_one_key(one: str, other: str) -> None:
    assert name_to_key(one) == name_to_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("群众满意度", "救助对象满意度"),
        ("群众满意度", "机关人员满意度"),
        ("按期办结率", "按期受理率"),
        ("鼯鼱防治率", "鼹鼬防治率"),
        ("补助人数", "补助标准"),
        ("按期办结率", "逾期办结率"),
        ("工程合格率", "工程不合格率"),
        ("设备完好率", "设备故障率"),
        ("学生满意率", "学生不满意率"),
        ("企业数", "拜访企业数"),
        ("命案破案率", "刑事案件发案率"),
        ("一审案件服判息诉率", "案件发改率"),
        ("人均培训费", "水电费"),
        ("每公里造价", "每平方米造价"),
        ("群众满意度", "群众安全感"),
        ("用水户满意度", "参训人员满意度"),
        ("县道养护里程", "乡道养护里程"),
        ("宫颈癌筛查人数", "乳腺癌筛查人数"),
        ("项目完工时间", "项目开始时间"),
        ("人均年度成本", "年度成本"),
        ("一级路清扫保洁面积", "二级路清扫保洁面积"),
        ("……", "——"),
    ],
)
def test_names_of_different_measures_have_different_keys(one: str, other: str) -> None:
    assert name_to_key(one) != name_to_key(other)


def test_the_quick_grouping_of_many_is_that_of_the_keys() -> None:
    many = [*synthetic_names(3_000), *SAME, "……", "——", "", "群众满意度率"]
    groups: dict[str, set[int]] = {}
    for name, group in zip(many, group_names(many).tolist(), strict=True):
        groups.setdefault(name_to_key(name), set()).add(group)
    assert all(len(found) == 1 for found in groups.values())
    assert len({group for found in groups.values() for group in found}) == len(groups)


def test_order_does_not_matter_and_the_most_usual_name_is_the_label() -> None:
    usual = [*SAME, "公众满意度"]
    expected = names_to_measures(usual)
    assert [one.label for one in expected] == ["公众满意度"]
    assert all(names_to_measures(order) == expected for order in permutations(usual))


def test_a_measure_keeps_its_identity_when_names_are_added(names: list[str]) -> None:
    before = {name: one.identity for one in names_to_measures(names[:150]) for name in one.names}
    after = {name: one.identity for one in names_to_measures(names) for name in one.names}
    assert before.items() <= after.items()


def test_members_are_scored_against_the_label() -> None:
    (measure,) = names_to_measures(["群众满意度", "群众满意度", "公众满意率"])
    assert [(member.name, member.uses) for member in measure.members] == [("群众满意度", 2), ("公众满意率", 1)]
    assert measure.members[0].score == 1
    assert 0.5 < measure.members[1].score < 1


@pytest.mark.parametrize(
    ("decisions", "groups"),
    [
        (Decisions(), [["公众满意度", "群众满意度"], ["救助对象满意度"]]),
        (Decisions(join=(("公众满意度", "救助对象满意度"),)), [["公众满意度", "群众满意度", "救助对象满意度"]]),
        (Decisions(split=(("公众满意度", "群众满意度"),)), [["公众满意度"], ["群众满意度"], ["救助对象满意度"]]),
        (
            Decisions(join=(("群众满意度", "救助对象满意度"),), split=(("公众满意度", "群众满意度"),)),
            [["公众满意度"], ["群众满意度", "救助对象满意度"]],
        ),
        (Decisions(join=(("无此名称", "救助对象满意度"),)), [["公众满意度", "群众满意度"], ["救助对象满意度"]]),
    ],
)
def test_decisions_join_and_split(decisions: Decisions, groups: list[list[str]]) -> None:
    found = names_to_measures(["群众满意度", "公众满意度", "救助对象满意度"], decisions)
    assert sorted(sorted(one.names) for one in found) == sorted(map(sorted, groups))


def test_a_pair_to_review_has_english_keys() -> None:
    found = suggestions_to_objects(suggestions(names_to_measures(["信访案件办结率", "按期办结率"]), least=0.1))
    assert [(set(one), type(one["reasons"])) for one in found] == [({"score", "one", "other", "reasons"}, list)]


def test_suggestions_are_alike_and_undecided() -> None:
    measures = names_to_measures(["信访劝返率", "信访劝返及时率", "档案归档率"])
    (found,) = suggestions(measures)
    assert {found.one, found.other} == {"信访劝返率", "信访劝返及时率"}
    assert found.reasons
    pair = ("信访劝返及时率", "信访劝返率")
    assert suggestions(measures, Decisions(split=(pair,))) == []


def test_a_measure_is_found_by_any_name_and_by_its_identity() -> None:
    measures = names_to_measures(SAME)
    assert measure_of(measures, "公众满意度") == measure_of(measures, measures[0].identity) == measures[0]
    assert measure_of(measures, "无此名称") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("join: [[甲, 乙]]\nsplit: [[甲, 乙]]", "乙、甲"),
        ("join: [[甲, 乙], [乙, 丙]]\nsplit: [[甲, 丙]]", "丙、甲"),
        ("join: [[甲, 乙], [丙, 丁], [丁, 乙]]\nsplit: [[甲, 戊], [丙, 甲]]", "丙、甲"),
    ],
    ids=["the pair itself", "by way of a third", "by way of two lists"],
)
def test_names_that_are_joined_and_split_are_told(text: str, names: str, tmp_path: Path) -> None:
    path = tmp_path / "measures.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsFileError, match=f"{names} 既合并又拆分"):
        read_decisions(path)


def test_a_folder_is_no_file_of_decisions(tmp_path: Path) -> None:
    (tmp_path / "measures.yaml").mkdir()
    with pytest.raises(DecisionsFileError, match="无法读取"):
        read_decisions(tmp_path / "measures.yaml")


def test_decisions_come_back_from_their_file(tmp_path: Path) -> None:
    decisions = Decisions(join=(("甲: “乙”", "丙#丁"),), split=(("=100%", "是"),))
    write_decisions(tmp_path / "measures.yaml", decisions)
    assert read_decisions(tmp_path / "measures.yaml") == decisions
    assert read_decisions(tmp_path / "none.yaml") == Decisions()
    with pytest.raises(DecisionsFileError, match=r"none\.yaml"):
        read_decisions(tmp_path / "none.yaml", needed=True)


def test_names_that_no_document_has_are_told() -> None:
    decisions = Decisions(join=(("群众满意度", "群众满以度"),), split=(("办结率", "群众满以度"),))
    assert decisions.unknown(["群众满意度", "办结率"]) == ["群众满以度"]


@pytest.mark.parametrize(
    "text", ["- 甲", "joined: []", "join: [甲, 乙]", "join: [[甲]]", "join: [[甲, 1]]", "join: [[甲, 乙]]\nsplit: [[乙, 甲]]", "join: ["]
)  # fmt: skip
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "measures.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsFileError, match=r"measures\.yaml"):
        read_decisions(path)


def test_measures_are_skos_concepts_with_justified_mappings() -> None:
    rows = [
        Indicator(id=f"i{number}", document="a.txt", level3=name)
        for number, name in enumerate(["群众满意度", "群众满意度", "公众满意率", "救助对象满意度"])
    ]
    quads = measures_to_quads(rows, Decisions(join=(("群众满意度", "救助对象满意度"),)), Iris())
    said = [(quad.subject, quad.predicate, quad.object) for quad in quads]
    (measure,) = {subject for subject, _, kind in said if kind == v.MEASURE_CLASS}
    labels = {predicate: [getattr(o, "value", "") for s, p, o in said if (s, p) == (measure, predicate)]
              for predicate in (v.PREF_LABEL, v.ALT_LABEL)}  # fmt: skip
    assert labels == {v.PREF_LABEL: ["群众满意度"], v.ALT_LABEL: ["公众满意率", "救助对象满意度"]}
    assert sum(predicate == v.HAS_MEASURE for _, predicate, _ in said) == 4
    justified = sorted(str(o).rsplit("/", 1)[-1] for _, p, o in said if p.value.endswith("mapping_justification"))
    assert justified == ["LexicalSimilarityThresholdMatching>", "ManualMappingCuration>"]
    assert len(said) == len(set(said))
