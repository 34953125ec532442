"""Ids and IRIs that people give where a name may stand: which thing one names, or the nearest ids where it names nothing."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["indicator", "measure"]

_FORMS: dict[Kind, re.Pattern[str]] = {
    "indicator": re.compile(r"[0-9]{6}-[0-9]{4}-\w+", re.ASCII),
    "measure": re.compile(r"[0-9a-fA-F]{16}"),
}
_IRI = re.compile(r"https?://\S+")
_IN_BRACKETS = re.compile(r"\s*<(https?://[^<>\s]+)>\s*")
"""An IRI as Turtle and SPARQL write it."""
_NAMES_ZH: dict[Kind, str] = {"indicator": "指标", "measure": "归并指标"}
_LONGEST = 120
_MOST_KNOWN = 100_000  # ids looked at for the nearest ones


class UnknownIdentityError(KpigraphError):
    """An id, or an IRI, that nothing of the graph has."""

    def __init__(self, identity: str, kind: Kind, known: Iterable[str]) -> None:
        """Quote the id and the nearest ones."""
        wanted = identity.rsplit("/", 1)[-1].lower()  # lest capitals make all ids equally far
        near = "、".join(get_close_matches(wanted, list(islice(known, _MOST_KNOWN)), n=3, cutoff=0)) or "无 (none)"
        super().__init__(
            f"没有编号为 {identity[:_LONGEST]} 的{_NAMES_ZH[kind]}，最近的编号：{near} (no {kind} has this id; nearest ids)"
        )


class Meant(NamedTuple):
    """What an id names, if it exists: an indicator or a measure."""

    kind: Kind
    identity: str


def text_to_meant(text: str, base: str) -> Meant | None:
    """What a text names that has the form of an id, or is an IRI, also in angle brackets; None for any other text.

    An IRI that is none of the graph's (`base`) is its own identity, which nothing has.
    """
    text = _IN_BRACKETS.sub(r"\1", text)
    for kind, form in _FORMS.items():
        own = text.removeprefix(f"{base}{kind}/")
        if form.fullmatch(own):
            return Meant(kind, own)
    if _IRI.fullmatch(text):
        return Meant("measure" if "/measure/" in text else "indicator", text)
    return None
