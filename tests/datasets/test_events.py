"""What a profile may say under `events:`, and the sentence for what it may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datasets.catalogue import check_city, load_city
from tests.datasets.small_city import write_city

GOOD = "{names: {en: Storm, zh: 暴雨}, kind: storm, days: [2025-07-20, [2025-08-01, 2025-08-03]]}"
MISTAKES = [
    (GOOD.replace("kind: storm", "kind: strom"), 'Did you mean "storm"?'),
    (GOOD.replace("2025-08-03]", "2025-07-03]"), "ends (2025-07-03) before it starts (2025-08-01)"),
    (GOOD.replace("[2025-07-20, [2025-08-01, 2025-08-03]]", "[]"), "an event has at least one day"),
    (GOOD.replace(", zh: 暴雨", ""), "a name in zh is missing"),
]


def city_with(folder: Path, said: str) -> Path:
    city = write_city(folder)
    with (city / "city.yaml").open("a", encoding="utf-8") as profile:
        profile.write(f"\nevents: [{said}]\n")
    return city


def test_an_event_has_the_days_that_the_profile_states(tmp_path: Path) -> None:
    (event,) = load_city(city_with(tmp_path, GOOD)).profile.events
    assert event.spans == [(date(2025, 7, 20), date(2025, 7, 20)), (date(2025, 8, 1), date(2025, 8, 3))]


@pytest.mark.parametrize(("said", "answer"), MISTAKES)
def test_a_wrong_event_is_answered_with_a_sentence(said: str, answer: str, tmp_path: Path) -> None:
    (problem,) = check_city(city_with(tmp_path, said))
    assert "city.yaml" in str(problem)
    assert answer in str(problem)
