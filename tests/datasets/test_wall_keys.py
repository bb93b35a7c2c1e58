"""docs/wall.md has a row for every key of `wall:` and `alerts:`; bad ones are answered with sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from datasets.alerting import AlertRule
from datasets.catalogue import check_city
from datasets.wall import Domain, Hours, PlaylistEntry, Wall
from tests.datasets.small_city import write_city

PAGE = (Path(__file__).parents[2] / "docs" / "wall.md").read_text("utf-8")
NESTED = {"playlist": PlaylistEntry, "domains": Domain}
AGENCIES = "- {id: works, names: {en: Works, zh: 建设}}\n"
RULE = "{id: wet, names: {en: Wet, zh: 湿}, kind: threshold, metric: rain_mm, over: 50, owner: works}"
MISTAKES = [
    ("wall: {playlist: [{dashboard: citizen, secnds: 9}]}", 'no such key; found "secnds". Did you mean "seconds"?'),
    ("wall: {playlist: [{dashboard: citizen, seconds: 2}]}", 'must be 5 or more; found "2"'),
    ("wall: {day: {from: noon, to: '22:00'}}", 'must be a time of day such as 06:30, in quotes; found "noon"'),
    (
        "wall: {playlist: [{dashboard: citizen, shown: night}]}",
        "the playlist has nothing to show by day",
    ),
    ("wall: {domains: [{id: a, names: {en: A, zh: 甲}, datasets: [repair]}]}", 'Did you mean "repairs"?'),
    (f"alerts: [{RULE.replace('over: 50', 'over: 50, clear: 60')}]", "clear lies above over (50)"),
    (f"alerts: [{RULE.replace('over: 50, ', '')}]", "a threshold rule says either over or under"),
    (f"alerts: [{RULE.replace('over: 50', 'over: 50, moves: up')}]", "`moves` means nothing in a threshold rule"),
    (f"alerts: [{RULE.replace('metric: rain_mm, ', '')}]", "a threshold rule needs a metric"),
    (f"alerts: [{RULE.replace('works', 'work')}]", 'no such agency; found "work". Did you mean "works"?'),
    (f"alerts: [{RULE}, {RULE}]", 'alerts[1].id: the id is taken; found "wet"'),
    (f"alerts: [{RULE.replace('threshold', 'thresold')}]", 'Did you mean "threshold"?'),
]


def keys_of(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def documented(section: str) -> set[str]:
    body = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in body.splitlines() if line.startswith("|")][2:]
    return {word for row in rows for word in re.findall(r"`([\w.]+)`", row[0])}


def test_every_key_of_the_wall_has_its_row() -> None:
    nested = {f"{outer}.{key}" for outer, model in NESTED.items() for key in keys_of(model)}
    assert documented("Keys of `wall`") == keys_of(Wall) | nested


def test_every_key_of_an_alert_has_its_row() -> None:
    assert documented("Keys of `alerts`") == keys_of(AlertRule)


@pytest.mark.parametrize(("line", "sentence"), MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    folder = write_city(tmp_path)
    (folder / "agencies.yaml").write_text(AGENCIES, "utf-8")
    with (folder / "city.yaml").open("a", encoding="utf-8") as profile:
        profile.write(f"\n{line}\n")
    found = [str(problem) for problem in check_city(folder)]
    assert len(found) == 1
    assert sentence in found[0]


def test_night_goes_over_midnight() -> None:
    from datetime import time

    night = Hours.model_validate({"from": "22:00", "to": "06:00"})
    assert night.holds(time(23, 0))
    assert night.holds(time(5, 59))
    assert not night.holds(time(6, 0))


def test_a_dashboard_that_the_playlist_does_not_name_follows_and_one_that_is_never_shown_does_not() -> None:
    playlist = [
        {"dashboard": "budget", "shown": "day"},
        {"dashboard": "rats", "shown": "never"},
        {"dashboard": "citizen"},
    ]
    wall = Wall.model_validate({"playlist": playlist})
    pages = ("citizen", "budget", "water", "rats")
    assert [entry.dashboard for entry in wall.entries(True, pages)] == ["budget", "citizen", "water"]
    assert [entry.dashboard for entry in wall.entries(False, pages)] == ["citizen", "water"]
