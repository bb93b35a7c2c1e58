"""The fourth of four counts: what is open, what was open, what came and what went, found in numbers alone."""

from collections.abc import Iterator

import numpy as np

from pipelines.privacy.flows import flows
from pipelines.privacy.hiding import Hiding
from pipelines.privacy.tables import Key, Line, Table

K = 5
MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 10))
WARDS = "abcd"


def key(ward: str, month: str) -> Key:
    return ("ward", ward, "", "", month)


class City:
    """Wards with requests that come, go and stay; `small` is one that is open at the end of a month."""

    def __init__(self, seed: int = 4, wards: str = WARDS) -> None:
        draw = np.random.default_rng(seed)
        came, went = ({key(w, m): int(draw.integers(8, 60)) for w in wards for m in MONTHS} for _ in range(2))
        open_now = {}
        for ward in wards:
            still = 400
            for month in MONTHS:
                still += came[key(ward, month)] - went[key(ward, month)]
                open_now[key(ward, month)] = still
        self.small = key("b", MONTHS[4])
        less = open_now[self.small] - 3
        for month in MONTHS:
            open_now[key("b", month)] -= less
        self.counts = np.array([*open_now.values(), *came.values(), *went.values()], dtype=float)
        length = len(open_now)
        self.open_now, self.came, self.went = (
            {one: at + place * length for at, one in enumerate(open_now)} for place in range(3)
        )

    def sides(self) -> Iterator[tuple[list[int], list[int]]]:
        return flows([self.open_now], [self.came, self.went, {key("a", "2026-01"): 0}], self.counts)


def test_both_sides_are_equal_in_every_ward_and_month() -> None:
    city = City()
    found = list(city.sides())
    assert len(found) == len(WARDS) * (len(MONTHS) - 1)
    assert all(city.counts[one].sum() == city.counts[other].sum() for one, other in found)


def test_numbers_that_fit_by_chance_alone_are_no_flow() -> None:
    city = City()
    city.counts[len(city.open_now) :] += np.random.default_rng(1).integers(0, 9, 2 * len(city.open_now))
    assert list(city.sides()) == []


def test_numbers_that_fit_in_two_of_three_cells_are_no_flow() -> None:
    city = City()
    city.counts[list(city.came.values())[::3]] += 1
    assert list(city.sides()) == []


def test_a_few_cells_that_fit_are_no_flow() -> None:
    assert list(City(wards="ab").sides()) == []


def test_it_does_not_matter_which_metric_is_named_first_or_that_two_count_the_same_rows() -> None:
    city = City()
    zero = {key("z", MONTHS[0]): len(city.counts)}
    counts = np.append(city.counts, 0.0)
    moves = [city.went, city.went | zero, city.came]
    assert list(flows([city.open_now], moves, counts)) == list(city.sides())


def test_a_district_where_nothing_comes_or_goes_and_a_category_say_nothing() -> None:
    city = City()
    still = {key(w, m): len(city.counts) for w in "efghijkl" for m in MONTHS}
    named = {("ward", "a", "category", "noise", month): len(city.counts) for month in MONTHS}
    counts = np.append(city.counts, 30.0)
    assert list(flows([city.open_now | still | named], [city.came, city.went], counts)) == list(city.sides())


def test_what_no_cell_tells_is_none_and_stands_in_no_sum() -> None:
    city = City()
    gone = key("c", MONTHS[3])
    city.counts[city.came[gone]] -= city.counts[city.open_now[gone]]
    city.counts[city.open_now.pop(gone)] = 0
    sides = list(city.sides())
    assert sorted(len(side) for both in sides for side in both)[:2] == [1, 2]
    assert all(at >= 0 for both in sides for side in both for at in side)


def test_days_of_the_city_are_steps_too() -> None:
    draw = np.random.default_rng(5)
    days = [("city", "all", "", "", f"2026-03-{day:02d}") for day in range(1, 31)]
    came, went = draw.integers(8, 60, 30), draw.integers(8, 60, 30)
    counts = np.concatenate([2000 + np.cumsum(came - went), came, went]).astype(float)
    places = [{day: at + 30 * place for at, day in enumerate(days)} for place in range(3)]
    assert len(list(flows(places[:1], places[1:], counts))) == len(days) - 1


def test_a_small_backlog_takes_what_would_tell_it_along() -> None:
    city = City()
    sides = list(city.sides())
    n = np.append(city.counts, [city.counts[one].sum() for one, _ in sides])
    lines = [Line(len(city.counts) + at, tuple(side), True) for at, both in enumerate(sides) for side in both]
    small = np.zeros(len(n), dtype=bool)
    small[city.open_now[city.small]] = True
    told = [(at,) if at < len(city.counts) else () for at in range(len(n))]
    none = np.zeros(len(city.counts), dtype=bool)
    hiding = Hiding(Table(n, told, lines, frozenset(), small, none, np.zeros(len(n), dtype=bool)), K)
    assert hiding.exposed() == [city.open_now[city.small]]
    hiding.run()
    assert hiding.exposed() == []
    assert hiding.cells.sum() >= 3
