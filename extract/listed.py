"""Cells that list several indicators: 1.培训人数≥200人；2.培训合格率≥95% are two indicators of one place."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.clauses import cell_to_clauses
from extract.deadlines import is_cut_date
from extract.named_targets import SHORTEST_COUNTED, SHORTEST_NAME, Item, name_and_target, with_promise, with_quantity
from extract.quantities import is_cut_target, quantity
from extract.targets import is_operator, is_quality, parse_target
from ontology.folding import fold
from ontology.forms import forms
from ontology.framework import levels, second_levels
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONE_NUMBER = re.compile(r"^(?:[(（]?1[)）]|1[.、．])(?!\d)")
TEMPLATE_NUMBER = re.compile(r"^(?:指标\d+(?:[:：、]|[.．](?!\d)|(?=[\u4e00-\u9fff]{3}))|任务\d+[:：])")
"""What a form's template prints before a name (指标1：…)."""
NAME_NUMBER = re.compile(
    r"^(?:[(（]?(?P<number>\d{1,2})(?:[)）]|[.、．](?!\d))|(?P<circled>[①-⑳]))(?=.*[\u4e00-\u9fff])"
)
"""The number of a name among those of a table that are all numbered (1.培训人数, 2.培训场次)."""
_FEWEST_NUMBERED = 3
_NEARLY_ALL = 0.8
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_TOLD = "一二三四五六七八九十"
_BEFORE_NUMBER = re.compile(r"[；;。，,、）)%\u4e00-\u9fff\dA-Za-z]$")
_SEPARATED = re.compile(r"[；;]")
_LISTED, _STROKE = re.compile("、"), re.compile("[/／]")
_ENDS = "；;。，,、 "
_DAY = re.compile(r"^\d{4}年.*(?:前|内|底)$")
_DATED = re.compile(
    r"(?P<day>(?:\d{4}年)?(?:\d{1,2}月(?:\d{1,2}日|底|末)?|年?底)(?:之|以)?前)(?P<name>[^\d，,；;。]{4,})"
)
_FEWEST = 2
_LONGEST_SHARED = 4
"""Characters of a word that says what several indicators are of (培训)."""
_LONGEST_PROMISE = 8


def counts_up(names: Sequence[str]) -> bool:
    """Whether the names of a table are numbered: nearly each has the number behind the one before, or is the first again."""
    marks = [mark for name in names if (mark := NAME_NUMBER.match(name))]
    numbers = [int(fold(mark["number"] or mark["circled"])) for mark in marks]
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
    if value is not None and len(lines) == len(value_lines) >= _FEWEST and _are_beside(lines, value_lines):
        return [Item(line, target) for line, target in zip(_unnumbered(lines), value_lines, strict=True)]
    own = _unnumbered(lines)
    names = numbered(name)
    if value is None and not names and (clauses := cell_to_clauses(name, own)):
        return clauses
    names = names or list(own if _all_stated(own) else ()) or (_stated_parts(name) if value is None else [])
    if len(names) < _FEWEST:
        return (
            _single(name, lines)
            if value is None
            else _stated_in(value, name) or _matched(name, value) or _only(name, value)
        )
    if value is None:
        return _listed(names)
    counted: list[str | None] = [*numbered(value)]
    targets = counted or [part for part in re.split(r"[；;]", value) if part]
    if counted and numbered(name):  # the last ones have no target
        targets = [*counted, *[None] * (len(names) - len(counted))]
    if len(targets) != len(names):
        return _for_each(names, value)
    return [Item(text, target) for text, target in zip(names, targets, strict=True)]


def _listed(names: Sequence[str]) -> list[Item]:
    """The items of a list with the targets printed behind them; one without a target among others has none, all of them no list."""
    stated = [name_and_target(text) or with_quantity(text) for text in names]
    if not any(stated):
        return []
    return [
        item or with_quantity(text, SHORTEST_NAME) or with_promise(text) or Item(text, None)
        for item, text in zip(stated, names, strict=True)
    ]


def _for_each(names: Sequence[str], value: str) -> list[Item]:
    """Several names beside one target that is that of each (均≥90%)."""
    each = value.startswith(forms().for_each) and parse_target(value).kind in ("numeric", "change")
    return [Item(name, value) for name in names] if each and not _SEPARATED.search(value) else []


def _matched(name: str, value: str) -> list[Item]:
    """Names that semicolons hold apart, beside as many targets held apart so, or one that is that of each.

    Other signs hold them apart too where both print the same ones, and each part of the targets is a quantity.
    """
    for separated, is_own in ((_SEPARATED, _is_target_alone), (_LISTED, _is_counted), (_STROKE, _is_counted)):
        names, targets = (list(filter(None, separated.split(text))) for text in (name, value))
        if len(names) == len(targets) >= _FEWEST and all(map(is_own, targets)):
            return [Item(*pair) for pair in zip(names, targets, strict=True)]
    names = list(filter(None, _SEPARATED.split(name)))
    measured = all(part.endswith((*forms().measures, *forms().shares)) for part in names)
    return _for_each(names, value) if len(names) >= _FEWEST and measured else []


def _is_target_alone(part: str) -> bool:
    return _is_whole_target(part) or parse_target(part).kind == "date"


def _is_counted(part: str) -> bool:
    target = parse_target(part)
    return target.kind == "numeric" and (target.unit is not None or target.operator_source == "printed")


def _stated_in(value: str, name: str) -> list[Item]:
    """The indicators that the cell of a target lists in numbered items, each with its name, beside a word that they share.

    Items beside a name of its own (资金支付进度 | 1.第一季度≥25%；…) are the parts of its target.
    """
    if len(name) > _LONGEST_SHARED:
        return []
    items = [name_and_target(text) for text in numbered(value)]
    found = [item for item in items if item and len(item.name) > SHORTEST_NAME and name in item.name]
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
    parts = parts if len(parts) > 1 else [_LONE_NUMBER.sub("", part) for part in parts]
    return listed or [
        name_and_target(part) or with_quantity(part) or with_promise(part) or Item(part, None) for part in parts
    ]


def lists_indicators(text: str) -> bool:
    """Whether a cell lists indicators with their targets, or holds one of them."""
    groups = [part for _, part in cell_to_groups(text)] or [text]
    return any(cell_to_items(part, None) for part in groups)


def numbered(text: str) -> list[str]:
    """The items of a numbered list, without their numbers; an empty list where the text is none.

    Numbers count up from 1, so that 2.100% is the second item 100% and no item is mistaken for a decimal.
    """
    if not any(first in text for first in ("1", _CIRCLED[0], _TOLD[0])):
        return []
    marks: list[re.Match[str]] = []
    while mark := _next_mark(text, marks):
        marks.append(mark)
    if len(marks) < _FEWEST or marks[0].start() != 0:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [text[mark.end() : end].strip(_ENDS) for mark, end in zip(marks, ends, strict=True)]
    # 1.5倍，2.3倍 are two decimals and no list.
    decimals = all(item[:1].isdigit() for item in items) and all(mark[0].endswith((".", "．")) for mark in marks)
    return [] if decimals else [item for item in items if item]


def _next_mark(text: str, marks: list[re.Match[str]]) -> re.Match[str] | None:
    """The mark of the next item; a number behind a colon or a sign is part of a target (配送图书：2.4万册；2.送戏下乡)."""
    found = _mark(len(marks) + 1).finditer(text, marks[-1].end() if marks else 0)
    return next((mark for mark in found if not marks or _BEFORE_NUMBER.search(text[: mark.start()])), None)


@cache
def _mark(number: int) -> re.Pattern[str]:
    """How the number of an item is printed: 2. 2、 (2) ② 二是 二、."""
    circled = f"|{_CIRCLED[number - 1]}" if number <= len(_CIRCLED) else ""
    told = f"|{_TOLD[number - 1]}[是、]" if number <= len(_TOLD) else ""
    return re.compile(rf"[(（]{number}[)）]|(?<![\d.]){number}[.、．)）]{circled}{told}")


def _single(name: str, lines: tuple[str, ...]) -> list[Item]:
    """A cell without a value beside it that prints its target behind the name, or in a line of its own."""
    item = (
        name_and_target(_LONE_NUMBER.sub("", TEMPLATE_NUMBER.sub("", name)).rstrip("。；;"))
        or _parted(lines)
        or _dated(name)
        or _behind(name)
    )
    return [item] if item else []


def _only(name: str, value: str) -> list[Item]:
    """The only item of a list beside that of the list of targets (1.验收合格率 | 1.≥95%)."""
    if _LONE_NUMBER.match(name) is None:
        return []
    dated = value.removeprefix("1.")  # 1.12月底前
    target = dated if parse_target(dated).kind == "date" else _LONE_NUMBER.sub("", value)
    return [Item(_LONE_NUMBER.sub("", name), target)] if target != value else []


def _behind(text: str) -> Item | None:
    """A name with the target that is printed before it, begun by its sign (≥6处修建取水码头)."""
    found = quantity(fold(text)) if is_operator(text[:1]) else None
    name = found.behind if found else ""
    whole = len(name) >= SHORTEST_COUNTED and text.endswith(name) and not re.search(r"[\d，,；;。]", name)
    return Item(name, text.removesuffix(name)) if whole else None


def _dated(text: str) -> Item | None:
    """What is to be done by a day that is printed before it (2022年11月底前完成全部建设)."""
    found = _DATED.fullmatch(text.rstrip("。；;"))
    return Item(found["name"], found["day"]) if found and parse_target(found["day"]).kind == "date" else None


def _parted(lines: tuple[str, ...]) -> Item | None:
    """A name and its target in two lines, or with a blank between them (补贴拨付时间 每季度末)."""
    if len(lines) != _FEWEST or TEMPLATE_NUMBER.match(lines[1]):
        return None
    name, target = TEMPLATE_NUMBER.sub("", lines[0]), lines[1]
    measured = name.endswith(forms().measures) and len(target) <= _LONGEST_PROMISE
    whole = measured or is_quality(target) or parse_target(target).kind in ("numeric", "date", "change")
    return Item(name, target) if whole and len(name) >= SHORTEST_NAME and not levels(name) else None


def _stated_parts(text: str) -> list[str]:
    """The parts of a cell that semicolons hold apart, where each is a name with its target."""
    parts = [part.strip(_ENDS) for part in re.split(r"[；;]", text) if part.strip(_ENDS)]
    return parts if len(parts) >= _FEWEST and all(name_and_target(part) for part in parts) else []


def _are_beside(names: tuple[str, ...], targets: tuple[str, ...]) -> bool:
    """Whether each line of a name's cell is a name with its target on the same line of its value's, none cut off the one above.

    Where each name ends as one of a measure does, any target will do (2024年12 | 月31日 is one that was cut).
    """
    if any(is_cut_date(*two) or is_cut_target(*two) for two in pairwise(targets)):
        return False
    measured = all(name.endswith((*forms().measures, *forms().shares)) for name in names)
    return all(map(_is_whole_target, targets)) or (measured and any(map(_is_whole_target, targets)))


def _is_whole_target(line: str) -> bool:
    """Whether a line of a value's cell is a target of its own and no rest of one."""
    target = parse_target(line)
    stated = target.kind in ("numeric", "change") or is_quality(line) or fold(line) in wording().none_happens
    return stated or _DAY.search(line) is not None


def _unnumbered(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the numbers that count them up."""
    if not lines:
        return lines
    marks = [_mark(number).match(line) for number, line in enumerate(lines, 1)]
    return tuple(line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark) if all(marks) else lines


def _all_stated(lines: tuple[str, ...]) -> bool:
    """Whether each printed line of a cell is a name with its target."""
    return len(lines) >= _FEWEST and all(name_and_target(line) for line in lines)
