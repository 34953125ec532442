// Which nodes are in sight and where: columns from left to right, or an indented list on a narrow screen.
const LIMIT = 300; // nodes in sight at once
const STEP = 12; // children that one click unfolds
const OPENING_ROWS = 44; // rows that the opening view may have
const GAP = { row: 8, department: 12, jurisdiction: 22 };
const LINE = 18; // height of a line of text
const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif';

const COLUMNS = {
  jurisdiction: { x: 0, width: 156 },
  department: { x: 206, width: 196 },
  project: { x: 452, width: 240 },
  indicator: { x: 752, width: 250 },
  category: { x: 902, width: 158 }, // moved right by what an unfolded project needs
};
const INDICATOR_SHIFT = 290;
const NARROW = { indent: 14, width: 226, categoryX: 270, categoryWidth: 104 };

const unfolded = new Map(); // id → number of children in sight, in the order of unfolding
const pinned = new Set(); // children that are in sight whatever the number says

const moreId = (id) => `more.${id}`;

function openingView() {
  unfolded.clear();
  pinned.clear();
  unfolded.set(ROOTS.places, STEP * 3).set(ROOTS.categories, STEP);
  const jurisdictions = shownChildren(ROOTS.places).slice(0, STEP * 3);
  const departments = jurisdictions.flatMap((id) => shownChildren(id).slice(0, STEP));
  for (const id of jurisdictions) unfolded.set(id, STEP);
  const each = projectsEach(departments.map((id) => shownChildren(id).length));
  if (each) for (const id of departments) unfolded.set(id, each);
}

/** The largest number of projects a department that keeps the opening view within its rows. */
function projectsEach(sizes) {
  const rows = (each) => sizes.reduce((sum, size) => sum + Math.min(size, each) + (size > each ? 1 : 0), 0);
  let each = 0;
  while (each < STEP && rows(each + 1) <= OPENING_ROWS) each += 1;
  return each;
}

function unfold(id, amount = STEP) {
  const before = unfolded.get(id) || 0;
  unfolded.delete(id); // set again, so that the one unfolded last is folded last
  unfolded.set(id, before + amount);
}

function fold(id) {
  unfolded.delete(id);
  for (const child of CHILDREN.get(id) || []) pinned.delete(child);
}

/** Brings a node into sight together with all that it hangs on; what was brought before may go again. */
function reveal(id) {
  pinned.clear();
  const parent = INDICATORS.has(id) ? INDICATORS.get(id).owner : PARENT.get(id);
  for (const one of [id, ...(parent ? [parent, ...ancestorsOf(parent)] : [])]) pinned.add(one);
}

function childrenInSight(id) {
  const all = shownChildren(id);
  const number = unfolded.get(id) || 0;
  const list = all.filter((child, index) => index < number || pinned.has(child));
  const open = unfolded.has(id) || list.length > 0;
  const rest = all.length - list.length;
  return { list, rest: open ? rest : 0 };
}

const isOpen = (id) => unfolded.has(id) || (CHILDREN.get(id) || []).some((child) => pinned.has(child));

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
    wrapped.set(key, breakLines([...text.slice(0, 200)], width));
  }
  return wrapped.get(key);
}

function breakLines(letters, width) {
  const first = fitting(letters, width);
  if (first === letters.length) return [letters.join("")];
  const rest = letters.slice(first);
  const second = fitting(rest, width);
  if (second === rest.length) return [letters.slice(0, first).join(""), rest.join("")];
  return [letters.slice(0, first).join(""), `${rest.slice(0, Math.max(fitting(rest, width - 13), 1)).join("")}…`];
}

function fitting(letters, width) {
  let used = 0;
  let number = 0;
  while (number < letters.length && (used += ruler.measureText(letters[number]).width) <= width) number += 1;
  return number;
}

function card(id, column) {
  const kind = kindOf(id);
  const count = kind === "indicator" || column.width < 120 ? "" : String(counts.get(id) || 0);
  const room = column.width - 34 - (count ? 12 + count.length * 8 : 4);
  const lines = wrap(nameOf(id), room, kind);
  const note = kind === "indicator" ? targetShort(INDICATORS.get(id)) : NODES.get(id).within || "";
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

const CHILD_KIND = { jurisdiction: "department", department: "project", project: "indicator", whole: "indicator" };
const columnKind = (kind) => (kind === "whole" ? "project" : kind);

/** Cards and edges of all that is in sight; `screen` says if it is `narrow` and how many rows' `height` it shows.
    Positions are left edges and middles, in pixels at scale 1. */
function layOut(screen) {
  const plan = { cards: new Map(), edges: [], ...screen, y: 0, indicators: false };
  const top = childrenInSight(ROOTS.places);
  for (const id of top.list) {
    placeBranch(plan, id, 0);
    plan.y += GAP.jurisdiction;
  }
  if (top.rest) placeLeaf(plan, moreCard(ROOTS.places, "jurisdiction", top.rest, columnOf(plan, "jurisdiction", 0)));
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
  const start = plan.y;
  const below = list.map((one) => placeBranch(plan, one, depth + 1));
  if (rest) below.push(placeLeaf(plan, moreCard(id, child, rest, columnOf(plan, child, depth + 1))));
  if (!plan.narrow && below.length) centreOn(plan, made, below, start);
  plan.cards.set(id, made);
  for (const one of below) plan.edges.push({ from: id, to: one.id, kind: "tree" });
  if (made.kind === "department") plan.y += GAP.department;
  return made;
}

function centreOn(plan, made, below, start) {
  const middle = (below[0].y + below[below.length - 1].y) / 2;
  made.y = Math.max(middle, start + made.height / 2);
  plan.y = Math.max(plan.y, made.y + made.height / 2 + GAP.row);
}

function placeCategories(plan) {
  const height = plan.y;
  const x = plan.narrow ? NARROW.categoryX : COLUMNS.category.x + (plan.indicators ? INDICATOR_SHIFT : 0);
  const column = { x, width: plan.narrow ? NARROW.categoryWidth : COLUMNS.category.width };
  const top = childrenInSight(ROOTS.categories);
  const blocks = top.list.map((id) => categoryBlock(plan, id, column));
  if (top.rest) blocks.push({ made: moreCard(ROOTS.categories, "category", top.rest, column), cards: [], height: 30 });
  const used = blocks.reduce((sum, block) => sum + block.height, 0);
  const free = (plan.height - 40 - used) / Math.max(blocks.length - 1, 1);
  const room = plan.narrow ? 12 : Math.min(Math.max(free, 12), 64);
  plan.y = plan.narrow ? 0 : Math.max((height - used - room * (blocks.length - 1)) / 2, 0);
  for (const block of blocks) placeBlock(plan, block, room);
  plan.categories = blocks.flatMap((block) => [block.made, ...block.cards]);
  plan.y = Math.max(plan.y, height);
}

/** A category with the indicators unfolded beside it (below it on a narrow screen). */
function categoryBlock(plan, id, column) {
  const made = card(id, column);
  const { list, rest } = childrenInSight(id);
  const open = unfolded.has(id);
  const x = plan.narrow ? column.x : column.x + column.width + 70;
  const beside = { x, width: plan.narrow ? column.width : COLUMNS.indicator.width };
  const cards = open ? list.filter((one) => !plan.cards.has(one)).map((one) => card(one, beside)) : [];
  if (open && rest) cards.push(moreCard(id, "indicator", rest, beside));
  const tall = cards.reduce((sum, one) => sum + one.height + GAP.row, 0);
  return { made, cards, height: plan.narrow ? made.height + GAP.row + tall : Math.max(made.height, tall) };
}

function placeBlock(plan, block, room) {
  const top = plan.y;
  block.made.y = plan.narrow ? top + block.made.height / 2 : top + block.height / 2;
  plan.cards.set(block.made.id, block.made);
  if (plan.narrow) plan.y += block.made.height + GAP.row;
  for (const one of block.cards) {
    placeLeaf(plan, one);
    plan.edges.push({ from: block.made.id, to: one.id, kind: "category", category: block.made.id });
  }
  plan.y = top + block.height + room;
}

/** One edge from whatever stands for an indicator's owner to its category, as wide as it has indicators. */
function linkCategories(plan) {
  const links = new Map();
  for (const indicator of passing) {
    const from = standsFor(plan, indicator);
    const to = plan.cards.has(indicator.category) ? indicator.category : moreId(ROOTS.categories);
    if (!from || !plan.cards.has(to)) continue;
    const key = `${from}|${to}`;
    if (!links.has(key)) links.set(key, { from, to, kind: "category", category: indicator.category, count: 0 });
    links.get(key).count += 1;
  }
  plan.edges.push(...links.values());
}

function standsFor(plan, indicator) {
  const unfoldedHere = plan.cards.get(indicator.key);
  if (unfoldedHere && isOpen(indicator.owner)) return indicator.key;
  for (let at = indicator.owner; at; at = PARENT.get(at)) {
    if (plan.cards.has(at)) return at;
    if (plan.cards.has(moreId(PARENT.get(at)))) return moreId(PARENT.get(at));
  }
  return null;
}

/** Folds what was unfolded first until the limit holds; `keep` and all it hangs on stay. */
function layOutWithinLimit(screen, keep) {
  const above = keep ? [...ownersOf(keep), ...ancestorsOf(keep)] : [];
  const kept = new Set([keep, ROOTS.places, ROOTS.categories, ...above]);
  let plan = layOut(screen);
  for (const id of [...unfolded.keys()]) {
    if (plan.cards.size <= LIMIT) break;
    if (kept.has(id)) continue;
    fold(id);
    plan = layOut(screen);
  }
  return plan;
}
