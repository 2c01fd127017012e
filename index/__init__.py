"""Articles in, an index out: what a program needs to build and keep an archive.

import index

report = index.reindex(["articles/"], "archive")
print(report.indexed, "articles,", report.rejected, "rejected")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.archive.copying import CopyReport
    from index.articles.article import Article, Rejected
    from index.build.repairing import RepairReport
    from index.build.reports import DeleteReport, OptimizeReport, Progress, Report
    from index.errors import (
        ArchiveError,
        DamagedArchiveError,
        InputError,
        KhobaoError,
        UnavailableArchiveError,
    )
    from index.inputs.inspection import Inspection, inspect
    from index.places import (
        backup,
        delete,
        optimize,
        reindex,
        repair,
        restore,
        retry,
        update,
        upgrade,
        verify,
    )

__all__ = [
    "ArchiveError",
    "Article",
    "CopyReport",
    "DamagedArchiveError",
    "DeleteReport",
    "InputError",
    "Inspection",
    "KhobaoError",
    "OptimizeReport",
    "Progress",
    "Rejected",
    "RepairReport",
    "Report",
    "UnavailableArchiveError",
    "backup",
    "delete",
    "inspect",
    "optimize",
    "reindex",
    "repair",
    "restore",
    "retry",
    "update",
    "upgrade",
    "verify",
]

# Modules are imported when a name of theirs is asked for, the light ones first: NumPy and Whoosh
# take a tenth of a second, and the command line, which needs `index.errors`, must answer at once.
_HOMES = (
    "articles.article",
    "errors",
    "build.reports",
    "inputs.inspection",
    "places",
    "archive.copying",
    "build.repairing",
)

if not TYPE_CHECKING:  # or every name would seem to exist

    def __getattr__(name: str) -> Any:
        if name in __all__:
            for home in _HOMES:
                found = vars(import_module(f"index.{home}")).get(name)
                if found is not None:
                    return globals().setdefault(name, found)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
