"""What a file's name says: which data set it belongs to, whether it is passed over, when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from datasets.dataset import Dataset, FilePattern

DIRECTIVES = {"%Y": r"\d{4}", "%m": r"\d{2}", "%d": r"\d{2}", "%H": r"\d{2}", "%M": r"\d{2}", "%S": r"\d{2}"}


def pattern_for(dataset: Dataset, name: str) -> FilePattern | None:
    """The data set's first pattern that the file name matches, without regard to case."""
    return next((pattern for pattern in dataset.files if _matches(name, pattern.match)), None)


def passed_over(dataset: Dataset, name: str, others: Iterable[str]) -> str | None:
    """Why the file of that name is not taken while the others are there; None where it is taken."""
    pattern = pattern_for(dataset, name)
    if pattern is None:
        return None
    if pattern.skip:
        return pattern.skip
    rival = next((other for other in others if any(_matches(other, word) for word in pattern.unless)), None)
    if rival is None or rival == name:
        return None
    return f"{pattern.why or 'is not taken'}; {rival} is there"


def published_at(dataset: Dataset, name: str) -> datetime | None:
    """The moment of publication that the file name states, as midnight UTC where it is a date."""
    pattern = pattern_for(dataset, name)
    if pattern is None or pattern.published is None:
        return None
    expression = re.sub("|".join(DIRECTIVES), lambda directive: DIRECTIVES[directive[0]], pattern.published)
    found = re.search(expression, name)
    return _moment(found[0], pattern.published) if found else None


def file_names_of(dataset: Dataset) -> str:
    """The patterns of the data set's file names, for a sentence."""
    return " or ".join(pattern.match for pattern in dataset.files if not pattern.skip)


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name.lower(), pattern.lower())


def _moment(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=UTC)
    except ValueError:
        return None
