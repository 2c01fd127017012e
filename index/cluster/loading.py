"""Sends documents to a cluster in bulks: what it refuses for now is sent again, nothing is lost."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from index.cluster.client import PATIENCE, Cluster, is_blocked, pauses
from index.cluster.contents import EVEN_CLOSED
from index.cluster.documents import versioned
from index.errors import ArchiveError, UnavailableArchiveError

BULK = 1 << 20
"""Bytes of a request: with 5 MB, a node of little memory refuses much of what it gets."""
_SENDERS = 3
_AHEAD = 2  # bulks that are made while others are on their way, for each sender
_PATIENCE = 120.0  # seconds for which a bulk is tried again
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 10.0
_LATER = (429, 502, 503, 504)
_OLDER = 409  # the cluster has this version, or a newer one


class Action(NamedTuple):
    """What is to be done with one document, as lines of a bulk, and for whom."""

    id: str
    lines: bytes


@dataclass
class Loaded:
    """What became of what was sent: `written`, or `older` than what the cluster has; how many were
    sent again, since the cluster was too busy."""

    written: int = 0
    older: int = 0
    repeated: int = 0
    bytes: int = field(default=0)

    def add(self, other: Loaded) -> None:
        """Count what became of another bulk, too."""
        self.written += other.written
        self.older += other.older
        self.repeated += other.repeated
        self.bytes += other.bytes


def deletion(id: str, version: int, index: str) -> Action:
    """What deletes an article from an index, unless a later version is there."""
    head = {"delete": {"_index": index, **versioned(id, version)}}
    return Action(id, msgspec.json.encode(head) + b"\n")


def load(cluster: Cluster, index: str, actions: Iterable[Action]) -> Loaded:
    """Send all actions, which name their indices, in bulks, several at a time.

    Raises ArchiveError for a document that the cluster does not take, and UnavailableArchiveError
    where it was too busy, or away, for too long.
    """
    loaded = Loaded()
    running: set[Future[Loaded]] = set()
    with ThreadPoolExecutor(_SENDERS) as senders:
        try:
            for bulk in _bulks(actions):
                running.add(senders.submit(_send, cluster, index, bulk))
                if len(running) >= _SENDERS * _AHEAD:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for one in done:
                        loaded.add(one.result())
            for one in running:
                loaded.add(one.result())
        except BaseException:
            for one in running:
                one.cancel()
            raise
    return loaded


def visible(cluster: Cluster, index: str) -> int:
    """Let searches see all that was sent, and count the articles.

    Raises UnavailableArchiveError where a part of the index does not answer.
    """
    _whole(cluster, "POST", f"/{index}/_refresh")
    return int(_whole(cluster, "GET", f"/{index}/_count")["count"])


def _whole(cluster: Cluster, method: str, path: str) -> Any:
    """The answer that all parts of an index have a share in."""
    end = time.monotonic() + PATIENCE
    waiting = pauses()
    while True:
        answer = cluster.ask(method, path, patience=PATIENCE, **EVEN_CLOSED)
        if not answer["_shards"]["failed"]:
            return answer
        if time.monotonic() > end:
            raise UnavailableArchiveError(
                f"the archive {cluster.address} cannot be used now: a part of it does not answer; "
                "try again"
            )
        time.sleep(next(waiting))


def _bulks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    bulk: list[Action] = []
    size = 0
    for one in actions:
        if bulk and size + len(one.lines) > BULK:
            yield bulk
            bulk, size = [], 0
        bulk.append(one)
        size += len(one.lines)
    if bulk:
        yield bulk


def _send(cluster: Cluster, index: str, bulk: list[Action]) -> Loaded:
    """Send a bulk until all of it is done."""
    loaded = Loaded(bytes=sum(len(one.lines) for one in bulk))
    end = time.monotonic() + _PATIENCE
    pause = _FIRST_WAIT
    while True:
        bulk, reason = _tried(cluster, index, bulk, loaded)
        if not bulk:
            return loaded
        if time.monotonic() > end:
            raise UnavailableArchiveError(
                f"the cluster {cluster.address} took no articles for {_PATIENCE:.0f} s ({reason}); "
                "try again when it is less busy"
            )
        loaded.repeated += len(bulk)
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(2 * pause, _LONGEST_WAIT)


def _tried(
    cluster: Cluster, index: str, bulk: list[Action], loaded: Loaded
) -> tuple[list[Action], str]:
    """Send a bulk once; returns what of it is to be sent again, and why."""
    body = b"".join(one.lines for one in bulk)
    try:
        answer = cluster.ask("POST", f"/{index}/_bulk", body, filter_path=_WANTED)
    except UnavailableArchiveError as error:
        return bulk, str(error)
    again, reason = [], ""
    for one, told in zip(bulk, answer["items"], strict=True):
        (result,) = told.values()
        status = result["status"]
        if is_blocked(status, _kind(result)):
            raise cluster.blocked(_reason(result))
        if status in _LATER:
            again.append(one)
            reason = _reason(result)
        elif status == _OLDER:
            loaded.older += 1
        elif status >= 400 and not _is_gone(told):
            raise ArchiveError(
                f"the cluster {cluster.address} does not take the article {one.id}: "
                f"{_reason(result)}"
            )
        else:
            loaded.written += 1
    return again, reason


_WANTED = "errors,items.*.status,items.*.error"


def _is_gone(told: dict[str, Any]) -> bool:
    """Whether what was to be deleted is not there."""
    return "delete" in told and told["delete"]["status"] == 404


def _kind(result: dict[str, Any]) -> Any:
    """What the cluster calls what is wrong."""
    with suppress(KeyError, TypeError):
        return result["error"]["type"]
    return None


def _reason(result: dict[str, Any]) -> str:
    with suppress(KeyError, TypeError):
        return f"{result['error']['type']}: {result['error']['reason']}"
    return f"status {result['status']}"
