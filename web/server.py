"""The front end on a production server: waitress, until somebody stops it."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import NoReturn

import search
from index.errors import KhobaoError
from web import create_configured
from web.configuration import Configuration
from web.connections import Server

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

_HINTS = {
    errno.EADDRINUSE: "; choose another with --port, or a free one with --port 0",
    errno.EACCES: "; ports below 1024 are for privileged users: choose another with --port",
}


def serve(configuration: Configuration, announce: Callable[[str], None]) -> None:
    """Serve the archive from the main thread until SIGINT or SIGTERM.

    Requests that run then may finish, within the configured time; a second signal does not wait.
    `announce` is called with the address once connections are taken. Raises ArchiveError when the
    archive cannot be opened, and KhobaoError when nobody can listen there.
    """
    with search.open(configuration.archive):
        pass  # the application itself would start, and answer 503
    app = create_configured(configuration)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # warns of each that has to wait
    host = configuration.host
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, configuration.port))
        server = Server(app, listener, configuration)

        def stop(*_: object) -> None:
            for one in _SIGNALS:
                signal.signal(one, _end)
            server.stop()

        for one in _SIGNALS:
            stack.callback(signal.signal, one, signal.signal(one, stop))
        with suppress(KeyboardInterrupt, SystemExit):
            shown = f"[{host}]" if ":" in host else host
            announce(f"http://{shown}:{listener.getsockname()[1]}/")
            server.serve(configuration.grace)


def _end(*_: object) -> NoReturn:
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
    except UnicodeError:  # of the codec for names of hosts
        raise KhobaoError(f"cannot listen on {host}, port {port}: that is no name") from None
    except OSError as error:
        if listener:
            listener.close()
        hint = _HINTS.get(error.errno or 0, "")
        raise KhobaoError(f"cannot listen on {host}, port {port}: {error.strerror}{hint}") from None
    return listener
