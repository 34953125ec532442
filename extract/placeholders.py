"""Signs in the place of what is to be filled in, which forms' templates print: ≥xx个, XXXX年XX月底前, **合格率, 示例：….

One such sign may be part of a name (X光片), so that one alone stands for a number only.
"""

from __future__ import annotations

import re
from functools import cache

from extract.deadlines import deadline, without_dates
from extract.quantities import quantity
from ontology.units import is_unit
from ontology.wording import any_of, wording

_REMARK = re.compile(r"\([^()]*\)$")
_LETTER = r"A-Za-z\d"
"""Beside one of these a sign is part of a word or a number (MAX, 4x4)."""
_YEAR, _NUMBER = "2000", "1"
"""What is put in the place of signs to see whether a year or a number would make a target of the text."""


def is_open_target(folded: str) -> bool:
    """Whether a folded target is an example, or a quantity or date in which signs stand for a number (≥**个, 2025年X月)."""
    if _is_example(folded):
        return True
    filled, count = _blanks().subn(lambda blank: _YEAR if folded[blank.end() :][:1] == "年" else _NUMBER, folded)
    if not count or not _target_start().match(filled):
        return False
    if deadline(filled, int(_YEAR)) is not None:
        return without_dates(filled) in {"", *wording().deadlines}
    amount = quantity(filled)
    return amount is not None and not amount.behind and (amount.unit is None or is_unit(amount.unit))


def is_open_name(folded: str) -> bool:
    """Whether a folded name is an example, or says with signs what is measured and with its words only how (**合格率)."""
    rest, count = _runs().subn("", _REMARK.sub("", folded))
    return _is_example(folded) or (count > 0 and _measures().fullmatch(rest) is not None)


def has_run(folded: str) -> bool:
    """Whether signs stand for a word of a folded name, apart from a unit's remark at its end (涵管（≥**道）)."""
    return _runs().search(_REMARK.sub("", folded)) is not None


def _is_example(folded: str) -> bool:
    words = wording()
    return folded.startswith(words.placeholder_starts) or folded.endswith(words.placeholder_ends)


@cache
def _runs() -> re.Pattern[str]:
    """Several signs that stand for a word (××), or the word for them."""
    words = wording()
    signs = rf"(?<![{_LETTER}])[{re.escape(words.placeholder_signs)}]{{2,}}(?![{_LETTER}])"
    return re.compile(rf"{signs}|{any_of(words.placeholder_words)}")


@cache
def _blanks() -> re.Pattern[str]:
    """Signs that stand for a number, or for the rest of a year (20××年); none is one between units (元/人*月)."""
    signs = re.escape(wording().placeholder_signs)
    times = r"(?<!/[\u4e00-\u9fff])(?<!/[\u4e00-\u9fff]{2})"
    return re.compile(rf"(?<![{_LETTER}]){times}(?:20|19)?[{signs}]+(?![{_LETTER}])")


@cache
def _target_start() -> re.Pattern[str]:
    words = wording()
    return re.compile(rf"(?:{any_of((*words.signs, *words.before))})*\d")


@cache
def _measures() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(wording().placeholder_measures)}|[^\w]|_)*")
