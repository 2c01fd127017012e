"""A query as a feed for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

from datetime import datetime, time, timezone
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from flask import Response, request, url_for
from werkzeug.urls import iri_to_uri

from index.articles.article import Article
from index.articles.dates import VIETNAM
from search import Hit
from search.display.sanitizing import web_address, window_title
from web.archives import current_door
from web.configuration import current_configuration
from web.feeds.xml import add, answer
from web.http.media_types import ATOM
from web.parameters.asked import Parameters
from web.parameters.shared import read
from web.text.language import Language

_ENTRIES = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def feed() -> Response:
    """The newest articles that match, as many as `size` says, 20 if it does not.

    What the query and the filters say is as on the search page, the order is not: newest first, or
    with `sort=added` those that came last into the archive. Articles without a moment of that kind
    have no place in it.
    """
    given = read(request.args)
    size = given.size if request.args.get("size", "").strip() else _ENTRIES
    by_arrival = given.sort == "added"
    sort = given.sort if by_arrival else "newest"
    parameters = given.but(sort=sort, size=size, page=given.page)
    with current_door().opened() as archive:
        results = archive.search(parameters.q, excerpts=True, **parameters.search_arguments())
    entries = [
        (hit, moment)
        for hit in results
        if (moment := hit.article.added if by_arrival else _published(hit.article))
    ]
    language = Language(parameters.lang)
    page = url_for("pages.search", **parameters.but(size=10).to_args(), _external=True)
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "vi"})
    add(root, "id", _urn(page.partition("://")[2]))
    add(root, "title", _feed_title(parameters))
    add(root, "updated", max((moment for _, moment in entries), default=_EPOCH).isoformat())
    add(add(root, "author"), "name", current_configuration().title)
    add(root, "link", rel="self", type=ATOM, href=iri_to_uri(request.url))
    add(root, "link", rel="alternate", type="text/html", href=page)
    for hit, moment in entries:
        _add_entry(root, hit, moment, parameters, language)
    return answer(root, ATOM)


def _add_entry(
    root: Element, hit: Hit, moment: datetime, parameters: Parameters, language: Language
) -> None:
    article = hit.article
    entry = add(root, "entry")
    add(entry, "id", _urn(article.id))
    add(entry, "title", window_title(article.title) or language("results.untitled"))
    add(entry, "updated", moment.isoformat())
    if published := _published(article):
        add(entry, "published", published.isoformat())
    for name in article.authors or (article.source,):
        if name:
            add(add(entry, "author"), "name", name)
    if article.category:
        add(entry, "category", term=article.category)
    add(entry, "link", rel="alternate", type="text/html", href=_address(article, parameters))
    if address := web_address(article.url):
        add(entry, "link", rel="via", href=quote(address, safe="/:?#[]@!$&'()*+,;=%~"))
    summary = article.summary or " … ".join(one.text for one in hit.snippets)
    if summary:
        add(entry, "summary", summary)


def _address(article: Article, parameters: Parameters) -> str:
    lang = Parameters(lang=parameters.lang).to_args()
    return url_for("pages.article", id=article.id, **lang, _external=True)


def _feed_title(parameters: Parameters) -> str:
    asked = window_title(parameters.q)
    return f"{asked} – {current_configuration().title}" if asked else current_configuration().title


def _published(article: Article) -> datetime | None:
    """When it was published; a day begins at midnight, and a time without a zone is Vietnam's."""
    published = article.published
    if published is None:
        return None
    if not isinstance(published, datetime):
        published = datetime.combine(published, time())
    return published if published.tzinfo else published.replace(tzinfo=VIETNAM)


def _urn(name: str) -> str:
    """An id that stays the same wherever the archive is served."""
    return uuid5(NAMESPACE_URL, f"khobao:{name}".encode("utf-8", "replace").decode()).urn
