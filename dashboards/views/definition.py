"""The definition of a metric and the arithmetic behind its shown value, from its record and the answer."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from dashboards.asking import Group, Told
from dashboards.markup import render
from dashboards.scene import Scene
from dashboards.views.change import change_of
from dashboards.views.chips import chips_of
from dashboards.views.verdict import target_text
from dashboards.views.view import Twin
from pipelines.comparison.significance import wilson
from pipelines.metrics.record import Metric
from pipelines.metrics.units import UNITS


def definition(scene: Scene, told: Told, arithmetic: tuple[str, ...] = ()) -> Markup:
    """HTML of the pop-over's content; `arithmetic` is what the view adds to that of the metric."""
    words, metric = scene.words, told.metric
    return render(
        "definition",
        words=words,
        title=words.name(metric.names),
        other=words.other.name(metric.names),
        meta=_meta(scene, told),
        text=words.name(metric.definition),
        math=_math(scene, told),
        change=change_of(scene, told),
        arithmetic=arithmetic,
        facts=_facts(scene, told),
        caveats=[words.name(caveat) for caveat in metric.caveats],
        sources=[_source(scene, source) for source in told.answer.sources],
        snapshot=told.answer.snapshot_id,
    )


def twin_table(scene: Scene, told: Told, twin: Twin) -> Markup:
    """HTML of a view as a table, with what a download must carry: definition, licence, snapshot."""
    file = f"{scene.city.id}-{told.metric.id}.csv"
    return render("twin", **_provenance(scene, told), file=file, columns=twin.columns, rows=twin.rows)


def notes(scene: Scene, told: Told) -> Markup:
    """HTML of what a picture of a view must carry: selection, definition, licence, snapshot."""
    return render("notes", **_provenance(scene, told))


def _provenance(scene: Scene, told: Told) -> dict[str, Any]:
    words, metric = scene.words, told.metric
    return {
        "words": words,
        "title": words.name(metric.names),
        "unit": scene.unit(metric),
        "period": words.period(*scene.span()),
        "clauses": [f"{chip.label}: {chip.text}" for chip in chips_of(scene)],
        "text": words.name(metric.definition),
        "sources": [_source(scene, source) for source in told.answer.sources],
        "synthetic": scene.city.profile.synthetic,
        "snapshot": told.answer.snapshot_id,
    }


def _meta(scene: Scene, told: Told) -> list[str]:
    metric, words = told.metric, scene.words
    standard = f"{metric.standard.id} {metric.standard.version}" if metric.standard else ""
    period = words.period(*scene.span())
    return [text for text in (metric.code, standard, words(f"direction.{metric.direction}"), period) if text]


def _math(scene: Scene, told: Told) -> dict[str, Any] | None:
    """What the value is made of: n, and where it is a quotient its two parts."""
    words, metric = scene.words, told.metric
    row = scene.ask(metric.id).row
    if row is None or not row.n:
        return None
    value = f"{scene.amount(metric, row.value)} {scene.unit(metric)}"
    quotient = _quotient(scene, metric, row) if row.denominator > 0 else {"parts": None}
    return {"n": words.number(row.n), "value": value} | quotient


def _quotient(scene: Scene, metric: Metric, row: Group) -> dict[str, Any]:
    """Both parts, the scale, and the interval where it is a share."""
    words = scene.words
    decimals = UNITS[metric.unit].decimals if metric.mean else 0
    interval = ""
    if metric.evidence == "rate":
        low, high = (scene.amount(metric, metric.scale * edge) for edge in wilson(row.numerator, row.denominator))
        interval = words("interval", low=low, high=high)
    return {
        "parts": (words.number(row.numerator, decimals), words.number(row.denominator)),
        "scale": words.number(metric.scale) if metric.scale != 1 else "",
        "interval": interval,
    }


def _facts(scene: Scene, told: Told) -> list[tuple[str, str]]:
    words, metric = scene.words, told.metric
    facts = []
    target = metric.target_on(scene.span()[1])
    if target:
        text = target_text(scene, metric, target)
        facts.append((words("facts.target"), words("facts.since", value=text, day=words.date(target.from_))))
    if metric.provisional_days:
        facts.append((words("facts.settles"), words("days", n=metric.provisional_days)))
    if metric.min_n:
        facts.append((words("facts.min_n"), words.number(metric.min_n)))
    facts.append((words("facts.source"), metric.source))
    return facts


def _source(scene: Scene, source: Any) -> str:
    words = scene.words
    last = words.date(scene.local_date(source.last_event)) if source.last_event else words("none")
    return words(
        "facts.dataset", name=words.name(source.names), publisher=source.publisher, licence=source.licence, day=last
    )
