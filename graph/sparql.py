"""SPARQL over a store: what may be asked, how values are bound, and answers as plain values.

A query sees all graphs as one, unless it names those that it asks (FROM, FROM NAMED), and may use the usual prefixes
undeclared. It can change nothing and reach no network: updates and SERVICE clauses are refused before anything runs, because
the engine has no switch for either.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Triple, Variable

from graph.sparql_variables import TOKEN, first_keyword, names_dataset, query_to_outline, with_variables
from graph.terms import Value, term_to_value, value_to_literal
from ontology.errors import KpigraphError
from ontology.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pyoxigraph import Store

    from graph.terms import Term

Binding = str | int | float | NamedNode
Answer = TypeVar("Answer")

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_GROUP_FOLLOWS = re.compile(r"(?:\s|#[^\n\r]*)*\{")
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_SYNTAX_ERROR = re.compile(
    r"error at (?P<line>\d+):(?P<column>\d+): (?:expected )?(?:one of )?(?P<wanted>.*)", re.DOTALL
)
_NO_PREFIX = "Prefix not found"
_PREFIX_BEFORE = re.compile(r"[\w.-]*:(?=[^\s:]*\Z)")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
_IRI = re.compile(
    r"""<(?P<bracketed>[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|^`\\\x00-\x20]*)>|(?:https?://|urn:)[^<>"{}|^`\\\x00-\x20]+"""
)
_NOT_SELECTED = "does not contain"
"""What the engine says where a value is given for a variable that SELECT does not name."""
_MOST_EXPECTED = 5
_MOST_NEAR = 30


class MalformedQueryError(KpigraphError):
    """A query that is no SPARQL."""

    def __init__(self, query: str, reason: str) -> None:
        """Say where in the query reading stopped, and what was expected there."""
        chinese, english = _explained(query, reason)
        super().__init__(f"SPARQL 有语法错误{chinese}，请改正 (malformed SPARQL{english})")


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
    """A value for a variable to which a query takes none."""

    def __init__(self, names: Sequence[str], known: Sequence[str]) -> None:
        """Name the variables that were given values, and those that the query has."""
        given, there = (", ".join(f"?{name}" for name in some) for some in (names, known))
        super().__init__(
            f"不能给 {given} 赋值；查询中的变量：{there or '无 (none)'}；ASK、CONSTRUCT 只取其模式中的变量，DESCRIBE 和无 GROUP BY 的聚合"
            f"只取所列出的变量 (no value can be given to {given}: a variable of the query is needed; ASK and CONSTRUCT take those of "
            "their patterns, DESCRIBE and a SELECT that counts without GROUP BY those that they name)"
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
        return Solutions(self.variables, iter(self.rows)).without(variables).collected() if self.variables else self


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT while the engine finds them; they can be gone through once."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Value | None, ...]]
    form: OneOf["rows"] = "rows"

    def without(self, variables: frozenset[str]) -> Solutions:
        """The same rows without some of their columns."""
        kept = [i for i, name in enumerate(self.variables) if name not in variables]
        if len(kept) == len(self.variables):
            return self
        return Solutions(tuple(self.variables[i] for i in kept), (tuple(row[i] for i in kept) for row in self.rows))

    def collected(self) -> QueryResult:
        """All rows at once."""
        return QueryResult("rows", variables=self.variables, rows=tuple(self.rows))


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
    """Answer a query; `bindings` gives values to its variables.

    Raises:
        UpdateRefusedError: the query would change the graph.
        ServiceRefusedError: the query would send requests to another machine.
        MalformedQueryError: the query is no SPARQL.
        UnboundParameterError: a binding names no variable that the query takes a value for.
        QueryFailedError: the engine gave up.
    """
    found = answer(store, query, bindings)
    return found.collected() if isinstance(found, Solutions) else found


def answer(store: Store, query: str, bindings: Mapping[str, Binding] | None = None) -> QueryResult | Solutions:
    """As `evaluate`, but the rows of a SELECT as they are found; the engine may give up in their midst."""
    refuse_what_does_not_only_read(query)
    values: dict[Variable, Term] = {Variable(name): _bound(value) for name, value in (bindings or {}).items()}
    union = not names_dataset(query)  # the engine would not look at FROM beside it
    ask = partial(store.query, prefixes=PREFIXES, use_default_graph_as_union=union, substitutions=values or None)
    with failures_told(query, tuple(bindings or ())):
        found, added = asked(ask, query, tuple(bindings or ()))
        if not isinstance(found, QuerySolutions):
            return _answer_to_result(found)
        variables = tuple(variable.value for variable in found.variables)
    return Solutions(variables, _rows(found, query)).without(added)


def asked(ask: Callable[[str], Answer], query: str, names: tuple[str, ...]) -> tuple[Answer, frozenset[str]]:
    """What `ask` answers to a query where values are given for these variables, and those that are to be left out of it.

    Raises:
        UnboundParameterError: the query has no such variable.
        RuntimeError: the engine's own, as `ask` raises it.
    """
    try:
        return ask(query), frozenset()
    except RuntimeError as error:
        # Only then is the text read, which for a long list of names takes as long as the query itself.
        if _NOT_SELECTED not in str(error):
            raise
        text, added = _taking(query, names)
        return ask(text), added


def _taking(query: str, names: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """The query in a form that takes values for these variables, and which of them are to be left out of the answer."""
    known = query_to_outline(query).variables
    if unknown := [name for name in names if name not in known]:
        raise UnboundParameterError(unknown, tuple(known))
    return with_variables(query, names)


@contextmanager
def failures_told(query: str, names: tuple[str, ...]) -> Iterator[None]:
    """What the engine raises as errors that say what to do.

    Raises:
        MalformedQueryError: the query is no SPARQL.
        UnboundParameterError: one of `names` is no variable that the query takes a value for.
        QueryFailedError: the engine gave up.
    """
    try:
        yield
    except SyntaxError as error:
        if names and "variable that is unbound" in str(error):
            raise UnboundParameterError(names, tuple(query_to_outline(query).variables)) from error
        raise MalformedQueryError(query, str(error)) from error
    except RuntimeError as error:
        if _NOT_SELECTED in str(error):
            raise UnboundParameterError(names, tuple(query_to_outline(query).variables)) from error
        raise QueryFailedError(str(error)) from error
    except OSError as error:
        raise QueryFailedError(str(error)) from error


def _rows(found: QuerySolutions, query: str) -> Iterator[tuple[Value | None, ...]]:
    with failures_told(query, ()):
        for solution in found:
            yield tuple(None if term is None else term_to_value(term) for term in solution)


def refuse_what_does_not_only_read(query: str) -> None:
    """Let a query pass that only reads this graph.

    Raises:
        UpdateRefusedError: its first keyword is that of an update.
        ServiceRefusedError: it holds a SERVICE clause.
    """
    keyword = first_keyword(query)
    if keyword in _UPDATES:
        raise UpdateRefusedError(keyword)
    if "service" in query.lower() and _calls_service(query):
        raise ServiceRefusedError


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
            token = TOKEN.match(query, position)
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


def _answer_to_result(found: object) -> QueryResult:
    if isinstance(found, QueryBoolean):
        return QueryResult("boolean", boolean=bool(found))
    triples = {triple for triple in found if isinstance(triple, Triple)}  # type: ignore[attr-defined]
    return QueryResult("triples", triples=tuple(sorted(triples, key=str)))


def _explained(query: str, reason: str) -> tuple[str, str]:
    """The engine's message in few words, in Chinese and English: place, what stands there, and what was expected."""
    found = _SYNTAX_ERROR.match(reason)
    if found is None:
        return "", f": {' '.join(reason.split())}"
    line, column = int(found["line"]), int(found["column"])
    text = "".join(query.splitlines()[line - 1 : line])
    place = f"：第 {line} 行第 {column} 列", f" at line {line}, column {column}"
    prefix = _PREFIX_BEFORE.search(text, 0, column - 1)
    if _NO_PREFIX in found["wanted"] and prefix:
        known = ", ".join(PREFIXES)
        return (
            f"{place[0]}，前缀 {prefix[0]} 未声明；不必声明的有 {known}",
            f"{place[1]}: the prefix {prefix[0]} is not declared; no declaration is needed for {known}",
        )
    rest = text[column - 1 : column - 1 + _MOST_NEAR]
    near = (f"，“{rest}”处", f", near {rest!r}") if rest.strip() else ("，查询到此中断", ", where it ends")
    wanted = _wanted(found["wanted"])
    return place[0] + near[0] + wanted[0], place[1] + near[1] + wanted[1]


def _wanted(alternatives: str) -> tuple[str, str]:
    """Sentences of the engine if it has any, else the first few keywords that it would have taken."""
    words = [part for part in alternatives.split(", ") if re.match(r"[A-Za-z]", part)]
    if sentence := next((word for word in words if " " in word), None):
        return f"（{sentence}）", f": {sentence}"
    some = " or ".join(words[:_MOST_EXPECTED])
    return (f"，此处应为 {some.replace(' or ', ' 或 ')}", f": expected {some}") if some else ("", "")
