"""Signs that recognition of a picture took for letters or digits (N95%, 290% of those satisfied) become signs again, as a doubt."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.targets import parse_target
from ontology.folding import fold
from ontology.forms import forms
from ontology.units import is_unit
from ontology.wording import any_of, wording

if TYPE_CHECKING:
    from extract.targets import Target

DOUBT = 0.6
"""The confidence left to a target whose sign is a guess."""
MORE_THAN_ALL = re.compile(r"2([6-9]\d(?:\.\d+)?%)")
"""What more than all of something is may be a share with its sign misread (296%)."""
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ALL = 100


def with_sign(target: Target, name: str) -> Target | None:
    """The target with the sign that its first letter or digit stands for; None where it needs none.

    A 2 is one only before a share that would be more than all of what a rate is of (满意度 295%); the text stays as printed.
    """
    if target.text is None:
        return None
    folded = fold(target.text)
    if letter := _letters().match(folded):
        sign, rest = wording().misread_signs[letter[0]], folded[letter.end() :]
    elif folded.endswith("%") and (share := MORE_THAN_ALL.fullmatch(folded)) and _is_share(fold(name)):
        sign, rest = ">=", share[1]
    else:
        return None
    unit = _AMOUNT.sub("", rest, count=1)
    read = parse_target(sign + rest)
    if read.kind != "numeric" or (unit and not is_unit(unit)):
        return None
    more = read.unit == "%" and isinstance(read.value, int | float) and read.value > _ALL
    return None if more else replace(read, text=target.text)


def _is_share(name: str) -> bool:
    return name.endswith(forms().shares) and not name.endswith(forms().no_shares)


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(wording().misread_signs)})(?=\d)")
