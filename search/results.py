"""What a search answers: results, hits, and the parts that a score is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from index.article import Article
from search.facets import Facets
from search.highlighting import Span, marked_html
from search.query import Note
from search.snippets import Snippet


class Contribution(NamedTuple):
    """One term's part of a score: the field, how often it stands there, and what that adds.

    For two syllables that stand side by side in the query, `frequency` is None.
    """

    field: str
    term: str
    frequency: int | None
    score: float

    def __str__(self) -> str:
        if self.frequency is None:
            return f"{self.score:.3f}  {self.term!r} side by side in {self.field}"
        return f"{self.score:.3f}  {self.term!r} in {self.field}, {self.frequency}×"


@dataclass
class Hit:
    """An article among the results.

    `score` is the sum of what `explain` lists; `title_spans` are the matches in the title;
    `beyond` tells that the article is no match by the query's rule and only follows the last.
    """

    article: Article
    score: float
    title_spans: list[Span] = field(default_factory=list)
    snippets: list[Snippet] = field(default_factory=list)
    beyond: bool = False
    _explain: Callable[[], list[Contribution]] = field(default=list, repr=False, compare=False)

    def explain(self) -> list[Contribution]:
        """What the score is made of, largest part first."""
        return self._explain()

    def title_html(self) -> str:
        """The title as safe HTML, its matches in `<mark>`."""
        return marked_html(self.article.title, self.title_spans)

    def to_dict(self) -> dict[str, Any]:
        """The hit as the JSON of the HTTP API and the command line."""
        article = self.article
        return {
            "id": article.id,
            "score": round(self.score, 6),
            "beyond": self.beyond,
            "title": article.title,
            "title_spans": self.title_spans,
            "title_html": self.title_html(),
            "summary": article.summary,
            "url": article.url,
            "category": article.category,
            "source": article.source,
            "authors": list(article.authors),
            "published": article.published.isoformat() if article.published else None,
            "snippets": [
                {
                    "field": one.field,
                    "start": one.start,
                    "text": one.text,
                    "spans": one.spans,
                    "html": one.html(),
                }
                for one in self.snippets
            ],
        }


def facets_to_dict(facets: Facets) -> dict[str, list[dict[str, Any]]]:
    """The facets as JSON."""
    return {
        name: [{"value": value, "count": count} for value, count in counts]
        for name, counts in facets.items()
    }


@dataclass
class Results:
    """One page of hits, and the numbers about all that match.

    `total` articles match; `more` tells that hits follow this page; `by_score` that what counts as
    a match was decided by the score; `facets` count the matches by value; `notes` say what was
    repaired or widened in the query; `seconds` is the time that the search took.
    """

    query: str
    hits: list[Hit]
    total: int
    facets: Facets
    notes: list[Note]
    seconds: float
    more: bool
    by_score: bool

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """The results as the JSON of the HTTP API and the command line."""
        return {
            "query": self.query,
            "total": self.total,
            "seconds": round(self.seconds, 6),
            "suggestion": None,
            "notes": [
                {"message": note.message, "start": note.start, "end": note.end}
                for note in self.notes
            ],
            "facets": facets_to_dict(self.facets),
            "hits": [hit.to_dict() for hit in self.hits],
            "next": None,
        }
