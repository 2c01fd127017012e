"""What is kept of articles beside their texts, remembered for those that were asked for last."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.cluster.mapping import LENGTHS
from index.cluster.view import BARE, View
from index.storage.profiles import WORDS

_REMEMBERED = 20_000
_AT_ONCE = 10_000
FIELDS = ["key", "group", "published", "profile", *(f"{name}_length" for name in LENGTHS)]
"""What a hit must tell, as fields of doc values."""


class Row(NamedTuple):
    """What is kept of one article: its group, when it was published (None: nobody knows), its
    profile (None if it has none), and the lengths of its fields."""

    group: int
    published: int | None
    profile: bytes | None
    lengths: tuple[int, ...]


class Rows:
    """The rows of articles of one snapshot."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._lock = Lock()
        self._known: OrderedDict[int, Row] = OrderedDict()

    def learn(self, hits: Iterable[dict[str, Any]]) -> None:
        """Remember what hits tell."""
        found = {hit["fields"]["key"][0]: _row(hit["fields"]) for hit in hits}
        with self._lock:
            self._known.update(found)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def of(self, keys: NDArray[np.int64]) -> list[Row]:
        """The rows of some articles. Raises ArchiveError."""
        wanted = keys.tolist()
        with self._lock:
            found = {key: self._known[key] for key in wanted if key in self._known}
        missing = [key for key in wanted if key not in found]
        for at in range(0, len(missing), _AT_ONCE):
            found.update(self._asked(missing[at : at + _AT_ONCE]))
        if len(found) < len({*wanted}):
            raise self._view.gone()
        return [found[key] for key in wanted]

    def _asked(self, keys: Sequence[int]) -> dict[int, Row]:
        body = {
            **BARE,
            "size": len(keys),
            "docvalue_fields": FIELDS,
            "query": {"bool": {"filter": [{"terms": {"key": list(keys)}}]}},
        }
        hits = self._view.search(body)["hits"]["hits"]
        self.learn(hits)
        return {hit["fields"]["key"][0]: _row(hit["fields"]) for hit in hits}

    def lengths(self, keys: NDArray[np.int64], field: str) -> NDArray[np.int64]:
        """How long a scored field of each article is; its folded twin is as long."""
        at = LENGTHS.index(field.removesuffix("_folded"))
        return np.array([row.lengths[at] for row in self.of(keys)], np.int64)

    def profiles(self, keys: NDArray[np.int64]) -> NDArray[np.uint32] | None:
        """The profile of each article, a row each; None unless all have one."""
        rows = [row.profile for row in self.of(keys)]
        if None in rows:
            return None
        joined = b"".join(one for one in rows if one is not None)
        return np.frombuffer(joined, "<u4").astype(np.uint32).reshape(len(keys), WORDS)


def _row(fields: dict[str, list[Any]]) -> Row:
    profile = urlsafe_b64decode(fields["profile"][0] + "==") if "profile" in fields else b""
    published = fields.get("published")
    return Row(
        fields["group"][0] if "group" in fields else 0,
        published[0] if published else None,
        profile or None,
        tuple(fields[f"{name}_length"][0] for name in LENGTHS),
    )
