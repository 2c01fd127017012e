"""Everything that goes wrong, told to a person as a page and to a program as problem details."""

from __future__ import annotations

import logging

from flask import Flask, Response, json, render_template, request
from flask.globals import request_ctx
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError, ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from search import ArchiveError, QueryError
from web.configuration import current_configuration
from web.http.insiders import sees_inside
from web.http.media_types import PROBLEM_JSON
from web.http.security import PROBES, UntrustedHostError
from web.pages.preferences import only_language
from web.parameters.types import BadParameterError
from web.text.language import Language
from web.text.problems import sentence

log = logging.getLogger("khobao")

_FOR_PROGRAMS = ("/api/", "/openapi.json", *PROBES, "/metrics")
_FOR_PEOPLE = "/api/docs"
_EXPLAINED = (400, 404, 405, 414, 429, 500, 503)
_RETRY_SECONDS = 30
LONGEST_KEPT = 1_000  # a query that stays in the box of a page that tells what was wrong


def register(app: Flask) -> None:
    """Let `app` answer errors here."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(ArchiveError, _unavailable)
    app.register_error_handler(QueryError, lambda error: _answer(BadRequest(str(error))))


def _unavailable(error: ArchiveError) -> BaseResponse:
    log.warning("%s", error)
    told = sees_inside(current_configuration())
    detail = str(error) if told else sentence("closed-archive")  # it names folders of this machine
    return _answer(ServiceUnavailable(detail, retry_after=_RETRY_SECONDS))


def _answer(error: HTTPException) -> BaseResponse:
    """The answer to an error: an HTML page, or RFC 9457 problem details."""
    plain = error.get_response()
    status = plain.status_code
    if status < 400:  # a redirection
        return plain
    if _is_program():
        response = _problem(error, status)
    elif request_ctx.url_adapter is None or isinstance(error, SecurityError):
        return plain  # a wrong Host: no link can be made for a page
    else:
        response = _page(error, status)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    for name, value in plain.headers.items():
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _is_program() -> bool:
    path = request.path
    return f"{path}/".startswith(_FOR_PROGRAMS) and not path.startswith(_FOR_PEOPLE)


def _problem(error: HTTPException, status: int) -> Response:
    detail = error.description or ""
    if isinstance(error, BadParameterError):
        detail += f": it is to be {_wanted(error, Language('en'))}"
    problem = {
        "type": "about:blank",
        "title": error.name,
        "status": status,
        "detail": detail,
    }
    return Response(json.dumps(problem), mimetype=PROBLEM_JSON)


def _page(error: HTTPException, status: int) -> Response:
    asked = request.args.get("q", "")
    parameters = only_language().but(q=asked if len(asked) <= LONGEST_KEPT else "")
    language = Language(parameters.lang)
    explained = status if status in _EXPLAINED else "other"
    text, detail = language(f"error.{explained}.text"), ""
    if isinstance(error, BadParameterError):
        wanted = _wanted(error, language)
        text = language("error.parameter", name=error.parameter, value=error.value, wanted=wanted)
    elif isinstance(error, (ServiceUnavailable, UntrustedHostError)):
        detail = error.description or ""
    page = render_template(
        "error.html",
        language=language,
        t=language,
        parameters=parameters,
        title=language(f"error.{explained}.title"),
        text=text,
        detail=detail,
        status=status,
    )
    return Response(page, mimetype="text/html")


def _wanted(error: BadParameterError, language: Language) -> str:
    return language(error.wanted, **error.values)
