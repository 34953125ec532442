"""Values as RDF terms and back: 95.0 is written as the integer 95, an ISO date as xsd:date, and read as they were."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.vocabulary import BOOLEAN, DATE, DECIMAL, DOUBLE, INTEGER, XSD

Value = str | int | float | bool
Term = NamedNode | BlankNode | Literal | Triple

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_REMEMBERED = 1 << 16
"""Texts and numbers whose terms are remembered: rows repeat their labels, signs, units and numbers."""
_SPECIAL = re.compile(r'["\\\n\r]')
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})
_STRING = f"{XSD}string"
_FRACTIONS = frozenset({DECIMAL.value, DOUBLE.value})


@lru_cache(_REMEMBERED)
def text_to_term(text: str) -> str:
    """A text as a plain string in N-Triples; a language tag may follow it."""
    return f'"{text.translate(_ESCAPES)}"' if _SPECIAL.search(text) else f'"{text}"'


@lru_cache(_REMEMBERED)
def value_to_text(value: float | str) -> str:
    """A number as xsd:integer or xsd:decimal, any text as a plain string, in N-Triples.

    Decimals and not doubles: sums and averages of them are exact, and they are printed as people write them.
    """
    if isinstance(value, str):
        return text_to_term(value)
    if isinstance(value, int) or value.is_integer():
        return f'"{int(value)}"^^{INTEGER}'
    return f'"{Decimal(repr(value)):f}"^^{DECIMAL}'


@lru_cache(_REMEMBERED)
def dated_to_text(value: float | str) -> str:
    """As `value_to_text`, but an ISO date as xsd:date, so that dates compare as dates."""
    if isinstance(value, str) and _is_iso_date(value):
        return f'"{value}"^^{DATE}'
    return value_to_text(value)


def value_to_literal(value: float | str) -> Literal:
    """The same as a term."""
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, int) or value.is_integer():
        return Literal(str(int(value)), datatype=INTEGER)
    return Literal(f"{Decimal(repr(value)):f}", datatype=DECIMAL)


def _is_iso_date(text: str) -> bool:
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def term_to_value(term: Term) -> Value:
    """A term as a plain value: numbers and booleans by their datatype, the text of anything else.

    A number without a fraction is an int. A triple, which only quoting queries return, is given in N-Triples.
    """
    if isinstance(term, Literal):
        return _literal_to_value(term)
    return str(term) if isinstance(term, Triple) else term.value


def _literal_to_value(literal: Literal) -> Value:
    datatype = literal.datatype.value
    if datatype == _STRING:
        return literal.value
    if datatype == BOOLEAN.value:
        return literal.value in {"true", "1"}
    try:
        if datatype == INTEGER.value:
            return int(literal.value)
        if datatype in _FRACTIONS:
            number = float(literal.value)
            return int(number) if number.is_integer() else number
    except ValueError:  # a query may call any text a number
        return literal.value
    return literal.value
