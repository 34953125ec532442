"""Numbers beside the targets of a layout-keeping conversion, put into the columns that they are of, and words for no indicator.

A conversion that counts its blanks by signs prints short cells behind long ones too far to the right, and a header of many signs too.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from extract.cell_types import says_none
from extract.document import printed
from extract.targets import is_operator
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extract.readers.laid_out_columns import Part

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?%?")
_NUMBER_AT_END = re.compile(r"\s(\d{1,3}(?:\.\d+)?)$")
_FEWEST_SHIFTED = 2
"""Numbers of a line that stand right of their columns; one may be the only one of its row."""
SHIFTED = 2
"""Signs by which a line's cells may stand in the column beside theirs."""


def number_apart(part: Part, cuts: Sequence[float], measure: Callable[[str], int]) -> list[Part]:
    """A part as two cells where a single blank holds a number at its end apart that stands right of one of the cuts."""
    end = _NUMBER_AT_END.search(part.text)
    begin = part.start + measure(part.text[: end.start(1)]) if end else 0
    near = (cut for cut in cuts if part.start < cut <= begin + 1 and begin - cut <= SHIFTED * measure("一"))
    cut = next(near, None)
    if end is None or cut is None:
        return [part]
    before = part.text[: end.start()]
    first = max(begin, ceil(cut))
    return [
        part._replace(text=before, stop=part.start + measure(before)),
        part._replace(text=end[1], start=first, stop=max(part.stop, first + 1)),
    ]


def put_back(columns: list[list[Part]], roles: Sequence[str | None]) -> None:
    """Move the numbers of a line one column to the left that stand right of a weight's column and in a text's, to their own."""
    if "weight" not in roles:
        return
    weight = roles.index("weight")
    for line in {part.line for column in columns[weight + 1 :] for part in column}:
        last = weight + 1
        while last < len(columns) and any(_is_number(part, line) for part in columns[last]):
            last += 1
        numbers = last - weight - 1
        if numbers < _FEWEST_SHIFTED or any(part.line == line for part in columns[weight]):
            continue
        for at in range(weight + 1, last):
            moved = next(part for part in columns[at] if _is_number(part, line))
            columns[at].remove(moved)
            columns[at - 1].append(moved)
    for column in columns[weight:]:
        column.sort(key=lambda part: (part.line, part.start))


def put_forward(columns: list[list[Part]], roles: Sequence[str | None]) -> None:
    """Move the numbers that stand second in the column left of the weights' into that, which they leave blank."""
    at = roles.index("weight") if "weight" in roles else 0
    if not at:
        return
    left, weights = columns[at - 1], columns[at]
    taken = {part.line for part in weights}
    second = [
        part
        for before, part in pairwise(left)
        if before.line == part.line and _is_number(part, part.line) and part.line not in taken
    ]
    if len(second) < _FEWEST_SHIFTED:
        return
    begin = min(part.start for part in second)
    moved = [part for part in left if part.start >= begin and _is_number(part, part.line) and part.line not in taken]
    columns[at - 1] = [part for part in left if part not in moved]
    columns[at] = sorted([*weights, *moved], key=lambda part: (part.line, part.start))


def put_none_among_names(columns: list[list[Part]], roles: Sequence[str | None]) -> None:
    """Move what says, alone behind the label of a second level, that it has no indicator (不适用) into the names' column."""
    name = roles.index("level3")
    labels = {
        part.line for at, role in enumerate(roles) if role == "level2" for part in columns[at] if levels(part.text)
    }
    right = [part for column in columns[name:] for part in column]
    alone = {
        part.line for part in right if part.line in labels and sum(part.line == other.line for other in right) == 1
    }
    for at in range(name + 1, len(columns)):
        none = [part for part in columns[at] if part.line in alone and says_none(printed(part.text))]
        columns[at] = [part for part in columns[at] if part not in none]
        columns[name] = sorted([*columns[name], *none], key=lambda part: (part.line, part.start))


def put_signs_in_their_column(columns: list[list[Part]], roles: Sequence[str | None]) -> None:
    """Move the signs of operators that stand a little too far left, among the names, into their column, which they leave blank."""
    if "operator" not in roles:
        return
    name, own = roles.index("level3"), roles.index("operator")
    held = {part.line for part in columns[own]}
    signs = [part for part in columns[name] if is_operator(part.text) and part.line not in held]
    columns[name] = [part for part in columns[name] if part not in signs]
    columns[own] = sorted([*columns[own], *signs], key=lambda part: (part.line, part.start))


def _is_number(part: Part, line: int) -> bool:
    return part.line == line and _NUMBER.fullmatch(part.text) is not None
