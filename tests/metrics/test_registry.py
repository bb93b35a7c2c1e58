"""Records: what stands in them, and the sentence for everything that may be wrong in a pack file."""

from datetime import date
from pathlib import Path

import pytest

from datasets.catalogue import City
from datasets.problems import Problem
from datasets.profile import Target
from datasets.targets import Change
from pipelines.metrics import Registry
from pipelines.metrics.reading import read_records
from pipelines.metrics.units import UNITS

PACK = """
pack: citizen
metrics:
  - id: tickets
    names: {en: Requests, zh: 诉求}
    definition: {en: Requests accepted., zh: 受理件数。}
    fact: ticket
    kinds: [request]
    time: opened_at
    count: "*"
    unit: requests
    direction: neutral
    source: a test
"""


def problems(folder: Path, text: str) -> list[str]:
    (folder / "pack.yaml").write_text(text, "utf-8")
    return [str(problem) for problem in read_records(folder)[1]]


def test_a_record_that_is_right_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, PACK) == []


WRONG = {
    "an unknown fact": (
        "fact: ticket",
        "fact: tickets",
        'line 7, metrics[0].fact: no such fact; found "tickets". Did you mean "ticket"?',
    ),
    "an unknown time field": (
        "time: opened_at",
        "time: open_at",
        'line 9, metrics[0].time: no such time field of ticket; found "open_at". Did you mean "opened_at"?',
    ),
    "a field that is no time": (
        "time: opened_at",
        "time: status",
        'line 9, metrics[0].time: no such time field of ticket; found "status".',
    ),
    "an unknown field in SQL": (
        'count: "*"',
        "count: is_clsed",
        'line 10, metrics[0].count: the fact has no such field; found "is_clsed". Did you mean "is_closed"?',
    ),
    "SQL that does not parse": (
        'count: "*"',
        "count: is_closed and",
        "line 10, metrics[0].count: the SQL does not parse (Required keyword: 'expression' missing for "
        "<class 'sqlglot.expressions.core.And'>); found \"is_closed and\".",
    ),
    "a numerator that does not aggregate": (
        'count: "*"',
        "numerator: is_closed",
        "line 10, metrics[0].numerator: the expression needs an aggregate such as count(*) or sum(); "
        'found "is_closed".',
    ),
    "a condition that aggregates": (
        'count: "*"',
        "count: count(*) > 1",
        'line 10, metrics[0].count: the expression may not aggregate; found "count(*) > 1".',
    ),
    "a subquery": (
        'count: "*"',
        "count: is_closed in (select true)",
        "line 10, metrics[0].count: only expressions over the fact's own columns are allowed; "
        'found "is_closed in (select true)".',
    ),
    "an unknown unit": (
        "unit: requests",
        "unit: request",
        f"line 11, metrics[0].unit: no such unit; choose one of {', '.join(sorted(UNITS))}; "
        'found "request". Did you mean "requests"?',
    ),
    "an unknown direction": (
        "direction: neutral",
        "direction: upp",
        "line 12, metrics[0].direction: no such choice; choose one of down, neutral, range, up; "
        'found "upp". Did you mean "up"?',
    ),
    "a missing translation": (
        "names: {en: Requests, zh: 诉求}",
        "names: {en: Requests}",
        "line 5, metrics[0].names.zh: this key is required and missing.",
    ),
    "an unknown key": (
        "source: a test",
        "sorce: a test",
        'line 13, metrics[0].sorce: no such key; found "sorce". Did you mean "source"?',
    ),
    "two measures": (
        'count: "*"',
        'count: "*"\n    sum: hours_to_close',
        "line 4, metrics[0]: a metric says exactly one of count, sum, mean, numerator, quantile, derived, or stock; "
        'found "count and sum".',
    ),
    "no measure": (
        'count: "*"',
        "scale: 1",
        "line 4, metrics[0]: a metric says exactly one of count, sum, mean, numerator, quantile, derived, or stock; "
        'found "none".',
    ),
    "a target that ends before it starts": (
        "source: a test",
        "source: a test\n    targets: [{from: 2024-02-01, until: 2024-01-01, value: 9}]",
        "line 14, metrics[0].targets[0]: a target ends (2024-01-01) before it starts (2024-02-01).",
    ),
    "a target with a value and a range": (
        "source: a test",
        "source: a test\n    targets: [{from: 2024-02-01, value: 9, low: 3}]",
        "line 14, metrics[0].targets[0]: a target has either a value, or a range by low and high.",
    ),
    "an unknown derived function": (
        'count: "*"',
        "derived: {function: ration, of: {numerator: tickets, denominator: tickets}}",
        'line 9, metrics[0].derived.function: no such derived function; found "ration". Did you mean "ratio"?',
    ),
    "an unknown role": (
        'count: "*"',
        "derived: {function: ratio, of: {numerator: tickets, denominators: tickets}}",
        "line 9, metrics[0].derived.of.denominators: ratio has no such role; it has numerator, denominator; "
        'found "denominators". Did you mean "denominator"?',
    ),
    "a metric derived from itself": (
        'count: "*"',
        "derived: {function: ratio, of: {numerator: tickets, denominator: tickets}}",
        'line 9, metrics[0].derived.of: the metric is derived from itself; found "tickets → tickets".',
    ),
    "a total that per has not": (
        'count: "*"',
        "per: {key: agency, totals: {closed: count(*)}}\n    numerator: sum(close)\n    n: sum(closed)",
        'line 11, metrics[0].numerator: per has no such total; found "close". Did you mean "closed"?',
    ),
    "last by a date that the fact has not": (
        'count: "*"',
        'count: "*"\n    last: opened_dat',
        'line 11, metrics[0].last: no such date of ticket; found "opened_dat". Did you mean "opened_date"?',
    ),
    "an unknown function": (
        'count: "*"',
        "count: reversed(status) = 'x'",
        'line 10, metrics[0].count: no such function; found "reversed".',
    ),
    "an unknown variant": (
        "source: a test",
        "source: a test\n    variants: [ticketz]",
        'line 14, metrics[0].variants[0]: no such metric; found "ticketz". Did you mean "tickets"?',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_record_gets_a_sentence(tmp_path: Path, case: str) -> None:
    right, wrong, sentence = WRONG[case]
    assert right in PACK
    pack = PACK.replace(right, wrong)
    if "derived:" in wrong:
        pack = pack.replace("    fact: ticket\n", "")
    found = problems(tmp_path, pack)
    assert f"{tmp_path.name}/pack.yaml, {sentence}" in found


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(PACK, "utf-8")
    place = f"{tmp_path.name}/pack.yaml, line 4, metrics[0].id"
    sentence = f'{place}: the id is taken at {tmp_path.name}/other.yaml, line 4, metrics[0]; found "tickets".'
    assert problems(tmp_path, PACK) == [sentence]


def test_the_city_says_the_targets(city: City) -> None:
    targets = {"on_time_pct": [Target(from_=date(2024, 1, 1), value=95)]}
    with_targets = City(**{**vars(city), "profile": city.profile.model_copy(update={"targets": targets})})
    target = Registry(with_targets)["on_time_pct"].target_on(date(2024, 5, 1))
    assert target is not None
    assert target.value == 95
    assert Registry(with_targets)["on_time_pct"].target_on(date(2023, 5, 1)) is None


def test_a_target_of_an_unknown_metric_is_refused(city: City) -> None:
    targets = {"on_time": [Target(from_=date(2024, 1, 1), value=95)]}
    wrong = City(**{**vars(city), "profile": city.profile.model_copy(update={"targets": targets})})
    with pytest.raises(Problem) as caught:
        Registry(wrong)
    sentence = 'nyc/city.yaml, targets.on_time: no such metric; found "on_time". Did you mean "on_time_pct"?'
    assert str(caught.value) == sentence


def test_the_later_target_holds_on_the_day_it_starts(city: City) -> None:
    targets = {"on_time_pct": [Target(from_=date(2020, 1, 1), value=90), Target(from_=date(2024, 1, 1), value=95)]}
    metric = Registry(City(**{**vars(city), "profile": city.profile.model_copy(update={"targets": targets})}))
    days = [date(2023, 12, 31), date(2024, 1, 1)]
    assert [metric["on_time_pct"].target_on(day).value for day in days] == [90, 95]


def test_the_packs_stand_in_the_citys_order(city: City) -> None:
    packs = [metric.pack for metric in Registry(city).values()]
    assert list(dict.fromkeys(packs)) == list(city.profile.packs)


def test_every_record_says_what_a_card_needs(city: City) -> None:
    for metric in Registry(city).values():
        assert metric.unit in UNITS
        assert metric.definition.en.endswith(".")
        assert metric.definition.zh.endswith("。")
        assert metric.source, metric.id
        assert metric.code, metric.id


def test_a_target_of_one_district_stands_before_that_of_all(city: City) -> None:
    start = date(2024, 1, 1)
    targets = {
        "on_time_pct": [
            Target(from_=start, value=90, tolerance=5),
            Target(from_=start, value=80, districts=("101",)),
        ]
    }
    metric = Registry(City(**{**vars(city), "profile": city.profile.model_copy(update={"targets": targets})}))[
        "on_time_pct"
    ]
    assert [metric.state_of(value, start) for value in (90.0, 89.9, 85.0, 84.9, None)] == [
        "on",
        "watch",
        "watch",
        "off",
        None,
    ]
    assert [metric.state_of(value, start, "101") for value in (80.0, 79.9)] == ["on", "off"]
    assert metric.state_of(90.0, date(2023, 12, 31)) is None


def test_a_change_in_the_profile_is_a_break_of_the_metrics_made_of_its_fact(city: City) -> None:
    names = {"en": "A new definition", "zh": "口径调整"}
    change = Change(on=date(2024, 3, 1), metrics=("tickets_closed",), categories=("Noise",), names=names)
    changed = City(**{**vars(city), "profile": city.profile.model_copy(update={"changes": (change,)})})
    registry = Registry(changed)
    assert [(one.on, one.categories) for one in registry.breaks("closed_per_opened")] == [(change.on, ("Noise",))]
    assert registry.breaks("tickets_opened") == ()
