// What leaves the page: a table as CSV, a tile as PNG, each with its provenance; texts for the clipboard.
"use strict";

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const notesOf = (holder) => [...holder.querySelectorAll("[data-note]")].map((note) => note.textContent.trim());

// The table in a dialog as a file: its provenance first, as comments.
const download = (dialog, name) => {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const plain = (text) => (/^[\u2212+]?[\d,]+(\.\d+)?$/.test(text) ? text.replaceAll(",", "").replace("\u2212", "-") : text);
  const notes = notesOf(dialog).map((note) => "# " + note);
  const rows = [...dialog.querySelectorAll("tr")].map((row) =>
    [...row.children].map((cell) => quoted(plain(cell.textContent.trim()))).join(","));
  save(new Blob(["\ufeff" + [...notes, ...rows].join("\r\n")], { type: "text/csv" }), name);
};

const pictureOf = (plot) => {
  const view = [...Bokeh.index.roots].find((root) => plot.contains(root.el));
  const picture = document.createElement("img");
  picture.src = view.export("png").canvas.toDataURL();
  picture.style.cssText = `width:${plot.clientWidth}px;height:${plot.clientHeight}px;display:block`;
  return picture;
};

// A copy of the tile in which every canvas is a picture and nothing can be pressed, its provenance below.
const copyOfTile = (tile, notes) => {
  const copy = tile.cloneNode(true);
  const plots = [...tile.querySelectorAll(".plot")];
  copy.querySelectorAll(".plot").forEach((plot, place) => {
    const frame = document.createElement("div");
    frame.className = plot.className;
    frame.append(pictureOf(plots[place]));
    plot.replaceWith(frame);
  });
  copy.querySelectorAll(".acts, .controls, .vh").forEach((part) => part.remove());
  const foot = document.createElement("div");
  foot.style.cssText = "border-top:1px solid var(--rule);margin-top:26px;padding-top:4px";
  for (const note of notes) foot.append(Object.assign(document.createElement("p"), { className: "sub", textContent: note }));
  copy.append(foot);
  return copy;
};

// Every rule as it holds in the window now: in the picture a query would be asked of the picture's own width.
const rulesOf = (rules) => [...rules].flatMap((rule) => {
  if (!(rule instanceof CSSMediaRule)) return [rule.cssText];
  return matchMedia(rule.media.mediaText).matches ? rulesOf(rule.cssRules) : [];
});

const sheets = () => [...document.styleSheets].flatMap((sheet) => rulesOf(sheet.cssRules)).join("\n");

// HTML is drawn by the browser itself, as an SVG that holds the copy and every rule of the page.
const drawn = async (copy, width, height) => {
  const page = document.createElement("div");
  page.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
  page.className = document.documentElement.className;
  const type = getComputedStyle(document.body);
  page.style.cssText = `background:var(--ground);color:var(--ink);padding:12px;box-sizing:border-box;width:${width}px;`
    + `font-family:${type.fontFamily};font-size:${type.fontSize};line-height:${type.lineHeight}`;
  const style = document.createElement("style");
  style.textContent = sheets();
  page.append(style, copy);
  const held = new XMLSerializer().serializeToString(page);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${held}</foreignObject></svg>`;
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
  await image.decode();
  return image;
};

const heightOf = (copy, width) => {
  const probe = document.createElement("div");
  probe.style.cssText = `position:absolute;left:-9999px;width:${width}px;padding:12px;box-sizing:border-box`;
  probe.append(copy);
  document.body.append(probe);
  const height = probe.offsetHeight;
  probe.remove();
  return height;
};

const SHARP = 2;

const savePicture = async (tile, notes) => {
  const width = tile.clientWidth + 24;
  const copy = copyOfTile(tile, notes);
  const height = heightOf(copy, width);
  const image = await drawn(copy, width, height);
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARP;
  canvas.height = height * SHARP;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, `${location.pathname.slice(1) || "onescreen"}-${tile.id}.png`), "image/png");
};

// The clipboard is closed to pages without TLS; the old way stands in there.
const copyText = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    (button.closest("dialog") || document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  const said = button.textContent;
  button.textContent = button.dataset.said;
  setTimeout(() => { button.textContent = said; }, 1500);
};

// A file that was asked for from a menu is made from what the dialog would show, which stays closed.
let taking = null;

const take = (kind, name) => { taking = { kind, name }; };

const taken = (dialog) => {
  if (!taking) return false;
  const { kind, name } = taking;
  taking = null;
  if (kind === "csv") download(dialog, dialog.querySelector("[data-download]").dataset.download);
  else savePicture(document.getElementById(name), notesOf(dialog));
  send("close");
  return true;
};
