// Starts the page and joins its parts: what is chosen, the filters, the keyboard, the language, the address.
const narrowScreen = matchMedia("(max-width: 760px)");
let chosen = null;

function choose(id) {
  chosen = id;
  history.replaceState(null, "", id ? `#node=${encodeURIComponent(id)}` : "#");
  showPanes();
}

function showPanes() {
  const titled = INDICATORS.has(chosen) ? INDICATORS.get(chosen).owner : chosen;
  const title = titled ? nameOf(titled) : word("allIndicators");
  const rows = indicatorsOf(chosen);
  showDetails(chosen, openNode, clickNode);
  showTable(rows, title, openNode, chosen);
  $("count").textContent = word("count", { n: rows.length, all: DATA.indicators.length });
}

function redraw() {
  const screen = { narrow: narrowScreen.matches, height: graphBox.clientHeight / SCALE.largest };
  drawPlan(layOutWithinLimit(screen, chosen), chosen);
}

/** From search, table, details, legend or the address: brings the node into sight, in the middle. */
function openNode(id) {
  if (id) reveal(id);
  choose(id);
  redraw();
  if (!id) return fitView();
  centreOnCard(id);
  return narrowScreen.matches ? $("details").scrollIntoView() : null; // there the details stand below the graph
}

/** From the graph: chooses and unfolds; a second click folds again. */
function clickNode(id) {
  hideTip();
  if (id === null) return deselect();
  if (id.startsWith("more.")) unfold(id.slice("more.".length));
  else if (chosen === id && isOpen(id)) fold(id);
  else if (!isOpen(id) && CHILDREN.has(id)) unfold(id);
  if (!id.startsWith("more.")) choose(id);
  return keepingInPlace(id, redraw);
}

function deselect() {
  if (!chosen) return;
  choose(null);
  redraw();
}

// Filters ------------------------------------------------------------------------------------------------------------

function fillFilters() {
  fillSelect($("by-jurisdiction"), "jurisdiction", fullName);
  fillSelect($("by-category"), "category", (node) => nameOf(node.id));
}

function fillSelect(select, kind, textOf) {
  const nodes = DATA.nodes.filter((node) => node.kind === kind);
  const options = nodes.map((node) => new Option(clip(textOf(node), 40), node.id));
  select.replaceChildren(new Option(word("all"), ""), ...options);
  select.value = filters[kind];
}

function changeFilter(kind, value) {
  filters[kind] = value;
  applyFilters();
  if (chosen && !isShown(chosen)) choose(null);
  openingView();
  if (chosen) reveal(chosen);
  refresh();
  fitView();
}

function refresh() {
  showLegend(openNode);
  showPanes();
  redraw();
}

// Search box and keyboard --------------------------------------------------------------------------------------------

function openResult(id) {
  clearFiltersHiding(id);
  openResults(false);
  $("query").blur();
  openNode(id);
}

/** Search looks through everything; a filter that would hide what was found is lifted. */
function clearFiltersHiding(id) {
  if (isShown(id)) return;
  filters.jurisdiction = "";
  filters.category = "";
  fillFilters();
  applyFilters();
  openingView();
  showLegend(openNode);
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
  $("query").addEventListener("input", () => showResults($("query").value, openResult));
  $("query").addEventListener("focus", () => $("query").value && showResults($("query").value, openResult));
  $("query").addEventListener("blur", () => openResults(false));
  $("query").addEventListener("keydown", onSearchKey);
  document.addEventListener("keydown", onPageKey);
  $("by-jurisdiction").addEventListener("change", (event) => changeFilter("jurisdiction", event.target.value));
  $("by-category").addEventListener("change", (event) => changeFilter("category", event.target.value));
  $("closer").addEventListener("click", () => zoomBy(1.3));
  $("farther").addEventListener("click", () => zoomBy(1 / 1.3));
  $("whole").addEventListener("click", fitView);
  window.addEventListener("hashchange", openAddress);
  narrowScreen.addEventListener("change", () => { redraw(); fitView(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); redraw(); });
}

function openAddress() {
  const found = /^#node=(.+)$/.exec(location.hash);
  const id = found && safelyDecoded(found[1]);
  if (id && id !== chosen && (NODES.has(id) || INDICATORS.has(id))) openResult(id);
}

function safelyDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a broken address opens the overview
  }
}

function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  translatePage();
  if (!DATA.indicators.length) return;
  fillFilters();
  refresh();
}

function start() {
  growTree();
  readColours();
  applyFilters();
  openingView();
  fillFilters();
  startNetwork(clickNode);
  refresh();
  fitView();
  listen();
  openAddress();
}

document.getElementById("language").addEventListener("click", switchLanguage);
if (DATA.indicators.length) start();
