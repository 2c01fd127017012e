"""Archives of format 3, which Khobao 0.1 wrote: their articles, for `upgrading`.

There the table of contents and each segment's directory were pickles. They are read with an
unpickler that imports nothing: what a pickle names becomes an object that only keeps its state, so
that a stranger's archive runs nothing here either.
"""

from __future__ import annotations

import io
import json
import pickle
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from index.archive.manifest import MANIFEST, checksum_of
from index.articles.article import Article
from index.articles.serialization import from_json
from index.storage.columns.article_store import StoreColumn
from index.storage.files import mapped, read_regular

FORMAT = 3
_NAME = re.compile(r"(_MAIN_\d+\.toc|MAIN_[0-9a-z]+\.seg)")
# Whoosh's table of contents: three sizes, a mark of the byte order, a version, three numbers of a
# release, the schema as a string (its length is a varint), two numbers, then the segments.
_TOC_HEAD = struct.Struct(">3sii3s")
_TOC_NUMBERS = struct.Struct(">ii")
_DIRECTORY = struct.Struct(">qi")  # where a segment's directory begins, and its length


class _Inert:
    """Stands for an object of a class that is not imported, and keeps its state."""

    def __init__(self, *arguments: object) -> None:
        self.state: Any = {}

    def __setstate__(self, state: object) -> None:
        self.state = state


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        return set if (module, name) in (("builtins", "set"), ("__builtin__", "set")) else _Inert


@dataclass(frozen=True)
class _Segment:
    id: str
    articles: int
    deleted: frozenset[int]


def articles(path: Path) -> Iterator[Article]:
    """The articles of the generation in a folder, in their order.

    Every file is checked first. Raises OSError, and ValueError for what is damaged.
    """
    files = _checked_files(path)
    tables = [name for name in files if name.endswith(".toc")]
    if len(tables) != 1:
        raise ValueError(f"{path} has {len(tables)} tables of contents")
    for segment in _segments(files[tables[0]]):
        store = StoreColumn().open(_store(files, segment.id), segment.articles)
        for number in range(segment.articles):
            if number not in segment.deleted:
                yield from_json(store[number])


def _checked_files(path: Path) -> dict[str, memoryview]:
    """The bytes of every file that the manifest names."""
    values = json.loads(read_regular(path / MANIFEST))
    if values.pop("checksum") != checksum_of(values):
        raise ValueError(f"the manifest {path / MANIFEST} does not match its own checksum")
    files = {}
    for name, entry in values["files"].items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"the manifest {path / MANIFEST} names a file {name!r}")
        files[name] = mapped(path / name, entry["size"])
        if blake2b(files[name], digest_size=16).hexdigest() != entry["blake2b"]:
            raise ValueError(f"the file {path / name} does not match its checksum")
    return files


def _segments(data: memoryview) -> list[_Segment]:
    at = _TOC_HEAD.size
    size, shift = 0, 0
    while True:
        size |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if not data[at - 1] & 128:
            break
    segments = _unpickled(data, at + size + _TOC_NUMBERS.size)
    return [_segment(one.state) for one in segments]


def _segment(state: dict[str, Any]) -> _Segment:
    name, articles, deleted = state["segid"], state["_doccount"], state["_deleted"] or ()
    if not re.fullmatch("[0-9a-z]+", name) or type(articles) is not int:
        raise ValueError("its table of contents is damaged")
    return _Segment(name, articles, frozenset(deleted))


def _store(files: dict[str, memoryview], segment: str) -> memoryview:
    """The column of texts in a segment's file."""
    data = files[f"MAIN_{segment}.seg"]
    begin, _ = _DIRECTORY.unpack_from(data)
    entry = _unpickled(data, begin)[f"MAIN_{segment}.article.col"]
    return data[entry["offset"] : entry["offset"] + entry["length"]]


def _unpickled(data: memoryview, begin: int) -> Any:
    try:
        return _Unpickler(io.BytesIO(data[begin:])).load()
    except Exception as error:  # pickles raise what they like
        raise ValueError(f"a table cannot be read ({error})") from error
