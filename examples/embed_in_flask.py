"""Shows how the pages and the API are served under a path of another application.

python examples/embed_in_flask.py ARCHIVE [--port 8000]

The other application is at /, the archive at /kho: every link of its pages begins so. `application`
is what a WSGI server is given; `main` uses the one that Flask brings, which is for development.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import run_simple

import web

PREFIX = "/kho"


def application(archive: Path) -> Flask:
    """An application of its own, with an archive under its prefix."""
    app = Flask(__name__)

    @app.get("/")
    def home() -> str:
        return f'<p>The paper itself. <a href="{PREFIX}/">Its archive</a></p>'

    khobao = web.create_app(archive, title="Kho của báo")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {PREFIX: khobao})  # type: ignore[method-assign]
    return app


def main() -> None:
    """Serve it on this machine until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    run_simple("127.0.0.1", asked.port, application(asked.archive))


if __name__ == "__main__":
    main()
