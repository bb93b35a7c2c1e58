"""Defaults of Bokeh's models, worked out once a class.

Bokeh 3.9 works out the default of every property again for every model that is made or sent, and looks through the
types of a property again to see whether its default is made by a function. Both follow from the class alone unless
a theme says otherwise, and that there is none it finds by an error: more than half of what opening a page costs.
"""

from __future__ import annotations

from typing import Any

from bokeh.core.has_props import HasProps
from bokeh.core.property.descriptors import PropertyDescriptor

CONTAINERS = (list, dict)
"""Of such defaults (dashes, keys of a tool) each model has its own: one that a session changes is no other's."""
_defaults: dict[tuple[type, str], Any] = {}
_unstable: dict[tuple[type, str], bool] = {}
_overridden: dict[type, dict[str, Any]] = {}
_get_default = PropertyDescriptor._get_default
_has_unstable_default = PropertyDescriptor.has_unstable_default
_overridden_defaults = HasProps.__dict__["_overridden_defaults"]
_themed_values = HasProps.themed_values


def remember_defaults() -> None:
    """Lets this process look defaults up; models behave as before."""
    PropertyDescriptor._get_default = _known_default  # type: ignore[method-assign]
    PropertyDescriptor.has_unstable_default = _known_unstable  # type: ignore[method-assign]
    HasProps._overridden_defaults = classmethod(_known_overridden)  # type: ignore[method-assign,assignment]
    HasProps.themed_values = _own_theme  # type: ignore[method-assign]


def forget_defaults() -> None:
    """Bokeh's own ways again."""
    PropertyDescriptor._get_default = _get_default  # type: ignore[method-assign]
    PropertyDescriptor.has_unstable_default = _has_unstable_default  # type: ignore[method-assign]
    HasProps._overridden_defaults = _overridden_defaults  # type: ignore[method-assign]
    HasProps.themed_values = _themed_values  # type: ignore[method-assign]
    _defaults.clear()
    _unstable.clear()
    _overridden.clear()


def _known_default(self: PropertyDescriptor[Any], obj: HasProps) -> Any:
    key = (type(obj), self.name)
    themed = obj.themed_values()
    if themed and self.name in themed:
        return _get_default(self, obj)
    if key in _defaults:
        value = _defaults[key]
        return value.copy() if type(value) in CONTAINERS else value
    value = _get_default(self, obj)
    if not _known_unstable(self, obj):
        _defaults[key] = value.copy() if type(value) in CONTAINERS else value
    return value


def _known_unstable(self: PropertyDescriptor[Any], obj: HasProps) -> bool:
    key = (type(obj), self.name)
    if key not in _unstable:
        _unstable[key] = _has_unstable_default(self, obj)
    return _unstable[key]


def _known_overridden(cls: type[HasProps]) -> dict[str, Any]:
    if cls not in _overridden:
        _overridden[cls] = _overridden_defaults.__func__(cls)
    return _overridden[cls]


def _own_theme(self: HasProps) -> dict[str, Any] | None:
    """What is not there is looked up without the error that Bokeh words for it."""
    return vars(self).get("__themed_values__")
