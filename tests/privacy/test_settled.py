"""Two editions of the same months, subtracted from one another: what came late is not shown row by row."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from datasets.public_edition import PublicEdition
from pipelines.privacy.asking import MEASURES, shown_metrics
from pipelines.privacy.build import _mark
from pipelines.privacy.settled import settled
from pipelines.privacy.told import Told
from tests.demo_city import DemoCity

K = 5
COLUMNS = ["metric", "level", "area", "by", "grp", "period", "value", "numerator", "denominator", "n", "hidden"]
SPANS = pd.DataFrame([("late", "2026-01", "2026-01-01", "2026-01-31")], columns=["metric", "period", "start", "finish"])


def truth(**counts: float) -> pd.DataFrame:
    """Cells of a month by district."""
    rows = [("late", "ward", area, "", "", "2026-01", n, np.nan, np.nan, n, False) for area, n in counts.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def hidden(cells: pd.DataFrame, *areas: str) -> pd.DataFrame:
    """The same with the small ones hidden, and these."""
    gone = cells.n.between(1, K - 1) | cells.area.isin(areas)
    found = cells.assign(hidden=gone)
    found.loc[gone, MEASURES] = np.nan
    return found


def edition(**counts: float) -> pd.DataFrame:
    return hidden(truth(**counts))


def beside(known: Told, people: tuple[str, ...] = ("late",), **counts: float) -> pd.DataFrame:
    """The edition of these counts, settled."""
    return settled(edition(**counts), truth(**counts), (SPANS, known), K, people)


def told(cells: pd.DataFrame) -> Told:
    return Told().with_edition(cells, SPANS)


def shown(cells: pd.DataFrame) -> dict[str, float | None]:
    """Values by district, None where they are hidden."""
    return {row.area: None if row.hidden else row.value for row in cells.itertuples()}


def test_a_few_late_rows_do_not_move_a_number_and_many_do() -> None:
    assert shown(beside(told(edition(a=20, b=30, c=40)), a=21, b=34, c=45)) == {"a": 20, "b": 30, "c": 45}


def test_rows_that_come_one_by_one_are_told_when_they_are_enough() -> None:
    known = told(edition(a=20))
    for n in (21, 23, 24):
        made = beside(known, a=n)
        assert shown(made) == {"a": 20}
        known = known.with_edition(made, SPANS)
    assert shown(beside(known, a=25)) == {"a": 25}


def test_a_district_that_had_none_stays_without_until_it_has_enough() -> None:
    known = told(edition(a=20))
    assert shown(beside(known, a=20, b=2)) == {"a": 20}
    assert shown(beside(known, a=20, b=7)) == {"a": 20, "b": 7}


def test_a_zero_that_was_told_is_not_hidden_for_a_few_late_rows() -> None:
    known = told(edition(a=20, b=0))
    assert shown(beside(known, a=20, b=2)) == {"a": 20, "b": 0}
    assert shown(beside(known, a=20, b=5)) == {"a": 20, "b": 5}


def test_a_number_that_falls_below_k_is_hidden_only_when_k_rows_are_gone() -> None:
    known = told(edition(a=6))
    assert shown(beside(known, a=3)) == {"a": 6}
    assert beside(told(edition(a=9)), a=3).hidden.all()


def test_a_number_that_is_too_small_by_a_new_rule_is_told_no_longer() -> None:
    known, cells = told(edition(a=6)), truth(a=6)
    gone = hidden(cells, "a")
    assert settled(gone, cells, (SPANS, known), 2 * K, ["late"]).hidden.all()


def test_a_district_is_hidden_in_a_month_that_was_not_told_before() -> None:
    february = SPANS.assign(start="2026-02-01", finish="2026-02-28")
    made = settled(edition(a=20, b=2), truth(a=20, b=2), (february, told(edition(a=20))), K, ["late"])
    assert shown(made) == {"a": 20, "b": None}


def share(hits: float, of: float) -> pd.DataFrame:
    return truth(a=of).assign(numerator=hits, denominator=of, value=100 * hits / of)


@pytest.mark.parametrize(
    ("hits", "of", "said"),
    [(11, 20, 10), (10, 21, 10), (16, 20, 16), (16, 27, 10), (11, 27, 10), (16, 32, 16)],
    ids=["one hit", "one miss", "six turned", "six hits, one miss", "one hit, six misses", "six of either"],
)
def test_a_share_moves_when_rows_and_hits_and_misses_that_move_are_enough(hits: float, of: float, said: float) -> None:
    now = share(hits, of)
    made = settled(now, now, (SPANS, told(share(10, 20))), K, ["late"])
    assert made.numerator.tolist() == [said]


@pytest.mark.parametrize(("now", "said"), [(24, 20), (25, 25)])
def test_of_a_sum_the_sum_moves(now: float, said: float) -> None:
    before, after = (truth(a=value).assign(n=np.nan) for value in (20, now))
    assert shown(settled(after, after, (SPANS, told(before)), K, ["late"])) == {"a": said}


def test_a_median_of_the_same_rows_stays() -> None:
    after = truth(a=20).assign(value=3.5)
    assert shown(settled(after, after, (SPANS, told(truth(a=20))), K, ["late"])) == {"a": 20}


def test_what_is_nobodys_is_corrected_at_once() -> None:
    assert shown(beside(told(edition(a=20)), people=(), a=21)) == {"a": 21}


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
