// The shortest way between two nodes, over everything that is related: owners, categories, documents.

/** Neighbours of a vertex; what leads to few others comes first, so that the most telling way wins among equals. */
function neighboursOf(id) {
  const one = indicatorOf(id);
  if (one) return [one.owner, one.subcategory, DATA.nodes[one.documentAt].id];
  const up = PARENT.get(id);
  const near = up && NODES.has(up) ? [up] : [];
  const node = NODES.get(id);
  if (node.kind === "document" || LEAVES.has(node.kind)) return [...near, ...allIndicatorsOf(id).map((row) => row.key)];
  return [...near, ...(CHILDREN.get(id) || [])];
}

/** The ids from one node to another, both included; null where nothing joins them. Breadth first. */
function shortestPath(from, to) {
  const before = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const id of edge) {
      for (const other of neighboursOf(id)) {
        if (before.has(other)) continue;
        before.set(other, id);
        next.push(other);
      }
    }
    edge = next.map((id) => [degreeOf(id), id]).sort((a, b) => a[0] - b[0]).map(([, id]) => id);
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let id = to; id; id = before.get(id)) path.unshift(id);
  return path;
}

function degreeOf(id) {
  if (indicatorOf(id)) return 3;
  const holdsIndicators = LEAVES.has(kindOf(id)) || kindOf(id) === "document";
  return (holdsIndicators ? allIndicatorsOf(id) : CHILDREN.get(id) || []).length;
}
