"""What a text stands for where a name is asked for: a name with its target behind it, or the initials of a name's pinyin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from output.console import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_MOST_SHOWN = 12


def name_meant(text: str, known: Callable[[], Collection[str]]) -> str:
    """The name that a text means: without the target behind it, or by the initials of its pinyin."""
    from graph.initials import is_initials

    return _by_initials(text, known()) if is_initials(text) else _without_target(text, known)


def _by_initials(text: str, known: Collection[str]) -> str:
    """The first of the names with these initials of their pinyin, which is told with some others; a text that names hold stays."""
    from graph.initials import knows_readings, names_by_initials

    if any(text.casefold() in name.casefold() for name in known):
        return text
    if not knows_readings():
        tell(
            "安装 kpigraph[pinyin] 后可按拼音首字母查找 (initials of pinyin need a library: pip install 'kpigraph[pinyin]')"
        )
        return text
    if not (named := names_by_initials(known, text)):
        return text
    others = "、".join(named[1:_MOST_SHOWN])
    also = f"；也可能是：{others} (others have these initials too)" if others else ""
    tell(f"“{text}”按拼音首字母理解为“{named[0]}” (read as the initials of this name){also}")
    return named[0]


def _without_target(text: str, known: Callable[[], Collection[str]]) -> str:
    """A name that was pasted with its target without this, which is told; a text that is a known name stays as it is."""
    if not any(map(str.isnumeric, text)):
        return text  # at once, for what reads targets takes a while to load
    from extract.pasted import without_target

    name = without_target(text)
    if name == text or text in known():
        return text
    tell(f"按名称“{name}”查找，略去了指标值 (the target behind the name was left out)")
    return name
