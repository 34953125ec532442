// Elements of the page. Text only ever enters it through text nodes, so that no text of a document becomes markup.
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

function glyphOf(id) {
  const one = indicatorOf(id) || (isMeasure(id) && rowsByMeasure()[measureOf(id)][0]);
  if (one) return glyph("indicator", categoryOf(one));
  const kind = kindOf(id);
  return glyph(kind, kind === "category" ? id : kind === "subcategory" && PARENT.get(id));
}

/** A long text shortened for a list; the details show all of it. */
const clip = (text, length = 120) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** A name that leads to what it names. */
const linkTo = (id) => button("link", clip(nameOf(id)), () => openNode(id));

/** Where an indicator is, as a way to it: on this page, or on another one where a large graph is split into pages. */
function placeLink(one) {
  const [name, within] = placeOf(one);
  const made = one.page ? element("a", "link", name) : button("link", name, () => openNode(one.key));
  if (one.page) made.href = `${encodeURI(one.page)}${one.address}`;
  return element("span", "whereabouts", made, " ", element("small", "", within));
}
