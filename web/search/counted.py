"""What the number above a list counts, and how many articles other ways of counting find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search import Results
from search.display.sanitizing import window_title
from web.parameters.asked import Parameters
from web.text.language import Language

_LONGEST_WORDS = 80


@dataclass(frozen=True)
class Counted:
    """A way of counting: what it finds, the words that this names, and the search by it.

    `chosen` tells that the list is counted so.
    """

    text: str
    words: str
    chosen: bool
    target: Parameters


def ways(results: Results, parameters: Parameters, language: Language) -> list[Counted]:
    """The ways that have a number of their own; none where only one has, or all find nothing."""
    counts = results.counts
    if not any((counts.phrase, counts.all, counts.score)):
        return []
    found = list(_ways(results, parameters, language))
    return found if len(found) > 1 else []


def _ways(results: Results, parameters: Parameters, language: Language) -> Iterator[Counted]:
    counts = results.counts
    words = window_title(counts.words)
    if len(words) > _LONGEST_WORDS:
        words = words[:_LONGEST_WORDS].rstrip() + "…"
    one_word = counts.reasons.get("phrase") == "one-word"
    # A phrase of one word is that word.
    chosen = "all" if one_word and results.match == "phrase" else results.match
    for match, key, number, named in (
        ("phrase", "counts.phrase", counts.phrase, words),
        ("all", "counts.word" if one_word else "counts.all", counts.all, words * one_word),
        ("best", "counts.score", counts.score, ""),
    ):
        if number is not None:
            text = language(key, count=number)
            yield Counted(text, named, match == chosen, parameters.but(match=match))
