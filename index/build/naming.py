"""Which names a reindex of many articles goes without: most of all that there are.

These are the names that one article alone of an archive mentions, and those of which no article
tells what they are. What updates write keeps them: the next one may have another article with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import NAMES, NameColumn, Names
from index.storage.columns.name_encoding import encoded
from index.storage.names import NONE, elected_types
from index.storage.printed_names import Printed
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import rewritten

_MANY = 2_000  # articles
_LEAST_DF = 2


def with_fewer_names(folder: Path, new: Mapping[str, SegmentFile]) -> dict[str, SegmentInfo]:
    """What is known of the `new` segments, all of a generation, which lie in `folder`, with fewer
    names if they are large together. Raises OSError and ValueError."""
    found = {name: file.info for name, file in new.items()}
    if sum(info.articles for info in found.values()) < _MANY:
        return found
    named = [file for file in new.values() if NAMES in file.info.columns]
    parts = [_names(file) for file in named]
    printed = Printed(parts, np.ones(sum(part.articles for part in parts), np.bool_))
    stays = _staying(printed)
    for file, part, begin in zip(named, parts, printed.value_begins.tolist(), strict=False):
        facet = part.facet()
        carried = stays[begin : begin + len(part)][facet.ordinals]
        fewer = facet._replace(owners=facet.owners[carried], ordinals=facet.ordinals[carried])
        data = encoded(fewer, part.articles)
        found[file.info.file] = rewritten(folder, file.info, NAMES, data)
    return found


def have_names(segments: Iterable[SegmentInfo]) -> bool:
    """Whether the names of all articles of some segments are known."""
    return all(NAMES in info.columns for info in segments)


def _names(file: SegmentFile) -> Names:
    return NameColumn().open(file.column(NAMES), file.info.articles)


def _staying(printed: Printed) -> NDArray[np.bool_]:
    """Whether each value is of a name that several articles have and whose type is known."""
    types, of = elected_types(printed), printed.of_values
    articles = np.bincount(of, weights=printed.counts, minlength=len(types))
    stays: NDArray[np.bool_] = ((articles >= _LEAST_DF) & (types != NONE))[of]
    return stays
