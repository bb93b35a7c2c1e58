"""Single rows in the words of the page: no view beside the table asks for them."""

import pytest

from dashboards import City, Dashboard, RowsTable


@pytest.mark.parametrize(("language", "words", "others"), [("en", "felony", "重罪"), ("zh", "重罪", "felony")])
def test_a_row_is_in_the_language_of_the_page(demo: City, language: str, words: str, others: str) -> None:
    opened = Dashboard(demo, RowsTable("complaints_reported", ["category", "severity"])).open(language)
    twin = opened.tiles[0].view.twin()
    assert twin is not None
    names = demo.service.snapshot.category_names["incident"].values()
    known = {pair[language != "en"] for pair in names}
    assert {row[0] for row in twin.rows} <= known
    assert others not in {row[1] for row in twin.rows}
    opened.tiles[0].view.hear("sort", "severity")
    opened.tiles[0].view.hear("sort", "severity")
    assert words in {row[1] for row in opened.tiles[0].view.twin().rows}


@pytest.mark.parametrize(
    "metric_id", ["complaints_reported", "emergency_calls", "officer_complaints", "tickets_opened"]
)
def test_what_is_published_in_one_language_is_said_in_that_of_the_page(demo: City, metric_id: str) -> None:
    texts = ["outcome"] if metric_id != "tickets_opened" else ["channel", "status", "subcategory"]
    for language, is_said_in_it in (("en", str.isascii), ("zh", lambda text: not text.isascii())):
        opened = Dashboard(demo, RowsTable(metric_id, texts)).open(language)
        rows = opened.tiles[0].view.twin().rows
        cells = {cell for row in rows for cell in row if cell != opened.scene.words("none")}
        assert cells
        assert [cell for cell in cells if not is_said_in_it(cell)] == []


@pytest.mark.parametrize("metric_id", ["complaints_reported", "injury_collisions", "tickets_closed"])
def test_a_table_has_the_rows_that_its_metric_counts(demo: City, metric_id: str) -> None:
    table = Dashboard(demo, RowsTable(metric_id)).open("en").tiles[0].view
    assert table._data.rows.total == table.told().row.value > 0


def test_rows_that_were_on_their_way_do_not_take_the_place_of_a_page_turned_since(demo: City) -> None:
    table = Dashboard(demo, RowsTable("tickets_opened")).open("en").tiles[0].view
    on_their_way = table.fetch()
    table.hear("page", "after")
    turned = str(table.body.html)
    table.show(on_their_way)
    assert str(table.body.html) == turned
