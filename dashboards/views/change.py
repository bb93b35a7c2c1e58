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
    """`text` is the change with its base, `amount` and `than` are both apart; `evidence` is the word for it and `why`
    its sentence, `full` and `arithmetic` what is behind both; a signal is set in bold."""

    text: str = ""
    evidence: str = ""
    signal: bool = False
    why: str = ""
    full: str = ""
    arithmetic: tuple[str, ...] = ()
    amount: str = ""
    than: str = ""


def change_of(scene: Scene, told: Told) -> Change:
    """The change against as many days before, over equal elapsed days where the data end before the period does; of
    what runs up over a fiscal year, against the same day of the year before.

    Not tested where nothing was published for the days before.
    """
    if scene.is_quick:
        return Change()
    periods = _periods(scene, told)
    if isinstance(periods, Change):
        return periods
    predicate = scene.selection.predicate(told.metric.fact)
    return worded(scene, scene.city.answers.compare(told.metric.id, *periods, predicate))


def changes_by_district(scene: Scene, told: Told, own: tuple[str, ...]) -> dict[str, Comparison]:
    """What each district of an answer by district is compared with, all judged together (Benjamini-Hochberg); none
    where there is nothing to compare with."""
    periods, level = _periods(scene, told), told.answer.level
    if scene.is_quick or isinstance(periods, Change) or level is None:
        return {}
    predicate = scene.selection.predicate(told.metric.fact, own)
    found = scene.city.answers.compare_districts(told.metric.id, *periods, predicate, level)
    return {one.group: one for one in found if not one.combined}


def _periods(scene: Scene, told: Told) -> tuple[Period, Against] | Change:
    """What is compared with what, or why nothing is."""
    words, metric = scene.words, told.metric
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
    return period, against


def _to_date(calendar: Calendar, end: date) -> Period:
    """The fiscal year up to a day, or up to the newest one there is; its counterpart is the year before."""
    last = min(end, calendar.as_of)
    return Calendar(last, calendar.fiscal, calendar.fiscal_named).read("fytd")


def worded(scene: Scene, compared: Comparison) -> Change:
    """A comparison in words."""
    words, evidence = scene.words, compared.evidence
    if compared.below_min_n:
        return Change("", words("evidence.not_tested"))
    amount, than = _amount(scene, compared), _than(scene, compared)
    text = amount if _in_counts(compared) else words("change.against", change=amount, than=than)
    return Change(
        text if amount else words("change.nothing_before"),
        words(f"evidence.{evidence.verdict.replace(' ', '_')}"),
        evidence.is_signal,
        words.name(evidence.sentence),
        words.name(compared.words),
        (words.name(evidence.sentence), *evidence.arithmetic),
        amount,
        than,
    )


def _amount(scene: Scene, compared: Comparison) -> str:
    """The change without its base; nothing where there is none."""
    words, metric = scene.words, compared.metric
    if compared.value is None or compared.previous is None or compared.change is None:
        return ""
    if _in_counts(compared):
        before, now = (scene.amount(metric, value) for value in (compared.previous, compared.value))
        return words("change.counts", before=before, now=now)
    if metric.unit in POINTS:
        return words("change.points", change=words.signed(compared.change, 1))
    return words("change.pct", change=words.signed(compared.change_pct or 0.0, 1))


def _in_counts(compared: Comparison) -> bool:
    """Whether both values are said, as a percentage of the one before would say nothing."""
    metric, previous, percent = compared.metric, compared.previous, compared.change_pct
    if previous is None or metric.unit in POINTS:
        return False
    small = metric.is_additive and abs(previous) < SMALL_BASE
    return percent is None or small or abs(percent) >= MANYFOLD_PCT


def _than(scene: Scene, compared: Comparison) -> str:
    """As many days before, or for what stands at the end of a period the day or month in which it stood so."""
    words, metric = scene.words, compared.metric
    day = compared.previous_side.period.last
    if metric.stock is not None or metric.last is not None:
        return words("change.state", day=words.month(day) if metric.last == "month" else words.date(day))
    return words("change.days", days=words("days.short", n=compared.current.period.days))
