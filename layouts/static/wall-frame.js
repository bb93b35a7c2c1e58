// A dashboard inside the wall. It is enlarged by its frame, so its canvases are drawn that much finer.
"use strict";

const outside = window.parent;
const finer = () => (outside === window ? 1 : outside.wall.stage.scale()) * outside.devicePixelRatio;
const plain = window.devicePixelRatio;
Object.defineProperty(window, "devicePixelRatio", { get: () => (outside === window ? plain : finer()) });

const report = (what) => outside.postMessage({ wall: what.wall, key: what.key }, location.origin);
const sourceNamed = (name) => Bokeh.documents[0].get_model_by_name(name);

let deeds = 0;
const send = (act, value = "", view = "") => {
  deeds += 1;
  sourceNamed("deeds").data = { do: [act], value: [value], view: [view], number: [deeds] };
};

const showPart = (name, change) => {
  const place = document.querySelector(`[data-part="${name}"]`);
  return !place || putPart(place, change);
};

// The numbers of the alerts, on the map where they are.
let squares = [];
const drawSquares = () => {
  for (const old of document.querySelectorAll(".square")) old.remove();
  const place = document.querySelector(".hero .plot.map");
  const map = place && Bokeh.documents[0].get_model_by_name(place.dataset.name);
  if (!map) return;
  const part = (value, { start, end }) => (value - start) / (end - start);
  for (const { n, x, y, serious } of squares) {
    const square = document.createElement("b");
    square.className = serious ? "square serious" : "square";
    square.textContent = n;
    square.style.left = 100 * part(x, map.x_range) + "%";
    square.style.top = 100 * (1 - part(y, map.y_range)) + "%";
    place.append(square);
  }
};

const hear = (event) => {
  if (event.origin !== location.origin || event.source !== outside || !event.data) return;
  if (event.data.squares) {
    squares = event.data.squares;
    drawSquares();
  }
  if (event.data.do) send(event.data.do, event.data.value);
};

const idle = () => new Promise((resolve) => {
  const document_ = Bokeh.documents[0];
  if (document_.is_idle) resolve();
  else document_.idle.connect(() => resolve());
});

const start = async () => {
  document.addEventListener("pointerdown", () => report({ wall: "touched" }));
  document.addEventListener("keydown", (event) => {
    report({ wall: "key", key: event.key });
    if (event.key === " " || event.key.startsWith("Arrow")) event.preventDefault();
  });
  window.addEventListener("message", hear);
  const items = document.getElementById("items");
  if (items) {
    await Bokeh.embed.embed_items({}, JSON.parse(items.textContent));
    followParts(sourceNamed("parts"), showPart, send, fit);
    Bokeh.documents[0].on_event("connection_lost", () => report({ wall: "lost" }));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-do]");
      if (button) send(button.dataset.do, button.dataset.value, button.dataset.view);
    });
    fit();
    await idle();
    window.addEventListener("resize", () => setTimeout(() => { fit(); drawSquares(); }, 300));
  }
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  if (items) fit();
  document.documentElement.dataset.ready = "";
  report({ wall: "ready" });
};

document.addEventListener("DOMContentLoaded", start);
