"""The gates of P15: planted faults are found by their number, and what is not planted is not found."""

import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity


def failures(demo_city: DemoCity, dataset: str) -> dict[str, float]:
    predicate = Predicate(where=(("dataset", dataset),))
    frame = demo_city.service.values(["gate_failures"], predicate, by="category")["gate_failures"].frame
    return dict(zip(frame["group"], frame["value"], strict=True))


@pytest.mark.parametrize(
    ("dataset", "gate", "planted"),
    [
        ("hotline_tickets", "outside", "misplaced"),
        ("hotline_tickets", "unknown_place", "mistyped 街道"),
        ("hotline_tickets", "unreadable", "mistyped 受理时间"),
        ("hotline_tickets", "closed_before_opened", "mistyped 办结时间"),
        ("hotline_tickets", "duplicate", "repeated"),
        ("hotline_calls", "unreadable", "mistyped 应答秒数"),
        ("offences", "unknown_type", "mistyped 案件类别"),
        ("offences", "outside", "misplaced"),
        ("collisions", "unreadable", "mistyped 受伤人数"),
        ("vendor_payments", "unreadable", "mistyped 支付金额"),
    ],
)
def test_planted_faults_are_found(demo_city: DemoCity, dataset: str, gate: str, planted: str) -> None:
    """Within 5 % and three rows: a row that is struck twice is one row, and a late row may repeat a fault.

    A quarter of the offences is published without a point, which cannot be misplaced.
    """
    share = 0.25 if dataset == "offences" else 0.05
    expected = demo_city.truth["dirt"][dataset]["rows"][planted]
    assert expected > 0
    assert failures(demo_city, dataset)[gate] == pytest.approx(expected, rel=share, abs=3)


def test_the_bulk_closure_is_found_and_nothing_else_is_one(demo_city: DemoCity) -> None:
    """A few of its tickets were reopened since and closed at another time."""
    planted = demo_city.event("bulk_closure")["size"]["tickets"]
    found = demo_city.service.values(["bulk_closed"], Predicate())["bulk_closed"].frame["value"].iloc[0]
    assert planted * 0.99 <= found <= planted * 1.02 + 3


@pytest.mark.parametrize("gate", ["future", "bulk_closed", "unknown_type"])
def test_what_is_not_planted_is_not_found(demo_city: DemoCity, gate: str) -> None:
    for dataset in ("collisions", "hotline_calls", "vendor_payments"):
        assert failures(demo_city, dataset)[gate] == 0


def test_a_gate_has_no_share_of_its_own(demo_city: DemoCity) -> None:
    """The share is of rows that pass every gate: by category it is known of them all and of no single one."""
    frame = demo_city.service.values(["data_health_pct"], Predicate(), by="category")["data_health_pct"].frame
    known = frame.set_index("group").loc["any", "n"]
    assert known > 0
    assert frame["n"].tolist() == [known if group == "any" else 0 for group in frame["group"]]


def test_health_is_what_is_left_of_all_rows(demo_city: DemoCity) -> None:
    asked = demo_city.service.values(["data_health_pct", "ticket_health_pct"], Predicate())
    for answer in asked.values():
        row = answer.frame.iloc[0]
        assert 95 < row["value"] < 100
        assert row["value"] == pytest.approx(100 * row["numerator"] / row["denominator"])
    rows = demo_city.service.rows("ticket", Predicate(), ["ticket_id"], limit=1).total
    assert asked["ticket_health_pct"].frame.iloc[0]["denominator"] > rows
