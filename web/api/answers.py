"""The shapes of the API's answers; their JSON Schemas stand in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

Whole = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1, description="0 to 1: of the articles of the period")]
Span = Annotated[list[Whole], Meta(min_length=2, max_length=2, description="[start, end]")]
Html = Annotated[str, Meta(description="safe HTML, the matches in <mark>")]
Published = Annotated[
    str | None, Meta(description="ISO 8601: a moment with its zone, or a day; null if unknown")
]
Day = Annotated[str, Meta(description="the first day of the period, YYYY-MM-DD")]


class Note(TypedDict):
    """What was repaired or widened in the query, and where in it."""

    message: str
    start: Whole
    end: Whole


class Synonym(TypedDict):
    """Other forms of a part of the query that were searched for, too."""

    text: str
    forms: list[str]
    start: Whole
    end: Whole


class FacetValue(TypedDict):
    """A value, and how many of the matching articles carry it."""

    value: str
    count: Whole


class Snippet(TypedDict):
    """A fragment of the field, as it is printed there from the character `start` on."""

    field: str
    start: Whole
    text: str
    spans: Annotated[list[Span], Meta(description="the matches, as characters of `text`")]
    html: Html


class Hit(TypedDict):
    """An article among the results, without its body; texts that are too long for a list are cut,
    with an ellipsis at their end."""

    id: str
    score: float
    beyond: Annotated[bool, Meta(description="no match by the rule; it only follows the last")]
    duplicates: Annotated[Whole, Meta(description="other matches in its group, if grouped")]
    title: str
    title_spans: list[Span]
    title_html: Html
    summary: str
    url: str
    category: str
    source: str
    authors: list[str]
    published: Published
    snippets: list[Snippet]


class SearchAnswer(TypedDict):
    """One page of hits, and the numbers about all that match."""

    query: str
    total: Whole
    groups: Annotated[Whole | None, Meta(description="of near-duplicates; null if not grouped")]
    match: Literal["best", "all", "any"]
    by_score: Annotated[bool, Meta(description="whether the score decided what is a match")]
    seconds: Annotated[float, Meta(ge=0)]
    suggestion: Annotated[str | None, Meta(description="the query as it was probably meant")]
    notes: list[Note]
    synonyms: list[Synonym]
    facets: dict[str, list[FacetValue]]
    hits: list[Hit]
    next: Annotated[str | None, Meta(description="the address of the next page")]


class Article(TypedDict):
    """An article with every field."""

    id: str
    title: str
    summary: str
    body: str
    captions: list[str]
    published: Published
    category: str
    source: str
    authors: list[str]
    url: str
    tags: list[str]
    extra: Annotated[dict[str, Any], Meta(description="keys of the input that are no field")]


class ArticleAnswer(Article, total=False):
    """An article with every field; with `q`, also where its texts match."""

    spans: Annotated[
        dict[str, list[Span]], Meta(description="the first 10,000 matches of `q`, by field")
    ]


class SimilarAnswer(TypedDict):
    """The articles that are most like one, best first."""

    id: str
    hits: list[Hit]


class Completion(TypedDict):
    """A query that begins as was typed; the id is that of a headline's article."""

    text: str
    kind: Literal["word", "phrase", "headline"]
    id: str | None


class Suggestions(TypedDict):
    """Words and phrases, likeliest first, then headlines."""

    query: str
    suggestions: list[Completion]


OpenSearchSuggestions = Annotated[list[str | list[str]], Meta(min_length=2, max_length=2)]
"""The query and its completions, as browsers ask for them."""


class Bucket(TypedDict):
    """A period, and the matching articles in it."""

    date: Day
    count: Whole
    share: Share


class TimelineAnswer(TypedDict):
    """How many articles match in each period; `undated` ones are in none."""

    query: str
    every: Literal["day", "week", "month", "year"]
    total: Whole
    undated: Whole
    buckets: list[Bucket]


class ComparedQuery(TypedDict):
    """One of the compared queries; its numbers stand in the order of the periods."""

    query: str
    total: Whole
    undated: Whole
    counts: list[Whole]
    shares: list[Share]


class ComparisonAnswer(TypedDict):
    """Several queries on one axis; `totals` are all articles of each period."""

    every: Literal["day", "week", "month", "year"]
    periods: list[Day]
    totals: list[Whole]
    series: list[ComparedQuery]


class DistinctiveWord(TypedDict):
    """A word as printed; `count` matching articles hold it, and `total` of the archive's."""

    text: str
    count: Whole
    total: Whole
    score: float


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
