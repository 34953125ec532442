// The details pane: all that is known of the chosen indicator, where it stands in its document, what is like it.
const inFigures = (value) => new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 }).format(value);
const SIMILAR_AT_ONCE = 6;

function money(yuan) {
  if (Math.abs(yuan) < 10000) return `${inFigures(yuan)} ${word("yuan")}`;
  return `${inFigures(yuan / 10000)} ${word("tenThousand")}`;
}

function showDetails() {
  const parts = partsOf(chosen);
  if (chosen) parts.unshift(button("link back", `‹ ${word("back")}`, () => openNode(null)));
  $("details").replaceChildren(...parts.filter(Boolean));
  requestAnimationFrame(() => { $("details").scrollTop = 0; }); // later, because it lays out the page at once
}

function partsOf(id) {
  if (!id) return overview();
  if (isMeasure(id)) return ofMeasure(id);
  return indicatorOf(id) ? ofIndicator(indicatorOf(id)) : ofNode(NODES.get(id));
}

function heading(id) {
  return element("div", "heading", element("p", "kind", glyphOf(id), word(kindOf(id))), element("h2", "", nameOf(id)));
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

// An indicator -------------------------------------------------------------------------------------------------------

function ofIndicator(one) {
  const place = NODES.get(jurisdictionOf(one));
  return [
    heading(one.key),
    targetBox(one),
    pathTools(one.key),
    doubts(one),
    facts([
      [word("level1"), linkTo(categoryOf(one))],
      [word("level2"), one.level2 && linkTo(one.subcategory)],
      [word("project"), linkTo(one.owner)],
      [word("department"), linkTo(departmentOf(one))],
      [word("jurisdiction"), button("link", fullName(place), () => openNode(place.id))],
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
    similarBox(one),
  ];
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
  const value = typeof one.canonical_value === "number" ? inFigures(one.canonical_value) : one.canonical_value;
  const signs = { ">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=" };
  const unit = one.canonical_unit === "1" ? "" : one.canonical_unit; // a share has no unit
  return [signs[one.operator] || "", value, unit || ""].filter((part) => part !== "").join(" ");
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
  const file = button("link", one.document, () => openNode(DATA.nodes[one.documentAt].id));
  return element(
    "div", "source",
    element("h3", "", word("place")),
    element("p", "where", placeInside(one) || one.document),
    element("p", "file", file),
    element("p", "file", `${word("source")} ${read}`),
  );
}

// Similar indicators elsewhere ---------------------------------------------------------------------------------------

function similarBox(one) {
  const found = [...similarElsewhere(one), ...awayOf(one.measure)];
  const list = element("ul", "similar", ...found.slice(0, SIMILAR_AT_ONCE).map((other) => similarRow(other, one)));
  const box = element("div", "elsewhere", element("h3", "", word("similar")), list);
  if (!found.length) list.replaceWith(element("p", "muted", word("nothingSimilar")));
  const rest = found.slice(SIMILAR_AT_ONCE);
  if (rest.length) {
    const more = button("link", word("moreSimilar", { n: rest.length }), () => {
      list.append(...rest.map((other) => similarRow(other, one)));
      more.remove();
    });
    box.append(more);
  }
  if (found.length) box.append(button("quiet wide", word("compareAll"), () => showTab("compare")));
  return box;
}

/** The place and the target; the name only where it is another one. */
function similarRow(other, one) {
  const wording = other.level3 === one.level3 ? null : element("small", "", clip(other.level3, 60));
  const target = element("b", "", clip(targetShort(other), 40));
  return element("li", "", element("div", "", placeLink(other), wording), target);
}

/** A measure: the name, or the names, that several places give to the same thing. */
function ofMeasure(id) {
  const rows = indicatorsOf(id);
  const names = tally(rows, (one) => one.level3);
  const compare = button("quiet", word("compareAll"), () => showTab("compare"));
  return [
    heading(id),
    element("p", "sum", word("indicators", { n: rows.length }), compare),
    names.length > 1 ? barList(word("names"), names, (name) => element("span", "", name)) : null,
    barList(word("byJurisdiction"), tally(rows, jurisdictionOf), linkTo, "jurisdiction"),
    barList(word("targets"), tally(rows, targetShort), (text) => element("span", "", text)),
  ];
}
