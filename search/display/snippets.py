"""Fragments of the original text with the query's words marked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from search.display.fragments import LONGEST, chosen, cut_ends, word_end
from search.display.spans import Matches, Span, marked_html


@dataclass(frozen=True)
class Snippet:
    """A fragment: `article.<field>[start:]` begins with `text`; `spans` are offsets into `text`.

    `field` is summary, body or captions[n]. `is_cut_before` and `is_cut_after` tell whether it was
    cut out of a sentence of the summary or body.
    """

    field: str
    start: int
    text: str
    spans: list[Span] = dataclasses.field(default_factory=list)
    is_cut_before: bool = dataclasses.field(default=False, compare=False)
    is_cut_after: bool = dataclasses.field(default=False, compare=False)

    def html(self) -> str:
        """The fragment as safe HTML, its matches in `<mark>`."""
        return marked_html(self.text, self.spans)


def snippets(
    texts: Mapping[str, str],
    matches: Mapping[str, Matches],
    weights: Mapping[str, float],
    most: int = 3,
) -> list[Snippet]:
    """Up to `most` fragments that show the most of the query, in the order of the article.

    `weights` says how much each of the query's syllables tells. Without any match, the beginning
    of the first text that there is.
    """
    fragments = chosen(texts, matches, weights, most)
    if not fragments:
        return _beginning(texts)
    return [
        Snippet(field, start, texts[field][start:end], spans, is_before, is_after)
        for field, start, end, spans, is_before, is_after in fragments
    ]


def _beginning(texts: Mapping[str, str]) -> list[Snippet]:
    for name, text in texts.items():
        start = len(text) - len(text.lstrip())
        if name != "title" and start < len(text):
            end = start + len(text[start : word_end(text, start + LONGEST)].rstrip())
            is_before = is_after = False
            if name in ("summary", "body"):
                is_before, is_after = cut_ends(text, start, end)
            return [Snippet(name, start, text[start:end], [], is_before, is_after)]
    return []
