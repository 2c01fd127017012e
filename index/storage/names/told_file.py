"""What is told of names, as a file of its own beside the segments of a large archive.

Readers map it: what a vote of millions took is there when they open the archive, and no process has
it in its own memory. It is a file as those of segments, whose columns are arrays of little-endian
numbers as `Told` has them, and one of JSON: which segments it tells of (the file, the checksum of
its table, how many articles it has, which of them were deleted), by which rules, and the short
forms of people with the long one that each stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import NAME_FACETS
from index.storage.beside import array_of, head_of, write_beside
from index.storage.columns.name_column import Names
from index.storage.growth import much_is_other
from index.storage.lookup import begins_of, distinct
from index.storage.names.initials import Initials, shown_entries
from index.storage.names.printed import Ends, Joined, Layer, Live, Printed
from index.storage.names.told import Carried, Spelled, Told, told
from index.storage.names.votes import RULES
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.terms import Terms

WORTH = 5_000
"""Of so many articles and more the file is written: fewer are voted on in little time."""
_SPELLED, _SPELLINGS = "spelled", "spellings"
_MOST_SPELLED = 4_096  # names of a type, those of most articles
_TYPES = {
    "names": np.int32,
    "by_name": np.int32,
    "starts": np.int32,
    "begins": np.int32,
    "codes": np.uint8,
    "counts": np.int32,
    "keys": np.uint64,
    "kinds": np.uint8,
    "long": np.int32,
    "ended": np.uint64,
    "short": np.int32,
    "streets": np.uint64,
    "ranked": np.int32,
    "carried": np.int32,
    "types": np.int8,
    "every": np.int32,
    "targets": np.int32,
    "again": np.uint32,
    "again_as": np.int32,
    "held_by": np.uint32,
    "held": np.int64,
    "shown": np.int32,
    "head_starts": np.int32,
    "head_order": np.int32,
    "head_sizes": np.uint8,
}
_Arrays = dict[str, NDArray[Any]]


def write_told(folder: Path, told: Told, segments: Sequence[SegmentInfo]) -> SegmentInfo:
    """Write what is told of some segments, which nobody corrected, into a new file of a folder.

    Returns what is known of the file. Raises OSError, and ValueError when something is damaged.
    """
    head = {
        "rules": RULES,
        "segments": [
            [one.file, one.table_checksum, one.articles, list(one.deleted)] for one in segments
        ],
        "owners": sorted(told.owners.items()),
        "heads": told.initials.heads,
    }
    return write_beside(folder, "told", head, _columns(told), sum(one.articles for one in segments))


def _columns(told: Told) -> Iterator[tuple[str, NDArray[Any]]]:
    """All arrays, with the names of their columns."""
    for name, array in _arrays(told).items():
        yield name, np.asarray(array, _TYPES[name])
    spelled = _spelled(told)
    yield _SPELLED, np.asarray(spelled.names, np.int32)
    yield _SPELLINGS, spelled.texts.text


def tells_of(file: SegmentFile, segments: Sequence[SegmentInfo]) -> bool:
    """Whether what the file tells can be gone on from to some segments (see `Told.goes_on_to`).

    Raises ValueError when it is damaged.
    """
    head = head_of(file)
    if head["rules"] != RULES or len(head["segments"]) > len(segments):
        return False
    others = sum(one.articles for one in segments[len(head["segments"]) :])
    for (name, checksum, _, deleted), now in zip(head["segments"], segments, strict=False):
        if (name, checksum) != (now.file, now.table_checksum):
            return False
        others += len(now.deleted) - len(deleted)
        if not set(deleted) <= set(now.deleted):
            return False
    return not much_is_other(others, sum(one.articles for one in segments))


def is_by_our_rules(file: SegmentFile) -> bool:
    """Whether a file was written under our rules: others are not read. Raises ValueError when it is
    damaged."""
    return bool(head_of(file)["rules"] == RULES)


def read_told(file: SegmentFile, parts: Sequence[Names]) -> Told | None:
    """What a file tells; `parts` are the names of all segments, which begin with those of the file.

    None where it does not tell of these, or by other rules. Raises ValueError when it is damaged.
    """
    head = head_of(file)
    own = head["segments"]
    if head["rules"] != RULES or [part.articles for part in parts[: len(own)]] != [
        articles for _, _, articles, _ in own
    ]:
        return None
    arrays = {name: array_of(file, name, _TYPES[name]) for name in _TYPES}
    parts = parts[: len(own)]
    ends = begins_of([len(part) for part in parts])
    _check(arrays, sum(part.entries for part in parts), int(ends[-1]), head)
    joined = Joined(
        Layer(*(arrays[name] for name in Layer._fields)),
        arrays["keys"],
        arrays["kinds"],
        Ends(arrays["long"], arrays["ended"], arrays["short"]),
        arrays["streets"],
        [arrays["ranked"][begin:end] for begin, end in pairwise(ends.tolist())],
    )
    carried = Carried(
        arrays["carried"],
        arrays["types"],
        arrays["every"],
        [arrays["targets"][begin:end] for begin, end in pairwise(ends.tolist())],
        arrays["again"],
        arrays["again_as"],
    )
    initials = Initials(
        head["heads"], arrays["head_starts"], arrays["head_order"], arrays["head_sizes"]
    )
    return Told(
        Printed(parts, _live(own), joined),
        carried,
        {int(short): int(long) for short, long in head["owners"]},
        (arrays["held_by"], arrays["held"]),
        arrays["shown"],
        initials,
        _read_spelled(file, names=len(arrays["keys"])) if has_spellings(file) else None,
    )


def is_told_otherwise(file: SegmentFile, parts: Sequence[Names]) -> bool:
    """Whether a file has something else than what the articles tell; `parts` are the names of all
    segments, of which it `tells_of` the first. Raises ValueError when something is damaged."""
    own = head_of(file)["segments"]
    anew = told(parts[: len(own)], _live(own))
    if has_spellings(file):
        spelled, other = _read_spelled(file, names=anew.printed.several), _spelled(anew)
        if not np.array_equal(spelled.names, other.names) or spelled.texts != other.texts:
            return True
    arrays = _arrays(anew).items()
    return any(
        not np.array_equal(array_of(file, name, _TYPES[name]), array) for name, array in arrays
    )


def has_spellings(file: SegmentFile) -> bool:
    """Whether a file has the texts of the names of most articles: those of before have none."""
    return _SPELLED in file.info.columns


def _spelled(told: Told) -> Spelled:
    """How the names of most articles are shown."""
    each = []
    for type in range(len(NAME_FACETS)):
        carried = told.of_type(type)
        order = np.argsort(-told.every[carried].astype(np.int64), kind="stable")
        each.append(carried[order[:_MOST_SPELLED]])
    names = distinct(told.carried.names[np.concatenate(each)])
    texts = [told.shown_name(name) for name in names.tolist()]
    is_line = np.array([bool(text) and "\n" not in text for text in texts], np.bool_)
    lines = [text for text, kept in zip(texts, is_line.tolist(), strict=True) if kept]
    return Spelled(names[is_line], Terms.of(lines))


def _read_spelled(file: SegmentFile, names: int) -> Spelled:
    numbers, texts = array_of(file, _SPELLED, np.int32), file.column(_SPELLINGS)
    texts.check_all()
    found = Spelled(numbers, Terms.of_lines(texts.data))
    if len(found.names) != len(found.texts) or (found.names >= names).any():
        raise ValueError("what is told of names is damaged: spelled")
    return found


def _live(segments: Sequence[Any]) -> Live:
    flags = [np.empty(0, np.bool_)]
    for _, _, articles, deleted in segments:
        own = np.ones(articles, np.bool_)
        own[deleted] = False
        flags.append(own)
    return np.concatenate(flags)


def _arrays(told: Told) -> _Arrays:
    joined, carried = told.printed.joined, told.carried
    layer, initials = joined.layer, told.initials
    none = [np.empty(0, np.int32)]
    return {
        "names": layer.names,
        "by_name": layer.by_name,
        "starts": layer.starts,
        "begins": layer.begins,
        "codes": layer.codes,
        "counts": layer.counts,
        "keys": joined.keys,
        "kinds": joined.kinds,
        "long": joined.ends.long,
        "ended": joined.ends.keys,
        "short": joined.ends.short,
        "streets": joined.streets,
        "ranked": np.concatenate([*none, *joined.ranked]),
        "carried": carried.names,
        "types": carried.types,
        "every": carried.every,
        "targets": np.concatenate([*none, *carried.targets]),
        "again": carried.again,
        "again_as": carried.again_as,
        "held_by": told.kept[0],
        "held": told.kept[1],
        "shown": shown_entries(told),
        "head_starts": initials.starts,
        "head_order": initials.order,
        "head_sizes": initials.sizes,
    }


def _check(arrays: _Arrays, entries: int, values: int, head: Any) -> None:
    """Raise ValueError unless arrays are as long as each other tells."""
    names, carried = len(arrays["keys"]), len(arrays["carried"])
    wanted = (
        (entries, ("names", "by_name")),
        (entries + 1, ("begins",)),
        (values, ("codes", "counts", "ranked", "targets")),
        (names, ("kinds", "shown")),
        (names + 1, ("starts",)),
        (carried, ("types", "every")),
        (len(arrays["long"]), ("ended", "short")),
        (len(arrays["again"]), ("again_as",)),
        (len(arrays["held"]), ("held_by",)),
        (len(head["heads"]) + 1, ("head_starts",)),
        (len(arrays["head_order"]), ("head_sizes",)),
    )
    for several, of in wanted:
        for name in of:
            if len(arrays[name]) != several:
                raise ValueError(f"what is told of names is damaged: {name}")
