// Which nodes are in sight and where: columns from left to right, or an indented list on a narrow screen.
const LIMIT = 300; // nodes in sight at once
const STEP = 12; // children that one click unfolds
const ROW_HEIGHT = 44; // of a usual card with the gap below it
const OPENING_PLACES = 36;
const MOST_SPREAD = 64; // between jurisdictions, beyond the usual gap
const GAP = { row: 8, department: 12, jurisdiction: 22 };
const LINE = 18; // height of a line of text
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif';

const COLUMNS = {
  jurisdiction: { x: 0, width: 146 },
  department: { x: 180, width: 206 },
  project: { x: 424, width: 226 },
  indicator: { x: 694, width: 236 },
  category: { x: 794, width: 154 }, // moved right by what an unfolded project needs
  subcategory: { x: 1004, width: 190 },
};
const INDICATOR_SHIFT = 244;
const PROJECT_ROOM = 210;
const BESIDE_CATEGORY = 56; // between a category and what is unfolded from it
const NARROW = { indent: 14, width: 226, categoryX: 270, categoryWidth: 104 };

const unfolded = new Map(); // id → number of children in sight, in the order of unfolding
const pinned = new Set(); // children that are in sight whatever the number says

const moreId = (id) => `more.${id}`;

/** Jurisdictions, departments and projects as far as all of them fit the view: what a person takes in at one look. */
function openingView(height) {
  unfolded.clear();
  pinned.clear();
  unfolded.set(ROOTS.places, OPENING_PLACES).set(ROOTS.categories, STEP);
  let level = shownChildren(ROOTS.places).slice(0, OPENING_PLACES);
  for (let depth = 0; depth < 2; depth += 1) {
    const below = level.map(shownChildren);
    const fits = below.every((list) => list.length <= STEP) && below.flat().length * ROW_HEIGHT <= height;
    if (!fits) return;
    for (const id of level) unfolded.set(id, STEP);
    level = below.flat();
  }
}

function unfold(id, amount = STEP) {
  const before = unfolded.get(id) || 0;
  unfolded.delete(id); // set again, so that the one unfolded last is folded last
  unfolded.set(id, before + amount);
}

function fold(id) {
  unfolded.delete(id);
  for (const child of pinned) if (parentsOf(child).includes(id)) pinned.delete(child);
}

/** Where an id hangs in the graph: an indicator on its owner and, where unfolded from there, on its second level. */
const parentsOf = (id) => (indicatorOf(id) ? [indicatorOf(id).owner, indicatorOf(id).subcategory] : [PARENT.get(id)]);

/** Brings nodes into sight together with all that they hang on; what was brought before may go again. */
function reveal(...ids) {
  pinned.clear();
  for (const id of ids) {
    const above = indicatorOf(id) ? indicatorOf(id).owner : PARENT.get(id);
    for (const one of [id, ...(above ? [above, ...ancestorsOf(above)] : [])]) pinned.add(one);
  }
}

function childrenInSight(id) {
  const leaf = LEAVES.has(NODES.get(id)?.kind);
  const all = leaf ? indicatorsOf(id) : shownChildren(id);
  const first = all.slice(0, unfolded.get(id) || 0);
  const list = leaf ? first.map((one) => one.key) : first;
  for (const child of pinned) {
    // An indicator that was searched for stands with its owner; below its category only if that is unfolded.
    const mine = indicatorOf(child) ? indicatorOf(child).owner === id : PARENT.get(child) === id;
    if (mine && !list.includes(child) && isShown(child)) list.push(child);
  }
  const open = unfolded.has(id) || list.length > 0;
  return { list, rest: open ? all.length - list.length : 0 };
}

const isOpen = (id) => unfolded.has(id) || childrenInSight(id).list.length > 0;

// Cards: the measured boxes ------------------------------------------------------------------------------------------

const ruler = document.createElement("canvas").getContext("2d");
const wrapped = new Map();

function setFont(context, kind, size = 13) {
  context.font = `${kind === "jurisdiction" || kind === "category" ? 600 : 400} ${size}px ${FONT}`;
}

/** Text in at most two lines of a width; Chinese may break anywhere, what is left out becomes an ellipsis. */
function wrap(text, width, kind) {
  const key = `${kind}|${width}|${text}`;
  if (!wrapped.has(key)) {
    setFont(ruler, kind);
    wrapped.set(key, breakLines([...visibleText(text.slice(0, 200))], width));
  }
  return wrapped.get(key);
}

/** On the canvas nothing keeps a sign that turns the direction of writing from turning what stands beside it. */
const visibleText = (text) => text.replace(/\p{Bidi_Control}/gu, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, "·");

function breakLines(letters, width) {
  const fits = fitting(letters, width);
  if (fits === letters.length) return [letters.join("")];
  const first = wordStart(letters, fits);
  const rest = letters.slice(first);
  const second = fitting(rest, width);
  if (second === rest.length) return [letters.slice(0, first).join(""), rest.join("")];
  return [letters.slice(0, first).join(""), `${rest.slice(0, Math.max(fitting(rest, width - 13), 1)).join("")}…`];
}

/** Latin words stay whole where a blank allows it. */
function wordStart(letters, at) {
  if (!/[a-z0-9]/i.test(letters[at]) || !/[a-z0-9]/i.test(letters[at - 1] || "")) return at;
  const blank = letters.lastIndexOf(" ", at);
  return blank > 0 ? blank + 1 : at;
}

function fitting(letters, width) {
  let used = 0;
  let number = 0;
  while (number < letters.length && (used += ruler.measureText(letters[number]).width) <= width) number += 1;
  return number;
}

function card(id, column) {
  const kind = kindOf(id);
  const count = kind === "indicator" || column.width < 120 ? "" : String(countOf(id));
  const room = column.width - 34 - (count ? 12 + count.length * 8 : 4);
  const lines = wrap(nameOf(id), room, kind);
  const note = kind === "indicator" ? targetShort(indicatorOf(id)) : NODES.get(id).within || "";
  const height = 14 + LINE * (lines.length + (note ? 1 : 0));
  return { id, kind, lines, note, count, width: column.width, height, x: column.x, y: 0 };
}

function moreCard(parent, child, rest, column) {
  const lines = [word(`more_${child}`, { n: rest })];
  const { x, width } = column;
  return { id: moreId(parent), kind: "more", lines, note: "", count: "", width, height: 30, x, y: 0 };
}

const targetShort = (indicator) => indicator.target_text || word(indicator.status || "blank");

// Placing ------------------------------------------------------------------------------------------------------------

const CHILD_KIND = {
  jurisdiction: "department", department: "project", project: "indicator", whole: "indicator",
  category: "subcategory", subcategory: "indicator",
};
const columnKind = (kind) => (kind === "whole" ? "project" : kind);

/** Cards and edges of all that is in sight; `screen` says if it is `narrow` and how many rows' `height` it shows.
    Positions are left edges and middles, in pixels at scale 1. Few cards are spread over the height that there is. */
function layOut(screen) {
  const plan = placeTree(screen, 0);
  const number = childrenInSight(ROOTS.places).list.length;
  const free = screen.narrow ? 0 : (screen.height - 40 - plan.y) / number;
  return finish(free > 4 ? placeTree(screen, Math.min(free, MOST_SPREAD)) : plan);
}

function placeTree(screen, spread) {
  const plan = { cards: new Map(), edges: [], categories: [], ...screen, y: 0, indicators: false };
  const top = childrenInSight(ROOTS.places);
  for (const id of top.list) {
    placeBranch(plan, id, 0);
    plan.y += GAP.jurisdiction + spread;
  }
  if (top.rest) placeLeaf(plan, moreCard(ROOTS.places, "jurisdiction", top.rest, columnOf(plan, "jurisdiction", 0)));
  return plan;
}

function finish(plan) {
  placeCategories(plan);
  linkCategories(plan);
  return plan;
}

function columnOf(plan, kind, depth) {
  if (!plan.narrow) return COLUMNS[columnKind(kind)];
  return { x: depth * NARROW.indent, width: NARROW.width - depth * NARROW.indent };
}

function placeLeaf(plan, made) {
  made.y = plan.y + made.height / 2;
  plan.y += made.height + GAP.row;
  plan.cards.set(made.id, made);
  return made;
}

/** Wide: a parent stands in the middle of its children. Narrow: above them. */
function placeBranch(plan, id, depth) {
  const made = card(id, columnOf(plan, kindOf(id), depth));
  const { list, rest } = childrenInSight(id);
  if (plan.narrow || (!list.length && !rest)) placeLeaf(plan, made);
  const child = CHILD_KIND[made.kind];
  if (child === "indicator" && list.length) plan.indicators = true;
  const [start, before] = [plan.y, plan.cards.size];
  const below = list.map((one) => placeBranch(plan, one, depth + 1));
  if (rest) below.push(placeLeaf(plan, moreCard(id, child, rest, columnOf(plan, child, depth + 1))));
  if (!plan.narrow && below.length) centreOn(plan, made, below, { start, before });
  plan.cards.set(id, made);
  for (const one of below) plan.edges.push({ from: id, to: one.id, kind: "tree" });
  if (made.kind === "department") plan.y += GAP.department;
  return made;
}

/** A parent taller than its children moves them down, so that the line between them stays straight. */
function centreOn(plan, made, below, { start, before }) {
  const middle = (below[0].y + below[below.length - 1].y) / 2;
  made.y = Math.max(middle, start + made.height / 2);
  for (const one of [...plan.cards.values()].slice(before)) one.y += made.y - middle;
  plan.y = Math.max(plan.y + made.y - middle, made.y + made.height / 2 + GAP.row);
}

function placeCategories(plan) {
  const height = plan.y;
  const column = categoryColumn(plan);
  const top = childrenInSight(ROOTS.categories);
  const blocks = top.list.map((id) => categoryBlock(plan, id, column));
  if (top.rest) blocks.push(leafBlock(moreCard(ROOTS.categories, "category", top.rest, column)));
  const used = blocks.reduce((sum, block) => sum + block.height, 0);
  const free = (plan.height - 40 - used) / Math.max(blocks.length - 1, 1);
  const room = plan.narrow ? 12 : Math.min(Math.max(free, 12), 64);
  plan.y = plan.narrow ? 0 : Math.max((height - used - room * (blocks.length - 1)) / 2, 0);
  plan.categories = [];
  for (const block of blocks) placeBlock(plan, block, room);
  plan.y = Math.max(plan.y, height);
}

/** Right of all that is unfolded from places; where no project is, what is unfolded from categories gets its room. */
function categoryColumn(plan) {
  if (plan.narrow) return { x: NARROW.categoryX, width: NARROW.categoryWidth };
  const { x, width } = COLUMNS.category;
  if (plan.indicators) return { x: x + INDICATOR_SHIFT, width };
  const projects = [...plan.cards.values()].some((one) => one.x === COLUMNS.project.x);
  const open = childrenInSight(ROOTS.categories).list.some(isOpen);
  return { x: open && !projects ? x - PROJECT_ROOM : x, width };
}

const leafBlock = (made) => ({ made, below: [], height: made.height });

/** Beside its category an indicator must say whose it is; beside its project that is seen. */
function awayFromOwner(made) {
  return { ...made, note: `${made.note} · ${nameOf(jurisdictionOf(indicatorOf(made.id)))}` };
}

/** A category with what is unfolded from it: its second levels, and their indicators, to the right of their parent. */
function categoryBlock(plan, id, column) {
  const made = card(id, column);
  const { list, rest } = childrenInSight(id);
  const child = CHILD_KIND[made.kind];
  const x = plan.narrow ? column.x : column.x + column.width + BESIDE_CATEGORY;
  const beside = { x, width: plan.narrow ? column.width : COLUMNS[child]?.width };
  const inSight = list.filter((one) => !plan.cards.has(one));
  const leaf = LEAVES.has(made.kind);
  const blockOf = (one) => (leaf ? leafBlock(awayFromOwner(card(one, beside))) : categoryBlock(plan, one, beside));
  const below = inSight.map(blockOf);
  if (rest) below.push(leafBlock(moreCard(id, child, rest, beside)));
  const tall = below.reduce((sum, one) => sum + one.height + GAP.row, 0) - (plan.narrow ? 0 : GAP.row);
  const height = plan.narrow && below.length ? made.height + GAP.row + tall : Math.max(made.height, tall);
  return { made, below, height };
}

function placeBlock(plan, block, room, parent = null) {
  const top = plan.y;
  const { made } = block;
  made.y = plan.narrow ? top + made.height / 2 : top + block.height / 2;
  plan.cards.set(made.id, made);
  plan.categories.push(made);
  const category = parent ? parent.category : made.id;
  const count = countOf(made.id) || 1;
  if (parent) plan.edges.push({ from: parent.id, to: made.id, kind: "category", category, count });
  if (plan.narrow) plan.y += made.height + GAP.row;
  for (const one of block.below) placeBlock(plan, one, GAP.row, { id: made.id, category });
  plan.y = top + block.height + room;
}

/** One edge from whatever stands for indicators to their category, as wide as there are indicators. */
function linkCategories(plan) {
  for (const id of childrenInSight(ROOTS.places).list) linkBranch(plan, id);
}

/** A card stands for what is below it and not in sight; where a card "+37" says so, that one does. */
function linkBranch(plan, id) {
  const { list, rest } = childrenInSight(id);
  const from = rest ? moreId(id) : id;
  if (LEAVES.has(kindOf(id))) list.forEach((key) => linkIndicator(plan, key));
  else list.forEach((child) => linkBranch(plan, child));
  for (const { id: category } of categoriesInSight(plan)) {
    const below = list.reduce((sum, child) => sum + linksTo(child, category), 0);
    const count = linksTo(id, category) - below;
    if (count > 0) plan.edges.push({ from, to: category, kind: "category", category, count });
  }
}

const categoriesInSight = (plan) => plan.categories.filter((one) => one.kind === "category");
const linksTo = (id, category) =>
  indicatorOf(id) ? Number(categoryOf(indicatorOf(id)) === category) : linkOf(id, category);

function linkIndicator(plan, key) {
  const category = categoryOf(indicatorOf(key));
  if (plan.cards.has(category)) plan.edges.push({ from: key, to: category, kind: "category", category, count: 1 });
}

/** Folds what was unfolded first until the limit holds; `keep` (ids) and all they hang on stay. */
function layOutWithinLimit(screen, keep) {
  const above = keep.flatMap((id) => [id, ...ownersOf(id), ...ancestorsOf(id)]);
  const kept = new Set([ROOTS.places, ROOTS.categories, ...above]);
  let plan = layOut(screen);
  for (const id of unfolded.keys()) {
    if (plan.cards.size <= LIMIT) break;
    if (kept.has(id)) continue;
    fold(id);
    plan = layOut(screen);
  }
  return plan;
}
