"""Headers whose headings follow each other in lines, with a blank or nothing between them, a third level and its value among them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from extract.document import Block, Heading, Paragraph, printed
from extract.name_headings import name_heading
from ontology.folding import fold
from ontology.forms import column_role, forms, heading_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_HEADING = 16
_LONGEST_PLACE = 12
"""Signs of the name of a place or an office that heads its targets."""
_OF_TARGETS = frozenset({"value", "history", "history_group", "None"})
"""Roles of headings of targets; those of years have none of their own."""
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,5}?[县市区旗镇乡]")
_PLACES = re.compile(rf"(?:{_PLACE.pattern}){{2,}}")
_LACKS_VALUE = frozenset({"level1", "level2", "level3", "direction"})
_LONGEST_UNKNOWN = 10
"""Signs of a word among headings that no list and no pattern holds."""
_WORD = re.compile(r"[\u4e00-\u9fff()（）/、]{2,}")
_BRACKET = re.compile("[()（）]")
_REMARK = re.compile(r"[(（][^()（）]*[)）]")
_WIDEST_HEADER = 300
"""Characters on either side of a third level's heading in which the others stand."""
_MANY_HEADINGS = 5
_HEADER_LINES = 14
"""Lines over which a header may be broken."""
_FEWEST_BESIDE = 2
"""Headings beside the one before them from which a header that is broken over lines is none of a heading a line."""
_MOST_BREAKS, _LONGEST_REST = 3, 3
"""Lines over which a heading may be broken that only its pattern tells, and the signs of each but the first."""
_NEEDED = frozenset({"level3", "value"})
_BEFORE = ("direction", "level2", "level1", "group", "number")
"""What stands left of the third level's heading, from right to left."""
_LEADING = frozenset({"project", "project_code", "amount", "text", "objective"})
"""What stands left of all levels where a table lists the projects of many, in any order."""
_NOT_BEHIND = frozenset({"group", "project", "project_code", "amount", "text", "objective"})
"""What stands right of no third level: the first cells of the rows below."""
_OBJECTIVE = re.compile(r"(?:年度|长期|中期|实施期)绩效目标\d{1,2}(?:[(（]\d+分[)）])?$")
_YEAR = re.compile(r"20\d\d年度?")
_TARGET_PARTS = frozenset({"operator", "unit", "kind"})
_NUMBERS = frozenset({"weight", "amount", "number", "history"})
_UNIT_FIRST = (("unit", "operator", "value"), ("unit", "value"))
_JOINED = (("operator", "value", "unit"), ("operator", "value"), ("value", "unit"), *_UNIT_FIRST)
"""Columns that read as one where nothing holds them apart."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header found in lines: its headings, the block and the character where it begins, those behind it, what holds it apart."""

    headings: tuple[str, ...]
    first: int
    start: int
    block: int
    stop: int
    spaced: bool
    wrapped: bool
    """Whether blanks stand inside headings, as where the lines of a cell were joined with one."""
    lists_projects: bool
    """Whether the rows begin with a project and its objective, so that a sentence ends no table."""

    @property
    def roles(self) -> list[str | None]:
        """The role of each heading."""
        return [heading_role(text) for text in self.headings]

    @property
    def whole_targets(self) -> bool:
        """Whether numbers are read with their signs and units: no column parts these, or nothing holds the columns apart."""
        return self.joins_targets or _TARGET_PARTS.isdisjoint(self.roles)

    @property
    def joins_targets(self) -> bool:
        """Whether signs, numbers and units follow each other in columns that nothing holds apart, so that they read as one."""
        # Behind a weight the unit reads as the weight's (10%=100).
        counted = self._parts in _UNIT_FIRST and self.roles[self.roles.index("unit") - 1] in _NUMBERS
        return not self.spaced and self._parts in _JOINED and not counted

    @property
    def remarked(self) -> bool:
        """Whether blanks hold the columns apart and the last one is of remarks, whose cells may be sentences on lines of their own."""
        return self.spaced and column_role(self.headings[-1]) in ("ignored", "description", "explanation", "basis")

    @property
    def scored(self) -> bool:
        """Whether nothing holds the columns apart and one tells how points are given, whose numbers are no targets."""
        return not self.spaced and any(fold(_BRACKET.sub("", text)) in forms().heads_scoring for text in self.headings)

    @property
    def ways(self) -> frozenset[str]:
        """The columns of words before targets that nothing holds apart from names (see `glued_pieces`)."""
        ways = {"direction", "operator"} if self.joins_targets else {"direction"}
        return frozenset((ways | {"unit"} if self._parts in _UNIT_FIRST else ways) & set(map(str, self.roles)))

    @property
    def _parts(self) -> tuple[str, ...]:
        return tuple(role for role in map(str, self.roles) if role in _TARGET_PARTS or role == "value")

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the columns as they are read."""
        parts = _TARGET_PARTS if self.joins_targets else ()
        return tuple(text for text, role in zip(self.headings, self.roles, strict=True) if role not in parts)


def header_at(blocks: Sequence[Block], at: int) -> Header | None:
    """The header that begins in the paragraph at `at`, perhaps on the lines below it too, or None."""
    block = blocks[at]
    if not isinstance(block, Paragraph) or not re.search(r"级|指标", block.text):
        return None
    lines = [block.text]
    for following in blocks[at + 1 : at + _HEADER_LINES]:
        if not isinstance(following, Paragraph) or isinstance(following, Heading):
            break
        lines.append(following.text)
    text = "\n".join(lines)
    for name in name_heading().finditer(text):
        if name.start() >= len(lines[0]) + _WIDEST_HEADER:
            break
        cuts = _cuts(text, name.start(), name.end())
        if not cuts or cuts[0][0] >= len(lines[0]) or _heads_header(text, cuts):
            continue
        leading = _leading(text, cuts[0][0]) or _objective(text, cuts[0][0])
        cuts = leading + cuts
        gaps = [text[before[1] : after[0]] for before, after in pairwise(cuts)]
        broken = sum("\n" in gap for gap in gaps)
        if 2 * broken > len(gaps) and len(gaps) - broken < _FEWEST_BESIDE:  # a heading a line: so are the cells
            continue
        last = text.count("\n", 0, cuts[-1][1])
        # Where the first row follows with nothing between, so do the others.
        spaced = 2 * sum(bool(gap) for gap in gaps) > len(gaps) and not _label_at(text, cuts[-1][1])
        return Header(
            headings=_with_targets([printed(text[begin:end]) for begin, end in cuts], spaced=spaced),
            first=at,
            start=cuts[0][0],
            block=at + last,
            stop=cuts[-1][1] - sum(len(line) + 1 for line in lines[:last]),
            spaced=spaced,
            wrapped=any(" " in text[begin:end] for begin, end in cuts),
            lists_projects="project" in {column_role(text[begin:end]) for begin, end in leading},
        )
    return None


def _with_targets(headings: Sequence[str], *, spaced: bool) -> tuple[str, ...]:
    """The headings with that of the targets in the place of the one that they stand below, with their signs where nothing parts these.

    Before names alone that of all indicators (指标) heads the first levels.
    """
    roles = [heading_role(heading) for heading in headings]
    if "group" in roles and {"level1", "level2"}.isdisjoint(roles) and len(headings) < _MANY_HEADINGS:
        at = roles.index("group")
        headings = (*headings[:at], "一级指标", *headings[at + 1 :])
    if heading_role(headings[-1]) is not None or "value" in map(heading_role, headings):
        return tuple(headings)
    return (*headings[: -1 if spaced else -2], "指标值")


def _heads_header(text: str, cuts: Sequence[tuple[int, int]]) -> bool:
    """Whether a heading of names is one above the whole header (指标体系 | 指标内容 over 一级指标 | … | 指标值)."""
    roles = [heading_role(text[begin:end]) for begin, end in cuts]
    behind = roles[roles.index("level3") + 1 :] if "level3" in roles else []
    return "level1" in behind[: behind.index("value") if "value" in behind else None]


def heads_at(blocks: Sequence[Block], at: int) -> bool:
    """Whether a header begins a line, or cells stand before it that are held apart as those of its own table."""
    header = header_at(blocks, at)
    return header is not None and (header.spaced or not header.start)


def _cuts(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Where the headings stand around a third level's heading, blanks between them or not; none where they head no indicators."""
    low, high = max(0, begin - _WIDEST_HEADER), end + _WIDEST_HEADER
    signs = [place for place, sign in enumerate(text[low:high], low) if not sign.isspace()]
    bare = "".join(text[place] for place in signs)
    start, stop = bisect_left(signs, begin), bisect_left(signs, end)
    if remark := _REMARK.match(bare, stop):
        stop = remark.end()
    line_end = text.find("\n", end) % (len(text) + 1)
    apart = [at for at in range(1, len(signs)) if signs[at - 1] + 1 < signs[at]]
    words = _Words(frozenset(at for at in apart if signs[at - 1] < line_end), tuple(apart))
    found = _walked(bare, start, stop, forms().history_year, words) or _walked(bare, start, stop, _YEAR, words)
    return [(signs[one], signs[other - 1] + 1) for one, other in found or ()]


def _leading(text: str, stop: int) -> list[tuple[int, int]]:
    """Where the headings of projects or objectives stand on the same line before the levels, blanks between them."""
    found: list[tuple[int, int]] = []
    roles = set()
    first = text.rfind("\n", 0, stop) + 1
    if not text[stop - 1 : stop].isspace():
        return found
    for word in reversed(list(re.compile(r"\S+").finditer(text, first, stop))):
        role = column_role(word[0])
        if role not in _LEADING:
            break
        roles.add(role)
        found.insert(0, word.span())
    return found if roles & {"project", "objective"} else []


def _objective(text: str, stop: int) -> list[tuple[int, int]]:
    """Where the objective stands right before the levels to which the rows belong (年度绩效目标2（40分）)."""
    found = _OBJECTIVE.search(text, max(0, stop - _LONGEST_HEADING), stop)
    return [found.span()] if found and found.end() == stop else []


class _Words(NamedTuple):
    """The places before which a blank, or the end of a line, was printed: those on the heading's line, and all."""

    beside: frozenset[int]
    apart: tuple[int, ...]


def _walked(text: str, start: int, stop: int, years: re.Pattern[str], words: _Words) -> list[tuple[int, int]] | None:
    """Where the headings around a third level's heading stand, those of `years` too; None where they head no indicators."""
    found = [(start, stop)]
    roles = {"level3"}
    stated = forms().stating.search(text[start:stop]) is not None  # 三级指标及指标值
    allowed = list(_BEFORE)
    while allowed and (begin := _ending(text, found[0][0], allowed)) is not None:
        role = heading_role(text[begin : found[0][0]])
        roles.add(str(role))
        found.insert(0, (begin, found[0][0]))
        del allowed[: allowed.index(str(role)) + 1]
    while (end := _next(text, found[-1][1], years, words)) is not None:
        start = found[-1][1]
        if "value" not in roles:
            end = start + _value_alone(text, start, end - start, words.beside)
        roles.add(str(heading_role(text[start:end])))
        found.append((start, end))
    if roles.isdisjoint(_OF_TARGETS) and (parted := _with_value_parted(text, found)):
        found, roles = parted, roles | {"value"}
    if roles >= _LACKS_VALUE and "value" not in roles and (end := _place(text, found[-1][1])) is not None:
        return [*found, (found[-1][1], end)]
    if "value" in roles:
        found += _places(text, found[-1][1])
    # So many headings head names also where none is a level's.
    levelled = roles & {"level1", "level2"} or len(found) >= _MANY_HEADINGS
    levelled = levelled or ("group" in roles and _label_at(text, found[-1][1]))  # 指标 | 指标内容 | 指标值
    return found if (roles >= _NEEDED or stated) and levelled else None


def _with_value_parted(text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """The headings with that of the targets apart from the one it runs on with where no other heads any (指标值 | 设定依据)."""
    for at, (start, end) in enumerate(found):
        for cut in range(start + 2, end - 1):
            if heading_role(text[start:cut]) == "value" and heading_role(text[cut:end]):
                return [*found[:at], (start, cut), (cut, end), *found[at + 1 :]]
    return None


def _place(text: str, start: int) -> int | None:
    """Where a few signs end before a first level's label, which head the targets of a place (庄边镇); None where none stand there."""
    for end in range(start + 2, min(start + _LONGEST_PLACE, len(text)) + 1):
        if any(levels(text[end : end + length]) and text.startswith("指标", end + length - 2) for length in (4, 5)):
            return end if _WORD.fullmatch(text[start:end]) else None
    return None


def _label_at(text: str, start: int) -> bool:
    """Whether a first level's label stands at a place, with no blank before it."""
    return not text[start : start + 1].isspace() and any(1 in levels(text[start : start + length]) for length in (4, 5))


def _places(text: str, start: int) -> list[tuple[int, int]]:
    """Where the places stand that head columns of their own behind the targets of the whole, before a first level's label."""
    found = _PLACES.match(text, start)
    if found is None or not _label_at(text, found.end()):
        return []
    return [one.span() for one in _PLACE.finditer(text, start, found.end())]


def _next(text: str, start: int, years: re.Pattern[str], words: _Words) -> int | None:
    """Where the heading ends that begins at `start`: the longest known one, or the word of which it is a part (权重占比(%)).

    On lines below, one that only its pattern tells may be broken again (是否核 | 心指标).
    """
    end = _beginning(text, start, years)
    if end is None and start not in words.beside:
        return _broken(text, start, words.apart)
    if end is None and (unknown := _unknown(text, start, years, words.beside)) is not None:
        return unknown
    if end is not None and (
        start not in words.beside or end in words.beside or _beginning(text, end, years) is not None
    ):
        return end
    whole = _word(text, start, words.beside)
    return end if whole is None or (end is not None and levels(text[end:whole])) else whole


def _word(text: str, start: int, words: frozenset[int]) -> int | None:
    """Where the heading ends that begins at `start` and a blank holds apart from what follows; None where that is no heading."""
    stops = (stop for stop in range(start + 1, min(start + _LONGEST_HEADING, len(text)) + 1) if stop in words)
    stop = next(stops, start)
    role = column_role(text[start:stop]) if stop > start and text[start].isalnum() else None
    return stop if role and role not in _NOT_BEHIND else None


def _unknown(text: str, start: int, years: re.Pattern[str], words: frozenset[int]) -> int | None:
    """Where a short word without figures that begins at `start` ends, known headings behind it; None where none is."""
    stops = sorted(stop for stop in words if start < stop <= start + 2 * _LONGEST_UNKNOWN)[:2]
    if not stops or stops[0] > start + _LONGEST_UNKNOWN:
        return None
    word = text[start : stops[0]]
    if _WORD.fullmatch(word) is None or levels(word) or column_role(word) in _NOT_BEHIND:
        return None
    known = (_word(text, stop, words) or _beginning(text, stop, years) for stop in stops)
    return stops[0] if any(known) else None


def _broken(text: str, start: int, apart: Sequence[int]) -> int | None:
    """Where the heading ends that begins a line at `start` and may be broken over the next ones; None where none does."""
    if start not in apart:
        return None
    ends = [stop for stop in (*apart, len(text)) if stop > start][:_MOST_BREAKS]
    found = None
    for begin, end in zip((start, *ends), ends, strict=False):
        rest = text[begin:end]
        if levels(rest) or (begin > start and len(rest) > _LONGEST_REST):
            break
        role = column_role(text[start:end])
        found = end if role and role not in _NOT_BEHIND else found
    return found


def _ending(text: str, stop: int, allowed: Sequence[str]) -> int | None:
    """Where the longest heading of one of these roles that ends at `stop` begins."""
    for length in range(min(_LONGEST_HEADING, stop), 1, -1):
        if text[stop - length].isalnum() and heading_role(text[stop - length : stop]) in allowed:
            return stop - length
    return None


def _beginning(text: str, start: int, years: re.Pattern[str]) -> int | None:
    """Where the longest heading that begins at `start` ends, that of earlier years as these say."""
    for length in range(min(_LONGEST_HEADING, len(text) - start), 1, -1):
        heading = text[start : start + length]
        role = heading_role(heading) or ("history" if years.fullmatch(heading) else None)
        if text[start].isalnum() and role and heading[-1] not in "(（【":
            return None if role in _NOT_BEHIND else start + length
    return None


def _value_alone(text: str, start: int, length: int, words: frozenset[int]) -> int:
    """How many signs a heading has without that of a unit or a ground at its end (指标值 单位), which a blank holds apart.

    That of a unit may also stand apart where no other value follows.
    """
    end = start + length
    cuts = (cut for cut in range(start + 1, end) if heading_role(text[start:cut]) == "value")
    for cut in cuts:
        role = heading_role(text[cut:end])
        if (cut in words and role) or (role == "unit" and not _begins_value(text, end)):
            return cut - start
    return length


def _begins_value(text: str, start: int) -> bool:
    stops = range(start + 1, min(start + _LONGEST_HEADING, len(text)) + 1)
    return any(heading_role(text[start:stop]) == "value" for stop in stops)
