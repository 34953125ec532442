"""What the tests of the page share: invented indicators of three jurisdictions, and a reader in a browser."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from extract.indicator import DocumentFacts, Indicator, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

HOSTILE = '<img src=x onerror="window.__pwned=1">'
HOSTILE_PROJECT = "</script><script>window.__pwned=2</script>"

_NORTH: dict[str, Any] = {
    "document": "beishan-2024.txt", "department": "北山区信访局", "province": "河北省", "city": "石家庄市",
    "county": "北山区", "division_code": "130199", "year": 2024,
}  # fmt: skip
_SOUTH: dict[str, Any] = {
    "document": "nanhe-2024.txt", "department": "南河县信访局", "province": "河南省", "city": "焦作市",
    "county": "南河县", "division_code": "410899", "year": 2024,
}  # fmt: skip
_EAST: dict[str, Any] = {
    "document": "donghu-2023.txt", "department": "东湖区人民政府信访办公室", "province": "湖北省", "city": "武汉市",
    "county": "东湖区", "division_code": "420199", "year": 2023,
}  # fmt: skip

_CAPITAL = {
    "scope": "project",
    "project": "驻京信访工作经费",
    "project_code": "13019924P00001",
    "project_amount_cny": 1650000,
}
_HALL = {"scope": "project", "project": "群众来访接待大厅运行维护费"}
_STAFF = {"scope": "project", "project": "信访工作人员岗位津贴", "project_amount_cny": 68160}
_CASES = {"scope": "project", "project": "信访积案化解专项资金"}

_OUTPUT, _QUANTITY, _QUALITY, _TIME, _COST = "产出指标", "数量指标", "质量指标", "时效指标", "成本指标"
_EFFECT, _SOCIAL, _LASTING = "效益指标", "社会效益指标", "可持续影响指标"
_CONTENT, _SERVED = "满意度指标", "服务对象满意度指标"


def _numeric(operator: Operator, value: float, unit: str, canonical: float | None = None) -> dict[str, Any]:
    sign = {">=": "≥", "<=": "≤"}.get(operator, operator)
    scaled = canonical if canonical is not None else value
    return {
        "target_text": f"{sign}{value}{unit}", "kind": "numeric", "operator": operator, "value": value, "unit": unit,
        "operator_source": "printed", "canonical_value": scaled, "canonical_unit": "1" if unit == "%" else unit,
    }  # fmt: skip


_QUALITATIVE: dict[str, Any] = {"kind": "qualitative"}

_ROWS: tuple[tuple[dict[str, Any], dict[str, Any], str | None, str | None, str, dict[str, Any]], ...] = (
    (_NORTH, _CAPITAL, _OUTPUT, _QUANTITY, "驻京值班人数",
     _numeric(">=", 8, "人") | {"history": {"2022年": "8人", "2023年": "6人"}}),
    (_NORTH, _CAPITAL, _OUTPUT, _QUALITY, "进京上访人员劝返率", _numeric(">=", 95, "%", 0.95) | {"weight": 15}),
    (_NORTH, _CAPITAL, _OUTPUT, _TIME, "信访事项处置及时率", _numeric("=", 100, "%", 1)),
    (_NORTH, _CAPITAL, _OUTPUT, _COST, "驻京人员补助标准", _numeric("<=", 180, "元/天人")),
    (_NORTH, _CAPITAL, _EFFECT, _SOCIAL, "维护首都社会秩序", _QUALITATIVE | {"target_text": "有效保障"}),
    (_NORTH, _CAPITAL, _CONTENT, _SERVED, "信访群众满意度", _numeric(">=", 90, "%", 0.9)),
    (_NORTH, _HALL, _OUTPUT, _QUANTITY, "接待来访群众批次", _numeric(">=", 1200, "批次")),
    (_NORTH, _HALL, _OUTPUT, _QUALITY, "大厅设备完好率", _numeric(">=", 98, "%", 0.98)),
    (_NORTH, _HALL, _OUTPUT, _TIME, "维修响应时间",
     _numeric("<=", 2, "天") | {"target_text": "两天以内", "operator_source": "worded"}),
    (_NORTH, _HALL, _EFFECT, _SOCIAL, "重复来访批次", _numeric("<=", 0, "批次")),
    (_NORTH, _HALL, _CONTENT, _SERVED, "来访群众满意度", _numeric(">=", 95, "%", 0.95)),
    (_NORTH, {}, None, None, "信访事项按期办结率",
     _numeric(">=", 95, "%", 0.95) | {"source": "prose", "objective": "办信接访"}),
    (_NORTH, {}, None, None, "文件材料起草次数", _numeric(">=", 40, "次") | {"source": "prose"}),
    (_SOUTH, _STAFF, _OUTPUT, _QUANTITY, "享受津贴人数",
     _numeric("=", 10, "人") | {"target_text": "10人", "operator_source": "assumed"}),
    (_SOUTH, _STAFF, _OUTPUT, _COST, "津贴发放标准", _numeric("=", 568, "元/月人")),
    (_SOUTH, _STAFF, _OUTPUT, _TIME, "津贴发放完成时间",
     {"target_text": "2024年12月31日前", "kind": "date", "operator": "<=", "value": "2024-12-31",
      "operator_source": "worded", "canonical_value": "2024-12-31"}),
    (_SOUTH, _STAFF, _EFFECT, _LASTING, "工作积极性",
     {"target_text": "持续提升", "kind": "change", "direction": "increase", "confidence": 0.6,
      "repairs": ("shifted-left", "label-carried")}),
    (_SOUTH, _STAFF, _CONTENT, _SERVED, "干部职工满意度", _numeric(">=", 95, "%", 0.95)),
    (_SOUTH, _CASES, _OUTPUT, _QUANTITY, "化解信访积案件数", _numeric(">=", 30, "件")),
    (_SOUTH, _CASES, _OUTPUT, _QUALITY, "积案化解率", _numeric(">=", 85, "%", 0.85)),
    (_SOUTH, _CASES, _EFFECT, _SOCIAL, "信访总量下降率", _numeric(">=", 3, "%", 0.03)),
    (_SOUTH, _CASES, _EFFECT, _SOCIAL, "越级上访",
     {"target_text": "下降60%", "kind": "change", "direction": "decrease", "operator": "=", "value": 60, "unit": "%",
      "operator_source": "worded"}),
    (_SOUTH, _CASES, _CONTENT, _SERVED, "上访群众满意度", {"status": "blank"}),
    (_SOUTH, {}, "投入管理指标", "工作目标管理", "年度履职目标相关性",
     _QUALITATIVE | {"target_text": "相关", "description": "年度履职目标是否与部门职责、工作规划和重点工作相关。"}),
    (_EAST, _CASES, _OUTPUT, _QUANTITY, "排查矛盾纠纷件数", _numeric(">=", 200, "件")),
    (_EAST, _CASES, _OUTPUT, _QUALITY, "积案化解率", _numeric(">=", 90, "%", 0.9) | {"period": "multi_year"}),
    (_EAST, _CASES, _OUTPUT, _QUALITY, "积案化解率", _numeric(">=", 88, "%", 0.88)),
    (_EAST, _CASES, _CONTENT, _SERVED, "信访群众满意度", _numeric(">=", 92, "%", 0.92)),
    (_EAST, {"scope": "project", "project": HOSTILE_PROJECT}, _OUTPUT, HOSTILE, HOSTILE,
     _QUALITATIVE | {"target_text": HOSTILE, "basis": HOSTILE, "history": {HOSTILE: HOSTILE}, "objective": HOSTILE}),
    (_EAST, {}, "javascript:alert(1)", None, "\u202e反向\u2028文字\u0007", _QUALITATIVE | {"target_text": "是"}),
)  # fmt: skip

INDICATORS = tuple(
    Indicator(
        id=f"{place['document'].removesuffix('.txt')}-{at:03}", line=100 + 3 * at, level1=level1, level2=level2,
        level3=name,
        **{**place, **owner, **target},
    )
    for at, (place, owner, level1, level2, name, target) in enumerate(_ROWS)
)  # fmt: skip

DOCUMENTS = (
    DocumentFacts(
        name="beishan-2024.txt", checksum="0" * 64, media_type="text/plain", title="北山区信访局2024年部门预算",
        department="北山区信访局", province="河北省", city="石家庄市", county="北山区", division_code="130199",
        year=2024, total_budget_cny=5230000, warnings=(f"beishan-2024.txt, line 81: {HOSTILE}",),
    ),
    DocumentFacts(
        name="kongbai-2024.txt", checksum="1" * 64, media_type="text/plain", department="西岭县信访局",
        province="山西省", city="晋城市", county="西岭县", division_code="140599", year=2024,
        warnings=("kongbai-2024.txt: no indicator table",),
    ),
)  # fmt: skip


def many_indicators(number: int) -> tuple[Indicator, ...]:
    """That many indicators in forty departments of twenty jurisdictions, ten projects each; the same on every run."""
    return tuple(_numbered(INDICATORS[at % 24], at) for at in range(number))


def _numbered(pattern: Indicator, at: int) -> Indicator:
    place, office, project = at % 20, at // 20 % 2, at // 40 % 10
    return replace(
        pattern,
        id=f"many-{at:06}", document=f"many-{place:02}-{office}.txt", line=at + 1, province=f"第{place % 4 + 1}省",
        city=f"第{place % 7 + 1}市", county=f"第{place + 1}区", division_code=f"9{place % 4 + 1}01{place + 1:02}",
        department=f"第{place + 1}区{('信访局', '社会工作部')[office]}", scope="project",
        project=f"第{project + 1}类专项工作经费",
        level3=f"{pattern.level3}（{at}）",
    )  # fmt: skip


class Reader:
    """A reader with an opened page; what went wrong behind the scenes is collected."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        """Cut the network off and listen for faults, before any page is opened."""
        self.folder = folder
        self.faults: list[str] = []
        context.set_offline(offline=True)
        context.route("**/*", self._refuse)
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.faults.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))

    def _refuse(self, route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
            return
        self.faults.append(f"request: {route.request.url}")
        route.abort()

    def open(self, name: str, fragment: str = "") -> Page:
        """Open a page by its file's address."""
        self.page.goto((self.folder / name).as_uri() + fragment)
        return self.page

    def search(self, text: str) -> None:
        """Type into the search box and open the first result."""
        self.page.fill("#query", text)
        self.page.press("#query", "Enter")

    def text(self, selector: str) -> str:
        """The text that a reader sees there."""
        return self.page.inner_text(selector)

    def nodes_in_sight(self) -> int:
        """How many nodes the graph says that it shows."""
        found = re.search(r"\d+", self.text("#nodes-count"))
        assert found
        return int(found[0])

    def point_at(self, name: str) -> None:
        """Move the mouse over the graph until the tooltip shows that name."""
        box = self.page.locator("#graph").bounding_box()
        assert box
        for across in (0.48, 0.65, 0.25, 0.08, 0.93):  # the columns, the middle ones first
            for down in range(8, int(box["height"]), 14):
                self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down)
                tip = self.page.locator("#tip b")
                if tip.is_visible() and tip.inner_text() == name:
                    return
        pytest.fail(f"no node in the graph shows {name}")

    def click_at(self, name: str) -> None:
        """Click on the node of that name, found as `point_at` does."""
        self.point_at(name)
        self.page.mouse.down()
        self.page.mouse.up()


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the path"
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from output.html import write_page

    folder = tmp_path_factory.mktemp("pages")
    write_page(INDICATORS, DOCUMENTS, folder / "few.html")
    write_page(many_indicators(2000), (), folder / "many.html")
    write_page((), DOCUMENTS, folder / "empty.html")
    return folder


@pytest.fixture
def reader(browser: Browser, pages: Path) -> Iterator[Reader]:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")  # type: ignore[arg-type]
    opened = Reader(context, pages)
    yield opened
    context.close()
    assert opened.faults == []


@pytest.fixture
def phone(browser: Browser, pages: Path) -> Iterator[Reader]:
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        color_scheme="dark",
        reduced_motion="reduce",
    )
    opened = Reader(context, pages)
    yield opened
    context.close()
    assert opened.faults == []
