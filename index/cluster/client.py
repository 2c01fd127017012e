"""Asks a cluster: requests that are tried again on another node, and errors that say what to do."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

from index.cluster.address import Address
from index.errors import ArchiveError, UnavailableArchiveError

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

PASSWORD, CA, TIMEOUT = (f"KHOBAO_OPENSEARCH_{name}" for name in ("PASSWORD", "CA", "TIMEOUT"))
"""Settings from the environment: a password, a file with certificates, seconds for a request."""
_SECONDS = 30.0
PATIENCE = 20.0
"""Seconds for which what must not fail is tried again: nodes that die are missed after some."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_AWAY, _LATE = "N/A", "TIMEOUT"  # instead of a status
_BUSY = (429, 502, 503, 504)
# What a node says (500) when it lost another one while that answered.
_LOST = frozenset(
    {
        "connect_transport_exception",
        "node_closed_exception",
        "node_disconnected_exception",
        "node_not_connected_exception",
    }
)
_NOT_FOUND, _CONFLICT = 404, 409
_BESIDE = 8  # requests that are made while the thread that wants them goes on
_DEAD = 5.0  # seconds for which a node is not asked that did not answer
counted: Counter[str] = Counter()
"""What this process asked of clusters: "requests", of which so many were "retries", "failures"."""
_counting = threading.Lock()


class NoNodeError(UnavailableArchiveError):
    """A cluster of which no node answers."""


class Cluster:
    """A cluster, for any number of threads."""

    def __init__(self, address: Address) -> None:
        """Nothing is asked yet. Raises ArchiveError where the client library is missing."""
        self.address = address
        self._client = _client(address)
        self._version: tuple[int, ...] | None = None
        self.beside = ThreadPoolExecutor(_BESIDE, "khobao-cluster")

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        patience: float = 0.0,
        missing: Any = None,
        conflict: Any = None,
        **params: Any,
    ) -> Any:
        """The answer to a request, as JSON has it.

        Where a node does not answer, is busy or fails, the others are asked at once, then all of
        them again for so many seconds of `patience`. `missing` is the answer where what is asked
        for is not there, `conflict` where somebody was faster (None: an ArchiveError). Raises
        NoNodeError, UnavailableArchiveError, and ArchiveError for what the cluster refuses.
        """
        from opensearchpy import exceptions  # noqa: PLC0415 - an extra

        end = time.monotonic() + patience
        waiting = pauses()
        for attempt in count():
            _count("retries" if attempt else "requests")
            try:
                return self._client.transport.perform_request(
                    method, path, params=_texts(params), body=body
                )
            except exceptions.TransportError as error:
                status = error.status_code
                if status == _NOT_FOUND and missing is not None:
                    return missing
                if status == _CONFLICT and conflict is not None:
                    return conflict
                at_once = 1 if status == _LATE else len(self.address.hosts)
                if _passes(error) and attempt < at_once:
                    continue
                if not _passes(error) or time.monotonic() > end:
                    _count("failures")
                    raise self._told(error) from error
                time.sleep(next(waiting))
        raise AssertionError("it is tried until it is answered or fails")

    def _told(self, error: Any) -> ArchiveError:
        status, place = error.status_code, self.address
        if status in (_AWAY, _LATE):
            reason = str(error.error).split("(")[0] or "no answer"
            return NoNodeError(
                f"the archive {place} cannot be used now: no node answers ({reason}); see that the "
                "cluster runs, then try again"
            )
        reason = _reason(error)
        if status in _BUSY or status >= 500:
            return UnavailableArchiveError(
                f"the archive {place} cannot be used now: {reason}; try again"
            )
        if status in (401, 403):
            return ArchiveError(
                f"the cluster at {place} refuses: {reason}; name a user in the address, and the "
                f"password there or in {PASSWORD}"
            )
        if status == _NOT_FOUND:
            return ArchiveError(f"the archive {place} is not there: {reason}")
        return ArchiveError(f"the archive {place} cannot be used: {reason}")

    @property
    def version(self) -> tuple[int, ...]:
        """The version of OpenSearch."""
        if self._version is None:
            told = self.ask("GET", "/")["version"]
            if told.get("distribution") != "opensearch":
                raise ArchiveError(f"{self.address} is no OpenSearch")
            self._version = tuple(int(part) for part in told["number"].split("-")[0].split("."))
        return self._version

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def _passes(error: Any) -> bool:
    """Whether what failed may do so no more, here or on another node."""
    is_lost = error.status_code == 500 and error.error in _LOST
    return is_lost or error.status_code in (_AWAY, _LATE, *_BUSY)


def pauses() -> Iterator[float]:
    """Seconds to wait between tries, longer each time."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def _count(what: str) -> None:
    with _counting:
        counted[what] += 1


def _texts(params: Mapping[str, Any]) -> dict[str, str]:
    def text(value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return {name: text(value) for name, value in params.items()}


def _reason(error: Any) -> str:
    """What the cluster says is wrong, in one line."""
    told = error.info
    if isinstance(told, dict) and isinstance(told.get("error"), dict):
        causes = told["error"].get("root_cause") or [told["error"]]
        first = causes[0] if causes else told["error"]
        return f"{first.get('type')}: {first.get('reason')}"
    return str(error.error)[:300]


def _client(address: Address) -> OpenSearch:
    try:
        import opensearchpy  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise ArchiveError(
            f"{address}: archives in a cluster need the client: pip install 'khobao[cluster]'"
        ) from None
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # our errors tell what fails
    password = address.password or os.environ.get(PASSWORD, "")
    options: dict[str, Any] = {}
    if address.user:
        options["http_auth"] = (address.user, password)
    if address.secure:
        options |= {"use_ssl": True, "verify_certs": True, "ssl_assert_hostname": True}
        if os.environ.get(CA):
            options["ca_certs"] = os.environ[CA]
    # Retries are ours: the client would not tell of them.
    return opensearchpy.OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.hosts],
        timeout=_seconds(),
        max_retries=0,
        retry_on_status=(),  # a node that answers is not given up
        dead_timeout=_DEAD,
        timeout_cutoff=0,
        pool_maxsize=16,
        **options,
    )


def _seconds() -> float:
    given = os.environ.get(TIMEOUT, "")
    try:
        return float(given) if given else _SECONDS
    except ValueError:
        raise ArchiveError(f"{TIMEOUT}: {given} is no number of seconds") from None


Ask = Callable[..., Any]
