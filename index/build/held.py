"""What the archive holds already: its articles, found by id and by address, without opening it as
those do who search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from index.archive.generations import open_generation
from index.archive.publishing import Build
from index.articles.address import terms_of_key
from index.articles.fingerprint import fingerprint
from index.articles.serialization import from_json
from index.errors import ArchiveError
from index.storage.columns import NumberColumn, PostingsColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo

UNKNOWN = -(1 << 62)
"""What a column of moments has for an article of which it cannot tell."""


def held_before(build: Build) -> Held | None:
    """What the archive holds before a run; None where there is nothing, or it cannot be read."""
    if build.base is not None:
        return Held(build.base.path, build.base.manifest.segments)
    if build.before is None:
        return None
    try:
        generation = open_generation(build.archive, build.before, any_rules=True)
    except ArchiveError:
        return None  # of another format, or damaged: it is replaced as a whole
    generation.release()  # nobody removes it while the archive is locked
    return Held(generation.path, generation.manifest.segments)


class Place(NamedTuple):
    """Where an article is: the number of its segment, and its own in it."""

    segment: int
    number: int


@dataclass(frozen=True)
class Held:
    """The articles of a generation; it can be sent to another process, which maps the files again.

    What is damaged raises ValueError when it is read.
    """

    folder: Path
    segments: tuple[SegmentInfo, ...]

    @property
    def articles(self) -> int:
        """How many there are."""
        return sum(info.live for info in self.segments)

    def find(self, id: str) -> Place | None:
        """The article with an id."""
        return next(iter(self._postings("id", id)), None)

    def at_address(self, key: str) -> list[tuple[Place, bool]]:
        """The articles with a canonical address (see `index.articles.address.address_key`), and
        whether each has an id of its own."""
        return [
            (place, own)
            for term, own in terms_of_key(key)
            for place in self._postings("address", term)
        ]

    def fingerprint(self, place: Place) -> int:
        """The fingerprint of an article's content."""
        kept = self._number("fingerprint", place, 0)
        return kept or fingerprint(from_json(self.text(place)))

    def added(self, place: Place) -> int | None:
        """When the archive first had an article, in seconds since 1970."""
        return self._moment("added", place)

    def changed(self, place: Place) -> int | None:
        """When an article last changed in the archive, in seconds since 1970."""
        return self._moment("changed", place)

    def text(self, place: Place) -> bytes:
        """An article as JSON."""
        return self._store("article", place)

    def versions(self, place: Place) -> bytes:
        """What an article was before (see `index.articles.versions`); empty if nothing."""
        return self._store("versions", place)

    @cached_property
    def _files(self) -> list[SegmentFile]:
        return [SegmentFile(self.folder, info) for info in self.segments]

    @cached_property
    def _deleted(self) -> list[frozenset[int]]:
        return [frozenset(info.deleted) for info in self.segments]

    @cached_property
    def _columns(self) -> dict[tuple[str, int], Any]:
        return {}

    def _column(self, name: str, kind: Any, segment: int) -> Any:
        found = self._columns.get((name, segment))
        if found is None:
            found = self._columns[name, segment] = self._files[segment].opened(name, kind)
        return found

    def _postings(self, name: str, term: str) -> list[Place]:
        data = term.encode("utf-8", "surrogatepass")
        places = []
        for segment in range(len(self.segments)):
            index = self._column(name, PostingsColumn(has_positions=False), segment)
            for number in index.postings(data, False)[0].tolist():
                if number not in self._deleted[segment]:
                    places.append(Place(segment, number))
        return places

    def _number(self, name: str, place: Place, default: int) -> int:
        column = self._column(name, NumberColumn(default), place.segment)
        return int(column.values[place.number])

    def _moment(self, name: str, place: Place) -> int | None:
        found = self._number(name, place, UNKNOWN)
        return None if found == UNKNOWN else found

    def _store(self, name: str, place: Place) -> bytes:
        text: bytes = self._column(name, StoreColumn(), place.segment)[place.number]
        return text
