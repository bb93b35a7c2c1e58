"""What people call facts, kinds of rows and fields (`fact_words.yaml`), in both languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from datasets.strict import Strict


class Word(Strict):
    """A name inside of a sentence."""

    en: str
    zh: str


class FactWords(Strict):
    """The names of a fact, of the kinds of its rows and of its fields."""

    fact: Word
    kinds: dict[str, Word]
    fields: dict[str, Word]

    def kind(self, kind: str) -> Word:
        """The name of a kind; of one that no metric counts, the kind itself."""
        return self.kinds.get(kind, Word(en=kind, zh=kind))

    def field(self, name: str) -> Word:
        """The name of a field; of one that no metric needs, the field itself."""
        return self.fields.get(name, Word(en=name, zh=name))


@cache
def fact_words() -> dict[str, FactWords]:
    """The names by fact."""
    text = Path(__file__).with_name("fact_words.yaml").read_text("utf-8")
    return {fact: FactWords(**words) for fact, words in yaml.safe_load(text).items()}
