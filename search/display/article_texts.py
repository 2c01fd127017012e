"""The texts of an article by name, whole or as far as they are looked into."""

from __future__ import annotations

from index.articles.article import Article

BYTES_PER_CHARACTER = 4
"""Bytes that a character has at most."""
MOST_CAPTIONS = 1_000
"""Captions that are looked at where an article is only looked into."""


def texts_of(article: Article) -> dict[str, str]:
    """The texts of an article by name, in the order in which they are read."""
    captions = {f"captions[{i}]": caption for i, caption in enumerate(article.captions)}
    return {
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        **captions,
    }


def beginnings_of(article: Article, most: int) -> dict[str, str]:
    """The first `most` characters of each text of an article, and of all its captions together."""
    texts = {
        "title": article.title[:most],
        "summary": article.summary[:most],
        "body": article.body[:most],
    }
    left = most  # for captions
    for i, caption in enumerate(article.captions[: MOST_CAPTIONS - len(texts)]):
        texts[f"captions[{i}]"] = caption[:left]
        left -= len(texts[f"captions[{i}]"])
        if left <= 0:
            break
    return texts
