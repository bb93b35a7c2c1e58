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

const options = () => {
  const finest = frame().levels.find((level) => level.id === frame().map_level);
  const parents = finest.parent ? frame().areas[finest.parent].filter((area) => area.rings) : [];
  const byName = (one, other) => named(one).localeCompare(named(other), LOCALES[language]);
  const option = (level, area) => `<option value="${safe(`${level}/${area.id}`)}">${safe(named(area))}</option>`;
  const own = areasOf(finest.id);
  const grouped = parents.map((parent) => `<optgroup label="${safe(named(parent))}">${option(finest.parent, parent)}${own.filter((area) => area.parent === parent.id).sort(byName).map((area) => option(finest.id, area)).join("")}</optgroup>`);
  const rest = own.filter((area) => !parents.some((parent) => parent.id === area.parent)).sort(byName);
  const others = frame().levels.filter((level) => level.id !== finest.id && level.id !== finest.parent).map((level) =>
    `<optgroup label="${safe(named(level.names))}">${areasOf(level.id).map((area) => option(level.id, area)).join("")}</optgroup>`);
  return `<option value="">${safe(words("whole"))}</option>${rest.map((area) => option(finest.id, area)).join("")}${grouped.join("")}${others.join("")}`;
};

const mine = once(() => `<div class="mine"><label for="district">${safe(words("mine"))}</label><div class="row"><select id="district">${options()}</select>${
  navigator.geolocation && isSecureContext ? `<button type="button" class="button" data-locate>${safe(words("locate"))}</button>` : ""}</div></div>`);

const periodIds = once(() => [...new Set(cardIds().flatMap((id) => months(id).map((month) => month.id)))].sort().reverse());

const when = ({ period }) => {
  const spans = ["latest", "3m", "12m"].map((id) => `<button type="button" data-period="${id}" aria-pressed="${period === id}">${safe(words(`period.${id}`))}</button>`);
  const chosen = /^\d{4}-/.test(period) ? period : "";
  const listed = periodIds().map((id) => `<option value="${id}"${id === chosen ? " selected" : ""}>${safe(monthName(id))}</option>`);
  return `<div class="when"><span class="label" id="when">${safe(words("period"))}</span><div class="row"><div class="switch" role="group" aria-labelledby="when">${spans.join("")}</div><label class="month"><span class="vh">${safe(words("period.month"))}</span><select id="month" class="${chosen ? "on" : ""}"><option value="">${safe(words("period.month"))}</option>${listed.join("")}</select></label></div></div>`;
};

const cardIds = once(() => TOLD.views.filter((view) => view.kind === "card").flatMap((view) => view.metrics));

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
  return [`<div><h2>${safe(words("summary.title", { name: areaName(state.key) }))}</h2><p>${safe(said)}</p></div>`,
    mapSvg({ metric: fillOf(state), level: frame().map_level, period: state.period, small: true }),
    `<p class="counts">${counts.map(([one, count]) => `<span class="state ${one}">${glyph(one)}<span>${safe(words(`state.${one}`))} ${count}</span></span>`).join("")}</p>`];
};

// The page in groups, each a list of elements as text.
const dashboard = (state) => {
  const cards = cardIds().map((id) => cardHtml(id, state));
  const { title, question } = TOLD.pages[TOLD.page];
  return {
    title: [`<h1>${safe(named(title))}</h1>`, `<p class="question">${safe(named(question))}</p>`],
    controls: [mine(), when(state)],
    summary: summary(state),
    cards: cards.slice(0, FIRST_CARDS),
    tiles: TOLD.views.filter((view) => TILES[view.kind]).flatMap((view) => TILES[view.kind](view, state)).filter(Boolean),
    rest: cards.length > FIRST_CARDS ? [`<h2>${safe(words("more.cards"))}</h2>`] : [],
    more: cards.slice(FIRST_CARDS),
    end: [`<p class="privacy"><b>${safe(words("privacy"))}</b> ${safe(words("note", { k: frame().rule.fewest }))} <a href="${TOLD.base}privacy${TOLD.suffix}?lang=${language}">${safe(words("note.link"))}</a></p>`, bottom(state)],
  };
};

const ICONS = {
  dark: '<path d="M15.5 12.6A6.6 6.6 0 0 1 7.4 4.5a6.6 6.6 0 1 0 8.1 8.1Z"/>',
  light: '<circle cx="10" cy="10" r="3.6"/><path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4"/>',
  download: '<path d="M10 2.5v9.5M6 8.3l4 4 4-4M3 16.8h14"/>',
  share: '<path d="M10 12V2.5M6.2 6.2 10 2.4l3.8 3.8M4 9.5v8h12v-8"/>',
};
const icon = (name) => `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg>`;

const bottom = (state) => `<div class="bottom"><div class="switch" role="group"><button type="button" data-view="" aria-pressed="${!state.tables}">${safe(words("view"))}</button><button type="button" data-view="tables" aria-pressed="${state.tables}">${safe(words("view.table"))}</button></div><button type="button" class="button" data-download>${icon("download")}${safe(words("download"))}</button><button type="button" class="button" data-share>${icon("share")}${safe(words("share"))}</button></div>`;

const titleOf = (name) => (TOLD.pages[name] ? named(TOLD.pages[name].title) : words("privacy"));

// What stands around the figures: settings, names of the pages, the foot.
const headings = (state) => {
  if (!document.getElementById("sets")) return;
  const theme = state.theme === "dark" ? "light" : "dark";
  put("sets", [`<button type="button" class="button theme" data-theme="${theme}" aria-label="${safe(words(theme === "dark" ? "theme" : "theme.light"))}">${icon(theme)}</button>`,
    `<div class="switch" role="group" aria-label="${safe(words("language"))}">${LANGUAGES.map((one) => `<button type="button" data-lang="${one}" lang="${one}" aria-pressed="${one === language}">${one === "zh" ? "中文" : "English"}</button>`).join("")}</div>`]);
  document.title = `${titleOf(TOLD.page)} · ${named(frame().names)} · ${words("product")}`;
  put("city", [`<b>${safe(named(frame().names))}</b>`, ...(frame().synthetic ? [`<span>${safe(words("synthetic"))}</span>`] : [])]);
  put("nav", TOLD.nav.map((name) => `<a href="${TOLD.base}${name}${TOLD.suffix}${safe(location.search)}"${name === TOLD.page ? ' aria-current="page"' : ""}>${safe(titleOf(name))}</a>`));
  put("skip", [`<span>${safe(words("skip"))}</span>`]);
  const first = cardIds()[0];
  const told = { day: dayName(frame().as_of), snapshot: frame().snapshot };
  const said = first ? words("foot", { ...told, period: spanName(cellsOf(first).periods[placeOf(first, "latest")]) }) : words("foot.undated", told);
  put("foot", [`<span>${safe(said)}</span>`]);
};

// Elements whose text is the same as before stay as they are: a page follows a finger by little work.
const put = (() => {
  const before = new Map();
  return (name, texts) => {
    const [group, old] = [document.getElementById(name), before.get(name)];
    before.set(name, texts);
    if (old?.length !== texts.length) group.innerHTML = texts.join("");
    else texts.forEach((text, place) => { if (text !== old[place]) group.children[place].outerHTML = text; });
  };
})();

// Redrawing must not throw a keyboard user back to the top of the page.
const focusName = () => {
  const held = document.activeElement;
  if (!held || held === document.body) return null;
  if (held.id) return `#${held.id}`;
  const [name, value] = Object.entries(held.dataset || {})[0] || [];
  return name ? `[data-${name}="${CSS.escape(value)}"]` : null;
};

const drawMain = (groups) => {
  const names = Object.keys(groups);
  if (!document.getElementById(names[0])) main.innerHTML = names.map((name) => `<div id="${name}" class="${name}"></div>`).join("");
  for (const name of names) put(name, groups[name]);
};

const draw = () => {
  const state = readState();
  const [focused, held, open] = [document.activeElement, focusName(), main.querySelector("details")?.open];
  html.className = `${state.theme}${state.tables ? " tables" : ""}`;
  html.lang = language === "zh" ? "zh-Hans" : "en";
  headings(state);
  drawMain(TOLD.embed ? embedded(state) : TOLD.pages[TOLD.page] ? dashboard(state) : privacyPage());
  if (open) main.querySelector("details").open = true;
  for (const bar of main.querySelectorAll("[data-width]")) bar.style.width = `${bar.dataset.width}%`;
  for (const svg of main.querySelectorAll("svg.map")) outline(svg, state.key);
  const district = document.getElementById("district");
  if (district) district.value = state.key === WHOLE ? "" : state.key;
  if (held && !document.contains(focused)) document.querySelector(held)?.focus({ preventScroll: true });
  html.dataset.drawn = String(Number(html.dataset.drawn || 0) + 1);
};

const embedded = (state) => {
  const { metric, view } = TOLD.embed;
  const drawn = view === "card" ? cardHtml(metric, state) : TILES[view]({ kind: view, metrics: [metric], by: "category", points: [] }, state);
  const source = `<p class="notes"><a href="${TOLD.base}${TOLD.page}?${safe(new URLSearchParams(location.search))}" target="_blank" rel="noopener">${safe(`${words("product")} · ${named(frame().names)}`)}</a>${frame().synthetic ? `<span>${safe(words("synthetic"))}</span>` : ""}</p>`;
  return { view: [...[drawn].flat().filter(Boolean), source] };
};

const start = () => {
  const shown = TOLD.embed ? [TOLD.embed.metric] : TOLD.views.flatMap((view) => view.metrics);
  if (!["frame", ...shown].every((name) => arrived.has(name))) {
    document.getElementById("waiting").textContent = words("failed");
    return;
  }
  draw();
  listen();
  html.dataset.ready = "";
};

window.addEventListener("popstate", () => draw());
window.addEventListener("DOMContentLoaded", start);
