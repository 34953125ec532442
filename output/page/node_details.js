// The details pane for what is no indicator: places, departments, projects, categories, documents, and the overview.
const BARS_AT_ONCE = 20;

function ofNode(node) {
  const indicators = indicatorsOf(node.id);
  const above = ancestorsOf(node.id).filter((id) => NODES.has(id));
  const own = LEAVES.has(node.kind) && node.kind !== "subcategory" ? indicators : [];
  return [
    heading(node.id),
    element("p", "sum", word("indicators", { n: indicators.length }), unfoldButton(node)),
    pathTools(node.id),
    facts([
      ...above.map((id) => [word(kindOf(id)), linkTo(id)]),
      [word("department"), node.department && linkTo(node.department)],
      [word("code"), node.code],
      [word("years"), distinct(indicators, "year").join("、")],
      [word("projectCode"), distinct(own, "project_code").join("、")],
      [word("amount"), distinct(own, "project_amount_cny").map(money).join("、")],
    ]),
    relationList(node),
    ...charts(node, indicators),
    documentList(documentsOf(node)),
  ];
}

/** What a click in the graph does, for those who use the keyboard. */
function unfoldButton(node) {
  if (HIDDEN.has(node.kind) || !indicatorsOf(node.id).length) return null;
  const press = button("quiet", word(isOpen(node.id) ? "fold" : "unfold"), () => {
    clickNode(node.id);
    $("unfold").focus();
  });
  press.id = "unfold";
  press.setAttribute("aria-expanded", String(isOpen(node.id)));
  return press;
}

/** Neighbours by relation: how many there are, and how many of them the graph does not show yet. */
function relationList(node) {
  if (!hasChildren(node.id) || HIDDEN.has(node.kind)) return null;
  const kind = CHILD_KIND[node.kind];
  const all = LEAVES.has(node.kind) ? countOf(node.id) : shownChildren(node.id).length;
  const rest = all - childrenInSight(node.id).list.length;
  const more = rest ? button("link", word(`more_${kind}`, { n: rest }), () => unfoldFromDetails(node.id)) : null;
  const row = element("li", "", element("span", "", word(`has_${kind}`)), element("b", "", String(all)), more);
  return element("div", "relations", element("h3", "", word("relations")), element("ul", "", row));
}

/** After unfolding only this changes; all else in the pane would take long for a category of fifty thousand. */
function showUnfolding(id) {
  const node = NODES.get(id);
  if (!node || !$("unfold")) return;
  $("unfold").replaceWith(unfoldButton(node));
  document.querySelector("#details .relations")?.replaceWith(relationList(node));
}

function unfoldFromDetails(id) {
  unfold(id);
  reveal(id);
  redraw();
  showUnfolding(id);
  centreOnCard(id);
}

function distinct(indicators, key) {
  return [...new Set(indicators.map((one) => one[key]).filter((value) => value !== undefined))];
}

function charts(node, indicators) {
  const levels = tally(indicators, categoryOf);
  const seconds = tally(indicators, (one) => one.subcategory);
  const byPlace = barList(word("byJurisdiction"), tally(indicators, jurisdictionOf), linkTo, "jurisdiction");
  if (node.kind === "category") {
    return [barList(word("byLevel2"), seconds, linkTo), byPlace];
  }
  if (node.kind === "subcategory") return [byPlace];
  return [barList(word("byLevel1"), levels, linkTo)];
}

/** Bars of counts, [key, count] each, the largest first; the colour is that of the key's category, or of a kind. */
function barList(title, found, nameFor, kind = "") {
  if (!found.length) return null;
  const rows = found.slice(0, BARS_AT_ONCE).map(([key, count]) => {
    const category = NODES.get(key)?.kind === "subcategory" ? PARENT.get(key) : key;
    const colour = categoryNumber.has(category) ? `c${categoryNumber.get(category)}` : kind;
    const fill = element("span", `fill ${colour}`);
    fill.style.width = `${(count / found[0][1]) * 100}%`;
    return element("li", "", nameFor(key), element("span", "bar", fill), element("b", "", String(count)));
  });
  const rest = found.length - rows.length;
  const more = rest > 0 ? element("p", "muted", word("andMore", { n: rest })) : null;
  return element("div", "bars", element("h3", "", title), element("ul", "", ...rows), more);
}

function documentsOf(node) {
  const mine = (one) => [one.department, PARENT.get(one.department)].includes(node.id) || one.id === node.id;
  return ["jurisdiction", "department", "document"].includes(node.kind) ? DOCUMENTS.filter(mine) : [];
}

const DOCUMENTS = DATA.nodes.filter((node) => node.kind === "document");

function documentList(documents) {
  if (!documents.length) return null;
  const rows = documents.slice(0, BARS_AT_ONCE).map((one) => element(
    "li", "",
    element("p", "file", one.id === chosen ? one.title || one.name : linkTo(one.id)),
    one.title && one.id !== chosen ? element("p", "file muted", one.title) : null,
    one.budget === undefined ? null : element("p", "muted", `${word("budget")} ${money(one.budget)}`),
    one.warnings ? warningList(one.warnings) : null,
  ));
  return element("div", "documents", element("h3", "", word("documents")), element("ul", "", ...rows));
}

function warningList(warnings) {
  const list = element("ul", "", ...warnings.slice(0, 50).map((text) => element("li", "", text)));
  return element("details", "", element("summary", "", `${word("warnings")} ${warnings.length}`), list);
}

// The way between two nodes ------------------------------------------------------------------------------------------

let pathStart = null;

/** Choose where a way starts, then anything else: the shortest way between them is shown here and in the graph. */
function pathTools(id) {
  const stop = button("link", word("pathCancel"), () => setPathStart(null));
  if (!pathStart) return element("p", "path-tools", button("link", word("pathStart"), () => setPathStart(id)));
  if (pathStart === id) return element("p", "path-tools", stop, element("span", "muted", word("pathChoose")));
  if (pathShown.length) return element("div", "path", ...pathList(id), stop);
  return element("div", "path", element("p", "", word("noPath", { name: clip(nameOf(pathStart), 40) })), stop);
}

function pathList(id) {
  const steps = pathShown.map((one) => {
    const name = one === id ? element("b", "", nameOf(one)) : linkTo(one);
    return element("li", "", glyphOf(one), name, element("small", "", word(kindOf(one))));
  });
  return [element("h3", "", word("path", { n: pathShown.length - 1 })), element("ol", "", ...steps)];
}

function setPathStart(id) {
  pathStart = id;
  if (!id) pathShown = [];
  choose(chosen);
  redraw();
}

/** The way from where it starts to what is chosen, or nothing where either is no node of the graph. */
function findPath() {
  const ends = pathStart && chosen && pathStart !== chosen && !isMeasure(chosen);
  pathShown = ends ? shortestPath(pathStart, chosen) || [] : [];
}

// Nothing chosen -----------------------------------------------------------------------------------------------------

function overview() {
  const hints = ["hint1", "hint2", "hint3", "hint4"].map((key) => element("p", "", word(key)));
  const counted = (kind) =>
    DATA.nodes.filter((node) => node.kind === kind && countOf(node.id)).map((node) => [node.id, countOf(node.id)]);
  const largest = (pairs) => pairs.sort((a, b) => b[1] - a[1]);
  return [
    element("div", "heading", element("h2", "", word("overview"))),
    element("p", "sum", word("indicators", { n: passing.length })),
    barList(word("byLevel1"), largest(counted("category")), linkTo),
    barList(word("byJurisdiction"), largest(counted("jurisdiction")), linkTo, "jurisdiction"),
    element("div", "hints", element("h3", "", word("hintTitle")), ...hints),
  ];
}
