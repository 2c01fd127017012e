"""The words of an archive that a pattern (`nghi*`) or a fuzzy word (`khuyễn~`) stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from index.vietnamese.segmentation import Segmentation
from search.engines.lexicon import prefix_of
from search.engines.nodes import Term, TermSet
from search.engines.protocol import Snapshot
from search.query.conditions import TWINNED, Expanding, Fuzzy, Pattern
from search.query.notes import Note, NoteCode

# What one query may cost: words for each pattern, fuzzy words, terms looked at for patterns,
# articles in the lists of all the words.
_MOST_WORDS = 512
_MOST_FUZZY = 16
_MOST_LOOKED_AT = 250_000
_MOST_POSTINGS = 1_500_000


class Wildcards:
    """The patterns and fuzzy words of one query, which share what a query may cost."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[tuple[str | int | None, ...], TermSet] = {}
        self._fuzzy = 0
        self._looked_at = 0
        self._postings = 0
        self.notes: list[Note] = []

    def of(self, query: Expanding) -> TermSet:
        """The words that a query stands for: the nearest, then the most frequent, within bounds."""
        edits = query.edits if isinstance(query, Fuzzy) else None
        key = (query.text, query.field, edits)
        if key not in self._known:
            field = query.field or "text"
            marked = any(syllable.is_marked for syllable in Segmentation(query.text).syllables)
            if field in TWINNED and not marked:
                field = f"{field}_folded"
            if isinstance(query, Fuzzy):
                words = self._near(query, field, marked)
            else:
                words = self._matching(query, field)
            self._known[key] = TermSet(field, tuple(words))
        return self._known[key]

    def _near(self, query: Fuzzy, field: str, marked: bool) -> list[str]:
        """The word itself, and those within so many edits."""
        word = spelled(query.text)
        self._fuzzy += 1
        if self._fuzzy > _MOST_FUZZY:
            self._note(query)
            near: list[str] = []
        else:
            near = self._neighbours(word, query.edits, marked)
        candidates = list(dict.fromkeys([word, *near]))
        asked = candidates[: _MOST_WORDS + 1]
        dfs = self._snapshot.dfs([Term(field, one) for one in asked])
        return self._affordable(query, zip(asked, dfs, strict=True), len(candidates))

    def _neighbours(self, word: str, edits: int, marked: bool) -> list[str]:
        """The words of the archive within so many edits, nearest and most frequent first."""
        if not edits:
            return []
        with self._snapshot.reading():
            language = self._snapshot.language
            return language.near(word, edits) if marked else language.near_folded(word, edits)

    def _matching(self, query: Pattern, field: str) -> list[str]:
        """The most frequent of the words that look like a pattern."""
        pattern = spelled(query.text)
        found: dict[str, int] = {}
        with self._snapshot.reading():
            for terms in self._snapshot.lexicons(field):
                self._looked_at += terms.count(prefix_of(pattern))
                if self._looked_at > _MOST_LOOKED_AT:
                    self._note(query)
                    break
                words, dfs = terms.matching(pattern)
                best = np.argsort(-dfs.astype(np.int64), kind="stable")[: _MOST_WORDS + 1]
                for place in best.tolist():
                    found[words[place]] = found.get(words[place], 0) + int(dfs[place])
        ordered = sorted(found.items(), key=lambda item: -item[1])
        return self._affordable(query, ordered, len(ordered))

    def _affordable(
        self, query: Expanding, candidates: Iterable[tuple[str, int]], count: int
    ) -> list[str]:
        """Of words with their dfs, those that are not too many together."""
        taken = list(self._within_bounds(candidates))
        if len(taken) < count:
            self._note(query)
        return taken

    def _within_bounds(self, candidates: Iterable[tuple[str, int]]) -> Iterator[str]:
        for place, (word, df) in enumerate(candidates):
            if place == _MOST_WORDS or self._postings + df > _MOST_POSTINGS:
                return
            self._postings += df
            yield word

    def _note(self, query: Expanding) -> None:
        note = Note(NoteCode.CUT_EXPANSION, {}, query.start, query.end)
        if note not in self.notes:
            self.notes.append(note)


def spelled(pattern: str) -> str:
    """The pattern in lower case and one spelling; `*` and `?` stay where they are."""
    pieces = re.split(r"([*?])", re.sub(r"\*{2,}", "*", pattern))
    syllables = ("".join(s.text for s in Segmentation(piece).syllables) for piece in pieces[::2])
    marks = [*pieces[1::2], ""]
    return "".join(text + mark for text, mark in zip(syllables, marks, strict=True))
