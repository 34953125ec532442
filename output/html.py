"""The interactive page: one HTML file with all indicators inside, which works from a disk without any network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from output.page.data import page_data
from output.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extract.indicator import DocumentFacts, Indicator

TITLE = "绩效指标图谱"


def build_page(indicators: Sequence[Indicator], documents: Sequence[DocumentFacts], *, title: str = TITLE) -> str:
    """The page as HTML text; the same input gives the same text.

    Raises:
        VisNetworkMissingError: the installed pyvis brings no vis-network.
    """
    # pyvis imports IPython, which costs more than everything else here; packing needs numpy.
    from output.page.network import PageNetwork
    from output.page.packing import packed

    data = page_data(indicators, documents, title)
    network = PageNetwork()
    for node in data.nodes:
        facts = {key: value for key, value in node.items() if key not in {"id", "name"} and value not in (None, "")}
        network.add_node(node["id"], node["name"], **facts)
    for relation in data.relations:
        network.add_edge(relation["source"], relation["target"])
    return network.generate_page(packed(data))


def write_page(
    indicators: Sequence[Indicator], documents: Sequence[DocumentFacts], path: Path, *, title: str = TITLE
) -> None:
    """Write the page to `path` in UTF-8; a page that is already there stays whole until the new one is complete.

    Raises:
        OutputNotWritableError: the folder is missing, or neither may be written.
        VisNetworkMissingError: the installed pyvis brings no vis-network.
    """
    page = build_page(indicators, documents, title=title).encode("utf-8", "replace")
    with whole_file(path) as stream:
        stream.write(page)
