"""The query service under load: one run a question, limits, interruption, and snapshots that change beneath it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from datasets.catalogue import City
from datasets.problems import Problem
from pipelines.query.opened import Limits
from pipelines.query.predicate import Predicate
from pipelines.query.runner import Query, Superseded
from pipelines.query.service import QueryService
from tests.metrics.rows import AS_OF, COLLISIONS, FACTS
from tests.metrics.snapshot_files import publish, write_snapshot

SLOW = Query.of("select count(*) as n from range(100000000) a, range(1000) b where hash(a.range + b.range) = 1", {})
LIMITS = Limits(poll_seconds=0, seconds=20)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_snapshot(tmp_path, "20240708T060000Z-a1", FACTS, AS_OF)
    return tmp_path


@pytest.fixture
def service(home: Path, city: City) -> Iterator[QueryService]:
    opened = QueryService(home, city, LIMITS)
    yield opened
    opened.close()


def second(home: Path, name: str = "20240709T060000Z-b2") -> Path:
    return write_snapshot(home, name, FACTS | {"incident": COLLISIONS[:1]}, AS_OF)


def collisions(service: QueryService) -> float:
    return float(service.values(["collisions"], Predicate())["collisions"].frame["value"].iloc[0])


def run(service: QueryService, query: Query = SLOW, scope: object = None) -> object:
    with service.batch() as snapshot:
        return service._runner.ask(snapshot, [query], scope)


def started(service: QueryService, runs: int) -> None:
    deadline = time.monotonic() + 5
    while service.counters.run < runs:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_nothing_published_is_a_sentence(tmp_path: Path, city: City) -> None:
    with pytest.raises(Problem) as caught:
        QueryService(tmp_path, city)
    assert str(caught.value) == "no snapshot of nyc has been published yet; run `onescreen refresh nyc`."


def test_many_viewers_with_one_question_run_it_once(service: QueryService) -> None:
    query = Query.of("select count(*) as n from range(30000000) t where hash(range) = 1", {})
    with ThreadPoolExecutor(8) as viewers:
        answers = list(viewers.map(lambda _: run(service, query), range(8)))
    assert service.counters.run == 1
    assert service.counters.joined + service.counters.cache_hits == 7
    assert {len(rows[0]) for rows in answers} == {1}


def test_a_newer_question_of_the_same_view_takes_the_place_of_the_old(service: QueryService) -> None:
    with ThreadPoolExecutor(1) as viewer:
        old = viewer.submit(run, service, SLOW, "session 1, map")
        started(service, 1)
        begun = time.monotonic()
        service.values(["collisions"], Predicate(), scope="session 1, map")
        with pytest.raises(Superseded) as caught:
            old.result(timeout=5)
    assert str(caught.value) == "a newer question took the place of this one."
    assert time.monotonic() - begun < 2
    assert service.counters.interrupts == 1


def test_a_question_that_another_viewer_waits_for_is_not_interrupted(service: QueryService) -> None:
    query = Query.of("select count(*) as n from range(60000000) t where hash(range) = 1", {})
    with ThreadPoolExecutor(2) as viewers:
        first = viewers.submit(run, service, query, "session 1, map")
        started(service, 1)
        other = viewers.submit(run, service, query, "session 2, map")
        while service.counters.joined < 1:
            time.sleep(0.001)
        service.values(["collisions"], Predicate(), scope="session 1, map")
        assert len(other.result(timeout=20)[0]) == len(first.result(timeout=20)[0]) == 1
    assert service.counters.interrupts == 0


def test_a_question_has_a_time_limit(home: Path, city: City) -> None:
    service = QueryService(home, city, replace(LIMITS, seconds=0.2))
    with pytest.raises(Problem) as caught:
        run(service)
    sentence = "the question took longer than 0.2 seconds and was stopped; choose a shorter period."
    assert str(caught.value) == sentence
    assert service.counters.timeouts == 1
    assert collisions(service) == 5
    service.close()


def test_a_failure_of_the_database_is_a_sentence(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        run(service, Query.of("select no_such_column from ticket", {}))
    assert str(caught.value) == "the question could not be answered; the log says why."


HARMFUL = [
    "select * from read_csv('/etc/passwd')",
    "copy ticket to '/tmp/stolen.csv'",
    "attach '/tmp/other.duckdb'",
    "set enable_external_access = true",
    "set memory_limit = '90GB'",
    "install spatial",
    "delete from ticket",
]


@pytest.mark.parametrize("sql", HARMFUL)
def test_the_connection_reads_its_file_and_nothing_else(service: QueryService, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        service.snapshot.cursor().execute(sql)


def test_a_new_snapshot_is_seen_between_two_batches(home: Path, service: QueryService) -> None:
    assert collisions(service) == 5
    second(home)
    assert collisions(service) == 1
    assert service.snapshot.id == "20240709T060000Z-b2"


def test_a_batch_keeps_its_snapshot(home: Path, service: QueryService) -> None:
    with service.batch() as pinned:
        assert collisions(service) == 5
        second(home)
        assert service.poll()
        assert collisions(service) == 5
        answer = service.values(["injured"], Predicate())["injured"]
        assert answer.snapshot_id == pinned.id == "20240708T060000Z-a1"
    assert collisions(service) == 1


def test_rolling_back_is_a_change_too(home: Path, service: QueryService) -> None:
    second(home)
    assert collisions(service) == 1
    publish(home / "snapshots" / "nyc" / "20240708T060000Z-a1.duckdb")
    assert collisions(service) == 5


def test_a_file_that_does_not_open_leaves_the_one_before(home: Path, service: QueryService) -> None:
    broken = home / "snapshots" / "nyc" / "20240710T060000Z-c3.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    publish(broken)
    assert collisions(service) == 5
    assert service.snapshot.id == "20240708T060000Z-a1"
    second(home, "20240711T060000Z-d4")
    assert collisions(service) == 1


def test_a_service_starts_on_the_file_before_a_broken_one(home: Path, city: City) -> None:
    broken = home / "snapshots" / "nyc" / "20240710T060000Z-c3.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    publish(broken)
    service = QueryService(home, city, LIMITS)
    assert collisions(service) == 5
    service.close()


def test_swaps_under_load_answer_from_one_snapshot_a_batch(home: Path, service: QueryService) -> None:
    """Two metrics of one batch come from the same file, whichever it is: 5 with 6 injured, or 1 with 2."""
    seen, stop = [], threading.Event()

    def view() -> None:
        while not stop.is_set():
            with service.batch():
                pair = [
                    float(service.values([metric], Predicate())[metric].frame["value"].iloc[0])
                    for metric in ("collisions", "injured")
                ]
            seen.append(tuple(pair))

    with ThreadPoolExecutor(4) as viewers:
        views = [viewers.submit(view) for _ in range(4)]
        for swap in range(6):
            second(home, f"202407{11 + swap}T060000Z-e5") if swap % 2 == 0 else publish(
                home / "snapshots" / "nyc" / "20240708T060000Z-a1.duckdb"
            )
            time.sleep(0.15)
        stop.set()
        for done in views:
            done.result(timeout=20)
    assert set(seen) == {(5.0, 6.0), (1.0, 2.0)}


def test_old_snapshots_are_closed_when_nobody_reads_them(home: Path, service: QueryService) -> None:
    old = service.snapshot
    second(home)
    with service.batch():
        assert service.snapshot is not old
    with pytest.raises(duckdb.Error):
        old.cursor()


def test_the_cache_is_bounded_in_bytes(home: Path, city: City) -> None:
    service = QueryService(home, city, replace(LIMITS, cache_bytes=20_000))
    for hour in range(24):
        service.values(["collisions"], Predicate(hours=((0, hour),)), by="district")
        service.points(["collision"], Predicate(hours=((0, hour),)), (0, 0, hour + 1, 1))
    assert 0 < service._runner.cache.bytes <= 10_000
    assert 0 < service._frames.kept.bytes <= 10_000
    assert len(service._frames.kept) < 24
    service.close()


def test_two_services_of_one_process_read_the_same_file(home: Path, city: City, service: QueryService) -> None:
    other = QueryService(home, city, LIMITS)
    try:
        asked = [one.values(["tickets_opened"], Predicate())["tickets_opened"].frame for one in (service, other)]
        pd.testing.assert_frame_equal(*asked)
    finally:
        other.close()
