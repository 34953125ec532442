"""A table over several sheets: the header is repeated, and the labels above a break stand on the sheet before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extract.document import Block, Cell, Document, Heading, Place, Row, Table
from extract.reading import document_to_extraction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extract.indicator import Indicator

HEADER = ("一级指标", "二级指标", "三级指标", "指标值")
FIRST = [
    ("2024年项目支出绩效目标表",),
    ("项目名称", "农村供水保障"),
    HEADER,
    ("产出指标", "数量指标", "新建水窖", "120口"),
    ("", "", "维修管网", "36公里"),
]
UNLABELLED = [("", "", "改造泵房", "5座"), ("", "质量指标", "水质合格率", "≥98%")]


def workbook(sheets: dict[str, Sequence[Sequence[str]]]) -> Document:
    """A document of sheets, as their reader gives it; blank cells are left out."""
    blocks: list[Block] = []
    for number, (name, rows) in enumerate(sheets.items(), 1):
        place = Place(sheet=name)
        cells = [tuple(Cell(text, at, place) for at, text in enumerate(row) if text) for row in rows]
        blocks += [Heading(name, place), Table(tuple(Row(held, at) for at, held in enumerate(cells, 1)), number)]
    return Document("表.xlsx", "0" * 64, "application/vnd.ms-excel", tuple(blocks), exact=True)


def unlabelled(name: str, above: Sequence[Sequence[str]]) -> Indicator:
    """The first indicator of a second sheet, whose labels are blank."""
    found = document_to_extraction(workbook({"Sheet1": FIRST, name: [*above, *UNLABELLED]})).indicators
    return next(one for one in found if one.level3 == "改造泵房")


@pytest.mark.parametrize("name", ["Sheet2", "表1续", "表2", "第2页", "绩效目标表（续）"])
def test_labels_of_the_sheet_before_apply_below_the_same_header(name: str) -> None:
    found = unlabelled(name, [HEADER])
    assert (found.project, found.level1, found.level2) == ("农村供水保障", "产出指标", "数量指标")
    assert "label-carried" in found.repairs


@pytest.mark.parametrize(
    ("name", "above"),
    [
        pytest.param("Sheet2", [("2024年部门整体支出绩效目标表",), HEADER], id="a title"),
        pytest.param("Sheet2", [("项目名称", "学校修缮"), HEADER], id="a project"),
        pytest.param("河道治理项目", [HEADER], id="a sheet named by its project"),
        pytest.param("Sheet2", [("一级指标", "二级指标", "指标名称", "目标值", "权重")], id="another header"),
    ],
)
def test_labels_of_another_form_do_not_apply(name: str, above: Sequence[Sequence[str]]) -> None:
    assert unlabelled(name, above).level2 is None
