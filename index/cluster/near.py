"""Near-duplicates of new articles in the cluster: looked up by the bands of their signatures."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

import msgspec

from index.build.duplicates import SIMILAR, similarities
from index.cluster.documents import Document
from index.cluster.view import BARE, View
from index.storage.columns import banded

_COMPARED = 40  # articles that agree in a band, the earliest ones


class Groups:
    """Gives each new article of a run its group, in their order."""

    def __init__(self, view: View) -> None:
        """`view` is the archive before the run."""
        self._view = view
        self._gone: set[str] = set()  # ids of articles that new ones replaced
        self._of: dict[int, int] = {}  # the group here of each group that the run made itself

    def replace(self, id: str) -> None:
        """Note that what the archive held under an id is not there any more."""
        self._gone.add(id)

    def group(self, document: Document, signature: bytes) -> int:
        """The group of a new article: that of the earliest that it resembles, or its own.

        A document has the group that it would have among the articles of the run alone.
        """
        own = int(document.values["group"])
        if own in self._of:
            return self._of[own]
        found = self._in_cluster(document.values, signature)
        self._of[own] = own if found is None else found
        return self._of[own]

    def _in_cluster(self, values: Mapping[str, Any], signature: bytes) -> int | None:
        if "bands" not in values:
            return None
        bands = msgspec.json.decode(values["bands"])
        body = {
            **BARE,
            "size": _COMPARED,
            "sort": [{"key": "asc"}],
            "docvalue_fields": ["id", "group", "signature"],
            "query": {"bool": {"filter": [{"terms": {"bands": bands}}]}},
        }
        hits = [hit["fields"] for hit in self._view.search(body)["hits"]["hits"]]
        hits = [one for one in hits if one["id"][0] not in self._gone]
        if not hits:
            return None
        others = banded(b"".join(urlsafe_b64decode(one["signature"][0] + "==") for one in hits))
        alike = similarities(banded(signature * len(hits)), others) >= SIMILAR
        for one, is_alike in zip(hits, alike.tolist(), strict=True):
            if is_alike:
                return int(one["group"][0])
        return None
