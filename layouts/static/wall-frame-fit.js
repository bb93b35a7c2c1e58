// What a dashboard inside the wall leaves out or sets smaller, so that nothing is cut: names, values, rows of the charts.
"use strict";

const SMALLEST_NAME_PX = 10.7;
const SMALLEST_DATE_PX = 9;
const SMALLEST_VALUE_PX = 24;
const FEWEST_BARS = 3;

const wider = (element) => [element, ...element.querySelectorAll(":scope > span")]
  .some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);

const wraps = (element) => element.clientHeight > 1.5 * parseFloat(getComputedStyle(element).lineHeight);

// A name that is too long does without the other language, then gets smaller; a state and its target get smaller.
const fitNames = () => {
  for (const name of document.querySelectorAll(".face :is(h2, .state)")) {
    const other = name.querySelector("h2 > i");
    name.style.fontSize = "";
    if (other) other.hidden = false;
    if (other) other.hidden = wider(name);
    let size = parseFloat(getComputedStyle(name).fontSize);
    while (wider(name) && size > SMALLEST_NAME_PX) name.style.fontSize = `${(size -= 0.5)}px`;
  }
};

// A value that is wider than its column gets smaller, and its unit leaves the line.
const fitValues = () => {
  for (const face of document.querySelectorAll(".face")) {
    const value = face.querySelector(".val");
    face.classList.remove("tight");
    face.style.removeProperty("--fit");
    if (!value || !wider(value)) continue;
    face.classList.add("tight");
    face.classList.toggle("has-state", Boolean(face.querySelector(".state b")));
    let size = parseFloat(getComputedStyle(value.querySelector("b")).fontSize);
    while (size > SMALLEST_VALUE_PX && wider(value)) face.style.setProperty("--fit", `${(size -= 1)}px`);
  }
};

// A change that takes two lines leaves the spark line less room; the evidence and its day stand in one line.
const fitChanges = () => {
  for (const said of document.querySelectorAll(".face .evi p:last-child")) {
    said.style.fontSize = "";
    let size = parseFloat(getComputedStyle(said).fontSize);
    while (wraps(said) && size > SMALLEST_DATE_PX) said.style.fontSize = `${(size -= 0.2)}px`;
  }
  for (const beside of document.querySelectorAll(".face .evi")) {
    const change = beside.querySelector("p");
    beside.classList.toggle("two", wraps(change));
  }
};

// A bar's name in a smaller type, or in two lines, before it is cut.
const fitBars = () => {
  for (const name of document.querySelectorAll(".right .bars .l")) {
    name.classList.remove("twice");
    name.style.fontSize = "";
    let size = parseFloat(getComputedStyle(name).fontSize);
    while (wider(name) && size > SMALLEST_NAME_PX) name.style.fontSize = `${(size -= 0.4)}px`;
    name.classList.toggle("twice", wider(name));
  }
};

// The charts of the right column take turns in giving up a row, from the end, until all of them are whole.
const shownOf = (tile, chosen) => [...tile.querySelectorAll(chosen)].filter((e) => !e.closest(".gone"));

const GIVEN_UP = [
  (tile) => shownOf(tile, ".bars li").slice(FEWEST_BARS).at(-1),
  (tile) => shownOf(tile, ".ground:has(.minor)").at(-1),
  (tile) => (tile.matches(".trend") ? null : tile),
];

const giveUpOne = (tiles) => {
  for (const pick of GIVEN_UP) {
    const [most] = tiles.map((tile) => [shownOf(tile, ".bars li, .minor").length, pick(tile)])
      .filter(([, piece]) => piece).sort(([a], [b]) => b - a);
    if (!most) continue;
    const [, piece] = most;
    piece.classList.add("gone");
    if (piece.matches(".ground")) piece.previousElementSibling.classList.add("gone");
    return true;
  }
  return false;
};

const fitColumn = () => {
  const column = document.querySelector(".right");
  if (!column) return;
  const tiles = [...column.children];
  const isFull = () => column.scrollHeight > column.clientHeight + 1
    || tiles.some((tile) => tile.scrollHeight > tile.clientHeight + 1);
  while (isFull() && giveUpOne(tiles));
};

// An area that is too low for its name is a colour only; an amount that is cut is not shown.
const fitAreas = () => {
  for (const area of document.querySelectorAll(".right .flow .area")) {
    const floor = area.getBoundingClientRect().bottom + 1;
    for (const piece of area.querySelectorAll("b, span > span")) {
      const isCut = piece.getBoundingClientRect().bottom > floor || piece.scrollWidth > piece.clientWidth;
      piece.style.visibility = isCut ? "hidden" : "";
    }
  }
};

const fit = () => {
  for (const piece of document.querySelectorAll(".gone")) piece.classList.remove("gone");
  fitNames();
  fitValues();
  fitChanges();
  fitBars();
  fitColumn();
  fitAreas();
};
