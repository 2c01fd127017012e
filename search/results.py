"""What a search answers: results, hits, and the parts that a score is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from index.articles.article import Article
from search.display.explanation import Contribution
from search.display.highlighting import marked_html
from search.display.parts import Span
from search.display.snippets import Snippet
from search.engines.local.facets import Facets
from search.plan.query_expansion import Synonym
from search.query.parser import OTHER_SPELLING, Note

MOST_VALUES = 1_000
"""So many values of a facet are told in an answer, those of most articles."""
LONGEST_VALUE = 500
"""Characters of a facet's value that can be asked for; a longer one is not told."""


@dataclass
class Hit:
    """An article among the results.

    `score` is the sum of what `explain` lists; `title_spans` are the matches in the title;
    `beyond` tells that the article is no match by the query's rule and only follows the last;
    `duplicates` counts the other matches in its group of near-duplicates, if these are grouped.
    """

    article: Article
    score: float
    title_spans: list[Span] = field(default_factory=list)
    snippets: list[Snippet] = field(default_factory=list)
    beyond: bool = False
    duplicates: int = 0
    _explain: Callable[[], list[Contribution]] = field(default=list, repr=False, compare=False)
    _near_duplicates: Callable[[int], list[Article]] = field(
        default=lambda limit: [], repr=False, compare=False
    )

    def explain(self) -> list[Contribution]:
        """What the score is made of, largest part first."""
        return self._explain()

    def near_duplicates(self, limit: int = 10) -> list[Article]:
        """The articles that `duplicates` counts, newest first, up to `limit` of them."""
        return self._near_duplicates(max(0, limit))

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
            "duplicates": self.duplicates,
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


def facets_to_dict(facets: Facets, most: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """The facets as JSON; with `most`, of each the first values that can be filters."""
    return {
        name: [
            {"value": value, "count": count}
            for value, count in islice(
                (one for one in counts if most is None or len(one[0]) <= LONGEST_VALUE), most
            )
        ]
        for name, counts in facets.items()
    }


@dataclass
class Results:
    """One page of hits, and the numbers about all that match.

    `total` articles match, in `groups` groups of near-duplicates (None if they are not grouped);
    `more` tells that hits follow this page; `match` is the rule that was asked for, and `by_score`
    tells that by it the score decided what counts as a match; `facets` count the matches by value;
    `notes` say what was repaired or widened in the query, and `synonyms` which other forms of its
    words were looked for too; `seconds` is the time that the search took.
    """

    query: str
    hits: list[Hit]
    total: int
    facets: Facets
    notes: list[Note]
    seconds: float
    more: bool
    match: str
    by_score: bool
    groups: int | None
    synonyms: list[Synonym]
    _suggest: Callable[[], str | None] = field(repr=False, compare=False)

    @cached_property
    def suggestion(self) -> str | None:
        """The query as it was probably meant, or None; worked out when it is first asked for.

        Where nothing was found as typed, and the results are those of this query, a note says so.
        """
        return self._suggest()

    @property
    def is_corrected(self) -> bool:
        """Whether the results are those of the suggestion, since nothing was found as typed."""
        return any(note.message == OTHER_SPELLING for note in self.notes)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self) -> dict[str, Any]:
        """The results as the JSON of the HTTP API and the command line."""
        return {
            "query": self.query,
            "total": self.total,
            "groups": self.groups,
            "match": self.match,
            "by_score": self.by_score,
            "seconds": round(self.seconds, 6),
            "suggestion": self.suggestion,
            "notes": [
                {"message": note.message, "start": note.start, "end": note.end}
                for note in self.notes
            ],
            "synonyms": [
                {"text": one.text, "forms": list(one.forms), "start": one.start, "end": one.end}
                for one in self.synonyms
            ],
            "facets": facets_to_dict(self.facets, MOST_VALUES),
            "hits": [hit.to_dict() for hit in self.hits],
            "next": None,
        }
