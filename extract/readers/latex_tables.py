r"""Tables in LaTeX, as recognition of pictures writes them (`\begin{tabular} … & … \\ \end{tabular}`), become tables in HTML.

A cell that spans rows is printed on its first row, and blank ones below it: these stay, so that a wrong number of rows does no
harm. Each line's end stays where it is, so that cells keep their lines.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = re.compile(r"\\(begin|end)\s*\{\s*(?:tabular[x*y]?|longtable|array)\s*\}")
_WIDE = re.compile(r"\\begin\s*\{\s*(?:tabular[x*y])\s*\}")
"""A table whose width stands before its columns."""
_RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|end(?:first)?head|end(?:last)?foot)(?![A-Za-z])|\\c(?:line|midrule)\s*(?:\([^)]*\)\s*)?\{[^{}]*\}"
)
_SIGN = re.compile(r"\\\\(?:\s*\[[\d.a-z]+\])?|\\[A-Za-z]+|\\.|[{}&]", re.DOTALL)
_ROW_ENDS = ("\\\\", r"\tabularnewline")
_SPANNING = re.compile(r"\s*\\multi(column|row)(?![A-Za-z])")
_OPTION = re.compile(r"\s*\[[^\]]*\]")
_LINES = re.compile(r"\\(?:makecell|shortstack|thead)(?![A-Za-z])")
_DRESS = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|normal)?|emph|underline|mathrm|mbox|centering|raggedright|bfseries)(?![A-Za-z])\s*"
)
_ESCAPED = re.compile(r"\\([%&_#$])")
_HEADING = re.compile(r"\\(title|(?:sub)*section)\*?\s*\{([^{}]*)\}")
_CAPTION = re.compile(r"\\caption\*?\s*\{([^{}]*)\}")
_FRAME = re.compile(r"\\(?:begin|end)\s*\{\s*(?:table|center|figure|abstract)\*?\s*\}(?:\s*\[[^\]]*\])?")
_FORMULA = re.compile(r"\\\(\s*(.{0,60}?)\s*\\\)")
_MOST_COLUMNS = 100
_DEEPEST = 20
"""Tables inside each other, and stacks behind each other in a cell, that are looked into."""


def holds_latex(text: str) -> bool:
    """Whether a text has such a table."""
    return _TABLE.search(text) is not None


def latex_to_html(text: str) -> str:
    """The text with its tables in HTML and its headings in Markdown, as many lines as before; one without such tables as it is."""
    if not holds_latex(text):
        return text
    parts: list[str] = []
    at = 0
    for start, stop in _tables(text):
        parts += [_running(text[at:start]), _table(text[start:stop])]
        at = stop
    return "".join([*parts, _running(text[at:])])


def formulas_apart(text: str) -> str:
    r"""The text with formulas between dollars (`\(\geq 95\%\)` → `$\geq 95\%$`)."""
    return _FORMULA.sub(r"$\1$", text) if r"\(" in text else text


def _running(text: str) -> str:
    text = _FRAME.sub("", _CAPTION.sub(r"\1", text))
    return _HEADING.sub(lambda mark: f"{'#' if mark[1] == 'title' else '##'} {mark[2]}", text)


def _tables(text: str) -> Iterator[tuple[int, int]]:
    """Where each outermost table begins and ends; one that is cut off ends with the text."""
    depth = start = 0
    for mark in _TABLE.finditer(text):
        if mark[1] == "begin":
            start = mark.start() if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, mark.end()
    if depth:
        yield start, len(text)


def _table(text: str) -> str:
    """A table in HTML."""
    begun = text.count("\n", 0, _behind_columns(text))
    rows = [row for row in _rows(_body(text)) if any(_bare(cell) for cell in row)]
    lines = sum(cell.count("\n") for row in rows for cell in row)
    shown = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return "\n" * begun + f"<table>{shown}</table>" + "\n" * max(0, text.count("\n") - begun - lines)


def _body(text: str) -> str:
    """The rows of a table as they are written; of one that is cut off all behind its columns."""
    last = list(_TABLE.finditer(text))[-1]
    return text[_behind_columns(text) : last.start() if last[1] == "end" and last.end() == len(text) else None]


def _behind_columns(text: str) -> int:
    """Where the rows of a table begin: behind the description of its columns."""
    begin = _TABLE.match(text)
    at = begin.end() if begin else 0
    for _ in range(1 + bool(_WIDE.match(text))):
        if option := _OPTION.match(text, at):
            at = option.end()
        at = _argument(text, at)[1]
    return at


def _rows(body: str) -> list[list[str]]:
    """The cells of each row as they are written: signs inside braces and inner tables part none."""
    rows: list[list[str]] = [[""]]
    depth, at = 0, 0
    for mark in _SIGN.finditer(body):
        rows[-1][-1] += body[at : mark.start()]
        at = mark.end()
        sign = mark[0]
        depth += (sign in ("{", r"\begin")) - (sign in ("}", r"\end"))
        if sign == "&" and depth <= 0:
            rows[-1].append("")
        elif sign.startswith(_ROW_ENDS) and depth <= 0:
            rows.append([""])
        else:
            rows[-1][-1] += sign
    rows[-1][-1] += body[at:]
    return rows


def _cell(written: str) -> str:
    """A cell in HTML, its line's ends before and behind it."""
    bare = _bare(written)
    text, columns = _unspanned(bare)
    above = len(written) - len(written.lstrip())
    before = written.count("\n", 0, above + 1)
    return "\n" * before + f'<td colspan="{columns}">{_text(text)}</td>' + "\n" * (written.count("\n") - before)


def _bare(written: str) -> str:
    return _RULE.sub("", written).strip()


def _unspanned(text: str) -> tuple[str, int]:
    """What a cell says that spans columns or rows, and how many columns it spans."""
    columns = 1
    for _ in range(_DEEPEST):
        span = _SPANNING.match(text)
        if span is None:
            break
        at = span.end()
        for count in range(3):
            while option := _OPTION.match(text, at):
                at = option.end()
            argument, at = _argument(text, at)
            if not count and span[1] == "column" and argument.strip().isdecimal():
                columns = min(int(argument), _MOST_COLUMNS)
        text = argument + text[at:]
    return text, columns


def _argument(text: str, at: int) -> tuple[str, int]:
    """What stands in the braces that follow, and the place behind them; nothing where none do."""
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at : at + 1] != "{":
        return "", at + (text[at : at + 1] == "*")  # \multirow{2}*{…}
    depth = 0
    for mark in _SIGN.finditer(text, at):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if not depth:
            return text[at + 1 : mark.start()], mark.end()
    return text[at + 1 :], len(text)


def _text(text: str, depth: int = 0) -> str:
    """The text of a cell in HTML, each row of an inner table on a line of its own."""
    if depth > _DEEPEST:
        return _plain(text)
    spans = list(_tables(text))
    places = [0, *(place for span in spans for place in span), len(text)]
    shown = []
    for inner, (start, stop) in enumerate(pairwise(places)):
        part = text[start:stop]
        if inner % 2:
            rows = _rows(_body(part))
            shown.append("<br>".join(_text("".join(map(_bare, row)), depth + 1) for row in rows))
        elif stack := _LINES.search(part):
            held, end = _argument(part, stack.end())
            lines = "<br>".join(_text("".join(row), depth + 1) for row in _rows(held))
            shown.append(f"{_plain(part[: stack.start()])}{lines}{_text(part[end:], depth + 1)}")
        else:
            shown.append(_plain(part))
    return "".join(shown)


def _plain(text: str) -> str:
    """Text without LaTeX's dress, its signs as HTML holds them."""
    text = _ESCAPED.sub(r"\1", _DRESS.sub("", text).replace("~", " "))
    return html.escape(text.replace("{", "").replace("}", "").replace("\n", " "), quote=False)
