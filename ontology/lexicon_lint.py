"""The lexicon's linter and coverage: what in it contradicts itself or hides something, and what it lacks.

A word that is made of other words hides them: 补助标准 as a word for the standard would lose the subsidy. Such a word is
left out, or stands under `fixed` where it means something else than its parts, as 信访群众 does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ontology.lexicon import entry_faults, lexicon, link_faults
from ontology.plain_characters import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LISTS = ("words", "fixed")
_PART = 2  # characters of a word's part; of shorter ones every word would be made
_ENDINGS = frozenset("率数量费")  # measures of one character, which are parts all the same


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the concept (or `ignored`) where it stands, and what it is, in Chinese and English."""

    concept: str
    fault: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of some names the lexicon understands: letters, those that a word covers, and what no word covers.

    `residues` are the stretches without a word with how many names each stands in, most frequent first; `examples` gives for
    each the first of these names.
    """

    names: int
    letters: int
    covered: int
    residues: tuple[tuple[str, int], ...]
    examples: Mapping[str, str]

    @property
    def share(self) -> float:
        """The share of the letters that a word covers; 1 of none."""
        return self.covered / self.letters if self.letters else 1.0


def lint(source: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with a lexicon's content, in its order; an empty list for a sound one."""
    concepts: Mapping[str, Mapping[str, Any]] = source["concepts"]
    broken = [Finding(key, fault) for key, entry in concepts.items() for fault in entry_faults(entry)]
    if any(not isinstance(entry.get(name) or [], list) for entry in concepts.values() for name in _LISTS):
        return broken  # what is no list can't be looked through for words
    if any(not isinstance(entry.get("near") or {}, Mapping) for entry in concepts.values()):
        return broken
    return [
        *broken,
        *(Finding(key, fault) for key in concepts for fault in link_faults(key, source)),
        *_repeated(concepts),
        *_unions(concepts),
        *_labels(concepts),
        *_edges(concepts),
        *_ignored_words(source, concepts),
        *_meanings(source, concepts),
    ]


def _words(entry: Mapping[str, Any]) -> Iterator[str]:
    for name in _LISTS:
        yield from map(fold, map(str, entry.get(name) or ()))


def _repeated(concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    owners: dict[tuple[object, str], str] = {}
    for key, entry in concepts.items():
        for word in _words(entry):
            owner = owners.setdefault((entry.get("role"), word), key)
            if owner != key:
                yield Finding(key, f"“{word}” 已在 {owner} 中 (stands in {owner} already)")


def _unions(concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    known = {word for entry in concepts.values() for word in _words(entry)}
    for key, entry in concepts.items():
        for word in map(fold, map(str, entry.get("words") or ())):
            if parts := _parts(word, known):
                yield Finding(
                    key,
                    f"“{word}” 由 {'+'.join(parts)} 组成，应删去或列入 fixed (made of other words: drop it, or list it as fixed)",
                )


def _parts(word: str, known: set[str]) -> tuple[str, ...]:
    """The fewest other words that make up `word`; nothing where none do."""
    best: dict[int, tuple[str, ...]] = {len(word): ()}
    for start in range(len(word) - 1, -1, -1):
        for end in range(start + 1, len(word) + 1):
            part = word[start:end]
            ending = end == len(word) and part in _ENDINGS
            if part == word or part not in known or end not in best or (len(part) < _PART and not ending):
                continue
            cover = (part, *best[end])
            if start not in best or len(cover) < len(best[start]):
                best[start] = cover
    return best.get(0, ())


def _labels(concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    seen: dict[tuple[object, str], str] = {}
    for key, entry in concepts.items():
        for name in ("zh", "en"):
            if name in entry and (not isinstance(entry[name], str) or not entry[name]):
                yield Finding(key, f"{name} 不是文字，应加引号 ({name} is no text: give one, in quotes)")
        other = seen.setdefault((entry.get("role"), str(entry.get("en"))), key)
        if "en" in entry and other != key:
            yield Finding(key, f"英文名与 {other} 相同 (the same English label as {other})")
        if not any(True for _ in _words(entry)):
            yield Finding(key, "没有词 (no word)")


def _edges(concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for key, entry in concepts.items():
        for other, weight in (entry.get("near") or {}).items():
            back = (concepts.get(other, {}).get("near") or {}).get(key, weight)
            if back != weight:
                yield Finding(key, f"与 {other} 的权重两处不同：{weight}、{back} (two weights for the edge to {other})")
            if not isinstance(weight, int | float) or not -1 <= weight <= 1:
                yield Finding(key, f"与 {other} 的权重 {weight} 应在 -1 与 1 之间 (weight out of -1..1)")


def _meanings(source: Mapping[str, Any], concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """Faults of the lists that say which words say the same of a measure."""
    lists: Mapping[str, Any] = source.get("measures") or {}
    ignored = set(map(fold, map(str, source.get("ignored") or ())))
    known = {word for entry in concepts.values() for word in _words(entry)}
    rings = [list(map(fold, map(str, ring))) for ring in lists.get("same", ())]
    counted = Counter(word for ring in rings for word in ring)
    for word, count in counted.items():
        if word not in known | ignored:
            yield Finding("measures", f"“{word}” 不是词表中的词 (no word of the lexicon)")
        if count > 1:
            yield Finding("measures", f"“{word}” 在同义词组中出现 {count} 次 (stands in {count} places of the rings)")
    for word in map(fold, map(str, lists.get("telling", ()))):
        if word not in ignored:
            yield Finding("measures", f"“{word}” 不在 ignored 中 (is not among the ignored words)")


def _ignored_words(source: Mapping[str, Any], concepts: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    known = {word: key for key, entry in concepts.items() for word in _words(entry)}
    for word in map(fold, map(str, source.get("ignored") or ())):
        if word in known:
            yield Finding("ignored", f"“{word}” 又是 {known[word]} 的词 (a word of {known[word]} as well)")


def coverage(names: Iterable[str]) -> Coverage:
    """How much of `names` the lexicon in use understands; each name counts once, however often it is given."""
    residues: Counter[str] = Counter()
    examples: dict[str, str] = {}
    count = letters = missing = 0
    for name in sorted(set(names)):
        count += 1
        letters += sum(map(str.isalnum, name))
        found = lexicon().read(name).residue
        missing += sum(map(len, found))
        residues.update(set(found))
        examples |= {text: name for text in found if text not in examples}
    ordered = sorted(residues.items(), key=lambda pair: (-pair[1], pair[0]))
    return Coverage(count, letters, letters - missing, tuple(ordered), examples)
