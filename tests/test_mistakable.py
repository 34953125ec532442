"""What looks like something else: names that are no projects, dates, weights or ends of other names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extract.document import Document
from extract.readers.html import html_text_to_content
from extract.readers.text import text_to_blocks
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from extract.indicator import Indicator

HEAD = "<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>"
LAST = "<tr><td>满意度指标</td><td>服务对象满意度</td><td>群众满意度</td><td>≥90%</td></tr>"


def page(rows: str, above: str = "", head: str = HEAD, last: str = LAST) -> tuple[Indicator, ...]:
    """The indicators of a table in a web page."""
    content = html_text_to_content(f"<p>清河县水利局2024年预算</p>{above}<table>{head}{rows}{last}</table>", "a.html")
    document = Document("a.html", "", "text/html", content.blocks, content.warnings, exact=True)
    return tuple(document_to_extraction(document).indicators)


def text(lines: str) -> tuple[Indicator, ...]:
    """The indicators of a text."""
    return tuple(document_to_extraction(Document("a.txt", "", "text/plain", text_to_blocks(lines))).indicators)


def said(indicators: tuple[Indicator, ...]) -> list[tuple[str, str | None]]:
    return [(one.level3, one.target_text) for one in indicators]


@pytest.mark.parametrize(
    ("above", "rows", "expected"),
    [
        (
            "",
            (
                "<tr><td rowspan=2>产出指标</td><td rowspan=2>数量指标</td><td>培训农民</td><td>≥200人</td></tr>"
                "<tr><td>发放种粮补贴经费</td><td>&nbsp;</td></tr>"
            ),
            [("培训农民", "≥200人"), ("发放种粮补贴经费", None)],
        ),
        (
            "",
            (
                "<tr><td rowspan=2>产出指标</td><td rowspan=2>成本指标</td><td>城乡低保资金</td><td rowspan=2>按标准发放</td></tr>"
                "<tr><td>特困供养专项资金</td></tr>"
            ),
            [("城乡低保资金", "按标准发放"), ("特困供养专项资金", None)],
        ),
        (
            "",
            (
                "<tr><td>产出指标</td><td>数量指标</td><td>培训农民</td><td>≥200人</td></tr>"
                "<tr><td colspan=4>注：以上均为财政专项资金</td></tr>"
            ),
            [("培训农民", "≥200人")],
        ),
        (
            "<p>一、农村公路建设项目</p>",
            (
                "<tr><td rowspan=2>产出指标</td><td rowspan=2>数量指标</td><td>养护里程</td><td>≥20公里</td></tr>"
                "<tr><td>危桥改造工程项目</td><td></td></tr>"
            ),
            [("养护里程", "≥20公里"), ("危桥改造工程项目", None)],
        ),
    ],
    ids=["a blank target", "a shared target", "a note", "below a project's heading"],
)
def test_a_name_alone_in_its_row_is_no_project(above: str, rows: str, expected: list[tuple[str, str | None]]) -> None:
    found = page(rows, above)
    assert said(found) == [*expected, ("群众满意度", "≥90%")]
    assert {one.project for one in found} == {"农村公路建设项目" if above else None}


@pytest.mark.parametrize("name", ["6月底前开工", "12月底前支付", "11月底前完工"])
def test_a_name_that_begins_with_a_date_stays_a_name(name: str) -> None:
    found = page(f"<tr><td>产出指标</td><td>时效指标</td><td>{name}</td><td>按期完成</td></tr>")
    assert said(found)[0] == (name, "按期完成")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("资金支付进度", "1.第一季度≥25%；2.第二季度≥50%"),
        ("补助标准", "1.一档补助≥500元；2.二档补助≥300元"),
        ("培训合格率", "①党员干部≥95%；②普通群众≥90%"),
    ],
)
def test_the_parts_of_a_target_are_no_indicators(name: str, target: str) -> None:
    found = page(f"<tr><td>产出指标</td><td>数量指标</td><td>{name}</td><td>{target}</td></tr>")
    assert [one.level3 for one in found] == [name, "群众满意度"]


@pytest.mark.parametrize(
    ("row", "project"),
    [
        ("项目名称|防汛物资储备|项目级次|延续性项目", "防汛物资储备"),
        ("项目名称|防汛物资储备|资金来源|财政专项资金", "防汛物资储备"),
        ("项目名称|美丽乡村示范村|建设方式|政府采购", "美丽乡村示范村"),
        ("项目名称|县乡公路危|桥改造与农村公路|养护工程", "县乡公路危桥改造与农村公路养护工程"),
    ],
)
def test_values_beside_a_name_are_no_part_of_it(row: str, project: str) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in row.split("|"))
    found = page(
        "<tr><td>产出指标</td><td>数量指标</td><td>储备数量</td><td>≥20件</td></tr>", head=f"<tr>{cells}</tr>{HEAD}"
    )
    assert {one.project for one in found} == {project}


@pytest.mark.parametrize(
    ("lines", "project"),
    [
        ("防汛物资储备项目绩效目标表\n项目名称：\n主管部门：清河县水利局\n", "防汛物资储备项目"),
        ("（三）滨河湿地公园绩效目标表\n", "滨河湿地公园"),
    ],
)
def test_a_title_names_a_project(lines: str, project: str) -> None:
    table = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t储备数量\t≥20件\n满意度指标\t服务对象满意度\t群众满意度\t≥90%\n"
    assert {one.project for one in text(f"{lines}{table}")} == {project}


def test_a_kind_of_project_is_no_end_of_a_name() -> None:
    form = "项目名称\t清河县农村饮水安全巩固提升\n新增项目\n主管部门\t清河县水利局\n"
    table = "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t供水人口\t≥2万人\n满意度指标\t服务对象满意度\t群众满意度\t≥90%\n"
    assert {one.project for one in text(f"{form}{table}")} == {"清河县农村饮水安全巩固提升"}


@pytest.mark.parametrize(("name", "target"), [("考核成绩（90分）", "≥90分"), ("群众测评得分（100分）", "≥95分")])
def test_a_score_that_is_reached_is_no_weight(name: str, target: str) -> None:
    found = page(f"<tr><td>产出指标</td><td>质量指标</td><td>{name}</td><td>{target}</td></tr>")
    assert found[0].weight is None


LAID_OUT = """                            项目支出绩效目标表
项目名称：农村公路养护工程

  一级指标      二级指标        三级指标              指标值

                                养护里程              ≥20公里
                数量指标
                                桥梁                  ≥20座
  产出指标
{between}
                质量指标        验收合格率            ≥95%
{number}
  效益指标      社会效益指标    受益群众人数          ≥5000人

  满意度指标    服务对象满意    群众满意度            ≥90%
                度指标
"""


def test_a_year_alone_may_begin_a_date() -> None:
    date = (
        "                                                      2024年\n"
        "                时效指标        工程完工时间          12月31\n"
        "                                                      日前"
    )
    found = {one.level3: one.target_text for one in text(LAID_OUT.format(between=date, number=""))}
    assert found["工程完工时间"] == "2024年12月31日前"
    assert found["验收合格率"] == "≥95%"


def test_a_number_below_the_names_is_that_of_the_page() -> None:
    line = "                                   12\n                时效指标        完成及时率            ≥95%"
    found = [one.level3 for one in text(LAID_OUT.format(between="", number=line))]
    assert "验收合格率" in found
    assert not any("12" in name for name in found)


def test_an_objective_in_words_is_no_target() -> None:
    head = HEAD.replace("指标值", "量化标准").replace("</tr>", "<td>年度绩效目标</td></tr>")
    rows = "<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥20公里</td><td rowspan=2>完成农村公路养护，保障出行。</td></tr>"
    assert said(page(rows, head=head)) == [("养护里程", "≥20公里"), ("群众满意度", "≥90%")]


def test_a_word_of_quality_is_no_end_of_a_name() -> None:
    rows = [
        "一级指标\t二级指标\t三级指标\t指标值", "产出指标\t数量指标\t养护农村公路里程\t>=45公里", "质量指标\t养护验收合格率\t=100%",
        "时效指标\t养护完成及时率\t=100%", "效益指标\t社会效益指标\t农村居民出行条件\t有效提高",
        "可持续影响指标\t农村公路路面技术状况优良率\t>=90%", "长期保持", "满意度指标\t满意度指标\t村民满意度\t>=90%",
    ]  # fmt: skip
    assert "农村公路路面技术状况优良率" in [
        one.level3 for one in text("清河县交通局2024年预算\n" + "\n".join(rows) + "\n")
    ]


GLUED = "项目名称：信访\n一级指标二级指标三级指标指标值\n"
SPACED = "项目名称：信访\n一级指标 二级指标 三级指标 指标值\n"
END = "满意度指标服务对象满意度指标群众满意度≥95%"
SPACED_END = "满意度指标 服务对象满意度指标 群众满意度 ≥95%"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            f"{SPACED}产出指标 数量指标 办理件数 ≥5件\n建议办理答复率 100%\n{SPACED_END}",
            [("办理件数", "≥5件"), ("建议办理答复率", "100%"), ("群众满意度", "≥95%")],
        ),
        (
            f"{SPACED}产出指标 质量指标 内容合格率 ≥95%\n内容保障及时率 ≥95%\n智能问答准确率 ≥90%\n{SPACED_END}",
            [("内容合格率", "≥95%"), ("内容保障及时率", "≥95%"), ("智能问答准确率", "≥90%"), ("群众满意度", "≥95%")],
        ),
        (
            f"{GLUED}产出指标数量指标征求部门意见次数≥5次质量指标办结率≥95%{END}",
            [("征求部门意见次数", "≥5次"), ("办结率", "≥95%"), ("群众满意度", "≥95%")],
        ),
        (
            f"{GLUED}产出指标数量指标办案数量≥100案件办结率≥95%培训人数≥200课程合格率≥95%整治道路≥3道路完好率≥95%{END}",
            [
                ("办案数量", "≥100"), ("案件办结率", "≥95%"), ("培训人数", "≥200"), ("课程合格率", "≥95%"),
                ("整治道路", "≥3"), ("道路完好率", "≥95%"), ("群众满意度", "≥95%"),
            ],
        ),
        (
            f"{GLUED}产出指标数量指标培训人数≥100人效益指标社会效益指标通过培训有效提升教师教学水平≥90%{END}",
            [("培训人数", "≥100人"), ("通过培训有效提升教师教学水平", "≥90%"), ("群众满意度", "≥95%")],
        ),
        (
            f"{GLUED}产出指标数量指标维修数量≥10公里效益指标社会效益指标受益人数≥100人社会效益覆盖面积≥100亩{END}",
            [("维修数量", "≥10公里"), ("受益人数", "≥100人"), ("社会效益覆盖面积", "≥100亩"), ("群众满意度", "≥95%")],
        ),
        (
            f"{GLUED}产出指标数量指标维修数量≥10公里效益指标生态效益指标空气质量持续向好{END}",
            [("维修数量", "≥10公里"), ("空气质量", "持续向好"), ("群众满意度", "≥95%")],
        ),
    ],
    ids=["advice", "names of buttons", "opinions", "numbers before words", "a verb", "a label in force", "the end of a word"],
)  # fmt: skip
def test_words_of_forms_and_pages_begin_names_too(lines: str, expected: list[tuple[str, str]]) -> None:
    assert said(text(lines)) == expected


def test_numbered_projects_are_no_pages() -> None:
    about = "主要用于县乡道路日常养护及安全设施维修改造，保障群众出行安全，由交通局负责实施，资金由县级财政全额安排"
    told = text(
        f"1、道路养护项目：预算金额200万元，{about}。数量指标：养护里程≥100公里，满意度指标：群众满意度≥90%\n"
        f"2、城市绿化项目：预算金额300万元，{about}。数量指标：绿化面积≥50亩，满意度指标：居民满意度≥92%\n"
        f"3、食堂改造项目：预算金额150万元，{about}。数量指标：改造学校≥6所，满意度指标：学生满意度≥95%\n"
    )
    assert [pair for pair in said(told) if "满意度" in pair[0]] == [
        ("群众满意度", "≥90%"),
        ("居民满意度", "≥92%"),
        ("学生满意度", "≥95%"),
    ]


def test_the_project_of_a_form_stays_before_the_notice_that_it_rests_on() -> None:
    found = text(
        "项目名称：农村公路养护\n立项依据：\n关于下达2024年中央车辆购置税补助资金绩效目标的通知\n一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t养护里程\t≥10公里\n\t质量指标\t路面完好率\t≥95%\n满意度指标\t服务对象满意度指标\t群众满意度\t≥90%\n"
    )
    assert {one.project for one in found} == {"农村公路养护"}


def test_listed_targets_keep_their_own_signs_and_units() -> None:
    head = (
        "<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td></tr>"
    )
    rows = (
        "<tr><td>产出指标</td><td>成本指标</td><td>1.人均成本<br>2.总成本</td><td>≤<br>≤</td><td>≤100元<br>≤3万元</td><td>元<br>万元</td></tr>"
        "<tr><td>产出指标</td><td>质量指标</td><td>1.合格数<br>2.达标数</td><td>≥<br>≥</td><td>95<br>90</td><td>个<br>个</td></tr>"
    )
    last = "<tr><td>满意度指标</td><td>服务对象满意度</td><td>群众满意度</td><td>≥</td><td>90</td><td>%</td></tr>"
    assert said(page(rows, head=head, last=last)) == [
        ("人均成本", "≤100元"), ("总成本", "≤3万元"), ("合格数", "≥95个"), ("达标数", "≥90个"), ("群众满意度", "≥90%"),
    ]  # fmt: skip


def test_a_name_alone_above_the_next_project_is_one() -> None:
    rows = "<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥10公里</td></tr>"
    last = (
        "<tr><td rowspan=2>满意度指标</td><td rowspan=2>服务对象满意度指标</td><td>群众满意度</td><td>≥95%</td></tr>"
        "<tr><td>司机满意度≥95%</td></tr><tr><td>项目名称</td><td colspan=3>桥梁检测</td></tr>"
        f"{HEAD}<tr><td>产出指标</td><td>数量指标</td><td>检测桥梁</td><td>≥10座</td></tr>"
    )
    assert ("司机满意度", "≥95%") in said(page(rows, last=last))


@pytest.mark.parametrize(
    ("name", "target", "is_name"),
    [
        ("**合格率", "≥95%", False), ("XX数量", "≥XX个", False), ("某某完成时间", "6月底前", False), ("*****", "≤5万元", False),
        ("X光片合格率", "≥95%", True), ("5G基站数量", "≥9个", True), ("ERP系统上线率", "100%", True), ("某县道路里程", "≥5公里", True),
        ("XX村道路硬化里程", "≥5公里", True), ("XX村道路硬化里程", "≥××公里", False), ("埋设涵管（≥**道）", "6道", True),
        ("如期完成率", "100%", True),
    ],
)  # fmt: skip
def test_signs_of_templates_stand_for_names_and_letters_for_themselves(
    name: str, target: str, *, is_name: bool
) -> None:
    found = page(f"<tr><td>产出指标</td><td>质量指标</td><td>{name}</td><td>{target}</td></tr>")
    assert said(found) == [*([(name, target)] if is_name else []), ("群众满意度", "≥90%")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("培训合格率≥95%，其中重点人群≥98%", [("培训合格率", "≥95%，其中重点人群≥98%")]),
        ("绿化覆盖率≥40%，中心城区≥45%", [("绿化覆盖率", "≥40%，中心城区≥45%")]),
        ("演出场次≥20场，每场观众不少于200人", [("演出场次", "≥20场，每场观众不少于200人")]),
        ("培训人数≥1,200人，覆盖全县", [("培训人数", "≥1,200人，覆盖全县")]),
        ("举办培训班2期，培训200人", [("举办培训班2期，培训200人", None)]),
        ("培训合格率≥95%，优秀率≥30%", [("培训合格率", "≥95%"), ("优秀率", "≥30%")]),
    ],
)
def test_clauses_without_names_of_their_own_stay_with_their_indicator(
    cell: str, expected: list[tuple[str, str | None]]
) -> None:
    found = page(f"<tr><td>产出指标</td><td>数量指标</td><td>{cell}</td><td></td></tr>")
    assert said(found) == [*expected, ("群众满意度", "≥90%")]


@pytest.mark.parametrize(
    ("name", "target", "sure"),
    [
        ("≥97%", "5处", False), ("服务对象满意度指标≥90%", "辖区居民满意", False), ("率", "100%", False), ("用率", "≥96%", False),
        ("补贴3月底前发放；培训11月底前完成", "", False), ("人数", "≥100人", True), ("10个小区改造率", "100%", True),
        ("培训（2期，每期50人）", "按期完成", True),
    ],
)  # fmt: skip
def test_what_is_no_name_is_doubtful(name: str, target: str, *, sure: bool) -> None:
    found = page(f"<tr><td>产出指标</td><td>质量指标</td><td>{name}</td><td>{target}</td></tr>")
    assert [one.confidence == 1 for one in found] == [sure, True]


def test_a_target_before_its_name_is_that_of_the_name() -> None:
    found = page("<tr><td>产出指标</td><td>数量指标</td><td>≥6处修建取水码头</td><td></td></tr>")
    assert said(found)[0] == ("修建取水码头", "≥6处")


WEIGHTED = HEAD.replace("</tr>", "<td>分值</td></tr>")


@pytest.mark.parametrize(("weights", "read", "sure"), [((1515, 85), 15, False), ((150, 850), 150, True)])
def test_a_weight_above_all_points_is_doubtful(weights: tuple[int, int], read: int, *, sure: bool) -> None:
    first, second = weights
    rows = f"<tr><td>产出指标</td><td>数量指标</td><td>养护里程</td><td>≥20公里</td><td>{first}</td></tr>"
    last = LAST.replace("</tr>", f"<td>{second}</td></tr>")
    found = page(rows, head=WEIGHTED, last=last)
    assert (found[0].weight, found[0].confidence == 1) == (read, sure)


def test_a_torn_label_makes_its_whole_text_doubtful() -> None:
    found = text(
        "项目名称\t监测平台\n一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t布设传感器\t1.8万套\n产出指标\t标\t数据可用率\t≥98%\n"
        "满意度指标\t服务对象满意度指标\t用户满意度\t≥90%\n"
    )
    assert all(one.confidence < 1 for one in found)
