// The graph on the canvas: vis-network moves, zooms, finds and draws the boxes; lines and texts are drawn here.
const graphBox = document.getElementById("graph");
let drawnNodes = null;
let network = null;
let plan = { cards: new Map(), edges: [] };
let colours = {};
let related = null; // ids that stay bright, or null when nothing is chosen
let chosenCard = null;

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
  if (one.kind === "indicator") return categoryColour(INDICATORS.get(one.id).category);
  return colours[one.kind];
}

function startNetwork(onChoose) {
  drawnNodes = new vis.DataSet();
  network = new vis.Network(graphBox, { nodes: drawnNodes, edges: new vis.DataSet() }, DATA.options);
  network.on("beforeDrawing", (context) => { keepCategoriesInSight(); drawLines(context); });
  network.on("afterDrawing", drawTexts);
  network.on("click", (event) => onChoose(network.getNodeAt(event.pointer.DOM) ?? null));
  network.on("hoverNode", (event) => showTip(event.node));
  network.on("blurNode", hideTip);
  network.on("dragStart", hideTip);
  // Before vis-network sees it: it would zoom, but a graph laid out in rows is scrolled.
  graphBox.addEventListener("wheel", onWheel, { capture: true, passive: false });
}

// Boxes and lines ----------------------------------------------------------------------------------------------------

const isBright = (id) => !related || related.has(id);

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

function drawPlan(next, chosen) {
  plan = next;
  chosenCard = chosen;
  related = relatedTo(chosen);
  const most = Math.max(...plan.edges.map((edge) => edge.count || 1), 1);
  for (const edge of plan.edges) edge.width = edge.kind === "tree" ? 1.3 : 1 + 3.5 * Math.sqrt((edge.count || 1) / most);
  const boxes = [...plan.cards.values()].map((one) => boxOf(one, chosen));
  drawnNodes.remove(drawnNodes.getIds().filter((id) => !plan.cards.has(id)));
  drawnNodes.update(boxes);
  graphBox.setAttribute("aria-label", word("inGraph", { n: plan.cards.size }));
}

/** The chosen node, what it hangs on, what hangs on it, and the categories these lead to. */
function relatedTo(chosen) {
  if (!chosen || !plan.cards.has(chosen)) return null;
  const found = new Set([chosen]);
  if (kindOf(chosen) === "category") {
    for (const edge of plan.edges) if (edge.category === chosen) found.add(edge.from).add(edge.to);
  } else {
    spreadForward(found);
  }
  for (const id of [...found]) for (const above of [...ownersOf(id), ...ancestorsOf(id)]) found.add(above);
  return found;
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
  for (const edge of plan.edges) {
    const bright = related && isBright(edge.from) && isBright(edge.to) && !isOfSiblings(edge);
    // The more lines, the fainter each: two hundred must not become a grey field.
    const rest = edge.kind === "tree" ? 1 : Math.min(0.45, 0.12 + 8 / links);
    if (edge.kind === "category" && !bright && !isWanted(edge)) continue;
    context.globalAlpha = bright ? 0.95 : related ? rest * 0.18 : rest;
    context.strokeStyle = edge.kind === "tree" ? colours.edge : categoryColour(edge.category);
    context.lineWidth = edge.width;
    drawLine(context, plan.cards.get(edge.from), plan.cards.get(edge.to), edge, bright);
  }
  context.restore();
}

/** An indicator's owner leads to the same category, but with its other indicators. */
const isOfSiblings = (edge) => edge.kind === "category" && INDICATORS.has(chosenCard) && edge.from !== chosenCard;

/** Lines from rows out of sight only make a bundle; on a phone the columns stand too close for any not asked for. */
function isWanted(edge) {
  const from = plan.cards.get(edge.from);
  const [middle, half] = [network.getViewPosition().y, graphBox.clientHeight / network.getScale() / 2];
  return !plan.narrow && bottomOf(from) > middle - half && topOf(from) < middle + half;
}

function drawLine(context, from, to, edge, bright) {
  context.beginPath();
  if (plan.narrow && to.x < from.x + from.width) {
    const stem = from.x + 7; // an indented list: down from the parent, then right to the child
    context.moveTo(stem, from.y + from.height / 2);
    context.lineTo(stem, to.y);
    context.lineTo(to.x, to.y);
    return context.stroke();
  }
  const [start, end] = [{ x: from.x + from.width, y: from.y }, { x: to.x - 1, y: to.y }];
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
  }
  context.restore();
}

function drawMore(context, one) {
  setFont(context, "more", 12);
  context.fillStyle = colours.accent;
  context.textAlign = "center";
  context.fillText(one.lines[0], one.x + one.width / 2, one.y + 1);
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

/** Shape by kind: diamond, square, circle, ring, hexagon; the legend shows the same. */
function drawGlyph(context, kind, x, y) {
  context.beginPath();
  if (kind === "jurisdiction") polygon(context, x, y, 7, 4, 0);
  else if (kind === "department") context.rect(x - 5, y - 5, 10, 10);
  else if (kind === "category") polygon(context, x, y, 6.5, 6, Math.PI / 6);
  else if (kind === "indicator") polygon(context, x, y + 1, 6, 3, -Math.PI / 2);
  else context.arc(x, y, 5, 0, Math.PI * 2);
  if (kind !== "whole") return context.fill();
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

// View ---------------------------------------------------------------------------------------------------------------

function extent() {
  const cards = [...plan.cards.values()];
  return {
    left: Math.min(...cards.map((one) => one.x)), right: Math.max(...cards.map((one) => one.x + one.width)),
    top: Math.min(...cards.map(topOf)), bottom: Math.max(...cards.map(bottomOf)),
  };
}

const topOf = (one) => one.y - one.height / 2;
const bottomOf = (one) => one.y + one.height / 2;

const SCALE = { readable: 0.72, largest: 1.15, least: 0.2, most: 3 };

/** All in sight where that stays readable; else full width from the top, for the reader to scroll down. */
function fitView() {
  if (!plan.cards.size) return;
  const all = extent();
  const across = Math.min((graphBox.clientWidth - 32) / (all.right - all.left), SCALE.largest);
  const whole = Math.min(across, (graphBox.clientHeight - 32) / (all.bottom - all.top));
  const scale = Math.max(whole >= SCALE.readable ? whole : across, SCALE.readable);
  network.moveTo({ position: heldInside({ x: all.left, y: all.top }, scale), scale });
}

/** Centres a card as far as the edges of the plan allow, so that no half of the view is empty. */
function centreOnCard(id) {
  const one = plan.cards.get(id);
  if (!one) return;
  const all = extent();
  const across = (graphBox.clientWidth - 32) / (all.right - all.left);
  const scale = Math.min(Math.max(across, SCALE.readable), SCALE.largest);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const animation = calm ? false : { duration: 260, easingFunction: "easeInOutQuad" };
  network.moveTo({ position: heldInside({ x: one.x + one.width / 2, y: one.y }, scale), scale, animation });
}

/** The nearest position of the view that shows no more emptiness than must be. */
function heldInside(position, scale) {
  const all = extent();
  const hold = (at, low, high, room) =>
    high - low <= room ? (low + high) / 2 : Math.min(Math.max(at, low + room / 2), high - room / 2);
  return {
    x: hold(position.x, all.left - 16, all.right + 16, graphBox.clientWidth / scale),
    y: hold(position.y, all.top - 16, all.bottom + 16, graphBox.clientHeight / scale),
  };
}

function onWheel(event) {
  event.preventDefault();
  event.stopPropagation();
  hideTip();
  if (event.ctrlKey) return zoomBy(event.deltaY < 0 ? 1.12 : 1 / 1.12); // a pinch on a touch pad arrives as this
  const [scale, at] = [network.getScale(), network.getViewPosition()];
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
  const [right, down] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
  const position = { x: at.x + (right * unit) / scale, y: at.y + (down * unit) / scale };
  return network.moveTo({ position: heldInside(position, scale), scale });
}

/** In a plan taller than the view the categories move along with the reader: their lines stay to be followed. */
function keepCategoriesInSight() {
  const cards = plan.categories || [];
  if (!cards.length) return;
  const [top, bottom] = [Math.min(...cards.map(topOf)), Math.max(...cards.map(bottomOf))];
  const view = graphBox.clientHeight / network.getScale();
  if (plan.y <= view) return;
  const room = (bottom - top) / 2;
  const at = network.getViewPosition().y;
  // Taller than the view, they pass by as the reader scrolls from one end of the plan to the other.
  const passing = room + Math.min(Math.max((at - view / 2) / (plan.y - view), 0), 1) * (plan.y - 2 * room);
  const beside = Math.min(Math.max(at, room), Math.max(plan.y - room, room));
  const by = (2 * room > view ? passing : beside) - (top + bottom) / 2;
  if (Math.abs(by) < 1) return; // moving a node asks for another drawing, and this must come to an end
  for (const one of cards) {
    one.y += by;
    network.moveNode(one.id, one.x + one.width / 2, one.y);
  }
}

/** Runs a change of the plan so that the card under the pointer stays there, as far as its children stay in sight. */
function keepingInPlace(id, change) {
  const before = plan.cards.get(id);
  const [at, scale] = [network.getViewPosition(), Math.min(network.getScale(), SCALE.largest)];
  change();
  const after = plan.cards.get(id);
  if (!before || !after) return;
  const all = extent();
  const across = Math.max((graphBox.clientWidth - 32) / (all.right - all.left), SCALE.readable);
  const next = Math.min(scale, across);
  const y = withinView(id, after.y + ((at.y - before.y) * scale) / next, next);
  const x = after.x + ((at.x - before.x) * scale) / next;
  network.moveTo({ position: heldInside({ x, y }, next), scale: next });
}

/** Moves the middle of the view so little that a card and its children are seen, where they fit at all. */
function withinView(id, middle, scale) {
  const children = plan.edges.filter((edge) => edge.from === id).map((edge) => edge.to);
  const cards = [id, ...children].map((one) => plan.cards.get(one));
  const mine = cards.filter((one) => !plan.categories.includes(one));
  const [top, bottom] = [Math.min(...mine.map(topOf)) - 12, Math.max(...mine.map(bottomOf)) + 12];
  const room = graphBox.clientHeight / scale;
  if (!mine.length || bottom - top > room) return middle;
  return Math.min(Math.max(middle, bottom - room / 2), top + room / 2);
}

function zoomBy(factor) {
  network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, SCALE.least), SCALE.most) });
}
