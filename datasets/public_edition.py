"""The public section of a city's profile: what its public edition shows, and how small a number may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from datasets.shapes import Id
from datasets.strict import Strict


class PublicEdition(Strict):
    """Rules of the privacy build. A city without this section has no public edition."""

    fewest: Annotated[int, Field(ge=3)] = 5
    """A number made of fewer rows than this is not shown."""
    addresses: Annotated[int, Field(ge=2)] = 8
    """A square of the map is shown where its rows lie at so many different points at least."""
    grid_m: Annotated[int, Field(ge=100)] = 500
    months: Annotated[int, Field(ge=13, le=60)] = 25
    """How many whole months the whole city is shown for."""
    area_months: Annotated[int, Field(ge=1, le=60)] = 13
    """The same for districts."""
    days: Annotated[int, Field(ge=0, le=800)] = 400
    """How many days back the whole city is shown by day; districts are shown by month only."""
    places: tuple[Id, ...] = ()
    """Kinds whose places are shown as squares."""
    sensitive: tuple[str, ...] = ()
    """Categories that are never shown on their own."""
    left_out: tuple[Id, ...] = ()
    """Metrics that are not shown."""
