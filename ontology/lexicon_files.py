"""Files of lexicons: how they are loaded, and how a user's own one joins that of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path


_MEASURE_LISTS = ("silent", "telling", "general")
"""Lists of words that say in which way words count for a measure."""


class LexiconFileError(KpigraphError):
    """A user's lexicon file that can't be read."""

    def __init__(self, path: Path, fault: str) -> None:
        """Name the file and what is wrong with it."""
        super().__init__(f"{path}: 词表无法读取 (no lexicon can be read from it): {fault}")


def user_file_bytes(path: Path) -> bytes:
    """The bytes of a user's lexicon file.

    Raises:
        LexiconFileError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconFileError(path, f"{error.strerror or error}；请核对文件名 (check the name of the file)") from error


def load_user_file(path: Path) -> Mapping[str, Any]:
    """The content of a user's lexicon file: `concepts`, `ignored`, `measures` and `fields` as in lexicon.yaml.

    Raises:
        LexiconFileError: no such file, or no lexicon.
    """
    import yaml

    try:
        found = load_yaml_file(path, content=user_file_bytes(path))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise LexiconFileError(path, " ".join(str(error).split())) from error
    whole = isinstance(found, dict) and {*found} <= {"concepts", "ignored", "measures", "fields"}
    concepts = found.get("concepts") or {} if whole else None
    if not isinstance(concepts, dict) or not all(isinstance(entry, dict) for entry in concepts.values()):
        raise LexiconFileError(path, "it needs `concepts:`, each with role, zh, en and words, or `ignored:`")
    for entry in concepts.values():
        listed = [entry.get(name) or [] for name in ("words", "fixed", "scope")]
        if not all(isinstance(words, list) and all(map(_is_word, words)) for words in listed):
            raise LexiconFileError(
                path, "`words:`, `fixed:` and `scope:` of a concept are lists of words, none of them blank"
            )
    ignored = found.get("ignored") or []
    if not isinstance(ignored, list) or not all(map(_is_word, ignored)):
        raise LexiconFileError(path, "`ignored:` is a list of words, none of them blank")
    measures = found.get("measures") or {}
    if not _are_meanings(measures):
        wanted = "`same:` lists of words, `silent:`, `telling:` and `general:` words"
        raise LexiconFileError(path, f"under `measures:` it needs lists: {wanted}")
    fields = found.get("fields") or {}
    if not isinstance(fields, dict) or not all(
        isinstance(one, dict) and {*one} == {"zh", "en"} for one in fields.values()
    ):
        raise LexiconFileError(path, "`fields:` are the user's own fields of work, each with zh and en")
    return {"concepts": concepts, "ignored": ignored, "measures": measures, "fields": fields}


def _is_word(word: object) -> bool:
    """Whether an entry is a word; YAML reads 2024 as a number."""
    return isinstance(word, str | int) and bool(str(word).strip())


def _are_meanings(measures: object) -> bool:
    """Whether the part that says which words say the same is formed as in lexicon.yaml."""
    if not isinstance(measures, dict) or not {*measures} <= {*_MEASURE_LISTS, "same"}:
        return False
    rings = measures.get("same") or []
    lists = [measures.get(name) or [] for name in _MEASURE_LISTS]
    if not isinstance(rings, list) or not all(isinstance(ring, list) for ring in rings):
        return False
    return all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in (*lists, *rings))


def joined(source: Mapping[str, Any], user: Mapping[str, Any], plain: Callable[[str], str]) -> dict[str, Any]:
    """Two lexicons as one: a concept that both have gets the words of both; a word goes from one of `source` to the user's.

    Words are the same that `plain` makes the same; a ring of the user's with a word of one of `source` adds its words to it.

    A word that stands in two concepts of the user is left to both, for the linter to tell.
    What else the user says of a concept (label, weight, near …) stands in place of what was said before.
    """
    concepts = _without_words_of(source["concepts"], user["concepts"], plain)
    for key, entry in user["concepts"].items():
        before = concepts.get(key, {})
        words = {
            name: [*(concepts.get(key, {}).get(name) or ()), *(entry.get(name) or ())] for name in ("words", "fixed")
        }
        concepts[key] = {**before, **entry, **words, "near": {**before.get("near", {}), **(entry.get("near") or {})}}
    lists = source.get("measures") or {}
    own_lists: Mapping[str, Any] = user.get("measures") or {}
    measures = {name: [*lists.get(name, ()), *own_lists.get(name, ())] for name in {**lists, **own_lists}}
    measures["same"] = _rings(lists.get("same") or (), own_lists.get("same") or ())
    ignored = [*source.get("ignored", ()), *user["ignored"]]
    fields = {**source.get("fields", {}), **user.get("fields", {})}
    return {**source, "concepts": concepts, "ignored": ignored, "measures": measures, "fields": fields}


def _rings(shipped: Iterable[Sequence[str]], users: Iterable[Sequence[str]]) -> list[list[str]]:
    """The rings of words that say the same, those of the user joined with any that they share a word with."""
    rings = [list(ring) for ring in shipped]
    for own in users:
        met = [ring for ring in rings if not set(ring).isdisjoint(own)]
        rings = [ring for ring in rings if ring not in met]
        rings.append(list(dict.fromkeys(word for ring in (*met, own) for word in ring)))
    return rings


def _without_words_of(
    shipped: Mapping[str, Mapping[str, Any]], users: Mapping[str, Mapping[str, Any]], plain: Callable[[str], str]
) -> dict[str, dict[str, Any]]:
    """The shipped concepts without the words that the user gives to one of their role."""
    concepts = {key: dict(entry) for key, entry in shipped.items()}
    taken: dict[object, set[str]] = {}
    for key, entry in users.items():
        role = entry.get("role", concepts.get(key, {}).get("role"))
        words = map(str, [*(entry.get("words") or ()), *(entry.get("fixed") or ())])
        taken.setdefault(role, set()).update(map(plain, words))
    for entry in concepts.values():
        own = taken.get(entry["role"], set())
        for name in ("words", "fixed") if own else ():
            entry[name] = [word for word in map(str, entry.get(name) or ()) if plain(word) not in own]
    return concepts


def load_yaml_file(path: Path, *, plain: bool = False, content: bytes | None = None) -> Any:  # noqa: ANN401 - what a file of YAML holds is for its reader to check
    """What a file holds; `plain`: all of it as text, which is read in two thirds of the time; `content`: its bytes, if read."""
    import yaml

    name = "BaseLoader" if plain else "SafeLoader"
    loader = getattr(yaml, f"C{name}", getattr(yaml, name))
    text = (path.read_bytes() if content is None else content).decode("utf-8")
    return yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe
