"""The lexicon's linter, its coverage, and a user's own file."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from ontology.lexicon import LexiconFault, fingerprint, load_source, parse
from ontology.lexicon_files import LexiconFileError, joined, load_user_file
from ontology.lexicon_lint import coverage, lint
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from pathlib import Path

OWN = ROOT / "tests" / "data" / "own-lexicon.yaml"


def test_the_lexicon_that_ships_has_no_fault() -> None:
    assert lint(load_source()) == []


def test_it_serves_any_department_with_enough_concepts_and_words() -> None:
    concepts = load_source()["concepts"]
    assert len(concepts) >= 250
    assert len({word for entry in concepts.values() for word in entry["words"]}) >= 2_000


FIELDS = (
    "education health social_security employment agriculture water transport housing environment police justice culture sport"
    " science emergency administration finance petitions"
)


@pytest.mark.parametrize("field", FIELDS.split())
def test_every_field_of_work_has_concepts_of_its_own(field: str) -> None:
    source = load_source()
    assert {*source["fields"][field]} == {"zh", "en"}
    assert sum(field in entry.get("scope", ()) for entry in source["concepts"].values()) >= 20


def test_fields_are_listed_with_their_words(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("fields: {space: {zh: 航天, en: space}}\nconcepts: {rocket: {role: object, zh: 火箭, en: rockets, "
                   "words: [火箭, 运载器], scope: [space]}}", encoding="utf-8")  # fmt: skip
    command = [sys.executable, "-m", "cli", "lexicon", "fields", "--lexicon", str(own), "--format", "json"]
    told = subprocess.run(
        command, capture_output=True, check=True, cwd=ROOT
    )  # a process of its own: the file stays in use
    rows = {row["field"]: row for row in json.loads(told.stdout)}
    assert (rows["space"]["概念数"], rows["space"]["词数"], rows["space"]["概念示例"]) == (1, 2, "火箭")
    assert "any field" in rows


def entry(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - entries as YAML gives them
    return {"role": "action", "zh": "甲", "en": "a", "words": ["办结"], **changes}


@pytest.mark.parametrize(
    ("concepts", "ignored", "fault"),
    [
        ({"a": entry(), "b": entry(en="b")}, [], "“办结” 已在 a 中"),
        ({"a": entry(words=["按期", "办结"]), "b": entry(en="b", words=["按期办结"])}, [], "按期+办结"),
        ({"a": entry(words=["办结"]), "b": entry(en="b", role="measure", words=["率", "办结率"])}, [], "办结+率"),
        ({"a": entry(parent="b"), "b": entry(en="b", words=["乙"], parent="a")}, [], "its own ancestor"),
        ({"a": entry(near={"b": 0.5}), "b": entry(en="b", words=["乙"], near={"a": 0.6})}, [], "两处不同"),
        ({"a": entry(near={"b": 2}), "b": entry(en="b", words=["乙"])}, [], "-1 与 1 之间"),
        ({"a": entry(), "b": entry(words=["乙"])}, [], "英文名与 a 相同"),
        ({"a": entry(en=True)}, [], "en 不是文字"),
        ({"a": entry(words=[])}, [], "没有词"),
        ({"a": entry(role="verb")}, [], "unknown role verb"),
        ({"a": entry(scope=["space"])}, [], "names the unknown field space"),
        ({"a": entry()}, ["办结"], "又是 a 的词"),
    ],
)
def test_each_fault_is_found(concepts: dict[str, Any], ignored: list[str], fault: str) -> None:
    found = lint({"concepts": concepts, "ignored": ignored})
    assert any(fault in one.fault for one in found), found


def test_every_structural_fault_is_told() -> None:
    concepts = {
        "a": {"role": "action", "zh": "甲", "words": ["一"], "colour": "red"},
        "b": entry(en="b", role="verb", words=["二"], parent="none"),
        "c": entry(en="c", words=["三"], parent="d", near={"nobody": 0.5}),
        "d": entry(en="d", words=["四"], parent="c", weight="much"),
        "e": {"zh": "戊", "words": ["五"]},
    }
    found = {(one.concept, one.fault.rpartition(" (")[2].rstrip(")")) for one in lint({"concepts": concepts})}
    assert found == {
        ("a", "unknown field colour"), ("a", "lacks en"), ("b", "unknown role verb"), ("b", "names the unknown concept none"),
        ("c", "is its own ancestor"), ("c", "names the unknown concept nobody"), ("d", "is its own ancestor"),
        ("d", "weight is no number"), ("e", "lacks role"), ("e", "lacks en"),
    }  # fmt: skip


def test_a_word_in_two_concepts_of_a_users_file_is_told_and_leaves_only_shipped_ones() -> None:
    user = {
        "concepts": {"mine": entry(en="mine", words=["息诉"]), "yours": entry(en="yours", words=["息诉"])},
        "ignored": [],
    }
    found = [(one.concept, one.fault) for one in lint(joined(load_source(), user, fold)) if "息诉" in one.fault]
    assert found == [("yours", "“息诉” 已在 mine 中 (stands in mine already)")]


@pytest.mark.parametrize(
    ("measures", "fault"),
    [
        ({"same": [["办结", "结案"]]}, "“结案” 不是词表中的词"),
        ({"same": [["办结", "办完"], ["办完", "办毕"]]}, "“办完” 在同义词组中出现 2 次"),
        ({"telling": ["人均"]}, "“人均” 不在 ignored 中"),
    ],
)
def test_each_fault_of_the_words_that_say_the_same_is_found(measures: dict[str, Any], fault: str) -> None:
    found = lint({"concepts": {"a": entry(words=["办结", "办完", "办毕"])}, "ignored": [], "measures": measures})
    assert [fault in one.fault for one in found] == [True]


def test_a_users_words_that_say_the_same_join_the_rings_that_have_them() -> None:
    plain = parse(load_source()).meanings
    assert plain["按期"] == plain["及时"] != plain["到位"] == plain["足额到位"]
    user = {"concepts": {}, "ignored": [], "measures": {"same": [["按时", "到位"]]}}
    meanings = parse(joined(load_source(), user, fold)).meanings
    assert meanings["按期"] == meanings["及时"] == meanings["到位"] == meanings["足额到位"]


@pytest.mark.parametrize(
    "text", ["{same: [5]}", "{same: [按时到位]}", "{silent: [5]}", "{telling: 5}", "{sam: [[按时, 到位]]}", "[按时]"]
)
def test_words_that_say_the_same_are_lists_of_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"measures: {text}", encoding="utf-8")
    with pytest.raises(LexiconFileError, match="same"):
        load_user_file(path)


def test_a_fixed_expression_may_be_made_of_words() -> None:
    concepts = {
        "a": entry(words=["信访", "群众"]),
        "b": entry(en="b", role="object", words=["来人"], fixed=["信访群众"]),
    }
    assert lint({"concepts": concepts}) == []


def test_coverage_counts_what_no_word_covers() -> None:
    found = coverage(["鼯鼱满意度", "群众满意度", "鼯鼱", "群众满意度"])  # a name counts once
    assert (found.names, found.letters, found.covered, found.residues) == (3, 12, 8, (("鼯鼱", 2),))
    assert found.examples == {"鼯鼱": "鼯鼱"}
    assert coverage([]).share == 1


def test_a_users_file_adds_concepts_and_words() -> None:
    read = parse(joined(load_source(), load_user_file(OWN), fold)).read("坊间鼯鼱满意度")
    assert {span.concept for span in read.spans} >= {"public", "flying_squirrel", "satisfaction"}
    assert read.residue == ()


def test_a_users_word_is_taken_from_the_concept_that_had_it() -> None:
    own = {"mine": entry(words=["息诉"], en="mine"), "ours": entry(role="object", words=["羣眾"], en="ours")}
    lexicon = parse(joined(load_source(), {"concepts": own, "ignored": []}, fold))
    assert [span.concept for text in ("息诉", "群众") for span in lexicon.read(text).spans] == ["mine", "ours"]


def test_a_users_word_joins_the_ring_of_a_word_that_says_the_same() -> None:
    user = {"concepts": {}, "ignored": [], "measures": {"same": [["群众", "老乡"]]}}
    whole = joined(load_source(), user, fold)
    meanings = parse(whole).meanings
    assert meanings["老乡"] == meanings["群众"] == meanings["公众"]
    assert not [one.fault for one in lint(whole) if "同义词组" in one.fault]


@pytest.mark.parametrize(
    "text",
    [
        "ignored: 5",
        "ignored: ['']",
        "concepts: {a: {words: ['']}}",
        "concepts: {a: {words: 办结}}",
        "- a list",
        "concepts: [a]",
        "words: {}",
        "concepts: {a: 1}",
        "concepts: {a: {role: [}",
        "\x00",
    ],
)
def test_a_file_that_is_no_lexicon_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconFileError, match=r"own\.yaml"):
        load_user_file(path)


def test_a_users_concept_needs_its_labels() -> None:
    with pytest.raises(LexiconFault, match="lacks en"):
        parse(joined(load_source(), {"concepts": {"mine": {"role": "action", "zh": "甲"}}, "ignored": []}, fold))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(LexiconFileError, match=r"none\.yaml"):
        load_user_file(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", ["none.yaml", "."], ids=["missing", "a folder"])
def test_a_file_that_cannot_be_read_gives_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("KPIGRAPH_LEXICON", str(tmp_path / name))
    with pytest.raises(LexiconFileError, match="check the name"):
        fingerprint()


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("羣眾滿意度", "群众满意度"),
        ("信訪事項辦結率", "信访事项办结率"),
        ("僱用與徵稅合規率", "雇用与征税合规率"),
        ("諮詢、託育與複查次數", "咨询、托育与复查次数"),
        ("污染範圍內綫路採樣數", "污染范围内线路采样数"),
        ("乾旱後續救助羣衆數", "干旱后续救助群众数"),
        ("穀物佔地盡塗裏衝彙併汙捨爲", "谷物占地尽涂里冲汇并污舍为"),
        ("瞭望塔座數", "瞭望塔座数"),  # 瞭 stays: it is simplified to 了 in 瞭解 only
    ],
)
def test_traditional_characters_are_read_as_simplified_ones(traditional: str, simplified: str) -> None:
    assert fold(traditional) == simplified
