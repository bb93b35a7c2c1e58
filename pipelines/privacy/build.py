"""The privacy build: internal snapshot in, public file out, published only where the leak test recovers nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from datasets.city import City
from datasets.problems import Problem
from datasets.public_edition import PublicEdition
from pipelines.privacy import leak
from pipelines.privacy.asking import YEAR, Shown, cells_of, shown_metrics
from pipelines.privacy.changes import changes_of
from pipelines.privacy.describing import areas_of, base_map_of, names_of, records_of, sources_of, spans_of, with_states
from pipelines.privacy.joint import Known
from pipelines.privacy.places import Places, places_of
from pipelines.privacy.protect import Masked, Protected, hidden_in, published, widen_beside
from pipelines.privacy.related import Relation, relations_of
from pipelines.privacy.settled import settled
from pipelines.privacy.store import PublicStore
from pipelines.privacy.tables import parents_of
from pipelines.privacy.told import Told
from pipelines.query.service import QueryService

KEPT = 3
MENDINGS = 24
FORM = "3"
Say = Callable[[str], None]


@dataclass(frozen=True)
class PublicReport:
    """What a privacy build did; `unchanged` where the published file already stands for the same months and rules."""

    city: str
    snapshot: str
    unchanged: bool = False
    metrics: int = 0
    cells: int = 0
    hidden: int = 0


def publish_public(
    city: City, home: Path, say: Say = lambda _: None, only: Collection[str] | None = None
) -> PublicReport | None:
    """Builds, attacks and publishes the public file; None for a city without a public edition.

    only: these metrics and no others. Raises Problem where the leak test recovers anything: the last good file stays
    published then.
    """
    rules = city.profile.public
    if rules is None:
        return None
    store = PublicStore(home, city.id)
    service = QueryService(home, city)
    try:
        shown = shown_metrics(service, rules, only)
        mark = _mark(service, rules, shown)
        if store.meta().get("mark") == mark:
            return PublicReport(city.id, store.current().stem, unchanged=True)
        return _Build(service, rules, mark, say).publish(store, shown)
    finally:
        service.close()


def _mark(service: QueryService, rules: PublicEdition, shown: Collection[Shown]) -> str:
    """Changes with the months that are whole, the rules and the records: then a new file is due.

    A day later the same months differ by single late rows, which two editions would give away.
    """
    records = [metric.model_dump(mode="json", by_alias=True) for metric in service.registry.values()]
    months = [(one.metric.id, [(span.id, span.start, span.end) for span in one.spans]) for one in shown]
    told = [FORM, months, rules.model_dump(mode="json"), records]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


class _Build:
    def __init__(self, service: QueryService, rules: PublicEdition, mark: str, say: Say) -> None:
        self.service, self.rules, self.mark, self.say = service, rules, mark, say
        levels = service.city.profile.levels
        self.parents = parents_of(
            {level.id: service.districts(level.id) for level in levels}, {level.id: level.parent for level in levels}
        )

    def publish(self, store: PublicStore, shown: list[Shown]) -> PublicReport:
        with self.service.batch():
            if not shown:
                raise Problem("the snapshot has no rows for any public metric", place=self.service.city.id)
            self.say("public edition: asking for cells")
            truth = cells_of(self.service, shown, self.rules)
            self.say("public edition: hiding small numbers")
            told = Told.read(store.folder)
            known = Known(shown, self.parents, self.rules, self._related(shown), told)
            protected = self._settled(self._protected(truth, known), truth, known)
            tables = self._tables(shown, protected)
            with store.building() as path:
                _write(path, tables)
                self.say("public edition: leak test")
                self._refuse_leaks(path, truth, known)
                told.with_edition(protected.cells, tables["span"]).write(store.folder)  # before anybody can see it
        store.prune(KEPT)
        cells = protected.cells
        return PublicReport(store.city_id, store.current().stem, False, len(shown), len(cells), int(cells.hidden.sum()))

    def _protected(self, truth: pd.DataFrame, known: Known) -> Protected:
        """The cells, hidden until the attack on numbers recovers none, or nothing more can be hidden."""
        masked = waiting = hidden_in(truth, known)
        for times in range(1, MENDINGS):
            found = [(each, list(leak.given_away(each[0], each[1].cells, self.rules))) for each in waiting]
            waiting = [each for each, leaks in found if leaks]
            for (_, hiding), leaks in found:
                widen_beside(hiding, [one.node for one in leaks if one.node is not None], times if leaks else 0)
            if not waiting:
                break
        self._leave_out(waiting, known.told)
        return published(truth, known, masked)

    def _leave_out(self, leaking: list[Masked], told: Told) -> None:
        """Shows nothing of metrics that are new, where with what earlier editions told they give numbers away."""
        before = {key[0] for key in told.shown}
        for joint, hiding in leaking:
            new = [metric for metric in joint.cells if metric not in before]
            if before and new:
                self.say(
                    f"public edition: hidden, as with what was told before they give numbers away: {', '.join(new)}"
                )
                hiding.leave_out(np.concatenate([joint.cells[metric] for metric in new]))

    def _settled(self, protected: Protected, truth: pd.DataFrame, known: Known) -> Protected:
        """What has changed by a few rows since an earlier edition stays as it was told."""
        people = [one.metric.id for one in known.shown if one.is_protected]
        open_cells = published(truth, known, []).cells
        told = spans_of(known.shown), known.told
        return replace(protected, cells=settled(protected.cells, open_cells, told, self.rules.fewest, people))

    def _tables(self, shown: list[Shown], protected: Protected) -> dict[str, pd.DataFrame]:
        self.say("public edition: comparing and drawing")
        places = self._places(shown)
        return {
            "meta": self._meta(places, protected),
            "metric": records_of(shown),
            "span": spans_of(shown),
            "cell": with_states(protected.cells, shown),
            "change": changes_of(self.service, shown, protected.cells),
            "area": areas_of(self.service),
            "base_map": base_map_of(self.service),
            "named": names_of(self.service, shown, protected.cells),
            "place": places.squares,
            "source": sources_of(self.service, shown),
            "effect": pd.DataFrame([asdict(effect) for effect in protected.effects.values()]),
        }

    def _places(self, shown: list[Shown]) -> Places:
        years = [span for one in shown for span in one.windows if span.id == YEAR]
        if not years:
            return Places(pd.DataFrame(columns=["kind", "x", "y", "n"]), float(self.rules.grid_m))
        newest = max(years, key=lambda span: span.end)
        return places_of(self.service, (newest.start, newest.end), self.rules)

    def _meta(self, places: Places, protected: Protected) -> pd.DataFrame:
        meta, profile = self.service.snapshot.meta, self.service.city.profile
        told = {
            "mark": self.mark,
            "city": profile.id,
            "names": json.dumps(profile.names, ensure_ascii=False),
            "synthetic": str(profile.synthetic).lower(),
            "language": profile.language,
            "levels": json.dumps([level.model_dump() for level in profile.levels], ensure_ascii=False),
            "map_level": profile.map_level,
            "as_of": meta["as_of"],
            "built_at": meta["built_at"],
            "fewest": str(self.rules.fewest),
            "addresses": str(self.rules.addresses),
            "grid_m": str(self.rules.grid_m),
            "sensitive": str(len(self.rules.sensitive)),
            "places_rows": str(places.shown_rows),
            "places_left_out": str(places.left_out),
            "cells": str(len(protected.cells)),
            "hidden": str(int(protected.cells.hidden.sum())),
        }
        return pd.DataFrame(list(told.items()), columns=["key", "value"])

    def _related(self, shown: list[Shown]) -> list[Relation]:
        metrics = [one.metric for one in shown if one.is_protected]
        with self.service.snapshot.cursor() as internal:
            return relations_of(internal, metrics, self.rules.sensitive, self.service.snapshot.moment.utc)

    def _refuse_leaks(self, path: Path, truth: pd.DataFrame, known: Known) -> None:
        with self.service.snapshot.cursor() as internal:
            found = leak.attack(path, internal, truth, known)
        if found:
            first = " ".join(str(one.problem) for one in found[:3])
            what = f"the leak test recovered {len(found)} things from the public file, which is not published: {first}"
            raise Problem(what, place=self.service.city.id)


def _write(path: Path, tables: dict[str, pd.DataFrame]) -> None:
    """The tables in the order of their keys, and nothing else: the order of rows tells nothing."""
    with duckdb.connect(str(path)) as con:
        for name, frame in tables.items():
            con.register("frame", frame)
            order = "ORDER BY ALL" if name in ("cell", "named", "change", "place") else ""
            con.execute(f"CREATE TABLE {name} AS SELECT * FROM frame {order}")
            con.unregister("frame")
        con.execute("CHECKPOINT")
