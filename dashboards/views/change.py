"""The change against the period before, with what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboards.asking import Told
from dashboards.scene import Scene
from dashboards.series import meets, published
from pipelines.comparison.change_words import POINTS, SMALL_BASE
from pipelines.comparison.compare import Comparison
from pipelines.comparison.periods import Against, Calendar, Period, pair

MANYFOLD_PCT = 1_000


@dataclass(frozen=True)
class Change:
    """`text` is the change with its base, `evidence` the word for it and `why` its sentence, `full` and `arithmetic`
    what is behind both; a signal is set in bold."""

    text: str = ""
    evidence: str = ""
    signal: bool = False
    why: str = ""
    full: str = ""
    arithmetic: tuple[str, ...] = ()


def change_of(scene: Scene, told: Told) -> Change:
    """The change against as many days before, over equal elapsed days where the data end before the period does; of
    what runs up over a fiscal year, against the same day of the year before.

    Not tested where nothing was published for the days before.
    """
    words, metric = scene.words, told.metric
    if scene.is_quick:
        return Change()
    if "time" in told.ignored:
        return Change("", words("evidence.not_tested"))
    reach = published(scene, metric.id)
    stated = metric.last is not None
    if not reach or (reach[0][0] > scene.span()[1] if stated else not meets(reach, scene.span())):
        return Change("", words("evidence.not_tested"))
    calendar = Calendar.of(scene.city.profile, reach[-1][1])
    period = _to_date(calendar, scene.span()[1]) if stated else calendar.between(*scene.span())
    against: Against = "last_year" if stated else "previous"
    _, before = pair(period, against)
    if not meets(reach, (before.start, before.last)):
        return Change(words("change.nothing_before"), words("evidence.not_tested"))
    predicate = scene.selection.predicate(metric.fact)
    return _worded(scene, scene.city.answers.compare(metric.id, period, against, predicate))


def _to_date(calendar: Calendar, end: date) -> Period:
    """The fiscal year up to a day, or up to the newest one there is; its counterpart is the year before."""
    last = min(end, calendar.as_of)
    return Calendar(last, calendar.fiscal, calendar.fiscal_named).read("fytd")


def _worded(scene: Scene, compared: Comparison) -> Change:
    words, evidence = scene.words, compared.evidence
    if compared.below_min_n:
        return Change("", words("evidence.not_tested"))
    return Change(
        _short(scene, compared),
        words(f"evidence.{evidence.verdict.replace(' ', '_')}"),
        evidence.is_signal,
        words.name(evidence.sentence),
        words.name(compared.words),
        (words.name(evidence.sentence), *evidence.arithmetic),
    )


def _short(scene: Scene, compared: Comparison) -> str:
    words, metric = scene.words, compared.metric
    if compared.value is None or compared.previous is None or compared.change is None:
        return words("change.nothing_before")
    than = _than(scene, compared)
    if metric.unit in POINTS:
        return words("change.points", change=words.signed(compared.change, 1), than=than)
    small = metric.is_additive and abs(compared.previous) < SMALL_BASE
    if compared.change_pct is None or small or abs(compared.change_pct) >= MANYFOLD_PCT:
        ends = (scene.amount(metric, value) for value in (compared.previous, compared.value))
        return words("change.counts", before=next(ends), now=next(ends))
    return words("change.pct", change=words.signed(compared.change_pct, 1), than=than)


def _than(scene: Scene, compared: Comparison) -> str:
    """As many days before, or for what stands at the end of a period the day or month in which it stood so."""
    words, metric = scene.words, compared.metric
    day = compared.previous_side.period.last
    if metric.stock is not None or metric.last is not None:
        return words("change.state", day=words.month(day) if metric.last == "month" else words.date(day))
    return words("change.days", days=words("days.short", n=compared.current.period.days))
