"""Which engine an archive is opened with: its scheme says so."""

from __future__ import annotations

import os
import re
from pathlib import Path

from index.errors import ArchiveError
from search.engines.local.engine import LocalEngine
from search.engines.protocol import Engine

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://")


def open_engine(place: str | os.PathLike[str]) -> Engine:
    """Open the archive in a folder. Raises ArchiveError: missing, damaged, an unknown scheme."""
    named = _SCHEME.match(place) if isinstance(place, str) else None
    if named:
        raise ArchiveError(
            f"{place}: this version has no engine for {named[1]}://; an archive is a folder"
        )
    return LocalEngine(Path(place))
