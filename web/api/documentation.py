"""The OpenAPI document, and a page on which it is read and tried."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.api.document import openapi_document
from web.api.operations import OPERATIONS, api
from web.pages.preferences import read_page
from web.parameters.shared import read
from web.text.language import Language


@api.get("/openapi.json")
def document() -> dict[str, Any]:
    """The document, in English unless another language is asked for."""
    lang = read(request.args).lang
    language = Language(lang if "lang" in request.args else "en")
    return openapi_document(language, request.script_root or "/")


@api.get("/api/docs")
def docs() -> str:
    """The page: each operation with its parameters, its answers and a form that runs it."""
    parameters = read_page(request.args)
    language = Language(parameters.lang)
    return render_template(
        "docs.html",
        document=openapi_document(language, request.script_root or "/"),
        language=language,
        t=language,
        parameters=parameters,
    )


@api.get("/api/docs/run/<name>")
def run(name: str) -> Response:
    """From a form of the page to the operation's own address, without what was left empty."""
    found = next((one for one in OPERATIONS if one.name == name and not one.takes), None)
    if found is None:
        abort(404)
    given = [(key, value) for key, value in request.args.items(multi=True) if value.strip()]
    if found.has_id:
        id = next((value for key, value in given if key == "id"), "?")
        given = [(key, value) for key, value in given if key != "id"]
        address = url_for(f"api.{name}", id=id)
    else:
        address = url_for(f"api.{name}")
    query = urlencode(given, errors="replace")
    return redirect(address + f"?{query}" * bool(query))
