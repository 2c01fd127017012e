"""What became of every piece of input, by kind and by folder: sums that are checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

ENDS = ("articles", "unchanged", "duplicates", "listings", "rejected", "skipped")
"""How a piece of input ends: as an article that was written; as one that the archive holds as it
is; as one that gave way to another of the run; as a page that lists articles; as a piece that
should be an article and cannot be read; as one that is known to be none."""

UNKNOWN = "unknown"
"""The kind of what could not even be opened."""


class Accounts:
    """How many pieces of input ended how.

    `files` is how many files were read, `pieces` how many pieces the readers found in them,
    `by_kind` and `by_folder` how each of those ended: by the format that it was read as, and by the
    folder that was named with the first one below it.
    """

    def __init__(self) -> None:
        self.files = 0
        self.pieces = 0
        self.by_kind: dict[str, Counter[str]] = defaultdict(Counter)
        self.by_folder: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, folder: str, end: str) -> None:
        """One piece of this kind, from this folder, ended so (one of `ENDS`)."""
        self.by_kind[kind or UNKNOWN][end] += 1
        self.by_folder[folder][end] += 1

    def move(self, kind: str, folder: str, source: str, target: str) -> None:
        """A piece that was accounted for ended otherwise."""
        for counts in (self.by_kind[kind or UNKNOWN], self.by_folder[folder]):
            counts[source] -= 1
            counts[target] += 1

    @property
    def ends(self) -> Counter[str]:
        """How many pieces ended how, of all kinds."""
        return sum(self.by_kind.values(), Counter())

    @property
    def balanced(self) -> bool:
        """Whether the pieces that were found are those that ended, by kind as by folder."""
        by_folder = sum(self.by_folder.values(), Counter())
        return self.ends == by_folder and self.ends.total() == self.pieces

    def to_dict(self) -> dict[str, Any]:
        """The accounts as JSON knows them."""
        return {
            "files": self.files,
            "pieces": self.pieces,
            "balanced": self.balanced,
            "ends": _row(self.ends),
            "by_kind": {kind: _row(self.by_kind[kind]) for kind in sorted(self.by_kind)},
            "by_folder": {name: _row(self.by_folder[name]) for name in sorted(self.by_folder)},
        }

    def restore(self, values: Mapping[str, Any]) -> None:
        """Go on from accounts of which `to_dict` told."""
        self.files, self.pieces = values["files"], values["pieces"]
        for name in ("by_kind", "by_folder"):
            rows = getattr(self, name)
            for key, row in values[name].items():
                rows[key] = Counter({end: count for end, count in row.items() if count})


def _row(counts: Counter[str]) -> dict[str, int]:
    return {end: counts[end] for end in ENDS}
