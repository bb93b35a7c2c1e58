// The desk's frame: what is new since this browser's last visit, selections kept by name, the page on paper.
"use strict";

(() => {
  const KEPT_IN_ADDRESS = ["lang", "theme"];
  const WIDE_PX = 1600;
  const LEAST_PX = 1200;
  const place = document.querySelector(".desk");
  if (!place) return;
  const now = JSON.parse(document.getElementById("news").textContent);
  const read = (name, otherwise) => {
    try {
      return JSON.parse(localStorage.getItem(`${name}:${now.city}`)) ?? otherwise;
    } catch (error) {
      return otherwise;
    }
  };
  const write = (name, value) => localStorage.setItem(`${name}:${now.city}`, JSON.stringify(value));

  const since = () => {
    const line = place.querySelector(".since");
    if (!line) return;
    const before = read("visit", null);
    const words = line.dataset;
    if (before && before.datasets) {
      const when = new Date(before.at).toLocaleString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
        { dateStyle: "medium", timeStyle: "short" });
      const fresh = Object.entries(now.datasets).filter(([id, { last }]) => before.datasets[id] !== last).map(([, { name }]) => name);
      const more = Math.max(0, now.alerts - before.alerts);
      const named = [...fresh.slice(0, 3), ...(fresh.length > 3 ? [`+${fresh.length - 3}`] : [])];
      if (more) named.unshift(words.alerts.replace("{n}", more));
      line.textContent = named.length
        ? words.new.replace("{when}", when).replace("{names}", named.join(words.comma))
        : words.none.replace("{when}", when);
    } else line.textContent = words.first;
    const datasets = Object.fromEntries(Object.entries(now.datasets).map(([id, { last }]) => [id, last]));
    write("visit", { at: Date.now(), datasets, alerts: now.alerts });
  };

  const query = () => {
    const kept = new URLSearchParams(location.search);
    for (const name of KEPT_IN_ADDRESS) kept.delete(name);
    return kept.toString();
  };

  const listed = () => {
    const list = place.querySelector(".saved ul");
    const saved = read("saved", {});
    list.replaceChildren(...Object.entries(saved).map(([name, { path, query: held }]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const given = new URLSearchParams(location.search);
      const address = new URLSearchParams(held);
      for (const kept of KEPT_IN_ADDRESS) if (given.has(kept)) address.set(kept, given.get(kept));
      link.href = `${path}?${address}`;
      link.textContent = name;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "✕";
      remove.setAttribute("aria-label", list.dataset.remove.replace("{name}", name));
      remove.addEventListener("click", () => {
        const left = read("saved", {});
        delete left[name];
        write("saved", left);
        listed();
      });
      item.append(link, remove);
      return item;
    }));
    if (!list.children.length) list.textContent = list.dataset.none;
  };

  place.querySelector(".saved form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = event.target.name.value.trim();
    if (!name) return;
    write("saved", { ...read("saved", {}), [name]: { path: location.pathname, query: query() } });
    event.target.reset();
    listed();
  });
  document.addEventListener("click", (event) => {
    const menu = place.querySelector(".saved");
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  // One page of A4 at 96 px an inch, less the margins, upright unless it is much larger lying. Canvases are printed as they were
  // drawn last: the button lays the page out first and waits for them; who prints by the browser's own menu gets the
  // width that the page has.
  const PAPER_PX = [279 / 25.4 * 96, 190 / 25.4 * 96];
  const REDRAWN_MS = 700;
  const { body, documentElement: root } = document;
  let laid = false;
  const lay = (wide) => {
    body.classList.add("printed");
    body.style.width = `${wide}px`;
    laid = true;
  };
  const fit = () => {
    const size = [body.offsetWidth, body.scrollHeight];
    const [flat, upright] = [PAPER_PX, [...PAPER_PX].reverse()].map((paper) => Math.min(...paper.map((px, i) => px / size[i])));
    const stands = upright > 0.9 * flat;
    root.classList.toggle("upright", stands);
    body.style.setProperty("--print-zoom", (0.97 * (stands ? upright : flat)).toFixed(3));
  };
  place.querySelector("[data-print]").addEventListener("click", () => {
    lay(WIDE_PX);
    setTimeout(() => window.print(), REDRAWN_MS);
  });
  window.addEventListener("beforeprint", () => {
    if (!laid) lay(root.clientWidth < LEAST_PX ? WIDE_PX : root.clientWidth);
    fit();
  });
  window.addEventListener("afterprint", () => {
    body.classList.remove("printed");
    body.style.width = "";
    laid = false;
  });

  // A canvas has its focus inside, where no style sheet sees whether it came by a key.
  document.addEventListener("keydown", ({ key }) => key === "Tab" && document.body.classList.add("by-key"));
  document.addEventListener("pointerdown", () => document.body.classList.remove("by-key"));

  since();
  listed();
})();
