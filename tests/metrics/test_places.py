"""Points, grids, pages of rows and districts."""

import numpy as np
import pytest

from datasets.problems import Problem
from pipelines.query.predicate import Predicate
from pipelines.query.service import QueryService
from tests.metrics.snapshot_files import SQUARE, day

WHOLE = (0.0, 0.0, 100.0, 100.0)


def test_few_points_are_points(service: QueryService) -> None:
    points = service.points(["request"], Predicate(), (0, 0, 20, 20))
    assert not points.is_grid
    assert (points.inside, points.total, points.unplaced) == (3, 8, 5)
    assert points.frame.columns.tolist() == ["kind", "x", "y", "category", "date"]
    assert sorted(points.frame["x"]) == [5, 5, 15]


def test_points_follow_the_clauses(service: QueryService) -> None:
    chosen = Predicate(districts=("101",), agencies=("dot",), start=day("2024-07-01"), end=day("2024-07-01"))
    points = service.points(["request", "collision"], chosen, (0, 0, 10, 10))
    assert points.frame[["kind", "x"]].to_numpy().tolist() == [["request", 5.0]]
    assert points.ignored == ("agencies",)


def test_many_points_are_a_grid_with_the_same_total(random_service: QueryService) -> None:
    points = random_service.points(["request", "collision"], Predicate(), WHOLE, limit=100)
    assert points.is_grid
    assert points.cell == pytest.approx(100 / 96)
    assert points.frame["n"].sum() == points.inside
    assert points.total == points.inside + points.unplaced == 5500
    assert set(points.frame["kind"]) == {"request", "collision"}


def test_a_cell_counts_the_points_around_its_middle(random_service: QueryService) -> None:
    everything = random_service.points(["collision"], Predicate(), WHOLE, limit=5000)
    grid = random_service.points(["collision"], Predicate(), WHOLE, limit=1)
    cell = grid.frame.sort_values("n").iloc[-1]
    near = everything.frame[["x", "y"]].to_numpy() - cell[["x", "y"]].to_numpy("float64")
    assert (np.abs(near) < grid.cell / 2).all(axis=1).sum() == cell["n"]


def test_an_unknown_kind_is_refused(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        service.points(["collisions"], Predicate(), WHOLE)
    sentence = 'the snapshot has no rows of this kind; found "collisions". Did you mean "collision"?'
    assert str(caught.value) == sentence


def test_a_page_of_rows(service: QueryService) -> None:
    first = service.rows("ticket", Predicate(), ["opened_date", "category"], limit=3)
    assert first.total == 8
    assert [str(date.date()) for date in first.frame["opened_date"]] == ["2024-07-06", "2024-07-05", "2024-07-03"]
    oldest = service.rows("ticket", Predicate(), ["opened_date"], order="opened_at", limit=1)
    assert str(oldest.frame["opened_date"].iloc[0].date()) == "2024-06-28"


def test_pages_do_not_overlap(random_service: QueryService) -> None:
    pages = [
        random_service.rows("ticket", Predicate(), ["opened_at", "x"], order="-category", limit=1000, offset=offset)
        for offset in (0, 1000, 2000, 3000)
    ]
    rows = [tuple(map(str, row)) for page in pages for row in page.frame.itertuples(index=False)]
    assert len(rows) == 4000
    everything = random_service.rows("ticket", Predicate(), ["opened_at", "x"], order="-category", limit=4000)
    assert rows == [tuple(map(str, row)) for row in everything.frame.itertuples(index=False)]


def test_rows_of_some_kinds(service: QueryService) -> None:
    page = service.rows("incident", Predicate(), ["kind", "category"], kinds=["shooting"])
    assert (page.total, set(page.frame["kind"])) == (3, {"shooting"})


@pytest.mark.parametrize(
    ("columns", "order", "sentence"),
    [
        (["opend_at"], None, 'ticket has no such column; found "opend_at". Did you mean "opened_at"?'),
        (["note"], "opened_at; drop table ticket", "ticket has no such column; found"),
        (['x" from ticket --'], None, "ticket has no such column; found"),
    ],
)
def test_columns_come_from_a_closed_list(
    service: QueryService, columns: list[str], order: str | None, sentence: str
) -> None:
    with pytest.raises(Problem) as caught:
        service.rows("ticket", Predicate(), columns, order=order)
    assert str(caught.value).startswith(sentence)


def test_a_page_has_a_size(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        service.rows("ticket", Predicate(), ["note"], limit=20_000)
    assert str(caught.value) == 'a page has 1 to 10000 rows and starts at 0 or later; found "20000, 0".'


def test_districts_carry_their_rings_as_lists(service: QueryService) -> None:
    districts = service.districts("community_district").set_index("district_id")
    assert districts.loc["101", "rings"] == SQUARE
    assert districts.loc["unknown", "rings"] is None
    assert service.districts()["district_id"].tolist() == districts.index.tolist()


def test_extent_and_sources(service: QueryService) -> None:
    assert service.extent("incident", ["collision"]) == (day("2024-06-25"), day("2024-07-07"))
    assert service.extent("incident", ["arrest"]) is None
    source = service.sources("incident", ["collision"])[0]
    assert (source.dataset, source.licence, source.rows) == ("collisions", "A licence", 5)
    assert source.state == "stale"
    assert {source.dataset for source in service.sources()} >= {"requests_311", "expense_budget"}
