"""The page in a real browser: opened from a file, without a network, used as a reader uses it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser_support import HOSTILE, HOSTILE_PROJECT, INDICATORS, NEEDS_CHROMIUM, PHONE, Reader

from output.html import write_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = NEEDS_CHROMIUM


def test_opening_shows_all_indicators_and_a_graph_that_can_be_taken_in(reader: Reader) -> None:
    reader.open("few.html")
    assert reader.text("#count") == "显示 30 / 共 30 个指标"
    assert reader.nodes_in_sight() == 4 + 4 + 9 + 6  # jurisdictions, departments, projects, categories
    assert reader.page.locator("#table tbody tr").count() == 30


def test_search_finds_an_indicator_and_shows_target_and_source_line(reader: Reader) -> None:
    reader.open("few.html")
    reader.search("值班人数")
    assert reader.text("#details h2") == "驻京值班人数"
    assert reader.text("#details .printed") == "≥8人"
    assert reader.text("#details .canonical code") == "≥ 8 人"
    assert reader.text("#details .where") == "第 100 行"
    details = reader.text("#details")
    for shown in (
        "beishan-2024.txt",
        "驻京信访工作经费",
        "北山区信访局",
        "河北省石家庄市北山区",
        "165 万元",
        "2023年",
        "6人",
    ):
        assert shown in details
    assert reader.page.locator("#table tr.chosen").inner_text().startswith("驻京值班人数")


@pytest.mark.parametrize(
    ("typed", "kind"), [("接待大厅", "项目"), ("人民政府信访办", "部门"), ("南河县", "地区"), ("效益指标", "一级指标")]
)
def test_search_finds_every_kind_of_node(reader: Reader, typed: str, kind: str) -> None:
    reader.open("few.html")
    reader.search(typed)
    assert typed in reader.text("#details h2")
    assert kind in reader.text("#details .kind")


def test_search_reads_full_width_letters_and_several_words(reader: Reader) -> None:
    reader.open("few.html")
    reader.page.fill("#query", "群众 满意")
    assert reader.page.locator("#results [role=option]").count() == 3  # one of the names stands for two places
    reader.page.fill("#query", "ＪＡＶＡｓｃｒｉｐｔ：")
    assert reader.page.locator("#results [role=option]").count() == 1
    reader.page.fill("#query", "没有这样的指标")
    assert reader.text("#results") == "没有找到“没有这样的指标”"


def test_keyboard_opens_search_moves_in_the_results_and_leaves(reader: Reader) -> None:
    page = reader.open("few.html")
    page.keyboard.press("/")
    page.keyboard.type("满意度")
    page.keyboard.press("ArrowDown")
    assert "信访群众" in reader.text("#results [aria-selected=true] .name")
    page.keyboard.press("Enter")
    assert reader.text("#details h2") == "信访群众满意度"
    assert page.locator("#results").is_hidden()
    page.keyboard.press("Escape")
    assert reader.text("#details h2") == "总览"
    assert reader.text("#count") == "显示 30 / 共 30 个指标"


def test_click_on_a_project_unfolds_its_indicators_and_a_second_click_folds_them(reader: Reader) -> None:
    reader.open("few.html")
    before = reader.nodes_in_sight()
    reader.click_at("驻京信访工作经费")
    assert reader.nodes_in_sight() == before + 6
    assert reader.text("#count") == "显示 6 / 共 30 个指标"
    reader.click_at("驻京信访工作经费")
    assert reader.nodes_in_sight() == before


def test_click_on_an_unfolded_indicator_opens_its_details(reader: Reader) -> None:
    reader.open("few.html")
    reader.click_at("信访积案化解专项资金")
    reader.click_at("越级上访")
    assert reader.text("#details .printed") == "下降60%"
    assert "降低" in reader.text("#details .tag")


def test_a_category_unfolds_its_second_levels_and_these_their_indicators(reader: Reader) -> None:
    reader.open("few.html")
    reader.search("产出指标")
    before = reader.nodes_in_sight()
    reader.page.click("#unfold")
    assert reader.nodes_in_sight() == before + 5
    reader.page.click("#details .bars li:has-text('质量指标') .link")
    reader.page.click("#unfold")
    assert reader.nodes_in_sight() == before + 5 + 5


def test_children_unfold_in_steps_with_what_is_left_counted(reader: Reader) -> None:
    page = reader.open("many.html")
    reader.search("第1区")
    page.click("#unfold")
    page.click("#details .bars li:has-text('产出指标') .link")
    page.click("#unfold")
    page.click("#details .bars li:has-text('数量指标') .link")
    before = reader.nodes_in_sight()
    page.click("#unfold")
    assert reader.nodes_in_sight() == before + 12 + 1  # twelve indicators, and one card for all that are left
    left = reader.text("#details .relations .link")
    page.click("#details .relations .link")
    assert reader.nodes_in_sight() == before + 24 + 1
    assert int(re.sub(r"\D", "", left)) - int(re.sub(r"\D", "", reader.text("#details .relations .link"))) == 12


def test_tooltip_tells_target_place_and_line(reader: Reader) -> None:
    reader.open("few.html")
    reader.click_at("群众来访接待大厅运行维护费")
    reader.point_at("维修响应时间")
    tip = reader.text("#tip")
    for shown in (
        "两天以内",
        "群众来访接待大厅运行维护费",
        "河北省石家庄市北山区 · 北山区信访局",
        "第 124 行 · beishan-2024.txt",
    ):
        assert shown in tip


def test_filters_narrow_graph_table_and_count(reader: Reader) -> None:
    page = reader.open("few.html")
    page.select_option("#by-jurisdiction", label="河南省焦作市南河县")
    assert reader.text("#count") == "显示 11 / 共 30 个指标"
    page.select_option("#by-category", label="满意度指标")
    assert reader.text("#count") == "显示 2 / 共 30 个指标"
    assert reader.nodes_in_sight() == 1 + 1 + 2 + 1
    page.select_option("#by-jurisdiction", value="")
    assert reader.text("#count") == "显示 5 / 共 30 个指标"


def test_search_lifts_a_filter_that_hides_what_it_found(reader: Reader) -> None:
    page = reader.open("few.html")
    page.select_option("#by-category", label="满意度指标")
    reader.search("值班人数")
    assert reader.text("#details h2") == "驻京值班人数"
    assert page.input_value("#by-category") == ""


def test_table_sorts_targets_by_unit_and_number(reader: Reader) -> None:
    page = reader.open("few.html")
    page.select_option("#by-category", label="满意度指标")
    page.click("th.target button")
    targets = page.locator("#table td.target").all_inner_texts()
    assert targets == ["≥90%", "≥92%", "≥95%", "≥95%", "未填目标值"]
    assert page.get_attribute("th.target", "aria-sort") == "ascending"
    page.click("th.target button")
    assert page.get_attribute("th.target", "aria-sort") == "descending"


def test_doubtful_reading_is_said_with_its_repairs(reader: Reader) -> None:
    reader.open("few.html")
    reader.search("工作积极性")
    doubt = reader.text("#details .doubt")
    for shown in ("请核对原文", "60%", "shifted-left", "label-carried"):
        assert shown in doubt


def test_department_tells_its_documents_and_their_warnings(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("北山区信访局")
    assert "523 万元" in reader.text("#details")
    page.click("#details summary")
    assert HOSTILE in reader.text("#details .documents")


def test_hostile_texts_are_shown_as_text_and_do_nothing(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("<img")
    assert reader.text("#details h2") == HOSTILE
    assert reader.text("#details .printed") == HOSTILE
    assert HOSTILE in reader.text("#details .history")
    reader.click_at(HOSTILE)
    reader.search("</script>")
    assert reader.text("#details h2") == HOSTILE_PROJECT
    page.fill("#query", "on")
    assert page.locator("#results img, #details img, #table img, body script:not([type])").count() == 2  # our own two
    assert page.evaluate("window.__pwned") is None


def test_policy_stops_what_would_get_past_the_escaping(reader: Reader) -> None:
    page = reader.open("few.html")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("document.getElementById('details').innerHTML = '<img src=x onerror=\"window.__pwned=3\">'")
    assert page.evaluate("window.__pwned") is None
    assert any("Content Security Policy" in fault for fault in reader.faults)
    reader.faults.clear()


def test_language_switch_changes_the_words_and_no_text_of_documents(reader: Reader) -> None:
    page = reader.open("few.html")
    page.click("#language")
    assert reader.text("#count") == "30 of 30 indicators"
    assert page.get_attribute("html", "lang") == "en"
    reader.search("值班人数")
    assert reader.text("#details .where") == "line 100"
    assert reader.text("#details .printed") == "≥8人"
    page.click("#language")
    assert reader.text("#details .where") == "第 100 行"


def test_deep_link_opens_its_node_and_a_broken_one_the_overview(reader: Reader) -> None:
    page = reader.open("few.html")
    reader.search("大厅设备完好率")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    assert reader.text("#details h2") == "大厅设备完好率"
    reader.open("empty.html")
    reader.open("few.html", "#node=%E4%BD")
    assert reader.text("#details h2") == "总览"


def test_two_thousand_indicators_stay_within_three_hundred_nodes(reader: Reader) -> None:
    page = reader.open("many.html")
    assert reader.text("#count") == "显示 2000 / 共 2000 个指标"
    assert reader.nodes_in_sight() <= 300
    assert page.locator("#table tbody tr").count() == 60
    page.click("#more-rows")
    assert page.locator("#table tbody tr").count() == 120
    for place in range(1, 21):
        reader.search(f"第{place}区信访局")
        page.click("#unfold")
        assert reader.nodes_in_sight() <= 300


def test_very_long_and_very_many_names_stay_readable(reader: Reader, tmp_path: Path) -> None:
    long = replace(
        INDICATORS[0], id="long", level3="很长的名称" * 1000, project="超长项目名称" * 900, level1="一级" * 500
    )
    crowd = (replace(INDICATORS[0], id=f"p{at}", project=f"第{at}个项目") for at in range(10_000))
    write_page((*INDICATORS, long, *crowd), (), tmp_path / "odd.html")
    page = reader.page
    page.goto((tmp_path / "odd.html").as_uri())
    assert reader.nodes_in_sight() <= 300
    reader.search("很长的")
    assert reader.text("#details h2") == long.level3
    heights = page.eval_on_selector_all(
        "#table tr, #rows-title, #details h2", "all => all.map(one => one.offsetHeight)"
    )
    assert max(heights) < 300
    reader.search("第9999个项目")
    assert reader.text("#count") == "显示 1 / 共 10031 个指标"


def test_empty_graph_says_so_in_both_languages(reader: Reader) -> None:
    page = reader.open("empty.html")
    assert "图中还没有指标" in reader.text("main")
    page.click("#language")
    assert "The graph holds no indicators yet" in reader.text("main")
    assert HOSTILE in reader.text("main")


def test_phone_shows_everything_within_its_width(phone: Reader) -> None:
    page = phone.open("few.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.search("值班人数")
    assert phone.text("#details .where") == "第 100 行"
    assert page.locator("#details .printed").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_contrast_is_at_least_four_and_a_half(reader: Reader, scheme: str) -> None:
    page = reader.open("few.html")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_selector(f"html[data-theme='{scheme}']")
    for name, ratio in page.evaluate(_CONTRASTS).items():
        assert ratio >= 4.5, name


_CONTRASTS = """() => {
  const style = getComputedStyle(document.documentElement);
  const light = (name) => {
    const bytes = style.getPropertyValue('--' + name).trim().match(/[0-9a-f]{2}/gi);
    const parts = bytes.map((part) => parseInt(part, 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pairs = [
    ['ink', 'surface'], ['ink', 'page'], ['ink', 'surface-2'], ['ink', 'accent-soft'], ['ink', 'mark'],
    ['muted', 'surface'], ['muted', 'surface-2'], ['muted', 'accent-soft'], ['accent', 'surface'],
    ['accent', 'surface-2'], ['accent', 'accent-soft'], ['warn', 'warn-soft'],
    ...['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].map((name) => [name, 'surface']),
    ...['jurisdiction', 'department', 'project'].map((name) => [name, 'surface']),
  ];
  return Object.fromEntries(pairs.map(([a, b]) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return [a + ' on ' + b, (high + 0.05) / (low + 0.05)];
  }));
}"""
