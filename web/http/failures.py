"""What becomes of a failure that the application itself did not answer.

A server takes an `OSError` for one of its socket, and lets the client go without a word: nothing
that fails in here may look like that.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger("khobao")

_TEXT = b"The server failed; the failure has been recorded.\n"
_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(_TEXT))),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


class BrokenStreamError(Exception):
    """An answer ended before its end.

    The server is told, for it must not end the answer as if it were whole: it closes the
    connection, by which the client knows.
    """


def register(app: Flask) -> None:
    """Let failures of `app` be answered and logged, also those of an answer on its way.

    Where Flask is to let exceptions through, as debuggers and tests want it, so it is here.
    """
    inside = app.wsgi_app

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        place = f"{environ.get('REQUEST_METHOD', '')} {environ.get('PATH_INFO', '')[:200]!r}"
        try:
            answer = inside(environ, start_response)
        except Exception:
            if app.debug or app.testing or app.config["PROPAGATE_EXCEPTIONS"]:
                raise
            log.exception("%s failed, and so did the page that was to say so", place)
            start_response("500 Internal Server Error", _HEADERS)
            return [_TEXT]
        return ClosingIterator(_sent(answer, place), getattr(answer, "close", None))

    app.wsgi_app = guarded  # type: ignore[method-assign]  # as Flask documents it


def _sent(answer: Iterable[bytes], place: str) -> Iterator[bytes]:
    """The pieces of an answer, all that there are. Raises BrokenStreamError."""
    try:
        yield from answer
    except Exception as error:
        log.exception("the answer to %s ended before its end", place)
        raise BrokenStreamError(f"the answer to {place} ended before its end") from error
