// The graph without a mouse: arrows go from card to card, Enter unfolds, and what is reached is said.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onGraphKey(event) {
  const keys = {
    Enter: () => focusedCard && clickNode(focusedCard),
    " ": () => focusedCard && clickNode(focusedCard),
    Home: fitView,
    "+": () => zoomBy(1.3),
    "=": () => zoomBy(1.3),
    "-": () => zoomBy(1 / 1.3),
  };
  const act = ARROWS[event.key] ? () => moveFocus(...ARROWS[event.key]) : keys[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
  if (focusedCard && !plan.cards.has(focusedCard)) focusedCard = chosen;
  network.redraw();
}

function startFocus() {
  const [first] = [...plan.cards.values()].sort((a, b) => a.x - b.x || a.y - b.y);
  if (!plan.cards.has(focusedCard)) focusedCard = plan.cards.has(chosen) ? chosen : first?.id;
  tellFocus();
  network.redraw();
}

/** To the nearest card in a direction: what lies beside the way there counts double. */
function moveFocus(right, down) {
  const from = plan.cards.get(focusedCard);
  if (!from) return startFocus();
  let best = null;
  for (const one of plan.cards.values()) {
    const [x, y] = [one.x - from.x, one.y - from.y];
    const along = x * right + y * down;
    const beside = Math.abs(x * down) + Math.abs(y * right);
    // Up and down stay in their column.
    if (one === from || along < 1 || (down && Math.abs(x) > 60)) continue;
    const distance = along + 2 * beside;
    if (!best || distance < best.distance) best = { id: one.id, distance };
  }
  if (best) focusedCard = best.id;
  tellFocus();
  return keepFocusInSight();
}

function keepFocusInSight() {
  const [one, at, scale] = [plan.cards.get(focusedCard), network.getViewPosition(), network.getScale()];
  const [width, height] = [room.width / scale, room.height / scale];
  const into = (low, high, middle, space) => Math.min(Math.max(middle, high - space / 2 + 16), low + space / 2 - 16);
  const position = { x: into(one.x, one.x + one.width, at.x, width), y: into(topOf(one), bottomOf(one), at.y, height) };
  network.moveTo({ position, scale });
}

function tellFocus() {
  const one = plan.cards.get(focusedCard);
  if (!one) return;
  const said = one.kind === "more" ? one.lines : [nameOf(one.id), about(one.id)];
  $("told").textContent = said.join(" · ");
}
