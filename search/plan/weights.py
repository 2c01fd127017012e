"""The weights of the ranking."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from search.errors import QueryError


@dataclass(frozen=True)
class Ranking:
    """The weights of the ranking. 1 is the weight of a syllable in the text; 0 switches off.

    `compounds`: pyvi's words of several syllables. `folded`: the same syllable with other marks.
    `title`: the title's syllables, beside what they weigh in the text. `pairs`: neighbours of the
    query that are neighbours in the article; `folded_pairs` the same whatever their marks, and
    `unmarked_pairs` that for a query without marks. `candidates`: how many articles pairs are
    counted in. `match`: the share of the best score from which an article counts as a match, and
    `unmarked_match` that for a query without marks, which stands for more words.
    `freshness`: what an article of the newest day gets besides, as a share of the best score; half
    of it one that is `half_life` days older, and so on (see `search.engines.freshness`).
    Of a word's weight, the share that all its other forms have as one with it: `synonyms` of
    abbreviations and the lines of a file of the user's own, `everyday` of the built-in words and
    names, `spacing` of what is written joined and split. `feedback`: what an article gets besides
    that is as like the first hits as they are themselves, as a share of the best score (see
    `search.feedback`).

    Raises QueryError for values that are no finite numbers from 0 on, a share above 1 (but of
    `feedback` and `freshness`), a `half_life` of 0.
    """

    compounds: float = 0.25
    folded: float = 0.3
    title: float = 0.25
    pairs: float = 0.5
    folded_pairs: float = 0.15
    unmarked_pairs: float = 1.0
    candidates: int = 200
    match: float = 0.35
    unmarked_match: float = 0.4
    synonyms: float = 0.8
    everyday: float = 0.6
    spacing: float = 0.7
    feedback: float = 0.6
    freshness: float = 0.0
    half_life: float = 365.0

    @property
    def has_forms(self) -> bool:
        """Whether other forms of words weigh anything."""
        return bool(self.synonyms or self.everyday or self.spacing)

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int | float) or not 0 <= value < inf:
                raise QueryError(f"{name}: {value!r} is no number from 0 on")
        if not isinstance(self.candidates, int):
            raise QueryError(f"candidates: {self.candidates!r} is no whole number")
        for name in ("match", "unmarked_match", "synonyms", "everyday", "spacing"):
            if getattr(self, name) > 1:
                raise QueryError(f"{name}: {getattr(self, name)!r} is no share from 0 to 1")
        if not self.half_life:
            raise QueryError("half_life: 0 days are too few; freshness=0 switches it off")


DEFAULT_RANKING = Ranking()


def ranking_of(value: Any) -> Ranking:
    """The ranking that was asked for, or the usual one. Raises QueryError for anything else."""
    if value is not None and not isinstance(value, Ranking):
        raise QueryError(f"ranking: {value!r} is no search.Ranking")
    return DEFAULT_RANKING if value is None else value
