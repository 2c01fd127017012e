"""Files of an archive: read without trusting them, written so that a crash leaves old or new."""

from __future__ import annotations

import mmap
import os
import stat
from pathlib import Path
from typing import TextIO


class naming:  # noqa: N801 - it is used as a function that gives a context is
    """A context that lets an OSError that names no file name this one."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing is done before."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(self._path)


def open_regular(path: Path) -> int:
    """A descriptor for reading the file at `path`.

    Raises OSError, also for what is no file: a link, a pipe, a device would be another's content,
    or keep the reader waiting.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        with naming(path):
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FileNotFoundError(2, "this is no file", str(path))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_regular(path: Path, most: int = -1) -> bytes:
    """The first `most` bytes of the file at `path`, or all. Raises OSError as `open_regular`."""
    with naming(path), os.fdopen(open_regular(path), "rb") as file:
        return file.read(most)


def mapped(path: Path, size: int) -> memoryview:
    """The bytes of the file at `path`, mapped into memory.

    Raises OSError as `open_regular`, and ValueError for a file of another size than `size`.
    """
    descriptor = open_regular(path)
    try:
        with naming(path):
            found = os.fstat(descriptor).st_size
            if found != size:
                raise ValueError(f"the file {path} has {found} bytes instead of {size}")
            if not size:
                return memoryview(b"")
            return memoryview(mmap.mmap(descriptor, size, prot=mmap.PROT_READ))
    finally:
        os.close(descriptor)


def open_new(path: Path) -> TextIO:
    """A new file at `path`, for UTF-8 text, in place of whatever was there: a link is not followed.

    Raises OSError.
    """
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o666), "w", encoding="utf-8")


def write_synced(path: Path, text: str) -> None:
    """Replace the file at `path` by `text`; a crash leaves the old one or the new one.

    The rename is durable only once the folder is synced (see `sync`).
    """
    aside = path.with_name(path.name + ".new")
    with naming(aside), open_new(aside) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def sync(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with naming(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
