// Table, legend, search results, tooltip. Text only ever enters the page through textContent.
const $ = (id) => document.getElementById(id);

function element(name, className, ...content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...content.filter((part) => part !== null && part !== undefined)); // a string becomes a text node
  return made;
}

function button(className, text, onClick) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

function glyph(kind, category) {
  const made = element("span", `glyph ${kind}`);
  made.setAttribute("aria-hidden", "true");
  if (category) made.classList.add(`c${categoryNumber.get(category)}`);
  return made;
}

const glyphOf = (id) =>
  glyph(kindOf(id), INDICATORS.has(id) ? INDICATORS.get(id).category : kindOf(id) === "category" && id);

/** A long text shortened for a list; the details show all of it. */
const clip = (text, length = 120) => (text.length > length ? `${text.slice(0, length)}…` : text);

// Table --------------------------------------------------------------------------------------------------------------

const ROWS_AT_ONCE = 100;
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });
const sorting = { column: null, down: false };
let rowsShown = ROWS_AT_ONCE;
let tableRows = [];

const TABLE = [
  { key: "level3", text: (one) => one.level3 },
  { key: "target", text: targetShort, compare: compareTargets },
  { key: "level1", text: (one) => one.level1 || "—" },
  { key: "level2", text: (one) => one.level2 || "—" },
  { key: "project", text: (one) => nameOf(one.owner) },
  { key: "department", text: (one) => nameOf(placesOf(one).department.id) },
  { key: "jurisdiction", text: (one) => nameOf(placesOf(one).jurisdiction.id) },
  { key: "year", text: (one) => String(one.year ?? "") },
  { key: "place", text: shortPlace, compare: comparePlaces },
];

function comparePlaces(a, b) {
  return collator.compare(a.document, b.document) || (a.line || 0) - (b.line || 0);
}

/** By unit first: 100% and 100件 are no neighbours. Targets without a number come last. */
function compareTargets(a, b) {
  const number = (one) => (typeof one.canonical_value === "number" ? one.canonical_value : null);
  const unit = (one) => one.canonical_unit || one.unit || "";
  if ((number(a) === null) !== (number(b) === null)) return number(a) === null ? 1 : -1;
  if (number(a) === null) return collator.compare(targetShort(a), targetShort(b));
  return collator.compare(unit(a), unit(b)) || number(a) - number(b);
}

function showTable(indicators, title, onOpen, chosen) {
  $("rows-title").textContent = clip(title);
  tableRows = sorted(indicators);
  rowsShown = ROWS_AT_ONCE;
  const again = () => showTable(indicators, title, onOpen, chosen);
  $("table").tHead.replaceChildren(element("tr", "", ...TABLE.map((column) => headCell(column, again))));
  $("table").tBodies[0].replaceChildren(...rowElements(0, rowsShown, onOpen, chosen));
  if (!tableRows.length) $("table").tBodies[0].append(emptyRow());
  $("more-rows").onclick = () => {
    $("table").tBodies[0].append(...rowElements(rowsShown, rowsShown + ROWS_AT_ONCE, onOpen, chosen));
    rowsShown += ROWS_AT_ONCE;
    offerMoreRows();
  };
  offerMoreRows();
}

function sorted(indicators) {
  const column = TABLE.find((one) => one.key === sorting.column);
  if (!column) return indicators;
  const compare = column.compare || ((a, b) => collator.compare(column.text(a), column.text(b)));
  return [...indicators].sort((a, b) => (sorting.down ? compare(b, a) : compare(a, b)));
}

function headCell(column, again) {
  const active = sorting.column === column.key;
  const mark = element("span", "mark", active ? (sorting.down ? "↓" : "↑") : "↕");
  mark.setAttribute("aria-hidden", "true");
  const press = button("", word(column.key), () => {
    sorting.down = active && !sorting.down;
    sorting.column = column.key;
    again();
    $("table").querySelector(`th[data-key="${column.key}"] button`).focus();
  });
  press.append(mark);
  const cell = element("th", column.key, press);
  cell.dataset.key = column.key;
  cell.scope = "col";
  cell.setAttribute("aria-sort", active ? (sorting.down ? "descending" : "ascending") : "none");
  return cell;
}

function rowElements(from, to, onOpen, chosen) {
  return tableRows.slice(from, to).map((one) => {
    const [first, ...others] = TABLE.map((column) => element("td", column.key, clip(column.text(one), 60)));
    const name = button("link", clip(one.level3, 60), () => onOpen(one.key));
    first.replaceChildren(element("div", "", glyph("indicator", one.category), name));
    const row = element("tr", one.key === chosen ? "chosen" : "", first, ...others);
    if (one.key === chosen) row.setAttribute("aria-current", "true");
    return row;
  });
}

function emptyRow() {
  const cell = element("td", "none", word("noRows"));
  cell.colSpan = TABLE.length;
  return element("tr", "", cell);
}

function offerMoreRows() {
  const rest = tableRows.length - rowsShown;
  $("more-rows").hidden = rest <= 0;
  $("more-rows").textContent = word("moreRows", { n: Math.min(rest, ROWS_AT_ONCE) });
}

function shortPlace(one) {
  return [placeInside(one), one.document].filter(Boolean).join(" · ");
}

/** Where in its document an indicator stands: sheet, page, table, row, column, line — whatever is known. */
function placeInside(one) {
  const parts = [
    ["sheet", one.sheet], ["page", one.page], ["tableNumber", one.table], ["row", one.row], ["column", one.column],
    ["line", one.line],
  ];
  const known = parts.filter(([, value]) => value !== undefined);
  // A line says it all; table, row and column then only repeat it.
  const wanted = one.line === undefined ? known : known.filter(([key]) => key === "line");
  return wanted.map(([key, value]) => word(key, { n: value })).join(" ");
}

// Legend -------------------------------------------------------------------------------------------------------------

function showLegend(onChoose) {
  const numbers = tally(DATA.nodes.filter((node) => isShown(node.id)), (node) => node.kind);
  const kinds = ["jurisdiction", "department", "whole", "project"].flatMap((kind) => {
    const found = numbers.find(([one]) => one === kind);
    if (!found) return [];
    return [element("li", "", glyph(kind), element("span", "", word(kind)), element("b", "", String(found[1])))];
  });
  const categories = shownChildren(ROOTS.categories).map((id) => {
    const press = button("link", nameOf(id), () => onChoose(id));
    return element("li", "category", glyph("category", id), press, element("b", "", String(counts.get(id) || 0)));
  });
  $("kinds").replaceChildren(...kinds, ...categories.slice(0, STEP));
}

// Search results -----------------------------------------------------------------------------------------------------

const RESULTS_AT_ONCE = 12;
let results = [];
let resultAt = -1;

function showResults(query, onOpen) {
  results = search(query);
  resultAt = results.length ? 0 : -1;
  const rows = results.slice(0, RESULTS_AT_ONCE).map((one, at) => resultRow(one, at, query, onOpen));
  const rest = results.length - rows.length;
  if (rest > 0) rows.push(sayInResults(word("resultsMore", { n: rest })));
  if (!results.length) rows.push(sayInResults(word("nothingFound", { text: query.trim() })));
  $("results").replaceChildren(...rows);
  openResults(query.trim() !== "");
  markResult();
}

function sayInResults(text) {
  const row = element("li", "said", text);
  row.setAttribute("role", "option");
  row.setAttribute("aria-disabled", "true");
  return row;
}

function resultRow(one, at, query, onOpen) {
  const about = INDICATORS.has(one.id) ? aboutIndicator(INDICATORS.get(one.id)) : aboutNode(one.id);
  const name = element("span", "name", ...highlighted(clip(nameOf(one.id)), query));
  const row = element("li", "", glyphOf(one.id), name, element("small", "", clip(about)));
  row.id = `result-${at}`;
  row.setAttribute("role", "option");
  // mousedown: the search box would lose the focus first, and close the list under the pointer
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", () => onOpen(one.id));
  return row;
}

function aboutIndicator(one) {
  const { owner, jurisdiction } = placesOf(one);
  return [targetShort(one), nameOf(owner.id), nameOf(jurisdiction.id), one.year].filter(Boolean).join(" · ");
}

function aboutNode(id) {
  const above = ancestorsOf(id).filter((one) => NODES.has(one)).map(nameOf);
  return [word(kindOf(id)), ...above, word("indicators", { n: counts.get(id) || 0 })].join(" · ");
}

function highlighted(name, query) {
  const term = plain(query).split(" ")[0];
  const at = name.toLowerCase().indexOf(term);
  if (at < 0 || !term) return [name];
  return [name.slice(0, at), element("mark", "", name.slice(at, at + term.length)), name.slice(at + term.length)];
}

function moveInResults(step) {
  const number = Math.min(results.length, RESULTS_AT_ONCE);
  if (number) resultAt = (resultAt + step + number) % number;
  markResult();
}

function markResult() {
  for (const row of $("results").children) row.setAttribute("aria-selected", String(row.id === `result-${resultAt}`));
  const row = $(`result-${resultAt}`);
  if (row) row.scrollIntoView({ block: "nearest" });
  if (row) $("query").setAttribute("aria-activedescendant", row.id);
  else $("query").removeAttribute("aria-activedescendant");
}

function openResults(open) {
  $("results").hidden = !open;
  $("query").setAttribute("aria-expanded", String(open));
}

// Tooltip ------------------------------------------------------------------------------------------------------------

function showTip(id) {
  if (!INDICATORS.has(id) && !NODES.has(id)) return;
  const lines = INDICATORS.has(id) ? tipLines(INDICATORS.get(id)) : [aboutNode(id)];
  const spans = lines.filter(Boolean).map((line) => element("span", "", clip(line)));
  $("tip").replaceChildren(element("b", "", clip(nameOf(id))), ...spans);
  $("tip").hidden = false;
  placeTip(id);
}

function placeTip(id) {
  const one = plan.cards.get(id);
  const at = network.canvasToDOM({ x: one.x, y: one.y + one.height / 2 });
  const [right, bottom] = [graphBox.clientWidth - $("tip").offsetWidth, graphBox.clientHeight - $("tip").offsetHeight];
  $("tip").style.left = `${Math.max(8, Math.min(at.x, right - 8))}px`;
  $("tip").style.top = `${Math.max(8, Math.min(at.y + 6, bottom - 8))}px`;
}

function tipLines(one) {
  const { owner, department, jurisdiction } = placesOf(one);
  return [targetShort(one), nameOf(owner.id), `${fullName(jurisdiction)} · ${nameOf(department.id)}`, shortPlace(one)];
}

function hideTip() {
  $("tip").hidden = true;
}
