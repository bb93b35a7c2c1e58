"""Where a data set lives on the network: one model a connector."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, HttpUrl

from datasets.profile import Strict


class SocrataSource(Strict):
    """A data set of a Socrata portal: the bulk export first, then pages of what changed since."""

    connector: Literal["socrata"]
    portal: Annotated[str, Field(pattern=r"^(https?://)?[a-z0-9.-]+(:\d+)?$")]
    dataset: Annotated[str, Field(pattern=r"^[a-z0-9]{4}-[a-z0-9]{4}$")]
    order: str = ":id"
    cursor: str | None = None
    where: str | None = None
    page_rows: Annotated[int, Field(ge=1, le=50_000)] = 50_000
    format: Literal["csv", "geojson"] = "csv"


class HttpSource(Strict):
    """Plain files at fixed addresses; the name of each address is the file's name."""

    connector: Literal["http"]
    addresses: Annotated[list[HttpUrl], Field(min_length=1)]
    name: str | None = None


class GtfsSource(Strict):
    """A GTFS feed: one zip over HTTP, verified to hold the mandatory files."""

    connector: Literal["gtfs"]
    address: HttpUrl


class FolderSource(Strict):
    """Files in a local folder, relative to the city's folder or absolute; `null` where only --from gives files."""

    connector: Literal["folder"]
    path: str | None = None


Source = Annotated[SocrataSource | HttpSource | GtfsSource | FolderSource, Field(discriminator="connector")]
