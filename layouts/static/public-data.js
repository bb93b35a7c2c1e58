// What is published: loaded as scripts, so that it also works from a folder without a server.
"use strict";

const arrived = new Map();
const waiting = new Map();

// Each data file calls this with its name and content.
const onescreen = { take: (name, content) => {
  arrived.set(name, content);
  waiting.get(name)?.resolve(content);
} };
window.onescreen = onescreen;

const load = (name) => {
  if (arrived.has(name)) return Promise.resolve(arrived.get(name));
  if (!waiting.has(name)) {
    const promise = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${TOLD.base}data/${name}.js?v=${encodeURIComponent(TOLD.snapshot)}`;
      script.onerror = () => { waiting.delete(name); reject(new Error(name)); };
      waiting.set(name, { resolve });
      document.head.append(script);
    });
    waiting.get(name).promise = promise;
  }
  return waiting.get(name).promise;
};

const frame = () => arrived.get("frame");
const metricOf = (id) => frame().metrics[id];
const cellsOf = (id) => arrived.get(id);
const WHOLE = "city/all";

const areasOf = (level) => (frame().areas[level] || []).filter((area) => area.rings);
const levelOf = (district) => {
  const ids = frame().levels.map((level) => level.id).reverse();
  const [level, id] = district.includes("/") ? district.split("/") : [null, district];
  return (level ? [level] : [frame().map_level, ...ids]).find((one) => areasOf(one).some((area) => area.id === id));
};
const areaOf = (key) => {
  const [level, id] = key.split("/");
  return (frame().areas[level] || []).find((area) => area.id === id);
};
const areaName = (key) => (key === WHOLE ? words("whole") : named(areaOf(key)) || key);

// The place of a period in a metric's arrays: a window, a month, or its latest month.
const placeOf = (cells, period) => {
  const ids = cells.periods.map((one) => one[0]);
  if (period !== "latest") return ids.indexOf(period);
  return ids.filter((id) => /^\d{4}-/.test(id)).length - 1;
};

const months = (cells) => cells.periods.map((one, place) => ({ id: one[0], place })).filter((one) => /^\d{4}-/.test(one.id));

const at = (series, place, zero) => {
  if (place < 0) return null;
  const value = series?.[place];
  return value === undefined || value === null ? (zero ? 0 : null) : value;
};

// Whether a period is published for a level at all: a district without a cell there has none, and is no unknown.
const published = new Map();
const isPublished = (id, level, place) => {
  const name = `${id}/${level}/${place}`;
  if (!published.has(name)) {
    const areas = Object.entries(cellsOf(id).areas).filter(([key]) => key.split("/")[0] === level);
    published.set(name, areas.some(([, series]) => series[place] !== null && series[place] !== undefined));
  }
  return published.get(name);
};

// Value of a metric in an area and period: a number, "h" where hidden, null where there is none.
const valueOf = (id, key, period) => {
  const cells = cellsOf(id);
  const place = placeOf(cells, period);
  return at(cells.areas[key], place, metricOf(id).zero && isPublished(id, key.split("/")[0], place));
};

const carries = (id, key) => Object.keys(cellsOf(id).areas).some((one) => one.split("/")[0] === key.split("/")[0]);

// Whether anything of a metric is known of an area: where it counts, none is a number too.
const knows = (id, key) => (metricOf(id).zero ? carries(id, key) : (cellsOf(id).areas[key] || []).some((value) => value !== null));

const STATES = { n: "on", w: "watch", f: "off" };
const stateOf = (id, key, period) => {
  const cells = cellsOf(id);
  return STATES[cells.states[key]?.[placeOf(cells, period)]] || "none";
};

const yearBefore = (id) => (/^\d{4}-/.test(id) ? `${Number(id.slice(0, 4)) - 1}${id.slice(4)}` : `${id}_before`);

// The change against the year before: both values, and what the test said of it.
const changeOf = (id, key, period) => {
  const cells = cellsOf(id);
  const place = placeOf(cells, period);
  if (place < 0) return null;
  const own = cells.periods[place][0];
  const judged = cells.changes[`${key}/${own}`];
  const before = valueOf(id, key, yearBefore(own));
  if (typeof before !== "number") return null;
  return { before, verdict: judged || "not tested" };
};

const groupsOf = (id, by, key, period) => {
  const cells = cellsOf(id);
  const place = placeOf(cells, period);
  const series = cells.groups[by]?.[key];
  if (!series) return [];
  return Object.entries(series).map(([group, values]) => ({ group, value: values[place] ?? null }));
};

const groupName = (id, by, group) => {
  if (group === "unspecified" || group === "unknown") return words("unspecified");
  const key = by === "agency" ? "agency" : `category/${metricOf(id).fact}`;
  const names = frame().named[key]?.[group];
  return names ? names[language === "zh" ? 1 : 0] : group;
};
