"""What an archive says about itself: what it holds, and how large that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.articles.dates import vietnamese_time
from index.storage import postings
from index.storage.schema import NO_DATE
from index.vietnamese import syllables, words
from index.vietnamese.abbreviations import Explained
from search import kernels
from search.engines.local.snapshot import Snapshot
from search.engines.local.facets import Facets, count_facets
from search.results import facets_to_dict


@dataclass(frozen=True)
class Statistics:
    """What an archive holds.

    `format` and `fingerprint` name how it was written and under which rules of analysis; `code`
    says whether native or pure Python code reads it. `undated` of its `articles` have no date;
    `oldest` and `newest` are the ends of the others', in Vietnamese time. `bytes` is what the
    generation takes on disk: "total", and of that "articles" (their texts) and "postings".
    `abbreviations` are those that articles explain and how many do, the most frequent first.
    `facets` count all articles by category, source, author and year.
    """

    path: Path
    generation: int
    format: int
    fingerprint: str
    code: str
    articles: int
    undated: int
    oldest: datetime | date | None
    newest: datetime | date | None
    bytes: dict[str, int]
    abbreviations: list[tuple[Explained, int]]
    facets: Facets

    def to_dict(self) -> dict[str, Any]:
        """The statistics as JSON."""
        return {
            "path": str(self.path),
            "generation": self.generation,
            "format": self.format,
            "fingerprint": self.fingerprint,
            "code": self.code,
            "articles": self.articles,
            "undated": self.undated,
            "oldest": self.oldest.isoformat() if self.oldest else None,
            "newest": self.newest.isoformat() if self.newest else None,
            "bytes": self.bytes,
            "abbreviations": [
                {"short": one.short, "words": one.words, "articles": count}
                for one, count in self.abbreviations
            ],
            "facets": facets_to_dict(self.facets),
        }


def statistics(path: Path, snapshot: Snapshot) -> Statistics:
    """What `snapshot`, of the archive in `path`, holds."""
    dated = np.flatnonzero(snapshot.live & (snapshot.published != NO_DATE))
    oldest, newest = _ends(snapshot, dated) if len(dated) else (None, None)
    return Statistics(
        path=path.resolve(),
        generation=snapshot.number,
        format=snapshot.manifest.format,
        fingerprint=snapshot.manifest.fingerprint,
        code=running_code(),
        articles=snapshot.count,
        undated=snapshot.count - len(dated),
        oldest=oldest,
        newest=newest,
        bytes=_bytes(snapshot),
        abbreviations=sorted(snapshot.abbreviations().items(), key=lambda one: (-one[1], one[0])),
        facets=count_facets(snapshot, snapshot.live, {}),
    )


def running_code() -> str:
    """Which implementation of the inner loops runs here: native, or pure Python where the install
    had no compiler."""
    parts = {
        "syllables": syllables.implementation,
        "words": words.implementation,
        "postings": postings.implementation,
        "kernels": kernels.implementation,
    }
    if len(set(parts.values())) == 1:
        return parts["words"]
    return ", ".join(f"{part} in {code}" for part, code in parts.items())


def _ends(snapshot: Snapshot, dated: Any) -> list[datetime | date | None]:
    """When the first and the last of the articles numbered `dated` appeared."""
    seconds = snapshot.published[dated]
    ends = dated[seconds.argmin()], dated[seconds.argmax()]
    return [vietnamese_time(snapshot.article(int(number)).published) for number in ends]


def _bytes(snapshot: Snapshot) -> dict[str, int]:
    """The sizes of the generation and of its parts."""
    records = snapshot.manifest.segments
    sizes = {"total": sum(record.size for record in records), "articles": 0, "postings": 0}
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
