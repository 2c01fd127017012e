"""Measures what a generation holds, and how large that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from index import native
from index.articles.article import Article
from index.articles.dates import vietnamese_time
from index.articles.facets import NAME_FACETS
from index.storage.schema import NO_DATE
from search.engines.local.contents import Contents
from search.engines.statistics import Statistics


def measured(snapshot: Contents, read: Callable[[int], Article]) -> Statistics:
    """What a generation holds; `read` gives an article by its number."""
    dated = np.flatnonzero(snapshot.live & (snapshot.published != NO_DATE))
    oldest, newest = _ends(snapshot.published, dated, read) if len(dated) else (None, None)
    return Statistics(
        path=snapshot.folder.resolve(),
        generation=snapshot.number,
        format=snapshot.manifest.format,
        fingerprint=snapshot.manifest.fingerprint,
        code=native.running_code(),
        articles=snapshot.count,
        undated=snapshot.count - len(dated),
        oldest=oldest,
        newest=newest,
        bytes=_bytes(snapshot),
        abbreviations=sorted(snapshot.abbreviations().items(), key=lambda one: (-one[1], one[0])),
        facets={facet: snapshot.counted(facet, snapshot.every) for facet in snapshot.facets},
        names={
            facet: sum(1 for _ in snapshot.values(facet).counted())
            for facet in snapshot.facets
            if facet in NAME_FACETS
        },
    )


def _ends(
    published: NDArray[np.int64], dated: NDArray[np.intp], read: Callable[[int], Article]
) -> list[datetime | date | None]:
    """When the first and the last of the articles numbered `dated` appeared."""
    seconds = published[dated]
    ends = dated[seconds.argmin()], dated[seconds.argmax()]
    return [vietnamese_time(read(int(number)).published) for number in ends]


def _bytes(snapshot: Contents) -> dict[str, int]:
    """The sizes of the generation and of its parts."""
    records = snapshot.manifest.segments
    total = sum(one.size for one in snapshot.manifest.files)
    sizes = {"total": total, "articles": 0, "postings": 0}
    fields = {
        name for segment in snapshot.segments for name in segment.reader.indexed_field_names()
    }
    for record in records:
        for name, (_, size) in record.columns.items():
            if name == "article":
                sizes["articles"] += size
            elif name in fields:
                sizes["postings"] += size
    return sizes
