"""What every model of a YAML file is made of: strict mappings, and names in both languages."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict

Language = Literal["en", "zh"]


class Strict(BaseModel):
    """A mapping in a YAML file: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _named_in_both(names: dict[Language, str]) -> dict[Language, str]:
    missing = [language for language in get_args(Language) if not names.get(language)]
    if missing:
        raise ValueError(f"a name in {' and '.join(missing)} is missing")
    return names


Names = Annotated[dict[Language, str], AfterValidator(_named_in_both)]
