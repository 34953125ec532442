// Search in the names of places, departments, projects, documents, categories and indicators.
const SEARCH_ORDER = ["jurisdiction", "department", "project", "document", "category", "measure", "indicator"];
const BEST_AT_ONCE = 60; // the list shows a dozen; the rest is only counted

// NFKC makes full-width letters and signs equal to the plain ones.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

/** Equal names are one entry: a hundred places may have the same. One long text is searched faster than many. */
const searchIndex = once(() => {
  const nodes = DATA.nodes.filter((node) => node.name && SEARCH_ORDER.includes(node.kind));
  // A county is found by its province too, but its own name counts.
  const entries = nodes.map((node) => ({ id: node.id, kind: node.kind, name: node.name, text: fullName(node) }));
  rowsByName().forEach((rows, number) => entries.push(nameEntry(rows, number)));
  const lines = entries.map((entry) => entry.text.replace(/\s+/g, " "));
  const text = lines.join("\n").normalize("NFKC").toLowerCase();
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return { entries, text, starts };
});

function nameEntry(rows, number) {
  const name = DATA.texts[DATA.names[number]];
  const id = rows.length === 1 ? rows[0].key : `m.${DATA.measures[number]}`;
  return { id, kind: rows.length === 1 ? "indicator" : "measure", name, text: name, rows };
}

/** The entries that hold every term, best first, and how many there are. */
function search(query) {
  const terms = plain(query).split(" ").filter(Boolean);
  if (!terms.length) return { best: [], number: 0 };
  const { entries, text, starts } = searchIndex();
  const found = [];
  const seen = new Set();
  for (const at of linesWith(terms)) {
    const entry = entries[at];
    const line = text.slice(starts[at], (starts[at + 1] ?? text.length + 1) - 1);
    const score = matchScore(entry, line, terms[0]);
    if (!seen.has(entry.id)) found.push({ entry, score });
    seen.add(entry.id); // two spellings of one measure lead to the same place
  }
  return { best: lowest(found).map((one) => one.entry), number: found.length };
}

function linesWith(terms) {
  const { text, starts } = searchIndex();
  const found = [];
  let line = 0;
  for (let at = text.indexOf(terms[0]); at >= 0; at = text.indexOf(terms[0], starts[line + 1])) {
    line = lineAt(starts, at, line);
    const end = starts[line + 1] ?? text.length + 1;
    const whole = terms.length > 1 ? text.slice(starts[line], end) : "";
    if (terms.slice(1).every((term) => whole.includes(term))) found.push(line);
    if (line + 1 >= starts.length) break;
  }
  return found;
}

function lineAt(starts, at, from) {
  let [low, high] = [from, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Less is better: the whole name, then its beginning, then the name that has the least beside the match. */
function matchScore(entry, line, term) {
  const name = entry.kind === "jurisdiction" ? line.slice(-entry.name.length) : line; // it begins with its province
  const order = SEARCH_ORDER.indexOf(entry.kind) / 10;
  if (name === term) return order;
  const frequent = entry.rows ? Math.min(entry.rows.length, 9) / 10 : 0;
  return (name.startsWith(term) ? 100 : 1000) + Math.min(entry.name.length, 800) + order - frequent;
}

/** Sorting tens of thousands to show a dozen would be felt at every key: only what can be among the best is sorted. */
function lowest(found) {
  if (found.length <= BEST_AT_ONCE) return found.sort(byScore);
  const scores = Float64Array.from(found, (one) => one.score).sort();
  return found.filter((one) => one.score <= scores[BEST_AT_ONCE - 1]).sort(byScore).slice(0, BEST_AT_ONCE);
}

const byScore = (a, b) => a.score - b.score || (a.entry.id < b.entry.id ? -1 : 1);
