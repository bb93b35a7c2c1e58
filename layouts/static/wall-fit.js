// Words of the wall's own frame that are longer than their place: a little smaller, then in two small lines.
"use strict";

const SMALLEST_HEAD_REM = 0.8;
const SMALL_REM = 0.94;
const SMALLEST_ROW_REM = 0.7;

const tooWide = (element) => element.scrollWidth > element.clientWidth + 1;

const fitAlerts = (place) => {
  for (const text of place.querySelectorAll(".row:not(.head) > :is(.at, .title, .area, .detail, .with, .used)")) {
    text.classList.remove("small");
    fitLine(text, [text], SMALL_REM);
    if (!tooWide(text)) continue;
    text.style.fontSize = "";
    text.classList.add("small");
    for (let size = SMALL_REM; text.scrollHeight > text.clientHeight + 1 && size > SMALLEST_ROW_REM; size -= 0.02) {
      text.style.fontSize = `${size}rem`;
    }
  }
};

// Four domains that are all late need more room than four that are live.
const fitLine = (line, texts, smallest = SMALLEST_HEAD_REM) => {
  for (const text of texts) text.style.fontSize = "";
  const [first] = texts;
  if (!first) return;
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  let size = parseFloat(getComputedStyle(first).fontSize) / rem;
  while (tooWide(line) && size > smallest) {
    size -= 0.02;
    for (const text of texts) text.style.fontSize = `${size}rem`;
  }
};

// The city's name in the other language, where there is room for it.
const fitName = (name) => {
  const other = name.querySelector("i");
  other.hidden = false;
  other.hidden = name.scrollHeight > name.clientHeight + 1;
};

const fitShell = () => {
  fitName(document.querySelector(".city h1"));
  fitAlerts(document.querySelector(".alerts"));
  const domains = document.querySelector(".domains");
  fitLine(domains, [...domains.querySelectorAll(".said")]);
  const stops = document.querySelector(".stops");
  fitLine(stops, [...stops.children]);
};
