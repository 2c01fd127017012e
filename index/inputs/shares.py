"""Inputs cut into shares: what a worker opens, reads and extracts by itself.

A share is a file, a member of one, or some records of one that is too large for one worker; it is
small enough to be held in memory, and can be sent to another process. Shares come in the order of
the inputs, and what is in them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, BinaryIO, Protocol

from xxhash import xxh3_128_hexdigest

from index.articles.article import Article, Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.date_order import with_known_dates
from index.inputs.detection import Format, imported
from index.inputs.files import InputFile
from index.inputs.found import Record, Skipped
from index.inputs.lines import LONGEST, Block, blocks, is_blank
from index.inputs.opening import Count, opened
from index.inputs.reading import EMPTY, Read, detected, each_piece, pieces

WHOLE = 1 << 20
"""Bytes of a file or a member that is one share, whatever is in it."""

_BLOCK = 1 << 18  # bytes of the lines of a share, about
_MOST_RECORDS = 128
_MOST_WEIGHT = 1 << 20  # characters of the records of a share, about


class Watch(Protocol):
    """Tells how long items take to come."""

    def timed(self, stage: str, items: Iterable[bytes]) -> Iterator[bytes]:
        """The items."""


@dataclass(frozen=True)
class FileShare:
    """A file that a worker opens."""

    file: InputFile

    @property
    def folder(self) -> str:
        """The folder under which it is accounted for."""
        return folder_of(self.file)

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.file.size or 0

    @property
    def key(self) -> str:
        """What tells it from all others, and from what it may be later."""
        return f"{self.file.path} {self.file.size} {self.file.modified}"

    def read(self, options: Options, watch: Watch | None = None) -> Iterator[Read | Article]:
        """What there is in it; `watch` is told how long reading its bytes takes."""
        yield from read_file(self.file, options, None, lambda _: None, watch)


@dataclass(frozen=True)
class MemberShare:
    """A member of a file, with its bytes; it is packed `level` deep."""

    folder: str
    name: str
    data: bytes
    notes: tuple[str, ...]
    facts: dict[str, Any]
    level: int

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data)

    @property
    def key(self) -> str:
        """What tells it from all others, and from what it may be later."""
        return f"{self.name} {xxh3_128_hexdigest(self.data)}"

    def read(self, options: Options, watch: Watch | None = None) -> Iterator[Read | Article]:
        """What there is in it."""
        content = Content(self.name, iter([self.data]), self.notes, self.facts)
        yield from pieces(content, options, self.level)


@dataclass(frozen=True)
class LinesShare:
    """Some lines of a file, with the name of what reads them, and the order of the dates in the
    file if it is not the usual one."""

    folder: str
    name: str
    block: Block
    notes: tuple[str, ...]
    facts: dict[str, Any]
    kind: str
    reader: str
    order: str | None = None

    @property
    def size(self) -> int:
        """How many bytes they have."""
        return len(self.block.data)

    @property
    def key(self) -> str:
        """What tells them from all others, and from what they may be later."""
        return f"{self.name} {self.block.offset} {xxh3_128_hexdigest(self.block.data)}"

    def read(self, options: Options, watch: Watch | None = None) -> Iterator[Read | Article]:
        """What there is in them."""
        facts = {**self.facts, "line": self.block.number, "offset": self.block.offset}
        content = Content(self.name, iter([self.block.data]), self.notes, facts)
        for piece in with_known_dates(imported(self.reader)(content, options), options, facts):
            if self.order and isinstance(piece, Record):
                piece = replace(piece, order=self.order)  # noqa: PLW2901
            if not isinstance(piece, Content):
                yield Read(self.kind, piece)


@dataclass(frozen=True)
class RecordsShare:
    """Records that were read already, and are still to become articles; `stamp` tells when the
    file was written that they are of, and how large it is."""

    folder: str
    records: list[Read | Article] = field(default_factory=list)
    size: int = 0
    stamp: str = ""

    @property
    def key(self) -> str:
        """What tells them from all others, and from what they may be later."""
        return (
            "\n".join(
                one.id if isinstance(one, Article) else one.leaf.where for one in self.records
            )
            + f" {self.size} {self.stamp}"
        )

    def read(self, options: Options, watch: Watch | None = None) -> Iterator[Read | Article]:
        """The records."""
        yield from self.records


Packed = MemberShare | LinesShare

Share = FileShare | MemberShare | LinesShare | RecordsShare


def folder_of(file: InputFile) -> str:
    """The folder under which a file is accounted for: the one that was named, with the first one
    below it; that of the file itself if it was named."""
    name = file.name
    if file.is_standard_input:
        return "-"
    parts = name.split("/")
    below = len(file.folders) - 1 if file.folders else 0
    return "/".join(parts[: len(parts) - 1 - below]) or "."


def read_file(
    file: InputFile,
    options: Options,
    standard_input: BinaryIO | None,
    count: Count,
    watch: Watch | None = None,
) -> Iterator[Read]:
    """What there is in a file; `count` is told the bytes that were read of it, and `watch` the time
    that this took."""
    try:
        with opened(file, standard_input, count) as content:
            if watch:
                content.chunks = watch.timed("read", content.chunks)
            yield from pieces(content, options)
    except OSError as error:
        yield Read("", Rejected(file.name, f"it cannot be read: {error.strerror}"))


def shares_of_records(records: Iterable[Read | Article], folder: str) -> Iterator[Share]:
    """Shares of what a program gives, in its order."""
    yield from _gathered(records, folder)


def shares(
    entries: Iterable[InputFile | Rejected | Skipped],
    options: Options,
    standard_input: BinaryIO | None,
    count: Count,
) -> Iterator[Share]:
    """The shares of files, and what was found beside them; `count` is told the bytes read."""
    for entry in entries:
        if not isinstance(entry, InputFile):
            yield RecordsShare("", [Read("", entry)])
        elif entry.size is not None and entry.size <= WHOLE:
            yield FileShare(entry)
            count(entry.size)
        else:
            yield from _cut(entry, options, standard_input, count)


def _cut(
    file: InputFile, options: Options, standard_input: BinaryIO | None, count: Count
) -> Iterator[Share]:
    """The shares of a file of any size, which is read here."""
    done = 0

    def counted(length: int) -> None:
        nonlocal done
        done += length
        count(length)

    folder = folder_of(file)
    try:
        with opened(file, standard_input, counted) as content:
            stamp = f"{file.size} {file.modified}"
            yield from _gathered(_parts(content, options, 0, folder), folder, stamp)
    except OSError as error:
        reason = f"it cannot be read: {error.strerror}"
        yield RecordsShare(folder, [Read("", Rejected(file.name, reason))])
    if file.size is not None and done < file.size:
        count(file.size - done)  # what was not read of a file that is no input


def _parts(content: Content, options: Options, level: int, folder: str) -> Iterator[Read | Packed]:
    """What there is in a content that is too large for one share, as parts that are not."""
    found, content = _detected(content, options)
    if found is None:
        yield from pieces(content, options, level)
    elif found.whole:
        yield from _one(content, options, level, folder)
    elif found.is_cut_at_lines(content.peek()):
        yield from _blocks(content, found, options, folder)
    else:
        yield from each_piece(content, options, level, partial(_inside, folder))


def _blocks(
    content: Content, found: Format, options: Options, folder: str
) -> Iterator[Read | Packed]:
    """The lines of a content."""
    facts = {key: value for key, value in content.facts.items() if key != "path"}
    share = partial(
        LinesShare,
        folder=folder,
        name=content.name,
        notes=content.notes,
        facts=facts,
        kind=found.name,
        reader=found.line_reader,
        order=_order_of(content, found, options),
    )
    empty = True
    try:
        for block in blocks(content.chunks, _BLOCK):
            if not is_blank(block.data):
                empty = False
                yield share(block=block)
    except DamagedError as damage:
        yield Read(found.name, Rejected(f"{content.name}, byte {damage.offset}", damage.reason))
    else:
        if empty:
            yield Read(found.name, Rejected(content.name, EMPTY))


def _order_of(content: Content, found: Format, options: Options) -> str | None:
    """What comes first in the dates of a file, as its first lines show, if it is the month."""
    head = content.peek(WHOLE)
    lines = Content(content.name, iter([head[: head.rfind(b"\n") + 1]]), (), content.facts)
    pieces = with_known_dates(imported(found.line_reader)(lines, options), options, content.facts)
    orders = (piece.order for piece in pieces if isinstance(piece, Record))
    return next(filter(None, orders), None)


def _inside(folder: str, content: Content, options: Options, level: int) -> Iterator[Read | Packed]:
    """A member as a share if it is small, else what there is in it."""
    head = content.peek(WHOLE + 1)
    if len(head) <= WHOLE:
        yield from _one(content, options, level, folder)
    else:
        yield from _parts(content, options, level, folder)


def _detected(content: Content, options: Options) -> tuple[Format | None, Content]:
    """What a content is, None if it is damaged from its beginning on; and all of the content."""
    try:
        return detected(content, options)
    except DamagedError as damage:
        return None, replace(content, chunks=_fail(damage))


def _fail(damage: DamagedError) -> Iterator[bytes]:
    yield from ()
    raise damage


def _one(content: Content, options: Options, level: int, folder: str) -> Iterator[Read | Packed]:
    """All of a member as a share; what is too long or damaged is read here."""
    held: list[bytes] = []
    length = 0
    chunks = content.chunks
    try:
        for chunk in chunks:
            held.append(chunk)
            length += len(chunk)
            if length > LONGEST:
                break
        else:
            facts = {key: value for key, value in content.facts.items() if key != "path"}
            yield MemberShare(folder, content.name, b"".join(held), content.notes, facts, level)
            return
    except DamagedError as damage:
        chunks = _fail(damage)
    yield from pieces(replace(content, chunks=chain(held, chunks)), options, level)


def _gathered(
    found: Iterable[Read | Article | Packed], folder: str, stamp: str = ""
) -> Iterator[Share]:
    """Shares of so many records each, in their order, and the members between them."""
    records: list[Read | Article] = []
    weight = 0
    for one in found:
        if isinstance(one, MemberShare | LinesShare):
            if records:
                yield RecordsShare(folder, records, weight, stamp)
                records, weight = [], 0
            yield one
            continue
        records.append(one)
        weight += _weight(one)
        if len(records) == _MOST_RECORDS or weight >= _MOST_WEIGHT:
            yield RecordsShare(folder, records, weight, stamp)
            records, weight = [], 0
    if records:
        yield RecordsShare(folder, records, weight, stamp)


def _weight(one: Read | Article) -> int:
    """About how many characters a record has."""
    if isinstance(one, Article):
        return len(one.body)
    if not isinstance(one.leaf, Record):
        return 0
    return sum(len(value) for value in one.leaf.values.values() if isinstance(value, str))
