// The tiles of a view, one or a list: what is drawn, and the table that says the same.
"use strict";

const glyphWord = (state) => `<span class="state ${state}">${glyph(state)}<span>${safe(words(`state.${state}`))}</span></span>`;

const targetWords = (metric) => {
  const target = metric.target;
  if (!target) return "";
  const { low, high } = target;
  if (typeof low === "number" && typeof high === "number") return words("target.range", { low: figure(low, metric), high: figure(high, metric) });
  if (typeof low === "number") return words("target.up", { value: withUnit(low, metric) });
  if (typeof high === "number") return words("target.down", { value: withUnit(high, metric) });
  return metric.direction === "neutral" ? "" : words(`target.${metric.direction === "up" ? "up" : "down"}`, { value: withUnit(target.value, metric) });
};

// The area that a metric is shown for: the chosen district where something is known of it, otherwise the city.
const shownKey = (id, key) => (knows(id, key) ? key : WHOLE);

// What a share or a quantile says, without its name: so many in a hundred, nine times in ten.
const plainWords = (metric, value) => {
  if (typeof value !== "number") return "";
  if (metric.share && value >= 0 && value <= 100) return words("plain.share", { n: number(Math.round(value)) });
  if (metric.at === 0.5) return words("plain.half", { value: withUnit(value, metric) });
  return metric.at === 0.9 ? words("plain.nine", { value: withUnit(value, metric) }) : "";
};

const changeWords = (id, key, period) => {
  const metric = metricOf(id);
  const found = changeOf(id, key, period);
  const value = valueOf(id, key, period);
  if (!found || typeof value !== "number") return "";
  const step = value - found.before;
  const shown = figure(Math.abs(step), metric);
  const size = metric.unit.id === "percent" ? words("points", { change: shown }) : withUnit(Math.abs(step), metric);
  const zero = figure(0, metric);
  const said = shown === zero ? words("same") : words(step > 0 ? "more" : "less", { change: size });
  const verdict = { signal: "signal", noise: "noise" }[found.verdict] || "untested";
  return `${safe(words("before", { value: withUnit(found.before, metric) }))} ${safe(said)} <span class="${verdict}">${safe(words(verdict))}${language === "zh" ? "。" : "."}</span>`;
};

const cardHtml = (id, { key, period }) => {
  const metric = metricOf(id);
  const shown = shownKey(id, key);
  const cells = cellsOf(id);
  const place = placeOf(id, period);
  const value = valueOf(id, shown, period);
  const hidden = value === HIDDEN;
  const state = hidden || value === null ? "none" : stateOf(id, shown, period);
  const lines = [
    hidden ? safe(words("hidden", { k: frame().rule.fewest })) : "",
    value === null ? safe(words("nothing")) : "",
    safe(plainWords(metric, value)),
    changeWords(id, shown, period),
  ].filter(Boolean);
  const notes = [
    place < 0 ? "" : spanName(cells.periods[place]),
    shown === key ? "" : words("cityonly"),
    shown !== WHOLE ? words("city", { value: withUnit(valueOf(id, WHOLE, period), metric) }) : "",
  ].filter(Boolean);
  return `<section class="card ${state}${hidden ? " hidden" : ""}" data-metric="${id}"><div class="head"><h3>${safe(named(metric.names))}</h3>${
    metric.target && !hidden && value !== null ? glyphWord(state) : ""}</div>
    <div class="face"><p class="value"><b>${safe(figure(value, metric))}</b>${typeof value === "number" && unitOf(metric) ? ` <u>${safe(unitOf(metric))}</u>` : ""} <span class="goal">${safe(targetWords(metric))}</span></p>${spark(id, shown, state)}</div>
    <p class="said">${lines.join(" ")}</p><p class="notes">${notes.map((note) => `<span>${safe(note)}</span>`).join("")}<button type="button" class="info" data-info="${id}" aria-label="${safe(words("info", { name: named(metric.names) }))}">i</button></p>
    ${twin(monthsTable(id, shown))}</section>`;
};

const twin = (html) => `<div class="twin">${html}</div>`;

const monthsTable = (id, key) => {
  const metric = metricOf(id);
  const rows = monthsOf(id, key).reverse().map((row) => [monthName(row.id), figure(row.value, metric)]);
  return tableHtml(`${named(metric.names)}, ${areaName(key)}`, [words("month"), unitOf(metric) || words("value")], rows);
};

const headOf = (title, note, id) => `<div class="head"><h3>${safe(title)}</h3><button type="button" class="info" data-info="${id}" aria-label="${safe(words("info", { name: title }))}">i</button></div><p class="notes"><span>${safe(note)}</span></p>`;

const hiddenSaid = () => `<p class="said">${safe(words("hidden", { k: frame().rule.fewest }))}</p>`;

const spanOf = (id, period) => {
  const cells = cellsOf(id);
  const place = placeOf(id, period);
  return place < 0 ? "" : spanName(cells.periods[place]);
};

const mapHtml = (view, state) => {
  const choices = view.metrics.filter((id) => frame().levels.some((level) => carries(id, `${level.id}/`)));
  const id = choices.includes(state.fill) ? state.fill : choices[0];
  if (!id) return "";
  const wanted = [levelOf(state.key === WHOLE ? "" : state.key), frame().map_level, ...frame().levels.map((one) => one.id)];
  const level = wanted.find((one) => one && carries(id, `${one}/`));
  const kinds = view.points.filter((kind) => frame().places[kind]);
  const pick = choices.length > 1 ? `<label class="pick">${safe(words("map.fill"))}<select data-fill>${choices.map((one) => `<option value="${one}"${one === id ? " selected" : ""}>${safe(named(metricOf(one).names))}</option>`).join("")}</select></label>` : "";
  const rows = areasOf(level).map((area) => [named(area), figure(valueOf(id, `${level}/${area.id}`, state.period), metricOf(id))]);
  const rule = frame().rule;
  return `<section class="tile maps">${headOf(`${words("map")} · ${named(metricOf(id).names)}`, `${spanOf(id, state.period)} · ${unitOf(metricOf(id)) || words("value")} · ${words("map.tap")}`, id)}${pick}
    ${mapSvg({ metric: id, level, period: state.period, kinds })}${legend(id, level, state.period)}${kinds.length ? `<p class="notes"><span>${safe(words("map.places", { side: rule.grid_m, k: rule.fewest, kinds: kinds.map(kindName).join(language === "zh" ? "、" : ", ") }))}</span></p>` : ""}
    ${twin(tableHtml(named(metricOf(id).names), [words("district"), unitOf(metricOf(id)) || words("value")], rows))}</section>`;
};

const kindName = (kind) => {
  const counted = Object.values(frame().metrics).find((metric) => metric.kinds?.includes(kind) && metric.additive);
  return counted ? named(counted.names) : kind;
};

const trendHtml = (view, state) => view.metrics.map((id) => {
  const key = shownKey(id, state.key);
  const svg = trendSvg(id, key, state.period);
  if (!svg && !monthsOf(id, key).some((row) => row.value === HIDDEN)) return "";
  const metric = metricOf(id);
  const note = [areaName(key), unitOf(metric), trendSaid(id, key)].filter(Boolean).join(" · ");
  return `<section class="tile">${headOf(`${words("trend")} · ${named(metric.names)}`, note, id)}${svg || hiddenSaid()}${twin(monthsTable(id, key))}</section>`;
});

const TOP = 8;

const rankingHtml = (view, state) => view.metrics.slice(0, 1).map((id) => {
  const by = cellsOf(id).groups[view.by] ? view.by : "category";
  // Groups of people's cases are published by the year, of districts too; others also by shorter periods.
  const choices = [state.key, WHOLE].flatMap((key) => [state.period, "12m"].map((period) => [key, period]));
  const chosen = choices.find((choice) => groupsOf(id, by, ...choice).some((row) => row.value !== null));
  if (!chosen) return "";
  const [key, period] = chosen;
  const rows = groupsOf(id, by, key, period).map((row) => ({ ...row, name: groupName(id, by, row.group) }));
  const known = rows.filter((row) => typeof row.value === "number").sort((one, other) => other.value - one.value);
  const hidden = rows.length - known.length;
  const metric = metricOf(id);
  const note = [areaName(key), spanOf(id, period), unitOf(metric)].filter(Boolean).join(" · ");
  const rest = hidden && known.length ? `<p class="notes"><span>${safe(words("ranking.rest"))}: ${hidden}</span></p>` : "";
  const table = tableHtml(named(metric.names), [words("group"), unitOf(metric) || words("value")], [...known, ...rows.filter((row) => row.value === HIDDEN)].map((row) => [row.name, figure(row.value, metric)]));
  return `<section class="tile">${headOf(`${words(`ranking.${by}`)} · ${named(metric.names)}`, note, id)}${known.length ? barsHtml(known.slice(0, TOP), metric) : hiddenSaid()}${rest}${twin(table)}</section>`;
});

const hoursHtml = (view) => view.metrics.slice(0, 1).map((id) => {
  const rows = groupsOf(id, "hour_of_week", WHOLE, "12m");
  if (!rows.length) return "";
  const byHour = new Map(rows.map((row) => [Number(row.group), row.value]));
  const values = Array.from({ length: 168 }, (_, hour) => byHour.get(hour) ?? (metricOf(id).zero ? 0 : null));
  const most = values.reduce((best, value, place) => (value > 0 && !(value <= values[best]) ? place : best), -1);
  const days = words("weekdays").split(" ");
  const said = most < 0 ? "" : words(values.includes(HIDDEN) ? "hours.said.shown" : "hours.said", { day: days[Math.floor(most / 24)], hour: most % 24 });
  const note = [words("whole"), words("ranking.year"), said].filter(Boolean).join(" · ");
  const table = tableHtml(named(metricOf(id).names), [words("hour"), ...days], Array.from({ length: 24 }, (_, hour) => [String(hour), ...days.map((_name, row) => figure(values[row * 24 + hour], metricOf(id)))]));
  return `<section class="tile">${headOf(`${words("hours")} · ${named(metricOf(id).names)}`, note, id)}${most < 0 && values.includes(HIDDEN) ? hiddenSaid() : hoursSvg(values)}${twin(table)}</section>`;
});

const tableTileHtml = (view, state) => {
  const level = frame().map_level;
  const ids = view.metrics.filter((id) => carries(id, `${level}/`));
  if (!ids.length) return "";
  const rows = areasOf(level).map((area) => ({ key: `${level}/${area.id}`, name: named(area), values: ids.map((id) => valueOf(id, `${level}/${area.id}`, state.period)) }));
  const order = (row) => (typeof row.values[0] === "number" ? row.values[0] : -Infinity);
  rows.sort((one, other) => order(other) - order(one));
  const head = [words("district"), ...ids.map((id) => named(metricOf(id).names))];
  const body = rows.map((row) => `<tr${row.key === state.key ? ' class="chosen"' : ""}><th scope="row"><button type="button" data-district="${safe(row.key)}">${safe(row.name)}</button></th>${row.values.map((value, place) => `<td>${safe(figure(value, metricOf(ids[place])))}</td>`).join("")}</tr>`).join("");
  return `<section class="tile wide">${headOf(words("table"), spanOf(ids[0], state.period), ids[0])}<details${state.tables ? " open" : ""}><summary>${safe(words("table.all", { n: rows.length }))}</summary><div class="scroll" tabindex="0" role="region" aria-label="${safe(words("table"))}"><table><thead><tr>${head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join("")}</tr></thead><tbody>${body}</tbody></table></div></details></section>`;
};

const TILES = { map: mapHtml, trend: trendHtml, ranking: rankingHtml, hours: hoursHtml, table: tableTileHtml };
