"""What people type -> what must hold for an article, and the words that rank it.

Whatever is typed yields an answer: what cannot be parsed is taken as words, with a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.vietnamese.spelling import CleanText, clean
from search.query.bag import Bag, Stretch
from search.query.composition import TooComplexError, composed
from search.query.known_values import ValuesOf
from search.query.notes import Note, NoteCode, tell_of_doubt
from search.query.operators import idle_operators
from search.query.parsed_query import ParsedQuery, placed
from search.query.period_offers import Offer, offered_period
from search.query.periods import days_of
from search.query.repair import repaired, without_syntax
from search.query.respelling import Change, respelled_clean
from search.query.sign_forms import with_known_signs
from search.query.syntax import is_prose, syntax_tree

_MOST_CHARACTERS = 10_000
_EVERYTHING = ("", "*", "*:*")


def parse(
    typed: str,
    today: date | None = None,
    values: ValuesOf | None = None,
    changes: Sequence[Change] = (),
) -> ParsedQuery:
    """What `typed` asks for, dates as seen from `today` (in Vietnam, if None). Never raises.

    `values` knows the values of fields; without it, a field is asked for the next word alone. With
    `changes`, what it asks for with other spellings of some parts; all places are those in what
    was typed.
    """
    cleaned = clean(typed[:_MOST_CHARACTERS])
    if changes:
        cleaned = respelled_clean(cleaned, changes)
    known, is_guess = with_known_signs(cleaned.text)
    text, repairs = repaired(known)
    read = _prose(text, repairs) if is_prose(text) else _understood(text, repairs, today, values)
    parsed = placed(read, typed, cleaned)
    beyond: list[Note] = []
    if _asks_for_words(read) and (offer := offered_period(text, today)):
        beyond.append(_offering(offer, typed, cleaned))
    if typed.strip() and not text.strip():  # characters that nobody sees
        beyond.append(Note(NoteCode.NOTHING_TO_FIND, {}, 0, len(typed)))
    if len(typed) > _MOST_CHARACTERS:
        limit = {"characters": _MOST_CHARACTERS}
        beyond.append(Note(NoteCode.TOO_LONG, limit, _MOST_CHARACTERS, len(typed)))
    return replace(
        parsed,
        notes=(*parsed.notes, *beyond),
        is_doubtful=parsed.is_doubtful or is_guess or tell_of_doubt(read.notes),
    )


def _asks_for_words(read: ParsedQuery) -> bool:
    """Whether a query is nothing but words, as they were typed."""
    binds = read.required is not None or read.banned is not None or bool(read.expanding)
    return not binds and not read.notes


def _offering(offer: Offer, typed: str, cleaned: CleanText) -> Note:
    """What offers to keep to a period; `query` is the one that does."""
    start, end = cleaned.span(offer.start, offer.end)
    query = f'{typed[:start]}ngày:"{typed[start:end]}"{typed[end:]}'
    values = {**days_of(offer.period), "query": query}
    return Note(NoteCode.PERIOD_OFFERED, values, start, end)


def as_words(parsed: ParsedQuery) -> ParsedQuery:
    """The words of a query without any of its syntax, with a note that says so."""
    words = placed(_words(parsed.cleaned.text), parsed.text, parsed.cleaned)
    note = Note(NoteCode.WORDS_INSTEAD, {}, 0, len(parsed.text))
    return replace(words, notes=(*parsed.notes, note))


def _understood(
    text: str, repairs: Sequence[Note], today: date | None, values: ValuesOf | None
) -> ParsedQuery:
    """What a text with syntax in it asks for; its words, where that cannot be told."""
    idle = tuple(idle_operators(text))
    told = (place for place in idle if text[place[0]] not in "wW")  # W/5 may be a door
    notes = (*repairs, *(Note(NoteCode.IDLE_OPERATOR, {}, *place) for place in told))
    try:
        tree = syntax_tree(text, today, frozenset(start for start, _ in idle), values)
        parsed = composed(text, tree, notes)
    except TooComplexError as error:
        return _words_for(NoteCode.TOO_COMPLEX, text, error.notes)
    except Exception:  # Whoosh's parser raises what it likes; the person gets an answer
        return _words_for(NoteCode.NOT_UNDERSTOOD, text, notes)
    return _with_note_if_empty(parsed) if parsed.is_empty else parsed


def _words_for(reason: NoteCode, text: str, notes: Sequence[Note]) -> ParsedQuery:
    """The words of a text that cannot be understood or answered, with the reason."""
    words = _words(text)
    return replace(words, notes=(Note(reason, {}, 0, len(text)), *notes, *words.notes))


def _words(text: str) -> ParsedQuery:
    """What is asked for by the words of a text, whatever signs stand between them."""
    return _prose(without_syntax(text), ())


def _prose(text: str, notes: Sequence[Note]) -> ParsedQuery:
    """What is asked for by a text without any syntax: what the parser would make of it."""
    words = text.strip() if any(map(str.isalnum, text)) else ""
    if not words:
        return _with_note_if_empty(ParsedQuery(text, notes=tuple(notes)))
    bag = Bag((Stretch(words),))
    parsed = ParsedQuery(
        text,
        bag,
        notes=tuple(notes),
        plain=bag.analyses,
        spans=((0, len(text)),),
        starts=(len(text) - len(text.lstrip()),),
    )
    return parsed if bag else _with_note_if_empty(parsed)


def _with_note_if_empty(parsed: ParsedQuery) -> ParsedQuery:
    """A query without any word, with a note unless that asks for every article."""
    if parsed.text.strip() in _EVERYTHING:
        return parsed
    note = Note(NoteCode.NOTHING_TO_FIND, {}, 0, len(parsed.text))
    return replace(parsed, notes=(*parsed.notes, note))
