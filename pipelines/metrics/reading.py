"""Records from the YAML files of a folder, with a sentence for everything that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from datasets.problems import Problem
from datasets.validation import parse
from datasets.yaml_file import YamlFile
from pipelines.metrics.derivation import derivation_problems, with_rows_of_components
from pipelines.metrics.record import Metric, PackFile
from pipelines.metrics.record_checks import Place, problems_of, unknown


def read_records(folder: Path) -> tuple[dict[str, Metric], list[Problem]]:
    """The records of every pack file of the folder by id, and all problems; a wrong record is left out."""
    records: dict[str, Metric] = {}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        for metric, place in _read_pack(path, problems):
            found = [*_taken(metric, place, places), *problems_of(metric, place)]
            problems.extend(found)
            if not found:
                records[metric.id], places[metric.id] = metric, place
    problems.extend(_unknown_variants(records, places))
    wrong = dict(derivation_problems(records, places))
    problems.extend(wrong.values())
    sound = {metric_id: metric for metric_id, metric in records.items() if metric_id not in wrong}
    return with_rows_of_components(sound), problems


def _read_pack(path: Path, problems: list[Problem]) -> Iterator[tuple[Metric, Place]]:
    try:
        file = YamlFile(path)
    except Problem as problem:
        problems.append(problem)
        return
    pack, wrong = parse(file, PackFile)
    problems.extend(wrong)
    for index, metric in enumerate(pack.metrics if pack else ()):
        yield metric.model_copy(update={"pack": pack.pack}), (file, ("metrics", index))


def _taken(metric: Metric, place: Place, places: dict[str, Place]) -> Iterator[Problem]:
    if metric.id in places:
        file, keys = places[metric.id]
        yield Problem(f"the id is taken at {file.place(keys)}", place[0].place((*place[1], "id")), metric.id)


def _unknown_variants(records: dict[str, Metric], places: dict[str, Place]) -> Iterator[Problem]:
    for metric in records.values():
        for index, variant in enumerate(metric.variants):
            if variant not in records:
                yield unknown("no such metric", places[metric.id], ("variants", index), variant, records)
