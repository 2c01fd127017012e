"""Inputs (files, folders, standard input) read as articles, one after the other."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from index.articles.article import Article, Rejected
from index.errors import InputError
from index.inputs import json_lines, page_dump
from index.inputs.content import Content, DamagedError, decompress, read_chunks
from index.inputs.conversion import Options
from index.inputs.encodings import as_utf8
from index.inputs.files import InputFile, extension, find, path_text, walk

StrPath = str | os.PathLike[str]
Reader = Callable[[Content, Options], Iterator[Article | Rejected]]

FORMATS: dict[str, Reader] = {
    ".json": json_lines.read,
    ".jsonl": json_lines.read_lines,
    ".ndjson": json_lines.read_lines,
    ".txt": page_dump.read,
}
"""What reads the files with an extension, each of which may be followed by `.gz` or `.zst`."""


def read(
    inputs: Iterable[StrPath],
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    standard_input: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Article | Rejected]:
    """Every article in `inputs`, and a `Rejected` for every piece of them that is none.

    An input is a file, a folder (with all that is in it, by name) or `-` for `standard_input`
    (bytes; the process's own if not given). `namespace` goes before the ids of the records, and
    `mapping` names, for a field, the key under which JSON records keep it. `progress` is called
    with the number of bytes read so far of all inputs, as they are on disk (`total_bytes`).

    Raises `InputError` at once, before anything is read, for an input that does not exist, for
    `-` given twice, and for a field in `mapping` that articles do not have.
    """
    options = Options(namespace, dict(mapping or {}))
    found = _find_all(inputs)
    if standard_input is None and "-" in found:
        standard_input = getattr(sys.stdin, "buffer", None)
        if standard_input is None:
            raise InputError("there is no standard input to read; name a file instead of '-'")
    return _read_all(found, options, standard_input, progress or (lambda count: None))


def total_bytes(inputs: Iterable[StrPath]) -> int | None:
    """The bytes that `read` will read from `inputs`; None if that cannot be known beforehand.

    Raises `InputError` for an input that does not exist.
    """
    total = 0
    for entry in _files(_find_all(inputs)):
        if isinstance(entry, InputFile):
            if entry.size is None:
                return None
            total += entry.size
    return total


def _find_all(inputs: Iterable[StrPath]) -> dict[str, InputFile | None]:
    """Each input's path with its file, or None for a folder."""
    if isinstance(inputs, str | os.PathLike):
        inputs = [inputs]
    paths = [os.fsdecode(path) for path in inputs]
    if paths.count("-") > 1:
        raise InputError("standard input ('-') can be read only once; name it once")
    return {path: find(path) for path in paths}


def _files(found: dict[str, InputFile | None]) -> Iterator[InputFile | Rejected]:
    """The files to read, in order, and the rejections of those in folders that are not read."""
    for path, file in found.items():
        if file:
            yield file
            continue
        for entry in walk(path):
            if isinstance(entry, InputFile) and extension(entry.path) not in {"", *FORMATS}:
                reason = f"the format {extension(entry.path)} is not known"
                yield Rejected(path_text(entry.path), reason)
            else:
                yield entry


def _read_all(
    found: dict[str, InputFile | None],
    options: Options,
    standard_input: BinaryIO | None,
    progress: Callable[[int], None],
) -> Iterator[Article | Rejected]:
    done = 0

    def count(length: int) -> None:
        nonlocal done
        done += length
        progress(done)

    for entry in _files(found):
        if isinstance(entry, Rejected):
            yield entry
            continue
        start = done
        yield from _read_file(entry, options, standard_input, count)
        if entry.size is not None and done != start + entry.size:
            count(start + entry.size - done)  # what was not read of a file that is no input


def _read_file(
    file: InputFile,
    options: Options,
    standard_input: BinaryIO | None,
    count: Callable[[int], None],
) -> Iterator[Article | Rejected]:
    """The articles of one file, and at least one rejection if there are none."""
    empty = True
    with ExitStack() as stack:
        try:
            stream = _open(file, standard_input, stack)
        except OSError as error:
            yield Rejected(file.name, f"it cannot be read: {error.strerror}")
            return
        try:
            content = as_utf8(Content(file.name, decompress(read_chunks(stream, count))))
            reader = FORMATS.get(extension(file.path)) or _sniff(content.peek())
            for each in reader(content, options):
                empty = False
                yield each
        except DamagedError as damage:
            yield Rejected(f"{file.name}, byte {damage.offset}", damage.reason)
        else:
            if empty:
                yield Rejected(file.name, "the file is empty")


def _open(file: InputFile, standard_input: BinaryIO | None, stack: ExitStack) -> BinaryIO:
    """The bytes of `file`, closed with `stack` unless they are the standard input's."""
    if standard_input is not None and file.is_standard_input:
        return standard_input
    return stack.enter_context(Path(file.path).open("rb"))


def _sniff(head: bytes) -> Reader:
    """What reads a file that begins with `head`."""
    if json_lines.looks_like_json(head):
        return json_lines.read
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]", head):
        return _refuse_markup
    return page_dump.read


def _refuse_markup(content: Content, options: Options) -> Iterator[Rejected]:
    yield Rejected(content.name, "its format is not known; it looks like HTML or XML")
