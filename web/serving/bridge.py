"""One request of a WSGI application, in steps that threads may do one after the other."""

from __future__ import annotations

import contextvars
import io
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LARGEST_WHOLE = 262_144
_CHUNK = 65_536
_WAIT_SECONDS = 0.25  # after which what there is of an answer is sent: somebody waits for it
_PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


class Call:
    """A call of the application: its status and headers, and its body piece by piece.

    No two threads may use it at once. Whatever the application raises is raised here.
    """

    def __init__(self, app: WSGIApplication, environ: dict[str, Any]) -> None:
        """Prepare the call; `begin` makes it."""
        self.status = 500
        self.headers: list[tuple[str, str]] = []
        self._app, self._environ = app, environ
        self._context = contextvars.copy_context()  # the same for all steps, as in one thread
        self._returned: Iterable[bytes] = ()
        self._pieces: Iterator[bytes] = iter(())
        self._written: list[bytes] = []

    def begin(self) -> tuple[bytes, bool]:
        """Call the application: the first of the body, and whether that is all of it.

        If it is all, the application's answer has been closed.
        """
        return self._context.run(self._begin)

    def _begin(self) -> tuple[bytes, bool]:
        self._returned = self._app(self._environ, self._start)
        self._pieces = iter(self._returned)
        return self._gather(_LARGEST_WHOLE)

    def step(self) -> tuple[bytes, bool]:
        """The next piece of the body, and whether it is the last.

        After the last, the application's answer has been closed.
        """
        return self._context.run(self._gather, _CHUNK)

    def _gather(self, enough: int) -> tuple[bytes, bool]:
        gathered, size = self._written, sum(map(len, self._written))
        self._written = []
        started = time.monotonic()
        try:
            for piece in self._pieces:
                gathered.append(piece)
                size += len(piece)
                if size >= enough or (size and time.monotonic() - started > _WAIT_SECONDS):
                    return b"".join(gathered), False
        except BaseException:
            self._close()
            raise
        self._close()
        return b"".join(gathered), True

    def close(self) -> None:
        """Tell the application that no more of its body is wanted."""
        self._context.run(self._close)

    def _close(self) -> None:
        close = getattr(self._returned, "close", None)
        self._returned = ()
        if close:
            close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers = int(status.split(maxsplit=1)[0]), list(headers)
        return self._written.append


def environment(scope: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of a request, made of its ASGI scope and its body."""
    target: bytes = scope["raw_path"]
    if not target.startswith((b"/", b"*")):  # a whole address, as proxies are asked
        target = urlsplit(target.decode("latin-1")).path.encode("latin-1") or b"/"
    host, port = scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(target).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": "localhost",  # of a request that names no host
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": host,
        "REMOTE_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" not in name:  # it would be taken for the one with a hyphen, which proxies check
            _add_header(environ, name, value.decode("latin-1"))
    return environ


def _add_header(environ: MutableMapping[str, Any], name: bytes, value: str) -> None:
    key = _PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
    if key in environ:
        between = "; " if name == b"cookie" else ", "
        value = environ[key] + between + value
    environ[key] = value
