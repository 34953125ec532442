// The details pane: all that is known of the chosen indicator or node, and where it stands in its document.
const number = (value) => new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 }).format(value);

function money(yuan) {
  if (Math.abs(yuan) < 10000) return `${number(yuan)} ${word("yuan")}`;
  return `${number(yuan / 10000)} ${word("tenThousand")}`;
}

function showDetails(id, onOpen, onToggle) {
  const parts = partsOf(id, onOpen, onToggle);
  if (id) parts.unshift(button("link back", `‹ ${word("back")}`, () => onOpen(null)));
  $("details").replaceChildren(...parts.filter(Boolean));
  $("details").scrollTop = 0;
}

function partsOf(id, onOpen, onToggle) {
  if (!id) return overview(onOpen);
  return INDICATORS.has(id) ? ofIndicator(INDICATORS.get(id), onOpen) : ofNode(NODES.get(id), onOpen, onToggle);
}

function heading(id, kind) {
  return element("div", "heading", element("p", "kind", glyphOf(id), kind), element("h2", "", nameOf(id)));
}

/** A list of terms; pairs without a value are left out, a zero is a value. */
function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  const list = element("dl", "");
  for (const [term, value] of known) {
    list.append(element("dt", "", term), element("dd", "", value instanceof Node ? value : String(value)));
  }
  return known.length ? list : null;
}

const linkTo = (id, onOpen) => button("link", nameOf(id), () => onOpen(id));

// An indicator -------------------------------------------------------------------------------------------------------

function ofIndicator(one, onOpen) {
  const { owner, department, jurisdiction } = placesOf(one);
  return [
    heading(one.key, word("indicator")),
    targetBox(one),
    doubts(one),
    facts([
      [word("level1"), linkTo(one.category, onOpen)],
      [word("level2"), one.level2],
      [word("project"), linkTo(owner.id, onOpen)],
      [word("department"), linkTo(department.id, onOpen)],
      [word("jurisdiction"), placeLink(jurisdiction, onOpen)],
      [word("year"), one.year],
      [word("period"), one.period && word(one.period)],
      [word("objective"), one.objective],
      [word("weight"), one.weight],
      [word("actual"), one.actual],
      [word("projectCode"), one.project_code],
      [word("amount"), one.project_amount_cny === undefined ? null : money(one.project_amount_cny)],
    ]),
    earlierTargets(one),
    facts([[word("description"), one.description], [word("basis"), one.basis]]),
    sourceBox(one),
  ];
}

function placeLink(jurisdiction, onOpen) {
  return button("link", fullName(jurisdiction), () => onOpen(jurisdiction.id));
}

function targetBox(one) {
  const stated = one.target_text !== undefined;
  const kind = one.kind && [word(one.kind), one.direction && word(one.direction)].filter(Boolean).join(" · ");
  const sign = one.operator_source === "assumed" || one.operator_source === "worded" ? word(one.operator_source) : "";
  const state = stated && one.status !== "stated" ? word(one.status) : "";
  return element(
    "div", "goal",
    element("p", "label", word("target"), kind ? element("span", "tag", kind) : null),
    element("p", stated ? "printed" : "printed missing", targetShort(one)),
    canonical(one) ? element("p", "canonical", `${word("canonical")} `, element("code", "", canonical(one))) : null,
    sign || state ? element("p", "remark", [sign, state].filter(Boolean).join(" · ")) : null,
  );
}

function canonical(one) {
  if (one.canonical_value === undefined) return "";
  const value = typeof one.canonical_value === "number" ? number(one.canonical_value) : one.canonical_value;
  const signs = { ">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=" };
  return [signs[one.operator] || "", value, one.canonical_unit || ""].filter(Boolean).join(" ");
}

function doubts(one) {
  const repairs = one.repairs || [];
  if (one.confidence >= 1 && !repairs.length) return null;
  const list = [[word("confidence"), `${Math.round(one.confidence * 100)}%`], [word("repairs"), repairs.join("、")]];
  if (one.confidence >= 1) return element("div", "doubt mild", facts(list));
  return element("div", "doubt", element("p", "", word("doubt")), facts(list));
}

function earlierTargets(one) {
  const earlier = Object.entries(one.history || {});
  if (!earlier.length) return null;
  const heads = earlier.map(([label]) => element("th", "", label));
  const cells = earlier.map(([, text]) => element("td", "", text));
  const head = element("tr", "", ...heads, element("th", "now", word("target")));
  const body = element("tr", "", ...cells, element("td", "now", targetShort(one)));
  const table = element("table", "", element("thead", "", head), element("tbody", "", body));
  return element("div", "history", element("h3", "", word("history")), table);
}

function sourceBox(one) {
  const read = one.source === "prose" ? word("fromProse") : word("fromTable");
  return element(
    "div", "source",
    element("h3", "", word("place")),
    element("p", "where", placeInside(one) || one.document),
    element("p", "file", one.document),
    element("p", "file", `${word("source")} ${read}`),
  );
}

// A node -------------------------------------------------------------------------------------------------------------

function ofNode(node, onOpen, onToggle) {
  const indicators = indicatorsOf(node.id);
  const above = ancestorsOf(node.id).filter((id) => NODES.has(id));
  const own = indicators.filter((one) => one.owner === node.id);
  return [
    heading(node.id, word(node.kind)),
    element("p", "sum", word("indicators", { n: indicators.length }), unfoldButton(node, onToggle)),
    facts([
      ...above.map((id) => [word(kindOf(id)), linkTo(id, onOpen)]),
      [word("code"), node.code],
      [word("years"), distinct(indicators, "year").join("、")],
      [word("projectCode"), distinct(own, "project_code").join("、")],
      [word("amount"), distinct(own, "project_amount_cny").map(money).join("、")],
    ]),
    ...charts(node, indicators, onOpen),
    documentList(DATA.documents.filter((one) => [one.department, PARENT.get(one.department)].includes(node.id))),
  ];
}

/** What a click in the graph does, for those who use the keyboard. */
function unfoldButton(node, onToggle) {
  if (!shownChildren(node.id).length) return null;
  const press = button("quiet", word(isOpen(node.id) ? "fold" : "unfold"), () => {
    onToggle(node.id);
    $("unfold").focus();
  });
  press.id = "unfold";
  press.setAttribute("aria-expanded", String(isOpen(node.id)));
  return press;
}

function distinct(indicators, key) {
  return [...new Set(indicators.map((one) => one[key]).filter((value) => value !== undefined))];
}

function charts(node, indicators, onOpen) {
  const byPlace = (one) => placesOf(one).jurisdiction.id;
  if (node.kind !== "category") return [bars(word("byLevel1"), indicators, (one) => one.category, onOpen)];
  return [
    bars(word("byLevel2"), indicators, (one) => one.level2 || word("noLevel2"), null, node.id),
    bars(word("byJurisdiction"), indicators, byPlace, onOpen, node.id),
  ];
}

/** Bars of counts; `onOpen` makes the names links to nodes, `like` gives all of them the colour of one node or kind. */
function bars(title, indicators, keyOf, onOpen, like) {
  const found = tally(indicators, keyOf);
  if (!found.length) return null;
  const rows = found.slice(0, 20).map(([key, count]) => {
    const colour = categoryNumber.has(like || key) ? `c${categoryNumber.get(like || key)}` : like;
    const fill = element("span", `fill ${colour}`);
    fill.style.width = `${(count / found[0][1]) * 100}%`;
    const name = onOpen ? linkTo(key, onOpen) : element("span", "", key);
    return element("li", "", name, element("span", "bar", fill), element("b", "", String(count)));
  });
  return element("div", "bars", element("h3", "", title), element("ul", "", ...rows));
}

function documentList(documents) {
  if (!documents.length) return null;
  const rows = documents.map((one) => element(
    "li", "",
    element("p", "file", one.title || one.name),
    one.title ? element("p", "file muted", one.name) : null,
    one.budget === undefined ? null : element("p", "muted", `${word("budget")} ${money(one.budget)}`),
    one.warnings ? warningList(one.warnings) : null,
  ));
  return element("div", "documents", element("h3", "", word("documents")), element("ul", "", ...rows));
}

function warningList(warnings) {
  const list = element("ul", "", ...warnings.slice(0, 50).map((text) => element("li", "", text)));
  return element("details", "", element("summary", "", `${word("warnings")} ${warnings.length}`), list);
}

// Nothing chosen -----------------------------------------------------------------------------------------------------

function overview(onOpen) {
  const hints = ["hint1", "hint2", "hint3"].map((key) => element("p", "", word(key)));
  return [
    element("div", "heading", element("h2", "", word("overview"))),
    element("p", "sum", word("indicators", { n: passing.length })),
    bars(word("byLevel1"), passing, (one) => one.category, onOpen),
    places(onOpen),
    element("div", "hints", element("h3", "", word("hintTitle")), ...hints),
  ];
}

function places(onOpen) {
  return bars(word("byJurisdiction"), passing, (one) => placesOf(one).jurisdiction.id, onOpen, "jurisdiction");
}
