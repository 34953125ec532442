"""Similar indicators: which indicators' names mean the same measure as a text, how surely, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.places import in_jurisdiction
from ontology.errors import KpigraphError
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.indicator import Indicator
    from graph.name_index import NameIndex

LONGEST_QUERY = 200


class EmptyQueryError(KpigraphError):
    """A text without a single letter or digit."""

    def __init__(self, text: str) -> None:
        """Quote the text."""
        super().__init__(
            f"“{text[:20]}”里没有可查找的文字；请给出名称，如 群众满意度 (nothing to search for in {text[:20]!r}; give a name)"
        )


class SingleCharacterError(KpigraphError):
    """A single character, which names no measure."""

    def __init__(self, text: str) -> None:
        """Say what is missing."""
        super().__init__(
            f"“{text}”只有一个字，说不清衡量的是什么；请给出完整名称，如 群众满意度 "
            f"(one character names no measure: give a whole name)"
        )


class LongQueryError(KpigraphError):
    """A text too long to be a name."""

    def __init__(self, text: str, longest: int = LONGEST_QUERY) -> None:
        """Say how long it is and how long it may be."""
        super().__init__(
            f"“{text[:12]}…”有 {len(text):,} 字；不能超过 {longest:,} 字 "
            f"(the text has {len(text):,} characters; give at most {longest:,})"
        )


class UnknownJurisdictionError(KpigraphError):
    """A place of which the graph holds no indicator, or a name that several places have."""

    def __init__(self, place: str, known: Iterable[str], *, several: bool = False) -> None:
        """Quote the place and list those that are known, or that have the name."""
        places = "、".join(sorted(known)) or "无 (none)"
        shown = place[:LONGEST_QUERY]
        super().__init__(
            f"“{shown}”对应多个地区：{places}；请写全名称或区划代码 (several places have this name; give one in full, or its code)"
            if several
            else f"图谱中没有“{shown}”的指标；已有地区：{places} (no indicator of this jurisdiction; known are these)"
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A name found: its score in 0..1 and the reasons in Chinese, most telling first."""

    name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator found by its name; score and reasons as in Match; `of_name` counts all that were found by the same name."""

    indicator: Indicator
    score: float
    reasons: tuple[str, ...]
    of_name: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """What `similar` returns: at most `top` hits of at least `min_score`, `per_name` at most of one name (0: all).

    `jurisdiction` keeps the places that it names, and those below them, `other_than` leaves them out; `level2`
    keeps what holds it in the second-level label, `unit` that unit and its multiples, `year` what is of that year.
    """

    top: int = 10
    jurisdiction: str | None = None
    other_than: str | None = None
    level2: str | None = None
    year: int | None = None
    unit: str | None = None
    min_score: float = 0.25
    per_name: int = 0


def build_index(names: Iterable[str]) -> NameIndex:
    """The index of the distinct ones of `names`."""
    from graph.name_index import build_index as built

    return built(names)


def search(index: NameIndex, text: str, top: int = 10) -> list[Match]:
    """The `top` names of the index most similar to `text`, best first, ties in the order of the names.

    Names that have nothing in common with the text are left out; the list may be empty.

    Raises:
        EmptyQueryError: `text` holds no letter.
        LongQueryError: `text` is longer than LONGEST_QUERY characters.
    """
    from graph.name_search import best_names

    check_query(text)
    found = ((index.name(row), score) for row, score in best_names(index, text, top))
    return [Match(name, score, reasons(text, name)) for name, score in found]


def check_query(text: str, longest: int = LONGEST_QUERY) -> None:
    """Refuse a text that is no name, or longer than so many characters (EmptyQueryError, LongQueryError)."""
    if len(text) > longest:
        raise LongQueryError(text, longest)
    if not any(map(str.isalnum, text)):
        raise EmptyQueryError(text)


def is_query(text: str) -> bool:
    """Whether a text may be a name: what `check_query` does not refuse."""
    return len(text) <= LONGEST_QUERY and any(map(str.isalnum, text))


def reasons(text: str, name: str) -> tuple[str, ...]:
    """Why `name` is or is not what `text` means, in Chinese: words that agree, are near, conflict, differ, are guessed."""
    from graph.name_reasons import words_to_reasons

    return words_to_reasons(text, name)


def nearest_spelling(names: Iterable[str], text: str, top: int = 3) -> list[str]:
    """The names that share most characters with `text`, best first: a hint where nothing similar was found."""
    wanted = Counter(fold(text[:LONGEST_QUERY]))
    alike = {name: (wanted & Counter(fold(name))).total() / (wanted.total() + len(name)) for name in set(names)}
    return [name for name in sorted(alike, key=lambda name: (-alike[name], name)) if alike[name]][:top]


def similar(indicators: Sequence[Indicator], text: str, options: SearchOptions | None = None) -> list[Hit]:
    """The indicators whose names are similar to `text`, best first; one name in many places gives many hits.

    Raises:
        EmptyQueryError, LongQueryError: `text` is no name.
        UnknownJurisdictionError: no indicator lies in the wanted jurisdiction.
    """
    from graph.catalogue import Catalogue

    check_query(text)
    ordered = sorted(indicators, key=lambda one: one.id)
    found = Catalogue.of(ordered).find(text, options or SearchOptions())
    told = {name: reasons(text, name) for name in {ordered[one.place].level3 for one in found}}
    return [Hit(ordered[one.place], one.score, told[ordered[one.place].level3], one.of_name) for one in found]


def check_jurisdiction(indicators: Sequence[Indicator], place: str | None) -> None:
    """Refuse a place in which none of some indicators lies (UnknownJurisdictionError); where there are none at all, any will do."""
    if place and indicators and not any(in_jurisdiction(one, place) for one in indicators):
        raise UnknownJurisdictionError(place, {one.jurisdiction for one in indicators if one.jurisdiction})
