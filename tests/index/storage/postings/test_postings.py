"""Posting lists, written and read natively and with NumPy: each reads what the other writes."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.storage import postings
from index.storage.postings import Inverter, reference
from index.storage.postings.layout import BLOCK, HEADER, SKIP, is_whole
from index.storage.spooling import Spool

KINDS: dict[str, Any] = {"reference": reference}
if native.is_used():
    KINDS["native"] = postings

Article = dict[bytes, list[int]]  # the packed positions of each term


class Segment(NamedTuple):
    articles: list[Article | None]  # None: nothing was added
    has_positions: bool


@pytest.fixture(params=["native", "reference"])
def kind(request: pytest.FixtureRequest) -> Any:
    """Each of the implementations."""
    if request.param not in KINDS:
        pytest.skip("native code does not run")
    return KINDS[request.param]


def pack(article: Article, has_positions: bool = True) -> bytes:
    """An article's term vector."""
    frequencies = [len(packed) for packed in article.values()]
    packed = [one for packed in article.values() for one in packed] if has_positions else []
    numbers = [len(article), len(packed), *frequencies, *map(len, article), *packed]
    return struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(article)


def write(kind: Any, segment: Segment) -> bytes:
    """The file of a segment."""
    inverter = kind.Inverter(segment.has_positions)
    for number, article in enumerate(segment.articles):
        if article is not None:
            inverter.add(number, pack(article, segment.has_positions))
    return b"".join(inverter.finish(len(segment.articles)))


def check(index: Any, segment: Segment) -> None:
    """Whether the index tells of the segment what is in it."""
    lists: dict[bytes, dict[int, list[int]]] = {}
    for number, article in enumerate(segment.articles):
        for term, packed in (article or {}).items():
            lists.setdefault(term, {})[number] = packed
    terms = [
        (term, len(found), sum(map(len, found.values()))) for term, found in sorted(lists.items())
    ]
    lengths = [sum(map(len, (article or {}).values())) for article in segment.articles]
    assert index.lengths.tolist() == lengths
    assert (index.articles, index.terms) == (len(lengths), len(terms))
    assert (index.total_length, index.has_positions) == (sum(lengths), segment.has_positions)
    assert index.terms_from(b"") == terms
    for every in (1, 2, 7):
        flags = np.arange(len(lengths)) % every == 0
        counts = index.count_within(flags)
        assert counts.dtype == np.uint32
        assert counts.tolist() == [sum(n % every == 0 for n in lists[term]) for term, _, _ in terms]
    for n, (term, df, cf) in enumerate(terms):
        assert term in index
        assert index.frequencies(term) == (df, cf)
        assert index.terms_from(term, n % 5) == terms[n : n + n % 5]
        found = lists[term]
        packed = [one for packed in found.values() for one in packed]
        expected = [list(found), list(map(len, found.values())), packed]
        if not segment.has_positions:
            expected[2] = []
        arrays = index.postings(term)
        assert [array.tolist() for array in arrays] == expected
        assert all(array.dtype == np.uint32 for array in arrays)
        assert [array.tolist() for array in index.postings(term, False)] == [*expected[:2], []]
    for term in [b"", b"\xff" * 30, *(term + b"\0" for term in lists), *(t[:-1] for t in lists)]:
        if term not in lists:
            assert term not in index
            assert index.frequencies(term) == (0, 0)
            assert [len(array) for array in index.postings(term)] == [0, 0, 0]
            assert index.terms_from(term, 2) == [one for one in terms if one[0] > term][:2]


TERMS = st.lists(
    st.one_of(
        st.binary(max_size=3),
        st.binary(max_size=2).map(lambda end: b"the same sixteen" + end),
        st.binary(max_size=2).map(lambda end: b"the same sixteen bytes and more" * 5 + end),
        st.text(min_size=1, max_size=12).map(lambda text: text.encode("utf-8", "replace")),
    ),
    unique=True,
    max_size=40,
)


@st.composite
def segments(draw: st.DrawFn, has_positions: bool | None = None) -> Segment:
    """Segments with terms in few and many articles, once and often, near and far."""
    terms = draw(TERMS)
    rng = random.Random(draw(st.integers(0, 1 << 32)))
    count = draw(st.sampled_from([0, 1, 2, 7, 127, 128, 129, 256, 300, 1100]))
    if has_positions is None:
        has_positions = draw(st.booleans())
    articles: Any = [{} for _ in range(count)]
    for term in terms if count else ():
        share = rng.choice([0, 0.02, 0.1, 0.5, 1] if count < 1000 else [0, 0, 0.02, 1])
        holders = [n for n in range(count) if rng.random() < share] or [rng.randrange(count)]
        most = rng.choice([1, 1, 3, 300 if len(holders) < 20 else 5])
        furthest = rng.choice([4, 1000, (1 << 30) + 1])
        flags = rng.choice([0, 1])
        for n in holders:
            positions = sorted(rng.randrange(furthest) for _ in range(rng.randint(1, most)))
            articles[n][term] = [place << 1 | rng.randint(0, flags) for place in positions]
    missing = rng.choice([0, 0.1])
    articles = [None if rng.random() < missing else article for article in articles]
    return Segment(articles, has_positions)


def pairs() -> Iterator[tuple[Any, Any]]:
    """Each of the implementations with each."""
    for one in KINDS.values():
        for other in KINDS.values():
            yield one, other


@settings(max_examples=60, deadline=None)
@given(segments())
def test_what_one_writes_each_reads(segment: Segment) -> None:
    for writer, reader in pairs():
        check(reader.InvertedIndex(write(writer, segment)), segment)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_joining_is_inverting_what_lives(data: st.DataObject) -> None:
    has_positions = data.draw(st.booleans())
    parts = data.draw(st.lists(segments(has_positions), max_size=4))
    rng = random.Random(data.draw(st.integers(0, 1 << 32)))
    share = data.draw(st.sampled_from([0, 0.5, 0.9, 1]))
    live = [np.array([rng.random() < share for _ in part.articles], bool) for part in parts]
    survivors = [
        article
        for part, flags in zip(parts, live, strict=True)
        for article, lives in zip(part.articles, flags, strict=True)
        if lives
    ]
    for writer, joiner in pairs():
        files = [write(writer, part) for part in parts]
        indexes = [joiner.InvertedIndex(file) for file in files]
        joined = b"".join(joiner.join(list(zip(indexes, live, strict=True)), has_positions))
        for reader in KINDS.values():
            check(reader.InvertedIndex(joined), Segment(survivors, has_positions))


def test_what_is_put_aside_while_segments_are_joined_comes_back(kind: Any, tmp_path: Path) -> None:
    """More than is held in memory: lists and positions of several megabytes."""
    rng = np.random.default_rng(5)
    articles, terms, frequency = 1_500, [b"anh", b"ca", b"song"], 320
    texts = b"".join(terms)
    sizes = np.array([frequency] * 3 + [len(term) for term in terms], "<u4").tobytes()
    inverters = [kind.Inverter(True) for _ in range(3)]
    for number in range(articles):
        positions = np.sort(rng.integers(0, 1 << 31, (3, frequency), np.int64), axis=1)
        vector = struct.pack("<2I", 3, 3 * frequency) + sizes
        vector += positions.astype("<u4").tobytes() + texts
        inverters[0].add(number, vector)
        inverters[1 + number % 2].add(number // 2, vector)
    whole, *halves = [
        b"".join(one.finish(count))
        for one, count in zip(inverters, (articles, articles // 2, articles // 2), strict=True)
    ]
    assert len(whole) > 4 << 20
    told: list[int] = []
    spool = partial(Spool, tmp_path, told.append)
    everything = np.ones(articles, bool)
    again = b"".join(kind.join([(kind.InvertedIndex(whole), everything)], True, spool))
    assert again == whole
    assert sum(told) > 4 << 20
    parts = [(kind.InvertedIndex(half), everything[::2]) for half in halves]
    joined = kind.InvertedIndex(b"".join(kind.join(parts, True, spool)))
    alternating = [*range(0, articles, 2), *range(1, articles, 2)]
    for term in terms:
        expected = kind.InvertedIndex(whole).postings(term)
        found = joined.postings(term)
        assert found[0].tolist() == list(range(articles))
        assert found[1].tolist() == expected[1].tolist()
        rows = np.asarray(expected[2]).reshape(articles, frequency)[alternating]
        assert (np.asarray(found[2]).reshape(articles, frequency) == rows).all()
    assert not [*tmp_path.iterdir()]


def test_many_articles_and_long_lists_come_back() -> None:
    """Full blocks of every width, blocks of one number less, and offsets of several bytes."""
    rng = random.Random(7)
    articles: list[Article | None] = []
    for number in range(20_000):
        article: Article = {b"all": [2 * number]}
        if number % 3 == 0:
            article[b"third"] = [0] * rng.choice([1, 1, 1, 2, 600 if number % 999 == 0 else 1])
        if number < 129 or number > 19_990:
            article[b"ends"] = sorted(rng.randrange(1 << 31) for _ in range(3))
        articles.append(article)
    segment = Segment(articles, True)
    for writer, reader in pairs():
        check(reader.InvertedIndex(write(writer, segment)), segment)


@pytest.mark.parametrize("bits", range(1, 32))
def test_numbers_of_every_width_come_back(bits: int, kind: Any) -> None:
    """Gaps do not get that wide in a test, but frequencies without positions and codes do."""
    rng = random.Random(bits)
    inverter = kind.Inverter(False)
    frequencies = [rng.randrange(1 << bits - 1, 1 << bits) for _ in range(2 * BLOCK)]
    for number, frequency in enumerate(frequencies):
        inverter.add(number, struct.pack("<4I", 1, 0, frequency, 1) + b"x")
    file = b"".join(inverter.finish(2 * BLOCK))
    positions = [one << bits for one in range(3 * BLOCK)]
    positions = [one & 0xFFFFFFFF for one in positions]
    segment = Segment([{b"y": positions}], True)
    for reader in KINDS.values():
        assert reader.InvertedIndex(file).postings(b"x")[1].tolist() == frequencies
        check(reader.InvertedIndex(write(kind, segment)), segment)


def test_lengths_of_four_bytes_come_back(kind: Any) -> None:
    segment = Segment([{b"x": [0] * 70_000}, {b"x": [2]}, None], True)
    for reader in KINDS.values():
        index = reader.InvertedIndex(write(kind, segment))
        check(index, segment)
        joined = b"".join(reader.join([(index, [True, False, True])], True))
        check(reader.InvertedIndex(joined), Segment([segment.articles[0], None], True))


def test_the_bounds_hold_for_all_of_their_block(kind: Any) -> None:
    """No article has more than the highest frequency or less than the shortest length."""
    rng = random.Random(3)
    articles: list[Article | None] = [
        {b"x": [0] * rng.randint(1, 300), b"y": [0] * rng.randint(1, 90_000 if n == 5 else 50)}
        for n in range(3 * BLOCK + 5)
    ]
    file = write(kind, Segment(articles, True))
    begin = HEADER.unpack_from(file)[10]  # the lists of "x" come first
    for block in range(4):
        skip = SKIP.unpack_from(file, begin + block * SKIP.size)
        bounds = list(zip(skip[6:9], skip[9:12], strict=True))[: skip[5]]
        assert bounds
        for article in articles[block * BLOCK : (block + 1) * BLOCK]:
            assert article
            length = min(sum(map(len, article.values())), 65535)
            frequency = min(len(article[b"x"]), 255)
            assert any(most >= frequency and least <= length for most, least in bounds)


# Refusals


def bad_vectors() -> Iterator[tuple[str, bytes]]:
    good = pack({b"ab": [2, 4], b"c": [6]})
    yield "empty", b""
    for size in (7, 8, 20, len(good) - 1):
        yield f"cut to {size}", good[:size]
    yield "a byte too many", good + b"x"
    yield "no positions", pack({b"ab": [2, 4], b"c": [6]}, has_positions=False)
    yield "positions without terms", struct.pack("<3I", 0, 1, 2)
    yield "a position too few", struct.pack("<7I", 2, 2, 2, 1, 2, 1, 2) + bytes(4) + b"abc"
    yield "a term that stands nowhere", struct.pack("<6I", 2, 1, 1, 0, 1, 1) + bytes(4) + b"xy"
    yield "a term twice", struct.pack("<8I", 2, 2, 1, 1, 2, 2, 2, 4) + b"nono"
    yield "very many terms", struct.pack("<2I", 0xFFFFFFFF, 0xFFFFFFFF) + bytes(100)
    yield "very long terms", struct.pack("<6I", 1, 1, 1, 0xFFFFFFFF, 2, 2)
    yield "very often", struct.pack("<6I", 2, 1, 0xFFFFFFFF, 2, 1, 0) + bytes(4) + b"x"


BAD = dict(bad_vectors())


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_vector_leaves_nothing(name: str, kind: Any) -> None:
    segment = Segment([{b"ab": [2]}, {b"c": [2, 8], b"ab": [6]}, {b"d": [0]}], True)
    inverter = kind.Inverter(True)
    for number, article in enumerate(segment.articles):
        with pytest.raises(ValueError, match="term"):
            inverter.add(number, BAD[name])
        inverter.add(number, memoryview(pack(article or {})))
        with pytest.raises(ValueError, match="rising"):
            inverter.add(number, pack({b"other": [2]}))
    assert inverter.nbytes > 0
    with pytest.raises(ValueError, match="more articles"):
        inverter.finish(2)
    file = b"".join(inverter.finish(3))
    check(kind.InvertedIndex(file), segment)
    for again in (lambda: inverter.add(3, pack({})), lambda: inverter.finish(3)):
        with pytest.raises(ValueError, match="have been inverted"):
            again()


def test_vectors_with_positions_where_none_are_kept(kind: Any) -> None:
    inverter = kind.Inverter(False)
    with pytest.raises(ValueError, match="vector"):
        inverter.add(0, pack({b"x": [2]}))
    inverter.add(0, pack({}, False))
    check(kind.InvertedIndex(b"".join(inverter.finish(1))), Segment([{}], False))


def test_more_articles_than_a_segment_holds(kind: Any) -> None:
    inverter = kind.Inverter(True)
    with pytest.raises(OverflowError):
        inverter.add(1 << 31, pack({b"x": [2]}))
    with pytest.raises(OverflowError):
        inverter.finish(1 << 31)


def test_what_cannot_be_joined(kind: Any) -> None:
    one = kind.InvertedIndex(write(kind, Segment([{b"x": [2]}], True)))
    other = kind.InvertedIndex(write(kind, Segment([{b"x": [2]}], False)))
    with pytest.raises(ValueError, match="positions"):
        kind.join([(one, [True]), (other, [True])], True)
    with pytest.raises(ValueError, match="flag"):
        kind.join([(one, [True, True])], True)
    check(kind.InvertedIndex(b"".join(kind.join([], True))), Segment([], True))


def test_terms_are_bytes(kind: Any) -> None:
    index = kind.InvertedIndex(write(kind, Segment([{b"x": [2]}], True)))
    asks: list[Callable[[Any], object]] = [
        index.__contains__,
        index.frequencies,
        index.postings,
        index.terms_from,
    ]
    for ask in asks:
        for term in (None, "x", 3):
            with pytest.raises(TypeError):
                ask(term)


def test_a_mask_has_one_flag_for_each_article(kind: Any) -> None:
    index = kind.InvertedIndex(write(kind, Segment([{b"x": [0]}, {b"x": [0]}], True)))
    for flags in (1, 3):
        with pytest.raises(ValueError, match="one flag"):
            index.count_within(np.ones(flags, bool))


def test_the_checksum_covers_every_byte() -> None:
    parts = Inverter(True).finish(3)
    data = b"".join(parts)
    assert is_whole(memoryview(data))
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        assert not is_whole(memoryview(bytes(changed)))
