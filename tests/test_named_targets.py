"""Names with their targets in one text: what is the name, and what the target."""

from __future__ import annotations

import pytest

from extract.named_targets import name_and_target


@pytest.mark.parametrize(
    ("text", "name", "target"),
    [
        ("培训人数≥200人", "培训人数", "≥200人"),
        ("补贴发放及时率达100%", "补贴发放及时率", "达100%"),
        ("地下水开采量：减少", "地下水开采量", "减少"),
        ("护理型床位占比（≥58%）", "护理型床位占比", "≥58%"),
        ("消防安全达标率(100%)", "消防安全达标率", "100%"),
        ("办理天数（不高于5天）", "办理天数", "不高于5天"),
    ],
)
def test_a_target_behind_its_name_is_told_from_it(text: str, name: str, target: str) -> None:
    item = name_and_target(text)
    assert item is not None
    assert (item.name, item.target) == (name, target)


@pytest.mark.parametrize(
    "text", ["服务场次（次）", "2024年重点工作（第3期）", "农村低保标准（元/人·月）", "群众满意度"]
)
def test_a_name_with_a_remark_in_brackets_holds_no_target(text: str) -> None:
    assert name_and_target(text) is None
