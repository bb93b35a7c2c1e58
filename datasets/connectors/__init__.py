"""Ways to get files from where they live: one connector a protocol, chosen by `source.connector`."""

from __future__ import annotations

from datasets.connectors.delivery import (
    Connector,
    Delivery,
    Job,
    Known,
    Patience,
    Progress,
    Validators,
    no_progress,
)
from datasets.connectors.fetcher import Fetcher
from datasets.connectors.folder import folder_deliveries
from datasets.connectors.http import GtfsConnector, HttpConnector
from datasets.connectors.socrata import SocrataConnector
from datasets.dataset import Dataset
from datasets.problems import Problem
from datasets.sources import GtfsSource, HttpSource, SocrataSource

__all__ = [
    "Connector",
    "Delivery",
    "Job",
    "Known",
    "Patience",
    "Progress",
    "Validators",
    "connector_for",
    "folder_deliveries",
    "no_progress",
]


def connector_for(dataset: Dataset, patience: Patience) -> Connector:
    """The connector of the data set's source; raises Problem where the source is a folder."""
    fetcher = Fetcher(patience)
    match dataset.source:
        case SocrataSource() as source:
            return SocrataConnector(source, fetcher, dataset.id)
        case HttpSource() as source:
            return HttpConnector(source, fetcher)
        case GtfsSource() as source:
            return GtfsConnector(source, fetcher)
    raise Problem("has no live source; its files come from a folder", dataset.id)
