"""The columns of a table that a layout-keeping conversion printed with blanks: its header, and the parts of the lines below."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from extract.document import printed
from extract.form import SECTION, TABLE_NUMBER, is_title
from extract.pages import is_page_number
from extract.readers.laid_out_numbers import (
    SHIFTED,
    number_apart,
    put_back,
    put_forward,
    put_none_among_names,
    put_signs_in_their_column,
)
from extract.readers.spaced import parts
from ontology.forms import column_role, field_role, heading_role, period_named
from ontology.framework import completed, levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_YEAR_ALONE = re.compile(r"[(（]\s*20\d\d\s*年?度?\s*[)）]|20\d\d\s*年度")
"""The year of a form, in a line of its own below its title; 2024年 alone may begin a date."""
_BRACKETED = re.compile(r"[(（][一二三四五六七八九十]+[)）]")
"""How the headings inside a section begin."""
MOST_HALVES = 2
"""Lines above and below the header that may hold halves of its headings."""
_MOST_HEADER = 3
"""Lines above and below the header that may hold parts of its headings."""
LONGEST_HALF = 8
_LONGEST_LAST = 14
_HALF_REMARK = re.compile(r"^.{2,6}[(（][^()（）]{1,10}$|^[^()（）]{1,10}[)）]$")
"""The halves of a heading with a remark (指标值（包含数字及文 + 字描述）)."""
_FAR = 10_000
_NEAR = 3
"""Lines between those of one cell that stands in the middle of many rows."""
_MOST_BLANK = 4
"""Blank lines between two rows of a table."""
_SHORTEST_TITLE = 4
"""Signs of a section's title; the lower half of a label in a narrow column has fewer."""
_MOST_LINES = 200
"""Lines of a table on one page."""
LABELS = ("level1", "level2")
_OVER_OR_UNDER = frozenset({"value", "history", "history_group", "weight", "unit", "operator", "actual"})
"""Headings that may stand over others or under one."""
OWNED = ("amount", "project_code", "text")
"""What stands beside a project's name, in the middle of its rows too."""
_LEFT = frozenset({*LABELS, *OWNED, "project", "objective", "weight", "level_weight", "group", "number", None})
"""What stands left of the names."""


class Part(NamedTuple):
    """A part of a line: its text, where it starts and stops in the converter's measure, and its line."""

    text: str
    start: int
    stop: int
    line: int

    @property
    def middle(self) -> float:
        """The place half way between start and stop."""
        return (self.start + self.stop) / 2


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a table: headings, roles and where each ends, and the cells' parts by column in order."""

    headings: tuple[str, ...]
    roles: tuple[str | None, ...]
    parts: tuple[tuple[Part, ...], ...]
    sign: int
    """The width of a Chinese sign: as much a full line may lack."""

    @property
    def name(self) -> int:
        """The column of the names."""
        return self.roles.index("level3")

    @property
    def blocks(self) -> list[tuple[int, int]]:
        """The columns of each name with what belongs to it, from the name's to the one after the last."""
        return list(pairwise([*(at for at, role in enumerate(self.roles) if role == "level3"), len(self.roles)]))


def parts_of(line: str, number: int, measure: Callable[[str], int]) -> list[Part]:
    """The parts of a line that blanks hold apart, in order."""
    return [Part(text, begin := measure(line[:offset]), begin + measure(text), number) for text, offset in parts(line)]


def header_around(
    lines: Sequence[str], at: int, main: Sequence[Part], measure: Callable[[str], int]
) -> tuple[int, int, list[list[Part]]]:
    """The header's first line and the one after it, and the parts of each heading, left to right."""
    start, stop = at, at + 1
    columns = [[part] for part in main]
    for step in (-1, 1):
        for distance in range(1, _MOST_HEADER + 1):
            number = at + step * distance
            found = parts_of(lines[number], number, measure) if 0 <= number < len(lines) else []
            found = [part for part in found if not _is_aside(part, main)]
            if not found or _numbers_page(found) or not all(_is_half(part, main) for part in found):
                break
            columns += [[part] for part in found]
            start, stop = min(start, number), max(stop, number + 1)
    return start, stop, stacked(columns)


def _is_half(part: Part, main: Sequence[Part]) -> bool:
    """Whether a part above or below the header's line is half a heading, between those of the line, or a heading over or under one."""
    if any(sign.isdigit() for sign in part.text):
        return heading_role(printed(part.text)) is not None
    near = [one for one in main if _overlap(part, one)]
    torn = len(near) == 1 and _is_torn_heading(near[0], part)
    heads = heading_role(printed(part.text)) in _OVER_OR_UNDER
    # The last column is often one of remarks, whose heading is long.
    longest = _LONGEST_LAST if part.start >= main[-1].stop else LONGEST_HALF
    short = len(part.text) <= longest or _HALF_REMARK.search(part.text) is not None
    return short and (not near or torn or heads)


def _is_torn_heading(main: Part, part: Part) -> bool:
    """Whether a heading of the line is no whole one (偏差原因分 | 析及改进措 | 施), or one that a part makes longer (指标方向 | 性)."""
    if column_role(printed(main.text)) is None:
        return True
    above, below = sorted((main, part), key=lambda one: one.line)
    return heading_role(printed(above.text + below.text)) == heading_role(printed(main.text)) is not None


def _is_aside(part: Part, main: Sequence[Part]) -> bool:
    """Whether a part is of the label down the side of the form."""
    if part.stop > main[0].start:
        return False
    scored = column_role(printed(main[0].text)) in LABELS and re.search(
        r"[()（）\d]", part.text
    )  # 年度绩效目标(80 | 分)
    return len(part.text) == 1 or column_role(printed(part.text)) == "group" or scored is not None


def stacked(columns: list[list[Part]]) -> list[list[Part]]:
    """The headings, those joined that stand over each other; one over two others heads none of its own."""
    stacked: list[list[Part]] = []
    every = [part for (part,) in columns]
    for part in sorted(every, key=lambda part: part.middle):
        under = [other for other in every if other.line > part.line and _overlap(part, other)]
        if any(not _overlap(one, other) for one, other in pairwise(sorted(under, key=lambda one: one.start))):
            continue
        over = stacked[-1] if stacked else []
        if any(_overlap(part, other) for other in over):
            over.append(part)
        else:
            stacked.append([part])
    return [sorted(column, key=lambda part: part.line) for column in stacked]


def _overlap(one: Part, other: Part) -> bool:
    return one.start < other.stop and other.start < one.stop


def parts_below(
    lines: Sequence[str], at: int, left: int, measure: Callable[[str], int], right: int = _FAR
) -> Iterator[Part]:
    """The parts of the lines below a header but those of totals, up to two blank lines, the end of the page or running text.

    What stands alone begins running text only left of `left`, where the second heading begins; a number is one of a page unless it
    stands between two lines and right of `right`, where names end.
    """
    found = list(_parts_until_end(lines, at, left, measure, right))
    last = found[-1] if found else None
    # The title of the next section, right above its text.
    alone = last is not None and last.start < left and len(last.text) >= _SHORTEST_TITLE and not _is_torn(last.text)
    if last is not None and any(
        part.start < left and 0 < last.line - part.line <= _NEAR and not _is_torn(part.text) for part in found
    ):
        alone = False  # it goes on with the text above it
    yield from found[:-1] if alone and found[-2:-1] and found[-2].line < found[-1].line else found


def _is_torn(text: str) -> bool:
    """Whether a text is a label, or a part of one."""
    return bool(levels(text)) or completed(text) is not None


def _parts_until_end(
    lines: Sequence[str], at: int, left: int, measure: Callable[[str], int], right: int
) -> Iterator[Part]:
    """The same with a line that may be the title of the next section."""
    blank = 0
    for number in range(at, min(at + _MOST_LINES, len(lines))):
        if number > at and lines[number].startswith("\f"):
            return
        found = parts_of(lines[number], number, measure)
        if (
            (_numbers_page(found) and not (found[0].start > right and _stands_between(lines, number)))
            or (found and table_ends(found, left))
            or (blank > 1 and found and not _goes_on(found, left))
        ):
            return
        blank = blank + 1 if not found else 0
        if blank > _MOST_BLANK:
            return
        if found and field_role(printed(found[0].text)) != "total":
            yield from found


def _stands_between(lines: Sequence[str], number: int) -> bool:
    """Whether a line stands right between two others of its page, as a target does beside a name of two lines."""
    around = (lines[at] if 0 <= at < len(lines) else "" for at in (number - 1, number + 1))
    return all(line.strip() and not line.startswith("\f") for line in around)


def _goes_on(found: Sequence[Part], left: int) -> bool:
    """Whether a line below several blank ones is of a table with high rows: cells beside each other, or one within it, or a label."""
    beside = len(found) > 1 and field_role(printed(found[0].text)) is None
    first = found[0].text
    return beside or found[0].start > left or bool(levels(printed(first)) or levels(first.split(maxsplit=1)[0]))


def _numbers_page(found: Sequence[Part]) -> bool:
    """Whether a line holds nothing but the number of its page; several numbers beside each other are targets."""
    return len(found) == 1 and is_page_number(found[0].text)


def table_ends(found: Sequence[Part], left: int) -> bool:
    """Whether a line is no part of the table: another header, a title, a sentence, a field with its colon."""
    first = found[0].text
    roles = [column_role(printed(part.text)) for part in found]
    if "level3" in roles and len(found) > 1:
        return True
    field = field_role(re.split("[：:]", first, maxsplit=1)[0]) if re.search("[：:]", first) else None
    if field == "note" or (found[0].start < left and field):
        return True
    if len(found) == 1 and _YEAR_ALONE.fullmatch(first):
        return True
    titled = (is_title(first) and "绩效" in first and roles[0] != "group") or TABLE_NUMBER.fullmatch(first)
    says = re.search(r"[。：:]", first) or SECTION.match(first) or _BRACKETED.match(first)
    return len(found) == 1 and bool(titled or period_named(first) or (found[0].start < left and says))


def divide_columns(
    headings: Sequence[Sequence[Part]], below: Sequence[Part], measure: Callable[[str], int]
) -> Grid | None:
    """The columns with the parts below; None where these cross the columns, or where no name or target is headed."""
    sign = measure("一")
    names = tuple(map(_heading, headings))
    roles = tuple(map(column_role, names))
    values = [at for at, role in enumerate(roles) if role in ("value", "history")]
    if "level3" not in roles or not values or values[-1] < roles.index("level3") or not below:
        return None
    if not set(roles[: roles.index("level3")]) <= _LEFT:
        return None
    crossed = [0] * (2 + max(part.stop for part in below))
    for part in below:
        for place in range(part.start, part.stop):
            crossed[place] += 1
        # Where a single blank holds two cells apart nothing crosses.
        for blank in re.finditer(r"\s", part.text):
            crossed[part.start + measure(part.text[: blank.start()])] -= 1
    middles = [sum(part.middle for part in column) / len(column) for column in headings]
    cuts = [_cut(crossed, int(left) + 1, int(right)) for left, right in pairwise(middles)]
    begins = [usual_start(below, cut, end) for cut, end in pairwise([*cuts, inf])]
    found: list[list[Part]] = [[] for _ in names]
    numbered = [cut for cut, role in zip(cuts, roles[1:], strict=True) if role == "weight"]
    apart = [
        piece
        for part in below
        for cell in number_apart(part, numbered, measure)
        for piece in cells_apart(cell, list(zip(cuts, begins, strict=True)), measure)
    ]
    for before, part, after in zip([None, *apart], apart, [*apart[1:], None], strict=False):
        column = _column(part, cuts, sign, before, after)
        if column is None:
            return None
        found[column].append(part)
    put_back(found, roles)
    put_forward(found, roles)
    put_none_among_names(found, roles)
    put_signs_in_their_column(found, roles)
    return Grid(names, roles, tuple(map(tuple, found)), sign)


def usual_start(below: Sequence[Part], cut: float, end: float) -> int | None:
    """Where most cells between two cuts begin, if more than one begins there."""
    begun = Counter(part.start for part in below if cut <= part.start < end)
    start, number = max(begun.items(), key=itemgetter(1), default=(None, 0))
    return start if number > 1 and 2 * number >= begun.total() else None


def cells_apart(part: Part, cuts: Sequence[tuple[float, int | None]], measure: Callable[[str], int]) -> list[Part]:
    """A part as the cells that a single blank holds apart where one column ends and the next begins, and so do most of its cells."""
    sign = measure("一")
    for cut, usual in cuts:
        # A sign alone right of the cut is too narrow to cross it: where it begins tells that it is a cell.
        beside = usual is not None and part.start < cut <= usual < part.stop
        if not (beside or _crosses(part, cut, sign)):
            continue
        blanks = [blank.start() for blank in re.finditer(r"\s", part.text)]
        begun = {part.start + measure(part.text[: at + 1]): at for at in blanks}
        nearest = min(blanks, key=lambda at: abs(part.start + measure(part.text[:at]) - cut), default=0)
        at = begun.get(usual if usual is not None else -1, nearest if _crosses(part, cut, sign) else 0)
        end = part.start + measure(part.text[:at])
        if at and (at != nearest or abs(end - cut) <= SHIFTED * sign + 1):
            begin = part.start + measure(part.text[: at + 1])
            rest = Part(part.text[at + 1 :], begin, part.stop, part.line)
            return [Part(part.text[:at], part.start, end, part.line), *cells_apart(rest, cuts, measure)]
    return [part]


def _column(part: Part, cuts: Sequence[float], sign: int, before: Part | None, after: Part | None) -> int | None:
    """The column of a part; where it stands in two, the one that the next part of its line, or the one before, leaves free."""
    column = sum(cut < part.middle for cut in cuts)
    right = next((at for at, cut in enumerate(cuts, 1) if _crosses(part, cut, sign)), None)
    if right is None:
        return column
    if after and after.line == part.line and sum(cut < after.middle for cut in cuts) == right:
        return right - 1
    return (
        right if before and before.line == part.line and sum(cut < before.middle for cut in cuts) == right - 1 else None
    )


def _crosses(part: Part, cut: float, sign: int) -> bool:
    """Whether a part stands in two columns: more than a little of it on either side, as lines of one table may be shifted."""
    little = max(sign, min(SHIFTED * sign, (part.stop - part.start) / 4))
    return part.start < cut - little and cut + little < part.stop


def _heading(column: Sequence[Part]) -> str:
    """What heads a column: the halves of its heading together, or the lowest of several headings over each other (指标值 | 前年)."""
    texts = [printed(part.text) for part in column]
    whole = "".join(texts)
    return texts[-1] if len(texts) > 1 and heading_role(texts[-1]) and not heading_role(whole) else whole


def _cut(crossed: Sequence[int], low: int, high: int) -> float:
    """The middle of the widest stretch between two headings that the fewest parts cross."""
    places = range(low, max(low + 1, min(high, len(crossed))))
    counts = [crossed[place] if place < len(crossed) else 0 for place in places]
    least = min(counts)
    runs: list[tuple[int, float]] = []
    begin: int | None = None
    for place, count in [*zip(places, counts, strict=True), (places.stop, least + 1)]:
        if count == least and begin is None:
            begin = place
        elif count != least and begin is not None:
            runs.append((place - begin, (begin + place) / 2))
            begin = None
    return max(runs)[1]
