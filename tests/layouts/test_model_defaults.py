"""Models whose defaults are looked up are, and are sent as, Bokeh makes them."""

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import bokeh.models  # noqa: F401 (its classes are among those that are compared)
import pytest
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.core.serialization import Serializer
from bokeh.model import Model
from bokeh.models import ColumnDataSource, Legend, Range1d, TapTool
from bokeh.themes import Theme

from layouts.model_defaults import forget_defaults, remember_defaults

OWN = re.compile(r"p\d+|0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}")
"""Ids and addresses, which differ between two models of one class."""


@pytest.fixture
def remembering() -> Iterator[None]:
    remember_defaults()
    yield
    forget_defaults()


def shown() -> dict[str, str]:
    """By class: the second model of it as it is sent, and all its values; classes that need arguments are left out."""
    found = {}
    for name, cls in sorted(Model.model_class_reverse_map.items()):
        try:
            model = [cls() for _ in range(2)][1]
            sent: Any = Serializer(deferred=False).encode(model)
            values = {key: repr(value) for key, value in model.properties_with_values().items()}
        except Exception:
            continue
        found[name] = OWN.sub("#", json.dumps([sent, values], default=str, sort_keys=True))
    return found


@pytest.mark.filterwarnings("ignore")
def test_every_model_of_bokeh_is_the_same(request: pytest.FixtureRequest) -> None:
    with warnings.catch_warnings(action="ignore"):
        before = shown()
        request.getfixturevalue("remembering")
        after = shown()
    assert len(before) > 300
    assert after == before


@pytest.mark.usefixtures("remembering")
def test_what_a_function_makes_is_made_for_each_model() -> None:
    first, second = ColumnDataSource(), ColumnDataSource()
    assert first.selected is not second.selected
    first.data["x"] = [1]
    assert second.data == {}


@pytest.mark.usefixtures("remembering")
def test_what_a_session_changes_in_a_default_is_no_other_models() -> None:
    for _ in range(2):
        Legend().border_line_dash.append(4)
        TapTool().modifiers["shift"] = True
    assert Legend().border_line_dash == []
    assert TapTool().modifiers == {}


@pytest.mark.usefixtures("remembering")
def test_a_theme_still_decides() -> None:
    plain, themed = Range1d(), Range1d()
    assert plain.start == themed.start == 0
    Theme(json={"attrs": {"Range1d": {"start": 7}}}).apply_to_model(themed)
    assert (plain.start, themed.start) == (0, 7)


def test_forgetting_gives_bokeh_its_own_ways_back() -> None:
    own = PropertyDescriptor._get_default
    remember_defaults()
    assert PropertyDescriptor._get_default is not own
    forget_defaults()
    assert PropertyDescriptor._get_default is own
