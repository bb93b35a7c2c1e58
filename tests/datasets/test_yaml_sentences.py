"""The sentence that each mistake in a profile or a data set's YAML gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from datasets.catalogue import check_city, load_city
from datasets.problems import Problem
from tests.datasets.small_city import edit

CHOICE = "no such choice; choose one of"

MISTAKES = [
    (
        "repairs.yaml",
        "category: {from:",
        "category: {form:",
        [
            'line 16, columns.category.form: no such key; found "form". Did you mean "from"?',
        ],
    ),
    (
        "repairs.yaml",
        "  category:",
        "  categry:",
        [
            'line 16, columns.categry: no such field of ticket; found "categry". Did you mean "category"?',
        ],
    ),
    (
        "repairs.yaml",
        "fact: ticket",
        "fact: tickets",
        ['line 6, fact: no such fact; found "tickets". Did you mean "ticket"?'],
    ),
    (
        "repairs.yaml",
        "district.ward:",
        "district.wards:",
        [
            'line 17, columns.district.wards: no such level; found "district.wards". Did you mean "district.ward"?',
        ],
    ),
    (
        "repairs.yaml",
        "visibility: public",
        "visibility: pubic",
        [
            f"line 16, columns.category.visibility: {CHOICE} internal, never, public; "
            'found "pubic". Did you mean "public"?',
        ],
    ),
    (
        "repairs.yaml",
        "connector: folder",
        "connector: foldr",
        [
            "line 8, source: no such connector; choose one of folder, gtfs, http, socrata; "
            'found "foldr". Did you mean "folder"?',
        ],
    ),
    (
        "repairs.yaml",
        "connector: folder",
        "path: here",
        ["line 8, source: names no connector; choose one of folder, gtfs, http, socrata."],
    ),
    (
        "repairs.yaml",
        "connector: folder",
        "connector: socrata, portl: town.org, dataset: abc",
        [
            "line 8, source.portal: this key is required and missing.",
            'line 8, source.dataset: must be a Socrata id such as erm2-nwe9; found "abc".',
            'line 8, source.portl: no such key; found "portl". Did you mean "portal"?',
        ],
    ),
    (
        "repairs.yaml",
        "source: {connector: folder}",
        "source: folder",
        ['line 8, source: must be a mapping of keys to values; found "folder".'],
    ),
    (
        "repairs.yaml",
        "publisher:",
        "publsher:",
        [
            "publisher: this key is required and missing.",
            'line 3, publsher: no such key; found "publsher". Did you mean "publisher"?',
        ],
    ),
    (
        "repairs.yaml",
        "identity: [ticket_id]",
        "identity: [ticket_no]",
        [
            "line 11, identity[0]: the identity names a field that is not mapped; "
            'found "ticket_no". Did you mean "ticket_id"?',
        ],
    ),
    (
        "repairs.yaml",
        "  ticket_id: {from: Number}\n",
        "",
        [
            "line 12, columns: the field ticket_id of ticket must be mapped.",
            'line 11, identity[0]: the identity names a field that is not mapped; found "ticket_id".',
        ],
    ),
    (
        "repairs.yaml",
        '  opened_at: {from: Opened, formats: "%Y-%m-%d"}\n',
        "",
        [
            "line 12, columns: the field opened_at of ticket must be mapped.",
            "line 14, columns.closed_at.not_before: names a field that is not mapped; "
            'found "opened_at". Did you mean "closed_at"?',
        ],
    ),
    (
        "repairs.yaml",
        "fact: ticket",
        "fact: [ticket",
        ["line 7: is not YAML: expected ',' or ']', but got ':'."],
    ),
    (
        "repairs.yaml",
        "fact: ticket",
        "fact: ticket\nfact: incident",
        ['line 7: stands twice in one mapping; found "fact".'],
    ),
    (
        "repairs.yaml",
        "{from: Topic, visibility: public}",
        "{visibility: public}",
        [
            "line 16, columns.category: a column needs `from`, `sql`, `constant` or `points: true`.",
        ],
    ),
    (
        "repairs.yaml",
        "{from: Topic, visibility: public}",
        '{from: Topic, sql: "upper({}"}',
        [
            'line 16, columns.category.sql: is not an SQL expression: Expecting ); found "upper({}".',
        ],
    ),
    (
        "repairs.yaml",
        '"%Y-%m-%d", not',
        '"%Y-%m-%Q", not',
        [
            "line 15, columns.closed_at.formats[0]: must be a strptime format such as %Y-%m-%d %H:%M:%S; "
            'found "%Y-%m-%Q".',
        ],
    ),
    (
        "repairs.yaml",
        "unused: [Remarks]",
        "unused: [Remarks, topic]",
        ['line 18, unused[1]: this column is mapped as well; found "topic".'],
    ),
    (
        "repairs.yaml",
        "kind: request\n",
        "",
        [
            "the kind of the rows must be named: `kind:` or a column `kind`.",
        ],
    ),
    (
        "repairs.yaml",
        "licence: CC0",
        "licence: 5",
        ['line 4, licence: must be text, in quotes where it looks like a number; found "5".'],
    ),
    (
        "repairs.yaml",
        "en: Street repairs, ",
        "",
        ["line 2, names: a name in en is missing."],
    ),
    (
        "repairs.yaml",
        "files:\n",
        "interval_hours: often\nread: {skip: -1, delimter: x}\nfiles:\n",
        [
            'line 9, interval_hours: must be a number; found "often".',
            'line 10, read.skip: must be 0 or more; found "-1".',
            'line 10, read.delimter: no such key; found "delimter". Did you mean "delimiter"?',
        ],
    ),
    (
        "riders.yaml",
        "as: category",
        "as: subcategry",
        [
            'line 15, unpivot.as: no such field of mobility; found "subcategry". Did you mean "subcategory"?',
            "line 9, identity[1]: the identity names a field that is not mapped; "
            'found "category". Did you mean "subcategry"?',
        ],
    ),
    (
        "riders.yaml",
        "{label: vans,",
        "{lable: vans,",
        [
            'line 14, unpivot.columns.Vans.lable: no such key; found "lable". Did you mean "label"?',
        ],
    ),
    (
        "riders.yaml",
        "id: riders",
        "id: repairs",
        ['line 1, id: the id is taken by small/repairs.yaml; found "repairs".'],
    ),
    ("wards.yaml", "level: ward\n", "", ["a data set with `fact: district` must name its level."]),
    (
        "wards.yaml",
        "level: ward\n",
        "level: word\n",
        ['line 7, level: no such level; found "word". Did you mean "ward"?'],
    ),
    (
        "city.yaml",
        "Europe/Paris",
        "Europe/Pariss",
        [
            "line 3, time_zone: not a time zone of the IANA database; "
            'found "Europe/Pariss". Did you mean "Europe/Paris"?',
        ],
    ),
    (
        "city.yaml",
        "boundaries: wards",
        "boundaries: wrds",
        [
            'line 7, levels[0].boundaries: no such data set; found "wrds". Did you mean "wards"?',
        ],
    ),
    (
        "city.yaml",
        "boundaries: wards",
        "boundaries: repairs",
        [
            'line 7, levels[0].boundaries: is not a data set with `fact: district`; found "repairs".',
        ],
    ),
    (
        "city.yaml",
        "map_level: ward",
        "map_level: wrd",
        ['line 8, map_level: no such level; found "wrd". Did you mean "ward"?'],
    ),
    (
        "city.yaml",
        "id: ward,",
        "id: ward, parent: town,",
        [
            'line 7, levels[0].parent: the parent must be a level that stands before it; found "town".',
        ],
    ),
    (
        "city.yaml",
        "[2.0, 48.0, 3.0, 49.0]",
        "[48.0, 2.0, 47.0, 3.0]",
        [
            "line 5, bounds: bounds are longitude min, latitude min, longitude max, latitude max.",
        ],
    ),
    (
        "city.yaml",
        '"01-01"',
        '"13-01"',
        [
            'line 4, fiscal_year_starts: must be a month and a day such as 07-01; found "13-01".',
        ],
    ),
    (
        "city.yaml",
        "[citizen]",
        "[citzen]",
        [
            f"line 9, packs[0]: {CHOICE} budget, citizen, performance, policing; "
            'found "citzen". Did you mean "citizen"?',
        ],
    ),
    (
        "city.yaml",
        "[citizen]",
        "[citizen]\ntargets: {on_time_pct: [{from: soon, value: 90}]}",
        [
            'line 10, targets.on_time_pct[0].from: must be a date such as 2024-01-31; found "soon".',
        ],
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "sentences"), MISTAKES, ids=[repr(m[2]) for m in MISTAKES])
def test_mistake_gets_its_sentence(small: Path, name: str, old: str, new: str, sentences: list[str]) -> None:
    edit(small, name, old, new)
    starts = [f"small/{name}{': ' if s.startswith(('a data set', 'the kind')) else ', '}" for s in sentences]
    assert [str(problem) for problem in check_city(small)] == [
        start + sentence for start, sentence in zip(starts, sentences, strict=True)
    ]


def test_valid_city_has_no_problem(small: Path) -> None:
    assert check_city(small) == []
    assert list(load_city(small).datasets) == ["repairs", "riders", "wards"]


def test_check_gives_all_problems_and_load_raises_the_first(small: Path) -> None:
    edit(small, "repairs.yaml", "fact: ticket", "fact: tickets")
    edit(small, "wards.yaml", "licence: CC0", "license: CC0")
    sentences = [
        "small/wards.yaml, licence: this key is required and missing.",
        'small/wards.yaml, line 4, license: no such key; found "license". Did you mean "licence"?',
        'small/repairs.yaml, line 6, fact: no such fact; found "tickets". Did you mean "ticket"?',
    ]
    assert [str(problem) for problem in check_city(small)] == sentences
    with pytest.raises(Problem) as raised:
        load_city(small)
    assert str(raised.value) == sentences[0]


def test_unknown_city_is_asked_back() -> None:
    with pytest.raises(Problem) as raised:
        load_city("nycc")
    assert str(raised.value).startswith("no such city, and no folder of that name; cities: ")
    assert str(raised.value).endswith('; found "nycc". Did you mean "nyc"?')


def test_folder_without_a_profile(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_city(tmp_path)] == [f"{tmp_path}: the folder holds no city.yaml."]


def test_empty_and_undecodable_files(small: Path) -> None:
    (small / "repairs.yaml").write_text("")
    (small / "riders.yaml").write_bytes("publisher: Réseau".encode("latin-1"))
    assert [str(problem) for problem in check_city(small)] == [
        "small/repairs.yaml: is empty.",
        "small/riders.yaml: is not UTF-8 text: byte 12 cannot be read.",
    ]


def test_two_agencies_may_not_claim_one_code(small: Path) -> None:
    agencies = "- {id: POLICE, names: {en: Police}, codes: ['1']}\n- {id: FIRE, names: {en: Fire}, codes: ['1']}\n"
    (small / "agencies.yaml").write_text(agencies)
    assert [str(problem) for problem in check_city(small)] == [
        'small/agencies.yaml, line 2, [1]: is claimed by the agency POLICE as well; found "1".'
    ]


def test_broken_boundaries_are_not_reported_twice(small: Path) -> None:
    edit(small, "wards.yaml", "licence: CC0", "licence: 5")
    assert [str(problem) for problem in check_city(small)] == [
        'small/wards.yaml, line 4, licence: must be text, in quotes where it looks like a number; found "5".'
    ]
