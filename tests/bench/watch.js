// Notes when a canvas was last drawn on or a piece of the page last changed, how many canvases were painted in all
// frames, and when the pointer was last dragged and let go.
(() => {
  const seen = (window.seen = { changed: 0, released: 0, dragged: 0, draws: 0 });
  const painted = new Set();
  const paint = (canvas) => {
    if (painted.has(canvas)) return;
    if (!painted.size) requestAnimationFrame(() => painted.clear());
    painted.add(canvas);
    seen.draws += 1;
  };
  const note = () => { seen.changed = performance.now(); };
  for (const name of ["fill", "stroke", "fillRect", "strokeRect", "clearRect", "drawImage", "fillText"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      note();
      paint(this.canvas);
      return draw.apply(this, given);
    };
  }
  addEventListener("pointermove", (event) => { if (event.buttons) seen.dragged = performance.now(); }, true);
  addEventListener("pointerup", () => { seen.released = performance.now(); }, true);
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
})();
