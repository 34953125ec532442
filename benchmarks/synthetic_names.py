"""Names of indicators of other departments, as many as wanted: those of fields.yaml, then things with endings and marks."""

from __future__ import annotations

import random
from pathlib import Path

import yaml

_MANNERED = 0.08  # share of the names that say how


def synthetic_names(count: int) -> list[str]:
    """`count` distinct names, the same in every run: real-looking ones first, then their variations."""
    source = yaml.safe_load(Path(__file__).with_name("fields.yaml").read_text(encoding="utf-8"))
    fields = source["fields"].values()
    plain = sorted({name for field in fields for name in field["names"]})
    own = sorted({thing + ending for field in fields for thing in field["things"] for ending in field["endings"]})
    things = sorted({thing for field in fields for thing in field["things"]})
    endings = sorted({ending for field in fields for ending in field["endings"]})
    base = [*plain, *own, *(thing + ending for thing in things for ending in endings)]
    chosen = random.Random(7)
    found = dict.fromkeys(base[:count])
    while len(found) < count:
        manner = chosen.choice(source["manners"]) if chosen.random() < _MANNERED else ""
        found[chosen.choice(["", *source["marks"]]) + manner + chosen.choice(base)] = None
    return list(found)
