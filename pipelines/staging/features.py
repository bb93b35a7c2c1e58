"""Features of a landed GeoJSON file as staged rows: their properties mapped, typed and judged like a file's columns."""

from dataclasses import dataclass

import duckdb
import pandas as pd

from datasets.dataset import Dataset
from datasets.facts import mappable_facts
from datasets.landing import Landed
from pipelines.staging.compose import Composer
from pipelines.staging.faults import fatal_mask
from pipelines.staging.mapping import Header, map_header, needed_targets
from pipelines.staging.place import Place
from pipelines.staging.quarantine import Quarantine, Source, bad_rows
from pipelines.staging.targets import Rows


@dataclass(frozen=True)
class Features:
    """The sound features of a file (`record` is a feature's number, from 1), where others go, and notes."""

    frame: pd.DataFrame
    quarantine: Quarantine
    notes: tuple[str, ...]

    def set_aside(self, chosen: pd.Series, field: str, reason: str) -> "Features":
        """Without the chosen ones, which go to quarantine with the field's text."""
        said = self.frame.loc[chosen, ["record", field]].rename(columns={field: "raw"})
        self.quarantine.add_records(said.assign(reason=reason), field, kept=False)
        return Features(self.frame[~chosen].reset_index(drop=True), self.quarantine, self.notes)


class FeatureReader:
    """Reads the properties of features by the mapping of their data set."""

    def __init__(self, con: duckdb.DuckDBPyConnection, place: Place) -> None:
        self._con, self._place = con, place

    def read(self, dataset: Dataset, landed: Landed, part: int, properties: list[dict]) -> Features:
        """One row a feature; raises Problem where the file lacks a property that it needs."""
        fact = mappable_facts()[dataset.fact]
        names = tuple(dict.fromkeys(name for row in properties for name in row))
        mapping = map_header(dataset, Header(names, landed.name), needed_targets(dataset, fact))
        composed = Composer(dataset, fact, mapping, Rows("features", names, {}), self._place).compose()
        self._load(composed.sql, names, properties)
        quarantine = Quarantine(self._con, dataset.id, Source(part, landed.name))
        quarantine.add_faults(bad_rows(self._con, "staged"), composed.faults)
        sound = f"SELECT * FROM staged WHERE bad & {fatal_mask(composed.faults)} = 0 ORDER BY record"
        return Features(self._con.execute(sound).df(), quarantine, mapping.notes)

    def _load(self, sql: str, names: tuple[str, ...], properties: list[dict]) -> None:
        texts = {f"c{i}": [_text(row.get(name)) for row in properties] for i, name in enumerate(names)}
        self._con.register("features", pd.DataFrame(texts or {"c0": [None] * len(properties)}, dtype=object))
        self._con.execute(f"CREATE OR REPLACE TEMP TABLE staged_raw AS {sql}")
        self._con.unregister("features")
        self._con.execute(
            "CREATE OR REPLACE TEMP VIEW staged AS SELECT row_number() OVER () AS record, * FROM staged_raw"
        )


def _text(value: object) -> str | None:
    """A property as text; numbers that are whole lose their `.0`."""
    if value is None:
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
