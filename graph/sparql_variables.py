"""The variables of a SPARQL text: which can be given a value, and the text that lets the engine take it.

The engine gives values only to variables that the outermost SELECT names. Others are added to it here, and to its GROUP BY;
they hold the given value in every row, so that neither rows nor groups change, and are left out of the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN = re.compile(
    r"""
    (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<opaque>   \#[^\n\r]*
                | '''(?:'{0,2}(?:[^'\\]|\\.))*''' | \"""(?:"{0,2}(?:[^"\\]|\\.))*\"""
                | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*"
                | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<name>     (?P<prefix>[\w-]*):(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.)* )
  | (?P<word>     [\w-]+ )
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_PROLOGUE = frozenset({"PREFIX", "BASE"})
_SORTS = frozenset({"DISTINCT", "REDUCED"})
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """What stands between two braces; of a sub-SELECT only what it names is seen outside."""

    hidden: bool
    names: bool = False
    """Whether the tokens that come are what a sub-SELECT names."""
    star: bool = False
    is_select: bool = False


@dataclass(slots=True)
class Outline:
    """The variables that are seen in the whole of a query, and where its outermost SELECT and GROUP BY take more of them."""

    form: str = ""
    variables: dict[str, None] = field(default_factory=dict)
    selected: set[str] = field(default_factory=set)
    star: bool = False
    has_dataset: bool = False
    """Whether it names its graphs itself (FROM, FROM NAMED)."""
    select_end: int | None = None
    group_end: int | None = None


def first_keyword(query: str) -> str:
    """The first keyword that stands behind the prologue, in capitals."""
    words = (match["word"].upper() for match in TOKEN.finditer(query) if match["word"])
    return next((word for word in words if word not in _PROLOGUE), "")


def names_dataset(query: str) -> bool:
    """Whether a query says itself which graphs it asks (FROM, FROM NAMED), so that it is not to see all of them."""
    # Few queries hold the word at all, and a long list of names takes long to be read token by token.
    return _FROM.search(query) is not None and query_to_outline(query).has_dataset


def with_variables(query: str, names: Sequence[str]) -> tuple[str, frozenset[str]]:
    """The query with those of the variables in its outermost SELECT that were not; and which these are."""
    outline = query_to_outline(query)
    added = [name for name in names if name not in outline.selected]
    if outline.form != "SELECT" or outline.star or outline.select_end is None or not added:
        return query, frozenset()
    text = " ".join(["", *(f"?{name}" for name in added), ""])
    ends = [end for end in (outline.select_end, outline.group_end) if end is not None]
    for end in sorted(ends, reverse=True):
        query = query[:end] + text + query[end:]
    return query, frozenset(added)


def query_to_outline(query: str) -> Outline:
    """Read a query once, token by token."""
    outline = Outline(first_keyword(query))
    groups, naming, brackets, before = list[_Group](), False, 0, ""
    for token in TOKEN.finditer(query):
        text, word = token[0], (token["word"] or "").upper()
        brackets += (text == "(") - (text == ")")
        if text == "{":
            naming = False
            groups.append(_opened(groups[-1] if groups else None))
        elif text == "}" and groups:
            groups.pop()
        elif word == "SELECT":
            naming = not groups
            if groups:
                groups[-1].names = groups[-1].is_select = True
            else:
                outline.select_end = token.end()
        elif not groups:
            _read_outermost(outline, token, before, naming=naming and not brackets)
        elif text == "*" and groups[-1].names:
            groups[-1].star = True
        _see(outline, text, groups)
        before = word or ("" if text.strip() else before)
    return outline


def _opened(above: _Group | None) -> _Group:
    """A group below another; the body of a sub-SELECT hides what that does not name."""
    if above is None:
        return _Group(hidden=False)
    above.names = False
    return _Group(hidden=above.hidden or (above.is_select and not above.star))


def _read_outermost(outline: Outline, token: re.Match[str], before: str, *, naming: bool) -> None:
    """Take note of a token outside all groups: what SELECT names, and where GROUP BY stands."""
    text, word = token[0], (token["word"] or "").upper()
    if word == "FROM":
        outline.has_dataset = True
    elif naming:
        if word in _SORTS:
            outline.select_end = token.end()
        elif text == "*":
            outline.star = True
        elif _is_variable(text):
            outline.selected.add(text[1:])
    elif word == "BY" and before == "GROUP":
        outline.group_end = token.end()


def _see(outline: Outline, text: str, groups: Sequence[_Group]) -> None:
    here = groups[-1] if groups else None
    if _is_variable(text) and not (here and (here.hidden or (here.is_select and not here.names))):
        outline.variables[text[1:]] = None


def _is_variable(text: str) -> bool:
    return len(text) > 1 and text[0] in "?$"
