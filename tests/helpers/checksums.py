"""The checksums of a column that is there already."""

from __future__ import annotations

from index.storage.checksums import BlockChecksums


def block_checksums(data: bytes) -> bytes:
    """The table of a whole column."""
    sums = BlockChecksums()
    sums.update(data)
    return sums.finish()
