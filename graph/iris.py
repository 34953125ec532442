"""Where every IRI of data comes from: ASCII, under one base, and the same for the same thing in every build."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from urllib.parse import quote

from pyoxigraph import NamedNode

from ontology import framework
from ontology.errors import KpigraphError
from ontology.vocabulary import DEFAULT_BASE

Key = str | int | float | None

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_BASE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*[/#]")
_DIGEST_LENGTH = 16
_SERIES_LENGTH = 15


class UnusableBaseError(KpigraphError):
    """A base under which no IRI can be made."""

    def __init__(self, base: str) -> None:
        """Say which base it was."""
        super().__init__(
            f"--base {base!r} 不是以 / 或 # 结尾的 ASCII 绝对 IRI；应如 {DEFAULT_BASE} "
            f"(base {base!r} is no absolute ASCII IRI ending in / or #; give one like {DEFAULT_BASE})"
        )


def _digest(*keys: Key) -> str:
    """The same short hexadecimal text for the same keys, on every machine; 165 and 165.0 are one key."""
    numbers_alike = [int(key) if isinstance(key, float) and key.is_integer() else key for key in keys]
    return sha256(dumps(numbers_alike).encode()).hexdigest()[:_DIGEST_LENGTH]


def _name(text: str) -> str:
    """A text as one ASCII step of a path: itself where it is plain, else its digest."""
    return text if _PLAIN_NAME.fullmatch(text) else f"x-{_digest(text)}"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of one graph; `base` ends in a slash or a hash sign."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        """Refuse a base under which no IRI can be made (UnusableBaseError)."""
        if not _BASE.fullmatch(self.base):
            raise UnusableBaseError(self.base)

    def _iri(self, path: str) -> NamedNode:
        return NamedNode(self.base + path)

    def graph(self, document: str) -> NamedNode:
        """The named graph of a document."""
        return self._iri(f"graph/{_name(document)}")

    def document(self, document: str) -> NamedNode:
        """A document by its name in the graph."""
        return self._iri(f"document/{_name(document)}")

    def indicator(self, identity: str) -> NamedNode:
        """An indicator by its id."""
        return self._iri(f"indicator/{quote(identity, safe='')}")

    def series(self, owner: str, project: str | None, label: str) -> str:
        """The key that indicators of one owner, project name and name share, year after year.

        So short that a store keeps it in its tables and not beside them.
        """
        return _digest(owner, project, label)[:_SERIES_LENGTH]

    def category(self, label: str, level: int) -> NamedNode:
        """The category that a printed label names: the official one, else one of the label's own."""
        return self._iri(f"category/{framework.notation(label, level) or f'x-{_digest(label, level)}'}")

    def official_category(self, notation: str) -> NamedNode:
        """An official category by its notation."""
        return self._iri(f"category/{notation}")

    def scheme(self, name: str) -> NamedNode:
        """A generation or kind of framework by its name in framework.ttl."""
        return self._iri(f"scheme/{_name(name)}")

    def jurisdiction(self, code: str | None, names: tuple[str | None, ...]) -> NamedNode | None:
        """A jurisdiction by its division code, else by the names of province, city and county; None without either."""
        if code is None and not any(names):
            return None
        return self._iri(f"jurisdiction/{_name(code) if code else f'x-{_digest(code, *names)}'}")

    def department(self, name: str, jurisdiction: NamedNode | None) -> NamedNode:
        """A department by its name inside its jurisdiction."""
        where = jurisdiction.value.rsplit("/", 1)[-1] if jurisdiction else "x"
        return self._iri(f"department/{where}-{_digest(name)}")

    def project(self, owner: NamedNode | None, *printed: Key) -> NamedNode:
        """A project by the department or jurisdiction that owns it and by what is printed of it."""
        return self._iri(f"project/{_digest(owner.value.removeprefix(self.base) if owner else None, *printed)}")

    def unit(self, notation: str) -> NamedNode:
        """A unit by its notation in units.ttl."""
        return self._iri(f"unit/{_name(notation)}")

    def run(self, document: str, version: str) -> NamedNode:
        """The run of one version of kpigraph that read a document."""
        return self._iri(f"run/{_name(document)}-{_digest(version)}")

    def software(self, version: str) -> NamedNode:
        """The program of one version."""
        return self._iri(f"software/kpigraph-{_name(version)}")

    def comparison(self, text: str, number: int | None = None) -> NamedNode:
        """The comparison of what a text means, or one of its sets by number."""
        return self._iri(f"comparison/{_name(text)}" + ("" if number is None else f"/{number}"))

    @property
    def measures(self) -> NamedNode:
        """The named graph of what follows from all documents: measures and mappings."""
        return self._iri("measures")

    def measure(self, identity: str) -> NamedNode:
        """A measure by its identity."""
        return self._iri(f"measure/{_name(identity)}")

    def membership(self, identity: str, name: str) -> NamedNode:
        """A name's place in the measure with an identity."""
        return self._iri(f"measure/{_name(identity)}/{_digest(name)}")

    def mapping(self, one: str, other: str) -> NamedNode:
        """The mapping from one indicator to another, by their ids."""
        return self._iri(f"mapping/{_digest(one, other)}")

    def objective(self, document: str, project: str | None, label: str) -> NamedNode:
        """An objective by its printed label inside a document and project."""
        return self._iri(f"objective/{_name(document)}-{_digest(project, label)}")

    def lexicon(self, *keys: str) -> NamedNode:
        """The lexicon, one of its concepts by key, or the nearness of two of them."""
        return self._iri("/".join(("lexicon", *map(_name, keys))))
