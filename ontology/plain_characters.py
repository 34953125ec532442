"""Characters made plain, one by one, so that offsets stay the same; and questions without what only asks."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.lexicon_files import load_yaml_file

if TYPE_CHECKING:
    from collections.abc import Mapping

TRADITIONAL = Path(__file__).with_name("traditional.yaml")
QUESTION_WORDS = "不没"
PARTICLES = "呢吗啊呀吧"  # what a question ends with
_QUESTION = re.compile(rf"(?=(.)[{QUESTION_WORDS}]\1)")  # a character, 不 or 没, and the same character again


@lru_cache(maxsize=4_096)  # a text is folded for each of its sides: its words, its letters, whether it is adverse
def fold(text: str) -> str:
    """`text` with full-width forms, capitals and traditional characters made plain, one by one: offsets stay the same."""
    return "".join(map(fold_character, text))


@cache
def fold_character(character: str) -> str:
    """One character made plain."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return simplified_characters().get(plain, plain) if len(plain) == 1 else character


@cache
def simplified_characters() -> Mapping[str, str]:
    """For each traditional character the simplified one."""
    texts = load_yaml_file(TRADITIONAL)
    return dict(zip("".join(texts["traditional"].split()), "".join(texts["simplified"].split()), strict=True))


def unquestioned(folded: str) -> str:
    """`folded` with blanks where it only asks: 满不满意 is about 满意, and 花得快不快, which ends there, about 花得快."""
    plain = folded
    for place in [found.start() for found in _QUESTION.finditer(folded)]:
        after = folded[place + 3 : place + 4]
        first = place if after.isalnum() and after not in PARTICLES else place + 1
        plain = f"{plain[:first]}  {plain[first + 2 :]}"
    return plain
