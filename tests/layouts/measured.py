"""What a page looks like, measured in Chromium: texts that are cut, texts over texts, canvases, scroll bars."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

# A text's ink is taken as three quarters of its size around the middle of its line: what is cut there cannot be read.
TEXTS = """
const inked = (node) => {
  const style = getComputedStyle(node.parentElement);
  const em = parseFloat(style.fontSize) * (node.parentElement.currentCSSZoom || 1);
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter((r) => r.width > 1 && r.height > 1).map((r) => {
    const middle = (r.top + r.bottom) / 2;
    return { left: r.left, right: r.right, top: middle - 0.37 * em, bottom: middle + 0.37 * em };
  });
};
const hides = (how) => how === "hidden" || how === "clip" || how === "auto" || how === "scroll";
const clipped = (node) => {
  let inks = inked(node);
  for (let box = node.parentElement; box && box !== document.body; box = box.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(box), edge = box.getBoundingClientRect();
    inks = inks.map((ink) => ({
      left: hides(overflowX) ? Math.max(ink.left, edge.left) : ink.left,
      right: hides(overflowX) ? Math.min(ink.right, edge.right) : ink.right,
      top: hides(overflowY) ? Math.max(ink.top, edge.top) : ink.top,
      bottom: hides(overflowY) ? Math.min(ink.bottom, edge.bottom) : ink.bottom,
    }));
  }
  return inks.filter((ink) => ink.right - ink.left > 2 && ink.bottom - ink.top > 2);
};
const isShown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  && !e.closest(".vh, .skip, [hidden], script, style, dialog:not([open]), details:not([open]) > :not(summary)");
const said = (node) => `"${node.textContent.trim().slice(0, 40)}"`;
const texts = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.textContent.trim() && isShown(node.parentElement)) found.push(node);
  }
  return found;
};
"""
CUT = (
    "() => {"
    + TEXTS
    + """
  const cut = [];
  for (const node of texts()) {
    for (let box = node.parentElement; box && box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box);
      const cuts = (how) => how === "hidden" || how === "clip";
      if (!cuts(overflowX) && !cuts(overflowY)) continue;
      if (box.closest("[title]")) break;
      const edge = box.getBoundingClientRect();
      const outside = inked(node).some((ink) =>
        (cuts(overflowX) && (ink.left < edge.left - 1.5 || ink.right > edge.right + 1.5))
        || (cuts(overflowY) && (ink.top < edge.top - 1.5 || ink.bottom > edge.bottom + 1.5)));
      if (outside) { cut.push(`${said(node)} is cut by ${box.className || box.tagName}`); break; }
    }
  }
  return cut;
}"""
)
COLLIDING = (
    "() => {"
    + TEXTS
    + """
  const inks = texts().flatMap((node) => clipped(node).map((ink) => ({ node, ink })));
  inks.sort((a, b) => a.ink.top - b.ink.top);
  const found = new Set();
  inks.forEach(({ node, ink }, place) => {
    for (let next = place + 1; next < inks.length && inks[next].ink.top < ink.bottom - 2; next += 1) {
      const other = inks[next];
      if (other.node === node) continue;
      const wide = Math.min(ink.right, other.ink.right) - Math.max(ink.left, other.ink.left);
      const high = Math.min(ink.bottom, other.ink.bottom) - Math.max(ink.top, other.ink.top);
      if (wide > 2 && high > 2) found.add(`${said(node)} over ${said(other.node)}`);
    }
  });
  return [...found];
}"""
)
COVERED = """(chosen) => {
  const boxes = [...document.querySelectorAll(chosen)].map((e) => [e, e.getBoundingClientRect()])
    .filter(([, b]) => b.width > 0 && b.height > 0);
  const name = (e) => e.id || e.className || e.tagName;
  const found = [];
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (a.contains(b) || b.contains(a)) return;
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 1 && high > 1) found.push(`${name(a)} over ${name(b)} by ${wide.toFixed()} x ${high.toFixed()}`);
  }));
  return found;
}"""
CANVASES = """() => {
  const found = [];
  const walk = (root) => root.querySelectorAll("*").forEach((e) => {
    if (e.tagName === "CANVAS") found.push(e);
    if (e.shadowRoot) walk(e.shadowRoot);
  });
  walk(document);
  return found.filter((canvas) => canvas.width > 0 && canvas.height > 0).length;
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


def faults(page: Page | Frame, boxes: str) -> list[str]:
    """Sentences on texts that are cut or lie over each other, and on `boxes` (a CSS selector) that intersect."""
    return [*page.evaluate(CUT), *page.evaluate(COLLIDING), *page.evaluate(COVERED, boxes)]
