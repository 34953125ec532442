// The data block unpacked: texts stand once in a pool, fields in columns; a Row reads its fields from them.
const DATA = JSON.parse(document.getElementById("data").textContent);

/** A function from an indicator's number to its value in a column; undefined where the document gives nothing. */
function readerOf(column) {
  const list = column.texts || column.values || [];
  const said = column.texts ? (at) => DATA.texts[list[at]] : (at) => list[at] ?? undefined;
  if (!("usual" in column)) return said;
  const usual = column.usual ?? undefined;
  let places = null; // made when first asked: most sparse columns are read for one indicator at a time
  return (row) => {
    places ??= new Map((column.at || []).map((at, place) => [at, place]));
    const place = places.get(row);
    return place === undefined ? usual : said(place);
  };
}

class Row {
  constructor(at) {
    this.at = at;
    this.key = `i.${at}`;
  }

  get level3() { return DATA.texts[DATA.names[this.name]]; }
  get measure() { return DATA.measures[this.name]; }
  get owner() { return DATA.nodes[this.ownerAt].id; }
  get subcategory() { return DATA.nodes[this.subcategoryAt].id; }
  get document() { return DATA.nodes[this.documentAt].name; }
  get level1() { return NODES.get(PARENT.get(this.subcategory)).name; }
  get level2() { return NODES.get(this.subcategory).name; }
}

const NODE_COLUMNS = ["owner", "subcategory", "document"];
for (const [field, column] of Object.entries(DATA.columns)) {
  const read = readerOf(column);
  const name = NODE_COLUMNS.includes(field) ? `${field}At` : field;
  Object.defineProperty(Row.prototype, name, { get() { return read(this.at); } });
}

const ROWS = Array.from({ length: DATA.size }, (_, at) => new Row(at));

/** Rows by a number that each of them has (its node, name, measure): made once, then looked up. */
function grouped(size, numberOf) {
  const lists = Array.from({ length: size }, () => []);
  for (const one of ROWS) lists[numberOf(one)].push(one);
  return lists;
}

/** Runs when first called, and then gives what it gave. */
function once(make) {
  let made = null;
  return () => (made ??= make());
}

const rowsByName = once(() => grouped(DATA.names.length, (one) => one.name));
const rowsByMeasure = once(() => grouped(Math.max(-1, ...new Set(DATA.measures)) + 1, (one) => one.measure));
const rowsByDocument = once(() => grouped(DATA.nodes.length, (one) => one.documentAt));
