"""The field's vocabulary (lexicon.yaml): which concepts the words of an indicator's name stand for."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from ontology.errors import KpigraphError
from ontology.lexicon_files import joined, load_user_file, load_yaml_file, user_file_bytes
from ontology.plain_characters import TRADITIONAL, fold, unquestioned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Role = Literal["object", "action", "qualifier", "measure"]

USER_FILE_VARIABLE = "KPIGRAPH_LEXICON"
"""The environment variable that names a file of the user's own concepts and words."""
_FILE = Path(__file__).with_name("lexicon.yaml")
WORD_COST = 1_000  # plus the square of its length: of two covers with as many words the more even one is the likelier
PART = 4
"""One over the share of what the words tell that another word is made of."""
UNCOVERED_COST = 4_000  # of one character, so that cover goes before fewness of words
_LATIN = 0x2E80  # code points below hold no Chinese character


class LexiconFault(KpigraphError):  # noqa: N818 - it is a fault of a data file, told to its author
    """A lexicon that contradicts itself."""

    def __init__(self, concept: str, fault: str) -> None:
        """Name the concept and what is wrong with it."""
        file = os.environ.get(USER_FILE_VARIABLE, "lexicon")
        super().__init__(f"{file}: concept {concept}: {fault}; mend its entry")


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: its role in a name, labels, wider concept, neighbours with weights in -1..1, and words.

    `fixed` are words that mean something else than the words that they are made of. `weight` (0..1) says how much the
    concept tells of a name that holds it. `scope` are the fields of work that it is of; without any it serves all.
    """

    key: str
    role: Role
    zh: str
    en: str
    words: tuple[str, ...]
    fixed: tuple[str, ...] = ()
    parent: str | None = None
    near: Mapping[str, float] = field(default_factory=dict)
    weight: float = 1.0
    scope: tuple[str, ...] = ()


class ConceptSpan(NamedTuple):
    """A stretch of text (characters `start` to `end`, end excluded) that stands for the concept with that key.

    `share` is 1, or less where the word stands for several concepts, which then divide what it tells.
    """

    start: int
    end: int
    word: str
    concept: str
    share: float = 1.0


class Reading(NamedTuple):
    """A text read with a lexicon: the concepts in text order, and the stretches that nothing covers."""

    spans: tuple[ConceptSpan, ...]
    residue: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Concepts by key and the words that stand for them; `ignored` words carry no meaning of their own.

    In a folded name that counts what is not wanted `adverse` finds one of the `adverse_words` where it says so. `meanings`
    gives what a word says of a measure, where that is not the word itself; None where it tells nothing. `general` are words
    that only name what is dealt with: a name is not more special for them. `fields` are the fields of work that scopes name,
    each with its labels by language.
    """

    concepts: Mapping[str, Concept]
    ignored: frozenset[str]
    keys_by_word: Mapping[str, tuple[str, ...]]
    lengths_by_start: Mapping[str, tuple[int, ...]]
    adverse: re.Pattern[str]
    adverse_words: tuple[str, ...]
    meanings: Mapping[str, str | None]
    general: frozenset[str] = frozenset()
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, text: str) -> Reading:
        """Cover `text` with the longest words: fewest uncovered characters first, then fewest words.

        A word that stands in several roles gives one span for each. Offsets are those of `text` as given; signs and
        white space separate words and are never residue. Time grows linearly with the text.
        """
        folded = unquestioned(fold(text))
        spans: list[ConceptSpan] = []
        residue: list[str] = []
        for start, end, known in _pieces(folded, self._best_lengths(folded)):
            if not known:
                residue.append(folded[start:end])
            keys = self.keys_by_word.get(folded[start:end], ()) if known else ()
            spans.extend(ConceptSpan(start, end, text[start:end], key, 1 / len(keys)) for key in keys)
        return Reading(tuple(spans), tuple(residue))

    def parts(self, reading: Reading) -> tuple[ConceptSpan, ...]:
        """What the words of a reading that are made of others hold besides (应急演练 → 演练), with a share of 1 / `PART`."""
        words = dict.fromkeys((span.start, span.end, span.word) for span in reading.spans)
        return tuple(ConceptSpan(*word, key, 1 / PART) for word in words for key in self.part_keys(fold(word[-1])))

    def part_keys(self, word: str) -> tuple[str, ...]:
        """The concepts of the words that a word with concepts is made of, without its own: 应急演练 is of drills too.

        Single characters say too little to be parts (率 in 整改率 is one of its concepts anyway).
        """
        own = self.keys_by_word.get(word, ())
        if own and word not in self._part_keys:
            pieces = list(_pieces(word, self._best_lengths(word, len(word) - 1)))
            words = [word[start:end] for start, end, _ in pieces if end - start > 1]
            keys = (key for part in words for key in self.keys_by_word.get(part, ()) if key not in own)
            self._part_keys[word] = tuple(dict.fromkeys(keys)) if all(known for _, _, known in pieces) else ()
        return self._part_keys.get(word, ())

    @cached_property
    def _part_keys(self) -> dict[str, tuple[str, ...]]:
        """What `part_keys` has found."""
        return {}

    def words_in(self, text: str) -> tuple[str, ...]:
        """The words that cover `text`, folded, in text order: those too that are ignored."""
        folded = unquestioned(fold(text))
        return tuple(folded[start:end] for start, end, known in _pieces(folded, self._best_lengths(folded)) if known)

    def is_adverse(self, text: str) -> bool:
        """Whether a name counts what is not wanted (逾期办结率), so that it is the contrary of one with the same concepts."""
        return self.adverse.search(fold(text)) is not None

    def suggested(self, word: str) -> dict[str, float]:
        """What an unknown word may stand for: the concepts whose words hold its characters, with their share, 0..1."""
        votes: dict[str, float] = {}
        for character in fold(word):
            for key, share in self._shares_by_character.get(character, {}).items():
                votes[key] = votes.get(key, 0.0) + share / len(word)
        return votes

    @cached_property
    def _shares_by_character(self) -> dict[str, dict[str, float]]:
        """For each character the concepts whose words hold it, with their share of these words."""
        keys: dict[str, Counter[str]] = {}
        for word, concepts in self.keys_by_word.items():
            for character in set(word):
                keys.setdefault(character, Counter()).update(concepts)
        return {sign: {key: count / counts.total() for key, count in counts.items()} for sign, counts in keys.items()}

    def family(self, key: str) -> tuple[Role, str]:
        """The concepts that exclude each other unless an edge joins them: all measures, objects under one top concept.

        Every other concept is a family of its own.
        """
        concept = self.concepts[key]
        if concept.role == "measure":
            return concept.role, ""
        while concept.role == "object" and concept.parent:
            concept = self.concepts[concept.parent]
        return concept.role, concept.key

    def _best_lengths(self, text: str, longest: int = sys.maxsize) -> list[int]:
        """For each position the length of the word, of `longest` characters at most, that the best cover starts there, or 0."""
        costs, best, lengths, known = [0] * (len(text) + 1), [0] * len(text), self.lengths_by_start, self._known
        for start in range(len(text) - 1, -1, -1):
            costs[start] = costs[start + 1] + (UNCOVERED_COST if text[start].isalnum() else 0)
            for length in lengths.get(text[start : start + 2]) or lengths.get(text[start], ()):
                end = start + length
                cost = costs[end] + WORD_COST + length * length if end <= len(text) else costs[start]
                if cost < costs[start] and length <= longest and text[start:end] in known:
                    costs[start], best[start] = cost, length
        return best

    @cached_property
    def _known(self) -> frozenset[str]:
        """The words that cover a text."""
        return self.ignored.union(self.keys_by_word)


def _pieces(text: str, lengths: list[int]) -> Iterable[tuple[int, int, bool]]:
    """The stretches of `text` as (start, end, known): words of the given lengths, and what stands between them."""
    start = 0
    while start < len(text):
        end = start + lengths[start]
        known = end > start
        while not known and end < len(text) and not lengths[end] and text[end].isalnum():
            end += 1
        if end > start:
            yield start, end, known
        start = max(end, start + 1)


def parse(source: Mapping[str, Any]) -> Lexicon:
    """The lexicon that the file's content states.

    Raises:
        LexiconFault: an unknown field, role, parent or neighbour, a word in two concepts of one role, or parents in a
            ring.
    """
    concepts = {key: _concept(key, entry) for key, entry in source["concepts"].items()}
    for key in concepts:
        if fault := next(link_faults(key, source), None):
            raise LexiconFault(key, fault)
    ignored = frozenset(map(fold, map(str, source.get("ignored", ()))))
    keys_by_word = _keys_by_word(concepts.values())
    lengths = _lengths_by_start({*keys_by_word, *ignored})
    adverse = source.get("adverse") or {}
    words = tuple(map(fold, (*adverse.get("outcomes", ()), *adverse.get("delays", ()))))
    lists = source.get("measures") or {}
    general = frozenset(map(fold, map(str, lists.get("general") or ())))
    meanings = _meanings(ignored, lists)
    named = source.get("fields") or {}
    return Lexicon(concepts, ignored, keys_by_word, lengths, _adverse(adverse), words, meanings, general, named)


def _meanings(ignored: Iterable[str], lists: Mapping[str, Any]) -> dict[str, str | None]:
    """What words say of a measure that say the same as others, or nothing."""
    silent = {*map(fold, lists.get("silent", ())), *ignored} - {*map(fold, map(str, lists.get("telling", ())))}
    found: dict[str, str | None] = dict.fromkeys(silent)
    for ring in lists.get("same", ()):
        words = list(map(fold, map(str, ring)))
        joined_by = set(filter(None, map(found.get, words)))  # one ring may join others
        met = [word for word, meaning in found.items() if meaning in joined_by] if joined_by else []
        found |= dict.fromkeys((*words, *met), words[0])
    return found


def _adverse(lists: Mapping[str, Iterable[str]]) -> re.Pattern[str]:
    """What tells a name that counts what is not wanted; nothing where the source does not say."""
    words = {name: "|".join(map(re.escape, map(fold, found))) for name, found in lists.items()}
    if not words:
        return re.compile("(?!)")
    wanted = "".join(f"(?<!{word})" for word in words["none"].split("|"))
    outcome = f"(?:{words['outcomes']})(?:发生)?(?:{words['measures']})?\\Z"
    return re.compile(f"{wanted}(?:{outcome}|(?:{words['delays']})(?:{words['done']}))")


def entry_faults(entry: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the form of a concept's entry."""
    for unknown in sorted(set(map(str, entry)) - {each.name for each in fields(Concept) if each.name != "key"}):
        yield f"没有 {unknown} 这一项 (unknown field {unknown})"
    for missing in sorted({"role", "zh", "en"} - set(entry)):
        yield f"缺少 {missing} (lacks {missing})"
    if "role" in entry and entry["role"] not in get_args(Role):
        yield f"没有 {entry['role']} 这种 role，应为 {'、'.join(get_args(Role))} 之一 (unknown role {entry['role']})"
    for name in ("words", "fixed", "scope"):
        if not isinstance(entry.get(name) or [], list | tuple):
            yield f"{name} 应为列表 ({name} should be a list)"
    if not isinstance(entry.get("near") or {}, Mapping):
        yield "near 应为“概念: 权重” (near should map concepts to weights)"
    if not isinstance(entry.get("weight", 1.0), int | float):
        yield f"weight {entry['weight']} 不是数 (weight is no number)"


def link_faults(key: str, source: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a concept's parent, neighbours and scope."""
    entries: Mapping[str, Mapping[str, Any]] = source["concepts"]
    for name in entries[key].get("scope") or ():
        if name not in (source.get("fields") or {}):
            yield f"fields 中没有 {name} (its scope names the unknown field {name})"
    above = entries[key].get("parent")
    for other in (*(entries[key].get("near") or ()), *filter(None, [above])):
        if other not in entries:
            yield f"没有 {other} 这个概念 (names the unknown concept {other})"
    seen = {key}
    while above is not None and above in entries and above not in seen:
        seen.add(above)
        above = entries[above].get("parent")
    if above == key:
        yield "上位概念成环 (is its own ancestor)"


def _concept(key: str, entry: Mapping[str, Any]) -> Concept:
    if fault := next(entry_faults(entry), None):
        raise LexiconFault(key, fault)
    lists = {name: tuple(map(str, entry.get(name) or ())) for name in ("words", "fixed", "scope")}
    return Concept(key=key, **{**entry, **lists, "near": entry.get("near") or {}})


def _keys_by_word(concepts: Iterable[Concept]) -> dict[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {}
    owners: dict[tuple[Role, str], str] = {}
    for concept in concepts:
        for word in map(fold, (*concept.words, *concept.fixed)):
            owner = owners.setdefault((concept.role, word), concept.key)
            if owner != concept.key or concept.key in keys.get(word, ()):
                raise LexiconFault(concept.key, f"the word {word} stands in {owner} already")
            keys[word] = (*keys.get(word, ()), concept.key)
    return keys


def _lengths_by_start(words: Collection[str]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with one character, if it is one, or with two: a single one among them."""
    lengths: dict[str, set[int]] = {word: {1} for word in words if len(word) == 1}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[:2], {*lengths.get(word[0], ())}).add(len(word))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package, joined with the user's file where KPIGRAPH_LEXICON names one; read once.

    Raises:
        LexiconFileError: the user's file can't be read as a lexicon.
        LexiconFault: it contradicts itself, or the lexicon.
    """
    user = os.environ.get(USER_FILE_VARIABLE)
    return parse(joined(load_source(), load_user_file(Path(user)), fold) if user else load_source())


def load_source() -> Mapping[str, Any]:
    """The content of the lexicon file that ships with the package."""
    found: Mapping[str, Any] = load_yaml_file(_FILE, plain=True)
    for entry in found["concepts"].values():
        if "weight" in entry:
            entry["weight"] = float(entry["weight"])
        if "near" in entry:
            entry["near"] = {key: float(degree) for key, degree in entry["near"].items()}
    return found


def use_user_file(path: Path | None) -> None:
    """Let `lexicon` join the file from now on; None leaves what the environment says.

    Raises:
        LexiconFileError: it can't be read as a lexicon, which is told before anything is made with it.
    """
    if path is not None:
        load_user_file(path)
        os.environ[USER_FILE_VARIABLE] = str(path)
        lexicon.cache_clear()


def fingerprint() -> str:
    """A digest of all that decides how names are read: what was derived with another one is out of date.

    Raises:
        LexiconFileError: the user's file can't be read.
    """
    contents = [path.read_bytes() for path in (_FILE, TRADITIONAL)]
    if user := os.environ.get(USER_FILE_VARIABLE):
        contents.append(user_file_bytes(Path(user)))
    return sha256(b"\0".join(contents)).hexdigest()


def concepts_in(text: str) -> tuple[ConceptSpan, ...]:
    """The concepts that the words of `text` stand for, in text order."""
    return lexicon().read(text).spans


def residue(text: str) -> tuple[str, ...]:
    """The stretches of `text` that no word of the lexicon covers."""
    return lexicon().read(text).residue


def words() -> list[str]:
    """Every word of the lexicon of two Chinese characters or more, sorted: a user dictionary for word segmenters."""
    return sorted(word for word in lexicon().keys_by_word if len(word) > 1 and ord(word[0]) >= _LATIN)
