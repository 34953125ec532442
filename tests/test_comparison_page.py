"""A comparison as a page: what stands in it, that it is safe and loads nothing, and that it fits a window and a sheet."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from browser_support import NEEDS_CHROMIUM
from lxml import html

from extract.indicator import Indicator
from graph.selection import CompareOptions, compare
from graph.sides import Side
from output.charts import Dot, set_to_charts
from output.comparison_page import comparison_to_page
from output.comparison_tables import comparison_to_tables

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def row(place: str, value: float | None, project: str | None = None) -> Indicator:
    text = "满意" if value is None else f"≥{value:g}%"
    return Indicator(
        id=f"{place}-{value}-{project}", document=f"{place}2024年度部门预算公开说明.docx", level3="群众满意度", county=place,
        year=2024, target_text=text, kind="qualitative" if value is None else "numeric", value=value, unit="%",
        operator=None if value is None else ">=", canonical_value=None if value is None else value / 100,
        canonical_unit="1", project=project, history={"2023年": "≥85%"}, department=f"{place}信访局",
    )  # fmt: skip


ROWS = [
    row("甲<县>", 80), row("乙县", 95, "群众工作中心运行经费"), row("乙县", 90, "甲&乙"), row("丙县", None),
    replace(row("丁县", 85), period="multi_year"),
]  # fmt: skip


def page_of(rows: list[Indicator], by: Side = "jurisdiction") -> html.HtmlElement:
    return html.document_fromstring(comparison_to_page(compare(rows, "群众满意度", CompareOptions(by=by)), by))


def texts(found: list[html.HtmlElement]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in found]


def test_each_set_has_a_heading_in_two_languages_a_chart_and_a_table() -> None:
    sections = page_of(ROWS).findall(".//section")
    assert texts([section.find("h2") for section in sections]) == [
        "1 年度 不低于 % annual, at least", "2 中长期 不低于 % medium term, at least", "不可比 not comparable",
        "分布 how each set spreads",
    ]  # fmt: skip
    assert [len(section.findall(".//svg")) for section in sections] == [1, 1, 0, 0]
    assert [len(section.findall(".//table")) for section in sections] == [1, 1, 1, 1]
    (left,) = sections[2].findall(".//tbody/tr")
    assert {"丙县", "满意", "定性目标，没有数值"} <= set(texts(left.findall("td")))


@pytest.mark.parametrize("by", get_args(Side))
def test_tables_have_the_columns_of_the_terminal_each_with_its_english(by: Side) -> None:
    tables = comparison_to_tables(compare(ROWS, "群众满意度", CompareOptions(by=by)), by)
    shown = [section.findall(".//th") for section in page_of(ROWS, by).findall(".//section")]
    assert [[head.text for head in heads] for heads in shown[: len(tables)]] == [columns for _, (columns, _) in tables]
    assert all(head.find("span").text for heads in shown for head in heads)


def test_places_are_named_in_full_and_every_source_that_there_is_room_for() -> None:
    many = [replace(row("乙县", 90 + n, f"项目{n}"), province="甲省", city="乙市", table=1, row=n) for n in range(1, 6)]
    line = texts(page_of(many).findall(".//section")[0].findall(".//tbody/tr/td"))
    assert "甲省乙市乙县" in line
    assert line[-1].split(" 乙县") == [
        "乙县2024年度部门预算公开说明.docx 表1第1行", "2024年度部门预算公开说明.docx 表1第2行",
        "2024年度部门预算公开说明.docx 表1第3行 等5处",
    ]  # fmt: skip


def test_text_of_documents_is_no_markup() -> None:
    page = comparison_to_page(compare(ROWS, "群众满意度"))
    assert "甲<县>" not in page
    assert "甲&lt;县&gt;" in page
    assert "甲&amp;乙" in page


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = page_of(ROWS)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    style = base64.b64encode(hashlib.sha256(page.findtext(".//style").encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{style}'" in policy
    assert page.xpath("//script | //link | //img | //@style | //@src | //@href") == []
    assert "size: A4 landscape" in page.findtext(".//style")


@pytest.mark.parametrize("rows", [[], [row("丙县", None)]], ids=["nothing", "nothing comparable"])
def test_a_page_without_comparable_targets_says_so(rows: list[Indicator]) -> None:
    page = page_of(rows)
    assert page.findall(".//svg") == []
    assert ("没有可比较的指标" in page.text_content()) is not bool(rows)


def test_a_chart_of_many_rows_is_parted_on_one_scale_with_one_legend() -> None:
    rows = [row(f"{n}县", 60 + n, str(copy)) for n in range(25) for copy in range(2)]
    (group,) = compare(rows, "群众满意度").sets
    charts = set_to_charts(group, 10)
    dots = [[shape for shape in chart.shapes if isinstance(shape, Dot)] for chart in charts]
    assert [len(part) for part in dots] == [10, 10, 5]
    places = [dot.x for part in dots for dot in part]
    assert places == sorted(set(places))
    legends = [any("圆点中的数字" in str(shape) for shape in chart.shapes) for chart in charts]
    assert legends == [False, False, True]


@NEEDS_CHROMIUM
@pytest.mark.parametrize("by", get_args(Side))
def test_the_page_fits_a_window_and_no_column_is_a_ladder_of_signs(tmp_path: Path, browser: Browser, by: Side) -> None:
    rows = [replace(one, province="内蒙古自治区", city="呼伦贝尔市", sheet="项目支出绩效目标表") for one in ROWS]
    path = tmp_path / "page.html"
    path.write_text(comparison_to_page(compare(rows, "群众满意度", CompareOptions(by=by)), by), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200
    over = "all => all.filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.eval_on_selector_all(".wide", over) == 0
    narrowest = page.eval_on_selector_all("td", "all => Math.min(...all.map((one) => one.clientWidth))")
    assert narrowest >= 40
    paper = page.pdf(prefer_css_page_size=True)
    sizes = [float(size) for size in re.findall(rb"/MediaBox \[0 0 ([\d.]+) [\d.]+\]", paper)]
    assert sizes == pytest.approx([842] * len(sizes), abs=1)
    assert sizes
    page.close()
