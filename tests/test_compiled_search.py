"""The search as machine code gives the names and scores of the one in numpy, whatever is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic_names import synthetic_names
from graph import compiled_search
from graph.name_index import NameIndex, build_index
from graph.name_search import best_names

pytest.importorskip("numba")

QUERIES = [
    "群众满意度", "按期办结率", "补贴发放是否及时", "鼯鼱防治率", "逾期办结率", "信訪人滿意度", "率", "", "😀", "2024年培训人次数",
    "资金", "不满意的群众有多少", "Ａ级ＡＰＰ下载量",
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return build_index(
        [*synthetic_names(20_000), "群众满意度", "群众满意率", "……", "", "😀", "App下载量", "鼯鼱种群数量"]
    )


@pytest.mark.parametrize("top", [1, 10, 300])
@pytest.mark.parametrize("text", QUERIES)
def test_finds_what_the_search_in_numpy_finds(index: NameIndex, text: str, top: int) -> None:
    assert compiled_search.best_names(index, text, top) == best_names(index, text, top)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(QUERIES), max_size=3), some=st.text(max_size=6), step=st.integers(2, 900))
def test_any_text_among_some_of_the_names(index: NameIndex, parts: list[str], some: str, step: int) -> None:
    allowed = np.arange(len(index)) % step == 0
    text = "".join((*parts, some))
    assert compiled_search.best_names(index, text, 10, allowed) == best_names(index, text, 10, allowed)


def test_own_names_are_found(index: NameIndex) -> None:
    for row in range(0, len(index), 997):
        assert compiled_search.best_names(index, index.name(row), 3) == best_names(index, index.name(row), 3)


def test_no_names_or_none_wanted() -> None:
    assert compiled_search.best_names(build_index([]), "群众满意度", 10) == []
    assert compiled_search.best_names(build_index(["群众满意度"]), "群众满意度", 0) == []
    assert compiled_search.best_names(build_index(["群众满意度"]), "群众满意度", 5) == [(0, 1.0)]


def test_few_names_are_searched_in_numpy() -> None:
    few = build_index(["群众满意度"])
    assert not any(compiled_search.is_worth_while(few, 10) for _ in range(3_000))
