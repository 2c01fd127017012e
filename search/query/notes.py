"""What a search tells about the query: what was repaired in it, and what else was looked for.

Programs and translations compare codes; the English sentence of each code is declared here once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

MOST_NOTES_ALIKE = 5
"""So many notes with one code are told."""


class Code(str, Enum):
    """A code that programs compare, with the English `sentence` that it stands for."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Code:
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    def __str__(self) -> str:
        return str(self.value)


class NoteCode(Code):
    """The kinds of notes: a code that does not change, and the English `sentence` that says it."""

    UNCLOSED_QUOTE = "unclosed-quote", "a quotation mark without its twin was left out"
    UNBALANCED_PARENTHESIS = (
        "unbalanced-parenthesis",
        "a parenthesis without its twin was left out",
    )
    TOO_LONG = "too-long", "the query was too long; only its beginning was searched for"
    NOT_UNDERSTOOD = "not-understood", "the query could not be parsed and was taken as words"
    TOO_COMPLEX = "too-complex", "the query has too many conditions and was taken as words"
    QUOTED_PROSE = (
        "quoted-prose",
        "the quoted piece of a long text was not required, only preferred",
    )
    IDLE_OPERATOR = "idle-operator", "an operator with nothing to join was taken as a word"
    NOT_NEAR = (
        "not-near",
        "only words in a row can be asked to stand near others; all of these were required",
    )
    NO_DATE = "no-date", "no date could be read after the colon; it was taken as words"
    ABOUT_PERIOD = (
        "about-period",
        "a period that was only said about was given more days on both sides",
    )
    PERIOD_OFFERED = (
        "period-offered",
        'these words name a period; with "ngày:" before them, only articles from then are found',
    )
    CROSSED_DAYS = (
        "crossed-days",
        "no day meets all that is asked of the date (the first comes after the last)",
    )
    BOUNDED_BOOST = "bounded-boost", "a weight was brought between 0.1 and 10"
    BOUNDED_EDITS = "bounded-edits", "a word may differ in two letters at most"
    WORDS_INSTEAD = (
        "words-instead",
        "nothing matches these conditions; the words alone were searched for",
    )
    NOTHING_TO_FIND = "nothing-to-find", "there is no word to search for; every article is shown"
    CUT_EXPANSION = (
        "cut-expansion",
        "too many words begin or look like this; only some were searched for",
    )
    OTHER_SPELLING = (
        "other-spelling",
        "nothing was found; these are the results for another spelling",
    )
    OTHER_MARKS = (
        "other-marks",
        "no article has these words with the marks that were typed; these have other marks",
    )
    KEYSTROKES = (
        "keystrokes",
        "keys of Telex or VNI were read as the letters that they stand for",
    )
    TELLING_WORDS = (
        "telling-words",
        "the text is long; it was searched for by its most telling words",
    )
    SYNONYMS = "synonyms", "also searched for other forms of a word"
    FIELD_VALUE = (
        "field-value",
        "these words were taken as one value; in quotation marks they may be a part of one",
    )
    FOLDED_VALUE = (
        "folded-value",
        "no value is spelled so; without marks, it stands for",
    )
    UNKNOWN_VALUE = "unknown-value", "no article in the archive has this value"
    NO_NAMES = (
        "no-names",
        "the archive does not know yet whom its articles name (khobao upgrade tells it)",
    )
    ARCHIVE_CHANGED = (
        "archive-changed",
        "the archive has changed since the page before: hits may come twice or be left out",
    )


class _Told(NamedTuple):
    message: str
    start: int
    end: int


class Note(_Told):
    """One thing that was repaired or added, and where: query[start:end].

    A note is the tuple (message, start, end), where `message` is the English sentence of its
    `code`; `values` are the numbers and texts that a sentence in another language may name.
    """

    code: NoteCode
    values: Mapping[str, Any]

    def __new__(cls, code: NoteCode, values: Mapping[str, Any], start: int, end: int) -> Note:
        note = super().__new__(cls, code.sentence, start, end)
        note.__dict__.update(code=code, values=MappingProxyType(dict(values)))
        return note

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a note cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        return Note, (self.code, dict(self.values), self.start, self.end)

    def __repr__(self) -> str:
        return f"Note({self.code.value!r}, {dict(self.values)!r}, {self.start}, {self.end})"

    def at(self, start: int, end: int) -> Note:
        """This note about another part of the query."""
        return Note(self.code, self.values, start, end)


# What is told beside, and no sign that a query was read otherwise than it was meant.
_REMARKS = frozenset(
    {
        NoteCode.ABOUT_PERIOD,
        NoteCode.CROSSED_DAYS,
        NoteCode.FIELD_VALUE,
        NoteCode.FOLDED_VALUE,
        NoteCode.NO_NAMES,
        NoteCode.PERIOD_OFFERED,
        NoteCode.UNKNOWN_VALUE,
    }
)


def tell_of_doubt(notes: Iterable[Note]) -> bool:
    """Whether any of some notes says that something was repaired or left out."""
    return any(note.code not in _REMARKS for note in notes)


def few(notes: Iterable[Note]) -> Iterator[Note]:
    """The first notes of each code, so that a text full of faults has no thousands of them."""
    seen: Counter[NoteCode] = Counter()
    for note in notes:
        seen[note.code] += 1
        if seen[note.code] <= MOST_NOTES_ALIKE:
            yield note
