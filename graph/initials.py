"""Names by the first letters of their pinyin, as they are typed where no Chinese input is at hand (qzmyd for 群众满意度).

The readings of each character are those of pypinyin, all of them where it has several (调解, 强调).
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_INITIALS = re.compile("[A-Za-z]{3,20}")
_LIBRARY = "pypinyin"


def is_initials(text: str) -> bool:
    """Whether a text may be the initials of a name: nothing but a few Latin letters."""
    return _INITIALS.fullmatch(text) is not None


def knows_readings() -> bool:
    """Whether the library of readings is installed (the extra `pinyin`)."""
    return find_spec(_LIBRARY) is not None


def names_by_initials(names: Iterable[str], initials: str) -> list[str]:
    """The names whose characters have these initials one after the other: those that are nothing else first, then the shorter.

    Raises:
        ImportError: the library of readings is not installed.
    """
    text = "\n".join(["", *sorted(set(names)), ""])
    signs = _signs_by_initial(set(text))
    classes = (re.escape(signs.get(letter, "") + letter + letter.upper()) for letter in initials.lower())
    ranked = set()
    for match in re.finditer("".join(f"[{held}]" for held in classes), text):
        begin, end = text.rfind("\n", 0, match.start()) + 1, text.index("\n", match.end())
        before, behind = match.start() - begin, end - match.end()
        ranked.add((before + behind > 0, before > 0, behind + before, text[begin:end]))
    return list(dict.fromkeys(name for *_, name in sorted(ranked)))


def _signs_by_initial(signs: Iterable[str]) -> dict[str, str]:
    """The characters that may be read with each initial letter."""
    from pypinyin import Style, pinyin

    read: dict[str, list[str]] = {}
    for sign in sorted(signs):
        for letters in pinyin(sign, style=Style.FIRST_LETTER, heteronym=True, errors="ignore"):
            for letter in letters:
                read.setdefault(letter, []).append(sign)
    return {letter: "".join(held) for letter, held in read.items()}
