"""A town of four square wards with requests and crashes, whose files each test writes as it needs them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from datasets.catalogue import load_city
from pipelines.refresh import Progress, RefreshReport, Request, refresh
from pipelines.snapshot import SnapshotStore

CITY = """\
id: town
names: {en: Town, zh: 镇}
time_zone: America/New_York
fiscal_year_starts: "07-01"
bounds: [-74.0, 40.0, -73.0, 41.0]
levels:
  - {id: side, names: {en: Side, zh: 侧}, boundaries: sides}
  - {id: ward, names: {en: Ward, zh: 区}, parent: side, boundaries: wards}
map_level: ward
packs: [citizen]
snapshots_kept: 3
"""

BOUNDARY = """\
id: {level}s
names: {{en: {level}s, zh: 界}}
publisher: Town hall
licence: CC0
grain: one feature per {level}
fact: district
level: {level}
source: {{connector: folder}}
files: "{level}s.geojson"
columns:
  district_id: {{from: number}}
  name_en: {{from: name}}
{parent}
"""

REQUESTS = """\
id: requests
names: {en: Requests, zh: 诉求}
publisher: Town hall
licence: CC0
grain: one row per request
fact: ticket
kind: request
source: {connector: folder}
files: "requests*.csv"
interval_hours: 24
identity: [ticket_id]
columns:
  ticket_id: {from: [Unique Key]}
  opened_at: {from: [Created], formats: ["%m/%d/%y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S"]}
  due_at: {from: [Due], formats: ["%m/%d/%Y %H:%M"]}
  closed_at: {from: [Closed], formats: ["%m/%d/%Y %H:%M"], not_before: opened_at}
  category: {from: [Topic]}
  district.ward: {from: [Ward]}
unused: [Remarks]
"""

CRASHES = """\
id: crashes
names: {en: Crashes, zh: 事故}
publisher: Police
licence: CC0
grain: one row per crash
fact: incident
kind: collision
source: {connector: folder}
files: "crashes*.csv"
identity: [incident_id]
columns:
  incident_id: {from: ID}
  occurred_at: {from: DATE, and: TIME, formats: "%m/%d/%Y %H:%M"}
  injured: {from: INJURED}
  longitude: {from: LON}
  latitude: {from: LAT}
  district.ward: {from: WARD, points: true}
"""

REQUEST_HEADER = "Unique Key,Created,Due,Closed,Topic,Ward,Remarks"
CRASH_HEADER = "ID,DATE,TIME,INJURED,LON,LAT,WARD"


def square(number: int) -> dict:
    """Ward 1 to 4: quarters of the town's square, west to east, south to north."""
    west, south = -74.0 + 0.5 * ((number - 1) % 2), 40.0 + 0.5 * ((number - 1) // 2)
    ring = [[west, south], [west + 0.5, south], [west + 0.5, south + 0.5], [west, south + 0.5], [west, south]]
    return _feature(number, f"Ward {number}", ring)


def side(number: int) -> dict:
    """Side 1 is the west half, 2 the east half."""
    west = -74.0 + 0.5 * (number - 1)
    return _feature(number, f"Side {number}", [[west, 40], [west + 0.5, 40], [west + 0.5, 41], [west, 41], [west, 40]])


def _feature(number: int, name: str, ring: list) -> dict:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"number": number, "name": name}, "geometry": geometry}


def request_lines(numbers: Iterable[int]) -> list[str]:
    """Sound requests, one a number: opened on 1 March 2024, closed the day after, in ward 1."""
    return [f"{n},03/01/2024 10:00,03/05/2024 10:00,03/02/2024 10:00,Noise,1,ok" for n in numbers]


class Town:
    """The town's folder, the folder its files come from, and its home."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox, self.home = folder / "town", folder / "inbox", folder / "home"
        self.folder.mkdir()
        self.inbox.mkdir()
        parents = {"side": "", "ward": "  parent_id: {points: true}"}
        files = {"city.yaml": CITY, "requests.yaml": REQUESTS, "crashes.yaml": CRASHES}
        files |= {f"{level}s.yaml": BOUNDARY.format(level=level, parent=p) for level, p in parents.items()}
        for name, text in files.items():
            (self.folder / name).write_text(text, "utf-8")
        self.put("wards.geojson", json.dumps({"type": "FeatureCollection", "features": [*map(square, range(1, 5))]}))
        self.put("sides.geojson", json.dumps({"type": "FeatureCollection", "features": [side(1), side(2)]}))

    def put(self, name: str, content: str | bytes) -> Path:
        """Writes a file as a publisher would into the folder that refreshes read."""
        path = self.inbox / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def requests(self, lines: Iterable[str], name: str = "requests.csv", header: str = REQUEST_HEADER) -> Path:
        """Writes requests under their header."""
        return self.put(name, "\n".join([header, *lines]) + "\n")

    def crashes(self, lines: Iterable[str], name: str = "crashes.csv") -> Path:
        """Writes crashes under their header."""
        return self.put(name, "\n".join([CRASH_HEADER, *lines]) + "\n")

    def edit(self, name: str, old: str, new: str) -> None:
        """Changes a YAML of the town."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def refresh(self, progress: Progress | None = None, **request) -> RefreshReport:
        """A refresh from the inbox."""
        return refresh(load_city(self.folder), self.home, Request(folder=self.inbox, **request), progress)

    @property
    def store(self) -> SnapshotStore:
        """The town's snapshots."""
        return SnapshotStore(self.home, "town")

    def ask(self, sql: str) -> list[tuple]:
        """Rows of a question to the published snapshot."""
        with duckdb.connect(str(self.store.link), read_only=True) as con:
            return con.execute(sql).fetchall()

    def aside(self, dataset: str = "requests") -> list[tuple]:
        """What was set aside: file, line, field, reason, kept."""
        return self.ask(
            f"SELECT file, line, field, reason, kept FROM quarantine WHERE dataset = '{dataset}' ORDER BY file, line"
        )


def line_of(report: RefreshReport, dataset: str):
    """One data set's line of a refresh's report."""
    return next(line for line in report.datasets if line.id == dataset)
