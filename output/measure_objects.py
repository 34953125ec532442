"""Measures, pairs to review and drafts as objects for programs, under the record's own field names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from output.reports import source_caption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extract.indicator import Indicator
    from graph.concepts import Measure, Suggestion
    from graph.suggestion import Draft

Object = dict[str, Any]
_DIGITS = 4


def measures_to_objects(measures: Iterable[Measure]) -> list[Object]:
    """An object a measure: its id, label, how often it is used, and its names with their uses and scores."""
    return [
        {
            "id": one.identity,
            "level3": one.label,
            "uses": sum(member.uses for member in one.members),
            "names": [
                {"level3": member.name, "uses": member.uses, "score": round(member.score, _DIGITS)}
                for member in one.members
            ],
        }
        for one in measures
    ]


def suggestions_to_objects(found: Iterable[Suggestion]) -> list[Object]:
    """An object a pair of measures that may be one."""
    return [
        {"score": round(one.score, _DIGITS), "one": one.one, "other": one.other, "reasons": list(one.reasons)}
        for one in found
    ]


def draft_to_objects(draft: Draft) -> list[Object]:
    """An object a proposal, in the order of the form."""
    return [
        {
            "level1": one.level1,
            "level2": one.level2,
            "level3": one.level3,
            "target_text": one.target,
            "median": one.median,
            "loosest": one.loosest,
            "strictest": one.strictest,
            "projects": one.projects,
            "projects_with_number": one.with_number,
            "examples": list(map(_example, one.examples)),
            "not_comparable": list(map(_example, one.apart)),
        }
        for one in draft.proposals
    ]


def _example(one: Indicator) -> Object:
    return {
        "id": one.id,
        "level3": one.level3,
        "target_text": one.target_text,
        "project": one.project,
        "jurisdiction": one.jurisdiction,
        "source": source_caption(one),
    }
