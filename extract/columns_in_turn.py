"""Forms whose columns a conversion printed one after the other (all names, then all targets) become tables of rows.

So pdftotext and pdfminer print a page by default. Names and targets are told apart by what they say, lump by lump, and paired in
order where there are as many of both; a second level is given to each name in order too, as its words speak for it. Nothing shows
that a pair is right but the count, so that such rows are doubtful.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from math import inf
from typing import TYPE_CHECKING

from extract.cell_types import is_direction, is_target, looks_like_quantity, type_cost
from extract.document import Block, Cell, Document, Heading, Paragraph, Row, Table, printed
from extract.form import is_title
from extract.pages import is_page_number
from extract.targets import parse_target
from extract.torn import is_open
from ontology.forms import column_role, field_role, forms, hinted_categories
from ontology.framework import levels, notation
from ontology.units import is_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FEWEST_ROWS = 3
_LEVEL, _BOTH = frozenset({2}), frozenset({1, 2})
_ANOTHER, _UNSAID, _NOTHING = 2.0, 1.0, 0.7
"""What it costs to put a name under a level of which its words speak not, or nothing, and a level over no name."""
_LONGEST_REST = 2
_SHORTEST_FULL = 8
"""Signs of a name that may go on in a line of one or two."""
_LONGEST_NAME = 40
_MOST_LABELS = 40
_MOST_NAMES = 1_000
"""Second levels and names of one form; more are of something else."""
_LONGEST_CHANGE = 6
_LONGEST_UNIT = 3
_REMARK = re.compile(r"[(（].*[)）]")
_TARGETS = frozenset({"value", "unit", "operator"})
_HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")
_COLUMNS = frozenset({"level1", "level2", "level3", "value", "unit", "operator", "group"})


@dataclass(slots=True)
class _Form:
    """What the columns of a form hold."""

    project: Paragraph | None = None
    has_units: bool = False
    """Whether units have a heading of their own."""
    names: list[Paragraph] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """Of second levels."""
    each: list[str] = field(default_factory=list)
    """Those of second levels below their heading, each as often as it is printed."""
    firsts: list[str] = field(default_factory=list)


def with_columns_in_turn(document: Document) -> Document:
    """The document with a table behind each such form; any other document as it is."""
    number = max((block.number for block in document.blocks if isinstance(block, Table)), default=0)
    blocks: list[Block] = []
    above: list[Block] = []
    for span in _spans(document.blocks):
        blocks += span
        # The label down the side of a form (绩效指标) ends like a title.
        first = span[0] if span else None
        aside = isinstance(first, Paragraph) and column_role(printed(first.text)) == "group"
        form = _form(span, above if aside and _names_field(above) else ()) if _heads_columns(span) else None
        above = span
        if form and (rows := _rows(form)):
            number += 1
            blocks += [Paragraph(f"项目名称：{form.project.text}", form.project.place)] if form.project else []
            blocks.append(Table(tuple(rows), number, told_apart=True))
    return replace(document, blocks=tuple(blocks)) if len(blocks) > len(document.blocks) else document


def _spans(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks from one title, or table, to the next; below a form's columns the field of a project is one too."""
    span: list[Block] = []
    for block in blocks:
        opens = (
            isinstance(block, Table | Heading)
            or is_title(block.text)
            or (_opens_project(block.text) and _heads_columns(span))
        )
        if opens and span:
            yield span
            span = []
        span.append(block)
    yield span


def _opens_project(text: str) -> bool:
    """Whether a line is the field of a project's name, with the name."""
    label, *name = text.replace("：", " ").replace(":", " ").split()[:2] or [""]
    return bool(name) and field_role(label) == "project"


def _heads_columns(span: Sequence[Block]) -> bool:
    """Whether names and targets are headed on lines of their own, and no table was found."""
    roles = {column_role(printed(block.text)) for block in span if isinstance(block, Paragraph)}
    return roles >= {"level3", "value"} and not any(isinstance(block, Table) for block in span)


def _form(span: Sequence[Block], above: Sequence[Block] = ()) -> _Form:
    """What the columns of a form hold; its project is named above them or in the lines `above`, among labels and amounts."""
    form = _Form()
    before = [block for block in above if isinstance(block, Paragraph)]
    lines = [block for block in span if isinstance(block, Paragraph) and not _numbers_page(block.text.strip())]
    roles = [column_role(printed(line.text)) for line in lines]
    first = roles.index("level3")
    titles = [line.text for line in lines[:first] if is_title(line.text) and "绩效" in line.text]
    scoped = any(word in title for title in titles for word in forms().department_title)
    # A line with its label is read as any other field.
    if not scoped and not any(_opens_project(line.text) for line in lines[:first]):
        form.project = next((line for line in [*before, *lines[:first]] if _names_project(printed(line.text))), None)
    labels = [text for line in [*before, *lines] if levels(text := printed(line.text))]
    form.labels = _second_levels(labels)
    form.each = _below_heading(lines, roles)
    form.firsts = list(dict.fromkeys(label for label in labels if 1 in levels(label)))
    form.has_units = "unit" in roles
    headed: str | None = None
    for lump in _lumps(_on_one_line(lines[first:])):
        text = printed(lump[0].text)
        if levels(text):
            headed = None
        elif (role := column_role(text)) in _COLUMNS:
            headed = role
        else:
            _sort_in(form, lump, headed)
    return form


def _on_one_line(lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The lines of a form that one line of the document holds (see `columns_in_line`), without what stands below; else all."""
    held = [line for line in lines if line.place.line == lines[0].place.line]
    return held if len(held) > 1 else lines


def _below_heading(lines: Sequence[Paragraph], roles: Sequence[str | None]) -> list[str]:
    """The labels right below the heading of second levels; none where other lines stand among them."""
    start = roles.index("level2") + 1 if "level2" in roles else len(lines)
    stop = next((at for at in range(start, len(lines)) if roles[at] in _COLUMNS), len(lines))
    texts = [printed(line.text) for line in lines[start:stop]]
    return texts if all(max(levels(text), default=0) > 1 for text in texts) else []


def _names_field(span: Sequence[Block]) -> bool:
    """Whether lines hold the label of a project's name, and no form of their own."""
    texts = [printed(block.text) for block in span if isinstance(block, Paragraph)]
    return "project" in map(field_role, texts) and "level3" not in map(column_role, texts)


def _numbers_page(text: str) -> bool:
    """Whether a line is the number of a page; a bare one may be a target."""
    return is_page_number(text) and not text.isdecimal()


def _lumps(lines: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Headings and labels alone, and the other lines by what follows each other without a blank line."""
    numbers = [line.place.line or 0 for line in lines]
    # In a text that was printed with a blank line behind each, its lines are every second one.
    step = min((other - one for one, other in pairwise(numbers) if other > one), default=1)
    lump: list[Paragraph] = []
    for line in lines:
        text = printed(line.text)
        alone = bool(levels(text)) or column_role(text) in _COLUMNS
        if lump and (alone or (line.place.line or 0) - (lump[-1].place.line or 0) > step):
            yield lump
            lump = []
        if alone:
            yield [line]
        else:
            lump.append(line)
    if lump:
        yield lump


def _sort_in(form: _Form, lump: Sequence[Paragraph], headed: str | None) -> None:
    """Put the lines of a lump with the signs, the units, the targets or the names: what says none of these is as most others are."""
    texts = [printed(line.text) for line in lump]
    if any(field_role(text) or is_direction(text) or "。" in text or _REMARK.fullmatch(text) for text in texts):
        return
    # whose form it is; 43处 is a target
    if len(texts) == 1 and texts[0].endswith(forms().organisations) and not _is_target(texts[0]):
        return
    targets = headed in _TARGETS or 2 * sum(map(_is_target, texts)) > len(texts)
    for line, text in zip(lump, texts, strict=True):
        above = form.names[-1].text if form.names else ""
        if type_cost(text, "operator") == 0:
            form.signs.append(text)
        elif is_unit(text) or (form.has_units and len(text) <= _LONGEST_UNIT and not _is_target(text)):
            form.units.append(text)
        elif targets or _is_target(text):
            form.targets.append(text)
        elif (len(text) <= _LONGEST_REST and len(above) >= _SHORTEST_FULL) or is_open(above):
            form.names[-1] = replace(form.names[-1], text=above + text)
        else:
            form.names.append(replace(line, text=text))


def _is_target(text: str) -> bool:
    kind = parse_target(text).kind
    changes = kind == "change" and (len(text) <= _LONGEST_CHANGE or any(map(str.isdigit, text)))
    return looks_like_quantity(text) or is_target(text) or kind in ("numeric", "date") or changes


def _names_project(text: str) -> bool:
    """Whether a text among the labels and amounts of a form can be the project's name."""
    other = field_role(text) or column_role(text) or levels(text) or is_title(text) or is_page_number(text)
    said = "。" in text or looks_like_quantity(text) or text.endswith(forms().organisations) or text[:1] in "(（"
    return not (other or said or "：" in text) and 4 < len(text) <= _LONGEST_NAME  # noqa: PLR2004 - signs of a short name


def _second_levels(labels: Sequence[str]) -> list[str]:
    """The labels of second levels in order; of those that name both levels (满意度指标) the last, where it heads no other one."""
    last = {label: at for at, label in enumerate(labels)}
    heads = {label for label in last if levels(label) == _BOTH and any(_stands_under(other, label) for other in last)}
    found = [
        label
        for at, label in enumerate(labels)
        if levels(label) >= _LEVEL and label not in heads and (levels(label) != _BOTH or last[label] == at)
    ]
    return [label for label, _ in groupby(found)]


def _stands_under(label: str, first: str) -> bool:
    """Whether a label is one of the second level of this first one alone (经济成本指标 of 成本指标, 服务对象满意度指标 of 满意度指标)."""
    known, over = notation(label, 2), notation(first, 1)
    lower = levels(label) == _LEVEL or len(label) > len(first)
    return lower and known is not None and over is not None and known.split("/")[0] == over


def _rows(form: _Form) -> list[Row]:
    """The rows, the header first; none where there are not as many targets as names."""
    count = len(form.names)
    targets = form.targets
    if len(targets) == count + 1 and is_page_number(targets[-1]):
        targets = targets[:-1]
    if count < _FEWEST_ROWS or len(targets) != count:
        return []
    numeric = [at for at, target in enumerate(targets) if _is_target(target) and any(map(str.isdigit, target))]
    units = dict(zip(numeric, form.units, strict=True)) if len(form.units) == len(numeric) else {}
    signs = form.signs if len(form.signs) == count else [""] * count
    targets = [
        _signed(sign, target) + units.get(at, "") for at, (sign, target) in enumerate(zip(signs, targets, strict=True))
    ]
    header = Row(tuple(Cell(text, column, form.names[0].place) for column, text in enumerate(_HEADINGS)), 1)
    labels = form.each if len(form.each) == count else _under(form.names, form.labels)
    rows = []
    for number, (label, name, target) in enumerate(zip(labels, form.names, targets, strict=True), 2):
        texts = ((_over(label, form.firsts), 0), (label, 1), (name.text, 2), (target, 3))
        rows.append(Row(tuple(Cell(text, column, name.place) for text, column in texts if text), number))
    return [header, *rows]


def _over(label: str | None, firsts: Sequence[str]) -> str | None:
    """The first level that a form prints for the category of a second one."""
    known = (notation(label, 2) if label else None) or ""
    return next((first for first in firsts if notation(first, 1) == known.split("/", maxsplit=1)[0]), None)


def _signed(sign: str, target: str) -> str:
    return target if sign[:1].isalpha() else sign + target


def _under(names: Sequence[Paragraph], labels: Sequence[str]) -> list[str | None]:
    """The label over each name: both in order, at least cost by what the names' words speak for (dynamic programming)."""
    if not 0 < len(labels) <= _MOST_LABELS or len(names) > _MOST_NAMES:
        return [None] * len(names)
    known = [notation(label, 2) or "" for label in labels]
    hints = [{_first_of(category, known) for category in hinted_categories(name.text)} for name in names]
    best: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for said in hints:
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for before, (cost, places) in best.items():
            for at in range(max(before, 0), len(labels)):
                skipped = max(0, at - before - 1)
                total = cost + _NOTHING * skipped + (0.0 if at in said else _ANOTHER if said else _UNSAID)
                if total < following.get(at, (inf, ()))[0]:
                    following[at] = (total, (*places, at))
        best = following
    # A way that leaves the last labels without names pays for them too.
    _, places = min((cost + _NOTHING * (len(labels) - 1 - at), places) for at, (cost, places) in best.items())
    return [labels[at] for at in places]


def _first_of(category: str, known: Sequence[str]) -> int | None:
    """The first of the labels, by their notations, that names a category or one below it (经济成本 for costs)."""
    return next((at for at, label in enumerate(known) if category in (label, *label.split("/"))), None)
