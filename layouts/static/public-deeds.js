// What a reader does: choose, share, download, read a definition; and the page about privacy.
"use strict";

const locate = () => navigator.geolocation.getCurrentPosition(
  ({ coords }) => {
    const key = districtAt(coords.longitude, coords.latitude);
    if (key) change({ district: key });
    say(key ? words("located", { name: areaName(key) }) : words("not_located"));
  },
  () => say(words("not_located")));

const share = async () => {
  const [title, url] = [document.title, location.href];
  if (navigator.share) {
    await navigator.share({ title, url }).catch(() => {});
    return;
  }
  const field = document.createElement("textarea");
  field.value = url;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  say(words("copied"));
};

const quoted = (text) => (/[",\n]/.test(String(text)) ? `"${String(text).replaceAll('"', '""')}"` : text);

// What the page shows as one CSV file: definition, licence and snapshot first, as comments.
const csvOf = (ids, state) => {
  const notes = [`${named(frame().names)}, ${areaName(state.key)}`, ...(frame().synthetic ? [words("synthetic")] : []),
    words("foot", { period: frame().as_of, day: frame().as_of, snapshot: frame().snapshot }), words("note", { k: frame().rule.fewest })];
  const about = ids.flatMap((id) => [`${id}: ${named(metricOf(id).names)}. ${named(metricOf(id).definition)}`,
    ...cellsOf(id).sources.map((source) => `${id}: ${source[language === "zh" ? "name_zh" : "name_en"]}, ${source.publisher}; ${words("licence")}: ${source.licence}`)]);
  const rows = ids.flatMap((id) => {
    const key = shownKey(id, state.key);
    return cellsOf(id).periods.map(([period, start, end]) => [id, key, period, start, end, valueOf(id, key, period), unitOf(metricOf(id))]);
  });
  const lines = [...notes, ...about].map((note) => `# ${note.replaceAll("\n", " ")}`);
  const head = ["metric", "district", "period", "start", "end", "value", "unit"];
  const cell = (value) => quoted(value === HIDDEN ? "hidden" : value ?? "");
  return "\ufeff" + [...lines, head.join(","), ...rows.map((row) => row.map(cell).join(","))].join("\r\n");
};

const download = () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csvOf(cardIds(), readState())], { type: "text/csv" }));
  link.download = `${frame().city}-${TOLD.page}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
};

let opener = null;
const showInfo = (id, from) => {
  const metric = metricOf(id);
  const cells = cellsOf(id);
  const sources = cells.sources.map((source) => `<li>${safe(source[language === "zh" ? "name_zh" : "name_en"])}, ${safe(source.publisher)}. ${safe(words("licence"))}: ${safe(source.licence)}</li>`);
  const caveats = (metric.caveats || []).map((caveat) => `<li>${safe(named(caveat))}</li>`);
  const data = ["csv", "json"].map((kind) => `<a href="${TOLD.base}data/v1/${id}.${kind}">${safe(words(`data.${kind}`))}</a>`);
  const dialog = document.getElementById("pop");
  dialog.innerHTML = `<button type="button" class="close" data-close aria-label="${safe(words("close"))}">✕</button><h2 id="pop-title">${safe(named(metric.names))}</h2><p>${safe(named(metric.definition))}</p>${
    caveats.length ? `<h3>${safe(words("caveats"))}</h3><ul>${caveats.join("")}</ul>` : ""}<h3>${safe(words("source"))}</h3><ul>${sources.join("")}</ul><p class="notes"><span>${safe(metric.source)}</span></p><p class="data">${safe(words("download"))}: ${data.join(" · ")}${
    TOLD.served ? ` · <a href="${TOLD.base}embed/${id}/card${location.search}">${safe(words("embed"))}</a>` : ""}</p>`;
  opener = from;
  dialog.showModal();
};

const privacyPage = () => {
  const rule = frame().rule;
  const said = [words("rule.rows"), words("rule.small", { k: rule.fewest }), words("rule.time"),
    words("rule.places", { side: rule.grid_m, k: rule.fewest, addresses: rule.addresses, shown: number(rule.places_rows), left: number(rule.places_left_out) }),
    rule.sensitive ? words("rule.sensitive", { n: rule.sensitive }) : "", words("rule.test")].filter(Boolean);
  const rows = frame().effects.map((effect) => [named(metricOf(effect.metric).names), ...["cells", "small", "complements", "not_named"].map((name) => number(effect[name]))]);
  const head = [words("metric"), words("effect.cells"), words("effect.small"), words("effect.complements"), words("effect.named")];
  const links = Object.keys(frame().metrics).map((id) => `<tr><th scope="row">${safe(named(metricOf(id).names))}</th><td><a href="${TOLD.base}data/v1/${id}.csv">CSV</a></td><td><a href="${TOLD.base}data/v1/${id}.json">JSON</a></td></tr>`);
  return { about: [`<div><h1>${safe(words("privacy"))}</h1><h2>${safe(words("rule.title"))}</h2>${said.map((one) => `<p>${safe(one)}</p>`).join("")}
    <h2>${safe(words("effect.title"))}</h2><p>${safe(words("effect.said", { hidden: number(rule.hidden), cells: number(rule.cells), share: number((100 * rule.hidden) / rule.cells, 1) }))}</p><div class="scroll" tabindex="0" role="region" aria-label="${safe(words("effect.title"))}">${tableHtml("", head, rows).replace("<caption></caption>", "")}</div>
    <h2 id="open">${safe(words("open.title"))}</h2><p>${safe(words("open.said"))} <code>data/v1/METRIC.csv${TOLD.served ? "?district=&amp;from=&amp;to=&amp;by=" : ""}</code></p><div class="scroll" tabindex="0" role="region" aria-label="${safe(words("open.title"))}"><table><tbody>${links.join("")}</tbody></table></div></div>`] };
};

const DEEDS = {
  locate: () => locate(),
  share: () => share(),
  download: () => download(),
  close: (button) => button.closest("dialog").close(),
  info: (button, id) => showInfo(id, button),
  period: (_button, id) => change({ period: id === "latest" ? "" : id }),
  month: (_strip, id) => change({ period: readState().period === id ? "" : id }),
  view: (_button, view) => change({ view }),
  district: (_button, key) => change({ district: readState().key === key ? "" : key }),
  theme: (_button, theme) => change({ theme }),
  lang: (_button, lang) => {
    const query = new URLSearchParams(location.search);
    query.set("lang", lang);
    location.search = query.toString().replaceAll("%2F", "/");
  },
};

// Drawing the pointer along a trend goes through its months; everything on the page follows.
let drawn = null;
const beginDrawing = (event) => {
  const svg = event.button === 0 && event.target.closest?.("[data-month]")?.ownerSVGElement;
  if (!svg) return;
  const strips = [...svg.querySelectorAll("[data-month]")];
  const [first, last] = [strips[0], strips.at(-1)].map((strip) => strip.getBoundingClientRect());
  drawn = { months: strips.map((strip) => strip.dataset.month), left: first.left, width: last.right - first.left, moved: false };
};
const keepDrawing = ({ clientX, buttons }) => {
  if (!drawn || !buttons) return;
  const place = Math.floor(((clientX - drawn.left) / drawn.width) * drawn.months.length);
  const month = drawn.months[Math.max(0, Math.min(drawn.months.length - 1, place))];
  if (month === readState().period) return;
  change({ period: month }, drawn.moved);
  drawn.moved = true;
};

const listen = () => {
  document.addEventListener("pointerdown", beginDrawing);
  document.addEventListener("pointermove", keepDrawing);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { drawn = null; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button, [data-district], [data-month]");
    if (!button) return;
    for (const [name, value] of Object.entries(button.dataset)) DEEDS[name]?.(button, value);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "district") change({ district: target.value });
    if (target.id === "month") change({ period: target.value });
    if ("fill" in target.dataset) change({ metric: target.value }, true);
  });
  const dialog = document.getElementById("pop");
  dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog?.addEventListener("close", () => opener && document.contains(opener) && opener.focus());
};
