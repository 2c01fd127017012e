"""The article texts of a segment: compressed by blocks of several, read only for what is shown."""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from functools import cached_property
from threading import local
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.storage.checksums import Data, as_checked
from index.storage.columns.column import Column, Live
from index.storage.lookup import begins_of

# Larger blocks compress better, smaller ones are read faster. News gets 2.7 times smaller at 16 KB
# (2.2 times one by one, 2.9 times at 32 KB), and an article takes 20 microseconds to read.
_BLOCK = 1 << 14
_LEVEL = 3
# So many blocks are held before the first is written: a small segment has its texts where it ends.
_MOST_HELD = 64
_LETTERS = {4: "I", 8: "Q"}  # of numbers, by their bytes
_END = struct.Struct("<II")  # how many blocks, how many texts


class StoreColumn(Column):
    """Bytes for each article. Blocks carry zstd's own checksum."""

    def __init__(self, streams: bool = True) -> None:
        """One column of a segment may write its blocks as they come; others hold them."""
        self._streams = streams

    def writer(self, file: Any) -> _StoreWriter:
        """Writes block by block."""
        return _StoreWriter(file, _MOST_HELD if self._streams else None)

    def open(self, data: Data, articles: int) -> Store:
        """The texts, none of which is read yet."""
        return Store(data, articles)

    def empty(self, articles: int) -> Store:
        """No text for any."""
        return Store(bytes(8) + _END.pack(0, 0), articles)

    def join(self, file: Any, parts: list[tuple[Store, Live]]) -> None:
        """Copy the blocks; only those with deleted articles are compressed anew."""
        writer = _StoreWriter(file)
        base = 0
        for store, live in parts:
            numbers = np.cumsum(live) - 1 + base
            for block in range(store.blocks):
                owners = store.owners(block)
                if live[owners].all():
                    writer.copy(store.packed(block), numbers[owners])
                else:
                    for article in owners[live[owners]].tolist():
                        writer.add(int(numbers[article]), store[article])
            base += int(live.sum())
        writer.finish(base)


class _StoreWriter:
    """The file: the blocks; for each block the articles in it and their sizes; where all lie.

    block       zstd frame of the articles' bytes, one after another
    directory   uint64 for each block: where its frame begins, and where the last ends; uint32 for
                each block: how many articles; for each article of all blocks: its number, its size
    end         how many blocks, how many articles
    """

    def __init__(self, file: Any, most_held: int | None = _MOST_HELD) -> None:
        self._file = file
        self._most_held = most_held
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._frames: deque[tuple[bytes, int]] = deque()
        self._pending: list[bytes] = []
        self._size = 0
        self._begins = array("Q", [0])
        self._counts = array("I")
        self._owners = array("I")
        self._sizes = array("I")

    def add(self, article: int, text: bytes) -> None:
        self._pending.append(text)
        self._owners.append(article)
        self._sizes.append(len(text))
        self._size += len(text)
        if self._size >= _BLOCK:
            self._flush()

    def value(self, article: int) -> bytes:
        """The bytes of an article that were written; empty if none were."""
        place = bisect_left(self._owners, article)
        if place == len(self._owners) or self._owners[place] != article:
            return b""
        first = len(self._owners) - len(self._pending)
        if place >= first:
            return self._pending[place - first]
        counts = [*self._counts, *(count for _, count in self._frames)]
        block = begin = 0
        while begin + counts[block] <= place:
            begin += counts[block]
            block += 1
        if block >= len(self._counts):
            frame = self._frames[block - len(self._counts)][0]
        else:
            at = self._begins[block]
            frame = self._file.read(at, self._begins[block + 1] - at)
        sizes = self._sizes[begin : begin + counts[block]]
        offset = sum(sizes[: place - begin])
        text = zstandard.ZstdDecompressor().decompress(frame, max_output_size=sum(sizes))
        return text[offset : offset + sizes[place - begin]]

    def copy(self, packed: tuple[memoryview, NDArray[Any]], owners: NDArray[Any]) -> None:
        """Write a block of another store, whose articles are renumbered."""
        self._flush()
        self._write_frames(0)
        frame, sizes = packed
        self._write(frame, len(owners))
        self._owners.extend(owners.tolist())
        self._sizes.extend(sizes.tolist())

    def finish(self, articles: int) -> None:
        self._flush()
        self._write_frames(0)
        self._file.write(np.array(self._begins, "<u8").tobytes())
        for numbers in (self._counts, self._owners, self._sizes):
            self._file.write(np.array(numbers, "<u4").tobytes())
        self._file.write(_END.pack(len(self._counts), len(self._owners)))

    def _flush(self) -> None:
        if self._pending:
            frame = self._compressor.compress(b"".join(self._pending))
            self._frames.append((frame, len(self._pending)))
            self._pending.clear()
            self._size = 0
            if self._most_held is not None:
                self._write_frames(self._most_held)

    def _write_frames(self, most: int) -> None:
        """Write blocks in their order until no more than `most` are held."""
        while len(self._frames) > most:
            self._write(*self._frames.popleft())

    def _write(self, frame: bytes | memoryview, count: int) -> None:
        self._file.write(frame)
        self._begins.append(self._begins[-1] + len(frame))
        self._counts.append(count)


class Store:
    """The texts of a segment's articles, by number; empty for an article that has none."""

    def __init__(self, column: Data, articles: int) -> None:
        """Raises ValueError when the directory is damaged."""
        self._column = as_checked(column)
        data = self._column.data
        if len(data) < _END.size:
            raise ValueError("a store of texts is damaged")
        self._column.check(len(data) - _END.size, len(data))
        self.blocks, texts = _END.unpack_from(data, len(data) - _END.size)
        at = len(data) - _END.size - 8 * (self.blocks + 1) - 4 * self.blocks - 8 * texts
        if at < 0:
            raise ValueError("a store of texts is damaged")
        self._data, self._articles = data[:at], articles
        self._owners_at = at + 8 * (self.blocks + 1) + 4 * self.blocks
        self._sizes_at = self._owners_at + 4 * texts
        self._column.check(at, self._owners_at)
        self._begins = np.frombuffer(data, "<u8", self.blocks + 1, at)
        counts = np.frombuffer(data, "<u4", self.blocks, at + 8 * (self.blocks + 1))
        self._firsts = begins_of(counts)
        if (
            self._firsts[-1] != texts
            or self._begins[-1] != len(self._data)
            or (self._begins[1:] < self._begins[:-1]).any()
        ):
            raise ValueError("a store of texts is damaged")
        self._unchecked = np.frombuffer(data, "<u4", texts, self._owners_at)
        self._sizes = np.frombuffer(data, "<u4", texts, self._sizes_at)
        # The same as numbers of Python's, which are looked at one by one faster so. (To search in
        # what lies at odd places NumPy copies all of it.)
        self._begin_of = _numbers(self._begins)
        self._owner_of = _numbers(self._unchecked)
        self._first_of = _numbers(self._firsts)
        self._local = local()  # zstd's decompressors are for one thread each

    def __len__(self) -> int:
        """How many articles have a text."""
        return len(self._unchecked)

    @cached_property
    def _owners(self) -> NDArray[np.uint32]:
        """The numbers of the articles that have a text, rising. Raises ValueError when they are
        damaged."""
        self._column.check(self._owners_at, self._sizes_at)
        owners = self._unchecked
        if not (owners[1:] > owners[:-1]).all() or (len(owners) and owners[-1] >= self._articles):
            raise ValueError("a store of texts is damaged")
        return owners

    def owners(self, block: int) -> NDArray[np.uint32]:
        """The numbers of the articles in a block."""
        return self._owners[self._firsts[block] : self._firsts[block + 1]]

    def packed(self, block: int) -> tuple[memoryview, NDArray[np.uint32]]:
        """A block as it is kept, and the sizes of the texts in it.

        Raises ValueError when it is damaged.
        """
        begin, end = int(self._begins[block]), int(self._begins[block + 1])
        self._column.check(begin, end)
        return self._data[begin:end], self._sizes_of(block)

    def __getitem__(self, article: int) -> bytes:
        """An article's bytes. Raises ValueError when they are damaged."""
        place = self._place(article)
        if place is None:
            return b""
        block = bisect_right(self._first_of, place) - 1
        first = self._first_of[block]
        sizes = self._sizes_of(block).tolist()
        begin = sum(sizes[: place - first])
        return self._text(block, sum(sizes))[begin : begin + sizes[place - first]]

    def _place(self, article: int) -> int | None:
        """The place of an article's text among all, if it has one."""
        owner_of = self._owner_of
        if article < len(owner_of):
            at = self._owners_at + 4 * article
            self._column.check(at, at + 4)
            if owner_of[article] == article:  # all before it have one
                return article
        place = bisect_left(owner_of, article) if len(self._owners) else 0
        return place if place < len(owner_of) and owner_of[place] == article else None

    def _sizes_of(self, block: int) -> NDArray[np.uint32]:
        """How long the texts of a block are."""
        first, last = self._first_of[block], self._first_of[block + 1]
        self._column.check(self._sizes_at + 4 * first, self._sizes_at + 4 * last)
        return self._sizes[first:last]

    def _text(self, block: int, size: int) -> bytes:
        """A block's bytes, which are `size`; each thread keeps the last one that it read."""
        last: tuple[int, bytes] = getattr(self._local, "last", (-1, b""))
        if last[0] != block:
            begin, end = self._begin_of[block], self._begin_of[block + 1]
            self._column.check(begin, end)
            last = self._local.last = block, self._decompressed(self._data[begin:end], size)
        return last[1]

    def _decompressed(self, frame: memoryview, size: int) -> bytes:
        decompressor = getattr(self._local, "decompressor", None)
        if decompressor is None:
            decompressor = self._local.decompressor = zstandard.ZstdDecompressor()
        try:
            text: bytes = decompressor.decompress(frame, max_output_size=size)
        except zstandard.ZstdError as error:
            raise ValueError(f"an article's text is damaged ({error})") from None
        if len(text) != size:
            raise ValueError("an article's text is damaged")
        return text


def _numbers(values: NDArray[Any]) -> Sequence[int]:
    """Numbers, nothing of which is copied unless the machine has another order of bytes."""
    if sys.byteorder == "big":
        values = values.astype(values.dtype.newbyteorder("="))
    data: Any = memoryview(values.view(np.uint8))  # type: ignore[arg-type]
    numbers: Sequence[int] = data.cast(_LETTERS[values.itemsize])
    return numbers
