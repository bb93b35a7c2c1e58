// The city's time, from the server's last beat and this machine's steady counter: a machine whose clock jumps shows the
// right time all the same.
"use strict";

class CityClock {
  constructor() {
    this.told = null;
    this.counted = 0;
  }

  hear(clock) {
    this.told = clock;
    this.counted = performance.now();
  }

  // Milliseconds since 1970 as if the city were at UTC; null before the first beat.
  now() {
    if (!this.told) return null;
    const passed = (performance.now() - this.counted) * this.told.speed;
    return this.told.at_ms + passed + this.told.offset_minutes * 60000;
  }

  text(at = this.now()) {
    return at === null ? "–" : new Date(at).toISOString().slice(11, 16);
  }

  day(locale) {
    const at = this.now();
    if (at === null) return "";
    const words = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale,
      { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(new Date(at));
    return `${words} · ${this.zone()}`;
  }

  zone() {
    const minutes = this.told.offset_minutes;
    const size = Math.abs(minutes);
    const rest = size % 60 ? ":" + String(size % 60).padStart(2, "0") : "";
    return `UTC${minutes < 0 ? "\u2212" : "+"}${Math.floor(size / 60)}${rest}`;
  }

  // Whether it is day by the profile; both ends are texts such as 06:00.
  isDay(day) {
    const text = this.text();
    return day.from <= day.to ? day.from <= text && text < day.to : text >= day.from || text < day.to;
  }
}
