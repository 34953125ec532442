"""Comparing in the page: similar indicators elsewhere, dot plots, paths, filters, and what is taken out of the page."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from browser_support import NEEDS_CHROMIUM, Reader

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = NEEDS_CHROMIUM


def open_measure(reader: Reader, name: str) -> None:
    """Open the measure that several places have under a name."""
    reader.open("few.html")
    reader.search(name)
    assert reader.text("#details .kind") == "同名指标"


def test_a_name_that_several_places_have_opens_the_comparison(reader: Reader) -> None:
    open_measure(reader, "信访群众满意度")
    assert reader.text("#count") == "显示 4 / 共 30 个指标"  # other wordings of the same measure count too
    assert reader.page.locator("#panel-compare").is_visible()
    rows = reader.page.locator("#compare .plot li:not(.head)").all_inner_texts()
    assert [text.split("\n") for text in rows] == [
        ["北山区 河北省石家庄市", "≥90%、≥95%"],
        ["东湖区 湖北省武汉市", "≥92%"],
    ]
    assert reader.text("#compare .listed li").split("\n") == ["南河县 河南省焦作市", "未填目标值", "未填目标值"]


def test_targets_stand_on_the_axis_where_their_numbers_are(reader: Reader) -> None:
    open_measure(reader, "信访群众满意度")
    places = reader.page.eval_on_selector_all("#compare .dot", "all => all.map((one) => parseFloat(one.style.left))")
    ticks = reader.page.eval_on_selector_all(
        "#compare .tick", "all => all.map((one) => [parseFloat(one.textContent), parseFloat(one.style.left)])"
    )
    (first, low), (last, high) = ticks[0], ticks[-1]
    expected = [low + (share - first) / (last - first) * (high - low) for share in (90, 95, 92)]
    assert places == pytest.approx(expected, abs=0.01)


def test_targets_of_two_periods_are_not_compared(reader: Reader) -> None:
    open_measure(reader, "积案化解率")
    titles = reader.page.locator("#compare h4").all_inner_texts()
    assert [title.split("\n")[0] for title in titles] == ["定量 · % · 年度目标", "定量 · % · 长期（实施期）目标"]
    assert reader.page.locator("#compare .plot").first.locator("li:not(.head)").count() == 2


def test_changes_are_headed_by_where_they_lead(reader: Reader) -> None:
    reader.open("few.html")
    reader.search("越级上访")
    reader.page.click("#tab-compare")
    assert reader.text("#compare h4").split("\n")[0] == "变动 降低 · % · 年度目标"


def test_a_place_in_the_comparison_leads_to_its_indicator(reader: Reader) -> None:
    open_measure(reader, "信访群众满意度")
    reader.page.click("#compare .plot li:has-text('东湖区') .link")
    assert reader.text("#details .kind") == "指标"
    assert "湖北省武汉市东湖区" in reader.text("#details dl")
    assert "东湖区" in reader.text("#compare .plot .mine")


def test_what_cannot_be_compared_is_listed_with_its_reason(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("工作积极性")
    page.click("#tab-compare")
    assert reader.text("#compare .listed li").split("\n") == [
        "南河县 河南省焦作市",
        "持续提升",
        "只说明增减方向，没有数值",
    ]


def test_without_a_choice_the_measures_that_places_share_are_listed(reader: Reader) -> None:
    page = reader.open("few.html")
    page.click("#tab-compare")
    names = page.locator("#compare .shared .link").all_inner_texts()
    assert set(names) == {"积案化解率", "信访群众满意度"}
    page.click("#compare .shared li:has-text('积案化解率') .link")
    assert reader.text("#details h2") == "积案化解率"


def test_details_show_similar_indicators_elsewhere_with_their_targets(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("来访群众满意度")
    similar = page.locator("#details .similar li").all_inner_texts()
    assert ["东湖区 湖北省武汉市", "信访群众满意度", "≥92%"] in [text.split("\n") for text in similar]
    assert not any("北山区" in text for text in similar)
    page.click("#details .similar li:has-text('东湖区') .link")
    assert "湖北省武汉市东湖区" in reader.text("#details dl")


def test_path_between_two_projects_leads_through_what_they_share(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("驻京值班人数")
    page.click("text=从这里找路径")
    assert "请再选一个节点" in reader.text("#details")
    reader.search("接待来访群众批次")
    steps = page.locator("#details .path li").all_inner_texts()
    assert [step.split("\n")[0] for step in steps] == ["驻京值班人数", "数量指标", "接待来访群众批次"]
    assert reader.text("#details .path h3") == "最短路径（2 步）"
    page.click("text=取消路径")
    assert page.locator("#details .path").count() == 0


def test_path_inside_a_department_prefers_the_narrower_way(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("驻京信访工作经费")
    page.click("text=从这里找路径")
    reader.search("群众来访接待大厅运行维护费")
    steps = page.locator("#details .path li").all_inner_texts()
    assert [step.split("\n")[0] for step in steps][1] == "北山区信访局"


def test_a_node_that_nothing_joins_has_no_path(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("驻京值班人数")
    page.click("text=从这里找路径")
    reader.search("西岭县信访局")  # a document was read there, without any indicator
    assert "没有路径" in reader.text("#details .path")


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ({"year": "2023"}, 6),
        ({"kind": "date"}, 1),
        ({"kind": "change"}, 2),
        ({"operator": "<="}, 4),
        ({"subcategory": "质量指标"}, 5),
        ({"category": "产出指标", "subcategory": "质量指标", "year": "2024"}, 3),
        ({"kind": "blank"}, 1),
    ],
)
def test_filters_narrow_graph_table_and_count(reader: Reader, chosen: dict[str, str], number: int) -> None:
    page = reader.open("few.html")
    for name, value in chosen.items():
        by_label = name in {"category", "subcategory"}
        page.select_option(f"#by-{name}", **({"label": value} if by_label else {"value": value}))  # type: ignore[arg-type]
    assert reader.text("#count") == f"显示 {number} / 共 30 个指标"
    assert page.locator("#table tbody tr").count() == number
    page.click("#clear")
    assert reader.text("#count") == "显示 30 / 共 30 个指标"


def test_second_levels_to_choose_from_are_those_of_the_first_level(reader: Reader) -> None:
    page = reader.open("few.html")
    page.select_option("#by-category", label="满意度指标")
    assert page.locator("#by-subcategory option").all_inner_texts() == ["全部", "服务对象满意度指标"]


def test_document_shows_its_indicators(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("驻京值班人数")
    page.click("#details .source .link")
    assert reader.text("#details h2") == "beishan-2024.txt"
    assert reader.text("#count") == "显示 13 / 共 30 个指标"


def saved(reader: Reader, selector: str, folder: Path) -> tuple[str, bytes]:
    """The name and the bytes of the file that a button saves."""
    with reader.page.expect_download() as download:
        reader.page.click(selector)
    path = folder / "saved"
    download.value.save_as(path)
    return download.value.suggested_filename, path.read_bytes()


def test_shown_rows_are_saved_as_csv_that_a_spreadsheet_reads(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("few.html")
    page.select_option("#by-jurisdiction", label="河北省石家庄市北山区")
    page.click("th.level3 button")
    name, content = saved(reader, "#save-rows", tmp_path)
    assert name == "绩效指标图谱.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 13
    assert [row["指标"] for row in rows] == page.locator("#table td.level3").all_inner_texts()
    row = next(row for row in rows if row["指标"] == "信访事项处置及时率")
    assert (row["目标值"], row["地区"], row["文件"]) == ("'=100%", "北山区", "beishan-2024.txt")


def test_graph_is_saved_as_a_picture(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("few.html")
    reader.search("驻京信访工作经费")
    name, content = saved(reader, "#picture", tmp_path)
    assert name == "驻京信访工作经费.png"
    assert content.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    box = page.locator("#graph").bounding_box()
    assert box
    assert (width, height) == (round(box["width"]), round(box["height"]) + 44)
    assert len(set(content)) > 200  # drawn, not one colour


def test_deep_link_opens_a_measure(reader: Reader) -> None:
    open_measure(reader, "积案化解率")
    link = reader.page.url
    reader.open("empty.html")
    reader.page.goto(link)
    assert reader.text("#details h2") == "积案化解率"
    assert reader.page.locator("#panel-compare").is_visible()


def test_graph_is_walked_and_unfolded_by_keys(reader: Reader) -> None:
    page = reader.open("few.html")
    page.focus("#graph")
    assert reader.text("#told").startswith("北山区 · 地区")
    page.keyboard.press("ArrowRight")
    assert reader.text("#told").startswith("北山区信访局 · 部门")
    page.keyboard.press("ArrowRight")
    before = reader.nodes_in_sight()
    page.keyboard.press("Enter")
    assert reader.nodes_in_sight() > before
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert reader.text("#details .kind") == "指标"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert reader.text("#told").startswith("北山区信访局 · 部门")


def test_tabs_change_by_keys(reader: Reader) -> None:
    page = reader.open("few.html")
    page.focus("#tab-rows")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-compare", "aria-selected") == "true"
    assert page.locator("#panel-rows").is_hidden()


def test_colours_follow_the_system_until_the_reader_chooses(reader: Reader) -> None:
    page = reader.page
    page.emulate_media(color_scheme="dark")
    reader.open("few.html")
    background = "getComputedStyle(document.body.parentElement).backgroundColor"
    dark = page.evaluate(background)
    page.click("#colours")
    light = page.evaluate(background)
    assert (dark, light) == ("rgb(16, 20, 27)", "rgb(243, 244, 246)")
