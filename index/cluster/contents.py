"""The indices of an archive in a cluster, and what they say of themselves.

The archive's name is an alias of one index, `name-000007`, where 7 is the generation that began
it; its mapping has in `_meta` what `About` is. A reindex builds another index aside, and the alias
is given to it by one request. An archive by year has more of them (see `index.cluster.years`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import msgspec

from index.archive.manifest import fingerprint
from index.cluster import language, mapping
from index.cluster.client import PATIENCE, Cluster
from index.errors import ArchiveError

_META = "khobao"


class About(msgspec.Struct, frozen=True):
    """What an index says of itself: its generation, format and rules of analysis; how many articles
    it holds, and how many were ever written into it; the key of the next article; what made it last
    (`command`, `created`) and its `language`. By scored field, `lengths` are the average lengths of
    all that were ever written, `averages` those that its similarities were made for (see
    `index.cluster.mapping`). `by_year` tells that each year has an index, of so many `shards` as
    this one.
    """

    generation: int
    articles: int
    indexed: int
    next_key: int
    command: str
    averages: dict[str, tuple[float, float]]
    lengths: dict[str, float]
    language: list[language.Told]
    replicas: int = 0
    shards: int = 1
    by_year: bool = False
    fingerprint: str = ""
    format: int = mapping.VERSION
    created: str = ""


EVEN_CLOSED = {"expand_wildcards": "open,closed"}
"""With what requests meet all indices of years, so that one that is closed is an error: patterns
leave such out, and what is in them would be missing in silence."""


@dataclass(frozen=True)
class Contents:
    """The index that an archive's name stands for, and what it says of itself."""

    index: str
    about: About

    @property
    def every(self) -> str:
        """All of its indices, as requests name them."""
        return every(self.index, self.about)


def now() -> str:
    """This moment, as `About.created` has it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def read_contents(cluster: Cluster, *, any_rules: bool = False) -> Contents:
    """What an archive's name stands for. Raises ArchiveError: nothing, or what we cannot read."""
    found = find_contents(cluster)
    place = cluster.address
    if found is None:
        raise ArchiveError(f"there is no archive {place}; 'khobao reindex' builds one")
    about = found.about
    if about.format != mapping.VERSION:
        raise ArchiveError(
            f"the archive {place} is of format {about.format}, this version reads "
            f"{mapping.VERSION}; build it anew with 'khobao reindex'"
        )
    if not any_rules and about.fingerprint != fingerprint():
        raise ArchiveError(
            f"the archive {place} was analysed under other rules ({about.fingerprint}, now "
            f"{fingerprint()}); build it anew with 'khobao reindex'"
        )
    return found


def find_contents(cluster: Cluster) -> Contents | None:
    """What an archive's name stands for; None where there is nothing of that name."""
    name = cluster.address.name
    wanted = "*.mappings._meta"  # the indices of years have none
    nothing = {"missing": True}
    path = f"/{name}/_mapping"
    answer = cluster.ask("GET", path, missing=nothing, local=True, filter_path=wanted)
    if answer is nothing:
        return None
    if not answer:
        raise ArchiveError(f"{cluster.address} is no archive of Khobao")
    if len(answer) > 1:
        raise ArchiveError(f"{cluster.address} names {len(answer)} indices, and not one archive")
    (index, told), *_ = answer.items()
    if index == cluster.address.name:
        raise ArchiveError(f"{cluster.address} names an index, and no archive: that is its alias")
    return Contents(index, _about(cluster, index, told))


def _about(cluster: Cluster, index: str, told: Any) -> About:
    meta = told.get("mappings", {}).get("_meta", {}).get(_META)
    if meta is None:
        raise ArchiveError(f"the index {index} of {cluster.address} is no archive of Khobao")
    try:
        return msgspec.convert(meta, About)
    except msgspec.ValidationError as error:
        raise ArchiveError(
            f"the index {index} of {cluster.address} is none that we know ({error}); remove it, "
            "and build the archive anew with 'khobao reindex'"
        ) from None


def every(index: str, about: About) -> str:
    """The index of a generation with those of its years, as requests name them."""
    return f"{index},{index}-y*" if about.by_year else index


def year_index(index: str, year: int) -> str:
    """The index of a year beside that of a generation."""
    return f"{index}-y{year:04d}"


def indices_of(cluster: Cluster, index: str) -> list[str]:
    """The index of a generation, and those of its years that are there."""
    found = cluster.ask("GET", f"/{index}-y*/_settings/index.uuid", missing={}, patience=PATIENCE)
    return [index, *sorted(one for one in found if re.fullmatch(r"\d{4}", one[len(index) + 2 :]))]


def create_year(cluster: Cluster, index: str, about: About, *, is_live: bool) -> None:
    """Make the index of a year, unless somebody else just did; one that `is_live` has the archive's
    name and its replicas at once. Raises ArchiveError."""
    settings = mapping.settings(about.shards, about.averages)
    body: dict[str, Any] = {"settings": settings, "mappings": mapping.mappings(None)}
    if is_live:
        settings["number_of_replicas"] = about.replicas
        body["aliases"] = {cluster.address.name: {}}
    try:
        cluster.ask("PUT", f"/{index}", body, patience=PATIENCE)
    except ArchiveError:
        if not cluster.ask("GET", f"/{index}/_settings/index.uuid", missing={}, patience=PATIENCE):
            raise


def create(cluster: Cluster, index: str, about: About) -> None:
    """Make an index that articles can be loaded into, and the one for its language."""
    body = {
        "settings": mapping.settings(about.shards, about.averages),
        "mappings": mapping.mappings(meta_of(about)),
    }
    cluster.ask("PUT", f"/{index}", body)
    cluster.ask("PUT", f"/{language.place_of(index)}", language.SETTINGS)


def meta_of(about: About) -> dict[str, Any]:
    """What is written into the mapping."""
    return {_META: msgspec.to_builtins(about)}


def say(cluster: Cluster, index: str, about: About) -> About:
    """Let an index say something else of itself, from now on."""
    about = replace_about(about, created=now(), fingerprint=fingerprint())
    cluster.ask("PUT", f"/{index}/_mapping", {"_meta": meta_of(about)}, patience=PATIENCE)
    return about


def replace_about(about: About, **values: Any) -> About:
    """It with other values."""
    return msgspec.structs.replace(about, **values)


def publish(cluster: Cluster, index: str, before: Contents | None) -> None:
    """Give the archive's name to an index, with those of its years, by one request."""
    name = cluster.address.name
    added = {"indices": indices_of(cluster, index), "alias": name}
    actions: list[dict[str, Any]] = [{"add": added}]
    if before is not None:
        gone = {"indices": indices_of(cluster, before.index), "alias": name}
        actions.append({"remove": gone})
    cluster.ask("POST", "/_aliases", {"actions": actions}, patience=PATIENCE)


def generations(cluster: Cluster) -> dict[int, str]:
    """The indices of the archive, live or not, by their generations."""
    name = cluster.address.name
    answer = cluster.ask("GET", f"/{name}-*/_settings/index.uuid", missing={})
    pattern = re.compile(rf"{re.escape(name)}-(\d{{6,}})")
    return {int(found[1]): one for one in answer if (found := pattern.fullmatch(one))}


def index_name(cluster: Cluster, generation: int) -> str:
    """The name of the index that a generation begins."""
    return f"{cluster.address.name}-{generation:06d}"


def remove(cluster: Cluster, index: str) -> None:
    """Remove an index with those of its years, and its language."""
    for one in (*indices_of(cluster, index), language.place_of(index)):
        cluster.ask("DELETE", f"/{one}", missing={}, patience=PATIENCE)
