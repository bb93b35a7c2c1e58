// The map: districts filled by a metric, squares with places above, the chosen district outlined.
"use strict";

const CLASSES = 6;

const boxOf = once((level) => {
  const areas = areasOf(level);
  const xs = areas.flatMap((area) => area.rings.flatMap((ring) => ring.map((point) => point[0])));
  const ys = areas.flatMap((area) => area.rings.flatMap((ring) => ring.map((point) => point[1])));
  const least = (values) => values.reduce((one, other) => Math.min(one, other));
  const most = (values) => values.reduce((one, other) => Math.max(one, other));
  const [width, height] = [most(xs) - least(xs), most(ys) - least(ys)];
  return { west: least(xs), north: most(ys), width, height, scale: 1000 / Math.max(width, height) };
});

const path = (rings, { west, north, scale }) => rings.map((ring) => "M" + ring.map(([x, y]) =>
  `${((x - west) * scale).toFixed(1)} ${((north - y) * scale).toFixed(1)}`).join("L") + "Z").join("");
const pathsOf = once((level) => areasOf(level).map((area) => path(area.rings, boxOf(level))));

// Breaks that put the same number of districts in each class.
const breaksOf = (values) => {
  const sorted = values.filter((value) => typeof value === "number").sort((one, other) => one - other);
  const found = [];
  for (let place = 1; place < CLASSES; place += 1) {
    const value = sorted[Math.floor((place * sorted.length) / CLASSES)];
    if (value !== undefined && value !== found.at(-1) && value > sorted[0]) found.push(value);
  }
  return found;
};

const classOf = (value, breaks) => 1 + breaks.filter((edge) => value >= edge).length;
const spread = (place, count) => (count === 1 ? 3 : Math.round(1 + ((place - 1) * (CLASSES - 1)) / (count - 1)));

// Ticks at round numbers.
const roundStep = (span) => {
  const power = 10 ** Math.floor(Math.log10(span / 2));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= span / 2);
};

const mapSvg = ({ metric, level, period, kinds, small }) => {
  const [areas, paths, box] = [areasOf(level), pathsOf(level), boxOf(level)];
  const values = areas.map((area) => (metric ? valueOf(metric, `${level}/${area.id}`, period) : null));
  const breaks = breaksOf(values);
  const count = breaks.length + 1;
  const fills = areas.map((area, place) => {
    const value = values[place];
    const said = metric ? `${named(area)}: ${withUnit(value, metricOf(metric))}` : named(area);
    const kind = typeof value === "number" ? `r${spread(classOf(value, breaks), count)}` : metric ? "hatched" : "plain";
    return `<path class="${kind}" data-district="${safe(`${level}/${area.id}`)}" d="${paths[place]}"><title>${safe(said)}</title></path>`;
  });
  const label = metric ? named(metricOf(metric).names) : words("map");
  return `<svg class="map${small ? " small" : ""}" data-level="${safe(level)}" viewBox="-6 -6 ${box.width * box.scale + 12} ${box.height * box.scale + 12}" role="img" aria-label="${safe(label)}">` +
    `<defs><pattern id="hatch" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatching" d="M0 0V12"/></pattern></defs>` +
    fills.join("") + (small ? "" : ground(level) + squares(kinds || [], box)) + '<g class="mine"></g></svg>';
};

// The chosen district is outlined in maps that stay as they are.
const outline = (svg, chosen) => {
  const { level } = svg.dataset;
  const place = areasOf(level).findIndex((area) => `${level}/${area.id}` === chosen);
  const drawn = place < 0 ? "" : ["chosen casing", "chosen"].map((kind) => `<path class="${kind}" d="${pathsOf(level)[place]}"/>`).join("");
  const group = svg.querySelector(".mine");
  if (group.innerHTML !== drawn) group.innerHTML = drawn;
};

const ground = once((level) => `<g class="ground">${frame().ground.filter(([layer]) => layer === "water").map(([layer, shape, rings]) =>
  `<path class="${layer} ${shape}" d="${shape === "area" ? path(rings, boxOf(level)) : path(rings, boxOf(level)).replaceAll("Z", "")}"/>`).join("")}</g>`);

const squares = (kinds, { west, north, scale }) => kinds.flatMap((kind) => frame().places[kind] || []).map(([x, y, n]) => {
  const side = Math.max(4, Math.min(16, 3 + Math.sqrt(n) * 0.8));
  return `<rect class="place" x="${((x - west) * scale - side / 2).toFixed(1)}" y="${((north - y) * scale - side / 2).toFixed(1)}" width="${side}" height="${side}"/>`;
}).join("");

const legend = (metric, level, period) => {
  const values = areasOf(level).map((area) => valueOf(metric, `${level}/${area.id}`, period));
  const breaks = breaksOf(values);
  const numbers = values.filter((value) => typeof value === "number");
  const edges = numbers.length === 0 ? [] : [numbers.reduce((one, other) => Math.min(one, other)), ...breaks];
  const steps = edges.map((edge, place) => `<span><i class="swatch r${spread(place + 1, edges.length)}"></i>${safe(figure(edge, metricOf(metric)))}${place === edges.length - 1 && numbers.some((value) => value > edge) ? "+" : ""}</span>`);
  return `<p class="legend">${steps.join("")}<span><i class="swatch hatched"></i>${safe(words("map.none"))}</span></p>`;
};

const inRing = ([x, y], ring) => ring.reduce((inside, [x1, y1], place) => {
  const [x0, y0] = ring[(place + ring.length - 1) % ring.length];
  return (y1 > y) !== (y0 > y) && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1 ? !inside : inside;
}, false);

const RADIUS = 6378137;
const mercator = (longitude, latitude) => [
  (RADIUS * longitude * Math.PI) / 180,
  RADIUS * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)),
];

// The district of a position, found here: the position is sent nowhere.
const districtAt = (longitude, latitude) => {
  const point = mercator(longitude, latitude);
  const level = frame().map_level;
  const area = areasOf(level).find((one) => one.rings.filter((ring) => inRing(point, ring)).length % 2);
  return area ? `${level}/${area.id}` : null;
};
