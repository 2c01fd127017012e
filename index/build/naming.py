"""Which names a reindex of many articles goes without: most of all that there are.

These are the names that one article alone of an archive mentions, and those of which no article
tells what they are. What updates write keeps them: the next one may have another article with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import NAMES, Names, NameTable
from index.storage.names.in_segments import names_in
from index.storage.names.keys import Keys
from index.storage.names.kinds import NONE
from index.storage.names.printed import STREET, Asked, joined_arrays, kinds_of
from index.storage.names.votes import elected_types
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import rewritten

MANY = 2_000
"""So many articles are many."""
_LEAST_DF = 2


def with_fewer_names(folder: Path, new: Mapping[str, SegmentFile]) -> dict[str, SegmentInfo]:
    """What is known of the `new` segments, all of a generation, which lie in `folder`, with fewer
    names if they are large together. Raises OSError and ValueError."""
    found = {name: file.info for name, file in new.items()}
    if sum(info.articles for info in found.values()) < MANY:
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
    tables = [part.table for part in parts]
    keys, of_entries = _joined(tables)
    articles = np.zeros(len(keys), np.int64)
    for table, of in zip(tables, of_entries, strict=True):
        np.add.at(articles, of[table.entries], table.counts)
    several = articles >= _LEAST_DF  # most names are out by that, and need no vote
    kept = [several[of][table.entries] for table, of in zip(tables, of_entries, strict=True)]
    asked = _asked(tables, keys, of_entries, several)
    is_told = (elected_types(asked) != NONE)[asked.of]
    ends = np.cumsum([np.count_nonzero(flags) for flags in kept])[:-1]
    for flags, told in zip(kept, np.split(is_told, ends) if parts else (), strict=True):
        flags[flags] = told
    return kept


def _joined(tables: Sequence[NameTable]) -> tuple[Keys, list[NDArray[np.int32]]]:
    """The keys of all names, and for each segment the name of each entry."""
    every = [table.described.keys for table in tables]
    keys, names = np.unique(joined_arrays(every, np.uint64), return_inverse=True)
    ends = np.cumsum([*map(len, every)])[:-1]
    return keys, np.split(names.astype(np.int32), ends) if tables else []


def _asked(
    tables: Sequence[NameTable],
    keys: Keys,
    of_entries: Sequence[NDArray[np.int32]],
    several: NDArray[np.bool_],
) -> Asked:
    """What is printed of the names that `several` flags, for a vote without articles."""
    place = np.cumsum(several) - 1
    kinds = np.zeros(int(several.sum()), np.uint8)
    of, codes, counts = [], [], []
    for table, names in zip(tables, of_entries, strict=True):
        is_kept = several[names]
        kinds[place[names[is_kept]]] = kinds_of(table.described)[is_kept]
        values = is_kept[table.entries]
        of.append(place[names[table.entries[values]]])
        codes.append(table.codes[values])
        counts.append(table.counts[values])
    streets = joined_arrays([table.described.streets.keys for table in tables], np.uint64)
    kinds[np.isin(keys[several], streets)] |= STREET
    every, none = joined_arrays(of, np.int64), np.empty(0, np.int64)
    return Asked(
        np.arange(len(kinds)),
        kinds,
        np.arange(len(every)),
        every,
        joined_arrays(codes, np.uint8),
        joined_arrays(counts, np.int64),
        none,
        none,
    )
