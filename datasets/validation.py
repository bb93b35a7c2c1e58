"""From what pydantic refuses to sentences with file, line, key path and a guess at what was meant."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from datasets.problems import Problem, did_you_mean
from datasets.sources import Source
from datasets.yaml_file import KeyPath, YamlFile

Model = TypeVar("Model")

CONNECTORS = {get_args(model.model_fields["connector"].annotation)[0]: model for model in get_args(get_args(Source)[0])}
EXPECTATIONS = {
    "model": "a mapping of keys to values",
    "dict": "a mapping of keys to values",
    "list": "a list",
    "tuple": "a list",
    "string": "text, in quotes where it looks like a number",
    "float": "a number",
    "int": "a whole number",
    "bool": "true or false",
    "date": "a date such as 2024-01-31",
    "greater_than_equal": "{ge} or more",
    "greater_than": "more than {gt}",
    "less_than_equal": "{le} or less",
    "too_short": "at least {min_length} long",
    "too_long": "at most {max_length} long",
}


def parse(file: YamlFile, model: Any) -> tuple[Any, list[Problem]]:
    """The content of the file as the model, or None and everything that is wrong with it."""
    if file.content is None:
        return None, [Problem("is empty", file.shown)]
    try:
        return TypeAdapter(model).validate_python(file.content), []
    except ValidationError as error:
        return None, [_problem(file, model, detail) for detail in error.errors()]


def _problem(file: YamlFile, model: Any, detail: ErrorDetails) -> Problem:
    keys = _keys_in_file(file, detail["loc"])
    place = file.place(keys)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            word = str(keys[-1])
            return Problem("no such key", place, word, did_you_mean(word, _known_keys(file, model, keys)))
        case "missing":
            return Problem("this key is required and missing", place)
        case "literal_error" | "union_tag_invalid":
            return _not_a_choice(place, detail, context)
        case "union_tag_not_found":
            return Problem(f"names no connector; choose one of {_listed(CONNECTORS)}", place)
        case "value_error":
            return _own_error(place, context["error"])
    return Problem(_expectation(detail["type"], context), place, _shown(detail["input"]))


def _not_a_choice(place: str, detail: ErrorDetails, context: dict[str, Any]) -> Problem:
    word = context.get("tag", detail["input"])
    choices = CONNECTORS if "tag" in context else _unquoted(context["expected"])
    what = "no such connector" if "tag" in context else "no such choice"
    return Problem(f"{what}; choose one of {_listed(choices)}", place, word, did_you_mean(str(word), choices))


def _own_error(place: str, error: ValueError) -> Problem:
    what, found, meant = (*error.args, None, None)[:3]
    return Problem(str(what), place, found, meant)


def _keys_in_file(file: YamlFile, location: KeyPath) -> KeyPath:
    """The location without the tags of unions that pydantic puts between the keys."""
    keys: KeyPath = ()
    for index, part in enumerate(location):
        is_last = index == len(location) - 1
        if (*keys, part) in file.lines or (is_last and part not in CONNECTORS and not _is_tag(part)):
            keys = (*keys, part)
    return keys


def _is_tag(part: str | int) -> bool:
    return isinstance(part, str) and ("[" in part or part in {"str", "int", "float", "list", "dict"})


def _known_keys(file: YamlFile, model: Any, keys: KeyPath) -> list[str]:
    """The keys that the model knows where the unknown one stands."""
    holder = _model_at(file, model, keys[:-1])
    return [field.alias or name for name, field in holder.model_fields.items()] if holder else []


def _model_at(file: YamlFile, model: Any, keys: KeyPath) -> type[BaseModel] | None:
    current = _inner_model(model)
    for depth, key in enumerate(keys):
        if current is None:
            return None
        if key == "source":
            return CONNECTORS.get(file.content["source"].get("connector"))
        fields = {field.alias or name: field for name, field in current.model_fields.items()}
        if key in fields:
            current = _inner_model(fields[str(key)].annotation)
        elif depth == 0:
            continue
    return current


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The first model inside list[...], dict[str, ...], Annotated[...] and unions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner_model(part) for part in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _unquoted(expected: str) -> list[str]:
    return [part.strip(" '") for part in expected.replace(" or ", ",").split(",")]


def _listed(choices: Any) -> str:
    return ", ".join(sorted(choices))


def _expectation(kind: str, context: dict[str, Any]) -> str:
    """What the value must be, from the kind of pydantic's error."""
    word = next((words for start, words in EXPECTATIONS.items() if kind.startswith(start)), None)
    return f"must be {word}".format(**context) if word else f"cannot be used ({kind})"


def _shown(value: Any) -> str | None:
    return None if isinstance(value, dict | list) else str(value)
