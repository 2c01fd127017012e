"""For feed readers and browsers: a query as an Atom feed, the archive as a search engine.

Atom is RFC 4287; the description is OpenSearch 1.1.
"""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.urls import iri_to_uri

from index.articles.article import Article
from index.articles.dates import VIETNAM
from search import Hit
from web.api.searching import SUGGESTIONS_JSON
from web.archives import current_door
from web.feeds.xml import add, answer
from web.http.parameters import Parameters, read
from web.http.preferences import only_language
from web.text.language import Language
from web.text.texts import web_address, window_title

feeds = Blueprint("feeds", __name__)

ATOM = "application/atom+xml"
OPENSEARCH = "application/opensearchdescription+xml"
_ENTRIES = 20
_SHORT, _LONG = 16, 48  # characters that OpenSearch lets names have
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@feeds.get("/feed.atom")
def feed() -> Response:
    """The newest articles that match, as many as `size` says, 20 if it does not.

    What the query and the filters say is as on the search page, the order is not: newest first.
    Articles without a date have no place in it.
    """
    given = read(request.args)
    size = given.size if request.args.get("size", "").strip() else _ENTRIES
    parameters = given.but(sort="newest", size=size, page=given.page)
    with current_door().opened() as archive:
        results = archive.search(parameters.q, excerpts=True, **parameters.search_arguments())
    dated = [(hit, hit.article.published) for hit in results if hit.article.published]
    entries = [(hit, _moment(published)) for hit, published in dated]
    language = Language(parameters.lang)
    page = url_for("pages.search", **parameters.but(size=10).to_args(), _external=True)
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "vi"})
    add(root, "id", _urn(page.partition("://")[2]))
    add(root, "title", _feed_title(parameters))
    add(root, "updated", max((moment for _, moment in entries), default=_EPOCH).isoformat())
    add(add(root, "author"), "name", _archive_title())
    add(root, "link", rel="self", type=ATOM, href=iri_to_uri(request.url))
    add(root, "link", rel="alternate", type="text/html", href=page)
    for hit, moment in entries:
        _add_entry(root, hit, moment, parameters, language)
    return answer(root, ATOM)


def _archive_title() -> str:
    """What the archive is called."""
    title: str = current_app.config["KHOBAO"].title
    return title


def _add_entry(
    root: Element, hit: Hit, moment: datetime, parameters: Parameters, language: Language
) -> None:
    article = hit.article
    entry = add(root, "entry")
    add(entry, "id", _urn(article.id))
    add(entry, "title", window_title(article.title) or language("results.untitled"))
    add(entry, "updated", moment.isoformat())
    add(entry, "published", moment.isoformat())
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
    return f"{asked} – {_archive_title()}" if asked else _archive_title()


def _moment(published: date) -> datetime:
    """When it was published; a day begins at midnight, and a time without a zone is Vietnam's."""
    if not isinstance(published, datetime):
        published = datetime.combine(published, time())
    return published if published.tzinfo else published.replace(tzinfo=VIETNAM)


def _urn(name: str) -> str:
    """An id that stays the same wherever the archive is served."""
    return uuid5(NAMESPACE_URL, f"khobao:{name}".encode("utf-8", "replace").decode()).urn


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser's address bar can search the archive, and complete what is typed there."""
    language = Language(only_language().lang)
    lang = Parameters(lang=language.code).to_args()
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    title = _archive_title()
    add(root, "ShortName", title[:_SHORT].rstrip())
    if len(title) > _SHORT:
        add(root, "LongName", title[:_LONG].rstrip())
    add(root, "Description", language("tagline"))
    add(root, "InputEncoding", "UTF-8")
    add(root, "Language", "vi")
    icon = url_for("static", filename="favicon.svg", _external=True)
    add(root, "Image", icon, width="16", height="16", type="image/svg+xml")
    page = url_for("pages.search", **lang, _external=True)
    suggest = url_for("api.suggest", format="opensearch", _external=True)
    atom = url_for("feeds.feed", **lang, _external=True)
    add(root, "Url", type="text/html", template=_with_terms(page) + "&page={startPage?}")
    add(root, "Url", type=SUGGESTIONS_JSON, template=_with_terms(suggest))
    add(root, "Url", type=ATOM, template=_with_terms(atom))
    own = url_for("feeds.opensearch", **lang, _external=True)
    add(root, "Url", type=OPENSEARCH, rel="self", template=own)
    return answer(root, OPENSEARCH)


def _with_terms(address: str) -> str:
    """The address of a search as OpenSearch writes it."""
    return f"{address}{'&' if '?' in address else '?'}q={{searchTerms}}"
