"""Header rows become columns: each with its role, the blocks of side-by-side halves, and what stands above it.

1. A row is a header when its cells name a third level with a value or a level beside it.
2. Rows above that hold only headings (成本指标 | 产出指标 …) and rows below that split a heading (前年 | 上年) belong to it.
3. A heading covers the columns to its right until another heading of its row, or of a row above, begins.
4. The lowest heading of a column gives its role; those above give period and first level.
5. A new block begins where a level returns after a third level has been met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ontology.folding import fold
from ontology.forms import column_role, forms, period_alone, period_named, value_period
from ontology.framework import levels

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extract.document import Row
    from extract.indicator import Period
    from extract.row_shapes import Shape

LEVELS = ("level1", "level2", "level3")
_PARTS = frozenset({"weight", "unit", "operator"})
_CACHED = 512
_PRINTED_YEAR = re.compile(r"20\d\d")
_OTHER_HEADING = re.compile(r"(?:目标|指标|年度?|[期季月半])$|\d$")
"""How headings over the names of a block end that name no project."""
_SHORTEST_PROJECT = 4
_FAR = 10_000
"""The end of the last column: text conversions let rows run on to the right."""
_Headings = tuple[tuple[tuple[str, int], ...], ...]
"""Rows of headings, each with the grid column in which it begins."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an indicator table: its role, the grid columns it covers (from 0, end excluded), its block."""

    role: str
    label: str
    start: int
    stop: int
    block: int = 0
    level1: str | None = None
    level2: str | None = None
    period: Period | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an indicator table, left to right, and how many side-by-side blocks they form."""

    columns: tuple[Column, ...]
    blocks: int
    period: Period | None
    _roles: frozenset[str] = field(init=False, repr=False, compare=False)
    _places: dict[int, int | None] = field(init=False, repr=False, compare=False)
    """The answers given so far: every cell of every row asks for its column."""
    shapes: dict[tuple[int, ...], Shape] = field(init=False, repr=False, compare=False)
    """What was found of arrangements of cells under these columns (see `row_shapes`)."""

    def __post_init__(self) -> None:
        """Keep what is asked of every row."""
        object.__setattr__(self, "_roles", frozenset(column.role for column in self.columns))
        object.__setattr__(self, "_places", {})
        object.__setattr__(self, "shapes", {})

    def roles(self) -> frozenset[str]:
        """The roles that the table has."""
        return self._roles

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects that stand over the names of each block, where every block has one of its own."""
        over = [column.path.split("|") for column in self.columns if column.role == "level3"]
        names = [path[0] for path in over if len(path) > 1 and _may_be_project(path[0])]
        return tuple(names) if self.blocks > 1 and len(set(names)) == len(over) == self.blocks else ()

    def at(self, place: int) -> int | None:
        """The index of the column that covers a grid column, or None."""
        if place not in self._places:
            covering = (at for at, column in enumerate(self.columns) if column.start <= place < column.stop)
            self._places[place] = next(covering, None)
        return self._places[place]

    def of(self, role: str, block: int) -> Column | None:
        """The column of a role in a block, or the one shared by all blocks, or None."""
        shared = None
        for column in self.columns:
            if column.role == role:
                if column.block == block:
                    return column
                if column.block < 0 and shared is None:
                    shared = column
        return shared


def _may_be_project(text: str) -> bool:
    known = column_role(text) or period_named(text) or period_alone(text) or levels(text)
    return not known and _OTHER_HEADING.search(text) is None and len(text) >= _SHORTEST_PROJECT


def heads_alone(roles: Collection[str | None]) -> bool:
    """Whether a heading of indicators (指标) is that of their names: no other is, and their targets' parts have theirs."""
    return (
        {"group", "value"} <= set(roles) and len(_PARTS.intersection(roles)) > 1 and not set(LEVELS).intersection(roles)
    )


def rows_to_columns(rows: Sequence[Row]) -> Columns:
    """The columns that header rows, top to bottom, define."""
    return _columns_under(tuple(tuple((cell.text, cell.column) for cell in row.cells) for row in rows))


@lru_cache(_CACHED)
def _columns_under(rows: _Headings) -> Columns:
    """The columns under rows of headings; a document repeats its header on every page and in every form."""
    starts = sorted({column for row in rows for _, column in row})
    paths = [_path(rows, start) for start in starts]
    stops = [*starts[1:], _FAR]
    columns = [_column(path, start, stop) for path, start, stop in zip(paths, starts, stops, strict=True) if path]
    if starts and starts[0] > 0:
        columns.insert(0, Column("side", "", 0, starts[0]))
    numbered = _refined(_numbered(_with_longer_half(_with_targets_by_period(_with_names(columns)))))
    sides = (period_named(column.label) for column in columns if column.role in ("group", "side"))
    period = next((period for period in sides if period), None)
    return Columns(tuple(numbered), 1 + max((c.block for c in numbered), default=0), _as_period(period))


def listing_columns(rows: Sequence[Row]) -> Columns:
    """The columns of a header that ends in levels: each level's column lists third-level indicators."""
    found = rows_to_columns(rows)
    columns = []
    for column in found.columns:
        path = column.path.split("|")
        level1, level2 = _levels_above(path)
        role = "level3" if levels(path[-1]) and (level1 or level2) else column_role(path[-1]) or column.role
        columns.append(replace(column, role=role, block=0, level1=level1, level2=level2))
    numbered = _numbered(columns)
    return Columns(tuple(numbered), 1 + max(c.block for c in numbered), found.period)


def _path(rows: _Headings, column: int) -> list[str]:
    """The headings over a column, top to bottom."""
    path = []
    for depth, row in enumerate(rows):
        over = [heading for heading in row if heading[1] <= column]
        if over and not _interrupted(rows[:depth], over[-1][1], column):
            path.append(over[-1][0])
    return path


def _interrupted(above: _Headings, start: int, column: int) -> bool:
    return any(start < other <= column for row in above for _, other in row)


def _column(path: list[str], start: int, stop: int) -> Column:
    roles = [column_role(label) for label in path]
    role, label = next(
        ((role, label) for role, label in zip(reversed(roles), reversed(path), strict=True) if role),
        ("group" if period_named(path[-1]) else "other", path[-1]),
    )
    if column_role(path[-1]) is None and role != "group":
        role, label = ("value", path[-1]) if "value" in roles and _names_period(path[-1]) else ("other", path[-1])
    elif role == "group" and "value" in roles[:-1]:
        role = "value"
    above = path[:-1]
    if role == "history_group" or (role == "value" and "history_group" in roles):
        role = "history"
    elif "actual" in roles[:-1] and role in ("value", "unit", "operator"):
        role = "actual" if role == "value" else "ignored"
    level1, level2 = _levels_above(above)
    return Column(
        "side" if role == "group" else role,
        fold(label),
        start,
        stop,
        level1=level1,
        level2=level2,
        period=_as_period(
            next((named for text in reversed(above) if (named := period_named(text))), None)
            or (value_period(path[-1]) if role in ("value", "level3") else None)
        ),
        path="|".join(path),
    )


def _names_period(text: str) -> bool:
    return bool(period_named(text) or period_alone(text))


def _levels_above(above: Sequence[str]) -> tuple[str | None, str | None]:
    """The first and second level printed over a column; a label that names both is the second below a first."""
    level1: str | None = None
    level2: str | None = None
    for text in above:
        named = frozenset() if column_role(text) else levels(text)
        if 1 in named and (level1 is None or 2 not in named):  # noqa: PLR2004 - the second level
            level1 = text
        elif 2 in named:  # noqa: PLR2004 - the second level
            level2 = text
    return level1, level2


def _numbered(columns: list[Column]) -> list[Column]:
    """The columns with their blocks; those before the levels that each block repeats are shared by all (-1)."""
    blocks: list[int] = []
    block, named = 0, False
    last = max((at for at, column in enumerate(columns) if column.role == "level3"), default=-1)
    for at, column in enumerate(columns):
        if column.role in LEVELS and named and at <= last:  # levels behind the last names have none of their own
            block, named = block + 1, False
        named = named or column.role == "level3"
        blocks.append(block)
    repeated = {column.role for column, number in zip(columns, blocks, strict=True) if number and column.role in LEVELS}
    firsts = [i for i, column in enumerate(columns) if column.role in repeated]
    shared = firsts[0] if firsts else 0
    return [replace(c, block=-1 if i < shared else blocks[i]) for i, c in enumerate(columns)]


@lru_cache(_CACHED)
def with_year(columns: Columns, year: int | None) -> Columns:
    """The columns with those of the document's own year as targets, where their headings alone name a year.

    Without a year the one dated column beside a target of several years is the annual one.
    """
    own = [_of_own_year(columns, column, year) for column in columns.columns]
    columns = replace(columns, columns=tuple(own))
    changed = [_dated(columns, column, year) for column in columns.columns]
    return replace(columns, columns=tuple(changed))


def _of_own_year(columns: Columns, column: Column, year: int | None) -> Column:
    """A dated column in the role that its year gives it beside others: the target of the document's year, an earlier or a later one."""
    dated = {c.start: int(found[0]) for c in columns.columns if (found := _dated_target(c, column.block))}
    if year not in dated.values() or column.start not in dated:
        return column
    if any(c.role == "value" and c.block == column.block and c.start not in dated for c in columns.columns):
        return column
    own = dated[column.start]
    return replace(column, role="value" if own == year else "history" if own < (year or 0) else "other")


def _dated_target(column: Column, block: int) -> re.Match[str] | None:
    """The year of a column of targets that its own heading prints."""
    targets = column.role in ("history", "value") and column.block == block and column.period != "multi_year"
    return _PRINTED_YEAR.search(column.label) if targets else None


def _dated(columns: Columns, column: Column, year: int | None) -> Column:
    printed = _PRINTED_YEAR.search(column.label) if column.role == "history" else None
    value = columns.of("value", column.block)
    if printed is None or value is None or value.period != "multi_year":
        return column
    alone = sum(other.role == "history" and other.block == column.block for other in columns.columns) == 1
    if int(printed[0]) != year and not (year is None and alone):
        return column
    return replace(column, role="other_value", period="annual")


def _with_names(columns: list[Column]) -> list[Column]:
    """The columns with a third level where no heading says so: 绩效指标 behind the levels, else the last level before the value."""
    columns = _with_names_by_period(_without_second_levels(columns))
    if any(column.role == "level3" for column in columns):
        return _without_second_names(columns)
    levels_at = [i for i, column in enumerate(columns) if column.role in LEVELS]
    if not levels_at:
        roles = {column.role for column in columns}
        at = max((i for i, column in enumerate(columns) if column.role == "side" and column.label), default=-1)
        alone = at >= 0 and heads_alone(roles - {"side"} | {"group"})
        return [replace(column, role="level3") if alone and i == at else column for i, column in enumerate(columns)]
    behind = levels_at[-1] + 1
    named = behind < len(columns) and columns[behind].role in ("side", "other")
    at = behind if named else levels_at[-1]
    return [replace(column, role="level3") if i == at else column for i, column in enumerate(columns)]


def _with_names_by_period(columns: list[Column]) -> list[Column]:
    """The columns with those of names that are headed by their period (二级指标 | 长期指标 | 指标值 | 二级指标 | 年度指标 | 指标值)."""
    between = {
        at + 1: period
        for at, (level, column, target) in enumerate(zip(columns, columns[1:], columns[2:], strict=False))
        if level.role in ("level1", "level2") and target.role == "value" and column.role in ("side", "other")
        if (period := _as_period(period_named(column.label)))
    }
    return [
        replace(column, role="level3", period=between[at]) if at in between else column
        for at, column in enumerate(columns)
    ]


def _with_targets_by_period(columns: list[Column]) -> list[Column]:
    """The columns with those of targets headed by their period alone (三级指标 | 中期目标 | 年度目标), where no other is of any."""
    named = next((at for at, column in enumerate(columns) if column.role == "level3"), None)
    if named is None or any(column.role in ("value", "best_grade") for column in columns):
        return columns
    periods = [
        _as_period(value_period(column.label) or period_named(column.label))
        if at > named
        and column.role in ("side", "text", "other")
        and not any(word in column.label for word in forms().in_words)
        else None
        for at, column in enumerate(columns)
    ]
    return [
        replace(column, role="value", period=period) if period else column
        for column, period in zip(columns, periods, strict=True)
    ]


def _with_longer_half(columns: list[Column]) -> list[Column]:
    """The columns with targets of the whole (总目标值) as those of many years, beside targets of the year."""
    values = [column for column in columns if column.role == "value"]
    if not any(column.period == "annual" for column in values):
        return columns
    return [
        replace(column, period="multi_year")
        if column.role == "value" and column.period is None and column.label.startswith(tuple(forms().undated))
        else column
        for column in columns
    ]


def _without_second_levels(columns: list[Column]) -> list[Column]:
    """The columns with 指标类型 and its like beside 一级指标 and 二级指标 as what they are there: no levels."""
    for role, mark in (("level1", "一级"), ("level2", "二级")):
        if any(column.role == role and mark in column.label for column in columns):
            columns = [replace(c, role="ignored") if c.role == role and mark not in c.label else c for c in columns]
    return columns


def _without_second_names(columns: list[Column]) -> list[Column]:
    """The columns with 指标内容 beside 三级指标 as what it is there: a description of the name."""
    printed = [column.role == "level3" and "三级" in column.label for column in columns]
    if not any(printed):
        return columns
    return [
        replace(column, role="description") if column.role == "level3" and not third else column
        for column, third in zip(columns, printed, strict=True)
    ]


def _refined(columns: list[Column]) -> list[Column]:
    """The columns with roles that depend on their neighbours in the block: weights of levels, further values, a last year's."""
    refined: list[Column] = []
    for block in sorted({column.block for column in columns}):
        refined += _refined_block([column for column in columns if column.block == block])
    return refined


def _refined_block(columns: list[Column]) -> list[Column]:
    name = next((i for i, column in enumerate(columns) if column.role == "level3"), None)
    values = [i for i, column in enumerate(columns) if column.role == "value"]
    past = [i for i, column in enumerate(columns) if column.role == "history"]
    roles = {i: "level_weight" for i, column in enumerate(columns) if column.role == "weight" and name and i < name}
    best = [i for i, column in enumerate(columns) if column.role == "best_grade"]
    roles |= {i: "grade" for i, column in enumerate(columns) if column.role == "best_grade"}
    if best and not values:
        roles[best[0]] = "value"
    elif past and not values and name is not None:
        roles[past[-1]] = "value"
    first = columns[values[0]] if values else None
    for i in values[1:]:
        other = first is not None and columns[i].period and columns[i].period != first.period
        explained = fold(columns[i].label) in forms().explains_targets
        roles[i] = "other_value" if other else "explanation" if explained else "other"
    return [replace(column, role=roles.get(i, column.role)) for i, column in enumerate(columns)]


def _as_period(name: str | None) -> Period | None:
    return "multi_year" if name == "multi_year" else "annual" if name == "annual" else None
