// Notes when a canvas was last drawn on or a piece of the page last changed, and when the pointer was last let go.
(() => {
  const seen = (window.seen = { changed: 0, released: 0 });
  const note = () => { seen.changed = performance.now(); };
  for (const name of ["fill", "stroke", "fillRect", "strokeRect", "clearRect", "drawImage", "fillText"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      note();
      return draw.apply(this, given);
    };
  }
  addEventListener("pointerup", () => { seen.released = performance.now(); }, true);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
})();
