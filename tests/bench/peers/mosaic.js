// Six views of the tickets under one cross-filter: value, districts, days, categories, agencies, hours of the week.
import * as vg from "@uwdata/vgplot";

const { domains } = await (await fetch("/domains")).json();
vg.coordinator().databaseConnector(vg.restConnector({ uri: `${location.origin}/query` }));
vg.coordinator().preaggregator.enabled = true;

const chosen = vg.Selection.crossfilter();
const rows = () => vg.from("tickets", { filterBy: chosen });
const bars = (column, height, label) => vg.plot(
  vg.barX(rows(), { x: vg.count(), y: column, fill: "steelblue" }),
  vg.toggleY({ as: chosen }),
  vg.yDomain(domains[column]), vg.marginLeft(120), vg.yLabel(label), vg.width(420), vg.height(height));

const value = vg.plot(
  vg.text(rows(), { text: vg.count(), frameAnchor: "middle", fontSize: 30 }), vg.width(420), vg.height(60));
const districts = vg.plot(
  vg.cell(rows(), { x: "across", y: "down", fill: vg.count() }),
  vg.toggle({ as: chosen, channels: ["x", "y"] }),
  vg.xDomain(domains.across), vg.yDomain(domains.down), vg.width(700), vg.height(420));
const days = vg.plot(
  vg.rectY(rows(), { x: vg.bin("day", { step: 1 }), y: vg.count(), fill: "steelblue", inset: 0 }),
  vg.intervalX({ as: chosen }),
  vg.xDomain(domains.day), vg.width(1120), vg.height(130));
const hours = vg.plot(
  vg.cell(rows(), { x: "hour", y: "weekday", fill: vg.count() }),
  vg.xDomain([...Array(24).keys()]), vg.yDomain([...Array(7).keys()]), vg.width(700), vg.height(160));

const named = (name, plot) => { plot.dataset.peer = name; return plot; };
document.body.append(
  value,
  vg.hconcat(named("map", districts), bars("category", 420, "category")),
  named("days", days),
  vg.hconcat(hours, bars("agency", 160, "agency")));
