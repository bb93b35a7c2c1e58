"""The same numbers from pandas, and totals against the sum of their parts."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.random_rows import AS_OF, FACTS

DAYS = st.dates(date(2023, 12, 15), date(2024, 2, 20))
ADDITIVE = ["tickets_opened", "tickets_closed", "backlog_open", "collisions", "injured", "killed"]
GROUPINGS = ["district", "category", "day", "week", "month", "hour", "hour_of_week"]


@st.composite
def periods(draw: st.DrawFn) -> tuple[date, date]:
    start = draw(DAYS)
    return start, start + timedelta(days=draw(st.integers(0, 40)))


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    frame = pd.DataFrame(FACTS["ticket"])
    for name in ("opened", "due", "closed"):
        frame[f"{name}_at"] = pd.to_datetime(frame[f"{name}_at"])
        frame[f"{name}_date"] = frame[f"{name}_at"].dt.normalize()
    return frame


def expected(tickets: pd.DataFrame, start: date, end: date) -> dict[str, float]:
    last = pd.Timestamp(end)

    def within(name: str) -> pd.DataFrame:
        return tickets[tickets[f"{name}_date"].between(pd.Timestamp(start), last)]

    opened, due, closed = within("opened"), within("due"), within("closed")
    on_time = (due["closed_at"] <= due["due_at"]).sum()
    late = (due["closed_at"] > due["due_at"]).sum()
    overdue = (~due["is_closed"] & (due["due_at"] < pd.Timestamp(AS_OF) + pd.Timedelta(days=1))).sum()
    hours = (closed["closed_at"] - closed["opened_at"]).dt.total_seconds() / 3600
    still_open = (tickets["opened_date"] <= last) & (~tickets["is_closed"] | (tickets["closed_date"] > last))
    return {
        "tickets_opened": len(opened),
        "tickets_closed": len(closed),
        "backlog_open": still_open.sum(),
        "on_time_pct": 100 * on_time / (on_time + late + overdue) if on_time + late + overdue else np.nan,
        "hours_to_close_median": hours.median(),
        "hours_to_close_p90": hours.quantile(0.9),
    }


@settings(max_examples=30, deadline=None)
@given(period=periods())
def test_values_equal_pandas(random_service: QueryService, tickets: pd.DataFrame, period: tuple[date, date]) -> None:
    wanted = expected(tickets, *period)
    answers = random_service.values(list(wanted), Predicate(start=period[0], end=period[1]))
    for metric, value in wanted.items():
        found = answers[metric].frame["value"].iloc[0]
        if np.isnan(found):
            found = 0 if value == 0 else found
        assert found == pytest.approx(value, nan_ok=True), metric


@settings(max_examples=30, deadline=None)
@given(period=periods(), by=st.sampled_from(GROUPINGS), metric=st.sampled_from(ADDITIVE))
def test_parts_add_up_to_the_whole(
    random_service: QueryService, period: tuple[date, date], by: str, metric: str
) -> None:
    predicate = Predicate(start=period[0], end=period[1])
    whole = random_service.values([metric], predicate)[metric].frame["value"].iloc[0]
    parts = random_service.values([metric], predicate, by=by)[metric].frame["value"]
    over_time = by in ("day", "week", "month")
    if metric == "backlog_open" and over_time:
        last = parts.dropna()
        assert (last.iloc[-1] if len(last) else 0) == (0 if np.isnan(whole) else whole)
    else:
        assert parts.sum() == (0 if np.isnan(whole) else whole)


@pytest.mark.parametrize("by", ["district", "category", "day", "hour"])
def test_a_rate_is_made_again_from_its_parts(random_service: QueryService, by: str) -> None:
    whole = random_service.values(["on_time_pct"], Predicate())["on_time_pct"].frame.iloc[0]
    parts = random_service.values(["on_time_pct"], Predicate(), by=by)["on_time_pct"].frame
    assert 100 * parts["numerator"].sum() / parts["denominator"].sum() == pytest.approx(whole["value"])


@pytest.mark.parametrize("by", ["day", "week", "month"])
def test_the_queue_identity_holds(random_service: QueryService, by: str) -> None:
    """Open at the end = open at the end before + opened − closed, for requests whose closing is known."""
    known = Predicate(where=(("is_open", "true"),))
    ids = ["tickets_opened", "tickets_closed", "backlog_open"]
    frames = [answer.frame["value"] for answer in random_service.values(ids, Predicate(), by=by).values()]
    still_open = random_service.values(["backlog_open"], known)["backlog_open"].frame["value"].iloc[0]
    assert frames[2].iloc[-1] == still_open
    unknown = random_service.rows("ticket", Predicate(where=(("is_closed", "true"),)), ["closed_at"], limit=4000)
    never_closed = unknown.frame["closed_at"].isna().sum()
    assert frames[0].sum() - frames[1].sum() - never_closed == still_open
