"""Whether the process is alive, and whether its archive answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from web.archives import current_door

probes = Blueprint("operating", __name__)


@probes.get("/healthz")
def healthz() -> dict[str, Any]:
    """Whether the process answers; the archive is not looked at."""
    return {"status": "ok"}


@probes.get("/readyz")
def readyz() -> dict[str, Any]:
    """Whether the archive answers, how many articles it holds, and in which generation.

    503 with the reason where it does not.
    """
    with current_door().opened() as archive:
        archive.check()
        snapshot = archive.snapshot()
        return {"status": "ok", "articles": snapshot.count, "generation": snapshot.number}
