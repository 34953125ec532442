"""The interactive page: one HTML file with all indicators inside, which works from a disk without any network.

A file that would grow too large becomes a list of jurisdictions, and beside it a folder with one page for each.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from output.page.data import page_data
from output.whole_file import OutputNotWritableError, whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extract.indicator import DocumentFacts, Indicator
    from graph.decisions import Decisions
    from output.page.data import PageData
    from output.page.measures import Measures
    from output.page.network import PageLink

TITLE = "绩效指标图谱"
LARGEST_PAGE = 20_000_000  # bytes; above that mail refuses the file, and old browsers are slow to open it
_PAGE_OF_A_PLACE = re.compile(r"(\d{6}|j\.[0-9a-f]{12})\.html")


def build_page(
    indicators: Sequence[Indicator],
    documents: Sequence[DocumentFacts],
    *,
    title: str = TITLE,
    decisions: Decisions | None = None,
) -> str:
    """The page as HTML text, of any size; the same input gives the same text. `decisions` say what is one measure.

    Raises:
        VisNetworkMissingError: the installed pyvis brings no vis-network.
    """
    from output.page.measures import page_measures

    return _page(page_data(indicators, documents, title), page_measures(indicators, decisions))


def write_page(  # noqa: PLR0913 - what is shown, where, and three choices
    indicators: Sequence[Indicator],
    documents: Sequence[DocumentFacts],
    path: Path,
    *,
    title: str = TITLE,
    largest: int | None = None,
    decisions: Decisions | None = None,
) -> int:
    """Write the page to `path` in UTF-8; a page that is already there stays whole until the new one is complete.

    A page of more than `largest` bytes (LARGEST_PAGE) is split: `path` becomes the list of jurisdictions, and the folder beside it
    (`graph_files` for graph.html) gets a page for each of them. Returns how many these are; 0 for one whole page. `decisions`
    say what is one measure.

    Raises:
        OutputNotWritableError: the folder is missing, or neither may be written.
        VisNetworkMissingError: the installed pyvis brings no vis-network.
    """
    from output.page.measures import page_measures

    data, measures = page_data(indicators, documents, title), page_measures(indicators, decisions)
    page = _page(data, measures).encode("utf-8", "replace")
    places = len([node for node in data.nodes if node["kind"] == "jurisdiction"])
    if len(page) <= (LARGEST_PAGE if largest is None else largest) or places == 1:
        _write(path, page)
        return 0
    del page
    _write_parts(data, measures, path)
    return places


def _page(
    data: PageData,
    measures: Measures,
    away: dict[str, Any] | None = None,
    home: str | None = None,
    pages: Sequence[PageLink] = (),
) -> str:
    # pyvis imports IPython, which costs more than everything else here.
    from output.page.network import PageNetwork
    from output.page.packing import packed

    network = PageNetwork()
    for node in data.nodes:
        facts = {key: value for key, value in node.items() if key not in {"id", "name"} and value not in (None, "")}
        network.add_node(node["id"], node["name"], **facts)
    for relation in data.relations:
        network.add_edge(relation["source"], relation["target"])
    block = packed(data, measures)
    return network.generate_page(block if away is None else block | {"away": away}, home, pages)


def _write(path: Path, page: bytes) -> None:
    with whole_file(path) as stream:
        stream.write(page)


def _write_parts(data: PageData, measures: Measures, path: Path) -> None:
    """The pages first and their list last, so that the list never names a page that is not there."""
    from output.page.network import PageLink, places_page
    from output.page.splitting import page_files, place_name, split

    folder = path.with_name(f"{path.stem}_files")
    _make(folder)
    files = page_files(data)
    written = []
    for part in split(data, measures):
        pages = [PageLink(quote(file), place_name(node), file == part.file) for file, node in files]
        share = _page(part.data, part.measures, part.away, f"../{quote(path.name)}", pages)
        _write(folder / part.file, share.encode("utf-8", "replace"))
        written.append(part.listed(folder.name))
    _remove_others(folder, {file for file, _ in files})
    provinces = [(name, list(group)) for name, group in groupby(written, key=lambda place: place.province)]
    _write(path, places_page(data.title, folder.name, provinces).encode("utf-8", "replace"))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputNotWritableError(folder, error) from error


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Pages of jurisdictions that the graph no longer has; anything else in the folder is not ours."""
    for path in folder.iterdir():
        if path.name not in kept and _PAGE_OF_A_PLACE.fullmatch(path.name):
            path.unlink()
