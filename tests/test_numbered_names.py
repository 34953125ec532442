"""Which numbered lines and headings above a table name its project."""

from __future__ import annotations

import pytest

from extract.document import Heading, Paragraph
from extract.form import Form, paragraph_to_form
from extract.numbered_names import block_to_name, is_numbered


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、农村学校维修改造项目", "农村学校维修改造项目"),
        ("（二）营养改善计划补助资金", "营养改善计划补助资金"),
        ("3.村医补助（县级配套）", "村医补助（县级配套）"),
        ("项目一：居家养老上门照护", "居家养老上门照护"),
        ("四、绩效目标情况说明", None),
        ("（一）产出指标", None),
        ("二、年度目标", None),
        ("三、县教育局", None),
        ("五、机关运行情况：本年无", None),
        ("六、部门预算项目支出", None),  # words that every title has
        ("1.开展校园安全检查", None),  # a task, unless an amount follows
        ("农村学校维修改造项目", None),  # a line of text
        ("2.5万元专项补助", None),
    ],
)
def test_a_numbered_line_names_a_project_that_ends_as_projects_do(text: str, name: str | None) -> None:
    assert block_to_name(Paragraph(text), None, priced=False) == name


def test_a_heading_or_an_amount_below_makes_a_name() -> None:
    assert block_to_name(Heading("农村学校维修改造项目"), None, priced=False) == "农村学校维修改造项目"
    assert block_to_name(Paragraph("1.开展校园安全检查"), None, priced=True) == "开展校园安全检查"
    assert block_to_name(Paragraph("开展校园安全检查"), None, priced=True) is None


@pytest.mark.parametrize(
    ("text", "is_one"), [("一、项目", True), ("项目2 养护", True), ("2.5万元", False), ("养护", False)]
)
def test_numbers_before_lines(text: str, *, is_one: bool) -> None:
    assert is_numbered(Paragraph(text)) == is_one


def test_a_line_may_state_several_fields() -> None:
    form = paragraph_to_form("预算金额：36.5万元。资金来源：县级财政。", Form())
    assert form.amount_cny == 365_000
