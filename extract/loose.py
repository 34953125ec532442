"""Tables that a conversion printed one cell a paragraph become tables again: headings in a row, then the cells in order.

1. Consecutive paragraphs that are headings, a third level and its value among them, are the header.
2. Each paragraph after it is the next cell; a label of a level goes to its own column and begins a row where it must.
3. Labels that stand for several rows are printed once, so a cell after the last column is the next row's name.
4. Above such a table the form's fields are loose too: a label, and in the next paragraph its value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extract.document import Block, Cell, Document, Paragraph, Row, Table, printed
from extract.form import is_title
from ontology.forms import column_role, field_role
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_CELL = 60
_NEEDED = frozenset({"level3", "value"})
_FIELDS = frozenset({"project", "project_code", "amount"})


def with_tables(document: Document) -> Document:
    """The document with its runs of loose cells as tables; any other document as it is."""
    blocks: list[Block] = []
    tables = sum(isinstance(block, Table) for block in document.blocks)
    at = 0
    while at < len(document.blocks):
        heads = _headings(document.blocks, at)
        if not heads:
            blocks.append(document.blocks[at])
            at += 1
            continue
        tables += 1
        blocks = list(_with_fields(blocks))
        table, at = _run_to_table(document.blocks, at, heads, tables)
        blocks.append(table)
    return replace(document, blocks=tuple(blocks))


def _with_fields(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with each label of the form and the value below it as one line."""
    at = 0
    while at < len(blocks):
        label, value = blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None
        at += 1
        if isinstance(label, Paragraph) and isinstance(value, Paragraph) and _is_field(label.text, value.text):
            label = Paragraph(f"{label.text}：{value.text}", label.place)
            at += 1
        yield label


def _is_field(label: str, value: str) -> bool:
    return field_role(printed(label)) in _FIELDS and field_role(printed(value)) is None and not is_title(value)


def _headings(blocks: Sequence[Block], at: int) -> list[str]:
    """The roles of the headings that begin at a block, or none where they head no indicators."""
    roles: list[str] = []
    for block in blocks[at:]:
        role = column_role(printed(block.text)) if isinstance(block, Paragraph) else None
        if role is None:
            break
        roles.append(role)
    return roles if set(roles) >= _NEEDED and len(set(roles) & {"level1", "level2"}) > 0 else []


@dataclass(slots=True)
class _Filling:
    """The rows so far; `at` is the column of the next cell."""

    roles: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    at: int = 0

    def put(self, paragraph: Paragraph) -> None:
        """Put a paragraph into its column, in this row or the next."""
        text = printed(paragraph.text)
        named = [self.roles.index(f"level{level}") for level in sorted(levels(text)) if f"level{level}" in self.roles]
        here = next((column for column in named if column >= self.at), None)
        name = self.roles.index("level3")
        if named and here is None:
            self._begin(named[0])
        elif here is not None and self.at <= name:
            self.at = here
        elif self.at >= len(self.roles):
            self._begin(name)
        elif self.at < name and not named:
            self.at = name
        if not self.rows:
            self._begin(self.at)
        self.rows[-1].append(Cell(text, self.at, paragraph.place))
        self.at += 1

    def _begin(self, column: int) -> None:
        self.rows.append([])
        self.at = column


def _run_to_table(blocks: Sequence[Block], at: int, roles: list[str], number: int) -> tuple[Table, int]:
    heads = [block for block in blocks[at : at + len(roles)] if isinstance(block, Paragraph)]
    header = Row(tuple(Cell(printed(block.text), column, block.place) for column, block in enumerate(heads)), 1)
    filling = _Filling(roles, at=0)
    end = at + len(roles)
    while end < len(blocks) and _is_cell(blocks[end]):
        block = blocks[end]
        if isinstance(block, Paragraph):
            filling.put(block)
        end += 1
    rows = (Row(tuple(cells), count) for count, cells in enumerate(filling.rows, 2))
    return Table((header, *rows), number), end


def _is_cell(block: Block) -> bool:
    """Whether a block can be the next cell: a short paragraph that opens nothing else."""
    if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_CELL:
        return False
    return not is_title(block.text) and field_role(block.text.split("：")[0]) is None and "。" not in block.text
