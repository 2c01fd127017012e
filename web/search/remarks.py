"""What a page says of the query itself: notes, and what one could ask instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.articles.excerpts import beginning
from index.vietnamese.spelling import fold
from search import Note, NoteCode, Results
from search.facets import LONGEST_VALUE
from search.selection import EXCLUDE
from web.parameters.asked import Parameters
from web.text.language import Language

_CONTEXT = 24
_LONGEST_PART = 80
_LONGEST_UNMARKED = 200
_QUOTES = re.compile('["“”„‟«»＂]')


@dataclass(frozen=True)
class Remark:
    """A note as a sentence without its end, and the part of the query that it is about.

    `before` and `after` are what stands around `part`; all three are empty for the whole query.
    `target` is a search that is offered instead, by what is `meant`.
    """

    text: str
    before: str = ""
    part: str = ""
    after: str = ""
    meant: str = ""
    target: Parameters | None = None


def notes(results: Results, parameters: Parameters, language: Language) -> Iterator[Remark]:
    """The notes about the query, those about other forms of words told as one.

    That the results are those of another spelling is told elsewhere on the page. `parameters` are
    those of the search.
    """
    elsewhere = (NoteCode.SYNONYMS, NoteCode.OTHER_SPELLING, NoteCode.KEYSTROKES)
    for note in results.notes:
        if note.code is NoteCode.TOO_LONG:  # what was left out is not shown, either
            yield Remark(language.note(note.code))
        elif note.code is NoteCode.UNKNOWN_VALUE:
            yield _unknown_value(note, results.query, parameters, language)
        elif note.code not in elsewhere:
            text = language.note(note.code)
            if note.code is NoteCode.FOLDED_VALUE:
                text = f"{text} {', '.join(note.values['values'])}"
            remark = _remark(text, results.query, note.start, note.end)
            if note.code is NoteCode.PERIOD_OFFERED:
                meant = note.values["query"]
                remark = replace(remark, meant=meant, target=parameters.but(q=meant))
            yield remark
    if results.synonyms:
        forms = (f"{one.text} = {', '.join(one.forms)}" for one in results.synonyms)
        yield Remark(f"{language.note(NoteCode.SYNONYMS)}: {'; '.join(forms)}")


def _unknown_value(note: Note, query: str, parameters: Parameters, language: Language) -> Remark:
    """That no article has a value, and the search for the nearest one, if any is near."""
    facet, value, nearest = (note.values[name] for name in ("field", "value", "nearest"))
    text = language.note(note.code)
    in_filter = note.start == note.end
    if in_filter:
        remark = Remark(
            text, before=f"{language(f'facet.{facet}')}: ", part=beginning(value, _LONGEST_PART)
        )
    else:
        remark = _remark(text, query, note.start, note.end)
    if nearest is None or len(nearest) > LONGEST_VALUE:
        return remark
    if in_filter:
        name = facet if value in parameters.values(facet) else EXCLUDE + facet
        target = parameters.toggled(name, value)
        if nearest not in target.values(name):
            target = target.toggled(name, nearest)
    else:
        target = parameters.but(q=query[: note.start] + nearest + query[note.end :])
    return replace(remark, meant=nearest, target=target)


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
