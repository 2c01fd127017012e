"""Questions in, hits out: what a program needs to search an archive.

import search

archive = search.open("archive")
for hit in archive.search("dân vận", since="2021-07-01"):
    print(hit.article.title, [snippet.text for snippet in hit.snippets])
"""

from index.errors import ArchiveError
from search.archive import MATCHES, MOST_COMPARED, SORTS, Archive, open
from search.completion import Completion
from search.distinctive import DistinctiveWord
from search.errors import QueryError
from search.explanation import Contribution
from search.query import Note
from search.ranking import Ranking
from search.results import Hit, Results
from search.snippets import Snippet
from search.statistics import Statistics
from search.synonyms import Known
from search.timeline import AUTO, PERIODS, Bucket, Comparison, Series, Timeline
from search.widening import Synonym

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
