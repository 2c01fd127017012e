"""One line for each request: in the Common or the Combined Log Format, or as JSON."""

from __future__ import annotations

import json
import logging
import os
import re
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from logging.handlers import WatchedFileHandler
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, request

from web.configuration import STREAM, Configuration, ConfigurationError
from web.setting_types import OFF
from web.sharing.board import Board

log = logging.getLogger("khobao")

_UNSAFE = re.compile(r"[\\\x00-\x1f\x7f-\U0010ffff]")


def register(app: Flask, configuration: Configuration, board: Board | None = None) -> None:
    """Let `app` write the lines, if they are wanted. Raises ConfigurationError.

    `board` is what the processes of a server share, if several write into one log.
    """
    if configuration.access_log == OFF:
        return
    logger = logging.Logger("khobao.access")  # of this application alone
    handler = _handler(configuration.access_log)
    turn: AbstractContextManager[None] = board.lines if board else nullcontext()
    logger.addHandler(handler)
    weakref.finalize(app, handler.close)
    write, queries = _FORMS[configuration.access_log_form], configuration.access_log_queries

    @app.before_request
    def start() -> None:
        g.asked = datetime.now().astimezone()
        g.asked_at = time.perf_counter()

    @app.after_request
    def follow(response: Response) -> Response:
        entry = _entry(response, queries)
        asked_at = g.asked_at

        def finish() -> None:
            seconds = round(time.perf_counter() - asked_at, 6)
            line = write({**entry, "seconds": seconds})
            with turn:  # a long line is written in several pieces
                logger.info("%s", line)

        response.call_on_close(finish)
        return response


def _handler(place: str) -> logging.Handler:
    if place == STREAM:
        return logging.StreamHandler()
    try:
        return _File(place)
    except OSError as error:
        raise ConfigurationError(f"cannot write access_log {place}: {error.strerror}") from None


class _File(WatchedFileHandler):
    """A file of whole lines, begun anew where logrotate moved it.

    What cannot be written is left out, which is told when that begins and ends.
    """

    _is_failing = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        try:
            self.reopenIfNeeded()
            if self.stream is None:  # it could not be opened before
                self.stream = self._open()
                self._statstream()
            _append(self.stream.fileno(), (self.format(record) + self.terminator).encode())
        except OSError as error:
            self._tell(True, "cannot be written now, and goes without lines: %s", error.strerror)
        else:
            self._tell(False, "is written again")

    def _tell(self, is_failing: bool, what: str, *values: object) -> None:
        if is_failing != self._is_failing:
            self._is_failing = is_failing
            log.warning("access_log %s " + what, self.baseFilename, *values)


def _append(file: int, line: bytes) -> None:
    """Write a whole line at the end of a file, or nothing. Raises OSError."""
    size = os.fstat(file).st_size
    try:
        while line:
            line = line[os.write(file, line) :]
    except OSError:
        with suppress(OSError):  # it may be a pipe
            os.ftruncate(file, min(size, os.fstat(file).st_size))
        raise


def _entry(response: Response, queries: bool) -> dict[str, Any]:
    """What is known of a request; without `queries`, not what anybody searched for."""
    target = quote(request.script_root + request.path)
    referrer = request.headers.get("Referer", "")
    if not queries:
        referrer = re.split("[?#]", referrer, maxsplit=1)[0]
    elif request.query_string:
        target += "?" + request.query_string.decode("latin-1")
    return {
        "time": g.asked,
        "client": request.remote_addr or "",
        "method": request.method,
        "target": target,
        "protocol": request.environ.get("SERVER_PROTOCOL", ""),
        "status": response.status_code,
        "bytes": response.content_length,
        "referrer": referrer,
        "agent": request.headers.get("User-Agent", ""),
    }


def _common(entry: Mapping[str, Any]) -> str:
    moment = entry["time"].strftime("%d/%b/%Y:%H:%M:%S %z")
    line = _safe(f"{entry['method']} {entry['target']} {entry['protocol']}")
    size = "-" if entry["bytes"] is None else entry["bytes"]
    return f'{_safe(entry["client"]) or "-"} - - [{moment}] "{line}" {entry["status"]} {size}'


def _combined(entry: Mapping[str, Any]) -> str:
    referrer, agent = _safe(entry["referrer"]) or "-", _safe(entry["agent"]) or "-"
    return f'{_common(entry)} "{referrer}" "{agent}"'


def _json(entry: Mapping[str, Any]) -> str:
    return json.dumps({**entry, "time": entry["time"].isoformat(timespec="milliseconds")})


def _safe(text: str) -> str:
    """The text without what would end a field or a line, or steer a terminal."""
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text).replace(
        '"', r"\x22"
    )


_FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "common": _common,
    "combined": _combined,
    "json": _json,
}
