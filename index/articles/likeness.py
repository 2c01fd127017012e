"""Whether two texts that stood at one address are one article that changed."""

from __future__ import annotations

import re

from index.articles.article import Article
from index.articles.dates import simplified

_WORDS = re.compile(r"\w+")
_LOOKED_AT = 20_000  # characters
_IN_ROW = 3  # words of a shingle
_SHARE = 0.3  # of the shingles of the shorter text that the longer has, too
_TOO_SHORT = 8  # shingles to tell anything


def are_alike(one: Article, other: Article) -> bool:
    """Whether two articles are versions of one: they have one title, or much of their text is the
    same, or there is too little text to tell.

    Home pages at two times share what stands around the news, a changed article most of its text:
    of 3-word shingles (Broder, On the Resemblance and Containment of Documents, 1997) .3 part them.
    """
    if one.title and simplified(one.title) == simplified(other.title):
        return True
    first, second = _shingles(one), _shingles(other)
    fewer = min(len(first), len(second))
    return fewer < _TOO_SHORT or len(first & second) >= _SHARE * fewer


def _shingles(article: Article) -> set[tuple[str, ...]]:
    text = "\n".join((article.title, article.summary, article.body))[:_LOOKED_AT]
    words = _WORDS.findall(text.casefold())
    return {tuple(words[at : at + _IN_ROW]) for at in range(len(words) - _IN_ROW + 1)}
