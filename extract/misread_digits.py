"""Digits and points of numbers that recognition of a picture took for letters and commas (4OO人次, l00%, 2,8万元)."""

from __future__ import annotations

import re

from ontology.folding import fold

_ZEROS = re.compile(r"(?<=\d)[Oo]+(?=[\dOo]|[%‰\u4e00-\u9fff]|$)")
_ONE = re.compile(r"(?<![A-Za-z])[lI](?=\d{2})")
"""A roman number stands before no two digits."""
_POINT = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d)[%\u4e00-\u9fff])")
"""A comma with fewer digits behind it than a thousand has."""


def has_misread_digits(text: str) -> bool:
    """Whether a printed target has such signs."""
    folded = fold(text)
    return with_digits(folded) != folded


def with_digits(folded: str) -> str:
    """A folded target with its digits and points; one in which none was misread as it is."""
    if not any(sign in folded for sign in "OolI,"):
        return folded
    zeros = _ZEROS.sub(lambda letters: "0" * len(letters[0]), folded)
    return _POINT.sub(".", _ONE.sub("1", zeros))
