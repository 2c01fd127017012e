"""People who are slow, and what others meet with meanwhile: errors and waiting times.

    python tests/bench/slow_clients.py ARCHIVE [--exports N] [--rate BYTES] [--half-open N]
        [--greedy N] [--seconds S] [--most SECONDS] [--address URL]

`khobao serve` serves the archive with its default settings, but without a limit to the exports of
one client in a minute. N clients, four for each address of 127.0.1.0/24, read an export at so many
bytes a second, and one more client (127.0.0.3) asks for several. Another (127.0.0.1) opens many
connections and sends half a request on each, again a second after the server lets go of one.
Meanwhile somebody else (127.0.0.2) asks for /healthz ten times a second and for a page of results
five times a second, each over a new connection. --address measures a server that runs already. It
takes Linux, where all of 127.0.0.0/8 are addresses of the machine. The status is 1 if one of the
others' requests failed, or the 99th percentile of their waiting times is above --most seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import socket
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from measuring import number, percentile, table
from serving import serving

_HALF, _OTHERS, _GREEDY = "127.0.0.1", "127.0.0.2", "127.0.0.3"
_EXPORT = "/api/v1/export?format=csv"
_PATIENCE = 10.0
_QUERIES = ("dan+van", "cau+treo", "chinh+phu", "phong+chong+dich", "gia+vang")


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path, help="folder of an archive")
    parser.add_argument("--exports", type=int, default=20, metavar="N", help="read slowly")
    parser.add_argument("--rate", type=int, default=1024, metavar="BYTES", help="a second")
    parser.add_argument("--half-open", type=int, default=1000, metavar="N")
    parser.add_argument("--greedy", type=int, default=8, metavar="N", help="exports of one client")
    parser.add_argument("--seconds", type=float, default=30, metavar="S")
    parser.add_argument("--most", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--address", metavar="URL", help="of a server that runs already")
    return parser.parse_args(arguments)


@dataclass
class Place:
    """Where the server is, and until when it is measured."""

    host: str
    port: int
    end: float

    async def connect(self, source: str, window: int = 0) -> socket.socket:
        """A connection from the address `source`; `window` bytes are received ahead at most."""
        connection = socket.socket()
        connection.setblocking(False)
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.bind((source, 0))
        try:
            loop = asyncio.get_running_loop()
            await asyncio.wait_for(loop.sock_connect(connection, (self.host, self.port)), _PATIENCE)
        except BaseException:
            connection.close()
            raise
        return connection


@dataclass
class Seen:
    """What became of the slow, and what the others met with."""

    exports: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    opened: int = 0
    let_go: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and print what was seen."""
    options = _arguments(arguments)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    running = (
        nullcontext((options.address, 0))
        if options.address
        else serving(options.archive, "--rate-export", "off")
    )
    with running as (address, _):
        seen = asyncio.run(_measure(address, options))
    print(f"slow exports: {_told(seen.exports)}; {seen.taken:,} bytes taken")
    print(f"half-open connections: {seen.opened:,} opened, {seen.let_go:,} let go; "
          f"not connected: {_told(seen.refused)}\n")  # fmt: skip
    rows = [["what others ask for", "answers", "errors", "p50 ms", "p99 ms", "longest ms"]]
    late = 0.0
    for name, waits in seen.waits.items():
        failed = sum(count for error, count in seen.errors.items() if error.startswith(name))
        shares = [percentile(waits, share) if waits else _PATIENCE for share in (0.5, 0.99, 1)]
        late = max(late, shares[1])
        rows.append([name, str(len(waits)), str(failed), *(number(1000 * one) for one in shares)])
    print(table(rows))
    for error, times in seen.errors.most_common(5):
        print(f"{times} x {error}")
    return int(bool(seen.errors) or late > options.most)


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "none"


async def _measure(address: str, options: argparse.Namespace) -> Seen:
    split = urlsplit(address)
    place = Place(split.hostname or "", split.port or 80, time.monotonic() + options.seconds)
    for query in _QUERIES:  # what is read once for each generation is not what is measured
        await _answer(place, f"/?q={query}")
    seen = Seen()
    sources = [f"127.0.1.{1 + n // 4}" for n in range(options.exports)]
    sources += [_GREEDY] * options.greedy
    await asyncio.gather(
        *(_export(place, source, options.rate, seen) for source in sources),
        *(_half(place, seen) for _ in range(options.half_open)),
        _ask(place, "/healthz", 0.1, lambda _: "/healthz", seen),
        _ask(place, "/?q=", 0.2, lambda n: f"/?q={_QUERIES[n % len(_QUERIES)]}", seen),
    )  # fmt: skip
    return seen


async def _export(place: Place, source: str, rate: int, seen: Seen) -> None:
    """Read one export at `rate` bytes a second; tell its status, or that it was cut."""
    loop, status = asyncio.get_running_loop(), "without an answer"
    try:
        connection = await place.connect(source, window=4096)
        with connection:
            await loop.sock_sendall(connection, _request(_EXPORT))
            while (left := place.end - time.monotonic()) > 0:
                read = await asyncio.wait_for(loop.sock_recv(connection, rate), left)
                if not read:
                    status += ", then ended"
                    break
                seen.taken += len(read)
                if status == "without an answer":
                    status = read.split()[1].decode("ascii", "replace")
                await asyncio.sleep(len(read) / rate)
    except TimeoutError:
        pass
    except OSError:
        status += ", then cut"
    seen.exports[status] += 1


async def _half(place: Place, seen: Seen) -> None:
    """Hold a connection with half a request; open another when it is let go."""
    loop = asyncio.get_running_loop()
    while (left := place.end - time.monotonic()) > 0:
        try:
            connection = await place.connect(_HALF)
        except (OSError, TimeoutError) as error:
            seen.refused[type(error).__name__] += 1
            await asyncio.sleep(1)
            continue
        with connection, suppress(OSError):
            seen.opened += 1
            await loop.sock_sendall(connection, b"GET /?q=dan HTTP/1.1\r\nHost: localhost\r\nX: ")
            try:
                await asyncio.wait_for(loop.sock_recv(connection, 1), left)
            except TimeoutError:
                return
        seen.let_go += 1
        await asyncio.sleep(1)


async def _ask(
    place: Place, name: str, every: float, path: Callable[[int], str], seen: Seen
) -> None:
    """Ask again and again, at even intervals, whatever became of the requests before."""
    waits, asked = seen.waits.setdefault(name, []), 0

    async def once(path: str) -> None:
        begun = time.monotonic()
        try:
            status = await asyncio.wait_for(_answer(place, path), _PATIENCE)
            if status != b"200":
                raise ValueError(status.decode("latin-1"))
            waits.append(time.monotonic() - begun)
        except (OSError, TimeoutError, EOFError, ValueError) as error:
            seen.errors[f"{name} {error!r}"] += 1

    requests: list[Awaitable[None]] = []
    while time.monotonic() < place.end:
        requests.append(asyncio.ensure_future(once(path(asked))))
        asked += 1
        await asyncio.sleep(every)
    await asyncio.gather(*requests)


async def _answer(place: Place, path: str) -> bytes:
    loop, received = asyncio.get_running_loop(), b""
    with await place.connect(_OTHERS) as connection:
        await loop.sock_sendall(connection, _request(path))
        while read := await loop.sock_recv(connection, 65536):
            received += read
    if not received:
        raise EOFError("no answer")
    return received.split(maxsplit=2)[1]


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


if __name__ == "__main__":
    sys.exit(main())
