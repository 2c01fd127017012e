"""Asks a cluster: requests that are tried again on another node, and errors that say what to do."""

from __future__ import annotations

import logging
import math
import os
import re
import ssl
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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
_BLOCKED = "cluster_block_exception"
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
_OLDEST = (2, 19)
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
            except exceptions.SerializationError as error:
                _count("failures")
                raise self._unknown() from error
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
        status, place, reason = error.status_code, self.address, _reason(error)
        if status in (_AWAY, _LATE):
            advice = f"see that {CA} names what is trusted" if _is_untrusted(error) else _RUNS
            return NoNodeError(
                f"the archive {place} cannot be used now: no node answers ({reason}); {advice}, "
                "then try again"
            )
        if is_blocked(status, error.error):
            return self.blocked(reason)
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

    def blocked(self, reason: str) -> UnavailableArchiveError:
        """The error for an archive that its cluster lets nobody write."""
        return UnavailableArchiveError(
            f"the archive {self.address} cannot be written now: {reason}; make room on the disks "
            "of the cluster, or lift the block, then try again"
        )

    @property
    def version(self) -> tuple[int, ...]:
        """The version of OpenSearch. Raises ArchiveError for what is none, or too old."""
        if self._version is None:
            told = self.ask("GET", "/")
            version = told.get("version") if isinstance(told, dict) else None
            if not isinstance(version, dict) or version.get("distribution") != "opensearch":
                raise self._unknown()
            number = version["number"]
            found = tuple(int(part) for part in number.split("-")[0].split("."))
            if found < _OLDEST:
                raise ArchiveError(
                    f"{self.address} is OpenSearch {number}; archives need "
                    f"{'.'.join(map(str, _OLDEST))} or newer"
                )
            self._version = found
        return self._version

    def check(self) -> None:
        """Raise ArchiveError where no OpenSearch answers that archives can lie in."""
        _ = self.version

    def _unknown(self) -> ArchiveError:
        return ArchiveError(f"what answers at {self.address} is no OpenSearch; look at the address")

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def _passes(error: Any) -> bool:
    """Whether what failed may do so no more, here or on another node."""
    is_lost = error.status_code == 500 and error.error in _LOST
    is_busy = error.status_code in (_AWAY, _LATE, *_BUSY)
    return is_lost or (is_busy and not is_blocked(error.status_code, error.error))


def is_blocked(status: Any, kind: Any) -> bool:
    """Whether an error, by its status and what the cluster calls it, is that nothing may be
    written: by an operator's word, or since the disks are full."""
    return status in (403, 429) and kind == _BLOCKED


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
    if error.status_code in (_AWAY, _LATE):
        return _OF_CLIENT.sub("", str(error.error)) or "no answer"
    if isinstance(told, dict) and isinstance(told.get("error"), dict):
        causes = told["error"].get("root_cause") or [told["error"]]
        first = causes[0] if causes else told["error"]
        return f"{first.get('type')}: {first.get('reason')}"
    return str(error.error)[:300] or f"status {error.status_code}"


# What the client says around a reason.
_OF_CLIENT = re.compile(r"^HTTPS?Connection(Pool)?\(.*?\): |^\('|', \w+\(.*\)\)$| \(_ssl.c:\d+\)$")
_RUNS = "see that the cluster runs"


def _is_untrusted(error: Any) -> bool:
    """Whether a node was not asked, since its certificate is not trusted."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error.error)


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
    if address.user:  # the client would write Latin-1
        login = b64encode(f"{address.user}:{password}".encode()).decode()
        options["headers"] = {"authorization": f"Basic {login}"}
    if address.secure:
        options |= {"use_ssl": True, "ssl_context": _trusting(os.environ.get(CA))}
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


def _trusting(certificates: str | None) -> ssl.SSLContext:
    """What checks the certificates of nodes: by those in a file, or by the system's."""
    try:
        return ssl.create_default_context(cafile=certificates or None)
    except OSError as error:  # SSLError is one
        reason = "it holds none" if isinstance(error, ssl.SSLError) else error.strerror
        raise ArchiveError(
            f"{CA}: no certificates can be read from {certificates}: {reason}"
        ) from None


def _seconds() -> float:
    given = os.environ.get(TIMEOUT, "")
    with suppress(ValueError):
        seconds = float(given) if given else _SECONDS
        if 0 < seconds < math.inf:
            return seconds
    raise ArchiveError(f"{TIMEOUT}: {given} is no number of seconds above 0")


Ask = Callable[..., Any]
