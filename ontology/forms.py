"""Look-up of what stands in the forms of performance targets, from forms.yaml: column roles, fields, periods, titles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ontology.folding import fold
from ontology.framework import notation
from ontology.wording import any_of, load_yaml, longest_first

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = re.compile(r"^[*★☆]+")
"""How forms mark the headings and labels that have to be filled in."""
_REMARK = re.compile(r"[(（【\[][^()（）\[\]【】]*[)）\]】]$")
_SHORTEST_SIDE = 4
_CACHED = 16_384
_YEAR_REMARK = re.compile(r"^20\d\d年度?\((.+)\)$")
"""What a heading of a year says of it (2024年(目标值))."""
_COMPOUND = re.compile("[、/]")
_PUNCTUATION = re.compile(r"[()（）\[\]【】《》:：,，、.。/\\-]")


@dataclass(frozen=True, slots=True)
class Forms:
    """The words of forms.yaml, folded; tables lead from a printed label to its meaning."""

    columns: dict[str, str]
    patterns: dict[str, re.Pattern[str]]
    longest_heading: int
    parts: frozenset[str]
    value_periods: dict[str, str]
    fields: dict[str, str]
    field_patterns: dict[str, re.Pattern[str]]
    page_chrome: tuple[str, ...]
    page_head: tuple[str, ...]
    page_buttons: frozenset[str]
    glossary: tuple[str, ...]
    explaining: tuple[str, ...]
    label_compounds: tuple[str, ...]
    shares: tuple[str, ...]
    no_shares: tuple[str, ...]
    amounts: tuple[str, ...]
    amount_beside_name: dict[str, str]
    periods: dict[str, str]
    undated: frozenset[str]
    generic: tuple[str, ...]
    department_title: tuple[str, ...]
    project_title: tuple[str, ...]
    line_project: frozenset[str]
    project_levels: tuple[str, ...]
    hints: dict[str, tuple[str, ...]]
    grounds: tuple[str, ...]
    statements: tuple[str, ...]
    promises: tuple[str, ...]
    degrees: tuple[str, ...]
    leading: tuple[str, ...]
    clauses: tuple[str, ...]
    clauses_of_each: tuple[str, ...]
    for_each: tuple[str, ...]
    organisations: tuple[str, ...]
    label_ends: tuple[str, ...]
    sections: tuple[str, ...]
    section_ends: tuple[str, ...]
    only_below: frozenset[str]
    project_ends: tuple[str, ...]
    ends_of_projects: tuple[str, ...]
    band_ends: tuple[str, ...]
    offices: tuple[str, ...]
    project_kinds: frozenset[str]
    unnamed: re.Pattern[str]
    done: tuple[str, ...]
    in_words: tuple[str, ...]
    explains_targets: frozenset[str]
    heads_scoring: frozenset[str]
    history_year: re.Pattern[str]
    scoring: re.Pattern[str]
    stating: re.Pattern[str]
    measures: tuple[str, ...]
    remarks: tuple[str, ...]


@cache
def forms() -> Forms:
    """The words of forms, loaded once."""
    data = load_yaml("forms.yaml")
    return Forms(
        columns=_meanings(data["columns"]),
        patterns={role: re.compile(pattern) for role, pattern in data["patterns"].items()},
        longest_heading=data["longest_heading"],
        parts=frozenset(map(fold, data["parts"])),
        value_periods=_meanings(data["value_periods"]),
        fields=_meanings(data["fields"]),
        field_patterns={role: re.compile(pattern) for role, pattern in data["field_patterns"].items()},
        page_chrome=longest_first(data["page_chrome"]),
        page_head=longest_first(data["page_head"]),
        page_buttons=frozenset(data["page_buttons"]),
        glossary=longest_first(data["glossary"]),
        explaining=longest_first(data["explaining"]),
        label_compounds=longest_first(data["label_compounds"]),
        shares=longest_first(data["shares"]),
        no_shares=longest_first(data["no_shares"]),
        amounts=tuple(fold(label) for label in data["fields"]["amount"]),
        amount_beside_name=data["amount_beside_name"],
        periods=_meanings(data["periods"]),
        undated=frozenset(map(fold, data["undated"])),
        generic=longest_first(data["generic"]),
        department_title=longest_first(data["department_title"]),
        project_title=longest_first(data["project_title"]),
        line_project=frozenset(map(fold, data["line_project"])),
        project_levels=longest_first(data["project_levels"]),
        hints={category: tuple(words) for category, words in data["hints"].items()},
        grounds=longest_first(data["grounds"]),
        statements=longest_first(data["statements"]),
        promises=longest_first(data["promises"]),
        degrees=longest_first(data["degrees"]),
        leading=longest_first(data["leading"]),
        clauses=longest_first(data["clauses"]),
        clauses_of_each=longest_first(data["clauses_of_each"]),
        for_each=longest_first(data["for_each"]),
        organisations=longest_first(data["organisations"]),
        label_ends=longest_first(data["label_ends"]),
        sections=longest_first(data["sections"]),
        section_ends=tuple(data["section_ends"]),
        only_below=frozenset(map(fold, data["only_below"])),
        project_ends=longest_first(data["project_ends"]),
        ends_of_projects=longest_first(data["ends_of_projects"]),
        band_ends=longest_first(data["band_ends"]),
        offices=longest_first(data["offices"]),
        project_kinds=frozenset(data["project_kinds"]),
        unnamed=re.compile(f"(?:{any_of(data['unnamed'])})*"),
        done=longest_first(data["done"]),
        in_words=longest_first(data["in_words"]),
        explains_targets=frozenset(map(fold, data["explains_targets"])),
        heads_scoring=frozenset(map(fold, data["heads_scoring"])),
        history_year=re.compile(data["history_year"]),
        scoring=re.compile(data["scoring"]),
        stating=re.compile(data["stating"]),
        measures=longest_first(data["measures"]),
        remarks=longest_first(data["remarks"]),
    )


def _meanings(table: dict[str, list[str]]) -> dict[str, str]:
    meanings: dict[str, str] = {}
    for meaning, labels in table.items():
        for label in labels:
            meanings.setdefault(fold(label), meaning)
    return meanings


def label_forms(text: str) -> tuple[str, ...]:
    """The forms in which a printed label is looked up: without its mark and colon, without a remark, without any punctuation."""
    folded, without_remark = _MARK.sub("", fold(text)).rstrip(":"), bare_label(text)
    return tuple(
        dict.fromkeys((folded, _PUNCTUATION.sub("", folded), without_remark, _PUNCTUATION.sub("", without_remark)))
    )


def bare_label(text: str) -> str:
    """A printed label folded, without its colon and its closing remark (年度目标1: → 年度目标1)."""
    return _REMARK.sub("", _MARK.sub("", fold(text)).rstrip(":"))


@lru_cache(_CACHED)
def column_role(text: str) -> str | None:
    """The role of a column by its heading (level1 … basis, history, group …), or None."""
    folded = fold(text)
    known = _looked_up(text, forms().columns)
    if remark := _YEAR_REMARK.search(folded):
        known = known or _looked_up(remark[1], forms().columns)
    if known or forms().history_year.match(folded) or forms().history_year.match(bare_label(text)):
        return known or "history"
    if len(folded) > forms().longest_heading:
        return None
    compound = (_looked_up(part, forms().columns) for part in _COMPOUND.split(folded)[1:])
    printed = (folded, _PUNCTUATION.sub("", folded))
    by_pattern = (role for text in printed for role, pattern in forms().patterns.items() if pattern.search(text))
    return next((role for role in (*compound, *by_pattern) if role), None)


def head_targets(texts: Iterable[str]) -> bool:
    """Whether a row's texts head the names of indicators and their targets."""
    return {column_role(text) for text in texts} >= {"level3", "value"}


def is_side_label(text: str) -> bool:
    """Whether a text is the label down the side of a table (绩效指标); 指标 alone is half a level's label."""
    return len(text) >= _SHORTEST_SIDE and column_role(text) == "group"


@lru_cache(_CACHED)
def heading_role(text: str) -> str | None:
    """The role of a column by a heading that the lists hold, with no guess by patterns, or None."""
    return _looked_up(text, forms().columns)


@lru_cache(_CACHED)
def begins_heading(text: str) -> bool:
    """Whether a text is the beginning of a column's heading, as where conversion broke it over two lines (一级指 | 标)."""
    return fold(text) in _heading_beginnings()


@cache
def _heading_beginnings() -> frozenset[str]:
    return frozenset(heading[:end] for heading in forms().columns for end in range(1, len(heading)))


@lru_cache(_CACHED)
def hinted_categories(name: str) -> frozenset[str]:
    """The categories (by notation) that words of an indicator's name speak for; empty where none does."""
    return frozenset(category for category, words in forms().hints.items() if any(word in name for word in words))


@lru_cache(_CACHED)
def speaks_against(name: str, label: str) -> bool:
    """Whether words of an indicator's name speak for other categories than the second level that a label names."""
    known, spoken = notation(label, 2), hinted_categories(name)
    return known is not None and bool(spoken) and not any(known.startswith(category) for category in spoken)


def is_remark(heading: str) -> bool:
    """Whether a heading is that of a column which most rows leave blank (备注, 偏差原因)."""
    return any(word in heading for word in forms().remarks)


def value_period(heading: str) -> str | None:
    """The period (multi_year or annual) of a value column by its heading, or None where it names none."""
    return next((period for word, period in forms().value_periods.items() if word in fold(heading)), None)


def period_alone(text: str) -> str | None:
    """The period that a word alone names (中期, 年度), as below a heading of targets, or None."""
    return forms().value_periods.get(bare_label(text))


@lru_cache(_CACHED)
def field_role(text: str) -> str | None:
    """The role of a form's field by its label (project, department, amount … other), or None."""
    known = _looked_up(text, forms().fields)
    folded = _PUNCTUATION.sub("", fold(text).rstrip(":"))
    if known or len(folded) > forms().longest_heading:
        return known
    return next((role for role, pattern in forms().field_patterns.items() if pattern.search(folded)), None)


@lru_cache(_CACHED)
def period_named(text: str) -> str | None:
    """The period (multi_year or annual) that a label names, a number or years behind it allowed, or None."""
    return _looked_up(text, forms().periods) or _looked_up(re.sub(r"\d+$", "", bare_label(text)), forms().periods)


def _looked_up(text: str, table: dict[str, str]) -> str | None:
    return next((table[form] for form in label_forms(text) if form in table), None)
