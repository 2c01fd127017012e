"""Looking into long articles: as far as what is asked for needs it, and part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Protocol

from index.articles.article import Article
from search.display.highlighting import texts_of
from search.display.parts import Span, parts


class Marks(Protocol):
    """`Archive.marks` for one query."""

    def __call__(
        self, texts: Mapping[str, str], wanted: Callable[[str], bool], /
    ) -> Iterator[tuple[str, list[Span]]]:
        """The name of each text, and the spans that match in it."""


BYTES = 4
"""Bytes that a character has at most."""
MOST_CAPTIONS = 1_000
"""Captions that are looked at where an article is only looked into."""


def looked_at(article: Article, far: int) -> dict[str, str]:
    """The texts of an article up to so many characters: each, and all its captions together."""
    texts = {}
    left = far  # for captions
    for name, text in islice(texts_of(article).items(), MOST_CAPTIONS):
        is_caption = name.startswith("captions")
        texts[name] = text[: left if is_caption else far]
        left -= len(texts[name]) * is_caption
        if left <= 0:
            break
    return texts


def highlighted(article: Article, marks: Marks, most: int | None) -> dict[str, list[Span]]:
    """The first `most` spans in the texts of an article, of which `marks` tells those of parts.

    With `most`, an article that has very many is not looked through to its end.
    """
    texts = texts_of(article)
    cut = {
        f"{name} {start}": (name, start, text[start:end])
        for name, text in texts.items()
        for start, end in parts(text)
    }
    found: dict[str, list[Span]] = {name: [] for name in texts}
    left = most
    pieces = {key: text for key, (_, _, text) in cut.items()}
    for key, spans in marks(pieces, lambda _: most is None):
        name, at, _ = cut[key]
        found[name] += [(start + at, end + at) for start, end in spans[:left]]
        if left is not None:
            left -= min(left, len(spans))
    return found
