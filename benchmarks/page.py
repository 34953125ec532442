"""How soon the interactive page can be read: first draw, search, unfolding, frames, memory; beside pyvis's own page.

    python benchmarks/page.py [--nodes 500 2000 20000 100000] [--limit 300] [--rounds 3] [--alone]
    python benchmarks/page.py --view GRAPH          # time and memory of `kpigraph view` on a graph folder

Headless Chromium, software drawing, no network: every request goes to a local socket that accepts and never answers.
For each size ours and pyvis's page of the same nodes and relations are opened in turn. pyvis's default page waits for
its CDN; its `in_line` page is also opened with every request refused at once, the best that can happen to it offline.
What takes longer than the limit is given up and said so.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.page_records import records
from output.html import LARGEST_PAGE, write_page
from output.page.data import page_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUERIES = ("满意度", "率", "信访局", "农村 合格", "补助标准", "县级", "不存在的名称", "人")
FRAMES = 180

DRAWN = """() => {
  const look = () => {
    const count = document.getElementById('nodes-count');
    if (count && count.textContent) setTimeout(() => { window.__drawn = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
PYVIS_DRAWN = """() => {
  const look = () => {
    if (!window.network || !window.network.once) return setTimeout(look, 5);
    window.network.once('afterDrawing', () => { window.__drawn = performance.now(); });
    window.network.once('stabilizationIterationsDone', () => { window.__drawn = performance.now(); });
  };
  look();
}"""
SEARCH = """(query) => {
  const box = document.getElementById('query');
  box.value = query;
  const start = performance.now();
  box.dispatchEvent(new Event('input'));
  return performance.now() - start;
}"""
UNFOLD = """() => new Promise((done) => {
  const start = performance.now();
  document.getElementById('unfold').click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""
PAN = """(frames) => new Promise((done) => {
  const canvas = document.querySelector('#graph canvas');
  const times = [];
  const step = (time) => {
    times.push(time);
    if (times.length > frames) return done(times);
    const down = times.length % 60 < 30 ? 24 : -24;
    canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: down, bubbles: true, cancelable: true }));
    return requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


@contextlib.contextmanager
def black_hole() -> Iterator[str]:
    """The address of a proxy on this machine that takes every request and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def first_draw(page: Page, path: Path, limit: float) -> float | None:
    """Seconds from the start of the navigation to the frame that shows the graph; None beyond the limit."""
    from playwright.sync_api import Error

    with contextlib.suppress(Error):
        page.goto(path.as_uri(), wait_until="domcontentloaded", timeout=limit * 1000)
        page.wait_for_function("window.__drawn", timeout=limit * 1000)
        return float(page.evaluate("window.__drawn")) / 1000
    return None


def ours(browser: Browser, path: Path) -> dict[str, float]:
    """What a reader waits for on our page: seconds, milliseconds, frames a second, megabytes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(f"({DRAWN})()")
    draw = first_draw(page, path, 60) or float("nan")
    page.wait_for_timeout(1500)  # the reader moves the hand to the search box
    searches = [page.evaluate(SEARCH, query) for query in QUERIES]
    page.press("#query", "Escape")
    unfolds = list(_unfolds(page))
    times = page.evaluate(PAN, FRAMES)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    memory = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    context.close()
    return {
        "draw": draw, "search": max(searches), "unfold": max(unfolds), "fps": 1000 / statistics.fmean(gaps),
        "slowest frame": max(gaps), "heap": memory,
    }  # fmt: skip


def _unfolds(page: Page) -> Iterator[float]:
    """Unfolds a jurisdiction, a department and projects, a category and a second level, until the graph is full."""
    for selector in ("jurisdiction", "category"):
        page.select_option("#by-" + selector, index=1)
        page.select_option("#by-" + selector, index=0)
    links = page.locator("#details .bars .link")
    for at in range(min(links.count(), 12)):
        links.nth(at).click()
        if page.locator("#unfold[aria-expanded=false]").count():
            yield page.evaluate(UNFOLD)
        page.click("#details .back")


def pyvis_page(nodes: int, path: Path, *, inline: bool) -> None:
    """The page that pyvis makes of the same nodes and relations, as its documentation shows."""
    from pyvis.network import Network

    indicators, documents = records(nodes)
    data = page_data(indicators, documents, "t")
    network = Network(cdn_resources="in_line" if inline else "local")
    for node in data.nodes:
        network.add_node(node["id"], label=node["name"] or "", group=node["kind"])
    for one in indicators:
        network.add_node(one.id, label=one.level3, title=one.target_text)
    for relation in data.relations:
        network.add_edge(relation["source"], relation["target"])
    for one, owner, second in zip(indicators, data.owners, data.subcategories, strict=True):
        network.add_edge(owner, one.id)
        network.add_edge(one.id, second)
    path.write_text(network.generate_html(), encoding="utf-8")


def pyvis(browser: Browser, nodes: int, folder: Path, limit: float, *, inline: bool) -> str:
    """Seconds to build and to draw pyvis's page, or which of them the limit ended."""
    path = folder / "pyvis.html"
    command = [sys.executable, __file__, "--pyvis-page", str(nodes), str(path), *(["--inline"] if inline else [])]
    start = time.perf_counter()
    try:
        subprocess.run(command, check=True, timeout=limit, cwd=folder)
    except subprocess.TimeoutExpired:
        return f"build > {limit:.0f} s"
    built = time.perf_counter() - start
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    if inline:
        context.route("http*://**", lambda route: route.abort())
    page = context.new_page()
    page.add_init_script(f"({PYVIS_DRAWN})()")
    draw = first_draw(page, path, limit)
    context.close()
    return f"build {built:.1f} s, draw {'> ' + format(limit, '.0f') if draw is None else format(draw, '.1f')} s"


def measure(sizes: list[int], rounds: int, limit: float, *, alone: bool) -> None:
    """Print one line a size, ours and pyvis's in turn; ours medians of the rounds, and the best of them."""
    from playwright.sync_api import sync_playwright

    with black_hole() as proxy, sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, proxy={"server": proxy}, args=["--no-sandbox", "--disable-gpu"]
        )
        folder, tried = Path(name), {} if alone else {"in_line, requests refused at once": True, "default": False}
        for nodes in sizes:
            print(f"{nodes} nodes: {_ours_at(browser, nodes, folder, rounds)}", flush=True)
            for mode, inline in list(tried.items()):
                found = pyvis(browser, nodes, folder, limit, inline=inline)
                print(f"  pyvis {mode}: {found}", flush=True)
                if ">" in found:  # with more nodes it takes longer still
                    del tried[mode]
        browser.close()


def _ours_at(browser: Browser, nodes: int, folder: Path, rounds: int) -> str:
    indicators, documents = records(nodes)
    path = folder / "page.html"
    start = time.perf_counter()
    write_page(indicators, documents, path, largest=max(LARGEST_PAGE, 100_000_000))
    built = time.perf_counter() - start
    found = [ours(browser, path) for _ in range(rounds)]
    said = [f"build s {built:.2f}", f"MB {path.stat().st_size / 1e6:.2f}"]
    for name in found[0]:
        values = sorted(one[name] for one in found)
        best = values[-1] if name == "fps" else values[0]
        said.append(f"{name} {statistics.median(values):.2f} (best {best:.2f})")
    return ", ".join(said)


def view(graph: Path) -> None:
    """Time and peak memory of the command as a user runs it."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "cli", "view", "-g", str(graph), "-o", str(Path(name) / "graph.html")]
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=Path(__file__).parents[1])
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"kpigraph view: {seconds:.1f} s, {peak:.0f} MB")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=[500, 2000, 20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=300, help="seconds after which pyvis is given up")
    parser.add_argument("--alone", action="store_true", help="leave pyvis out")
    parser.add_argument("--view", type=Path, metavar="GRAPH")
    parser.add_argument("--pyvis-page", nargs=2, metavar=("NODES", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--inline", action="store_true", help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.pyvis_page:
        pyvis_page(int(given.pyvis_page[0]), Path(given.pyvis_page[1]), inline=given.inline)
    elif given.view:
        view(given.view)
    else:
        measure(given.nodes, given.rounds, given.limit, alone=given.alone)


if __name__ == "__main__":
    main()
