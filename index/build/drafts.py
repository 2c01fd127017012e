"""Analysed articles that are put aside by the process that analysed them, for one that writes them.

So the process that decides what becomes of an article gets its id and little more: of the rest it
knows where it lies, and what is to be written otherwise.
"""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from weakref import finalize

from index.storage.files import naming

Item = TypeVar("Item")

# What is sent along. Of these names a draft knows by itself whether the article has a value.
_KNOWN = ("added", "changed", "fingerprint", "signature", "versions")
_FILE_SIZE = 32 << 20  # from so many bytes on, another file is begun
_AT_ONCE = 256 << 10  # bytes that are written, or read, at a time: an article has a tenth of that


class Place(NamedTuple):
    """Where something was put aside."""

    path: str
    offset: int
    size: int


class Draft(MutableMapping[str, Any]):
    """The values of an article (those of `analyser.document`), most of which were put aside.

    They may be changed like those in a dictionary; what was put aside stays as it is.
    """

    def __init__(self, place: Place | None, known: Mapping[str, Any]) -> None:
        """`known` are those of the values that are at hand: without a place, all."""
        self.place = place
        self.file: object = None  # keeps the file in its place, in the process that gets drafts
        self._values = dict(known)
        self._gone: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        made = Draft, (self.place, self._values)
        return (*made, {"_gone": self._gone}) if self._gone else made

    def __getitem__(self, name: str) -> Any:
        if name in self._values or name in _KNOWN or self.place is None:
            return self._values[name]
        return self.loaded()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        self._gone = (*self._gone, name)
        del self._values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or the default."""
        return self._values.get(name, default) if name in _KNOWN else super().get(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """The value of a name, which is the default if it had none."""
        if name in _KNOWN:
            return self._values.setdefault(name, default)
        return super().setdefault(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self.loaded())

    def __len__(self) -> int:
        return len(self.loaded())

    @property
    def nbytes(self) -> int:
        """About how much memory all the values take when they are written."""
        size = 0 if self.place is None else self.place.size
        for one in self._values.values():
            if isinstance(one, bytes):
                size += len(one)
        return size

    def changed(self, **values: Any) -> Draft:
        """The draft with other values."""
        draft = Draft(self.place, {**self._values, **values})
        draft.file, draft._gone = self.file, self._gone
        return draft

    def loaded(self, files: Files | None = None) -> dict[str, Any]:
        """All the values; `files` are open meanwhile. Raises OSError."""
        if self.place is None:
            return dict(self._values)
        if files is None:
            with Files() as files:  # noqa: PLR1704
                data = files.read(self.place)
        else:
            data = files.read(self.place)
        values: dict[str, Any] = pickle.loads(data)
        for name in self._gone:
            values.pop(name, None)
        values.update(self._values)
        return values


class Files:
    """The files of drafts, each opened once. A context manager."""

    def __init__(self, *, in_order: bool = False) -> None:
        """Drafts that are asked for in their order are read several at a time."""
        self._least = _AT_ONCE if in_order else 0
        self._open: dict[str, _Reading] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        for opened in self._open.values():
            os.close(opened.descriptor)

    def read(self, place: Place) -> bytes | memoryview:
        """What lies in a place. Raises OSError."""
        found = self._open.get(place.path)
        if found is None:
            found = _Reading(os.open(place.path, os.O_RDONLY | os.O_CLOEXEC), Path(place.path))
            self._open[place.path] = found
        begin = place.offset - found.begin
        if begin < 0 or begin + place.size > len(found.data):
            with naming(found.path):
                size = max(place.size, self._least)
                found.data = memoryview(os.pread(found.descriptor, size, place.offset))
            found.begin, begin = place.offset, 0
        return found.data[begin : begin + place.size]


class _Reading:
    """A file that is open, and what was read of it last."""

    def __init__(self, descriptor: int, path: Path) -> None:
        self.descriptor = descriptor
        self.path = path
        self.begin = 0  # of the data in the file
        self.data = memoryview(b"")


class _Aside:
    """The file that a process puts drafts in, another one whenever it is large."""

    def __init__(self, folder: Path) -> None:
        self._stem = secrets.token_hex(8)
        self._folder = folder
        self._path = folder
        self._number = 0
        self._size = _FILE_SIZE
        self._waiting = bytearray()  # what is in no file yet
        self._descriptor = -1

    def put(self, data: bytes) -> Place:
        """Where the bytes will lie as soon as all is settled."""
        if self._size >= _FILE_SIZE:
            self._begin_another()
        place = Place(str(self._path), self._size, len(data))
        self._size += len(data)
        self._waiting += data
        if len(self._waiting) >= _AT_ONCE:
            self.settle()
        return place

    def settle(self) -> None:
        """Write what waits for that. Raises OSError."""
        data, self._waiting = memoryview(self._waiting), bytearray()
        with naming(self._path):
            while data:
                data = data[os.write(self._descriptor, data) :]

    def _begin_another(self) -> None:
        self.settle()
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._number += 1
        self._size = 0
        self._path = self._folder / f"{self._stem}-{self._number}.draft"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._descriptor = os.open(self._path, flags, 0o600)


_asides: dict[Path, _Aside] = {}  # of this process, by folder


def aside(
    function: Callable[[Item], tuple[str, Mapping[str, Any]]], folder: Path, item: Item
) -> tuple[str, Draft]:
    """What a function tells of an item, an id and values, the values put aside."""
    id, values = function(item)
    return id, put_aside(values, folder)


def put_aside(values: Mapping[str, Any], folder: Path, *, settled: bool = True) -> Draft:
    """Put the values of an article into a file of a folder. Raises OSError.

    What is not to be `settled` at once can be read when the next is, or by `settle`.
    """
    if folder not in _asides:
        _asides[folder] = _Aside(folder)
    place = _asides[folder].put(pickle.dumps(values, pickle.HIGHEST_PROTOCOL))
    if settled:
        settle(folder)
    return Draft(place, {name: values[name] for name in _KNOWN if name in values})


def settle(folder: Path) -> None:
    """See to it that other processes can read what this one has put aside in a folder. Raises
    OSError."""
    if folder in _asides:
        _asides[folder].settle()


class Adopted:
    """Sees to it that a file with drafts stays as long as one of them is needed, and no longer.

    A process puts drafts aside in one file after the other, and sends them in that order.
    """

    def __init__(self) -> None:
        self._latest: dict[str, _Adopted] = {}  # by process

    def adopt(self, values: Iterable[object]) -> None:
        """Keep the files of drafts that came from another process until these are forgotten; what
        is no draft is passed over."""
        for one in values:
            if isinstance(one, Draft) and one.place is not None:
                process = one.place.path.rpartition("-")[0]
                file = self._latest.get(process)
                if file is None or file.path != one.place.path:
                    file = self._latest[process] = _Adopted(one.place.path)
                one.file = file


class _Adopted:
    """A file that is removed when nobody refers to this any more."""

    def __init__(self, path: str) -> None:
        self.path = path
        finalize(self, _remove, path).atexit = False


def _remove(path: str) -> None:
    with suppress(OSError):
        Path(path).unlink()
