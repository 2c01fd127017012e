"""Bigrams read where they lie and vocabularies merged, natively and with NumPy."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from helpers.checksums import block_checksums
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.storage import postings
from index.storage.bigrams import Bigrams
from index.storage.checksums import BLOCK_SIZE, Checked, DamagedBlockError
from index.storage.columns.bigram_column import _HEADER, BigramColumn, _write
from index.storage.postings import reference
from index.storage.terms import Terms, merged

WORDS = st.lists(st.text(alphabet="aăâ bcđ1", min_size=1, max_size=4), max_size=12, unique=True)
CODES: list[Any] = [
    reference,
    pytest.param(
        postings, marks=pytest.mark.skipif(not native.is_used(), reason="there is no native code")
    ),
]


@pytest.fixture(params=CODES, ids=["reference", "native"])
def code(request: pytest.FixtureRequest) -> ModuleType:
    """Each of the implementations."""
    found: ModuleType = request.param
    return found


def made(terms: int, pairs: dict[tuple[int, int], int]) -> bytes:
    """A column of some pairs of numbered terms, and how often each stands there."""
    ordered = sorted(pairs)
    starts = np.searchsorted([first for first, _ in ordered], np.arange(terms + 1))
    file = BytesIO()
    _write(
        file,
        Bigrams(
            [f"t{number:04d}" for number in range(terms)],
            np.ones(terms, np.uint32),
            np.ones(terms, np.uint32),
            starts.astype(np.uint32),
            np.array([second for _, second in ordered], np.uint32),
            np.array([pairs[one] for one in ordered], np.uint32),
        ),
    )
    return file.getvalue()


def opened(code: ModuleType, data: bytes, checksums: bytes | None = None) -> Any:
    terms, count, _ = _HEADER.unpack_from(data)[1:]
    column = Checked(data, checksums, "a.seg", "pairs")
    return code.Followers(column, _HEADER.size + 8 * terms, terms, count)


@st.composite
def segments(draw: st.DrawFn) -> tuple[list[list[int]], list[dict[tuple[int, int], int]]]:
    """Segments of an archive with 12 terms: which of them each has, and its pairs of those."""
    owned, pairs = [], []
    for _ in range(draw(st.integers(0, 3))):
        own = sorted(draw(st.sets(st.integers(0, 11), max_size=12)))
        number = st.integers(0, max(0, len(own) - 1))
        found = draw(st.dictionaries(st.tuples(number, number), st.integers(1, 9), max_size=30))
        owned.append(own)
        pairs.append(found if own else {})
    return owned, pairs


@given(segments(), st.lists(st.integers(0, 13)), st.lists(st.integers(0, 13)))
def test_pairs_are_counted_over_all_segments(
    given_segments: tuple[list[list[int]], list[dict[tuple[int, int], int]]],
    first: list[int],
    second: list[int],
) -> None:
    owned, pairs = given_segments
    wanted = sorted(second)
    expected = [
        [
            sum(
                found.get((own.index(one), own.index(other)), 0)
                for own, found in zip(owned, pairs, strict=True)
                if one in own and other in own
            )
            for other in wanted
        ]
        for one in first
    ]
    numbers = [np.array(own, np.int32) for own in owned]
    for code in [reference, *([postings] if native.is_used() else [])]:
        parts = [opened(code, made(len(o), p)) for o, p in zip(owned, pairs, strict=True)]
        counts = np.zeros((len(first), len(wanted)), np.int64)
        code.count_pairs(
            parts,
            numbers,
            (np.array(first, np.int32), np.arange(len(first))),
            (np.array(wanted, np.int32), np.arange(len(wanted))),
            counts,
        )
        assert counts.tolist() == expected
        for one in range(13):
            times = np.zeros(12, np.int64)
            code.add_followers(parts, numbers, one, times)
            assert times.tolist() == [
                sum(
                    found.get((own.index(one), own.index(other)), 0)
                    for own, found in zip(owned, pairs, strict=True)
                    if one in own and other in own
                )
                for other in range(12)
            ]


def test_long_rows_are_searched_as_short_ones_are(code: ModuleType) -> None:
    source = np.random.default_rng(5)
    seconds = sorted(set(source.integers(0, 9_000, 3_000).tolist()))
    part = opened(code, made(9_000, {(7, one): one % 5 + 1 for one in seconds}))
    numbers = [np.arange(9_000, dtype=np.int32)]
    for wanted in ([0, 8_999], list(range(0, 9_000, 7)), list(range(9_000))):
        counts = np.zeros((1, len(wanted)), np.int64)
        places = np.arange(len(wanted))
        first = np.array([7], np.int32), np.zeros(1, np.int64)
        code.count_pairs([part], numbers, first, (np.array(wanted, np.int32), places), counts)
        known = set(seconds)
        assert counts[0].tolist() == [one % 5 + 1 if one in known else 0 for one in wanted]


def test_a_row_is_checked_when_it_is_read(code: ModuleType) -> None:
    pairs = {(first, second): 1 for first in range(300) for second in range(0, 300, 3)}
    right = made(300, pairs)
    checksums = block_checksums(right)
    expected = [int(one % 3 == 0) for one in range(300)]
    rows_end = len(right) - 6 * 300
    for at in range(BLOCK_SIZE // 2, rows_end, BLOCK_SIZE // 2):
        changed = bytearray(right)
        changed[at] ^= 1
        with suppress(DamagedBlockError):
            part = opened(code, bytes(changed), checksums)
            found = [read(code, part, term) for term in range(300)]
            assert found != [expected] * 300
            assert {*map(str, found)} <= {str(expected), "damaged"}


def read(code: ModuleType, part: Any, term: int) -> list[int] | str:
    """How often each of 300 terms follows one; "damaged" where that is said."""
    times = np.zeros(300, np.int64)
    try:
        code.add_followers([part], [np.arange(300, dtype=np.int32)], term, times)
    except DamagedBlockError:
        return "damaged"
    return times.tolist()


@pytest.mark.parametrize(
    ("starts", "seconds"),
    [([0, 2, 1], [0, 1]), ([1, 1, 2], [0, 1]), ([0, 1, 1], [0, 1]), ([0, 1, 2], [0, 7])],
)
def test_rows_that_cannot_be_are_refused(
    code: ModuleType, starts: list[int], seconds: list[int]
) -> None:
    data = np.array([*starts, *seconds, 1, 1], "<u4").tobytes()
    numbers = [np.arange(2, dtype=np.int32)]

    def read() -> None:
        part = code.Followers(Checked(data), 0, 2, 2)
        for term in range(2):
            code.add_followers([part], numbers, term, np.zeros(2, np.int64))

    with pytest.raises(ValueError, match="damaged"):
        read()


def test_a_column_that_ends_too_early_is_refused(code: ModuleType) -> None:
    with pytest.raises(ValueError, match="damaged"):
        code.Followers(Checked(bytes(16)), 0, 2, 2)


@given(WORDS, WORDS)
def test_two_vocabularies_are_merged(one: list[str], other: list[str]) -> None:
    left, right = Terms.of(sorted(one)), Terms.of(sorted(other))
    expected = sorted({*one, *other})
    for code in [reference, *([postings] if native.is_used() else [])]:
        text, starts, of_one, of_other = code.merged_terms(
            left.text, left.starts, right.text, right.starts
        )
        terms = Terms(text, starts)
        assert list(terms) == expected
        assert [expected[number] for number in of_one] == list(left)
        assert [expected[number] for number in of_other] == list(right)
        for term in [*expected, "", "zz", "\udc80"]:
            data = term.encode("utf-8", "surrogatepass")
            at = code.term_number(text, starts, data)
            assert at == (expected.index(term) if term in expected else -1)


@given(st.lists(WORDS, max_size=5))
def test_any_number_of_vocabularies_are_merged(many: list[list[str]]) -> None:
    expected = sorted({term for terms in many for term in terms})
    found, numbers = merged([Terms.of(sorted(terms)) for terms in many])
    assert list(found) == expected
    for terms, own in zip(many, numbers, strict=True):
        assert [expected[number] for number in own] == sorted(terms)


@settings(max_examples=50)
@given(WORDS, st.data())
def test_a_vocabulary_is_a_list_of_its_terms(words: list[str], data: st.DataObject) -> None:
    ordered = sorted(words)
    terms = Terms.of(ordered)
    assert list(terms) == terms[:] == ordered
    assert len(terms) == len(ordered)
    assert terms == ordered
    assert terms != [*ordered, "zz"]
    assert [terms.number(term) for term in ordered] == list(range(len(ordered)))
    assert terms.lines() == "\n".join(ordered)
    kept = data.draw(st.lists(st.booleans(), min_size=len(ordered), max_size=len(ordered)))
    some = [term for term, is_kept in zip(ordered, kept, strict=True) if is_kept]
    assert list(terms.those(np.array(kept, np.bool_))) == some
    with pytest.raises(IndexError):
        terms[len(ordered)]
    assert not ordered or terms[-1] == ordered[-1]


@pytest.mark.parametrize("starts", [[], [0, 0], [0, 9], [3, 2], [0, 3, 2]])
def test_vocabularies_that_cannot_be_are_refused(code: ModuleType, starts: list[int]) -> None:
    text, right = np.frombuffer(b"ab\nc", np.uint8), Terms.of(["ab", "c"])
    with pytest.raises(ValueError, match="damaged"):
        code.merged_terms(text, np.array(starts, np.uint32), right.text, right.starts)


def test_a_column_tells_its_terms_and_their_numbers() -> None:
    data = made(3, {(0, 1): 4, (2, 2): 1})
    rows = BigramColumn("text").rows(data, 5)
    assert list(rows.terms) == ["t0000", "t0001", "t0002"]
    assert rows.counts.tolist() == rows.articles.tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="damaged"):
        _ = BigramColumn("text").rows(data, 0).articles
    with pytest.raises(ValueError, match="damaged"):
        _ = BigramColumn("text").rows(data[:-5] + b"\n" + data[-4:], 5).terms
