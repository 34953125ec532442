// The view: which part of the graph is in sight, how large, and how it moves.

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
  const across = Math.min((room.width - 32) / (all.right - all.left), SCALE.largest);
  const whole = Math.min(across, (room.height - 32) / (all.bottom - all.top));
  const scale = Math.max(whole >= SCALE.readable ? whole : across, SCALE.readable);
  network.moveTo({ position: heldInside({ x: all.left, y: all.top }, scale), scale });
}

/** Some cards in the middle, as large as they fit; those that are not in sight are left out. */
function fitCards(ids) {
  const cards = ids.map((id) => plan.cards.get(id)).filter(Boolean);
  const [left, right] = [Math.min(...cards.map((one) => one.x)), Math.max(...cards.map((one) => one.x + one.width))];
  const [top, bottom] = [Math.min(...cards.map(topOf)), Math.max(...cards.map(bottomOf))];
  const across = (room.width - 48) / (right - left);
  const scale = Math.min(Math.max(Math.min(across, (room.height - 48) / (bottom - top)), 0.45), 1);
  network.moveTo({ position: heldInside({ x: (left + right) / 2, y: (top + bottom) / 2 }, scale), scale });
}

/** Centres a card as far as the edges of the plan allow, so that no half of the view is empty. */
function centreOnCard(id) {
  const one = plan.cards.get(id);
  if (!one) return;
  const all = extent();
  const across = (room.width - 32) / (all.right - all.left);
  const scale = Math.min(Math.max(across, SCALE.readable), SCALE.largest);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const animation = calm ? false : { duration: 260, easingFunction: "easeInOutQuad" };
  network.moveTo({ position: heldInside({ x: one.x + one.width / 2, y: one.y }, scale), scale, animation });
}

/** The nearest position of the view that shows no more emptiness than must be. */
function heldInside(position, scale) {
  const all = extent();
  const hold = (at, low, high, space) =>
    high - low <= space ? (low + high) / 2 : Math.min(Math.max(at, low + space / 2), high - space / 2);
  return {
    x: hold(position.x, all.left - 16, all.right + 16, room.width / scale),
    y: hold(position.y, all.top - 16, all.bottom + 16, room.height / scale),
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

/** In a plan taller than the view its shorter side, most often the categories, moves along with the reader. */
function keepSidesInSight(context) {
  const places = [...plan.cards.values()].filter((one) => !plan.categories.includes(one));
  const [shorter] = [plan.categories, places].filter((side) => side.length).sort((a, b) => spanOf(a) - spanOf(b));
  if (!shorter) return;
  const [top, half] = [Math.min(...shorter.map(topOf)), spanOf(shorter) / 2];
  const view = room.height / network.getScale();
  const at = plan.y <= view ? plan.y / 2 : network.getViewPosition().y;
  // Taller than the view, it passes by as the reader scrolls from one end of the plan to the other.
  const passing = half + Math.min(Math.max((at - view / 2) / (plan.y - view), 0), 1) * (plan.y - 2 * half);
  const beside = Math.min(Math.max(at, half), Math.max(plan.y - half, half));
  const by = (2 * half > view && plan.y > view ? passing : beside) - (top + half);
  if (Math.abs(by) < 0.5) return;
  for (const one of shorter) {
    one.y += by;
    const node = network.body.nodes[one.id]; // moveNode would ask for another drawing for each of them
    node.y = one.y;
    node.updateBoundingBox(context);
  }
}

const spanOf = (cards) => Math.max(...cards.map(bottomOf)) - Math.min(...cards.map(topOf));

/** Runs a change of the plan so that the card under the pointer stays there, as far as its children stay in sight. */
function keepingInPlace(id, change) {
  const before = plan.cards.get(id);
  const [at, scale] = [network.getViewPosition(), Math.min(network.getScale(), SCALE.largest)];
  change();
  const after = plan.cards.get(id);
  if (!before || !after) return;
  const all = extent();
  const across = Math.max((room.width - 32) / (all.right - all.left), SCALE.readable);
  const next = Math.min(scale, across);
  const y = withinView(id, after.y + ((at.y - before.y) * scale) / next, next);
  const x = after.x + ((at.x - before.x) * scale) / next;
  network.moveTo({ position: heldInside({ x, y }, next), scale: next });
}

/** Moves the middle of the view so little that a card and its children are seen, where they fit at all. */
function withinView(id, middle, scale) {
  const children = plan.edges.filter((edge) => edge.from === id).map((edge) => edge.to);
  const cards = [id, ...children].map((one) => plan.cards.get(one));
  const mine = cards.filter((one) => plan.categories.includes(one) === plan.categories.includes(plan.cards.get(id)));
  const [top, bottom] = [Math.min(...mine.map(topOf)) - 12, Math.max(...mine.map(bottomOf)) + 12];
  const space = room.height / scale;
  if (!mine.length || bottom - top > space) return middle;
  return Math.min(Math.max(middle, bottom - space / 2), top + space / 2);
}

function zoomBy(factor) {
  network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, SCALE.least), SCALE.most) });
}
