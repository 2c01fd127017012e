"""The page of what came in: the days of arrival, and the articles of one of them."""

from __future__ import annotations

from datetime import date
from itertools import islice

from flask import Flask, request
from werkzeug.exceptions import NotFound

from web.archives import current_door
from web.pages.arrivals import arrivals
from web.pages.preferences import read_page
from web.pages.rendering import render

_DAYS = 10
_ARTICLES = 20


def register(app: Flask) -> None:
    """Let `app` tell here what is new."""
    app.add_url_rule("/new", "pages.new", new_page)
    app.add_url_rule("/new/<day>", "pages.new_of_day", new_page)


def new_page(day: str = "") -> str:
    """The last days on which articles came in, and what came on one of them: the latest, or `day`.

    `day` is in ISO 8601; 404 for what is none.
    """
    parameters = read_page(request.args)
    chosen = _day(day) if day else None
    with current_door().opened() as archive:
        days = list(islice(arrivals(archive), _DAYS))
        if chosen is None and days:
            chosen = days[0].day
        found = None
        if chosen is not None:
            asked = parameters.only_language.but(added=chosen.isoformat(), sort="added")
            found = archive.search(
                limit=_ARTICLES,
                sort="added",
                snippets=False,
                excerpts=True,
                selection=asked.selection,
            )
    return render("new.html", parameters, days=days, chosen=chosen, found=found)


def _day(text: str) -> date:
    """The day. Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
