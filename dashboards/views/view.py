"""What every view is: a tile that asks its questions, shows the answers, and hears deeds done in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bokeh.models import Plot
from markupsafe import Markup

from dashboards.asking import Told
from dashboards.markup import render
from dashboards.part import Part
from dashboards.scene import Scene
from dashboards.views.chips import chips_of
from dashboards.views.heading import heading
from pipelines.metrics.forms import Texts

if TYPE_CHECKING:
    from dashboards.city import City


@dataclass(frozen=True)
class Twin:
    """A view as a table: names of the columns, rows of texts."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Canvas:
    """A figure in a tile; `kind` names its size in the style sheet, `over` is HTML that stands above it."""

    kind: str
    figure: Plot
    over: Part | None = None


Slot = Part | Canvas


class View(ABC):
    """`own` names the clauses that are made in this view and do not filter it.

    `fetch` may run in a worker and touches no model; `show` changes models and parts only.
    """

    kind: ClassVar[str] = "tile"
    own: tuple[str, ...] = ()
    has_twin: ClassVar[bool] = False
    metric_ids: tuple[str, ...] = ()
    _made: tuple[tuple[Any, ...], dict[str, Any]]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Keep what the view is made with, for `as_python`."""
        view = super().__new__(cls)
        view._made = args, kwargs
        return view

    def as_python(self) -> str:
        """The expression that makes this view."""
        args, kwargs = self._made
        said = [*map(repr, args), *(f"{name}={value!r}" for name, value in kwargs.items())]
        return f"{type(self).__name__}({', '.join(said)})"

    def narrow(self, city: City) -> Texts | None:
        """Keep the metrics that the city has; where it has none of them, say why and show nothing."""
        missing = {metric_id: city.lacking(metric_id) for metric_id in self.metric_ids}
        kept = tuple(metric_id for metric_id, why in missing.items() if why is None)
        if missing and not kept:
            return next(iter(missing.values()))
        self.metric_ids = kept
        return None

    def settle(self, scene: Scene, name: str) -> None:
        """Take a place in a dashboard, before anything is asked or drawn."""
        self.scene = scene
        self.name = name
        self.head = Part(f"{name}.head")
        self.prepare()

    def prepare(self) -> None:  # noqa: B027 (a view without figures or further parts)
        """Compose the figures and parts of this view."""

    @abstractmethod
    def fetch(self) -> Any:
        """Ask; what it returns goes to `show`."""

    @abstractmethod
    def show(self, data: Any) -> None:
        """Bring figures and parts in line with the answers."""

    def slots(self) -> Iterator[Slot]:
        """Parts and canvases from top to bottom."""
        yield self.head

    def hear(self, deed: str, value: str) -> None:  # noqa: B027 (a view without controls)
        """A deed done in the HTML of this view."""

    def twin(self) -> Twin | None:
        """The same as a table; None where the view is one."""
        return None

    def told(self) -> Told | None:
        """The answer that the definition of this view explains."""
        return None

    def nothing(self) -> Markup:
        """What is said where the selection leaves nothing: of what there is none, and buttons that widen it."""
        scene = self.scene
        name = scene.words.inline(scene.city.metrics[self.metric_ids[0]].names)
        chips = [chip for chip in chips_of(scene) if chip.clause not in self.own]
        return render("widen", words=scene.words, name=name, chips=chips)

    def arithmetic(self) -> tuple[str, ...]:
        """Lines that show how this view was computed, beside the arithmetic of its metric."""
        return ()

    def put_head(self, told: Told, title: str, finding: str = "", **more: Any) -> None:
        values = heading(self.scene, told, self.own) | {"title": title, "finding": finding, "name": self.name}
        self.head.put(render("head", **(values | {"twin": self.has_twin} | more)))
