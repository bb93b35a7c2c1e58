"""The rows of alerts: what, where, how far it has got, with whom, and how much of its time is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dashboards.city import City
from dashboards.views.text_fit import width_px
from dashboards.words import Words
from datasets.alerting import AlertRule
from layouts.wall.ages import age
from layouts.wall.city_time import local
from pipelines.alerts.alert import Alert
from pipelines.metrics.units import UNITS

AREAS_NAMED, AREAS_EM = 3, 23
SHOWN_STEPS = ("fired", "assigned", "resolved", "evaluated")


@dataclass(frozen=True)
class Row:
    """One alert in words, or those of one rule, one in each of `areas`.

    `steps` are (name, whether it is taken) from found to reviewed.
    """

    alert: Alert
    number: int
    at: str
    since: str
    title: str
    other: str
    area: str
    measure: str
    detail: str
    steps: tuple[tuple[str, bool], ...]
    seen: bool
    owner: str
    used: str
    overdue: bool
    places: tuple[tuple[float, float], ...]
    areas: tuple[str, ...]

    @property
    def last_step(self) -> str:
        """The furthest step taken."""
        return [name for name, taken in self.steps if taken][-1]


class Ticker:
    """Alerts of a city in one language, as of a moment (UTC)."""

    def __init__(self, city: City, words: Words, now: datetime) -> None:
        self.city, self.words, self.now = city, words, now
        self.rules = {rule.id: rule for rule in city.profile.alerts}

    def rows(self, alerts: list[Alert]) -> list[Row]:
        """One row an alert, numbered from 1."""
        return [self._row(number, alert) for number, alert in enumerate(alerts, start=1)]

    def together(self, alerts: list[Alert], most: int) -> list[Row]:
        """At most so many rows: alerts of one rule that have got equally far stand in one, with all their places."""
        found: dict[tuple[str, str, bool], list[Row]] = {}
        for row in self.rows(alerts):
            found.setdefault((row.alert.rule, row.last_step, row.alert.ended is None), []).append(row)
        kept = list(found.values())[:most]
        return [self._joined(number, rows) for number, rows in enumerate(kept, start=1)]

    def _joined(self, number: int, rows: list[Row]) -> Row:
        most = max(rows, key=lambda row: (row.overdue, self.now - row.alert.began))
        return replace(
            rows[0],
            number=number,
            area=self._areas([row.area for row in rows]),
            detail=self.detail(*(row.alert for row in rows)),
            seen=all(row.seen for row in rows),
            used=most.used,
            overdue=most.overdue,
            places=tuple(place for row in rows for place in row.places),
            areas=tuple(row.alert.area for row in rows),
        )

    def _areas(self, names: list[str]) -> str:
        """The first names, as many as find room in two lines, and how many more there are."""
        for named in range(min(len(names), AREAS_NAMED), 0, -1):
            text = self.words("list.comma").join(names[:named])
            if named < len(names):
                text = self.words("list.more", names=text, n=len(names) - named)
            if named == 1 or width_px(text, 1) <= AREAS_EM:
                return text
        return ""

    def _row(self, number: int, alert: Alert) -> Row:
        rule = self.rules.get(alert.rule)
        taken = {step.name for step in alert.steps}
        furthest = max(place for place, name in enumerate(SHOWN_STEPS) if name in taken)
        used, overdue = self._used(alert, rule)
        zone, today = self.city.profile.time_zone, local(self.city, self.now).date()
        return Row(
            alert=alert,
            number=number,
            at=self.words.moment(alert.began, zone, today),
            since=self._short(alert.began),
            title=self.words.name(rule.names) if rule else alert.rule,
            other=self.words.other.name(rule.names) if rule else "",
            area=self._area(alert, rule),
            measure=self._measure(rule),
            detail=self.detail(alert),
            steps=tuple((name, place <= furthest) for place, name in enumerate(SHOWN_STEPS)),
            seen=len(taken) > 1,
            owner=self._owner(alert, rule),
            used=used,
            overdue=overdue,
            places=self._places(alert, rule),
            areas=(alert.area,),
        )

    def detail(self, *alerts: Alert) -> str:
        """The value and what it was held against; of several alerts of a rule the values from least to most."""
        rule, words = self.rules.get(alerts[0].rule), self.words
        if rule is not None and rule.kind == "stale":
            return words("wall.detail.stale", age=age(words, timedelta(hours=max(one.value or 0 for one in alerts))))
        unit = UNITS.get(alerts[0].unit)
        decimals = unit.decimals if unit else 1
        values = _span(words, [one.value for one in alerts], decimals)
        limits = _span(words, [one.limit for one in alerts], decimals)
        kind = "signal" if rule is not None and rule.kind == "signal" else "threshold"
        name = words.name(unit) if unit else alerts[0].unit
        return words(f"wall.detail.{kind}", value=values, limit=limits, unit=name)

    def _area(self, alert: Alert, rule: AlertRule | None) -> str:
        whole = rule is not None and rule.kind != "stale" and rule.by is None
        return self.words("wall.whole_city") if whole else self.words.name(alert.names)

    def _measure(self, rule: AlertRule | None) -> str:
        """What the value is of, and in how many days; nothing for a feed that is silent."""
        if rule is None or rule.metric is None:
            return ""
        name = self.words.name(self.city.metrics[rule.metric].names)
        return name if rule.days == 1 else self.words("wall.measure", name=name, n=rule.days)

    def _owner(self, alert: Alert, rule: AlertRule | None) -> str:
        assigned = alert.step("assigned")
        if assigned is not None:
            return assigned.note
        agency = self.city.catalogue.agencies.get(rule.owner) if rule else None
        return self.words.name(agency.names) if agency else ""

    def _used(self, alert: Alert, rule: AlertRule | None) -> tuple[str, bool]:
        """Time used of the limit, or when it was resolved; and whether the limit is passed."""
        resolved = alert.step("resolved")
        if resolved is not None:
            return self.words("wall.closed", when=self._short(resolved.at)), False
        if alert.ended is not None:
            return self.words("wall.ended", when=self._short(alert.ended)), False
        used = alert.used(self.now)
        if rule is None:
            return age(self.words, used), False
        limit = timedelta(minutes=rule.limit_minutes)
        texts = {"used": age(self.words, used), "limit": age(self.words, limit)}
        return self.words("wall.used", **texts), used > limit

    def _short(self, moment: datetime) -> str:
        return self.words.short_moment(moment, self.city.profile.time_zone, local(self.city, self.now).date())

    def _places(self, alert: Alert, rule: AlertRule | None) -> tuple[tuple[float, float], ...]:
        """Where on the map it is, in Web Mercator metres; nothing where it is nowhere in particular."""
        if rule is None or rule.by != "district":
            return ()
        frame = self.city.districts(rule.level_of or self.city.profile.map_level)
        if alert.area not in frame.index:
            return ()
        row = frame.loc[alert.area]
        return ((float(row.label_x), float(row.label_y)),)


def _span(words: Words, numbers: list[float | None], decimals: int) -> str:
    """One number, or the least and the most of several."""
    known = sorted(number for number in numbers if number is not None)
    ends = dict.fromkeys(words.number(number, decimals) for number in (*known[:1], *known[-1:]))
    return "–".join(ends) if known else words.number(None, decimals)
