"""SPARQL over a store: what may be asked, how values are bound, and answers as plain values.

A query sees all graphs as one and may use the usual prefixes undeclared. It can change nothing and reach no network:
updates and SERVICE clauses are refused before anything runs, because the engine has no switch for either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple, Variable

from graph.terms import Value, term_to_value, value_to_literal
from ontology.errors import KpigraphError
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import BlankNode, Store

Binding = str | int | float | NamedNode

_TOKEN = re.compile(
    r"""
    (?P<iri>      <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<opaque>   \#[^\n\r]*
                | '''(?:'{0,2}(?:[^'\\]|\\.))*''' | \"""(?:"{0,2}(?:[^"\\]|\\.))*\"""
                | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*"
                | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<name>     (?P<prefix>[\w-]*):(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.)* )
  | (?P<word>     [\w-]+ )
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_GROUP_FOLLOWS = re.compile(r"(?:\s|#[^\n\r]*)*\{")
_PROLOGUE = frozenset({"PREFIX", "BASE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_SYNTAX_ERROR = re.compile(
    r"error at (?P<line>\d+):(?P<column>\d+): (?:expected )?(?:one of )?(?P<wanted>.*)", re.DOTALL
)
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
_IRI = re.compile(
    r"""<(?P<bracketed>[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|^`\\\x00-\x20]*)>|(?:https?://|urn:)[^<>"{}|^`\\\x00-\x20]+"""
)
_MOST_EXPECTED = 5
_MOST_NEAR = 30


class MalformedQueryError(KpigraphError):
    """A query that is no SPARQL."""

    def __init__(self, query: str, reason: str) -> None:
        """Say where in the query reading stopped, and what was expected there."""
        super().__init__(f"SPARQL 有语法错误，请照此处改正 (malformed SPARQL{_explained(query, reason)})")


class UpdateRefusedError(KpigraphError):
    """An update where a question was expected."""

    def __init__(self, keyword: str) -> None:
        """Say which operation was meant."""
        super().__init__(
            f"查询只能读取图谱，{keyword} 会更改它；请用 SELECT、ASK、CONSTRUCT 或 DESCRIBE，更改请用 kpigraph build 或 remove "
            f"({keyword} would change the graph, and a query may only read it: ask with SELECT, ASK, CONSTRUCT or DESCRIBE; "
            "the graph changes by building documents into it, or removing them)"
        )


class ServiceRefusedError(KpigraphError):
    """A query that would send requests to another machine."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__(
            "SERVICE 会向别的机器发送请求，查询只限于本图谱；请去掉该子句 "
            "(SERVICE would send requests to another machine, and a query stays in this graph: leave the clause out)"
        )


class UnboundParameterError(KpigraphError):
    """A value for a variable that the query does not select."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Name the variables that were given values."""
        given = ", ".join(f"?{name}" for name in names)
        super().__init__(
            f"查询的 SELECT 中没有 {given} 之一，不能给它赋值 "
            f"(the query takes no value for one of {given}: only a variable that SELECT names can be given)"
        )


class QueryFailedError(KpigraphError):
    """A query that the engine gave up."""

    def __init__(self, reason: str) -> None:
        """Pass on the engine's words in one line."""
        super().__init__(
            f"查询未能完成，请简化或改写 (the query could not be answered: {' '.join(reason.split())}; make it simpler)"
        )


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query: rows of SELECT, the truth of ASK, or the triples of CONSTRUCT and DESCRIBE.

    Values are plain: numbers and booleans by their datatype, IRIs and any other literal as text, None where unbound.
    Triples are sorted and each stands once.
    """

    form: OneOf["rows", "boolean", "triples"]
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] = ()

    def without(self, variables: frozenset[str]) -> QueryResult:
        """The same rows without some of their columns."""
        kept = [i for i, name in enumerate(self.variables) if name not in variables]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return replace(self, variables=tuple(self.variables[i] for i in kept), rows=rows)


def text_to_binding(text: str) -> Binding:
    """The value that a person's text means: 2021 and 0.95 numbers, <a:b> and http://… IRIs, "2021" and all else text.

    A number that begins with zeros (007) is a code, and stays text.
    """
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    if found := _IRI.fullmatch(text):
        return NamedNode(found["bracketed"] or text)
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def evaluate(store: Store, query: str, bindings: Mapping[str, Binding] | None = None) -> QueryResult:
    """Answer a query; `bindings` gives values to variables that it selects.

    Raises:
        UpdateRefusedError: the query would change the graph.
        ServiceRefusedError: the query would send requests to another machine.
        MalformedQueryError: the query is no SPARQL.
        UnboundParameterError: a binding names no variable of the SELECT clause.
        QueryFailedError: the engine gave up.
    """
    refuse_what_does_not_only_read(query)
    values: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
        Variable(name): _bound(value) for name, value in (bindings or {}).items()
    }
    try:
        answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True, substitutions=values or None)
        return _answer_to_result(answer)
    except SyntaxError as error:
        raise MalformedQueryError(query, str(error)) from error
    except RuntimeError as error:
        if "does not contain" in str(error):
            raise UnboundParameterError(tuple(bindings or ())) from error
        raise QueryFailedError(str(error)) from error
    except OSError as error:
        raise QueryFailedError(str(error)) from error


def refuse_what_does_not_only_read(query: str) -> None:
    """Let a query pass that only reads this graph.

    Raises:
        UpdateRefusedError: its first keyword is that of an update.
        ServiceRefusedError: it holds a SERVICE clause.
    """
    keyword = _first_keyword(query)
    if keyword in _UPDATES:
        raise UpdateRefusedError(keyword)
    if "service" in query.lower() and _calls_service(query):
        raise ServiceRefusedError


def _first_keyword(query: str) -> str:
    words = (match["word"].upper() for match in _TOKEN.finditer(query) if match["word"])
    return next((word for word in words if word not in _PROLOGUE), "")


def _calls_service(query: str) -> bool:
    """Whether any reading of the query holds the keyword outside strings, comments and IRIs.

    `<` opens an IRI or says less than, and after `?a<?b#>'''` the two readings part: both are followed. An address with
    `://` is an IRI in every reading. What looks like the keyword is refused where in doubt (`5SERVICE`, `SERVICE:x {`).
    """
    starts, seen = [0], set[int]()
    while starts:
        position = starts.pop()
        while position < len(query) and position not in seen:
            seen.add(position)
            token = _TOKEN.match(query, position)
            if token is None or _is_service(token):
                return True
            if token["iri"] and not _ABSOLUTE.match(token["iri"]):
                starts.append(position + 1)
            position = token.end()
    return False


def _is_service(token: re.Match[str]) -> bool:
    if token["word"]:
        return "service" in token["word"].lower()
    prefix = token["prefix"] or ""
    return "service" in prefix.lower() and _GROUP_FOLLOWS.match(token.string, token.end()) is not None


def _bound(value: Binding) -> NamedNode | Literal:
    return value if isinstance(value, NamedNode) else value_to_literal(value)


def _answer_to_result(answer: object) -> QueryResult:
    if isinstance(answer, QueryBoolean):
        return QueryResult("boolean", boolean=bool(answer))
    if isinstance(answer, QuerySolutions):
        variables = tuple(variable.value for variable in answer.variables)
        rows = tuple(tuple(None if term is None else term_to_value(term) for term in solution) for solution in answer)
        return QueryResult("rows", variables=variables, rows=rows)
    triples = {triple for triple in answer if isinstance(triple, Triple)}  # type: ignore[attr-defined]
    return QueryResult("triples", triples=tuple(sorted(triples, key=str)))


def _explained(query: str, reason: str) -> str:
    """The engine's message in few words: place, what stands there, and what was expected."""
    found = _SYNTAX_ERROR.match(reason)
    if found is None:
        return f": {' '.join(reason.split())}"
    line, column = int(found["line"]), int(found["column"])
    rest = "".join(query.splitlines()[line - 1 : line])[column - 1 : column - 1 + _MOST_NEAR]
    where = f" at line {line}, column {column}, " + (f"near {rest!r}" if rest.strip() else "where it ends")
    wanted = _wanted(found["wanted"])
    return f"{where}: {wanted}" if wanted else where


def _wanted(alternatives: str) -> str:
    """Sentences of the engine if it has any (Prefix not found), else the first few keywords it would have taken."""
    words = [part for part in alternatives.split(", ") if re.match(r"[A-Za-z]", part)]
    sentences = [word for word in words if " " in word]
    if sentences:
        return sentences[0]
    return f"expected {' or '.join(words[:_MOST_EXPECTED])}" if words else ""
