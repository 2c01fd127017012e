"""Compressed data, whole or damaged: what was read is kept, and what is lost is told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import zstandard
from helpers.costs import at_most
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.chunk_reader import ChunkReader
from index.inputs.compression import decompressed
from index.inputs.content import Content, DamagedError, spliced
from index.inputs.limits import Limits

GZIP = partial(gzip.compress, mtime=0)
ZSTD = zstandard.ZstdCompressor(write_checksum=True).compress
STANDARD = Limits()
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": GZIP,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": partial(lzma.compress, format=lzma.FORMAT_ALONE),
    "Zstandard": ZSTD,
}
MARKED = [name for name in COMPRESS if name != "lzma"]  # those whose damage is certain to be seen
SOURCE = random.Random(7)
LINES = "".join(
    json.dumps({"id": str(number), "title": f"Tin số {number} {SOURCE.randbytes(20).hex()}"}) + "\n"
    for number in range(1, 2001)
).encode()


def unpacked(data: bytes, limits: Limits = STANDARD) -> tuple[bytes, DamagedError | None]:
    """All that comes out of compressed data, and the damage that is told."""
    out: list[bytes] = []
    try:
        chunks = decompressed(Content("a", iter([data])), limits).chunks
        for chunk in spliced(chunks):
            out.append(chunk)
    except DamagedError as damage:
        return b"".join(out), damage
    return b"".join(out), None


@pytest.mark.parametrize("outer", COMPRESS)
@pytest.mark.parametrize("inner", COMPRESS)
def test_any_compression_in_any_other_is_unpacked(inner: str, outer: str) -> None:
    assert unpacked(COMPRESS[outer](COMPRESS[inner](LINES))) == (LINES, None)


@pytest.mark.parametrize("name", COMPRESS)
def test_a_compressed_file_is_read_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    (tmp_path / "tin.dat").write_bytes(COMPRESS[name](LINES))
    assert len(list(read([tmp_path]))) == 2000


def test_more_layers_than_the_limit_are_refused_by_its_name() -> None:
    data = LINES
    for _ in range(4):
        data = GZIP(data)
    assert unpacked(data, Limits(levels=5)) == (LINES, None)
    out, damage = unpacked(data, Limits(levels=3))
    assert out == b""
    assert damage is not None
    assert damage.reason == "it is packed more than 3 levels deep; the limit is levels=3"


def test_an_article_in_gzip_with_a_wrong_checksum_is_not_lost(tmp_path: Path) -> None:
    data = bytearray(GZIP(LINES))
    data[-6] ^= 1
    (tmp_path / "a.gz").write_bytes(data)
    *found, last = read([tmp_path])
    assert len(found) == 2000
    assert all(isinstance(each, Article) for each in found)
    assert isinstance(last, Rejected)
    assert last.where == f"{tmp_path}/a.gz, byte {len(data)}"
    assert last.reason == (
        "the checksum of the gzip data from byte 0 on is wrong: what was read may be altered"
    )


def test_a_text_in_gzip_with_a_wrong_checksum_keeps_its_last_line(tmp_path: Path) -> None:
    data = bytearray(GZIP("Thông xe cầu treo\nSáng nay xã Mường Khao thông xe.".encode()))
    data[-6] ^= 1
    (tmp_path / "a.txt.gz").write_bytes(data)
    article, last = read([tmp_path])
    assert isinstance(article, Article)
    assert article.body == "Sáng nay xã Mường Khao thông xe."
    assert isinstance(last, Rejected)
    assert "checksum" in last.reason


def test_a_wrong_checksum_of_zstandard_loses_nothing() -> None:
    data = bytearray(ZSTD(LINES))
    data[-1] ^= 1
    out, damage = unpacked(bytes(data) + ZSTD(b"mai"))
    assert out == LINES + b"mai"
    assert damage is not None
    assert not damage.cut
    assert "from byte 0 on is wrong" in damage.reason


@pytest.mark.parametrize("name", ["bzip2", "xz"])
def test_a_wrong_checksum_of_others_loses_less_than_a_kilobyte(name: str) -> None:
    data = bytearray(COMPRESS[name](LINES))
    # The checksum of bzip2's last bytes, that of the block of xz (before index and footer).
    data[-3 if name == "bzip2" else -34] ^= 0x40
    out, damage = unpacked(bytes(data))
    assert LINES.startswith(out)
    assert len(out) > len(LINES) - 1024
    assert damage is not None


@pytest.mark.parametrize("name", MARKED)
def test_members_behind_a_damaged_one_are_read(name: str) -> None:
    parts = [LINES[:60_000], LINES[60_000:120_000], LINES[120_000:]]
    first, second, third = map(COMPRESS[name], parts)
    broken = bytearray(second)
    broken[len(broken) // 2 : len(broken) // 2 + 40] = b"\xff" * 40
    out, damage = unpacked(first + bytes(broken) + third)
    assert out.startswith(parts[0])
    assert out.endswith(parts[2])
    assert damage is not None
    assert len(first) < damage.offset <= len(first + second)


@pytest.mark.parametrize("name", ["gzip", "Zstandard"])
def test_all_before_a_damaged_place_is_kept(name: str) -> None:
    noise = random.Random(1).randbytes(1_000_000)
    data = bytearray(COMPRESS[name](noise))
    place = len(data) * 3 // 4
    data[place : place + 200] = bytes(200)
    out, damage = unpacked(bytes(data))
    assert damage is not None
    assert damage.offset > 700_000
    # What came before; of Zstandard, whole blocks.
    assert out[: 5 * 128 * 1024] == noise[: 5 * 128 * 1024]


def test_what_is_lost_in_the_middle_joins_no_lines() -> None:
    first, second = GZIP(b'{"title": "Tin m'), GZIP(b'oi", "body": "x"}\n')
    for lost in range(1, 12):
        out, damage = unpacked(first[:-lost] + second)
        assert damage is not None
        assert b"\n" in out[: out.index(b'oi"')]


@pytest.mark.parametrize("name", MARKED)
def test_a_file_that_was_cut_off_says_where(name: str) -> None:
    data = COMPRESS[name](LINES)[:-5]
    out, damage = unpacked(data)
    assert LINES.startswith(out)
    assert damage is not None
    assert (damage.offset, damage.reason) == (
        len(data),
        f"the {name} data ends too early; the file was cut off",
    )


def test_many_damaged_places_are_told_in_one_sentence() -> None:
    whole = [GZIP(b"%d\n" % number) for number in range(20)]
    broken = [each[:-8] + b"\0" * 8 for each in whole]
    out, damage = unpacked(b"".join(broken))
    assert out == b"".join(b"%d\n" % number for number in range(20))
    assert damage is not None
    assert damage.reason.count("byte") < 20
    assert damage.reason.endswith("...")


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "Zstandard"])
def test_a_bomb_is_refused_by_the_name_of_its_limit(name: str) -> None:
    data = COMPRESS[name](bytes(30_000_000))
    limits = Limits(ratio=200, expanded=1_000_000)
    out, damage = unpacked(data, limits)
    assert len(out) < 2_000_000
    assert damage is not None
    assert damage.reason == (
        "it expands to more than 200 times its size, as a zip bomb does; the limit is ratio=200"
    )


def test_a_bomb_in_a_bomb_is_refused_though_neither_is_one_alone() -> None:
    data = GZIP(GZIP(bytes(40_000_000)))
    out, damage = unpacked(data, Limits(ratio=1100, expanded=10_000_000))
    assert len(out) < 20_000_000
    assert damage is not None
    assert "all that is packed in the file" in damage.reason


def test_a_file_of_more_bytes_than_the_limit_is_read_up_to_it() -> None:
    out, damage = unpacked(GZIP(LINES), Limits(member_bytes=50_000))
    assert LINES.startswith(out)
    assert damage is not None
    assert damage.reason == "it has more than 50,000 bytes; the limit is member_bytes=50000"


def test_hostile_data_takes_no_long_time() -> None:
    heads = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00" * 100_000
    with at_most(seconds=1):
        _, damage = unpacked(heads)
    assert damage is not None


PARTS = [LINES[:400], LINES[400:1000], LINES[1000:1300]]


@given(st.sampled_from(MARKED), st.data())
@settings(deadline=None)
def test_flipped_and_cut_bytes_raise_nothing_and_keep_what_was_before(
    name: str, data: st.DataObject
) -> None:
    members = [COMPRESS[name](part) for part in PARTS]
    whole = bytearray(b"".join(members))
    place = data.draw(st.integers(6, len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    out, damage = unpacked(bytes(whole))
    if place >= len(members[0]):
        assert out.startswith(PARTS[0])
    if place >= len(members[0] + members[1]):
        assert out.startswith(PARTS[0] + PARTS[1])
    if damage is not None:
        assert 0 <= damage.offset <= len(whole)


@given(st.lists(st.binary(max_size=9), max_size=8), st.data())
def test_a_reader_of_chunks_reads_as_a_file_does(chunks: list[bytes], data: st.DataObject) -> None:
    reader, file = ChunkReader(iter(chunks)), io.BytesIO(b"".join(chunks))
    for _ in range(data.draw(st.integers(0, 8))):
        size = data.draw(st.integers(0, 12))
        how = data.draw(st.sampled_from(["read", "peek", "skip", "unread"]))
        if how == "read":
            assert reader.read(size) == file.read(size)
        elif how == "peek":
            assert reader.peek(size) == file.read(size)
            file.seek(reader.offset)
        elif how == "skip":
            assert reader.skip(size) == len(file.read(size))
        else:
            file.seek(max(0, file.tell() - size))
            again = file.read(reader.offset - file.tell())
            reader.unread(again)
            file.seek(-len(again), io.SEEK_CUR)
        assert reader.offset == file.tell()


def test_an_error_of_the_disk_below_compressed_data_is_told_as_such() -> None:
    def chunks() -> Iterator[bytes]:
        yield GZIP(LINES)[:1000]
        raise DamagedError(1000, "it cannot be read on: Input/output error")

    unpacking = decompressed(Content("a", chunks()), STANDARD).chunks
    assert LINES.startswith(next(unpacking))
    with pytest.raises(DamagedError, match="Input/output"):
        next(unpacking)
