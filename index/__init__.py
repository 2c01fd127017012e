"""Articles in, an index out: what a program needs to build and keep an archive.

import index

report = index.reindex(["articles/"], "archive")
print(report.indexed, "articles,", report.rejected, "rejected")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

# Modules are imported when a name of theirs is asked for, the light ones first: NumPy and Whoosh
# take a tenth of a second, and the command line, which needs `index.console`, must answer at once.
_HOMES = ("article", "errors", "pipeline", "verification")

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
