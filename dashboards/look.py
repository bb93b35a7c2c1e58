"""The design tokens for canvases, which do not read CSS: the same file, as colours by name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from bokeh.models import LinearColorMapper, Plot

TOKENS, VIEWS = (Path(__file__).with_name(name) for name in ("tokens.css", "views.css"))
THEMES = ("light", "dark")
FONT = "Inter, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, system-ui, sans-serif"
TICK_PX, NOTE_PX = 11, 12
PLAIN = dict.fromkeys(("selection_glyph", "nonselection_glyph", "muted_glyph"))
RAMP = ("r1", "r2", "r3", "r4", "r5", "r6")


@cache
def _colours(theme: str) -> dict[str, str]:
    block = re.search(rf"^\.{theme}\{{(.*?)^\}}", TOKENS.read_text(encoding="utf-8"), re.S | re.M)
    return dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{6})", block[1] if block else ""))


class Look:
    """One theme: colours of the tokens, and what every canvas has in common."""

    def __init__(self, theme: str) -> None:
        self.theme = theme if theme in THEMES else THEMES[0]

    def __getitem__(self, token: str) -> str:
        return _colours(self.theme)[token]

    @property
    def ramp(self) -> list[str]:
        """Six colours, little to much."""
        return [self[token] for token in RAMP]

    def class_fill(self, *more: str) -> dict[str, Any]:
        """A fill by the column "fill": the place of a class on the ramp, then of the tokens named; short to send."""
        palette = [*self.ramp, *(self[token] for token in more)]
        mapper = LinearColorMapper(palette=palette, low=-0.5, high=len(palette) - 0.5)
        return {"field": "fill", "transform": mapper}

    def dress(self, plot: Plot) -> None:
        """Give a figure the ground, the type and the quiet axes of this theme, and its marks one appearance only."""
        plot.update(
            background_fill_color=self["ground"],
            border_fill_color=self["ground"],
            outline_line_color=None,
            toolbar_location=None,
            min_border=0,
            sizing_mode="stretch_both",
        )
        for renderer in plot.renderers:
            renderer.update(**PLAIN)
        for axis in plot.axis:
            axis.update(
                axis_line_color=None,
                major_tick_line_color=None,
                minor_tick_line_color=None,
                major_label_text_color=self["ink2"],
                major_label_text_font=FONT,
                major_label_text_font_size=f"{TICK_PX}px",
                axis_label="",
            )
        for grid in plot.grid:
            grid.update(grid_line_color=None)
