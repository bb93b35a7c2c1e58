"""A dashboard in Jupyter: the same parts and figures, in Panel's widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import panel as pn
import param
from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import UIElement
from panel.custom import JSComponent
from panel.io.notebook import patch_inline_stylesheets

from dashboards.deeds import hear
from dashboards.look import TOKENS, VIEWS
from dashboards.part import Part
from dashboards.tile import Tile
from dashboards.views.map_figure import ASPECT
from dashboards.views.view import Canvas

if TYPE_CHECKING:
    from dashboards.dashboard import Dashboard

HEIGHTS_PX = {"row": 130, "row minor": 90, "strip": 60, "grid": 190}
STRIPPED = ("row",)
"""What lies over these figures on a page is a strip of its own above them: a pane cannot lie on another."""
GROUND = (
    "div.ground{background:var(--ground);color:var(--ink);font:400 13px/20px var(--font);padding:4px 8px;"
    "container:page/inline-size}.face{min-height:106px}.chip{width:fit-content}"
    ".page-only{display:none}.happenings{position:relative;inset:auto;height:20px;margin:0 8px 0 44px}"
)


class PartPane(JSComponent):
    """One part; what is clicked in it comes back as a deed."""

    html = param.String()
    theme = param.String("light")
    deed = param.Dict({})

    _esm = """
    export function render({ model }) {
      const ground = document.createElement("div");
      const draw = () => { ground.className = "ground " + model.theme; ground.innerHTML = model.html; };
      let deeds = 0;
      ground.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) model.deed = { ...button.dataset, number: ++deeds };
      });
      model.on("html", draw);
      draw();
      return ground;
    }
    """
    _stylesheets: ClassVar[list[str]] = [
        TOKENS.read_text(encoding="utf-8").replace(":root", ":host"),
        VIEWS.read_text("utf-8"),
        GROUND,
    ]


class Page(pn.Column):
    """A column that takes in its style sheets at once: Panel looks through all models again for each of them."""

    def _render_model(self, doc: Document | None = None, comm: Any = None) -> Model:
        document = doc or Document()
        with document.models.freeze():
            model = super()._render_model(document, comm)
            for element in model.select({"type": UIElement}):
                patch_inline_stylesheets(element)
        return model


def layout(dashboard: Dashboard) -> pn.Column:
    """The bar, the tiles in two columns of cards and plots, the dialog's content below."""
    cards = [_tile(dashboard, tile) for tile in dashboard.tiles if tile.kind == "card"]
    plots = [_tile(dashboard, tile) for tile in dashboard.tiles if tile.kind != "card"]
    return Page(
        _part(dashboard, dashboard.bar.part),
        pn.FlexBox(*cards),
        *plots,
        _part(dashboard, dashboard.dialog),
        _part(dashboard, dashboard.foot),
        sizing_mode="stretch_width",
    )


def _tile(dashboard: Dashboard, tile: Tile) -> pn.Column:
    found: list[Any] = []
    for slot in tile.slots():
        if isinstance(slot, Part):
            found.append(_part(dashboard, slot))
            continue
        above = [_part(dashboard, slot.over)] if slot.over is not None and slot.kind in STRIPPED else []
        below = [_part(dashboard, slot.over)] if slot.over is not None and slot.kind not in HEIGHTS_PX else []
        found += [*above, _figure(slot), *below]
    width = {"width": 380} if tile.kind == "card" else {"sizing_mode": "stretch_width", "max_width": 900}
    return pn.Column(*found, **width)


def _part(dashboard: Dashboard, part: Part) -> PartPane:
    pane = PartPane(html=str(part.html), theme=dashboard.scene.look.theme, sizing_mode="stretch_width")
    part.listen(lambda changed, _before: setattr(pane, "html", str(changed.html)))
    pane.param.watch(lambda event: hear(dashboard, event.new), "deed")
    return pane


def _figure(canvas: Canvas) -> pn.pane.Bokeh:
    if canvas.kind in HEIGHTS_PX:
        canvas.figure.update(sizing_mode="stretch_width", height=HEIGHTS_PX[canvas.kind])
    else:
        canvas.figure.update(sizing_mode="scale_width", aspect_ratio=ASPECT)
    return pn.pane.Bokeh(canvas.figure)
