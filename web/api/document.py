"""The OpenAPI 3.1 document, made of the declarations by which requests are read and answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

import msgspec.json

from web.api.answers import Problem
from web.api.operations import OPERATIONS, Operation
from web.http.media_types import PROBLEM_JSON
from web.parameters.types import ParameterType
from web.text.language import Language

_TOO_LARGE = "The request's head is too large for the server"
_PROBLEMS = {
    "400": "A parameter is unknown, or has a value that it cannot have",
    "404": "There is no such article",
    "413": "The body is too large",
    "415": "The body is of a type that is not read",
    "429": "Too many requests; Retry-After tells when to go on",
    "500": "The server failed",
    "503": "The archive cannot be opened; Retry-After tells when to try again",
}


def openapi_document(language: Language, root: str = "/") -> dict[str, Any]:
    """The document that describes every operation, in a language; `root` is where they are."""
    operations = sorted(OPERATIONS, key=lambda one: (one.name != "search", one.path))
    types = [
        one
        for each in operations
        for found in (*each.answers.values(), *each.takes.values())
        for one in found
    ]
    schemas, components = msgspec.json.schema_components(
        [Problem, *types], ref_template="#/components/schemas/{name}"
    )
    problem, *rest = schemas
    following = iter(rest)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kho báo",
            "version": version("khobao"),
            "description": language("api.about"),
        },
        "servers": [{"url": root}],
        "paths": {
            each.path: {
                each.method.lower(): {
                    "operationId": each.name,
                    "summary": language(f"api.{each.name}"),
                    "parameters": _parameters(each, language),
                    "responses": {
                        "200": {
                            "description": language("api.answer"),
                            "content": _content(each.answers, following),
                        },
                        **{
                            status: {
                                "description": description,
                                "content": {PROBLEM_JSON: {"schema": problem}},
                            }
                            for status, description in _PROBLEMS.items()
                            if _may_be(each, status)
                        },
                        "431": {"description": _TOO_LARGE, "content": {"text/plain": {}}},
                    },
                    **_body(each, following, language),
                }
            }
            for each in operations
        },
        "components": {"schemas": components},
    }


def _may_be(operation: Operation, status: str) -> bool:
    """Whether an operation may be answered by a status."""
    if status in ("413", "415"):
        return bool(operation.takes)
    return operation.has_id or status != "404"


def _content(types: Mapping[str, Sequence[Any]], schemas: Iterator[Any]) -> dict[str, Any]:
    """What each media type holds; takes the schemas of its types."""
    return {
        media: {"schema": _any_of([next(schemas) for _ in found])} for media, found in types.items()
    }


def _body(operation: Operation, schemas: Iterator[Any], language: Language) -> dict[str, Any]:
    """What is sent with a POST."""
    if not operation.takes:
        return {}
    body = {
        "required": True,
        "description": language(f"body.{operation.name}"),
        "content": _content(operation.takes, schemas),
    }
    return {"requestBody": body}


def _parameters(operation: Operation, language: Language) -> list[dict[str, Any]]:
    found = [_parameter(operation, one, language) for one in operation.parameters]
    if operation.has_id:
        id = {"name": "id", "in": "path", "required": True, "description": language("given.id")}
        found.insert(0, {**id, "schema": {"type": "string", "minLength": 1}})
    return found


def _parameter(
    operation: Operation, parameter: ParameterType[Any], language: Language
) -> dict[str, Any]:
    key = f"given.{parameter.name}"
    own = f"{key}.{operation.name}"
    empty = {} if parameter.is_repeatable else {"allowEmptyValue": True}
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        **empty,
        "description": language(own if language.has(own) else key),
        "schema": parameter.schema,
    }


def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
