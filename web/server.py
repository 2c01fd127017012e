"""The front end on a production server: waitress, until somebody stops it."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import NoReturn

import waitress

import search
from index.errors import KhobaoError
from web import create_app

_HINTS = {
    errno.EADDRINUSE: "; choose another with --port, or a free one with --port 0",
    errno.EACCES: "; ports below 1024 are for privileged users: choose another with --port",
}


def serve(
    archive: str | os.PathLike[str],
    host: str,
    port: int,
    threads: int,
    announce: Callable[[str], None],
) -> None:
    """Serve the archive from the main thread until SIGINT or SIGTERM.

    Port 0 takes a free one; `threads` requests are answered at once; `announce` is called with
    the address once connections are taken. Raises ArchiveError when the archive cannot be opened,
    and KhobaoError when nobody can listen there.
    """
    with search.open(archive):
        pass  # the application itself would start, and answer 503
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, port))
        server = waitress.create_server(create_app(archive), sockets=[listener], threads=threads)
        stack.callback(server.close)
        stack.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, _stop))
        with suppress(KeyboardInterrupt, SystemExit):
            shown = f"[{host}]" if ":" in host else host
            announce(f"http://{shown}:{listener.getsockname()[1]}/")
            server.run()


def _stop(*_: object) -> NoReturn:
    raise SystemExit


def _listen(host: str, port: int) -> socket.socket:
    """A socket that already listens, so that a port in use shows before anything is printed."""
    listener = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        if listener:
            listener.close()
        hint = _HINTS.get(error.errno or 0, "")
        raise KhobaoError(f"cannot listen on {host}, port {port}: {error.strerror}{hint}") from None
    return listener
