"""Whose project the rows of a table are: named in a column of the table, at the first of its rows or in their middle, else by the form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.money import amount, money_unit
from ontology.forms import forms
from ontology.framework import notation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extract.columns import Columns
    from extract.levels import Levels
    from extract.row_cells import RowCells
    from extract.tables import Section

_NAME_AND_CODE = re.compile(
    r"(?P<name>.*[一-鿿）)”])(?:[(（]?(?P<code>\d{6}[A-Z\d]{9,15})[)）]?|[(（](?:项目)?[代编]码[:：]?(?P<named>[A-Z\d]{8,30})[)）])"
)
_CODE_AND_NAME = re.compile(
    r"(?:(?P<code>(?=[A-Z]*\d)[A-Z\d]{8,30})[-_—－]|[\[【](?P<named>(?=[A-Z]*\d)[A-Z\d]{8,30})[\]】]|(?P<long>\d{6}[A-Z\d]{6,24}))"
    r"(?P<name>.*[一-鿿].*)"
)
"""A code before its name: with a dash between them, in brackets, or so long that it is none of the name's numbers."""
"""A number that a budget system gave a project, before its name."""

_FEWEST_ROUNDS = 2
_CACHED = 1_024
_OFF_THE_MIDDLE = 1.5
"""Rows by which a project that stands in the middle of its rows may miss it, where some of these are higher than others."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as the row or the form prints it; the amount in yuan, and what was mended to find it."""

    name: str | None = None
    code: str | None = None
    amount_cny: float | int | None = None
    repairs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def parted(self) -> Project:
        """The same with its code apart where one cell holds both (51132122T000000158341-农村公路日常养护), or prints it below."""
        if self.name is None or (parts := _name_and_code(self.name)) is None:
            return self
        name, code = parts
        return replace(self, name=name, code=self.code or code)


@lru_cache(_CACHED)
def _name_and_code(text: str) -> tuple[str, str] | None:
    """The name and the code that a text holds together, or None; every row of a project asks for them."""
    found = _CODE_AND_NAME.fullmatch(text) or _NAME_AND_CODE.fullmatch(text)
    if found is None:
        return None
    codes = found.groupdict()
    return codes.pop("name") or "", next(filter(None, codes.values()))


@dataclass(frozen=True, slots=True)
class _Printed:
    """A project where a row prints it; its line counts among the printed rows of the section."""

    project: Project
    at: int
    line: int


def rows_to_projects(
    section: Section,
    cells: Sequence[RowCells],
    levels: Sequence[Levels],
    lines: Mapping[tuple[int, int], int],
    before: Project | None = None,
) -> list[Project]:
    """The project of each row of a section.

    A project stands beside all of its rows. Where its name is printed is a matter of the conversion: at the first of them, from
    where it is carried down, or in their middle. There a project's rows are those from one return to the first of the first
    levels (产出指标 after 满意度指标) to the next.

    Args:
        section: the section.
        cells: the cells of its rows by role.
        levels: the levels of each row.
        lines: places of the rows by table and number among the printed rows.
        before: the project of the row that the section goes on below.
    """
    form = section.form
    above = before or Project(form.project or form.code, form.code, form.amount_cny)
    if section.columns.of("project", -1) is None and not section.columns.roles() & {"project", "project_code"}:
        return [above] * len(section.rows)
    rounds = _rounds([row.level1 for row in levels], cells)
    printed = list(_printed(section, cells, lines))
    if not section.exact:
        printed = _joined(printed, rounds)
    by_round = {number: _owners([p for p in printed if rounds[p.at] == number], cells) for number in set(rounds)}
    centred = any("label-centred" in row.repairs for row in levels) or _in_the_middle(by_round, rounds)
    beside = not centred and all("level1" in cells[p.at].by_role for p in printed)
    if before is None and not beside and all(len({p.project for p in found}) == 1 for found in by_round.values()):
        return [_moved(by_round[number][0], at) for at, number in enumerate(rounds)]
    by_row = {p.at: p.project for p in printed}
    projects = []
    for at in range(len(section.rows)):
        above = by_row.get(at, above)
        projects.append(above)
    return projects


def outlined_to_projects(
    section: Section, cells: Sequence[RowCells], rows: Mapping[int, bool], before: Sequence[Project]
) -> list[Project]:
    """The project of each row of a section where some rows name one in the names' own column (see `outline`)."""
    above, projects = None, []
    for at, held in enumerate(cells):
        if rows.get(at):
            yuan = _column_amount(held, section.columns, section.form.money_unit)
            above = Project(held.text("level3"), before[at].code, yuan)
        projects.append(above or before[at])
    return projects


def _printed(section: Section, cells: Sequence[RowCells], lines: Mapping[tuple[int, int], int]) -> Iterator[_Printed]:
    for at, (row, held) in enumerate(zip(section.rows, cells, strict=True)):
        name, code = held.text("project"), held.text("project_code")
        if name or code:
            yuan = _column_amount(held, section.columns, section.form.money_unit)
            yield _Printed(Project(name or code, code, yuan), at, lines.get((row.table, row.row.number), at))


def _joined(printed: Sequence[_Printed], rounds: Sequence[int]) -> list[_Printed]:
    """The projects with names whole that stand in several lines below each other in the middle of their rows."""
    whole: list[_Printed] = []
    for p in printed:
        above = whole[-1] if whole else None
        alone = 2 * sum(rounds[q.at] == rounds[p.at] for q in printed) < rounds.count(rounds[p.at])
        if above and alone and rounds[above.at] == rounds[p.at] and _go_on(above, p):
            name = f"{above.project.name}{p.project.name}"
            yuan = p.project.amount_cny if above.project.amount_cny is None else above.project.amount_cny
            whole[-1] = replace(above, project=Project(name, above.project.code or p.project.code, yuan), line=p.line)
        else:
            whole.append(p)
    return whole


def _owners(printed: Sequence[_Printed], cells: Sequence[RowCells]) -> list[_Printed]:
    """The projects of a round without the organisation that heads its projects in a row of its own."""
    own = [p for p in printed if "level3" in cells[p.at].by_role]
    heads = [p for p in printed if p not in own]
    return own if all((p.project.name or "").endswith(forms().organisations) for p in heads) and own else list(printed)


def _in_the_middle(by_round: Mapping[int, Sequence[_Printed]], rounds: Sequence[int]) -> bool:
    """Whether each round has one project, most of them on another row than the first, and all in the middle of the round."""
    if len(by_round) < _FEWEST_ROUNDS or any(len(found) != 1 for found in by_round.values()):
        return False
    places = [(found[0].at - rounds.index(number), rounds.count(number)) for number, found in by_round.items()]
    return 2 * sum(at > 0 for at, _ in places) > len(places) and all(
        abs(at - (count - 1) / 2) <= _OFF_THE_MIDDLE for at, count in places
    )


def _moved(printed: _Printed, at: int) -> Project:
    """The project of a row, which says where it was printed only below that row."""
    return replace(printed.project, repairs=("project-centred",)) if at < printed.at else printed.project


def _go_on(above: _Printed, below: _Printed) -> bool:
    """Whether two names can be parts of one: the next line, another text, and not both with an amount or a code."""
    upper, lower = above.project, below.project
    both = (upper.amount_cny is not None and lower.amount_cny is not None) or (upper.code and lower.code)
    organisation = (upper.name or "").endswith(forms().organisations)
    return below.line == above.line + 1 and upper.name != lower.name and not both and not organisation


def _rounds(levels: Sequence[str | None], cells: Sequence[RowCells]) -> list[int]:
    """For each row how often the first levels have begun anew before it; rows before the first level belong to the first round."""
    rounds: list[int] = []
    number = 0
    met: list[str | None] = []
    for level, held in zip(levels, cells, strict=True):
        named = (notation(level, 1) or level) if level else None
        if named is not None and "level3" in held.by_role and (not met or named != met[-1]):
            if named in met:
                number, met = number + 1, []
            met.append(named)
        rounds.append(number)
    return rounds


def _column_amount(cells: RowCells, columns: Columns, unit: str | None) -> float | int | None:
    column = columns.of("amount", 0)
    text = cells.text("amount")
    return amount(text, money_unit(column.path) or unit) if column and text else None
