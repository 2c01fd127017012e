"""Checksums for each block of a column, so that damage is an error and never an answer.

A column is cut into blocks of `BLOCK_SIZE` bytes, the last of which may be shorter. Beside it lies
a table of the blocks' checksums (XXH3, 64 bits, little-endian), which is written with it. Before
anything is read of a column, the blocks that hold it are checked, each once in a process; what
happens to the file later is for `verify` to find.
"""

from __future__ import annotations

import struct
from mmap import mmap

from xxhash import xxh3_64, xxh3_64_intdigest

from index.errors import AFTER_DAMAGE, DamagedArchiveError

# As fast as 4 KB, which check half as much memory in twice as many steps; a quarter of the sums.
BLOCK_SIZE = 1 << 14
_MANY = 16  # blocks that are checked together; which of them is damaged is looked for then
_SUM = struct.Struct("<Q")
_sum_at = _SUM.unpack_from


class DamagedBlockError(DamagedArchiveError, ValueError):
    """A part of a column is not what was written; the message names the file and the bytes.

    A ValueError, as all that the decoders raise, so that they need not know of archives.
    """


class BlockChecksums:
    """Makes the table of a column that is written piece by piece."""

    def __init__(self) -> None:
        self._table = bytearray()
        self._block = xxh3_64()  # of what came of the block that is not full yet
        self._size = 0

    def update(self, data: bytes | bytearray | memoryview) -> None:
        """Go on with bytes of any number."""
        view = memoryview(data).cast("B")
        while len(view):
            piece = view[: BLOCK_SIZE - self._size]
            self._block.update(piece)
            self._size += len(piece)
            view = view[len(piece) :]
            if self._size == BLOCK_SIZE:
                self._end_block()

    def finish(self) -> bytes:
        """The table: eight bytes for each block, none for a column without bytes."""
        if self._size:
            self._end_block()
        return bytes(self._table)

    def _end_block(self) -> None:
        self._table += _SUM.pack(self._block.intdigest())
        self._block.reset()
        self._size = 0


class Checked:
    """A column's bytes, which are checked block by block before they are read.

    `data` are the bytes, `checksums` their table (empty where there is none), and `checked` has a
    flag for each block; native code looks at them and sets flags as well. Any thread may use it: to
    check a block twice does no harm.
    """

    def __init__(
        self,
        data: bytes | bytearray | memoryview | mmap,
        checksums: bytes | memoryview | None = None,
        file: str = "",
        column: str = "",
        begin: int = 0,
    ) -> None:
        """`checksums` is the column's table; without one, the bytes are believed as they are.

        The column begins at byte `begin` of its file; `file` and `column` are named in errors.
        Raises DamagedBlockError when there are more or fewer bytes than the table is for.
        """
        self.data = memoryview(data).cast("B").toreadonly()
        self.checksums = memoryview(b"" if checksums is None else checksums).cast("B")
        self._file = file
        self._column = column
        self._begin = begin
        blocks = -(-len(self.data) // BLOCK_SIZE)
        self.checked = bytearray(b"\1" * blocks if checksums is None else blocks)
        self.interruption: BaseException | None = (
            None  # what stopped a check that native code asked
        )
        self._damage = ""
        if checksums is not None and len(self.checksums) != _SUM.size * blocks:
            raise self._error(0, len(self.data))

    def __len__(self) -> int:
        return len(self.data)

    def check(self, begin: int, end: int) -> None:
        """See to it that the bytes from `begin` to `end` of the column are what was written.

        Raises DamagedBlockError when they are not, now and whenever they are asked for again.
        Places outside of the column are passed over.
        """
        checked = self.checked
        last = min(-(-end // BLOCK_SIZE), len(checked)) if begin < end else 0
        first = checked.find(0, max(begin, 0) // BLOCK_SIZE, last)
        if first < 0:
            return
        data, sums = self.data, self.checksums
        if last - first >= _MANY and 1 not in checked[first:last]:
            begins = range(first * BLOCK_SIZE, last * BLOCK_SIZE, BLOCK_SIZE)
            found = [xxh3_64_intdigest(data[at : at + BLOCK_SIZE]) for at in begins]
            if struct.pack(f"<{len(found)}Q", *found) == sums[_SUM.size * first : _SUM.size * last]:
                checked[first:last] = b"\1" * len(found)
                return
        for block in range(first, last):
            if not checked[block]:
                at = block * BLOCK_SIZE
                part = data[at : at + BLOCK_SIZE]
                if xxh3_64_intdigest(part) != _sum_at(sums, _SUM.size * block)[0]:
                    raise self._error(at, at + len(part))
                checked[block] = 1

    def check_all(self) -> None:
        """See to it that all bytes are what was written."""
        self.check(0, len(self.data))

    def failure(self, otherwise: str) -> BaseException:
        """The error for native code to raise after it met damage.

        It is that of the last check that failed, else a ValueError that says `otherwise`.
        """
        interruption, self.interruption = self.interruption, None
        if interruption is not None:
            return interruption
        return self._told() if self._damage else ValueError(otherwise)

    def _error(self, begin: int, end: int) -> DamagedBlockError:
        column = f" (column {self._column})" if self._column else ""
        self._damage = (
            f"the archive is damaged: bytes {self._begin + begin} to {self._begin + end} of "
            f"{self._file or 'a column'}{column} are not what was written"
        )
        return self._told()

    def _told(self) -> DamagedBlockError:
        return DamagedBlockError(self._damage + AFTER_DAMAGE)


# A column as it is opened: `Checked`, or bytes that are believed as they are.
Data = bytes | bytearray | memoryview | mmap | Checked


def as_checked(data: Data) -> Checked:
    """The bytes as a `Checked`; bytes that come without checksums are believed as they are."""
    return data if isinstance(data, Checked) else Checked(data)


def checked_bytes(data: Data) -> memoryview:
    """All bytes of a column, checked. Raises DamagedBlockError."""
    column = as_checked(data)
    column.check_all()
    return column.data
