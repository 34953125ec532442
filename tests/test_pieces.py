"""Lines in which cells run on, cut into the pieces that cells are put together from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Place
from extract.pieces import Piece, glued_pieces, spaced_pieces
from extract.whole_lines import whole_lines

LINE = st.text(alphabet="产出指标数量完成率满意度95.%≥20万元（）()天个 年月日前提高", max_size=40)


def spaced(line: str) -> list[str]:
    return [piece.text for piece in spaced_pieces(line, Place())]


def glued(line: str) -> list[str]:
    return [piece.text for piece in glued_pieces(line, Place())]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("数量指标 受理件数 ≥60件 55件 10 10", ["数量指标", "受理件数", "≥60件", "55件", "10", "10"]),
        ("受理件数( ≥**件 ) >= 60件", ["受理件数(≥**件)", ">=60件"]),
        ("(50分)", []),
        ("补助村（社区)数量 ≧9个", ["补助村（社区)数量", "≧9个"]),
        ("成本指标(0-20)分 经济成本指标", ["成本指标(0-20)分", "经济成本指标"]),
        ("产出指标数量指标新建里程 80公里", ["产出指标", "数量指标", "新建里程", "80公里"]),
    ],
)
def test_blanks_hold_cells_apart(line: str, pieces: list[str]) -> None:
    assert spaced(line) == pieces


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("新建里程 ≥ 80 公里", ["新建里程", "≥80公里"]),
        ("平均造价 不超过 135 万元 10", ["平均造价", "不超过135万元", "10"]),
        ("群众满意度 90 % 以上", ["群众满意度", "90%以上"]),
        ("完成时间 2024 年 12 月底前", ["完成时间", "2024年12月底前"]),
        ("举报办结时限 5 个工作日内", ["举报办结时限", "5个工作日内"]),
        ("运送乘客 ≥ 900 万人次", ["运送乘客", "≥900万人次"]),
        ("使用年限 ≥10年 15", ["使用年限", "≥10年", "15"]),
        ("完工时间 2021年 2021年", ["完工时间", "2021年", "2021年"]),
        ("桥梁 12 座", ["桥梁", "12座"]),
        ("得分 10 人均成本", ["得分", "10", "人均成本"]),
    ],
)
def test_blanks_inside_a_target_are_the_printers(line: str, pieces: list[str]) -> None:
    assert [piece.text for piece in spaced_pieces(line, Place(), whole_targets=True)] == pieces


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("产出指标(50分)数量指标新建泵站12座", ["产出指标(50分)", "数量指标", "新建泵站", "12座"]),
        ("渠道长度10≥266米≥266米10", ["渠道长度", "10", "≥266米", "≥266米", "10"]),
        ("验收合格率20100%100%20", ["验收合格率", "20", "100%", "100%", "20"]),
        ("总投资1020万元20万元10", ["总投资", "10", "20万元", "20万元", "10"]),
        ("发放率90%以上", ["发放率", "90%以上"]),
        ("入学率不低于90%", ["入学率", "不低于90%"]),
        ("完成时间2023年12月31日前", ["完成时间", "2023年12月31日前"]),
        ("茶农种植水平稳步提高", ["茶农种植水平", "稳步提高"]),
        ("培育品种数量培育品种数量", ["培育品种数量", "培育品种数量"]),
        ("成活率茶苗扦插成活率", ["成活率茶苗扦插成活率"]),
        ("扦插成活率茶苗扦插成活率", ["扦插成活率", "茶苗扦插成活率"]),
        ("改善状况显著提升显著提升", ["改善状况", "显著提升", "显著提升"]),
        ("补助资金拨付进度按季拨付按季拨付6", ["补助资金拨付进度", "按季拨付", "按季拨付", "6"]),
        ("播种面积12万亩次12.6万亩次5", ["播种面积", "12万亩次", "12.6万亩次", "5"]),
        ("展厅能耗下降3百分比", ["展厅能耗", "下降3百分比"]),
        ("公众环保意识增强", ["公众环保意识", "增强"]),
        ("建设资料归档齐全、完整", ["建设资料归档", "齐全、完整"]),
        ("因采购引发的投诉无", ["因采购引发的投诉", "无"]),
        ("8经济效益减少人工窗口支出30万元", ["8", "经济效益", "减少人工窗口支出", "30万元"]),
        ("8社会效益提升情况100%", ["8", "社会效益提升情况", "100%"]),
        ("社会效益指标社会效益宣传覆盖面100%", ["社会效益指标", "社会效益宣传覆盖面", "100%"]),
        ("8成本改造总投入9万元", ["8", "成本改造总投入", "9万元"]),
        (
            "8时效切换上线时间5天6经济效益减少支出金额9万元",
            ["8", "时效", "切换上线时间", "5天", "6", "经济效益", "减少支出金额", "9万元"],
        ),
    ],
)
def test_what_a_cell_says_ends_it(line: str, pieces: list[str]) -> None:
    assert glued(line) == pieces


@given(LINE)
def test_no_sign_is_lost(line: str) -> None:
    assert "".join(glued(line)) == "".join(line.split())


@given(LINE)
def test_every_line_begins_with_its_end(line: str) -> None:
    seams = [piece.seam for piece in glued_pieces(line, Place())]
    assert [at for at, seam in enumerate(seams) if seam == "\n"] == ([0] if seams else [])


def as_lines(*lines: str) -> list[list[Piece]]:
    return [list(spaced_pieces(line, Place())) for line in lines]


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        (("满意度指 服务对象满意度 用户满意度 ≥85% 10", "标 指标"), ["满意度指标 服务对象满意度指标 用户满意度 ≥85% 10"]),
        (("产出指标 数量指标 路口数 10个 8个 15 12 道路改", "造推迟"), ["产出指标 数量指标 路口数 10个 8个 15 12 道路改造推迟"]),
        (("偏差原", "因分析", "产出指标 数量指标 路口数 10个"), ["产出指标 数量指标 路口数 10个"]),
        (("产出指标 数量指标 路口数 10个", "标志牌 40套"), ["产出指标 数量指标 路口数 10个", "标志牌 40套"]),
    ],
    ids=["labels over two lines", "a remark over two lines", "the rest of a heading", "two rows"],
)  # fmt: skip
def test_lines_that_go_on_are_joined(printed: tuple[str, ...], whole: list[str]) -> None:
    assert [" ".join(piece.text for piece in line) for line in whole_lines(as_lines(*printed))] == whole


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("管理制度健全性定性好坏10", ["管理制度健全性", "定性", "好坏", "10"]),
        ("定性指标分析报告数≥3份", ["定性指标分析报告数", "≥", "3", "份"]),
    ],
)
def test_words_in_the_place_of_signs_are_cells_where_signs_have_a_column(line: str, pieces: list[str]) -> None:
    assert [piece.text for piece in glued_pieces(line, Place(), whole_targets=False)] == pieces
