// The desk's page of alerts: its rows are fetched again and again; a step asks for a name and a note.
"use strict";

const EVERY_MS = 5000;
const dialog = document.querySelector("dialog");
const form = dialog.querySelector("form");
const name = document.querySelector(".who input");
name.value = localStorage.getItem("who") || "";
name.addEventListener("change", () => localStorage.setItem("who", name.value));

const refresh = async () => {
  if (document.querySelector(".rows details[open]")) return;
  const query = new URLSearchParams(location.search);
  query.set("rows", "1");
  const answer = await fetch(`/alerts?${query}`, { cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const html = await answer.text();
  const place = document.querySelector(".rows");
  const holder = document.createElement("section");
  holder.innerHTML = html;
  if (place.innerHTML.trim() !== holder.innerHTML.trim()) place.innerHTML = html;
};

const open = (button) => {
  form.dataset.alert = button.dataset.alert;
  form.dataset.step = button.dataset.step;
  const label = form.querySelector("label");
  form.querySelector("h2").textContent = button.textContent;
  label.firstElementChild.textContent = button.dataset.step === "assigned" ? label.dataset.whom : label.dataset.note;
  form.note.value = "";
  form.note.required = button.dataset.step === "assigned";
  form.who.value = name.value;
  form.querySelector(".refused").textContent = "";
  dialog.showModal();
};

const save = async (event) => {
  event.preventDefault();
  name.value = form.who.value;
  localStorage.setItem("who", name.value);
  const content = { ...form.dataset, who: form.who.value, note: form.note.value };
  const answer = await fetch("/alerts/step", {
    method: "POST", headers: { "Content-Type": "application/json", "X-OneScreen": "1" }, body: JSON.stringify(content),
  }).catch(() => null);
  if (answer && answer.ok) {
    dialog.close();
    return refresh();
  }
  const refused = form.querySelector(".refused");
  const said = answer ? await answer.json().catch(() => ({})) : {};
  refused.textContent = said.sentence || refused.dataset.undone;
  return undefined;
};

form.addEventListener("submit", save);
document.addEventListener("click", (event) => {
  if (event.target.closest("button[data-step]")) open(event.target.closest("button[data-step]"));
  if (event.target.closest("[data-close]")) dialog.close();
});
setInterval(refresh, EVERY_MS);
