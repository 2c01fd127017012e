"""Damaged posting lists with checksums: each answer is the right one or an error, never another."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from helpers.checksums import block_checksums

from index import native
from index.storage import postings
from index.storage.checksums import BLOCK_SIZE, Checked, DamagedBlockError
from index.storage.postings import reference
from index.storage.postings.layout import MAGIC, read_header
from index.storage.scoring import K1, B
from search import kernels
from search.kernels import Kind

READERS: dict[str, Any] = {
    "reference": SimpleNamespace(
        InvertedIndex=reference.InvertedIndex,
        join=reference.join,
        count_bigrams=reference.count_bigrams,
        holders=reference.holders,
        holders_between=reference.holders_between,
        terms_like=reference.terms_like,
        union=reference.union,
        kernels=kernels.reference,
    )
}
if native.is_used():
    READERS["native"] = SimpleNamespace(
        InvertedIndex=postings.InvertedIndex,
        join=postings.join,
        count_bigrams=postings.count_bigrams,
        holders=postings.holders,
        holders_between=postings.holders_between,
        terms_like=postings.terms_like,
        union=postings.union,
        kernels=kernels,
    )

ARTICLES = 12_000  # their lengths have more than one block
TERMS = 6000
MakePostings = Callable[..., bytes]


@pytest.fixture(params=["native", "reference"])
def reader(request: pytest.FixtureRequest) -> Any:
    """Each of the implementations."""
    if request.param not in READERS:
        pytest.skip("native code does not run")
    return READERS[request.param]


class Column(NamedTuple):
    """A column as it was written, its table, and where its sections begin and end."""

    data: bytes
    checksums: bytes
    terms: list[bytes]
    places: list[int]

    def opened(self, data: bytes | None = None) -> Checked:
        """The column as a process opens it that has read nothing of it."""
        return Checked(self.data if data is None else data, self.checksums, "a.seg", "text")


@cache
def column(make_postings: MakePostings) -> Column:
    """Terms of every frequency; the sections have several blocks each."""
    source = np.random.default_rng(11)
    terms = sorted(b"%s%05d" % (b"ab"[n % 2 : n % 2 + 1] * (n % 9), n) for n in range(TERMS))
    chances = 1 / (source.permutation(TERMS) + 3.0)
    chances /= chances.sum()
    lengths = source.integers(4, 40, ARTICLES)
    tokens = source.choice(TERMS, int(lengths.sum()), p=chances)
    breaks = source.random(len(tokens)) < 0.1
    articles = np.split(tokens << 1 | breaks, np.cumsum(lengths)[:-1])
    data = make_postings(articles, terms)
    header = read_header(memoryview(data))
    return Column(data, block_checksums(data), terms, [0, *header[7:]])


def chosen(column: Column) -> list[bytes]:
    """Some terms, the most frequent first, and one that is nowhere."""
    index = reference.InvertedIndex(column.data)
    by_df = sorted(index.terms_from(b""), key=lambda one: -one[1])
    return [by_df[n][0] for n in (0, 1, 2, 9, 40, 200, 1500)] + [b"nowhere"]


def plain(value: Any) -> Any:
    """The value as lists, which can be compared."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def questions(reader: Any, terms: list[bytes]) -> dict[str, Callable[[Any], Any]]:
    """What is asked of an inverted index, by name."""
    few = np.arange(0, ARTICLES, 97, dtype=np.uint32)

    def listed(index: Any, term: bytes) -> Any:
        share = K1 * B / 80
        saturations = K1 * (1 - B) + share * index.lengths.astype(np.float64)
        return (Kind.LIST, index, term, 2.0, saturations, share, None)

    def evaluated(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def ask(index: Any) -> Any:
            best, matches = reader.kernels.Best(10), reader.kernels.Matches(0.4)
            total = reader.kernels.evaluate(
                ARTICLES, 0, None, None, make(index), True, None, best, matches
            )
            return total, best.ranked(), matches.found()

        return ask

    def best_only(index: Any) -> Any:
        best = reader.kernels.Best(3)
        tree = listed(index, terms[0])
        total = reader.kernels.evaluate(ARTICLES, 0, None, None, tree, True, None, best, None)
        return total, best.ranked()

    return {
        "lengths": lambda index: (index.lengths, index.total_length, index.terms),
        "frequencies": lambda index: [index.frequencies(term) for term in terms],
        "contains": lambda index: [term in index for term in terms],
        "postings": lambda index: [index.postings(term) for term in terms],
        "lists": lambda index: [index.postings(term, False) for term in terms],
        "union": lambda index: reader.union(
            index, [term for term, *_ in index.terms_from(b"aab", 30)]
        ),
        "any of some": lambda index: reader.holders(index, terms[2:]),
        "any of a range": lambda index: reader.holders_between(index, 900, 1300),
        "pattern": lambda index: reader.terms_like(index, b"*b*77?"),
        "some terms": lambda index: index.terms_from(b"bb", 5),
        "counts": lambda index: index.count_within(np.arange(ARTICLES) % 3 == 0),
        "one term": best_only,
        "or": evaluated(lambda index: (Kind.OR, tuple(listed(index, t) for t in terms), 1)),
        "rare or": evaluated(
            lambda index: (Kind.OR, tuple(listed(index, t) for t in terms[5:]), 1)
        ),
        "and": evaluated(lambda index: (Kind.AND, tuple(listed(index, t) for t in terms[:3]))),
        "phrase": evaluated(
            lambda index: (Kind.PHRASE, tuple(listed(index, t) for t in terms[:2]), 1)
        ),
        "sloppy": evaluated(
            lambda index: (Kind.PHRASE, tuple(listed(index, t) for t in (terms[2], terms[4])), 9)
        ),
        "pairs": lambda index: reader.kernels.pair_frequencies(
            [(index, term) for term in terms], [(0, 1), (1, 0), (2, 5), (0, 7)], few
        ),
    }


def whole_questions(reader: Any) -> dict[str, Callable[[Any], Any]]:
    """What reads everything."""
    live = np.arange(ARTICLES) % 5 != 0
    return {
        "join": lambda index: b"".join(reader.join([(index, live)], True)),
        "count pairs": lambda index: reader.count_bigrams(index, 1),
    }


def damaged(column: Column, source: random.Random) -> bytes:
    """The column with a flipped bit, a zeroed page, swapped pages or a cut somewhere.

    Sections are hit as often as each other, and their beginnings more often than the rest.
    """
    section = source.randrange(len(column.places) - 1)
    begin, end = column.places[section], column.places[section + 1]
    at = source.randrange(begin, max(begin + 1, min(end, begin + source.choice([64, 1 << 40]))))
    data = bytearray(column.data)
    kind = source.choice(["flip", "flip", "flip", "zero", "swap", "cut"])
    page = at - at % 4096
    if kind == "flip":
        data[at] ^= 1 << source.randrange(8)
    elif kind == "zero":
        data[page : page + 4096] = bytes(len(data[page : page + 4096]))
    elif kind == "swap":
        other = source.randrange(len(data) // 4096) * 4096
        one, two = data[page : page + 4096], data[other : other + 4096]
        size = min(len(one), len(two))
        data[page : page + size], data[other : other + size] = two[:size], one[:size]
    else:
        del data[at:]
    return bytes(data)


def outcome(reader: Any, opened: Callable[[], Checked], ask: Callable[[Any], Any]) -> Any:
    """The answer of a process that asks nothing else, None for damage that was found."""
    try:
        return plain(ask(reader.InvertedIndex(opened())))
    except DamagedBlockError as error:
        return None if "of a.seg (column text)" in str(error) else error


def test_every_answer_is_right_or_an_error(make_postings: MakePostings, reader: Any) -> None:
    written = column(make_postings)
    asked = questions(reader, chosen(written))
    expected = {name: plain(ask(reader.InvertedIndex(written.data))) for name, ask in asked.items()}
    assert all(expected.values())
    counts: dict[str, list[int]] = {name: [0, 0] for name in asked}
    source = random.Random(5)
    for _ in range(80):
        data = damaged(written, source)
        for name, ask in asked.items():
            answer = outcome(reader, lambda data=data: written.opened(data), ask)
            assert answer is None or answer == expected[name], name
            counts[name][answer is None] += 1
    # Each of them was stopped, and went on beside damage that it does not read.
    assert all(right and stopped for right, stopped in counts.values()), counts


def test_what_reads_everything_finds_any_damage(make_postings: MakePostings, reader: Any) -> None:
    written = column(make_postings)
    source = random.Random(6)
    for ask in whole_questions(reader).values():
        assert outcome(reader, written.opened, ask)
        for _ in range(10):
            data = damaged(written, source)
            if data != written.data:
                assert outcome(reader, lambda data=data: written.opened(data), ask) is None


def test_undamaged_columns_answer_as_those_without_checksums(
    make_postings: MakePostings, reader: Any
) -> None:
    written = column(make_postings)
    for ask in questions(reader, chosen(written)).values():
        expected = plain(ask(reader.InvertedIndex(written.data)))
        index = reader.InvertedIndex(written.opened())
        assert plain(ask(index)) == expected
        assert plain(ask(index)) == expected


def test_a_query_checks_what_it_reads_and_little_more(make_postings: MakePostings) -> None:
    if "native" not in READERS:
        pytest.skip("native code does not run")
    reader = READERS["native"]
    written = column(make_postings)
    terms = chosen(written)
    opened = written.opened()
    index = reader.InvertedIndex(opened)
    at_open = sum(opened.checked)
    assert at_open <= -(-read_header(opened.data).dictionary // BLOCK_SIZE) + 1
    index.frequencies(terms[4])
    looked_up = sum(opened.checked)
    assert looked_up <= at_open + 6  # the way through the dictionary, and the list
    positions = read_header(opened.data).positions // BLOCK_SIZE + 1
    articles = index.postings(terms[4], False)[0][:1]
    reader.kernels.pair_frequencies([(index, terms[0]), (index, terms[4])], [(0, 1)], articles)
    assert 1 <= sum(opened.checked[positions:]) <= 2 + len(opened.checked[positions:]) // 4


def test_threads_that_come_first_together_get_the_same(
    make_postings: MakePostings, reader: Any
) -> None:
    written = column(make_postings)
    asked = questions(reader, chosen(written))
    ask = asked["phrase"]
    expected = plain(ask(reader.InvertedIndex(written.data)))
    with ThreadPoolExecutor(4) as threads:
        for _ in range(5):
            index = reader.InvertedIndex(written.opened())
            found = list(threads.map(lambda _, index=index: plain(ask(index)), range(4)))
            assert found == [expected] * 4


def test_an_interrupt_during_a_check_is_an_interrupt(
    make_postings: MakePostings, reader: Any
) -> None:
    written = column(make_postings)
    ask = questions(reader, chosen(written))["phrase"]
    header = read_header(memoryview(written.data))
    size = header.end - header.positions - BLOCK_SIZE  # the column's last block is read at once
    changed = bytearray(written.data)
    changed[header.positions : header.positions + size] = bytes(size)

    class Interrupted(Checked):
        """Is interrupted once when damaged positions are checked."""

        left = 1

        def check(self, begin: int, end: int) -> None:
            if header.positions <= begin < header.end and self.left:
                self.left = 0
                raise KeyboardInterrupt
            super().check(begin, end)

    index = reader.InvertedIndex(Interrupted(changed, written.checksums))
    with pytest.raises(KeyboardInterrupt):
        ask(index)
    with pytest.raises(DamagedBlockError):
        ask(index)


def test_a_column_that_is_cut_anywhere_is_damaged(make_postings: MakePostings, reader: Any) -> None:
    written = column(make_postings)
    for size in (0, 1, BLOCK_SIZE, len(written.data) // 2, len(written.data) - 1):
        with pytest.raises(DamagedBlockError, match=f"bytes .* to {size} of a.seg"):
            reader.InvertedIndex(written.opened(written.data[:size]))


def test_the_first_block_is_checked_before_it_is_believed(
    make_postings: MakePostings, reader: Any
) -> None:
    written = column(make_postings)
    assert written.data.startswith(MAGIC)
    for at in range(read_header(memoryview(written.data)).lengths):
        changed = bytearray(written.data)
        changed[at] ^= 16
        with pytest.raises(DamagedBlockError, match="bytes 0 to"):
            reader.InvertedIndex(written.opened(bytes(changed)))
