"""The kernels find natively what they find in NumPy, for random trees and damaged lists."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from math import log
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from index import native
from index.storage.columns.dense_column import written
from index.storage.postings import DenseLists, InvertedIndex, union
from index.storage.postings.layout import SKIP, read_header
from index.storage.scoring import K1, B
from search import kernels
from search.kernels import Kind, Tree, reference

needs_native = pytest.mark.skipif(not native.is_used(), reason="native code does not run")
MakePostings = Callable[..., bytes]


class Field(NamedTuple):
    """A field of a segment."""

    data: bytes
    index: InvertedIndex
    terms: list[bytes]
    saturations: NDArray[np.float64]
    of_lengths: Any  # the saturations as a pair, where the lengths are of two bytes
    share: float
    dense: DenseLists | None


class Segment(NamedTuple):
    articles: int
    fields: list[Field]  # one with positions, and one without
    live: NDArray[np.bool_] | None


class Corpus:
    """Segments of random articles."""

    def __init__(self, make_postings: MakePostings, seed: int, most: int) -> None:
        """`most`: how many articles a segment has at most."""
        self.make_postings = make_postings
        self.source = np.random.default_rng(seed)
        sizes = [size for size in (0, 1, 60, 128, 129, 700, 2048, 2100, 5300, 6200) if size <= most]
        counts = self.source.choice(sizes[2:], self.source.choice([1, 1, 2, 3]))
        counts[1:] = self.source.choice(sizes, len(counts) - 1)
        self.segments = [self.segment(int(count)) for count in counts]

    def segment(self, count: int) -> Segment:
        fields = [self.field(count, has_positions) for has_positions in (True, False)]
        live = self.source.random(count) < self.source.choice([0.02, 0.5, 0.95])
        return Segment(count, fields, None if self.source.random() < 0.5 else live)

    def field(self, count: int, has_positions: bool) -> Field:
        """Terms of every frequency, more or not at all in some stretches, some often."""
        source = self.source
        known = int(source.integers(2, 14))
        terms = [b"t%d" % number for number in range(known)]
        chances = source.choice([3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.002], known)
        by_stretch = chances * source.choice(
            [0.0, 0.0, 1.0, 1.0, 1.0, 9.0], ((count >> 9) + 1, known)
        )
        articles = []
        for article in range(count):
            if article % 7 == 3:  # a tie
                articles.append(articles[-1])
                continue
            weights = by_stretch[article >> 9]
            length = int(source.choice([0, 1, 3, 8, 8, 8, 20, 60])) if weights.any() else 0
            numbers = source.choice(known, length, p=weights / weights.sum()) if length else []
            if article % 701 == 5:
                numbers = np.append(numbers, np.zeros(source.choice([200, 400]), np.int64))
            if article == 1 and source.random() < 0.1:
                numbers = np.append(numbers, np.zeros(70_000, np.int64))
            numbers = np.asarray(numbers, np.int64)
            articles.append(numbers << 1 | (source.random(len(numbers)) < 0.1))
        data = self.make_postings(articles, terms, has_positions)
        index = InvertedIndex(data)
        share = float(source.choice([K1 * B / 10, K1 * B / 3]))
        saturations = K1 * (1 - B) + share * index.lengths.astype(np.float64)
        of_lengths: Any = saturations
        if index.lengths.itemsize == 2:
            of_lengths = K1 * (1 - B) + share * np.arange(1 << 16), index.lengths
        dense = None
        if source.random() < 0.7:  # of frequent terms, or of all
            least = int(source.choice([0, 0.2 * count]))
            dense = DenseLists(b"".join(written(index, least)), count)
        return Field(data, index, [*terms, b"nowhere"], saturations, of_lengths, share, dense)


@lru_cache(maxsize=16)
def corpus(make_postings: MakePostings, seed: int, most: int) -> Corpus:
    return Corpus(make_postings, seed, most)


class TreeMaker:
    """Makes random trees: the same choices for each segment."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def tree(self, segment: Segment, number: int) -> Tree:
        self.choice = random.Random(self.seed)
        self.noise = np.random.default_rng((self.seed, number))
        self.segment = segment
        shapes = [self.bag, self.bag, self.conjunction, self.phrase]  # what people mostly ask
        if self.choice.random() < 0.5:
            return self.choice.choice(shapes)()
        return self.any_tree(self.choice.randint(0, 3))

    def list(self, field: int | None = None) -> Tree:
        field_of = self.segment.fields[self.choice.randint(0, 1) if field is None else field]
        at = self.choice.randrange(20)
        weight = self.choice.choice([0.0, 0.5, 1.0, 1.0, log(3), 7.0])
        saturations = self.saturations(field_of, 0.1)
        term = field_of.terms[at % len(field_of.terms)]
        return Kind.LIST, field_of.index, term, weight, saturations, field_of.share, field_of.dense

    def saturations(self, field: Field, none: float) -> Any:
        kind = self.choice.random()
        if kind < none:
            return None
        return field.of_lengths if kind < (1 + none) / 2 else field.saturations

    def lists(self, least: int, most: int, field: int | None = None) -> tuple[Tree, ...]:
        return tuple(self.list(field) for _ in range(self.choice.randint(least, most)))

    def bag(self) -> Tree:
        return Kind.OR, self.lists(1, 6), self.choice.choice([0, 1, 1, 1, 2])

    def conjunction(self) -> Tree:
        return Kind.AND, self.lists(1, 4)

    def phrase(self) -> Tree:
        lists = self.lists(1, 3, 0)
        if self.choice.random() < 0.3:  # a slop for each term but the first
            return Kind.PHRASE, lists, tuple(self.choice.choice([0, 1, 1, 2, 9]) for _ in lists[1:])
        return Kind.PHRASE, lists, self.choice.choice([0, 1, 1, 1, 2, 9])

    def array(self) -> Tree:
        field_of = self.segment.fields[self.choice.randint(0, 1)]
        terms = [field_of.terms[self.choice.randrange(20) % len(field_of.terms)] for _ in range(3)]
        chosen = dict.fromkeys(terms[: self.choice.randint(0, 3)])
        saturations = self.saturations(field_of, 0.2)
        articles, frequencies = union(field_of.index, chosen)
        if self.choice.random() < 0.5:
            frequencies = np.minimum(frequencies, 255).astype(np.uint8)
        return Kind.ARRAY, articles, frequencies, 1.5, saturations

    def mask(self) -> Tree:
        return Kind.MASK, self.flags()

    def flags(self) -> NDArray[np.bool_]:
        share = self.choice.choice([0.0, 0.01, 0.5, 1.0])
        return self.noise.random(self.segment.articles) < share

    def leaf(self) -> Tree:
        kind = self.choice.choice(
            [Kind.LIST] * 6 + [Kind.ARRAY, Kind.MASK, Kind.EVERY, Kind.PHRASE]
        )
        if kind is Kind.EVERY:
            return kind, self.choice.choice([0.0, 0.3, 2.0])
        made: Tree = getattr(self, kind.name.lower())()
        return made

    def any_tree(self, depth: int) -> Tree:
        if depth == 0 or self.choice.random() < 0.15:
            return self.leaf()
        kind = self.choice.choice(
            [Kind.AND, Kind.AND, Kind.OR, Kind.OR, Kind.NOT, Kind.CONSTANT, Kind.MAYBE]
        )
        one = self.any_tree(depth - 1)
        if kind is Kind.NOT:
            return kind, one
        if kind is Kind.CONSTANT:
            return kind, one, self.choice.choice([0.0, 0.1, 0.7, 3.0])
        if kind is Kind.MAYBE:
            return kind, one, self.any_tree(depth - 1)
        others = (self.any_tree(depth - 1) for _ in range(self.choice.randint(0, 3)))
        children = () if self.choice.random() < 0.05 else (one, *others)
        return (kind, children, *([self.choice.choice([0, 1, 1, 2, 3])] if kind is Kind.OR else []))


def run(module: ModuleType, segments: list[Segment], seed: int) -> tuple[Any, ...]:
    """A random query: (total, best, matches, share), both as (numbers, scores)."""
    source = random.Random(seed)
    size = sum(segment.articles for segment in segments)
    best = module.Best(source.choice([0, 1, 3, 10, 10, 100, size + 5]))
    share = source.choice([None, None, 0.0, 0.35, 1.0])
    matches = None if share is None else module.Matches(share)
    has_conditions, has_within = source.random() < 0.3, source.random() < 0.3
    is_ranked, must_match = source.random() < 0.93, source.random() < 0.8
    ranked, conditions, within = (TreeMaker(source.getrandbits(40)) for _ in range(3))
    first = total = 0
    for number, segment in enumerate(segments):
        total += module.evaluate(
            segment.articles,
            first,
            segment.live,
            conditions.tree(segment, number) if has_conditions else None,
            ranked.tree(segment, number) if is_ranked else None,
            must_match,
            (within.tree(segment, number), within.flags())[1] if has_within else None,
            best,
            matches,
        )
        first += segment.articles
    return total, best.ranked(), matches and matches.found(), share


def assert_same_query(segments: list[Segment], seed: int) -> None:
    total, (numbers, scores), found, share = run(kernels, segments, seed)
    expected_total, expected, expected_found, _ = run(reference, segments, seed)
    assert total == expected_total
    # Sums in another order round differently, so that ties may change places.
    assert scores == pytest.approx(expected[1], rel=1e-9, abs=1e-9)
    assert len(set(numbers.tolist())) == len(numbers)
    assert (np.diff(numbers.astype(np.int64))[np.diff(scores) == 0] > 0).all()
    last = expected[1][-1] if len(scores) else 0.0
    above = scores > last + 1e-9
    assert set(numbers[above]) == set(expected[0][above])
    order = np.lexsort((numbers, -np.round(scores, 7)))
    expected_order = np.lexsort((expected[0], -np.round(expected[1], 7)))
    tied = np.round(expected[1], 7) == np.round(last, 7)
    assert numbers[order][~tied].tolist() == expected[0][expected_order][~tied].tolist()
    if found is None:
        return
    mine = dict(zip(*(part.tolist() for part in found), strict=True))
    theirs = dict(zip(*(part.tolist() for part in expected_found), strict=True))
    limit = share * max(theirs.values(), default=0.0)
    for number in mine.keys() ^ theirs.keys():  # on the limit
        assert {**mine, **theirs}[number] == pytest.approx(limit, rel=1e-9)
    assert found[0].tolist() == sorted(mine)
    common = sorted(mine.keys() & theirs.keys())
    assert [mine[n] for n in common] == pytest.approx([theirs[n] for n in common], rel=1e-9)


@needs_native
@pytest.mark.parametrize("seed", range(8))
def test_native_finds_what_numpy_finds(make_postings: MakePostings, seed: int) -> None:
    segments = corpus(make_postings, seed, 2100 if seed % 2 else 6200).segments
    for query in range(50):
        assert_same_query(segments, 1000 * seed + query)


Numbers = NDArray[np.uint32]
Scores = NDArray[np.float64]
MODULES = pytest.mark.parametrize("module", [kernels, reference])


class BagMaker(TreeMaker):
    """Makes bags: lists and arrays all of which weigh something."""

    def tree(self, segment: Segment, number: int) -> Tree:
        self.choice = random.Random(self.seed)
        self.segment = segment
        lists = []
        for _ in range(self.choice.randint(0, 8)):
            kind, *rest = self.array() if self.choice.random() < 0.2 else self.list()
            at = 2
            rest[at] = rest[at] or 0.3  # the weight
            lists.append((kind, *rest))
        return Kind.OR, tuple(lists), 1


def every(segment: Segment, bag: Tree) -> Numbers:
    """The articles that a bag finds, deleted ones included."""
    matches = reference.Matches(0.0)
    arguments = segment.articles, 0, None, None, bag, True, None
    reference.evaluate(*arguments, reference.Best(0), matches)
    return matches.found()[0]


def promised(module: ModuleType, segments: list[Segment], bags: BagMaker) -> float:
    """The best score of the promising articles of all segments."""
    best = 0.0
    for number, segment in enumerate(segments):
        made = module.Bag(segment.articles, bags.tree(segment, number))
        numbers = made.promising(4, segment.live)
        matches = reference.Matches(0.0)
        arguments = segment.articles, 0, segment.live, None, bags.tree(segment, number)
        reference.evaluate(*arguments, True, None, reference.Best(0), matches)
        assert len(numbers) <= 4
        assert (np.diff(numbers.astype(np.int64)) > 0).all()
        assert set(numbers.tolist()) <= set(matches.found()[0].tolist())
        best = max(best, made.scores(numbers).max(initial=0.0))
    return best


def bracketed(
    module: ModuleType, segments: list[Segment], seed: int
) -> tuple[Numbers, Scores, Scores, Scores, Numbers]:
    """(numbers, lowest, highest, exact scores) of a random query, and those that have to be there:
    the best within the flags, and the matches."""
    source = random.Random(seed)
    most = source.choice([0, 1, 3, 10, 200])
    share = source.choice([None, 0.2, 0.35, 0.9, 1.0])
    if not most and share is None:
        most = 3
    has_conditions, has_within = source.random() < 0.3, source.random() < 0.3
    bags, conditions = BagMaker(source.getrandbits(40)), TreeMaker(source.getrandbits(40))
    brackets = module.Brackets(most, share)
    all_scores, exact, competing, found = [], [], [], []
    first = 0
    if share is not None and not has_conditions:
        brackets.raise_top(promised(module, segments, bags))
    for number, segment in enumerate(segments):
        bag = bags.tree(segment, number)
        condition = conditions.tree(segment, number) if has_conditions else None
        noise = np.random.default_rng((seed, number)).random(segment.articles)
        within = noise < 0.4 if has_within else None
        arguments = segment.articles, first, segment.live, condition
        made = module.Bag(segment.articles, bag)
        made.bracket(first, segment.live, condition, within, brackets)
        matches = reference.Matches(0.0)
        reference.evaluate(*arguments, bag, True, None, reference.Best(0), matches)
        numbers, scores = matches.found()
        own = (numbers - np.uint32(first)).astype(np.uint32)
        found.append(numbers)
        all_scores.append(scores)
        exact.append(made.scores(own))
        some = np.flatnonzero(noise < 0.7).astype(
            np.uint32
        )  # the order of the lists is another one
        assert made.holders(some).tolist() == np.isin(some, every(segment, bag)).tolist()
        competing.append(np.ones(len(own), np.bool_) if within is None else within[own])
        first += segment.articles
    numbers, scores = np.concatenate(found), np.concatenate(all_scores)
    assert np.concatenate(exact) == pytest.approx(scores, rel=1e-9)
    among = np.concatenate(competing)
    order = np.flatnonzero(among)[np.argsort(-scores[among], kind="stable")][:most]
    wanted = set(numbers[order].tolist())
    if share is not None:
        wanted |= set(numbers[scores >= share * scores.max(initial=0.0) * (1 + 1e-9)].tolist())
    needed_of_best = brackets.needed_of_best()
    got, lowest, highest = brackets.found()
    known = dict(zip(numbers.tolist(), scores.tolist(), strict=True))
    assert set(got.tolist()) <= set(known)
    own_scores = np.array([known[number] for number in got.tolist()])
    ties = scores[order[-1]] if len(order) == most and most else 0.0
    if most:  # no more than each of the best, and what is known from below of so many
        assert needed_of_best <= ties * (1 + 1e-9)
        assert (
            len(order) < most
            or np.count_nonzero(lowest[np.isin(got, numbers[among])] >= needed_of_best) >= most
        )
    else:
        assert needed_of_best > 1e299
    needed = {one for one in wanted if known[one] > ties * (1 + 1e-9) or share is not None}
    return got, lowest, highest, own_scores, np.array(sorted(needed), np.uint32)


@pytest.mark.parametrize("seed", range(4))
@MODULES
def test_scores_lie_in_their_brackets_and_nothing_that_matters_is_lost(
    make_postings: MakePostings, module: ModuleType, seed: int
) -> None:
    made = corpus(make_postings, seed, 2100 if seed % 2 else 6200)
    for query in range(20):
        got, lowest, highest, scores, wanted = bracketed(module, made.segments, 100 * seed + query)
        assert (np.diff(got.astype(np.int64)) > 0).all()
        assert (lowest <= scores * (1 + 1e-9)).all()
        assert (highest >= scores * (1 - 1e-9)).all()
        lost = np.setdiff1d(wanted, got)
        assert len(lost) == 0


@MODULES
def test_only_bags_are_bracketed_and_scored(
    make_postings: MakePostings, module: ModuleType
) -> None:
    segment = corpus(make_postings, 0, 2100).segments[0]
    one = TreeMaker(1)
    one.choice, one.segment = random.Random(1), segment
    tree = Kind.AND, (one.list(), one.list())
    with pytest.raises(ValueError, match="bag"):
        module.Bag(segment.articles, tree)
    with pytest.raises(ValueError, match="rising"):
        module.Bag(segment.articles, one.list()).scores(np.array([3, 3], np.uint32))
    with pytest.raises(ValueError, match="rising"):
        module.Bag(segment.articles, one.list()).holders(np.array([3, 3], np.uint32))
    with pytest.raises(ValueError, match="share"):
        module.Brackets(3, 0.0)


@MODULES
def test_an_article_of_several_rare_terms_is_promising(
    make_postings: MakePostings, module: ModuleType
) -> None:
    texts: list[Any] = [np.array([0]) for _ in range(2000)]
    texts[700] = np.array([1, 2]) << 1
    texts[800] = texts[1300] = np.array([2]) << 1
    index = InvertedIndex(make_postings(texts, [b"often", b"once", b"rare"], True))
    weights = {b"often": 0.1, b"once": 1.0, b"rare": 1.0}
    lists = [(Kind.LIST, index, term, weight, None, 0.0, None) for term, weight in weights.items()]
    bag = module.Bag(2000, (Kind.OR, tuple(lists), 1))
    assert bag.promising(1, None).tolist() == [700]
    live = np.ones(2000, np.bool_)
    live[[700, 800]] = False
    assert bag.promising(1, live).tolist() == [1300]
    assert bag.promising(0, None).tolist() == []


def run_pairs(module: ModuleType, segment: Segment, seed: int) -> list[list[int]]:
    """How often random pairs stand in random articles."""
    source = np.random.default_rng(seed)
    share = source.choice([1.0, 0.3, 0.01])
    articles = np.flatnonzero(source.random(segment.articles) < share).astype(np.uint32)
    terms = [(field.index, term) for field in segment.fields for term in field.terms]
    pairs = [(int(a), int(b)) for a, b in source.integers(0, len(terms), (6, 2))]
    counted = module.pair_frequencies(terms, [*pairs, (0, 0), (0, 1), (1, 0)], articles)
    assert counted.dtype == np.int32
    found: list[list[int]] = counted.tolist()
    return found


@needs_native
@pytest.mark.parametrize("seed", range(3))
def test_native_counts_the_pairs_that_numpy_counts(make_postings: MakePostings, seed: int) -> None:
    for segment in corpus(make_postings, seed, 2100).segments:
        for choice in range(6):
            found = run_pairs(kernels, segment, choice)
            assert found == run_pairs(reference, segment, choice)


@needs_native
@pytest.mark.parametrize("seed", range(3))
def test_native_finds_the_rows_that_numpy_finds(make_postings: MakePostings, seed: int) -> None:
    source = np.random.default_rng(seed)
    found = 0
    for segment in corpus(make_postings, seed, 2100).segments:
        field = segment.fields[0]
        for before in (0, 1, 1, 2, 3):
            numbers = source.integers(0, min(6, len(field.terms)), before + 4).tolist()
            terms = [(field.index, field.terms[number]) for number in numbers]
            articles = np.flatnonzero(source.random(segment.articles) < 0.3).astype(np.uint32)
            flags = kernels.behind_row(terms, before, articles)
            assert flags.tolist() == reference.behind_row(terms, before, articles).tolist()
            found += int(flags.sum())
    assert found


@pytest.mark.parametrize("seed", range(3))
def test_a_union_holds_the_articles_of_its_terms(make_postings: MakePostings, seed: int) -> None:
    for field in corpus(make_postings, seed, 2100).segments[0].fields:
        for count in range(5):
            chosen = random.Random(seed).sample(field.terms, min(count, len(field.terms)))
            expected: dict[int, int] = {}
            for term in chosen:
                articles, frequencies, _ = field.index.postings(term)
                for article, frequency in zip(articles, frequencies, strict=True):
                    expected[int(article)] = expected.get(int(article), 0) + int(frequency)
            articles, frequencies = union(field.index, chosen)
            assert articles.dtype == frequencies.dtype == np.uint32
            assert articles.tolist() == sorted(expected)
            assert frequencies.tolist() == [expected[number] for number in sorted(expected)]


def damaged(field: Field, source: random.Random) -> Field:
    """The field with some bytes of its dictionary, lists or positions changed."""
    data = bytearray(field.data)
    header = read_header(memoryview(data))
    parts = [(header.runs, header.end), (header.data, header.end), (header.data, header.positions)]
    first, end = source.choice(parts)
    for _ in range(source.choice([1, 1, 5, 50]) if first < end else 0):
        value = source.choice([0, 1, 127, 128, 254, 255, source.randrange(256)])
        data[source.randrange(first, end)] = value
    return field._replace(data=bytes(data), index=InvertedIndex(bytes(data)))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_lists_are_found_out_or_read(make_postings: MakePostings, seed: int) -> None:
    source = random.Random(seed)
    for segment in corpus(make_postings, seed % 4, 2100).segments:
        for query in range(10 if segment.articles else 0):
            fields = [damaged(field, source) for field in segment.fields]
            with suppress(ValueError):
                run(kernels, [segment._replace(fields=fields)], query)
            with suppress(ValueError):
                run_pairs(kernels, segment._replace(fields=fields), query)


@needs_native
def test_a_block_after_one_that_was_left_out_is_checked(make_postings: MakePostings) -> None:
    """What a damaged skip says of the articles before it may be read by the next block only."""
    few, more, most = [0] + [2] * 20, [0] * 3, [0] * 9
    articles = [more] * 128 + [few] * 128 + [most] * 128 * 4
    data = bytearray(make_postings(articles, [b"a", b"b", b"c"]))
    skips = read_header(memoryview(data)).data
    gaps = np.zeros(128, np.uint8)  # of three bits each, which lead once around to the last article
    gaps[:73] = 7
    before = (383 - 128 - 7 * 73) % 2**32
    second, third = skips + SKIP.size, skips + 2 * SKIP.size
    struct.pack_into("<I", data, second, before)
    data[third + 12] = 3
    begin = skips + 6 * SKIP.size + struct.unpack_from("<I", data, third + 4)[0]
    lanes = np.unpackbits(gaps[:, None], axis=1)[:, :4:-1].reshape(32, 4, 3).transpose(1, 0, 2)
    words = np.packbits(lanes.reshape(4, 96), axis=1, bitorder="little").view("<u4")
    data[begin : begin + 48] = words.T.tobytes()
    index = InvertedIndex(bytes(data))
    share = K1 * B / 10
    saturations = K1 * (1 - B) + share * index.lengths
    tree = Kind.LIST, index, b"a", 1.0, saturations, share, None
    with pytest.raises(ValueError, match="damaged"):
        kernels.evaluate(len(articles), 0, None, None, tree, True, None, kernels.Best(1), None)
