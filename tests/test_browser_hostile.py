"""Texts from documents are data: payloads, signs that turn the writing, controls and length do nothing to the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser_support import INDICATORS, NEEDS_CHROMIUM, Reader

from extract.indicator import DocumentFacts
from output.html import write_page

if TYPE_CHECKING:
    from pathlib import Path

    from extract.indicator import Indicator

pytestmark = NEEDS_CHROMIUM

PAYLOADS = (
    '<img src=x onerror="window.__pwned=1">',
    "</script><script>window.__pwned=2</script>",
    "</title><svg onload=window.__pwned=3>",
    "<!--<script>window.__pwned=4",
    "javascript:window.__pwned=5",
    '"><iframe srcdoc="<script>parent.__pwned=6</script>">',
    "{{ 7*7 }}${window.__pwned=7}",
    "' onmouseover='window.__pwned=8",
    '<a href="javascript:window.__pwned=9">href</a>',
    "$& $1 $` \\u003cimg src=x onerror=window.__pwned=10\\u003e",
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


def hostile(payload: str, at: int) -> Indicator:
    """An indicator that says the payload wherever a document can say something."""
    return replace(
        INDICATORS[0], id=f"{payload}-{at}", level1=payload, level2=payload, level3=payload, target_text=payload,
        project=payload, department=payload, county=payload, document=payload, sheet=payload, unit=payload,
        history={payload: payload}, actual=payload, description=payload, basis=payload, objective=payload,
        project_code=payload, repairs=(payload,), confidence=0.5, canonical_unit=payload, division_code=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of nothing but payloads, once as it is and once without its policy; whole, split and empty."""
    folder = tmp_path_factory.mktemp("hostile")
    indicators = [hostile(payload, at) for at, payload in enumerate(PAYLOADS)]
    facts = [
        DocumentFacts(
            name=payload, checksum="0", media_type="", title=payload, department=payload, province="河北省",
            city="石家庄市", county=payload, warnings=(payload,),
        )
        for payload in PAYLOADS
    ]  # fmt: skip
    write_page(indicators, facts, folder / "whole.html", title=PAYLOADS[1])
    write_page((), facts, folder / "empty.html", title=PAYLOADS[1])
    write_page(indicators, facts, folder / "parts.html", title=PAYLOADS[1], largest=1)
    for path in [*folder.glob("*.html"), *folder.glob("parts_files/*.html")]:
        bare, found = POLICY.subn("", path.read_text(encoding="utf-8"))
        assert found == 1
        path.with_name(f"bare-{path.name}").write_text(bare, encoding="utf-8")
    return folder


@pytest.mark.parametrize("policy", ["", "bare-"], ids=["with policy", "without policy"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_shown_as_text_everywhere(reader: Reader, hostile_pages: Path, payload: str, policy: str) -> None:
    page = reader.page
    at = PAYLOADS.index(payload)
    page.goto((hostile_pages / f"{policy}whole.html").as_uri())
    page.evaluate("(name) => { location.hash = '#node=' + encodeURIComponent(name); }", f"i.{payload}-{at}")
    page.wait_for_selector("#details .printed")
    assert reader.text("#details .printed") == payload
    assert payload in reader.text("#details .history")
    for tab in ("compare", "rows"):
        page.click(f"#tab-{tab}")
    page.fill("#query", payload[:12])
    reader.point_at(payload)
    assert page.title() == PAYLOADS[1]
    assert page.locator("#details img, #table img, #compare img, iframe, svg, body script:not([type])").count() == 2
    assert page.evaluate("window.__pwned") is None


@pytest.mark.parametrize("policy", ["", "bare-"], ids=["with policy", "without policy"])
def test_empty_page_and_list_of_pages_show_payloads_as_text(reader: Reader, hostile_pages: Path, policy: str) -> None:
    page = reader.page
    for name in ("empty", "parts"):
        page.goto((hostile_pages / f"{policy}{name}.html").as_uri())
        assert PAYLOADS[0] in reader.text("main")
        assert page.locator("img, iframe, svg").count() == 0
    page.click(f"a:has-text('{PAYLOADS[6]}')")  # every part is reached, whatever its name
    page.wait_for_selector("#details h2")
    assert page.evaluate("window.__pwned") is None


ODD = "\u202eabc\u2066 \u0007\u0000\u2028bell\u200f" + "很长" * 2500


def test_turned_control_and_endless_texts_leave_the_page_readable(reader: Reader, tmp_path: Path) -> None:
    odd = replace(INDICATORS[0], id="odd", level3=ODD, level1=ODD, level2=ODD, project=ODD, department=ODD, county=ODD)
    write_page((*INDICATORS, odd), (), tmp_path / "odd.html")
    page = reader.page
    page.goto((tmp_path / "odd.html").as_uri() + "#node=i.odd")
    assert page.locator("#details h2").text_content() == ODD.replace("\x00", "\ufffd") or ODD
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    heights = page.eval_on_selector_all(
        "#table tr, #details h2, #kinds li", "all => all.map((one) => one.offsetHeight)"
    )
    assert max(heights) < 300
    assert page.locator("#details h2").evaluate("(one) => getComputedStyle(one).unicodeBidi") == "isolate"
