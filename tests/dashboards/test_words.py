"""One catalogue: the same keys in both languages, every key used, no key missing."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

import dashboards
import layouts
from dashboards.words import LANGUAGES, Words, catalogue

FOLDERS = [Path(dashboards.__file__).parent, Path(layouts.__file__).parent]
SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in FOLDERS
    for path in [*folder.rglob("*.py"), *folder.rglob("*.html")]
    if "terminal" not in path.parts
]
CALLED = re.compile(r"""(?:words|its)\(\s*f?["']([\w.]+)""")


def test_both_languages_have_the_same_keys() -> None:
    assert catalogue("en").keys() == catalogue("zh").keys()


def test_both_languages_have_the_same_places_for_values() -> None:
    places = re.compile(r"\{(\w+)\}")
    for key, text in catalogue("en").items():
        assert set(places.findall(str(text))) == set(places.findall(str(catalogue("zh")[key]))), key


def test_every_key_that_is_asked_for_is_there() -> None:
    asked = {key for source in SOURCES for key in CALLED.findall(source)}
    missing = {key for key in asked if not any(k == key or k.startswith(key) for k in catalogue("en"))}
    assert missing == set()


def test_every_key_is_asked_for() -> None:
    asked = {key for source in SOURCES for key in CALLED.findall(source)}
    built = {re.sub(r"[^.]*$", "", key) for key in asked if key.endswith(".")}
    built |= {"field.", "value."}  # a column's name, and what stands in it
    unused = {k for k in catalogue("en") if k not in asked and not any(k.startswith(prefix) for prefix in built)}
    assert unused - {"trend.day", "trend.week", "trend.month"} == set()


@pytest.mark.parametrize("template", sorted((FOLDERS[0] / "templates").glob("*.html")), ids=lambda path: path.stem)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    bare = re.sub(r"\{[%{#].*?[%}#]\}|<[^>]*>", " ", template.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]", bare) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (
            "en",
            ("12,345.7", "+3.0", "\u22123.0", "30 Jun 2024", "30 Jun \u2013 7 Jul 2024", "1 day", "2 days", "\u2013"),
        ),
        ("zh", ("12,345.7", "+3.0", "\u22123.0", "2024年6月30日", "2024年6月30日至7月7日", "1 天", "2 天", "\u2013")),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_does(language: str, written: tuple[str, ...]) -> None:
    words, first, last = Words(language), date(2024, 6, 30), date(2024, 7, 7)
    assert written == (
        words.number(12345.67, 1),
        words.signed(3, 1),
        words.signed(-3, 1),
        words.date(first),
        words.period(first, last).replace("\u2009", " "),
        words("days", n=1),
        words("days", n=2),
        words.number(float("nan")),
    )


def test_large_numbers_are_short() -> None:
    assert [Words(language).compact(288_113_832) for language in LANGUAGES] == ["288.1M", "2.881亿"]


def test_an_unknown_language_is_english() -> None:
    assert Words("xx").language == "en"


def test_no_key_is_in_two_files() -> None:
    folder = Path(dashboards.__file__).parent / "words"
    for language in LANGUAGES:
        keys = [key for file in (folder / language).glob("*.yaml") for key in yaml.safe_load(file.read_text("utf-8"))]
        assert len(keys) == len(set(keys))
