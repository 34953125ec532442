// Names that are alike, and the targets of one measure in all places, loosest first.
const LEAST_LIKENESS = 0.62;

/** For each feature the names that have it, and the length of each name's vector. */
const featureIndex = once(() => {
  const names = DATA.weights.map(() => []);
  const lengths = new Float64Array(DATA.concepts.length);
  DATA.concepts.forEach((features, name) => {
    for (const feature of features) {
      names[feature].push(name);
      lengths[name] += DATA.weights[feature] ** 2;
    }
  });
  return { names, lengths: lengths.map(Math.sqrt) };
});

/** Names like this one, the most alike first: the cosine of what they say. The name itself comes first, with 1. */
function similarNames(name) {
  const { names, lengths } = featureIndex();
  const dots = new Map();
  for (const feature of DATA.concepts[name]) {
    for (const other of names[feature]) dots.set(other, (dots.get(other) || 0) + DATA.weights[feature] ** 2);
  }
  const found = [];
  for (const [other, dot] of dots) {
    const likeness = dot / (lengths[name] * lengths[other]);
    if (likeness >= LEAST_LIKENESS) found.push({ name: other, likeness, shared: sharedLetters(name, other) });
  }
  return found.sort((a, b) => b.likeness - a.likeness || b.shared - a.shared || a.name - b.name);
}

const lettersOf = (name) => new Set(DATA.texts[DATA.names[name]]);

function sharedLetters(name, other) {
  if (name === other) return Infinity;
  const [mine, theirs] = [lettersOf(name), lettersOf(other)];
  return [...mine].filter((letter) => theirs.has(letter)).length / Math.max(mine.size, theirs.size);
}

/** Indicators of other places with a similar name, the most alike first, at most `each` of one place; what a place
    says twice, as for the year and for several years, is said once. */
function similarElsewhere(one, each = 2) {
  const [found, used, said] = [[], new Map([[jurisdictionOf(one), each]]), new Set()];
  for (const { name } of similarNames(one.name)) {
    for (const other of rowsByName()[name]) {
      const place = jurisdictionOf(other);
      const saying = JSON.stringify([place, name, other.target_text]);
      if ((used.get(place) || 0) >= each || said.has(saying)) continue;
      said.add(saying);
      used.set(place, (used.get(place) || 0) + 1);
      found.push(other);
    }
    if (found.length > 400) break; // nobody reads on
  }
  return found;
}

// The targets of one measure ------------------------------------------------------------------------------------------

/** What stands in other pages, where a large graph is split into one page for each jurisdiction. */
const awayOf = (measure) => (DATA.away?.measures[measure] || []).map((at) => DATA.away.rows[at]);

/** Sets of comparable targets, most places first; in each one row a place, loosest first; and what can't be compared. */
function comparisonOf(measure) {
  const rows = [...rowsByMeasure()[measure], ...awayOf(measure)];
  const sets = new Map();
  for (const one of rows) {
    if (one.set === undefined) continue;
    if (!sets.has(one.set)) sets.set(one.set, []);
    sets.get(one.set).push(one);
  }
  const compared = [...sets].map(([at, members]) => ({ ...DATA.sets[at], places: placesOf(members, DATA.sets[at]) }));
  compared.sort((a, b) => b.places.length - a.places.length);
  return { sets: compared, others: rows.filter((one) => one.set === undefined), rows };
}

const placeKey = (one) => one.place || jurisdictionOf(one);

/** A place as [name, what it lies in]; targets from other pages bring theirs along. */
function placeOf(one) {
  const node = one.place ? one.jurisdiction : NODES.get(jurisdictionOf(one));
  return [node.name || word("no_jurisdiction"), node.within || ""];
}

/** A promise of at most 5 is the stricter the smaller it is. */
function placesOf(members, set) {
  const sign = set.direction === "at_most" ? -1 : 1;
  const found = new Map();
  for (const one of [...members].sort((a, b) => sign * (a.number - b.number))) {
    if (!found.has(placeKey(one))) found.set(placeKey(one), []);
    found.get(placeKey(one)).push(one);
  }
  const last = (targets) => targets[targets.length - 1].number;
  return [...found.values()].sort((a, b) => sign * (a[0].number - b[0].number || last(a) - last(b)));
}

/** The measures that most places share among some indicators: [measure, places, indicators]. */
function sharedMeasures(indicators) {
  const found = new Map();
  for (const one of indicators) {
    if (!found.has(one.measure)) found.set(one.measure, { places: new Set(), number: 0 });
    const entry = found.get(one.measure);
    entry.places.add(jurisdictionOf(one));
    entry.number += 1;
  }
  const shared = [...found].map(([measure, { places, number }]) => [measure, places.size, number]);
  return shared.filter(([, places]) => places > 1).sort((a, b) => b[1] - a[1] || b[2] - a[2] || a[0] - b[0]);
}
