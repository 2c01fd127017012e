"""Answers that are files, which a browser keeps instead of showing them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response


def attachment(
    body: bytes | Iterable[bytes], media_type: str, name: str, *, kept: bool = True
) -> Response:
    """A file of a name, whole or piece by piece; `kept` tells whether caches may hold it."""
    response = Response(body, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    if not kept:
        response.headers["Cache-Control"] = "no-store"
    return response
