"""What may be kept, and for how long.

A page or an answer follows from its address, the archive's generation, the program and the day (a
query may say "hôm qua"). All of these together are its ETag, so that a request that brings the
current one is answered by 304 before any work is done. (What may be kept of files, `web.http.files`
says.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.wrappers import Response as BaseResponse

from search import ArchiveError
from search.query.periods import today_here
from web.archives import current_door
from web.http.files import ENDPOINT

_NEVER = (ENDPOINT, *(f"operating.{name}" for name in ("healthz", "readyz", "metrics", "status")))
_FOR_PROGRAMS = ("/api/v1/", "/openapi.json", "/feed.atom")
_CODE = ("index", "search", "web")
_SUFFIXES = (".py", ".so", ".html", ".txt", ".css", ".js", ".svg")


def register(app: Flask) -> None:
    """Let `app` answer conditional requests, and say what may be kept."""
    app.before_request(_unchanged)
    app.after_request(_mark)


def _unchanged() -> BaseResponse | None:
    """A 304 where the asker already has what would be answered."""
    if request.method not in ("GET", "HEAD") or not _is_kept():
        return None
    try:
        g.etag = _etag()
    except ArchiveError:  # the view will say so
        return None
    tags = request.if_none_match
    if not tags.star_tag and tags.contains_weak(g.etag):  # whether * is there, the view knows
        return Response(status=304)
    return None


def _mark(response: Response) -> Response:
    """Put the headers on an answer; files, errors and redirections have their own."""
    if request.endpoint == ENDPOINT:
        return response
    if "etag" in g and response.status_code in (200, 304):
        response.set_etag(g.etag, weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")  # kept, but asked for again
        if _heeds_cookies():
            response.vary.add("Cookie")
    elif not _is_kept():
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _is_kept() -> bool:
    return request.endpoint not in (None, *_NEVER)


def _heeds_cookies() -> bool:
    """Whether a person is answered, whose language and theme cookies may say."""
    return not request.path.startswith(_FOR_PROGRAMS)


def _etag() -> str:
    with current_door().opened() as archive:
        version = archive.version
    cookies = request.headers.get("Cookie", "") if _heeds_cookies() else ""
    where = [request.host_url, request.script_root, request.full_path]
    return _digest(version, _program(), _configuration(), today_here(), *where, cookies)


@cache
def _program() -> str:
    """A fingerprint of the code and the templates that answer."""
    folders = (Path(str(files(name))) for name in _CODE)
    paths = sorted(path for folder in folders for path in folder.rglob("*"))
    return _digest(*(_state(path) for path in paths if path.suffix in _SUFFIXES))


def _state(path: Path) -> str:
    status = path.stat()
    return f"{path} {status.st_size} {status.st_mtime_ns}"


def _configuration() -> str:
    """A fingerprint of the settings that are plain values."""
    plain = (str, int, float, bool, tuple, list, type(None))
    return _digest(*sorted(_settings(current_app.config, plain)))


def _settings(config: dict[str, Any], plain: tuple[type, ...]) -> Iterator[str]:
    for name, value in config.items():
        if isinstance(value, plain):
            yield f"{name}={value!r}"


def _digest(*parts: object) -> str:
    text = "\0".join(map(str, parts))
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
