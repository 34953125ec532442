"""What the default graph says of the things that documents share, as lines of N-Triples without their end, each once.

Of a thing no more is said than its IRI is made of, so that every document says the same of it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from graph.terms import text_to_term, value_to_text
from ontology import divisions, framework, units
from ontology import vocabulary as v
from ontology.operators import operators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import NamedNode

    from extract.indicator import DocumentFacts, Indicator
    from graph.iris import Iris

Links = tuple[str, ...]
"""Property and object of statements whose subject is still to come, a blank before each."""
Key = str | int | float | None

_LEVELS = ("province", "city", "county")


class Described:
    """Gives the links from a document's things to shared ones, and remembers what is to be said of these.

    A thing that is asked for again is looked up and not described again: rows of a document name the same ones.
    """

    def __init__(self, iris: Iris) -> None:
        """Take the IRIs under which things stand."""
        self.iris = iris
        self.lines: dict[str, None] = {}
        self._links: dict[tuple[str, tuple[Key, ...]], Links] = {}
        self._units: dict[str, NamedNode | None] = {}

    def categories(self, indicator: Indicator) -> Links:
        """The links of an indicator to its first- and second-level category."""
        key = ("categories", (indicator.level1, indicator.level2))
        if (found := self._links.get(key)) is None:
            levels = [(1, v.HAS_LEVEL1, indicator.level1), (2, v.HAS_LEVEL2, indicator.level2)]
            said = [(level, predicate, label) for level, predicate, label in levels if label is not None]
            for level, _, label in said:
                self.lines.update(dict.fromkeys(_category_lines(label, level, self.iris)))
            found = tuple(f" {predicate} {self.iris.category(label, level)}" for level, predicate, label in said)
            self._links[key] = found
        return found

    def belonging(self, thing: Indicator | DocumentFacts) -> Links:
        """The links of an indicator, project or document to its jurisdiction and department."""
        names = (thing.province, thing.city, thing.county)
        key = ("belonging", (thing.division_code, *names, thing.department))
        if (found := self._links.get(key)) is None:
            place = self.iris.jurisdiction(thing.division_code, names)
            self.lines.update(dict.fromkeys(_belonging_lines(thing, place, self.iris)))
            links = [f" {v.HAS_JURISDICTION} {place}"] if place else []
            if thing.department is not None:
                links.append(f" {v.HAS_DEPARTMENT} {self.iris.department(thing.department, place)}")
            found = self._links[key] = tuple(links)
        return found

    def project(self, indicator: Indicator) -> Links:
        """The link of an indicator to its project, if anything of one is printed."""
        printed = (indicator.project, indicator.project_code, indicator.project_amount_cny)
        if printed == (None, None, None):
            return ()
        key = ("project", (*printed, indicator.year, indicator.department, indicator.division_code, *_names(indicator)))
        if (found := self._links.get(key)) is None:
            place = self.iris.jurisdiction(indicator.division_code, _names(indicator))
            owner = place if indicator.department is None else self.iris.department(indicator.department, place)
            project = self.iris.project(owner, indicator.year, *printed)
            self.lines.update(dict.fromkeys(_project_lines(project, indicator)))
            self.lines.update(dict.fromkeys(f"{project}{link}" for link in self.belonging(indicator)))
            found = self._links[key] = (f" {v.HAS_PROJECT} {project}",)
        return found

    def unit(self, printed: str) -> NamedNode | None:
        """The unit that a printed one stands for, if it is known."""
        if printed not in self._units:
            unit = units.coded_unit(printed)
            self._units[printed] = self.iris.unit(unit.notation) if unit else None
            if unit:
                self.lines.update(dict.fromkeys(_unit_lines(unit, self.iris)))
        return self._units[printed]

    def operator(self, sign: str) -> NamedNode:
        """The operator that a sign stands for."""
        self.lines.update(dict.fromkeys(_operator_lines(sign)))
        return v.OPERATORS[sign]

    def software(self, version: str) -> NamedNode:
        """The program of one version, as the agent of a run."""
        subject = self.iris.software(version)
        self.lines[f"{subject} {v.TYPE} {v.SOFTWARE}"] = None
        self.lines[f"{subject} {v.LABEL} {text_to_term(f'kpigraph {version}')}"] = None
        self.lines[f"{subject} {v.VERSION} {text_to_term(version)}"] = None
        return subject


def _names(thing: Indicator | DocumentFacts) -> tuple[str | None, str | None, str | None]:
    return thing.province, thing.city, thing.county


def _category_lines(label: str, level: int, iris: Iris) -> Iterator[str]:
    subject = iris.category(label, level)
    official = framework.categories().get(framework.notation(label, level) or "")
    yield f"{subject} {v.TYPE} {v.CATEGORY}"
    yield f"{subject} {v.TYPE} {v.CONCEPT}"
    yield f"{subject} {v.LEVEL} {value_to_text(level)}"
    yield f"{subject} {v.PREF_LABEL} {text_to_term(label if official is None else official.label)}@zh"
    if official is not None:
        yield f"{subject} {v.PREF_LABEL} {text_to_term(official.label_en)}@en"
        yield f"{subject} {v.NOTATION} {text_to_term(official.notation)}"
        yield from _crosswalk_lines(subject, official, iris)
        if official.parent is not None:
            parent = framework.categories()[official.parent]
            yield f"{subject} {v.BROADER} {iris.category(parent.label, parent.level)}"
            yield from _category_lines(parent.label, parent.level, iris)


def _crosswalk_lines(subject: NamedNode, category: framework.Category, iris: Iris) -> Iterator[str]:
    """The frameworks that hold a category, and what the crosswalk says of it; what it is matched with says for itself what it is."""
    for name in category.own_schemes:
        scheme, told = iris.scheme(name), framework.schemes()[name]
        yield f"{subject} {v.IN_SCHEME} {scheme}"
        yield f"{scheme} {v.TYPE} {v.CONCEPT_SCHEME}"
        yield f"{scheme} {v.PREF_LABEL} {text_to_term(told.label)}@zh"
        yield f"{scheme} {v.PREF_LABEL} {text_to_term(told.label_en)}@en"
        yield f'{scheme} {v.BASIS_CHECKED} "{str(told.is_checked).lower()}"^^{v.BOOLEAN}'
    for kind, notation in category.matches:
        yield f"{subject} <{v.SKOS}{kind}> {iris.official_category(notation)}"


@cache
def _operator_lines(sign: str) -> tuple[str, ...]:
    operator = operators()[sign]
    subject = f"<{operator.iri}>"
    return (
        f"{subject} {v.TYPE} {v.OPERATOR}",
        f"{subject} {v.NOTATION} {text_to_term(sign)}",
        f"{subject} {v.LABEL} {text_to_term(operator.label)}@zh",
        f"{subject} {v.LABEL} {text_to_term(operator.label_en)}@en",
        *(f"{subject} {v.EXACT_MATCH} <{same}>" for same in operator.same),
    )


def _belonging_lines(thing: Indicator | DocumentFacts, place: NamedNode | None, iris: Iris) -> Iterator[str]:
    """What is said of a department and its jurisdiction."""
    if place:
        yield from _jurisdiction_lines(place, thing.division_code, _names(thing), iris)
        if thing.division_code is None:
            yield from _named_place_lines(place, _names(thing), iris)
    if thing.department is not None:
        department = iris.department(thing.department, place)
        yield f"{department} {v.TYPE} {v.DEPARTMENT}"
        yield f"{department} {v.LABEL} {text_to_term(thing.department)}"
        if place:
            yield f"{department} {v.HAS_JURISDICTION} {place}"


def _jurisdiction_lines(
    place: NamedNode, code: str | None, printed: tuple[str | None, ...], iris: Iris
) -> Iterator[str]:
    """What is said of a jurisdiction, and of those above it up to the province, by its code, or else as it is printed."""
    names = _official_names(code) or tuple(name for name in printed if name) or (code or "",)
    yield f"{place} {v.TYPE} {v.JURISDICTION}"
    yield f"{place} {v.LABEL} {text_to_term(''.join(names))}"
    yield f"{place} {v.ALT_LABEL} {text_to_term(names[-1])}@zh"
    if code is None:
        return
    yield f"{place} {v.DIVISION_CODE} {text_to_term(code)}"
    if divisions.by_code(code):
        yield f"{place} {v.WIKIDATA_DIVISION_CODE} {text_to_term(code)}"
    if level := divisions.level_of(code):
        yield f"{place} {v.DIVISION_LEVEL} {text_to_term(level)}"
    yield from _parent_lines(place, divisions.parent_of(code), iris)


def _named_place_lines(place: NamedNode, names: tuple[str | None, ...], iris: Iris) -> Iterator[str]:
    """Level and parent of a jurisdiction that only names tell."""
    told = [(level, name) for level, name in zip(_LEVELS, names, strict=True) if name]
    if told:
        yield f"{place} {v.DIVISION_LEVEL} {text_to_term(told[-1][0])}"
        yield from _parent_lines(place, divisions.resolve("".join(name for _, name in told[:-1])), iris)


def _parent_lines(place: NamedNode, parent: divisions.Division | None, iris: Iris) -> Iterator[str]:
    if parent is None:
        return
    above = iris.jurisdiction(parent.code, ())
    if above is not None:
        yield f"{place} {v.PART_OF} {above}"
        yield from _jurisdiction_lines(above, parent.code, (parent.name,), iris)


@cache
def _official_names(code: str | None) -> tuple[str, ...]:
    """The names from the province down to the division with this code; none where it is not known."""
    division = divisions.by_code(code or "")
    return tuple(name for name in divisions.lineage(division)[:3] if name) if division else ()


def _unit_lines(unit: units.Unit, iris: Iris) -> Iterator[str]:
    """A unit, the one into which it is converted for comparing, and those of which a compound is made."""
    subject = iris.unit(unit.notation)
    yield f"{subject} {v.TYPE} {v.UNIT_CLASS}"
    yield f"{subject} {v.NOTATION} {text_to_term(unit.notation)}"
    yield f"{subject} {v.PREF_LABEL} {text_to_term(unit.sign)}@zh"
    yield f"{subject} {v.QUANTITY_KIND} {text_to_term(unit.kind)}"
    yield from (f"{subject} {v.EXACT_MATCH} <{same}>" for same in unit.same)
    yield from (f"{subject} {v.HAS_QUANTITY_KIND} <{kind}>" for kind in unit.quantity_kinds)
    if compound := units.parts(unit.sign):
        counted, each = compound
        for predicate, part in ((v.HAS_NUMERATOR_UNIT, counted), *((v.HAS_PER_UNIT, one) for one in each)):
            yield f"{subject} {predicate} {iris.unit(part.notation)}"
            yield from _unit_lines(part, iris)
    if (canonical := units.converted(unit)) != unit:
        yield f"{subject} {v.CONVERTS_TO} {iris.unit(canonical.notation)}"
        yield f"{subject} {v.FACTOR} {value_to_text(float(unit.factor))}"
        yield from _unit_lines(canonical, iris)


def _project_lines(project: NamedNode, indicator: Indicator) -> Iterator[str]:
    yield f"{project} {v.TYPE} {v.PROJECT}"
    said = (
        (v.LABEL, indicator.project),
        (v.PROJECT_CODE, indicator.project_code),
        (v.PROJECT_AMOUNT, indicator.project_amount_cny),
        (v.YEAR, indicator.year),
    )
    for predicate, value in said:
        if value is not None:
            yield f"{project} {predicate} {value_to_text(value)}"
