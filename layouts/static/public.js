// The page: what is chosen stands in the address, and everything is drawn from it.
"use strict";

const FIRST_CARDS = 5;
const main = document.getElementById("main");
const html = document.documentElement;

const readState = () => {
  const query = new URLSearchParams(location.search);
  const level = query.get("district") ? levelOf(query.get("district")) : null;
  const period = query.get("period") || "latest";
  return {
    key: level ? `${level}/${query.get("district").split("/").at(-1)}` : WHOLE,
    period: /^(latest|3m|12m|\d{4}-\d{2})$/.test(period) ? period : "latest",
    fill: query.get("metric"),
    tables: query.get("view") === "tables",
    theme: query.get("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"),
  };
};

const change = (changes, replace = false) => {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value); else query.delete(name);
  }
  const text = query.toString().replaceAll("%2F", "/");
  history[replace ? "replaceState" : "pushState"](null, "", location.pathname + (text ? `?${text}` : ""));
  draw();
};

const say = (text) => { document.getElementById("said").textContent = text; };

const options = (state) => {
  const finest = frame().levels.find((level) => level.id === frame().map_level);
  const parents = finest.parent ? frame().areas[finest.parent].filter((area) => area.rings) : [];
  const byName = (one, other) => named(one).localeCompare(named(other), LOCALES[language]);
  const option = (level, area) => `<option value="${safe(`${level}/${area.id}`)}"${state.key === `${level}/${area.id}` ? " selected" : ""}>${safe(named(area))}</option>`;
  const own = areasOf(finest.id);
  const grouped = parents.map((parent) => `<optgroup label="${safe(named(parent))}">${option(finest.parent, parent)}${own.filter((area) => area.parent === parent.id).sort(byName).map((area) => option(finest.id, area)).join("")}</optgroup>`);
  const rest = own.filter((area) => !parents.some((parent) => parent.id === area.parent)).sort(byName);
  const others = frame().levels.filter((level) => level.id !== finest.id && level.id !== finest.parent).map((level) =>
    `<optgroup label="${safe(named(level.names))}">${areasOf(level.id).map((area) => option(level.id, area)).join("")}</optgroup>`);
  return `<option value="">${safe(words("whole"))}</option>${rest.map((area) => option(finest.id, area)).join("")}${grouped.join("")}${others.join("")}`;
};

const periodIds = () => [...new Set(cardIds().flatMap((id) => months(cellsOf(id)).map((month) => month.id)))].sort().reverse();

const controls = (state) => {
  const spans = ["latest", "3m", "12m"].map((id) => `<button type="button" data-period="${id}" aria-pressed="${state.period === id}">${safe(words(`period.${id}`))}</button>`);
  const month = /^\d{4}-/.test(state.period) ? state.period : "";
  return `<div class="controls"><div class="mine"><label for="district">${safe(words("mine"))}</label><div class="row"><select id="district">${options(state)}</select>${
    navigator.geolocation && isSecureContext ? `<button type="button" class="button" data-locate>${safe(words("locate"))}</button>` : ""}</div></div>
    <div class="when"><span class="label" id="when">${safe(words("period"))}</span><div class="row"><div class="switch" role="group" aria-labelledby="when">${spans.join("")}</div><label class="month"><span class="vh">${safe(words("period.month"))}</span><select id="month" class="${month ? "on" : ""}"><option value="">${safe(words("period.month"))}</option>${periodIds().map((id) => `<option value="${id}"${id === month ? " selected" : ""}>${safe(monthName(id))}</option>`).join("")}</select></label></div></div></div>`;
};

const cardIds = () => TOLD.views.filter((view) => view.kind === "card").flatMap((view) => view.metrics);

// What the small map is filled by: the metric of the large one, where districts are told apart by it.
const fillOf = (state) => {
  const choices = TOLD.views.filter((view) => view.kind === "map").flatMap((view) => view.metrics);
  const carried = choices.filter((id) => carries(id, `${frame().map_level}/`));
  return carried.includes(state.fill) ? state.fill : carried[0] || null;
};

const summary = (state) => {
  const states = cardIds().map((id) => {
    const key = shownKey(id, state.key);
    return metricOf(id).target && typeof valueOf(id, key, state.period) === "number" ? stateOf(id, key, state.period) : null;
  }).filter((one) => one && one !== "none");
  const counts = ["off", "watch", "on"].map((one) => [one, states.filter((other) => other === one).length]).filter(([, count]) => count);
  const met = states.filter((one) => one === "on").length;
  const said = states.length ? words("summary", { met, of: states.length }) : words("summary.none");
  return `<div class="summary"><div><h2>${safe(words("summary.title", { name: areaName(state.key) }))}</h2><p>${safe(said)}</p></div>${
    mapSvg({ metric: fillOf(state), level: frame().map_level, period: state.period, chosen: state.key, small: true })}</div>
    <p class="counts">${counts.map(([one, count]) => `<span class="state ${one}">${glyph(one)}<span>${safe(words(`state.${one}`))} ${count}</span></span>`).join("")}</p>`;
};

const dashboard = (state) => {
  const ids = cardIds();
  const tiles = TOLD.views.filter((view) => TILES[view.kind]).map((view) => TILES[view.kind](view, state)).join("");
  const rest = ids.slice(FIRST_CARDS);
  const rule = frame().rule;
  return `<div class="title"><h1>${safe(named(TOLD.pages[TOLD.page].title))}</h1><p class="question">${safe(named(TOLD.pages[TOLD.page].question))}</p></div>${controls(state)}${summary(state)}
    <div class="cards first">${ids.slice(0, FIRST_CARDS).map((id) => cardHtml(id, state)).join("")}</div>
    <div class="tiles">${tiles}</div>${rest.length ? `<h2 class="rest">${safe(words("more.cards"))}</h2><div class="cards">${rest.map((id) => cardHtml(id, state)).join("")}</div>` : ""}
    <p class="privacy"><b>${safe(words("privacy"))}</b> ${safe(words("note", { k: rule.fewest }))} <a href="${TOLD.base}privacy${TOLD.suffix}?lang=${language}">${safe(words("note.link"))}</a></p>${bottom(state)}`;
};

const bottom = (state) => `<div class="bottom"><div class="switch" role="group"><button type="button" data-view="" aria-pressed="${!state.tables}">${safe(words("view"))}</button><button type="button" data-view="tables" aria-pressed="${state.tables}">${safe(words("view.table"))}</button></div><button type="button" class="button" data-download>${safe(words("download"))}</button><button type="button" class="button" data-share>${safe(words("share"))}</button></div>`;

const headings = (state) => {
  const sets = document.getElementById("sets");
  if (!sets) return;
  const synthetic = frame().synthetic ? `<span class="syn">${safe(words("synthetic"))}</span>` : "";
  const theme = state.theme === "dark" ? "light" : "dark";
  sets.innerHTML = `${synthetic}<button type="button" class="button" data-theme="${theme}">${safe(words(theme === "dark" ? "theme" : "theme.light"))}</button><div class="switch" role="group" aria-label="${safe(words("language"))}">${LANGUAGES.map((one) => `<button type="button" data-lang="${one}" lang="${one}" aria-pressed="${one === language}">${one === "zh" ? "中文" : "English"}</button>`).join("")}</div>`;
  const title = TOLD.pages[TOLD.page] ? named(TOLD.pages[TOLD.page].title) : words("privacy");
  document.title = `${title} · ${named(frame().names)} · ${words("product")}`;
  document.querySelector(".brand span").textContent = named(frame().names);
  for (const link of document.querySelectorAll("#nav a")) {
    const name = link.getAttribute("href").split("?")[0].split("/").at(-1).replace(".html", "");
    link.textContent = TOLD.pages[name] ? named(TOLD.pages[name].title) : words("privacy");
    link.href = `${TOLD.base}${name}${TOLD.suffix}${location.search}`;
  }
  document.querySelector(".skip").textContent = words("skip");
  const cells = cellsOf(cardIds()[0]) || null;
  const last = cells ? spanName(cells.periods[placeOf(cells, "latest")]) : monthName(frame().as_of);
  document.getElementById("foot").textContent = words("foot", { period: last, day: dayName(frame().as_of), snapshot: frame().snapshot });
};

// Redrawing must not throw a keyboard user back to the top of the page.
const focusName = () => {
  const held = document.activeElement;
  if (!held || held === document.body) return null;
  if (held.id) return `#${held.id}`;
  const [name, value] = Object.entries(held.dataset || {})[0] || [];
  return name ? `[data-${name}="${CSS.escape(value)}"]` : null;
};

const draw = () => {
  const state = readState();
  const [held, open] = [focusName(), main.querySelector("details")?.open];
  html.className = `${state.theme}${state.tables ? " tables" : ""}`;
  html.lang = language === "zh" ? "zh-Hans" : "en";
  headings(state);
  main.innerHTML = TOLD.embed ? embedded(state) : TOLD.pages[TOLD.page] ? dashboard(state) : privacyPage();
  if (open) main.querySelector("details").open = true;
  for (const bar of main.querySelectorAll("[data-width]")) bar.style.width = `${bar.dataset.width}%`;
  if (held) document.querySelector(held)?.focus({ preventScroll: true });
  html.dataset.drawn = String(Number(html.dataset.drawn || 0) + 1);
};

const embedded = (state) => {
  const { metric, view } = TOLD.embed;
  const drawn = view === "card" ? cardHtml(metric, state) : TILES[view]({ kind: view, metrics: [metric], by: "category", points: [] }, state);
  return `${drawn}<p class="notes"><a href="${TOLD.base}${TOLD.page}?${safe(new URLSearchParams(location.search))}" target="_blank" rel="noopener">${safe(`${words("product")} · ${named(frame().names)}`)}</a>${frame().synthetic ? `<span>${safe(words("synthetic"))}</span>` : ""}</p>`;
};

const start = async () => {
  const shown = TOLD.embed ? [TOLD.embed.metric] : TOLD.views.flatMap((view) => view.metrics);
  try {
    await load("frame");
    await Promise.all([...new Set(shown)].map(load));
  } catch {
    document.getElementById("waiting").textContent = words("failed");
    return;
  }
  draw();
  listen();
  html.dataset.ready = "";
};

window.addEventListener("popstate", () => draw());
window.addEventListener("DOMContentLoaded", start);
