"""Which indicators a comparison takes: those of the measure that a text names; what is only near is told, not taken.

1. A text that is a known name, or a measure's identity, means the names that are grouped with it (graph.concepts).
2. Where a name says just what the text says, names that say the same are taken, and none that say more (合格率 is not 验收合格率)
   than what is dealt with (案件按期办结率 for 按期办结率; the lexicon's `general` words).
3. Else names that say all that the text says, and more, or hold it as it is printed (应急演练场次 for 演练) are taken where
   nothing in them conflicts with the text. They are of several measures, each compared by itself.
4. Where none does, the best one stands in for the text, if it is much like it and not only by a guess. One that has no two
   neighbouring characters and no word of the text must answer all of it, and more than a word; that it does is told.
   Otherwise nothing is known by that name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.comparison import Comparison, Level, compare_hits
from graph.concepts import identified, measure_of, names_to_measures
from graph.identities import UnknownIdentityError, text_to_meant
from graph.meanings import names_to_meanings, word_to_meaning
from graph.places import in_jurisdiction
from graph.similarity import (
    Hit,
    SearchOptions,
    SingleCharacterError,
    check_jurisdiction,
    is_query,
    similar,
)
from ontology.lexicon import lexicon
from ontology.plain_characters import fold
from ontology.vocabulary import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from extract.indicator import Indicator
    from graph.concepts import Measure
    from graph.decisions import Decisions
    from graph.sides import Side

WIDE = 0.64
"""A `relative` by which names are taken too that are near and may be of another measure."""
_MOST_NEAR = 5
_LEAST_NEAR = 0.5
_MOST_UNKNOWN = 0.3
"""The share of a text's characters that no word covers from which no other name stands in for it."""
_GUESSED = "按字推测"
_ONLY_ASKED = "仅查询"
_AGREES = ("相同", "相近")
_OPPOSED = ("相反", "冲突")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions:
    """Which indicators are meant: a score of at least `relative` times the best one's, and at least `min_score`.

    A name that says less than the text stands in for it from a score of `stand_in` on.
    `jurisdiction`, `other_than` and `year` as in SearchOptions; without a year each row has its latest one. `by` says what a
    row is, `level` which governments count; `base` is that of the graph's IRIs.
    """

    relative: float = 0.85
    min_score: float = 0.4
    stand_in: float = 0.6
    jurisdiction: str | None = None
    other_than: str | None = None
    by: Side = "jurisdiction"
    level: Level | None = None
    year: int | None = None
    base: str = DEFAULT_BASE


def compare(
    indicators: Sequence[Indicator],
    text: str,
    options: CompareOptions | None = None,
    decisions: Decisions | None = None,
) -> Comparison:
    """The targets of the indicators that `text` means, side by side; nothing that was found is dropped.

    A measure's identity or IRI, and a name about which people decided, means the names of that measure and no others; an
    indicator's id or IRI stands for its name.

    Raises:
        EmptyQueryError, LongQueryError, UnknownJurisdictionError: as `similar` does.
        SingleCharacterError: `text` is one character and no indicator's name (率), so that anything would be compared.
        UnknownIdentityError: an id or IRI that nothing has.
    """
    options = options or CompareOptions()
    meant = text_to_meant(text, options.base)
    if meant is not None and meant.kind == "indicator":
        text, meant = _name_of(indicators, meant.identity), None
    measures = names_to_measures((one.level3 for one in indicators), decisions)
    measure = identified(measures, meant.identity) if meant else measure_of(measures, text)
    if measure is None and len(text.strip()) == 1 and is_query(text):
        raise SingleCharacterError(text.strip())
    fixed = measure is not None and (meant is not None or _is_decided(decisions, text))
    if measure is not None and fixed:
        text = measure.label
    check_jurisdiction(indicators, options.jurisdiction)
    # What a text means is the same in all places and years, lest a filter make another measure of it.
    every = SearchOptions(top=len(indicators), min_score=options.min_score)
    hits = similar(indicators, text, every) if is_query(text) or not fixed else []
    wide = options.relative <= WIDE
    general, names = (False, []) if fixed and not wide else _taken(hits, text, options)
    taken = dict.fromkeys(names)
    grouped = measure or measure_of(measures, next(iter(taken), ""))
    if general:
        taken |= dict.fromkeys(name for one in measures if taken.keys() & set(one.names) for name in one.names)
    taken |= dict.fromkeys(grouped.names if grouped else ())
    apart = _split_off(decisions, grouped.names if grouped else ())
    taken = {**taken, **dict.fromkeys(apart)} if wide else dict.fromkeys(name for name in taken if name not in apart)
    told = {hit.indicator.level3: (hit.score, hit.reasons) for hit in hits}
    if fixed and grouped:
        told |= dict.fromkeys(grouped.names, (1.0, ()))
    meaning = [Hit(one, *told.get(one.level3, (options.min_score, ()))) for one in indicators if one.level3 in taken]
    found = [hit for hit in meaning if _counts(hit.indicator, options)]
    near = _near([hit for hit in hits if _counts(hit.indicator, options)], text, taken, apart, options)
    elsewhere = () if found else tuple(hit.indicator for hit in meaning)
    apart_by_name = _names_to_labels(taken, measures) if general and measure is None else {}
    return replace(_compared(indicators, text, found, options, apart_by_name), near=near, elsewhere=elsewhere)


def _split_off(decisions: Decisions | None, names: Sequence[str]) -> list[str]:
    """The names that people took out of the measure of these names."""
    lists = [apart for apart in decisions.split if set(apart) & set(names)] if decisions else []
    return [name for name in dict.fromkeys(name for apart in lists for name in apart) if name not in names]


def _near(
    hits: Sequence[Hit], text: str, taken: Container[str], apart: Sequence[str], options: CompareOptions
) -> tuple[tuple[str, float], ...]:
    """Names like the text that were not taken, with their scores: what was split off by hand, what holds the text, the others."""
    least = _LEAST_NEAR if taken else options.min_score  # where nothing is known, what is farther helps
    scores = {hit.indicator.level3: hit.score for hit in hits}
    left = [hit for hit in hits if hit.indicator.level3 not in taken and hit.score >= least]
    left.sort(key=lambda hit: not _is_held(text, hit.indicator.level3))
    near = {name: scores[name] for name in apart if name in scores and name not in taken}
    near |= {hit.indicator.level3: hit.score for hit in left if not _is_opposed(hit)}
    return tuple(near.items())[:_MOST_NEAR]


def _name_of(indicators: Sequence[Indicator], identity: str) -> str:
    """The name of the indicator with an id."""
    found = next((one.level3 for one in indicators if one.id == identity), None)
    if found is None:
        raise UnknownIdentityError(identity, "indicator", (one.id for one in indicators))
    return found


def _taken(hits: Sequence[Hit], text: str, options: CompareOptions) -> tuple[bool, list[str]]:
    """The names that a text means, of those that are similar to it; and whether it is general: no name says just what it says."""
    least = max(options.min_score, options.relative * hits[0].score) if hits else 1.0
    fitting, general = [hit for hit in hits if not _is_opposed(hit)], False
    if options.relative > WIDE:
        whole = _saying_all(fitting, text)
        held = [hit for hit in fitting if _is_held(text, hit.indicator.level3)]
        if held and not any(hit in held for hit in whole):  # lest 年终结案率 alone be meant by 办结
            whole = held
        general = bool(whole) and not _say_just(whole, text)
        if general:
            meant = {hit.indicator.level3 for hit in (*whole, *held)}
            least, whole = options.min_score, [hit for hit in fitting if hit.indicator.level3 in meant]
        elif whole:
            least = max(options.min_score, options.relative * whole[0].score)
        elif fitting and _stands_in(fitting[0], text, options):
            whole = _saying_all(fitting, fitting[0].indicator.level3)
        fitting = whole
    return general, [hit.indicator.level3 for hit in fitting if hit.score >= least]


def _say_just(hits: Sequence[Hit], text: str) -> bool:
    """Whether one of the names says just what a text says."""
    wanted, *found = names_to_meanings([text, *dict.fromkeys(hit.indicator.level3 for hit in hits)])
    return any(said.words | set(said.unknown) == wanted.words | set(wanted.unknown) for said in found)


def _names_to_labels(names: Iterable[str], measures: Sequence[Measure]) -> dict[str, str]:
    """By name the label of its measure; measures that differ only in what is dealt with have one, that of the most used."""
    general = {word_to_meaning(word) for word in lexicon().general}
    wanted, labels, found = set(names), dict[tuple[frozenset[str], str, bool], str](), dict[str, str]()
    told = [one for one in measures if wanted & set(one.names)]
    for one, said in zip(told, names_to_meanings([one.label for one in told]), strict=True):
        label = labels.setdefault((said.words - general, said.unknown, said.adverse), one.label)
        found |= dict.fromkeys(one.names, label)
    return found if len(labels) > 1 else {}


def _stands_in(hit: Hit, text: str, options: CompareOptions) -> bool:
    """Whether a name that does not say all of the text may stand for it: much like it, and not only by a guess.

    Of a short text that is not understood to a good part (火星人) nothing is known by what is (火).
    """
    unknown = sum(len(part) for part in lexicon().read(text).residue if part not in hit.indicator.level3)
    if unknown >= _MOST_UNKNOWN * len(text):
        return False
    if not _shares_text(text, hit.indicator.level3) and not _is_paraphrase(hit):
        return False
    guessed = any(reason.startswith(_GUESSED) for reason in hit.reasons)
    agrees = any(reason.startswith(_AGREES) for reason in hit.reasons)
    return hit.score >= options.stand_in and (agrees or not guessed)


def _is_paraphrase(hit: Hit) -> bool:
    """Whether a name answers all of the text in other words, more than one of them: 演练～培训 alone is a neighbour."""
    agreeing = [pair for reason in hit.reasons if reason.startswith(_AGREES) for pair in reason.split("、")]
    return len(agreeing) > 1 and not any(reason.startswith(_ONLY_ASKED) for reason in hit.reasons)


def is_by_meaning(comparison: Comparison) -> bool:
    """Whether all names that were taken say what the text says in other words: none has two neighbouring characters of it."""
    return bool(comparison.names) and not any(_shares_letters(comparison.text, name) for name in comparison.names)


def _shares_letters(text: str, name: str) -> bool:
    one, other = fold(text), fold(name)
    return one in other or any(first + second in other for first, second in pairwise(one))


def _shares_text(text: str, name: str) -> bool:
    """Whether a name has two neighbouring characters of the text, or a word that says the same as one of it."""
    mine, theirs = (said.words for said in names_to_meanings([text, name]))
    return _shares_letters(text, name) or bool(mine & theirs)


def _is_held(text: str, name: str) -> bool:
    """Whether a name holds the whole text as it is printed; a single character is in too many to mean one."""
    wanted = fold(text)
    return len(wanted) > 1 and wanted in fold(name)


def _saying_all(hits: Sequence[Hit], text: str) -> list[Hit]:
    """The hits whose names say all that a text says; where one says just that, only those that say no more of a measure."""
    names = list(dict.fromkeys(hit.indicator.level3 for hit in hits))
    wanted, *found = (said.words | set(said.unknown) for said in names_to_meanings([text, *names]))
    more = {name: said - wanted for name, said in zip(names, found, strict=True) if wanted <= said}
    if not all(more.values()):
        general = {word_to_meaning(word) for word in lexicon().general}
        more = {name: said for name, said in more.items() if said <= general}
    return [hit for hit in hits if hit.indicator.level3 in more]


def _is_decided(decisions: Decisions | None, name: str) -> bool:
    return decisions is not None and any(name in names for names in (*decisions.join, *decisions.split))


def _compared(
    indicators: Sequence[Indicator],
    text: str,
    hits: Sequence[Hit],
    options: CompareOptions,
    measures: Mapping[str, str],
) -> Comparison:
    names = {hit.indicator.level3 for hit in hits}
    before = earlier_targets([one for one in indicators if one.level3 in names])
    latest = options.by != "year" and options.year is None
    return replace(compare_hits(text, hits, options.by, latest=latest, measures=measures), before=before)


def _is_opposed(hit: Hit) -> bool:
    """Whether a hit's name speaks of another object or measure than the text, or of the contrary."""
    return any(reason.startswith(_OPPOSED) for reason in hit.reasons)


def government_level(indicator: Indicator) -> Level | None:
    """Which government an indicator is of; None where its place is unknown."""
    if indicator.county:
        return "county"
    return "city" if indicator.city else "province" if indicator.province else None


def _counts(indicator: Indicator, options: CompareOptions) -> bool:
    return (
        (options.level is None or government_level(indicator) == options.level)
        and (options.year is None or indicator.year == options.year)
        and (options.jurisdiction is None or in_jurisdiction(indicator, options.jurisdiction))
        and not (options.other_than and in_jurisdiction(indicator, options.other_than))
    )


def earlier_targets(indicators: Iterable[Indicator]) -> Mapping[str, str]:
    """By the id of an indicator what the same department printed for it the year before, in that year's document."""
    printed: dict[tuple[object, ...], str] = {}
    held = list(indicators)
    for one in held:
        if one.target_text and one.year is not None:
            printed.setdefault((*_series(one), one.year), one.target_text)
    found = {one.id: printed.get((*_series(one), one.year - 1)) for one in held if one.year is not None}
    return {identity: text for identity, text in found.items() if text}


def _series(indicator: Indicator) -> tuple[object, ...]:
    return (indicator.jurisdiction, indicator.department, indicator.project, indicator.period, indicator.level3)
