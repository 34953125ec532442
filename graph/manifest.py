"""The manifest of a graph folder: its format, its base, and what was built into it; it follows from the store."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from extract.indicator import DocumentFacts
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from pathlib import Path

FORMAT_VERSION = 1
MANIFEST_NAME = "manifest.json"


class NotAGraphFolderError(KpigraphError):
    """A path that holds no graph."""

    def __init__(self, path: Path) -> None:
        """Say how to get one."""
        super().__init__(f"{path}: no graph folder; build one with `kpigraph build PATH -g FOLDER`, or name another")


class NewerGraphFormatError(KpigraphError):
    """A graph folder that a later version wrote."""

    def __init__(self, path: Path, version: object) -> None:
        """Name both versions."""
        super().__init__(
            f"{path}: graph format {version} is newer than {FORMAT_VERSION}, the newest that this version reads; "
            "use the kpigraph that wrote it, or build the graph anew into another folder"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the graph: its named graph, the version that wrote it, what it holds, and its facts."""

    graph: str
    built_with: str
    indicators: int
    quads: int
    facts: DocumentFacts


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds; `documents` by their names, `kpigraph` the version that wrote it last."""

    base: str
    kpigraph: str
    documents: dict[str, Entry] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a graph folder.

    Raises:
        NotAGraphFolderError: there is none, or it is none of ours.
        NewerGraphFormatError: a later version wrote it.
    """
    try:
        found = json.loads((folder / MANIFEST_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise NotAGraphFolderError(folder) from error
    version = found.get("format") if isinstance(found, dict) else None
    if not isinstance(version, int):
        raise NotAGraphFolderError(folder)
    if version > FORMAT_VERSION:
        raise NewerGraphFormatError(folder, version)
    try:
        return _json_to_manifest(found)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAGraphFolderError(folder) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in place in one step: a reader, or a crash, finds the old one or the new one."""
    text = json.dumps(_manifest_to_json(manifest), ensure_ascii=False, indent=1) + "\n"
    beside = folder / f"{MANIFEST_NAME}.new"
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / MANIFEST_NAME)


def _manifest_to_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT_VERSION,
        "kpigraph": manifest.kpigraph,
        "base": manifest.base,
        "documents": {name: _entry_to_json(entry) for name, entry in sorted(manifest.documents.items())},
    }


def _entry_to_json(entry: Entry) -> dict[str, Any]:
    return {
        "checksum": entry.facts.checksum,
        "graph": entry.graph,
        "built_with": entry.built_with,
        "counts": {"indicators": entry.indicators, "quads": entry.quads},
        "facts": asdict(entry.facts),
    }


def _json_to_manifest(found: dict[str, Any]) -> Manifest:
    documents = {name: _json_to_entry(entry) for name, entry in found["documents"].items()}
    return Manifest(str(found["base"]), str(found["kpigraph"]), documents)


def _json_to_entry(entry: dict[str, Any]) -> Entry:
    facts = DocumentFacts(**entry["facts"] | {"warnings": tuple(entry["facts"]["warnings"])})
    counts = entry["counts"]
    return Entry(entry["graph"], entry["built_with"], counts["indicators"], counts["quads"], facts)
