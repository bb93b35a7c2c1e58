"""Words of a command as values; what cannot be read is wrong usage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import typer


def day(word: str) -> date:
    """`2024-06-30` as a date."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise typer.BadParameter(f"'{word}' is not a date like 2024-06-30.") from None


def one_of(choices: Sequence[str]) -> Callable[[str], str]:
    """Takes one of the choices as it is."""

    def choice(word: str) -> str:
        if word not in choices:
            raise typer.BadParameter(f"'{word}' is none of {', '.join(choices)}.")
        return word

    return choice


def conditions(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """`KEY=VALUE` words as pairs."""
    return tuple(map(_condition, words))


def _condition(word: str) -> tuple[str, str]:
    key, sign, value = word.partition("=")
    if not (key and sign and value):
        raise typer.BadParameter(f"'{word}' is not KEY=VALUE.", param_hint="'--where'")
    return key, value
