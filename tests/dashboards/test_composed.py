"""A clone is the figure that was composed, with models of its own but for those that hold nothing."""

import json
import re
from collections import Counter

from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Deserializer
from bokeh.document import Document
from bokeh.models import BoxAnnotation, ColumnDataSource, LinearColorMapper, Plot, TapTool
from bokeh.plotting import figure

from dashboards.composed import STATELESS, _composed, clone


def composed() -> Plot:
    """A figure with lists, data specs with transforms and units, and a tool that names a renderer."""
    drawn = figure(width=300, height=200, x_range=(0, 5), tools="box_select")
    source = ColumnDataSource({"x": [1, 2, 3], "y": [3.5, 1.0, 2.0]}, name="points")
    mapper = LinearColorMapper(palette=["#000000", "#ffffff"], low=0, high=4)
    dots = drawn.scatter("x", "y", size=7, fill_color={"field": "y", "transform": mapper}, source=source)
    drawn.line("x", "y", source=source, line_dash=[4, 2])
    drawn.wedge(x=[1], y=[1], radius=1, start_angle=10, start_angle_units="deg", end_angle=1)
    drawn.add_tools(TapTool(renderers=[dots]))
    drawn.add_layout(BoxAnnotation(left=1, right=2, name="brush"))
    return drawn


def written(drawn: Plot) -> str:
    """The figure as a page gets it, its ids numbered in their order."""
    document = Document()
    document.add_root(drawn)
    content = serialize_json(document.to_json(deferred=False)["roots"])
    document.remove_root(drawn)
    ids: dict[str, str] = {}
    return re.sub(r'"id": ?"([^"]+)"', lambda found: ids.setdefault(found[1], f'"id":"{len(ids)}"'), content)


def kinds(content: str) -> Counter[str]:
    found: Counter[str] = Counter()

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                found[node["name"]] += 1
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(json.loads(content))
    return found


def test_a_clone_is_sent_as_the_figure_was_but_for_what_is_shared() -> None:
    first, second = (clone("composed", composed).figure for _ in range(2))
    assert written(first) == written(second)
    made, own = kinds(written(composed())), kinds(written(first))
    assert {name: count for name, count in made.items() if name not in STATELESS} == {
        name: count for name, count in own.items() if name not in STATELESS
    }
    assert {name: own[name] for name in STATELESS if name in made} == {name: 1 for name in STATELESS if name in made}
    assert made["AllIndices"] > 1


def test_values_of_every_kind_are_those_that_bokeh_itself_reads() -> None:
    made = clone("values", composed)
    (plain,) = Deserializer().deserialize(json.loads(_composed["values"])["roots"])
    assert written(made.figure) == written(plain)
    scatter, line, _wedge = (renderer.glyph for renderer in made.figure.renderers)
    assert scatter.fill_color.transform.high == 4
    assert line.line_dash == [4, 2]
    assert made.figure.x_range.end == 5
    assert made.models["brush"].right == 2
    (tap,) = made.figure.select(TapTool)
    assert tap.renderers == [made.figure.renderers[0]]


def test_clones_share_no_data_and_no_selection() -> None:
    one, other = (clone("apart", composed) for _ in range(2))
    ids = [{model.id for model in its.figure.references()} for its in (one, other)]
    assert not ids[0] & ids[1]
    one.models["points"].patch({"y": [(0, 9.0)]})
    one.models["points"].selected.indices = [1]
    assert list(other.models["points"].data["y"]) == [3.5, 1.0, 2.0]
    assert other.models["points"].selected.indices == []
    renderers = one.figure.renderers
    assert len({renderer.view for renderer in renderers}) == len(renderers)
