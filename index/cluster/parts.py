"""A reindex in parts: several machines load one index at once, and the last to end publishes it.

What was loaded so far is a document beside the lease of the archive. The keys of each part have a
range of their own: of an article in several parts, that of the highest number stays, whatever came
first. Near-duplicates of different parts are looked for when all are there.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np

from index.analysis.analyser import document as analysed
from index.articles.serialization import from_json
from index.build.duplicates import SIMILAR, similarities
from index.cluster import contents, language, years
from index.cluster.client import PATIENCE, Cluster
from index.cluster.contents import About, Contents
from index.cluster.documents import Document, band_terms, document_of
from index.cluster.language import LanguagePart, Told
from index.cluster.lease import place_of
from index.cluster.loading import load, visible
from index.cluster.view import BARE, BY_KEY, View
from index.cluster.writer import WordWeights
from index.cluster.years import Shelves
from index.errors import ArchiveError, UnavailableArchiveError
from index.storage.columns import banded
from index.storage.profiles import FIELD

_KEY_BITS = 40  # so many articles may be in a part, and 8,192 parts have keys that JSON can tell
MOST_KEYS = 1 << 53
"""No key is as high."""
_AT_ONCE = 200
_COMPARED = 40  # articles that agree in a band, the earliest ones


class Part(NamedTuple):
    """One of several parts, from 1 on."""

    number: int
    several: int

    def __str__(self) -> str:
        return f"{self.number}/{self.several}"

    @property
    def first_key(self) -> int:
        """The key of its first article."""
        return 1 + ((self.number - 1) << _KEY_BITS)


def parse_part(text: str) -> Part:
    """A part as it is typed: 2/8. Raises ArchiveError."""
    number, slash, several = text.partition("/")
    if slash and number.isdecimal() and several.isdecimal():
        found = Part(int(number), int(several))
        if 1 <= found.number <= found.several <= MOST_KEYS >> _KEY_BITS:
            return found
    raise ArchiveError(f"{text}: a part is one of several, such as 2/8")


class LoadedPart(msgspec.Struct):
    """What was loaded of one part: how many articles, and the key behind them."""

    articles: int
    next_key: int


class Loading(msgspec.Struct):
    """A reindex in parts: the index that is loaded, and its generation; how many parts there are,
    and what is known of those that are there, by their numbers. `begun` has the language of those
    that were begun, whether they ended or not."""

    index: str
    generation: int
    several: int
    averages: dict[str, tuple[float, float]]
    replicas: int
    shards: int = 1
    by_year: bool = False
    parts: dict[int, LoadedPart] = {}
    begun: dict[int, Told] = {}

    def about(self, **values: Any) -> About:
        """What its index may say of itself: no articles yet, unless `values` say otherwise."""
        empty: dict[str, Any] = {"articles": 0, "indexed": 0, "next_key": MOST_KEYS, "language": []}
        told = {name: getattr(self, name) for name in ("replicas", "shards", "by_year", "averages")}
        lengths = {name: own for name, (own, _) in self.averages.items()}
        given = {"lengths": lengths, **empty, **told, **values}
        return About(self.generation, command="reindex", **given)

    @property
    def is_whole(self) -> bool:
        """Whether all parts are there."""
        return len(self.parts) == self.several

    def key_behind(self, number: int) -> int:
        """A key that none of the articles of a part has, nor a higher one."""
        if number in self.parts:
            return self.parts[number].next_key
        return Part(number, number).first_key + (1 << _KEY_BITS)

    @property
    def missing(self) -> list[int]:
        """The numbers of the parts that are not there."""
        return [one for one in range(1, self.several + 1) if one not in self.parts]


def loading_of(cluster: Cluster) -> Loading | None:
    """The reindex in parts that goes on, if one does."""
    told = cluster.ask(
        "GET", place_of(cluster, "parts"), missing={"found": False}, patience=PATIENCE
    )
    return msgspec.convert(told["_source"], Loading, strict=False) if told["found"] else None


def note(cluster: Cluster, loading: Loading) -> None:
    """Write what is known of it, by whoever has the lease."""
    body = msgspec.to_builtins(loading, str_keys=True)
    cluster.ask("PUT", place_of(cluster, "parts"), body, patience=PATIENCE)


def forget(cluster: Cluster) -> None:
    """It is over."""
    cluster.ask("DELETE", place_of(cluster, "parts"), missing={}, patience=PATIENCE)


def check_none(cluster: Cluster) -> None:
    """Raise UnavailableArchiveError where parts are being loaded: what is written now into the
    archive would be gone with the index that it has."""
    loading = loading_of(cluster)
    if loading is not None:
        left = loading.several - len(loading.parts)
        raise UnavailableArchiveError(
            f"the archive {cluster.address} is being built anew in {loading.several} parts, of "
            f"which {left} are not there yet; load them, publish it without them ('khobao archive "
            "publish'), or reindex it as a whole"
        )


def check_part(view: View, part: Part, ids: Iterator[tuple[int, str]]) -> None:
    """Check that each article of a part is there, or a later one under its id.

    `ids` are its keys and ids. Raises ArchiveError.
    """
    keys = {"range": {"key": {"gte": part.first_key, "lt": part.first_key + (1 << _KEY_BITS)}}}
    there = {int(hit["sort"][-1]) for hit in view.each_hit({**BARE, "query": keys}, BY_KEY)}
    missing = (one for one in ids if one[0] not in there)
    while some := dict(islice(missing, _AT_ONCE)):
        wanted = {"terms": {"id": [*some.values()]}}
        body = {**BARE, "query": wanted, "docvalue_fields": ["id"]}
        found = {hit["fields"]["id"][0]: hit["sort"][-1] for hit in view.each_hit(body, BY_KEY)}
        lost = [id for key, id in some.items() if found.get(id, -1) < key]
        if lost:
            raise ArchiveError(
                f"{len(lost):,} articles of part {part} are not in {view.cluster.address}, such as "
                f"{lost[0]}; load the part again"
            )


def articles_of(view: View, number: int) -> int:
    """How many articles of a part are there."""
    first = Part(number, number).first_key
    keys = {"range": {"key": {"gte": first, "lt": first + (1 << _KEY_BITS)}}}
    body = {**BARE, "size": 0, "track_total_hits": True, "query": keys}
    return int(view.search(body)["hits"]["total"]["value"])


def finish(cluster: Cluster, loading: Loading) -> About:
    """Look for near-duplicates between the parts, and let the index say what it holds.

    Of a part that did not end, that are the articles which were sent, and its whole language.
    """
    told = [loading.begun[number] for number in sorted(loading.begun)]
    parts = [language.read(cluster, loading.index, one) for one in told]
    about = loading.about(
        indexed=sum(part.articles for part in parts),
        next_key=max(loading.key_behind(number) for number in loading.begun),
        lengths=language.average_lengths(parts),
        language=told,
    )
    loaded = Contents(loading.index, about)
    visible(cluster, loaded.every)
    if about.by_year:
        years.sweep(cluster, View(cluster, loaded))
    view = View(cluster, loaded)
    changed = _rewritten(view, _in_groups_of_others(view), parts)
    load(cluster, loading.index, Shelves(cluster, loading.index, about).actions(changed))
    found = visible(cluster, loaded.every)
    return contents.say(cluster, loading.index, contents.replace_about(about, articles=found))


def _in_groups_of_others(view: View) -> Iterator[tuple[int, int]]:
    """The keys of articles that belong to a group of an earlier part, and that group.

    Groups are looked for by the first article of each, in the order of the keys.
    """
    group_of: dict[int, int] = {}
    body = {
        **BARE,
        "query": {
            "bool": {
                "filter": [
                    {"range": {"key": {"gte": Part(2, 2).first_key}}},
                    {"exists": {"field": "signature"}},
                ]
            }
        },
        "docvalue_fields": ["key", "group", "signature"],
    }
    hits = view.each_hit(body, BY_KEY, page=_AT_ONCE)
    while some := [hit["fields"] for hit in islice(hits, _AT_ONCE)]:
        first = {one["group"][0]: one for one in reversed(some) if one["group"][0] not in group_of}
        for group, found in zip(first, _resembled(view, [*first.values()]), strict=True):
            group_of[group] = group if found is None else group_of.get(found, found)
        for one in some:
            group = group_of[one["group"][0]]
            if group != one["group"][0]:
                yield one["key"][0], group


def _resembled(view: View, articles: Sequence[dict[str, Any]]) -> Iterator[int | None]:
    """For each of some articles the group of the earliest in a part before its own that it
    resembles; None without any."""
    bodies = []
    for one in articles:
        part = (one["key"][0] - 1) >> _KEY_BITS
        terms = msgspec.json.decode(band_terms(banded(_signature(one)))[0])
        earlier = {"range": {"key": {"lt": Part(part + 1, part + 1).first_key}}}
        bodies.append(
            {
                **BARE,
                "size": _COMPARED,
                "sort": BY_KEY,
                "docvalue_fields": ["group", "signature"],
                "query": {"bool": {"filter": [{"terms": {"bands": terms}}, earlier]}},
            }
        )
    for one, told in zip(articles, view.searches(bodies) if bodies else (), strict=True):
        others = [hit["fields"] for hit in told["hits"]["hits"]]
        signatures = banded(b"".join(map(_signature, others)))
        alike = similarities(banded(_signature(one) * len(others)), signatures) >= SIMILAR
        groups = [other["group"][0] for other in others]
        yield next((groups[at] for at in np.flatnonzero(alike).tolist()), None)


def _signature(fields: dict[str, Any]) -> bytes:
    return urlsafe_b64decode(fields["signature"][0] + "==")


def _rewritten(
    view: View, changed: Iterator[tuple[int, int]], parts: Sequence[LanguagePart]
) -> Iterator[Document]:
    """Articles with other groups, analysed anew: the cluster does not keep their terms as texts."""
    weights = WordWeights(parts)
    while some := dict(islice(changed, _AT_ONCE)):
        body = {
            "track_total_hits": False,
            "docvalue_fields": ["added", "changed"],
            "query": {"terms": {"key": [*some]}},
        }
        for hit in view.each_hit(body, BY_KEY):
            kept = {name: values[0] for name, values in hit.get("fields", {}).items()}
            kept |= {name: text.encode() for name, text in hit["_source"].items()}
            key = int(hit["sort"][-1])
            article = from_json(kept["article"])
            values = {**analysed(article), **kept, "group": some[key]}
            yield document_of(article.id, key, values, weights.profile_of(values.get(FIELD)))
