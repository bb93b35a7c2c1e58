// What is published: the page names its data files as scripts, so that it also works from a folder without a server.
"use strict";

const arrived = new Map();

// Each data file calls this with a name and its content.
const onescreen = { take: (name, content) => arrived.set(name, content) };
window.onescreen = onescreen;

const frame = () => arrived.get("frame");
const metricOf = (id) => frame().metrics[id];
const cellsOf = (id) => arrived.get(id);
const WHOLE = "city/all";

const areasOf = once((level) => (frame().areas[level] || []).filter((area) => area.rings));
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

const months = once((id) => cellsOf(id).periods.map((one, place) => ({ id: one[0], place })).filter((one) => /^\d{4}-/.test(one.id)));

// The place of a period in a metric's arrays: a window, a month, or its latest month.
const placeOf = once((id, period) => (period === "latest" ? months(id).length - 1 : cellsOf(id).periods.findIndex((one) => one[0] === period)));

const at = (series, place, zero) => {
  if (place < 0) return null;
  const value = series?.[place];
  return value === undefined || value === null ? (zero ? 0 : null) : value;
};

// Whether a period is published for a level at all: a district without a cell there has none, and is no unknown.
const isPublished = once((id, level, place) => Object.entries(cellsOf(id).areas).some(([key, series]) =>
  key.split("/")[0] === level && series[place] !== null && series[place] !== undefined));

// Value of a metric in an area and period: a number, "h" where hidden, null where there is none.
const valueAt = (id, key, place) => at(cellsOf(id).areas[key], place, metricOf(id).zero && isPublished(id, key.split("/")[0], place));
const valueOf = (id, key, period) => valueAt(id, key, placeOf(id, period));

const carriesLevel = once((id, level) => Object.keys(cellsOf(id).areas).some((one) => one.split("/")[0] === level));
const carries = (id, key) => carriesLevel(id, key.split("/")[0]);

// Whether anything of a metric is known of an area: where it counts, none is a number too.
const knows = (id, key) => (metricOf(id).zero ? carries(id, key) : (cellsOf(id).areas[key] || []).some((value) => value !== null));

const STATES = { n: "on", w: "watch", f: "off" };
const stateOf = (id, key, period) => {
  const cells = cellsOf(id);
  return STATES[cells.states[key]?.[placeOf(id, period)]] || "none";
};

const yearBefore = (id) => (/^\d{4}-/.test(id) ? `${Number(id.slice(0, 4)) - 1}${id.slice(4)}` : `${id}_before`);

// The change against the year before: both values, and what the test said of it.
const changeOf = (id, key, period) => {
  const cells = cellsOf(id);
  const place = placeOf(id, period);
  if (place < 0) return null;
  const own = cells.periods[place][0];
  const judged = cells.changes[`${key}/${own}`];
  const before = valueOf(id, key, yearBefore(own));
  if (typeof before !== "number") return null;
  return { before, verdict: judged || "not tested" };
};

const groupsOf = (id, by, key, period) => {
  const cells = cellsOf(id);
  const place = placeOf(id, period);
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
