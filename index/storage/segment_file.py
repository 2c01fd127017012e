"""A segment's one file, read: mapped into memory, each block checked when it is first read.

`segment_writer` tells what is in it.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from xxhash import xxh3_128_hexdigest

from index.errors import AFTER_DAMAGE
from index.storage.checksums import BLOCK_SIZE, Checked
from index.storage.columns import Live
from index.storage.files import mapped, naming
from index.storage.page_faults import Watch
from index.storage.segment_info import SegmentInfo

_AT_ONCE = 32 << 20  # bytes that are checked before their memory is given back


def live_flags(info: SegmentInfo) -> Live:
    """Which of a segment's articles are not deleted."""
    live = np.ones(info.articles, np.bool_)
    live[list(info.deleted)] = False
    return live


class SegmentFile:
    """The file of a segment, mapped into memory; any number of threads may read it."""

    def __init__(self, folder: Path, info: SegmentInfo) -> None:
        """Map the file that `info` names in `folder`, and check its table of checksums.

        Raises OSError when the file cannot be opened, ValueError when it is damaged.
        """
        self.info = info
        self.path = folder / info.file
        self._data = mapped(self.path, info.size)
        self._stat = os.lstat(self.path)
        self._watch = Watch(self._data)
        self.table = table = self._data[info.table :]  # of the blocks' checksums
        if xxh3_128_hexdigest(table) != info.table_checksum:
            raise ValueError(f"the checksums in the file {self.path} do not match their own")
        self._tables: dict[str, memoryview] = {}
        self._kept: dict[str, Any] = {}
        begin = 0
        for name, (_, size) in info.columns.items():
            end = begin + 8 * -(-size // BLOCK_SIZE)
            self._tables[name] = table[begin:end]
            begin = end
        if begin != len(table):
            raise ValueError(f"the file {self.path} has checksums for other columns than it has")

    def column(self, name: str) -> Checked:
        """The bytes of a column, whose blocks are checked when they are first read."""
        begin, size = self.info.columns[name]
        data = self._data[begin : begin + size]
        return Checked(data, self._tables[name], f"the file {self.path}", name, begin)

    def opened(self, name: str, kind: Any) -> Any:
        """A column of a kind (see `index.storage.columns`), one without values where the segment
        has none. Raises ValueError when it is damaged."""
        articles = self.info.articles
        has = name in self.info.columns
        return kind.open(self.column(name), articles) if has else kind.empty(articles)

    def checked_column(self, name: str) -> Checked:
        """The bytes of a column, all of which were checked, without holding them in memory.

        Raises DamagedBlockError.
        """
        column = self.column(name)
        for begin in range(0, len(column), _AT_ONCE):
            column.check(begin, begin + _AT_ONCE)
            self.let_go()
        return column

    def once(self, name: str, made: Callable[[SegmentFile], Any]) -> Any:
        """What was `made` of this file alone and is kept by a name: made when first asked for."""
        try:
            return self._kept[name]
        except KeyError:
            return self._kept.setdefault(name, made(self))

    def of_generation(self, folder: Path, info: SegmentInfo) -> SegmentFile | None:
        """This file as another generation has it, with all that was read of it and kept.

        None unless `folder` has the very same file, whole, and `info` says of it what is known but
        for the articles that are deleted. Raises OSError.
        """
        if replace(info, deleted=()) != replace(self.info, deleted=()) or not self.is_as_mapped():
            return None
        path = folder / info.file
        if not os.path.samestat(os.lstat(path), self._stat):
            return None
        other = SegmentFile.__new__(SegmentFile)
        other.__dict__.update(self.__dict__)
        other.info, other.path = info, path
        return other

    def problems(self) -> Iterator[str]:
        """A sentence for each damage: every block is read."""
        end = 0
        places = [*self.info.columns.values(), (self.info.table, 0)]
        for begin, size in sorted(places):
            if any(self._data[end:begin]):
                yield f"the file {self.path} has bytes between its columns, at {end}"
            end = max(end, begin + size)
        for name in self.info.columns:
            try:
                self.checked_column(name)
            except ValueError as error:
                yield str(error).removesuffix(AFTER_DAMAGE)

    def is_as_mapped(self) -> bool:
        """Whether the file still has all the bytes that were mapped.

        What was cut off must not be read; if it was, what came of it is worthless.
        """
        source = self._data.obj
        with naming(self.path):
            has_its_size = not isinstance(source, mmap.mmap) or source.size() >= self.info.size
        return has_its_size and not self._watch.is_torn

    def check_whole(self) -> None:
        """Raise ValueError if something was read that had been cut off."""
        if self._watch.is_torn:
            raise ValueError(f"the file {self.path} was cut while it was read")

    def let_go(self) -> None:
        """Give back the memory of what was read so far; it is read anew if it is asked for."""
        source = self._data.obj
        if isinstance(source, mmap.mmap) and hasattr(source, "madvise"):
            source.madvise(mmap.MADV_DONTNEED)
