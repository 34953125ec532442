"""Who counts the indicators of a document that changes or goes, where equal documents were put without them.

1. An equal document (the same checksum, read by the same version) says the same, so that its indicators are those of the one
   that goes, under its own name: they are put without reading it again.
2. The first of several takes them; the others are from then on without those of that one.
3. A document that only shares indicators, as the PDF of a workbook does, is read again by the next build.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from graph.repeats import repeats_warning, without_repeats
from graph.triples import StatedDocument, document_to_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from extract.indicator import DocumentFacts, Indicator
    from graph.iris import Iris
    from graph.manifest import Entry


@dataclass(frozen=True, slots=True)
class Succession:
    """What a removal led to: the document that counts the indicators now, if any, and those that have to be built again."""

    heir: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Estate:
    """What a document leaves behind: its records, the equal documents that were put without them, and the others that were."""

    checksum: str
    built_with: str
    rows: Sequence[Indicator]
    heirs: tuple[DocumentFacts, ...]
    others: tuple[str, ...]


def estate_of(name: str, entries: Mapping[str, Entry], rows_of: Callable[[str], Sequence[Indicator]]) -> Estate:
    """What the document of this name would leave behind; `rows_of` gives its records, and is asked only if they are needed."""
    gone = entries[name]
    sharing = [entry for _, entry in sorted(entries.items()) if name in entry.repeats]
    heirs = tuple(entry.facts for entry in sharing if _is_equal(entry, gone))
    others = tuple(entry.facts.name for entry in sharing if not _is_equal(entry, gone))
    return Estate(gone.facts.checksum, gone.built_with, rows_of(name) if heirs else (), heirs, others)


def estate_to_documents(
    estate: Estate, owner: Callable[[str, str], str | None], iris: Iris
) -> Iterator[StatedDocument]:
    """The equal documents with the indicators that nobody else has by then: each is to be put before the next is asked for.

    `owner` gives, of a document's name and an indicator's id, the other document that has that indicator.
    """
    for heir in estate.heirs:
        told = repeats_warning(heir.name, len(estate.rows), (estate.rows[0].document,)) if estate.rows else None
        facts = replace(heir, warnings=tuple(warning for warning in heir.warnings if warning != told))
        rows = [replace(row, document=heir.name) for row in estate.rows]
        facts, left, repeats = without_repeats(facts, rows, partial(owner, heir.name))
        lines = document_to_lines(facts, left, iris, built_with=estate.built_with)
        yield StatedDocument(facts, left, lines, estate.built_with, repeats)


def _is_equal(entry: Entry, gone: Entry) -> bool:
    """Whether a document is the other one under another name, and was put without anything because of it alone."""
    same = (entry.facts.checksum, entry.built_with) == (gone.facts.checksum, gone.built_with)
    return same and not entry.indicators and entry.repeats == (gone.facts.name,) and not gone.repeats
