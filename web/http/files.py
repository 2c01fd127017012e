"""The files that pages are made with: style sheets, scripts, the icon. Nothing else is a file.

The names are those that the folder has when an application is made. What an address asks for is
only looked up among them, so that no text of a request ever reaches the file system.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

ENDPOINT = "static"
_YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Let `app` answer for the files, and put a fingerprint of each into its address."""
    folder = Path(app.root_path) / "static"
    files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    fingerprints = {name: _fingerprint(path) for name, path in files.items()}
    app.add_url_rule("/static/<path:filename>", ENDPOINT, lambda filename: _answer(files, filename))

    @app.url_defaults
    def add_fingerprint(endpoint: str, values: dict[str, str]) -> None:
        fingerprint = fingerprints.get(values.get("filename", ""))
        if endpoint == ENDPOINT and fingerprint:
            values.setdefault("v", fingerprint)

    @app.after_request
    def keep(response: Response) -> Response:
        """Let a file be kept for a year by an address that holds its fingerprint."""
        if request.endpoint == ENDPOINT and response.status_code < 400:
            name = (request.view_args or {}).get("filename", "")
            if request.args.get("v") == fingerprints.get(name):
                response.cache_control.no_cache = None
                response.cache_control.public = True
                response.cache_control.max_age = _YEAR
                response.cache_control.immutable = True
        return response


def _answer(files: Mapping[str, Path], filename: str) -> Response:
    if filename not in files:
        raise NotFound
    path = files[filename]
    response = Response(path.read_bytes(), mimetype=guess_type(filename)[0])
    response.set_etag(_fingerprint(path))
    response.last_modified = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _fingerprint(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=8).hexdigest()
