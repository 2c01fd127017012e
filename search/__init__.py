"""Questions in, hits out: what a program needs to search an archive.

import search

archive = search.open("archive")
for hit in archive.search("dân vận", since="2021-07-01"):
    print(hit.article.title, [snippet.text for snippet in hit.snippets])
"""

from index.errors import ArchiveError
from search.archive import MATCHES, MOST_COMPARED, SORTS, Archive, open
from search.display.explanation import Contribution
from search.display.snippets import Snippet
from search.errors import QueryError
from search.insight.distinctive import DistinctiveWord
from search.engines.local.statistics import Statistics
from search.insight.timeline import AUTO, PERIODS, Bucket, Comparison, Series, Timeline
from search.plan.synonyms import Known
from search.plan.query_expansion import Synonym
from search.query.parser import Note
from search.ranking import Ranking
from search.results import Hit, Results
from search.suggest.completion import Completion

__all__ = [
    "AUTO",
    "MATCHES",
    "MOST_COMPARED",
    "PERIODS",
    "SORTS",
    "Archive",
    "ArchiveError",
    "Bucket",
    "Comparison",
    "Completion",
    "Contribution",
    "DistinctiveWord",
    "Hit",
    "Known",
    "Note",
    "QueryError",
    "Ranking",
    "Results",
    "Series",
    "Snippet",
    "Statistics",
    "Synonym",
    "Timeline",
    "open",
]
