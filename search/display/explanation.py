"""What the score of a hit is made of, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.engines.nodes import FormSet, Term
from search.engines.protocol import NodeScore
from search.plan.terms import Pair

_FOLDED = "_folded"
# What the fields of the ranking are to a reader.
_PLACES = {"text": "the text", "compounds": "the text", "title": "the title"}


class Contribution(NamedTuple):
    """One part of a score.

    The field and the term that it comes from (the field `profile`, and some words, for what an
    article gets for being like the first hits), how often that stands there (None for two syllables
    side by side, for freshness and for likeness), what it adds, which share of the score that is (0
    to 1), and all this as an English `sentence`.
    """

    field: str
    term: str
    frequency: int | None
    score: float
    share: float
    sentence: str
    typed: str = ""

    def __str__(self) -> str:
        return f"{self.score:.3f} {f'({self.share:.0%})':>6}  {self.sentence}"


def explanation(
    scored: Iterable[tuple[NodeScore, str]],
    pairs: Iterable[tuple[Pair, float]] = (),
    fresh: tuple[float, float] = (0.0, 0.0),
    alike: tuple[Sequence[str], float] = ((), 0.0),
) -> list[Contribution]:
    """The parts of a score, largest first.

    `scored` is what the words of the query add, each with the forms of it that the article has;
    `pairs` come with what they add; `fresh` is the age in days and what that adds, `alike` has the
    words by which the article is like the first hits, and what that adds.
    """
    parts = [*_of_nodes(scored), *_of_pairs(pairs), *_of_freshness(*fresh), *_of_feedback(*alike)]
    total = sum(part.score for part in parts)
    shared = (part._replace(share=part.score / total if total else 0.0) for part in parts)
    return sorted(shared, key=lambda part: -part.score)


def _of_nodes(scored: Iterable[tuple[NodeScore, str]]) -> Iterator[Contribution]:
    for (node, frequency, score), had in scored:
        place, typed = _place(node.field), ""
        if isinstance(node, FormSet):
            term, typed = had, node.typed
            what = f'"{term}" for "{typed}"'
        else:
            term = node.text if isinstance(node, Term) else node.typed
            text = term.replace("_", " ")
            what = f'the word "{text}"' if node.field.startswith("compounds") else f'"{text}"'
        marks = ", whatever its marks" * node.field.endswith(_FOLDED)
        sentence = f"{what} in {place}{marks}, {_times(frequency)}"
        yield Contribution(node.field, term, frequency, score, 0.0, sentence, typed)


def _of_pairs(pairs: Iterable[tuple[Pair, float]]) -> Iterator[Contribution]:
    for pair, score in pairs:
        if score:
            term = f"{pair.first} {pair.second}"
            marks = ", whatever their marks" * pair.folded
            sentence = f'"{term}" side by side in {_place(pair.field)}{marks}'
            yield Contribution(pair.field, term, None, score, 0.0, sentence)


def _of_freshness(age: float, score: float) -> Iterator[Contribution]:
    if score:
        days = f"{age:.0f} day" + "s" * (f"{age:.0f}" != "1")
        sentence = f"freshness: published {days} before the newest article"
        yield Contribution("published", days, None, score, 0.0, sentence)


def _of_feedback(words: Sequence[str], score: float) -> Iterator[Contribution]:
    if score:
        term = ", ".join(word.replace("_", " ") for word in words)
        sentence = "is like the first hits" + f": {term}" * bool(term)
        yield Contribution("profile", term, None, score, 0.0, sentence)


def _place(field: str) -> str:
    field = field.removesuffix(_FOLDED)
    return _PLACES.get(field, field)


def _times(frequency: int) -> str:
    return {1: "once", 2: "twice"}.get(frequency, f"{frequency} times")
