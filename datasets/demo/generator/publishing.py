"""Files as a portal publishes them: CSV with a header, GeoJSON, zip; one file a year where rows are many."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc

EPOCH = (1980, 1, 1, 0, 0, 0)


class Publication:
    """The folder that a city's files are published to, with the rows written of each data set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._open: dict[str, pc.CSVWriter] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def csv(self, dataset: str, part: str, table: pa.Table) -> None:
        """Appends rows to `<dataset>_<part>.csv`, or to `<dataset>.csv` where the part has no name."""
        name = f"{dataset}_{part}.csv" if part else f"{dataset}.csv"
        if name not in self._open:
            self._open[name] = pc.CSVWriter(self.folder / name, table.schema)
        self._open[name].write_table(table)
        self.rows[dataset] = self.rows.get(dataset, 0) + table.num_rows

    def withdraw(self, dataset: str) -> None:
        """Takes back what has been written of the data set, because the next publication replaces it."""
        for name in [name for name in self._open if name.startswith(f"{dataset}_")]:
            self._open.pop(name).close()
            (self.folder / name).unlink()
        self.rows.pop(dataset, None)

    def geojson(self, name: str, features: list[dict[str, Any]]) -> None:
        """Writes a feature collection in WGS-84."""
        content = {"type": "FeatureCollection", "name": name, "features": features}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (self.folder / f"{name}.geojson").write_text(text, "utf-8")
        self.rows[name] = len(features)

    def zip(self, dataset: str, members: Mapping[str, pa.Table]) -> None:
        """Writes a zip of CSV files whose bytes do not depend on the clock."""
        with zipfile.ZipFile(self.folder / f"{dataset}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, table in members.items():
                sink = pa.BufferOutputStream()
                pc.write_csv(table, sink)
                info = zipfile.ZipInfo(name, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, sink.getvalue().to_pybytes())
        self.rows[dataset] = sum(table.num_rows for table in members.values())

    def json(self, name: str, content: Any) -> None:
        """Writes a JSON document."""
        (self.folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")

    def close(self) -> None:
        """Closes the files that are open."""
        for writer in self._open.values():
            writer.close()
        self._open.clear()


def feature(geometry: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": dict(properties), "geometry": dict(geometry)}
