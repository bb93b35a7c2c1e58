// The wall: rotation, take-over by alerts, the remote control's acts, and a watchdog that never leaves a grey screen.
"use strict";

const SILENT_MS = 10000;
const RETRY_MS = 3000;
const SHIFTS = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2]];
const RING = 100;

const one = (selector) => document.querySelector(selector);
const say = (name, text) => {
  const place = one(`[data-say="${name}"]`);
  if (place.textContent !== text) place.textContent = text;
};
const kept = (name, make) => {
  if (!sessionStorage.getItem(name)) sessionStorage.setItem(name, make());
  return sessionStorage.getItem(name);
};
const wallId = kept("wall", () =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join(""));

class Wall {
  constructor() {
    this.clock = new CityClock();
    this.stage = new Stage(one(".stage"), parseFloat(document.body.dataset.type));
    this.state = null;
    this.place = -1;
    this.stop = null;
    this.left = 0;
    this.held = false;
    this.touched = 0;
    this.taken = null;
    this.busy = null;
    this.heard = performance.now();
    this.lost = false;
    this.met = new Set(JSON.parse(sessionStorage.getItem("met") || "[]"));
    this.stage.onTouched = () => this.touch();
    this.stage.onKey = (key) => this.key(key);
    this.stage.onLost = () => { this.refill = true; };
  }

  start() {
    this.listen();
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      this.tick(Math.min(now - last, 5000) / 1000);
      last = now;
    }, 250);
    document.addEventListener("keydown", (event) => { this.key(event.key); });
    one(".play").addEventListener("click", () => this.key(" "));
    one(".alerts").addEventListener("click", (event) => {
      const rows = [...one(".alerts").querySelectorAll(".row:not(.head)")];
      const place = rows.indexOf(event.target.closest(".row"));
      if (place >= 0) this.open(place);
    });
    window.addEventListener("resize", fitShell);
    let hidden;
    document.addEventListener("pointermove", () => {
      document.body.classList.add("used");
      clearTimeout(hidden);
      hidden = setTimeout(() => document.body.classList.remove("used"), 3000);
    });
  }

  // ---- the server's voice

  listen() {
    if (this.events) this.events.close();
    const query = new URLSearchParams({ wall: wallId, lang: document.body.dataset.lang, theme: document.body.dataset.theme });
    this.events = new EventSource(`/wall/events?${query}`);
    const hear = (name, what) => this.events.addEventListener(name, (event) => {
      this.heard = performance.now();
      what(JSON.parse(event.data));
    });
    hear("state", (state) => this.show(state));
    hear("beat", (beat) => this.beat(beat));
    hear("act", ({ act, value }) => this.act(act, value));
    hear("over", (sentence) => { this.over = sentence; this.trouble(sentence); });
    hear("trouble", (sentence) => this.trouble(sentence));
    this.events.addEventListener("error", () => this.refused());
    this.tried = performance.now();
  }

  // A stream that the server has refused: a link that has ended is said, a server that is away is waited for.
  async refused() {
    if (this.over || this.events.readyState !== EventSource.CLOSED) return;
    const answer = await fetch(location.pathname + location.search, { cache: "no-store" }).catch(() => null);
    if (!answer || answer.status !== 403) return;
    this.over = await this.sentence(answer);
    this.trouble(this.over);
  }

  beat({ boot, clock }) {
    this.clock.hear(clock);
    if (this.boot && this.boot !== boot) return this.renew();
    this.boot = boot;
    if (this.lost) {
      this.lost = false;
      this.refill = true;
      document.body.classList.remove("lost");
    }
    if (!this.over) this.trouble("");
    return undefined;
  }

  // A new server may have new pages: load anew, but only when the page can be had, so that a picture always stands.
  async renew() {
    if (this.renewing) return;
    this.renewing = true;
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      if (answer.ok) return location.reload();
      this.trouble(await this.sentence(answer));
    } catch (error) {
      this.heard = Math.min(this.heard, performance.now() - SILENT_MS);
    }
    this.renewing = false;
  }

  async sentence(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return (page.querySelector("main p") || page.body).textContent.trim();
  }

  watch() {
    const silent = performance.now() - this.heard;
    if (this.over || silent < SILENT_MS) return;
    if (!this.lost) {
      this.lost = true;
      const at = this.clock.now();
      this.lostAt = this.clock.text(at === null ? null : at - silent * this.clock.told.speed);
      document.body.classList.add("lost");
    }
    this.trouble(one(".trouble").dataset.lost.replace("{when}", this.lostAt));
    if (performance.now() - this.tried > RETRY_MS) this.listen();
  }

  trouble(sentence) {
    const place = one(".trouble");
    place.hidden = !sentence;
    if (place.firstElementChild.textContent !== sentence) place.firstElementChild.textContent = sentence;
  }

  show(state) {
    this.state = state;
    for (const part of ["freshness", "alerts"]) {
      const place = one(`[data-html="${part}"]`);
      if (place.innerHTML !== state[part]) place.innerHTML = state[part];
    }
    fitShell();
    this.stage.mark(state.squares);
  }

  // ---- rotation

  stops() {
    const part = this.clock.told && !this.clock.isDay(this.state.day) ? "night" : "day";
    document.body.classList.toggle("night", part === "night");
    return this.state.stops[part];
  }

  tick(seconds) {
    this.watch();
    say("clock", this.clock.text());
    say("date", this.clock.told ? this.clock.day(document.body.dataset.locale) : "");
    this.shift();
    if (!this.state || !this.clock.told) return;
    if (this.held && performance.now() - this.touched > this.state.idle_seconds * 1000) this.goOn();
    if (!this.held) this.left -= seconds;
    this.ring();
    if (this.busy || this.lost) return;
    this.alarm();
    if (this.busy) return;
    if (this.refill && this.stop) {
      this.refill = false;
      this.load(this.stop, this.left);
    } else if (this.left <= 0) {
      if (this.taken) this.giveBack();
      else this.step(1);
    }
  }

  step(by) {
    const stops = this.stops();
    this.place = (((this.place + by) % stops.length) + stops.length) % stops.length;
    return this.load(stops[this.place]);
  }

  async load(stop, left = stop.seconds) {
    this.busy = stop;
    const arrived = await this.stage.show(stop);
    if (this.busy !== stop) return false;
    this.busy = null;
    this.left = arrived || this.stop ? Math.max(left, 5) : 1;
    if (arrived) this.name(stop);
    return arrived;
  }

  name(stop) {
    this.stop = stop;
    say("title", stop.title);
    say("other", stop.other);
    const place = one('[data-say="stops"]');
    place.replaceChildren(...this.stops().map(({ name, title }) => {
      const item = document.createElement("span");
      item.textContent = title;
      item.classList.toggle("cur", name === stop.name);
      return item;
    }));
    fitShell();
  }

  ring() {
    const whole = this.stop ? this.stop.seconds : 1;
    const left = Math.max(0, Math.min(1, this.left / whole));
    one(".ring .left").style.strokeDashoffset = String(RING * (1 - left));
    document.body.classList.toggle("held", this.held);
    document.body.classList.toggle("taken", Boolean(this.taken));
    const words = one('[data-say="next"]').dataset;
    say("next", this.held ? words.held : this.taken ? words.takeover : words.next.replace("{s}", Math.max(0, Math.ceil(this.left))));
  }

  // A picture that stands still burns in: once an hour it moves by two pixels.
  shift() {
    const at = this.clock.now();
    const [x, y] = SHIFTS[at === null ? 0 : Math.floor(at / 3600000) % SHIFTS.length];
    const style = document.body.style;
    if (style.getPropertyValue("--shift-x") !== x + "px") style.setProperty("--shift-x", x + "px");
    if (style.getPropertyValue("--shift-y") !== y + "px") style.setProperty("--shift-y", y + "px");
  }

  // ---- hands

  touch() {
    this.held = true;
    this.touched = performance.now();
  }

  goOn() {
    this.held = false;
    this.left = Math.min(this.left, 1);
  }

  key(key) {
    if (!this.state) return;
    if (key === " ") return this.held ? this.goOn() : this.touch();
    if (key === "Escape") return this.goOn();
    if (key === "r" || key === "R") return this.invite();
    if (key === "ArrowRight" || key === "ArrowLeft") {
      this.touch();
      this.endTakeover();
      return this.step(key === "ArrowRight" ? 1 : -1);
    }
    if (/^[1-9]$/.test(key)) return this.open(Number(key) - 1);
    return undefined;
  }

  // Drill into an alert's page and place.
  open(place) {
    const row = this.state.rows[place];
    if (!row) return undefined;
    this.touch();
    return this.load(row.stop);
  }

  act(act, value) {
    if (!this.state) return;
    one(".code").hidden = true;
    if (act === "paired") return undefined;
    if (act === "go_on") return void this.goOn();
    if (act === "next") return void this.key("ArrowRight");
    if (act === "previous") return void this.key("ArrowLeft");
    this.touch();
    if (act === "show") {
      const known = [...this.state.stops.day, ...this.state.stops.night].find(({ name }) => name === value);
      if (known) this.load(known);
    }
    if (act === "alert") this.open(this.state.rows.findIndex(({ id }) => String(id) === value));
    if (act === "district") this.drill("district", value);
    if (act === "clear") this.drill("clear_all", "");
  }

  // What is on its way to the screen is waited for: it is what the hand meant.
  async drill(what, value) {
    while (this.busy) await new Promise((resolve) => { setTimeout(resolve, 200); });
    this.stage.tell({ do: what, value });
  }

  async invite() {
    this.touch();
    const answer = await fetch("/wall/code", {
      method: "POST", headers: { "Content-Type": "application/json", "X-OneScreen": "1" }, body: JSON.stringify({ wall: wallId }),
    }).catch(() => null);
    if (!answer || !answer.ok) return;
    const { code } = await answer.json();
    say("digits", code);
    say("remote", `${location.host}/remote`);
    one(".code").hidden = false;
    clearTimeout(this.inviting);
    this.inviting = setTimeout(() => { one(".code").hidden = true; }, 120000);
  }

  // ---- alerts

  alarm() {
    const known = new Set(this.state.rows.map(({ id }) => id));
    const fresh = this.state.rows.find(({ id, takes_over }) => takes_over && !this.met.has(id));
    if (this.taken && (!known.has(this.taken.id) || !this.state.rows.find(({ id }) => id === this.taken.id).takes_over)) {
      this.endTakeover();
      this.left = 0;
    }
    if (!fresh || this.taken || this.held || this.busy || !this.stop) return;
    this.met.add(fresh.id);
    sessionStorage.setItem("met", JSON.stringify([...this.met].slice(-200)));
    this.back = { stop: this.stop, left: this.left };
    this.taken = fresh;
    const banner = one(".banner");
    banner.innerHTML = fresh.banner;
    banner.hidden = false;
    this.load(fresh.stop);
  }

  endTakeover() {
    this.taken = null;
    one(".banner").hidden = true;
  }

  giveBack() {
    this.endTakeover();
    const { stop, left } = this.back;
    this.load(stop, left);
  }
}

window.wall = new Wall();
window.wall.start();
