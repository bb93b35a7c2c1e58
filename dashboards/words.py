"""Every string of the interface, one catalogue a language; numbers and dates as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from math import isfinite, log10
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal

LANGUAGES = ("en", "zh")
_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
_HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
_FOLDER = Path(__file__).parent / "words"
MINUS = "\u2212"


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """The strings of one language by key, from every file of its folder."""
    files = sorted((_FOLDER / language).glob("*.yaml"))
    return {key: text for file in files for key, text in yaml.safe_load(file.read_text(encoding="utf-8")).items()}


class Words:
    """The interface in one language; `other` is the other one, shown muted beside names."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.html_language = _HTML_LANGUAGES[self.language]
        self.locale = Locale.parse(_LOCALES[self.language])

    def __call__(self, key: str, **values: Any) -> str:
        """The string of that key; `n` chooses between the forms that the language counts with."""
        text = catalogue(self.language)[key]
        if isinstance(text, dict):
            form = self.locale.plural_form(values["n"])
            text = text.get(form, text["other"])
            values = values | {"n": self.number(values["n"])}
        return text.format(**values)

    @property
    def other(self) -> Words:
        return Words(next(language for language in LANGUAGES if language != self.language))

    def name(self, names: Any) -> str:
        """This language's part of a mapping or record with `en` and `zh`."""
        return names[self.language] if isinstance(names, Mapping) else getattr(names, self.language)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with group marks and a fixed count of decimals; a dash where there is none."""
        if value is None or not isfinite(value):
            return self("none")
        return _number(self.locale, value, decimals)

    def compact(self, value: float) -> str:
        """A large number with its first three or four figures and a word: "288.1M", "2.881亿"."""
        step = {"en": 3, "zh": 4}[self.language]  # figures between two words: thousand, million; 万, 亿
        whole = int(log10(abs(value))) % step + 1 if abs(value) >= 1 else 1
        return format_compact_decimal(value, locale=self.locale, fraction_digits=max(1, step - whole)).replace(
            "-", MINUS
        )

    def group(self, group: Any) -> str:
        """The name of a group of an answer."""
        return group.name_zh if self.language == "zh" else group.name

    def place(self, row: Any) -> str:
        """The name of a row of districts."""
        return row.name_zh if self.language == "zh" else row.name_en

    def inline(self, names: Any) -> str:
        """A name inside a sentence: English names start small there."""
        name = self.name(names)
        return name[:1].lower() + name[1:] if self.language == "en" and not name[1:2].isupper() else name

    def signed(self, value: float, decimals: int = 0) -> str:
        return ("+" if round(value, decimals) > 0 else "") + self.number(value, decimals)

    def date(self, day: date, year: bool = True) -> str:
        pattern = {"en": "d MMM y" if year else "d MMM", "zh": "y年M月d日" if year else "M月d日"}
        return format_date(day, pattern[self.language], self.locale)

    def month(self, day: date, year: bool = True) -> str:
        pattern = {"en": "MMM y" if year else "MMM", "zh": "y年M月" if year else "M月"}
        return format_date(day, pattern[self.language], self.locale)

    def period(self, first: date, last: date) -> str:
        """A period in words, as short as it is unmistakable."""
        if first == last:
            return self.date(first)
        return format_interval(first, last, {"en": "yMMMd", "zh": "yMMMd"}[self.language], locale=self.locale)

    def moment(self, when: datetime, zone: str, today: date | None = None) -> str:
        """A moment in the city's local time; the day is left out where it is `today`."""
        local = when.astimezone(ZoneInfo(zone))
        clock = format_datetime(local, "HH:mm", locale=self.locale)
        return clock if local.date() == today else f"{self.date(local.date())} {clock}"

    def short_moment(self, when: datetime, zone: str, today: date) -> str:
        """Its clock time where it is of `today`, otherwise its day and month."""
        local = when.astimezone(ZoneInfo(zone))
        if local.date() == today:
            return format_datetime(local, "HH:mm", locale=self.locale)
        return format_skeleton("MMMd", local, locale=self.locale)

    def weekday(self, day: int) -> str:
        """The short name of a weekday, Monday 0."""
        return self.locale.days["format"]["abbreviated"][day]


@lru_cache(maxsize=2**16)
def _number(locale: Locale, value: float, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=locale).replace("-", MINUS)
