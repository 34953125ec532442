"""A name with its target printed behind it: 培训人数≥200人, 培训场次5期, 粮食产量不低于上年, 地下水开采量：减少."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from extract.cell_types import is_compared
from extract.targets import parse_target
from ontology.folding import fold
from ontology.framework import levels
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORTEST_NAME = 2
_LONGEST_NAME = 30
SHORTEST_COUNTED = 4
"""Characters of a name that ends as none of a measure does (服务零工)."""
_QUANTITY = re.compile(r"(?<![\d.年月])\d[\d,.]*\D{0,6}(?:\d{1,2}\D{1,3}){0,2}$")
_EACH = re.compile(r"每(?:半?年|季度?|月|周)[末初底中]?(?:\d{1,2}月)?\d{1,2}日(?:之?前)?")
_OFTEN_AT_END = re.compile(r"(?:每(?:半?年|学期|季度?|月|周|天|日))+$")
_BRACKETED = re.compile(
    r"(?P<name>[^：:]{2,})[(（](?P<target>(?:[≥≤＞＜><=＝]|[不大小高低等]+于)\s*\d[^()（）]*|\d[\d,.]*[%％‰])[)）]"
)
_LONGEST_WORD = 2
"""Characters of a word that says how well only behind another one (提高 may begin a name, 建立健全 ends one)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator of a list: its name, and where the list prints them its target, what was reached, and its weight."""

    name: str
    target: str | None
    actual: str | None = None
    weight: float | int | None = None


def name_and_target(text: str) -> Item | None:
    """A name with the target printed behind it (培训人数≥200人), or None where none is printed."""
    if bracketed := _with_bracketed_target(text):
        return bracketed
    colon = max(text.find("："), text.find(":"))
    for start in filter(lambda start: start >= colon, _operator_starts(text)):
        target = parse_target(text[start:])
        if target.kind in ("numeric", "date"):
            often = _OFTEN_AT_END.search(text, SHORTEST_COUNTED, start)  # 开放时间 | 每周不少于42小时
            cut = often.start() if often else start
            return Item(text[:cut].rstrip("：:"), text[cut:])
    return _with_bare_target(text) or _with_colon(text) or _with_change(text)


def most_hold_targets(names: Sequence[str]) -> bool:
    """Whether most names have a target printed behind them."""
    return 2 * sum(name_and_target(name) is not None for name in names) > len(names)


def with_quantity(text: str, shortest: int = SHORTEST_COUNTED) -> Item | None:
    """A name with a quantity or date at its end, 为 between them or nothing (回收率为88%以上, 培训场次5期).

    `shortest` is how many signs the name has at least: where others of a list have targets too, few say enough (进社区8场以上).
    """
    found = _QUANTITY.search(text)
    if found is None or parse_target(found[0]).kind not in ("numeric", "date"):
        return None
    name = text[: found.start()].removesuffix("为")
    about = next((word for word in wording().ahead if name.endswith(word)), "")
    if about and not name.endswith(wording().not_ahead):
        return Item(name.removesuffix(about), f"{about}{found[0]}") if len(name) > shortest else None
    change = _change_at_end().search(name)
    name, target = (name[: change.start()], f"{change[0]}{found[0]}") if change else (name, found[0])
    return Item(name, target) if len(name) >= shortest else None


def _with_change(text: str) -> Item | None:
    """A name with a change against what was before behind it (电费支出较上年下降8%)."""
    item = with_quantity(text)
    return item if item and item.target and is_compared(item.target) else None


@cache
def _change_at_end() -> re.Pattern[str]:
    """A word of a change at the end of a name, with what it is a change from (较上年下降 before 3%)."""
    words = any_of(wording().changes)
    return re.compile(rf"(?:(?:比|较)(?:(?:上|去)年(?:同期)?|[\u4e00-\u9fff]{{1,4}}前)|同比)?(?:{words})$")


def with_promise(text: str) -> Item | None:
    """A name with words at its end that say how well, or against which year (粮食产量不低于上年, 人居环境有效改善)."""
    found = _promise_at_end().search(text)
    name = text[: found.start()] if found else ""
    return Item(name, text[len(name) :]) if len(name) >= SHORTEST_COUNTED else None


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
    whole = colon and SHORTEST_NAME <= len(name) <= _LONGEST_NAME and target and not re.search(r"[：:；;。]", target)
    return Item(name, target) if whole and not levels(name) and len(target) <= _LONGEST_NAME else None


def _with_bracketed_target(text: str) -> Item | None:
    """A name with its target in brackets behind it (床位占比（≥58%）, 达标率（100%）)."""
    found = _BRACKETED.fullmatch(text)
    stated = found and parse_target(found["target"]).kind == "numeric"
    return Item(found["name"], found["target"]) if found and stated else None


def _with_bare_target(text: str) -> Item | None:
    """A name that ends in a word of measure, with a number or date behind it (补贴发放及时率达100%, 完成时间2022年11月底前)."""
    found = _measure_end().search(text)
    if found is None:
        return None
    name, target = text[: found.end()], text[found.end() :]
    stated = parse_target(target).kind in ("numeric", "date") or _EACH.fullmatch(target)
    return Item(name, target) if stated else None


@cache
def _measure_end() -> re.Pattern[str]:
    ahead = any_of(wording().ahead)
    return re.compile(
        rf"(?:率|数|量|额|度|时间|期限|比例|占比|次数|人数|面积|里程|成本|天数)(?=(?:{ahead})?\d|每[年季月周])"
    )


@cache
def _operators() -> re.Pattern[str]:
    return re.compile(any_of((*wording().signs, *wording().operator_words)))


def _operator_starts(text: str) -> list[int]:
    """Where a sign or word of an operator begins, a name before it."""
    # Folding keeps lengths of the signs looked for, so that a start in the folded text is one in the text.
    folded = text if len(fold(text)) != len(text) else fold(text)
    return [match.start() for match in _operators().finditer(folded) if match.start() > 1]
