"""The segment that a run is writing: by itself, or by another process when it is complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.build.crew import Crew
from index.build.drafts import Draft, Files
from index.storage.schema import build_schema
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import SegmentWriter

_TOGETHER = 64  # drafts that are read, then written


class OpenSegment(Protocol):
    """A segment to which articles are added."""

    @property
    def articles(self) -> int:
        """How many there are."""

    @property
    def nbytes(self) -> int:
        """About how much memory they take where they are written."""

    def add(self, values: Mapping[str, Any]) -> None:
        """Write an article: the values of `analyser.document`."""

    def value(self, name: str, article: int) -> Any:
        """What is known of an article by name; None if nothing."""

    def close(self, groups: Sequence[int]) -> Future[SegmentInfo]:
        """Write what is left, and the group of each article (see `duplicates`)."""

    def discard(self) -> None:
        """Leave nothing of it."""


class Here:
    """A segment that is written by this process, as the articles come."""

    def __init__(self, folder: Path, anew_from: int | None = None) -> None:
        """See `SegmentWriter` for `anew_from`."""
        self._writer = SegmentWriter(folder, build_schema(), anew_from=anew_from)

    @property
    def articles(self) -> int:
        """How many there are."""
        return self._writer.articles

    @property
    def nbytes(self) -> int:
        """About how much memory they take."""
        return self._writer.nbytes

    def add(self, values: Mapping[str, Any]) -> None:
        """Write an article."""
        self._writer.add(values)

    def add_several(self, articles: Sequence[Mapping[str, Any]]) -> None:
        """Write articles, one after the other."""
        self._writer.add_several(articles)

    def value(self, name: str, article: int) -> Any:
        """What is known of an article by name; None if nothing."""
        return self._writer.value(name, article)

    def close(self, groups: Sequence[int]) -> Future[SegmentInfo]:
        """Write what is left."""
        done: Future[SegmentInfo] = Future()
        try:
            self._writer.add_column("group", groups)
            done.set_result(self._writer.finish())
        except BaseException:
            self._writer.discard()
            raise
        return done

    def discard(self) -> None:
        """Remove the file."""
        self._writer.discard()


class Elsewhere:
    """A segment of drafts, which another process writes when it is complete."""

    def __init__(self, folder: Path, crew: Crew, anew_from: int | None = None) -> None:
        """See `SegmentWriter` for `anew_from`."""
        self._folder = folder
        self._anew_from = anew_from
        self._crew = crew
        self._drafts: list[Draft] = []
        self.nbytes = 0

    @property
    def articles(self) -> int:
        """How many there are."""
        return len(self._drafts)

    def add(self, values: Mapping[str, Any]) -> None:
        """Note an article."""
        draft = values if isinstance(values, Draft) else Draft(None, values)
        self._drafts.append(draft)
        self.nbytes += draft.nbytes

    def value(self, name: str, article: int) -> Any:
        """What is known of an article by name; None if nothing."""
        return self._drafts[article].get(name)

    def close(self, groups: Sequence[int]) -> Future[SegmentInfo]:
        """Let another process write all of it."""
        return self._crew.submit(
            write, Drafted(self._folder, self._drafts, groups, self._anew_from)
        )

    def discard(self) -> None:
        """Forget them."""
        self._drafts = []


@dataclass(frozen=True)
class Drafted:
    """A segment that is to be written in `folder`: its articles, and the group of each; see
    `SegmentWriter` for `anew_from`."""

    folder: Path
    drafts: Sequence[Draft]
    groups: Sequence[int]
    anew_from: int | None = None


def write(drafted: Drafted) -> SegmentInfo:
    """Write a segment of drafts; nothing is left of it after an exception. Raises OSError."""
    segment = Here(drafted.folder, drafted.anew_from)
    try:
        with Files(in_order=True) as files:
            for at in range(0, len(drafted.drafts), _TOGETHER):
                some = drafted.drafts[at : at + _TOGETHER]
                segment.add_several([draft.loaded(files) for draft in some])
        return segment.close(drafted.groups).result()
    except BaseException:
        segment.discard()
        raise
