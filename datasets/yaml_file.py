"""A YAML file with the line of every key, so that a problem can say where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from datasets.problems import Problem

KeyPath = tuple[str | int, ...]


class YamlFile:
    """The content of a YAML file and where each key stands; raises Problem where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.shown = f"{path.parent.name}/{path.name}"
        self.lines: dict[KeyPath, int] = {}
        self.content: Any = self._read()

    def place(self, keys: KeyPath = ()) -> str:
        """File, line and key path of a value, as they stand in front of a sentence."""
        line = next((self.lines[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in self.lines), None)
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
        return ", ".join([self.shown, *([f"line {line}"] if line else []), *([where] if where else [])])

    def _read(self) -> Any:
        try:
            text = self.path.read_text("utf-8")
            root, content = _parsed(text)
            if root is not None:
                self.lines.update(self._walk(root, ()))
            return content
        except FileNotFoundError:
            raise Problem("there is no such file", self.shown) from None
        except UnicodeDecodeError as error:
            raise Problem(f"is not UTF-8 text: byte {error.start} cannot be read", self.shown) from None
        except yaml.MarkedYAMLError as error:
            raise self._unparsable(error) from None
        except ValueError as error:
            raise Problem(f"holds a value that cannot be read: {error}", self.shown) from None

    def _unparsable(self, error: yaml.MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return Problem(f"is not YAML: {error.problem or error.context}", f"{self.shown}, line {line}")

    def _walk(self, node: yaml.Node, keys: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        if isinstance(node, yaml.MappingNode):
            yield from self._walk_mapping(node, keys)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                yield (*keys, index), item.start_mark.line + 1
                yield from self._walk(item, (*keys, index))

    def _walk_mapping(self, node: yaml.MappingNode, keys: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise Problem("stands twice in one mapping", f"{self.shown}, line {line}", key.value)
            seen.add(key.value)
            yield (*keys, key.value), key.start_mark.line + 1
            yield from self._walk(value, (*keys, key.value))


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes and the content of a text: by libyaml, and where that refuses by PyYAML, whose words are plainer."""
    try:
        return _parsed_by(getattr(yaml, "CSafeLoader", yaml.SafeLoader), text)
    except yaml.MarkedYAMLError:
        return _parsed_by(yaml.SafeLoader, text)


def _parsed_by(kind: type[yaml.SafeLoader], text: str) -> tuple[yaml.Node | None, Any]:
    loader = kind(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()
