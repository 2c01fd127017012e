"""The names of segments, by their files."""

from __future__ import annotations

from collections.abc import Iterable

from index.storage.columns.name_column import NAMES, NameColumn, Names
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo


def names_in(file: SegmentFile) -> Names:
    """The names of a segment's articles, which are kept as long as its file is open the very same;
    none where it has no column of them."""
    found: Names = file.once(NAMES, _opened)
    return found


def have_names(segments: Iterable[SegmentInfo]) -> bool:
    """Whether the names of all articles of some segments are known."""
    return all(NAMES in info.columns for info in segments)


def _opened(file: SegmentFile) -> Names:
    found: Names = file.opened(NAMES, NameColumn())
    return found
