"""The official framework: every spelling of the data file leads to its category, cut labels to the whole ones."""

from __future__ import annotations

import pytest

from ontology.framework import Category, categories, completed, levels, notation
from ontology.turtle import subjects

ALL = list(categories().values())


def named(category: Category) -> str:
    return category.notation


@pytest.mark.parametrize("category", ALL, ids=named)
def test_every_spelling_names_its_category_alone(category: Category) -> None:
    for spelling in category.spellings:
        assert notation(spelling, category.level) == category.notation, spelling
        assert category.level in levels(spelling)


@pytest.mark.parametrize("category", ALL, ids=named)
def test_every_category_has_a_place_and_two_names(category: Category) -> None:
    assert category.level == (2 if category.parent else 1)
    assert category.parent is None or categories()[category.parent].level == 1
    assert category.label
    assert category.label_en.isascii()


@pytest.mark.parametrize(
    ("label", "level", "expected"),
    [
        ("产出指标", 1, "output"),
        ("产出指标（50分）", 1, "output"),
        ("1.产出指标：", 1, "output"),
        ("产 出 指 标", 1, "output"),
        ("数量指标", 2, "output/quantity"),
        ("质量指标", 2, "output/quality"),
        ("时效指标", 2, "output/timeliness"),
        ("社会效益", 2, "benefit/social"),
        ("社会效益指标", 2, "benefit/social"),
        ("可持续影响指标", 2, "benefit/sustainable"),
        ("产出指标", 2, None),
        ("数量指标", 1, None),
        ("信访业务", 1, None),
        ("", 1, None),
    ],
)
def test_category_of_a_printed_label(label: str, level: int, expected: str | None) -> None:
    assert notation(label, level) == expected


def test_both_generations_have_a_place_for_cost() -> None:
    """Cost stands under output in the older framework, and is a first level of its own in the newer one."""
    assert levels("成本指标") == {1, 2}
    assert categories()[notation("成本指标", 1) or ""].parent is None
    assert categories()[notation("成本指标", 2) or ""].parent == "output"
    for label in ("经济成本指标", "社会成本指标", "生态环境成本指标"):
        assert categories()[notation(label, 2) or ""].parent == notation("成本指标", 1)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("服务对象满意度指", "服务对象满意度指标"),
        ("服务对象满意", "服务对象满意度指标"),
        ("社会效益指", "社会效益指标"),
        ("可持续影响指", "可持续影响指标"),
        ("经济效益指", "经济效益指标"),
        ("社会效益", None),
        ("社会效益指标", None),
        ("服务", None),
        ("信访业务指", None),
        ("", None),
    ],
)
def test_cut_label_is_completed(cut: str, whole: str | None) -> None:
    assert completed(cut) == whole


def test_a_label_that_a_document_cut_is_hidden_and_none_of_the_spellings() -> None:
    hidden = "服务对象满意度指"
    said = subjects("framework.ttl")
    [concept] = [one for one in said.values() if hidden in one.get("hiddenLabel@zh", ())]
    assert concept["notation"] == ["satisfaction/beneficiary"]
    assert not any(hidden in category.spellings for category in ALL)
    assert completed(hidden) == "服务对象满意度指标"
