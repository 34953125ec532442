"""Tables that a conversion printed one cell a paragraph become tables again: headings in a row, then the cells in order.

1. Consecutive paragraphs that are headings, a third level and its value among them, are the header.
2. The short paragraphs after it are its cells (see `sequence`), over page breaks and repeated headers.
3. Above such a table the form's fields are loose too: a label, and in the next paragraph its value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.boxed_lines import boxes_to_rows, with_labels_whole
from extract.cell_types import is_ground, looks_like_quantity
from extract.columns import LEVELS, heads_alone, rows_to_columns
from extract.document import Block, Cell, Document, Paragraph, Row, Table, printed
from extract.loose_fields import opens_nothing, with_fields
from extract.lost_spans import beside_targets
from extract.numbered_names import block_to_name
from extract.pages import page_furniture
from extract.printed_widths import SHORTEST_BROKEN
from extract.sequence import cells_to_rows
from extract.torn_labels import ends_label
from ontology.folding import fold
from ontology.forms import begins_heading, column_role, field_role, heading_role, is_remark, is_side_label, period_named
from ontology.framework import is_points, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_CELL = 60
_DOTS = re.compile(r"[.…·]+")
"""What a template prints for more rows to come."""
_REMARK = re.compile(r"[(（][^()（）]*[)）]")
_MOST_HEADINGS = 24
_MOST_LINES = 3
"""Lines over which one heading may be broken."""
_LONGEST_BROKEN = 12
_TWO = 2
_LONGEST_PAGE = 400
"""Paragraphs above a page's end among which the form's project is named."""
_FEWEST_ROLES = 4
"""Kinds of headings that head indicators without levels: name, value and two more (weight, unit, operator)."""
_TEXTS = frozenset({"explanation", "description", "basis", "text"})
_MOST_BEHIND, _MOST_OBJECTIVE = 4, 16
"""Paragraphs behind a remark among which the next level or target stands."""
_LAST_CELLS = 12
"""Cells above a page's end among which a label may be that it tore."""
_NEEDED = frozenset({"level3", "value"})
_NAMED_SECOND = frozenset({"level1", "level2", "value"})
"""Headings of a table whose second level names the indicators."""
_DATED_TARGETS = re.compile(r"20\d\d年度?(?:绩效)?(?:目标|指标)值?")
_PARTS_OF_TARGETS = frozenset({"history", "value", "weight"})
_WIDEST_FORM = 60
"""Paragraphs above a header among which the column of its first levels may have been printed."""
_CACHED = 4_096


def with_tables(document: Document) -> Document:
    """The document with its runs of loose cells as tables; any other document as it is."""
    blocks: list[Block] = []
    tables = sum(isinstance(block, Table) for block in document.blocks)
    furniture: frozenset[str] | None = None
    given = list(_with_remarks(list(_with_whole_headings(document.blocks))))
    at = above = 0
    while at < len(given):
        heads = _headings(given, at)
        if not heads:
            blocks.append(given[at])
            at += 1
            continue
        tables += 1
        furniture = page_furniture(document) if furniture is None else furniture
        blocks[above:] = with_fields(blocks[above:])
        table, at = _run_to_table(given, at, heads, (tables, furniture))
        blocks.append(table)
        above = len(blocks)
    return replace(document, blocks=tuple(blocks))


@lru_cache(_CACHED)
def _printed(text: str) -> str:
    """The printed text of a line, for which several passes ask."""
    return printed(text)


def _with_whole_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with headings that were broken over lines (年度 | 指标值) as one."""
    at = 0
    while at < len(blocks):
        block, taken = _whole_heading(blocks, at)
        yield block
        at += taken


def _whole_heading(blocks: Sequence[Block], at: int) -> tuple[Block, int]:
    """The heading that begins at a block and how many blocks it fills; the block itself where none is broken."""
    first = blocks[at]
    if not isinstance(first, Paragraph):
        return first, 1
    text = _printed(first.text)
    if not _TWO <= len(text) <= _LONGEST_BROKEN or not begins_heading(text):  # a sign a line runs down the side
        return first, 1
    whole = column_role(text) is not None
    for count, following in enumerate(blocks[at + 1 : at + _MOST_LINES], 2):
        rest = _printed(following.text) if isinstance(following, Paragraph) else ""
        if not rest or (whole and count == _TWO and column_role(rest) and not _is_broken(text, rest)):
            break
        text += rest
        if heading_role(text):
            return replace(first, text=text), count
    return first, 1


def _is_broken(upper: str, lower: str) -> bool:
    """Whether two texts that both could be headings are one (指标值确 + 定依据, 指标分值 + 权重)."""
    roles = heading_role(upper), heading_role(lower)
    return heading_role(upper + lower) is not None and (None in roles or roles[0] == roles[1])


def _with_remarks(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with a remark alone in its line (（90）) joined to the heading above it."""
    heading: Paragraph | None = None
    for block in blocks:
        if heading and isinstance(block, Paragraph) and _REMARK.fullmatch(_printed(block.text)):
            heading = replace(heading, text=heading.text + block.text)
            continue
        if heading:
            yield heading
        heading = block if isinstance(block, Paragraph) and column_role(_printed(block.text)) else None
        if heading is None:
            yield block
    if heading:
        yield heading


def _headings(blocks: Sequence[Block], at: int) -> list[str]:
    """The headings that begin at a block, or none where they head no indicators."""
    texts: list[str] = []
    roles: set[str] = set()
    for block in blocks[at : at + _MOST_HEADINGS]:
        text = _printed(block.text) if isinstance(block, Paragraph) else ""
        role = column_role(text)
        if role is None:
            break
        texts.append(text)
        # Beside those of earlier years the column of the year's own targets is headed by its year (2025年目标).
        roles.add("value" if role == "history" and _DATED_TARGETS.fullmatch(text) else role)
    if heads_alone(roles):
        return texts if column_role(texts[1]) != "group" else []
    levelled = roles & {"level1", "level2"}
    if roles >= _NAMED_SECOND and "level3" not in roles:
        return texts
    return texts if roles >= _NEEDED and (levelled or len(roles) >= _FEWEST_ROLES) else []


def _run_to_table(
    blocks: Sequence[Block], at: int, heads: list[str], known: tuple[int, frozenset[str]]
) -> tuple[Table, int]:
    """The table of a header and the cells below it, and the block after it; page breaks and repeated headers are left out."""
    number, furniture = known
    first = [block for block in blocks[at : at + len(heads)] if isinstance(block, Paragraph)]
    header = _in_columns(
        [Cell(text, column, block.place) for column, (text, block) in enumerate(zip(heads, first, strict=True))]
    )
    columns = rows_to_columns([header])
    remarked = any(column.role in _TEXTS or is_remark(column.label) for column in columns.columns)
    behind = _MOST_OBJECTIVE if {"project", "text"} <= columns.roles() else _MOST_BEHIND
    grounded = not {"basis", "explanation"}.isdisjoint(columns.roles())
    cells: list[Paragraph] = []
    end = _behind_numbers(blocks, at + len(heads), len(heads))
    while end < len(blocks):
        block = blocks[end]
        if (after := _after_break(blocks, end, heads, furniture)) > end:
            end = _behind_rests(blocks, after, cells)
        elif _announces_period(blocks, end) or (_breaks_off(blocks, end, heads) and _names_project(block)):
            break
        elif cells and _is_side(blocks, end):
            end += 1
        elif isinstance(block, Paragraph) and (
            _is_cell(block)
            or (
                remarked
                and _is_remark(blocks, end)
                and (_goes_on(blocks, end, behind) or _breaks_off(blocks, end, heads) or _is_as_others(block, cells))
            )
            or (columns.columns[-1].role in _TEXTS and _ends_remark(block, cells))
            or (grounded and is_ground(_printed(block.text)) and _goes_on(blocks, end, _MOST_BEHIND))
            or ((remarked or grounded) and not _is_long(block.text) and _is_label(blocks, end + 1))
        ):
            if not (is_points(_printed(block.text)) or _DOTS.fullmatch(_printed(block.text))):
                cells.append(block)
            end += 1
        else:
            break
    if boxed := boxes_to_rows(cells, header.texts, first[0].place):
        return Table(tuple(boxed), number, told_apart=True), end
    whole = with_labels_whole([_printed(cell.text) for cell in cells])
    rows = cells_to_rows([replace(cells[at], text=text) for text, at in whole], columns)
    if (
        "level2" in columns.roles()
        and "level1" not in columns.roles()
        and _prints_level1(blocks[max(0, at - _WIDEST_FORM) : at])
    ):
        # The column of first levels was printed before: which of them a row is of, the framework says.
        level1 = Cell("一级指标", 0, first[0].place)
        header, *rows = [_moved_right(row) for row in (header, *rows)]
        header = replace(header, cells=(level1, *header.cells))
    return Table((header, *(replace(row, number=count) for count, row in enumerate(rows, 2))), number), end


def _behind_rests(blocks: Sequence[Block], at: int, cells: list[Paragraph]) -> int:
    """The block behind what a page's end left of the labels above it, which are made whole among the cells."""
    while at < len(blocks) and isinstance(block := blocks[at], Paragraph):
        rest = _printed(block.text)
        near = range(len(cells) - 1, max(-1, len(cells) - 1 - _LAST_CELLS), -1)
        place = next((cell for cell in near if ends_label(_printed(cells[cell].text), rest)), None)
        if place is None:
            break
        cells[place] = replace(cells[place], text=cells[place].text + rest)
        at += 1
    return at


def _prints_level1(blocks: Sequence[Block]) -> bool:
    """Whether the heading of first levels and two of them stand in lines of their own."""
    texts = [_printed(block.text) if isinstance(block, Paragraph) else "" for block in blocks]
    heading = next((at for at, text in enumerate(texts) if column_role(text) == "level1"), len(texts))
    return sum(1 in levels(text) for text in texts[heading + 1 :]) >= _TWO


def _moved_right(row: Row) -> Row:
    return replace(row, cells=tuple(cell._replace(column=cell.column + 1) for cell in row.cells))


def _is_side(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block is the label down the side of a table, in the middle of whose rows it stands: no header follows it."""
    block = blocks[at]
    if not isinstance(block, Paragraph) or not is_side_label(_printed(block.text)):
        return False
    return not any(_headings(blocks, behind) for behind in range(at + 1, min(at + _MOST_BEHIND, len(blocks))))


def _announces_period(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block names the objective of another period (年度目标), and the headings are printed anew behind its text."""
    block = blocks[at]
    if not isinstance(block, Paragraph) or period_named(_printed(block.text)) is None:
        return False
    return any(_headings(blocks, at + behind) for behind in range(1, _MOST_BEHIND))


def _behind_numbers(blocks: Sequence[Block], at: int, count: int) -> int:
    """The block behind the row that numbers the columns (1, 2, 3 … below the header), or `at` where none does."""
    numbers = [_printed(block.text) for block in blocks[at : at + count] if isinstance(block, Paragraph)]
    return at + count if numbers == [str(number) for number in range(1, count + 1)] else at


def _in_columns(cells: Sequence[Cell]) -> Row:
    """The header with its headings as their columns stand: those of an upper row are printed before the levels below them."""
    lower = next((at for at, cell in enumerate(cells) if column_role(cell.text) in LEVELS), 0)
    above, main = (_counted(part) for part in (cells[:lower], cells[lower:]))
    return beside_targets(above, main) or _counted(_with_parts_of_targets(cells))


def _counted(cells: Sequence[Cell]) -> Row:
    return Row(tuple(cell._replace(column=at) for at, cell in enumerate(cells)), 1)


def _with_parts_of_targets(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The headings with those printed behind their row, as the row below it, in the place of the one they part.

    指标值 | 指标值确定依据 | 前年 | 上年 | 预计当年实现 | 权重 is 前年 | 上年 | 预计当年实现 | 权重 | 指标值确定依据, and
    指标值 | 得分 | 运算符号 | 指标内容 | 度量单位 is 运算符号 | 指标值 | 度量单位 | 得分.
    """
    cells = _with_years_of_group(cells)
    roles = [column_role(cell.text) for cell in cells]
    targets = [at for at, role in enumerate(roles) if role == "value"]
    signs = roles.index("operator") if "operator" in roles else 0
    if targets and targets[0] + 1 < signs and sorted(map(str, roles[signs:])) == ["level3", "operator", "unit"]:
        named = [
            cell._replace(text=cells[targets[0]].text) if role == "level3" else cell
            for cell, role in zip(cells[signs:], roles[signs:], strict=True)
        ]
        return (*cells[: targets[0]], *named, *cells[targets[0] + 1 : signs])
    parts = next((at for at, role in enumerate(roles) if role == "history"), 0)
    if not targets or parts <= targets[0] + 1 or not _PARTS_OF_TARGETS.issuperset(roles[parts:]):
        return cells
    return (*cells[: targets[0]], *cells[parts:], *cells[targets[0] + 1 : parts])


def _with_years_of_group(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The headings with the years at their end in the place of the one that they part (近两年指标值 | 预期值 | 2022年 | 2023年)."""
    roles = [column_role(cell.text) for cell in cells]
    first = next((at for at in range(len(roles), 0, -1) if roles[at - 1] != "history"), 0)
    group = roles.index("history_group") if "history_group" in roles else len(roles)
    if group >= first - 1 or first == len(roles):
        return cells
    return (*cells[:group], *cells[first:], *cells[group + 1 : first])


def _is_remark(blocks: Sequence[Block], at: int) -> bool:
    """Whether a block may be one of remarks that is too long for a cell."""
    block = blocks[at]
    return isinstance(block, Paragraph) and _is_long(block.text) and opens_nothing(block.text)


def _is_as_others(block: Paragraph, cells: Sequence[Paragraph]) -> bool:
    """Whether a sentence behind a cell that is none, at the end of a table, is as short as the remarks of the rows above."""
    remarks = [len(cell.text) for cell in cells if cell.text.endswith("。")]
    last = cells[-1].text if cells else "。"
    return len(remarks) >= _TWO and not last.endswith("。") and len(block.text) <= max(remarks)


def _ends_remark(block: Paragraph, cells: Sequence[Paragraph]) -> bool:
    """Whether a line ends the sentence that the last cell began with a longer one."""
    rest, begun = _printed(block.text), _printed(cells[-1].text) if cells else ""
    broken = len(rest) <= len(begun) > SHORTEST_BROKEN and not begun.endswith("。")
    return broken and rest.endswith("。") and rest.count("。") == 1 and opens_nothing(block.text)


def _goes_on(blocks: Sequence[Block], at: int, most: int) -> bool:
    """Whether the next level, which lines may break, or target stands so near behind a block."""
    texts = [_printed(other.text) for other in blocks[at + 1 : at + 2 + most] if isinstance(other, Paragraph)]
    return any(
        levels(text) or levels(text + rest) or looks_like_quantity(text) for text, rest in pairwise((*texts, ""))
    )


def _breaks_off(blocks: Sequence[Block], at: int, heads: list[str]) -> bool:
    """Whether the header stands once more right behind a block."""
    texts = [_printed(other.text) for other in blocks[at + 1 : at + 1 + len(heads)] if isinstance(other, Paragraph)]
    return texts == heads


def _names_project(block: Block) -> bool:
    """Whether a line is the numbered name of a project, to which the next header belongs (2.校舍新建项目)."""
    found = block_to_name(block, None) if isinstance(block, Paragraph) else None
    return found is not None and found[1]


def _after_break(blocks: Sequence[Block], at: int, heads: list[str], furniture: frozenset[str]) -> int:
    """The block after a page break that stands at a block: furniture of the page, the header once more; `at` where none does.

    A bare number is a cell as well as a page's, unless the header follows it.
    """
    end = at
    while end < len(blocks) and _is_furniture(blocks[end], furniture):
        end += 1
    marked = any(not _is_number(block) for block in blocks[at:end])
    if marked and _is_number(blocks[at]):  # the page says its number otherwise: a bare one above is a cell
        return at
    if _names_again(blocks, end) and (end > at or _is_label(blocks, end + _TWO)):
        return end + _TWO
    again = [_printed(block.text) for block in blocks[end : end + len(heads)] if isinstance(block, Paragraph)]
    if again == heads:
        return _behind_numbers(blocks, end + len(heads), len(heads))
    own = [text for text in heads if column_role(text) != "group"]
    if own and again[: len(own)] == own:  # a label down the side stands on the first page alone
        return end + len(own)
    return next((sure for sure in range(at, end) if _is_number(blocks[sure])), end)


def _names_again(blocks: Sequence[Block], at: int) -> bool:
    """Whether the project's label and name at a block are those of the form above, as a page prints its first row anew."""
    texts = [
        _printed(block.text) if isinstance(block, Paragraph) else ""
        for block in blocks[max(0, at - _LONGEST_PAGE) : at + 2]
    ]
    label, name = texts[-_TWO:]
    pairs = pairwise(texts[:-_TWO])
    return field_role(label) == "project" and bool(name) and heading_role(name) is None and (label, name) in pairs


def _is_label(blocks: Sequence[Block], at: int) -> bool:
    return at < len(blocks) and isinstance(block := blocks[at], Paragraph) and bool(levels(_printed(block.text)))


def _is_furniture(block: Block, furniture: frozenset[str]) -> bool:
    return isinstance(block, Paragraph) and fold(block.text) in furniture


def _is_number(block: Block) -> bool:
    return isinstance(block, Paragraph) and _printed(block.text).isdecimal()


def _is_cell(block: Paragraph) -> bool:
    """Whether a paragraph can be the next cell: a short one that opens nothing else."""
    return (block.is_cell or not _is_long(block.text)) and opens_nothing(block.text)


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST_CELL or "。" in text
