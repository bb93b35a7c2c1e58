"""The dirt is there in the shares that are stated, and nowhere else."""

import numpy as np
import pandas as pd
import pytest


def allowed(share, rows):
    return share * rows, 4 * np.sqrt(share * rows) + 2


def test_tickets_are_dirty_in_the_stated_shares(made):
    shares = made.truth["dirt"]["hotline_tickets"]["shares"]
    rows = made.table("hotline_tickets", unique=False)
    unique = rows.drop_duplicates("工单编号")
    found = {
        "repeated": len(rows) - len(unique),
        "misplaced": (~unique["经度"].between(116.10, 116.66) | ~unique["纬度"].between(32.79, 33.20)).sum(),
        "mistyped 受理时间": pd.to_datetime(unique["受理时间"], errors="coerce").isna().sum(),
        "mistyped 街道": (unique["街道"] == "不详街道").sum(),
        "mistyped 办结时间": (unique["办结时间"] == "1900-01-01 00:00:00").sum(),
    }
    for name, count in found.items():
        middle, room = allowed(shares[name], len(unique))
        assert count == pytest.approx(middle, abs=room), name
        assert count == made.truth["dirt"]["hotline_tickets"]["rows"].get(name, 0), name


def test_late_tickets_stand_behind_later_ones(made):
    share = made.truth["dirt"]["hotline_tickets"]["shares"]["late"]
    rows = made.table("hotline_tickets")
    number = rows["工单编号"].to_numpy()
    earlier_than_before = (number < np.maximum.accumulate(number)).sum()
    assert earlier_than_before <= allowed(share, len(rows))[0] * 2


@pytest.mark.parametrize(
    ("dataset", "column", "text"),
    [("air_quality", "PM2.5", "-999"), ("air_quality", "O3", "H"), ("emergency_calls", "到达时间", "24:61")],
)
def test_mistyped_values_are_as_many_as_counted(made, dataset, column, text):
    rows = made.table(dataset, unique=False)
    rows = rows.drop_duplicates(list(rows.columns[:2]))
    said = made.truth["dirt"][dataset]
    count = (rows[column].astype(str).str.removesuffix(".0") == text).sum()
    middle, room = allowed(said["shares"][f"mistyped {column}"], len(rows))
    assert count == pytest.approx(middle, abs=room)


def test_data_sets_without_stated_dirt_have_unique_keys(made):
    for dataset in ("fires", "ambulance_runs", "stops", "departures", "hotline_calls"):
        rows = made.table(dataset, unique=False)
        assert not rows[rows.columns[0]].duplicated().any(), dataset
