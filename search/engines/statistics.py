"""What an archive says about itself: what it holds, and how large that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.vietnamese.abbreviations import Explained
from search.facets import Facets, facets_to_dict

if TYPE_CHECKING:
    from search import schemas


@dataclass(frozen=True)
class Statistics:
    """What an archive holds.

    `path` is its folder, or its address. `format` and `fingerprint` name how it was written and
    under which rules of analysis; `code` says whether native or pure Python code reads it.
    `undated` of its `articles` have no date; `oldest` and `newest` are the ends of the others', in
    Vietnamese time. `bytes` is what the generation takes on disk: "total", and of that "articles"
    (their texts) and "postings"; in a cluster the "total" is that of the primary shards, beside
    which there is one "with replicas".
    `abbreviations` are those that articles explain and how many do, the most frequent first.
    `facets` count all articles by category, source, author and year. `names` tell how many
    different people, places and organisations articles name, by type; it is empty where the archive
    does not know.
    """

    path: Path | str
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
    names: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> schemas.Statistics:
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
            "names": self.names,
            "facets": facets_to_dict(self.facets),
        }
