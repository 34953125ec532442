"""What the parameters of named queries mean in a graph: codes of places, and values that occur nowhere in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from pyoxigraph import Literal, NamedNode

from extract.indicator import Period
from ontology import divisions
from ontology import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from graph.labels import LabelKind, Labels

_CODE = re.compile(r"\d{2,12}", re.ASCII)
_DIGITS = 6
_PERIOD = "period"
"""The parameter that takes one of the periods of targets, in whichever query."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A value of a parameter that nothing in the graph has, and the nearest that something has."""

    parameter: str
    value: str
    near: tuple[str, ...]


def place_named(store: Store, text: str) -> str:
    """The name of the jurisdiction whose code a text is; any other text as it is."""
    if not _CODE.fullmatch(text):
        return text
    code = text.ljust(_DIGITS, "0")
    for coded in store.quads_for_pattern(None, v.DIVISION_CODE, Literal(code)):
        if isinstance(coded.subject, NamedNode):
            for labelled in store.quads_for_pattern(coded.subject, v.LABEL, None):
                return str(getattr(labelled.object, "value", text))
    division = divisions.by_code(code)
    return "".join(name for name in divisions.lineage(division)[:3] if name) if division else text


def unmet(
    bindings: Mapping[str, str | int | float], kinds: Mapping[str, LabelKind], labels: Labels | None
) -> list[Unmet]:
    """The values that occur nowhere; `kinds` says of which kind of name each parameter takes a part."""
    found = []
    for parameter, value in bindings.items():
        text = str(value)
        kind = kinds.get(parameter)
        if text and labels and kind and not labels.holding(kind, text):
            from graph.similarity import nearest_spelling

            found.append(Unmet(parameter, text, tuple(nearest_spelling(labels.names[kind], text))))
        elif text and parameter == _PERIOD and text not in get_args(Period):
            found.append(Unmet(parameter, text, get_args(Period)))
    return found
