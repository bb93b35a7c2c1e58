"""Squares of the map beside the districts that they lie in: what is left over is none, or enough."""

import numpy as np
import pandas as pd

from pipelines.privacy.places import _with_complements
from tests.demo_city import DemoCity
from tests.privacy.editions import SmallEdition

K = 5


def squares(*rows: tuple[str | None, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "square", "n"])


def shown(level: pd.DataFrame, hidden: set[int], *levels: pd.DataFrame) -> set[int]:
    mask = np.array([square not in hidden for square in range(level.square.max() + 1)])
    return set(np.flatnonzero(_with_complements(mask, [level, *levels], K)))


def test_a_district_with_a_few_rows_in_a_square_that_is_hidden_loses_another() -> None:
    assert shown(squares(("a", 0, 2), ("a", 1, 9), ("a", 2, 30), ("b", 3, 8)), {0}) == {2, 3}


def test_nothing_is_lost_where_enough_is_left_over_or_none() -> None:
    assert shown(squares(("a", 0, 3), ("a", 1, 4), ("a", 2, 30), ("b", 3, 8)), {0, 1}) == {2, 3}


def test_as_many_rows_as_a_square_needs_are_enough_beside_it() -> None:
    assert shown(squares(("a", 0, 1), ("a", 1, 4), ("a", 2, 30)), {0, 1}) == {2}


def test_what_one_district_loses_is_looked_at_again_in_the_one_before() -> None:
    first = ("a", 1, 3), ("a", 4, 6), ("a", 2, 9), ("a", 3, 20)
    assert shown(squares(*first, ("b", 0, 2), ("b", 1, 7), ("b", 4, 9)), {0}) == {3, 4}


def test_a_square_on_a_border_that_goes_takes_one_of_the_neighbour_with_it() -> None:
    assert shown(squares(("a", 0, 2), ("a", 1, 6), ("b", 1, 3), ("b", 2, 9), ("b", 3, 20)), {0}) == {3}


def test_a_few_rows_in_a_square_that_the_border_cuts_take_a_square_inside_with_them() -> None:
    assert shown(squares(("a", 0, 2), ("a", 1, 9), ("a", 2, 30), ("b", 0, 9), ("b", 3, 8)), set()) == {0, 2, 3}


def test_rows_that_lie_in_no_district_are_a_district_too() -> None:
    assert shown(squares(("a", 0, 30), (None, 1, 2), (None, 2, 9), (None, 3, 20)), {1}) == {0, 3}


def test_every_level_is_looked_at() -> None:
    wards = squares(("a", 0, 6), ("a", 1, 9), ("b", 2, 30))
    assert shown(wards, {0}, squares(("x", 0, 2), ("x", 1, 9), ("y", 0, 4), ("y", 2, 30))) == set()


def test_no_district_of_the_edition_has_a_few_rows_beside_its_squares(
    edition: SmallEdition, demo_city: DemoCity
) -> None:
    year = edition.data.tables["span"].query("period == '12m'").iloc[0]
    places, side = edition.data.tables["place"], edition.city.profile.public.grid_m
    sql = (
        "SELECT sub_district_id AS area, floor(x / $1) * $1 + $1 / 2 AS x, floor(y / $1) * $1 + $1 / 2 AS y, count(*) "
        "AS n FROM ticket WHERE kind = 'request' AND x IS NOT NULL AND opened_date BETWEEN $2 AND $3 GROUP BY ALL"
    )
    found = demo_city.service.snapshot.cursor().execute(sql, [side, year.start, year.finish]).df()
    drawn = pd.MultiIndex.from_frame(places[places.kind == "request"][["x", "y"]])
    is_drawn = pd.MultiIndex.from_frame(found[["x", "y"]]).isin(drawn)
    beside = found[~is_drawn].groupby("area").n.sum()
    assert is_drawn.any()
    assert not beside.between(1, K - 1).any()
