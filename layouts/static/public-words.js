// Words, numbers and dates of the public edition, in the language of the reader.
"use strict";

const TOLD = JSON.parse(document.getElementById("told").textContent);
const LANGUAGES = ["en", "zh"];
const LOCALES = { en: "en-GB", zh: "zh-Hans-CN" };
const HIDDEN = "h";

// What follows from data and language alone is worked out once: they do not change while a page is open.
const once = (make) => {
  const made = new Map();
  return (...given) => {
    const name = given.join("|");
    if (!made.has(name)) made.set(name, make(...given));
    return made.get(name);
  };
};

const chosenLanguage = () => {
  const asked = [new URLSearchParams(location.search).get("lang"), TOLD.language, ...(navigator.languages || [])];
  const known = asked.map((one) => (one || "").slice(0, 2).toLowerCase()).find((one) => LANGUAGES.includes(one));
  return known || TOLD.fallback;
};

const language = chosenLanguage();

const words = (key, values = {}) =>
  (TOLD.words[language][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const named = (names) => names?.[language] || names?.en || "";

const numbers = once((decimals) => new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
const compact = once((digits) => new Intl.NumberFormat(LOCALES[language], { notation: "compact", maximumFractionDigits: digits }));
const number = (value, decimals = 0) => (value === null || value === undefined ? "–" : numbers(decimals).format(value).replace("-", "−"));

const short = (value) => {
  if (Math.abs(value) < 100000) return number(value, Math.abs(value) < 10 && value % 1 ? 1 : 0);
  const step = language === "zh" ? 4 : 3; // figures between two words: thousand, million; 万, 亿
  const whole = Math.floor(Math.log10(Math.abs(value))) % step + 1;
  const digits = Math.max(1, step - whole);
  return compact(digits).format(value);
};

// 8.2 minutes are shown as 8:12; sums of money and large counts with their first figures.
const figure = (value, metric) => {
  if (value === HIDDEN) return words("hidden.short");
  if (value === null || value === undefined) return "–";
  if (metric.unit.id === "minutes") {
    const seconds = Math.round(Math.abs(value) * 60);
    return `${value < 0 ? "−" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
  return Math.abs(value) >= 1e6 ? short(value) : number(value, metric.unit.decimals);
};

const UNITLESS = ["index", "ratio"];
const unitOf = (metric) => (UNITLESS.includes(metric.unit.id) ? "" : metric.unit[language]);

const withUnit = (value, metric) => {
  if (typeof value !== "number") return figure(value, metric);
  const unit = unitOf(metric);
  return figure(value, metric) + (unit ? (unit === "%" ? " %" : ` ${unit}`) : "");
};

const dates = once((month, day) => new Intl.DateTimeFormat(LOCALES[language], { timeZone: "UTC", year: "numeric", month, ...(day && { day }) }));
const written = (iso, ...parts) => dates(...parts).format(new Date(`${iso}T00:00:00Z`));
const monthName = once((iso) => written(`${iso.slice(0, 7)}-01`, language === "zh" ? "long" : "short"));
const dayName = (iso) => written(iso, "short", "numeric");

const spanName = ([, start, end]) => {
  const [first, last] = [monthName(start), monthName(end)];
  return first === last ? first : `${first} – ${last}`;
};

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const safe = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => escapes[sign]);
