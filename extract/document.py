"""The document model that every reader produces: blocks in reading order, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from extract.glyphs import ODD, ordinary
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_EMPHASIS = re.compile(r"(?<![≥≤≧≦<>=])(\*\*|__)(?=[*_]*[^\s*_])(.+?)(?<=[^\s≥≤≧≦<>=])\1")
"""Emphasis stands in pairs; a ** behind a sign, or stars alone, are a placeholder (≥**个, *****)."""
_NOTHING = frozenset({"NaN", "nan", "NaT", "None", "<NA>"})
_UNNAMED = re.compile(r"Unnamed:\d+(?:_level_\d+)?|Col\d+")
"""What a table that went through a data frame, or was found in a page, prints for a blank heading."""
_FORMULA = re.compile(r"\$([^$\n]{1,60})\$")
_COMMAND = re.compile(r"\\([A-Za-z]+|%)\s?")
_SIGNS = {
    "geq": "≥", "ge": "≥", "geqslant": "≥", "leq": "≤", "le": "≤", "leqslant": "≤", "times": "×", "pm": "±", "%": "%",
    "sim": "~", "approx": "≈", "circ": "°", "gt": ">", "lt": "<", "mathrm": "", "text": "", "permil": "‰",
}  # fmt: skip
_MARKED = re.compile(rf"[<*_\[]|{ODD.pattern}")
"""What every mark begins with; most texts hold none."""


class UnreadableDocumentError(KpigraphError):
    """Base of what can be wrong with one file; a batch reports it and goes on."""


class Place(NamedTuple):
    """Where something stands in its file: what applies to the format, counted from 1."""

    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    column: int | None = None
    """The printed column, where the cell's place in the model is another one (a table turned upright)."""


class Cell(NamedTuple):
    """One cell of a table: its text as printed without white space, and the grid columns it covers (from 0).

    `lines` are the printed lines where the cell has several (paragraphs, line breaks), each without white space; `raw` is the
    stored value of a spreadsheet's cell where the shown text differs from it (0.95 for 95%); `hidden` marks a cell of a hidden
    row, column or sheet.
    """

    text: str
    column: int
    place: Place = Place()
    columns: int = 1
    rows: int = 1
    lines: tuple[str, ...] = ()
    raw: str | None = None
    hidden: bool = False

    @property
    def end(self) -> int:
        """The first column right of the cell."""
        return self.column + self.columns


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one table row that hold text, in reading order; blank ones are left out."""

    cells: tuple[Cell, ...]
    number: int
    _texts: tuple[str, ...] | None = field(default=None, init=False, repr=False, compare=False)
    """The printed texts once they were asked for, which they are many times a row."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The printed texts, in order."""
        texts = self._texts
        if texts is None:
            texts = tuple([cell.text for cell in self.cells])
            object.__setattr__(self, "_texts", texts)
        return texts


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows in order and its number in the document (from 1)."""

    rows: tuple[Row, ...]
    number: int
    placed: bool = False
    """Whether a text shows where its cells stand, though their lines may be broken."""
    told_apart: bool = False
    """Whether its cells run on in the text, or stand apart by gaps alone, so that their ends had to be told."""
    recognised: bool = False
    """Whether its text was recognised in a picture."""
    unheaded: bool = False
    """Whether it has no headings of its own, so that what its columns hold was told by their cells."""
    ragged: bool = False
    """Whether rows were printed without the cells that merged ones cover, so that others stand left of their columns."""


class FoundTable(NamedTuple):
    """A table found in the lines of a text: its rows, and the lines that it takes (index, end excluded)."""

    rows: tuple[Row, ...]
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text, with markup removed."""

    text: str
    place: Place = field(default=Place())
    blanks: int = 0
    """How many blank cells of a table a conversion of one cell a line shows behind it, or empty lines that may be some."""
    is_cell: bool = False
    """Whether the text shows by a sign where it ends as a cell of a table."""


@dataclass(frozen=True, slots=True)
class Heading(Paragraph):
    """A paragraph that the format itself marks as a heading."""


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gives: blocks in reading order, and warnings that name the file."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file as blocks in reading order, with the SHA-256 of its bytes.

    `exact` says that the format itself gives each cell its grid position, where a text conversion may have shifted it.
    """

    name: str
    checksum: str
    media_type: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    exact: bool = False

    def with_each_table(self, changed: Callable[[Table], Table]) -> Document:
        """The document with each of its tables as `changed` gives it."""
        blocks = (changed(block) if isinstance(block, Table) else block for block in self.blocks)
        return replace(self, blocks=tuple(blocks))


def strip_markup(text: str) -> str:
    """The text without HTML tags, Markdown emphasis and the bookmark marks that text conversions leave behind."""
    if not _MARKED.search(text):
        return text
    return _EMPHASIS.sub(r"\2", _BOOKMARK.sub("", _TAG.sub("", ordinary(text))))


def formulas_to_text(text: str) -> str:
    r"""The text with formulas of signs and numbers as they are printed ($\geq88\%$ → ≥88%)."""
    return _FORMULA.sub(_formula_to_text, text) if "$" in text else text


def _formula_to_text(formula: re.Match[str]) -> str:
    """A formula of signs and numbers as it is printed, which converters of pictures write in TeX; any other as it stands."""
    text = _COMMAND.sub(lambda command: _SIGNS.get(command[1], command[0]), formula[1])
    return formula[0] if "\\" in text else text.replace("{", "").replace("}", "")


def printed(text: str) -> str:
    """Printed text as the record holds it: markup and all inner white space removed; nothing where data frames had nothing."""
    whole = "".join(strip_markup(text).split())
    return "" if whole in _NOTHING or (whole.startswith(("Unnamed:", "Col")) and _UNNAMED.fullmatch(whole)) else whole
