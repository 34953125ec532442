"""Which numbered lines and headings above a table name its project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extract.document import Heading, Paragraph
from extract.form import Form, paragraph_to_form
from extract.numbered_names import block_to_name, depth
from extract.reading import file_to_extraction

if TYPE_CHECKING:
    from pathlib import Path


def named(block: Paragraph, *, priced: bool) -> str | None:
    """The project that a line names where an amount follows it, or none does."""
    name, alone = block_to_name(block, None) or (None, False)
    return name if alone or priced else None


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
        ("（十）机关运行经费", None),  # sections of every budget
        ("三、基本支出和项目", None),
    ],
)
def test_a_numbered_line_names_a_project_that_ends_as_projects_do(text: str, name: str | None) -> None:
    assert named(Paragraph(text), priced=False) == name


def test_a_heading_or_an_amount_below_makes_a_name() -> None:
    assert named(Heading("农村学校维修改造项目"), priced=False) == "农村学校维修改造项目"
    assert named(Paragraph("1.开展校园安全检查"), priced=True) == "开展校园安全检查"
    assert named(Paragraph("开展校园安全检查"), priced=True) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("一、项目", 0),
        ("项目2 养护", 0),
        ("（一）养护", 1),
        ("1.养护", 2),
        ("(1)养护", 2),
        ("2.5万元", None),
        ("养护", None),
    ],
)
def test_numbers_before_lines(text: str, at: int | None) -> None:
    assert depth(Paragraph(text)) == at


def test_a_line_may_state_several_fields() -> None:
    form = paragraph_to_form("预算金额：36.5万元。资金来源：县级财政。", Form())
    assert form.amount_cny == 365_000


TABLE = (
    "\n\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n|---|---|---|---|\n| 产出指标 | 数量指标 | 培训次数 | ≥3次 |\n"
    "| 产出指标 | 质量指标 | 培训合格率 | ≥95% |\n\n"
)
OTHER = TABLE.replace("培训次数", "补助人数")
NAME = "公立医院改革补助"


@pytest.mark.parametrize(
    ("text", "projects"),
    [
        (f"一、{NAME}{TABLE}二、村医保障资金{OTHER}", [NAME, "村医保障资金"]),
        (f"一、{NAME}\n\n项目资金：100万元\n\n1.年度绩效指标{TABLE}", [NAME]),
        (f"一、{NAME}\n\n（二）绩效指标{TABLE}", [NAME]),
        (f"一、{NAME}{TABLE}部门整体绩效目标如下：{TABLE}", [NAME, None]),
        (f"一、{NAME}{TABLE}三、绩效目标情况说明{TABLE}", [NAME, None]),
        (f"部门整体支出绩效目标表\n\n（一）保障运转经费{TABLE}", [None]),
        (f"部门整体支出绩效目标表{TABLE}一、{NAME}{OTHER}", [None, NAME]),
        (f"一、{NAME}{TABLE}部门整体支出绩效目标表{TABLE}", [NAME, None]),
        (f"一、{NAME}\n\n| 序号 | 科目 |\n|---|---|\n| 1 | 工资 |\n{TABLE}", [None]),
        (f"一、{NAME}\n\n项目名称：乡村医生培训{TABLE}", ["乡村医生培训"]),
    ],
)
def test_whose_tables_below_numbered_lines_are(text: str, projects: list[str | None], tmp_path: Path) -> None:
    path = tmp_path / "文件.md"
    path.write_text(f"# 某县卫生健康局2024年预算\n\n{text}", encoding="utf-8")
    found = file_to_extraction(path).indicators
    assert [one.project for one in found[::2]] == projects
