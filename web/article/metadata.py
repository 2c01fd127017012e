"""What an article's page tells machines: a description, and schema.org's NewsArticle."""

from __future__ import annotations

from typing import Any

from index.articles.article import Article
from index.articles.excerpts import NAME, TITLE, beginning, names
from search.display.sanitizing import sanitized, web_address, window_title

_LONGEST = 200
_SHORTEST = 100


def description(article: Article) -> str:
    """What the article is about, in up to 200 characters: its summary, or how it begins."""
    text = window_title(article.summary[: 4 * _LONGEST]) or window_title(
        article.body[: 4 * _LONGEST]
    )
    if len(text) <= _LONGEST:
        return text
    cut = text[:_LONGEST]
    space = cut.rfind(" ", _SHORTEST)
    return cut[: space if space > 0 else _LONGEST - 1].rstrip(" ,;:–-") + "…"


def news_article(article: Article, address: str) -> dict[str, Any]:
    """A NewsArticle (https://schema.org/NewsArticle) as JSON-LD; `address` is the page's."""
    told = {
        "headline": window_title(beginning(article.title, TITLE)),
        "description": description(article),
        "datePublished": article.published.isoformat() if article.published else "",
        "author": [{"@type": "Person", "name": sanitized(name)} for name in names(article.authors)],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": sanitized(beginning(article.source, NAME)),
        }
        if article.source
        else {},
        "articleSection": sanitized(beginning(article.category, NAME)),
        "keywords": list(map(sanitized, names(article.tags))),
        "isBasedOn": web_address(article.url),
    }
    return {
        **{"@context": "https://schema.org", "@type": "NewsArticle"},
        **{name: value for name, value in told.items() if value},
        **{"inLanguage": "vi", "url": address},
    }
