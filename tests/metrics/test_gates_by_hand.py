"""The gates from literal rows: what was set aside and what was closed in bulk in, failures and health out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import pytest

from datasets.catalogue import City
from pipelines.building.lineage import models
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import write_snapshot

ASIDE = [
    # part, line, kept, reason
    (1, 1, False, "same ticket_id as a later row"),
    (1, 2, False, "closed_at is before opened_at"),
    (1, 2, True, "coordinates lie outside of the city"),
    (1, 3, True, "district is not in the boundaries"),
    (1, 4, False, "opened_at is in the future"),
    (2, 1, True, "not a number"),
]
NINE_O_CLOCK = datetime(2024, 7, 1, 9)
TICKETS = [
    # agency, subcategory, category, closed: fifty within ten minutes, forty-nine within ten, eleven by the hour
    *[("dot", "Noise", "Loud", NINE_O_CLOCK + timedelta(seconds=12 * place)) for place in range(50)],
    *[("dot", "Water", "Leak", NINE_O_CLOCK + timedelta(seconds=12 * place)) for place in range(49)],
    *[("dot", "Noise", "Loud", NINE_O_CLOCK + timedelta(hours=1 + place)) for place in range(10)],
    ("dot", "Noise", "Strange", NINE_O_CLOCK + timedelta(hours=20)),
]
BY_HAND = {
    # six reasons to set aside, one type not listed, fifty closed in bulk
    "gate_failures": (57, 57, None),
    "bulk_closed": (50, 50, None),
    # 110 rows and three that were not kept; five lines, one and fifty of them fail
    "ticket_health_pct": (100 * 57 / 113, 57, 113),
    # and ten collisions that all pass
    "data_health_pct": (100 * 67 / 123, 67, 123),
}


def gates() -> list[dict]:
    """The rows that the model makes of them."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE quarantine AS SELECT 'requests' AS dataset, * FROM "
            "(SELECT unnest(?::INTEGER[]) AS part, unnest(?::BIGINT[]) AS line, unnest(?::BOOLEAN[]) AS kept, "
            "unnest(?::VARCHAR[]) AS reason)",
            [list(column) for column in zip(*ASIDE, strict=True)],
        )
        connection.execute(
            "CREATE TABLE dataset_status AS SELECT * FROM (VALUES "
            "('requests', 'ticket', 110, TIMESTAMP '2024-07-08 06:00:00'), "
            "('collisions', 'incident', 10, TIMESTAMP '2024-07-08 06:00:00'), "
            "('boroughs', 'district', 5, TIMESTAMP '2024-07-08 06:00:00')) AS t (dataset, fact, rows, last_success)"
        )
        connection.execute(
            "CREATE TABLE ticket AS SELECT 'requests' AS dataset, TRUE AS is_closed, * FROM "
            "(SELECT unnest(?::VARCHAR[]) AS agency, unnest(?::VARCHAR[]) AS subcategory, "
            "unnest(?::VARCHAR[]) AS category, unnest(?::TIMESTAMP[]) AS closed_at)",
            [list(column) for column in zip(*TICKETS, strict=True)],
        )
        connection.execute("CREATE TABLE incident (dataset VARCHAR, category VARCHAR)")
        connection.execute("CREATE TABLE category_list AS SELECT unnest(['Loud', 'Leak']) AS category")
        return connection.execute(models()["gate"].sql).df().to_dict("records")


@pytest.fixture(scope="module")
def service(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    home = tmp_path_factory.mktemp("gates") / "var"
    write_snapshot(home, "20240708T060000Z-g1", {"gate": gates()}, "2024-07-08")
    opened = QueryService(home, city)
    yield opened
    opened.close()


@pytest.mark.parametrize("metric", BY_HAND)
def test_a_metric_is_what_a_person_counts(service: QueryService, metric: str) -> None:
    row = service.values([metric], Predicate())[metric].frame.iloc[0]
    found = [None if row[name] != row[name] else row[name] for name in ("value", "numerator", "denominator")]
    assert found == pytest.approx(list(BY_HAND[metric]))


def test_each_reason_is_a_failure_of_its_own_gate(service: QueryService) -> None:
    frame = service.values(["gate_failures"], Predicate(), by="category")["gate_failures"].frame
    found = dict(zip(frame["group"], frame["value"], strict=True))
    once = ("duplicate", "closed_before_opened", "outside", "unknown_place", "future", "unreadable", "unknown_type")
    assert found == dict.fromkeys(once, 1) | {"bulk_closed": 50}
