"""A small Flask front end: server-rendered pages and a JSON API over one archive.

import web

app = web.create_app("archive")   # any WSGI server can serve it
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask

from search import Archive
from web import article_pages, caching, comparison_pages, errors, security
from web.addresses import IdConverter
from web.api import api
from web.archives import ArchiveDoor
from web.feeds import feeds
from web.pages import pages
from web.preferences import preferences

__all__ = ["create_app"]


def create_app(archive: str | os.PathLike[str] | Archive | None = None, **config: Any) -> Flask:
    """The web front end of one archive, as a WSGI application.

    `archive` is its folder, or an Archive that the caller keeps open; without it the folder that
    the environment names in KHOBAO_ARCHIVE, or `./archive`. The archive is opened at the first
    request that needs it: until it can be, pages and API answer 503. `config` is Flask's.
    """
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.config.update(config)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider's option
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.merge_slashes = False  # an id may begin with or hold several of them
    app.url_map.converters["id"] = IdConverter
    if archive is None:
        archive = os.environ.get("KHOBAO_ARCHIVE") or "archive"
    app.extensions["khobao"] = ArchiveDoor(archive)
    app.register_blueprint(pages)
    app.register_blueprint(preferences)
    article_pages.register(app)
    comparison_pages.register(app)
    app.register_blueprint(api)
    app.register_blueprint(feeds)
    errors.register(app)
    security.register(app)
    caching.register(app)
    return app
