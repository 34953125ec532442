"""Similar indicator names: which names mean the same measure as a text, how surely, and why.

A name is read into concepts (ontology.lexicon). Its score against a text joins two cosines:

1. of the concepts, weighted by role and by how rare they are among the names; near concepts count by their edge,
   objects that exclude each other (staff, the public) and unlike measures (a rate, a cost) count against, and
   characters that no concept covers lengthen the vector of either side, lest names understood in part look identical;
2. of the character bigrams, which tell names apart that hold the same concepts.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ontology.errors import KpigraphError
from ontology.lexicon import fold, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from extract.indicator import Indicator

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a name is worth; found by measuring (benchmarks/similarity.py)."""

    object: float = 0.8
    action: float = 1.0
    qualifier: float = 0.75
    measure: float = 1.0
    bigrams: float = 0.3  # share of the score that the bigrams have
    unknown: float = 0.4  # of one character that no concept covers
    conflict: float = 0.4  # taken off for objects that exclude each other
    other_measure: float = 0.3  # taken off for measures that have nothing in common (a rate, a cost)
    query_side: float = 0.6  # share of the normalisation that the text has; the rest has the name
    parent: float = 0.5  # likeness of a concept to its wider one
    back_off: float = 0.5  # of a concept that only the characters of an unknown word suggest
    back_off_share: float = 0.2  # of the characters' votes, below which a concept is not suggested
    rarity: float = 0.3  # power of the inverse frequency: 0 ignores it


WEIGHTS = Weights()


class EmptyQueryError(KpigraphError):
    """A text without a single letter or digit."""

    def __init__(self, text: str) -> None:
        """Quote the text."""
        super().__init__(f"nothing to search for in {text[:20]!r}; give an indicator's name, such as 群众满意度")


class LongQueryError(KpigraphError):
    """A text too long to be a name."""

    def __init__(self, text: str) -> None:
        """Say how long it is and how long it may be."""
        length = f"{len(text):,} characters"
        super().__init__(f"the text {text[:12]}… has {length}; give a name of at most {LONGEST_QUERY}")


class UnknownJurisdictionError(KpigraphError):
    """A place of which the graph holds no indicator."""

    def __init__(self, place: str, known: Iterable[str]) -> None:
        """Quote the place and list those that are known."""
        places = "、".join(sorted(known)) or "none"
        super().__init__(f"no indicator of the jurisdiction {place!r}; known are: {places}")


@dataclass(frozen=True, slots=True)
class Match:
    """A name found: its score in 0..1 and the reasons in Chinese, most telling first."""

    name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator found by its name; score and reasons as in Match."""

    indicator: Indicator
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """What `similar` returns: at most `top` hits of at least `min_score`.

    `jurisdiction` keeps the places whose full name or division code holds it, `other_than` leaves those out.
    """

    top: int = 10
    jurisdiction: str | None = None
    other_than: str | None = None
    min_score: float = 0.25


@dataclass(frozen=True, slots=True)
class Features:
    """A name as the score sees it: concepts with weights, characters not understood, bigrams with counts."""

    concepts: Mapping[str, float]
    unknown: Mapping[str, int]
    bigrams: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which names hold a feature: for feature row r, `names[starts[r]:starts[r+1]]` with `values` beside them."""

    rows: Mapping[str, int]
    starts: Ints
    names: Ints
    values: Floats

    def dots(self, wanted: Mapping[str, float], size: int) -> Floats:
        """The dot product of `wanted` with each of the `size` names."""
        import numpy as np

        total = np.zeros(size)
        for feature, weight in wanted.items():
            row = self.rows.get(feature)
            if row is not None:
                part = slice(self.starts[row], self.starts[row + 1])
                total[self.names[part]] += weight * self.values[part]
        return total


@dataclass(frozen=True, slots=True)
class ConceptSets:
    """The distinct concept sets: set s is `ids[starts[s]:starts[s+1]]` with `values`; `of_name` has each name's set."""

    starts: Ints
    ids: Ints
    values: Floats
    of_name: Ints


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Distinct names in sorted order, and what is needed to score all of them against a text at once.

    `rarity` is by concept (row of the likeness matrix), `norms` and `bigram_norms` by name.
    """

    names: tuple[str, ...]
    rarity: Floats
    sets: ConceptSets
    unknown: Postings
    bigrams: Postings
    bigram_rarity: Mapping[str, float]
    norms: Floats
    bigram_norms: Floats


def features(text: str) -> Features:
    """The parts of a name that its score is made of."""
    reading = lexicon().read(text)
    concepts: dict[str, float] = {}
    for run in reading.residue:
        for key, share in lexicon().suggested(run).items():
            if share >= WEIGHTS.back_off_share:
                concepts[key] = max(concepts.get(key, 0.0), _plain_weight(key) * WEIGHTS.back_off * share)
    for span in reading.spans:
        concepts[span.concept] = _plain_weight(span.concept)
    letters = "".join(filter(str.isalnum, fold(text)))
    return Features(
        concepts=dict(sorted(concepts.items())),
        unknown=dict(sorted(Counter("".join(reading.residue)).items())),
        bigrams=dict(sorted(Counter(map("".join, pairwise(letters))).items())),
    )


def _plain_weight(key: str) -> float:
    concept = lexicon().concepts[key]
    return float(getattr(WEIGHTS, concept.role)) * concept.weight


@cache
def _rows() -> Mapping[str, int]:
    return {key: row for row, key in enumerate(sorted(lexicon().concepts))}


@cache
def _likeness() -> Floats:
    """How alike any two concepts are, -1..1, by row; a last row and column of zeros stand for no concept."""
    import numpy as np

    words, rows = lexicon(), _rows()
    matrix = np.zeros((len(rows) + 1, len(rows) + 1))
    families = {key: words.family(key) for key in rows}
    for key, row in rows.items():
        concept = words.concepts[key]
        for other in (one for one in rows if families[one] == families[key]):
            matrix[row, rows[other]] = -WEIGHTS.conflict if concept.role == "object" else -WEIGHTS.other_measure
    for key, concept in words.concepts.items():
        edges = ({concept.parent: WEIGHTS.parent} if concept.parent else {}) | dict(concept.near)
        for other, weight in edges.items():
            matrix[rows[key], rows[other]] = matrix[rows[other], rows[key]] = weight
        matrix[rows[key], rows[key]] = 1.0
    return matrix


def build_index(names: Sequence[str]) -> NameIndex:
    """The index of the distinct ones of `names`."""
    import numpy as np

    distinct = tuple(sorted(set(names)))
    parts = [features(name) for name in distinct]
    size = len(distinct)
    rarity = _rarity(Counter(key for part in parts for key in part.concepts), size, WEIGHTS.rarity)
    by_row = np.array([rarity.get(key, 1.0) for key in sorted(_rows())])
    grams = _rarity(Counter(gram for part in parts for gram in part.bigrams), size, 1.0)
    unknown = _postings([{c: WEIGHTS.unknown * n for c, n in part.unknown.items()} for part in parts])
    bigrams = _postings([{g: grams[g] * n for g, n in part.bigrams.items()} for part in parts])
    sets = _concept_sets(parts, by_row)
    squares = np.add.reduceat(sets.values**2, sets.starts[:-1])[sets.of_name] if size else np.zeros(0)
    norms = np.sqrt(squares + _squares(unknown, size))
    return NameIndex(distinct, by_row, sets, unknown, bigrams, grams, norms, np.sqrt(_squares(bigrams, size)))


def _rarity(counts: Counter[str], size: int, power: float) -> dict[str, float]:
    """For each feature its inverse frequency among `size` names, 0..1, to `power`."""
    most = math.log1p(size) or 1.0
    return {key: (math.log1p(size / count) / most) ** power for key, count in counts.items()}


def _postings(vectors: Sequence[Mapping[str, float]]) -> Postings:
    import numpy as np

    rows = {key: row for row, key in enumerate(sorted({key for vector in vectors for key in vector}))}
    row_of = np.array([rows[key] for vector in vectors for key in vector], dtype=np.int64)
    name_of = np.repeat(np.arange(len(vectors)), [len(vector) for vector in vectors])
    values = np.array([value for vector in vectors for value in vector.values()], dtype=np.float64)
    order = np.argsort(row_of, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(row_of, minlength=len(rows)))))
    return Postings(rows, starts, name_of[order], values[order])


def _squares(postings: Postings, size: int) -> Floats:
    import numpy as np

    squares: Floats = np.bincount(postings.names, weights=postings.values**2, minlength=size).astype(np.float64)
    return squares


def _concept_sets(parts: Sequence[Features], rarity: Floats) -> ConceptSets:
    """The distinct concept sets of the names; an empty one holds the row that stands for no concept."""
    import numpy as np

    numbers: dict[tuple[tuple[str, float], ...], int] = {}
    of_name = [numbers.setdefault(tuple(part.concepts.items()), len(numbers)) for part in parts]
    rows, nothing = _rows(), [(len(rarity), 0.0)]
    members = [[(rows[key], rarity[rows[key]] * weight) for key, weight in found] or nothing for found in numbers]
    starts = np.concatenate(([0], np.cumsum([len(member) for member in members], dtype=np.int64)))
    ids = np.array([row for member in members for row, _ in member], dtype=np.int64)
    values = np.array([value for member in members for _, value in member], dtype=np.float64)
    return ConceptSets(starts, ids, values, np.array(of_name, dtype=np.int64))


def search(index: NameIndex, text: str, top: int = 10) -> list[Match]:
    """The `top` names of the index most similar to `text`, best first, ties in the order of the names.

    Names that have nothing in common with the text are left out; the list may be empty.

    Raises:
        EmptyQueryError: `text` holds no letter.
        LongQueryError: `text` is longer than LONGEST_QUERY characters.
    """
    import numpy as np

    _check(text)
    scores = _scores(index, features(text))
    best = np.argsort(-scores, kind="stable")[:top]
    return [
        Match(index.names[row], float(scores[row]), reasons(text, index.names[row])) for row in best if scores[row] > 0
    ]


def _check(text: str) -> None:
    if len(text) > LONGEST_QUERY:
        raise LongQueryError(text)
    if not any(map(str.isalnum, text)):
        raise EmptyQueryError(text)


def _scores(index: NameIndex, query: Features) -> Floats:
    """The score of every name, 0..1, rounded so that machines agree on ties."""
    import numpy as np

    if not index.names:
        return np.zeros(0)
    rows, size = _rows(), len(index.names)
    wanted = {rows[key]: float(index.rarity[rows[key]]) * weight for key, weight in query.concepts.items()}
    unknown = {character: WEIGHTS.unknown * count for character, count in query.unknown.items()}
    dots = _concept_dots(index.sets, wanted)[index.sets.of_name] + index.unknown.dots(unknown, size)
    text_side = _length([*wanted.values(), *unknown.values()]) ** (2 * WEIGHTS.query_side)
    by_concept = dots / (index.norms ** (2 - 2 * WEIGHTS.query_side) * text_side + 1e-12)
    grams = {gram: index.bigram_rarity.get(gram, 1.0) * count for gram, count in query.bigrams.items()}
    by_gram = index.bigrams.dots(grams, size) / (index.bigram_norms * _length(grams.values()) + 1e-12)
    joined = (1 - WEIGHTS.bigrams) * np.clip(by_concept, 0, 1) + WEIGHTS.bigrams * by_gram
    rounded: Floats = np.round(np.clip(joined, 0, 1), 6)
    return rounded


def _concept_dots(sets: ConceptSets, wanted: Mapping[int, float]) -> Floats:
    """For each concept set the sum over the wanted concepts of the best likeness in it, or of the worst conflict."""
    import numpy as np

    total = np.zeros(len(sets.starts) - 1)
    for row, weight in wanted.items():
        worth = _likeness()[row][sets.ids] * sets.values
        best = np.maximum.reduceat(worth, sets.starts[:-1])
        total += weight * np.where(best > 0, best, np.minimum.reduceat(worth, sets.starts[:-1]))
    return total


def _length(values: Iterable[float]) -> float:
    return math.sqrt(sum(value * value for value in values))


def reasons(text: str, name: str) -> tuple[str, ...]:
    """Why `name` is or is not what `text` means, in Chinese: concepts that agree, are near, conflict, differ."""
    mine, theirs = (dict.fromkeys(span.concept for span in lexicon().read(side).spans) for side in (text, name))
    same, label = [key for key in mine if key in theirs], {key: lexicon().concepts[key].zh for key in (*mine, *theirs)}
    left, right = ([key for key in side if key not in same] for side in (mine, theirs))
    pairs = [(a, b, _likeness()[_rows()[a], _rows()[b]]) for a in left for b in right]
    near = [(a, b) for a, b, likeness in pairs if likeness > 0]
    paired = {key for pair in near for key in pair}
    conflicts = [(a, b) for a, b, likeness in pairs if likeness < 0 and not paired & {a, b}]
    paired |= {key for pair in conflicts for key in pair}
    told = [
        ("相同", "、".join(label[key] for key in same)),
        ("相近", "、".join(f"{label[a]}≈{label[b]}" for a, b in near)),
        ("冲突", "、".join(f"{label[a]}/{label[b]}" for a, b in conflicts)),
        ("仅查询", "、".join(label[key] for key in left if key not in paired)),
        ("仅名称", "、".join(label[key] for key in right if key not in paired)),
        ("未识别", "、".join(dict.fromkeys((*lexicon().read(text).residue, *lexicon().read(name).residue)))),
    ]
    return tuple(f"{kind}：{what}" for kind, what in told if what)


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
    options = options or SearchOptions()
    _check(text)
    chosen = [indicator for indicator in indicators if _wanted(indicator, options)]
    if not chosen and indicators and options.jurisdiction:
        raise UnknownJurisdictionError(options.jurisdiction, {i.jurisdiction for i in indicators if i.jurisdiction})
    by_name: dict[str, list[Indicator]] = {}
    for indicator in sorted(chosen, key=lambda one: one.id):
        by_name.setdefault(indicator.level3, []).append(indicator)
    index = build_index([indicator.level3 for indicator in indicators])
    found = [match for match in search(index, text, len(index.names)) if match.score >= options.min_score]
    hits = [Hit(one, match.score, match.reasons) for match in found for one in by_name.get(match.name, ())]
    return hits[: options.top]


def _wanted(indicator: Indicator, options: SearchOptions) -> bool:
    return (options.jurisdiction is None or in_jurisdiction(indicator, options.jurisdiction)) and not (
        options.other_than and in_jurisdiction(indicator, options.other_than)
    )


def in_jurisdiction(indicator: Indicator, place: str) -> bool:
    """Whether the indicator's full place name or division code holds `place`."""
    return any(place in known for known in (indicator.jurisdiction, indicator.division_code) if known)
