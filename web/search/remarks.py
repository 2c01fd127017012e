"""What a page says of the query itself: notes, and what one could ask instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.vietnamese.spelling import fold
from search import NoteCode, Results
from web.text.language import Language

_CONTEXT = 24
_LONGEST_PART = 80
_LONGEST_UNMARKED = 200
_QUOTES = re.compile('["“”„‟«»＂]')


@dataclass(frozen=True)
class Remark:
    """A note as a sentence without its end, and the part of the query that it is about.

    `before` and `after` are what stands around `part`; all three are empty for the whole query.
    """

    text: str
    before: str = ""
    part: str = ""
    after: str = ""


def notes(results: Results, language: Language) -> Iterator[Remark]:
    """The notes about the query, those about other forms of words told as one.

    That the results are those of another spelling is told elsewhere on the page.
    """
    for note in results.notes:
        if note.code not in (NoteCode.SYNONYMS, NoteCode.OTHER_SPELLING):
            yield _remark(language.note(note.code), results.query, note.start, note.end)
    if results.synonyms:
        forms = (f"{one.text} = {', '.join(one.forms)}" for one in results.synonyms)
        yield Remark(f"{language.note(NoteCode.SYNONYMS)}: {'; '.join(forms)}")


def _remark(text: str, query: str, start: int, end: int) -> Remark:
    part = query[start:end]
    if not part.strip() or part.strip() == query.strip() or len(part) > _LONGEST_PART:
        return Remark(text)
    before, after = query[max(0, start - _CONTEXT) : start], query[end : end + _CONTEXT]
    return Remark(
        text,
        "…" * (start > _CONTEXT) + before,
        part,
        after + "…" * (len(query) > end + _CONTEXT),
    )


def unmarked(query: str) -> str:
    """The query without marks; nothing if it has none, or is too long for that to help."""
    folded = fold(query) if len(query) <= _LONGEST_UNMARKED else query
    return folded if folded != query else ""


def unquoted(query: str) -> str:
    """The query without quotation marks, or nothing if it has none."""
    without = " ".join(_QUOTES.sub(" ", query).split())
    return without if _QUOTES.search(query) and without else ""
