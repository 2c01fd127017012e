"""The profiles of what a build has written (see `index.storage.profiles`), made when all stands.

So they depend on all articles of the archive, and on no number of workers or segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.storage.columns.profile_column import ProfileColumn
from index.storage.postings import InvertedIndex
from index.storage.profiles import FIELD, Profiles, no_profiles, profiles_of
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import extended

_COLUMN = "profile"


def with_profiles(
    folder: Path, segments: Sequence[SegmentInfo], base: Sequence[SegmentFile]
) -> list[SegmentInfo]:
    """The segments of a generation, with profiles in those that are new and lie in `folder`.

    `base` are the files of the generation before, some of which may be among the segments: these
    keep the profiles that they have. Raises OSError and ValueError.
    """
    old = {file.info.file: file for file in base}
    new = {info.file: SegmentFile(folder, info) for info in segments if info.file not in old}
    if not new:
        return list(segments)
    indexes = {name: index for name, file in new.items() if (index := _index(file)) is not None}
    kept = [_index(old[info.file]) for info in segments if info.file in old]
    others = [index for index in kept if index is not None]
    made = dict(zip(indexes, profiles_of(list(indexes.values()), others), strict=True))
    return [
        _extended(folder, info, made.get(info.file)) if info.file in new else info
        for info in segments
    ]


def have_profiles(segments: Sequence[SegmentInfo]) -> bool:
    """Whether all articles of some segments have profiles."""
    return all(_COLUMN in info.columns for info in segments)


def _extended(folder: Path, info: SegmentInfo, profiles: Profiles | None) -> SegmentInfo:
    """A segment with profiles in it, without words where there are none."""
    found = no_profiles(info.articles) if profiles is None else profiles
    return extended(folder, info, _COLUMN, ProfileColumn().encoded(found))


def _index(file: SegmentFile) -> InvertedIndex | None:
    """The inverted index of the words in a segment; None if none of its articles has any."""
    return InvertedIndex(file.column(FIELD)) if FIELD in file.info.columns else None
