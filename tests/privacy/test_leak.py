"""The published file, attacked by one who has the internal snapshot: nothing that is hidden or single comes out."""

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from datasets.problems import Problem
from pipelines.metrics.registry import Registry
from pipelines.privacy import build, leak
from pipelines.privacy.asking import KEYS, Shown
from pipelines.privacy.build import publish_public
from pipelines.privacy.joint import Joint, Known
from pipelines.privacy.store import PublicStore
from pipelines.privacy.tables import Line, Table
from pipelines.privacy.told import Told
from tests.demo_city import DemoCity
from tests.privacy.editions import SENSITIVE, SmallEdition

K = 5


@pytest.fixture
def internal(demo_city: DemoCity) -> duckdb.DuckDBPyConnection:
    return demo_city.service.snapshot.cursor()


def counted(edition: SmallEdition, metric: str) -> pd.DataFrame:
    return edition.cells[edition.cells.metric == metric]


def test_something_is_hidden_and_most_is_shown(edition: SmallEdition) -> None:
    hidden = edition.cells.hidden.mean()
    assert 0.01 < hidden < 0.6


def test_a_hidden_cell_has_no_number_left(edition: SmallEdition) -> None:
    gone = edition.cells[edition.cells.hidden]
    assert gone[["value", "numerator", "denominator", "n", "state"]].isna().all(axis=None)


@pytest.mark.parametrize("metric", ["tickets_opened", "collisions", "injured", "complaints_reported"])
def test_no_shown_count_is_small(edition: SmallEdition, metric: str) -> None:
    shown = counted(edition, metric).query("not hidden")
    assert not ((shown.value > 0) & (shown.value < K)).any()


def test_neither_side_of_a_shown_share_is_small(edition: SmallEdition) -> None:
    shown = counted(edition, "on_time_pct").query("not hidden")
    for side in (shown.numerator, shown.denominator, shown.denominator - shown.numerator):
        assert not ((side > 0) & (side < K)).any()


def test_rows_are_recounted_from_the_internal_file_and_none_below_k_is_shown(
    edition: SmallEdition, internal: duckdb.DuckDBPyConnection
) -> None:
    """Independent of the build: months × districts counted in SQL here."""
    truth = internal.execute(
        "SELECT sub_district_id AS area, strftime(occurred_date, '%Y-%m') AS period, count(*) AS n FROM incident "
        "WHERE kind = 'collision' GROUP BY ALL"
    ).df()
    cells = counted(edition, "collisions").query("level == 'sub_district' and by == ''")
    both = cells.merge(truth, on=["area", "period"], suffixes=("", "_true"))
    assert len(both) > 20
    assert both[both.n_true < K].hidden.all()
    shown = both[~both.hidden]
    assert (shown.value == shown.n_true).all()


def test_subtracting_districts_from_the_city_gives_no_small_district(edition: SmallEdition) -> None:
    """The attack that the rule is about, by hand: in every month and level, hidden parts together are k or more."""
    cells = counted(edition, "collisions").query("by == ''")
    city = cells.query("level == 'city' and not hidden").set_index("period").value
    for (_, period), part in cells.query("level != 'city'").groupby(["level", "period"]):
        if part.hidden.any() and period in city.index:
            assert part.hidden.sum() >= 2
            assert city[period] - part.value.sum() >= K


def test_no_key_address_note_or_hash_is_in_the_file(edition: SmallEdition, internal: duckdb.DuckDBPyConnection) -> None:
    content = edition.path.read_bytes()
    for column in ("ticket_id", "caller_hash", "address", "note"):
        sql = f"SELECT DISTINCT {column} FROM ticket WHERE length({column}) > 6 ORDER BY 1 LIMIT 100"
        texts = [row[0] for row in internal.execute(sql).fetchall()]
        assert texts
        assert [text for text in texts if text.encode() in content] == []


def test_a_sensitive_category_is_nowhere(edition: SmallEdition) -> None:
    """A definition may say what a total is made of; nothing else names it."""
    for name, table in edition.data.tables.items():
        if name != "metric":
            assert not table.astype(str).apply(lambda column: column.str.contains(SENSITIVE)).any(axis=None), name
    assert counted(edition, "complaints_reported").query("by == 'category'").shape[0] > 0


def test_places_are_squares_with_enough_rows_at_enough_points(
    edition: SmallEdition, internal: duckdb.DuckDBPyConnection
) -> None:
    places = edition.data.tables["place"]
    assert len(places) > 0
    year = edition.data.tables["span"].query("period == '12m'").iloc[0]
    side = edition.city.profile.public.grid_m
    for row in places.query("kind == 'collision'").head(20).itertuples():
        inside = internal.execute(
            "SELECT count(*), count(DISTINCT (x, y)) FROM incident WHERE kind = 'collision' AND x >= ? AND x < ? "
            "AND y >= ? AND y < ? AND occurred_date BETWEEN ? AND ?",
            [row.x - side / 2, row.x + side / 2, row.y - side / 2, row.y + side / 2, year.start, year.finish],
        ).fetchone()
        assert inside is not None
        assert inside[0] == row.n >= K
        assert inside[1] >= 8


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("ALTER TABLE cell ADD COLUMN caller_hash VARCHAR", "a column that is not on the list"),
        ("CREATE TABLE ticket AS SELECT 1 AS ticket_id", "a column that is not on the list"),
        (f"INSERT INTO named VALUES ('category', 'incident', '{SENSITIVE}', 'x', 'x')", "a sensitive category"),
        ("UPDATE place SET n = 2 WHERE rowid = 0", "too few rows"),
        ("UPDATE place SET x = x + 3 WHERE rowid = 0", "not the middle of a square"),
        (
            "UPDATE meta SET value = (SELECT caller_hash FROM internal.ticket WHERE caller_hash IS NOT NULL LIMIT 1) "
            "WHERE key = 'names'",
            "an internal text",
        ),
    ],
)
def test_the_leak_test_finds_what_is_wrong(
    edition: SmallEdition, demo_city: DemoCity, tmp_path: Path, sql: str, sentence: str
) -> None:
    source = (demo_city.home / "snapshots" / "demo" / "current").resolve()
    path = tmp_path / "spoiled.duckdb"
    shutil.copyfile(edition.path, path)
    copy = tmp_path / "internal.duckdb"
    shutil.copyfile(source, copy)
    with duckdb.connect(str(path)) as con:
        con.execute(f"ATTACH '{copy}' AS internal (READ_ONLY)")
        con.execute(sql)
    with duckdb.connect(str(copy), read_only=True) as internal:
        rules = edition.city.profile.public
        known = Known([], {}, rules)
        found = leak.attack(path, internal, pd.DataFrame(columns=["metric"]), known)
    assert any(sentence in str(one.problem) for one in found)


def test_the_leak_test_finds_a_hidden_number_that_is_shown_and_one_that_a_sum_gives_back(edition: SmallEdition) -> None:
    """Three months of two districts, protected by hand and then wrongly."""
    metric = edition_metric(edition, "collisions")
    months = ("2025-12", "2026-01", "2026-02")
    truth = pd.DataFrame(
        [
            ("collisions", level, area, "", "", month, n, np.nan, np.nan, n)
            for month in months
            for level, area, n in (("city", "all", 63), ("ward", "a", 3), ("ward", "b", 20), ("ward", "c", 40))
        ],
        columns=["metric", *KEYS, "value", "numerator", "denominator", "n"],
    )
    known = Known([metric], {}, edition.city.profile.public)

    def found(hidden: set[str]) -> set[str]:
        gone = truth.area.isin(hidden)
        shown = truth.assign(hidden=gone, value=truth.value.mask(gone), n=truth.n.mask(gone))
        return {str(one.problem).split(":")[-1] for one in leak.recovered(shown, truth, known)}

    assert any("a small number is shown" in sentence for sentence in found(set()))
    assert any("must lie between 3 and 3" in sentence for sentence in found({"a"}))
    assert found({"a", "b"}) == set()


def test_what_earlier_editions_gave_away_is_no_reason_to_refuse_this_one(edition: SmallEdition) -> None:
    """The city, b and c were told before: a is known for good, whatever is hidden now."""
    rules = edition.city.profile.public
    n = np.array([63.0, 3.0, 20.0, 40.0])
    keys = [
        ("collisions", (level, area, "", "", "2026-01"))
        for level, area in (("city", "all"), *(("ward", w) for w in "abc"))
    ]

    def found(told_before: set[int], shown: set[int]) -> int:
        fixed, gone = (np.array([at in chosen for at in range(4)]) for chosen in (told_before, set(range(4)) - shown))
        line = Line(0, (1, 2, 3), exact=True)
        made = Table(n, [(at,) for at in range(4)], [line], frozenset({0}), (n < K), np.zeros(4, dtype=bool), fixed)
        return len(list(leak.given_away(Joint("incident", made, {}, keys), gone, rules)))

    assert found(set(), {0, 2, 3}) == 1
    assert found({0, 2}, {3}) == 1
    assert found({0, 2, 3}, set()) == 0


def edition_metric(edition: SmallEdition, name: str) -> Shown:
    return Shown(Registry(edition.city)[name], (), ())


def unpublished(edition: SmallEdition, folder: Path) -> Path:
    """A home with the internal snapshot, and no edition yet."""
    home = folder / "var"
    (home / "snapshots").mkdir(parents=True)
    (home / "snapshots" / "demo").symlink_to(edition.home / "snapshots" / "demo")
    return home


def test_a_build_that_leaks_is_refused_and_the_last_good_file_stays(
    edition: SmallEdition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = unpublished(edition, tmp_path)
    folder = home / "public" / "demo"
    folder.mkdir(parents=True)
    shutil.copyfile(edition.path, folder / edition.path.name)
    (folder / "current").symlink_to(edition.path.name)
    monkeypatch.setattr(build, "FORM", "another")
    monkeypatch.setattr(build._Build, "_protected", _unprotected)
    with pytest.raises(Problem, match="the leak test recovered"):
        publish_public(edition.city, home, only=["collisions"])
    assert PublicStore(home, "demo").current().name == edition.path.name
    assert [path.name for path in folder.iterdir() if ".building" in path.name] == []


def test_what_is_about_to_be_shown_is_noted_before_anybody_can_see_it(
    edition: SmallEdition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = unpublished(edition, tmp_path)
    seen = []

    def shown(store: PublicStore, _path: Path) -> None:
        seen.append(set(Told.read(store.folder).shown))
        raise OSError("no space left")

    monkeypatch.setattr(PublicStore, "_publish", shown)
    with pytest.raises(OSError, match="no space left"):
        publish_public(edition.city, home, only=["collisions"])
    assert len(seen) == 1
    assert {key[0] for key in seen[0]} == {"collisions"}


def _unprotected(_build: object, truth: pd.DataFrame, known: Known) -> build.Protected:
    return build.published(truth, known, [])


def test_the_same_months_and_rules_are_not_built_twice(edition: SmallEdition) -> None:
    again = publish_public(edition.city, edition.home)
    assert again is not None
    assert again.unchanged
    assert again.snapshot == edition.path.stem


def test_cells_are_unique(edition: SmallEdition) -> None:
    assert not edition.cells.duplicated(["metric", *KEYS]).any()
