// The targets of one measure in all places as dot plots, and, where none is chosen, the measures that places share.
const PLACES_AT_ONCE = 60;
const MEASURES_AT_ONCE = 40;

function showComparison() {
  const one = indicatorOf(chosen);
  const measure = one ? one.measure : measureOf(chosen);
  const parts = measure === undefined ? sharedList() : measurePlots(measure);
  $("compare").replaceChildren(...parts.filter(Boolean));
}

// The measures that places share -------------------------------------------------------------------------------------

function sharedList() {
  const shared = sharedMeasures(indicatorsOf(chosen));
  if (!shared.length) return [element("p", "muted", word("nothingShared"))];
  const most = shared[0][1];
  const rows = shared.slice(0, MEASURES_AT_ONCE).map(([measure, places]) => {
    const fill = element("span", "fill accent");
    fill.style.width = `${(places / most) * 100}%`;
    const count = element("b", "", word("inPlaces", { n: places }));
    return element("li", "", linkTo(`m.${measure}`), element("span", "bar", fill), count);
  });
  return [element("p", "muted", word("sharedHint")), element("ul", "bars shared", ...rows)];
}

// One measure --------------------------------------------------------------------------------------------------------

function measurePlots(measure) {
  const { sets, others, rows } = comparisonOf(measure);
  const places = new Set(rows.map(placeKey)).size;
  const names = tally(rows, (one) => one.level3).map(([name]) => name);
  return [
    element("h3", "measure", clip(names[0], 60), element("span", "muted", word("inPlaces", { n: places }))),
    names.length > 1 ? element("p", "muted", `${word("otherNames")} ${clip(names.slice(1).join("、"), 200)}`) : null,
    DATA.away?.left[measure] ? element("p", "muted", word("awayLeft", { n: DATA.away.left[measure] })) : null,
    ...sets.map(dotPlot),
    incomparable(others),
  ];
}

function dotPlot(set) {
  const scale = scaleOf(set.places.flat().map((one) => one.number), set.unit === "1");
  const list = element("ul", "plot");
  const ticks = scale.ticks.map((tick) => mark("tick", scale.at(tick), axisText(tick, set)));
  const axis = element("div", "track axis", ...ticks);
  list.append(element("li", "head", element("span", ""), axis, element("span", "")));
  list.append(...set.places.slice(0, PLACES_AT_ONCE).map((targets) => plotRow(targets, scale)));
  const rest = set.places.length - PLACES_AT_ONCE;
  if (rest > 0) {
    const more = button("quiet", word("morePlaces", { n: rest }), () => {
      more.parentNode.replaceWith(...set.places.slice(PLACES_AT_ONCE).map((targets) => plotRow(targets, scale)));
    });
    list.append(element("li", "more", more));
  }
  list.setAttribute("aria-label", [setName(set), word(set.direction)].join(" · "));
  const title = element("h4", "", setName(set), element("span", "", word(set.direction)));
  return element("section", "", title, list);
}

const setName = (set) =>
  [kindName(set), unitName(set.unit), word(set.period), frameworkName(set.framework)].filter(Boolean).join(" · ");

const kindName = (set) => (set.change ? `${word(set.kind)} ${word(set.change)}` : word(set.kind));

const frameworkName = (framework) => (framework === "project" ? "" : word(`framework_${framework}`));

function unitName(unit) {
  if (unit === "1") return "%";
  return unit === "day of the year" ? word("dayOfYear") : unit || "";
}

function plotRow(targets, scale) {
  const [first] = targets;
  const mine = targets.some((one) => one.key && one.key === chosen);
  const dots = targets.map((one) => mark(one.key && one.key === chosen ? "dot chosen" : "dot", scale.at(one.number)));
  const [low, high] = [scale.at(first.number), scale.at(targets[targets.length - 1].number)].sort((a, b) => a - b);
  const span = mark("span", low);
  span.style.width = `${high - low}%`;
  const track = element("div", "track", span, ...dots);
  return element("li", mine ? "mine" : "", placeLink(first), track, element("b", "", printedSpan(targets)));
}

/** The targets of a place as printed; of more than two the loosest and the strictest. */
function printedSpan(targets) {
  const printed = [...new Set(targets.map(targetShort))].map((text) => clip(text, 24));
  return printed.length > 2 ? `${printed[0]} … ${printed[printed.length - 1]}` : printed.join("、");
}

function mark(className, at, text = "") {
  const made = element("span", className, text);
  made.style.left = `${at}%`;
  return made;
}

/** A scale of round numbers that holds all of them, 0..100 % of the width; shares end at the whole where none is more. */
function scaleOf(numbers, isShare) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const step = roundStep((most - least || Math.abs(most) || 1) / 4);
  const room = most === least ? 2 * step : 0;
  const start = Math.floor((least - room) / step) * step;
  const from = least >= 0 ? Math.max(start, 0) : start;
  const end = Math.max(Math.ceil((most + room) / step) * step, from + step);
  const to = isShare && most <= 1 ? Math.min(end, 1) : end;
  const count = Math.floor((to - from) / step + 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((from + at * step).toPrecision(12)));
  return { ticks, at: (number) => ((number - from) / (to - from)) * 100 };
}

function roundStep(wanted) {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= wanted * 0.999) || power;
}

function axisText(tick, set) {
  if (set.unit === "1") return `${inFigures(tick * 100)}%`;
  const style = { notation: "compact", maximumSignificantDigits: 4 };
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", style).format(tick);
}

function incomparable(others) {
  if (!others.length) return null;
  const rows = others.slice(0, PLACES_AT_ONCE).map((one) => {
    const why = element("span", "muted", word(`reason_${one.reason}`));
    return element("li", "", placeLink(one), element("b", "", clip(targetShort(one), 40)), why);
  });
  const title = element("h4", "", word("incomparable", { n: others.length }));
  return element("section", "", title, element("ul", "listed", ...rows));
}
