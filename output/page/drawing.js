// The graph on the canvas: vis-network moves, zooms, finds and draws the boxes; lines and texts are drawn here.
const graphBox = document.getElementById("graph");
let drawnNodes = null;
let network = null;
let plan = { cards: new Map(), edges: [] };
let colours = {};
let related = null; // ids that stay bright, or null when nothing is chosen
let chosenCard = null;
let pathShown = []; // ids of the way from one node to another, in order
let focusedCard = null; // where the keyboard stands

const COLOUR_NAMES = [
  "surface", "surface-2", "ink", "muted", "line", "accent", "accent-soft",
  "jurisdiction", "department", "project", "whole", "indicator", "edge",
  "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7",
];

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(COLOUR_NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

const CATEGORIES = DATA.nodes.filter((node) => node.kind === "category");
const categoryNumber = new Map(CATEGORIES.map((node, at) => [node.id, at % 8])); // there are eight colours
const categoryColour = (id) => colours[`c${categoryNumber.get(id)}`];

function glyphColour(one) {
  if (one.kind === "category") return categoryColour(one.id);
  if (one.kind === "subcategory") return categoryColour(PARENT.get(one.id));
  if (one.kind === "indicator") return categoryColour(categoryOf(indicatorOf(one.id)));
  return colours[one.kind];
}

/** Remembered, because asking the page for it after a change lays out the whole page at once. */
const room = { width: 0, height: 0 };

function measureRoom() {
  room.width = graphBox.clientWidth;
  room.height = graphBox.clientHeight;
}

function startNetwork(onChoose) {
  measureRoom();
  drawnNodes = new vis.DataSet();
  network = new vis.Network(graphBox, { nodes: drawnNodes, edges: new vis.DataSet() }, DATA.options);
  network.on("beforeDrawing", (context) => {
    if (boxesAreNew) measureBoxes(context);
    keepSidesInSight(context);
    drawLines(context);
  });
  network.on("afterDrawing", drawTexts);
  network.on("click", (event) => onChoose(network.getNodeAt(event.pointer.DOM) ?? null));
  network.on("hoverNode", (event) => showTip(event.node));
  network.on("blurNode", hideTip);
  network.on("dragStart", hideTip);
  graphBox.querySelector(".vis-network").tabIndex = -1; // the box around it takes the keys
  // Before vis-network sees it: it would zoom, but a graph laid out in rows is scrolled.
  graphBox.addEventListener("wheel", onWheel, { capture: true, passive: false });
}

// Boxes and lines ----------------------------------------------------------------------------------------------------

const isBright = (id) => !related || related.has(id);

const MOST_BRIGHT = 40; // cards whose lines are drawn even where the other end is out of sight
const MARGIN = 5; // what vis-network adds on each side of a label; set to 0, its boxes have no size at all

function boxOf(one, chosen) {
  const border = one.id === chosen ? colours.accent : colours.line;
  const more = one.kind === "more";
  const background = colours[one.id === chosen ? "accent-soft" : more ? "surface-2" : "surface"];
  return {
    id: one.id, shape: "box", x: one.x + one.width / 2, y: one.y,
    label: "·", font: { size: 1, color: "rgba(0,0,0,0)" }, // without a label vis-network ignores the width
    borderWidth: one.id === chosen ? 2 : 1,
    widthConstraint: one.width - 2 * MARGIN, heightConstraint: one.height - 2 * MARGIN,
    shapeProperties: { borderRadius: more ? 15 : 7, borderDashes: one.kind === "whole" ? [5, 4] : false },
    color: { background, border, hover: { background: colours["surface-2"], border: colours.muted } },
  };
}

let boxesAreNew = false;

/** vis-network leaves out what lies outside the view, and knows where a new box lies only after its first drawing. */
function measureBoxes(context) {
  boxesAreNew = false;
  for (const id of plan.cards.keys()) network.body.nodes[id].updateBoundingBox(context);
}

let drawingAsked = false;

/** One drawing for all that changes now: vis-network would draw anew at each change. */
function drawOnce() {
  network.body.emitter.emit("_blockRedraw");
  if (drawingAsked) return;
  drawingAsked = true;
  requestAnimationFrame(() => {
    drawingAsked = false;
    network.body.emitter.emit("_allowRedraw");
    network.redraw();
  });
}

function drawPlan(next, chosen) {
  drawOnce();
  plan = next;
  chosenCard = chosen;
  related = relatedTo(chosen);
  const most = Math.max(...plan.edges.map((edge) => edge.count || 1), 1);
  for (const edge of plan.edges) {
    edge.width = edge.kind === "tree" ? 1.3 : 1 + 3.5 * Math.sqrt((edge.count || 1) / most);
  }
  drawnNodes.remove(drawnNodes.getIds().filter((id) => !plan.cards.has(id)));
  boxesAreNew = true;
  drawnNodes.update([...plan.cards.values()].map((one) => boxOf(one, chosen)));
}

/** The way between two nodes, or the chosen node with what it hangs on and what hangs on it. */
function relatedTo(chosen) {
  if (pathShown.length) return new Set(pathShown);
  if (!chosen) return null;
  if (!plan.cards.has(chosen)) return ownersInSight(chosen);
  const found = new Set([chosen]);
  if (kindOf(chosen) === "category") {
    for (const edge of plan.edges) if (edge.category === chosen) found.add(edge.from).add(edge.to);
  } else {
    spreadForward(found);
  }
  for (const id of [...found]) for (const above of [...ownersOf(id), ...ancestorsOf(id)]) found.add(above);
  return found;
}

/** A document or a measure is no card: what its indicators hang on is shown instead. */
function ownersInSight(id) {
  const found = new Set(indicatorsOf(id).flatMap((one) => [one.key, ...ownersOf(one.key)]));
  return [...found].some((one) => plan.cards.has(one)) ? found : null;
}

/** The topmost card that belongs to what is chosen, where that is no card itself. */
function firstRelated() {
  const cards = [...plan.cards.values()].filter((one) => related?.has(one.id) && !plan.categories.includes(one));
  return cards.sort((a, b) => b.x - a.x || a.y - b.y)[0]?.id;
}

/** Follows edges to their far ends until nothing new comes; what hangs on a category belongs to others too. */
function spreadForward(found) {
  const edges = plan.edges.filter((edge) => edge.from !== edge.category);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const edge of edges) if (found.has(edge.from)) found.add(edge.to);
  }
}

// Lines: vis-network would lead them from middle to middle, across the neighbouring boxes ----------------------------

function drawLines(context) {
  context.save();
  const links = plan.edges.filter((edge) => edge.kind === "category").length;
  const few = (related?.size || 0) <= MOST_BRIGHT;
  for (const edge of plan.edges) {
    const bright = related && !pathShown.length && isBright(edge.from) && isBright(edge.to) && !isOfSiblings(edge);
    // The more lines, the fainter each: two hundred must not become a grey field.
    const rest = edge.kind === "tree" ? 1 : Math.min(0.45, 0.12 + 8 / links);
    if (edge.kind === "category" && !(bright && few) && !isWanted(edge)) continue;
    context.globalAlpha = bright ? 0.95 : related ? rest * 0.18 : rest;
    context.strokeStyle = edge.kind === "tree" ? colours.edge : categoryColour(edge.category);
    context.lineWidth = edge.width;
    drawLine(context, plan.cards.get(edge.from), plan.cards.get(edge.to), bright);
  }
  drawPath(context);
  context.restore();
}

/** The way between two nodes as one strong line through the cards in sight. */
function drawPath(context) {
  const cards = pathShown.map((id) => plan.cards.get(id)).filter(Boolean);
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2.6;
  for (let at = 1; at < cards.length; at += 1) {
    const [left, right] = [cards[at - 1], cards[at]].sort((a, b) => a.x - b.x);
    drawLine(context, left, right, false);
  }
}

/** An indicator's owner leads to the same category, but with its other indicators. */
const isOfSiblings = (edge) => edge.kind === "category" && indicatorOf(chosenCard) && edge.from !== chosenCard;

/** Lines from rows out of sight only make a bundle; on a phone the columns stand too close for any not asked for. */
function isWanted(edge) {
  const from = plan.cards.get(edge.from);
  const [middle, half] = [network.getViewPosition().y, room.height / network.getScale() / 2];
  return !plan.narrow && bottomOf(from) > middle - half && topOf(from) < middle + half;
}

function drawLine(context, from, to, bright) {
  context.beginPath();
  if (plan.narrow && to.x < from.x + from.width) {
    const stem = from.x + 7; // an indented list: down from the parent, then right to the child
    context.moveTo(stem, from.y + from.height / 2);
    context.lineTo(stem, to.y);
    context.lineTo(to.x, to.y);
    return context.stroke();
  }
  const [start, end] = [{ x: from.x + from.width, y: from.y }, { x: to.x - 1, y: to.y }];
  if (Math.abs(from.x - to.x) < 1) [start.x, end.x] = [from.x + 10, to.x + 10]; // one above the other
  context.moveTo(start.x, start.y);
  context.lineTo(end.x, end.y);
  context.stroke();
  return bright ? drawArrow(context, start, end) : null;
}

function drawArrow(context, start, end) {
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.moveTo(end.x, end.y);
  for (const side of [angle + 0.4, angle - 0.4]) context.lineTo(end.x - 9 * Math.cos(side), end.y - 9 * Math.sin(side));
  context.fill();
}

// Texts --------------------------------------------------------------------------------------------------------------

function drawTexts(context) {
  context.save();
  context.textBaseline = "middle";
  for (const one of plan.cards.values()) {
    context.globalAlpha = isBright(one.id) ? 1 : 0.5;
    if (one.kind === "more") drawMore(context, one);
    else drawCard(context, one);
    if (one.id === focusedCard && document.activeElement === graphBox) drawFocus(context, one);
  }
  context.restore();
}

function drawMore(context, one) {
  setFont(context, "more", 12);
  context.fillStyle = colours.accent;
  context.textAlign = "center";
  context.fillText(one.lines[0], one.x + one.width / 2, one.y + 1);
}

function drawFocus(context, one) {
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2.5;
  context.strokeRect(one.x - 4, topOf(one) - 4, one.width + 8, one.height + 8);
}

function drawCard(context, one) {
  const top = one.y - one.height / 2 + 7 + LINE / 2;
  context.fillStyle = glyphColour(one);
  drawGlyph(context, one.kind, one.x + 15, top);
  setFont(context, one.kind);
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  one.lines.forEach((line, at) => context.fillText(line, one.x + 27, top + 1 + at * LINE));
  setFont(context, "note", 12);
  context.fillStyle = one.kind === "indicator" ? colours.accent : colours.muted;
  if (one.note) context.fillText(shorten(one.note, one.width - 36), one.x + 27, top + one.lines.length * LINE);
  context.fillStyle = colours.muted;
  context.textAlign = "right";
  context.fillText(one.count, one.x + one.width - 10, top + 1);
}

const shorten = (text, width) => {
  const [first, second] = wrap(text, width - 12, "note");
  return second ? `${first}…` : first;
};

/** Shape by kind: diamond, square, circle, ring, hexagon (hollow for the second level); the legend shows the same. */
function drawGlyph(context, kind, x, y) {
  context.beginPath();
  if (kind === "jurisdiction") polygon(context, x, y, 7, 4, 0);
  else if (kind === "department") context.rect(x - 5, y - 5, 10, 10);
  else if (kind === "category") polygon(context, x, y, 6.5, 6, Math.PI / 6);
  else if (kind === "subcategory") polygon(context, x, y, 5.6, 6, Math.PI / 6);
  else if (kind === "indicator") polygon(context, x, y + 1, 6, 3, -Math.PI / 2);
  else context.arc(x, y, 5, 0, Math.PI * 2);
  if (kind !== "whole" && kind !== "subcategory") return context.fill();
  context.lineWidth = 2.2;
  context.strokeStyle = context.fillStyle;
  return context.stroke();
}

function polygon(context, x, y, radius, corners, turn) {
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * Math.PI * 2) / corners;
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  context.closePath();
}
