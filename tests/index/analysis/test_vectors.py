"""Term vectors say what was put into them, and native code writes the same bytes."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import vectors
from index.analysis.vectors import pack, pack_counts, unpack

TERMS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)
NUMBERS = st.integers(0, 2**32 - 1)
POSITIONS = st.lists(NUMBERS, min_size=1, max_size=5, unique=True).map(
    lambda numbers: array("I", sorted(numbers))
)


@given(st.dictionaries(TERMS, POSITIONS, max_size=8))
def test_positions_come_back(occurrences: dict[str, array[int]]) -> None:
    found = unpack(pack(occurrences))
    assert found.terms == list(occurrences)
    assert found.frequencies == [len(packed) for packed in occurrences.values()]
    assert found.packed == list(occurrences.values())


@given(st.dictionaries(TERMS, NUMBERS, max_size=8))
def test_counts_come_back(counts: dict[str, int]) -> None:
    found = unpack(pack_counts(counts))
    assert dict(zip(found.terms, found.frequencies, strict=True)) == counts
    assert found.terms == list(counts)
    assert found.packed == [array("I")] * len(counts)


def test_the_bytes_are_those_of_the_description() -> None:
    made = pack({"dân": array("I", [0, 4]), "vận": array("I", [3])})
    numbers = (2, 3, 2, 1, 4, 5, 0, 4, 3)
    assert made == b"".join(n.to_bytes(4, "little") for n in numbers) + "dânvận".encode()
    assert pack_counts({"a": 7}) == bytes([1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0]) + b"a"


def test_a_big_endian_machine_writes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    swapped = array("I", [2, 0, 7, 8, 1, 1])
    swapped.byteswap()
    monkeypatch.setattr(vectors.sys, "byteorder", "big")  # this machine's numbers come out swapped
    assert pack_counts({"a": 7, "b": 8}) == swapped.tobytes() + b"ab"
    assert unpack(swapped.tobytes() + b"ab").frequencies == [7, 8]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1234567",
        pack_counts({"a": 1}) + b"b",
        pack_counts({"a": 1})[:-1],
        pack({"a": array("I", [2])})[:-5],
        b"\xff\xff\xff\xff\0\0\0\0",
        b"\0\0\0\0\1\0\0\0\0\0\0\0",
    ],
)
def test_what_is_no_vector_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="a term vector has"):
        unpack(data)
