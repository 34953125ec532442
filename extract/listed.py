"""Cells that list several indicators: 1.培训人数≥200人；2.培训合格率≥95% are two indicators of one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.deadlines import is_cut_date
from extract.targets import is_quality, parse_target
from ontology.folding import fold
from ontology.forms import forms
from ontology.framework import levels, second_levels
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONE_NUMBER = re.compile(r"^(?:[(（]?1[)）]|1[.、．])(?!\d)")
TEMPLATE_NUMBER = re.compile(r"^(?:指标\d+(?:[:：、]|[.．](?!\d)|(?=[\u4e00-\u9fff]{3}))|任务\d+[:：])")
"""What a form's template prints before a name (指标1：…)."""
NAME_NUMBER = re.compile(r"^[(（]?(\d{1,2})(?:[)）]|[.、．](?!\d))(?=.*[\u4e00-\u9fff])")
"""The number of a name among those of a table that are all numbered (1.培训人数, 2.培训场次)."""
_FEWEST_NUMBERED = 3
_NEARLY_ALL = 0.8
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_BEFORE_NUMBER = re.compile(r"[；;。，,、）)%\u4e00-\u9fff\dA-Za-z]$")
_MEASURE_END = re.compile(r"(?:率|数|量|额|度|时间|期限|比例|占比|次数|人数|面积|里程|成本|天数)(?=\d|每[年季月周])")
_QUANTITY = re.compile(r"(?<![\d.年月])\d[\d,.]*\D{0,6}(?:\d{1,2}\D{1,3}){0,2}$")
_SHORTEST_COUNTED = 4
_EACH = re.compile(r"每(?:半?年|季度?|月|周)[末初底中]?(?:\d{1,2}月)?\d{1,2}日(?:之?前)?")
_ENDS = "；;。，,、 "
_DAY = re.compile(r"^\d{4}年.*(?:前|内|底)$")
_FEWEST = 2
_SHORTEST_NAME, _LONGEST_NAME = 2, 30
_LONGEST_SHARED = 4
"""Characters of a word that says what several indicators are of (培训)."""
_LONGEST_PROMISE = 8
_LONGEST_WORD = 2
"""Characters of a word that says how well only behind another one (提高 may begin a name, 建立健全 ends one)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a list: its name, and where the list prints them its target, what was reached, and its weight."""

    name: str
    target: str | None
    actual: str | None = None
    weight: float | int | None = None


def counts_up(names: Sequence[str]) -> bool:
    """Whether the names of a table are numbered: nearly each has the number behind the one before, or is the first again."""
    numbers = [int(mark[1]) for name in names if (mark := NAME_NUMBER.match(name))]
    if len(numbers) < _FEWEST_NUMBERED or len(numbers) < _NEARLY_ALL * len(names):
        return False
    return all(other in (one + 1, 1) for one, other in pairwise([0, *numbers]))


def cell_to_items(
    name: str, value: str | None, lines: tuple[str, ...] = (), value_lines: tuple[str, ...] = ()
) -> list[Item]:
    """The indicators that a third-level cell lists, each with its target from the cell itself or from the value's own list.

    `lines` and `value_lines` are the printed lines of both cells. A cell that lists nothing, or whose list can't be matched
    with its targets, gives an empty list.
    """
    if value is not None and len(lines) == len(value_lines) >= _FEWEST and _are_targets(value_lines):
        return [Item(line, target) for line, target in zip(_unnumbered(lines), value_lines, strict=True)]
    own = _unnumbered(lines)
    names = numbered(name) or list(own if _all_stated(own) else ()) or (_stated_parts(name) if value is None else [])
    if len(names) < _FEWEST:
        return _single(name, lines) if value is None else _stated_in(value, name)
    if value is None:
        stated = [name_and_target(text) for text in names]
        # One item may have no more than its number at its end (补贴农村客运车辆68辆), where another prints a sign.
        split = [item or with_quantity(text) for item, text in zip(stated, names, strict=True)] if any(stated) else []
        return [item for item in split if item] if all(split) else []
    counted: list[str | None] = [*numbered(value)]
    targets = counted or [part for part in re.split(r"[；;]", value) if part]
    if counted and numbered(name):  # the last ones have no target
        targets = [*counted, *[None] * (len(names) - len(counted))]
    if len(targets) != len(names):
        return []
    return [Item(text, target) for text, target in zip(names, targets, strict=True)]


def _stated_in(value: str, name: str) -> list[Item]:
    """The indicators that the cell of a target lists in numbered items, each with its name, beside a word that they share.

    Items beside a name of its own (资金支付进度 | 1.第一季度≥25%；…) are the parts of its target.
    """
    if len(name) > _LONGEST_SHARED:
        return []
    items = [name_and_target(text) for text in numbered(value)]
    found = [item for item in items if item and len(item.name) > _SHORTEST_NAME and name in item.name]
    return found if len(found) == len(items) >= _FEWEST else []


def cell_to_groups(text: str) -> list[tuple[str, str]]:
    """The second-level labels that a cell prints before their lists (数量指标：1.…；质量指标：…), each with its list."""
    marks = [(mark["label"] or mark["within"], mark) for mark in _labelled().finditer(text)]
    marks = [(label, mark) for label, mark in marks if levels(label)]
    if not marks or marks[0][1].start() != 0:
        return []
    ends = [*(mark.start() for _, mark in marks[1:]), len(text)]
    return [(label, text[mark.end() : end].strip(_ENDS)) for (label, mark), end in zip(marks, ends, strict=True)]


@cache
def _labelled() -> re.Pattern[str]:
    """A label with its colon: any where a text or a statement begins, a second level of the framework wherever it stands."""
    return re.compile(
        rf"(?:^|(?<=[；;。]))(?P<label>[\u4e00-\u9fff]{{2,14}})[:：]|(?P<within>{any_of(second_levels())})[:：]"
    )


def group_to_items(text: str) -> list[Item]:
    """The indicators of a list behind its label; what states no target that can be told from its name has none."""
    parts = [part for part in re.split(r"[；;]", text) if part]
    listed = cell_to_items(text, None) if len(parts) < _FEWEST or numbered(text) else []
    return listed or [
        name_and_target(part) or with_quantity(part) or _with_promise(part) or Item(part, None) for part in parts
    ]


def lists_indicators(text: str) -> bool:
    """Whether a cell lists indicators with their targets, or holds one of them."""
    groups = [part for _, part in cell_to_groups(text)] or [text]
    return any(cell_to_items(part, None) for part in groups)


def numbered(text: str) -> list[str]:
    """The items of a numbered list, without their numbers; an empty list where the text is none.

    Numbers count up from 1, so that 2.100% is the second item 100% and no item is mistaken for a decimal.
    """
    if "1" not in text and _CIRCLED[0] not in text:
        return []
    marks: list[re.Match[str]] = []
    while mark := _next_mark(text, marks):
        marks.append(mark)
    if len(marks) < _FEWEST or marks[0].start() != 0:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)]
    # 1.5倍，2.3倍 are two decimals and no list.
    return [] if all(item[:1].isdigit() for item in items) else [item for item in items if item]


def _next_mark(text: str, marks: list[re.Match[str]]) -> re.Match[str] | None:
    """The mark of the next item; a number behind a colon or a sign is part of a target (配送图书：2.4万册；2.送戏下乡)."""
    found = _mark(len(marks) + 1).finditer(text, marks[-1].end() if marks else 0)
    return next((mark for mark in found if not marks or _BEFORE_NUMBER.search(text[: mark.start()])), None)


@cache
def _mark(number: int) -> re.Pattern[str]:
    """How the number of an item is printed: 2. 2、 (2) ②."""
    circled = f"|{_CIRCLED[number - 1]}" if number <= len(_CIRCLED) else ""
    return re.compile(rf"[(（]{number}[)）]|(?<![\d.]){number}[.、．)）]{circled}")


def name_and_target(text: str) -> Item | None:
    """A name with the target printed behind it (培训人数≥200人), or None where none is printed."""
    colon = max(text.find("："), text.find(":"))
    for start in filter(lambda start: start >= colon, _operator_starts(text)):
        target = parse_target(text[start:])
        if target.kind in ("numeric", "date"):
            return Item(text[:start].rstrip("：:"), text[start:])
    return _with_bare_target(text) or _with_colon(text)


def with_quantity(text: str) -> Item | None:
    """A name with a quantity or date at its end, 为 between them or nothing (回收率为88%以上, 培训场次5期)."""
    found = _QUANTITY.search(text)
    if found is None or parse_target(found[0]).kind not in ("numeric", "date"):
        return None
    name = text[: found.start()].removesuffix("为")
    about = next((word for word in wording().roughly if name.endswith(word)), "")
    if about and not name.endswith(wording().no_rough):
        return Item(name.removesuffix(about), f"{about}{found[0]}") if len(name) > _SHORTEST_COUNTED else None
    change = _change_at_end().search(name)
    name, target = (name[: change.start()], f"{change[0]}{found[0]}") if change else (name, found[0])
    return Item(name, target) if len(name) >= _SHORTEST_COUNTED else None


@cache
def _change_at_end() -> re.Pattern[str]:
    """A word of a change at the end of a name, with what it is a change from (较上年下降 before 3%)."""
    words = any_of(wording().changes)
    return re.compile(rf"(?:(?:比|较)(?:(?:上|去)年(?:同期)?|[\u4e00-\u9fff]{{1,4}}前)|同比)?(?:{words})$")


def _with_promise(text: str) -> Item | None:
    """A name with words at its end that say how well, or against which year (粮食产量不低于上年, 人居环境有效改善)."""
    found = _promise_at_end().search(text)
    name = text[: found.start()] if found else ""
    return Item(name, text[len(name) :]) if len(name) >= _SHORTEST_COUNTED else None


@cache
def _promise_at_end() -> re.Pattern[str]:
    words = wording()
    before, well = "|".join((*words.adverbs, *words.baselines)), "|".join((*words.qualities, *words.changes))
    whole = "|".join(word for word in words.qualities if len(word) > _LONGEST_WORD)
    return re.compile(
        rf"(?:(?:{before})+(?:{well})|{whole}|(?:不?[高低少多大小]于|较|比)(?:上|去|往)年度?(?:{well})?)$"
    )


def _with_colon(text: str) -> Item | None:
    """A name with a colon and its target behind it (地下水开采量：减少)."""
    name, colon, target = text.replace(":", "：", 1).partition("：")
    whole = colon and _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and target and not re.search(r"[：:；;。]", target)
    return Item(name, target) if whole and not levels(name) and len(target) <= _LONGEST_NAME else None


def _with_bare_target(text: str) -> Item | None:
    """A name that ends in a word of measure, with a number or date behind it (补贴发放及时率100%, 完成时间2022年11月底前)."""
    found = _MEASURE_END.search(text)
    if found is None:
        return None
    name, target = text[: found.end()], text[found.end() :]
    stated = parse_target(target).kind in ("numeric", "date") or _EACH.fullmatch(target)
    return Item(name, target) if stated else None


@cache
def _operators() -> re.Pattern[str]:
    return re.compile(any_of((*wording().signs, *wording().operator_words)))


def _operator_starts(text: str) -> list[int]:
    """Where a sign or word of an operator begins, a name before it."""
    # Folding keeps lengths of the signs looked for, so that a start in the folded text is one in the text.
    folded = text if len(fold(text)) != len(text) else fold(text)
    return [match.start() for match in _operators().finditer(folded) if match.start() > 1]


def _single(name: str, lines: tuple[str, ...]) -> list[Item]:
    """A cell without a value beside it that prints its target behind the name, or in a line of its own."""
    item = name_and_target(_LONE_NUMBER.sub("", TEMPLATE_NUMBER.sub("", name)).rstrip("。；;")) or _parted(lines)
    return [item] if item else []


def _parted(lines: tuple[str, ...]) -> Item | None:
    """A name and its target in two lines, or with a blank between them (补贴拨付时间 每季度末)."""
    if len(lines) != _FEWEST or TEMPLATE_NUMBER.match(lines[1]):
        return None
    name, target = TEMPLATE_NUMBER.sub("", lines[0]), lines[1]
    measured = name.endswith(forms().measures) and len(target) <= _LONGEST_PROMISE
    whole = measured or is_quality(target) or parse_target(target).kind in ("numeric", "date", "change")
    return Item(name, target) if whole and len(name) >= _SHORTEST_NAME and not levels(name) else None


def _stated_parts(text: str) -> list[str]:
    """The parts of a cell that semicolons hold apart, where each is a name with its target."""
    parts = [part.strip(_ENDS) for part in re.split(r"[；;]", text) if part.strip(_ENDS)]
    return parts if len(parts) >= _FEWEST and all(name_and_target(part) for part in parts) else []


def _are_targets(lines: tuple[str, ...]) -> bool:
    """Whether each line of a value's cell is a target, and none was cut from the one above (2024年12 | 月31日)."""
    return all(map(_is_whole_target, lines)) and not any(is_cut_date(*two) for two in pairwise(lines))


def _is_whole_target(line: str) -> bool:
    """Whether a line of a value's cell is a target of its own and no rest of one."""
    target = parse_target(line)
    return target.kind in ("numeric", "change") or is_quality(line) or _DAY.search(line) is not None


def _unnumbered(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the numbers that count them up."""
    if not lines:
        return lines
    marks = [_mark(number).match(line) for number, line in enumerate(lines, 1)]
    return tuple(line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark) if all(marks) else lines


def _all_stated(lines: tuple[str, ...]) -> bool:
    """Whether each printed line of a cell is a name with its target."""
    return len(lines) >= _FEWEST and all(name_and_target(line) for line in lines)
