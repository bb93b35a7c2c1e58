"""The parts of a data set, one a landed file: which have been read, how, and which are to be read."""

from __future__ import annotations

import hashlib
import json

import duckdb

from datasets.city import City
from datasets.dataset import Dataset
from datasets.facts import BASE_MAP, DISTRICT
from datasets.landing import Landed
from pipelines.building.database import one_row
from pipelines.staging.tail import Before, Fresh, has_grown

TABLE = """CREATE TABLE IF NOT EXISTS part (
  dataset VARCHAR, part INTEGER, name VARCHAR, sha256 VARCHAR, bytes BIGINT, rows BIGINT,
  published_at VARCHAR, landed_at VARCHAR, fingerprint VARCHAR
)"""
DRAWN = (DISTRICT.name, BASE_MAP.name)
STAGING_VERSION = "1"
READING_KEYS = {"fact", "kind", "level", "read", "identity", "columns", "unpivot"}
_SHAPES = """SELECT coalesce(md5(string_agg(level || district_id || md5(wkb), ',' ORDER BY level, district_id)), '')
FROM district_shape"""


class Parts:
    """The parts that a build has; one a build. `forget` where district shapes may have changed."""

    def __init__(self, con: duckdb.DuckDBPyConnection, city: City) -> None:
        self._con, self._city = con, city
        self._boundaries: str | None = None
        self._have: dict[str, list[Before]] = {}
        listed = "SELECT dataset, name, sha256, fingerprint, bytes FROM part ORDER BY dataset, part"
        for dataset, *before in con.execute(listed).fetchall():
            self._have.setdefault(dataset, []).append(Before(*before))

    def plan(self, dataset: Dataset, landed: list[Landed]) -> tuple[list[Fresh], bool]:
        """What to read, and whether that is the data set as a whole.

        Otherwise it is what came after all that was read before: new files, and before them what was added to the
        last file.
        """
        mark = self._mark(dataset)
        have = self._have.get(dataset.id, [])
        want = [Before(item.name, item.sha256, mark, item.bytes) for item in landed]
        if have == want:
            return [], False
        whole = [Fresh(part, item) for part, item in enumerate(landed, 1)]
        if not have or dataset.fact in (*DRAWN, "scheduled_service"):
            return whole, True
        last = len(have) - 1
        if want[: last + 1] == have:
            return whole[last + 1 :], False
        same = want[:last] == have[:last] and last < len(want) and have[last].fingerprint == mark
        if same and has_grown(dataset, have[last], landed[last]):
            return [Fresh(last + 1, landed[last], have[last].bytes), *whole[last + 1 :]], False
        return whole, True

    def note(self, dataset: Dataset, fresh: list[Fresh], reads: list[int]) -> None:
        """Keeps what has been read of each file, and how many rows it had."""
        mark = self._mark(dataset)
        for one, read in zip(fresh, reads, strict=True):
            landed, key = one.landed, [dataset.id, one.part]
            published = landed.published_at and str(landed.published_at)
            earlier = self._con.execute(
                "DELETE FROM part WHERE dataset = ? AND part = ? RETURNING rows", key
            ).fetchall()
            self._con.execute(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*key, landed.name, landed.sha256, landed.bytes, sum(rows for (rows,) in earlier) + read, published,
                 str(landed.fetched_at), mark],
            )  # fmt: skip

    def drop(self, dataset_id: str) -> None:
        """Nothing of the data set has been read."""
        self._con.execute("DELETE FROM part WHERE dataset = ?", [dataset_id])

    def forget(self) -> None:
        """The shapes of districts may be others now."""
        self._boundaries = None

    def _mark(self, dataset: Dataset) -> str:
        """What the reading of a data set's files depends on besides their bytes, as a fingerprint."""
        shown = dataset.model_dump(mode="json", by_alias=True, include=READING_KEYS)
        city = self._city
        agencies = {key: agency.model_dump() for key, agency in city.agencies.items()}
        profile = city.profile.model_dump(mode="json", include={"time_zone", "bounds", "levels", "holidays"})
        boundaries = "" if dataset.fact in DRAWN else self._shapes()
        text = json.dumps([STAGING_VERSION, shown, agencies, profile, boundaries], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def _shapes(self) -> str:
        """Changes when any district's shape does."""
        if self._boundaries is None:
            self._boundaries = str(one_row(self._con, _SHAPES)[0])
        return self._boundaries
