"""Charts of comparisons: every target drawn once, in each format, and what is missing said."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from extract.indicator import Indicator
from graph.selection import CompareOptions, compare
from graph.similarity import Hit
from output.charts import (
    ChartFormatError,
    Dot,
    MissingFontError,
    NoChineseFontError,
    NoPictureLibraryError,
    NothingToDrawError,
    Words,
    chart_to_svg,
    comparison_to_chart,
    write_chart,
)
from output.comparison_objects import comparison_to_object
from output.comparison_sheets import comparison_to_rows, comparison_to_sheets
from output.comparison_tables import bar, comparison_to_fitted, comparison_to_tables, spreads_to_report
from output.measure_reports import hits_to_fitted
from output.report_files import reports_to_workbook
from output.reports import hits_to_objects, hits_to_report
from output.tables import display_width

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


@pytest.mark.parametrize(("rows", "why"), [(ROWS[3:4], "1 条目标都不可比"), ([], "没有找到指标")])
def test_nothing_to_compare_is_no_chart(tmp_path: Path, rows: list[Indicator], why: str) -> None:
    with pytest.raises(NothingToDrawError, match=why):
        write_chart(compare(rows, "群众满意度"), tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_by_year_the_median_and_quartiles_are_those_of_all_targets_of_the_year() -> None:
    rows = [row(f"{n}县", f"≥{n}%", n) for n in (60, 80, 90, 96.25)]
    comparison = compare(rows, "群众满意度", CompareOptions(by="year"))
    ((_, (columns, (line,))),) = comparison_to_tables(comparison, "year")
    shown = dict(zip(columns, line, strict=True))
    assert [shown[name] for name in ("下四分位", "中位数", "上四分位")] == ["75%", "85%", "91.5625%"]
    (held,) = comparison_to_object(comparison)["sets"][0]["rows"]
    assert (held["lower"], held["median"], held["upper"]) == (0.75, 0.85, 0.915625)
    assert comparison_to_sheets(comparison, "year")["可比组"][1][0][5:9] == [4, 75.0, 85.0, 91.5625]
    assert "中位数 85%" in chart_to_svg(comparison_to_chart(comparison))


def test_years_run_in_their_order_and_are_ranked_by_their_median() -> None:
    values = {2021: (50, 95, 95), 2022: (80, 85, 90), 2023: (90, 90, 90)}
    rows = [row(f"{n}县", f"≥{value}%", value, year) for year, each in values.items() for n, value in enumerate(each)]
    (one,) = compare(rows, "群众满意度", CompareOptions(by="year")).sets
    assert [(each.place, each.rank, each.value) for each in one.rows] == [
        ("2021", 3, 0.95),
        ("2022", 1, 0.85),
        ("2023", 2, 0.9),
    ]
    assert one.distribution.median == 0.9
    words = [shape.text for shape in comparison_to_chart(compare(rows, "群众满意度", CompareOptions(by="year"))).shapes
             if isinstance(shape, Words)]  # fmt: skip
    assert [text for text in words if text in values or text.isdigit()][:3] == ["2021", "2022", "2023"]
    assert "中位数 95%" in words


def test_equal_targets_are_one_dot_that_counts_them_and_red_is_explained() -> None:
    rows = [row("乙县", "≥95%", 95, project=str(n)) for n in range(3)]
    rows += [row(f"{n}县", f"≥{95 + n % 2}%", 95 + n % 2) for n in range(6)] + [row("丙县", "≥10%", 10)]
    chart = comparison_to_chart(compare(rows, "群众满意度"))
    dots = [shape for shape in chart.shapes if isinstance(shape, Dot)]
    assert [dot.count for dot in dots if dot.count > 1] == [3]
    picture = chart_to_svg(chart)
    assert ">3</text>" in picture
    assert "异常值：" in picture
    assert "圆点中的数字" in picture
    assert "异常值" not in chart_to_svg(comparison_to_chart(compare(ROWS, "群众满意度")))


def test_the_median_of_a_chart_is_that_of_the_table() -> None:
    rows = [
        *(row("乙县", "≥95%", 95, project=str(n)) for n in range(5)),
        row("丙县", "≥80%", 80),
        row("丁县", "≥85%", 85),
    ]
    comparison = compare(rows, "群众满意度")
    assert spreads_to_report(comparison)[1][0][4] == 85
    assert "中位数 85%" in chart_to_svg(comparison_to_chart(comparison))


def test_a_workbook_has_all_that_json_has_and_numbers_as_numbers() -> None:
    held = replace(
        row("乙县", "≥96.25%", 96.25, project="甲"), canonical_value=0.9624999999999999, project_amount_cny=12.5
    )
    comparison = compare([*ROWS, held], "群众满意度")
    book = openpyxl.load_workbook(BytesIO(reports_to_workbook(comparison_to_sheets(comparison), "比较")))
    assert book.sheetnames == ["可比组", "不可比", "分布"]
    columns, *lines = book["可比组"].iter_rows(values_only=True)
    (shown,) = (line for line in (dict(zip(columns, each, strict=True)) for each in lines) if line["项目名称"] == "甲")
    wanted = {"符号": ">=", "数值": 96.25, "换算值": 0.9625, "换算单位": "1", "项目金额（元）": 12.5, "年度": 2024}
    assert shown.items() >= {**wanted, "期间": "年度", "范围": "部门整体"}.items()
    columns, rows = comparison_to_rows(comparison)
    assert len(rows) == len(ROWS) + 1
    assert {len(line) for line in rows} == {len(columns)}
    assert "0.9624999" not in json.dumps(comparison_to_object(comparison))


def test_hits_say_where_they_are_printed_whatever_the_format() -> None:
    printed = replace(row("乙县", "≥95%", 95), document="乙.xlsx", sheet="表一", table=2, row=5)
    for read in (hits_to_objects, hits_to_report):
        columns, (line,) = read([Hit(printed, 1.0, ())])
        shown = dict(zip(columns, line, strict=True))
        assert shown.get("source", shown.get("出处")) == "乙.xlsx 表一 表2第5行"


def test_a_terminal_tells_projects_of_one_office_apart_and_periods_by_title() -> None:
    rows = [row("乙县", "≥95%", 95, project="甲"), row("乙县", "≥90%", 90, project="丁"),
            replace(row("丙县", "≥90%", 90), period="multi_year")]  # fmt: skip
    tables = comparison_to_tables(compare(rows, "群众满意度"))
    assert [(title, dict(zip(columns, line, strict=True)).get("项目")) for title, (columns, (line,)) in tables] == [
        ("1 年度 不低于 %", "丁、甲"), ("2 中长期 不低于 %", None),
    ]  # fmt: skip


def test_a_terminal_names_places_in_short_where_that_is_plain_and_numbers_where_units_differ() -> None:
    one = replace(row("东县", "≤48小时", 48), province="甲省", city="乙市", operator="<=", unit="小时", canonical_unit="分钟",
                  canonical_value=2880.0)  # fmt: skip
    rows = [one, replace(one, id="2", county="西县", target_text="≤30分钟", value=30, unit="分钟", canonical_value=30.0),
            replace(one, id="3", city="丙市", target_text="≤12小时", value=12, canonical_value=720.0)]  # fmt: skip
    ((_, (columns, lines)),) = comparison_to_tables(compare(rows, "群众满意度"))
    shown = [dict(zip(columns, line, strict=True)) for line in lines]
    assert [(each["地区"], each["最宽"], each["换算值"]) for each in shown] == [
        ("甲省乙市东县", "≤48小时", "48小时"), ("甲省丙市东县", "≤12小时", "12小时"), ("西县", "≤30分钟", "0.5小时"),
    ]  # fmt: skip
    assert "换算值" not in comparison_to_tables(compare(rows[::2], "群众满意度"))[0][1][0]


WIDE_ROWS = [
    row("乙县", "≥95%", 95, project="一个名称很长的项目"),
    replace(row("乙县", "≥90%", 90, project="丁"), document="乙县2024年部门预算.docx"),
    row("丙县", "≥80%", 80),
    row("戊县", "满意", None),
]


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (60, {"条数", "项目", "出处"}),
        (80, {"项目", "出处"}),
        (90, {"项目", "出处"}),
        (100, {"项目"}),
        (130, set()),
    ],
)
def test_a_narrow_terminal_does_without_some_columns_and_names_them(width: int, left_out: set[str]) -> None:
    tables = comparison_to_fitted(compare(WIDE_ROWS, "群众满意度"), "jurisdiction", width)
    for _, found in tables:
        columns, lines = found.report
        widths = [
            max(display_width(str(cell or "")) for cell in column) for column in zip(columns, *lines, strict=True)
        ]
        assert sum(widths) + 3 * len(widths) + 1 <= width
    ((_, compared), (_, others)) = tables
    assert {"由宽到严", "地区", "最宽", "最严", "图示"} <= set(compared.report[0])
    assert {"地区", "目标", "不可比的理由"} <= set(others.report[0])
    assert set(compared.left_out) == left_out


def test_by_year_the_year_stays_on_any_terminal() -> None:
    by_year = compare(WIDE_ROWS, "群众满意度", CompareOptions(by="year"))
    tables = comparison_to_fitted(by_year, "year", 40)
    assert all("年度" in found.report[0] for _, found in tables)


@pytest.mark.parametrize(("width", "columns"), [(88, 12), (87, 6), (82, 6)])
def test_bars_are_shorter_where_that_spares_a_column(width: int, columns: int) -> None:
    ((_, found),) = comparison_to_fitted(compare(ROWS[:2], "群众满意度"), "jurisdiction", width)
    bars = [line[found.report[0].index("图示")] for line in found.report[1]]
    assert max(display_width(str(one)) for one in bars) == columns


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, ["相似度", "三级指标", "指标值", "部门", "地区", "年度"]),
        (80, ["相似度", "三级指标", "指标值", "项目", "部门", "地区", "年度"]),
        (100, ["相似度", "三级指标", "同名", "指标值", "项目", "部门", "地区", "年度", "出处"]),
    ],
)
def test_hits_on_a_narrow_terminal_are_names_targets_and_places_in_short(width: int, shown: list[str]) -> None:
    one = replace(row("东县", "≥90%", 90, project="群众工作中心经费"), province="甲省", city="乙市")
    hits = [Hit(one, 1.0, ("相同：群众、满意度",)), Hit(replace(one, id="2", county="西县"), 0.9, ())]
    found = hits_to_fitted(hits, width)
    columns, rows = found.report
    assert columns == shown
    assert [line[columns.index("地区")] for line in rows] == ["东县", "西县"]
    assert {*columns, *found.left_out} == set(hits_to_report(hits)[0])


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
    with pytest.raises(MissingFontError, match=r"none\.ttf: 没有这个字体文件"):
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
    tables = comparison_to_tables(compare(ROWS, "群众满意度", options), options.by)
    side = {"jurisdiction": "地区", "department": "部门", "year": "年度", "project": "项目"}[options.by]
    shown = [
        dict(zip(columns, line, strict=True)) for title, (columns, rows) in tables if title != "不可比" for line in rows
    ]
    assert [line[side] for line in shown] == sides
    for _, (columns, rows) in tables:
        assert len(set(columns)) == len(columns)
        assert all(len(line) == len(columns) for line in rows)


def test_equal_ranks_last_years_target_and_what_cannot_be_compared_are_shown(comparison: Comparison) -> None:
    (title, (columns, rows)), (other, (left_columns, left)) = comparison_to_tables(comparison)
    shown = [dict(zip(columns, line, strict=True)) for line in rows]
    assert (title, other) == ("1 年度 不低于 %", "不可比")
    assert [(one["由宽到严"], one["地区"], one["年度"], one["上年目标"], one["出处"]) for one in shown] == [
        (1, "丙县", "2024", "≥85%", "丙县.txt"),
        (1, "甲<县>", "2024", "≥85%", "甲<县>.txt"),
        (2, "乙县", "2024", "≥85%", "乙县.txt"),
    ]
    reasons = [dict(zip(left_columns, line, strict=True)) for line in left]
    assert [(one["目标"], one["不可比的理由"]) for one in reasons] == [
        ("满意", "定性目标，没有数值"),
        ("≥80%", "已有更新年度的目标"),
    ]
    assert spreads_to_report(comparison)[1][0][1:7] == [3, 90, 90, 90, 92.5, 95]


def of_measures(number: int) -> Comparison:
    """The comparison of so many measures that 满意度 means."""
    names = (f"{chr(0x9F00 + at)}满意度" for at in range(number))
    return compare([replace(row("甲县", "≥90%", 90), id=name, level3=name) for name in names], "满意度")


@pytest.mark.parametrize(("measures", "drawn", "told"), [(40, 40, []), (43, 40, ["另有 3 个可比组，未画出"])])
def test_a_chart_of_many_measures_draws_those_that_fit_and_says_how_many_more_there_are(
    measures: int, drawn: int, told: list[str]
) -> None:
    words = [shape.text for shape in comparison_to_chart(of_measures(measures)).shapes if isinstance(shape, Words)]
    assert sum("满意度 年度" in text for text in words) == drawn
    assert [text for text in words if text.startswith("另有")] == told


@pytest.mark.parametrize(("measures", "listed", "more"), [(20, 20, None), (25, 20, "另有 5 个可比组")])
def test_a_terminal_lists_the_first_of_many_measures_and_says_where_all_are(
    measures: int, listed: int, more: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    from commands.measures import _show_comparison

    _show_comparison(of_measures(measures), "jurisdiction")
    printed = capsys.readouterr()
    assert printed.out.count("由宽到严") == listed
    assert (more or "") in printed.err
    assert bool(printed.err) == bool(more)
