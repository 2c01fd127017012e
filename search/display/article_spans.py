"""The spans that match in all the texts of an article, however long these are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from index.articles.article import Article
from search.display.article_texts import texts_of
from search.display.spans import Span
from search.display.text_parts import parts_of


class FindSpans(Protocol):
    """`Archive.marks` for one query."""

    def __call__(
        self, texts: Mapping[str, str], wanted: Callable[[str], bool], /
    ) -> Iterator[tuple[str, list[Span]]]:
        """The name of each text, and the spans that match in it."""


def spans_in_article(article: Article, find: FindSpans, most: int | None) -> dict[str, list[Span]]:
    """The first `most` spans in the texts of an article; `find` is asked for those of their parts.

    With `most`, an article that has very many is not looked through to its end.
    """
    texts = texts_of(article)
    cut = {
        f"{name} {start}": (name, start, text[start:end])
        for name, text in texts.items()
        for start, end in parts_of(text)
    }
    found: dict[str, list[Span]] = {name: [] for name in texts}
    left = most
    pieces = {key: text for key, (_, _, text) in cut.items()}
    for key, spans in find(pieces, lambda _: most is None):
        name, at, _ = cut[key]
        found[name] += [(start + at, end + at) for start, end in spans[:left]]
        if left is not None:
            left -= min(left, len(spans))
    return found
