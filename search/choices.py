"""What the arguments of a search may be, said once for library, command line and web.

Nothing is imported here, so that a command's help can name the choices at once.
"""

SORTS = ("relevance", "newest", "oldest", "added")
"""Orders of hits; the first is the usual one, the last is by when the archive first had them."""

MATCHES = ("best", "phrase", "all", "any")
"""What counts as a match; the first is the usual rule."""

LISTS = ("auto", "lines", "csv", "json")
"""Forms in which lists of queries are written; the first is told by what is there."""

EXPORTED = ("jsonl", "csv", "xlsx", "ris", "bibtex")
"""Formats in which articles leave an archive; the first is the usual one."""

PERIODS = ("day", "week", "month", "year")
"""How long the periods of a timeline are, the shortest first."""

AUTO = "auto"
"""Stands for the shortest of `PERIODS` that gives a timeline of readable length."""

MOST_COMPARED = 4
"""So many queries can be set side by side."""
