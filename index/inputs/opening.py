"""A file opened: its bytes as they are on disk, and what is known of it from outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, BinaryIO

from index.inputs.content import Content, DamagedError, read_chunks
from index.inputs.files import InputFile

Count = Callable[[int], None]


@contextmanager
def opened(file: InputFile, standard_input: BinaryIO | None, count: Count) -> Iterator[Content]:
    """The content of `file`; `count` is told how many bytes of it are read.

    A file on a disk is read as far as it went when it was opened; what was written to it in the
    meantime, or cut from it, is told in a DamagedError at the end. Raises OSError.
    """
    if standard_input is not None and file.is_standard_input:
        yield Content(file.name, read_chunks(standard_input, count))
        return
    with open(file.path, "rb") as stream:  # noqa: PTH123  (a name may be no UTF-8)
        if file.size is None:
            yield Content(file.name, read_chunks(stream, count))
            return
        size = os.fstat(stream.fileno()).st_size
        yield Content(file.name, _as_it_was(stream, size, count), (), _facts(file))


def _as_it_was(stream: BinaryIO, size: int, count: Count) -> Iterator[bytes]:
    """The first `size` bytes of a file, which were all when it was opened."""
    done = 0
    for read in read_chunks(stream, lambda _: None):
        chunk = read[: size - done]
        done += len(chunk)
        count(len(chunk))
        if chunk:
            yield chunk
        if done == size:
            break
    now = os.fstat(stream.fileno()).st_size
    if now > size:
        raise DamagedError(
            size, f"the file grew while it was read; {now - size:,} bytes came later"
        )
    if done < size:
        raise DamagedError(
            done, f"the file became shorter by {size - done:,} bytes while it was read"
        )


def _facts(file: InputFile) -> dict[str, Any]:
    facts: dict[str, Any] = {"path": file.path, "folders": file.folders}
    if file.modified is not None:
        facts["modified"] = datetime.fromtimestamp(file.modified, timezone.utc)
    return facts
