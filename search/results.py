"""What a search answers: results, hits, and the parts that a score is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from index.articles.article import Article
from search.counting import CountNote, Counts
from search.display.explanation import Contribution
from search.display.snippets import Snippet
from search.display.spans import Span, marked_html
from search.engines.protocol import NameCount
from search.facets import MOST_VALUES, Facets, facets_to_dict
from search.insight.article_names import ArticleName
from search.insight.timeline import Timeline, Within
from search.plan.query_expansion import Synonym
from search.query.notes import Note

if TYPE_CHECKING:
    from search import schemas


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
    _names: Callable[[], list[ArticleName]] = field(default=list, repr=False, compare=False)

    def explain(self) -> list[Contribution]:
        """What the score is made of, largest part first."""
        return self._explain()

    def near_duplicates(self, limit: int = 10) -> list[Article]:
        """The articles that `duplicates` counts, newest first, up to `limit` of them."""
        return self._near_duplicates(max(0, limit))

    def names(self) -> list[ArticleName]:
        """Whom and what the article names, and where (see `Archive.names`); its texts are read."""
        return self._names()

    def title_html(self) -> str:
        """The title as safe HTML, its matches in `<mark>`."""
        return marked_html(self.article.title, self.title_spans)

    def to_dict(self, *, names: bool = False) -> schemas.Hit:
        """The hit as the JSON of the HTTP API and the command line; with its `names`, if wanted."""
        article = self.article
        told: schemas.Hit = {
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
        if names:
            told["named"] = [one.to_dict() for one in self.names()]
        return told


@dataclass
class Results:
    """One page of hits, and the numbers about all that match.

    `total` articles match, in `groups` groups of near-duplicates (None if they are not grouped);
    `more` tells that hits follow this page; `match` is the rule that was asked for, `by_score`
    tells that by it the score decided what counts as a match, and `count_note` what `total` counts
    (see `search.counting`); `facets` count the matches by value;
    `notes` say what was repaired or widened in the query, and `synonyms` which other forms of its
    words were looked for too; `seconds` is the time that the search took. `applied` is the query
    that was searched for, where that is another one than was typed (see `Archive.search`).
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
    count_note: CountNote
    groups: int | None
    synonyms: list[Synonym]
    applied: str | None
    _named: Callable[[], list[NameCount]] = field(repr=False, compare=False)
    _suggest: Callable[[], str | None] = field(repr=False, compare=False)
    _timeline: Callable[[str, Within], Timeline] = field(repr=False, compare=False)
    _count: Callable[[], Counts] = field(repr=False, compare=False)
    _count_undated: Callable[[], int] = field(repr=False, compare=False)

    @cached_property
    def suggestion(self) -> str | None:
        """The query as it was probably meant, or None; worked out when it is first asked for.

        It may be the one that was `applied` already.
        """
        return self._suggest()

    @cached_property
    def named(self) -> list[NameCount]:
        """The names that the query is, in any of their forms, those of most articles first.

        Typed without marks, it may be any of those that are spelled so with them, which come behind
        one that is spelled without. None where it is anything but a name.
        """
        return self._named()

    @cached_property
    def counts(self) -> Counts:
        """How many articles count by each rule; counted when it is first asked for."""
        return self._count()

    @cached_property
    def undated(self) -> int:
        """How many matches have no date, whatever days the search was narrowed to."""
        return self._count_undated()

    def timeline(self, every: str = "auto", within: Within = None) -> Timeline:
        """How many of all that match appeared in each period (see `Archive.timeline`).

        Nothing is searched anew: it tells of the articles that `total` counts. With `within`, two
        days, it tells of those that appeared from the first to the last of these, whatever days
        the search was narrowed to.
        """
        return self._timeline(every, within)

    @property
    def is_corrected(self) -> bool:
        """Whether the results are those of another spelling than was typed."""
        return self.applied is not None

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def to_dict(self, *, names: bool = False) -> schemas.SearchAnswer:
        """The results as the JSON of the HTTP API and the command line.

        With `names`, each hit tells whom and what its article names.
        """
        return {
            "query": self.query,
            "total": self.total,
            "groups": self.groups,
            "match": self.match,
            "by_score": self.by_score,
            "counts": self.counts.to_dict(),
            "count_note": self.count_note.to_dict(),
            "seconds": round(self.seconds, 6),
            "applied": self.applied,
            "suggestion": self.suggestion,
            "named": [one.to_dict() for one in self.named],
            "notes": [
                {
                    "code": note.code.value,
                    "message": note.message,
                    "values": {
                        name: list(value) if isinstance(value, tuple) else value
                        for name, value in note.values.items()
                    },
                    "start": note.start,
                    "end": note.end,
                }
                for note in self.notes
            ],
            "synonyms": [
                {"text": one.text, "forms": list(one.forms), "start": one.start, "end": one.end}
                for one in self.synonyms
            ],
            "facets": facets_to_dict(self.facets, MOST_VALUES),
            "undated": self.undated,
            "hits": [hit.to_dict(names=names) for hit in self.hits],
            "next": None,
        }
