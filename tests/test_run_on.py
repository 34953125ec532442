"""Tables whose cells run on in lines of text: what heads them, what ends them, and what comes back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.document import Document, Paragraph, Place, Table
from extract.pages import doubtful_numbers
from extract.readers.text import text_to_blocks
from extract.reading import NoIndicatorsError, document_to_extraction
from extract.run_on import with_run_on_tables

HEAD = "一级指标 二级指标 三级指标 指标值 分值"
SUBJECTS = ["道路", "泵站", "校舍", "林地", "档案", "路灯"]
MEASURES = ["养护里程", "建设数量", "验收合格率", "修复面积", "完成及时率", "使用年限"]
ROW = st.tuples(
    st.sampled_from(SUBJECTS), st.sampled_from(MEASURES), st.sampled_from(["≥", "≤", "="]), st.integers(1, 99)
)


def read(text: str) -> Document:
    return with_run_on_tables(Document("page.txt", "", "text/plain", text_to_blocks(text), ()))


def told_apart(text: str) -> int:
    return sum(isinstance(block, Table) and block.told_apart for block in read(text).blocks)


@pytest.mark.parametrize(
    "head",
    [
        "一级指标 二级指标 三级指标 指标值",
        "一级指标二级指标三级指标指标值",
        "年度绩效指标 一级\n指标\n二级指标 三级指标 年度指标值 实际完成值",
        "绩效指标一级指标二级指标指标内容指标值",
    ],
)
def test_headings_that_follow_each_other_head_a_table(head: str) -> None:
    assert told_apart(f"{head}\n产出指标 数量指标 道路里程 ≥20公里\n") == 1


@pytest.mark.parametrize("unit", ["单位", "计量单位", "度量单位"])
@pytest.mark.parametrize("value", ["指标值", "值"])
@pytest.mark.parametrize("sign", ["", "符号", "指标性质"])
def test_a_unit_behind_the_value_is_a_heading_of_its_own(sign: str, value: str, unit: str) -> None:
    """指标值 单位 reads like one heading of units where blanks alone hold headings apart."""
    rows = [("产出指标 数量指标 道路里程", "≥", "20", "公里"), ("质量指标 合格率", "≥", "98", "%")]
    cells = [" ".join((name, sign and least, number, counted)) for name, least, number, counted in rows]
    text = "\n".join((f"一级指标 二级指标 三级指标 {sign} {value} {unit}", *cells)).replace("  ", " ")
    targets = [indicator.target_text for indicator in document_to_extraction(read(text)).indicators]
    assert targets == (["≥20公里", "≥98%"] if sign else ["20公里", "98%"])


@pytest.mark.parametrize("between", [" ", ""])
def test_rows_go_on_behind_the_name_of_another_project(between: str) -> None:
    rows = [("产出指标", "数量指标", "道路里程", "≥20公里"), ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%")]
    lines = [between.join(row) for row in rows]
    head = between.join(("一级指标", "二级指标", "三级指标", "指标值"))
    text = "\n".join((head, "项目名称：公路养护", *lines, "项目名称：校舍维修", *lines))
    found = document_to_extraction(read(text)).indicators
    assert [(each.project, each.level3, each.target_text) for each in found] == [
        (project, name, target) for project in ("公路养护", "校舍维修") for *_, name, target in rows
    ]


def test_a_heading_of_names_and_targets_heads_a_table() -> None:
    text = "一级指标 二级指标 三级指标及指标值\n产出指标 数量指标 1.道路里程≥20公里；2.桥梁数量=3座\n质量指标 1.合格率≥95%\n"
    found = document_to_extraction(read(text)).indicators
    assert [(each.level2, each.level3, each.target_text) for each in found] == [
        ("数量指标", "道路里程", "≥20公里"),
        ("数量指标", "桥梁数量", "=3座"),
        ("质量指标", "合格率", "≥95%"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        "部门名称 泽州县水利局 部门预算编码 901001",
        "部门(单位)名称泽州县水利局部门预算编码901001",
        "部门(单位)名称泽州县水利局县级支出预算总量3724.39",
        "单位(部门)名称 泽州县水利局 单位编码 901",
    ],
)
def test_fields_that_run_on_above_the_table_name_the_department(fields: str) -> None:
    table = "一级指标二级指标三级指标指标值产出指标数量指标维修渠道长度≥12公里质量指标验收合格率100%"
    found = document_to_extraction(read(f"2024年部门整体支出绩效目标表\n{fields}\n{table}")).indicators
    assert [(each.department, each.level3) for each in found] == [
        ("泽州县水利局", "维修渠道长度"),
        ("泽州县水利局", "验收合格率"),
    ]


def test_a_unit_that_runs_on_behind_the_value_is_a_heading_of_its_own() -> None:
    text = "一级指标二级指标三级指标符号指标值单位权重\n产出指标数量指标道路里程≥20公里10\n质量指标合格率≥98%20\n"
    targets = [indicator.target_text for indicator in document_to_extraction(read(text)).indicators]
    assert targets == ["≥20公里", "≥98%"]


@pytest.mark.parametrize(
    "text",
    [
        "设置一级指标、二级指标、三级指标和指标值。",
        "三级指标 共有20项。",
        "一级指标\n二级指标\n三级指标\n指标值\n产出指标\n数量指标\n道路里程\n20公里\n",
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t道路里程\t20公里\n",
    ],
    ids=["a sentence", "one heading", "a heading a line", "tabs"],
)
def test_what_heads_no_such_table(text: str) -> None:
    assert told_apart(text) == 0


@pytest.mark.parametrize(
    "end", ["总分 100", "注：按年度填报", "项目名称 另一个项目", "附件：其他表格", "主管部门审核意见 （盖章）"]
)
def test_what_ends_a_table(end: str) -> None:
    text = f"{HEAD}\n产出指标 数量指标 道路里程 ≥20公里 10\n{end}\n不属于表格 ≥30公里 20\n"
    names = [indicator.level3 for indicator in document_to_extraction(read(text)).indicators]
    assert names == ["道路里程"]


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1)], ids=str)
def test_projects_listed_before_the_levels(order: tuple[int, int, int]) -> None:
    """What stands on the first row of each project holds for those below; a sentence there ends no table."""
    leading = [
        ("项目名称", "预算数", "年度目标"),
        ("道路养护", "12.50", "保持全县农村道路四季畅通。"),
        ("桥梁检测", "8.00", "查清全县桥梁状况。建立档案。"),
    ]
    head, roads, bridges = (" ".join(cells[at] for at in order) for cells in leading)
    text = f"""{head} 一级指标 二级指标 三级指标 指标值
{roads} 产出指标 数量指标 养护里程 ≥20公里
质量指标 路面完好率 ≥90%
{bridges} 产出指标 数量指标 检测座数 ≥5座
质量指标 报告合格率 100%
"""
    found = document_to_extraction(read(text)).indicators
    assert [(one.project, one.level3, one.target_text) for one in found] == [
        ("道路养护", "养护里程", "≥20公里"),
        ("道路养护", "路面完好率", "≥90%"),
        ("桥梁检测", "检测座数", "≥5座"),
        ("桥梁检测", "报告合格率", "100%"),
    ]


@given(st.lists(ROW, min_size=4, max_size=12, unique_by=lambda row: row[:2]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_rows_apart_by_blanks_come_back(rows: list[tuple[str, str, str, int]]) -> None:
    """Labels are printed once, above the rows that they stand for, as where a merged cell's text is kept."""
    lines = [f"{subject}{measure} {sign}{value}% {value}" for subject, measure, sign, value in rows]
    lines[0] = f"产出指标 数量指标 {lines[0]}"
    half = len(lines) // 2
    lines[half] = f"质量指标 {lines[half]}"
    found = document_to_extraction(read("\n".join([HEAD, *lines, "总分 100"]))).indicators
    assert [(one.level3, one.target_text, one.weight, one.level1) for one in found] == [
        (f"{subject}{measure}", f"{sign}{value}%", value, "产出指标") for subject, measure, sign, value in rows
    ]
    assert [one.level2 for one in found] == ["数量指标"] * half + ["质量指标"] * (len(rows) - half)
    assert all(one.confidence < 1 and "cells-told-apart" in one.repairs for one in found)


@settings(deadline=None)
@given(
    st.text(alphabet="产出指标数量效益满意度率≥95%.（）() \n天个项目名称总分注：2024年12月前完成", max_size=200),
    st.booleans(),
)
def test_any_text_below_a_header_is_read_or_refused(text: str, glued: bool) -> None:  # noqa: FBT001
    head = HEAD.replace(" ", "") if glued else HEAD
    with suppress(NoIndicatorsError):
        found = document_to_extraction(read(f"{head}\n{text}")).indicators
        printed = "".join(text.split())
        assert all(sign in printed for one in found for sign in one.level3)


@pytest.mark.parametrize(
    "row", ["数量指标道路里程≥20公里(含桥)", "数量指标 道路里程 ≥20公里 10 ", "（养护道路 ", "指标值三级指标"]
)
@pytest.mark.parametrize("head", [HEAD, HEAD.replace(" ", "")])
def test_a_line_without_end_is_read(head: str, row: str) -> None:
    text = head + "产出指标 " + row * 3_000
    assert told_apart(text) >= 1


@pytest.mark.parametrize(
    ("lines", "doubtful"),
    [
        (["甲", "1", "乙", "2", "丙", "3", "丁"], set()),
        (["甲", "1", "乙", "2"], set()),
        (["甲", "1", "乙", "2", "丙"], {"1", "2"}),
        (["甲", "5", "乙", "8", "丙", "9"], {"5", "8", "9"}),
        (["甲", "5", "乙", "8", "丙", "9", "丁", "12", "戊", "13"], set()),
    ],
    ids=["counted from 1", "the last one ends the text", "two among the lines", "three that rise", "five that rise"],
)
def test_bare_numbers_are_those_of_pages_where_they_count_or_rise(lines: list[str], doubtful: set[str]) -> None:
    blocks = tuple(Paragraph(line, Place(line=number)) for number, line in enumerate(lines, 1))
    assert doubtful_numbers(Document("a.txt", "", "text/plain", blocks)) == doubtful
