"""What must hold between a data set, the registry of facts and the city: pydantic sees one file only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from datasets.dataset import DISTRICT_PREFIX, Dataset, normal_name
from datasets.expressions import expression_problems
from datasets.facts import BASE_MAP, DISTRICT, SCHEDULED_SERVICE, Fact, mappable_facts
from datasets.problems import Problem, did_you_mean
from datasets.profile import Agency, Category, Profile
from datasets.yaml_file import YamlFile


def dataset_problems(file: YamlFile, dataset: Dataset, profile: Profile) -> Iterator[Problem]:
    """Everything in the data set that the registry or the profile does not know."""
    facts = mappable_facts()
    if dataset.fact not in facts:
        yield _unknown("no such fact", file.place(("fact",)), dataset.fact, facts)
        return
    fact = facts[dataset.fact]
    yield from _target_problems(file, dataset, fact, profile)
    yield from _key_problems(file, dataset, fact)
    yield from _reference_problems(file, dataset)
    yield from _column_list_problems(file, dataset)
    yield from _level_problems(file, dataset, profile)
    yield from expression_problems(file, dataset)


def profile_problems(file: YamlFile, profile: Profile, fact_of: dict[str, str | None]) -> Iterator[Problem]:
    """Levels, parents, boundaries and bounds that do not fit; `fact_of` a data set that is broken is None."""
    ids = [level.id for level in profile.levels]
    if profile.map_level not in ids:
        yield _unknown("no such level", file.place(("map_level",)), profile.map_level, ids)
    for index, level in enumerate(profile.levels):
        place = ("levels", index)
        if level.parent is not None and level.parent not in ids[:index]:
            what = "the parent must be a level that stands before it"
            yield _unknown(what, file.place((*place, "parent")), level.parent, ids[:index])
        yield from _boundaries_problems(file, (*place, "boundaries"), level.boundaries, fact_of)
    west, south, east, north = profile.bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        yield Problem("bounds are longitude min, latitude min, longitude max, latitude max", file.place(("bounds",)))


def _boundaries_problems(
    file: YamlFile, keys: tuple[str | int, ...], boundaries: str, fact_of: dict[str, str | None]
) -> Iterator[Problem]:
    if boundaries not in fact_of:
        yield _unknown("no such data set", file.place(keys), boundaries, fact_of)
    elif fact_of[boundaries] not in (DISTRICT.name, None):
        yield Problem("is not a data set with `fact: district`", file.place(keys), boundaries)


def _target_problems(file: YamlFile, dataset: Dataset, fact: Fact, profile: Profile) -> Iterator[Problem]:
    levels = [DISTRICT_PREFIX + level.id for level in profile.levels]
    targets = [*fact.fields, "kind", *levels]
    for name in dataset.columns:
        if name not in targets:
            what = "no such level" if name.startswith(DISTRICT_PREFIX) else f"no such field of {fact.name}"
            yield _unknown(what, file.place(("columns", name)), name, targets)
    if dataset.unpivot:
        for key, target in (("to", dataset.unpivot.to), ("as", dataset.unpivot.as_)):
            if target is not None and target not in targets:
                place = file.place(("unpivot", key))
                yield _unknown(f"no such field of {fact.name}", place, target, targets)


def _key_problems(file: YamlFile, dataset: Dataset, fact: Fact) -> Iterator[Problem]:
    needed = [] if dataset.identity == "row" and fact not in (DISTRICT, BASE_MAP) else fact.keys
    needed = [*needed, *([fact.event] if fact.event else [])]
    for name in needed:
        if name not in dataset.fields:
            yield Problem(f"the field {name} of {fact.name} must be mapped", file.place(("columns",)))
    if fact not in (DISTRICT, BASE_MAP, SCHEDULED_SERVICE) and "kind" not in dataset.fields:
        yield Problem("the kind of the rows must be named: `kind:` or a column `kind`", file.place())


def _reference_problems(file: YamlFile, dataset: Dataset) -> Iterator[Problem]:
    if dataset.identity != "row":
        for index, name in enumerate(dataset.identity):
            if name not in dataset.fields:
                place = file.place(("identity", index))
                yield _unknown("the identity names a field that is not mapped", place, name, dataset.fields)
    for field, column in dataset.columns.items():
        if column.not_before is not None and column.not_before not in dataset.columns:
            place = file.place(("columns", field, "not_before"))
            yield _unknown("names a field that is not mapped", place, column.not_before, dataset.columns)


def _column_list_problems(file: YamlFile, dataset: Dataset) -> Iterator[Problem]:
    """A published column is either taken or in one of the two lists, not both."""
    taken = {normal_name(name) for column in dataset.columns.values() for name in column.published}
    taken |= {normal_name(name) for name in (dataset.unpivot.columns if dataset.unpivot else ())}
    for key, names in (("unused", dataset.unused), ("never", dataset.never)):
        for index, name in enumerate(names):
            if normal_name(name) in taken:
                yield Problem("this column is mapped as well", file.place((key, index)), name)


def _level_problems(file: YamlFile, dataset: Dataset, profile: Profile) -> Iterator[Problem]:
    levels = [level.id for level in profile.levels]
    if dataset.fact == DISTRICT.name and dataset.level is None:
        yield Problem("a data set with `fact: district` must name its level", file.place())
    elif dataset.level is not None and dataset.level not in levels:
        yield _unknown("no such level", file.place(("level",)), dataset.level, levels)
    elif dataset.level is not None and dataset.fact != DISTRICT.name:
        yield Problem("only a data set with `fact: district` has a level", file.place(("level",)))


def _unknown(what: str, place: str, found: str, choices: Iterable[str]) -> Problem:
    return Problem(what, place, found, did_you_mean(found, choices))


def agency_problems(file: YamlFile, agencies: list[Agency]) -> Iterator[Problem]:
    """Ids and codes that two agencies claim."""
    owner: dict[str, str] = {}
    for index, agency in enumerate(agencies):
        for code in dict.fromkeys(word.lower() for word in (agency.id, *agency.codes)):
            if code in owner:
                yield Problem(f"is claimed by the agency {owner[code]} as well", file.place((index,)), code)
            owner[code] = agency.id


def category_problems(file: YamlFile, categories: list[Category]) -> Iterator[Problem]:
    """Categories that are listed twice."""
    seen: set[str] = set()
    for index, category in enumerate(categories):
        if category.id in seen:
            yield Problem("this category is listed twice", file.place((index, "id")), category.id)
        seen.add(category.id)
