"""Cells that list several indicators: how names and targets are told apart, and what stays one."""

from __future__ import annotations

import pytest

from extract.listed import cell_to_items
from extract.targets import parse_target


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("①购置水泵；②购置风机", "①10台；②20台", [("购置水泵", "10台"), ("购置风机", "20台")]),
        ("火情处置率100%、装备完好率≥98%", None, [("火情处置率", "100%"), ("装备完好率", "≥98%")]),
        ("培训费≤10万元，宣传费≤5万元", None, [("培训费", "≤10万元"), ("宣传费", "≤5万元")]),
        (
            "每场补助不超过5000元，培训费控制在6万元以内",
            None,
            [("每场补助", "不超过5000元"), ("培训费", "控制在6万元以内")],
        ),
        ("治理面积≥12平方公里；2025年10月前完工", None, [("治理面积", "≥12平方公里"), ("完工", "2025年10月前")]),
        ("教学能力有效提升；辐射学校≥20所", None, [("教学能力", "有效提升"), ("辐射学校", "≥20所")]),
        ("一是下乡演出≥40场；二是培训8期以上", None, [("下乡演出", "≥40场"), ("培训", "8期以上")]),
        ("1.丰富群众生活；2.覆盖群众≥12万人次", None, [("丰富群众生活", None), ("覆盖群众", "≥12万人次")]),
        ("1.宣传活动20场2.培训护林员300人", None, [("宣传活动", "20场"), ("培训护林员", "300人")]),
        ("防火宣传、培训护林员", "20场、300人", [("防火宣传", "20场"), ("培训护林员", "300人")]),
        ("林农满意度/护林员满意度", "≥90%/≥85%", [("林农满意度", "≥90%"), ("护林员满意度", "≥85%")]),
        ("开工时间；完工时间", "2025年3月；2025年11月", [("开工时间", "2025年3月"), ("完工时间", "2025年11月")]),
        ("改造后用电支出较上年下降6%", None, [("改造后用电支出", "较上年下降6%")]),
    ],
)
def test_a_list_becomes_its_indicators(name: str, value: str | None, expected: list[tuple[str, str | None]]) -> None:
    assert [(item.name, item.target) for item in cell_to_items(name, value)] == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("项目中期、末期评估", "6月、12月各1次"),
        ("防火、防汛演练", "≥3次"),
        ("观摩培训", "≥3场，每场50人"),
        ("资金使用合规率", "≥95%，其中重点资金≥98%"),
        ("补助标准", "1000元/人"),
    ],
)
def test_what_only_holds_such_signs_stays_one(name: str, value: str) -> None:
    assert cell_to_items(name, value) == []


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("①10台", "=", 10, "台"),
        ("3000+", ">=", 3000, None),
        ("5000+人次", ">=", 5000, "人次"),
        ("1.2万余人次", "=", 1.2, "万人次"),
        ("3000多人", "=", 3000, "人"),
    ],
)
def test_numbers_of_items_and_rough_numbers(text: str, operator: str, value: float, unit: str | None) -> None:
    target = parse_target(text)
    assert (target.operator, target.value, target.unit) == (operator, value, unit)


@pytest.mark.parametrize("text", ["1+1", "5+2天", "A+级"])
def test_a_plus_between_numbers_or_behind_a_letter_is_no_limit(text: str) -> None:
    assert parse_target(text).kind == "qualitative"
