"""The page of an article, and its entry for BibTeX."""

from __future__ import annotations

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from web import citation, metadata, reading, texts
from web.addresses import find_article
from web.archives import current_door
from web.neighbours import place
from web.pages import render
from web.parameters import RELATED
from web.preferences import read_page

_NEAR_DUPLICATES = 10


def register(app: Flask) -> None:
    """Let `app` answer articles here."""
    app.add_url_rule("/articles/<id:id>", "pages.article", article_page)
    app.add_url_rule("/articles/<id:id>/cite.bib", "pages.cite", bibtex)


def article_page(id: str) -> str:
    """One article, whole; what it was found by is marked."""
    parameters = read_page(request.args)
    asked = bool(parameters.q.strip())
    with current_door().opened() as archive:
        found = find_article(archive, id)
        if found is None:
            raise NotFound
        spans = archive.highlight(found, parameters.q) if asked else None
        related = archive.similar(found.id, RELATED)
        near = archive.near_duplicates(found.id, _NEAR_DUPLICATES)
        at = place(archive, found, parameters)
    address = url_for("pages.article", id=found.id, _external=True)
    return render(
        "article.html",
        parameters,
        article=found,
        address=address,
        reading=reading.reading(found, spans),
        original=texts.web_host(found.url),
        original_address=texts.web_address(found.url),
        related=[hit.article for hit in related],
        near=near,
        place=at,
        citation=citation.plain(found),
        description=metadata.description(found),
        data=metadata.news_article(found, address),
    )


def bibtex(id: str) -> str | Response:
    """The article's entry as a file."""
    with current_door().opened() as archive:
        found = find_article(archive, id)
        is_an_id = archive.article(f"{id}/cite.bib") is not None
    if is_an_id:  # an article is not to be hidden by the entry of another
        return article_page(f"{id}/cite.bib")
    if found is None:
        raise NotFound
    response = Response(citation.bibtex(found), mimetype="application/x-bibtex")
    response.headers.set("Content-Disposition", "attachment", filename=f"{citation.key(found)}.bib")
    return response
