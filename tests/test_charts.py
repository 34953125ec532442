"""Charts of comparisons: every target drawn once, in each format, and what is missing said."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from extract.indicator import Indicator
from graph.selection import CompareOptions, compare
from output.charts import (
    ChartFormatError,
    NoChineseFontError,
    NoPictureLibraryError,
    chart_to_svg,
    comparison_to_chart,
    write_chart,
)
from output.measure_reports import bar, comparison_to_brief, comparison_to_table, spreads_to_report

if TYPE_CHECKING:
    from pathlib import Path

    from graph.comparison import Comparison

SVG = "{http://www.w3.org/2000/svg}"


def row(place: str, text: str, value: float | None, year: int = 2024, project: str | None = None) -> Indicator:
    return Indicator(
        id=f"{place}-{year}-{text}-{project}", document=f"{place}.txt", level3="群众满意度", county=place, year=year,
        target_text=text, kind="qualitative" if value is None else "numeric", operator=None if value is None else ">=",
        value=value, unit="%", canonical_value=None if value is None else value / 100, canonical_unit="1", project=project,
        history={"2022年": "≥70%", f"{year - 1}年": "≥85%"}, department=f"{place}信访局",
    )  # fmt: skip


ROWS = [
    row("甲<县>", "≥90%", 90), row("乙县", "≥95%", 95), row("丙县", "≥90%", 90, project="丁"), row("戊县", "满意", None),
    row("甲<县>", "≥80%", 80, year=2023),
]  # fmt: skip


@pytest.fixture
def comparison() -> Comparison:
    return compare(ROWS, "群众满意度")


def test_every_comparable_target_is_a_dot_with_its_words(comparison: Comparison) -> None:
    picture = ET.fromstring(chart_to_svg(comparison_to_chart(comparison)))  # noqa: S314 - our own picture
    titles = [dot.findtext(f"{SVG}title") for dot in picture.iter(f"{SVG}circle")]
    assert sorted(filter(None, titles)) == [f"群众满意度 ≥{n}%" for n in (90, 90, 95)]
    words = "".join(text.text or "" for text in picture.iter(f"{SVG}text"))
    assert all(part in words for part in ("甲<县>", "乙县", "丙县", "中位数 90%", "另有 2 条目标不可比"))


def test_nothing_to_compare_is_said() -> None:
    svg = chart_to_svg(comparison_to_chart(compare(ROWS[3:4], "群众满意度")))
    assert "没有可以比较的数值目标" in svg


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<svg"), ("a.html", b"<!doctype html>"), ("a.png", b"\x89PNG")])
def test_each_format_is_written(tmp_path: Path, comparison: Comparison, name: str, start: bytes) -> None:
    try:
        write_chart(comparison, tmp_path / name)
    except NoChineseFontError:
        pytest.skip("this machine has no Chinese font")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_another_ending_is_refused(tmp_path: Path, comparison: Comparison) -> None:
    with pytest.raises(ChartFormatError, match=r"a\.gif"):
        write_chart(comparison, tmp_path / "a.gif")


def test_a_missing_font_and_a_missing_library_are_named(
    tmp_path: Path, comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPIGRAPH_FONT", str(tmp_path / "none.ttf"))
    with pytest.raises(NoChineseFontError, match="KPIGRAPH_FONT"):
        write_chart(comparison, tmp_path / "a.png")
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(NoPictureLibraryError, match=r"kpigraph\[charts\]"):
        write_chart(comparison, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "low", "high", "drawn"),
    [(1, 0, 1, "█" * 12), (0.5, 0, 1, "█" * 6), (0, 0, 1, "▏"), (1 / 96, 0, 1, "▏"), (5, 5, 5, "█" * 12)],
)
def test_bars_are_drawn_in_eighths(value: float, low: float, high: float, drawn: str) -> None:
    assert bar(value, low, high) == drawn


@pytest.mark.parametrize(
    ("options", "sides"),
    [
        (CompareOptions(), ["丙县", "甲<县>", "乙县"]),
        (CompareOptions(by="year"), ["2023", "2024"]),
        (CompareOptions(by="department", year=2023), ["甲<县> 甲<县>信访局"]),
        (CompareOptions(by="project", year=2024), ["丙县 丁", "甲<县> （部门整体）", "乙县 （部门整体）"]),
        (CompareOptions(level="city"), []),
        (CompareOptions(level="county", jurisdiction="乙"), ["乙县"]),
    ],
)
def test_rows_are_what_was_asked_for(options: CompareOptions, sides: list[str]) -> None:
    columns, rows = comparison_to_table(compare(ROWS, "群众满意度", options), options.by)
    assert [line[3] for line in rows if line[0] != "不可比"] == sides
    assert columns[3] == {"jurisdiction": "地区", "department": "部门", "year": "年度", "project": "项目"}[options.by]
    assert len(set(columns)) == len(columns)
    assert all(len(line) == len(columns) for line in rows)


def test_ties_last_years_target_and_what_cannot_be_compared_are_shown(comparison: Comparison) -> None:
    columns, rows = comparison_to_table(compare(ROWS, "群众满意度", CompareOptions(year=2024)))
    shown = [dict(zip(columns, line, strict=True)) for line in rows]
    assert [(one["由宽到严"], one["并列"], one["上年目标"]) for one in shown[:3]] == [
        (1, 2, "≥85%"), (1, 2, "≥85%"), (2, None, "≥85%"),
    ]  # fmt: skip
    assert (shown[-1]["可比组"], shown[-1]["图示"] or shown[-1]["最严"]) == ("不可比", "定性目标，没有数值")
    assert spreads_to_report(comparison)[1][0][1:7] == [3, 0.9, 0.9, 0.9, 0.925, 0.95]


def test_a_terminal_has_the_set_once_and_the_source_of_each_row(comparison: Comparison) -> None:
    columns, rows = comparison_to_brief(comparison)
    assert (columns[0], columns[-1]) == ("可比组", "出处")
    assert [(line[0], line[2], line[3], line[-1]) for line in rows] == [
        ("1 年度 不低于 %", "丙县", "2024", "丙县.txt"),
        (None, "甲<县>", "2024", "甲<县>.txt"),
        (None, "乙县", "2024", "乙县.txt"),
        ("不可比", "戊县", 2024, "戊县.txt"),
        (None, "甲<县>", 2023, "甲<县>.txt"),
    ]
