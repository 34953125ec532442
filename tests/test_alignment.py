"""Straightening: the cells of a row, in order, find their columns however the row was shifted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from literal_tables import row, rows

from extract.alignment import Alignment, align
from extract.cell_types import is_ground, type_cost
from extract.columns import Columns, rows_to_columns
from extract.document import Cell, Row

PLAIN = "|一级指标|二级指标|三级指标|指标值"
BASIS = "|一级指标|二级指标|三级指标|指标值|指标值确定依据"
DESCRIBED = "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定依据"
HALVES = "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值"
HISTORY = "年度绩效目标|一级指标|二级指标|三级指标|指标值|||指标值确定依据\n||||前年|上年|预计当年实现|"
WEIGHT = "目标名称|一级指标|二级指标|三级指标|指标值||||指标值确定依据\n||||前年|上年|预计当年实现|指标分值权重|"
WIDE = """
项目编码|项目名称|项目金额（万元）|成本指标||产出指标||效益指标||满意度指标
||资金总额|三级指标|指标值|三级指标|指标值|三级指标|指标值|三级指标|指标值
"""


def assigned(columns: Columns, alignment: Alignment) -> str:
    """Role and text of every cell placed, left to right, with the block where there are several and history's label."""
    placed = []
    for index, cell in sorted(alignment.cells.items()):
        column = columns.columns[index]
        role = column.label if column.role == "history" else column.role
        block = str(column.block) if columns.blocks > 1 and column.block >= 0 else ""
        placed.append(f"{role}{block}={cell.text}")
    return " ".join(placed)


def straightened(head: str, text: str) -> tuple[str, tuple[str, ...]]:
    columns = rows_to_columns(rows(head))
    alignment = align(row(text), columns, {})
    return assigned(columns, alignment), alignment.repairs


STRAIGHT = {
    "every cell in its place": (
        BASIS, "|产出指标|数量指标|接待批次|≥20批次|计划数据",
        "level1=产出指标 level2=数量指标 level3=接待批次 value=≥20批次 basis=计划数据",
    ),
    "merged labels left blank": (BASIS, "|||接待批次|≥20批次|计划数据", "level3=接待批次 value=≥20批次 basis=计划数据"),
    "label of the side": (PLAIN, "年度绩效指标|产出指标|质量指标|接待批次|≥20批次",
                          "side=年度绩效指标 level1=产出指标 level2=质量指标 level3=接待批次 value=≥20批次"),
    "target left blank": (PLAIN, "|产出指标|数量指标|接待批次|", "level1=产出指标 level2=数量指标 level3=接待批次"),
    "labels without a name": (PLAIN, "|效益指标|经济效益指标||", "level1=效益指标 level2=经济效益指标"),
    "description before the value": (
        DESCRIBED, "|质量指标|答复率|对来件及时答复|100%|年度工作计划",
        "level2=质量指标 level3=答复率 description=对来件及时答复 value=100% basis=年度工作计划",
    ),
    "target right of the last heading": (PLAIN, "|||接待批次||≥20批次", "level3=接待批次 value=≥20批次"),
    "two halves, both filled": (
        HALVES, "|产出指标|数量指标|接待批次|≥20批次|数量指标|接待批次|≥10批次",
        "level1=产出指标 level20=数量指标 level30=接待批次 value0=≥20批次 level21=数量指标 level31=接待批次 value1=≥10批次",
    ),
    "two halves, the right one empty": (
        HALVES, "|产出指标|数量指标|接待批次|≥20批次|数量指标||",
        "level1=产出指标 level20=数量指标 level30=接待批次 value0=≥20批次 level21=数量指标",
    ),
    "past years beside the target": (
        HISTORY, "|产出指标|数量指标|人员在位数|8人|6人|5人|计划数据",
        "level1=产出指标 level2=数量指标 level3=人员在位数 前年=8人 上年=6人 value=5人 basis=计划数据",
    ),
    "weight between target and ground": (
        WEIGHT, "||质量指标|结案率|≥70%|≥70%|≥75%|10|计划数据",
        "level2=质量指标 level3=结案率 前年=≥70% 上年=≥70% value=≥75% weight=10 basis=计划数据",
    ),
    "wide row with all of its blocks": (
        WIDE, "4108|值班经费|165.00|费用|≤1万元|次数|≥24次|和谐稳定|持续提升|满意度|≥80%",
        ("project_code=4108 project=值班经费 amount=165.00 level30=费用 value0=≤1万元 level31=次数 value1=≥24次"
        " level32=和谐稳定 value2=持续提升 level33=满意度 value3=≥80%"),
    ),
    "wide row with one block": (WIDE, "|||||劝返率|≥85%||||", "level31=劝返率 value1=≥85%"),
}  # fmt: skip

SHIFTED = {
    "name and target one to the left": (PLAIN, "||接待批次|≥20批次|", "level3=接待批次 value=≥20批次", "shifted-left"),
    "all one to the left": (
        PLAIN, "满意度指标|服务对象满意度指标|群众满意度|≥90%|",
        "level1=满意度指标 level2=服务对象满意度指标 level3=群众满意度 value=≥90%", "shifted-left",
    ),
    "second level, name and target one to the left": (
        BASIS, "|时效指标|办理天数|≤60天|计划数据",
        "level2=时效指标 level3=办理天数 value=≤60天 basis=计划数据", "shifted-left",
    ),
    "name at the very left, the rest in place": (
        BASIS, "投诉次数||||0次|计划数据", "level3=投诉次数 value=0次 basis=计划数据", "shifted-left",
    ),
    "name and target at the left, the rest in place": (
        HISTORY, "投诉次数||||0次|1次|2次|计划数据", "level3=投诉次数 前年=0次 上年=1次 value=2次 basis=计划数据", "shifted-left",
    ),
    "past years one to the left": (
        HISTORY, "满意度指标|服务对象满意度指标|群众满意度|≥93%|≥94%|≥95%|计划数据|",
        "level1=满意度指标 level2=服务对象满意度指标 level3=群众满意度 前年=≥93% 上年=≥94% value=≥95% basis=计划数据", "shifted-left",
    ),
    "weight and years one to the left": (
        WEIGHT, "|时效指标|受理率|=98%|=99%|=100%|6|计划数据|",
        "level2=时效指标 level3=受理率 前年==98% 上年==99% value==100% weight=6 basis=计划数据", "shifted-left",
    ),
    "name and target one to the right": (PLAIN, "||||接待批次|≥20批次", "level3=接待批次 value=≥20批次", "shifted-right"),
    "all one to the right": (
        PLAIN, "||产出指标|数量指标|接待批次|≥20批次",
        "level1=产出指标 level2=数量指标 level3=接待批次 value=≥20批次", "shifted-right",
    ),
    "left half one to the left": (
        HALVES, "满意度指标|服务对象满意度指标|群众满意度|≥80%|服务对象满意度指标|||",
        "level1=满意度指标 level20=服务对象满意度指标 level30=群众满意度 value0=≥80% level21=服务对象满意度指标", "shifted-left",
    ),
}  # fmt: skip

LOST = {
    "second level's cell lost": (
        BASIS, "|产出指标|接待批次|≥20批次|计划数据", "level1=产出指标 level3=接待批次 value=≥20批次 basis=计划数据",
    ),
    "description's cell lost": (
        DESCRIBED, "|质量指标|答复率|100%|年度工作计划", "level2=质量指标 level3=答复率 value=100% basis=年度工作计划",
    ),
    "a cell lost on each side": (PLAIN, "接待批次|≥20批次", "level3=接待批次 value=≥20批次"),
    "cost as a first level": (
        PLAIN, "成本指标|成本指标|差旅费用|≤20万元|", "level1=成本指标 level2=成本指标 level3=差旅费用 value=≤20万元",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "text", "expected"), STRAIGHT.values(), ids=STRAIGHT)
def test_row_that_stands_straight_is_left_as_it_is(head: str, text: str, expected: str) -> None:
    assert straightened(head, text) == (expected, ())


@pytest.mark.parametrize(("head", "text", "expected", "repair"), SHIFTED.values(), ids=SHIFTED)
def test_shifted_row_is_straightened_and_says_so(head: str, text: str, expected: str, repair: str) -> None:
    found, repairs = straightened(head, text)
    assert found == expected
    assert repair in repairs


@pytest.mark.parametrize(("head", "text", "expected"), LOST.values(), ids=LOST)
def test_row_that_lost_cells_keeps_the_others_in_order(head: str, text: str, expected: str) -> None:
    assert straightened(head, text)[0] == expected


def test_confidence_is_whole_for_a_straight_row_only() -> None:
    columns = rows_to_columns(rows(PLAIN))
    straight = align(row("|产出指标|数量指标|接待批次|≥20批次"), columns, {})
    shifted = align(row("接待批次|≥20批次"), columns, {})
    assert straight.confidence == 1
    assert 0 < shifted.confidence < 1


def test_row_follows_the_shift_of_the_row_above() -> None:
    """What could be a name or a description stands where the rows above had it."""
    columns = rows_to_columns(rows(DESCRIBED))
    above = align(row("产出指标||数量指标||接待批次||登记的批次||≥20批次"), columns, {})
    previous = {index: cell.column for index, cell in above.cells.items()}
    below = align(row("||||回访批次||回访的批次||≥10批次"), columns, previous)
    assert assigned(columns, below) == "level3=回访批次 description=回访的批次 value=≥10批次"


def test_cell_without_a_column_is_said() -> None:
    columns = rows_to_columns(rows(PLAIN))
    alignment = align(row("年度绩效指标|产出指标|数量指标|接待批次|≥20批次|多余的文字"), columns, {})
    assert "cell-dropped" in alignment.repairs or len(alignment.cells) == 6


@given(st.integers(0, 3), st.lists(st.sampled_from([0, 0, 0, 1]), min_size=5, max_size=5))
def test_any_shift_of_a_full_row_gives_the_same_reading(left: int, gaps: list[int]) -> None:
    """The cells are the same and in the same order, so is the reading, wherever they stand."""
    texts = ["产出指标", "数量指标", "接待批次", "≥20批次", "计划数据"]
    columns = rows_to_columns(rows(BASIS))
    cells, at = [], left
    for text, gap in zip(texts, gaps, strict=True):
        at += gap
        cells.append(Cell(text, at))
        at += 1
    alignment = align(Row(tuple(cells), 1), columns, {})
    assert assigned(columns, alignment) == (
        "level1=产出指标 level2=数量指标 level3=接待批次 value=≥20批次 basis=计划数据"
    )


CELL_TEXTS = st.sampled_from(
    ["产出指标", "数量指标", "接待批次", "≥20批次", "100%", "计划数据", "有效", "8", "不适用", "服务对象满意度指", "—"]
)


@given(
    st.lists(st.tuples(CELL_TEXTS, st.integers(0, 2)), min_size=1, max_size=9),
    st.sampled_from([PLAIN, BASIS, HALVES, WEIGHT, WIDE]),
)
def test_any_row_keeps_its_order(cells: list[tuple[str, int]], head: str) -> None:
    columns = rows_to_columns(rows(head))
    placed, at = [], 0
    for text, gap in cells:
        at += gap + 1
        placed.append(Cell(text, at))
    alignment = align(Row(tuple(placed), 1), columns, {})
    taken = [cell.column for _, cell in sorted(alignment.cells.items())]
    assert taken == sorted(set(taken))
    assert 0 < alignment.confidence <= 1
    assert (len(taken) < len(placed)) == ("cell-dropped" in alignment.repairs or alignment.band is not None)


@pytest.mark.parametrize(
    ("text", "role", "other"),
    [
        ("产出指标", "level1", "level3"),
        ("数量指标", "level2", "level1"),
        ("服务对象满意度指", "level2", "level3"),
        ("接待群众来访批次", "level3", "level1"),
        ("≥20批次", "value", "level3"),
        ("2024年12月底前", "value", "level3"),
        ("2024年12月20日前", "value", "level3"),
        ("10", "weight", "level2"),
        ("计划数据", "basis", "weight"),
        ("鹿办文【2017】31号", "basis", "weight"),
        ("万元", "unit", "weight"),
        ("≥", "operator", "weight"),
    ],
)
def test_text_is_nearer_to_its_own_type(text: str, role: str, other: str) -> None:
    assert type_cost(text, role) < type_cost(text, other)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("计划数据", True),
        ("计划数据：信访工作考核办法", True),
        ("鹿办文【2017】31号", True),
        ("国信发[2015]12号", True),
        ("《信访工作条例》", True),
        ("年度工作计划", True),
        ("调查问卷", True),
        ("预算执行率=(预算完成数/预算数)×100%", False),
        ("信访总量与上年度相比", False),
        ("机关运行正常", False),
    ],
)
def test_ground_says_why_and_not_what(text: str, ground: bool) -> None:  # noqa: FBT001 - a case of the table
    assert is_ground(text) is ground
