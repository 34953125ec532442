"""The SPARQL queries that have a name: their questions, their parameters, and their answers.

A query is one file of `graph/queries/`. Its first lines, a comment, hold the question in Chinese and English and, one a
line, the parameters: name, type (text or number), value when none is given, and meaning.

A comment such as `# index place: jurisdiction ?where ; PATTERN` inside a query stands where the index of labels can spare the
engine a look at every label: it becomes the jurisdictions whose names hold ?place, as VALUES, and PATTERN. With `up to 200`
behind the parameter it does so for no more names, where the query has few rows to begin with. A query means the same without
it, and is so asked of other engines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast
from typing import Literal as OneOf

from graph.parameters import Unmet, place_named, unmet
from graph.sparql import Solutions
from ontology.errors import KpigraphError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graph.labels import LabelKind, Labels
    from graph.sparql import QueryResult
    from graph.store import GraphFolder

ParameterType = OneOf["text", "number"]

_SUFFIX = ".rq"
_QUESTION = re.compile(r"^# question \((?P<language>zh|en)\): (?P<text>.+)$", re.MULTILINE)
_PARAMETER = re.compile(
    r"^# parameter: (?P<name>\w+) (?P<type>text|number) (?P<default>\S+) \| (?P<meaning>.+)$", re.MULTILINE
)
_INDEX = re.compile(
    r"^ *# index (?P<parameter>\w+)(?: up to (?P<most>\d+))?: (?P<kind>\w+) \?(?P<variable>\w+)(?: ; (?P<pattern>.+))?$",
    re.MULTILINE,
)
_MOST_NAMES = 20_000
"""Names up to which a query gets them; more are most of a graph, where looking at every label is as quick."""
_MOST_NEAR = 3
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


class UnknownQueryError(KpigraphError):
    """A name that no query has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """Name the nearest queries."""
        near = get_close_matches(name, known, n=_MOST_NEAR, cutoff=0.6)
        words = f"是否指 {'、'.join(near)}？" if near else f"`kpigraph query --list` 列出全部 {len(known)} 条"
        hint = f"did you mean {', '.join(near)}?" if near else f"`kpigraph query --list` shows all {len(known)}"
        super().__init__(f"{name}: 没有这个名称的查询；{words} (no query has this name; {hint})")


class QueryFileError(KpigraphError):
    """A file of a query that can't be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Take the path and the reason."""
        super().__init__(f"{path}: 无法读取查询文件（{reason}）；请检查路径 (the query's file can't be read)")


class UnknownParameterError(KpigraphError):
    """A parameter that a query has not."""

    def __init__(self, query: NamedQuery, name: str) -> None:
        """Name the parameters that it has."""
        known = ", ".join(parameter.name for parameter in query.parameters)
        words = (f"可用的参数：{known}", f"it takes {known}") if known else ("此查询没有参数", "it takes none")
        super().__init__(f"{query.name}: 没有参数 {name}；{words[0]} (no parameter {name}; {words[1]})")


class ParameterNotANumberError(KpigraphError):
    """A text where a query needs a number."""

    def __init__(self, query: NamedQuery, name: str, value: str) -> None:
        """Say what was given, and where."""
        super().__init__(
            f"{query.name}: 参数 {name} 应为数字，如 30 或 0.95，而不是 {value!r} "
            f"(parameter {name} is a number, not {value!r}; give one like 30 or 0.95)"
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query asks for; `default` is taken when none is given, an empty text means any."""

    name: str
    type: ParameterType
    default: str | int | float
    meaning: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its question in two languages; `sparql` is the whole file."""

    name: str
    question_zh: str
    question_en: str
    parameters: tuple[Parameter, ...]
    sparql: str

    @property
    def kinds(self) -> dict[str, LabelKind]:
        """Of each parameter that takes a part of a name what it is a name of."""
        return {match["parameter"]: cast("LabelKind", match["kind"]) for match in _INDEX.finditer(self.sparql)}

    def bindings(self, given: Mapping[str, str | int | float]) -> dict[str, str | int | float]:
        """A value for every parameter: the given one in the parameter's type, else the default.

        Raises:
            UnknownParameterError: a value is given for a parameter that there is not.
            ParameterNotANumberError: a text is given for a number.
        """
        names = {parameter.name for parameter in self.parameters}
        for name in given:
            if name not in names:
                raise UnknownParameterError(self, name)
        return {each.name: self._typed(each, given.get(each.name, each.default)) for each in self.parameters}

    def _typed(self, parameter: Parameter, value: float | str) -> str | int | float:
        if parameter.type == "text":
            return str(value)
        if not isinstance(value, str):
            return value
        if not _NUMBER.fullmatch(value.strip()):
            raise ParameterNotANumberError(self, parameter.name, value)
        return _number(value.strip())


@cache
def list_queries() -> tuple[NamedQuery, ...]:
    """All named queries, by name."""
    found = [file for file in files("graph.queries").iterdir() if file.name.endswith(_SUFFIX)]
    return tuple(
        _read(file.name.removesuffix(_SUFFIX), file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    )


def load(name: str) -> NamedQuery:
    """The query of this name.

    Raises:
        UnknownQueryError: there is none; the message names the nearest few.
    """
    known = {query.name: query for query in list_queries()}
    if name not in known:
        raise UnknownQueryError(name, tuple(known))
    return known[name]


def read_query(path: Path) -> str:
    """The text of a query's file.

    Raises:
        QueryFileError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryFileError(path, getattr(error, "strerror", None) or "not UTF-8") from error


def run(graph: GraphFolder, query: NamedQuery, given: Mapping[str, str | int | float] | None = None) -> QueryResult:
    """The answer of a graph to a named query, without the columns that only repeat the parameters.

    Raises:
        UnknownParameterError: a value is given for a parameter that there is not.
        ParameterNotANumberError: a text is given for a number.
    """
    found = answer(graph, query, given)
    return found.collected() if isinstance(found, Solutions) else found


def answer(
    graph: GraphFolder, query: NamedQuery, given: Mapping[str, str | int | float] | None = None
) -> QueryResult | Solutions:
    """As `run`, but the rows as they are found."""
    bindings = _meant(graph, query, given or {})
    labels = graph.labels() if query.kinds else None
    return graph.answer(with_index(query.sparql, bindings, labels), bindings).without(frozenset(bindings))


def unmet_parameters(graph: GraphFolder, query: NamedQuery, given: Mapping[str, str | int | float]) -> list[Unmet]:
    """The values of parameters that occur nowhere in a graph, so that the answer is empty, each with the nearest that do."""
    return unmet(_meant(graph, query, given), query.kinds, graph.labels() if query.kinds else None)


def _meant(
    graph: GraphFolder, query: NamedQuery, given: Mapping[str, str | int | float]
) -> dict[str, str | int | float]:
    """The values of all parameters, where a code is given for a jurisdiction its name."""
    bindings = query.bindings(given)
    places = {name for name, kind in query.kinds.items() if kind == "jurisdiction"}
    return bindings | {name: place_named(graph.engine, str(bindings[name])) for name in places}


def with_index(sparql: str, bindings: Mapping[str, str | int | float], labels: Labels | None) -> str:
    """A query with the names that hold what is looked for, where the index tells; the same answer in less time."""

    def named(match: re.Match[str]) -> str:
        part = str(bindings[match["parameter"]])
        names = labels.holding(cast("LabelKind", match["kind"]), part) if labels and part else None
        if names is None or len(names) > int(match["most"] or _MOST_NAMES):
            return match[0]
        variable, pattern = f"?{match['variable']}", match["pattern"] or ""
        # A constant lets the engine begin with it; it takes even a single one of VALUES for one pattern among many.
        if len(names) == 1 and pattern:
            return pattern.replace(variable, names[0])
        return f"VALUES {variable} {{ {' '.join(names)} }} {pattern}"

    return _INDEX.sub(named, sparql) if labels else sparql


def _read(name: str, text: str) -> NamedQuery:
    questions = {match["language"]: match["text"] for match in _QUESTION.finditer(text)}
    parameters = tuple(_parameter(match) for match in _PARAMETER.finditer(text))
    return NamedQuery(name, questions["zh"], questions["en"], parameters, text)


def _parameter(match: re.Match[str]) -> Parameter:
    printed = match["default"].strip('"')
    if match["type"] == "number":
        return Parameter(match["name"], "number", _number(printed), match["meaning"])
    return Parameter(match["name"], "text", printed, match["meaning"])


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)
