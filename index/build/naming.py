"""Which names a run that writes many articles goes without: most of all that there are.

These are the names that one article alone of an archive mentions, and those of which no article
tells what they are. What a small update writes keeps them: the next one may have another article
with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import Facet
from index.storage.columns.name_column import NameColumn
from index.storage.names import NONE, told
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import rewritten

NAMES = "names"
_MANY = 2_000  # articles
_LEAST_DF = 2


def with_fewer_names(
    folder: Path, new: Mapping[str, SegmentFile], kept: Sequence[SegmentFile]
) -> dict[str, SegmentInfo]:
    """What is known of the `new` segments of a generation, which lie in `folder`, with fewer names
    if they are large together; `kept` are its others. Raises OSError and ValueError."""
    found = {name: file.info for name, file in new.items()}
    if sum(info.articles for info in found.values()) < _MANY:
        return found
    counts: Counter[str] = Counter()  # of articles, by what they print
    for file in (*new.values(), *kept):
        counts.update(_frequencies(file))
    values = [*counts]
    stays = _staying(values, np.array([*counts.values()], np.int64))
    for file in new.values():
        if NAMES not in file.info.columns:
            continue
        facet = _names(file)
        carried = np.array([value in stays for value in facet.values], np.bool_)[facet.ordinals]
        column, written = NameColumn(), BytesIO()
        fewer = facet._replace(owners=facet.owners[carried], ordinals=facet.ordinals[carried])
        column.write(written, fewer)
        found[file.info.file] = rewritten(folder, file.info, NAMES, written.getvalue())
    return found


def have_names(segments: Iterable[SegmentInfo]) -> bool:
    """Whether the names of all articles of some segments are known."""
    return all(NAMES in info.columns for info in segments)


def _names(file: SegmentFile) -> Facet:
    return NameColumn().open(file.column(NAMES), file.info.articles)


def _frequencies(file: SegmentFile) -> Counter[str]:
    """How many articles of a segment print each name."""
    if NAMES not in file.info.columns:
        return Counter()
    facet = _names(file)
    counts = np.bincount(facet.ordinals, minlength=len(facet.values)).tolist()
    return Counter(dict(zip(facet.values, counts, strict=True)))


def _staying(values: Sequence[str], counts: NDArray[np.int64]) -> set[str]:
    """The values, printed by so many articles, whose names several have and whose type is known."""
    found = told(values, counts, {})
    articles = np.bincount(found.own, weights=counts)[found.own]
    stays = (articles >= _LEAST_DF) & (found.elected != NONE)
    return {values[one] for one in np.flatnonzero(stays).tolist()}
