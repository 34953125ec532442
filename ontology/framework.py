"""Look-up of first- and second-level categories by their printed labels, from framework.ttl."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ontology.folding import fold
from ontology.turtle import subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ontology.turtle import Subject

_HEADED = re.compile(r"^[一二]级(?:绩效)?指标[:：](?=.)")
_POINTS = re.compile(
    r"[(（【\[][^)）】\]]*\d[^)）】\]]*[)）】\]]分?$|\d+(?:\.\d+)?[分%]?$|[(（][^()（）]*(?:必填|选填|选择)[^()（）]*[)）]$|\d+分?[)）]$"
)
"""Points and remarks that forms print behind a label: (50分), （必填）."""
_POINTS_AT_END = re.compile(r"\((\d+(?:\.\d+)?)分\)$")
_NUMBERING = re.compile(
    r"^(?:[(（]?(?:\d+|[一二三四五六七八九十]+)[)）]?[.、．]|[(（](?:\d+|[一二三四五六七八九十]+)[)）]|[①-⑩])"
)
_PROJECT_SCHEMES = frozenset({"2015", "2021"})
_CACHED = 16_384
_SECOND = 2
_SHORTEST_CUT = 4
_CONVERSE = {
    "exactMatch": "exactMatch",
    "closeMatch": "closeMatch",
    "relatedMatch": "relatedMatch",
    "broadMatch": "narrowMatch",
    "narrowMatch": "broadMatch",
}
"""The matches of a crosswalk, and what each is when it is read from its other end."""
_LONGEST_LOSS = 3


@dataclass(frozen=True, slots=True)
class Category:
    """One category: its notation (output/quantity), its level (1 or 2), its official label and those in English."""

    notation: str
    level: int
    label: str
    label_en: str
    spellings: tuple[str, ...]
    schemes: tuple[str, ...] = ()
    """The generations and kinds of framework that hold it or what it is matched with: 2015, 2021, department, evaluation …"""
    own_schemes: tuple[str, ...] = ()
    """Those that hold it itself."""
    matches: tuple[tuple[str, str], ...] = ()
    """What the crosswalk says of it, read in both directions: closeMatch and the other category's notation."""

    @property
    def parent(self) -> str | None:
        """The notation of the first-level category above, or None."""
        return self.notation.rsplit("/", 1)[0] if "/" in self.notation else None


@lru_cache(_CACHED)
def bare(label: str) -> str:
    """A label as it is looked up: folded, without points (产出指标(50分) → 产出指标), number or colon around it."""
    return _POINTS.sub("", _NUMBERING.sub("", fold(label).rstrip(":")))


def unheaded(text: str) -> str:
    """A label without the heading of its level before it (一级指标：产出指标)."""
    return _HEADED.sub("", text)


def unnumbered(label: str) -> str:
    """A label without its number in an outline (（一）数量指标 → 数量指标)."""
    return _NUMBERING.sub("", label)


def points_in(text: str) -> str | None:
    """The points that stand in brackets at the end of a text (造林面积（15分） → 15), or None."""
    found = _POINTS_AT_END.search(fold(text))
    return found[1] if found else None


@lru_cache(_CACHED)
def is_points(text: str) -> bool:
    """Whether a text is the points that some forms print behind a label, alone: (50分)."""
    return _POINTS.fullmatch(fold(text)) is not None and not text[0].isdecimal()


@lru_cache(_CACHED)
def without_points(label: str) -> str:
    """A printed label without the points that some forms print into it; any other label as it is."""
    stripped = _POINTS.sub("", label)
    return stripped if stripped != label and levels(stripped) else label


@cache
def categories() -> dict[str, Category]:
    """All categories by notation, in file order."""
    found = {}
    concepts = subjects("framework.ttl")
    matches = _matches(concepts)
    for iri, properties in concepts.items():
        if "notation" in properties:
            label = properties["prefLabel@zh"][0]
            same = (match for kind in ("exactMatch", "closeMatch") for match in properties.get(kind, ()))
            schemes = dict.fromkeys(s for one in (iri, *same) for s in concepts[one].get("inScheme", ()))
            found[properties["notation"][0]] = Category(
                properties["notation"][0],
                int(properties["level"][0]),
                label,
                properties["prefLabel@en"][0],
                (label, *properties.get("altLabel@zh", ())),
                tuple(scheme.rpartition("/")[2] for scheme in schemes),
                tuple(scheme.rpartition("/")[2] for scheme in properties.get("inScheme", ())),
                tuple(sorted(matches[properties["notation"][0]])),
            )
    return found


def _matches(concepts: Mapping[str, Subject]) -> dict[str, set[tuple[str, str]]]:
    """The crosswalk by notation, in both directions."""
    found = defaultdict[str, set[tuple[str, str]]](set)
    for properties in concepts.values():
        for kind, converse in _CONVERSE.items():
            for match in properties.get(kind, ()):
                ends = properties["notation"][0], concepts[match]["notation"][0]
                found[ends[0]].add((kind, ends[1]))
                found[ends[1]].add((converse, ends[0]))
    return found


@dataclass(frozen=True, slots=True)
class Scheme:
    """One generation or kind of framework: its name (2015), its labels, and whether it was compared with the gazette."""

    name: str
    label: str
    label_en: str
    is_checked: bool


@cache
def schemes() -> dict[str, Scheme]:
    """All schemes by name, in file order."""
    told = {iri.rpartition("/")[2]: said for iri, said in subjects("framework.ttl").items() if "basisChecked" in said}
    return {
        name: Scheme(name, said["prefLabel@zh"][0], said["prefLabel@en"][0], said["basisChecked"] == ["true"])
        for name, said in told.items()
    }


@cache
def _spellings() -> dict[tuple[str, int], str]:
    table: dict[tuple[str, int], str] = {}
    for category in categories().values():
        for spelling in category.spellings:
            table.setdefault((bare(spelling), category.level), category.notation)
    return table


@cache
def second_levels() -> tuple[str, ...]:
    """The printed labels of second levels that end in 指标, the longest first."""
    return tuple(
        sorted(
            (text for text, level in _spellings() if level == _SECOND and text.endswith("指标")), key=len, reverse=True
        )
    )


@lru_cache(_CACHED)
def notation(label: str, level: int) -> str | None:
    """The notation of the official category that a printed label names at a level (1 or 2), or None."""
    return _spellings().get((bare(label), level))


def framework_family(level1: str | None, level2: str | None) -> str:
    """The family of frameworks that printed labels belong to: project, department, evaluation or decomposed.

    The two generations for projects are mapped onto each other (framework.ttl), so that they are one family, with all that is
    matched with them and what no framework knows.
    """
    known = notation(level2, 2) if level2 else None
    found = known or (notation(level1, 1) if level1 else None)
    schemes = categories()[found].schemes if found else ()
    return schemes[0] if schemes and not _PROJECT_SCHEMES & set(schemes) else "project"


@lru_cache(_CACHED)
def levels(label: str) -> frozenset[int]:
    """The levels (1, 2) at which a printed label names an official category; empty where it names none."""
    folded = bare(label)
    found = frozenset(level for level in (1, 2) if (folded, level) in _spellings())
    return found or (_shared_level(folded) if "、" in folded else found)


def is_whole_label(text: str) -> bool:
    """Whether a text is a printed label that ends in 指标, as no name and no first half of a label does."""
    return text.endswith("指标") and bool(levels(text))


def _shared_level(folded: str) -> frozenset[int]:
    """The level of a label over several categories at once (生态、可持续影响指标), if it is one."""
    parts = folded.removesuffix("指标").split("、")
    return (
        frozenset({2})
        if all((part, 2) in _spellings() or (f"{part}指标", 2) in _spellings() for part in parts)
        else frozenset()
    )


@lru_cache(_CACHED)
def completed(label: str) -> str | None:
    """The official label of which a printed one is a cut-off beginning (服务对象满意度指 → 服务对象满意度指标), or None.

    None too where the label is whole, or so short that its ending would be a guess.
    """
    folded = bare(label)
    if levels(folded) or len(folded) < _SHORTEST_CUT:
        return None
    return _beginnings().get(folded)


@cache
def _beginnings() -> dict[str, str]:
    """The label that each cut-off beginning is completed to: the official one before the spellings met.

    What a spelling is without 指标 (服务对象) may be printed so, and is no cut.
    """
    official = [category.label for category in categories().values()]
    met = [spelling for category in categories().values() for spelling in category.spellings]
    found: dict[str, str] = {}
    for label in (*official, *met):
        for lost in range(1, _LONGEST_LOSS + 1) if label.endswith("指标") else ():
            if lost != len("指标") or label in official:
                found.setdefault(label[:-lost], label)
    return found


@cache
def _parents() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for category in categories().values():
        for spelling in category.spellings if category.parent else ():
            found.setdefault(bare(spelling), set()).add(str(category.parent))
    return {label: frozenset(parents) for label, parents in found.items()}


@lru_cache(_CACHED)
def parents(label: str) -> frozenset[str]:
    """The notations of the first levels under which the framework has a printed second-level label; empty where none."""
    return _parents().get(bare(label), frozenset())


def is_elsewhere(level2: str, level1: str) -> bool:
    """Whether the framework has a printed second-level label, but under other first levels than a printed one that it knows."""
    known, above = parents(level2), notation(level1, 1)
    return bool(known) and above is not None and above not in known
