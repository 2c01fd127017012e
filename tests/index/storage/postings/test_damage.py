"""Damaged posting lists, read natively and with NumPy: a ValueError, or something; no worse."""

from __future__ import annotations

import contextlib
import random
import runpy
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.storage.postings.layout import (
    BLOCK,
    END,
    HAS_POSITIONS,
    HEADER,
    MAGIC,
    RUN,
    SKIP,
    VERSION,
)
from index.storage.postings.reference.blocks import put_blocks

LISTS = runpy.run_path(str(Path(__file__).with_name("test_postings.py")))
KINDS, Segment, write = LISTS["KINDS"], LISTS["Segment"], LISTS["write"]
ARTICLES = 300


def read_all(kind: Any, file: bytes, terms: list[bytes]) -> None:
    """Ask everything of a file; raises ValueError if nothing can be read or it cannot be joined."""
    index = kind.InvertedIndex(file)
    for term in [*terms, b"", b"zzz"]:
        for ask in (
            lambda term: term in index,
            index.frequencies,
            index.postings,
            lambda term: index.postings(term, False),
            index.terms_from,
            lambda term: index.terms_from(term, 2),
        ):
            try:
                found = ask(term)
            except ValueError:
                continue
            if isinstance(found, tuple) and len(found) == 3:
                articles, frequencies, packed = found
                assert len(articles) == len(frequencies)
                assert (np.diff(articles.astype(np.int64), prepend=-1) > 0).all()
                assert not len(articles) or articles[-1] < index.articles
                assert len(packed) in (0, frequencies.sum(dtype=np.int64))
    with contextlib.suppress(ValueError):
        counts = index.count_within(np.ones(index.articles, bool))
        assert (counts <= index.articles).all()
    joined = kind.join([(index, np.ones(index.articles, bool))], index.has_positions)
    again = kind.InvertedIndex(b"".join(joined))
    for term, df, cf in again.terms_from(b""):
        assert again.frequencies(term) == (df, cf)


@pytest.fixture(params=["native", "reference"])
def kind(request: pytest.FixtureRequest) -> Any:
    """Each of the implementations."""
    if request.param not in KINDS:
        pytest.skip("native code does not run")
    return KINDS[request.param]


# Anything, anywhere

TERMS = [b"all", b"alls", b"half", b"the same sixteen bytes", b"the same sixteen words", b"z"]
TERMS += [b"w%d" % n for n in range(30)]


@cache
def ordinary(name: str, articles: int, has_positions: bool) -> bytes:
    rng = random.Random(articles)
    made = []
    for number in range(articles):
        terms = {term for term in TERMS if rng.random() < 0.1} | {b"all"}
        terms |= {b"half"} if number % 2 else set()
        made.append(
            {
                term: sorted(rng.randrange(1 << 31) for _ in range(rng.choice([1, 1, 2, 5, 140])))
                for term in sorted(terms)
            }
        )
    file: bytes = write(KINDS[name], Segment(made, has_positions))
    return file


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_anywhere_is_a_value_error_or_something_that_is_read(data: st.DataObject) -> None:
    articles = data.draw(st.sampled_from([1, 20, 300]))
    file = bytearray(
        ordinary(data.draw(st.sampled_from(sorted(KINDS))), articles, data.draw(st.booleans()))
    )
    places = [0, *HEADER.unpack_from(file)[7:]]
    for _ in range(data.draw(st.integers(1, 4))):
        # Any section is hit as often, and its beginning and end more often than the rest.
        begin = data.draw(st.sampled_from(places))
        at = data.draw(st.integers(begin - 9, begin + 40) | st.integers(begin, len(file)))
        at = min(max(at, 0), len(file))
        hit = data.draw(
            st.binary(min_size=1, max_size=24)
            | st.sampled_from([bytes(16), b"\xff" * 20, b"\xff", b"\x80" * 5, b"\x7f"])
        )
        file[at : at + len(hit)] = hit[: len(file) - at]
    if data.draw(st.integers(0, 9)) == 0:
        del file[data.draw(st.integers(0, len(file))) :]
    for kind in KINDS.values():
        try:
            read_all(kind, bytes(file), TERMS)
        except ValueError:
            continue


# Files made to be believed


def varints(*numbers: int) -> bytes:
    out = bytearray()
    for number in numbers:
        left = number
        while left > 127:
            out.append(left & 127 | 128)
            left >>= 7
        out.append(left)
    return bytes(out)


def make(
    dictionary: bytes,
    data: bytes = b"\1\1",
    positions: bytes = b"\2\2",
    *,
    terms: int = 1,
    runs: tuple[int, ...] = (0,),
    end: bytes = bytes(END.size),
) -> bytes:
    """A file of 300 articles; unless told otherwise, with the lists of two terms in the first."""
    parts = [bytes(2 * ARTICLES), struct.pack(f"<{len(runs)}I", *runs), dictionary, data, positions]
    places = [HEADER.size]
    for part in parts:
        places.append(places[-1] + len(part))
    head = HEADER.pack(MAGIC, VERSION, HAS_POSITIONS, ARTICLES, terms, 0, 0, *places)
    return b"".join([head, *parts, end])


def one_list(data: bytes, df: int, more: int = 0, positions: bytes | None = None) -> bytes:
    """A file where "x" has that list, with the positions that it should have if it is right."""
    if positions is None:
        positions = (
            b"\2" * (df + more) if df <= BLOCK else bytes(df // BLOCK) + b"\2" * (df % BLOCK)
        )
    entry = b"\1x" + varints(0, 0, df, more, len(data), len(positions))
    return make(entry, data, positions)


def blocks(*skips: tuple[int, int, int], bits: tuple[int, int], numbers: bytes) -> bytes:
    """A list of blocks that all take as many bits; (last article, data, positions) of each."""
    heads = [SKIP.pack(*skip, *bits, 1, 9, 0, 0, 1, 0, 0) for skip in skips]
    return b"".join([*heads, numbers])


ONE = b"\1x" + varints(0, 0, 1, 0, 1, 1)  # "x" in the first article
MANY = b"\xff\xff\xff\xff\x0f"


def dictionaries() -> Iterator[tuple[str, bytes]]:
    yield "a size that ends behind the dictionary", make(b"\xff", MANY)
    yield "a second size that does", make(ONE + b"\0\xff", MANY, terms=2)
    yield "a shared size that does", make(ONE + b"\xff", MANY, terms=2)
    yield "a text that does", make(b"\x7fx" + varints(0, 0, 1, 0, 1, 1))
    for size in range(2, len(ONE)):
        yield f"an entry that is cut to {size}", make(ONE[:size], MANY * 4, MANY * 4)
        yield f"and ends the file: {size}", make(ONE[:size], b"", b"", end=b"\xff" * END.size)
    for size in range(7):
        two = ONE + (b"\0\1y" + varints(1, 0, 1, 1))[:size]
        yield f"a second entry that is cut to {size}", make(two, MANY * 4, MANY * 4, terms=2)
        yield (
            f"and ends the file, too: {size}",
            make(two, b"\1", b"\2", terms=2, end=b"\xff" * END.size),
        )
    yield "a run that begins behind the dictionary", make(ONE, runs=(len(ONE),))
    yield "terms without an entry", make(ONE, terms=2)
    yield "terms that fall", make(ONE + b"\0\1w" + varints(1, 0, 1, 1), terms=2)
    yield "a term twice", make(ONE + b"\0\1x" + varints(1, 0, 1, 1), terms=2)
    yield "a term that is cut short", make(ONE + b"\1\0" + varints(1, 0, 1, 1), terms=2)
    yield "more in common than there is", make(ONE + b"\2\1y" + varints(1, 0, 1, 1), terms=2)
    yield "a term in no article", make(b"\1x" + varints(0, 0, 0, 0, 1, 1))
    yield "a term in more articles than there are", make(b"\1x" + varints(0, 0, 301, 0, 1, 1))
    yield "a list that ends behind the lists", make(b"\1x" + varints(0, 0, 1, 0, 3, 1))
    yield "a list that begins there", make(b"\1x" + varints(3, 0, 1, 0, 1, 1))
    yield "a list of very many bytes", make(b"\1x" + varints(1, 0, 1, 0, (1 << 64) - 1, 1))
    yield "positions that end behind them", make(b"\1x" + varints(0, 0, 1, 0, 1, 3))
    yield "very many positions", make(b"\1x" + varints(0, 1, 1, 0, 1, (1 << 64) - 1))
    # The lists of a big dictionary could all be the same long one, and take for ever to join.
    run = ONE + b"".join(b"\0\1" + bytes([120 + n, 1, 0, 1, 1]) for n in range(1, RUN))
    for place in (0, RUN), (RUN, 0):
        yield (
            f"lists that lie over each other: {place}",
            make(
                run + b"\1\xff" + varints(*place, 1, 0, 1, 1),
                b"\1" * (RUN + 1),
                b"\2" * (RUN + 1),
                terms=RUN + 1,
                runs=(0, len(run)),
            ),
        )


def lists() -> Iterator[tuple[str, bytes]]:
    yield "an article that is not there", one_list(varints(301 << 1 | 1), 1)
    yield "gaps that run over", one_list(varints(0xFFFFFFFF, 0xFFFFFFFF, 3), 3)
    yield "a list that ends too early", one_list(varints(1, 1), 3)
    yield "a list that ends in a number", one_list(varints(1, 1) + b"\x80", 3)
    yield "a frequency that is missing", one_list(varints(1, 0), 2, 4)
    yield "a frequency of 0", one_list(varints(0, 0), 1)
    yield "another number of positions", one_list(varints(0, 3), 1, 1)
    often = varints(0, 0xFFFFFFFF)
    yield "positions for which there is no memory", one_list(often, 1, 0xFFFFFFFE, b"\2")
    yield "positions that end too early", one_list(varints(0, 5), 1, 4, b"\2\2\2\2")
    yield "positions that end in a number", one_list(varints(0, 2), 1, 1, b"\2\xff")
    yield "blocks of positions without bits", one_list(varints(0, BLOCK), 1, BLOCK - 1, b"")
    yield "blocks of too many bits", one_list(varints(0, BLOCK), 1, BLOCK - 1, b"\x21" * 600)
    yield "blocks of positions that are cut", one_list(varints(0, BLOCK), 1, BLOCK - 1, b"\2" * 32)
    yield "no skips", one_list(b"\1" * 129, 256)
    nothing = {"bits": (0, 0), "numbers": b""}
    yield (
        "a block that begins outside",
        one_list(blocks((127, 1, 0), (255, 0, 1), **nothing), 256),
    )
    yield "a last block that does", one_list(blocks((127, 0, 0), (128, 9, 1), **nothing), 129)
    yield (
        "positions that begin outside",
        one_list(blocks((127, 0, 3), (255, 0, 1), **nothing), 256),
    )
    yield "another last article", one_list(blocks((127, 0, 0), (254, 0, 1), **nothing), 256)
    yield "skips that fall", one_list(blocks((127, 0, 0), (127, 0, 1), **nothing), 256)
    before = (1 << 32) - 64
    yield (
        "articles that run over between blocks",
        one_list(blocks((before, 0, 0), (64, 0, 1), **nothing), 256),
    )
    # 128 gaps of which the sum is 2**32 more than it should be.
    wide = np.zeros(16 * 26, np.uint8)
    gaps = np.full((1, BLOCK), (1 << 25) - 1, np.uint32)
    gaps[0, 5] += 100
    put_blocks(wide, np.array([0]), gaps, np.array([26]))
    yield (
        "articles that run over inside of a block",
        one_list(
            blocks(
                (99, 0, 0), (227, 16 * 26, 1), bits=(26, 0), numbers=wide.tobytes() + bytes(16 * 26)
            ),
            256,
        ),
    )
    for bits in (32, 33, 255):
        skips = (127, 0, 0), (255, 16 * bits, 1)
        numbers = bytes(32 * bits)
        yield (
            f"articles of {bits} bits",
            one_list(blocks(*skips, bits=(bits, 0), numbers=numbers), 256),
        )
        yield (
            f"frequencies of {bits} bits",
            one_list(blocks(*skips, bits=(0, bits), numbers=numbers), 256),
        )


CASES = [*dictionaries(), *lists()]
assert len(dict(CASES)) == len(CASES)


@pytest.mark.parametrize("file", [file for _, file in CASES], ids=[name for name, _ in CASES])
def test_what_must_not_be_believed(file: bytes, kind: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_all(kind, file, [b"x", b"y"])


def test_blocks_may_be_left_out() -> None:
    """Native kernels believe the skips of blocks that they do not read: these must be looked at."""
    if "native" not in KINDS:
        pytest.skip("native code does not run")
    for name in "skips that fall", "articles that run over between blocks":
        index = KINDS["native"].InvertedIndex(dict(CASES)[name])
        with pytest.raises(ValueError, match="damaged"):
            index.frequencies(b"x")


def test_files_without_damage_are_read(kind: Any) -> None:
    """The files above are right but for what is wrong with them."""
    read_all(kind, make(ONE), [b"x", b"y"])
    read_all(kind, make(ONE + b"\0\1y" + varints(1, 0, 1, 1), terms=2), [b"x", b"y"])
    skips = blocks((127, 0, 0), (255, 0, 1), bits=(0, 0), numbers=b"")
    read_all(kind, one_list(skips, 256), [b"x", b"y"])
    skips = blocks((127, 0, 0), (128, 0, 1), bits=(0, 0), numbers=b"\1")
    read_all(kind, one_list(skips, 129), [b"x", b"y"])
    read_all(kind, one_list(varints(0, 5), 1, 4), [b"x", b"y"])


def test_damage_in_a_header_is_found(kind: Any) -> None:
    good = make(ONE)
    header = list(HEADER.unpack_from(good))
    kind.InvertedIndex(good)
    changes = [(0, b"KbPM"), (1, VERSION + 1), (3, 301), (3, 1 << 31), (4, 17)]
    for n in range(7, 13):
        changes += [(n, header[n] - 1), (n, header[n] + 1000), (n, (1 << 64) - 1)]
    for n, value in changes:
        changed = HEADER.pack(*header[:n], value, *header[n + 1 :])
        try:
            read_all(kind, changed + good[HEADER.size :], [b"x"])
        except ValueError:
            continue
        assert n in (10, 11), n  # a byte of one section more or less in the next may be one
    for size in range(len(good)):
        with pytest.raises(ValueError, match="posting lists"):
            kind.InvertedIndex(good[:size])
