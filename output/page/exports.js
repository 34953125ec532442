// The graph as a picture: what is in sight, with its title, on the colour of the page.
const PICTURE_HEAD = 44;

function graphToCanvas() {
  const drawn = graphBox.querySelector("canvas");
  const ratio = drawn.width / graphBox.clientWidth;
  const canvas = element("canvas", "");
  canvas.width = drawn.width;
  canvas.height = drawn.height + PICTURE_HEAD * ratio;
  const context = canvas.getContext("2d");
  context.fillStyle = colours.surface;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, 0, PICTURE_HEAD * ratio);
  context.scale(ratio, ratio);
  context.fillStyle = colours.ink;
  context.textBaseline = "middle";
  setFont(context, "category", 16);
  const title = chosen ? `${DATA.title} · ${nameOf(chosen)}` : DATA.title;
  context.fillText(visibleText(clip(title, 60)), 16, PICTURE_HEAD / 2);
  context.fillStyle = colours.muted;
  setFont(context, "note", 13);
  context.textAlign = "right";
  context.fillText($("nodes-count").textContent, graphBox.clientWidth - 16, PICTURE_HEAD / 2);
  return canvas;
}

/** After the drawing that may have been asked for already. */
function savePicture() {
  requestAnimationFrame(() => graphToCanvas().toBlob((blob) => saveFile(`${fileName()}.png`, blob), "image/png"));
}
