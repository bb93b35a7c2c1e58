"""Facts that are made from others: recomputed from the first day on which what they are made from has changed."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import duckdb

from datasets.facts import Fact, load_facts
from datasets.profile import Profile
from pipelines.building import checks
from pipelines.building.coverage import update_coverage
from pipelines.building.database import one_row
from pipelines.building.lineage import Model, Origin, models
from pipelines.building.schema import date_of, fact_columns
from pipelines.standards.reading import mark as standards_mark
from pipelines.standards.tables import list_standards

UNPLACED = "('unspecified', 'unknown')"
POINT = ("longitude", "latitude", "x", "y")


def made_models() -> dict[str, Model]:
    """The models whose rows are made from another fact's."""
    return {name: model for name, model in models().items() if model.build == "made"}


def made_mark() -> str:
    """Changes when a made fact would be made in another way."""
    texts = [f"{model.sql}{load_facts()[name]}" for name, model in made_models().items()]
    return hashlib.sha256("\n".join([standards_mark(), *texts]).encode()).hexdigest()[:16]


class MadeFacts:
    """The made facts of one build. `touch` notes what has changed in a data set, `make` brings them up to date."""

    def __init__(self, con: duckdb.DuckDBPyConnection, profile: Profile) -> None:
        self._con = con
        self._parents = {level.id: level.parent for level in profile.levels}
        self._touched: dict[str, date] = {}

    def touch(self, dataset: str, since: date | None) -> None:
        """Rows of the data set have changed from that day on; None: nothing has."""
        if since is not None:
            self._touched[dataset] = min(since, self._touched.get(dataset, since))

    def make(self, mark: str | None) -> None:
        """Brings every made fact up to date; `mark` is that of the build whose copy this is.

        Raises Problem where a check of severity error does not pass.
        """
        list_standards(self._con)
        for model in made_models().values():
            begun = mark == made_mark() and self._exists(model)
            since = self._since(model) if begun else date.min
            if not begun:
                self._create(model)
            if since is not None:
                self._remake(model, since)

    def make_whole(self, model: Model) -> None:
        """A made fact that is small enough to be made anew by every build.

        Raises Problem where a check of severity error does not pass.
        """
        self._create(model)
        self._con.execute(f"INSERT INTO {model.name} BY NAME {model.sql}")
        self._describe(model, load_facts()[model.name])

    def _exists(self, model: Model) -> bool:
        query = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ? AND NOT temporary"
        return bool(one_row(self._con, query, [model.name])[0])

    def _create(self, model: Model) -> None:
        columns = fact_columns(load_facts()[model.name], tuple(self._parents))
        listed = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
        self._con.execute(f"CREATE OR REPLACE TABLE {model.name} ({listed})")

    def _since(self, model: Model) -> date | None:
        """The first day to make again; None where nothing that it is made from has changed."""
        assert model.origin is not None
        query = "SELECT DISTINCT dataset FROM coverage WHERE fact = ? AND kind IN (SELECT unnest(?))"
        feeding = [row[0] for row in self._con.execute(query, [model.origin.fact, list(model.origin.kinds)]).fetchall()]
        changed = [self._touched[dataset] for dataset in feeding if dataset in self._touched]
        if not changed:
            return None
        lookback = timedelta(days=model.origin.lookback)
        first = min(changed)
        return first - lookback if first - date.min > lookback else date.min

    def _remake(self, model: Model, since: date) -> None:
        assert model.origin is not None
        fact = load_facts()[model.name]
        self._con.execute(f"DELETE FROM {model.name} WHERE {_day_of(fact)} >= ?", [since])
        self._list_members(model.origin, since)
        left_out = "area" if "level" in fact.fields else "area, level"
        self._con.execute(
            f"INSERT INTO {model.name} BY NAME SELECT made.* EXCLUDE ({left_out}), {', '.join(self._placing())} "
            f"FROM ({model.sql}) AS made LEFT JOIN made_member AS here ON here.dataset = made.dataset "
            f"AND here.level = made.level AND here.area = made.area AND here.is_first WHERE {_day_of(fact)} >= $since",
            {"since": since},
        )
        self._describe(model, fact)

    def _placing(self) -> list[str]:
        return [*POINT, *(f"{level}_id" for level in self._parents)]

    def _list_members(self, origin: Origin, since: date) -> None:
        """`made_member`: every place, as an area of its own and as a member of the areas that hold it."""
        event = str(load_facts()[origin.fact].event)
        newest = ", ".join(f"arg_max({name}, {event}) AS {name}" for name in self._placing())
        kinds = ", ".join(f"'{kind}'" for kind in origin.kinds)
        self._con.execute(
            f"CREATE OR REPLACE TEMP TABLE made_place AS SELECT dataset, {origin.place} AS place, {newest} "
            f"FROM {origin.fact} WHERE kind IN ({kinds}) AND {_day_of(load_facts()[origin.fact])} >= ? GROUP BY ALL",
            [since],
        )
        areas = " UNION ALL ".join(
            [self._members("station"), self._members("city"), *map(self._members, self._parents)]
        )
        self._con.execute(
            "CREATE OR REPLACE TEMP TABLE made_member AS SELECT *, row_number() OVER "
            f"(PARTITION BY dataset, level, area ORDER BY place) = 1 AS is_first FROM ({areas})"
        )

    def _members(self, level: str) -> str:
        """A SELECT of the places as members of the areas of a level, with what a row of such an area carries."""
        held = set(self._placing()) if level == "station" else {f"{name}_id" for name in self._lineage(level)}
        placed = ", ".join(name if name in held else f"NULL AS {name}" for name in self._placing())
        area = {"station": "place", "city": "'city'"}.get(level, f"{level}_id")
        where = "" if level in ("station", "city") else f" WHERE {area} NOT IN {UNPLACED}"
        return f"SELECT dataset, place, '{level}' AS level, {area} AS area, {placed} FROM made_place{where}"

    def _lineage(self, level: str) -> list[str]:
        """The level and those above it; none for the city."""
        found, at = [], level if level in self._parents else None
        while at is not None:
            found.append(at)
            at = self._parents[at]
        return found

    def _describe(self, model: Model, fact: Fact) -> None:
        """Coverage and checks of what was made."""
        update_coverage(self._con, fact, tuple(self._parents))
        results = checks.run_checks(self._con, model)
        checks.save(self._con, results, None)
        checks.refuse(results)


def _day_of(fact: Fact) -> str:
    event = str(fact.event)
    return date_of(event) if fact.fields[event].type == "datetime" else event
