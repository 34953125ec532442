"""Projects whose names stand in numbered lines or headings above their tables (一、县级公立医院改革补助)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.document import Heading
from extract.form import is_title, title_to_name
from ontology.forms import column_role, field_role, forms, period_named
from ontology.framework import levels

if TYPE_CHECKING:
    from extract.document import Paragraph
    from extract.form import Form

_NUMBER = re.compile(
    r"\s*(?P<number>(?P<project>(?:子?项目|专项)(?:\d{1,2}|[一二三四五六七八九十]+)\s*[:：、.．]?)?"
    r"(?:[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|(?:\d{1,2}|[一二三四五六七八九十]+)[、.．](?!\d))?)\s*(?P<rest>.*)",
    re.DOTALL,
)
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")
_NAME = re.compile(r"[^。；;，,：:|]{4,40}")


def is_numbered(block: Paragraph) -> bool:
    """Whether a line is a heading, by its format or by the number before it."""
    found = _NUMBER.match(block.text)
    return isinstance(block, Heading) or bool(found and found["number"])


def block_to_name(block: Paragraph, department: str | None, *, priced: bool) -> str | None:
    """The project that a numbered line or a heading names, or None.

    `priced` says that an amount stands between it and its table; a name ends as those of projects do where none does.
    """
    found = _NUMBER.match(block.text)
    if found is None or not is_numbered(block):
        return None
    name = "".join(found["rest"].split())
    other = is_title(name) or levels(name) or period_named(name) or field_role(name) or column_role(name)
    if not _NAME.fullmatch(name) or other or name.endswith(forms().organisations):
        return None
    told = priced or found["project"] or _REMARK.sub("", name).endswith(forms().project_ends)
    return name if told and title_to_name(name, department) else None


def named(form: Form, before: Form, name: str) -> Form:
    """The form of the project that a line above its table names; only what is told since `before` belongs to it."""
    fresh = replace(begun(form), project=name, scope="project", named_above=True)
    if form.amounts != before.amounts:
        fresh = replace(fresh, amounts=form.amounts, label_unit=form.label_unit)
    if form.objective != before.objective or form.listed != before.listed:
        fresh = replace(fresh, objective=form.objective, listed=form.listed, period=form.period)
    return fresh


def begun(form: Form) -> Form:
    """A form of which nothing is told but the title above it and the unit of money."""
    return type(form)(title=form.title, money_unit=form.money_unit)
