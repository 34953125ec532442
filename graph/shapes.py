"""SHACL shapes → SPARQL: each property shape becomes a few queries whose rows are what it does not allow.

1. Shapes are read from Turtle. A construct that is not compiled here is an error, lest it be passed over in silence.
2. Constraints on single values (type, list, bounds, pattern …) become one query for all of a property shape: a row for
   each value that breaks any, with one truth for each constraint.
3. Constraints on how many values there are, and on how they stand to other values, become a query each.
4. A node shape's choice of property shapes (sh:or) becomes the things that break each of them.

A value is well-typed only if its text is one of its datatype: "many"^^xsd:integer has the datatype and breaks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from ontology.errors import KpigraphError
from ontology.vocabulary import BOOLEAN, DATE, DECIMAL, INTEGER, RDF, RDFS, SHACL, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Triple

    Term = NamedNode | BlankNode | Literal | Triple

Parameter = (
    NamedNode | Literal | tuple["Constraint", ...] | tuple[NamedNode | Literal, ...] | tuple["PropertyShape", ...]
)

_FIRST, _REST = NamedNode(RDF + "first"), NamedNode(RDF + "rest")
_UNTOLD = frozenset({TYPE.value, RDFS + "label", RDFS + "comment"})
_ABOUT = frozenset({"path", "severity", "message", "name", "description", "order"})
_ON_VALUES = (
    "datatype",
    "nodeKind",
    "class",
    "in",
    "minInclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "not",
    "or",
)
_ON_SETS = ("minCount", "maxCount", "hasValue", "equals", "lessThanOrEquals", "uniqueLang")
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
_NODE_KINDS = {"IRI": "isIRI(?value)", "Literal": "isLiteral(?value)", "BlankNode": "isBlank(?value)"}
_TESTS = {
    "class": f"EXISTS {{{{ ?value {TYPE} {{0}} }}}}",
    "minInclusive": "?value >= {0}",
    "maxInclusive": "?value <= {0}",
    "minLength": "STRLEN(STR(?value)) >= {0}",
    "maxLength": "STRLEN(STR(?value)) <= {0}",
    "pattern": "REGEX(STR(?value), {0})",
}
_WELL_FORMED = {
    INTEGER.value: ["isNumeric(?value)"],
    DECIMAL.value: ["isNumeric(?value)"],
    DATE.value: [f"DATATYPE({DATE}(STR(?value))) = {DATE}"],
    BOOLEAN.value: [f"DATATYPE({BOOLEAN}(STR(?value))) = {BOOLEAN}"],
}


class UnsupportedShapeError(KpigraphError):
    """A construct of SHACL that is not compiled."""

    def __init__(self, shape: str, construct: str) -> None:
        """Name the shape and the construct."""
        known = ", ".join(sorted({*_ON_VALUES, *_ON_SETS}))
        super().__init__(
            f"{shape}: 这里不支持 sh:{construct}，请只用所列的约束 "
            f"(sh:{construct} is not supported here; the constraints that are: {known})"
        )


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint component and its parameter: sh:minCount and 1, sh:in and its terms, sh:or and its alternatives.

    The alternatives of a property are constraints on its values, those of a thing itself are property shapes.
    """

    name: str
    parameter: Parameter


@dataclass(frozen=True, slots=True)
class Focus:
    """The things that a shape is about: those of a class, or those that have, or are values of, any of some properties."""

    terms: tuple[NamedNode, ...]
    target: str = "targetClass"

    @property
    def pattern(self) -> str:
        """The things as ?focus, in SPARQL; perhaps several times each."""
        any_of = "|".join(map(str, self.terms))
        match self.target:
            case "targetSubjectsOf":
                return f"?focus {any_of} ?any ."
            case "targetObjectsOf":
                return f"?any {any_of} ?focus ."
            case _:
                return f"?focus {TYPE} {any_of} ."


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What the values at the end of a path must be, for all things in focus; `severity` is Violation, Warning or Info.

    Without a path it is about the things themselves.
    """

    focus: Focus
    path: tuple[NamedNode, ...]
    severity: str
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A query that finds what breaks some constraints: a row a thing (?focus) and, where it has one, value (?value).

    Where it checks several constraints, columns ?ok0, ?ok1 … say which of them hold.
    """

    constraints: tuple[Constraint, ...]
    sparql: str


@cache
def shipped_shapes() -> tuple[PropertyShape, ...]:
    """The shapes of shapes.ttl."""
    return turtle_to_shapes(files("ontology").joinpath("shapes.ttl").read_text(encoding="utf-8"))


def turtle_to_shapes(text: str) -> tuple[PropertyShape, ...]:
    """The property shapes of a Turtle text, in the order of their node shapes' names and their own places.

    Raises:
        UnsupportedShapeError: a shape uses what is not compiled here.
    """
    source = _Source(Store())
    source.store.load(text.encode(), format=RdfFormat.TURTLE)
    nodes = [quad.subject for quad in source.store.quads_for_pattern(None, TYPE, NamedNode(SHACL + "NodeShape"))]
    return tuple(shape for node in sorted(nodes, key=str) for shape in source.node_shape(node))


@dataclass(frozen=True, slots=True)
class _Source:
    """The triples of a shapes file."""

    store: Store

    def node_shape(self, node: Term) -> Iterator[PropertyShape]:
        said = self._properties(node)
        for name in said.keys() - {*_TARGETS, "property", "or"} - _ABOUT:
            raise UnsupportedShapeError(str(node), name)
        found = [
            self._property_shape(focus, shape) for focus in self._focuses(said) for shape in said.get("property", [])
        ]
        yield from sorted(found, key=lambda shape: tuple(step.value for step in shape.path))
        for focus in self._focuses(said):
            for choice in sorted(said.get("or", []), key=str):
                shapes = tuple(self._property_shape(focus, each) for each in self._list(choice))
                yield PropertyShape(focus, (), _severity(said), (Constraint("or", shapes),))

    def _focuses(self, said: Mapping[str, list[Term]]) -> Iterator[Focus]:
        """A focus for each class, and one for all that have, or are, values of any of the properties: a thing counts once."""
        for target in said.get("targetClass", []):
            if isinstance(target, NamedNode):
                yield Focus((target,))
        for name in _TARGETS[1:]:
            having = sorted((one for one in said.get(name, []) if isinstance(one, NamedNode)), key=str)
            if having:
                yield Focus(tuple(having), name)

    def _property_shape(self, focus: Focus, node: Term) -> PropertyShape:
        said = self._properties(node)
        name = _local(focus.terms[0])
        constraints = tuple(self._constraints(said, name))
        return PropertyShape(focus, self._path(said.get("path", [node])[0], name), _severity(said), constraints)

    def _path(self, node: Term, shape: str) -> tuple[NamedNode, ...]:
        steps = [node] if isinstance(node, NamedNode) else self._list(node)
        path = tuple(step for step in steps if isinstance(step, NamedNode))
        if not path or len(path) < len(steps):
            raise UnsupportedShapeError(shape, "path of another kind")
        return path

    def _constraints(self, said: Mapping[str, list[Term]], shape: str) -> Iterator[Constraint]:
        for name in (*_ON_SETS, *_ON_VALUES):
            for value in said.get(name, []):
                yield Constraint(name, self._parameter(name, value, shape))
        for name in said.keys() - {*_ON_SETS, *_ON_VALUES} - _ABOUT:
            raise UnsupportedShapeError(shape, name)

    def _parameter(self, name: str, value: Term, shape: str) -> Parameter:
        if name == "or":
            return tuple(
                one for each in self._list(value) for one in [self._alternative(self._properties(each), shape)]
            )
        if name == "not":
            return (self._alternative(self._properties(value), shape),)
        if name == "in":
            return tuple(term for term in self._list(value) if isinstance(term, NamedNode | Literal))
        if isinstance(value, NamedNode | Literal):
            return value
        raise UnsupportedShapeError(shape, f"{name} of a blank node")

    def _alternative(self, said: Mapping[str, list[Term]], shape: str) -> Constraint:
        [constraint, *more] = self._constraints(said, shape)
        if more or constraint.name in _ON_SETS:
            raise UnsupportedShapeError(shape, "or of more than one constraint on a value")
        return constraint

    def _properties(self, node: Term) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for quad in self.store.quads_for_pattern(node, None, None):  # type: ignore[arg-type]  # no literal is a shape
            if quad.predicate.value not in _UNTOLD:
                found.setdefault(_local(quad.predicate), []).append(quad.object)
        return found

    def _list(self, node: Term) -> list[Term]:
        """The members of an RDF list; none where the node is no list."""
        found: list[Term] = []
        while rest := [quad.object for quad in self.store.quads_for_pattern(node, _REST, None)]:  # type: ignore[arg-type]
            found += [quad.object for quad in self.store.quads_for_pattern(node, _FIRST, None)]  # type: ignore[arg-type]
            node = rest[0]
        return found


def _severity(said: Mapping[str, list[Term]]) -> str:
    return _local(said["severity"][0]) if "severity" in said else "Violation"


def _local(term: Term) -> str:
    return str(getattr(term, "value", term)).replace("#", "/").rsplit("/", 1)[-1]


def shape_to_checks(shape: PropertyShape) -> list[Check]:
    """The queries that find what breaks a property shape."""
    if not shape.path:
        return [Check((one,), _on_choice(one)) for one in shape.constraints]
    on_values = tuple(one for one in shape.constraints if one.name in _ON_VALUES)
    checks = [Check((one,), _on_set(shape, one)) for one in shape.constraints if one.name in _ON_SETS]
    return [*checks, *([Check(on_values, _on_values(shape, on_values))] if on_values else [])]


def _on_choice(constraint: Constraint) -> str:
    """The things that break every one of some property shapes."""
    shapes = [one for one in cast("tuple[object, ...]", constraint.parameter) if isinstance(one, PropertyShape)]
    broken = (" UNION ".join(f"{{ {check.sparql} }}" for check in shape_to_checks(shape)) for shape in shapes)
    # Each in a SELECT of its own, lest their values be joined.
    return (
        "SELECT DISTINCT ?focus WHERE { "
        + " ".join(f"{{ SELECT DISTINCT ?focus WHERE {{ {one} }} }}" for one in broken)
        + " }"
    )


def _on_values(shape: PropertyShape, constraints: tuple[Constraint, ...]) -> str:
    truths = [f"COALESCE({_holds(one)}, false)" for one in constraints]
    columns = " ".join(f"({truth} AS ?ok{n})" for n, truth in enumerate(truths))
    return (
        f"SELECT DISTINCT ?focus ?value {columns} WHERE {{ {shape.focus.pattern} ?focus {_path(shape.path)} ?value . "
        f"FILTER(!({' && '.join(truths)})) }}"
    )


def _holds(constraint: Constraint) -> str:
    """A constraint on ?value as an expression; where it has no value, it does not hold."""
    name, parameter = constraint.name, constraint.parameter
    if isinstance(parameter, tuple):
        parts = [_holds(one) if isinstance(one, Constraint) else f"sameTerm(?value, {one})" for one in parameter]
        return ("!" if name == "not" else "") + "(" + " || ".join(f"COALESCE({part}, false)" for part in parts) + ")"
    if name == "datatype":
        return " && ".join([f"DATATYPE(?value) = {parameter}", *_WELL_FORMED.get(parameter.value, [])])
    if name == "nodeKind":
        return " || ".join(test for kind, test in _NODE_KINDS.items() if kind in _local(parameter))
    return _TESTS[name].format(parameter)


def _on_set(shape: PropertyShape, constraint: Constraint) -> str:
    focus, path, parameter = shape.focus.pattern, _path(shape.path), constraint.parameter
    match constraint.name:
        case "minCount" | "maxCount":
            return _on_count(shape, constraint.name, int(str(getattr(parameter, "value", 0))))
        case "hasValue":
            return f"SELECT DISTINCT ?focus WHERE {{ {focus} MINUS {{ ?focus {path} {parameter} }} }}"
        case "equals":
            # MINUS and not NOT EXISTS: engines read both sides once, and do not look through one for each row of the other.
            return (
                f"SELECT DISTINCT ?focus ?value WHERE {{ {{ {focus} ?focus {path} ?value . "
                f"MINUS {{ ?focus {parameter} ?value }} }} UNION {{ {focus} ?focus {parameter} ?value . "
                f"MINUS {{ ?focus {path} ?value }} }} }}"
            )
        case "lessThanOrEquals":
            return (
                f"SELECT DISTINCT ?focus ?value WHERE {{ {focus} ?focus {path} ?value ; {parameter} ?other . "
                "FILTER(!COALESCE(?value <= ?other, false)) }"
            )
        case _:
            return (
                f"SELECT DISTINCT ?focus (LANG(?one) AS ?value) WHERE {{ {focus} ?focus {path} ?one , ?other . "
                'FILTER(LANG(?one) != "" && LANG(?one) = LANG(?other) && !sameTerm(?one, ?other)) }'
            )


def _on_count(shape: PropertyShape, name: str, number: int) -> str:
    focus, path = shape.focus.pattern, _path(shape.path)
    # The usual numbers in a form that needs no counting.
    if (name, number) == ("minCount", 1):
        return f"SELECT DISTINCT ?focus WHERE {{ {focus} MINUS {{ ?focus {path} ?value }} }}"
    if (name, number) == ("maxCount", 0):
        return f"SELECT DISTINCT ?focus WHERE {{ {focus} ?focus {path} ?value }}"
    if (name, number) == ("maxCount", 1):
        return (
            f"SELECT DISTINCT ?focus WHERE {{ {focus} ?focus {path} ?one , ?other . FILTER(!sameTerm(?one, ?other)) }}"
        )
    return (
        f"SELECT ?focus WHERE {{ {focus} OPTIONAL {{ ?focus {path} ?value }} }} GROUP BY ?focus "
        f"HAVING(COUNT(DISTINCT ?value) {'<' if name == 'minCount' else '>'} {number})"
    )


def _path(path: tuple[NamedNode, ...]) -> str:
    return "/".join(map(str, path))
