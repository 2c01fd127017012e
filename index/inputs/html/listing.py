"""Whether a page is an article, or lists articles: home pages, sections, tags, search results."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from index.inputs.html.json_ld import types_of
from index.inputs.html.page import Page
from index.inputs.html.prose import Prose
from index.inputs.html.tree import text_of

_LISTED = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage"})
_OF_ARTICLES = re.compile(
    r"(?:\d{4,}|\.html?$|\.aspx?$|\.php$|\.tpo$|\.epi$|(?:[^/-]+-){4,}[^/-]+$)"
)
_OF_LISTS = re.compile(
    r"(?:^/?$|/(?:tags?|chu-de|tim-kiem|search|author|tac-gia|category|chuyen-muc|page|trang|rss|sitemap"
    r"|archive|topic|su-kien|video|anh|photo)(?:/|$|[-_.])|^/[a-z0-9-]{1,40}/?$)",
    re.I,
)
_ALWAYS_LISTS = re.compile(
    r"/(?:tags?|tim-kiem|search|tac-gia|author|category|chuyen-muc|su-kien|topic)(?:/|$|[.?])", re.I
)
_LISTING_CLASSES = frozenset({"archive", "search-results", "search-no-results", "error404"})
_LONGEST_MORE = 20
_MORE = re.compile(
    r"^\W*(?:đọc (?:thêm|tiếp)|xem (?:thêm|tiếp|chi tiết)|chi tiết|read more|continue reading)\b",
    re.I,
)
_ENOUGH = 700  # characters of prose under one element: an article
_SHORT = 150
_WORDS = 5  # of a headline; sections have shorter names
_FEW = 3
_MANY = 8  # links with headlines


def is_listing(page: Page, found: Prose, has_date: bool, title: str, has_title: bool) -> bool:
    """Whether a page lists articles; a page of little text without links is a short article.

    `found` is its prose; `has_date` and `has_title` tell whether it shows a date and its `title`.
    """
    if page.article or (found.links < _FEW and found.length >= _SHORT):
        return False
    if any(types_of(node) & _LISTED for node in page.nodes) and found.length < 2 * _ENOUGH:
        return True
    if found.length < 2 * _ENOUGH:
        has_headline = has_title and len(title.split()) >= _WORDS
        if _says_it_lists(page) or (not has_headline and _leads_on(page)):
            return True
    path = urlsplit(page.url).path
    is_folder = bool(page.url) and (
        _ALWAYS_LISTS.search(path) is not None
        or (_OF_LISTS.search(path) is not None and not _OF_ARTICLES.search(path))
    )
    score = 0
    score += 2 if found.length >= _ENOUGH else (1 if found.length >= _SHORT else -1)
    score += 1 if len(found.paragraphs) >= 3 else 0
    score += 1 if has_date else -1
    score += (1 + (len(title.split()) >= _WORDS)) if has_title else -1
    score += 1 if page.meta("article:published_time", "pubdate") else 0
    score -= 2 if is_folder else 0
    score -= 1 if _ALWAYS_LISTS.search(path) and found.links >= _MANY else 0
    score += 1 if page.url and _OF_ARTICLES.search(path) and not is_folder else 0
    score -= min(3, found.links // _MANY) if found.length < 2 * _ENOUGH else 0
    return score < 1


def _says_it_lists(page: Page) -> bool:
    """Whether a page says that it lists articles: by its type, or by what WordPress calls its
    body."""
    if page.meta("og:type").casefold() == "profile":
        return True
    body = page.tree.find("body")
    classes = set((body.get("class") or "").casefold().split()) if body is not None else set()
    return bool(classes & _LISTING_CLASSES)


def _leads_on(page: Page) -> bool:
    """Whether several links of a page are there to go on reading in as many articles."""
    links = ((one.get("href"), text_of(one)) for one in page.tree.iter("a"))
    more = {href for href, text in links if len(text) <= _LONGEST_MORE and _MORE.match(text)}
    return len(more) >= _FEW
