"""Articles into a generation's Whoosh index, around what Whoosh's writer cannot do alone.

Whoosh 2.7.4 keeps two articles with one id when both come in one run, and opens a searcher for
every id that it deletes; here ids are looked up in one reader, and the earlier of two articles
is deleted once its segment is closed. Segments keep the order of the input, and are closed before
they take too much memory.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader

from index.article import is_storable
from index.codec import column_of, live_articles
from index.columns import NO_SIGNATURE, Live, banded
from index.duplicates import Known, find_groups, own_group
from index.errors import damaged
from index.schema import build_schema, codec

# A segment is closed when it has so many articles, or takes so much memory.
_MOST_ARTICLES = 20_000
_MOST_BYTES = 256 << 20
# So many segments of one run stay as they are: a search takes little longer, a merge a tenth of the
# run. More are merged into one that has no more articles than the second number, so that merging
# takes a bounded amount of memory.
_MOST_SEGMENTS = 3
_MOST_MERGED = 150_000
# The size of what a segment takes is looked at after so many articles.
_LOOKED_AT = 64


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
        self._begin = int(self._index.doc_count_all())  # number of the open segment's first article
        self._writer = self._open_segment()
        self._closed = 0  # segments that this run has written
        self._numbers: dict[str, int] = {}
        self._deleted: set[int] = set()
        self._signatures = bytearray()  # of the open segment's articles
        self._own_groups: list[int] = []
        self._written: list[tuple[Any, int]] = []  # this run's segments, and their first numbers

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._commit()
            else:
                self._writer.cancel()
        finally:
            for reader, _first in self._written:
                reader.close()
            self._reader.close()
            self._index.close()

    def add(self, id: str, values: dict[str, Any]) -> str:
        """Write one article: its id, and the values of `analyser.analyse`.

        Returns what it replaced: "earlier" for an article of this run, "older" for one that the
        index held before, "" for none.
        """
        replaced = ""
        if id in self._numbers:
            self._deleted.add(self._numbers[id])
            replaced = "earlier"
        elif self.delete(id):
            replaced = "older"
        self._numbers[id] = self._begin + self._writer.docnum
        self._writer.perdocwriter.add_article(self._writer.schema, values)
        self._writer.docnum += 1
        self._writer._added = True
        signature = values.get("signature", NO_SIGNATURE)
        self._signatures += signature
        self._own_groups.append(own_group(id, signature))
        if self._is_full():
            self._close_segment()
            self._remember_segment()
            self._writer = self._open_segment()
        return replaced

    def delete(self, id: str) -> bool:
        """Delete the article that the index held before; returns whether there was one."""
        if not is_storable(id) or ("id", id) not in self._reader:
            return False
        found = set(self._reader.postings("id", id).all_ids()) - self._deleted
        self._deleted |= found
        return bool(found)

    def _open_segment(self) -> Any:
        return self._index.writer(codec=codec())

    def _is_full(self) -> bool:
        count = self._writer.docnum
        if count >= _MOST_ARTICLES:
            return True
        return bool(count % _LOOKED_AT == 0 and self._writer.perdocwriter.nbytes > _MOST_BYTES)

    def _close_segment(self) -> None:
        if self._writer.docnum:
            self._write_groups()
        self._begin += self._writer.docnum
        self._closed += 1
        self._writer.commit(merge=False)

    def _write_groups(self) -> None:
        """Find the near-duplicates of the open segment's articles, in it and before it."""
        deleted = np.fromiter(self._deleted, np.int64, len(self._deleted))
        new = Known(
            banded(self._signatures),
            np.array(self._own_groups, np.int64),
            _without(np.ones(self._writer.docnum, np.bool_), deleted, self._begin),
        )
        earlier = [
            Known(
                column_of(reader, "signature"),
                column_of(reader, "group").values,
                _without(live_articles(reader), deleted, first),
            )
            for reader, first in [*self._reader.leaf_readers(), *self._written]
            if reader.doc_count_all()
        ]
        groups = find_groups(new, earlier).tolist()
        self._writer.perdocwriter.add_column(self._writer.schema, "group", groups)
        self._signatures, self._own_groups = bytearray(), []

    def _remember_segment(self) -> None:
        """Keep the segment that was just closed open for finding near-duplicates in it."""
        writer = self._writer
        reader = SegmentReader(writer.storage, writer.schema, writer.newsegment)
        self._written.append((reader, self._begin - reader.doc_count_all()))

    def _commit(self) -> None:
        self._close_segment()
        writer = self._open_segment()
        try:
            for number in self._deleted:
                writer.delete_document(number)
            if 1 < self._closed <= _MOST_SEGMENTS:
                writer.commit(merge=False)
            else:
                least = _MOST_ARTICLES if self._closed > 1 else 0
                writer.commit(mergetype=partial(_merge_newest, least=least))
        except BaseException:
            writer.cancel()
            raise

    @property
    def articles(self) -> int:
        """How many articles the index holds, after the commit."""
        return int(self._index.doc_count())


def _without(live: Live, deleted: NDArray[np.int64], first: int) -> Live:
    """The live articles of a segment, the first of which has the number `first`, without some."""
    within = deleted - first
    live[within[(within >= 0) & (within < len(live))]] = False
    return live


def _merge_newest(writer: Any, segments: list[Any], *, least: int) -> list[Any]:
    """Merge the newest segments, each while it is under twice the size of those after it.

    So an archive with any number of updates has a logarithmic number of segments, and articles
    stay in the order in which they came. Those after it count as `least` articles at least. (A
    merge policy as Whoosh's `commit` takes it.)
    """
    kept = list(segments)
    merged: list[Any] = []
    size = 0
    while kept and (not merged or kept[-1].doc_count_all() < 2 * max(size, least)):
        if merged and size + kept[-1].doc_count() > _MOST_MERGED:
            break
        merged.insert(0, kept.pop())
        size += merged[0].doc_count()
    if len(merged) < 2 and not (merged and _is_mostly_deleted(merged[0])):
        return segments
    _join(writer, merged)
    return kept


def _is_mostly_deleted(segment: Any) -> bool:
    return int(segment.deleted_count()) * 2 > int(segment.doc_count_all())


def _join(writer: Any, segments: list[Any]) -> None:
    """Write the writer's own segment from the columns of others."""
    readers = [SegmentReader(writer.storage, writer.schema, segment) for segment in segments]
    try:
        writer.docnum = writer.perdocwriter.join(writer.schema, readers)
        writer._added = True
    finally:
        for reader in readers:
            reader.close()
