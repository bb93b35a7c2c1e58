"""The gates of P15: planted faults are found by their number, and what is not planted is not found; for three seeds."""

import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity

GATES = {
    "repeated": "duplicate",
    "misplaced": "outside",
    "mistyped 街道": "unknown_place",
    "mistyped 办结时间": "closed_before_opened",
    "mistyped 案件类别": "unknown_type",
}
"""Which gate finds a planted fault; all other wrong texts are unreadable."""
UNREADABLE = ("受理时间", "应答秒数", "受伤人数", "到达时间", "PM2.5", "O3", "进站量", "支付金额")
FAULTS = {*GATES, *(f"mistyped {column}" for column in UNREADABLE)}


def failures(demo_city: DemoCity, dataset: str) -> dict[str, float]:
    predicate = Predicate(where=(("dataset", dataset),))
    frame = demo_city.service.values(["gate_failures"], predicate, by="category")["gate_failures"].frame
    return dict(zip(frame["group"], frame["value"], strict=True))


def planted(city: DemoCity, dataset: str) -> dict[str, int]:
    """What truth.yaml says is planted in the data set, by the gate that finds it."""
    found: dict[str, int] = {}
    for fault, rows in city.truth["dirt"][dataset]["rows"].items():
        gate = GATES.get(fault, "unreadable")
        found[gate] = found.get(gate, 0) + rows
    return found


def test_every_planted_fault_is_found_and_nothing_else(sown_city: DemoCity) -> None:
    """Within 3 % and two rows: a row that is struck twice is one row. Late rows are no fault, and no gate's."""
    dirty = sown_city.truth["dirt"]
    assert {fault for said in dirty.values() for fault in said["rows"]} == FAULTS
    assert len(dirty) == 8
    for dataset in dirty:
        expected, found = planted(sown_city, dataset), failures(sown_city, dataset)
        found.pop("bulk_closed")
        for gate in found.keys() | expected.keys():
            assert found.get(gate, 0) == pytest.approx(expected.get(gate, 0), rel=0.03, abs=2), (dataset, gate)


def test_data_sets_without_planted_faults_have_none(sown_city: DemoCity) -> None:
    datasets = {row.dataset for row in sown_city.service.snapshot.coverage.of("gate")}
    for dataset in datasets - set(sown_city.truth["dirt"]):
        assert not any(failures(sown_city, dataset).values()), dataset


def test_the_bulk_closure_is_found_and_nothing_else_is_one(sown_city: DemoCity) -> None:
    """A few of its tickets were reopened since and closed at another time."""
    closed = sown_city.event("bulk_closure")["size"]["tickets"]
    found = sown_city.service.values(["bulk_closed"], Predicate())["bulk_closed"].frame["value"].iloc[0]
    assert closed * 0.98 <= found <= closed * 1.02 + 3


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
