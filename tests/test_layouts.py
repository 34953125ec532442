"""The layouts of real documents in a few rows each: what is read from them, from the text to the record."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from literal_tables import brief, extraction, indicators

from extract.reading import NoIndicatorsError, file_to_extraction

LAYOUTS = Path(__file__).parent / "layouts"
EXPECTED = ".expected.jsonl"
KEY = ("level3", "project", "scope", "period")
"""What makes a record the one that is expected; its other fields are compared then."""

Record = dict[str, Any]

HEAD = "一级指标|二级指标|三级指标|指标值\n"


def test_plain_table_of_a_department() -> None:
    text = """
        泽州县信访局
        2024年度部门预算公开
        部门整体支出绩效目标申报表
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|接待批次|≥20批次
        ||排查次数|12次
        |质量指标|答复率|≥90%
        满意度指标|服务对象满意度指标|群众满意度|满意
        """
    assert brief(text, "level1", "level2", "level3", "target_text", "kind", "line") == [
        ("产出指标", "数量指标", "接待批次", "≥20批次", "numeric", 5),
        ("产出指标", "数量指标", "排查次数", "12次", "numeric", 6),
        ("产出指标", "质量指标", "答复率", "≥90%", "numeric", 7),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "满意", "qualitative", 8),
    ]
    assert {(i.scope, i.project, i.period, i.year, i.county) for i in indicators(text)} == {
        ("department", None, "annual", 2024, "泽州县")
    }


def test_page_break_with_the_header_repeated() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次

        - 12 -

        {HEAD.strip()}
        ||排查次数|12次
        |质量指标|答复率|≥90%
        """
    assert brief(text, "level1", "level2", "level3") == [
        ("产出指标", "数量指标", "接待批次"),
        ("产出指标", "数量指标", "排查次数"),
        ("产出指标", "质量指标", "答复率"),
    ]
    assert "label-carried" in indicators(text)[1].repairs


def test_page_break_without_a_header() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次

        ||排查次数|12次
        效益指标|社会效益指标|化解率|≥85%
        """
    assert brief(text, "level1", "level2", "level3") == [
        ("产出指标", "数量指标", "接待批次"),
        ("产出指标", "数量指标", "排查次数"),
        ("效益指标", "社会效益指标", "化解率"),
    ]


def test_one_cell_a_line() -> None:
    text = """
        1、群众工作中心经费绩效目标表
        |单位：万元

        |项目编码
        |13030224P00308P125802
        |项目名称
        |群众工作中心经费

        |预算规模及资金用途
        |预算数
        |10.00

        |一级指标
        |二级指标
        |三级指标
        |绩效指标描述
        |指标值
        |指标值确定依据

        |产出指标
        |数量指标
        |接待人员
        人次
        |接待全部来访人员
        |≥1500次
        |年度工作计划

        |
        |质量指标
        |答复率
        |及时答复
        |100%
        |年度工作计划
        """
    assert (
        brief(text, "project", "project_code", "project_amount_cny")
        == [("群众工作中心经费", "13030224P00308P125802", 100_000)] * 2
    )
    assert brief(text, "level1", "level2", "level3", "description", "target_text", "basis", "line") == [
        ("产出指标", "数量指标", "接待人员人次", "接待全部来访人员", "≥1500次", "年度工作计划", 22),
        ("产出指标", "质量指标", "答复率", "及时答复", "100%", "年度工作计划", 30),
    ]


def test_two_halves_side_by_side() -> None:
    """The same indicator in both halves is two, with their periods."""
    text = """
        项目支出绩效目标申报表
        项目名称||办案经费||||
        ||实施期目标||||年度目标|
        绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值
        |产出指标|数量指标|接待批次|≥60批次|数量指标|接待批次|≥20批次
        ||质量指标|答复率|≥90%|质量指标||
        满意度指标|服务对象满意度|群众满意度|≥80%|服务对象满意度指||||
        """
    assert brief(text, "period", "level1", "level2", "level3", "target_text", "project") == [
        ("multi_year", "产出指标", "数量指标", "接待批次", "≥60批次", "办案经费"),
        ("annual", "产出指标", "数量指标", "接待批次", "≥20批次", "办案经费"),
        ("multi_year", "产出指标", "质量指标", "答复率", "≥90%", "办案经费"),
        ("multi_year", "满意度指标", "服务对象满意度", "群众满意度", "≥80%", "办案经费"),
    ]
    assert [bool(i.repairs) for i in indicators(text)] == [False, False, False, True]


def test_wide_table_with_the_first_level_over_the_columns() -> None:
    text = """
        2024年部门预算项目绩效目标表
        项目编码|项目名称|项目金额（万元）|绩效目标||||
        |||产出指标||效益指标||满意度指标|
        |||三级指标|指标值|三级指标|指标值|三级指标|指标值
        524|甲局|175.60||||||
        524A1|值班经费|165.00|接访次数|≥24次|社会和谐|持续提升|公众满意度|≥80%
        |||劝返率|≥85%||||
        524B2|网络费|0.36|会议次数|≥10次||||
        """
    fields = ("project", "project_code", "project_amount_cny", "level1", "level2", "level3", "target_text")
    assert brief(text, *fields) == [
        ("值班经费", "524A1", 1_650_000, "产出指标", None, "接访次数", "≥24次"),
        ("值班经费", "524A1", 1_650_000, "效益指标", None, "社会和谐", "持续提升"),
        ("值班经费", "524A1", 1_650_000, "满意度指标", None, "公众满意度", "≥80%"),
        ("值班经费", "524A1", 1_650_000, "产出指标", None, "劝返率", "≥85%"),
        ("网络费", "524B2", 3_600, "产出指标", None, "会议次数", "≥10次"),
    ]


def test_long_term_and_annual_objectives_with_past_years_and_weights() -> None:
    text = """
        部门(单位)整体绩效目标申报表
        长期目标1:|人员在岗，业务规范。|||||||
        长期绩效指标|一级指标|二级指标|三级指标|指标值|指标值确定依据|||
        |产出指标|数量指标|宣传覆盖率|=100%|计划数据|||
        年度目标1:|聘用5人。|||||||
        年度绩效指标|一级指标|二级指标|三级指标|指标值||||指标值确定依据
        ||||2022年|2023年|预期当年实现值|指标分值权重|
        |产出指标|数量指标|人员在位数|8人|6人|5人|10|计划数据
        投诉次数||||0次|0次|0次|5|计划数据
        """
    fields = ("period", "objective", "level3", "target_text", "history", "weight", "basis")
    assert brief(text, *fields) == [
        ("multi_year", "长期目标1", "宣传覆盖率", "=100%", None, None, "计划数据"),
        ("annual", "年度目标1", "人员在位数", "5人", {"2022年": "8人", "2023年": "6人"}, 10, "计划数据"),
        ("annual", "年度目标1", "投诉次数", "0次", {"2022年": "0次", "2023年": "0次"}, 5, "计划数据"),
    ]


def test_self_evaluation_table_with_operator_unit_and_achieved_value() -> None:
    text = """
        一级指标|二级指标|三级指标|指标性质|指标值|计量单位|权重|实际完成值
        产出指标|数量指标|接待批次|≥|20|批次|15|23
        |质量指标|答复率（%）|≥|95||10|97
        |时效指标|办理天数||60|天|10|45
        """
    fields = ("operator", "operator_source", "value", "unit", "weight", "actual")
    assert brief(text, *fields) == [
        (">=", "printed", 20, "批次", 15, "23"),
        (">=", "printed", 95, "%", 10, "97"),
        ("=", "assumed", 60, "天", 10, "45"),
    ]


def test_rows_that_are_no_indicators_are_skipped() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次
        ||不适用|
        ||……|……
        ||指标1|
        |质量指标||
        |时效指标|办理天数|
        |成本指标|办案经费|不适用
        """
    assert brief(text, "level2", "level3", "target_text", "kind", "status") == [
        ("数量指标", "接待批次", "≥20批次", "numeric", "stated"),
        ("时效指标", "办理天数", None, None, "blank"),
        ("成本指标", "办案经费", "不适用", None, "not_applicable"),
    ]
    assert any("办理天数" in warning and "第7行" in warning for warning in extraction(text).facts.warnings)


def test_signature_ends_the_table() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次
        负责人:|经办人:|填报日期:|20231214
        项目名称|预算数|合计|12.5
        """
    assert brief(text, "level3") == [("接待批次",)]


def test_table_after_an_indicator_table_is_no_part_of_it() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次

        部门政府采购预算表
        项目名称|采购品目|数量|金额
        甲项目|电脑|4台|2.0
        """
    assert brief(text, "level3") == [("接待批次",)]


@pytest.mark.parametrize(
    "text",
    [
        "部门收支预算总表\n单位：万元\n收入|预算数|支出|预算数\n一、一般公共预算|518.25|一、公共服务|432.76",
        "项目支出预算表\n项目名称|合计|一般公共预算\n信访案件办理业务费|60.00|60.00",
        "固定资产情况表\n项目|数量|价值（金额单位：万元）\n资产总额||22.43\n1、房屋（平方米）|0|0",
        "政府采购预算表\n品名|数量|单价|金额\n电脑|4台|0.5|2",
        "单位名称|单位性质|单位规格|经费保障形式\n信访局本级|行政|正科级|财政拨款",
        "没有表格的文字。",
    ],
)
def test_other_tables_yield_nothing(text: str) -> None:
    with pytest.raises(NoIndicatorsError, match=r"^文件\.txt: .*三级指标.*指标值"):
        extraction(text)


def test_same_words_twice_are_two_indicators_with_ids_of_their_own() -> None:
    text = f"""
        {HEAD.strip()}
        产出指标|数量指标|接待批次|≥20批次
        ||接待批次|≥20批次
        """
    first, second = indicators(text)
    assert first.id != second.id
    assert [first.id, second.id] == [i.id for i in indicators(text)]


def test_ids_do_not_depend_on_the_place_in_the_file() -> None:
    """Lines added above an indicator leave its identity as it is."""
    text = HEAD + "产出指标|数量指标|接待批次|≥20批次"
    assert [i.id for i in indicators(text)] == [i.id for i in indicators(f"一段文字。\n\n{text}")]


def test_place_of_an_indicator_is_the_cell_of_its_name() -> None:
    text = HEAD + "产出指标|数量指标|接待批次|≥20批次"
    (found,) = indicators(text)
    assert (found.document, found.line, found.table, found.row, found.column) == ("文件.txt", 2, 1, 2, 3)


def test_missing_context_is_a_warning_and_no_error() -> None:
    warnings = extraction(HEAD + "产出指标|数量指标|接待批次|≥20批次").facts.warnings
    assert all(warning.startswith("文件.txt: ") for warning in warnings)
    assert any("部门" in warning for warning in warnings)
    assert any("年度" in warning for warning in warnings)


def as_compared(value: Any) -> Any:  # noqa: ANN401 - a field holds any plain JSON type
    """A field in the form in which it is compared: text in NFKC without white space and closing point, numbers as float."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split()).rstrip("。.;") or None
    if isinstance(value, dict):
        return {as_compared(key): as_compared(item) for key, item in value.items()}
    return float(value) if isinstance(value, int | float) else value


def is_right(expected: Record, record: Record, field: str) -> bool:
    """Whether a field holds what is expected, or another value that a careful reader could defend."""
    values = [record[field], expected[field], *expected.get("accept", {}).get(field, ())]
    value, *accepted = map(as_compared, values)
    if field in ("level1", "level2"):  # 数量 and 数量指标 are one label
        value, *accepted = (text and text.removesuffix("指标") for text in (value, *accepted))
    return value in accepted


def compared(expected: Record) -> list[str]:
    """The fields that an expected record states."""
    return [field for field in expected if field != "accept"]


def partner(expected: Record, records: list[Record]) -> Record | None:
    """The record with the name, project, scope and period expected; of several the one that agrees in most fields."""
    found = [record for record in records if all(is_right(expected, record, field) for field in KEY)]
    agreement = {id(record): sum(is_right(expected, record, field) for field in compared(expected)) for record in found}
    return max(found, key=lambda record: agreement[id(record)], default=None)


def differences(expected: list[Record], records: list[Record]) -> list[str]:
    """What is missed, wrong or more than expected, a line each."""
    left, lines = list(records), []
    for each in expected:
        record = partner(each, left)
        if record is None:
            lines.append(f"missed  {caption(each)}")
            continue
        left.remove(record)
        lines += [
            f"wrong   {record['level3']}: {field} is {record[field]!r}, not {each[field]!r}"
            for field in compared(each)
            if not is_right(each, record, field)
        ]
    return lines + [f"surplus {caption(record)}" for record in left]


def caption(record: Record) -> str:
    """An indicator in one line."""
    fields = ("scope", "project", "period", "level1", "level2", "level3", "target_text")
    return " | ".join(str(record[field]) for field in fields)


def layouts() -> list[Path]:
    """The source files of the layout cases."""
    return sorted(path for path in LAYOUTS.iterdir() if not path.name.endswith(EXPECTED))


def test_every_layout_has_its_expected_records() -> None:
    expected = {path.name.removesuffix(EXPECTED) for path in LAYOUTS.glob(f"*{EXPECTED}")}
    assert sorted(expected) == sorted(path.stem for path in layouts())


@pytest.mark.parametrize("source", layouts(), ids=lambda path: path.name)
def test_layout(source: Path) -> None:
    """Small documents in the forms that governments publish give what a careful reader takes from them."""
    text = source.with_name(source.stem + EXPECTED).read_text(encoding="utf-8")
    expected = [json.loads(line) for line in text.splitlines()]
    records = [indicator.record() for indicator in file_to_extraction(source).indicators]
    assert differences(expected, records) == []
