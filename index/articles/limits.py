"""How large an article may be: what is beyond is refused, never cut.

The figures were chosen by what a page of such an article costs (tests/bench/large_articles.py),
and are far above what papers print: the longest novels have about two megabytes. What an archive
holds already, from times without limits, stays in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from index.articles.article import Article

TEXT = 2_000_000
"""Bytes that title, summary, captions and body may have together, in UTF-8 like all bytes here."""

BYTES = {"id": 2_000, "title": 20_000, "summary": 100_000, "url": 10_000}
"""Bytes of these texts."""

NAME = 1_000
"""Bytes of a category, a source, an author and a tag."""

ENTRIES = {"captions": 10_000, "authors": 1_000, "tags": 1_000}
"""How many of these an article may have."""

EXTRA_BYTES = 1_000_000
"""Bytes of keys and values without a field of their own, all texts together."""

EXTRA_VALUES = 10_000
"""How many such values there may be, at every depth."""

_MOST_PER_CHARACTER = 4  # bytes


class _Measure(NamedTuple):
    """What an article has of something, and how much of that it may have."""

    what: str
    found: int
    most: int
    unit: str


def excess(article: Article) -> str | None:
    """What is too much of an article, as a sentence without its end; None if nothing is."""
    if _is_small(article):
        return None
    for one in _measures(article):
        if one.found > one.most:
            return f"{one.what} {one.found:,} {one.unit}; an article may have at most {one.most:,}"
    return None


def _is_small(article: Article) -> bool:
    """Whether lengths alone tell that nothing is too much, as they do for most articles."""
    title, summary, captions = len(article.title), len(article.summary), article.captions
    authors, tags = article.authors, article.tags
    names = (article.category, article.source, *authors, *tags)
    return (
        not article.extra
        and len(captions) <= ENTRIES["captions"]
        and len(authors) <= ENTRIES["authors"]
        and len(tags) <= ENTRIES["tags"]
        and _MOST_PER_CHARACTER * len(article.id) <= BYTES["id"]
        and _MOST_PER_CHARACTER * title <= BYTES["title"]
        and _MOST_PER_CHARACTER * summary <= BYTES["summary"]
        and _MOST_PER_CHARACTER * len(article.url) <= BYTES["url"]
        and _MOST_PER_CHARACTER * max(map(len, names)) <= NAME
        and _MOST_PER_CHARACTER * (title + summary + len(article.body) + sum(map(len, captions)))
        <= TEXT
    )


def _measures(article: Article) -> Iterator[_Measure]:
    for name, most in ENTRIES.items():
        yield _Measure(f"{name}: it has", len(getattr(article, name)), most, "of them")
    for name, most in BYTES.items():
        yield _Measure(f"{name}: it has", _bytes(most, getattr(article, name)), most, "bytes")
    for name in ("category", "source"):
        yield _Measure(f"{name}: it has", _bytes(NAME, getattr(article, name)), NAME, "bytes")
    for name in ("authors", "tags"):
        longest = max((_bytes(NAME, one) for one in getattr(article, name)), default=0)
        yield _Measure(f"{name}: one of them has", longest, NAME, "bytes")
    text = _bytes(TEXT, article.title, article.summary, article.body, *article.captions)
    yield _Measure("its text has", text, TEXT, "bytes")
    values, size = weight(article.extra)
    yield _Measure("extra: it has", values, EXTRA_VALUES, "values")
    yield _Measure("extra: it has", size, EXTRA_BYTES, "bytes")


def _bytes(most: int, *texts: str) -> int:
    """The bytes of some texts together; 0 where their lengths tell that they are not too many."""
    if _MOST_PER_CHARACTER * sum(map(len, texts)) <= most:
        return 0
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)


def weight(extra: Mapping[str, Any]) -> tuple[int, int]:
    """How many values there are at every depth, and the bytes of all their texts."""
    values = size = 0
    left: list[Any] = [extra]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            values += len(value)
            left += value.keys()
            left += value.values()
        elif isinstance(value, list | tuple):
            values += len(value)
            left += value
        else:
            text = value if isinstance(value, str) else str(value)
            size += len(text.encode("utf-8", "surrogatepass"))
    return values, size
