"""The models' order follows from what they read, and a wrong model file is a sentence."""

import pytest

from datasets.problems import Problem
from pipelines.building import lineage

MODEL = "-- model: {name}\n-- owner: tests\n{more}SELECT * FROM {source}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(lineage, "FOLDER", tmp_path)
    lineage.models.cache_clear()
    yield tmp_path
    lineage.models.cache_clear()


def write(folder, name: str, source: str, more: str = "") -> None:
    (folder / f"{name}.sql").write_text(MODEL.format(name=name, source=source, more=more), "utf-8")


def test_a_model_comes_after_what_it_reads() -> None:
    order = list(lineage.models())
    assert order.index("budget_line") < order.index("budget_latest") < order.index("agency")
    assert order.index("ticket") < order.index("category")


def test_models_of_one_chain_are_ordered_by_their_references(folder) -> None:
    write(folder, "a", "b")
    write(folder, "b", "c")
    write(folder, "c", "staged_ticket")
    assert list(lineage.models()) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-- owner: tests\nSELECT 1", "pipelines/models/a.sql: has no `-- model:` in its header."),
        (
            "-- model: b\n-- owner: x\nSELECT 1",
            'a.sql: names another model than its file; found "b". Did you mean "a"?',
        ),
        (
            "-- model: a\n-- owner: x\n-- build: sometimes\nSELECT 1",
            'a.sql: build is none of incremental, whole, update, made; found "sometimes".',
        ),
        (
            "-- model: a\n-- owner: x\n-- build: made\n-- from: reading pm25\n-- lookback: 0\nSELECT 1",
            "pipelines/models/a.sql: is made and has no `-- place:` in its header.",
        ),
    ],
)
def test_a_wrong_header_is_a_sentence(folder, text: str, sentence: str) -> None:
    (folder / "a.sql").write_text(text, "utf-8")
    with pytest.raises(Problem) as raised:
        lineage.models()
    assert str(raised.value) == sentence


def test_sql_that_does_not_parse_is_a_sentence(folder) -> None:
    (folder / "a.sql").write_text("-- model: a\n-- owner: x\nSELECT FROM WHERE", "utf-8")
    with pytest.raises(Problem, match=r"^a\.sql: its SQL does not parse"):
        lineage.models()
