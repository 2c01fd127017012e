"""What was damaged is not read: each block of a column is checked before its first reader."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from helpers.checksums import block_checksums
from hypothesis import given, settings
from hypothesis import strategies as st
from xxhash import xxh3_64_intdigest

from index.errors import AFTER_DAMAGE
from index.storage.checksums import (
    BLOCK_SIZE,
    BlockChecksums,
    Checked,
    DamagedBlockError,
    as_checked,
    checked_bytes,
)

COLUMN = (bytes(range(251)) * BLOCK_SIZE)[: 3 * BLOCK_SIZE + 999]  # four blocks
BLOCKS = -(-len(COLUMN) // BLOCK_SIZE)


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def test_a_table_has_the_xxh3_of_each_block() -> None:
    blocks = [COLUMN[at : at + BLOCK_SIZE] for at in range(0, len(COLUMN), BLOCK_SIZE)]
    sums = struct.unpack(f"<{BLOCKS}Q", block_checksums(COLUMN))
    assert list(sums) == [xxh3_64_intdigest(block) for block in blocks]
    assert block_checksums(b"") == b""
    assert len(block_checksums(bytes(BLOCK_SIZE))) == 8


@settings(deadline=None)
@given(st.lists(st.integers(0, len(COLUMN)), max_size=6))
def test_it_does_not_matter_in_which_pieces_a_column_is_written(cuts: list[int]) -> None:
    sums = BlockChecksums()
    edges = [0, *sorted(cuts), len(COLUMN)]
    for begin, end in pairwise(edges):
        sums.update(memoryview(COLUMN)[begin:end])
    assert sums.finish() == block_checksums(COLUMN)


@settings(deadline=None)
@given(st.data())
def test_a_flipped_bit_is_found_by_whoever_reads_its_block_and_by_no_other(
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(0, len(COLUMN) - 1))
    begin, end = sorted(data.draw(st.tuples(*[st.integers(0, len(COLUMN))] * 2)))
    damaged = flipped(COLUMN, at, data.draw(st.integers(0, 7)))
    column = Checked(damaged, block_checksums(COLUMN), "a.seg", "text", 64)
    reads = begin < end and begin // BLOCK_SIZE <= at // BLOCK_SIZE <= (end - 1) // BLOCK_SIZE
    if not reads:
        column.check(begin, end)
        assert column.data[begin:end] == COLUMN[begin:end]
    for _ in range(2):  # whoever asks again is told again
        if reads:
            with pytest.raises(DamagedBlockError):
                column.check(begin, end)
        with pytest.raises(DamagedBlockError):
            column.check_all()


def test_the_error_names_file_column_and_bytes() -> None:
    column = Checked(flipped(COLUMN, BLOCK_SIZE), block_checksums(COLUMN), "7/a.seg", "text", 640)
    assert str(column.failure("otherwise")) == "otherwise"
    with pytest.raises(DamagedBlockError) as raised:
        column.check(BLOCK_SIZE + 5, BLOCK_SIZE + 6)
    assert str(raised.value) == (
        f"the archive is damaged: bytes {640 + BLOCK_SIZE} to {640 + 2 * BLOCK_SIZE} of 7/a.seg "
        f"(column text) are not what was written{AFTER_DAMAGE}"
    )
    failure = column.failure("otherwise")
    assert isinstance(failure, DamagedBlockError)
    assert str(failure) == str(raised.value)


def test_a_block_is_checked_once() -> None:
    data = bytearray(COLUMN)
    column = Checked(data, block_checksums(COLUMN))
    column.check(BLOCK_SIZE - 1, BLOCK_SIZE + 1)
    assert list(column.checked) == [1, 1, 0, 0]
    data[0] ^= 1
    data[-1] ^= 1
    column.check(0, 2 * BLOCK_SIZE)
    with pytest.raises(DamagedBlockError):
        column.check_all()
    assert list(column.checked) == [1, 1, 1, 0]


@pytest.mark.parametrize("size", [0, BLOCK_SIZE, 3 * BLOCK_SIZE, len(COLUMN) + BLOCK_SIZE])
def test_a_column_of_another_size_is_refused_as_damaged(size: int) -> None:
    with pytest.raises(DamagedBlockError, match=f"bytes 8 to {8 + size} of a column are not"):
        Checked((COLUMN * 2)[:size], block_checksums(COLUMN), begin=8)


def test_a_cut_inside_of_the_last_block_is_damage() -> None:
    column = Checked(COLUMN[:-1], block_checksums(COLUMN))
    with pytest.raises(DamagedBlockError):
        column.check_all()


def test_what_is_outside_of_the_column_is_passed_over() -> None:
    column = Checked(COLUMN, block_checksums(COLUMN))
    column.check(len(COLUMN), 1 << 70)
    column.check(-5, 0)
    assert not any(column.checked[:-1])
    Checked(b"", b"").check(0, 1 << 70)


def test_bytes_without_a_table_are_believed() -> None:
    column = as_checked(COLUMN)
    column.check_all()
    assert all(column.checked)
    assert column.data == COLUMN
    assert as_checked(column) is column
    assert checked_bytes(COLUMN) == COLUMN


def test_what_is_read_whole_is_checked_whole() -> None:
    with pytest.raises(DamagedBlockError):
        checked_bytes(Checked(flipped(COLUMN, len(COLUMN) - 1), block_checksums(COLUMN)))
    assert checked_bytes(Checked(COLUMN, block_checksums(COLUMN))) == COLUMN
