"""The late columns of what a build has written, made when all of it stands.

These are profiles (see `index.storage.profiles`) and word lists (see `index.storage.word_lists`).
Profiles depend on all articles of the archive, and on no number of workers or segments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.storage.columns.profile_column import ProfileColumn
from index.storage.columns.word_column import WordColumn
from index.storage.postings import InvertedIndex
from index.storage.profiles import FIELD, Profiles, no_profiles, profiles_of
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import extended
from index.storage.word_lists import FIELDS, columns_of

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
    profiles, words = _profiles(new, kept), _word_columns(new, kept)
    return [
        _extended(folder, info, profiles.get(info.file), words[info.file])
        if info.file in new
        else info
        for info in segments
    ]


def have_late_columns(segments: Sequence[SegmentInfo]) -> bool:
    """Whether all articles of some segments have profiles and word lists."""
    return all({_PROFILE, _WORDS} <= info.columns.keys() for info in segments)


def _profiles(new: Mapping[str, SegmentFile], kept: Sequence[SegmentFile]) -> dict[str, Profiles]:
    """The profiles of the new segments that have words, by their files."""
    indexes = {name: index for name, file in new.items() if (index := _index(file, FIELD))}
    others = [index for file in kept if (index := _index(file, FIELD))]
    return dict(zip(indexes, profiles_of(list(indexes.values()), others), strict=True))


def _word_columns(new: Mapping[str, SegmentFile], kept: Sequence[SegmentFile]) -> dict[str, bytes]:
    """The word lists of the new segments, by their files."""
    mine, others = (
        [[_index(file, field) for field in FIELDS] for file in files]
        for files in (new.values(), kept)
    )
    articles = [file.info.articles for file in new.values()]
    return dict(zip(new, columns_of(mine, others, articles), strict=True))


def _extended(
    folder: Path, info: SegmentInfo, profiles: Profiles | None, words: bytes
) -> SegmentInfo:
    """A segment with its late columns, its profiles without words where there are none."""
    found = no_profiles(info.articles) if profiles is None else profiles
    info = extended(folder, info, _PROFILE, ProfileColumn().encoded(found))
    return extended(folder, info, _WORDS, WordColumn().encoded(words))


def _index(file: SegmentFile, field: str) -> InvertedIndex | None:
    """The inverted index of a field in a segment; None if none of its articles has any."""
    return InvertedIndex(file.column(field)) if field in file.info.columns else None
