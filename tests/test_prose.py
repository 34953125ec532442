"""Indicators stated in sentences behind a mark such as 绩效指标：, and nothing else of the running text."""

from __future__ import annotations

import pytest
from literal_tables import brief, document

from extract.prose import document_to_statements
from extract.reading import NoIndicatorsError

STATED = {
    "words of time stand before a name, or behind it": (
        "绩效指标：全年接待群众不少于300人次，隐患排查次数全年不少于480次。",
        [("接待群众", "不少于300人次", ">=", 300, "人次"), ("隐患排查次数", "不少于480次", ">=", 480, "次")],
    ),
    "a sign": ("绩效指标：|信访事项的协调工作保障率=100%", [("信访事项的协调工作保障率", "=100%", "=", 100, "%")]),
    "a sign and a unit": ("绩效指标：会议筹备工作次数≥40次", [("会议筹备工作次数", "≥40次", ">=", 40, "次")]),
    "a deadline in days": ("绩效指标：任务完成期限≤60天", [("任务完成期限", "≤60天", "<=", 60, "天")]),
    "a year inside the name": ("绩效指标：2024年全市考核指标完成率=100%", [("2024年全市考核指标完成率", "=100%", "=", 100, "%")]),
    "words around the number": (
        "绩效指标：重大信访维稳任务完成率达到 90%以上。", [("重大信访维稳任务完成率", "达到90%以上", ">=", 90, "%")],
    ),
    "several clauses": (
        "绩效指标：交办案件按期结案率达到 95%以上，年终结案率达到 95%以上，积案结案率达到 80%以上。",
        [("交办案件按期结案率", "达到95%以上", ">=", 95, "%"), ("年终结案率", "达到95%以上", ">=", 95, "%"),
         ("积案结案率", "达到80%以上", ">=", 80, "%")],
    ),
    "a list inside the name": (
        "绩效指标：国家、省、市交办的信访案件按期结案率达到 95%以上。",
        [("国家、省、市交办的信访案件按期结案率", "达到95%以上", ">=", 95, "%")],
    ),
    "words of time before the name": (
        "绩效指标：全年发放信访明白纸等宣传材料不少于 6000 份。",
        [("发放信访明白纸等宣传材料", "不少于6000份", ">=", 6000, "份")],
    ),
    "a sentence without a number": (
        "绩效指标：及时受理人民群众来电来信业务。", [("及时受理人民群众来电来信业务", "及时", None, None, None)],
    ),
    "one sentence of each kind": (
        "绩效指标：充分发挥“一站式接待”的作用，成为“终结站”。初信初访办结率达到 95%以上。",
        [("充分发挥“一站式接待”的作用，成为“终结站”", "充分发挥", None, None, None),
         ("初信初访办结率", "达到95%以上", ">=", 95, "%")],
    ),
    "a semicolon between": (
        "绩效指标：接待批次≥20批次；答复率不低于90%。",
        [("接待批次", "≥20批次", ">=", 20, "批次"), ("答复率", "不低于90%", ">=", 90, "%")],
    ),
    "a colon between name and target": ("绩效指标：群众满意度：≥90%", [("群众满意度", "≥90%", ">=", 90, "%")]),
    "a half-width colon and a number before the mark": ("2.绩效指标: 答复率≥90%", [("答复率", "≥90%", ">=", 90, "%")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), STATED.values(), ids=STATED)
def test_statement(text: str, expected: list[tuple[object, ...]]) -> None:
    assert brief(text, "level3", "target_text", "operator", "value", "unit") == expected


def test_what_a_statement_belongs_to() -> None:
    """The work area is the objective, without its number; levels and project are none."""
    text = """
        泽州县信访局2024年部门预算
        （二）分项绩效目标
        一、信访督查工作
        1.绩效目标：做好联络衔接
        绩效指标：答复率≥90%
        （二）信访案件 办理质量更高。
        绩效指标：结案率≥80%
        """
    fields = ("source", "scope", "period", "objective", "level1", "level2", "project", "year", "line")
    assert brief(text, *fields) == [
        ("prose", "department", "annual", "信访督查工作", None, None, None, 2024, 5),
        ("prose", "department", "annual", "信访案件办理质量更高", None, None, None, 2024, 7),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "绩效目标：年终结案率达到95%以上。",
        "本年规模比上一年下降8.28%。",
        "采购预算5.08万元，货物3.08万元。",
        "绩效指标",
        "绩效指标：",
        "三项经费合计4.76万元：出国（境）0万元，车辆运行4.51万元。",
        "二、绩效目标\n三、名词解释：财政拨款收入是指本级财政当年拨付的资金。",
    ],
)
def test_other_sentences_state_nothing(text: str) -> None:
    assert list(document_to_statements(document(text), 2024)) == []
    with pytest.raises(NoIndicatorsError, match=r"^文件\.txt: .*三级指标"):
        brief(text)
