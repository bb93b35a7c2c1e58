"""What a metric cannot be asked and what a city lacks are said in both languages, by names and not by ids."""

import re
from pathlib import Path

import duckdb
import pytest

from datasets.catalogue import City, load_city
from datasets.fact_words import fact_words
from datasets.facts import load_facts
from datasets.problems import Problem
from pipelines.comparison.compstat import compstat
from pipelines.metrics.registry import Registry
from pipelines.query.lacking import fields_of
from pipelines.query.plan import GROUPINGS
from pipelines.query.predicate import CLAUSES as PREDICATE_CLAUSES
from pipelines.query.predicate import Predicate
from pipelines.query.sentences import CLAUSES, GROUPS, not_followed
from pipelines.query.service import QueryService
from tests.metrics.rows import AS_OF, FACTS
from tests.metrics.snapshot_files import day, write_snapshot

WEEK = Predicate(start=day("2024-07-01"), end=day("2024-07-07"))
AN_ID = re.compile(r"[a-z0-9]+_[a-z0-9_]+")
CHINESE = re.compile(r"[一-鿿]")


def test_every_fact_kind_and_field_that_a_metric_needs_has_its_words() -> None:
    registry, words = Registry(load_city("demo")), fact_words()
    parts = [part for metric in registry for part in registry.components(metric)]
    assert set(words) == set(load_facts())
    assert {(part.fact, kind) for part in parts for kind in part.kinds if kind not in words[part.fact].kinds} == set()
    assert {(part.fact, name) for part in parts for name in fields_of(part) - set(words[part.fact].fields)} == set()
    for fact, named in words.items():
        for word in (named.fact, *named.kinds.values(), *named.fields.values()):
            assert CHINESE.search(word.zh), (fact, word)
            assert not AN_ID.search(word.en + word.zh), (fact, word)
        assert set(named.fields) <= {*load_facts()[fact].fields, "measured_date"}, fact


def test_every_grouping_and_clause_has_its_words() -> None:
    assert set(GROUPS) == set(GROUPINGS)
    assert {*CLAUSES, "where"} == set(PREDICATE_CLAUSES)


def test_a_missing_data_set_is_named(service: QueryService) -> None:
    missing = service.lacking("river_level_m")
    assert missing.en == "needs a data set of river levels; this city has none"
    assert missing.zh == "需要“河道水位”数据，本城市没有这样的数据集"
    both = service.lacking("electricity_reserve_pct")
    assert both.en == "needs a data set of electricity demand and electricity supply; this city has none"


def test_a_missing_field_and_the_data_set_that_lacks_it_are_named(service: QueryService) -> None:
    missing = service.lacking("reopened_14d_pct")
    assert missing.en == (
        "needs to know of service requests when it was first closed and when it was reopened; "
        "the data set “Name” does not state it"
    )
    assert missing.zh == "需要“诉求工单”的“首次办结时间”、“重办时间”，数据集“名称”没有提供"


def test_residents_that_no_boundary_states_are_named(city: City, tmp_path: Path) -> None:
    path = write_snapshot(tmp_path / "var", "20240708T060000Z-r1", FACTS, AS_OF)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE district SET population = NULL")
    service = QueryService(tmp_path / "var", city)
    unknown = "needs the residents of the districts; no data set of boundaries states them"
    assert service.lacking("tickets_per_1000").en == unknown
    assert service.lacking("concentration_residents_pct").zh == "需要各区域的常住人口，边界数据集没有提供"
    assert service.lacking("tickets_opened") is None
    assert service.lacking("concentration_areas") is None
    service.close()


def test_no_sentence_about_lacking_data_holds_an_id(service: QueryService) -> None:
    said = {metric: words for metric in service.registry if (words := service.lacking(metric)) is not None}
    assert len(said) > 100
    for metric, words in said.items():
        assert not AN_ID.search(words.en + words.zh), metric
        assert CHINESE.search(words.zh), metric


def test_a_grouping_that_the_data_do_not_state_is_said_in_both_languages(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        service.values(["collisions"], WEEK, by="agency")
    assert str(caught.value) == (
        "Collisions cannot be grouped by agency: the data do not state it. “交通碰撞”不能按部门分组：数据中没有这一项。"
    )


def test_a_clause_that_the_data_do_not_follow_is_said_in_both_languages(service: QueryService) -> None:
    record = service.registry["collisions"]
    assert not_followed(record, "agencies").zh == "“交通碰撞”不受部门条件限制：数据中没有这一项。"
    assert "how it came in" in not_followed(service.registry["tickets_opened"], "where.channel").en


def test_a_sentence_in_two_languages_is_shown_in_one_on_a_page(service: QueryService) -> None:
    with pytest.raises(Problem) as caught:
        compstat(service, Predicate(), day("2024-06-20"))
    problem = caught.value
    assert problem.en == 'the offences do not reach a Sunday by that day; found "2024-06-20 to 2024-07-06".'
    assert problem.zh == "案件数据（2024-06-20 至 2024-07-06）在该日之前未满一个自然周。"
    assert str(problem) == f"{problem.en} {problem.zh}"
