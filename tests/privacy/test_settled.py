"""Two editions of the same months, subtracted from one another: what came late is not shown row by row."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datasets.public_edition import PublicEdition
from pipelines.privacy.asking import shown_metrics
from pipelines.privacy.build import _mark
from pipelines.privacy.settled import settled
from pipelines.privacy.told import Told
from tests.demo_city import DemoCity

K = 5
COLUMNS = ["metric", "level", "area", "by", "grp", "period", "value", "numerator", "denominator", "n", "hidden"]
SPANS = pd.DataFrame([("late", "2026-01", "2026-01-01", "2026-01-31")], columns=["metric", "period", "start", "finish"])


def edition(**counts: float) -> pd.DataFrame:
    """Cells of a month by district; a count that is small is hidden."""
    rows = [("late", "ward", area, "", "", "2026-01", n, np.nan, np.nan, n, 0 < n < K) for area, n in counts.items()]
    cells = pd.DataFrame(rows, columns=COLUMNS)
    cells.loc[cells.hidden, ["value", "n"]] = np.nan
    return cells


def told(cells: pd.DataFrame) -> Told:
    return Told().with_edition(cells, SPANS)


def shown(cells: pd.DataFrame) -> dict[str, float]:
    return dict(zip(cells.area, cells.value, strict=True))


def test_a_few_late_rows_do_not_move_a_number_and_many_do() -> None:
    before = told(edition(a=20, b=30, c=40))
    made = settled(edition(a=21, b=34, c=45), SPANS, before, K, ["late"])
    assert shown(made) == {"a": 20, "b": 30, "c": 45}


def test_rows_that_come_one_by_one_are_told_when_they_are_enough() -> None:
    known = told(edition(a=20))
    for n in (21, 23, 24):
        made = settled(edition(a=n), SPANS, known, K, ["late"])
        assert shown(made) == {"a": 20}
        known = known.with_edition(made, SPANS)
    assert shown(settled(edition(a=25), SPANS, known, K, ["late"])) == {"a": 25}


def test_a_district_that_had_none_stays_without_until_it_has_enough() -> None:
    known = told(edition(a=20))
    assert shown(settled(edition(a=20, b=2), SPANS, known, K, ["late"])) == {"a": 20}
    assert shown(settled(edition(a=20, b=7), SPANS, known, K, ["late"])) == {"a": 20, "b": 7}


def test_a_single_case_that_ended_does_not_move_a_share() -> None:
    cells = edition(a=20).assign(numerator=10.0, denominator=20.0, value=50.0)
    made = settled(cells.assign(numerator=11.0, value=55.0), SPANS, told(cells), K, ["late"])
    assert (made.value[0], made.numerator[0]) == (50, 10)


def test_what_is_nobodys_is_corrected_at_once() -> None:
    assert shown(settled(edition(a=21), SPANS, told(edition(a=20)), K, [])) == {"a": 21}


def test_numbers_that_were_told_are_kept_on_disk(tmp_path: Path) -> None:
    told(edition(a=20, b=3)).write(tmp_path)
    known = Told.read(tmp_path)
    assert sorted(known.shown.values()) == [False, True]
    assert [its[0] for its in known.numbers.values()] == [20]


def test_an_edition_is_due_when_a_month_has_ended_and_not_a_day(
    demo_city: DemoCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, rules = demo_city.service, PublicEdition()
    mark = _mark(service, rules, shown_metrics(service, rules, ["tickets_opened"]))
    extent = service.extent

    def later(days: int) -> str:
        monkeypatch.setattr(service, "extent", lambda *asked: (extent(*asked)[0], _moved(extent(*asked)[1], days)))
        return _mark(service, rules, shown_metrics(service, rules, ["tickets_opened"]))

    assert later(-1) == mark
    assert later(-40) != mark


def _moved(day: object, days: int) -> object:
    return day + pd.Timedelta(days=days).to_pytimedelta()
