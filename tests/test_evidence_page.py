"""The page that draws what became of each cell: read back by a parser of HTML, merged cells over the rows they cover."""

from __future__ import annotations

from lxml import html

from extract.indicator import CellEvidence, RowEvidence
from output.evidence import evidence_to_page

ROWS = [
    ("title", [("项目支出绩效目标表", 0, 3, 1, None)]),
    ("field", [("项目名称", 0, 1, 1, None), ("道路养护", 1, 2, 1, None)]),
    ("header", [("一级指标", 0, 1, 1, "level1"), ("三级指标", 1, 1, 1, "level3"), ("指标值", 2, 1, 1, "value")]),
    ("data", [("产出指标", 0, 1, 3, "level1"), ("养护里程", 1, 1, 1, "level3"), ("≥9公里", 2, 1, 1, "value")]),
    ("data", [("<b>合格率", 1, 1, 1, "level3"), ("100%", 2, 1, 1, "value")]),
    ("data", [("效益指标", 0, 1, 1, "level1"), ("受益人口", 1, 1, 1, "level3")]),
]


def drawn() -> list[list[tuple[str, str, str, str]]]:
    """Each row's cells: text, role, and over how many columns and rows it stands; the remark behind the row apart."""
    rows = [
        RowEvidence(1, number, number, None, None, outcome, tuple(CellEvidence(*cell) for cell in cells), "")
        for number, (outcome, cells) in enumerate(ROWS, 1)
    ]
    page = html.fromstring(evidence_to_page({"a.txt": rows}))
    return [
        [
            (cell.text or "", cell.get("class") or "", cell.get("colspan", "1"), cell.get("rowspan", "1"))
            for cell in row
        ][:-1]
        for row in page.xpath("//h2/following::table[1]//tr")
    ]


def test_a_merged_cell_stands_over_the_rows_that_leave_its_place_free() -> None:
    assert drawn()[3:] == [
        [("产出指标", "level1", "1", "2"), ("养护里程", "level3", "1", "1"), ("≥9公里", "value", "1", "1")],
        [("<b>合格率", "level3", "1", "1"), ("100%", "value", "1", "1")],
        [("效益指标", "level1", "1", "1"), ("受益人口", "level3", "1", "1"), ("", "", "1", "1")],
    ]


def test_titles_and_fields_keep_their_columns() -> None:
    assert drawn()[:2] == [
        [("项目支出绩效目标表", "", "3", "1")],
        [("项目名称", "", "1", "1"), ("道路养护", "", "2", "1")],
    ]
