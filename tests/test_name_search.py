"""The index of names: many names read as one is, search exactly the best, and the same from a file."""

from __future__ import annotations

from bisect import bisect_left
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic_names import synthetic_names
from graph import name_search
from graph.name_index import NameIndex, bit_of, bits_of, build_index, no_token
from graph.name_query import text_to_query
from graph.name_reading import concept_rows, read_names
from graph.name_search import best_names, names_reaching, score_of
from graph.set_scoring import SLACK, Sets, SetScoring, scored
from graph.stretches import rearranged, starts_of, stretches, united
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    import random
    from pathlib import Path

WORDS = st.sampled_from(
    [
        "群众",
        "满意度",
        "信访",
        "率",
        "按期",
        "逾期",
        "不合格",
        "\n",
        "办结",
        "满不满意",
        "花得快不快",
        "呢",
        "有没有",
        "鼯鼱",
        "信訪",
        "ＡＰＰ",
        " ",
        "，",
        "😀",
        "2024",
        "的",
    ]
)
NAMES = st.lists(WORDS, max_size=8).map("".join) | st.text(max_size=12)
QUERIES = [
    "群众满意度",
    "按期办结率",
    "补贴发放是否及时",
    "有没有用好资金",
    "鼯鼱防治率",
    "率",
    "学生",
    "多久办完",
    "逾期办结率",
]


def read_singly(name: str) -> tuple[dict[str, float], list[str]]:
    reading = lexicon().read(name)
    shares: dict[str, float] = {}
    for span in (*reading.spans, *lexicon().parts(reading)):
        shares[span.concept] = max(span.share, shares.get(span.concept, 0.0))
    return shares, sorted("".join(reading.residue))


@given(st.lists(NAMES, max_size=6))
@settings(max_examples=200, deadline=None)
def test_names_read_together_are_read_as_each_alone(names: list[str]) -> None:
    readings, keys = read_names(names), list(concept_rows())
    for place, name in enumerate(names):
        part = slice(readings.starts[place], readings.starts[place + 1])
        shares = {keys[row]: share for row, share in zip(readings.concepts[part], readings.shares[part], strict=True)}
        left = slice(readings.unknown_starts[place], readings.unknown_starts[place + 1])
        assert (shares, [chr(code) for code in readings.unknown[left]]) == read_singly(name)
        assert readings.adverse[place] == lexicon().is_adverse(name)


def all_scored(index: NameIndex, text: str, top: int) -> list[tuple[int, float]]:
    """The best names by scoring every one."""
    query = text_to_query(index, text)
    rows = np.arange(len(index.head_of))
    every = Sets(rows, index.head_of[rows], index.tail_of[rows], np.ones(len(rows), np.float32))
    places, owner = stretches(index.set_starts, rows)
    names = index.names_by_set[places].astype(np.int64)
    by_concept = name_search._concept_scores(index, query, scored(index, query, every), places, owner)  # noqa: SLF001
    contrary = np.array([lexicon().is_adverse(name) for name in index.names])[names] != lexicon().is_adverse(text)
    dice = name_search._dice(index, query, places)  # noqa: SLF001
    scores = np.round(np.where(contrary, 0.6, 1) * (by_concept + 0.15 * dice), 6)
    order = np.lexsort((names, -scores))[:top]
    return [(int(names[place]), float(scores[place])) for place in order if scores[place] > 0]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return build_index(synthetic_names(40_000))


@pytest.mark.parametrize("text", [*QUERIES, "市级老旧小区改造居民满意度", "智慧城管派单及时率"])
@pytest.mark.parametrize("top", [1, 10, 300])
def test_the_best_names_are_those_of_scoring_every_name(index: NameIndex, text: str, top: int) -> None:
    assert best_names(index, text, top) == all_scored(index, text, top)


@given(st.lists(NAMES, min_size=1, max_size=40), NAMES | st.just("满意满意满意"))
@settings(max_examples=200, deadline=None)
def test_the_best_of_odd_names_are_those_of_scoring_every_name(names: list[str], text: str) -> None:
    index = build_index(names)
    assert best_names(index, text, 3) == all_scored(index, text, 3)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=6), st.randoms())
def test_stretches_are_rearranged_and_united_as_lists_would_be(lists: list[list[int]], chance: random.Random) -> None:
    values = np.array([one for each in lists for one in each], np.uint64)
    starts, order = starts_of(np.array([len(each) for each in lists], np.int64)), list(range(len(lists)))
    chance.shuffle(order)
    moved, places = rearranged(values, starts, np.array(order, np.int64))
    assert [moved[one:other].tolist() for one, other in pairwise(places)] == [lists[place] for place in order]
    assert united(values, starts).tolist() == [reduce(or_, each, 0) for each in lists]


@pytest.mark.parametrize("least", [0.3, 0.6, 0.8, 1.0])
@pytest.mark.parametrize("text", QUERIES)
def test_the_names_that_reach_a_score_are_all_that_do(index: NameIndex, text: str, least: float) -> None:
    ranked = all_scored(index, text, len(index))
    assert names_reaching(index, text, least) == [pair for pair in ranked if pair[1] >= least]


def test_only_allowed_names_are_found(index: NameIndex) -> None:
    allowed = np.zeros(len(index), np.bool_)
    allowed[::7] = True
    found = best_names(index, "居民满意度", 20, allowed)
    assert len(found) == 20
    assert found == [pair for pair in best_names(index, "居民满意度", 20_000) if allowed[pair[0]]][:20]


def test_an_index_from_a_file_answers_alike(index: NameIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    mapped = NameIndex.load(tmp_path)
    assert [best_names(mapped, text, 10) for text in QUERIES] == [best_names(index, text, 10) for text in QUERIES]
    assert mapped.names == index.names


def test_a_name_has_its_row_and_an_unknown_one_none(index: NameIndex) -> None:
    for row in (0, 17, len(index) - 1):
        assert index.row_of(index.name(row)) == row
    assert index.row_of("无此名称") is None


def test_one_names_score_is_that_of_the_search(index: NameIndex) -> None:
    for row, score in best_names(index, "群众满意度", 20):
        assert score_of(index, "群众满意度", index.name(row)) == score
    assert score_of(index, "群众满意度", "无此名称") == 0


@given(st.lists(st.integers(0, (1 << 53) - 1), max_size=20))
def test_a_number_has_the_same_bit_alone_and_among_others(codes: list[int]) -> None:
    assert bits_of(np.array(codes, np.int64)).tolist() == [bit_of(code) for code in codes]


@pytest.mark.parametrize("text", [*QUERIES, "鼯鼱满意度", "……", "市级老旧小区改造居民满意度"])
def test_no_name_scores_more_than_what_bounds_its_set(index: NameIndex, text: str) -> None:
    scoring = SetScoring(index, text_to_query(index, text))
    bounded = scoring.promising().joined(scoring.reaching(0))
    assert sorted(bounded.rows.tolist()) == list(range(len(index.head_of)))  # each set once
    most = np.zeros(len(index.head_of))
    most[bounded.rows] = bounded.bounds
    found = all_scored(index, text, len(index))
    assert all(score <= most[index.set_of[row]] + SLACK for row, score in found)


def test_the_halves_of_each_token_are_those_that_hold_it(index: NameIndex) -> None:
    found: dict[int, list[int]] = {}
    for halves, before in ((index.heads, 0), (index.tails, len(index.heads.totals))):
        tokens = halves.taken(np.arange(len(halves.totals)))
        for half, column in enumerate(tokens.T.tolist()):
            for token in column:
                found.setdefault(token, []).append(before + half)
    held = [token for token, (start, end) in enumerate(pairwise(index.token_starts.tolist())) if end > start]
    assert held == sorted(set(found) - {no_token()})
    for token in held:
        start, end = index.token_starts[token : token + 2].tolist()
        assert index.halves_by_token[start:end].tolist() == found[token]


COUNTED = {
    "names": len,
    "heads": lambda index: len(index.heads.totals),
    "tails": lambda index: len(index.tails.totals),
    "sets": lambda index: len(index.head_of),
}
"""What an index numbers, in types as small as the numbers allow."""


@pytest.mark.parametrize("counted", COUNTED)
@pytest.mark.parametrize("count", [255, 256, 257])
def test_numbers_that_just_fill_their_type_are_searched(counted: str, count: int, tmp_path: Path) -> None:
    names = sorted(synthetic_names(4_000))
    size = bisect_left(range(len(names)), count, key=lambda size: COUNTED[counted](build_index(names[:size])))
    built = build_index(names[:size])
    built.save(tmp_path)
    index = NameIndex.load(tmp_path)
    assert COUNTED[counted](index) == count
    for row in {0, size // 2, size - 1}:
        assert best_names(index, index.name(row), 1) == [(row, 1.0)]
        assert score_of(index, names[0], index.name(row)) == score_of(built, names[0], built.name(row))


def test_names_that_just_fill_two_bytes_are_searched() -> None:
    names = synthetic_names(1 << 16)
    index = build_index(names)
    assert [index.name(row) for row, _ in best_names(index, names[-1], 1)] == [names[-1]]
