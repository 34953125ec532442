// The data of the page: nodes, their tree, indicators, filters and search. Nothing here touches the document.
const DATA = JSON.parse(document.getElementById("data").textContent);
const NODES = new Map(DATA.nodes.map((node) => [node.id, node]));
const INDICATORS = new Map();
const CHILDREN = new Map();
const PARENT = new Map();
const ROOTS = { places: "root.places", categories: "root.categories" };

function adopt(parent, child) {
  if (!CHILDREN.has(parent)) CHILDREN.set(parent, []);
  CHILDREN.get(parent).push(child);
}

function growTree() {
  for (const node of DATA.nodes) {
    if (node.kind === "jurisdiction") PARENT.set(node.id, ROOTS.places);
    if (node.kind === "category") PARENT.set(node.id, ROOTS.categories);
  }
  for (const edge of DATA.relations) PARENT.set(edge.to, edge.from);
  for (const node of DATA.nodes) adopt(PARENT.get(node.id), node.id);
  for (const indicator of DATA.indicators) {
    indicator.key = `i.${indicator.id}`;
    INDICATORS.set(indicator.key, indicator);
    adopt(indicator.owner, indicator.key);
    adopt(indicator.category, indicator.key);
  }
}

function ancestorsOf(id) {
  const path = [];
  for (let at = PARENT.get(id); at; at = PARENT.get(at)) path.push(at);
  return path;
}

/** What an indicator hangs on, upwards: its owner and category, department, jurisdiction. */
function ownersOf(id) {
  if (!INDICATORS.has(id)) return [];
  const { owner, category } = INDICATORS.get(id);
  return [owner, category, ...ancestorsOf(owner)];
}

function placesOf(indicator) {
  const [department, jurisdiction] = ancestorsOf(indicator.owner);
  const [owner, office, place] = [indicator.owner, department, jurisdiction].map((id) => NODES.get(id));
  return { owner, department: office, jurisdiction: place };
}

const kindOf = (id) => (INDICATORS.has(id) ? "indicator" : NODES.get(id).kind);

function nameOf(id) {
  if (INDICATORS.has(id)) return INDICATORS.get(id).level3;
  const node = NODES.get(id);
  return node.name || word(`no_${node.kind}`);
}

const fullName = (node) => (node.within || "") + nameOf(node.id);

// Filters and counts -------------------------------------------------------------------------------------------------

const filters = { jurisdiction: "", category: "" };
let counts = new Map();
let passing = [];

function applyFilters() {
  counts = new Map();
  passing = DATA.indicators.filter(passes);
  for (const indicator of passing) {
    for (const id of [indicator.category, indicator.owner, ...ancestorsOf(indicator.owner)]) {
      counts.set(id, (counts.get(id) || 0) + 1);
    }
  }
}

function passes(indicator) {
  const byCategory = !filters.category || indicator.category === filters.category;
  return byCategory && (!filters.jurisdiction || ancestorsOf(indicator.owner).includes(filters.jurisdiction));
}

function isShown(id) {
  if (INDICATORS.has(id)) return passes(INDICATORS.get(id));
  if (counts.has(id)) return true;
  // Without filters a department that gave no indicator stays in sight, with its zero.
  return !filters.jurisdiction && !filters.category;
}

const shownChildren = (id) => (CHILDREN.get(id) || []).filter(isShown);

function indicatorsOf(id) {
  if (!id) return passing;
  if (INDICATORS.has(id)) return passing.filter((one) => one.owner === INDICATORS.get(id).owner);
  return passing.filter((one) => one.category === id || one.owner === id || ancestorsOf(one.owner).includes(id));
}

function tally(indicators, keyOf) {
  const found = new Map();
  for (const indicator of indicators) found.set(keyOf(indicator), (found.get(keyOf(indicator)) || 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}

// Search -------------------------------------------------------------------------------------------------------------

const SEARCH_ORDER = ["jurisdiction", "department", "project", "category", "indicator"];
let searchIndex = null;

// NFKC makes full-width letters and signs equal to the plain ones.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

function buildSearchIndex() {
  const nodes = DATA.nodes.filter((node) => node.name && SEARCH_ORDER.includes(node.kind));
  return [
    ...nodes.map((node) => indexEntry(node.id, fullName(node))),
    ...DATA.indicators.map((one) => indexEntry(one.key, one.level3)),
  ];
}

/** A county is found by its province too, but its own name counts. */
function indexEntry(id, text) {
  return { id, kind: kindOf(id), name: plain(nameOf(id)), text: plain(text) };
}

function search(query) {
  searchIndex ??= buildSearchIndex();
  const terms = plain(query).split(" ").filter(Boolean);
  if (!terms.length) return [];
  const scored = [];
  for (const entry of searchIndex) {
    const score = matchScore(entry, terms);
    if (score !== null) scored.push({ id: entry.id, kind: entry.kind, score });
  }
  return scored.sort((a, b) => a.score - b.score || SEARCH_ORDER.indexOf(a.kind) - SEARCH_ORDER.indexOf(b.kind));
}

function matchScore(entry, terms) {
  if (!terms.every((term) => entry.text.includes(term))) return null;
  // Less is better: the whole name, then its beginning, then the name that has the least beside the match.
  if (entry.name === terms[0]) return 0;
  return (entry.name.startsWith(terms[0]) ? 100 : 1000) + Math.min(entry.name.length, 800);
}
