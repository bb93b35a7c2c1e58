"""docs/metrics.md is what the records say."""

from pipelines.metrics.document import PAGE, page
from pipelines.metrics.reading import read_records
from pipelines.metrics.registry import FOLDER


def test_the_page_is_up_to_date() -> None:
    records, _ = read_records(FOLDER)
    assert PAGE.read_text("utf-8") == page(records.values()), "run `python -m pipelines.metrics.document`"


def test_every_metric_has_its_heading_in_both_languages() -> None:
    text = PAGE.read_text("utf-8")
    for metric in read_records(FOLDER)[0].values():
        assert f"### `{metric.id}` {metric.names.en}\n" in text
        assert f"### `{metric.id}` {metric.names.zh}\n" in text
