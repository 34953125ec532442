"""Names pasted with their targets: what is cut, and what is left as it is."""

from __future__ import annotations

import pytest

from extract.pasted import without_target


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("满意度≥95%", "满意度"),
        ("满意度 ≥ 95 %", "满意度"),
        ("满意度>=95％", "满意度"),
        ("群众满意度（≥95%）", "群众满意度"),
        ("满意度：95分以上", "满意度"),
        ("办结率不低于90%", "办结率"),
        ("满意度达到百分之九十五以上", "满意度"),
        ("按期办结率100%", "按期办结率"),
        ("办结时间≤3个工作日", "办结时间"),
        ("办结时间3个工作日以内", "办结时间"),
        ("PM2.5浓度≤35微克/立方米", "PM2.5浓度"),
        ("12345热线接通率≥95%", "12345热线接通率"),
        ("满意度≥95", "满意度"),
    ],
)
def test_a_target_behind_a_name_is_cut(text: str, name: str) -> None:
    assert without_target(text) == name


@pytest.mark.parametrize(
    "text",
    ["满意度", "12345", "PM2.5", "G20高速公路 10公里", "一等奖1项", "培训人数200人", "3A景区", "2024年满意度", "≥95%", "达到率",
     "完工及时率（≥**%）", "收入≥95%的农户比例", "", "≥1" * 5000],
)  # fmt: skip
def test_what_is_no_target_behind_a_name_stays(text: str) -> None:
    assert without_target(text) == text
