"""Where a data set lives on the network: one model a connector."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from datasets.shapes import Address, PortalHost, SocrataId
from datasets.strict import Strict


class SocrataSource(Strict):
    """A data set of a Socrata portal: the bulk export first, then pages of what changed since."""

    connector: Literal["socrata"]
    portal: PortalHost
    dataset: SocrataId
    order: str = ":id"
    cursor: str | None = None
    page_rows: Annotated[int, Field(ge=1, le=50_000)] = 50_000
    format: Literal["csv", "geojson"] = "csv"


class HttpSource(Strict):
    """Plain files at known addresses; the last part of an address is the file's name unless `name` says one.

    `{today}` in an address stands for the city's date, `{month}` (as 202401) for each month from `since` on.
    """

    connector: Literal["http"]
    addresses: Annotated[list[Address], Field(min_length=1)]
    name: str | None = None
    since: date | None = None
    member: str | None = None

    @model_validator(mode="after")
    def _months_have_a_start(self) -> HttpSource:
        if self.since is None and any("{month}" in address for address in self.addresses):
            raise ValueError("an address with {month} needs `since`")
        return self

    @model_validator(mode="after")
    def _one_name_is_for_one_file(self) -> HttpSource:
        if self.name and (len(self.addresses) > 1 or "{month}" in self.addresses[0]):
            raise ValueError("`name` is for a single file; several would replace each other under it")
        return self


class GtfsSource(Strict):
    """A GTFS feed: one zip over HTTP, verified to hold the mandatory files."""

    connector: Literal["gtfs"]
    address: Address


class FolderSource(Strict):
    """A local folder, absolute or relative to the city's; no path where only --from gives files."""

    connector: Literal["folder"]
    path: str | None = None


Source = Annotated[SocrataSource | HttpSource | GtfsSource | FolderSource, Field(discriminator="connector")]
