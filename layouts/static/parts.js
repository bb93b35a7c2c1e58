// Pieces of HTML that the server changes: a whole piece, or what differs in it (dashboards/difference.py says how).
"use strict";

const nodesOf = (place) => {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
};

const setAttributes = (element, said) => {
  for (let n = 0; n < said.length; n += 2) {
    if (said[n + 1] === null) element.removeAttribute(said[n]);
    else element.setAttribute(said[n], said[n + 1]);
  }
};

const replaceChildren = (element, first, count, html) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const fresh = range.createContextualFragment(html);
  const gone = [...element.childNodes].slice(first, first + count);
  const next = element.childNodes[first + count] || null;
  element.insertBefore(fresh, next);
  for (const node of gone) node.remove();
};

// Whether the piece was as the server knows it; where it was not, nothing is changed.
const applyDifference = (place, [count, ...changes]) => {
  const nodes = nodesOf(place);
  if (nodes.length !== count) return false;
  for (const [number, what, many, html] of changes) {
    const node = number < 0 ? place : nodes[number];
    if (typeof what === "string") node.data = what;
    else if (typeof what === "number") replaceChildren(node, what, many, html);
    else setAttributes(node, what);
  }
  return true;
};

// Calls show(name, change) for each piece that has changed since; `send` asks for differences from now on.
const followParts = (source, show, send, after = () => undefined) => {
  let shown = source.data.html.map(() => "");
  const catchUp = () => {
    const names = source.data.part;
    source.data.html.forEach((change, n) => {
      if (change !== shown[n] && !show(names[n], change)) send("again", names[n]);
    });
    shown = [...source.data.html];
    after();
  };
  source.patching.connect(catchUp);
  source.properties.data.change.connect(catchUp);
  catchUp();
  send("follow");
};

// Puts a piece in its place; false where it is not as the server knows it.
const putPart = (place, change) => {
  if (typeof change !== "string") return applyDifference(place, change);
  place.innerHTML = change;
  return true;
};
