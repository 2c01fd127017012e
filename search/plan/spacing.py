"""Names and words that are written with and without spaces: *Viet Jet, Vietjet*; *Pu-tin, Putin*.

What is one is told by the archive's own vocabulary: neighbours of a query whose letters together
are a term, and a term of it whose letters are the neighbours of a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from index.vietnamese.legacy_syllables import is_syllable, is_unmarked_syllable
from index.vietnamese.segmentation import Segmentation, Syllable
from index.vietnamese.spelling import fold, respell
from search.engines.nodes import FormSet, Term
from search.engines.protocol import Snapshot
from search.plan.forms import Form
from search.query.bag import Marks

# What is joined or split has at most so many parts.
_MOST_PARTS = 4
# The share of the articles with the typed form that the other one must stand in, so that Việt Nam
# is left alone however many addresses say vietnam; with a hyphen people mean one name.
_JOINED, _HYPHENATED = 0.25, 0.02
# The same for a term that is split; one of the parts must then mostly stand in this phrase.
_SPLIT, _STICKY = 0.02, 0.2
# So many ways to split a term are looked up, and so many terms of a query are looked at.
_MOST_WAYS = 8
_MOST_LOOKED_AT, _MOST_SPLIT = 32, 8
_SHORTEST, _LONGEST = 3, 24
_MOST_REMEMBERED = 1 << 12
_HYPHENS = frozenset("-‐‑–")
_CAMEL = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐ])")
_VOWELS = frozenset("aeiouy")

Terms = tuple[str, ...]


class Spaced(NamedTuple):
    """Syllables of a text, `first` to `last` (exclusive), and their other forms.

    With `folded` the forms stand for all that fold to them.
    """

    first: int
    last: int
    forms: tuple[Form, ...]
    folded: bool


def joined_hyphens(text: str, syllables: Sequence[Syllable]) -> list[Syllable]:
    """The syllables of a text, those with hyphens between as the one that they may be a name of."""
    runs: list[list[Syllable]] = []
    for one in syllables:
        is_part = one.text.isalpha() and bool(runs) and runs[-1][-1].text.isalpha()
        if is_part and _is_hyphenated(text, runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [whole for run in runs for whole in _together(run)]


def _together(run: Sequence[Syllable]) -> Sequence[Syllable]:
    """Some syllables as one, if that is none of Vietnamese."""
    folded = "".join(one.folded for one in run)
    if len(run) == 1 or len(run) > _MOST_PARTS or is_unmarked_syllable(folded):
        return run
    whole = "".join(one.text for one in run)
    return [Syllable(run[0].start, run[-1].end, whole, folded, run[0].after_break)]


class _Joined(NamedTuple):
    """Neighbours of a text, `first` to `last`, and the terms that their letters may be together."""

    first: int
    last: int
    hyphens: bool
    terms: tuple[str, ...]
    folded: str


class Spacing:
    """What is written with and without spaces in one archive; any thread may ask."""

    def __init__(self) -> None:
        self._splits: dict[tuple[str, str], tuple[Form, ...]] = {}
        self._dfs: dict[tuple[str, str], int] = {}

    def find(self, analysis: Segmentation, marks: Marks, snapshot: Snapshot) -> list[Spaced]:
        """The parts of a text that have other forms, from the left, none within another.

        `marks` says how the query that the text belongs to was typed.
        """
        found: list[Spaced] = []
        joined = self._joined(analysis, marks, snapshot)
        at, left = 0, _MOST_SPLIT
        for i, syllable in enumerate(analysis.syllables):
            if i < at or left <= 0:
                continue
            one = next((one for one in joined if one.first == i), None)
            if one is None and _may_be_split(syllable):
                left -= 1
                one = self._split(analysis, i, marks, snapshot)
            if one is not None:
                found.append(one)
                at = one.last
        return found

    def _joined(self, analysis: Segmentation, marks: Marks, snapshot: Snapshot) -> list[Spaced]:
        """The neighbours that are one term together, of those from one place on the most first."""
        folded = marks is Marks.NONE
        candidates = list(islice(_candidates(analysis, folded), _MOST_LOOKED_AT))
        exact = [] if folded else [term for one in candidates for term in one.terms]
        self._look_up("text", exact, snapshot)
        loose = [one.folded for one in candidates if folded or one.hyphens]
        self._look_up("text_folded", loose, snapshot)
        found = []
        for one in candidates:
            spaced = None if folded else self._known_as(one, analysis, "text", snapshot)
            if spaced is None and (folded or one.hyphens):
                spaced = self._known_as(one, analysis, "text_folded", snapshot)
            if spaced is not None:
                found.append(spaced)
        return found

    def _known_as(
        self, one: _Joined, analysis: Segmentation, field: str, snapshot: Snapshot
    ) -> Spaced | None:
        """Some neighbours as terms of a field, if these stand in enough articles."""
        folded = field == "text_folded"
        terms = (one.folded,) if folded else one.terms
        dfs = [self._dfs.get((field, term), 0) for term in terms]
        if not any(dfs):
            return None
        parts = analysis.syllables[one.first : one.last]
        typed = tuple(part.folded if folded else part.text for part in parts)
        least = (_HYPHENATED if one.hyphens else _JOINED) * _df(snapshot, field, typed)
        forms = [Form.of(term) for term, df in zip(terms, dfs, strict=True) if df > least]
        return Spaced(one.first, one.last, tuple(forms), folded) if forms else None

    def _look_up(self, field: str, terms: Sequence[str], snapshot: Snapshot) -> None:
        """Know in how many articles some terms stand."""
        new = [term for term in dict.fromkeys(terms) if (field, term) not in self._dfs]
        if new:
            if len(self._dfs) >= _MOST_REMEMBERED:
                self._dfs.clear()
                new = list(dict.fromkeys(terms))
            dfs = snapshot.dfs([Term(field, term) for term in new])
            self._dfs.update(zip([(field, term) for term in new], dfs, strict=True))

    def _split(
        self, analysis: Segmentation, i: int, marks: Marks, snapshot: Snapshot
    ) -> Spaced | None:
        """The phrases that the letters of a syllable are."""
        syllable = analysis.syllables[i]
        typed = analysis.text[syllable.start : syllable.end]
        for field in ("text", "text_folded")[marks is Marks.NONE :]:
            text = syllable.folded if field == "text_folded" else syllable.text
            camel = "_".join(_CAMEL.split(typed)).lower()
            key = field, camel if "_" in camel else text
            forms = self._splits.get(key)
            if forms is None:
                forms = tuple(_splits(snapshot, field, text, camel))
                if len(self._splits) >= _MOST_REMEMBERED:
                    self._splits.clear()
                self._splits[key] = forms
            if forms:
                return Spaced(i, i + 1, forms, field == "text_folded")
        return None


def _splits(snapshot: Snapshot, field: str, text: str, camel: str) -> Iterator[Form]:
    """The phrases of a field that the letters of a term are, the most frequent."""
    folded = field == "text_folded"
    whole = _df(snapshot, field, (text,))
    is_camel = "_" in camel
    if is_camel:
        parts = [one for one in camel.split("_") if one]
        ways = [tuple(way) for way in _joinings(parts) if len(way) > 1]
        ways = [tuple(map(fold, way)) if folded else way for way in ways]
    else:
        ways = list(_ways(snapshot, field, text))
    best: list[tuple[int, Terms]] = []
    for way in ways[:_MOST_WAYS]:
        df = _df(snapshot, field, way)
        if df and (is_camel or _is_one(snapshot, field, way, df, whole)) and df >= _SPLIT * whole:
            best.append((df, way))
    best.sort(key=lambda one: (-one[0], one[1]))
    yield from (Form.of(" ".join(way)) for _, way in (best if is_camel else best[:1]))


def _is_one(snapshot: Snapshot, field: str, way: Terms, df: int, whole: int) -> bool:
    """Whether a phrase is what a term that so many articles have is: not its letters by chance."""
    if df >= whole:
        return True
    return df >= _STICKY * min(snapshot.dfs([Term(field, part) for part in way]))


def _ways(snapshot: Snapshot, field: str, text: str) -> Iterator[Terms]:
    """The ways to cut a text into terms of a field, those of few parts first."""
    cuts = [(a, b) for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    pieces = [text[a:b] for a, b in cuts if (a, b) != (0, len(text)) and _is_part(text[a:b])]
    pieces = list(dict.fromkeys(respell(piece) for piece in pieces))
    dfs = snapshot.dfs([Term(field, piece) for piece in pieces])
    known = {piece for piece, df in zip(pieces, dfs, strict=True) if df}
    ways: list[Terms] = [()]
    for _ in range(_MOST_PARTS):
        longer = []
        for way in ways:
            rest = text[sum(map(len, way)) :]
            for end in range(1, len(rest) + 1):
                if respell(rest[:end]) in known:
                    longer.append((*way, respell(rest[:end])))
        done = [way for way in longer if sum(map(len, way)) == len(text) and len(way) > 1]
        yield from sorted(done, key=lambda way: -min(map(len, way)))
        ways = [way for way in longer if sum(map(len, way)) < len(text)][:200]


def _is_part(piece: str) -> bool:
    """Whether letters may be a syllable of their own."""
    letters = fold(piece)
    if is_unmarked_syllable(letters):
        return True
    return len(letters) > 2 and not _VOWELS.isdisjoint(letters)


def _joinings(parts: Sequence[str]) -> Iterator[list[str]]:
    """The ways to write some parts with spaces between or without."""
    if len(parts) < 2 or len(parts) > _MOST_PARTS:
        yield list(parts)
        return
    for rest in _joinings(parts[1:]):
        yield [parts[0], *rest]
        yield [parts[0] + rest[0], *rest[1:]]


def _candidates(analysis: Segmentation, folded: bool) -> Iterator[_Joined]:
    """The neighbours that may be one: foreign ones, and those with hyphens between."""
    syllables, text = analysis.syllables, analysis.text
    is_own = [
        is_unmarked_syllable(one.folded) if folded else is_syllable(one.text) for one in syllables
    ]
    glued = [_is_hyphenated(text, one, following) for one, following in pairwise(syllables)]
    if all(is_own) and not any(glued):
        return
    for first in range(len(syllables) - 1):
        for last in range(min(first + _MOST_PARTS, len(syllables)), first + 1, -1):
            parts = syllables[first:last]
            hyphens = all(glued[first : last - 1])
            if (all(is_own[first:last]) and not hyphens) or parts[0].is_number:
                continue
            if any(one.after_break for one in parts[1:]):
                continue
            bare = "".join(one.folded for one in parts)
            if len(bare) > _LONGEST or is_unmarked_syllable(bare):
                continue
            whole = "".join(one.text for one in parts)
            terms = tuple(dict.fromkeys((whole, bare))) if hyphens else (whole,)
            yield _Joined(first, last, hyphens, terms, bare)


def _may_be_split(syllable: Syllable) -> bool:
    """Whether a syllable may be several: no number, and spelled as no Vietnamese one is."""
    if not _SHORTEST <= len(syllable.text) <= _LONGEST or not syllable.text.isalpha():
        return False
    return not is_unmarked_syllable(syllable.folded)


def _is_hyphenated(text: str, one: Syllable, following: Syllable) -> bool:
    return text[one.end : following.start] in _HYPHENS


def _df(snapshot: Snapshot, field: str, terms: Terms) -> int:
    """In how many articles some terms stand in a row."""
    one = Term(field, terms[0]) if len(terms) == 1 else FormSet(field, (terms,))
    return snapshot.dfs([one])[0]
