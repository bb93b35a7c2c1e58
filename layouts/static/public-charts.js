// Charts as SVG: spark lines, months, bars, hours of the week. Each is drawn beside a table that says the same.
"use strict";

const GLYPHS = {
  on: '<circle cx="10" cy="10" r="7"/>',
  watch: '<path d="M10 2 19 18H1Z"/>',
  off: '<path d="M10 1 19 10 10 19 1 10Z"/>',
  none: '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2.4" stroke-dasharray="5 3.8"/>',
};
const glyph = (state) => `<svg class="gl" viewBox="0 0 20 20" aria-hidden="true" fill="currentColor">${GLYPHS[state]}</svg>`;

// Districts are published for fewer months than the whole city.
const monthsOf = (id, key) => months(id).filter((month) => isPublished(id, key.split("/")[0], month.place))
  .map((month) => ({ id: month.id, value: valueAt(id, key, month.place) }));

const scaleOf = (values, target, fromZero) => {
  const all = [...values.filter((value) => typeof value === "number"), ...(target === null ? [] : [target])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const floor = fromZero ? Math.min(0, low) : low - (high - low || Math.abs(high) || 1) * 0.12;
  return [floor, high === floor ? floor + 1 : high + (high - floor) * 0.06];
};

// Pieces of a line: it is broken where a month is hidden or missing.
const pieces = (points) => {
  const found = [[]];
  for (const point of points) {
    if (point === null) found.push([]);
    else found.at(-1).push(point);
  }
  return found.filter((piece) => piece.length);
};

const lineOf = (rows, [low, high], width, height, inset = 0) => {
  const step = rows.length > 1 ? width / (rows.length - 1) : 0;
  const start = rows.length > 1 ? inset : inset + width; // a single month is the latest
  const points = rows.map((row, place) => (typeof row.value === "number"
    ? [start + place * step, height - ((row.value - low) / (high - low)) * height] : null));
  const drawn = pieces(points).map((piece) => (piece.length === 1
    ? `<circle class="alone" cx="${piece[0][0].toFixed(1)}" cy="${piece[0][1].toFixed(1)}" r="2"/>`
    : `<path class="line" d="M${piece.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}"/>`));
  return { points, svg: drawn.join("") };
};

const targetOf = (metric) => metric.target?.value ?? null;

const spark = (id, key, state) => {
  const rows = monthsOf(id, key);
  const target = targetOf(metricOf(id));
  if (!rows.some((row) => typeof row.value === "number")) return "";
  const scale = scaleOf(rows.map((row) => row.value), target, false);
  const { points, svg } = lineOf(rows, scale, 144, 36, 3);
  const goal = target === null ? "" : `<path class="goal" d="M0 ${(36 - ((target - scale[0]) / (scale[1] - scale[0])) * 36).toFixed(1)}H150"/>`;
  const last = points.at(-1);
  const end = last ? `<circle class="end ${state}" cx="${last[0].toFixed(1)}" cy="${last[1].toFixed(1)}" r="4.5"/>` : "";
  return `<svg class="spark" viewBox="0 -4 152 44" aria-hidden="true">${goal}${svg}${end}</svg>`;
};

const trendSvg = (id, key, chosen) => {
  const rows = monthsOf(id, key);
  if (!rows.some((row) => typeof row.value === "number")) return "";
  const metric = metricOf(id);
  const [width, height, left] = [640, 180, 8];
  const tight = scaleOf(rows.map((row) => row.value), targetOf(metric), metric.additive);
  const by = roundStep(tight[1] - tight[0]);
  const first = Math.floor(tight[0] / by) * by;
  const scale = [first, first + by * Math.ceil((tight[1] - first) / by)];
  const { points, svg } = lineOf(rows, scale, width - 2 * left, height, left);
  const step = (width - 2 * left) / Math.max(1, rows.length - 1);
  const ticks = Array.from({ length: Math.round((scale[1] - scale[0]) / by) + 1 }, (_, at) => first + at * by).map((value) => {
    const y = height - ((value - scale[0]) / (scale[1] - scale[0])) * height;
    return `<path class="rule" d="M0 ${y}H${width}"/><text class="tick" x="0" y="${y - 4}">${safe(short(value))}</text>`;
  });
  const goal = targetOf(metric);
  const target = goal === null ? "" : `<path class="goal" d="M0 ${(height - ((goal - scale[0]) / (scale[1] - scale[0])) * height).toFixed(1)}H${width}"/>`;
  const years = rows.map((row, place) => (row.id.endsWith("-01") || place === 0
    ? `<text class="tick${place === 0 ? "" : " year"}" x="${left + place * step}" y="${height + 22}">${safe(place === 0 && !row.id.endsWith("-01") ? "" : row.id.slice(0, 4))}</text>` : "")).join("");
  const strips = rows.map((row, place) => `<rect class="month${row.id === chosen ? " chosen" : ""}" data-month="${row.id}" x="${(left + (place - 0.5) * step).toFixed(1)}" y="-6" width="${step.toFixed(1)}" height="${height + 12}"><title>${safe(`${monthName(row.id)}: ${withUnit(row.value, metric)}`)}</title></rect>`).join("");
  const place = rows.findIndex((row) => row.id === chosen);
  const shown = points[place === -1 ? points.length - 1 : place];
  const end = shown ? `<circle class="end none" cx="${shown[0].toFixed(1)}" cy="${shown[1].toFixed(1)}" r="5"/>` : "";
  return `<svg class="trend" viewBox="0 -24 ${width} ${height + 52}" role="img" aria-label="${safe(named(metric.names))}">${ticks.join("")}${target}${svg}${end}${years}${strips}</svg>`;
};

const trendSaid = (id, key) => {
  const metric = metricOf(id);
  const rows = monthsOf(id, key);
  const known = rows.filter((row) => typeof row.value === "number");
  if (known.length < 2) return "";
  const sorted = [...known].sort((one, other) => one.value - other.value);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low.value === high.value) return "";
  const told = rows.some((row) => row.value === HIDDEN) ? "trend.said.shown" : "trend.said";
  return words(told, { high: monthName(high.id), most: withUnit(high.value, metric), low: monthName(low.id), least: withUnit(low.value, metric) });
};

const barsHtml = (rows, metric) => {
  const most = Math.max(...rows.map((row) => (typeof row.value === "number" ? row.value : 0)), 1e-9);
  return `<ol class="bars">${rows.map((row) => `<li><span class="l">${safe(row.name)}</span><span class="track">${typeof row.value === "number"
    ? `<span class="fill" data-width="${((100 * Math.max(0, row.value)) / most).toFixed(2)}"></span>` : ""}</span><span class="v">${safe(figure(row.value, metric))}</span></li>`).join("")}</ol>`;
};

const hoursSvg = (values) => {
  const most = Math.max(...values.map((value) => (typeof value === "number" ? value : 0)), 1);
  const days = words("weekdays").split(" ");
  const cells = values.map((value, place) => {
    const [row, hour] = [Math.floor(place / 24), place % 24];
    const kind = typeof value === "number" ? `r${Math.min(6, 1 + Math.floor((6 * value) / (most + 1e-9)))}` : "hatched";
    return `<rect class="${kind}" x="${64 + hour * 23}" y="${row * 23}" width="22" height="22"/>`;
  }).join("");
  const names = days.map((name, row) => `<text class="tick" x="0" y="${row * 23 + 16}">${safe(language === "zh" ? name : name.slice(0, 3))}</text>`).join("");
  const hours = [0, 6, 12, 18].map((hour) => `<text class="tick" x="${64 + hour * 23}" y="182">${hour}:00</text>`).join("");
  return `<svg class="hours" viewBox="0 0 620 190" role="img" aria-label="${safe(words("hours"))}">${cells}${names}${hours}</svg>`;
};

const tableHtml = (caption, head, rows) => `<table><caption>${safe(caption)}</caption><thead><tr>${head.map((cell) => `<th scope="col">${safe(cell)}</th>`).join("")}</tr></thead><tbody>${
  rows.map((row) => `<tr>${row.map((cell, place) => (place ? `<td>${safe(cell)}</td>` : `<th scope="row">${safe(cell)}</th>`)).join("")}</tr>`).join("")}</tbody></table>`;
