"""The demo city's budget by agency against pandas, its identities, and the CompStat table."""

import duckdb
import pandas as pd
import pytest

from pipelines.comparison.compstat import compstat
from pipelines.metrics.derivation import components
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.demo_city import DemoCity


@pytest.fixture(scope="module")
def tables(demo_city: DemoCity) -> dict[str, pd.DataFrame]:
    path = (demo_city.home / "snapshots" / "demo" / "current").resolve()
    names = ("budget_line", "incident", "check_result")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS published (READ_ONLY)")
        return {name: connection.execute(f"FROM published.{name}").df() for name in names}


def value(service: QueryService, metric: str, by: str | None = None, **clauses) -> pd.Series:
    return service.values([metric], Predicate(**clauses), by=by)[metric].frame.set_index("group")["value"]


def test_execution_and_the_gap_to_the_usual_pace_by_agency(demo_city: DemoCity, tables) -> None:
    lines = tables["budget_line"].query("kind == 'expense'")
    sums = lines.groupby(["agency", "month"])[["expended", "modified"]].sum()
    rate = (100 * sums["expended"] / sums["modified"]).unstack("month")
    last = rate.columns.max()
    found = value(demo_city.service, "budget_execution_pct", "agency")
    assert found.to_dict() == pytest.approx(rate[last].to_dict())
    years = [last - pd.DateOffset(years=back) for back in (1, 2, 3)]
    usual = rate[[year for year in years if year in rate]]
    assert usual.shape[1] >= 2
    gaps = value(demo_city.service, "burn_gap_seasonal", "agency")
    assert gaps.to_dict() == pytest.approx((rate[last] - usual.mean(axis=1)).to_dict())


def test_parts_add_up_to_the_whole_and_revenue_is_never_among_spending(demo_city: DemoCity) -> None:
    service = demo_city.service
    for metric in ("budget_modified", "budget_expended", "budget_available"):
        whole = value(service, metric)["all"]
        for by in ("agency", "category"):
            assert value(service, metric, by).sum() == pytest.approx(whole)
    assert not set(value(service, "budget_modified", "category").index) & set(
        value(service, "revenue_budget", "category").index
    )


def test_budget_identities_hold_and_are_checked(tables) -> None:
    results = tables["check_result"].set_index("id")
    names = (
        "budget_line.holds.adopted_and_changes_giving_modified",
        "budget_line.holds.available_being_what_is_left",
        "budget_line.holds.either_expense_or_revenue",
        "budget_month.holds.months_adding_up_to_the_cumulative_amount",
    )
    for name in names:
        assert results.loc[[name], "passed"].all(), name


def test_every_record_of_the_two_packs_has_a_value_in_the_demo_city(demo_city: DemoCity) -> None:
    registry = demo_city.service.registry
    ours = [metric for metric in registry if registry[metric].pack in ("budget", "policing")]
    foreign = {"shootings", "murders"}
    unknown = {metric for metric in ours if value(demo_city.service, metric).isna().all()}
    assert unknown <= foreign
    assert all(components(metric, registry) for metric in ours)


def test_the_table_counts_what_the_rows_say(demo_city: DemoCity, tables) -> None:
    found = compstat(demo_city.service)
    assert found.as_of.weekday() == 6
    offences = tables["incident"].query("kind == 'complaint'")
    for row in found.rows:
        if row.line.section != "categories":
            continue
        named = offences[offences["category"] == row.line.category]
        for one in row.windows.values():
            period = one.current.period
            days = named["reported_date"].dt.date
            assert one.value == ((days >= period.start) & (days <= period.last)).sum()
    assert {row.line.id for row in compstat(demo_city.service, public=True).rows}.isdisjoint({"rapes_reported"})
