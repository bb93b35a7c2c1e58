"""What clauses mean in SQL, and the sentences for what they cannot mean."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.problems import Problem
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import day

NUMBERS = st.integers(-20, 120).map(float)
RINGS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=12, unique=True)


def count(service: QueryService, predicate: Predicate, metric: str = "tickets_opened") -> float:
    return float(service.values([metric], predicate)[metric].frame["value"].iloc[0])


def where(*pairs: tuple[str, str]) -> Predicate:
    return Predicate(where=pairs)


def test_clauses_that_are_set_have_names() -> None:
    predicate = Predicate(end=day("2024-07-07"), districts=("101",), where=(("channel", "PHONE"),))
    assert predicate.clauses() == ("time", "districts", "where")
    assert predicate.without("time", "where") == Predicate(districts=("101",))


def test_a_predicate_is_a_key() -> None:
    assert len({Predicate(districts=("101",)), Predicate(districts=("101",))}) == 1


@pytest.mark.parametrize("word", ["dot", "DOT", "841", "department of transportation", "交通局"])
def test_an_agency_is_found_by_id_code_or_name(service: QueryService, word: str) -> None:
    assert count(service, Predicate(agencies=(word,))) == 6
    assert count(service, where(("agency", word))) == 6


@pytest.mark.parametrize("word", ["1", "MN", "manhattan", "曼哈顿"])
def test_a_district_is_found_by_id_code_or_name(service: QueryService, word: str) -> None:
    assert count(service, Predicate(level="borough", districts=(word,))) == 4
    assert count(service, where(("borough", word))) == 4


def test_two_values_of_one_field_mean_either(service: QueryService) -> None:
    assert count(service, where(("district", "101"), ("district", "104"))) == 4
    assert count(service, where(("district", "101"), ("category", "Water"))) == 0


def test_values_have_the_type_of_the_field(service: QueryService) -> None:
    assert count(service, where(("is_closed", "false"))) == 2
    assert count(service, where(("is_murder", "true")), "shootings") == 1
    assert count(service, where(("injured", "2")), "collisions") == 1


REFUSED = {
    ("agency", "Departement of Transport"): (
        'no such agency; found "Departement of Transport". Did you mean "Department of Transportation"?'
    ),
    ("distrct", "101"): 'ticket has no such field; found "distrct". Did you mean "district"?',
    ("borough", "Manhatan"): 'no such borough; found "Manhatan". Did you mean "Manhattan"?',
    ("is_closed", "maybe"): 'is_closed takes true or false; found "maybe".',
    ("due_date", "soon"): 'due_date takes a date like 2024-06-30; found "soon".',
    ("category", "Noises"): 'tickets_opened has no such category; found "Noises". Did you mean "Noise"?',
    ("category", "x' or 1=1 --"): 'tickets_opened has no such category; found "x\' or 1=1 --".',
}


@pytest.mark.parametrize("pair", REFUSED)
def test_a_wrong_condition_is_refused_with_a_sentence(service: QueryService, pair: tuple[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        count(service, where(pair))
    assert str(caught.value) == REFUSED[pair]


def test_an_unknown_level_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        count(service, Predicate(level="boro", districts=("1",)))
    assert str(caught.value) == 'no such level; found "boro". Did you mean "borough"?'


def test_a_period_that_ends_before_it_starts_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        count(service, Predicate(start=day("2024-07-02"), end=day("2024-07-01")))
    assert str(caught.value) == "the period ends (2024-07-01) before it starts (2024-07-02)."


def test_a_polygon_needs_three_corners(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        count(service, Predicate(polygon=((0, 0), (1, 1))))
    assert str(caught.value) == 'a polygon has 3 to 1000 corners; found "2".'


def ignored(service: QueryService, metric: str, predicate: Predicate) -> tuple[str, ...]:
    return service.values([metric], predicate)[metric].ignored


def test_clauses_that_the_rows_cannot_follow_are_ignored_and_named(service: QueryService) -> None:
    chosen = Predicate(start=day("2024-07-01"), districts=("101",), hours=((0, 8),), agencies=("dot",))
    assert ignored(service, "tickets_opened", chosen) == ()
    assert ignored(service, "collisions", chosen) == ("agencies",)
    assert ignored(service, "shootings", chosen) == ("districts", "agencies")
    assert ignored(service, "budget_modified", chosen) == ("districts", "hours")
    assert ignored(service, "tickets_opened", where(("fiscal_year", "2027"))) == ("where.fiscal_year",)
    assert ignored(service, "collisions", where(("agency", "dot"))) == ("where.agency",)


def test_an_ignored_clause_does_not_change_the_value(service: QueryService) -> None:
    assert count(service, Predicate(districts=("101",)), "shootings") == 3


def test_categories_of_another_fact_are_ignored(service: QueryService) -> None:
    noise = Predicate(categories=("Noise",))
    assert count(service, noise) == 4
    assert ignored(service, "collisions", noise) == ("categories",)
    assert count(service, Predicate(categories=("Noise", "Speeding")), "collisions") == 3


def test_days_left_out_do_not_count(service: QueryService) -> None:
    assert count(service, Predicate(left_out=(day("2024-07-01"),))) == 6


def test_hours_are_weekday_and_hour_of_the_event(service: QueryService) -> None:
    assert count(service, Predicate(hours=((0, 8), (0, 9)))) == 2


def test_a_polygon_counts_the_points_inside(service: QueryService) -> None:
    square = Predicate(polygon=((0, 0), (10, 0), (10, 10), (0, 10)))
    assert count(service, square) == 2
    assert ignored(service, "ridership", square) == ("polygon",)


def placed(service: QueryService) -> np.ndarray:
    page = service.rows("ticket", Predicate(), ["x", "y"], limit=5000)
    return page.frame.dropna().to_numpy("float64")


@settings(max_examples=25, deadline=None)
@given(ring=RINGS)
def test_a_polygon_is_the_even_odd_rule_of_shapely(random_service: QueryService, ring: list) -> None:
    """Bow ties too: shapely's even-odd area of any ring is the symmetric difference that its linework encloses."""
    predicate = Predicate(polygon=tuple(ring))
    faces = shapely.polygonize([shapely.node(shapely.LinearRing([*ring, ring[0]]))])
    points = placed(random_service)
    expected = 0
    for face in faces.geoms:
        inner = face.representative_point()
        if _odd(ring, inner.x, inner.y):
            expected += int(shapely.contains_xy(face, points[:, 0], points[:, 1]).sum())
    assert count(random_service, predicate) == expected


def _odd(ring: list, x: float, y: float) -> bool:
    """Winding by angles, not by rays: the ring turns around the point an odd number of times."""
    corners = np.array([*ring, ring[0]]) - (x, y)
    angles = np.unwrap(np.arctan2(corners[:, 1], corners[:, 0]))
    return round((angles[-1] - angles[0]) / (2 * np.pi)) % 2 != 0
