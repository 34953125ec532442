"""Lines in which the cells of a table run on become pieces: parts that belong to one cell, from which the cells are put together.

*Spaced* lines hold their cells apart by single blanks. In *glued* lines nothing does, and a piece ends where a reader's eye stops:
behind a level's label, around a quantity, behind the noun that names a measure (率, 次数, 满意度), before the words of a promise.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from extract.misread_signs import MORE_THAN_ALL
from extract.targets import is_quality
from extract.torn import is_open
from extract.words_apart import LONGEST_PROMISE, SHORTEST_RUN, words_apart
from ontology.folding import fold
from ontology.forms import field_role, forms
from ontology.framework import categories, is_points, levels, notation
from ontology.units import is_unit
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from extract.document import Place

_SIGN = r"[≥≤><＞＜=＝≧≦═]{1,2}"
_AMOUNT = re.compile(rf"({_SIGN})?(\d[\d,]*(?:\.\d+)?)([^\d].{{0,5}})?")
_LONE_SIGN = re.compile(_SIGN)
_DAY = r"(?:\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日)"
_DATE = rf"(?:20\d\d年(?:{_DAY})?|(?:次年|当年|每年|每月|每季度)?{_DAY})(?:底前|末前|[前底末内]|以前|之前|年底前?)?"
_OPEN_DATE = re.compile(r"20\d\d年$|\d月$|每[年月]$")
_DATE_NUMBER = re.compile(r"(?<!\d)20\d\d$|[年月]\d{1,2}$")
_DAY_BEFORE = re.compile(r"日(?:前|之前|以前)")
_DATE_END = re.compile(r"(?:年|月份?|日)(?:(?:底|末)?[前内]?|以前|之前)")
_DATE_PART = re.compile(r"[年月]\d{1,2}")
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_YEAR_AND_MONTH = r"(?:19|20)\d\d年\d{1,2}月"
"""What runs on behind the number of the cell before it (8 | 2022年10月底)."""
_OFTEN = r"(?:(?:每[人户])?每(?:半?年|学期|季度|月|周))?"
_QUOTING = "《》"
"""What is read for a sign, and ends a title as well."""
_UNIT_SIGNS = 6
_LONGEST_OPEN = 80
"""Characters within which a bracket closes, or it is no pair."""
_TWICE = re.compile(r"([1-9]\d)\1")
"""Points, and as many again that were given (1010)."""
_PERCENTS = re.compile(r"(\d+?)(100|\d\d|\d)[%％]")
_BEGINNING = re.compile(r"[\u4e00-\u9fff“《]")
_OPEN_POINTS = re.compile(r"[(（][\d-]*$")
_TEMPLATE_NUMBER = re.compile(r"指标\d{1,2}?[:：]?(?=(?![项个条类])[\u4e00-\u9fff]{3}|20\d\d年)")
"""What a form's template prints before a name, with or without a colon."""
_SHORTEST_REST = 3
"""Characters that may stand behind a measure's noun before they are a cell of their own."""
_LABEL_ENDS = ("指标", "值", "目标", "情况", "管理", "满意度等")
_LONG_LABEL = 4
"""Characters of a second level's label that no name is likely to begin with (经济效益)."""
_MOST_LETTERS = 20
"""Signs held apart that may be one label; the longest that is known has fourteen."""
_DIRECTION = re.compile(r"(?<=..)(?:正向|反向|逆向)(?:指标)?$")
_BRACKETS = re.compile(r"[(（【《“][^()（）【】《》“”]*[)）】》”]")


class Piece(NamedTuple):
    """A part of a line that belongs to one cell.

    `seam` is what stands before it: a line's end, a blank, or nothing; `end` how many characters of its line, blanks not
    counted, stand before its end.
    """

    text: str
    seam: str
    place: Place
    end: int = 0


def spaced_pieces(line: str, place: Place, *, whole_targets: bool = False) -> Iterator[Piece]:
    """The parts of a line between its blanks; a blank inside brackets or between a sign and its number ends none, a label ends one.

    Points that stand alone are no part: a form prints them below a label. `whole_targets` says that no column parts numbers
    from their signs and units, so that a blank between them (≥ 80 公里) is the printer's.
    """
    seam, text, end = "\n", "", 0
    parts = list(_letters_joined(line.split()))
    parts = _quantities_joined(parts, _belongs_to if whole_targets else _belongs_to_date)
    parts = [piece for part in parts for piece in _labels_before(part)]
    for number, part in enumerate(parts, 1):
        text, end = text + part, end + len(part)
        # A bracket that the line does not close is open at the line's end, where another cell may stand.
        bracketed = is_open(text) and not is_open(text + "".join(parts[number:]))
        signs = _LONE_SIGN.fullmatch(text) and number < len(parts) and parts[number][0].isdecimal()
        if number < len(parts) and len(text) < _LONGEST_OPEN and (bracketed or signs):
            continue
        if not is_points(text):
            yield Piece(text, seam, place, end)
        seam, text = " ", ""


def _labels_before(part: str) -> Iterator[str]:
    """The labels of the framework with which a part begins and a name goes on (产出指标数量指标新建里程), and the rest."""
    at = 0
    while (found := _label().match(part, at)) and found.end() < len(part) and not _OPEN_POINTS.match(part, found.end()):
        yield found[0]
        at = found.end()
    yield part[at:]


def _quantities_joined(parts: Sequence[str], belongs: Callable[[str, str, str], bool]) -> list[str]:
    """The parts of a line, those joined that are one quantity or date."""
    joined: list[str] = []
    for part, following in zip_longest(parts, parts[1:], fillvalue=""):
        if joined and belongs(joined[-1], part, following):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _belongs_to(quantity: str, part: str, following: str) -> bool:
    """Whether a part goes on with the quantity before it: a number behind a word or a year, or what stands behind a number."""
    if part[0].isdecimal():
        return quantity in wording().operator_words or _goes_on_with_date(quantity, following)
    if quantity[-1].isdecimal():
        ending = next((word for word in wording().after if part.endswith(word) and part != word), "")
        dated = _DATE_END.fullmatch(part) or _DATE_PART.fullmatch(part)
        return part[0] in "%％‰" or dated is not None or is_unit(part.removesuffix(ending))
    return part in wording().after and quantity.lstrip("≥≤≧≦><＞＜=＝")[:1].isdecimal()


def _goes_on_with_date(date: str, following: str) -> bool:
    """Whether a number, by what follows it, is that of a date's next part: the month behind a year, the day behind a month."""
    return following.startswith("日" if date.endswith("月") else ("月", "日")) and _OPEN_DATE.search(date) is not None


def _belongs_to_date(date: str, part: str, following: str) -> bool:
    """Whether a part goes on with the date before it, where numbers may have signs and units in columns of their own."""
    if part[0].isdecimal():
        return _goes_on_with_date(date, following)
    begun = _DATE_NUMBER.search(date) is not None and _DATE_END.fullmatch(part) is not None
    return begun or (date[-1].isdecimal() and _DAY_BEFORE.fullmatch(part) is not None)


def _letters_joined(parts: Sequence[str]) -> Iterator[str]:
    """The parts of a line, those joined that are the signs of one label held apart (产 出 指 标)."""
    at = 0
    while at < len(parts):
        stop = at
        while stop < min(len(parts), at + _MOST_LETTERS) and len(parts[stop]) == 1:
            stop += 1
        ends = (end for end in range(stop, at + 1, -1) if _is_whole("".join(parts[at:end])))
        end = next(ends, at + 1)
        yield "".join(parts[at:end])
        at = end


def _is_whole(text: str) -> bool:
    """Whether a text is a level's label, or that of a form's total (总 分)."""
    return bool(levels(text)) or field_role(text) == "total"


def glued_pieces(
    line: str, place: Place, *, whole_targets: bool = True, ways: Container[str] = frozenset()
) -> Iterator[Piece]:
    """The smallest parts of a line that no blank has to hold apart; where targets are none, their signs and units too.

    `ways` are columns of words behind names: "direction" (正向), "unit", which is that of the number behind it (公里≥20), and
    "operator", whose signs are their targets' but which print a word where there is none (定性).
    """
    seam, end = "\n", 0
    for part in chain.from_iterable(map(_promise_first, line.split())):
        texts = list(_bare_labels_apart(list(_parts_of(part))))
        for whole in _units_behind(texts) if "unit" in ways else texts:
            for piece in _ways_apart(whole, ways) if whole_targets else _signs_apart(whole):
                end += len(piece)
                if "operator" in ways and piece in wording().manners:
                    continue
                yield Piece(piece, seam, place, end)
                seam = ""
        seam = " "


def _promise_first(part: str) -> list[str]:
    """What a blank holds apart from a name, the promise with which it begins apart from the next name (稳定增长 | 公众防治意识)."""
    lengths = range(min(LONGEST_PROMISE, len(part) - SHORTEST_RUN), 1, -1)
    found = next((length for length in lengths if length > 2 and _is_promise(part[:length])), 0)  # noqa: PLR2004 - 提升 begins names
    return [part[:found], part[found:]] if found and not levels(part) else [part]


def _units_behind(texts: Sequence[str]) -> list[str]:
    """The parts of a line, the unit at a name's end behind the number that follows it."""
    moved = list(texts)
    for at, (name, number) in enumerate(pairwise(moved)):
        bare = _AMOUNT.fullmatch(number)
        lengths = range(min(_UNIT_SIGNS, len(name) - _SHORTEST_REST), 0, -1)
        length = next((length for length in lengths if is_unit(name[-length:])), 0)
        if bare and not bare[3] and length:
            moved[at : at + 2] = [name[:-length], number + name[-length:]]
    return moved


def _ways_apart(text: str, ways: Container[str]) -> list[str]:
    """A text with what stands behind a name in columns of directions and signs apart."""
    named, *behind = _manner().split(text) if "operator" in ways and len(text) > SHORTEST_RUN else [text]
    way = _DIRECTION.search(named) if "direction" in ways else None
    return [part for part in (*((named[: way.start()], way[0]) if way else (named,)), *behind) if part]


def _parts_of(part: str) -> Iterator[str]:
    """The labels that end in 指标, and the cells between them in parts."""
    for text in _labels_apart(part):
        if _label().fullmatch(text):
            yield text
            continue
        at = 0
        for stop in [found.start() for found in _TEMPLATE_NUMBER.finditer(text) if found.start()] + [len(text)]:
            number = _TEMPLATE_NUMBER.match(text, at, stop)
            first, *others = _cells_apart(text[number.end() if number else at : stop])
            yield from ((number[0] if number else "") + first, *others)
            at = stop


def _bare_labels_apart(parts: Sequence[str]) -> Iterator[str]:
    """The parts, those of a form apart that begin with a second level's bare label (经济效益减少支出) where no label stands before it.

    A short one (成本, 时效) counts only beside a longer one: names begin with it elsewhere.
    """
    found, above = [], ""
    for part in parts:
        label = _bare_label(part)
        # 社会效益覆盖面 below 社会效益指标 is a name.
        found.append("" if above and (above == part or notation(label, 2) == notation(above, 2)) else label)
        above = part if levels(part) == {2} else "" if levels(part) else above
    least = 1 if any(len(label) >= _LONG_LABEL for label in found) else _LONG_LABEL
    for part, label in zip(parts, found, strict=True):
        if len(label) >= least:
            yield label
            yield part[len(label) :]
        else:
            yield part


def _bare_label(part: str) -> str:
    """The second level's label without 指标 with which a part begins, a name behind it; nothing where it has none."""
    found = _bare_labels().match(part)
    rest = part[found.end() :] if found else ""
    named = len(rest) >= SHORTEST_RUN and _BEGINNING.match(rest) and not rest.startswith(forms().label_compounds)
    return found[0] if found and named else ""


@cache
def _bare_labels() -> re.Pattern[str]:
    spelled = [spelling for category in categories().values() for spelling in category.spellings]
    return re.compile(any_of(label for label in spelled if not label.endswith(_LABEL_ENDS) and 2 in levels(label)))  # noqa: PLR2004 - the second level


def _signs_apart(text: str) -> list[str]:
    """A quantity as its sign, number and unit, words around what stands in a sign's place (定性); any other text as it is."""
    if found := _AMOUNT.fullmatch(text):
        return [part for part in found.groups() if part]
    return [part for part in _manner().split(text) if part] if len(text) > SHORTEST_RUN else [text]


@cache
def _manner() -> re.Pattern[str]:
    """What stands in a sign's place behind a name, words of a target behind it."""
    return re.compile(rf"(?<=[\u4e00-\u9fff）)]{{{SHORTEST_RUN}}})({any_of(wording().manners)})(?!指标|分析|评价)")


@cache
def _label() -> re.Pattern[str]:
    """A label of the framework that ends in 指标, with the points behind it."""
    spellings = {spelling for category in categories().values() for spelling in category.spellings}
    named = any_of(spelling for spelling in spellings if spelling.endswith("指标"))
    return re.compile(rf"(?:{named})(?:[(（]\d+(?:-\d+)?分?[)）]分?)?")


def _labels_apart(text: str) -> Iterator[str]:
    at = 0
    for found in _label().finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield found[0]
        at = found.end()
    if at < len(text):
        yield text[at:]


@cache
def _number() -> re.Pattern[str]:
    """A date, or a number with the sign or the word before it (≥95, 不低于95) and the percent sign behind it."""
    words = any_of(wording().operator_words)
    misread = any_of(sign for sign in wording().misread_signs if sign not in _QUOTING)
    change = (
        rf"(?:{any_of(wording().baselines)})?(?:{any_of(wording().changes)})(?={_DIGITS}(?:[%％]|百分比|个?百分点))"
    )
    return re.compile(
        rf"(?P<date>{_DATE})|{_OFTEN}(?P<sign>{_SIGN}|(?<![A-Za-z第十])(?:{misread})(?=\d)|{words}|{change})?"
        rf"(?P<digits>\d{{1,2}}(?={_YEAR_AND_MONTH})|{_DIGITS}(?:[-~～—–至]{_DIGITS})?)(?P<percent>[%％‰])?"
    )


@cache
def _behind() -> re.Pattern[str]:
    """The word behind a quantity that belongs to it (以上, 以内)."""
    return re.compile(any_of(wording().after))


def _cells_apart(text: str) -> list[str]:
    """What stands between two labels in parts; where no quantity is among them, a short promise at its end is one too (增强, 无)."""
    parts = list(_quantities_apart(text))
    if len(parts) > 1 or any(map(str.isdigit, text)):
        return parts
    for length in range(min(LONGEST_PROMISE, len(text) - SHORTEST_RUN), 0, -1):
        if text[-length:] in wording().ends_no_word or (
            length > 1 and all(map(_is_promise, text[-length:].split("、")))
        ):
            return [text[:-length], text[-length:]]
    return parts


def _is_promise(text: str) -> bool:
    """Whether a text says how well, or is the word of a change with nothing of a name before it (增长, 有所增长)."""
    return is_quality(text) or _change().fullmatch(text) is not None


@cache
def _change() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(wording().adverbs)})*(?:{any_of(wording().changes)})")


def _quantities_apart(text: str) -> Iterator[str]:
    """The quantities of a text, each with its sign and unit, and what stands between them."""
    at = 0
    held = [match.span() for match in _BRACKETS.finditer(text)]
    starts = [start for start, _ in held]
    for found in _number().finditer(text):
        before = bisect_left(starts, found.start())
        if found.start() < at or (before and found.start() < held[before - 1][1]):
            continue
        end = found.end() if found["date"] or found["percent"] else found.end() + _unit_length(text[found.end() :])
        if word := _behind().match(text, end):
            end = word.end()
        yield from words_apart(text[at : found.start()])
        yield from _numbers_apart(text[found.start() : end], text[end:])
        at = end
    yield from words_apart(text[at:])


def _unit_length(text: str) -> int:
    """How many signs at the beginning of a text are a unit; the longest one; 项 of 项目 is none."""
    if text.startswith("项目"):
        return 0
    return next((length for length in range(min(_UNIT_SIGNS, len(text)), 0, -1) if is_unit(text[:length])), 0)


def _numbers_apart(quantity: str, behind: str) -> Iterator[str]:
    """Two numbers of neighbouring cells that run together (10 | 100%, 10 | 20万元 before another 20万元), else the quantity."""
    again = _number().match(behind)
    if again and not again["sign"]:
        unit = quantity.lstrip("0123456789.,≥≤><=")
        repeated = behind[: again.end()] + unit
        before = quantity.removesuffix(repeated)
        if unit and behind.startswith(repeated) and before != quantity and before.replace(".", "").isdecimal():
            yield from (before, repeated)
            return
    if not behind and (twice := _TWICE.fullmatch(quantity)):
        yield from (twice[1], twice[1])
        return
    percents = _PERCENTS.fullmatch(quantity)
    if percents and int(percents[1] + percents[2]) > 100 and not MORE_THAN_ALL.fullmatch(quantity):  # noqa: PLR2004 - all
        yield from (percents[1], quantity[len(percents[1]) :])
    else:
        yield quantity


def first_word(line: str) -> str:
    """What stands before the first blank or colon of a line, folded."""
    return fold(re.split(r"[\s:：]", line.strip(), maxsplit=1)[0])
