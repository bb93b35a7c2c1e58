"""Figures composed once a process by HoloViews or GeoViews, then cloned for every session.

Composing takes 0.2 to 1 s, a clone 10 to 40 ms; what a view patches later it finds by name.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import Any

from bokeh.core.has_props import HasProps
from bokeh.core.json_encoder import serialize_json
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.core.property.singletons import Undefined
from bokeh.core.property.validation import validate
from bokeh.core.serialization import Deserializer, ObjectRefRep
from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import Plot

KEPT = 64
STATELESS = ("AllIndices", "AllLabels", "UnionRenderers")
"""Models that hold nothing of their own: every renderer and source of a figure may share one."""
_IDS = re.compile(r'"id": ?"(p\d+)"')
_composed: OrderedDict[Hashable, str] = OrderedDict()
_clones = count()
_lock = Lock()


@dataclass(frozen=True)
class Clone:
    """A figure of one's own, and the models in it by name."""

    figure: Plot
    models: dict[str, Any]


def clone(key: Hashable, compose: Callable[[], Plot]) -> Clone:
    """A figure of one's own, composed at the first call with that key."""
    with _lock:
        if key not in _composed:
            _composed[key] = _as_json(compose())
            while len(_composed) > KEPT:
                _composed.popitem(last=False)
        content = _composed[key]
    references = _References()
    with validate(False):
        (figure,) = references.deserialize(json.loads(_with_new_ids(content))["roots"])
    return Clone(figure, {model.name: model for model in references.models() if model.name})


class _References(Deserializer):
    """Reads models without a document, which would look through all of them again and again."""

    def models(self) -> list[Model]:
        return list(self._references.values())

    def _decode_object_ref(self, obj: ObjectRefRep) -> Model:
        """As Bokeh does, except that defaults are not made which are replaced at once: sources, views, selections."""
        attributes = obj.get("attributes", {})
        cls = self._resolve_type(obj["name"])
        instance = cls.__new__(cls, id=obj["id"])
        self._references[instance.id] = instance
        HasProps.__init__(instance, **dict.fromkeys(attributes, Undefined))
        for name, value in attributes.items():
            decoded, descriptor = self._decode(value), instance.lookup(name)
            if type(descriptor) is PropertyDescriptor:
                descriptor._set_value(instance, descriptor.property.prepare_value(instance, name, decoded))
            else:
                instance.set_from_json(name, decoded)
        return instance


def _as_json(figure: Plot) -> str:
    document = Document()
    document.add_root(figure)
    return json.dumps(_with_shared(json.loads(serialize_json(document.to_json(deferred=False))), {}))


def _with_shared(node: Any, first: dict[str, str]) -> Any:
    """The same models with one of each stateless kind; `first` holds the id that stands for a kind, and for each id."""
    if isinstance(node, list):
        return [_with_shared(item, first) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("name") in STATELESS and node.get("type") == "object" and not node.get("attributes"):
        stands = first.setdefault(node["name"], node["id"])
        first[node["id"]] = stands
        return node if stands == node["id"] else {"id": stands}
    if node.keys() == {"id"}:
        return {"id": first.get(node["id"], node["id"])}
    return {key: _with_shared(item, first) for key, item in node.items()}


def _with_new_ids(content: str) -> str:
    """Ids are unique in a document, and one document may hold two clones."""
    prefix = f"c{next(_clones)}"
    return _IDS.sub(rf'"id": "{prefix}\1"', content)
