"""Stored texts as the pages show them: paragraphs with marks, fragments, safe links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from index.article import Article
from search import Hit, Snippet
from search.highlighting import Span

# So many matches of an article can be visited one by one; each takes some links.
MOST_LINKED = 1_000
_WHOLE_BEFORE = re.compile(r"(?:[.!?…:;][”\"')\]]*\s*|\n\s*|^\s*)$")
_WHOLE_AFTER = re.compile(r"[.!?…][”\"')\]]*$")


@dataclass(frozen=True)
class Part:
    """A piece of a text; one that matches has its number among all matches of the article.

    Only the first matches are numbered: the others are marked, but no link leads to them.
    """

    text: str
    number: int = 0
    is_match: bool = False


@dataclass(frozen=True)
class Passage:
    """A title, paragraph or caption in parts, with an anchor if it matches."""

    parts: list[Part]
    anchor: str


@dataclass(frozen=True)
class Reading:
    """An article's texts with a query's words apart; `matches` is None without a query."""

    title: Passage
    summary: Passage
    body: list[Passage]
    captions: list[Passage]
    matches: int | None

    @property
    def linked(self) -> int:
        """How many of the matches can be visited one by one."""
        return min(self.matches or 0, MOST_LINKED)


def reading(article: Article, spans: Mapping[str, list[Span]] | None) -> Reading:
    """The article as its page shows it; `spans` are those of `Archive.highlight`.

    Matches are numbered from 1 as they are read: title, summary, body, captions.
    """
    found = spans or {}
    captions = [(text, found.get(f"captions[{i}]", [])) for i, text in enumerate(article.captions)]
    numbers = count(1)

    def passages(name: str, texts: Iterable[tuple[str, list[Span]]]) -> list[Passage]:
        shown = ((text, inside) for text, inside in texts if text.strip())
        return [
            Passage(list(_parts(text, inside, numbers)), f"{name}{n}" if inside else "")
            for n, (text, inside) in enumerate(shown, 1)
        ]

    def passage(name: str, text: str) -> Passage:
        inside = found.get(name, [])
        return Passage(list(_parts(text, inside, numbers)), name if inside else "")

    return Reading(
        title=passage("title", article.title),
        summary=passage("summary", article.summary),
        body=passages("p", _paragraphs(article.body, found.get("body", []))),
        captions=passages("c", captions),
        matches=None if spans is None else next(numbers) - 1,
    )


def _parts(text: str, spans: Iterable[Span], numbers: Iterator[int]) -> Iterator[Part]:
    """A text cut at its spans, which are in order and apart."""
    at = 0
    for start, end in spans:
        if start > at:
            yield Part(text[at:start])
        number = next(numbers)
        yield Part(text[start:end], number if number <= MOST_LINKED else 0, True)
        at = end
    if at < len(text):
        yield Part(text[at:])


def _paragraphs(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, list[Span]]]:
    """The lines of a text with the spans inside each; a span never reaches over a line's end."""
    left = deque(spans)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        inside = []
        while left and left[0][0] < end:
            first, last = left.popleft()
            inside.append((first - start, min(last, end) - start))
        yield line, inside
        start = end


def title_html(hit: Hit) -> Markup:
    """A hit's title, its matches marked."""
    return Markup(hit.title_html())


def snippet_html(snippet: Snippet) -> Markup:
    """A snippet, its matches marked."""
    return Markup(snippet.html())


def cuts(snippet: Snippet, article: Article) -> str:
    """Where a snippet was cut out of a sentence, as classes: `cut-before`, `cut-after`."""
    if snippet.field not in ("summary", "body"):
        return ""
    text: str = getattr(article, snippet.field)
    before = text[max(0, snippet.start - 80) : snippet.start]
    after = text[snippet.start + len(snippet.text) :].lstrip(" \t\r")
    found = []
    if snippet.start and not _WHOLE_BEFORE.search(before):
        found.append("cut-before")
    if after and not after.startswith("\n") and not _WHOLE_AFTER.search(snippet.text[-10:]):
        found.append("cut-after")
    return " ".join(found)
