"""What a graph folder says of itself: the manifest, small and read at every opening, and the list of its documents.

    manifest.json                    format, base, the generation that counts, how much it holds: read in constant time
    index/documents-DIGEST.json      one entry a document: checksum, version, facts, counts, where its records stand

Both follow from the store. The manifest is put in place in one step, and by it everything that it names.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from extract.indicator import DocumentFacts
from graph.faults import GraphDamagedError, NewerGraphFormatError, NotAGraphFolderError, OlderGraphFormatError
from graph.folder_lock import LOCK_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from extract.indicator import Indicator

T = TypeVar("T")

FORMAT_VERSION = 4
MANIFEST_NAME = "manifest.json"
INDEX_NAME = "index"
COUNTED = ("documents", "jurisdictions", "departments", "projects", "categories", "indicators", "quads")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the records of a document stand: the file of the index, the first one's place in it, and how many."""

    file: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the graph: the version that wrote it, how many quads it has, its facts, and what its rows come to.

    `kinds` counts its indicators by kind of target, `unfilled` those without one; `projects` are their names. `repeats` names
    the documents that have indicators of its own, which it was therefore put without.
    """

    built_with: str
    quads: int
    facts: DocumentFacts
    kinds: dict[str, int]
    unfilled: int
    projects: tuple[str, ...]
    rows: Rows
    repeats: tuple[str, ...] = ()

    @property
    def indicators(self) -> int:
        """How many indicators the document has."""
        return self.rows.count


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds; `generation` 0 is the empty graph, `documents` and `labels` name files of the index."""

    base: str
    kpigraph: str
    generation: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    documents: str | None = None
    labels: str | None = None


def stated_counts(manifest: Manifest) -> dict[str, int]:
    """How much a graph holds, as its manifest says: the same time whatever it holds."""
    return dict.fromkeys(COUNTED, 0) | manifest.counts


def entry_of(facts: DocumentFacts, indicators: Sequence[Indicator], built_with: str, quads: int, rows: Rows) -> Entry:
    """The entry of a document with these indicators."""
    kinds = Counter(indicator.kind for indicator in indicators if indicator.kind)
    projects = dict.fromkeys(indicator.project for indicator in indicators if indicator.project)
    unfilled = sum(indicator.status != "stated" for indicator in indicators)
    return Entry(built_with, quads, facts, dict(sorted(kinds.items())), unfilled, tuple(projects), rows)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a graph folder.

    Raises:
        NotAGraphFolderError: there is none, or it is none of ours.
        GraphDamagedError: it is none of ours, but stands among files of a graph.
        NewerGraphFormatError: a later version wrote it.
        OlderGraphFormatError: an earlier version wrote it.
    """
    try:
        content = (folder / MANIFEST_NAME).read_bytes()
    except OSError as error:
        raise NotAGraphFolderError(folder) from error
    try:
        return _json_to_manifest(folder, json.loads(content))
    except (KeyError, TypeError, ValueError) as error:
        if (folder / INDEX_NAME).is_dir() or (folder / LOCK_NAME).is_file():
            raise GraphDamagedError(folder, MANIFEST_NAME) from error
        raise NotAGraphFolderError(folder) from error


def _json_to_manifest(folder: Path, found: dict[str, Any]) -> Manifest:
    """The manifest by the format that it states; an error of Python's where it is none of ours."""
    version = _typed(found["format"], int)
    if version > FORMAT_VERSION:
        raise NewerGraphFormatError(folder, version, FORMAT_VERSION)
    if version < FORMAT_VERSION:
        raise OlderGraphFormatError(folder, version, FORMAT_VERSION)
    return Manifest(
        _typed(found["base"], str),
        _typed(found["kpigraph"], str),
        _typed(found["generation"], int),
        {name: _typed(count, int) for name, count in _typed(found["counts"], dict).items()},
        *(None if found[name] is None else _typed(found[name], str) for name in ("documents", "labels")),
    )


def _typed(value: object, wanted: type[T]) -> T:
    """A value that is of the wanted type; a truth value is no number."""
    if type(value) is not wanted:
        raise TypeError(value)
    return value


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place in one step: a reader, or a crash, finds the old one or the new one."""
    text = json.dumps({"format": FORMAT_VERSION} | asdict(manifest), ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / MANIFEST_NAME, text)


def write_whole(path: Path, text: str) -> None:
    """Put a file in place in one step, safe on the disk."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_index_file(folder: Path, kind: str, text: str) -> str:
    """Write a file of the index under the digest of what it holds, unless it is there; returns its name."""
    name = f"{kind}-{sha256(text.encode()).hexdigest()[:_DIGITS]}.json"
    path = folder / INDEX_NAME / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text)
    return name


def read_index_file(folder: Path, name: str | None) -> Any | None:  # noqa: ANN401 -- JSON
    """What a file of the index holds; None where it is gone or damaged, for the index follows from the store."""
    if name is None:
        return None
    try:
        return json.loads((folder / INDEX_NAME / name).read_bytes())
    except (OSError, ValueError):
        return None


def write_entries(folder: Path, entries: Mapping[str, Entry]) -> str:
    """Write the list of documents; returns the name of its file."""
    lines = (json.dumps(asdict(entry), ensure_ascii=False) for _, entry in sorted(entries.items()))
    return write_index_file(folder, "documents", "[\n" + ",\n".join(lines) + "\n]\n")


def read_entries(folder: Path, manifest: Manifest) -> dict[str, Entry] | None:
    """The entries of all documents by name; None where the list is gone."""
    if manifest.generation == 0:
        return {}
    found = read_index_file(folder, manifest.documents)
    try:
        return None if found is None else {entry.facts.name: entry for entry in map(_json_to_entry, found)}
    except (KeyError, TypeError, AttributeError):
        return None


def _json_to_entry(entry: dict[str, Any]) -> Entry:
    facts = DocumentFacts(**entry["facts"] | {"warnings": tuple(entry["facts"]["warnings"])})
    lists = {name: tuple(entry.get(name, ())) for name in ("projects", "repeats")}
    return Entry(**entry | lists | {"facts": facts, "rows": Rows(**entry["rows"])})
