"""A graph too large for one page as one page for each jurisdiction, with links from each to all others.

What readers compare across jurisdictions travels with each page: for every measure that the page has, some targets of
other pages, evenly chosen from the loosest to the strictest, each with a link to its indicator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from output.page.measures import NOT_COMPARED, part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from output.page.data import Node, PageData
    from output.page.measures import Measures

UNKNOWN = "未识别地区"
AWAY_AT_MOST = 20  # targets of other pages for one measure


@dataclass(frozen=True, slots=True)
class Place:
    """A line in the list of pages: where the page is, the jurisdiction, and how many indicators it has."""

    href: str
    province: str
    name: str
    within: str
    number: int


@dataclass(frozen=True, slots=True)
class Part:
    """The page of one jurisdiction: its file's name, the jurisdiction, its share of the data, and targets elsewhere."""

    file: str
    jurisdiction: Node
    data: PageData
    measures: Measures
    away: dict[str, Any]

    def listed(self, folder: str) -> Place:
        """The line for this page in the list beside the folder."""
        name, within = self.jurisdiction["name"] or UNKNOWN, self.jurisdiction["within"]
        indicators = self.data.indicators
        province = (indicators[0].province if indicators else None) or within or name
        return Place(
            f"{quote(folder)}/{quote(self.file)}", province, name, within.removeprefix(province), len(indicators)
        )


def split(data: PageData, measures: Measures) -> Iterator[Part]:
    """One part for each jurisdiction, in the order of display; one without indicators has a page too."""
    parents = {relation["target"]: relation["source"] for relation in data.relations}
    place_of_row = [parents[parents[owner]] for owner in data.owners]
    places = page_files(data)
    rows: dict[str, list[int]] = {node["id"]: [] for _, node in places}
    for row, place in enumerate(place_of_row):
        rows[place].append(row)
    elsewhere = _Elsewhere(data, measures, place_of_row)
    for file, node in places:
        mine = rows[node["id"]]
        share = _share(data, parents, node, mine)
        yield Part(file, node, share, part(measures, mine), elsewhere.of(node["id"], mine))


def place_name(node: Node) -> str:
    """A jurisdiction in full (河北省秦皇岛市海港区)."""
    return f"{node['within']}{node['name'] or UNKNOWN}"


def page_files(data: PageData) -> list[tuple[str, Node]]:
    """Each jurisdiction with its page's file, named by division code where a code stands for one jurisdiction only."""
    places = [node for node in data.nodes if node["kind"] == "jurisdiction"]
    codes = [node["code"] for node in places]
    alone = {code for code in codes if code is not None and codes.count(code) == 1}
    return [(f"{node['code'] if node['code'] in alone else node['id']}.html", node) for node in places]


def _share(data: PageData, parents: dict[str, str], jurisdiction: Node, rows: Sequence[int]) -> PageData:
    """What belongs to a jurisdiction, and the categories and documents that its indicators name."""
    place = jurisdiction["id"]
    used = {data.subcategories[row] for row in rows} | {data.documents[row] for row in rows}
    used |= {parents[data.subcategories[row]] for row in rows}

    def belongs(node: Node) -> bool:
        above = parents.get(node["id"], "")
        of_place = place in (node["id"], above, parents.get(above), parents.get(node.get("department", "")))
        return of_place or node["id"] in used

    nodes = [node for node in data.nodes if belongs(node)]
    kept = {node["id"] for node in nodes}
    return replace(
        data,
        title=f"{data.title} · {place_name(jurisdiction)}",
        nodes=nodes,
        relations=[one for one in data.relations if one["target"] in kept],
        indicators=[data.indicators[row] for row in rows],
        owners=[data.owners[row] for row in rows],
        subcategories=[data.subcategories[row] for row in rows],
        documents=[data.documents[row] for row in rows],
    )


class _Elsewhere:
    """Finds the targets of a measure in other jurisdictions."""

    def __init__(self, data: PageData, measures: Measures, places: Sequence[str]) -> None:
        """Take the jurisdiction of every row."""
        self.indicators, self.measures, self.places = data.indicators, measures, places
        self.pages = {node["id"]: (file, node) for file, node in page_files(data)}
        self.rows: dict[int, list[int]] = {}
        for row, name in enumerate(measures.name_of_row):
            self.rows.setdefault(measures.measure_of_name[name], []).append(row)
        for rows in self.rows.values():
            rows.sort(key=self._order)

    def _order(self, row: int) -> tuple[bool, int, float, int]:
        number = self.measures.number_of_row[row]
        return number is None, self.measures.set_of_row[row], number or 0.0, row

    def of(self, place: str, mine: Sequence[int]) -> dict[str, Any]:
        """For each measure of a page, by its number there, the rows chosen elsewhere, and how many are left out."""
        wanted = dict.fromkeys(self.measures.measure_of_name[self.measures.name_of_row[row]] for row in mine)
        said: list[dict[str, Any]] = []
        chosen: dict[int, list[int]] = {}
        left: dict[int, int] = {}
        for number, measure in enumerate(wanted):
            others = [row for row in self.rows[measure] if self.places[row] != place]
            shown = _evenly(others, AWAY_AT_MOST)
            if shown:
                chosen[number] = list(range(len(said), len(said) + len(shown)))
                said += [self._said(row) for row in shown]
            if len(others) > len(shown):
                left[number] = len(others) - len(shown)
        return {"rows": said, "measures": chosen, "left": left}

    def _said(self, row: int) -> dict[str, Any]:
        indicator = self.indicators[row]
        file, node = self.pages[self.places[row]]
        compared = self.measures.set_of_row[row]
        said = {
            "place": place_name(node),
            "jurisdiction": {"name": node["name"], "within": node["within"]},
            "page": file,
            "address": f"#node={quote(f'i.{indicator.id}', safe='')}",
            "level3": indicator.level3,
            "target_text": indicator.target_text,
            "status": indicator.status,
            "set": None if compared == NOT_COMPARED else compared,
            "number": self.measures.number_of_row[row],
            "reason": self.measures.reason_of_row[row],
        }
        return {name: value for name, value in said.items() if value is not None}


def _evenly(rows: Sequence[int], number: int) -> list[int]:
    """At most `number` of the rows, in their order, with the first and the last among them."""
    if len(rows) <= number:
        return list(rows)
    return [rows[at * (len(rows) - 1) // (number - 1)] for at in range(number)]
