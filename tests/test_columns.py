"""Headers: what is the head of an indicator table and what is not, and which role each column has."""

from __future__ import annotations

import pytest
from literal_tables import row, rows

from extract.columns import Columns, rows_to_columns
from extract.headers import header_at, is_header


def roles(columns: Columns) -> str:
    """The roles, left to right, each with its block where there are several (- for a column shared by all)."""
    if columns.blocks == 1:
        return " ".join(column.role for column in columns.columns)
    return " ".join(f"{column.role}{'-' if column.block < 0 else column.block}" for column in columns.columns)


@pytest.mark.parametrize(
    "text",
    [
        "一级指标|二级指标|三级指标|指标值",
        "|一级指标|二级指标|三级指标|指标值",
        "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定依据",
        "一级 指标|二级 指标|三级 指标|指标 值",
        "指标名称|指标值",
        "一级指标|二级指标|指标值|备注",
        "三级指标|目标值（含单位）|权重",
        "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值",
    ],
)
def test_head_of_an_indicator_table(text: str) -> None:
    assert is_header(row(text))


@pytest.mark.parametrize(
    "text",
    [
        "项目|预算数|项目|预算数",
        "序号|收入||支出",
        "单位名称|单位性质|单位规格|经费保障形式",
        "项目名称|合计|2024年财政拨款|单位资金",
        "产出指标|数量指标|接待批次|≥20批次",
        "科目编码|科目名称|合计|基本支出|项目支出",
        "品名|数量|单价|金额",
        "绩效目标|1.按期答复。",
    ],
)
def test_head_of_another_table(text: str) -> None:
    assert not is_header(row(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一级指标|二级指标|三级指标|指标值", "level1 level2 level3 value"),
        ("一级指标|二级指标|三级指标|指标值|指标值说明", "level1 level2 level3 value explanation"),
        (
            "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定依据",
            "level1 level2 level3 description value basis",
        ),
        ("一级指标|二级指标|三级指标|指标值|权重|备注", "level1 level2 level3 value weight ignored"),
        (
            "一级指标|二级指标|三级指标|指标性质|指标值|计量单位|实际完成值",
            "level1 level2 level3 operator value unit actual",
        ),
        ("目标名称|一级指标|二级指标|三级指标|指标值", "objective level1 level2 level3 value"),
    ],
)
def test_roles_by_heading(text: str, expected: str) -> None:
    assert roles(rows_to_columns([row(text)])) == expected


def test_columns_reach_to_the_next_heading() -> None:
    columns = rows_to_columns([row("一级指标|二级指标||三级指标|指标值")]).columns
    assert [column.start for column in columns] == [0, 1, 3, 4]
    assert [column.stop for column in columns][:3] == [1, 3, 4]


def test_two_halves_are_two_blocks_that_share_the_first_level() -> None:
    columns = rows_to_columns([row("绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值")])
    assert columns.blocks == 2
    assert roles(columns) == "side- level1- level20 level30 value0 level21 level31 value1"


def test_periods_over_the_halves() -> None:
    columns = rows_to_columns(
        rows("||实施期目标|||年度目标\n一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值")
    )
    periods = {column.block: column.period for column in columns.columns if column.role == "value"}
    assert periods in ({0: "multi_year", 1: "annual"}, {0: "multi_year", 1: "annual", -1: None})


def test_wide_table_has_a_block_for_each_first_level() -> None:
    """The first level stands over the columns, there is no second one, and the project's columns are shared."""
    head = rows(
        """
        单位编码（项目编码）|项目单位（项目名称）|项目金额（万元）||绩效目标
        ||||成本指标||产出指标||效益指标||满意度指标
        ||资金总额|政府预算资金|三级指标|指标值|三级指标|指标值|三级指标|指标值|三级指标|指标值
        """
    )
    header = header_at(head, 2)
    assert header is not None
    assert (header.start, header.stop) == (0, 3)
    columns = header.columns
    levels = {c.block: c.level1 for c in columns.columns if c.role == "level3"}
    assert levels == {0: "成本指标", 1: "产出指标", 2: "效益指标", 3: "满意度指标"}
    assert {c.role for c in columns.columns if c.block < 0} >= {"project_code", "project", "amount"}


def test_years_below_the_value_are_history_and_the_last_one_is_the_target() -> None:
    head = rows(
        """
        年度绩效指标|一级指标|二级指标|三级指标|指标值|||指标值确定依据
        ||||近两年指标值||预期当年实现值|
        ||||2022年|2023年||
        """
    )
    header = header_at(head, 0)
    assert header is not None
    assert header.stop == 3
    named = [(column.role, column.label) for column in header.columns.columns[4:]]
    assert named == [
        ("history", "2022年"),
        ("history", "2023年"),
        ("value", "预期当年实现值"),
        ("basis", "指标值确定依据"),
    ]
    assert header.columns.period == "annual"


def test_weight_below_the_value() -> None:
    head = rows("一级指标|二级指标|三级指标|指标值||||指标值确定依据\n|||前年|上年|预计当年实现|指标分值权重|")
    header = header_at(head, 0)
    assert header is not None
    assert roles(header.columns) == "level1 level2 level3 history history value weight basis"


def test_side_of_a_header_names_the_period() -> None:
    columns = rows_to_columns([row("长期绩效指标|一级指标|二级指标|三级指标|指标值")])
    assert columns.period == "multi_year"
    assert columns.columns[0].role == "side"


def test_column_before_the_first_heading_is_the_side() -> None:
    assert roles(rows_to_columns([row("|一级指标|二级指标|三级指标|指标值")])) == "side level1 level2 level3 value"


def test_row_of_data_has_no_header() -> None:
    table = rows("一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|接待批次|≥20批次")
    assert header_at(table, 1) is None
    header = header_at(table, 0)
    assert header is not None
    assert (header.start, header.stop) == (0, 1)
