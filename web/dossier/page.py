"""The page of a dossier, its files, and the dossier as one document to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from index.articles.article import Article
from search.export.formats import FORMATS, written
from search.export.references import newspaper
from search.query.periods import today_here
from web.archives import current_door
from web.dossier.request import (
    LONGEST_NOTE,
    MOST,
    MOST_IN_ADDRESS,
    Dossier,
    from_address,
    from_form,
)
from web.http.attachments import attachment
from web.http.security import DOSSIER
from web.pages.preferences import PageParameters, Problems, read_page
from web.pages.rendering import render, streamed
from web.parameters.asked import Parameters
from web.parameters.types import Choice

PRINTED = "print"
_FORMAT = Choice("format", ("", PRINTED, *FORMATS))


def register(app: Flask) -> None:
    """Let `app` answer dossiers here."""
    app.add_url_rule(DOSSIER, "pages.dossier", dossier)
    app.add_url_rule(DOSSIER, "pages.dossier_sent", dossier_sent, methods=["POST"])


def dossier() -> str | Response:
    """The dossier of an address."""
    parameters, format = _read(request.args)
    return _answer(parameters, from_address(request.args), format)


def dossier_sent() -> str | BaseResponse:
    """The dossier of a form: at an address of its own if it fits there."""
    parameters, format = _read(request.values)
    given = from_form(request.form)
    if given.fits_an_address and not format:
        lang = parameters.only_language.to_args()
        return redirect(url_for("pages.dossier", ids=list(given.ids), **lang), 303)
    return _answer(parameters, given, format)


def _read(args: MultiDict[str, str]) -> tuple[PageParameters, str]:
    """The parameters of a request, and the format that it names."""
    parameters = read_page(args)
    problems = Problems(parameters.problems)
    format = problems.caught(_FORMAT.read, args) or ""
    return replace(parameters, problems=problems.found), format


def _answer(parameters: Parameters, given: Dossier, format: str) -> str | Response:
    today = today_here()
    with current_door().opened() as archive:
        named = archive.articles(given.ids)
        if format in FORMATS:
            there = (article for _, article in named if article is not None)
            return _file(there, given, format, today)
        found = list(named)
    articles = [article for _, article in found if article is not None]
    told: dict[str, Any] = {
        "articles": articles,
        "notes": given.notes,
        "missing": [id for id, article in found if article is None],
        "address": _address(given, parameters) if given.fits_an_address and given.ids else "",
        "cited": lambda article: newspaper(article, today),
        "today": today,
    }
    if format == PRINTED:
        return streamed("dossier_print.html", parameters, **told)
    limits = {"most": MOST, "most_in_address": MOST_IN_ADDRESS, "longest_note": LONGEST_NOTE}
    return render("dossier.html", parameters, formats=tuple(FORMATS), **limits, **told)


def _address(given: Dossier, parameters: Parameters) -> str:
    lang = parameters.only_language.to_args()
    return url_for("pages.dossier", ids=list(given.ids), **lang, _external=True)


def _file(articles: Iterable[Article], given: Dossier, format: str, today: date) -> Response:
    pieces = written(articles, format, bom=True, accessed=today, notes=given.notes)
    form = FORMATS[format]
    return attachment(pieces, form.media_type, f"ho-so{form.suffix}", kept=False)
