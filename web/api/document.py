"""The OpenAPI 3.1 document, made of the declarations by which requests are read and answered."""

from __future__ import annotations

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
    "429": "Too many requests; Retry-After tells when to go on",
    "500": "The server failed",
    "503": "The archive cannot be opened; Retry-After tells when to try again",
}


def openapi_document(language: Language, root: str = "/") -> dict[str, Any]:
    """The document that describes every operation, in a language; `root` is where they are."""
    operations = sorted(OPERATIONS, key=lambda one: (one.name != "search", one.path))
    types = [one for each in operations for found in each.answers.values() for one in found]
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
                "get": {
                    "operationId": each.name,
                    "summary": language(f"api.{each.name}"),
                    "parameters": _parameters(each, language),
                    "responses": {
                        "200": {
                            "description": language("api.answer"),
                            "content": {
                                media: {"schema": _any_of([next(following) for _ in found])}
                                for media, found in each.answers.items()
                            },
                        },
                        **{
                            status: {
                                "description": description,
                                "content": {PROBLEM_JSON: {"schema": problem}},
                            }
                            for status, description in _PROBLEMS.items()
                            if each.has_id or status != "404"
                        },
                        "431": {"description": _TOO_LARGE, "content": {"text/plain": {}}},
                    },
                }
            }
            for each in operations
        },
        "components": {"schemas": components},
    }


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
