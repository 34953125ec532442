"""Statements behind the label of their level, in lines and in cells, as they become indicators."""

from __future__ import annotations

import pytest

from extract.document import Cell, Document, Paragraph, Place, Row, Table
from extract.labelled_statements import labelled_items, with_labelled_lines
from extract.reading import NoIndicatorsError, document_to_extraction

Found = tuple[str | None, str | None, str, str | None]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("质量指标：工程合格率达100%", [("工程合格率", "达100%")]),
        ("质量指标:工程合格率≥95%", [("工程合格率", "≥95%")]),
        ("数量指标：文书送达20次", [("文书送达", "20次")]),
        ("数量指标：1、开展检查20次；2、清淤渠道30公里。", [("开展检查", "20次"), ("清淤渠道", "30公里")]),
        ("满意度指标：居民满意度95%以上，家长满意度90%以上", [("居民满意度", "95%以上"), ("家长满意度", "90%以上")]),
        ("质量指标：秩序井然，验收合格率达100%", [("秩序井然", None), ("验收合格率", "达100%")]),
        ("时效指标：按时完成任务，顺利通过验收", [("按时完成任务，顺利通过验收", None)]),
        ("时效指标：12月底前完成", [("12月底前完成", "12月底前")]),
        ("服务对象满意度指标：95%以上", [("服务对象满意度", "95%以上")]),
        ("经济效益指标：", []),
        ("质量达标：合格率100%", []),
        ("数量指标", []),
    ],
)
def test_what_a_statement_says(text: str, items: list[tuple[str, str | None]]) -> None:
    assert [(one.item.name, one.item.target) for one in labelled_items((text,), "产出指标")] == items


def test_nothing_is_told_without_a_first_level() -> None:
    assert labelled_items(("质量指标：工程合格率达100%",), None) == []


def test_lines_of_a_cell_begin_statements_or_go_on_with_them() -> None:
    found = labelled_items(("数量指标：开展检查20次；清淤", "渠道30公里", "时效指标：按时完成"), "产出指标")
    assert [(one.level2, one.item.name, one.item.target) for one in found] == [
        ("数量指标", "开展检查", "20次"),
        ("数量指标", "清淤渠道", "30公里"),
        ("时效指标", "按时完成", None),
    ]


def lines(*texts: str) -> Document:
    return Document("x.txt", "", "", tuple(Paragraph(text, Place(line=n)) for n, text in enumerate(texts, 1)))


def read(document: Document) -> list[Found]:
    return [
        (found.level1, found.level2, found.level3, found.target_text)
        for found in document_to_extraction(document).indicators
    ]


CHECKED = ("产出指标", "数量指标", "开展检查", "20次")
PASSED = ("产出指标", "质量指标", "验收合格率", "100%")
PLEASED = ("满意度指标", "满意度指标", "群众满意度", "95%以上")


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        pytest.param(
            [
                "产出指标",
                "数量指标：开展检查20次",
                "质量指标：验收合格率100%",
                "效益指标",
                "社会效益指标：长期发挥效益",
            ],
            [CHECKED, PASSED, ("效益指标", "社会效益指标", "长期发挥效益", None)],
            id="levels on lines of their own",
        ),
        pytest.param(
            ["产出指标 数量指标：开展检查20次", "质量指标：验收合格率100%", "满意度指标 满意度指标：群众满意度95%以上"],
            [CHECKED, PASSED, PLEASED],
            id="levels before the statements",
        ),
        pytest.param(
            ["产出指标", "数量指标：开展检", "查20次", "质量指标：验收合格率100%", "满意度指标：", "群众满意度95%以上"],
            [CHECKED, PASSED, PLEASED],
            id="statements that go on below",
        ),
    ],
)
def test_lines_below_a_first_level_are_indicators(texts: list[str], found: list[Found]) -> None:
    assert read(lines("某县水利局", *texts, "单位负责人意见")) == found


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(
            ["产出指标", "数量指标：反映产品的数量", "质量指标：反映产品的好坏", "时效指标：反映及时与否"],
            id="a glossary",
        ),
        pytest.param(["产出指标", "数量指标：开展工作", "其他内容"], id="too few"),
        pytest.param(["数量指标：开展工作", "质量指标：合格", "时效指标：及时"], id="no first level"),
    ],
)
def test_other_lines_stay_as_they_are(texts: list[str]) -> None:
    document = lines(*texts)
    assert with_labelled_lines(document) is document


def table(*rows: tuple[str, ...]) -> Document:
    cells = [tuple(Cell(text, at) for at, text in enumerate(row) if text) for n, row in enumerate(rows, 1)]
    return Document("x.html", "", "", (Table(tuple(Row(row, n) for n, row in enumerate(cells, 1)), 1),))


def test_cells_beside_a_first_level_are_indicators() -> None:
    form = table(
        ("部门名称", "某县水利局"),
        ("年度绩效指标", "产出指标", "数量指标：开展检查20次"),
        ("", "", "质量指标：验收合格率100%"),
        ("", "效益指标", "经济效益指标："),
        ("", "满意度指标", "满意度指标：群众满意度95%以上"),
    )
    assert read(form) == [CHECKED, PASSED, PLEASED]


def test_a_table_that_explains_its_levels_has_no_indicators() -> None:
    explained = table(
        ("产出指标", "数量指标：反映产品的数量，以2020年为基数"),
        ("", "质量指标：反映产品的好坏程度和水平"),
        ("", "时效指标：反映产品提供得及时与否"),
    )
    with pytest.raises(NoIndicatorsError):
        read(explained)
