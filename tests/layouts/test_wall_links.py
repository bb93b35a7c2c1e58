"""Links and pairing by hand: what opens, what ends, what is refused."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datasets.problems import Problem
from layouts.wall.links import Links
from layouts.wall.pairing import CODE_SECONDS, PAIRED_SECONDS, WRONG_A_MINUTE, Pairing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_link_opens_its_city_until_it_ends(tmp_path: Path) -> None:
    key = Links(tmp_path).make("demo", 30, NOW)
    links = Links(tmp_path)
    assert links.read("demo", key, NOW + timedelta(days=29)).verdict == "good"
    assert links.read("demo", key, NOW + timedelta(days=31)).verdict == "expired"
    assert links.read("nyc", key, NOW).verdict == "forged"
    assert links.read("demo", "", NOW).verdict == "missing"


def test_the_secret_is_its_owners(tmp_path: Path) -> None:
    links = Links(tmp_path)
    links.make("demo", 1, NOW)
    assert stat.S_IMODE(links.path.stat().st_mode) == 0o600
    assert len(links.path.read_bytes()) == 32


def test_rotation_ends_what_was_made_before(tmp_path: Path) -> None:
    links = Links(tmp_path)
    old = links.make("demo", 30, NOW)
    links.rotate()
    assert links.read("demo", old, NOW).verdict == "forged"
    assert links.read("demo", links.make("demo", 30, NOW), NOW).verdict == "good"


@pytest.mark.parametrize("change", ["x", ".", "AAAA.BBBB", "%00", "ZGVtbzo5OTk5OTk5OTk5.", "é.é", "a.b.c"])
def test_what_was_not_made_here_is_forged(tmp_path: Path, change: str) -> None:
    links = Links(tmp_path)
    links.make("demo", 30, NOW)
    assert links.read("demo", change, NOW).verdict == "forged"


def test_a_longer_life_cannot_be_written_into_a_link(tmp_path: Path) -> None:
    links = Links(tmp_path)
    short, long = links.make("demo", 1, NOW), links.make("demo", 300, NOW)
    mixed = long.split(".")[0] + "." + short.split(".")[1]
    assert links.read("demo", mixed, NOW).verdict == "forged"


@pytest.mark.parametrize("days", [0, -3, 401])
def test_a_span_that_makes_no_sense_is_a_sentence(tmp_path: Path, days: float) -> None:
    with pytest.raises(Problem, match="more than 0 and at most 400 days"):
        Links(tmp_path).make("demo", days, NOW)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_code_is_good_once() -> None:
    pairing = Pairing(Clock())
    code = pairing.code_for("wall1")
    token = pairing.pair(code)
    assert token is not None
    assert pairing.wall_of(token) == "wall1"
    assert pairing.pair(code) is None


def test_a_code_ends_and_a_new_one_voids_the_old() -> None:
    clock = Clock()
    pairing = Pairing(clock)
    old, new = pairing.code_for("wall1"), pairing.code_for("wall1")
    assert old == new or pairing.pair(old) is None
    clock.now = CODE_SECONDS
    assert pairing.pair(new) is None


def test_a_phone_is_forgotten_after_its_shift() -> None:
    clock = Clock()
    pairing = Pairing(clock)
    token = pairing.pair(pairing.code_for("wall1"))
    clock.now = PAIRED_SECONDS
    assert pairing.wall_of(token or "") is None
    assert pairing.wall_of("") is None


def test_guessing_is_stopped_for_a_minute() -> None:
    clock = Clock()
    pairing = Pairing(clock)
    code = pairing.code_for("wall1")
    guesses = [f"{n:06d}" for n in range(WRONG_A_MINUTE + 1) if f"{n:06d}" != code][:WRONG_A_MINUTE]
    assert [pairing.pair(guess) for guess in guesses] == [None] * WRONG_A_MINUTE
    assert pairing.pair(code) is None
    clock.now = 61
    assert pairing.pair(code) is not None
