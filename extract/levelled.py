"""Indicators that running text lists below levels: 一、产出指标 / (一)数量指标 / 培训人数≥300人；, or 数量指标-修复面积大于等于610亩；.

1. A numbered heading that is a level's label opens the level; numbers of the first level's kind open first levels again.
2. The lines below it list names with their targets; a line that is none ends the list.
3. A paragraph that prints labels with a dash or a colon before the indicators of each level lists them in itself, below
   the heading above it.
4. A paragraph that speaks of indicators and prints names with signs and numbers between its commas lists these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.listed import numbered
from extract.named_targets import Item, name_and_target, with_quantity
from extract.numerals import digits, plain
from extract.targets import is_quality, parse_target
from ontology.folding import fold
from ontology.forms import column_role, field_role, forms, period_named
from ontology.framework import levels, notation

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERED = re.compile(
    r"^(?:(?P<chinese>[一二三四五六七八九十]+、)|(?P<bracket>[(（][一二三四五六七八九十]+[)）]、?)|(?P<digit>\d{1,2}[.、．])|(?P<both>[(（]\d{1,2}[)）]))\s*"
)
_MARKED = re.compile(
    r"(?:^|(?<=[；;。，,、：:—–－)）①-⑳-]|\s))(?:[一二三四五六七八九十]是)?(?P<label>[\u4e00-\u9fff]{2,10}(?:指标|目标))"
    r"(?:[(（][\u4e00-\u9fff]{4,12}[)）])?(?:[-—–－]+|[:：，,]|完成情况[:：。])"
)
_WITH_HEADING = re.compile(
    r"(?P<name>[^，,；;。：:]{3,40}?)(?:年初|年度|预期)?(?:指标|目标)值(?:[为:：])?(?P<target>[^，,；;。]{1,20})"
)
"""A name and its target with the heading of targets between them (补助人数指标值≥612人)."""
_YEAR = re.compile(r"^20\d\d年度?[,，]")
_TEMPLATE = re.compile(r"[(（][^()（）]{0,3}\*{2,}[^()（）]{0,8}[)）]")
"""What a form's template prints for the target behind a name, before the target itself: (≥**个)."""
_COMMA = re.compile(r"[,，]")
_REACHED = re.compile(r"[,，](?:(?:全年|年度)?实际|(?:指标|目标)?完成率)")
_PHRASE = re.compile(r"[，,；;。]")
_SIGNED = re.compile(r"[≥≤≧≦＞＜><=＝]=?\d")
_ABOUT = re.compile(r"在?(?P<label>[\u4e00-\u9fff]{2,8}指标)方面")
_HEADED = re.compile(
    r"(?:^|(?<=[；;。]))\s*(?:[(（]?\d{1,2}[)）.、．]\s*)?(?P<name>[^，,；;。：:]{4,40})[，,：:]\s*"
    r"(?P<heading>[\u4e00-\u9fff]{2,7}值)[:：为]?(?P<target>[^，,；;。]{1,20})"
)
_BEHIND = re.compile(
    r"[，,]\s*(?P<heading>[\u4e00-\u9fff]{1,7}值|权重|得分|分数)[:：=为]?(?P<told>[^，,；;。]{1,20}(?:。\d+)?)"
)
_FEWEST_SIGNED = 3
_LONGEST_NAME = 40
_ITEM_NUMBER = re.compile(r"^\s*(?:[(（]\d{1,2}[)）]|\d{1,2}(?:、|[.．](?!\d)))\s*")
_DEADLINE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?[之以]?前(?=[\u4e00-\u9fff]{2,})")
_ITEM_END = re.compile(r"[；;。]")
_AROUND = " \t\u3000，,"
"""What stands around an item of a list and is no part of it."""
_LONGEST_ITEM = 80
_SHORTEST_NAME = 4
_SHORTEST_END, _LONGEST_END = 2, 6
_FEWEST_MARKED = 2


@dataclass(frozen=True, slots=True)
class Levelled:
    """An item of a list with the labels that it stands under."""

    item: Item
    level1: str | None
    level2: str | None


@dataclass(slots=True)
class LevelledReader:
    """The labels that the next line stands under, and how the first level's headings are numbered."""

    level1: str | None = None
    level2: str | None = None
    numbering: str | None = None

    def read(self, text: str) -> list[Levelled]:
        """The indicators that a paragraph lists; none where it is a heading, or anything else."""
        if self._opens(text) or _is_of_form(text):
            return []
        if listed := marked_items(text, self.level1) or _signed(text):
            return listed
        if headed := list(_headed(text)):
            return [Levelled(item, self.level1, self.level2) for item in headed]
        if self.level1 is None and self.level2 is None:
            return []
        goes_on = not fold(text).startswith(forms().page_chrome)
        bare = _ITEM_NUMBER.sub("", text)
        parts = [said for part in _ITEM_END.split(bare) if (said := part.strip(_AROUND))] if goes_on else []
        found = [items_of_part(part) for part in parts]
        if not all(found) or not found:
            self.level1 = self.level2 = self.numbering = None
            return []
        return [Levelled(item, self.level1, self.level2) for items in found for item in items]

    def _opens(self, text: str) -> bool:
        """Whether a paragraph is the numbered heading of a level, which the lines below it then stand under."""
        number = _NUMBERED.match(text)
        if number is None:
            return False
        label = "".join(text[number.end() :].split()).rstrip("：:。")
        label = label.removesuffix("完成情况") if label.endswith("指标完成情况") else label
        named = levels(label)
        if not named:
            return False
        if number.lastgroup == self.numbering if self.numbering else 1 in named:
            self.level1, self.level2, self.numbering = label, None, number.lastgroup
        else:
            self.level2 = label
        return True


def _is_of_form(text: str) -> bool:
    """Whether a line begins with the label of a form's objective or of another of its fields (总体目标：…)."""
    label, colon, _ = text.replace("：", ":").partition(":")
    if not colon or levels(label.strip()):
        return False
    return period_named(label) is not None or field_role(label) is not None


def marked_items(text: str, heading: str | None = None) -> list[Levelled]:
    """The indicators of a text that prints a label before those of each level, below the heading of a first level or none."""
    told = heading or "完成情况。" in text
    marks = _MARKED.finditer(text) if text.count("指标") >= (1 if told else _FEWEST_MARKED) else ()
    found = [mark for mark in marks if levels(_label(mark))]
    if len(found) < _FEWEST_MARKED and not (found and (heading or found[0][0].endswith("。"))):
        return []
    firsts = any(levels(_label(mark)) == {1} for mark in found)
    level1, listed = heading, []
    for mark, following in zip(found, [*found[1:], None], strict=True):
        label = _label(mark)
        first = (firsts or level1 or mark[0].endswith("。")) and opens_first(label, level1)
        level1, level2 = (label, None) if first else (level1, label)
        said = text[mark.end() : following.start() if following else None]
        listed += [Levelled(item, level1, level2) for part in parts_of_list(said) for item in items_of_part(part)]
    return listed


def stated_items(text: str) -> list[Item]:
    """The indicators that a text lists with their targets; an empty list where some part of it states none."""
    found = [items_of_part(part) for part in parts_of_list(text)]
    return [item for items in found for item in items] if all(found) else []


def parts_of_list(said: str) -> list[str]:
    """The parts of a list: by its numbers, or by its semicolons and full stops."""
    parts = numbered(said.strip()) or _ITEM_END.split(said)
    return [part for part in (_ITEM_NUMBER.sub("", part).strip() for part in parts) if part]


def _label(mark: re.Match[str]) -> str:
    """The label of a mark, also where it is printed as a goal's (社会效益目标 for 社会效益指标)."""
    return mark["label"].removesuffix("目标").removesuffix("指标") + "指标"


def items_of_part(part: str) -> list[Item]:
    """The indicators between two semicolons, what was reached behind each left to it (资金到位率100%，实际到位率98%)."""
    said, *reached = _REACHED.split(_YEAR.sub("", part), maxsplit=1)
    items = [replace(item, name=_without_leading(item.name)) for item in _items_of(said)]
    if len(items) != 1 or not reached:
        return items
    told = _stated(reached[0].strip())
    return [replace(items[0], actual=told.target if told else reached[0].strip())]


def without_reached(part: str) -> str:
    """A part of a list without what was reached (查档人次≥500人次，指标完成率100%)."""
    return _REACHED.split(part, maxsplit=1)[0]


def _items_of(part: str) -> list[Item]:
    """The indicators of a part: one between two commas or strokes where each states one, or one in all."""
    if headed := _WITH_HEADING.fullmatch(part.strip()):
        return [Item(headed["name"].strip(), headed["target"].strip())]
    for separator, read in ((_COMMA, _counted), ("、", _stated)):
        parts = re.split(separator, part)
        items = [item for one in parts if (item := read(one))]
        if len(items) == len(parts) > 1:
            return items
    item = _counted(part) if _TEMPLATE.search(part) else _stated(part)
    return [item] if item else []


def _signed(text: str) -> list[Levelled]:
    """The indicators that a text about indicators prints with signs and numbers between its commas."""
    if "指标" not in text or len(_SIGNED.findall(text)) < _FEWEST_SIGNED:
        return []
    found: list[Levelled] = []
    level1: str | None = None
    for phrase in map(str.strip, _PHRASE.split(text)):
        if about := _ABOUT.fullmatch(phrase):
            level1 = about["label"] if levels(about["label"]) else level1
        elif sign := _SIGNED.search(phrase):
            name = _without_leading(phrase[: sign.start()])
            if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or "：" in name or ":" in name:
                return []
            found.append(Levelled(Item(name, phrase[sign.start() :]), level1, None))
    return found if len(found) >= _FEWEST_SIGNED else []


def _headed(text: str) -> Iterator[Item]:
    """The indicators of a report that prints the heading of its targets before each (…发放率，年初目标值=100%，实际完成值…)."""
    for said in _HEADED.finditer(text) if "值" in text else ():
        name, target = said["name"].strip(), said["target"].strip()
        if column_role(said["heading"]) == "value" and target and not levels(name):
            behind = dict(_told_behind(text, said.end()))
            if not (behind or _is_target(target)):
                continue
            weight = digits(behind.get("weight", "").rstrip("分"))
            yield Item(name, target, behind.get("actual"), None if weight is None else plain(weight))


def _told_behind(text: str, start: int) -> Iterator[tuple[str, str]]:
    """What a report prints behind a target, each with its heading: what was reached, and the points (…，完成值14，分值5)."""
    while said := _BEHIND.match(text, start):
        if role := column_role(said["heading"]):
            yield role, said["told"].strip()
        start = said.end()


def _without_leading(name: str) -> str:
    return name.removeprefix(next((word for word in forms().leading if name.startswith(word)), ""))


def opens_first(label: str, above: str | None) -> bool:
    """Whether a label opens a first level: one that names both (满意度指标) does where the framework has it under another one."""
    parent = (notation(label, 2) or "").partition("/")[0]
    return 1 in levels(label) and (len(levels(label)) == 1 or above is None or parent != notation(above, 1))


def _stated(text: str) -> Item | None:
    """A name with its target: behind a sign or a comma, or in the text's last words; None where it states none."""
    if len(text) > _LONGEST_ITEM:
        return None
    name, comma, target = text.replace(",", "，").rpartition("，")
    apart = comma and len(name) >= _SHORTEST_NAME and _is_target(target)
    if apart and name.endswith(forms().measures):
        return Item(name, target)
    if item := name_and_target(text):
        return item
    if apart:
        return Item(name, target)
    if item := with_quantity(text) or _with_deadline(text):
        return item
    # 动态清零 as a whole says how well; of a change the shortest end does, lest it take a part of the name (现象有效减少).
    lengths = range(_SHORTEST_END, _LONGEST_END + 1)
    well = max((length for length in lengths if is_quality(text[-length:])), default=0)
    name = text[: -(well or next((length for length in lengths if _is_promise(text[-length:])), len(text)))]
    before = (*forms().promises, *forms().degrees)
    name = name.removesuffix(next((word for word in before if name.endswith(word)), ""))  # 不断 | 提升
    return Item(name, text[len(name) :]) if len(name) >= _SHORTEST_NAME else None


def _counted(text: str) -> Item | None:
    """A name with a target in numbers, perhaps behind the template's."""
    template = _TEMPLATE.search(text)
    if template and (target := text[template.end() :].strip()):
        return Item(text[: template.end()].strip(), target)
    return name_and_target(text) or with_quantity(text)


def _with_deadline(text: str) -> Item | None:
    """What is to be done by a date before it (2024年11月底前完工)."""
    found = _DEADLINE.match(text)
    return Item(text[found.end() :], found[0]) if found else None


def _is_target(text: str) -> bool:
    return _is_promise(text) or parse_target(text).kind in ("numeric", "date")


def _is_promise(text: str) -> bool:
    return is_quality(text) or parse_target(text).kind == "change"
