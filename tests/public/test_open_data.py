"""The data address answers the same numbers as the internal query service, with their definition and licence."""

import csv
import io
import json
from datetime import date

import pytest

from pipelines.query.predicate import Predicate
from tests.demo_city import DemoCity
from tests.public.conftest import PublicServed


def rows(public: PublicServed, address: str) -> list[dict]:
    found = public.get(address)
    assert found.status == 200, found.text
    return json.loads(found.text)["rows"]


@pytest.mark.parametrize(
    "metric", ["tickets_opened", "on_time_pct", "hours_to_close_median", "ridership", "pm25_ug_m3"]
)
def test_shown_numbers_are_those_of_the_wall(public: PublicServed, demo_city: DemoCity, metric: str) -> None:
    inside = Predicate(start=date(2026, 2, 1), end=date(2026, 2, 28))
    whole = demo_city.service.values([metric], inside)[metric].frame.iloc[0]
    (told,) = rows(public, f"/data/v1/{metric}.json?period=2026-02")
    assert told["value"] == pytest.approx(whole["value"], abs=0.051)


def test_districts_that_are_shown_are_those_of_the_wall(public: PublicServed, demo_city: DemoCity) -> None:
    inside = Predicate(start=date(2026, 2, 1), end=date(2026, 2, 28))
    answer = demo_city.service.values(["tickets_opened"], inside, "district", "district")["tickets_opened"].frame
    truth = dict(zip(answer["group"], answer["value"], strict=True))
    told = rows(public, "/data/v1/tickets_opened.json?level=district&from=2026-02&to=2026-02")
    shown = {row["district"]: row["value"] for row in told if not row["hidden"]}
    assert len(shown) >= 5
    assert shown == {district: truth[district] for district in shown}


def test_a_hidden_number_says_so_and_nothing_else(public: PublicServed) -> None:
    told = rows(public, "/data/v1/collisions.json?level=sub_district&from=2025-12&to=2026-02")
    hidden = [row for row in told if row["hidden"]]
    assert hidden
    assert {(row["value"], row["n"], row["numerator"]) for row in hidden} == {(None, None, None)}


def test_csv_carries_its_definition_licence_and_snapshot(public: PublicServed) -> None:
    found = public.get("/data/v1/on_time_pct.csv?from=2026-01&to=2026-02")
    notes = [line for line in found.text.splitlines() if line.startswith("#")]
    table = list(csv.DictReader(io.StringIO("\n".join(found.text.splitlines()[len(notes) :]))))
    assert found.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert any("licence: Synthetic data" in note for note in notes)
    assert any("synthetic data" in note for note in notes)
    assert any(public.edition.data.snapshot in note for note in notes)
    assert [row["period"] for row in table] == ["2026-01", "2026-02"]
    assert all(float(row["numerator"]) <= float(row["denominator"]) for row in table)


def test_the_list_names_public_metrics_only(public: PublicServed) -> None:
    listed = {one["id"] for one in json.loads(public.get("/data/v1/").text)["metrics"]}
    assert listed == set(public.edition.data.metrics)
    assert all(public.edition.data.metrics[name]["definition"]["zh"] for name in listed)


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/data/v1/tickets_opend.json", 404, "tickets_opened"),
        ("/data/v1/tickets_opened.json?distric=x", 400, "district"),
        ("/data/v1/tickets_opened.json?by=month", 400, "choose one of"),
        ("/data/v1/tickets_opened.json?from=May", 400, "2026-10"),
        ("/data/v1/tickets_opened.json?from=2026-13", 400, "2026-10"),
        ("/data/v1/tickets_opened.json?from=2026-02&to=2025-12", 400, "later than to"),
        ("/data/v1/tickets_opened.json?by=day&from=2026-02-02&to=2026-02-01", 400, "later than to"),
        ("/data/v1/tickets_opened.json?period=7m", 400, "no such period"),
        ("/data/v1/tickets_opened.json?district=nowhere", 400, "no such district"),
    ],
)
def test_a_wrong_question_gets_a_sentence(public: PublicServed, address: str, status: int, sentence: str) -> None:
    found = public.get(address)
    assert found.status == status
    assert sentence in json.loads(found.text)["problem"]


def test_the_browsers_language_is_taken_unless_the_address_says_one(public: PublicServed) -> None:
    def language(address: str, wanted: str) -> bool:
        return 'lang="zh-Hans"' in public.get(address, headers={"Accept-Language": wanted}).text

    assert language("/citizen", "zh-CN,zh;q=0.9,en;q=0.8")
    assert not language("/citizen", "en-GB,zh;q=0.3")
    assert not language("/citizen?lang=en", "zh-CN")
