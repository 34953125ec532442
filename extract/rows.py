"""Aligned rows of a section become indicator rows: levels, name, target, history, whose project; the rest is skipped aloud."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from extract.blank_targets import with_blank_targets
from extract.cell_types import is_bare_number, is_ground
from extract.columns import with_year
from extract.doubts import with_doubts
from extract.form import numbered_objective
from extract.listed import NAME_NUMBER, TEMPLATE_NUMBER, cell_to_groups, cell_to_items, counts_up, group_to_items
from extract.misread_signs import DOUBT
from extract.named_targets import most_hold_targets
from extract.numerals import digits, plain
from extract.outline import label_rows, outlined_levels, outlined_projects
from extract.placeholders import has_run, is_open_name
from extract.projects import Project, outlined_to_projects, rows_to_projects
from extract.row_cells import RowCells, block_cells
from extract.row_levels import block_levels
from extract.row_targets import heading_unit, target_read
from extract.targets import Target, named_unit, parse_target
from extract.torn import mended
from ontology.folding import fold
from ontology.forms import column_role, forms, period_named
from ontology.framework import levels, points_in
from ontology.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extract.columns import Column
    from extract.document import Cell
    from extract.indicator import Period, Scope
    from extract.levels import Levels
    from extract.named_targets import Item
    from extract.tables import Section, TableRow


_NO_PROJECT = Project()
_CACHED = 16_384
_REMARK = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]")


class IndicatorRow(NamedTuple):
    """An indicator read from one row and block of a table, before the document's context is added."""

    levels: Levels
    name: str
    target: Target
    cell: Cell
    table: int
    row: int
    scope: Scope
    project: Project
    period: Period
    objective: str | None
    weight: float | int | None
    history: dict[str, str] | None
    actual: str | None
    description: str | None
    basis: str | None
    confidence: float
    repairs: tuple[str, ...]


class Skipped(NamedTuple):
    """A row of an indicator table that holds no indicator, and why."""

    table: int
    row: int
    cell: Cell
    reason: str


def sections_to_rows(
    sections: Iterable[Section], year: int | None, last: IndicatorRow | None = None
) -> Iterator[IndicatorRow | Skipped]:
    """The indicator rows of sections, with the rows skipped between them.

    A section that goes on with the one before it has the labels and the project of that one's last row; `last` is the row before all.
    """
    for section in sections:
        for row in _doubted(section, section_to_rows(section, year, last if section.follows else None)):
            last = row if isinstance(row, IndicatorRow) else last
            yield row


def _doubted(section: Section, rows: Iterable[IndicatorRow | Skipped]) -> Iterator[IndicatorRow | Skipped]:
    """The rows of a section, the indicators among them less sure where they can't be right."""
    read = list(rows)
    found = iter(with_doubts([row for row in read if isinstance(row, IndicatorRow)], exact=section.exact))
    return (next(found) if isinstance(row, IndicatorRow) else row for row in read)


def section_to_rows(
    torn: Section, year: int | None, above: IndicatorRow | None = None
) -> Iterator[IndicatorRow | Skipped]:
    """The indicator rows of a section that goes on below a row, row by row and block by block, with the rows skipped."""
    rows = mended(torn.rows, torn.columns, exact=torn.exact, placed=torn.placed)
    if not (torn.exact or torn.placed):
        rows = with_blank_targets(rows, torn.columns)
    section = replace(torn, rows=tuple(rows), columns=with_year(torn.columns, year))
    lines = {(row.table, row.row.number): line for line, row in enumerate(torn.rows)}
    blocks = [
        [block_cells(row, section.columns, block) for row in section.rows] for block in range(section.columns.blocks)
    ]
    labelling = label_rows(blocks[0]) if not section.columns.roles() & {"level1", "level2"} else frozenset()
    last = above.levels if above else None
    labels = [
        outlined_levels(cells, labelling) if labelling else block_levels(section, block, cells, lines, last)
        for block, cells in enumerate(blocks)
    ]
    projects = rows_to_projects(section, blocks[0], labels[0], lines, above.project if above else None)
    owners = outlined_projects(blocks[0], labelling)
    if owners:
        projects = outlined_to_projects(section, blocks[0], owners, projects)
    facts = [_block_facts(section, block, cells, labels[block]) for block, cells in enumerate(blocks)]
    objectives = [_objectives(section, cells) for cells in blocks]
    for at, row in enumerate(section.rows):
        named = False
        for block in range(section.columns.blocks):
            cells = blocks[block][at]
            name = cells.by_role.get("level3")
            if name is None or at in labelling or at in owners:
                continue
            named = True
            if reason := _no_name(name.text, cells.text("value")) or _only_scored(cells):
                yield Skipped(row.table, row.row.number, name, reason)
                continue
            project = _project_of(section, block, projects[at])
            parts = _RowParts(facts[block], labels[block][at], cells, project, objectives[block][at])
            yield from _rows(row, parts, year)
        if not named:
            yield Skipped(row.table, row.row.number, row.row.cells[0], "no third-level name")


def _stated(cells: Sequence[RowCells]) -> frozenset[str]:
    """Which columns of targets hold any in a section, and no marks alone that there is none."""
    return frozenset(
        role
        for role in ("value", "other_value")
        if any(parse_target(text).status != "blank" for held in cells if (text := held.texts.get(role)))
    )


def _project_of(section: Section, block: int, project: Project) -> Project:
    """The project of a block: where forms stand side by side, that of its own form."""
    beside = section.form.beside or section.columns.projects
    return Project(beside[block]) if len(beside) == section.columns.blocks > 1 else project


class _BlockFacts(NamedTuple):
    """What holds for all rows of a block."""

    scope: Scope | None
    """What the form says of whose the indicators are."""
    period: Period
    headed_period: bool
    """Whether the headings of its columns say of which period it is, or no column has objectives that do."""
    other_period: Period | None
    """The period of the other column of targets, where there is one."""
    heading_unit: str | None
    """The unit that the heading over the targets names (目标值（%）)."""
    states_targets: bool
    """Whether the targets stand in the cells of the names (三级指标及目标值)."""
    explains: bool
    numbered: bool
    stated: frozenset[str]
    """Which of the two periods' columns of targets state any."""


def _block_facts(section: Section, block: int, cells: Sequence[RowCells], labels: Sequence[Levels]) -> _BlockFacts:
    value, other, name = (section.columns.of(role, block) for role in ("value", "other_value", "level3"))
    return _BlockFacts(
        section.form.scope or _scope_of(labels),
        _period(section, block),
        any(column.period for column in (value, name) if column)
        or section.columns.period is not None
        or "objective" not in section.columns.roles(),
        other.period if other else None,
        heading_unit(value.label) if value else None,
        name is not None and _states_targets(name.label, value, cells),
        _explains(cells),
        counts_up([held.by_role["level3"].text for held in cells if "level3" in held.by_role]),
        _stated(cells),
    )


def _states_targets(heading: str, value: Column | None, cells: Sequence[RowCells]) -> bool:
    """Whether the names' heading says that targets stand in their cells, or most of these hold one and no column does."""
    names = [held.by_role["level3"].text for held in cells if "level3" in held.by_role]
    return forms().stating.search(heading) is not None or (value is None and most_hold_targets(names))


def _scope_of(labels: Sequence[Levels]) -> Scope | None:
    """Whose the indicators are where only their first levels say so: those of a project are 项目产出, 项目效果."""
    own = any((found.level1 or "").startswith(forms().project_levels) for found in labels)
    return "project" if own else None


class _RowParts(NamedTuple):
    """What a section's passes found for one row and block."""

    block: _BlockFacts
    levels: Levels
    cells: RowCells
    project: Project
    objective: tuple[str | None, tuple[str, ...]]


def _rows(row: TableRow, parts: _RowParts, year: int | None) -> Iterator[IndicatorRow]:
    """The indicators of one row and block: usually one; several where the cell lists them, or two periods have a value."""
    whole = _row(row, parts, year)
    name, value = parts.cells.by_role["level3"], parts.cells.text("value")
    groups = cell_to_groups(name.text) if value is None else []
    listed: list[tuple[str | None, Item]] = [(label, item) for label, part in groups for item in group_to_items(part)]
    if not listed:
        listed = [(None, item) for item in cell_to_items(name.text, value, name.lines, _value_lines(parts.cells))]
    if not listed and value is None and parts.block.states_targets:
        listed = [(None, item) for item in group_to_items(TEMPLATE_NUMBER.sub("", name.text)) if item.target]
    for label, item in listed:
        target = parse_target(item.target, year=year, unit=named_unit(item.name))
        repairs = (*whole.repairs, "cell-split")
        item_name = TEMPLATE_NUMBER.sub("", item.name) or item.name
        if _no_name(item_name, item.target) == "placeholder":
            continue
        yield whole._replace(name=item_name, target=target, levels=_labelled(whole.levels, label), repairs=repairs)
    other = _other(parts, year)
    if not listed and (other is None or "value" in parts.block.stated or whole.target.status != "blank"):
        yield whole
    if other:
        yield whole._replace(target=other[0], period=other[1])


def _value_lines(cells: RowCells) -> tuple[str, ...]:
    """The lines of the target's cell, each with those of the cells of signs and units that have as many."""
    if (value := cells.by_role.get("value")) is None or not value.lines:
        return ()
    held = [cell.lines if (cell := cells.by_role.get(role)) else () for role in ("operator", "value", "unit")]
    beside = [lines if len(lines) == len(held[1]) else ("",) * len(held[1]) for lines in held]
    return tuple(
        f"{sign}{line}{unit}" if is_bare_number(line) and not line.endswith("%") else line
        for sign, line, unit in zip(*beside, strict=True)
    )


def _other(parts: _RowParts, year: int | None) -> tuple[Target, Period] | None:
    """The target of the other period and that period, where its column prints one, or other rows have one there."""
    period = parts.block.other_period
    if period is None:
        return None
    unit = named_unit(parts.cells.by_role["level3"].text)
    target = parse_target(parts.cells.text("other_value"), year=year, unit=unit)
    return None if target.status == "blank" and "other_value" not in parts.block.stated else (target, period)


def _labelled(above: Levels, label: str | None) -> Levels:
    """The levels of an item whose own list names a second level, or a first."""
    if label is None:
        return above
    return (
        above._replace(level2=label)
        if above.level1 or 1 not in levels(label)
        else above._replace(level1=label, level2=None)
    )


def _row(row: TableRow, parts: _RowParts, year: int | None) -> IndicatorRow:
    block, cells = parts.block, parts.cells
    name, text = cells.by_role["level3"], cells.texts.get
    alignment = row.alignment
    objective, inferred = parts.objective
    explanation = text("explanation")
    project = parts.project.parted if parts.project.name or block.scope == "project" else None
    target, restored = target_read(cells, year, block.heading_unit)
    points = None if target.unit in wording().score_units else points_in(name.text)  # 测评得分（100分） ≥90分
    return IndicatorRow(
        levels=parts.levels,
        name=(NAME_NUMBER if block.numbered else TEMPLATE_NUMBER).sub("", name.text),
        target=target,
        cell=name,
        table=row.table,
        row=row.row.number,
        scope="project" if project else "department",
        project=project or _NO_PROJECT,
        period=block.period if block.headed_period else _period_of(objective) or block.period,
        objective=objective,
        weight=_weight(text("weight") or points),
        history={label: cell.text for label, cell in cells.history.items()} or None,
        actual=text("actual"),
        description=text("description") or (explanation if block.explains else None),
        basis=text("basis") or (None if block.explains else explanation),
        confidence=round(
            parts.levels.confidence * (alignment.confidence if alignment else 1.0) * (DOUBT if restored else 1),
            2,
        ),
        repairs=(
            *(alignment.repairs if alignment else ()),
            *parts.levels.repairs,
            *inferred,
            *(project.repairs if project else ()),
            *restored,
        ),
    )


def _only_scored(cells: RowCells) -> str | None:
    """Why a row that prints a name in another column too, and points for its target, is no indicator: 预算执行率 | 预算执行率 | 10.00."""
    name, target = cells.text("level3"), cells.text("value")
    repeated = name in map(cells.text, ("level1", "level2", "description")) and not levels(name or "")
    bare = target is not None and is_bare_number(target) and not target.endswith("%")
    points = bare and not {"operator", "unit"} & cells.texts.keys()
    return "points only" if repeated and points else None


@lru_cache(_CACHED)
def _no_name(text: str, target: str | None) -> str | None:
    """Why a third-level cell is no name beside its target, or None where it is one."""
    folded = fold(TEMPLATE_NUMBER.sub("", text))
    if (text and not folded) or (
        target and not TEMPLATE_NUMBER.sub("", f"{target.rstrip(':：')}:")
    ):  # 指标2： is a blank row's
        return "placeholder"
    status = parse_target(folded).status
    if status != "stated":
        return {"blank": "no third-level name", "not_applicable": "不适用"}.get(status, "placeholder")
    if (
        folded in wording().no_names or is_bare_number(folded) or column_role(folded) == "group"
    ):  # 指标 is what is left of a label
        return "no third-level name"
    if folded.rstrip(":") in wording().placeholders or is_open_name(folded) or not _WORD.search(folded):
        return "placeholder"
    if _REMARK.fullmatch(folded) and target is None:  # （根据实际增加）
        return "placeholder"
    # XX路硬化里程 may be a name that leaves out whose it is; beside a target that is to be filled in it is the template's.
    return "placeholder" if has_run(folded) and parse_target(target).status == "placeholder" else None


def _weight(text: str | None) -> float | int | None:
    number = digits(fold(text).rstrip("%分")) if text else None
    return None if number is None else plain(number)


def _period(section: Section, block: int) -> Period:
    """The period of a block: what stands over its columns, the half it is, what the header's side says, the form's."""
    over = (section.columns.of(role, block) for role in ("value", "level3"))
    if told := next((column.period for column in over if column and column.period), None):
        return told
    if section.columns.blocks > 1 and block < len(section.form.halves):
        return section.form.halves[block]
    return section.columns.period or section.form.period or "annual"


def _period_of(objective: str | None) -> Period | None:
    """The period that the objective of a row is of (长期目标1), where it names one."""
    named = period_named(objective) if objective else None
    return "multi_year" if named == "multi_year" else "annual" if named == "annual" else None


def _explains(cells: Sequence[RowCells]) -> bool:
    """Whether a column headed 指标值说明 says what is measured; where most of its cells are grounds it says why."""
    texts = [text for held in cells if (text := held.texts.get("explanation"))]
    return sum(map(is_ground, texts)) * 2 < len(texts)


def _objectives(section: Section, cells: Sequence[RowCells]) -> list[tuple[str | None, tuple[str, ...]]]:
    """The objective of each row with the repairs.

    It stands in a column of its own, and applies to the rows below; else beside the headings; else the form says it.
    """
    if "objective" not in section.columns.roles():
        sides = (numbered_objective(column.label) for column in section.columns.columns if column.role == "side")
        return [(next(filter(None, sides), section.form.objective), ())] * len(cells)
    listed = section.form.only_objective(_period(section, 0))
    current: tuple[str | None, tuple[str, ...]] = (listed, ("objective-inferred",) if listed else ())
    found = []
    for c in cells:
        if text := c.text("objective"):
            current = (text, ())
        found.append(current)
    return found
