"""What a terminal has room for: columns by what they matter, long texts folded, and what was left out named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from output.fitting import fitted, left_out_caption

if TYPE_CHECKING:
    from output.reports import Report

NAMES: Report = (
    ["名称", "得分", "部门", "出处"],
    [["满意度", 0.9, "信访局", "a.txt:1"], ["办结率", None, "水务局", "b.txt:22"]],
)
SPARED = ("部门", "出处", "得分")  # 名称 takes 6 columns, 部门 6, 出处 8, 得分 4; three between two, and one in the end


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (None, ["名称", "得分", "部门", "出处"]),
        (37, ["名称", "得分", "部门", "出处"]),
        (36, ["名称", "部门", "出处"]),
        (30, ["名称", "部门", "出处"]),
        (29, ["名称", "得分", "部门"]),
        (19, ["名称", "部门"]),
        (18, ["名称", "得分"]),
        (10, ["名称"]),
        (1, ["名称"]),
    ],
)
def test_what_matters_most_stays_and_what_is_narrow_fills_the_room_that_is_left(
    width: int | None, shown: list[str]
) -> None:
    found = fitted(NAMES, width, SPARED)
    columns, rows = found.report
    assert columns == shown
    assert rows == [[row[NAMES[0].index(name)] for name in shown] for row in NAMES[1]]
    assert found.left_out == tuple(name for name in NAMES[0] if name not in shown)


@pytest.mark.parametrize(
    ("name", "project", "width", "left_out"),
    [
        (60, 8, 35, ()),  # a long name is folded to twenty columns
        (60, 8, 34, ("项目",)),
        (6, 60, 37, ()),  # a project to twenty-four
        (6, 60, 36, ("项目",)),
        (6, 120, 53, ()),  # but over three lines at most
        (6, 120, 52, ("项目",)),
    ],
)
def test_a_long_text_is_folded_before_a_column_is_left_out(
    name: int, project: int, width: int, left_out: tuple[str, ...]
) -> None:
    report: Report = ["名称", "项目"], [["a" * name, "b" * project]]
    assert fitted(report, width, ("项目", "no such column")).left_out == left_out


def test_a_report_without_rows_is_as_wide_as_its_headings() -> None:
    assert fitted((["名称", "出处"], []), 15, ("出处",)).left_out == ()
    assert fitted((["名称", "出处"], []), 14, ("出处",)).left_out == ("出处",)


def test_what_was_left_out_is_told_in_one_line_with_the_way_to_all() -> None:
    told = left_out_caption(["项目", "出处"], 80)
    assert "终端宽 80 列，放不下：项目、出处" in told
    assert "--format csv" in told
    assert "\n" not in told
