// Dashboards in frames: the next is drawn behind the one that is shown, and takes its place when it is whole. What does
// not get ready leaves the last picture standing.
"use strict";

const DRAWN_AT = 1.5;
const READY_MS = 90000;
const FADE_MS = 600;

class Stage {
  constructor(place, type) {
    this.place = place;
    this.type = type;
    this.shown = null;
    this.coming = null;
    this.squares = [];
    window.addEventListener("resize", () => this.fit());
    window.addEventListener("message", (event) => this.hear(event));
    this.onTouched = () => {};
    this.onKey = () => {};
    this.onLost = () => {};
  }

  // How many wall pixels a pixel of a frame is.
  scale() {
    return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 * DRAWN_AT * this.type;
  }

  fit() {
    const scale = this.scale();
    for (const frame of this.place.querySelectorAll("iframe")) {
      frame.style.width = this.place.clientWidth / scale + "px";
      frame.style.height = this.place.clientHeight / scale + "px";
      frame.style.transform = `scale(${scale})`;
    }
  }

  // Resolves to whether the dashboard came to be shown.
  show(stop) {
    if (this.coming) this.leave(this.coming);
    const frame = document.createElement("iframe");
    frame.className = "coming";
    frame.title = stop.title;
    this.place.append(frame);
    this.fit();
    frame.src = stop.src;
    this.coming = frame;
    return new Promise((resolve) => {
      frame.answer = resolve;
      frame.waiting = setTimeout(() => this.leave(frame), READY_MS);
    });
  }

  leave(frame) {
    clearTimeout(frame.waiting);
    if (this.coming === frame) this.coming = null;
    this.empty(frame);
    frame.answer(false);
  }

  empty(frame) {
    frame.src = "about:blank";
    frame.remove();
  }

  arrive(frame) {
    clearTimeout(frame.waiting);
    this.coming = null;
    const before = this.shown;
    this.shown = frame;
    frame.classList.remove("coming");
    this.place.querySelector(".opening")?.remove();
    if (before) {
      before.classList.add("going");
      setTimeout(() => this.empty(before), FADE_MS);
    }
    this.tell({ squares: this.squares });
    frame.answer(true);
  }

  hear(event) {
    if (event.origin !== location.origin || !event.data || !event.data.wall) return;
    const from = (frame) => frame && event.source === frame.contentWindow;
    if (event.data.wall === "ready" && from(this.coming)) this.arrive(this.coming);
    if (!from(this.shown)) return;
    if (event.data.wall === "touched") this.onTouched();
    if (event.data.wall === "key") this.onKey(event.data.key);
    if (event.data.wall === "lost") this.onLost();
  }

  tell(what) {
    if (this.shown) this.shown.contentWindow.postMessage(what, location.origin);
  }

  mark(squares) {
    this.squares = squares;
    this.tell({ squares });
  }
}
