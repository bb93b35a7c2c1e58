"""What an analyst who writes a dashboard is told: each view's options, its row in the story, and what was meant."""

import inspect
from pathlib import Path

import pytest

import dashboards
from dashboards import Card, City, Dashboard
from dashboards.views.view import View
from datasets.problems import Problem

STORY = (Path(dashboards.__file__).parents[1] / "docs" / "authoring.md").read_text("utf-8")
VIEWS = [made for name in dashboards.__all__ if issubclass(made := getattr(dashboards, name), View)]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_the_help_of_a_view_names_every_option(view: type[View]) -> None:
    options = [name for name in inspect.signature(view.__init__).parameters if name != "self"]
    said = inspect.getdoc(view) or ""
    assert [name for name in options if f"`{name}`" not in said and f"{name}=" not in said] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_each_view_has_its_place_in_the_story(view: type[View]) -> None:
    rows = [line for line in STORY.splitlines() if line.startswith("| `")]
    assert any(f"`{view.__name__}`" in line.split("|")[1] for line in rows)


def test_a_wrong_metric_is_answered_with_what_was_meant(city: City) -> None:
    with pytest.raises(Problem, match=r'Did you mean "tickets_opened"\?'):
        Dashboard(city, Card("ticket_opened")).open("en")
