"""What a name's parts are worth, and how alike concepts are: the figures that search and grouping share.

The score of a name against a text, 0..1, joins two measures:

1. Of the concepts, 85 %: the mean of two coverages, how much of the text the name answers, and how much of the name the
   text asks for. A concept counts by its role and by how rare it is among the names; a near concept counts by its edge,
   and two that are near a third by half the product of both edges; concepts that exclude each other (staff, the public;
   a rate, a cost) count against. What no word covers counts on either side, lest names that are understood in part look
   identical; the same unknown characters agree, and concepts that an unknown word's characters suggest agree in part.
2. Of the character bigrams, 15 % (Dice): they tell names apart that hold the same concepts.

A name that counts what is not wanted (逾期办结率) and one that counts what is keep a part of that against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graph.name_reading import concept_rows
from ontology.lexicon import lexicon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

HUNDREDTHS = 100  # likenesses are kept in them, so that eight fit into one machine word


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a name is worth; found by measuring (benchmarks/similarity.py)."""

    object: float = 0.8
    action: float = 0.9
    qualifier: float = 0.7
    measure: float = 0.8
    bigrams: float = 0.15  # share of the score that the bigrams have
    unknown: float = 0.4  # of one character that no word covers
    conflict: float = 0.4  # taken off for objects that exclude each other
    other_measure: float = 0.3  # taken off for measures that have nothing in common (a rate, a cost)
    parent: float = 0.5  # likeness of a concept to its wider one
    two_steps: float = 0.5  # likeness of concepts near a third one, as a part of the product of both edges
    two_steps_least: float = 0.35  # such a product, below which concepts are strangers
    back_off: float = 0.5  # of a concept that only the characters of an unknown word suggest
    back_off_share: float = 0.2  # of the characters' votes, below which a concept is not suggested
    contrary: float = 0.6  # part of the score left between a name that counts what is wanted and one that does not
    rarity: float = 0.6  # power of the inverse frequency: 0 ignores it


WEIGHTS = Weights()


@cache
def plain_weights() -> Floats:
    """What each concept is worth before its rarity counts, by row."""
    concepts = lexicon().concepts
    return np.array([float(getattr(WEIGHTS, concepts[key].role)) * concepts[key].weight for key in concept_rows()])


@cache
def likeness() -> Floats:
    """How alike any two concepts are, -1..1 in hundredths, by row."""
    words, rows = lexicon(), concept_rows()
    matrix = np.zeros((len(rows), len(rows)))
    families: dict[tuple[str, str], list[int]] = {}
    for key, row in rows.items():
        families.setdefault(words.family(key), []).append(row)
    for (role, _), members in families.items():
        matrix[np.ix_(members, members)] = -WEIGHTS.conflict if role == "object" else -WEIGHTS.other_measure
    stated = np.zeros_like(matrix)
    for key, concept in words.concepts.items():
        edges = ({concept.parent: WEIGHTS.parent} if concept.parent else {}) | dict(concept.near)
        for other, weight in edges.items():
            stated[rows[key], rows[other]] = stated[rows[other], rows[key]] = weight
        stated[rows[key], rows[key]] = 1.0
    product = _two_steps(np.maximum(stated, 0))
    matrix = np.where(product >= WEIGHTS.two_steps_least, WEIGHTS.two_steps * product, matrix)
    return np.round(np.where(stated, stated, matrix) * HUNDREDTHS) / HUNDREDTHS


def _two_steps(edges: Floats) -> Floats:
    """For any two concepts the largest product of their edges to a third."""
    found = np.zeros_like(edges)
    for row in edges:
        near = np.flatnonzero(row)
        block = np.ix_(near, near)
        found[block] = np.maximum(found[block], np.outer(row[near], row[near]))
    return found
