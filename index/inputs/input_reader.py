"""Inputs (files, folders, standard input, what a program gives) read as articles, in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, count
from typing import Any, BinaryIO

from index.articles.article import Article, Rejected
from index.articles.serialization import to_dict
from index.errors import InputError
from index.inputs.conversion import Options
from index.inputs.files import InputFile, find, path_text, walk
from index.inputs.found import Record, Skipped
from index.inputs.reading import Outcome, Read, convert
from index.inputs.shares import Share, shares, shares_of_records

StrPath = str | os.PathLike[str]
Given = Iterable[StrPath | InputFile] | Iterable[Article | Mapping[str, Any]]
"""What can be read: paths and files that were found, or articles and mappings that a program
gives."""

RECORDS = "records"
"""The kind of what a program gives."""


class Inputs:
    """What is to be read: files, folders and `-`, or an iterable of articles and mappings.

    An `InputFile` is one that was found before, with what is known of the folders that it is in; if
    it is gone, it is rejected. `files` counts the files that were found so far, `standard_input` is
    what `-` stands for. Raises `InputError` at once, before anything is read, for a path at which
    there is nothing and for `-` given twice.
    """

    def __init__(self, given: Given, standard_input: BinaryIO | None = None) -> None:
        self.files = 0
        self.standard_input: BinaryIO | None = None
        self._found: dict[str, InputFile | None] = {}
        self._records: Iterator[Any] | None = None
        if isinstance(given, str | os.PathLike):
            given = [given]
        items = iter(given)
        first = next(items, None)
        if isinstance(first, Article | Mapping | Read):
            self._records = chain([first], items)
            return
        self._found = _find_all([] if first is None else [first, *items])
        self.standard_input = standard_input or _the_standard_input(self._found)

    @property
    def can_be_read_again(self) -> bool:
        """Whether they give the same when they are read a second time: files and folders do."""
        return self._records is None and all(
            path != "-" and (file is None or file.size is not None)
            for path, file in self._found.items()
        )

    @property
    def paths(self) -> list[str]:
        """What was named."""
        return [*self._found]

    def folder_with(self, where: str) -> str | None:
        """The folder that was named in which a place is; None if none was."""
        return next((one for one in self._folders if where.startswith(_below(one))), None)

    @cached_property
    def _folders(self) -> list[str]:
        """The folders that were named, or in which files were found, each once."""
        return list(
            dict.fromkeys(
                path if file is None else file.named
                for path, file in self._found.items()
                if file is None or file.in_folder
            )
        )

    def __str__(self) -> str:
        if self._records is not None:
            return "what was given"
        return ", ".join(self._found) or "nothing"

    def total_bytes(self) -> int | None:
        """The bytes that are to be read; None if that cannot be known beforehand."""
        total = 0
        for entry in self._entries():
            if isinstance(entry, InputFile):
                if entry.size is None:
                    return None
                total += entry.size
        return total if self._records is None else None

    def shares(
        self, options: Options, progress: Callable[[int], None] | None = None
    ) -> Iterator[Share]:
        """The shares of all inputs; `progress` is told the bytes read so far, as they are on disk.

        Raises `InputError` for what is neither an article nor a mapping.
        """
        if self._records is not None:
            return shares_of_records(map(_as_read, self._records, count(1)), RECORDS)
        entries = self._counting(self._entries())
        return shares(entries, options, self.standard_input, _adding(progress))

    def entries(self) -> Iterator[InputFile | Read]:
        """The files to read, in order, and all else that there is: what of folders is not read, and
        what a program gives as records."""
        for entry in self._entries():
            yield entry if isinstance(entry, InputFile) else Read("", entry)
        for number, given in enumerate(self._records or (), 1):
            one = _as_read(given, number)
            yield (
                Read(RECORDS, Record(f"item {number}", to_dict(one)))
                if isinstance(one, Article)
                else one
            )

    def _entries(self) -> Iterator[InputFile | Rejected | Skipped]:
        """The files to read, in order, and what of folders is not read."""
        for path, file in self._found.items():
            if file:
                yield file
            else:
                yield from walk(path)

    def _counting(
        self, entries: Iterable[InputFile | Rejected | Skipped]
    ) -> Iterator[InputFile | Rejected | Skipped]:
        for entry in entries:
            self.files += isinstance(entry, InputFile)
            yield entry


def read(
    inputs: Given,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    standard_input: BinaryIO | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Outcome]:
    """What every piece of `inputs` becomes: an `Article`, or what else it is (`reading.Outcome`).

    An input is a file, a folder (with all that is in it, by name) or `-` for `standard_input`
    (bytes; the process's own if not given). `namespace` goes before the ids of the records, and
    `mapping` names, for a field, the key under which records keep it. `progress` is called
    with the number of bytes read so far of all inputs, as they are on disk (`total_bytes`).

    Raises `InputError` at once, before anything is read, for an input that does not exist, for
    `-` given twice, and for a field in `mapping` that articles do not have.
    """
    options = Options(namespace, dict(mapping or {}))
    cut = Inputs(inputs, standard_input).shares(options, progress)
    return (outcome for share in cut for outcome in _outcomes(share, options))


def total_bytes(inputs: Iterable[StrPath]) -> int | None:
    """The bytes that `read` will read from `inputs`; None if that cannot be known beforehand.

    Raises `InputError` for an input that does not exist.
    """
    return Inputs(inputs).total_bytes()


def _outcomes(share: Share, options: Options) -> Iterator[Outcome]:
    for one in share.read(options):
        yield one if isinstance(one, Article) else convert(one.leaf, options)


def _below(folder: str) -> str:
    """What the places in a folder begin with."""
    return path_text(folder).rstrip(os.sep) + os.sep


def _find_all(inputs: Iterable[Any]) -> dict[str, InputFile | None]:
    """Each input's path with its file, or None for a folder."""
    found: dict[str, InputFile | None] = {}
    for one in inputs:
        if isinstance(one, InputFile):
            found[one.path] = one
            continue
        path = os.fsdecode(one)
        if path == "-" and path in found:
            raise InputError("standard input ('-') can be read only once; name it once")
        found[path] = find(path)
    return found


def _the_standard_input(found: Mapping[str, InputFile | None]) -> BinaryIO | None:
    """The standard input of this process, where it is among the inputs."""
    if "-" not in found:
        return None
    stream: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("there is no standard input to read; name a file instead of '-'")
    return stream


def _as_read(given: Any, number: int) -> Read | Article:
    """An article, or a mapping as the record that it is."""
    if isinstance(given, Article | Read):
        return given
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise InputError(f"item {number} is of type {kind}, no article and no mapping")
    return Read(RECORDS, Record(f"item {number}", given))


def _adding(tell: Callable[[int], None] | None) -> Callable[[int], None]:
    """What tells the sum of the numbers that it is told."""
    done = 0

    def add(length: int) -> None:
        nonlocal done
        done += length
        if tell:
            tell(done)

    return add
