// Search results, the legend and the tooltip: short lists by which things are found.

// Legend -------------------------------------------------------------------------------------------------------------

function showLegend() {
  const numbers = tally(DATA.nodes.filter((node) => isShown(node.id)), (node) => node.kind);
  const kinds = ["jurisdiction", "department", "whole", "project"].flatMap((kind) => {
    const found = numbers.find(([one]) => one === kind);
    if (!found) return [];
    return [element("li", "", glyph(kind), element("span", "", word(kind)), element("b", "", String(found[1])))];
  });
  const categories = shownChildren(ROOTS.categories).map((id) => {
    const press = button("link", clip(nameOf(id), 30), () => openNode(id));
    return element("li", "category", glyph("category", id), press, element("b", "", String(countOf(id))));
  });
  $("kinds").replaceChildren(...kinds, ...categories.slice(0, 8));
}

// Search results -----------------------------------------------------------------------------------------------------

const RESULTS_AT_ONCE = 12;
let results = [];
let resultAt = -1;

function showResults(query) {
  const { best, number } = search(query);
  results = best.slice(0, RESULTS_AT_ONCE);
  resultAt = results.length ? 0 : -1;
  const rows = results.map((one, at) => resultRow(one, at, query));
  const rest = number - rows.length;
  if (rest > 0) rows.push(sayInResults(word("resultsMore", { n: rest })));
  if (!results.length) rows.push(sayInResults(word("nothingFound", { text: clip(query.trim(), 40) })));
  $("results").replaceChildren(...rows);
  openResults(query.trim() !== "");
  markResult();
}

function sayInResults(text) {
  const row = element("li", "said", text);
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  row.setAttribute("aria-disabled", "true");
  return row;
}

function resultRow(one, at, query) {
  const name = element("span", "name", ...highlighted(clip(one.name), query));
  const row = element("li", "", glyphOf(one.id), name, element("small", "", clip(about(one.id))));
  row.id = `result-${at}`;
  row.setAttribute("role", "option");
  // mousedown: the search box would lose the focus first, and close the list under the pointer
  row.addEventListener("mousedown", (event) => event.preventDefault());
  row.addEventListener("click", () => openResult(one.id));
  return row;
}

function about(id) {
  if (indicatorOf(id)) return aboutIndicator(indicatorOf(id));
  return isMeasure(id) ? aboutMeasure(id) : aboutNode(id);
}

function aboutIndicator(one) {
  return [targetShort(one), nameOf(one.owner), nameOf(jurisdictionOf(one)), one.year].filter(Boolean).join(" · ");
}

function aboutMeasure(id) {
  const rows = rowsByMeasure()[measureOf(id)];
  const places = new Set(rows.map(jurisdictionOf)).size;
  return [word("measure"), word("inPlaces", { n: places }), word("indicators", { n: rows.length })].join(" · ");
}

function aboutNode(id) {
  const above = ancestorsOf(id).filter((one) => NODES.has(one)).map(nameOf);
  return [word(kindOf(id)), ...above, word("indicators", { n: countOf(id) })].join(" · ");
}

function highlighted(name, query) {
  const term = plain(query).split(" ")[0];
  const at = name.toLowerCase().indexOf(term);
  if (at < 0 || !term) return [name];
  return [name.slice(0, at), element("mark", "", name.slice(at, at + term.length)), name.slice(at + term.length)];
}

function moveInResults(step) {
  if (results.length) resultAt = (resultAt + step + results.length) % results.length;
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
  if (!plan.cards.has(id) || plan.cards.get(id).kind === "more") return;
  const lines = indicatorOf(id) ? tipLines(indicatorOf(id)) : [aboutNode(id)];
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
  const place = `${fullName(NODES.get(jurisdictionOf(one)))} · ${nameOf(departmentOf(one))}`;
  return [targetShort(one), nameOf(one.owner), place, shortPlace(one)];
}

function hideTip() {
  $("tip").hidden = true;
}
