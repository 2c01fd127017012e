"""Whether a page is an article, or lists articles: home pages, sections, tags, search results."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from index.inputs.html.json_ld import types_of
from index.inputs.html.page import Page
from index.inputs.html.prose import Prose

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
    score += 1 if page.url and _OF_ARTICLES.search(path) and not is_folder else 0
    score -= min(3, found.links // _MANY) if found.length < 2 * _ENOUGH else 0
    return score < 1
