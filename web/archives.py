"""The archive behind an application: opened when it is first needed, and anew after a failure."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from flask import current_app

import search
from search import Archive, ArchiveError


class ArchiveDoor:
    """Keeps one archive open for all threads of a process."""

    def __init__(self, archive: str | os.PathLike[str] | Archive) -> None:
        """Remember where the archive is; nothing is opened yet."""
        self._given = archive
        self._lock = Lock()
        self._archive: Archive | None = None
        self._process = 0

    @contextmanager
    def opened(self) -> Iterator[Archive]:
        """The open archive. Raises ArchiveError where it cannot be opened.

        After an ArchiveError, from here or from the caller's block, the next request opens the
        archive anew. It is let go of without `close`, since other threads may still be reading.
        """
        archive = self._open()
        try:
            yield archive
        except ArchiveError:
            with self._lock:
                if self._archive is archive:
                    self._archive = None
            raise

    def _open(self) -> Archive:
        if isinstance(self._given, Archive):
            return self._given
        with self._lock:
            if self._archive is None or self._process != os.getpid():  # a server may have forked
                self._archive = search.open(self._given)
                self._process = os.getpid()
            return self._archive


def current_door() -> ArchiveDoor:
    """The door of the application that answers the current request."""
    door = current_app.extensions["khobao"]
    assert isinstance(door, ArchiveDoor)
    return door
