"""The search page, the front of the archive, and the page that explains queries."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Flask, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from search import Hit, NoteCode
from search.query.help import SYNTAX
from web.archives import current_door
from web.pages import counts, filters, paging
from web.pages.arrivals import arrivals
from web.pages.preferences import read_page
from web.pages.rendering import render, search_url
from web.parameters.asked import Parameters
from web.search import counted, facets, picture, remarks
from web.search.chart import chart
from web.text.language import language_of


def register(app: Flask) -> None:
    """Let `app` answer searches here."""
    app.add_url_rule("/", "pages.search", search_page)
    picture.register(app)
    facets.register(app)
    app.add_url_rule("/help", "pages.help", help_page)


def search_page() -> str | BaseResponse:
    """The search box, and what was found; without a query the front of the archive.

    A button of a page whose query is too long for links sends the rest of an address as `go`.
    """
    if "go" in request.args:
        return _gone_on(request.args)
    parameters = read_page(request.args)
    language = language_of(parameters.lang)
    with current_door().opened() as archive:
        parameters = filters.spelled(parameters, archive)
        results = archive.search(parameters.q, excerpts=True, **parameters.search_arguments())
        bars = chart(results, parameters, language)
        suggestion = None if parameters.is_plain else results.suggestion
        found_by: Parameters = parameters
        if results.is_corrected:
            found_by = parameters.but(q=results.applied, page=parameters.page)
        opened = found_by.only_language if parameters.is_long else found_by
        ways = counted.ways(results, found_by, language)
        menus = (
            [] if parameters.is_plain else facets.menus(results, parameters, request.args, language)
        )
        near_duplicates = {
            hit.article.id: hit.near_duplicates() for hit in results if hit.duplicates
        }
    told = {"results": results, "chart": bars, "near_duplicates": near_duplicates}
    if parameters.is_plain:
        with current_door().opened() as archive:
            latest = next(arrivals(archive), None)
        years = [int(year) for year, _ in results.facets["year"]]
        return render("front.html", parameters, years=years, latest=latest, **told)
    return render(
        "results.html",
        parameters,
        suggestion=suggestion if suggestion != results.applied else None,
        keys_read=any(note.code is NoteCode.KEYSTROKES for note in results.notes),
        found_by=opened,
        facets=menus,
        chips=filters.chips(parameters, language),
        pager=paging.pager(results, parameters),
        notes=remarks.notes(results, parameters, language),
        counted=counts.told(results.count_note, language),
        ways=ways,
        first_beyond=_first_beyond(results.hits),
        unmarked=remarks.unmarked(parameters.q),
        address=url_for(
            "pages.search", _external=True, **parameters.but(page=parameters.page).to_args()
        ),
        unquoted=remarks.unquoted(parameters.q),
        **told,
    )


def _gone_on(args: MultiDict[str, str]) -> BaseResponse:
    """The way to the address that a query and the rest of it make."""
    asked = MultiDict(parse_qsl(args["go"]))
    asked.setdefault("q", args.get("q", ""))
    parameters = read_page(asked)
    return redirect(search_url(parameters.but(page=parameters.page)), 303)


def help_page() -> str:
    """What can be typed into the box, by example."""
    return render("help.html", read_page(request.args), rows=SYNTAX)


def _first_beyond(hits: list[Hit]) -> int | None:
    """The index of the first hit from which on none is a match, or None."""
    at = len(hits)
    while at and hits[at - 1].beyond:
        at -= 1
    return at if at < len(hits) else None
