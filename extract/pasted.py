"""Names that people paste with their targets, as rows of a form read aloud: the name is told from the target behind it."""

from __future__ import annotations

import re
from functools import cache

from extract.quantities import quantity
from extract.targets import parse_target
from ontology.folding import fold
from ontology.wording import any_of, wording

_BETWEEN = " \t　:：,，、(（"
_BEHIND = " \t　)）。;；"
_LONGEST = 240  # characters of a text that may be a name with its target


def without_target(text: str) -> str:
    """A pasted name without the target that ends it (满意度≥95%, 办结率不低于90%, 合格率95%); any other text as it is.

    What ends in a number is cut only where a sign or words say what is promised, or in percent: 12345, PM2.5 are names.
    """
    starts = _starts().finditer(text) if len(text) <= _LONGEST else ()
    for start in starts:
        name, tail = text[: start.start()].rstrip(_BETWEEN), text[start.start() :].rstrip(_BEHIND)
        if any(map(str.isalnum, name)) and _is_target(tail):
            return name
    return text


def _is_target(text: str) -> bool:
    """Whether a text is a promised number with its unit and nothing else."""
    found, read = quantity(fold(text)), parse_target(text)
    if found is None or found.behind or read.kind != "numeric":
        return False
    return found.stated or found.unit == "%"


@cache
def _starts() -> re.Pattern[str]:
    """Where a target may begin: a sign or a word before a number, or the number itself, behind what is no part of one."""
    words = wording()
    said = rf"(?:{any_of(words.signs)}|{any_of(words.before)})+"
    return re.compile(rf"{said}\s*(?=-?\d|百分之)|(?<![\da-zA-Z.,])(?=\d|百分之)")
