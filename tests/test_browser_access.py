"""axe-core finds no fault in the page: contrast, labels, roles, order, in every state that readers meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser_support import INDICATORS, NEEDS_CHROMIUM, Reader

from output.html import write_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = NEEDS_CHROMIUM


def faults_found_by_axe(page: Page, *rules: str) -> list[str]:
    """What axe-core objects to, by all rules or by some, each with the elements concerned."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    violations = axe.Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:4]]}" for one in violations]


def _choose(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.fill("#query", name)
        page.press("#query", "Enter")

    return act


def _path(page: Page) -> None:
    _choose("驻京值班人数")(page)
    page.click("text=从这里找路径")
    _choose("接待来访群众批次")(page)


def _english(page: Page) -> None:
    page.click("#language")
    _choose("津贴发放标准")(page)


STATES: dict[str, Callable[[Page], None]] = {
    "overview": lambda _: None,
    "indicator": _choose("工作积极性"),
    "measure": _choose("积案化解率"),
    "category": _choose("产出指标"),
    "department": _choose("北山区信访局"),
    "path": _path,
    "searching": lambda page: page.fill("#query", "满意"),
    "nothing found": lambda page: page.fill("#query", "没有这样的指标"),
    "shared measures": lambda page: page.click("#tab-compare"),
    "filtered": lambda page: page.select_option("#by-kind", value="date") and None,
    "English": _english,
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_fault(reader: Reader, state: str) -> None:
    page = reader.open("few.html")
    STATES[state](page)
    assert faults_found_by_axe(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme='dark']")  # a function that polls would be refused by the page's policy
    assert faults_found_by_axe(page, "color-contrast") == []


@pytest.mark.parametrize("state", ["overview", "indicator", "measure"])
def test_axe_finds_no_fault_on_a_phone(phone: Reader, state: str) -> None:
    page = phone.open("few.html")
    STATES[state](page)
    assert faults_found_by_axe(page) == []


def test_axe_finds_no_fault_in_an_empty_page_and_in_a_list_of_pages(reader: Reader, tmp_path: Path) -> None:
    assert faults_found_by_axe(reader.open("empty.html")) == []
    write_page(INDICATORS, (), tmp_path / "graph.html", largest=1)
    reader.page.goto((tmp_path / "graph.html").as_uri())
    assert faults_found_by_axe(reader.page) == []
    reader.page.click("main a >> nth=0")
    reader.page.wait_for_selector("#details h2")
    assert faults_found_by_axe(reader.page) == []
