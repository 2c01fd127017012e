"""The answers that only the API gives; those of the library are declared in `search.schemas`."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from msgspec import Meta

from index.articles.json_form import ArticleForm, VersionForm
from search.schemas import ArticleName, Completion, DistinctiveWord, Hit, Span


class BesideArticle(TypedDict, total=False):
    """What is told of an article where it is asked for."""

    spans: Annotated[
        dict[str, list[Span]], Meta(description="the first 10,000 matches of `q`, by field")
    ]
    named: Annotated[
        list[ArticleName], Meta(description="whom and what the article names, if `names` is true")
    ]


class ArticleAnswer(ArticleForm, BesideArticle):
    """An article with every field; with `q`, also where its texts match, and with `names` whom and
    what they name."""


class SimilarAnswer(TypedDict):
    """The articles that are most like one, best first."""

    id: str
    hits: list[Hit]


class HistoryAnswer(TypedDict):
    """All versions of an article, the newest first."""

    id: str
    versions: list[VersionForm]


class Suggestions(TypedDict):
    """Words and phrases, likeliest first, then headlines."""

    query: str
    suggestions: list[Completion]


OpenSearchSuggestions = Annotated[list[str | list[str]], Meta(min_length=2, max_length=2)]
"""The query and its completions, as browsers ask for them."""


class Queries(TypedDict):
    """What is asked in a batch: queries, or objects that have one."""

    queries: list[Any]


class DistinctiveAnswer(TypedDict):
    """The words that set the matching articles apart, most telling first."""

    query: str
    words: list[DistinctiveWord]


class Problem(TypedDict):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
