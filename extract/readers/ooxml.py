"""What documents and workbooks of Office Open XML share: how one part of the archive names another."""

from __future__ import annotations

from posixpath import split
from typing import TYPE_CHECKING, NamedTuple

from extract.readers.archive import Archive, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
"""The attribute by which an element names a relation of its part."""


class Relation(NamedTuple):
    """The kind (worksheet, styles …) and the part that a relation leads to."""

    kind: str
    target: str


def relations(archive: Archive, part: str) -> Mapping[str, Relation]:
    """The relations of a part by id; those that lead out of the archive are left out."""
    folder, file = split(part)
    source = f"{folder}/_rels/{file}.rels"
    if source not in archive:
        return {}
    found = {}
    for element in archive.tree(source):
        target = resolve(part, element.get("Target") or "")
        if target is not None and element.get("TargetMode") != "External":
            found[element.get("Id") or ""] = Relation((element.get("Type") or "").rpartition("/")[2], target)
    return found


def main_part(archive: Archive, usual: str) -> str:
    """The part that the archive itself names as its document, or the usual one."""
    return related(relations(archive, ""), "officeDocument") or usual


def related(known: Mapping[str, Relation], kind: str) -> str | None:
    """The first part of a kind among relations."""
    return next((relation.target for relation in known.values() if relation.kind == kind), None)


def is_on(value: str | None) -> bool:
    """Whether an on-off attribute says yes; None is an attribute that is not there."""
    return value is not None and value.lower() in {"1", "true", "on"}
