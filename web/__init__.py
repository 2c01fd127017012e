"""A small Flask front end: server-rendered pages and a JSON API over one archive.

import web

app = web.create_app("archive")   # any WSGI server can serve it
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask

from search import Archive
from web import errors
from web.api import api
from web.archives import ArchiveDoor
from web.arrivals import page as new_page
from web.article import page as article_page
from web.batch import page as batch_page
from web.compare import page as comparison_page
from web.configuration import Configuration, load
from web.days import page as days_page
from web.dossier import page as dossier_page
from web.feeds import feeds
from web.http import access, caching, compression, failures, files, rates, security, streams
from web.names import page as names_page
from web.operating import metrics, status
from web.operating.probes import probes
from web.operating.slow import SlowRequests
from web.pages import rendering
from web.pages.preferences import preferences
from web.parameters.ids import IdConverter
from web.search import page as search_page
from web.sharing.board import Board

__all__ = ["create_app"]


def create_app(archive: str | os.PathLike[str] | Archive | None = None, **config: Any) -> Flask:
    """The web front end of one archive, as a WSGI application.

    `archive` is its folder, or an Archive that the caller keeps open; without it the folder that
    the configuration names. The archive is opened at the first request that needs it: until it can
    be, pages and API answer 503.

    `config` holds settings by the names of `web.configuration.Configuration`, and `config`, the
    TOML file with more of them; those of the environment count here, too. Names in capitals are
    Flask's own. Raises ConfigurationError for a setting that cannot be.
    """
    flask_config = {name: value for name, value in config.items() if name.isupper()}
    options = {name: value for name, value in config.items() if not name.isupper()}
    given = archive if isinstance(archive, Archive) else None
    if given is None:
        options["archive"] = archive
    configuration = load(options, named=lambda name: f"create_app's {name}")
    return create_configured(configuration, given, flask_config)


def create_configured(
    configuration: Configuration,
    archive: Archive | None = None,
    flask_config: Mapping[str, Any] | None = None,
    board: Board | None = None,
) -> Flask:
    """A front end with settings that were read before.

    `archive` is one that the caller keeps open; without it, the settings name the folder. `board`
    is what the processes of a server share, if several serve it.
    """
    app = Flask(__name__, static_folder=None, template_folder="templates")
    app.config.update(flask_config or {}, KHOBAO=configuration)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider's option
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["archive_title"] = configuration.title
    app.url_map.merge_slashes = False  # an id may begin with or hold several of them
    app.url_map.converters["id"] = IdConverter
    door = app.extensions["khobao"] = ArchiveDoor(archive or configuration.archive)
    files.register(app)
    rendering.register(app)
    app.register_blueprint(preferences)
    search_page.register(app)
    article_page.register(app)
    comparison_page.register(app)
    batch_page.register(app)
    dossier_page.register(app)
    new_page.register(app)
    days_page.register(app)
    names_page.register(app)
    app.register_blueprint(api)
    app.register_blueprint(feeds)
    errors.register(app)
    # In this order, requests are timed and logged before they are refused, and counted before they
    # are answered from what the asker has; what is logged is what is sent.
    access.register(app, configuration, board)
    compression.register(app)
    app.register_blueprint(probes)
    slow = SlowRequests()
    metrics.register(app, configuration, door, slow, board)
    status.register(app, configuration, slow)
    streams.register(app)
    security.register(app, configuration)
    rates.register(app, configuration, board)
    caching.register(app)
    failures.register(app)
    return app
