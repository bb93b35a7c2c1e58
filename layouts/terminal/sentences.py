"""Failures of a command as one sentence on stderr.

Exit code 1 for a user's mistake, 2 for wrong usage, 70 for a fault of our own.
"""

from __future__ import annotations

from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from datasets.problems import Problem

USER_MISTAKE = 1
OWN_FAULT = 70


class Sentences(TyperGroup):
    """A group of commands that shows tracebacks only with `--debug`, which may stand anywhere on the line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, sorted(args, key=lambda word: word != "--debug"))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            stop(*sentence_of(error))


def sentence_of(error: Exception) -> tuple[str, int]:
    """What to say of an exception, and the exit code."""
    if isinstance(error, Problem):
        return str(error), USER_MISTAKE
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror}.", USER_MISTAKE
    kind = type(error).__name__
    return f"OneScreen stopped by a fault of its own ({kind}: {error}); --debug shows where.", OWN_FAULT


def stop(sentence: str, code: int = USER_MISTAKE) -> NoReturn:
    """Says the sentence on stderr and ends the command."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
