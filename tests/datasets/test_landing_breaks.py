"""A landing that is killed at any step, or runs out of disk, leaves what landed before."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.catalogue import City, load_city
from datasets.landing import Landing

OLD = b"Number,Opened\n1,2025-01-01\n"
NEW = b"Number,Opened\n1,2025-01-01\n2,2025-01-02\n"
STEPS = 6  # of one file: bytes to disk, rename, folder to disk; the same for the manifest


@pytest.fixture
def city(small: Path) -> City:
    return load_city(small)


@pytest.fixture
def given(tmp_path: Path, city: City) -> Path:
    """A folder whose file has landed once and has new content now."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "repairs.csv").write_bytes(OLD)
    Landing(tmp_path, city).land(city.datasets["repairs"], folder)
    (folder / "repairs.csv").write_bytes(NEW)
    return folder


def in_use(home: Path, city: City) -> list[bytes]:
    return [file.path.read_bytes() for file in Landing(home, city).landed("repairs")]


def killed_at(step: int, action: Callable[[], object]) -> bool:
    """Runs the action in a child that kills itself before its n-th sync or rename; whether it was killed."""
    child = os.fork()
    if child == 0:
        _kill_at(step)
        action()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _kill_at(step: int) -> None:
    left = step

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args)

        return call

    os.fsync = counted(os.fsync)  # type: ignore[assignment]
    Path.replace = counted(Path.replace)  # type: ignore[assignment,method-assign]


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_kill_at_any_step_keeps_old_or_new_and_the_next_run_succeeds(
    tmp_path: Path, city: City, given: Path, step: int
) -> None:
    assert killed_at(step, lambda: Landing(tmp_path, city).land(city.datasets["repairs"], given))
    assert in_use(tmp_path, city) == ([OLD] if step <= 5 else [NEW])
    report = Landing(tmp_path, city).land(city.datasets["repairs"], given)
    assert report.problem is None
    assert in_use(tmp_path, city) == [NEW]
    Landing(tmp_path, city).prune([])
    kept = {path.suffix for path in (tmp_path / "landing/small/repairs").iterdir()}
    assert kept == {".csv", ".json"}


def test_there_are_no_more_steps_than_those_tested(tmp_path: Path, city: City, given: Path) -> None:
    assert not killed_at(STEPS + 1, lambda: Landing(tmp_path, city).land(city.datasets["repairs"], given))


def test_full_disk_is_a_sentence_and_leaves_nothing_half(
    tmp_path: Path, city: City, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    report = Landing(tmp_path, city).land(city.datasets["repairs"], given)
    place = tmp_path / "landing/small/repairs"
    assert str(report.problem) == f"{place}: the disk is full; what landed before is unchanged."
    assert in_use(tmp_path, city) == [OLD]
    assert sorted(path.suffix for path in place.iterdir()) == [".csv", ".json"]


def test_locked_file_is_a_sentence(tmp_path: Path, city: City, given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_descriptor: int) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "manifest.json")

    monkeypatch.setattr(os, "fsync", locked)
    report = Landing(tmp_path, city).land(city.datasets["repairs"], given)
    assert str(report.problem) == "manifest.json: may not be read or written by this user."
    assert in_use(tmp_path, city) == [OLD]


def test_other_failures_of_the_disk_are_not_taken_for_a_full_one(
    tmp_path: Path, city: City, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output error"):
        Landing(tmp_path, city).land(city.datasets["repairs"], given)
