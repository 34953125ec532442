"""Look-up of units by their printed spellings, from units.ttl: kind, and the scale on which targets are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ontology.folding import fold
from ontology.turtle import subjects
from ontology.wording import wording

_MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000), "百万": Decimal(1_000_000)}
_MULTIPLES_EN = {"万": "ten-thousand", "亿": "hundred-million", "千": "thousand", "百万": "million"}
_BARE = "one"
"""The unit of a ratio's scale; nobody prints its sign behind a number."""
_PER = re.compile(r"[/每]")
_OR_ANOTHER = re.compile(r"([^()]+)\(([^()]+)\)")
_PARTS = re.compile(r"[/每·*×]")
_DENOMINATORS = re.compile(
    r"[/每·*×]|(?<!\d)\.|\.(?!\d)|(?<=[人户亩床])(?=[年月周天日])|(?<=[年月周天日])(?=[人户亩床])"
)
_TIMES = frozenset({"年", "半年", "学年", "学期", "季", "季度", "月", "周", "天", "时", "小时"})
_TIME_KINDS = frozenset({"months", "calendar days", "working days", "duration", "semesters", "seconds"})
_SAME_TIME = {"日": "天"}
_ALT_LABELS = ("altLabel@zh", "altLabel@en", "altLabel")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: its notation, usual sign, quantity kind, and the unit and factor of the scale for comparing."""

    notation: str
    sign: str
    kind: str
    canonical: str
    factor: Decimal
    spellings: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    """IRIs of QUDT's units that are the same."""
    quantity_kinds: tuple[str, ...] = ()
    """IRIs of QUDT's quantity kinds, which are wider than `kind`."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a printed unit stands for comparing: the scale's unit, the factor to it, and the quantity kind."""

    unit: str
    factor: Decimal
    kind: str


@cache
def units() -> dict[str, Unit]:
    """All units by notation, in file order."""
    found = {}
    for properties in (one for one in subjects("units.ttl").values() if "notation" in one):
        notation = properties["notation"][0]
        canonical = properties.get("convertsTo", [notation])[0].rsplit("/", 1)[-1]
        sign = properties["prefLabel@zh"][0]
        found[notation] = Unit(
            notation,
            sign,
            properties["quantityKind"][0],
            canonical,
            Decimal(properties.get("factor", ["1"])[0]),
            (sign, *(spelling for name in _ALT_LABELS for spelling in properties.get(name, ()))),
            tuple(properties.get("exactMatch", ())),
            tuple(properties.get("hasQuantityKind", ())),
        )
    return found


@cache
def spellings() -> dict[str, Unit]:
    """Units by folded spelling."""
    printed = (unit for unit in units().values() if unit.notation != _BARE)
    return {fold(spelling): unit for unit in printed for spelling in unit.spellings}


def unit_named(text: str) -> Unit | None:
    """The unit that a text names exactly (个工作日 → working-day), or None."""
    return spellings().get(fold(text))


def printed_once(text: str) -> str:
    """A unit without another spelling of itself in parentheses behind it (米(m) → 米); any other text as it is."""
    twice = _OR_ANOTHER.fullmatch(text)
    same = twice and (unit := unit_named(twice[1])) and unit is unit_named(twice[2])
    return twice[1] if twice and same else text


def is_bare_unit(folded: str) -> bool:
    """Whether a folded text is nothing but a unit (公里), but for those of time, which may say how often (月, 季度)."""
    unit = spellings().get(folded)
    return unit is not None and unit.kind not in _TIME_KINDS


def leading_unit(text: str) -> str | None:
    """The longest known spelling with which a text begins, a multiple (万人) included, or None."""
    folded = fold(text)
    multiple = next((m for m in _multiples() if folded.startswith(m)), "")
    for skip in ("", multiple):
        rest = folded[len(skip) : len(skip) + _longest()]
        longest = next((rest[:length] for length in range(len(rest), 0, -1) if rest[:length] in spellings()), None)
        if longest:
            return skip + longest
    return multiple or None


@cache
def _multiples() -> tuple[str, ...]:
    return tuple(sorted(_MULTIPLES, key=len, reverse=True))


@cache
def _longest() -> int:
    return max(map(len, spellings()))


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else: also a multiple (万吨), one for each of another (万元/公里), one or another (卷(件))."""
    folded = fold(text)
    if other := _OR_ANOTHER.fullmatch(folded):
        return is_unit(other[1]) and is_unit(other[2])
    counted, *each = _PARTS.split(folded)
    whole = [part for part in (counted, *each) if not part or leading_unit(part) != part]
    return not whole or (set(whole) <= wording().only_each and counted not in whole)


def _spelled(part: str) -> str:
    """A measured unit as units.ttl spells it (㎡ → 平方米); what is counted stays as printed, a 座 is no 个 in a rate."""
    unit = spellings().get(part)
    return part if unit is None or unit.kind == "count" else unit.sign


def _per(text: str) -> list[str]:
    """What a unit is for each of, spelled alike: 人/月, 人·月 and 月人 are one; times stand first, as in units.ttl."""
    parts = [_SAME_TIME.get(part) or _spelled(part) for part in _DENOMINATORS.split(text) if part]
    if sorted(parts) == ["人", "次"]:
        return ["人次"]
    return sorted(parts, key=lambda part: (part not in _TIMES, part))


def scale(text: str | None) -> Scale | None:
    """The scale of a printed unit: 万元 → 元 × 10000, % → 1 × 0.01, 元/月人 → itself; None for no unit."""
    if not text:
        return None
    folded = fold(text)
    if unit := spellings().get(folded):
        canonical = units()[unit.canonical]
        return Scale(canonical.sign, unit.factor, canonical.kind)
    head, *rest = _PER.split(folded, maxsplit=1)
    if rest and (base := scale(head)):
        return Scale("/".join((base.unit, "".join(_per(rest[0])))), base.factor, f"{base.kind} per unit")
    for multiple, factor in _MULTIPLES.items():
        if folded.startswith(multiple) and (base := scale(folded[len(multiple) :])):
            return Scale(base.unit, base.factor * factor, base.kind)
    return Scale(folded, Decimal(1), "count")


@cache
def coded_unit(printed: str) -> Unit | None:
    """The unit that a printed one stands for, multiples (万人次) and compounds (万元/人·年) made of known units included.

    What is made of known units is a unit of its own: the printed number counts it, and not the unit on the scale.
    None where any part is unknown.
    """
    found = scale(printed)
    if (unit := unit_named(printed)) or found is None:
        return unit
    if found.factor == 1 and (unit := unit_named(found.unit)):
        return unit
    return _compound(printed, found) or _multiplied(fold(printed))


def converted(unit: Unit) -> Unit:
    """The unit of the scale on which what is counted in `unit` is compared; the unit itself where it is that."""
    if unit.canonical == unit.notation:
        return unit
    found = scale(unit.sign)
    return units().get(unit.canonical) or (coded_unit(found.unit) if found else None) or unit


def parts(text: str) -> tuple[Unit, tuple[Unit, ...]] | None:
    """What a compound unit counts, and what for each of (万元/人·年: 万元, 年 and 人); None for no compound of known units."""
    head, *rest = _PER.split(fold(text), maxsplit=1)
    names = _per(rest[0]) if rest else []
    if not names:
        return None
    counted, each = coded_unit(head), tuple(unit for name in names if (unit := coded_unit(name)))
    return (counted, each) if counted and len(each) == len(names) else None


def _compound(text: str, found: Scale) -> Unit | None:
    """One unit for each of others; times stand last in its notation (yuan-per-person-year)."""
    if (of := parts(text)) is None:
        return None
    counted, each = of
    behind = f"-per-{'-'.join(unit.notation for unit in reversed(each))}"
    scaled = unit_named(found.unit)
    canonical = scaled.notation if scaled else converted(counted).notation + behind
    sign = f"{counted.sign}/{''.join(unit.sign for unit in each)}"
    return Unit(counted.notation + behind, sign, found.kind, canonical, found.factor)


def _multiplied(text: str) -> Unit | None:
    for multiple in _multiples():
        if text.startswith(multiple) and (base := unit_named(text[len(multiple) :])):
            notation = f"{_MULTIPLES_EN[multiple]}-{base.notation}"
            return Unit(notation, multiple + base.sign, base.kind, base.canonical, _MULTIPLES[multiple] * base.factor)
    return None
