"""Names that users write, turned into ids of districts and agencies: by id, code or name without case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datasets.problems import Problem, did_you_mean

UNPLACED = ("unspecified", "unknown")
UNPLACED_NAMES = {"unspecified": ("Unspecified", "未注明"), "unknown": ("Unknown", "未知")}


@dataclass(frozen=True)
class Named:
    """An id with its names and the codes that sources use for it."""

    id: str
    en: str
    zh: str
    codes: tuple[str, ...] = ()


class Names:
    """One list of named things (`what` is the word for one of them)."""

    def __init__(self, what: str, named: Iterable[Named]) -> None:
        self.what = what
        self.by_id = {item.id: item for item in named}
        self._ids: dict[str, str] = {}
        for item in self.by_id.values():
            for word in (item.zh, item.en, *item.codes):
                self._ids.setdefault(word.casefold(), item.id)
        self._ids |= {item_id.casefold(): item_id for item_id in self.by_id}

    def resolve(self, word: str) -> str:
        """The id that the word stands for; raises Problem with a guess where there is none."""
        found = self._ids.get(word.casefold())
        if found is None:
            words = [*self.by_id, *(item.en for item in self.by_id.values())]
            raise Problem(f"no such {self.what}", found=word, meant=did_you_mean(word, words))
        return found

    def names(self, item_id: str) -> tuple[str, str]:
        """Names in English and Chinese; the id itself where the snapshot has no name for it."""
        item = self.by_id.get(item_id)
        return (item.en, item.zh) if item else UNPLACED_NAMES.get(item_id, (item_id, item_id))


@dataclass(frozen=True)
class Places:
    """Districts by level and agencies of the snapshot."""

    districts: dict[str, Names]
    agencies: Names

    def level(self, level: str) -> Names:
        """The districts of a level; raises Problem for a level that the city does not have."""
        if level not in self.districts:
            raise Problem("no such level", found=level, meant=did_you_mean(level, self.districts))
        return self.districts[level]
