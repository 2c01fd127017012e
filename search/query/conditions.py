"""What a query asks for beside words that rank: Whoosh queries of our own, for `Matching`."""

from __future__ import annotations

from whoosh import query as whoosh_query

from index.vietnamese.analysis import Analysis, Syllable

# Fields with a twin for syllables without marks; all others hold both forms.
TWINNED = ("text", "title")
_SCHEMES = ("http://", "https://")


class Words(whoosh_query.Query):  # type: ignore[misc]
    """Words that were typed in a row: where they must hold, every syllable must be there."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__()
        self.text, self.field = text, field


class Quoted(whoosh_query.Query):  # type: ignore[misc]
    """Words in quotation marks: they stand in this order, each within `slop` of the one before.

    `start` and `end` are where in the query they stand.
    """

    def __init__(self, text: str, field: str | None, slop: int, start: int, end: int) -> None:
        super().__init__()
        self.text, self.field, self.slop = text, field, slop
        self.start, self.end = start, end

    def syllables(self) -> list[Syllable]:
        """What stands in a row; an address is cut as whole ones are, whatever its beginning."""
        if self.field != "url":
            return Analysis(self.text).syllables
        scheme = next(filter(self.text.lower().startswith, _SCHEMES), "")
        return Analysis(_SCHEMES[0] + self.text[len(scheme) :]).syllables[1:]


class Pattern(whoosh_query.Query):  # type: ignore[misc]
    """One word with `*` (any letters) and `?` (one letter) in it; it stands at [start:end]."""

    def __init__(self, text: str, field: str | None, start: int, end: int) -> None:
        super().__init__()
        self.text, self.field, self.start, self.end = text, field, start, end


class Fuzzy(whoosh_query.Query):  # type: ignore[misc]
    """One word, and all that differ from it in up to `edits` letters; it stands at [start:end]."""

    def __init__(self, text: str, field: str | None, edits: int, start: int, end: int) -> None:
        super().__init__()
        self.text, self.field, self.edits = text, field, edits
        self.start, self.end = start, end


class Dated(whoosh_query.Query):  # type: ignore[misc]
    """Published between two seconds (since 1970, in UTC), which are included."""

    def __init__(self, since: int, until: int) -> None:
        super().__init__()
        self.since, self.until = since, until


class Present(whoosh_query.Query):  # type: ignore[misc]
    """Articles that have something in a field at all."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class Identified(whoosh_query.Query):  # type: ignore[misc]
    """The article with an id."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id = id


# What an article can show where it holds.
Shown = Words | Quoted | Pattern | Fuzzy
# What stands for many words of the archive, and ranks by all of them as if they were one.
Expanding = Pattern | Fuzzy
