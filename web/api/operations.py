"""What the API can do: each operation with its address, its parameters and its answers.

The routes read and check a request by the same declarations of which the OpenAPI document is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest

from web.parameters.shared import SHARED, read
from web.parameters.types import ParameterType
from web.text.problems import refusal

api = Blueprint("api", __name__)

View = TypeVar("View", bound=Callable[..., Any])
FILTERS = (
    *("since", "until", "undated", "added", "since_added", "category", "source", "author"),
    *("person", "place", "org"),
    *("exclude_category", "exclude_source", "exclude_author"),
    *("exclude_person", "exclude_place", "exclude_org"),
    *("match", "as_typed"),
)


@dataclass(frozen=True)
class Operation:
    """A request that the API answers.

    `path` is a template as in OpenAPI, and holds the id of an article or nothing; `answers` maps
    a media type to the types that its content may have, and `takes` does so for the body of a POST;
    a GET takes none.
    """

    name: str
    path: str
    parameters: tuple[ParameterType[Any], ...]
    answers: Mapping[str, Sequence[Any]]
    takes: Mapping[str, Sequence[Any]]

    @property
    def method(self) -> str:
        """GET, or POST if there is a body."""
        return "POST" if self.takes else "GET"

    @property
    def has_id(self) -> bool:
        """Whether the path holds the id of an article."""
        return "{id}" in self.path


OPERATIONS: list[Operation] = []
"""Every operation, in the order in which the document lists them."""


def operation(
    path: str,
    shared: Sequence[str],
    *own: ParameterType[Any],
    answers: Mapping[str, Sequence[Any]],
    takes: Mapping[str, Sequence[Any]] = MappingProxyType({}),
) -> Callable[[View], View]:
    """Declare the operation that a view carries out.

    The view is called with its `shared` parameters, and the language that every operation takes
    so that links may carry it, read into one `parameters`; the others have their defaults. Each
    of its `own` and the article's id are arguments of their names.
    """

    def declare(view: View) -> View:
        named = {one.name: one for one in SHARED}
        heeded = [named[name] for name in (*shared, "lang")]
        types = sorted((*heeded, *own), key=lambda one: one.name != "q")
        found = Operation(view.__name__, path, tuple(types), answers, takes)
        OPERATIONS.append(found)

        @wraps(view)
        def answer(**from_path: str) -> Any:
            _check_names(types)
            values = {one.name: one.read(request.args) for one in own}
            return view(parameters=read(request.args, heeded), **values, **from_path)

        api.add_url_rule(
            path.replace("{id}", "<id:id>"), view.__name__, answer, methods=[found.method]
        )
        return view

    return declare


def _check_names(declared: Sequence[ParameterType[Any]]) -> None:
    """Raise BadRequest for a parameter that is unknown, or given more often than it may be.

    A filter with a slip in its name would filter nothing.
    """
    known = {one.name: one for one in declared}
    for name, values in request.args.lists():
        if name not in known:
            names = ", ".join(known)
            raise refusal(BadRequest, "unknown-parameter", name=name[:60], names=names)
        if len(values) > 1 and not known[name].is_repeatable:
            raise refusal(BadRequest, "repeated-parameter", name=name)
