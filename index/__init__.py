"""Articles in, an index out: what a program needs to build and keep an archive.

import index

report = index.reindex(["articles/"], "archive")
print(report.indexed, "articles,", report.rejected, "rejected")
"""

from index.article import Article, Rejected
from index.errors import ArchiveError, DamagedArchiveError, InputError, KhobaoError
from index.pipeline import DeleteReport, Progress, Report, delete, reindex, update
from index.verification import verify

__all__ = [
    "ArchiveError",
    "Article",
    "DamagedArchiveError",
    "DeleteReport",
    "InputError",
    "KhobaoError",
    "Progress",
    "Rejected",
    "Report",
    "delete",
    "reindex",
    "update",
    "verify",
]
