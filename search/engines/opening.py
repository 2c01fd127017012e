"""Which engine an archive is opened with: its scheme says so."""

from __future__ import annotations

import os
import re
from pathlib import Path

from index.cluster.address import is_cluster, parse_address
from index.errors import ArchiveError
from search.engines.local.engine import LocalEngine
from search.engines.protocol import Engine

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://")


def open_engine(place: str | os.PathLike[str]) -> Engine:
    """Open the archive in a folder, or in a cluster (see `index.cluster.address`).

    Raises ArchiveError: missing, damaged, not to be reached, an unknown scheme.
    """
    if isinstance(place, str) and is_cluster(place):
        # The local engine needs nothing of this.
        from search.engines.opensearch.engine import OpenSearchEngine  # noqa: PLC0415

        return OpenSearchEngine(parse_address(place))
    named = _SCHEME.match(place) if isinstance(place, str) else None
    if named:
        raise ArchiveError(
            f"{place}: this version has no engine for {named[1]}://; an archive is a folder, or "
            "opensearch://host:port/name"
        )
    return LocalEngine(Path(place))
