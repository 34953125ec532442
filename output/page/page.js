// Starts the page and joins its parts: what is chosen, the filters, the tabs, the keyboard, language, colours, address.
const narrowScreen = matchMedia("(max-width: 760px)");
let chosen = null;

function choose(id) {
  chosen = id;
  history.replaceState(null, "", idToAddress(id));
  findPath();
  showPanes();
}

function showPanes() {
  const titled = indicatorOf(chosen) ? indicatorOf(chosen).owner : chosen;
  const rows = indicatorsOf(chosen);
  showDetails();
  showTable(rows, titled ? nameOf(titled) : word("allIndicators"));
  if (!$("panel-compare").hidden) showComparison();
  $("count").textContent = word("count", { n: rows.length, all: DATA.size });
}

const viewHeight = (scale) => room.height / scale;

function redraw() {
  const screen = { narrow: narrowScreen.matches, height: viewHeight(SCALE.largest) };
  drawPlan(layOutWithinLimit(screen, [chosen, ...pathShown].filter(Boolean)), chosen);
  const said = { n: plan.cards.size, all: nodesInAll() };
  $("nodes-count").textContent = word("nodesCount", said);
  graphBox.setAttribute("aria-label", word("inGraph", said));
}

/** From search, table, details, legend or the address: brings the node into sight, in the middle. */
function openNode(id) {
  chosen = id;
  findPath();
  bringIntoSight(id);
  choose(id);
  redraw();
  if (isMeasure(id)) showTab("compare");
  if (!id) return fitView();
  if (pathShown.length) return fitCards(pathShown);
  centreOnCard(plan.cards.has(id) ? id : firstRelated());
  return narrowScreen.matches ? $("details").scrollIntoView() : null; // there the details stand below the graph
}

function bringIntoSight(id) {
  const inGraph = (one) => one && !isMeasure(one) && !HIDDEN.has(kindOf(one));
  const wanted = pathShown.length ? pathShown.filter(inGraph) : [id].filter(inGraph);
  if (wanted.length) reveal(...wanted);
}

/** From the graph: chooses and unfolds; a second click folds again. The graph comes first, because it is looked at. */
function clickNode(id) {
  hideTip();
  if (id === null) return deselect();
  const isMore = id.startsWith("more.");
  const isNew = !isMore && id !== chosen;
  if (isMore) unfold(id.slice("more.".length));
  else if (!isNew && isOpen(id)) fold(id);
  else if (!isOpen(id) && hasChildren(id)) unfold(id);
  if (isNew) chosen = id;
  if (isNew) findPath();
  if (pathShown.length) return openNode(chosen);
  keepingInPlace(id, redraw);
  return isNew ? choose(id) : showUnfolding(chosen);
}

function deselect() {
  if (!chosen) return;
  choose(null);
  redraw();
}

// Tabs ---------------------------------------------------------------------------------------------------------------

const TABS = ["rows", "compare"];

function showTab(name) {
  for (const tab of TABS) {
    $(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    $(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
    $(`panel-${tab}`).hidden = tab !== name;
  }
  $("save-rows").hidden = name !== "rows";
  if (name === "compare") showComparison();
}

function onTabKey(event) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const other = event.target.id === "tab-rows" ? "compare" : "rows";
  showTab(other);
  $(`tab-${other}`).focus();
}

/** The lower part larger and the graph smaller, or back. */
function toggleTall() {
  const tall = document.body.classList.toggle("tall");
  $("tall").setAttribute("aria-pressed", String(tall));
}

/** After the room for the graph has changed; vis-network would only scale what was there. */
function refit() {
  measureRoom();
  redraw();
  if (chosen && plan.cards.has(chosen)) centreOnCard(chosen);
  else fitView();
}

// Filters ------------------------------------------------------------------------------------------------------------

const KINDS_FILTERED = ["numeric", "change", "date", "qualitative", "blank", "not_applicable", "placeholder"];
const OPERATORS_FILTERED = [">=", "<=", ">", "<", "=", "none"];
const valuesInUse = once(() => {
  const names = ["year", "kind", "operator"];
  return Object.fromEntries(names.map((name) => [name, new Set(ROWS.map(FILTERED[name]))]));
});

/** For each filter its choices as [value, text]. */
function filterChoices() {
  const used = valuesInUse();
  const nodes = (kind) => DATA.nodes.filter((node) => node.kind === kind);
  const seconds = nodes("subcategory").filter((node) => !filters.category || PARENT.get(node.id) === filters.category);
  const labels = [...new Set(seconds.map((node) => node.name ?? "none"))];
  return {
    jurisdiction: nodes("jurisdiction").map((node) => [node.id, fullName(node)]),
    year: [...used.year].sort().map((year) => [year, year === "none" ? word("noYear") : year]),
    category: nodes("category").map((node) => [node.id, nameOf(node.id)]),
    subcategory: labels.map((label) => [label, label === "none" ? word("noLevel2") : label]),
    kind: KINDS_FILTERED.filter((one) => used.kind.has(one)).map((one) => [one, word(one)]),
    operator: OPERATORS_FILTERED.filter((one) => used.operator.has(one)).map((one) => [one, word(`operator_${one}`)]),
  };
}

function fillFilters() {
  for (const [name, choices] of Object.entries(filterChoices())) {
    const select = $(`by-${name}`);
    const options = choices.map(([value, text]) => new Option(clip(text, 30), value));
    select.replaceChildren(new Option(word("all"), ""), ...options);
    select.value = filters[name];
    select.classList.toggle("set", filters[name] !== "");
  }
  $("clear").hidden = !filtering;
}

function changeFilters(changes) {
  Object.assign(filters, changes);
  if ("category" in changes) filters.subcategory = "";
  applyFilters();
  fillFilters();
  if (chosen && !isShown(chosen)) choose(null);
  openingView(viewHeight(SCALE.readable));
  if (chosen) bringIntoSight(chosen);
  refresh();
  fitView();
}

function refresh() {
  showLegend();
  showPanes();
  redraw();
}

// Search box and keyboard --------------------------------------------------------------------------------------------

/** Search looks through everything; a filter that would hide what was found is lifted. */
function openResult(id) {
  if (!isShown(id)) changeFilters({ ...NO_FILTERS });
  openResults(false);
  $("query").blur();
  openNode(id);
}

function onSearchKey(event) {
  if (event.isComposing) return; // Enter and arrows belong to the Chinese input method until the word is chosen
  const keys = {
    ArrowDown: () => moveInResults(1),
    ArrowUp: () => moveInResults(-1),
    Enter: () => results[resultAt] && openResult(results[resultAt].id),
    Escape: () => ($("results").hidden ? $("query").blur() : openResults(false)),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}

function onPageKey(event) {
  if (/^(INPUT|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "/") {
    event.preventDefault();
    $("query").focus();
    $("query").select();
  }
  if (event.key === "Escape") deselect();
}

function listen() {
  $("query").addEventListener("input", () => showResults($("query").value));
  $("query").addEventListener("focus", () => $("query").value && showResults($("query").value));
  $("query").addEventListener("blur", () => openResults(false));
  $("query").addEventListener("keydown", onSearchKey);
  document.addEventListener("keydown", onPageKey);
  graphBox.addEventListener("keydown", onGraphKey);
  graphBox.addEventListener("focus", startFocus);
  graphBox.addEventListener("blur", () => network.redraw());
  for (const name of Object.keys(filters)) {
    $(`by-${name}`).addEventListener("change", (event) => changeFilters({ [name]: event.target.value }));
  }
  for (const tab of TABS) {
    $(`tab-${tab}`).addEventListener("click", () => showTab(tab));
    $(`tab-${tab}`).addEventListener("keydown", onTabKey);
  }
  const presses = {
    clear: () => changeFilters({ ...NO_FILTERS }), "more-rows": showMoreRows, "save-rows": saveCsv,
    picture: savePicture, tall: toggleTall, closer: () => zoomBy(1.3), farther: () => zoomBy(1 / 1.3), whole: fitView,
  };
  for (const [id, act] of Object.entries(presses)) $(id).addEventListener("click", act);
  $("pages")?.addEventListener("change", (event) => { location.href = event.target.value; });
  window.addEventListener("hashchange", openAddress);
  window.addEventListener("themechange", recolour);
  network.on("resize", () => setTimeout(refit)); // later, because vis-network sets its own scale after this event
  narrowScreen.addEventListener("change", foldFilters);
}

/** On a phone the filters take a screen of their own: they open when asked for. */
function foldFilters() {
  $("filters").open = !narrowScreen.matches;
}

function openAddress() {
  const id = addressToId(location.hash);
  if (id && id !== chosen) openResult(id);
}

// Language and colours -----------------------------------------------------------------------------------------------

function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  translatePage();
  if (!DATA.size) return;
  fillFilters();
  refresh();
}

function switchColours() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  if (DATA.size) recolour();
}

function recolour() {
  readColours();
  redraw();
}

/** What is made when first asked for is made before, while the reader looks, so that the first question need not wait. */
function prepare() {
  for (const make of [searchIndex, rowsByOwner, rowsBySubcategory, rowsByMeasure, rowsByDocument, featureIndex]) make();
}

function start() {
  growTree();
  readColours();
  applyFilters();
  foldFilters();
  fillFilters();
  showLegend();
  startNetwork(clickNode);
  openingView(viewHeight(SCALE.readable));
  showTab("rows");
  refresh();
  fitView();
  listen();
  openAddress();
  setTimeout(prepare, 200);
}

$("language").addEventListener("click", switchLanguage);
$("colours").addEventListener("click", switchColours);
if (DATA.size) start();
