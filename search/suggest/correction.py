"""\"Did you mean\": the query that was probably meant, by what the archive knows of its language.

A noisy channel: each syllable has several `readings`, and the likeliest way through them, by the
archive's bigrams, is the suggestion, if it is much likelier than what was typed.
"""

from __future__ import annotations

from index.vietnamese.spelling import fold
from search.engines.language import Language
from search.query.parsed_query import ParsedQuery
from search.query.respelling import Change, in_case, respelled
from search.suggest.likeliest import likeliest
from search.suggest.readings import Readings

# Longer queries are pasted texts: they are found whatever is mistyped in them.
_MOST_SYLLABLES = 20


def correct(query: ParsedQuery, language: Language) -> str | None:
    """The query as it was probably meant; None where nothing is much likelier than what was typed.

    Only the syllables that are replaced differ from what was typed; letter case is kept.
    """
    marks = query.bag.marks
    if not 0 < len(query.bag.syllables) <= _MOST_SYLLABLES:
        return None
    changes: list[Change] = []
    for start, end in query.spans:
        readings = Readings(query.text[start:end], marks, language)
        changes += [
            Change(
                start + first, start + last, in_case(text, query.text[start + first : start + last])
            )
            for first, last, text in _changes(readings)
        ]
    return respelled(query.text, changes) if changes else None


def _changes(readings: Readings) -> list[Change]:
    """What the likeliest reading of some words changes."""
    syllables = readings.syllables
    if not syllables:
        return []
    every = [list(readings.of(at)) for at in range(len(syllables))]
    path = likeliest(every, syllables, readings.model)
    changed = [(one, one.spelled) for one in path if one.spelled is not None]
    # Who leaves out marks more than once does so on purpose, and is understood.
    unmarked = [pair for pair in changed if syllables[pair[0].start].text == fold(pair[1])]
    if len(unmarked) > 1:
        changed = [pair for pair in changed if pair not in unmarked]
    return [
        Change(syllables[one.start].start, syllables[one.end - 1].end, spelled)
        for one, spelled in changed
    ]
