"""The late columns of what a build has written, made when all of it stands.

These are profiles (see `index.storage.profiles`) and word lists (see `index.storage.word_lists`).
Profiles depend on all articles of the archive, and on no number of workers or segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build.naming import with_fewer_names
from index.storage.columns.profile_column import ProfileColumn
from index.storage.columns.word_column import WordColumn
from index.storage.names.in_segments import have_names
from index.storage.postings import InvertedIndex
from index.storage.profiles import FIELD, Profiles, each_profiles, no_profiles
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import extended
from index.storage.word_lists import FIELDS, each_column

_PROFILE, _WORDS = "profile", "words"


def with_late_columns(
    folder: Path, segments: Sequence[SegmentInfo], base: Sequence[SegmentFile]
) -> list[SegmentInfo]:
    """The segments of a generation, with late columns in those that are new and lie in `folder`.

    `base` are the files of the generation before, some of which may be among the segments: these
    keep what they have. Raises OSError and ValueError.
    """
    old = {file.info.file: file for file in base}
    new = {info.file: SegmentFile(folder, info) for info in segments if info.file not in old}
    if not new:
        return list(segments)
    kept = [old[info.file] for info in segments if info.file in old]
    named = {name: file.info for name, file in new.items()}
    if not base:  # to an archive another article may come with a name that one alone has now
        named = with_fewer_names(folder, new)
    new = {info.file: SegmentFile(folder, info) for info in named.values()}
    profiles, words = _each_profiles(new, kept), _each_word_column(new, kept)
    found = []
    for before in segments:
        info = named.get(before.file, before)
        if info.file in new:
            made = next(profiles) if FIELD in info.columns else no_profiles(info.articles)
            found.append(_extended(folder, info, made, next(words)))
            new[info.file].let_go()
        else:
            found.append(info)
    return found


@dataclass(frozen=True)
class Built:
    """What `with_late_columns` is told, for another process: files by folder and what they hold."""

    folder: Path
    segments: tuple[SegmentInfo, ...]
    base: tuple[tuple[Path, SegmentInfo], ...]


def with_late_columns_of(built: Built) -> list[SegmentInfo]:
    """See `with_late_columns`."""
    base = [SegmentFile(folder, info) for folder, info in built.base]
    return with_late_columns(built.folder, built.segments, base)


def have_late_columns(segments: Sequence[SegmentInfo]) -> bool:
    """Whether all articles of some segments have profiles and word lists, and names."""
    return have_names(segments) and all(
        {_PROFILE, _WORDS} <= info.columns.keys() for info in segments
    )


def _each_profiles(
    new: Mapping[str, SegmentFile], kept: Sequence[SegmentFile]
) -> Iterator[Profiles]:
    """The profiles of the new segments that have words, one by one."""
    mine, others = (
        [index for file in files if (index := _index(file, FIELD)) is not None]
        for files in (new.values(), kept)
    )
    return each_profiles(mine, others)


def _each_word_column(
    new: Mapping[str, SegmentFile], kept: Sequence[SegmentFile]
) -> Iterator[bytes]:
    """The word lists of the new segments, one by one."""
    mine, others = (
        [[_index(file, field) for field in FIELDS] for file in files]
        for files in (new.values(), kept)
    )
    return each_column(mine, others, [file.info.articles for file in new.values()])


def _extended(folder: Path, info: SegmentInfo, profiles: Profiles, words: bytes) -> SegmentInfo:
    """A segment with its late columns."""
    info = extended(folder, info, _PROFILE, ProfileColumn().encoded(profiles))
    return extended(folder, info, _WORDS, WordColumn().encoded(words))


def _index(file: SegmentFile, field: str) -> InvertedIndex | None:
    """The inverted index of a field in a segment; None if none of its articles has any."""
    return InvertedIndex(file.column(field)) if field in file.info.columns else None
