"""What a generation holds, article by article, whatever rules it was analysed under."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from index.archive import format3
from index.archive.current import folder_of
from index.archive.generations import Generation, open_generation
from index.archive.manifest import FORMAT, MANIFEST, format_of, parse
from index.articles.article import Article
from index.articles.serialization import from_json
from index.articles.versions import moment
from index.errors import ArchiveError, DamagedArchiveError, reading, unavailable
from index.storage.checksums import Checked
from index.storage.columns import NumberColumn, PostingsColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.files import read_regular
from index.storage.schema import NO_DATE
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo


class Kept(NamedTuple):
    """An article with all that an archive keeps of it: what it was before, too (see
    `index.articles.versions`)."""

    article: Article
    versions: bytes = b""


def articles(archive: Path, number: int) -> Iterator[Kept]:
    """The articles of a generation, in their order, of this format or the one before.

    Raises ArchiveError when it is damaged, not to be read now, or of another format.
    """
    with reading(archive):
        is_old = format_of(read_regular(folder_of(archive, number) / MANIFEST)) == format3.FORMAT
    if is_old:
        try:
            yield from map(Kept, format3.articles(folder_of(archive, number)))
        except OSError as error:
            raise unavailable(archive, error) from error
        except Exception as error:  # what was not written so raises what it likes
            raise DamagedArchiveError(
                f"the archive {archive} is damaged: {error}; restore a copy of it, or build it "
                "anew with 'khobao reindex'"
            ) from error
        return
    generation = open_generation(archive, number, any_rules=True)
    try:
        with reading(archive):
            for file in generation.files:
                yield from _read(_Columns(file.info, file.column), strict=True)
    finally:
        generation.release()


def ids(generation: Generation) -> list[str]:
    """The ids of a generation's articles. Raises ValueError when it is damaged."""
    return [id for file in generation.files for id in _ids(file)]


def _ids(file: SegmentFile) -> Iterator[str]:
    column = PostingsColumn(has_positions=False).open(file.column("id"), file.info.articles)
    deleted = set(file.info.deleted)
    for term, _, _ in column.terms_from(b""):
        if not deleted or not deleted.issuperset(column.postings(term, False)[0].tolist()):
            yield term.decode()


def readable(archive: Path, number: int) -> Iterator[Kept]:
    """The articles of a generation that can be read, in their order, whatever is damaged of it.

    Texts carry checksums of their own: none is made up. Raises OSError.
    """
    segments = _segments(archive, number)
    if segments is None:
        with suppress(ArchiveError):  # of format 3, which is read whole or not at all
            yield from list(articles(archive, number))
        return
    for info in segments:
        columns = _unchecked(folder_of(archive, number), info)
        if columns is not None:
            yield from _read(columns, strict=False)


def readable_ids(archive: Path, number: int) -> list[str]:
    """The ids of a generation's articles, as far as they can be read. Raises OSError."""
    found: list[str] = []
    for info in _segments(archive, number) or ():
        try:
            found += _ids(SegmentFile(folder_of(archive, number), info))
        except (FileNotFoundError, ValueError, KeyError):
            continue
    return found


def _segments(archive: Path, number: int) -> tuple[SegmentInfo, ...] | None:
    """What a generation's manifest names, nothing if it cannot be read; None for format 3."""
    try:
        data = read_regular(folder_of(archive, number) / MANIFEST)
        written = format_of(data)
        if written == format3.FORMAT:
            return None
        return parse(data).segments if written == FORMAT else ()
    except (FileNotFoundError, ValueError):
        return ()


@dataclass
class _Columns:
    """The columns of a segment, as `bytes_of` gives them."""

    info: SegmentInfo
    bytes_of: Callable[[str], Checked]

    def opened(self, name: str, kind: Any, *, strict: bool) -> Any:
        """A column; one without values where the segment has none, or a damaged one if not
        `strict`."""
        if name in self.info.columns:
            try:
                return kind.open(self.bytes_of(name), self.info.articles)
            except ValueError:
                if strict:
                    raise
        return kind.empty(self.info.articles)


def _unchecked(path: Path, info: SegmentInfo) -> _Columns | None:
    """The columns of a segment whose file may be damaged; their blocks are not checked.

    A damaged block may hold texts that are whole: zstd's own checksums tell them.
    """
    try:
        data = read_regular(path / info.file)
    except FileNotFoundError:
        return None

    def bytes_of(name: str) -> Checked:
        begin, size = info.columns[name]
        return Checked(data[begin : begin + size])

    return _Columns(info, bytes_of)


def _read(columns: _Columns, *, strict: bool) -> Iterator[Kept]:
    """The articles of a segment; what is damaged is passed over, or raised if `strict`."""
    info = columns.info
    deleted = set(info.deleted)
    store = columns.opened("article", StoreColumn(), strict=strict)
    versions = columns.opened("versions", StoreColumn(), strict=strict)
    moments = [
        columns.opened(name, NumberColumn(NO_DATE), strict=strict).values.tolist()
        for name in ("added", "changed")
    ]
    for number in range(info.articles):
        if number in deleted:
            continue
        try:
            article = from_json(store[number])
            before = versions[number]
        except (ValueError, KeyError, TypeError):
            if strict:
                raise
            continue
        added, changed = (_moment(values[number]) for values in moments)
        yield Kept(replace(article, added=added, changed=changed), before)


def _moment(seconds: int) -> datetime | None:
    try:
        return moment(None if seconds == NO_DATE else seconds)
    except (ValueError, OverflowError, OSError):
        return None  # a damaged number
