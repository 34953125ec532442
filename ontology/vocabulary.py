"""Namespaces and terms of the graph as constants; what each term means stands in kpi.ttl."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

# A domain that RFC 2606 reserves for examples: whoever publishes a graph gives the base of their own.
DEFAULT_BASE: Final = "https://kpigraph.example/"

KPI: Final = "https://kpigraph.example/ontology#"
DCTERMS: Final = "http://purl.org/dc/terms/"
ODRL: Final = "http://www.w3.org/ns/odrl/2/"
ORG: Final = "http://www.w3.org/ns/org#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PROV: Final = "http://www.w3.org/ns/prov#"
QB: Final = "http://purl.org/linked-data/cube#"
QUDT: Final = "http://qudt.org/schema/qudt/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SEMAPV: Final = "https://w3id.org/semapv/vocab/"
SHACL: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SSSOM: Final = "https://w3id.org/sssom/"
WDT: Final = "http://www.wikidata.org/prop/direct/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

# What queries may use without declaring it, and what exports declare.
PREFIXES: Final = {
    "dcterms": DCTERMS,
    "kpi": KPI,
    "odrl": ODRL,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "qb": QB,
    "qudt": QUDT,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "wdt": WDT,
    "xsd": XSD,
}

TYPE: Final = NamedNode(RDF + "type")
LABEL: Final = NamedNode(RDFS + "label")
IDENTIFIER: Final = NamedNode(DCTERMS + "identifier")
TITLE: Final = NamedNode(DCTERMS + "title")
MEDIA_TYPE: Final = NamedNode(DCTERMS + "format")
ALT_LABEL: Final = NamedNode(SKOS + "altLabel")
PREF_LABEL: Final = NamedNode(SKOS + "prefLabel")
NOTATION: Final = NamedNode(SKOS + "notation")
BROADER: Final = NamedNode(SKOS + "broader")
CONCEPT: Final = NamedNode(SKOS + "Concept")
CONCEPT_SCHEME: Final = NamedNode(SKOS + "ConceptScheme")
COLLECTION: Final = NamedNode(SKOS + "Collection")
MEMBER: Final = NamedNode(SKOS + "member")
IN_SCHEME: Final = NamedNode(SKOS + "inScheme")
EXACT_MATCH: Final = NamedNode(SKOS + "exactMatch")
HAS_QUANTITY_KIND: Final = NamedNode(QUDT + "hasQuantityKind")

INTEGER: Final = NamedNode(XSD + "integer")
DECIMAL: Final = NamedNode(XSD + "decimal")
DOUBLE: Final = NamedNode(XSD + "double")
BOOLEAN: Final = NamedNode(XSD + "boolean")
DATE: Final = NamedNode(XSD + "date")

# classes
CATEGORY: Final = NamedNode(KPI + "Category")
CELL: Final = NamedNode(KPI + "Cell")
COMPARED_TARGET: Final = NamedNode(KPI + "ComparedTarget")
COMPARISON_SET: Final = NamedNode(KPI + "ComparisonSet")
DEPARTMENT: Final = NamedNode(KPI + "Department")
DOCUMENT: Final = NamedNode(KPI + "Document")
INDICATOR: Final = NamedNode(KPI + "Indicator")
JURISDICTION: Final = NamedNode(KPI + "Jurisdiction")
MEASURE_CLASS: Final = NamedNode(KPI + "Measure")
MEMBERSHIP: Final = NamedNode(KPI + "Membership")
OBJECTIVE: Final = NamedNode(KPI + "Objective")
OPERATOR: Final = NamedNode(KPI + "Operator")
PROJECT: Final = NamedNode(KPI + "Project")
WORD: Final = NamedNode(KPI + "Word")
NEARNESS: Final = NamedNode(KPI + "Nearness")
HAS_NEARNESS: Final = NamedNode(KPI + "hasNearness")
NEAR_TO: Final = NamedNode(KPI + "nearTo")
DEGREE: Final = NamedNode(KPI + "degree")
NAME_ROLE: Final = NamedNode(KPI + "nameRole")
TELLING: Final = NamedNode(KPI + "telling")
FIXED_WORD: Final = NamedNode(KPI + "fixedWord")
IGNORED_WORD: Final = NamedNode(KPI + "ignoredWord")
SIMILARITY_MAPPING: Final = NamedNode(KPI + "SimilarityMapping")
TARGET: Final = NamedNode(KPI + "Target")
RUN: Final = NamedNode(KPI + "Run")
SOFTWARE: Final = NamedNode(KPI + "Software")
THRESHOLD: Final = NamedNode(KPI + "Threshold")
UNIT_CLASS: Final = NamedNode(KPI + "Unit")

# links between things
CONVERTS_TO: Final = NamedNode(KPI + "convertsTo")
HAS_CELL: Final = NamedNode(KPI + "cell")
HAS_CODED_UNIT: Final = NamedNode(KPI + "codedUnit")
HAS_COMPARED_INDICATOR: Final = NamedNode(KPI + "comparedIndicator")
HAS_COMPARISON_SET: Final = NamedNode(KPI + "comparisonSet")
HAS_DEPARTMENT: Final = NamedNode(KPI + "department")
HAS_DOCUMENT: Final = NamedNode(KPI + "document")
HAS_JURISDICTION: Final = NamedNode(KPI + "jurisdiction")
HAS_LEVEL1: Final = NamedNode(KPI + "level1")
HAS_LEVEL2: Final = NamedNode(KPI + "level2")
HAS_OBJECTIVE: Final = NamedNode(KPI + "objective")
HAS_OPERATOR: Final = NamedNode(KPI + "operator")
HAS_PROJECT: Final = NamedNode(KPI + "project")
HAS_RUN: Final = NamedNode(KPI + "run")
HAS_SOFTWARE: Final = NamedNode(PROV + "wasAssociatedWith")
HAS_TARGET: Final = NamedNode(KPI + "target")
HAS_EARLIER_TARGET: Final = NamedNode(KPI + "earlierTarget")
HAS_NUMERATOR_UNIT: Final = NamedNode(KPI + "numeratorUnit")
HAS_PER_UNIT: Final = NamedNode(KPI + "perUnit")
HAS_MEASURE: Final = NamedNode(KPI + "ofMeasure")
HAS_MEMBERSHIP: Final = NamedNode(KPI + "hasMembership")
HAS_THRESHOLD: Final = NamedNode(KPI + "threshold")
PRINTED_WITH: Final = NamedNode(KPI + "printedWith")
PART_OF: Final = NamedNode(KPI + "partOf")
MAPPED_FROM: Final = NamedNode(KPI + "mappedFrom")
MAPPED_TO: Final = NamedNode(KPI + "mappedTo")
USED: Final = NamedNode(PROV + "used")
GENERATED: Final = NamedNode(PROV + "generated")

# values
ACTUAL: Final = NamedNode(KPI + "actual")
BASIS: Final = NamedNode(KPI + "basis")
BASIS_CHECKED: Final = NamedNode(KPI + "basisChecked")
BUILT_WITH: Final = NamedNode(KPI + "builtWith")
CANONICAL_UNIT: Final = NamedNode(KPI + "canonicalUnit")
CANONICAL_VALUE_UPPER: Final = NamedNode(KPI + "canonicalValueUpper")
CANONICAL_VALUE: Final = NamedNode(KPI + "canonicalValue")
CHECKSUM: Final = NamedNode(KPI + "checksum")
CITY: Final = NamedNode(KPI + "city")
COLUMN: Final = NamedNode(KPI + "column")
COLUMN_SPAN: Final = NamedNode(KPI + "columnSpan")
CONFIDENCE: Final = NamedNode(KPI + "confidence")
COUNTY: Final = NamedNode(KPI + "county")
DESCRIPTION: Final = NamedNode(KPI + "description")
DIRECTION: Final = NamedNode(KPI + "direction")
DIVISION_CODE: Final = NamedNode(KPI + "divisionCode")
DIVISION_LEVEL: Final = NamedNode(KPI + "divisionLevel")
FACTOR: Final = NamedNode(KPI + "factor")
FILE_NAME: Final = NamedNode(KPI + "fileName")
KIND: Final = NamedNode(KPI + "kind")
LEVEL: Final = NamedNode(KPI + "level")
LEVEL1_LABEL: Final = NamedNode(KPI + "level1Label")
LEVEL2_LABEL: Final = NamedNode(KPI + "level2Label")
LINE: Final = NamedNode(KPI + "line")
MEASURE: Final = NamedNode(KPI + "measure")
MEMBERSHIP_SCORE: Final = NamedNode(KPI + "membershipScore")
OPERATOR_SOURCE: Final = NamedNode(KPI + "operatorSource")
PAGE: Final = NamedNode(KPI + "page")
PERIOD: Final = NamedNode(KPI + "period")
PERIOD_LABEL: Final = NamedNode(KPI + "periodLabel")
POSITION: Final = NamedNode(KPI + "position")
SERIES_KEY: Final = NamedNode(KPI + "seriesKey")
PROJECT_AMOUNT: Final = NamedNode(KPI + "projectAmount")
PROJECT_CODE: Final = NamedNode(KPI + "projectCode")
PROVINCE: Final = NamedNode(KPI + "province")
QUANTITY_KIND: Final = NamedNode(KPI + "quantityKind")
RANK: Final = NamedNode(KPI + "rank")
REASONS: Final = NamedNode(KPI + "reasons")
REPAIRS: Final = NamedNode(KPI + "repairs")
ROW: Final = NamedNode(KPI + "row")
ROW_SPAN: Final = NamedNode(KPI + "rowSpan")
SCOPE: Final = NamedNode(KPI + "scope")
SHEET: Final = NamedNode(KPI + "sheet")
SIMILARITY: Final = NamedNode(KPI + "similarity")
SIGN: Final = NamedNode(KPI + "sign")
SOURCE: Final = NamedNode(KPI + "source")
STATUS: Final = NamedNode(KPI + "status")
STRICTNESS: Final = NamedNode(KPI + "strictness")
TABLE: Final = NamedNode(KPI + "table")
TARGET_TEXT: Final = NamedNode(KPI + "targetText")
TOTAL_BUDGET: Final = NamedNode(KPI + "totalBudget")
UNIT: Final = NamedNode(KPI + "unit")
VALUE: Final = NamedNode(KPI + "value")
VALUE_UPPER: Final = NamedNode(KPI + "valueUpper")
VERSION: Final = NamedNode(KPI + "version")
WARNINGS: Final = NamedNode(KPI + "warnings")
WEIGHT: Final = NamedNode(KPI + "weight")
WIKIDATA_DIVISION_CODE: Final = NamedNode(WDT + "P442")
YEAR: Final = NamedNode(KPI + "year")

# comparison operators by their signs
OPERATORS: Final = {
    ">=": NamedNode(KPI + "atLeast"),
    "<=": NamedNode(KPI + "atMost"),
    ">": NamedNode(KPI + "moreThan"),
    "<": NamedNode(KPI + "lessThan"),
    "=": NamedNode(KPI + "equalTo"),
}
