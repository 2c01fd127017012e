"""The spans of a text that match a query, and the text as HTML with these marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple, Protocol

from index import native

__all__ = ["Match", "Matches", "Span", "joined_spans", "joined_spans_in_python", "marked_html"]

Span = tuple[int, int]


class Match(NamedTuple):
    """A syllable of a text that answers a syllable of the query.

    `key` names the query's syllable; `paired` tells that its neighbour in the query is its
    neighbour here.
    """

    start: int
    end: int
    key: str
    paired: bool


class Matches(Protocol):
    """The matches in a text, in order."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Match]:
        """One after the other."""


def joined_spans_in_python(text: str, matches: Iterable[Match]) -> list[Span]:
    """The matches as spans; neighbours with only spaces or a hyphen between become one."""
    spans: list[Span] = []
    for match in matches:
        if spans and text[spans[-1][1] : match.start].strip(" \u00a0") in ("", "-"):
            spans[-1] = spans[-1][0], match.end
        else:
            spans.append((match.start, match.end))
    return spans


def marked_html(text: str, spans: Iterable[Span]) -> str:
    """`text` escaped for HTML, the spans (in order, apart) in `<mark>`."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"
        at = end
    parts.append(escape(text[at:]))
    return "".join(parts)


if native.is_used():
    with native.loading():
        from search.display._fragments import joined_spans
else:
    joined_spans = joined_spans_in_python
