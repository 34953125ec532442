"""Looks up the administrative divisions of GB/T 2260: by code, by name in a text, and their parents.

How a text becomes divisions:

1. The text is read once from left to right; at each place the longest known name counts. Names are the full ones
   (海港区), the usual forms of autonomous prefectures and counties (恩施州, 玉龙县) and the short forms of provinces and cities
   (湖北, 秦皇岛).
2. Short forms, and names that are also ordinary words or ends of words (城区, 老城区, 和县), count only where a word
   begins: at the start, after a sign, after 中共 or after another division. A city's short form must also end there,
   so that 长治久安 is no place.
3. A name borne by several divisions (鼓楼区) is decided by a parent in the same text, else by how often the
   candidates' cities and provinces stand in the context, else not at all. The same holds for a name such as 东区,
   even though only one division bears it.

divisions.csv says of which date the divisions are; names abolished before or given after that date are not known.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Level = Literal["province", "city", "county"]
Form = Literal["full", "wordlike", "province_short", "city_short"]

_DATA = Path(__file__).with_name("divisions.csv")
_CODE = re.compile(r"\d{6}", re.ASCII)
_BEGINNING = 2
_PREFIX_LENGTH = {"province": 2, "city": 4, "county": 6}
_PEOPLES = (
    "(?:壮族|回族|维吾尔|藏族|羌族|彝族|布依族|苗族|侗族|哈尼族|傣族|白族|景颇族|傈僳族|土家族|朝鲜族|蒙古族|"
    "(?<!内)蒙古|哈萨克|柯尔克孜|满族|瑶族|畲族|黎族|仫佬族|毛南族|仡佬族|水族|纳西族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|"
    "土族|撒拉族|保安族|东乡族|裕固族|达斡尔族|锡伯|塔吉克|哈萨克族|各族)"
)
_OWN_COUNTY = re.compile(f"{_PEOPLES}*自治(?P<sign>[县旗])$")
_SHORTEST_STEM = 2
_LEVEL_WORD = re.compile(f"(?:{_PEOPLES}*(?:自治区|自治州)|特别行政区|省|市|地区|盟)$")
_PART_OF_TOWN = re.compile("[东西南北中城新老郊矿市关]+区")
# Ordinary text holds these without meaning the county: 老城区改造, 建成县级医院.
_WORDLIKE = re.compile(f"{_PART_OF_TOWN.pattern}|.县")
_LEVEL_SIGNS = frozenset("省市区县旗州盟")
_PARTY = ("中共", "中国共产党")


@dataclass(frozen=True, slots=True)
class Division:
    """One division; `code` has six digits, `parent` is the code of the division above it, None for a province."""

    code: str
    name: str
    level: Level
    parent: str | None


class Lineage(NamedTuple):
    """The names from the province down to a division, None for levels that it has not, and its six-digit code."""

    province: str | None
    city: str | None
    county: str | None
    code: str


class _Name(NamedTuple):
    """A spelling, what kind of spelling it is, and the divisions that bear it."""

    text: str
    form: Form
    divisions: tuple[Division, ...]


class _Hit(NamedTuple):
    """A name found in a text, with the divisions that it may mean there."""

    name: _Name
    candidates: tuple[Division, ...]


def by_code(code: str) -> Division | None:
    """The division with this six-digit code, or None."""
    return _divisions().get(code)


def level_of(code: str) -> Level | None:
    """The level of a division that a six-digit code tells, known or not; None for a code of another form."""
    if not _CODE.fullmatch(code):
        return None
    if division := by_code(code):
        return division.level
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def parent_of(code: str) -> Division | None:
    """The division above the one of this code, by the digits where the code itself is not known; None above a province."""
    if division := by_code(code):
        return by_code(division.parent or "")
    digits = (code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return next((found for above in digits if above != code and (found := by_code(above))), None)


def lineage(division: Division) -> Lineage:
    """The division's names level by level: 北京市海淀区 has no city, 济源市 is a county of 河南省."""
    names = {above.level: above.name for above in _upwards(division)}
    return Lineage(names.get("province"), names.get("city"), names.get("county"), division.code)


def begins_division(text: str) -> bool:
    """Whether a text begins as some division's name does, in its first two characters."""
    return text[:_BEGINNING] in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(division.name[:_BEGINNING] for division in _divisions().values())


def divisions_in(text: str) -> list[Division]:
    """The divisions named in `text`, in order and as often as named; names that nothing decides are left out."""
    hits = list(_Reading(text).hits())
    decided = (_decided_by_others(index, hits) for index in range(len(hits)))
    return [division for division in decided if division is not None]


def resolve(name_text: str, context: str = "") -> Division | None:
    """The most specific division that a name such as 秦皇岛市海港区信访局 names, or None.

    `name_text` is the name of a department or a place, not prose: at its start a city's short form counts (西安高新区).
    `context` is the document's text; it decides between divisions of the same name and is not searched otherwise.
    """
    chain: tuple[Division, ...] = ()
    confirmed = False
    for hit in _Reading(name_text, lenient=True).hits():
        narrowed = _within(hit.candidates, chain) or _within(chain, hit.candidates)
        if not chain:
            chain = hit.candidates
            confirmed = _PART_OF_TOWN.fullmatch(hit.name.text) is None
        elif narrowed:
            chain, confirmed = narrowed, True
    if len(chain) == 1 and confirmed:
        return chain[0]
    return _most_frequent(chain, context)


def _most_frequent(candidates: tuple[Division, ...], context: str) -> Division | None:
    """The candidate whose city and province stand in the context most often; None when there is no single one."""
    ranked = sorted(((_mentions(each, context), each.code) for each in candidates), reverse=True)
    if not ranked or ranked[0][0] == 0 or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return by_code(ranked[0][1])


def _mentions(division: Division, context: str) -> int:
    """How often the divisions above this one are named; a full name counts twice, as name and as short form."""
    above = [each for each in _upwards(division) if each is not division]
    return sum(context.count(each.name) + context.count(_short(each.name)) for each in above)


def _decided_by_others(index: int, hits: list[_Hit]) -> Division | None:
    """The division meant by one hit: the nearest parent before it decides, else the nearest after it."""
    candidates = hits[index].candidates
    if len(candidates) == 1:
        return candidates[0]
    for other in [*reversed(hits[:index]), *hits[index + 1 :]]:
        inside = _within(candidates, other.candidates) if len(other.candidates) == 1 else ()
        if len(inside) == 1:
            return inside[0]
    return None


def _within(divisions: Iterable[Division], areas: tuple[Division, ...]) -> tuple[Division, ...]:
    """Those of the divisions that are, or lie in, one of the areas."""
    prefixes = tuple(area.code[: _PREFIX_LENGTH[area.level]] for area in areas)
    return tuple(division for division in divisions if division.code.startswith(prefixes))


def _upwards(division: Division) -> Iterator[Division]:
    """The division, its parent, and so on to the province."""
    above: Division | None = division
    while above is not None:
        yield above
        above = by_code(above.parent) if above.parent else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One pass over a text; lenient: a city's short form may be followed by more of a name (西安高新区)."""

    text: str
    lenient: bool = False

    def hits(self) -> Iterator[_Hit]:
        """The names that stand in the text, in order; they do not overlap."""
        end, before = 0, None
        for start in _places(self.text):
            taken = start < end or self.text.startswith("中共", start - 1)  # 中共和县 is not 共和县
            name = None if taken else _longest_name(self.text, start)
            hit = self._hit(name, start, before if start == end else None) if name else None
            if hit:
                before, end = hit, start + len(hit.name.text)
                yield hit

    def _hit(self, name: _Name, start: int, before: _Hit | None) -> _Hit | None:
        """The name at `start` as a hit if its form may stand there; `before` is the hit that ends at `start`."""
        begins = before is not None or self._begins_word(start)
        if not self._may_stand(name.form, start + len(name.text), begins=begins):
            return None
        candidates = name.divisions
        if before is not None and name.form == "wordlike":
            candidates = _within(candidates, before.candidates)
        return _Hit(name, candidates) if candidates else None

    def _may_stand(self, form: Form, end: int, *, begins: bool) -> bool:
        goes_on = self.text[end : end + 1] not in _LEVEL_SIGNS
        match form:
            case "full":
                return True
            case "wordlike":
                return begins
            case "province_short":
                return (begins and goes_on) or self._ends_word(end)
            case "city_short":
                return begins and (self._ends_word(end) or (self.lenient and goes_on))

    def _begins_word(self, start: int) -> bool:
        return start == 0 or not _is_han(self.text[start - 1]) or self.text.endswith(_PARTY, 0, start)

    def _ends_word(self, end: int) -> bool:
        return end == len(self.text) or not _is_han(self.text[end]) or _longest_name(self.text, end) is not None


def _places(text: str) -> Iterator[int]:
    """Where the first two characters of some name stand; quick, as nearly all of a text is none."""
    heads = _names_by_head()
    return (place for place, pair in enumerate(map(add, text, text[1:])) if pair in heads)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _longest_name(text: str, start: int) -> _Name | None:
    by_length = _names_by_head().get(text[start : start + 2])
    if by_length is None:
        return None
    return next((name for name in by_length if text.startswith(name.text, start)), None)


@cache
def _divisions() -> dict[str, Division]:
    """All divisions by code, in the order of the codes."""
    with _DATA.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        next(rows)
        return {code: Division(code, name, cast("Level", level), parent or None) for code, name, level, parent in rows}


@cache
def _names_by_head() -> dict[str, tuple[_Name, ...]]:
    """All spellings by their first two characters, the longest first."""
    heads: dict[str, list[_Name]] = {}
    for name in _names():
        heads.setdefault(name.text[:2], []).append(name)
    return {head: tuple(sorted(names, key=lambda name: -len(name.text))) for head, names in heads.items()}


def _names() -> Iterator[_Name]:
    """Every spelling once; a short form that two divisions share (吉林, 海南) is none."""
    spellings: dict[str, list[tuple[Form, Division]]] = {}
    for division in _divisions().values():
        for text, form in _spellings(division):
            spellings.setdefault(text, []).append((form, division))
    for text, bearers in spellings.items():
        form = bearers[0][0]
        if len(bearers) == 1 or form in {"full", "wordlike"}:
            yield _Name(text, form, tuple(division for _, division in bearers))


def _spellings(division: Division) -> Iterator[tuple[str, Form]]:
    name = division.name
    if division.level == "county":
        yield name, "wordlike" if _WORDLIKE.fullmatch(name) else "full"
        stem = _OWN_COUNTY.sub("", name)
        if stem != name and len(stem) >= _SHORTEST_STEM and stem not in _provinces():  # 河南县级 is of 河南
            yield f"{stem}{name[-1]}", "full"
        return
    yield name, "full"
    short = _short(name)
    yield short, "province_short" if division.level == "province" else "city_short"
    if name.endswith("自治州"):
        yield f"{short}州", "full"


@cache
def _provinces() -> frozenset[str]:
    """The short forms of the provinces."""
    return frozenset(_short(division.name) for division in _divisions().values() if division.level == "province")


@cache
def _short(name: str) -> str:
    """The short form of a province's or city's name: 广西 for 广西壮族自治区, 恩施 for 恩施土家族苗族自治州."""
    return _LEVEL_WORD.sub("", name)
