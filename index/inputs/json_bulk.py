"""The bulk format of Elasticsearch and OpenSearch: a line says what is done, the next has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_ACTIONS = ("index", "create", "update", "delete")
_OF_ACTIONS = frozenset(
    {
        *("_index", "_id", "_type", "_routing", "routing", "_version", "version", "version_type"),
        *("pipeline", "require_alias", "dynamic_templates", "if_seq_no", "if_primary_term"),
        *("retry_on_conflict", "_retry_on_conflict", "_source", "parent", "_parent", "op_type"),
    }
)


class Action(NamedTuple):
    """What is done with the object that follows, or with the one of that name."""

    name: str
    about: Mapping[str, Any]


def action_in(value: Any) -> Action | None:
    """The action that an object is, if it is one."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    [(name, about)] = value.items()
    if name not in _ACTIONS or not isinstance(about, dict) or about.keys() - _OF_ACTIONS:
        return None
    return Action(name, about)


def document(action: Action, value: dict[str, Any]) -> dict[str, Any] | None:
    """The document that an action is about, as a hit of a search has it; None for a script."""
    if action.name == "update":
        inner = value.get("doc", value.get("upsert"))
        if not isinstance(inner, dict):
            return None
        value = inner
    return {**action.about, "_source": value}
