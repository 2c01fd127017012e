"""Stored texts as the pages show them: paragraphs with marks, fragments, safe links."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from index.article import Article
from search import Hit, Snippet
from search.highlighting import Span, marked_html

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
# Characters that turn the direction of what follows: harmless in an element of its own, not in
# the title of a window.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WHOLE_BEFORE = re.compile(r"(?:[.!?…:;][”\"')\]]*\s*|\n\s*|^\s*)$")
_WHOLE_AFTER = re.compile(r"[.!?…][”\"')\]]*$")


@dataclass(frozen=True)
class Passage:
    """A paragraph or caption, with the number of the passage among those that match."""

    html: Markup
    anchor: str


@dataclass(frozen=True)
class Reading:
    """An article's texts with a query's words marked; `matches` is None without a query."""

    title: Markup
    summary: Markup
    body: list[Passage]
    captions: list[Passage]
    matches: int | None

    @property
    def first(self) -> str:
        """The anchor of the first passage that matches, or nothing."""
        return next((p.anchor for p in (*self.body, *self.captions) if p.anchor), "")


def reading(article: Article, spans: Mapping[str, list[Span]] | None) -> Reading:
    """The article as its page shows it; `spans` are those of `Archive.highlight`."""
    found = spans or {}
    body = list(_paragraphs(article.body, found.get("body", [])))
    captions = [(text, found.get(f"captions[{i}]", [])) for i, text in enumerate(article.captions)]
    numbers = iter(range(1, len(body) + len(captions) + 1))

    def passages(texts: Iterable[tuple[str, list[Span]]]) -> list[Passage]:
        return [
            Passage(Markup(marked_html(text, inside)), f"m{next(numbers)}" if inside else "")
            for text, inside in texts
            if text.strip()
        ]

    return Reading(
        title=Markup(marked_html(article.title, found.get("title", ()))),
        summary=Markup(marked_html(article.summary, found.get("summary", ()))),
        body=passages(body),
        captions=passages(captions),
        matches=None if spans is None else sum(map(len, found.values())),
    )


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


def web_host(url: str) -> str:
    """The host of an http(s) address that can be linked to, or nothing."""
    if not _WEB_ADDRESS.fullmatch(url):
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a malformed IPv6 address
        return ""


def window_title(text: str) -> str:
    """A text that is safe as part of a window's title: one line, in its own direction."""
    return " ".join(_DIRECTIONS.sub("", text).split())
