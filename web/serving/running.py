"""The front end on a production server, until somebody stops it."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from threading import Thread

import search
from index.errors import KhobaoError
from web import create_configured
from web.configuration import Configuration
from web.serving.descriptors import allow_files
from web.serving.server import BACKLOG, Server
from web.serving.sizing import processes_for
from web.serving.supervisor import Supervisor
from web.serving.worker import Task, shared_out
from web.sharing.board import Board

_SIGNALS = (signal.SIGTERM, signal.SIGINT)

_HINTS = {
    errno.EADDRINUSE: "; choose another with --port, or a free one with --port 0",
    errno.EACCES: "; ports below 1024 are for privileged users: choose another with --port",
}


def serve(configuration: Configuration, announce: Callable[[str], None]) -> None:
    """Serve the archive until SIGINT or SIGTERM; only the main thread may call it.

    Requests that run then may finish, within the configured time; a second signal does not wait.
    `announce` is called with the address once connections are taken. Raises ArchiveError when the
    archive cannot be opened, and KhobaoError when nobody can listen there.
    """
    with search.open(configuration.archive) as archive:  # the application would answer 503
        articles = archive.snapshot().count
    processes = processes_for(configuration, articles)
    host = configuration.host
    with ExitStack() as stack:
        board = Board(processes, configuration.streams) if processes > 1 else None
        if board:
            stack.callback(board.close)
        app = create_configured(configuration, board=board)
        listener = stack.enter_context(_listen(host, configuration.port))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        if board:
            each = shared_out(configuration, processes)
            allow_files(each.connections)
            task = Task(app, listener, each, board)
            Supervisor(task, processes).run(lambda: announce(address))
        else:
            allow_files(configuration.connections)
            _serve_alone(Server(app, listener, configuration), lambda: announce(address))


def _serve_alone(server: Server, announce: Callable[[], None]) -> None:
    """Serve in this process, until a signal comes."""
    with ExitStack() as stack:
        failures: list[BaseException] = []
        signals: list[int] = []

        def run() -> None:
            try:
                server.serve()
            except BaseException as error:
                failures.append(error)

        def stop(signal_: int, _: object) -> None:
            server.stop(now=bool(signals))
            signals.append(signal_)

        for one in _SIGNALS:
            stack.callback(signal.signal, one, signal.signal(one, stop))
        # Not in this thread: uvicorn would take the signals, and end the process by them.
        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            announce()
        except BaseException:
            server.stop(now=True)
            raise
        while thread.is_alive():
            thread.join(1)  # a signal's handler runs at the latest between two of these
        if failures:
            raise failures[0]


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
        listener.listen(BACKLOG)
    except UnicodeError:  # of the codec for names of hosts
        raise KhobaoError(f"cannot listen on {host}, port {port}: that is no name") from None
    except OSError as error:
        if listener:
            listener.close()
        hint = _HINTS.get(error.errno or 0, "")
        raise KhobaoError(f"cannot listen on {host}, port {port}: {error.strerror}{hint}") from None
    return listener
