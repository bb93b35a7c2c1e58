"""A city of one level and three data sets, written anew for each test that breaks it."""

from __future__ import annotations

from pathlib import Path

CITY = """\
id: small
names: {en: Small Town, zh: 小城}
time_zone: Europe/Paris
fiscal_year_starts: "01-01"
bounds: [2.0, 48.0, 3.0, 49.0]
levels:
  - {id: ward, names: {en: Ward, zh: 区}, boundaries: wards}
map_level: ward
packs: [citizen]
"""

WARDS = """\
id: wards
names: {en: Wards, zh: 区}
publisher: Town hall
licence: CC0
grain: one feature per ward
fact: district
level: ward
source: {connector: folder}
files: "wards*.geojson"
columns:
  district_id: {from: number}
  name_en: {from: name}
"""

REPAIRS = """\
id: repairs
names: {en: Street repairs, zh: 道路维修}
publisher: Town hall
licence: CC0
grain: one row per request
fact: ticket
kind: request
source: {connector: folder}
files:
  - "repairs*.csv"
identity: [ticket_id]
columns:
  ticket_id: {from: Number}
  opened_at: {from: Opened, formats: "%Y-%m-%d"}
  closed_at: {from: Closed, formats: "%Y-%m-%d", not_before: opened_at}
  category: {from: Topic, visibility: public}
  district.ward: {from: Ward}
unused: [Remarks]
never: [Caller]
"""

RIDERS = """\
id: riders
names: {en: Riders, zh: 客流}
publisher: Tramway
licence: CC0
grain: one row per day, a column per line
fact: mobility
source: {connector: folder}
files: ["riders*.csv"]
identity: [mobility_id, category]
columns:
  mobility_id: {from: Day}
  served_at: {from: Day, formats: "%Y-%m-%d"}
unpivot:
  columns: {Line 1: one, Vans: {label: vans, kind: crossings}}
  as: category
"""

FILES = {"city.yaml": CITY, "wards.yaml": WARDS, "repairs.yaml": REPAIRS, "riders.yaml": RIDERS}


def write_city(folder: Path) -> Path:
    """The folder `small` with the whole city in it."""
    city = folder / "small"
    city.mkdir()
    for name, text in FILES.items():
        (city / name).write_text(text, encoding="utf-8")
    return city


def edit(city: Path, name: str, old: str, new: str) -> None:
    """Replaces a text that stands in a file of the city."""
    text = (city / name).read_text(encoding="utf-8")
    assert old in text
    (city / name).write_text(text.replace(old, new), encoding="utf-8")
