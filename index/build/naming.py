"""Which names a reindex of many articles goes without: most of all that there are.

These are the names that one article alone of an archive mentions, and those of which no article
tells what they are. What updates write keeps them: the next one may have another article with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import NAMES, Names
from index.storage.names.in_segments import names_in
from index.storage.names.kinds import NONE
from index.storage.names.printed import printed
from index.storage.names.votes import elected_types
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
    parts = [*map(names_in, named)]
    stays = _staying(parts)
    for file, part, staying in zip(named, parts, stays, strict=True):
        data = part.thinned(staying)
        found[file.info.file] = rewritten(folder, file.info, NAMES, data)
    return found


def _staying(parts: Sequence[Names]) -> list[NDArray[np.bool_]]:
    """Whether each value of some segments is of a name that several articles have and whose type
    is known."""
    joined = printed(parts, np.ones(sum(part.articles for part in parts), np.bool_))
    asked = joined.asked(np.arange(joined.several))
    articles = np.bincount(asked.of, weights=asked.counts, minlength=joined.several)
    stays = ((articles >= _LEAST_DF) & (elected_types(asked) != NONE))[asked.of]
    return np.split(stays, joined.value_begins[1:-1]) if parts else []
