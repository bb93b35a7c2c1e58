"""Which metrics answer which row of the field's definitions (METRICS.md 3.1-3.4), for docs/metrics.md and its test."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from datasets.strict import Strict
from pipelines.metrics.forms import Texts
from pipelines.metrics.record import Metric

ROWS = Path(__file__).parent / "field" / "rows.yaml"
CODE = re.compile(r"[CPBS]\d+[bc]?(?![\w])")


class FieldRow(Strict):
    """A row of the definitions; `also` says what answers it beside metrics, or what no data set feeds."""

    code: str
    names: Texts
    also: Texts | None = None


class _File(Strict):
    rows: tuple[FieldRow, ...]


def field_rows() -> tuple[FieldRow, ...]:
    """The rows in the order of METRICS.md."""
    return _File.model_validate(yaml.safe_load(ROWS.read_text("utf-8"))).rows


def answered_by(records: Iterable[Metric]) -> dict[str, list[str]]:
    """Ids of the metrics by the row that they answer: that of their code, and those that their source names."""
    found: dict[str, list[str]] = {row.code: [] for row in field_rows()}
    for metric in records:
        for code in _codes(metric):
            found.setdefault(code, []).append(metric.id)
    return found


def _codes(metric: Metric) -> set[str]:
    own = CODE.match((metric.code or "").split("-")[0])
    named = CODE.findall(metric.source.split(";")[0]) if metric.source.startswith("METRICS.md") else []
    return {*named, *([own[0]] if own else [])}
