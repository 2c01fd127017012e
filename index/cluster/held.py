"""What an archive in a cluster holds already, as a ledger asks for it (see `index.build.held`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from index.articles.address import terms_of_key
from index.articles.fingerprint import fingerprint
from index.articles.serialization import from_json
from index.cluster.view import View

_AT_ONCE = 200


class Place(NamedTuple):
    """An article of the cluster, with all that is kept of it."""

    id: str
    source: dict[str, str]
    fields: dict[str, Any]


class HeldInCluster:
    """The articles of an index at one moment; those that were asked for ahead are at hand."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._by_id: dict[str, Place | None] = {}
        self._indices: dict[str, set[str]] = {}
        self._by_address: dict[str, list[Place]] = {}

    @property
    def articles(self) -> int:
        """How many there are."""
        return self._view.contents.about.articles

    def ask_ahead(self, ids: Iterable[str], addresses: Iterable[str]) -> None:
        """Look up some ids, and terms of addresses, in few requests; forget all others."""
        self._by_id = dict.fromkeys(ids)
        self._by_address = {address: [] for address in addresses}
        self._indices = {}
        for place in self._found("id", [*self._by_id]):
            self._by_id[place.id] = place
        for place in self._found("address", [*self._by_address]):
            self._by_address[_address(place)].append(place)

    def _found(self, field: str, terms: Sequence[str]) -> list[Place]:
        found = []
        for at in range(0, len(terms), _AT_ONCE):
            body = {
                "track_total_hits": False,
                "_source": ["article", "versions"],
                "docvalue_fields": ["id", "added", "changed", "fingerprint", "address"],
                "query": {"bool": {"filter": [{"terms": {field: terms[at : at + _AT_ONCE]}}]}},
            }
            for hit in self._view.each_hit(body, [{"key": "asc"}]):
                fields = {name: values[0] for name, values in hit["fields"].items()}
                self._indices.setdefault(fields["id"], set()).add(hit["_index"])
                found.append(Place(fields["id"], hit["_source"], fields))
        return found

    def find(self, id: str) -> Place | None:
        """The article with an id."""
        if id not in self._by_id:
            self._by_id[id] = next(reversed(self._found("id", [id])), None)
        return self._by_id[id]

    def indices(self, id: str) -> set[str]:
        """The indices that hold an article with an id: one, or none."""
        self.find(id)
        return self._indices.get(id, set())

    def at_address(self, key: str) -> list[tuple[Place, bool]]:
        """The articles with a canonical address, and whether each has an id of its own."""
        found = []
        for term, own in terms_of_key(key):
            if term not in self._by_address:
                self._by_address[term] = self._found("address", [term])
            found += [(place, own) for place in self._by_address[term]]
        return found

    def fingerprint(self, place: Place) -> int:
        """The fingerprint of an article's content."""
        kept = int(place.fields.get("fingerprint", 0))
        return kept or fingerprint(from_json(self.text(place)))

    def added(self, place: Place) -> int | None:
        """When the archive first had an article, in seconds since 1970."""
        return place.fields.get("added")

    def changed(self, place: Place) -> int | None:
        """When an article last changed in the archive, in seconds since 1970."""
        return place.fields.get("changed")

    def text(self, place: Place) -> bytes:
        """An article as JSON."""
        return place.source["article"].encode()

    def versions(self, place: Place) -> bytes:
        """What an article was before; empty if nothing."""
        return place.source.get("versions", "").encode()


def _address(place: Place) -> str:
    return str(place.fields["address"])
