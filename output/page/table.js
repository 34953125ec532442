// The table of the shown indicators, and the same rows as a CSV file.
const ROWS_AT_ONCE = 60;
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
  { key: "department", text: (one) => nameOf(departmentOf(one)) },
  { key: "jurisdiction", text: (one) => nameOf(jurisdictionOf(one)) },
  { key: "year", text: (one) => String(one.year ?? "") },
  { key: "place", text: shortPlace, compare: comparePlaces },
];

function comparePlaces(a, b) {
  return collator.compare(a.document, b.document) || (a.line || a.row || 0) - (b.line || b.row || 0);
}

/** By unit first: 100% and 100件 are no neighbours. Targets without a number come last. */
function compareTargets(a, b) {
  const amount = (one) => (typeof one.canonical_value === "number" ? one.canonical_value : null);
  const unit = (one) => one.canonical_unit || one.unit || "";
  if ((amount(a) === null) !== (amount(b) === null)) return amount(a) === null ? 1 : -1;
  if (amount(a) === null) return collator.compare(targetShort(a), targetShort(b));
  return collator.compare(unit(a), unit(b)) || amount(a) - amount(b);
}

function showTable(indicators, title) {
  $("rows-title").textContent = clip(title, 60);
  tableRows = sorted(indicators);
  rowsShown = Math.max(ROWS_AT_ONCE, tableRows.findIndex((one) => one.key === chosen) + 10);
  $("table").tHead.replaceChildren(element("tr", "", ...TABLE.map((column) => headCell(column, indicators, title))));
  $("table").tBodies[0].replaceChildren(...rowElements(0, rowsShown));
  if (!tableRows.length) $("table").tBodies[0].append(emptyRow());
  offerMoreRows();
  requestAnimationFrame(showChosenRow); // later, because asking for a row's place lays out the page at once
}

/** Only the table moves: on a phone the page itself must stay where the reader is. */
function showChosenRow() {
  const row = $("table").querySelector("tr.chosen");
  $("panel-rows").scrollTop = row ? Math.max(row.offsetTop - $("panel-rows").clientHeight / 2, 0) : 0;
}

function showMoreRows() {
  $("table").tBodies[0].append(...rowElements(rowsShown, rowsShown + ROWS_AT_ONCE));
  rowsShown += ROWS_AT_ONCE;
  offerMoreRows();
}

function sorted(indicators) {
  const column = TABLE.find((one) => one.key === sorting.column);
  if (!column) return indicators;
  const compare = column.compare || byRank(indicators, column.text);
  return [...indicators].sort((a, b) => (sorting.down ? compare(b, a) : compare(a, b)) || a.at - b.at);
}

/** Equal texts are compared once: the order of Chinese words is slow, and a hundred thousand rows share few words. */
function byRank(indicators, textOf) {
  const texts = indicators.map(textOf);
  const ranks = new Map([...new Set(texts)].sort(collator.compare).map((text, rank) => [text, rank]));
  const rankOf = new Map(indicators.map((one, at) => [one, ranks.get(texts[at])]));
  return (a, b) => rankOf.get(a) - rankOf.get(b);
}

function headCell(column, indicators, title) {
  const active = sorting.column === column.key;
  const mark = element("span", "mark", active ? (sorting.down ? "↓" : "↑") : "↕");
  mark.setAttribute("aria-hidden", "true");
  const press = button("", word(column.key), () => {
    sorting.down = active && !sorting.down;
    sorting.column = column.key;
    showTable(indicators, title);
    $("table").querySelector(`th[data-key="${column.key}"] button`).focus();
  });
  press.append(mark);
  const cell = element("th", column.key, press);
  cell.dataset.key = column.key;
  cell.scope = "col";
  cell.setAttribute("aria-sort", active ? (sorting.down ? "descending" : "ascending") : "none");
  return cell;
}

function rowElements(from, to) {
  return tableRows.slice(from, to).map((one) => {
    const [first, ...others] = TABLE.map((column) => element("td", column.key, clip(column.text(one), 60)));
    const name = button("link", clip(one.level3, 60), () => openNode(one.key));
    first.replaceChildren(element("div", "", glyph("indicator", categoryOf(one)), name));
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

// CSV ----------------------------------------------------------------------------------------------------------------

/** A spreadsheet would take =100% for a formula: one apostrophe keeps it as printed, as in `kpigraph export`. */
const FORMULA = /^[=+\-@＝＋－＠\t\r']/;

const COLUMNS_OF_CSV = [
  ...TABLE.slice(0, 8),
  { key: "canonical", text: canonical },
  { key: "period", text: (one) => (one.period ? word(one.period) : "") },
  { key: "place", text: placeInside },
  { key: "document", text: (one) => one.document },
  { key: "id", text: (one) => one.id },
];

function tableToCsv() {
  const cell = (text) => `"${(FORMULA.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
  const lines = tableRows.map((one) => COLUMNS_OF_CSV.map((column) => cell(column.text(one))).join(","));
  const head = COLUMNS_OF_CSV.map((column) => cell(word(column.key))).join(",");
  return `\ufeff${[head, ...lines].join("\r\n")}\r\n`; // the mark by which Excel knows UTF-8
}

function saveFile(name, blob) {
  const link = element("a", "");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saveCsv() {
  saveFile(`${fileName()}.csv`, new Blob([tableToCsv()], { type: "text/csv" }));
}

/** What is shown, as a name that every system takes. */
function fileName() {
  const shown = chosen ? nameOf(chosen) : DATA.title;
  return visibleText(clip(shown, 40)).replace(/[\\/:*?"<>|.\s…]+/g, "_");
}
