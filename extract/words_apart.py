"""Words that nothing holds apart, cut where a cell ends: behind the noun of a measure, before a promise or an explanation."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from extract.targets import is_quality
from extract.torn import is_open
from ontology.forms import forms
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_RUN = 4
_BEGINNING = re.compile(r"[\u4e00-\u9fff“《]")
_SHORTEST_REST = 3
"""Characters that may stand behind a measure's noun before they are a cell of their own."""
_TWICE = re.compile(r"(.{4,}?)([\u4e00-\u9fff]{2,10})\2$")
_EXPLAINED = re.compile(r"(.{0,16}?([\u4e00-\u9fff]{4,16}))([\u4e00-\u9fff].{0,30}\2)")
"""A name and what explains it, which end alike (化肥施用量 | 示范基地化肥施用量)."""
_AMOUNT = "量"
"""How the names of other measures end (施用量, 用水量)."""
_SHORTEST_TWICE = 2
_SHORTEST_PROMISE = 4
LONGEST_PROMISE = 8


def words_apart(text: str) -> Iterator[str]:
    """Words cut behind the noun of a measure, before a promise at the end, and in the middle of a text that is there twice."""
    if not text:
        return
    half = len(text) // 2
    if text[:half] == text[half:] and (half >= _SHORTEST_TWICE or text[:half] in wording().short):
        yield from (text[:half], text[half:])
        return
    if twice := _TWICE.match(text):  # a target in words, and what was reached
        yield from words_apart(twice[1])
        yield from (twice[2], twice[2])
        return
    if (alike := _EXPLAINED.fullmatch(text)) and alike[2].endswith((*forms().measures, _AMOUNT)):
        yield from words_apart(alike[1])
        yield from words_apart(alike[3])
        return
    explained = _explaining().search(text, SHORTEST_RUN)
    if explained and not is_open(text[: explained.start()]):
        yield from words_apart(text[: explained.start()])
        yield from _promise_apart(text[explained.start() :])
        return
    for found in _promise_within().finditer(text, SHORTEST_RUN):
        if len(text) - found.end() >= SHORTEST_RUN and not is_open(text[: found.start()]):
            yield from words_apart(text[: found.start()])
            yield found[0]
            yield from words_apart(text[found.end() :])
            return
    at = 0
    for found in _measure_ends().finditer(text):
        rest = text[found.end() :]
        short = len(rest) < _SHORTEST_REST and rest not in wording().short
        if (
            found.end() - at >= SHORTEST_RUN
            and _BEGINNING.match(rest)
            and not short
            and not is_open(text[at : found.end()])
        ):
            yield from _promise_apart(text[at : found.end()])
            at = found.end()
    yield from _promise_apart(text[at:])


@cache
def _promise_within() -> re.Pattern[str]:
    """What says that something does not happen, and another name may follow (零发生)."""
    return re.compile(any_of(word for word in wording().none_happens if len(word) >= _SHORTEST_REST))


@cache
def _explaining() -> re.Pattern[str]:
    """The words that begin an explanation (反映…)."""
    return re.compile(any_of(word for word in forms().explaining if len(word) > 1))


@cache
def _measure_ends() -> re.Pattern[str]:
    return re.compile(any_of(forms().measures))


def _promise_apart(text: str) -> Iterator[str]:
    for length in range(min(LONGEST_PROMISE, len(text) - SHORTEST_RUN), _SHORTEST_PROMISE - 1, -1):
        promise = text[-length:]
        if is_quality(promise):
            yield from (text[:-length], promise)
            return
    if text:
        yield text
