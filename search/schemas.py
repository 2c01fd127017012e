"""The answers of a search as JSON, declared once for library, command line and HTTP API.

The library's `to_dict` methods give these, and the schemas of the API are made of them. Only what
makes schemas imports this module at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypedDict

from msgspec import Meta

from index.articles.facets import NAME_FACETS
from index.articles.json_form import Published
from search.choices import MATCHES, PERIODS

Whole = Annotated[int, Meta(ge=0)]
Share = Annotated[
    float,
    Meta(ge=0, le=1, description="0 to 1: of the articles that the filters leave in the period"),
]
Html = Annotated[str, Meta(description="safe HTML, the matches in <mark>")]
FirstDay = Annotated[str, Meta(description="the first day of the period, YYYY-MM-DD")]

if TYPE_CHECKING:  # the library's own types, of which schemas are to say more
    from search.display import spans

    Span: TypeAlias = spans.Span
    Match: TypeAlias = str
    Period: TypeAlias = str
    CompletionKind: TypeAlias = str
    NameType: TypeAlias = str
else:
    Span = Annotated[list[Whole], Meta(min_length=2, max_length=2, description="[start, end]")]
    Match = Literal[MATCHES]
    Period = Literal[PERIODS]
    CompletionKind = Literal["word", "phrase", "headline", "person", "place", "org"]
    NameType = Literal[NAME_FACETS]


class Note(TypedDict):
    """What was repaired or widened in the query, and where in it; programs compare the code."""

    code: str
    message: str
    values: Annotated[
        dict[str, int | float | str | list[str] | None],
        Meta(description="what the message is about, by the code"),
    ]
    start: Whole
    end: Whole


class Synonym(TypedDict):
    """Other forms of a part of the query that were searched for, too."""

    text: str
    forms: list[str]
    start: Whole
    end: Whole


Count: TypeAlias = Annotated[Whole | None, Meta(description="null where `reasons` says why")]


class Counts(TypedDict):
    """How many articles count by each rule, within the filters: as a phrase, with all the words, by
    score; `reasons` has why a number is null."""

    words: Annotated[str, Meta(description="the plain words that the rules are about")]
    phrase: Count
    all: Count
    score: Count
    reasons: Annotated[
        dict[str, str], Meta(description="no-words, one-word or conditions, by the number's name")
    ]


class CountNote(TypedDict):
    """What `total` counts; programs compare the code."""

    code: str
    message: str
    percent: Annotated[Whole, Meta(description="least share of the best score; 0 if none decides")]
    filtered: bool
    beside: Annotated[bool, Meta(description="whether the query asks for more than words")]


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


class QueryName(TypedDict):
    """A name that the query is, by its type; so many articles of the archive carry it."""

    type: NameType
    name: str
    articles: Whole


class ArticleName(QueryName):
    """A name that an article carries: the forms in which its texts have it, and where."""

    forms: list[str]
    spans: Annotated[dict[str, list[Span]], Meta(description="characters of each text, by field")]


class KnownName(QueryName):
    """A name that the archive knows, and the forms in which articles print it."""

    forms: list[str]


class _Named(TypedDict, total=False):
    """What is told where names are asked for."""

    named: Annotated[
        list[ArticleName], Meta(description="whom and what the article names, if `names` is true")
    ]


class Hit(_Named):
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
    match: Match
    by_score: Annotated[bool, Meta(description="whether the score decided what is a match")]
    counts: Counts
    count_note: CountNote
    seconds: Annotated[float, Meta(ge=0)]
    applied: Annotated[str | None, Meta(description="what was searched for instead of the query")]
    suggestion: Annotated[str | None, Meta(description="the query as it was probably meant")]
    named: Annotated[list[QueryName], Meta(description="the names that the query is, if any")]
    notes: list[Note]
    synonyms: list[Synonym]
    facets: dict[str, list[FacetValue]]
    undated: Annotated[Whole, Meta(description="without a date, whatever days are asked for")]
    hits: list[Hit]
    next: Annotated[str | None, Meta(description="the address of the next page")]


class BatchHit(TypedDict):
    """One of the first articles of a query of a batch."""

    id: str
    published: Published
    title: str
    source: str
    url: str
    snippet: str
    beyond: Annotated[bool, Meta(description="no match by the rule; it only follows the last")]


class BatchRow(TypedDict):
    """What a query of a batch finds, or the code of the error of its entry: no-query, no-json."""

    line: Annotated[Whole, Meta(description="the number of the line, row or value, from 1 on")]
    query: str
    given: Annotated[dict[str, Any], Meta(description="what stood beside the query")]
    repeats: Annotated[Whole | None, Meta(description="the line where it stood before")]
    error: str | None
    total: Whole | None
    counts: Counts | None
    count_note: CountNote | None
    named: Annotated[list[QueryName], Meta(description="the names that the query is, if any")]
    corrected: Annotated[
        str | None, Meta(description="what was searched for, where nothing was found as typed")
    ]
    notes: Annotated[list[str], Meta(description="codes, as of a search")]
    hits: list[BatchHit]


class Completion(TypedDict):
    """A query that begins as was typed; the id is that of a headline's article."""

    text: str
    kind: CompletionKind
    id: str | None


class Bucket(TypedDict):
    """A period, and the matching articles in it."""

    date: FirstDay
    count: Whole
    share: Share


class TimelineAnswer(TypedDict):
    """How many articles match in each period; `undated` ones are in none."""

    query: str
    every: Period
    total: Whole
    undated: Whole
    buckets: list[Bucket]


class ComparedQuery(TypedDict):
    """One of the compared queries; its numbers stand in the order of the periods.

    `value` is that of a facet which narrows it, where values are compared; `totals` are all
    articles that the filters and the value leave in each period.
    """

    query: str
    value: str | None
    total: Whole
    undated: Whole
    counts: list[Whole]
    totals: list[Whole]
    shares: list[Share]


class ComparisonAnswer(TypedDict):
    """Several queries on one axis; `totals` are all articles that the filters leave in each."""

    every: Period
    periods: list[FirstDay]
    totals: list[Whole]
    series: list[ComparedQuery]


class DistinctiveWord(TypedDict):
    """A word as printed; `count` matching articles hold it, and `total` of the archive's."""

    text: str
    count: Whole
    total: Whole
    score: float


class Abbreviation(TypedDict):
    """An abbreviation, the words that it stands for, and how many articles explain it so."""

    short: str
    words: str
    articles: Whole


class Statistics(TypedDict):
    """What an archive holds, and how large that is."""

    path: str
    generation: Whole
    format: Whole
    fingerprint: str
    code: str
    articles: Whole
    undated: Whole
    oldest: Published
    newest: Published
    bytes: dict[str, int]
    abbreviations: list[Abbreviation]
    names: dict[str, Whole]
    facets: dict[str, list[FacetValue]]
