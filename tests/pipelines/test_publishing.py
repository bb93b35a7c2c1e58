"""What is served changes in one step or not at all."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from datasets.catalogue import load_city
from datasets.problems import Problem
from pipelines.building.lock import refresh_lock
from pipelines.refresh import Progress, Request, refresh
from pipelines.snapshot import BUILDING, SnapshotStore
from tests.pipelines.town import Town, request_lines

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from datasets.catalogue import load_city
from pipelines import refresh as module
step, home, folder, inbox = sys.argv[1], *map(Path, sys.argv[2:])
def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if step == "land":
    module.Landing.landed = kill
elif step == "copy":
    module.Build = kill
elif step == "take":
    module.Build.take = kill
elif step == "finish":
    module.Build.finish = kill
elif step == "publish":
    module.SnapshotStore.publish = kill
elif step == "link":
    module.SnapshotStore._point_to = kill
module.refresh(load_city(folder), home, module.Request(folder=inbox))
"""


def served(town: Town) -> tuple[str, list]:
    return town.store.current().id, town.ask("SELECT count(*) FROM ticket")


@pytest.mark.parametrize("step", ["land", "copy", "take", "finish", "publish", "link"])
def test_a_kill_at_any_step_leaves_what_was_served_and_the_next_refresh_works(town: Town, step: str) -> None:
    town.requests(request_lines(range(5)))
    town.refresh()
    before = served(town)
    town.requests(request_lines(range(8)))
    program = [sys.executable, "-c", KILLED_AT, step, town.home, town.folder, town.inbox]
    root = Path(__file__).resolve().parents[2]
    died = subprocess.run(list(map(str, program)), cwd=root, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert served(town) == before
    town.refresh()
    assert town.ask("SELECT count(*) FROM ticket") == [(8,)]
    assert not list(town.store.folder.glob(f"*{BUILDING}*"))


def test_a_failed_check_publishes_nothing(town: Town) -> None:
    town.requests(request_lines(range(5)))
    town.refresh()
    before = served(town)
    town.crashes(["1,03/01/2024,10:00,5000,-73.9,40.1,1"])
    report = town.refresh()
    problem = next(line.problem for line in report.datasets if line.id == "crashes")
    assert problem == "check incident.range.injured: 1 rows of incident where injured is not between 0 and 1000."
    assert served(town)[1] == before[1]
    assert town.ask("SELECT count(*) FROM incident") == [(0,)]


def test_a_full_disk_is_a_sentence_and_changes_nothing(town: Town, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a small file system can be mounted by root only")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine mounts no tmpfs")
    try:
        town.home = disk
        town.requests(request_lines(range(5)))
        town.refresh()
        before = served(town)
        town.requests((line.replace("Noise", f"{n:0600d}") for n, line in enumerate(request_lines(range(15_000)))))
        with pytest.raises(Problem, match="the disk is full"):
            town.refresh(only=["requests"])
        assert served(town) == before
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_second_of_two_refreshes_waits_and_says_so(town: Town) -> None:
    town.requests(request_lines(range(5)))
    said: list[str] = []
    with refresh_lock(town.home, "town", 1, said.append):
        done = threading.Thread(target=lambda: refresh_and_listen(town, said))
        done.start()
        time.sleep(0.6)
        assert done.is_alive()
    done.join(30)
    assert said[0].startswith("another refresh of town is running (process ")
    assert town.ask("SELECT count(*) FROM ticket") == [(5,)]


def refresh_and_listen(town: Town, said: list[str]) -> None:
    town.refresh(Progress(say=said.append))


def test_a_refresh_that_waited_long_enough_says_who_holds_the_lock(town: Town) -> None:
    town.requests(request_lines(range(5)))
    city = load_city(town.folder)
    with (
        refresh_lock(town.home, "town", 1, print),
        pytest.raises(Problem, match=rf"process {os.getpid()} since .* did not end in 0.3 seconds"),
    ):
        refresh(city, town.home, Request(folder=town.inbox, wait_seconds=0.3))


def test_a_reader_keeps_the_snapshot_it_opened(town: Town) -> None:
    town.requests(request_lines(range(5)))
    town.refresh()
    with duckdb.connect(str(town.store.link.resolve()), read_only=True) as con:
        town.requests(request_lines(range(9)))
        town.refresh()
        assert con.execute("SELECT count(*) FROM ticket").fetchone() == (5,)
    assert town.ask("SELECT count(*) FROM ticket") == [(9,)]


def test_roll_back_moves_the_link_and_an_unknown_id_is_a_sentence(town: Town) -> None:
    town.requests(request_lines(range(5)))
    first = town.refresh().snapshot.id
    town.requests(request_lines(range(9)))
    town.refresh()
    town.store.rollback(first)
    assert served(town) == (first, [(5,)])
    with pytest.raises(Problem, match="no kept snapshot of town has this id"):
        town.store.rollback("20200101T000000Z-00000000")


def test_only_the_last_snapshots_are_kept(town: Town) -> None:
    for rows in range(1, 6):
        town.requests(request_lines(range(rows)))
        town.refresh()
    assert [snapshot.meta["city"] for snapshot in town.store.kept()] == ["town"] * 3


def test_a_damaged_snapshot_falls_back_to_the_one_before(town: Town) -> None:
    town.requests(request_lines(range(5)))
    first = town.refresh().snapshot.id
    town.requests(request_lines(range(9)))
    town.refresh()
    town.store.link.resolve().write_bytes(b"not a database")
    assert SnapshotStore(town.home, "town").current().id == first
    town.requests(request_lines(range(10)))
    town.refresh()
    assert town.ask("SELECT count(*) FROM ticket") == [(10,)]


def test_no_snapshot_is_a_sentence(town: Town) -> None:
    with pytest.raises(Problem, match="no snapshot of town has been published yet; run `onescreen refresh town`"):
        town.store.current()
