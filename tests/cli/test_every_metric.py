"""`onescreen explain` and `onescreen value` for every metric of every pack, as their commands call them."""

from __future__ import annotations

import json
import re

import pytest
import typer

from datasets.problems import Problem
from layouts.terminal import explaining, values
from layouts.terminal.asking import Question, answered
from onescreen import BY
from pipelines.query.service import QueryService
from tests.demo_city import DemoCity

pytestmark = pytest.mark.slow
PACKS = ("citizen", "performance", "budget", "policing")
CHINESE = re.compile(r"[一-鿿]")


def metrics_of(city: DemoCity, pack: str) -> list[str]:
    return [name for name, metric in city.service.registry.items() if metric.pack == pack]


def refused_by(service: QueryService, question: Question) -> Problem | None:
    """What is said instead of the values."""
    try:
        values.show(answered(service, question), as_json=True)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("pack", PACKS)
def test_a_metric_is_explained_in_all_its_parts(
    demo_city: DemoCity, pack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service, explained = demo_city.service, 0
    for metric in metrics_of(demo_city, pack):
        if service.lacking(metric) is not None:
            continue
        question = Question(metric, period="28d")
        explaining.show(service, question, "previous", as_json=False)
        text = capsys.readouterr().out
        names = service.registry[metric].names
        assert text.startswith(f"{names.en}  {names.zh}"), metric
        assert "\nSQL" in text, metric
        assert "\ndata set " in text, metric
        assert not re.search(r"\bnan\b", text), metric
        explaining.show(service, question, "previous", as_json=True)
        told = json.loads(capsys.readouterr().out)
        for part in ("statements", "values", "sources", "changes", "snapshot"):
            assert told[part], (metric, part)
        for change in told["changes"]:
            assert CHINESE.search(change["evidence"]["sentence"]["zh"]), metric
        explained += 1
    assert explained > 30


@pytest.mark.parametrize("pack", PACKS)
def test_what_the_city_lacks_is_said_in_both_languages(
    demo_city: DemoCity, pack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for metric in metrics_of(demo_city, pack):
        missing = demo_city.service.lacking(metric)
        if missing is None:
            continue
        with pytest.raises(typer.Exit):
            explaining.show(demo_city.service, Question(metric), None, as_json=False)
        assert capsys.readouterr().out.splitlines()[-2:] == [
            f"This city has no such metric: it {missing.en}.",
            f"本城市没有该指标：{missing.zh}。",
        ]


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("pack", PACKS)
def test_a_metric_has_values_by_each_grouping_or_says_why_not(
    demo_city: DemoCity, pack: str, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service, shown = demo_city.service, 0
    for metric in metrics_of(demo_city, pack):
        if service.lacking(metric) is not None:
            continue
        refused = refused_by(service, Question(metric, by=by, period="28d"))
        if refused is not None:
            assert "cannot be grouped" in refused.what, metric
            assert CHINESE.search(str(refused)), metric
            continue
        for row in json.loads(capsys.readouterr().out):
            assert row["name"], metric
            assert row["name_zh"], metric
        shown += 1
    assert shown > 0
