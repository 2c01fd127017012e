"""The beginnings of texts, cut where nobody is misled; and an article as lists show it."""

from __future__ import annotations

from unicodedata import combining

from index.articles.article import Article

# Characters, for what stands in a list; all else of an article has a page of its own.
TITLE = 300
SUMMARY = 1_000
NAME = 100
ENTRIES = 20
_ADDRESS = 2_000
_NEAR = 40  # so far back a space is looked for
_JOINERS = "\u200c\u200d"
_DRAWN = 32  # characters that one more sign may consist of, at most
_MORE = "…"


def cut_at(text: str, at: int, *, back: int = _NEAR) -> int:
    """The best place to cut a text, at or not far before `at`: between words, or between signs.

    What belongs to the sign before (marks, joiners, variants, skin tones) stays with it, as far as
    that ends soon.
    """
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, at - back), at + 1)
    if space > 0:
        return space
    cut = at
    while cut > max(0, at - _DRAWN) and _goes_on(text, cut):
        cut -= 1
    return cut if cut > max(0, at - _DRAWN) else at


def _goes_on(text: str, at: int) -> bool:
    """Whether the character at a place belongs to the sign before it."""
    here, before = text[at], text[at - 1]
    return (
        combining(here) != 0
        or here in _JOINERS
        or before in _JOINERS
        or "\ufe00" <= here <= "\ufe0f"
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or ("\U0001f1e6" <= here <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
        or (before == "\r" and here == "\n")
    )


def beginning(text: str, most: int) -> str:
    """A text of up to `most` characters as it is; of a longer one the beginning and an ellipsis."""
    if len(text) <= most:
        return text
    return text[: cut_at(text, most)].rstrip() + _MORE


def listed(article: Article) -> Article:
    """The article as lists show it: long texts are cut, with an ellipsis, and the body is left out.

    Its id, its date and whatever is as long as usual are as they were. An address that is too long
    to be shown is none.
    """
    shown = Article.__new__(Article)  # `__init__` would ask for each field, ten times a page
    vars(shown).update(vars(article))
    vars(shown).update(
        title=beginning(article.title, TITLE),
        summary=beginning(article.summary, SUMMARY),
        body="",
        captions=(),
        category=beginning(article.category, NAME),
        source=beginning(article.source, NAME),
        authors=names(article.authors),
        url=article.url if len(article.url) <= _ADDRESS else "",
        tags=names(article.tags),
        extra={},
    )
    return shown


def names(values: tuple[str, ...]) -> tuple[str, ...]:
    """The first of some names, none of them long; an ellipsis stands for the others."""
    if not values or (len(values) <= ENTRIES and all(len(one) <= NAME for one in values)):
        return values
    shown = tuple(beginning(one, NAME) for one in values[:ENTRIES])
    return (*shown, _MORE) if len(values) > ENTRIES else shown
