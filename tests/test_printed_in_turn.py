"""Cells printed one after the other: a form printed in narrow columns is found again, and no part of its lines is lost."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.printed_in_turn import rows_in_turn

ROLES = ["side", "level1", "level2", "level3", "value"]
LABELS = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
]
NAMES = [
    "改造供水管网长度",
    "新建村级净水设备数量",
    "工程验收合格率",
    "困难群众走访慰问人次",
    "灾情信息报送及时率",
    "受益群众满意度",
]
TARGETS = ["≥32.5公里", "5套", "≥98%", "≥1200人次", "100%", "≥90%"]


def rows(text: str) -> list[str]:
    """The rows of lines, cells between bars, a line's parts apart by blanks."""
    found = rows_in_turn([line.split() for line in text.split("\n")], ROLES)
    return ["|".join("".join(part for part, _ in cell) for cell in row.cells[1:]) for row in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "产出指标 数量指标 改造供水\n管网长度\n≥32.5 公\n里\n质量指标 合格率 ≥98%",
            ["产出指标|数量指标|改造供水管网长度|≥32.5公里", "|质量指标|合格率|≥98%"],
        ),
        (
            "产出指标 时效指标 完工时间 2024 年\n10 月底前\n效益指\n标\n社会效\n益指标\n受益户数\n增加值\n≥300 户",
            ["产出指标|时效指标|完工时间|2024年10月底前", "效益指标|社会效益指标|受益户数增加值|≥300户"],
        ),
        (
            "产出指标 数量指标 巡检站点\n次数\n≥40 次\n维护设备\n台数\n26 台",
            ["产出指标|数量指标|巡检站点次数|≥40次", "||维护设备台数|26台"],
        ),
        (
            "效益指标 社会效益\n指标\n预警信息\n覆盖率\n≥95%\n可持续影 基层防灾减灾体 更加完善\n响指标 系",
            ["效益指标|社会效益指标|预警信息覆盖率|≥95%", "|可持续影响指标|基层防灾减灾体系|更加完善"],
        ),
        (
            "效益指标 经济效益指标 不适用\n社会效益\n指标\n群众用水\n保障程度\n较上年提高 2\n个百分点",
            ["效益指标|经济效益指标|不适用|", "|社会效益指标|群众用水保障程度|较上年提高2个百分点"],
        ),
    ],
    ids=[
        "a unit in halves",
        "labels in halves",
        "rows without labels",
        "a row by height",
        "a change, and no indicator",
    ],
)
def test_rows_of_cells_in_turn(text: str, expected: list[str]) -> None:
    assert rows(text) == expected


def test_lines_of_nothing_are_no_rows() -> None:
    assert rows_in_turn([], ROLES) == []


def in_turn(cells: list[str], width: int) -> list[str]:
    """The lines on which a conversion prints cells of so many signs a line: beside each other as long as they take one."""
    lines: list[str] = []
    beside = False
    for cell in cells:
        wrapped = textwrap.wrap(cell, width)
        if beside and len(wrapped) == 1:
            lines[-1] += f" {cell}"
        else:
            lines += wrapped
        beside = len(wrapped) == 1
    return lines


@given(
    st.lists(st.sampled_from(range(len(LABELS))), min_size=4, max_size=9),
    st.permutations(range(len(NAMES))),
    st.sampled_from([5, 6, 7]),
)
def test_forms_printed_in_narrow_columns_are_found_again(places: list[int], order: list[int], width: int) -> None:
    """Each name keeps its target, whatever the column's width, and each label stands at its first row."""
    lines: list[str] = []
    expected = []
    last = (-1, "")
    for number, place in enumerate(sorted(places)):
        first, second = LABELS[place]
        name, target = NAMES[order[number % len(order)]], TARGETS[order[number % len(order)]]
        labels = [first] * (first != last[1]) + [second] * (place != last[0])
        lines += in_turn([*labels, name, target], width)
        expected.append(f"{name}|{target}")
        last = (place, first)
    assert [row.split("|", 2)[2] for row in rows("\n".join(lines))] == expected


@given(
    st.lists(
        st.lists(st.text("产出指标数量率度≥9%人次年月（）12", min_size=1, max_size=6), min_size=1, max_size=4),
        max_size=9,
    )
)
def test_no_part_is_lost_or_moved(lines: list[list[str]]) -> None:
    found = rows_in_turn(lines, ROLES)
    told = [text for row in found for cell in row.cells for text, _ in cell]
    if found:
        assert sorted("".join(told)) == sorted("".join(text for line in lines for text in line))
