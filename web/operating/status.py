"""The page for those who run the server: what the archive holds, what runs did, what is slow."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from index.archive import runs
from index.build.reports import COUNTS
from index.storage.files import open_regular
from search import Archive, ArchiveError
from web.archives import current_door
from web.configuration import Configuration
from web.operating.readers import refuse_outsiders
from web.operating.slow import SlowRequests
from web.pages.preferences import read_page
from web.pages.rendering import render

_RUNS = 5
_REJECTED = 10
_LONGEST = 300
_JOURNALS = ("rejected", "skipped", "notes")


@dataclass(frozen=True)
class Journal:
    """What the last run noted of one kind: how often, and the first entries (where, why)."""

    name: str
    count: int
    first: list[tuple[str, str]]


def register(app: Flask, configuration: Configuration, slow: SlowRequests) -> None:
    """Let `app` show the page to those who may read its metrics."""

    @app.get("/status", endpoint="operating.status")
    def status() -> Response:
        refuse_outsiders(configuration)
        parameters = read_page(request.args)
        with current_door().opened() as archive:
            told = {"stats": archive.stats(), "place": archive.place, **_told(archive)}
            told["name_problems"] = archive.name_problems()
        body = render(
            "status.html",
            parameters,
            counts=COUNTS,
            slow=slow.read(),
            has_queries=configuration.access_log_queries,
            **told,
        )
        response = Response(body, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
        return response


def _told(archive: Archive) -> dict[str, Any]:
    """The last runs, and the journals of the last of them; none of an archive in no folder."""
    try:
        folder = archive.path
    except ArchiveError:
        return {"runs": [], "journals": []}
    try:
        last = [*deque(runs.read(folder), _RUNS)]
        journals = [_journal(folder, name) for name in _JOURNALS]
    except OSError as error:
        raise ArchiveError(f"cannot read the journals of {folder}: {error.strerror}") from error
    return {"runs": [(run, _seconds(run)) for run in reversed(last)], "journals": journals}


def _seconds(run: runs.Run) -> float | None:
    try:
        began, ended = map(datetime.fromisoformat, (run.began, run.ended))
        return (ended - began).total_seconds()
    except (ValueError, TypeError):
        return None


def _journal(folder: Path, name: str) -> Journal:
    """Raises OSError."""
    entries = _entries(folder / f"{name}.jsonl")
    first = [*islice(entries, _REJECTED)]
    return Journal(name, len(first) + sum(1 for _ in entries), first)


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Where and why, of each line; a line that is none is told as it is. Raises OSError."""
    try:
        descriptor = open_regular(path)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                entry = json.loads(line)
                where = entry["where"] if "where" in entry else entry["id"]
                why = entry["reason"] if "reason" in entry else entry["note"]
                yield str(where)[:_LONGEST], str(why)[:_LONGEST]
            except (ValueError, TypeError, KeyError, RecursionError):
                yield line[:_LONGEST], ""
