"""What crawlers may read (robots.txt), and where all the articles are (sitemaps.org 0.9)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import Response, url_for
from werkzeug.exceptions import NotFound

from index.articles.facets import NAME_FACETS
from search import Archive
from search.facets import LONGEST_VALUE
from web.archives import current_door
from web.configuration import current_configuration
from web.feeds.xml import add, answer
from web.http.media_types import TEXT, XML
from web.parameters.shared import LEAST_ARTICLES
from web.parameters.types import LARGEST_PAGE

ARTICLES_OF_ONE = 2_000
"""So many addresses stand in one site map; fifty thousand might."""
NAMES_OF_ONE = 5_000
"""So many names stand in one site map."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Searches are without end, and the articles that they lead to stand in the site map.
_NOT_READ = (
    *("/?", "/api/", "/chart.", "/compare", "/embed/", "/feed.atom", "/articles/*?", "/days*?"),
    *(
        "/this-day",
        "/batch",
        "/dossier",
        "/names/*?",
        "/names/*/companions.",
        "/new/",
        "/preferences",
        "/status",
    ),
)
_LEAVES = ("pages.search", "pages.days", "pages.new")


def robots() -> Response:
    """What the setting `crawlers` lets them read."""
    if current_configuration().crawlers == "none":
        lines = ["User-agent: *", "Disallow: /"]
    else:
        root = url_for("pages.search").rstrip("/")
        lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in _NOT_READ), ""]
        lines.append(f"Sitemap: {url_for('feeds.sitemap', _external=True)}")
    return Response("".join(f"{line}\n" for line in lines), mimetype=TEXT)


def sitemap() -> Response:
    """The index of all site maps."""
    _refuse_unless_read()
    with current_door().opened() as archive:
        count = -(-len(archive) // ARTICLES_OF_ONE)
        count_of_names = -(-len(_names(archive)) // NAMES_OF_ONE)
    root = Element("sitemapindex", {"xmlns": _NAMESPACE})
    address = url_for("feeds.sitemap_days", _external=True)
    add(add(root, "sitemap"), "loc", address)
    for number in range(1, count + 1):
        address = url_for("feeds.sitemap_part", number=number, _external=True)
        add(add(root, "sitemap"), "loc", address)
    for number in range(1, count_of_names + 1):
        address = url_for("feeds.sitemap_names", number=number, _external=True)
        add(add(root, "sitemap"), "loc", address)
    return answer(root, XML)


def sitemap_names(number: int) -> Response:
    """The pages of the names of one site map: of those that several articles carry."""
    _refuse_unless_read()
    first = (min(number, LARGEST_PAGE) - 1) * NAMES_OF_ONE
    with current_door().opened() as archive:
        found = _names(archive)[first : first + NAMES_OF_ONE]
    if not found:
        raise NotFound
    root = Element("urlset", {"xmlns": _NAMESPACE})
    for facet, name in found:
        address = url_for("pages.name", facet=facet, name=name, _external=True)
        add(add(root, "url"), "loc", address)
    return answer(root, XML)


def _names(archive: Archive) -> list[tuple[str, str]]:
    """The names that crawlers are led to, each with its type, by type and letters."""
    snapshot = archive.snapshot()
    return [
        (facet, name)
        for facet in NAME_FACETS
        for name, articles in sorted(snapshot.values(facet).counted())
        if articles >= LEAST_ARTICLES and len(name) <= LONGEST_VALUE
    ]


def sitemap_days() -> Response:
    """The pages that lead to all others: the front, what is new, and each month with articles."""
    _refuse_unless_read()
    with current_door().opened() as archive:
        found = archive.timeline("", every="month")
    root = Element("urlset", {"xmlns": _NAMESPACE})
    addresses = [url_for(endpoint, _external=True) for endpoint in _LEAVES]
    for bucket in found:
        if bucket.count:
            number, of = bucket.date.year, bucket.date.month
            place = url_for("pages.days_of_month", number=number, of=of, _external=True)
            addresses.append(place)
    for one in addresses:
        add(add(root, "url"), "loc", one)
    return answer(root, XML)


def sitemap_part(number: int) -> Response:
    """The articles of one site map, with the moment at which each last changed here.

    The oldest come first, so that new ones change the last site map alone.
    """
    _refuse_unless_read()
    offset = (min(number, LARGEST_PAGE) - 1) * ARTICLES_OF_ONE
    with current_door().opened() as archive:
        found = archive.search(
            sort="oldest", limit=ARTICLES_OF_ONE, offset=offset, snippets=False, excerpts=True
        )
    if not found.hits:
        raise NotFound
    root = Element("urlset", {"xmlns": _NAMESPACE})
    for article in (hit.article for hit in found):
        entry = add(root, "url")
        add(entry, "loc", url_for("pages.article", id=article.id, _external=True))
        if moment := article.changed or article.added:
            add(entry, "lastmod", moment.isoformat(timespec="seconds"))
    return answer(root, XML)


def _refuse_unless_read() -> None:
    """Raises NotFound where crawlers are to read nothing."""
    if current_configuration().crawlers == "none":
        raise NotFound
