"""Query trees over posting lists, in NumPy: the reference for the native extensions.

A tree is a tuple (kind, ...), the kinds being the numbers of `KINDS`:

list      inverted index, term, weight, saturations, share of a saturation for each syllable, the
          dense lists of the field or None
array     articles, frequencies (8 or 32 bits), weight, saturations: a list that lies in no file
mask      a flag for each article
every     score
and       trees
or        trees, how many of them must match (one at least)
not       tree
phrase    lists, slop (one for all, or a tuple with one for each list but the first)
constant  tree, score
maybe     tree that must match, tree that may

A tree says which articles of a segment match, and what each of these scores. What does not match
scores nothing, so that a child never adds to an article which it does not match, at any depth.

`list`, `array`: weight * frequency / (frequency + saturation), or the weight alone where there are
no saturations (None). There is a saturation for each article: K1 * (1 - B) + share * length; the
native kernels take from the share how much a block of articles can score. A pair instead has one
for each length that two bytes can tell, and the length of each article in two bytes.
`and`, `or`, `phrase`: the sum of the children that match. `maybe` matches as its first child does,
and adds what the second one scores. `constant` and `every` give their score, `mask` and `not` none.
`phrase`: each term stands after the one before, at most `slop` positions further than the nearest
occurrence of what comes before, whatever breaks are between; 1 asks for neighbours.

Weights and scores are finite and not negative. Trees deeper than `MOST_DEPTH` are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import DenseLists, InvertedIndex
from index.storage.profiles import Profiles

Tree = tuple[Any, ...]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.uint32]
Scores = NDArray[np.float64]
# Of each article, or of each length, with the lengths of the articles.
Saturations = Scores | tuple[Scores, NDArray[np.uint16] | None]

KINDS = {
    "list": 0,
    "array": 1,
    "mask": 2,
    "every": 3,
    "and": 4,
    "or": 5,
    "not": 6,
    "phrase": 7,
    "constant": 8,
    "maybe": 9,
}
MOST_DEPTH = 100

_NO_NUMBERS = np.empty(0, np.uint32)
_NO_SCORES = np.empty(0, np.float64)


class Best:
    """The best `most` articles so far: by score, and where it is equal by number.

    Segments must be evaluated in the order of their numbers.
    """

    def __init__(self, most: int) -> None:
        if most < 0:
            raise ValueError("how many are wanted cannot be negative")
        self._most = most
        self._articles, self._scores = _NO_NUMBERS, _NO_SCORES

    def offer(self, articles: Numbers, scores: Scores) -> None:
        """Take those of some articles that are among the best."""
        articles = np.concatenate([self._articles, articles])
        scores = np.concatenate([self._scores, scores])
        order = np.lexsort((articles, -scores))[: self._most]
        self._articles, self._scores = articles[order], scores[order]

    def ranked(self) -> tuple[Numbers, Scores]:
        """(numbers, scores), best first; nothing is left here then."""
        found = self._articles, self._scores
        self._articles, self._scores = _NO_NUMBERS, _NO_SCORES
        return found


class Matches:
    """All articles whose score is not below a share of the best one's."""

    def __init__(self, share: float) -> None:
        """`share` is from 0 to 1."""
        if not 0 <= share <= 1:
            raise ValueError("a share is from 0 to 1")
        self._share = share
        self._articles = [_NO_NUMBERS]
        self._scores = [_NO_SCORES]

    def add(self, articles: Numbers, scores: Scores) -> None:
        """Take articles, whose numbers are above all before."""
        self._articles.append(articles)
        self._scores.append(scores)

    def found(self) -> tuple[Numbers, Scores]:
        """(numbers, scores), in the order of the numbers."""
        articles, scores = np.concatenate(self._articles), np.concatenate(self._scores)
        kept = scores >= self._share * scores.max(initial=0.0)
        return articles[kept], scores[kept]


class Brackets:
    """Between which numbers the scores of those lie that may be among the best or match."""

    def __init__(self, most: int, share: float | None) -> None:
        """`most` are the best; matches have a `share` of the best score (None: there are none)."""
        if share is not None and not 0 < share <= 1:
            raise ValueError("a share is above 0, and 1 at most")
        self._most = most
        self._share = share
        self._articles = [_NO_NUMBERS]
        self._scores = [_NO_SCORES]
        self._best = [_NO_SCORES]

    def raise_top(self, score: float) -> None:
        """Know of an article that scores so much, before it comes: it may match, and so do only
        those that have the share of its score."""

    def add(self, articles: Numbers, scores: Scores, competing: Flags) -> None:
        """Take articles, whose numbers are above all before; some are `competing` for the best."""
        self._articles.append(articles)
        self._scores.append(scores)
        self._best.append(scores[competing])

    def needed_of_best(self) -> float:
        """What an article scores at least that is among the best: no more than each of so many
        others does that were found and compete; infinite where none are wanted."""
        if not self._most:
            return np.inf
        best = np.sort(np.concatenate(self._best))[::-1]
        return float(best[self._most - 1]) if len(best) >= self._most else 0.0

    def found(self) -> tuple[Numbers, Scores, Scores]:
        """(numbers, lowest, highest), in the order of the numbers."""
        articles, scores = np.concatenate(self._articles), np.concatenate(self._scores)
        needed = np.inf if self._share is None else self._share * scores.max(initial=0.0)
        kept = scores >= min(needed, self.needed_of_best())
        return articles[kept], scores[kept], scores[kept]


def evaluate(  # noqa: PLR0917 - as the native one
    articles: int,
    first: int,
    live: Flags | None,
    conditions: Tree | None,
    ranked: Tree | None,
    must_match: bool,
    within: Flags | None,
    best: Best,
    matches: Matches | None,
) -> int:
    """Evaluate a query on one segment; returns how many of its articles match.

    The segment's `articles` have the numbers from `first` on. An article matches when it is `live`
    (flags, or None if all are), when the tree `conditions` does (or is None), and when the tree
    `ranked` does if it `must_match`. Its score is what `ranked` gives. Those that are also
    `within` (flags or None) compete for the `best`; all that match go to `matches` (or None).
    Raises ValueError for damaged lists, and for what is no tree.
    """
    segment = _Segment(articles)
    mask = np.ones(articles, np.bool_)
    scores = np.zeros(articles)
    if live is not None:
        mask &= segment.flags(live)
    if conditions is not None:
        mask &= segment.find(_checked(conditions)).mask
    if ranked is not None:
        found = segment.find(_checked(ranked))
        scores = found.scores
        if must_match:
            mask &= found.mask
    if matches is not None:
        matches.add(*_chosen(first, mask, scores))
    best.offer(*_chosen(first, mask if within is None else mask & segment.flags(within), scores))
    return int(np.count_nonzero(mask))


class Bag:
    """A segment's part of a bag: an "or" of lists all of which weigh something, of which one must
    match. Its segment has so many `articles`. Any thread may ask it, one at a time does."""

    def __init__(self, articles: int, ranked: Tree) -> None:
        """Raises ValueError for a tree that is no bag."""
        if not is_bag(_checked(ranked)):
            raise ValueError("this is no bag of lists")
        self._articles = articles
        self._ranked = ranked

    def bracket(
        self,
        first: int,
        live: Flags | None,
        conditions: Tree | None,
        within: Flags | None,
        brackets: Brackets,
    ) -> None:
        """Find what may be among the best or match; the arguments are those of `evaluate`.

        Each article that may be among the best `within`, or may match, goes to the `brackets`,
        between numbers that its score is not outside of: here just its score.
        """
        segment = _Segment(self._articles)
        found = segment.find(self._ranked)
        mask = found.mask
        if live is not None:
            mask = mask & segment.flags(live)
        if conditions is not None:
            mask = mask & segment.find(_checked(conditions)).mask
        competing = mask if within is None else mask & segment.flags(within)
        brackets.add(*_chosen(first, mask, found.scores), competing[mask])

    def promising(self, most: int, live: Flags | None) -> Numbers:
        """Up to `most` articles that probably score much, of those that are `live`, rising.

        Short lists tell which. None is promised to be among the best; here they are just these.
        """
        segment, best = _Segment(self._articles), Best(most)
        found = segment.find(self._ranked)
        mask = found.mask if live is None else found.mask & segment.flags(live)
        best.offer(*_chosen(0, mask, found.scores))
        return np.sort(best.ranked()[0])

    def scores(self, numbers: Numbers) -> Scores:
        """The scores of some articles by their numbers in the segment, which rise."""
        scores: Scores = self._found(numbers).scores[numbers]
        return scores

    def holders(self, numbers: Numbers) -> Flags:
        """Which of some articles, by their numbers in the segment, which rise, any list holds."""
        flags: Flags = self._found(numbers).mask[numbers]
        return flags

    def _found(self, numbers: Numbers) -> _Found:
        """What the bag finds, for those who ask about some articles."""
        if (numbers[1:] <= numbers[:-1]).any() or (numbers[-1:] >= self._articles).any():
            raise ValueError("articles must be given in rising order")
        return _Segment(self._articles).find(self._ranked)


def is_bag(tree: Tree) -> bool:
    """Whether a tree is a list, or lists of which one is enough."""
    leaves = KINDS["list"], KINDS["array"]
    if tree[0] == KINDS["or"]:
        return tree[2] <= 1 and all(child[0] in leaves for child in tree[1])
    return tree[0] in leaves


def pair_frequencies(
    terms: list[tuple[InvertedIndex, bytes]],
    pairs: list[tuple[int, int]],
    articles: Numbers,
) -> NDArray[np.int32]:
    """How often each pair of neighbours stands in each of some articles of a segment.

    `terms` are (inverted index, term), `pairs` the numbers of two of them, `articles` rising. The
    second term stands right after the first, and not after a break. Returns an array with a row
    for each pair. Raises ValueError for damaged lists.
    """
    if (articles[1:] <= articles[:-1]).any():
        raise ValueError("articles must be given in rising order")
    if any(not 0 <= number < len(terms) for pair in pairs for number in pair):
        raise IndexError("a pair of terms that are not there")
    found = np.zeros((len(pairs), len(articles)), np.int32)
    places = [_places(index, term, articles) for index, term in terms]
    for row, (one, two) in enumerate(pairs):
        firsts, _ = places[one]
        seconds, after_break = places[two]
        follows = np.isin(seconds, firsts + 1, assume_unique=True) & ~after_break
        found[row] = np.bincount(seconds[follows] >> 32, minlength=len(articles))
    return found


def behind_row(terms: list[tuple[InvertedIndex, bytes]], before: int, articles: Numbers) -> Flags:
    """Which terms stand right behind a row of terms in some articles of a segment.

    `terms` are (inverted index, term), of which the first `before` make the row; `articles` rise.
    Returns an array of flags with a row for each of the others, whatever breaks are between; where
    the row has no terms, the flags of the articles that hold each. A field without positions has
    no rows and no terms. Raises ValueError for damaged lists.
    """
    if not 0 <= before <= len(terms):
        raise IndexError("a row of terms that are not there")
    if (articles[1:] <= articles[:-1]).any():
        raise ValueError("articles must be given in rising order")
    places = [_places(index, term, articles)[0] for index, term in terms]
    found = np.zeros((len(terms) - before, len(articles)), np.bool_)
    row: NDArray[np.int64] | None = None
    for number, stands in enumerate(places):
        behind = stands if row is None else stands[np.isin(stands, row + 1, assume_unique=True)]
        if number < before:
            row = behind
        else:
            found[number - before, behind >> 32] = True
    return found


def _places(
    index: InvertedIndex, term: bytes, articles: Numbers
) -> tuple[NDArray[np.int64], Flags]:
    """Where a term stands: place of the article << 32 | position, and whether after a break."""
    owners, frequencies, packed = index.postings(term, index.has_positions)
    if not index.has_positions:
        frequencies = np.zeros_like(frequencies)
    chosen = np.repeat(np.isin(owners, articles), frequencies)
    at = np.repeat(np.searchsorted(articles, owners), frequencies)[chosen]
    packed = packed[chosen]
    return at << 32 | packed >> 1, (packed & 1).astype(np.bool_)


def _chosen(first: int, mask: Flags, scores: Scores) -> tuple[Numbers, Scores]:
    return (first + np.flatnonzero(mask)).astype(np.uint32), scores[mask]


def _checked(tree: Tree, depth: int = MOST_DEPTH) -> Tree:
    """The tree, which has the shape of one."""
    if not depth:
        raise ValueError("a query tree is too deep")
    if not isinstance(tree, tuple) or not tree or len(tree) != _SIZES.get(tree[0]):
        raise ValueError("this is no query tree")
    for child in _children(tree):
        _checked(child, depth - 1)
    return tree


def _children(tree: Tree) -> Sequence[Tree]:
    kind = tree[0]
    if kind in (KINDS["and"], KINDS["or"], KINDS["phrase"]):
        return tuple(tree[1])
    if kind == KINDS["maybe"]:
        return tree[1:]
    return tree[1:2] if kind in (KINDS["not"], KINDS["constant"]) else ()


class _Found(NamedTuple):
    mask: Flags
    scores: Scores  # 0 where the mask is not set


class _Segment:
    """Finds the articles of one segment."""

    def __init__(self, articles: int) -> None:
        self._articles = articles

    def find(self, tree: Tree) -> _Found:
        """What matches, and the scores."""
        found: _Found = _RULES[tree[0]](self, *tree[1:])
        return found

    def flags(self, flags: Flags) -> Flags:
        """Flags that were given, which must be as many as the articles."""
        if len(flags) != self._articles:
            raise ValueError("a mask has one flag for each article")
        return flags.astype(np.bool_, copy=False)

    def _list(
        self,
        index: InvertedIndex,
        term: bytes,
        weight: float,
        saturations: Saturations | None,
        _: float,
        _dense: DenseLists | None,
    ) -> _Found:
        if index.articles != self._articles:
            raise ValueError("the inverted index is of another segment")
        articles, frequencies, _packed = index.postings(term, False)
        return self._array(articles, frequencies, weight, saturations)

    def _array(
        self,
        articles: Numbers,
        frequencies: NDArray[Any],
        weight: float,
        saturations: Saturations | None,
    ) -> _Found:
        if (
            len(articles) != len(frequencies)
            or (articles[1:] <= articles[:-1]).any()
            or (articles[-1:] >= self._articles).any()
        ):
            raise ValueError("these arrays are no list of articles")
        mask = np.zeros(self._articles, np.bool_)
        mask[articles] = True
        scores = np.zeros(self._articles)
        scores[articles] = _checked_score(weight)
        if saturations is not None:
            saturated = frequencies + self._of_each(saturations)[articles]
            scores[articles] *= frequencies / saturated
        return _Found(mask, scores)

    def _of_each(self, saturations: Saturations) -> Scores:
        """The saturation of each article."""
        if not isinstance(saturations, tuple):
            if len(saturations) != self._articles:
                raise ValueError("there is one saturation for each article")
            return saturations
        of_lengths, lengths = saturations
        if lengths is None:
            return self._of_each(of_lengths)
        if len(of_lengths) != 1 << 16 or lengths.nbytes != 2 * self._articles:
            raise ValueError("there is one saturation for each length of two bytes")
        found: Scores = of_lengths[lengths]
        return found

    def _mask(self, flags: Flags) -> _Found:
        return _Found(self.flags(flags), np.zeros(self._articles))

    def _every(self, score: float) -> _Found:
        return self._scored(np.ones(self._articles, np.bool_), score)

    def _and(self, trees: Sequence[Tree]) -> _Found:
        return self._sum(trees, len(trees))

    def _or(self, trees: Sequence[Tree], minimum: int) -> _Found:
        return self._sum(trees, max(1, minimum))

    def _not(self, tree: Tree) -> _Found:
        return self._mask(~self.find(tree).mask)

    def _phrase(self, lists: Sequence[Tree], slop: int | tuple[int, ...]) -> _Found:
        if not lists or any(kind != KINDS["list"] for kind, *_ in lists):
            raise ValueError("a phrase is made of terms")
        slops = slop if isinstance(slop, tuple) else (slop,) * (len(lists) - 1)
        if len(slops) != len(lists) - 1:
            raise ValueError("a phrase has a slop for each term but the first")
        if any(one < 0 for one in (*slops, slop if isinstance(slop, int) else 0)):
            raise ValueError("the slop of a phrase cannot be negative")
        ends: NDArray[np.int64] | None = None  # of the phrase so far: article << 32 | position
        for (_, index, term, *_), most in zip(lists, (0, *slops), strict=True):
            articles, frequencies, packed = index.postings(term)
            if len(articles) and not index.has_positions:
                raise ValueError("a phrase needs a field with positions")
            places = np.repeat(articles.astype(np.int64), frequencies) << 32 | packed >> 1
            if ends is not None:
                nearest = np.searchsorted(ends, places) - 1  # the last end before each
                places, nearest = places[nearest >= 0], nearest[nearest >= 0]
                places = places[places - ends[nearest] <= most]
            ends = places
        mask = np.zeros(self._articles, np.bool_)
        if ends is not None:
            mask[ends >> 32] = True
        return _Found(mask, self._and(lists).scores * mask)

    def _constant(self, tree: Tree, score: float) -> _Found:
        return self._scored(self.find(tree).mask, score)

    def _maybe(self, tree: Tree, other: Tree) -> _Found:
        found = self.find(tree)
        return _Found(found.mask, found.scores + found.mask * self.find(other).scores)

    def _sum(self, trees: Sequence[Tree], minimum: int) -> _Found:
        """The articles that at least `minimum` of the trees match."""
        counts = np.zeros(self._articles, np.int64)
        scores = np.zeros(self._articles)
        for tree in trees:
            found = self.find(tree)
            counts += found.mask
            scores += found.scores
        mask = counts >= minimum
        return _Found(mask, scores * mask)

    def _scored(self, mask: Flags, score: float) -> _Found:
        return _Found(mask, np.where(mask, _checked_score(score), 0.0))


def _checked_score(score: float) -> float:
    if not isfinite(score) or score < 0:
        raise ValueError("weights and scores are finite and not negative")
    return float(score)


_RULES: dict[int, Any] = {number: getattr(_Segment, f"_{name}") for name, number in KINDS.items()}
_SIZES = dict(zip(KINDS.values(), (7, 5, 2, 2, 2, 3, 2, 3, 3, 3), strict=True))


def likeness(profiles: Profiles, others: Profiles) -> Scores:
    """What each of some profiles (a row) has in common with each of others (a column).

    That is the sum of the products of their weights, over the words that both have (see
    `index.storage.profiles`); a profile with itself has the sum of their squares.
    """
    if profiles.shape[1] != others.shape[1]:
        raise ValueError("profiles have the same number of words")
    found = np.zeros((len(profiles), len(others)))
    for column, other in enumerate(others):
        both = (profiles[:, :, None] >> 8 == other >> 8) & (profiles[:, :, None] > 0) & (other > 0)
        products = (profiles[:, :, None] & 0xFF).astype(np.float64) * (other & 0xFF)
        found[:, column] = (products * both).sum(axis=(1, 2))
    return found


def count_values(
    articles: Numbers, starts: NDArray[np.int32] | None, numbers: NDArray[Any], several: int
) -> NDArray[np.int64]:
    """How many of some articles carry each of several values, by the number of the value.

    Article `a` carries the values numbers[starts[a] : starts[a + 1]], each once. Without `starts`
    it carries the value numbers[a]. Numbers are unsigned, of 8, 16 or 32 bits; there they are
    counted from 1, and 0 is for none.
    """
    starts, numbers = _carried(starts, numbers)
    if (articles >= len(starts) - 1).any() or _is_outside(numbers, several):
        raise IndexError("an article or a value that is not there")
    times = np.repeat(np.bincount(articles, minlength=len(starts) - 1), np.diff(starts))
    return np.bincount(numbers, times, several + 1)[1:].astype(np.int64)


def most_first(
    counts: NDArray[np.int64], places: NDArray[np.int64], spelled: list[str]
) -> list[tuple[str, int]]:
    """Each value that is carried, as it is spelled, with its count: the most frequent first, then
    by place.

    counts[v] articles carry the value v, which is spelled[places[v]]; no two have one place.
    """
    if len(counts) != len(places):
        raise ValueError("each value has its count and a place")
    if len(places) and not 0 <= places.min() <= places.max() < len(spelled):
        raise IndexError("a place that is not there")
    found = np.flatnonzero(counts)
    order = found[np.lexsort((places[found], -counts[found]))]
    return [
        (spelled[place], count)
        for place, count in zip(places[order].tolist(), counts[order].tolist(), strict=True)
    ]


def periods_of(moments: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The period of each of some moments, counted from 1: p has those from begins[p - 1] up to
    begins[p], exclusive. The begins rise; what is of no period has 0.
    """
    periods = np.searchsorted(begins, moments, side="right")
    return np.where(periods < len(begins), periods, 0).astype(np.uint16)


def carriers(starts: NDArray[np.int32] | None, numbers: NDArray[Any], wanted: Flags) -> Flags:
    """Which articles carry one of the values that are flagged (see `count_values`)."""
    starts, numbers = _carried(starts, numbers)
    if _is_outside(numbers, len(wanted)):
        raise IndexError("a value that is not there")
    flags = np.zeros(len(starts) - 1, np.bool_)
    owners = np.repeat(np.arange(len(flags)), np.diff(starts))
    flags[owners[wanted[numbers.astype(np.int64) - 1]]] = True
    return flags


class Promising(NamedTuple):
    """Some values of a type, rising; none of the `others` is carried by more articles than that."""

    values: NDArray[np.int64]
    others: int


def foremost(
    counts: Numbers,
    every: NDArray[np.int32],
    types: NDArray[np.int8],
    type: int,
    most: int,
    *,
    promising: Promising | None = None,
) -> NDArray[np.int64]:
    """The up to `most` values of a type that most articles carry, by their numbers, rising.

    counts[v] of some articles and every[v] of all carry the value v, which is of types[v]. What
    none of some articles carries is not among them. Of values of as many articles those come first
    that more of all carry, then those with lower numbers.

    Natively, it is found sooner where something is known of the values of the type.
    """
    if not len(counts) == len(every) == len(types):
        raise ValueError("each value has its counts and a type")
    found = np.flatnonzero((types == type) & (counts > 0))
    order = np.lexsort((-every[found].astype(np.int64), -counts[found].astype(np.int64)))
    return np.sort(found[order[: max(0, most)]])


def _carried(
    starts: NDArray[np.int32] | None, numbers: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where the values of each article begin, and which they are."""
    if starts is not None:
        return starts, numbers
    has_value = numbers != 0
    return np.append(0, np.cumsum(has_value)), numbers[has_value]


def _is_outside(numbers: NDArray[Any], several: int) -> bool:
    return bool(len(numbers) and (numbers.min() < 1 or numbers.max() > several))
