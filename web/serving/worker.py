"""One of several processes that serve an application on one listening socket."""

from __future__ import annotations

import logging
import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Thread

from flask import Flask

from web.configuration import Configuration
from web.serving.server import Server
from web.sharing.board import Board

log = logging.getLogger("khobao")

HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
STOP, STOP_NOW = b"s", b"n"  # what a process is told; the end of the pipe means STOP, too


@dataclass(frozen=True)
class Task:
    """What each of the processes does: all of it was made before they were forked."""

    app: Flask
    listener: socket.socket
    configuration: Configuration
    board: Board


def shared_out(configuration: Configuration, processes: int) -> Configuration:
    """The settings of one of so many processes: its share of the connections, at least one."""
    return replace(
        configuration,
        connections=max(1, configuration.connections // processes),
        connections_per_client=max(1, configuration.connections_per_client // processes),
    )


def work(task: Task, place: int, told: int) -> bool:
    """Serve until told to stop, through the descriptor `told`, or by SIGTERM; whether all is well.

    If the process is gone that holds the other end, this one stops, too. Only the main thread may
    call it, with the signals blocked that it handles. Ctrl-C is the other process's matter: the
    terminal sends it to both.
    """
    task.board.enter(place, os.getpid())
    server = Server(task.app, task.listener, task.configuration, task.board)
    is_well = True

    def run() -> None:
        nonlocal is_well
        try:
            server.serve()
        except BaseException:
            log.exception("a process that serves has failed")
            is_well = False

    def listen() -> None:
        with suppress(OSError):
            while message := os.read(told, 1):
                server.stop(now=message == STOP_NOW)
        server.stop()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
    Thread(target=listen, daemon=True).start()
    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(1)  # a signal's handler runs at the latest between two of these
    return is_well
