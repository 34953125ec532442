// Nodes, the trees that they stand in, filters and counts. Nothing here touches the document.
const NODES = new Map(DATA.nodes.map((node) => [node.id, node]));
const NODE_AT = new Map(DATA.nodes.map((node, at) => [node.id, at]));
const ROOTS = { places: "root.places", categories: "root.categories" };
const CHILDREN = new Map([[ROOTS.places, []], [ROOTS.categories, []]]);
const PARENT = new Map();
const LEAVES = new Set(["project", "whole", "subcategory"]); // kinds whose children are indicators
const HIDDEN = new Set(["document"]); // kinds that stand in the details, not in the graph

function growTree() {
  for (const node of DATA.nodes) {
    if (node.kind === "jurisdiction") PARENT.set(node.id, ROOTS.places);
    if (node.kind === "category") PARENT.set(node.id, ROOTS.categories);
  }
  for (const edge of DATA.relations) PARENT.set(edge.to, edge.from);
  for (const node of DATA.nodes) {
    const parent = PARENT.get(node.id);
    if (!parent) continue;
    if (!CHILDREN.has(parent)) CHILDREN.set(parent, []);
    CHILDREN.get(parent).push(node.id);
  }
}

const rowsByOwner = once(() => grouped(DATA.nodes.length, (one) => one.ownerAt));
const rowsBySubcategory = once(() => grouped(DATA.nodes.length, (one) => one.subcategoryAt));

// What an id names: an indicator "i.<number>", a measure "m.<number>", else a node ------------------------------------

const indicatorOf = (id) => (id && id.startsWith("i.") ? ROWS[Number(id.slice(2))] : undefined);
const measureOf = (id) => (id && id.startsWith("m.") ? Number(id.slice(2)) : undefined);
const isMeasure = (id) => measureOf(id) !== undefined;

function kindOf(id) {
  if (NODES.has(id)) return NODES.get(id).kind;
  return isMeasure(id) ? "measure" : "indicator";
}

function nameOf(id) {
  if (indicatorOf(id)) return indicatorOf(id).level3;
  if (isMeasure(id)) return measureName(measureOf(id));
  const node = NODES.get(id);
  return node.name || word(`no_${node.kind}`);
}

/** A measure is called what it is called most often. */
const measureName = (measure) => tally(rowsByMeasure()[measure], (one) => one.level3)[0][0];

const fullName = (node) => (node.within || "") + nameOf(node.id);

function ancestorsOf(id) {
  const path = [];
  for (let at = PARENT.get(id); at; at = PARENT.get(at)) path.push(at);
  return path;
}

/** What an indicator hangs on, upwards: its owner, department, jurisdiction, and its second and first level. */
function ownersOf(id) {
  const one = indicatorOf(id);
  if (!one) return [];
  return [one.owner, ...ancestorsOf(one.owner), one.subcategory, ...ancestorsOf(one.subcategory)];
}

const categoryOf = (one) => PARENT.get(one.subcategory);
const departmentOf = (one) => PARENT.get(one.owner);
const jurisdictionOf = (one) => PARENT.get(departmentOf(one));

// Filters and counts -------------------------------------------------------------------------------------------------

const NO_FILTERS = { jurisdiction: "", year: "", category: "", subcategory: "", kind: "", operator: "" };
const filters = { ...NO_FILTERS };
const FILTERED = {
  jurisdiction: jurisdictionOf,
  year: (one) => String(one.year ?? "none"),
  category: categoryOf,
  subcategory: (one) => one.level2 ?? "none",
  kind: (one) => one.kind ?? one.status,
  operator: (one) => one.operator ?? "none",
};
let counts = new Int32Array(DATA.nodes.length);
let links = new Map(); // node number × number of nodes + category number → indicators
let passing = [];
let filtering = false;
let shownRows = new Map(); // id → its indicators that pass, for as long as the filters stay

function applyFilters() {
  const wanted = Object.entries(filters).filter(([, value]) => value !== "");
  filtering = wanted.length > 0;
  passing = filtering ? ROWS.filter((one) => wanted.every(([name, value]) => FILTERED[name](one) === value)) : ROWS;
  shownRows = new Map();
  counts = new Int32Array(DATA.nodes.length);
  links = new Map();
  const categoryAt = DATA.nodes.map((node) => NODE_AT.get(PARENT.get(node.id)));
  for (const one of passing) {
    counts[one.subcategoryAt] += 1;
    counts[categoryAt[one.subcategoryAt]] += 1;
    counts[one.documentAt] += 1;
    addLink(one.ownerAt, categoryAt[one.subcategoryAt], 1);
  }
  const size = DATA.nodes.length;
  for (const [key, number] of [...links]) addUpwards(Math.floor(key / size), key % size, number);
}

function addLink(at, category, number) {
  const key = at * DATA.nodes.length + category;
  links.set(key, (links.get(key) || 0) + number);
}

function addUpwards(owner, category, number) {
  counts[owner] += number;
  for (const id of ancestorsOf(DATA.nodes[owner].id)) {
    const at = NODE_AT.get(id);
    if (at === undefined) break; // the root
    counts[at] += number;
    addLink(at, category, number);
  }
}

const countOf = (id) => counts[NODE_AT.get(id)] || 0;
const linkOf = (id, category) => links.get(NODE_AT.get(id) * DATA.nodes.length + NODE_AT.get(category)) || 0;
function passes(one) {
  return Object.entries(filters).every(([name, value]) => value === "" || FILTERED[name](one) === value);
}

function isShown(id) {
  if (indicatorOf(id)) return passes(indicatorOf(id));
  if (isMeasure(id)) return rowsByMeasure()[measureOf(id)].some(passes);
  // Without filters a department that gave no indicator stays in sight, with its zero.
  return countOf(id) > 0 || !filtering;
}

/** The children of a node that pass the filters; those of a project or second level are indicators. */
function shownChildren(id) {
  if (LEAVES.has(NODES.get(id)?.kind)) return indicatorsOf(id).map((one) => one.key);
  return (CHILDREN.get(id) || []).filter(isShown);
}

const hasChildren = (id) => CHILDREN.has(id) || LEAVES.has(NODES.get(id)?.kind);

/** How many nodes there are in all: indicators, and what they hang on, as far as the graph can show them. */
const nodesInAll = once(() => ROWS.length + DATA.nodes.filter((node) => !HIDDEN.has(node.kind)).length);

/** The indicators below a node, of a measure, or beside an indicator in its project; all of them for null. */
function indicatorsOf(id) {
  if (!id) return passing;
  const group = indicatorOf(id) ? indicatorOf(id).owner : id;
  if (!shownRows.has(group)) {
    const all = allIndicatorsOf(group);
    shownRows.set(group, filtering ? all.filter(passes) : all);
  }
  return shownRows.get(group);
}

function allIndicatorsOf(id) {
  if (isMeasure(id)) return rowsByMeasure()[measureOf(id)];
  const [kind, at] = [NODES.get(id).kind, NODE_AT.get(id)];
  if (kind === "document") return rowsByDocument()[at];
  if (kind === "subcategory") return rowsBySubcategory()[at];
  if (LEAVES.has(kind)) return rowsByOwner()[at];
  const rows = (CHILDREN.get(id) || []).map(allIndicatorsOf).flat();
  return rows.sort((a, b) => a.at - b.at);
}

function tally(indicators, keyOf) {
  const found = new Map();
  for (const indicator of indicators) {
    const key = keyOf(indicator);
    found.set(key, (found.get(key) || 0) + 1);
  }
  return [...found].sort((a, b) => b[1] - a[1]);
}

// The address: #node=<id>, with an indicator's own id, which stays the same when the page is made anew ---------------

function idToAddress(id) {
  if (!id) return "#";
  if (isMeasure(id)) return `#measure=${encodeURIComponent(nameOf(id))}`;
  return `#node=${encodeURIComponent(indicatorOf(id) ? `i.${indicatorOf(id).id}` : id)}`;
}

function addressToId(address) {
  const [, what, said] = /^#(node|measure)=(.+)$/.exec(address) || [];
  const text = said && safelyDecoded(said);
  if (!text) return null;
  if (what === "node" && NODES.has(text)) return text;
  if (what === "node" && text.startsWith("i.")) return ROWS.find((one) => one.id === text.slice(2))?.key ?? null;
  const name = what === "measure" ? DATA.names.findIndex((at) => DATA.texts[at] === text) : -1;
  return name < 0 ? null : `m.${DATA.measures[name]}`;
}

function safelyDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a broken address opens the overview
  }
}
