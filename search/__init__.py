"""Questions in, hits out: what a program needs to search an archive.

import search

archive = search.open("archive")
for hit in archive.search("dân vận", since="2021-07-01"):
    print(hit.article.title, [snippet.text for snippet in hit.snippets])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.errors import ArchiveError
    from search.archive import Archive, open
    from search.choices import AUTO, MATCHES, MOST_COMPARED, PERIODS, SORTS
    from search.counting import CountCode, CountNote, Counts
    from search.display.explanation import Contribution
    from search.display.snippets import Snippet
    from search.engines.protocol import NameCount
    from search.engines.statistics import Statistics
    from search.errors import QueryError
    from search.insight.article_names import ArticleName
    from search.insight.companions import Companion, EgoNetwork
    from search.insight.distinctive import DistinctiveWord
    from search.insight.known_names import KnownName
    from search.insight.timeline import Bucket, Comparison, Series, Timeline
    from search.plan.query_expansion import Synonym
    from search.plan.synonyms import Known
    from search.plan.weights import Ranking
    from search.query.notes import Note, NoteCode
    from search.results import Hit, Results
    from search.selection import Selection
    from search.suggest.completion import Completion

__all__ = [
    "AUTO",
    "MATCHES",
    "MOST_COMPARED",
    "PERIODS",
    "SORTS",
    "Archive",
    "ArchiveError",
    "ArticleName",
    "Bucket",
    "Companion",
    "Comparison",
    "Completion",
    "Contribution",
    "CountCode",
    "CountNote",
    "Counts",
    "DistinctiveWord",
    "EgoNetwork",
    "Hit",
    "Known",
    "KnownName",
    "NameCount",
    "Note",
    "NoteCode",
    "QueryError",
    "Ranking",
    "Results",
    "Selection",
    "Series",
    "Snippet",
    "Statistics",
    "Synonym",
    "Timeline",
    "open",
]

# Modules are imported when a name of theirs is asked for, the light ones first: NumPy and Whoosh
# take a tenth of a second, and the command line, which needs `search.choices`, must answer at once.
# The archive imports all others, so one of its names brings the rest.
_HOMES = (
    "search.choices",
    "search.errors",
    "index.errors",
    "search.archive",
    "search.counting",
    "search.display.explanation",
    "search.display.snippets",
    "search.engines.protocol",
    "search.engines.statistics",
    "search.insight.article_names",
    "search.insight.companions",
    "search.insight.distinctive",
    "search.insight.known_names",
    "search.insight.timeline",
    "search.plan.query_expansion",
    "search.plan.synonyms",
    "search.query.notes",
    "search.plan.weights",
    "search.results",
    "search.selection",
    "search.suggest.completion",
)

if not TYPE_CHECKING:  # or every name would seem to exist

    def __getattr__(name: str) -> Any:
        if name in __all__:
            for home in _HOMES:
                found = vars(import_module(home)).get(name)
                if found is not None:
                    return globals().setdefault(name, found)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
