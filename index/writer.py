"""Articles into a generation's Whoosh index, around what Whoosh's writer cannot do alone.

Whoosh 2.7.4 keeps two articles with one id when both come in one run, and opens a searcher for
every id that it deletes; here ids are looked up in one reader, and the earlier of two articles
is deleted once its segment is closed. Segments keep the order of the input.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from index.article import is_storable
from index.errors import damaged
from index.schema import build_schema

_MEMORY_MB = 128


class ArticleWriter:
    """Adds and deletes articles in the Whoosh index at `path`, which it creates if need be.

    A context manager: leaving it commits; an exception discards what was done.
    """

    def __init__(self, path: Path) -> None:
        """Open the index at `path` for writing."""
        storage = FileStorage(str(path))
        exists = storage.index_exists()
        try:
            self._index = storage.open_index() if exists else storage.create_index(build_schema())
            self._reader = self._index.reader()
        except OSError:
            raise
        except Exception as error:  # Whoosh raises what it likes over damaged tables
            raise damaged(path.parent.parent, f"its index cannot be read ({error})") from error
        self._older = int(self._index.doc_count_all())
        self._writer = self._index.writer(limitmb=_MEMORY_MB)
        self._numbers: dict[str, int] = {}
        self._superseded: list[int] = []

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._commit()
            else:
                self._writer.cancel()
        finally:
            self._reader.close()
            self._index.close()

    def add(self, values: dict[str, Any]) -> str:
        """Write one article (the values of `analyser.analyse`).

        Returns what it replaced: "earlier" for an article of this run, "older" for one that the
        index held before, "" for none.
        """
        id = values["id"]
        replaced = ""
        if id in self._numbers:
            self._superseded.append(self._numbers[id])
            replaced = "earlier"
        elif self.delete(id):
            replaced = "older"
        self._numbers[id] = self._older + self._writer.docnum
        self._writer.add_document(**values)
        return replaced

    def delete(self, id: str) -> bool:
        """Delete the article that the index held before; returns whether there was one."""
        if not is_storable(id) or ("id", id) not in self._reader:
            return False
        found = [
            n for n in self._reader.postings("id", id).all_ids() if not self._writer.is_deleted(n)
        ]
        for number in found:
            self._writer.delete_document(number)
        return bool(found)

    def _commit(self) -> None:
        self._writer.commit(merge=False)
        writer = self._index.writer(limitmb=_MEMORY_MB)
        try:
            for number in self._superseded:
                writer.delete_document(number)
            writer.commit(mergetype=_merge_newest)
        except BaseException:
            writer.cancel()
            raise

    @property
    def articles(self) -> int:
        """How many articles the index holds, after the commit."""
        return int(self._index.doc_count())


def _merge_newest(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge the newest segments, each while it is under twice the size of those after it.

    So an archive with any number of updates has a logarithmic number of segments, and articles
    stay in the order in which they came. (A merge policy as Whoosh's `commit` takes it.)
    """
    kept = list(segments)
    merged: list[Any] = []
    size = 0
    while kept and (not merged or kept[-1].doc_count_all() < 2 * size):
        merged.insert(0, kept.pop())
        size += merged[0].doc_count()
    if len(merged) < 2 and not (merged and _is_mostly_deleted(merged[0])):
        return segments
    for segment in merged:
        _add_segment(writer, segment)
    return kept


def _is_mostly_deleted(segment: Any) -> bool:
    return int(segment.deleted_count()) * 2 > int(segment.doc_count_all())


def _add_segment(writer: Any, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        writer.add_reader(reader)
    finally:
        reader.close()
