"""What the score of a hit is made of, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search.ranking import Pair, WeightedForms, WeightedTerm

_FOLDED = "_folded"
# What the fields of the ranking are to a reader.
_PLACES = {"text": "the text", "compounds": "the text", "title": "the title"}


class Contribution(NamedTuple):
    """One part of a score.

    The field and the term that it comes from, how often that stands there (None for two syllables
    side by side, and for freshness), what it adds, which share of the score that is (0 to 1), and
    all this as an English `sentence`.
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
    terms: Iterable[tuple[WeightedTerm, int, float]],
    forms: Iterable[tuple[str, WeightedForms, int, float]] = (),
    pairs: Iterable[tuple[Pair, float]] = (),
    fresh: tuple[float, float] = (0.0, 0.0),
) -> list[Contribution]:
    """The parts of a score, largest first.

    `terms` come with their frequencies and what they add, and so do words that have other `forms`,
    behind those that the article has; `pairs` come with what they add; `fresh` is the age in days
    and what that adds.
    """
    parts = [*_of_terms(terms), *_of_forms(forms), *_of_pairs(pairs), *_of_freshness(*fresh)]
    total = sum(part.score for part in parts)
    shared = (part._replace(share=part.score / total if total else 0.0) for part in parts)
    return sorted(shared, key=lambda part: -part.score)


def _of_terms(terms: Iterable[tuple[WeightedTerm, int, float]]) -> Iterator[Contribution]:
    for one, frequency, score in terms:
        text, place = one.term.replace("_", " "), _place(one.field)
        what = f'the word "{text}"' if one.field.startswith("compounds") else f'"{text}"'
        marks = ", whatever its marks" * one.field.endswith(_FOLDED)
        sentence = f"{what} in {place}{marks}, {_times(frequency)}"
        yield Contribution(one.field, one.term, frequency, score, 0.0, sentence)


def _of_forms(
    forms: Iterable[tuple[str, WeightedForms, int, float]],
) -> Iterator[Contribution]:
    for texts, one, frequency, score in forms:
        what = f'"{texts}" for "{one.typed}"'
        sentence = f"{what} in {_place(one.field)}, {_times(frequency)}"
        yield Contribution(one.field, texts, frequency, score, 0.0, sentence, one.typed)


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


def _place(field: str) -> str:
    field = field.removesuffix(_FOLDED)
    return _PLACES.get(field, field)


def _times(frequency: int) -> str:
    return {1: "once", 2: "twice"}.get(frequency, f"{frequency} times")
