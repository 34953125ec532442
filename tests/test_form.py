"""The form around a table: whose it is, its project with code and amount, its halves and objectives."""

from __future__ import annotations

import pytest
from literal_tables import brief, row

from extract.form import Form, is_title, objective_row, paragraph_to_form, row_to_form, title_to_form, with_objective
from extract.money import amount, money_unit
from extract.notices import heading_to_name

BUREAU = "泽州县信访局"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("县(区)级预算部门(单位)整体支出绩效目标申报表", True),
        ("2024年江汉区项目支出(绩效目标)申报表", True),
        ("1、退役士兵安置绩效目标表", True),
        ("本级部门整体绩效目标表", True),
        ("2024年部门预算项目绩效目标表", True),
        ("部门收支预算总表", True),
        ("绩效目标：按期答复", False),
        ("本局没有下属预算单位，只编一本预算。", False),
        ("六个项目均编报目标,金额合计243.42万元。", False),
    ],
)
def test_title_of_a_form(text: str, title: bool) -> None:  # noqa: FBT001 - a case of the table
    assert is_title(text) is title


@pytest.mark.parametrize(
    ("title", "scope", "project"),
    [
        ("县(区)级预算部门(单位)整体支出绩效目标申报表", "department", None),
        ("本级部门整体绩效目标表", "department", None),
        ("2024年江汉区部门(单位)整体绩效目标申报表", "department", None),
        ("1、退役士兵安置绩效目标表", "project", "退役士兵安置"),
        ("2、机关专项公用经费绩效目标表", "project", "机关专项公用经费"),
        ("3、群众工作中心（联合接访中心）运行经费绩效目标表", "project", "群众工作中心（联合接访中心）运行经费"),
        ("泽州县县(区)级预算部门(单位)项目支出绩效目标申报表", "project", None),
        ("2024年部门预算项目绩效目标表", "project", None),
        ("2024年江汉区项目支出(绩效目标)申报表", "project", None),
        ("泽州县信访局项目支出绩效目标表", "project", None),
        ("部门收支预算总表", None, None),
    ],
)
def test_title_says_whose_form_it_is(title: str, scope: str | None, project: str | None) -> None:
    form = title_to_form(title, Form(), BUREAU)
    assert (form.scope, form.project) == (scope, project)


@pytest.mark.parametrize(
    ("heading", "project"),
    [
        ("关于李旺镇韩府村村组道路硬化项目绩效目标设定的公示", "李旺镇韩府村村组道路硬化项目"),
        ("标 题: | 关于肉牛“出户入园”养殖圈棚建设项目绩效目标的公告 |", "肉牛“出户入园”养殖圈棚建设项目"),
        ("2024年度区级预算项目绩效自评报告（企业技术改造专项补助经费）", "企业技术改造专项补助经费"),
        ("关于2024年部门预算绩效目标的公示", None),
        ("关于海原县水务局2024年项目绩效目标公示", None),
        ("关于下达2023年中央财政衔接推进乡村振兴补助资金预算绩效目标的通知", None),
        ("2024年度项目绩效自评报告（草案）", None),
        ("关于印发绩效评价办法的通知", None),
    ],
)
def test_heading_of_a_notice_or_report_names_its_project(heading: str, project: str | None) -> None:
    assert heading_to_name(heading) == project


def test_new_title_forgets_the_form_before_but_for_the_unit_of_money() -> None:
    before = Form(
        scope="project", project="甲项目", code="1", amounts=(("项目资金", 1),), money_unit="万元", period="multi_year"
    )
    after = title_to_form("部门整体支出绩效目标表", before, BUREAU)
    assert (after.project, after.code, after.amount_cny, after.period) == (None, None, None, None)
    assert (after.scope, after.money_unit) == ("department", "万元")


@pytest.mark.parametrize(
    ("rows", "project", "code", "yuan"),
    [
        (["单位：万元", "项目编码|13030224P00308P125802|项目名称|群众工作中心经费", "预算规模|预算数|10.00|其中：财政资金|10.00"],
         "群众工作中心经费", "13030224P00308P125802", 100_000),
        (["项目名称||信访案件办理业务费", "项目资金(元)||实施期资金总额:||600,000||年度资金总额:||0"], "信访案件办理业务费", None, 600_000),
        (["项目名称||遗属补助", "项目资金(元)||实施期资金总额:||32,208||年度资金总额:||5,000"], "遗属补助", None, 5_000),
        (["项目名称|临时工作人员经费|项目代码|2010308", "项目总预算|(延续性项目填写)||项目当年预算|29.57"],
         "临时工作人员经费", "2010308", None),
        (["项目名称：信访 工作经费", "项目金额（万元）|165.00"], "信访工作经费", None, 1_650_000),
        (["项目名称|零元项目", "项目资金（元）|年度资金总额|0"], "零元项目", None, 0),
        (["项目名称|乙项目", "年度资金总额|1.5亿元"], "乙项目", None, 150_000_000),
        (["单位：万元", "项目名称|丙项目", "项目资金（元）|实施期资金总额|4500000", "|年度资金总额|1800000"], "丙项目", None, 1_800_000),
        (["项目名称|丁项目", "资金情况（万元）|预算数|执行数", "年度资金总额|215.38|200.00"], "丁项目", None, 2_153_800),
        (["项目名称|戊项目", "项目预算（万元）|总额：95其中：财政拨款95"], "戊项目", None, 950_000),
        (["项目名称|己项目", "资金总额（万元）30.00|其中：财政拨款|30.00"], "己项目", None, 300_000),
        (["编制单位：垫江县应急管理局      单位：万元", "项目名称：庚项目", "预算数：426.00"], "庚项目", None, 4_260_000),
        (["单位：万元", "项目名称：庚项目", "预算数：426.00", "项目名称：辛项目", "预算数：180.00"], "辛项目", None, 1_800_000),
        (["编制单位：元谋县水务局", "项目名称：壬项目", "预算数：426.00"], "壬项目", None, None),
        (["单位：元坝区财政局", "项目名称：壬项目", "预算数：426.00"], "壬项目", None, None),
        (["项目名称：甲项目", "项目编码：A0000001", "项目编码：A0000002", "项目名称：乙项目"], "乙项目", "A0000002", None),
        (["项目编码：A0000001  项目名称：甲项目", "项目编码：A0000002  项目名称：乙项目"], "乙项目", "A0000002", None),
        (["单位：万元", "项目名称：甲", "项目资金（元）|年度资金总额|1800000", "项目名称：乙", "年度资金总额|180"], "乙", None, 1_800_000),
        (["单位：万元人民币", "项目名称：甲", "年度资金总额|180"], "甲", None, 1_800_000),
        (["项目名称|甲项目", "资金情况|年度资金总额|158.5", "（万元）|其中：财政拨款|158.5"], "甲项目", None, 1_585_000),
        (["项目名称|甲", "项目资金（万元）|年度资金总额|20", "项目名称|乙", "年度资金总额|30"], "乙", None, 300_000),
        (["单位：万元", "计量单位：元/人", "项目名称：甲", "年度资金总额|180"], "甲", None, 1_800_000),
    ],
)  # fmt: skip
def test_fields_of_a_project(rows: list[str], project: str, code: str | None, yuan: float | None) -> None:
    form = Form()
    for text in rows:
        form = row_to_form(row(text), form) if "|" in text else paragraph_to_form(text, form)
    assert (form.scope, form.project, form.code, form.amount_cny) == ("project", project, code, yuan)


def test_unit_of_money_above_the_form_counts() -> None:
    form = paragraph_to_form("单位：万元", Form())
    assert row_to_form(row("项目总预算|310.96"), form).amount_cny == 3_109_600


def test_side_by_side_halves() -> None:
    form = row_to_form(row("|实施期目标||||年度目标"), Form())
    assert form.halves == ("multi_year", "annual")


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("长期目标1:|人员在岗，业务办理规范。", ("multi_year", "长期目标1")),
        ("年度目标2:|复查复核全程参与。", ("annual", "年度目标2")),
        ("年度绩效目标1|聘用5名人员。", ("annual", "年度绩效目标1")),
        ("长期绩效目标表|", ("multi_year", None)),
        ("年度绩效目标表|", ("annual", None)),
        ("|实施期目标||||年度目标", None),
        ("年度绩效目标1|产出指标|数量指标|接待批次|≥20批次", None),
        ("产出指标|数量指标|接待批次|≥20批次", None),
    ],
)
def test_row_that_announces_an_objective(text: str, announced: tuple[str, str | None] | None) -> None:
    assert objective_row(row(text)) == announced


def test_objective_is_inferred_only_where_there_is_one() -> None:
    form = with_objective(Form(), "multi_year", "长期绩效目标1")
    assert form.only_objective("multi_year") == "长期绩效目标1"
    assert form.only_objective("annual") is None
    assert with_objective(form, "multi_year", "长期绩效目标2").only_objective("multi_year") is None


def test_sentence_between_title_and_table_changes_nothing() -> None:
    text = """
        1、甲项目绩效目标表
        绩效目标：按期答复
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|接待批次|≥20批次
        """
    assert brief(text, "scope", "project") == [("project", "甲项目")]


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("165.00", "万元", 1_650_000),
        ("600,000", "元", 600_000),
        ("29.57万元", "元", 295_700),
        ("0", "元", 0),
        ("0.36", "万元", 3_600),
        ("1.2亿元", None, 120_000_000),
        ("３０万元", None, 300_000),
        ("10", None, None),
        ("约10万元", None, None),
        ("(延续性项目填写)", "万元", None),
        ("", "万元", None),
    ],
)
def test_amount_in_yuan(text: str, unit: str | None, yuan: float | None) -> None:
    assert amount(text, unit) == yuan


@pytest.mark.parametrize(
    ("text", "unit"), [("项目资金(元)", "元"), ("单位：万元", "万元"), ("金额（亿元）", "亿元"), ("单位：人", None)]
)
def test_unit_of_money(text: str, unit: str | None) -> None:
    assert money_unit(text) == unit


@pytest.mark.parametrize(
    ("line", "project", "periods"),
    [
        ("项目名称： 群众文化活动 项目类别： 经常性项目", "群众文化活动", ()),
        ("项目名称：城乡 供水一体化", "城乡供水一体化", ()),
        ("实施期总目标（2024-2026年） 年度目标", None, ("multi_year", "annual")),
        ("年度目标 年度目标", None, ()),
    ],
)
def test_a_line_holds_fields_or_periods_beside_each_other(
    line: str, project: str | None, periods: tuple[str, ...]
) -> None:
    form = paragraph_to_form(line, Form())
    assert (form.project, form.halves) == (project, periods)
