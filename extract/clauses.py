"""Indicators in one cell without numbers before them: 建设零工市场1个；服务零工≥3000人次，发布岗位5000个 are three of one place.

1. A cell falls apart at its lines, semicolons and points only where each part is an indicator with its target.
2. A part falls apart at its commas only where each clause is one: with a name of its own, and a sign or number of its own, or
   words that say how well beside others with numbers. Clauses that say more of the same thing (≥95%，其中重点≥98%) stay
   together, and one without a number stays with the one before.
"""

from __future__ import annotations

import re
from itertools import chain

from extract.named_targets import SHORTEST_COUNTED, Item, name_and_target, with_promise, with_quantity
from extract.quantities import quantity
from extract.targets import parse_target
from ontology.folding import fold
from ontology.forms import forms

_PART = re.compile(r"[；;。]")
_COMMA = re.compile(r"[，,、](?!\d{3}(?!\d))")
_SEPARATOR = re.compile(r"[，,；;。]")
_SHORTEST_SIGNED = 3
"""Characters of a name before a sign, or the word of an operator (宣传费≤5万元)."""
_DATED = re.compile(r"(?P<day>[\d年月日底末]+(?:之|以)?前)(?P<name>[^\d，,；;。]{2,})")
_FEWEST = 2


def cell_to_clauses(text: str, lines: tuple[str, ...] = ()) -> list[Item]:
    """The indicators of a cell that its signs or lines hold apart, each with its target; none where it holds no two."""
    by_line = [_part_items(line) for line in lines] if len(lines) >= _FEWEST else []
    found = by_line if by_line and all(by_line) else [_part_items(text)]
    items = list(chain.from_iterable(found))
    return items if len(items) >= _FEWEST else []


def _part_items(text: str) -> list[Item]:
    """The indicators of a text; none where one of its parts is no indicator."""
    found = [_comma_items(part) for part in _PART.split(text) if part]
    return list(chain.from_iterable(found)) if all(found) else []


def _comma_items(part: str) -> list[Item]:
    """The indicators of a part: one for each of its clauses, or one for all of them; none where it is no indicator."""
    clauses = _clauses(part)
    items = [item for at, clause in enumerate(clauses) if (item := _stated(clause, first=not at))]
    if len(items) == len(clauses):
        return items
    whole = name_and_target(part) or with_promise(part)
    return [whole] if whole and not _SEPARATOR.search(whole.name) else []


def _clauses(part: str) -> list[str]:
    """The clauses of a part, those without a number behind the one before them."""
    clauses: list[str] = []
    separators = ["", *_COMMA.findall(part)]
    for separator, clause in zip(separators, _COMMA.split(part), strict=True):
        if clauses and not re.search(r"\d", clause):
            clauses[-1] += separator + clause
        else:
            clauses.append(clause)
    return list(filter(None, clauses))


def _stated(clause: str, *, first: bool) -> Item | None:
    """A clause as an indicator, where it has a name and a target of its own and is no more than these.

    Only what stands behind another one may say more of that (每场50人).
    """
    item = _dated(clause) or name_and_target(clause) or with_quantity(clause)
    if item is None or item.target is None or _SEPARATOR.search(item.name):
        return None
    folded = fold(item.name)
    target = _SEPARATOR.split(item.target)[0]
    if folded.startswith(forms().clauses) or not _is_whole(fold(target)):
        return None
    if folded.endswith((*forms().measures, *forms().shares)) or parse_target(target).kind == "date":
        return item
    shortest = _SHORTEST_SIGNED if parse_target(target).operator_source != "assumed" else SHORTEST_COUNTED
    counts = len(folded) >= shortest and (first or not folded.startswith(forms().clauses_of_each))
    return item if counts and parse_target(target).unit != "%" else None


def _dated(clause: str) -> Item | None:
    """What is to be done by a day that is printed before it (2025年10月前完工)."""
    found = _DATED.fullmatch(clause)
    return Item(found["name"], found["day"]) if found and parse_target(found["day"]).kind == "date" else None


def _is_whole(target: str) -> bool:
    """Whether a target is a date, or a quantity with nothing behind it."""
    if parse_target(target).kind == "date":
        return True
    amount = quantity(target)
    return amount is not None and not amount.behind
