"""The lexicon: how names are read into concepts, and that its data file does not contradict itself."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import pytest

from ontology.lexicon import LexiconFault, concepts_in, lexicon, parse, residue, words
from ontology.plain_characters import fold


@pytest.mark.parametrize(
    ("name", "concepts"),
    [
        ("群众满意度", ["public", "satisfaction"]),
        ("公众满意率", ["public", "satisfaction"]),
        ("信访事项按期办结率", ["petition_case", "timely", "settle"]),
        ("领导接访完成率", ["leader_visit", "complete"]),  # 领导接访 goes before 领导
        ("使用资金案件数量", ["spend_use", "money", "matter", "count"]),  # 案件+数量, not 案件数+量
        ("“三公经费”控制率", ["three_public", "money", "control"]),
        ("ＰＭ2.５", ["air"]),
        ("农村公路养护里程", ["rural_road", "upkeep", "length"]),  # one kind of road, as 县道 is
        ("幼儿园入园率", ["kindergarten", "enrol"]),
        ("群众满不满意", ["public", "satisfaction"]),
        ("钱花得快不快", ["money", "execute"]),  # what is asked at the end goes with what stands before
        ("钱花得快不快呢", ["money", "execute"]),
        ("城镇登记失业率", ["urban_q", "register", "jobless"]),
        ("", []),
    ],
)
def test_a_name_is_covered_by_the_longest_words(name: str, concepts: list[str]) -> None:
    found = [span.concept for span in concepts_in(name) if span.concept != "rate"]
    assert found == concepts


def test_spans_point_into_the_text_as_given() -> None:
    text = "“信访人”　满意度（％）"
    assert [text[span.start : span.end] for span in concepts_in(text)] == ["信访人", "满意度"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("群众满意度", ()),
        ("鼯鼱满意度", ("鼯鼱",)),
        ("鼯鼱和鼹鼬的满意度", ("鼯鼱", "鼹鼬")),
        ("😀，！（）", ()),  # signs are nothing that could be understood
    ],
)
def test_residue_is_what_no_word_covers(text: str, expected: tuple[str, ...]) -> None:
    assert residue(text) == expected


@pytest.mark.parametrize(
    ("word", "concepts"),
    [
        ("应急演练", {"contingency"}),
        ("住院患者", {"patient"}),
        ("社区公园", {"community"}),
        ("整改率", set()),  # 整改 is of the same concept
        ("演练", set()),
    ],
)
def test_a_word_made_of_others_is_in_part_about_what_they_are(word: str, concepts: set[str]) -> None:
    reading = lexicon().read(word)
    parts = {span.concept for span in lexicon().parts(reading)}
    assert concepts <= parts
    assert (parts > set()) == bool(concepts)
    assert not parts & {span.concept for span in reading.spans}


def test_a_text_of_many_characters_is_read() -> None:
    assert len(concepts_in("群众满意度" * 2_000)) == 4_000


def test_folding_keeps_the_offsets() -> None:
    assert fold("ＡＰＰ㎡％") == "app㎡%"


def test_the_lexicon_is_of_a_useful_size_and_every_department_has_words() -> None:
    concepts = lexicon().concepts
    assert len(concepts) >= 250
    assert len(words()) >= 2_000
    assert {"school", "hospital", "crop", "road", "environment", "employ", "pension", "petition"} <= concepts.keys()


def test_every_concept_is_labelled_in_both_languages() -> None:
    assert [key for key, concept in lexicon().concepts.items() if not (concept.zh and concept.en)] == []


def test_no_english_gloss_stands_for_two_concepts_of_one_role() -> None:
    glosses = Counter((concept.role, concept.en) for concept in lexicon().concepts.values())
    assert [gloss for gloss, count in glosses.items() if count > 1] == []


def test_edges_from_both_ends_state_the_same_weight() -> None:
    concepts = lexicon().concepts
    stated = {(a, b): concepts[a].near[b] for a in concepts for b in concepts[a].near}
    assert [pair for pair in stated if stated.get(pair[::-1], stated[pair]) != stated[pair]] == []


def test_words_serve_as_a_segmenters_dictionary() -> None:
    assert words() == sorted(set(words()))
    assert {"信访事项", "罢访", "三公"} <= set(words())


def test_an_unknown_word_suggests_the_concepts_that_hold_its_characters() -> None:
    suggested = lexicon().suggested("罢诉")
    assert max(suggested, key=lambda key: suggested[key]) == "stop_petition"
    assert sum(suggested.values()) == pytest.approx(1)


def test_staff_and_public_are_of_one_family_rates_and_costs_too() -> None:
    family = lexicon().family
    assert family("staff") == family("public") == family("cadre")
    assert family("rate") == family("cost")
    assert all(family(a) != family(b) for a, b in combinations(("settle", "handle", "timely", "public"), 2))


def _entry(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - entries as YAML gives them
    return {"role": "action", "zh": "甲", "en": "a", "words": ["甲"], **changes}


@pytest.mark.parametrize(
    ("concepts", "fault"),
    [
        ({"a": _entry(role="verb")}, "unknown role verb"),
        ({"a": _entry(parent="b")}, "unknown concept b"),
        ({"a": _entry(near={"b": 0.5})}, "unknown concept b"),
        ({"a": _entry(), "b": _entry()}, "the word 甲 stands in a already"),
        ({"a": _entry(words=["甲", "甲"])}, "the word 甲 stands in a already"),
        ({"a": _entry(parent="b"), "b": _entry(words=["乙"], parent="a")}, "its own ancestor"),
    ],
)
def test_a_lexicon_that_contradicts_itself_is_refused(concepts: dict[str, Any], fault: str) -> None:
    with pytest.raises(LexiconFault, match=fault):
        parse({"concepts": concepts})


def test_one_word_may_stand_in_two_roles() -> None:
    read = parse({"concepts": {"a": _entry(), "b": _entry(role="object")}}).read("甲")
    assert [span.concept for span in read.spans] == ["a", "b"]
