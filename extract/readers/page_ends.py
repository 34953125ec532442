"""Which lines its pages print in a text: those right between the lines of a table, and bare numbers beside a running head.

`folded` are the same lines folded.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.pages import furniture_of, heads_publication

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURE = re.compile(r"[-—–－·]+\d{1,4}[-—–－·]+|第\d{1,4}页(?:[，,/|]?共\d{1,4}页)?|[-—–－]*\d{1,4}/\d{1,4}[-—–－]*")
"""What numbers a page and can be no cell; bare numbers can."""
_FEWEST_PAGES = 3
"""Pages that print a running head with rising numbers beside it, from which these are no cells."""
_CELLS = re.compile(r"[\t|│]")


def page_ends(lines: Sequence[str], folded: Sequence[str]) -> list[range]:
    """Where page numbers stand, running heads and feet beside them included, that no blank line sets off on either side."""
    sure = [at for at, text in enumerate(folded) if _SURE.fullmatch(text)]
    furniture = furniture_of([text for text in folded if text]) if sure else frozenset()
    ends: list[range] = []
    for at in sure:
        if ends and at < ends[-1].stop:
            continue
        start = stop = at
        while start > 0 and folded[start - 1] in furniture and not folded[start - 1].isdecimal():
            start -= 1
        while stop + 1 < len(lines) and folded[stop + 1] in furniture and not folded[stop + 1].isdecimal():
            stop += 1
        if start > 0 and stop + 1 < len(lines) and _CELLS.search(lines[start - 1]) and _CELLS.search(lines[stop + 1]):
            ends.append(range(start, stop + 1))
    return ends


def numbered_heads(folded: Sequence[str]) -> list[range]:
    """Where a bare number stands right above, or right below, the title of the publication, one higher each time.

    Where every cell is a line of its own, such a number is told from a cell by nothing else. The first title is left out.
    """
    counted = Counter(folded)
    titles = {text for text, times in counted.items() if times >= _FEWEST_PAGES and heads_publication(text)}
    held = [at for at, text in enumerate(folded) if text] if titles else []
    beside: dict[tuple[str, bool], list[tuple[int, int]]] = defaultdict(list)
    for one, other in pairwise(held):
        if folded[other] in titles and folded[one].isdecimal():
            beside[folded[other], True].append((one, other))
        elif folded[one] in titles and folded[other].isdecimal():
            beside[folded[one], False].append((one, other))
    found: list[range] = []
    for (_, number_above), pairs in beside.items():
        numbers = [int(folded[pair[not number_above]]) for pair in pairs]
        if len(pairs) >= _FEWEST_PAGES and all(other == one + 1 for one, other in pairwise(numbers)):
            found += [range(start, stop + 1) for start, stop in pairs]
    return found


def numbered_pages(folded: Sequence[str]) -> list[int]:
    """Where bare numbers end the pages of a text: 1, 2, 3 … with a blank line below each, and the last below all else."""
    last = next((at for at in range(len(folded) - 1, -1, -1) if folded[at]), -1)
    found = [at for at, text in enumerate(folded) if text.isdecimal() and (at == last or not folded[at + 1])]
    counted = [folded[at] for at in found] == [str(page) for page in range(1, len(found) + 1)]
    return found if counted and len(found) > 1 and found[-1] == last else []
