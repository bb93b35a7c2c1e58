// The page's two channels: HTML pieces come through the source "parts", deeds go through the source "deeds".
"use strict";

const KEPT_IN_ADDRESS = ["lang", "theme"];

const sourceNamed = (name) => Bokeh.documents[0].get_model_by_name(name);

// The same deed twice is two deeds: a number tells them apart.
let deeds = 0;
const send = (act, value = "", view = "") => {
  deeds += 1;
  sourceNamed("deeds").data = { do: [act], value: [value], view: [view], number: [deeds] };
};

const keptQuery = () => {
  const given = new URLSearchParams(location.search);
  const kept = new URLSearchParams();
  for (const name of KEPT_IN_ADDRESS) if (given.has(name)) kept.set(name, given.get(name));
  return kept.toString();
};

const showAddress = (text) => {
  const query = [text, keptQuery()].filter(Boolean).join("&");
  const address = location.pathname + (query ? "?" + query : "");
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
};

const plainText = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.textContent;
};

const showPart = (name, change) => {
  if (name === "address") {
    showAddress(plainText(change));
    return true;
  }
  const place = document.querySelector(`[data-part="${name}"]`);
  if (!place) return true;
  const held = focusedIn(place);
  const put = putPart(place, change);
  if (held && !place.contains(document.activeElement)) refocus(place, held);
  if (name === "dialog" && change && !taken(place.closest("dialog"))) place.closest("dialog").showModal();
  return put;
};

// Replacing a piece must not throw a keyboard user back to the top of the page.
const focusedIn = (place) => {
  const held = document.activeElement;
  return place.contains(held) && held.dataset.do ? { ...held.dataset } : null;
};

const refocus = (place, held) => {
  const same = [...place.querySelectorAll("[data-do]")].find(
    (button) => button.dataset.do === held.do && button.dataset.value === held.value);
  if (same) same.focus();
};

const shutMenus = (but) => {
  const open = [...document.querySelectorAll("details.menu[open]")].filter((menu) => menu !== but);
  for (const menu of open) menu.open = false;
  return open;
};

const onClick = (event) => {
  shutMenus(event.target.closest("details.menu"));
  const button = event.target.closest("button");
  if (!button) return;
  if ("take" in button.dataset) take(button.dataset.take, button.dataset.value);
  if ("do" in button.dataset) send(button.dataset.do, button.dataset.value, button.dataset.view);
  if ("copyLink" in button.dataset) copyText(location.href, button);
  else if ("copyCode" in button.dataset) copyText(button.closest("dialog").querySelector(".code").textContent, button);
  else shutMenus(null);
  if ("download" in button.dataset) download(button.closest("dialog"), button.dataset.download);
  if ("close" in button.dataset) button.closest("dialog").close();
  if ("set" in button.dataset) {
    const query = new URLSearchParams(location.search);
    query.set(button.dataset.set, button.dataset.to);
    location.search = query.toString();
  }
};

const onKey = (event) => {
  if (event.key !== "Escape") return;
  const [menu] = shutMenus(null);
  if (menu) menu.querySelector("summary").focus();
  else if (!document.querySelector("dialog[open]")) send("clear_all");
};

const start = async () => {
  const items = JSON.parse(document.getElementById("items").textContent);
  await Bokeh.embed.embed_items({}, items);
  followParts(sourceNamed("parts"), showPart, send);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  window.addEventListener("popstate", () => send("go", location.search.slice(1)));
  const dialog = document.querySelector("dialog");
  dialog.addEventListener("close", () => send("close"));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  Bokeh.documents[0].on_event("connection_lost", () => { document.querySelector(".lost").hidden = false; });
  document.documentElement.dataset.ready = "";
};

start();
