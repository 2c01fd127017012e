"""A server of several processes, as a command of its own, with routes that tests need.

    python tests/helpers/processes.py ARCHIVE FOLDER NAME=VALUE...

serves the archive with these settings. Each answer says in `X-Process` who gave it; `/slow` writes
the file `begun` into FOLDER and waits for the file `go` there; `/big` is too large to be kept by
anybody on the way.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask, Response

from web import create_configured
from web.configuration import load
from web.serving import running


def main(archive: str, folder: str, *settings: str) -> None:
    """Serve until stopped."""

    def create(*given: Any, **named: Any) -> Flask:
        app = create_configured(*given, **named)

        @app.get("/slow")
        def slow() -> str:
            Path(folder, "begun").touch()
            while not Path(folder, "go").exists():
                time.sleep(0.01)
            return "xong"

        @app.get("/big")
        def big() -> Response:
            return Response(b"x" * 65_536 for _ in range(1_000))

        @app.after_request
        def sign(response: Response) -> Response:
            response.headers["X-Process"] = str(os.getpid())
            return response

        return app

    options = dict(one.split("=", 1) for one in settings)
    with mock.patch.object(running, "create_configured", create):
        running.serve(
            load({"archive": archive, "port": 0, **options}, {}),
            lambda address: print(address, flush=True),
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
