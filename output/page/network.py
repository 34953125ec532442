"""A pyvis network that is written as one page: offline, with all text escaped and every relation kept."""

from __future__ import annotations

import json
import re
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup
from pyvis.network import Network

from ontology.errors import KpigraphError
from output.page.templates import content_policy, environment, page_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.resources.abc import Traversable

    from output.page.splitting import Place
# Order matters: the files are joined into one script, and the last one starts the page.
SCRIPTS = (
    "words.js", "records.js", "model.js", "search.js", "measures.js", "paths.js", "layout.js", "drawing.js", "view.js",
    "elements.js", "table.js", "finder.js", "compare.js", "details.js", "node_details.js", "exports.js", "keyboard.js",
    "page.js",
)  # fmt: skip
FILTERS = (
    ("jurisdiction", "地区"), ("year", "年度"), ("category", "一级指标"), ("subcategory", "二级指标"),
    ("kind", "目标类型"), ("operator", "比较符号"),
)  # fmt: skip

# Physics would move 2,000 nodes for minutes; the page lays them out itself, in columns.
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "edges": {"smooth": False},
    "nodes": {"chosen": False, "fixed": True},
    "interaction": {"hover": True, "dragNodes": False, "selectConnectedEdges": False},
}

_UNSAFE_IN_SCRIPT = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


class PageLink(NamedTuple):
    """One page of several: its address as seen from the others, its name, and whether it is this page."""

    href: str
    name: str
    here: bool


class VisNetworkMissingError(KpigraphError):
    """The installed pyvis does not bring the drawing library that the page needs."""

    def __init__(self, folder: Traversable) -> None:
        """Name the folder that was searched and the mend."""
        super().__init__(
            f"{folder}: 缺少 vis-*/vis-network.min.js；请安装 pyvis 0.3 系列后再试 (install a pyvis of the 0.3 series)"
        )


class PageNetwork(Network):  # type: ignore[misc]  # pyvis ships no types
    """pyvis's network with what its 0.3 series gets wrong put right.

    Adding is done in constant time and keeps a second relation between the same two nodes; options are a dict and keep
    their spaces; the page comes from our own autoescaping template and loads nothing.
    """

    def __init__(self) -> None:
        """Start without nodes, with the options of the page."""
        super().__init__(directed=True, cdn_resources="in_line")
        self.templateEnv = environment()
        self.path = "page.html"
        self.options = OPTIONS

    def add_node(self, n_id: str, label: str | None = None, **options: Any) -> None:  # noqa: ANN401 - as pyvis has it
        """Add a node, or do nothing where its id is known; pyvis would search a list, and show an id as label."""
        if n_id not in self.node_map:
            self.node_map[n_id] = {"id": n_id, "name": label, **options}
            self.nodes.append(self.node_map[n_id])
            self.node_ids.append(n_id)

    def add_edge(self, source: str, to: str, **options: Any) -> None:  # noqa: ANN401 - as pyvis has it
        """Add a relation between two known nodes, beside those that are there already.

        Raises:
            KeyError: one of the nodes was never added.
        """
        self.edges.append({"from": self.node_map[source]["id"], "to": self.node_map[to]["id"], **options})

    def set_options(self, options: dict[str, Any]) -> None:
        """Replace the options handed to vis-network."""
        self.options = options

    def generate_page(self, data: dict[str, Any], home: str | None = None, pages: Sequence[PageLink] = ()) -> str:
        """The whole page as text; the same network and data give the same text.

        Where it is one page of several, `home` is the address of their list and `pages` are all of them.
        """
        script, style, theme = self.script, page_part("page.css"), page_part("theme.js")
        library = self.vis_network
        block = {**data, "nodes": self.nodes, "relations": self.edges, "options": self.options}
        return str(
            self.templateEnv.get_template(self.path).render(
                title=data["title"],
                policy=content_policy(scripts=(theme, library, script), styles=(style,)),
                style=Markup(style),  # noqa: S704 - our own file, no text from documents
                theme=Markup(theme),  # noqa: S704 - our own file
                library=Markup(library),  # noqa: S704 - the installed library
                script=Markup(script),  # noqa: S704 - our own files
                data=Markup(json_for_script(block)),  # noqa: S704 - escaped by json_for_script
                documents=[node for node in self.nodes if node["kind"] == "document"],
                empty=not data["size"],
                filters=FILTERS,
                home=home,
                pages=pages,
            )
        )

    @cached_property
    def vis_network(self) -> str:
        """The newest vis-network that the installed pyvis bundles, as JavaScript."""
        folder = files("pyvis") / "lib"
        found = [path for path in _sorted_folders(folder) if (path / "vis-network.min.js").is_file()]
        if not found:
            raise VisNetworkMissingError(folder)
        # The comment at the end names a source map that is not here; a browser's tools would ask for it.
        return re.sub(r"\n//# sourceMappingURL=.*", "", (found[-1] / "vis-network.min.js").read_text(encoding="utf-8"))

    @cached_property
    def script(self) -> str:
        """The page's scripts as one, in a scope of their own."""
        joined = "\n".join(page_part(name) for name in SCRIPTS)
        return f'(() => {{\n"use strict";\n{joined}\n}})();'


def places_page(title: str, folder: str, provinces: Sequence[tuple[str, Sequence[Place]]]) -> str:
    """The list of the pages of a graph that is split, by province; `folder` is where they stand, beside the list."""
    style, theme = page_part("page.css"), page_part("theme.js")
    places = [place for _, members in provinces for place in members]
    return (
        environment()
        .get_template("places.html")
        .render(
            title=title,
            policy=content_policy(scripts=(theme,), styles=(style,)),
            style=Markup(style),  # noqa: S704 - our own file, no text from documents
            theme=Markup(theme),  # noqa: S704 - our own file
            folder=folder,
            provinces=provinces,
            places=places,
            number=sum(place.number for place in places),
        )
    )


def _sorted_folders(folder: Traversable) -> list[Traversable]:
    """The folders `vis-9.0.4`, `vis-9.1.2` … by version."""
    versions = (path for path in folder.iterdir() if re.fullmatch(r"vis-[\d.]+", path.name))
    return sorted(versions, key=lambda path: [int(number) for number in re.findall(r"\d+", path.name)])


def json_for_script(value: object) -> str:
    """JSON that can stand inside a script element: no `<`, `>` or `&`, no line separators, no lone surrogates."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _UNSAFE_IN_SCRIPT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
