"""Names asked for by the first letters of their pinyin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.initials import is_initials, names_by_initials

NAMES = ["群众满意度", "信访群众满意度", "群众满意度提升幅度", "公众满意度", "调解成功率", "12345热线接通率", "GDP增速"]


@pytest.mark.parametrize(
    ("initials", "names"),
    [
        ("qzmyd", ["群众满意度", "群众满意度提升幅度", "信访群众满意度"]),
        ("QZMYD", ["群众满意度", "群众满意度提升幅度", "信访群众满意度"]),
        ("gzmyd", ["公众满意度"]),
        ("tjcgl", ["调解成功率"]),
        ("djcgs", ["调解成功率"]),
        ("rxjtl", ["12345热线接通率"]),
        ("gdpzs", ["GDP增速"]),
        ("myd", ["公众满意度", "群众满意度", "信访群众满意度", "群众满意度提升幅度"]),
        ("dlx", []),
    ],
)
def test_names_are_found_by_their_initials(initials: str, names: list[str]) -> None:
    """Whole names stand first, then those that begin so, the shorter first; each reading of a character counts (调, 率)."""
    assert names_by_initials([*NAMES, *NAMES], initials) == names


def test_only_a_few_letters_may_be_initials() -> None:
    asked = ["qzmyd", "LPHJ", "满意度", "my", "q z", "a" * 21]
    assert list(filter(is_initials, asked)) == ["qzmyd", "LPHJ"]


@given(st.lists(st.text(max_size=12), max_size=6), st.from_regex("[A-Za-z]{3,20}", fullmatch=True))
def test_any_names_can_be_asked(names: list[str], initials: str) -> None:
    """Signs that mean something in a pattern stand for themselves, and nothing is found that is no name."""
    lines = {line for name in names for line in name.split("\n")}
    assert set(names_by_initials(names, initials)) <= lines
