"""Whose document it is: department, place, year and total budget, in the forms in which documents print them."""

from __future__ import annotations

import pytest
from literal_tables import document

from extract.context import Context, document_to_context


def context(text: str) -> Context:
    return document_to_context(document(text))


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("泽州县信访局\n\n2024年度部门预算公开", "泽州县信访局"),
        ("焦作市解放区信访局 2024 年度部门预算", "焦作市解放区信访局"),
        (
            "石家庄市鹿泉区信访局所属单位 2021 年单位预算信息公开\n\n542001 石家庄市鹿泉区信访局本级",
            "石家庄市鹿泉区信访局",
        ),
        ("|202秦皇岛市海港区信访局\n|预算年度：2024\n|单位：万元\n", "秦皇岛市海港区信访局"),
        ("# 江汉区信访局 2024 年预算\n\n部门（单位）名称|武汉市江汉区信访局|\n填报人||联系电话", "武汉市江汉区信访局"),
        ("单位名称: (盖章) 武汉市江汉区信访局", "武汉市江汉区信访局"),
        ("部门基本信息|部门名称|020-泽州县信访局", "泽州县信访局"),
        ("部门名称：南山区教育局", "南山区教育局"),
        (
            "部门(单位)名称 某市地方志研究室 部门预算编码 901001",
            "某市地方志研究室",
        ),  # single blanks hold the fields apart
        ("部门(单位)名称 某市水利局", "某市水利局"),
        (
            "部门(单位)名称：某区人民政府某街道办事处区级",
            None,
        ),  # what ends like a place behind 办 is the office's own name
        ("项目名称|项目单位|三级指标|指标值\n牧道养护|304001-镶黄旗交通运输局|养护里程|75公里", "镶黄旗交通运输局"),
        ("单位：409_安化县交通运输局\n\n项目支出绩效目标表", "安化县交通运输局"),
        ("单位：111001_桂东县卫生健康局   金额单位：万元", "桂东县卫生健康局"),
        ("单位：万元\n\n单位：云和县市场监督管理局", "云和县市场监督管理局"),
        ("2024 年度寿宁县妇女联合会单位预算", "寿宁县妇女联合会"),
        ("尤溪县总医院（县医院院区）2025 年度单位预算说明（节选）", "尤溪县总医院"),
        (
            "石柱土家族自治县南宾街道办事处 2025 年部门预算\n\n部门名称：南宾街道办事处",
            "石柱土家族自治县南宾街道办事处",
        ),
        ("九、关于伊宁县市场监督管理局的说明\n\n部门名称：伊宁县市场监督管理局", "伊宁县市场监督管理局"),
        ("根据泽州县财政局部门预算编制要求\n\n泽州县信访局", "泽州县信访局"),
        ("2024年度县教育局和县财政局预算绩效", "县教育局"),
        (
            "地方主管部门|安徽省财政厅 淮南市财政局|\n资金使用单位|淮南市田家庵区人力资源和社会保障局|",
            "淮南市田家庵区人力资源和社会保障局",
        ),
        ("区级林业主管部门|宝鸡市陈仓区林业局|\n区级财政部门|宝鸡市陈仓区财政局|", "宝鸡市陈仓区林业局"),
        ("来源：安居区市场监管局 发布时间：2022-08-15\n\n省级主管部门\n\n四川省市场监管局", "安居区市场监管局"),
        ("发布机构: 零陵区林业局\n\n单位名称|陵区林业局|", "零陵区林业局"),  # the text lost a sign
        ("发布机构: 荣昌区林业局\n\n申报单位|区林业局|", "荣昌区林业局"),
        ("发布机构: 荣昌区财政局\n\n申报单位|区林业局|", "区林业局"),
        ("单位信息: 324001-甘孜藏族自治州市场监督管理局机关", "甘孜藏族自治州市场监督管理局"),
        ("宜君县林业局整体支出绩效目标表（2024年度）", "宜君县林业局"),
        ("2024年宜君县供销社项目支出绩效目标表", "宜君县供销社"),
        ("双流区城管局二〇二五年部门预算", "双流区城管局"),
        ("2024年度部门预算", None),
        ("收入|支出\n一、一般公共预算|518.25", None),
    ],
)
def test_department(text: str, department: str | None) -> None:
    assert context(text).department == department


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("来源：广元市昭化区卫生计生局\n\n预算单位|区卫生健康局|", "昭化区"),  # the publisher's name ends otherwise
        ("2023年慈溪市重大政策和项目绩效目标情况\n\n发布机构：\n\n市财政局\n\n公开范围：\n\n面向社会", "慈溪市"),
        ("来源：慈溪市财政局\n\n预算单位|县卫生健康局|", None),  # a city's page of one of its counties
    ],
)
def test_place_of_a_department_without_one_is_told_by_publisher_or_title(text: str, county: str | None) -> None:
    assert context(text).county == county


@pytest.mark.parametrize(
    ("department", "place"),
    [
        ("泽州县信访局", ("山西省", "晋城市", "泽州县", "140525")),
        ("秦皇岛市海港区信访局", ("河北省", "秦皇岛市", "海港区", "130302")),
        ("焦作市解放区信访局", ("河南省", "焦作市", "解放区", "410802")),
        ("武汉市江汉区信访局", ("湖北省", "武汉市", "江汉区", "420103")),
        ("石家庄市鹿泉区信访局", ("河北省", "石家庄市", "鹿泉区", "130110")),
        ("苏州市财政局", ("江苏省", "苏州市", None, "320500")),
        ("信访局", (None, None, None, None)),
    ],
)
def test_place_is_filled_in_from_the_name(department: str, place: tuple[str | None, ...]) -> None:
    found = context(f"部门名称：{department}\n\n2024年部门预算")
    assert (found.province, found.city, found.county, found.division_code) == place


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024年度部门预算公开", 2024),
        ("2021 年单位预算信息公开", 2021),
        ("预算年度：2021", 2021),
        ("(2024)年度\n\n部门整体支出绩效目标申报表", 2024),
        ("2024年部门预算\n\n2023年末固定资产22万元\n\n比2022年增加", 2024),
        ("项目年度|2024|", 2024),
        ("单位名称|宜君县林业局|预算年度|2024|", 2024),  # a field among others
        ("填报年度：2024|单位：万元|编号|7|", 2024),
        ("年度|项目名称|三级指标|指标值|\n2024|绿化|补植株数|300株|", 2024),  # a column
        ("双流区城管局二〇二五年部门预算", 2025),
        ("没有年份的标题", None),
        ("成立于2001年", None),
        ("现将2022年生猪调出大县奖励资金下达你单位。\n财政局\n2021年12月18日", 2022),
        ("归档时间:2023年9月6日\n2018年市级专项扶贫资金基础设施建设", 2018),
        ("发布时间：2023年9月6日", None),
        ("发布时间：2022年9月6日\n\n完成时间|2021年12月31日前|", 2021),
    ],
)
def test_year(text: str, year: int | None) -> None:
    assert context(text).year == year


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("单位：万元\n\n收入|金额|支出|金额\n收入总计|399.76|支出总计|399.76", 3_997_600),
        ("|单位：元\n\n收入总计|5,182,500.00|支出总计|5,182,500.00", 5_182_500),
        ("部门预算总额(万元)|399.76", 3_997_600),
        ("本年收入总计518.25万元，支出总计518.25万元。", 5_182_500),
        ("收入总计|399.76", None),
        ("单位：万元\n\n项目|预算数\n办公费|3.5", None),
    ],
)
def test_total_budget_in_yuan(text: str, yuan: float | None) -> None:
    assert context(text).total_budget_cny == yuan


def test_title_is_the_line_that_names_year_and_budget() -> None:
    assert context("泽州县信访局\n\n2024年度部门预算公开\n\n目 录").title == "2024年度部门预算公开"
