"""What the data address answers: published cells of one metric, filtered, each with what is needed to use it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from datasets.problems import Problem, did_you_mean
from pipelines.privacy.asking import ALL, CITY, GROUPINGS
from pipelines.privacy.reader import PublicData
from pipelines.privacy.rows import rows
from pipelines.privacy.spans import is_day

PERIOD = re.compile(r"\d{4}-\d{2}(-\d{2})?")
BY = ("district", *GROUPINGS, "hour_of_week", "day")
FIELDS = ("period", "start", "end", "level", "district", "group", "value", "numerator", "denominator", "n", "hidden")
MONTH, DAY = len("2026-10"), len("2026-10-31")


@dataclass(frozen=True)
class Asked:
    """A question at the data address. `period` is a month or a window (3m, 12m); from and to are months or days."""

    metric: str
    district: str = ""
    level: str = ""
    start: str = ""
    end: str = ""
    period: str = ""
    by: str = ""


KEYS = {"district": "district", "level": "level", "from": "start", "to": "end", "period": "period", "by": "by"}


def asked_of(metric: str, query: dict[str, str]) -> Asked:
    """The question in an address; raises Problem for a key that there is none of."""
    for key in query:
        if key not in KEYS:
            raise Problem("no such key in a question", found=key[:40], meant=did_you_mean(key, KEYS))
    return Asked(metric, **{KEYS[key]: value for key, value in query.items()})


def answer(data: PublicData, asked: Asked) -> pd.DataFrame:
    """The cells, with the columns of FIELDS; raises Problem with what is wrong about the question."""
    if asked.metric not in data.metrics:
        raise Problem("no such public metric", found=asked.metric[:40], meant=did_you_mean(asked.metric, data.metrics))
    if asked.by and asked.by not in BY:
        what = f"no such grouping; choose one of {', '.join(BY)}"
        raise Problem(what, found=asked.by[:40], meant=did_you_mean(asked.by, BY))
    _check_periods(data, asked)
    cells = data.cells(asked.metric)
    cells = cells[_areas(data, asked, cells) & _groups(asked, cells) & _periods(asked, cells)]
    spans = data.tables["span"]
    dates = spans[spans.metric == asked.metric].set_index("period")
    cells = cells.assign(
        start=cells.period.map(dates.start).fillna(cells.period),
        end=cells.period.map(dates.finish).fillna(cells.period),
        district=cells.area,
        group=cells.grp,
    )
    return cells.sort_values(["period", "level", "district", "group"])[list(FIELDS)]


def _check_periods(data: PublicData, asked: Asked) -> None:
    for end in (asked.start, asked.end):
        if end and not _is_date(end):
            raise Problem("a month such as 2026-10 or a day such as 2026-10-31 is meant", found=end[:40])
    cut = min(len(asked.start), len(asked.end))
    if cut and asked.start[:cut] > asked.end[:cut]:
        raise Problem("from is later than to", found=f"{asked.start} to {asked.end}")
    spans = data.tables["span"]
    known = set(spans[spans.metric == asked.metric].period)
    if asked.period and asked.period not in known:
        what = "no such period of this metric; a month such as 2026-10, or 3m, 12m, 3m_before, 12m_before"
        raise Problem(what, found=asked.period[:40], meant=did_you_mean(asked.period, known))


def _is_date(text: str) -> bool:
    try:
        return bool(PERIOD.fullmatch(text)) and bool(date.fromisoformat(text if len(text) == DAY else f"{text}-01"))
    except ValueError:
        return False


def _areas(data: PublicData, asked: Asked, cells: pd.DataFrame) -> pd.Series:
    level = asked.level or (data.meta["map_level"] if asked.by == "district" else "")
    known = {str(name) for name in data.tables["area"].level}
    if level and level not in known:
        raise Problem("no such level of districts", found=level[:40], meant=did_you_mean(level, known))
    if asked.district:
        known = set(data.tables["area"].area)
        if asked.district not in known:
            raise Problem("no such district", found=asked.district[:40], meant=did_you_mean(asked.district, known))
        here = cells.area == asked.district
        return here & (cells.level == level) if asked.level else here
    return (cells.level == level) if level else (cells.level == CITY) & (cells.area == ALL)


def _groups(asked: Asked, cells: pd.DataFrame) -> pd.Series:
    return cells.by == (asked.by if asked.by in (*GROUPINGS, "hour_of_week") else "")


def _periods(asked: Asked, cells: pd.DataFrame) -> pd.Series:
    if asked.period:
        return cells.period == asked.period
    if asked.by in (*GROUPINGS, "hour_of_week") and not (asked.start or asked.end):
        return cells.period != ""
    wanted = cells.period.map(is_day) if asked.by == "day" else cells.period.str.len() == MONTH
    cut = DAY if asked.by == "day" else MONTH
    if asked.start:
        wanted &= cells.period >= asked.start[:cut]
    if asked.end:
        wanted &= cells.period <= (asked.end if len(asked.end) <= cut else asked.end[:cut]) + "~"
    return wanted


def about(data: PublicData, metric: str) -> dict[str, Any]:
    """Definition, unit, publishers, licences and snapshot of a metric: what goes with every copy of its numbers."""
    record, sources = data.metrics[metric], data.tables["source"]
    its = sources[sources.metric == metric]
    return {
        "metric": metric,
        "names": record["names"],
        "definition": record["definition"],
        "unit": {"en": record["unit"]["en"], "zh": record["unit"]["zh"]},
        "city": json.loads(data.meta["names"]),
        "synthetic": data.meta["synthetic"] == "true",
        "sources": [{"name": row.name_en, "publisher": row.publisher, "licence": row.licence} for row in rows(its)],
        "snapshot": data.snapshot,
        "as_of": data.meta["as_of"],
        "privacy": f"numbers made of fewer than {data.meta['fewest']} rows are hidden, and others with them",
    }


def as_json(data: PublicData, asked: Asked) -> str:
    """The answer as one JSON object: what it is about, then its rows."""
    rows = json.loads(answer(data, asked).to_json(orient="records", force_ascii=False))
    return json.dumps(about(data, asked.metric) | {"rows": rows}, ensure_ascii=False)


def as_csv(data: PublicData, asked: Asked) -> str:
    """The answer as CSV: lines that begin with # say what it is about."""
    frame = answer(data, asked)
    out = io.StringIO()
    out.writelines(f"# {line}\n" for line in _notes(about(data, asked.metric)))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows(["" if pd.isna(cell) else cell for cell in row] for row in rows(frame))
    return out.getvalue()


def _notes(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['metric']}: {told['names']['en']} / {told['names']['zh']}"
    yield f"{told['definition']['en']}"
    yield f"{told['definition']['zh']}"
    yield f"unit: {told['unit']['en']} / {told['unit']['zh']}"
    if told["synthetic"]:
        yield "synthetic data / 合成数据"
    for source in told["sources"]:
        yield f"source: {source['name']}, {source['publisher']}; licence: {source['licence']}"
    yield f"privacy: {told['privacy']}"
    yield f"snapshot: {told['snapshot']}, as of {told['as_of']}"
