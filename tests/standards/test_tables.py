"""Wrong tables are sentences with file, line and key."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from datasets.problems import Problem
from pipelines.standards import reading
from pipelines.standards.reading import schemes

MISTAKES = [
    ("upper: [9.0, 35.4,", "upper: [9.0, 5.4,", "concentrations must rise"),
    ("upper: [54, 154, 254, 354, 424, 604]", "upper: [54, 154]", "has as many indices as concentrations"),
    ("index_rounding: nearest", "index_rounding: closest", r"no such choice; choose one of nearest, up"),
    ("effective_from: 2024-05-06", "effective_from: 2010-05-06", "versions stand oldest first"),
    ("pollutant: pm25, averaging: day_mean", "pollutant: pm52, averaging: day_mean", r'no such pollutant.*"pm25"'),
    ("verified: true", "checked: true", r"versions\[1\]\.verified: this key is required and missing"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in reading.FOLDER.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize(("right", "wrong", "sentence"), MISTAKES)
def test_a_wrong_table_is_a_sentence(folder: Path, right: str, wrong: str, sentence: str) -> None:
    path = folder / "us_aqi.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(Problem, match=sentence) as raised:
        schemes(folder)
    assert "us_aqi.yaml" in str(raised.value)


@pytest.mark.parametrize(
    ("scheme", "day", "standard"),
    [
        ("us_aqi", date(2024, 5, 5), "us_aqi_2012"),
        ("us_aqi", date(2024, 5, 6), "us_aqi_2024"),
        ("cn_aqi", date(2026, 2, 28), "hj633_2012"),
        ("cn_aqi", date(2026, 3, 1), "hj633_2026"),
        ("cn_aqi", date(2031, 1, 1), "hj633_2031"),
    ],
)
def test_the_version_in_force(scheme: str, day: date, standard: str) -> None:
    found = schemes()[scheme].on(day)
    assert found is not None
    assert found.id == standard


def test_nothing_is_in_force_before_the_first_version() -> None:
    assert schemes()["cn_aqi"].on(date(2000, 1, 1)) is None
