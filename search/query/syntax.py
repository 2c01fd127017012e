"""The syntax of queries: Whoosh's parser, with plug-ins that keep prose from being read as code."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from whoosh.qparser import QueryParser, plugins

from search.query.calendar_units import Period
from search.query.field_syntax import (
    SPACED_FIELD,
    DatePlugin,
    FieldPlugin,
    KnownValuePlugin,
    PresencePlugin,
    ValuePlugin,
)
from search.query.fields import PRESENT_FIELDS
from search.query.known_values import ValuesOf
from search.query.nodes import AllGroup
from search.query.notes import Note
from search.query.operators import (
    OPERATORS,
    QUOTES,
    OperatorPlugin,
    Spelled,
    spelled,
)
from search.query.plain_rows import plain_rows, tagged
from search.query.signs import SignPlugin
from search.query.stretches import PrunePlugin, StretchPlugin
from search.query.tokens import (
    BOOST,
    END,
    LETTER,
    BoostedWordPlugin,
    FuzzyPlugin,
    PatternPlugin,
    QuotePlugin,
)

# Something of this stands wherever one of the plug-ins finds more than words.
_MAY_BE_SYNTAX = re.compile(
    rf"[{QUOTES}()*]|\?(?=\w)|:(?=[^\s:/])|(?<=\w)~(?=\d?(?:\^|{END}))"
    rf"|(?<=\w\w)\^(?=\d)|(?<!\S)[+!-](?={LETTER})|(?<!\S)(?:{OPERATORS})(?!\S)"
)
# Parentheses that hold an area code, or a kind of influenza, group nothing.
_PRINTED = re.compile(r"\((?:\+84|0\d{1,3})\)(?= ?\d)|(?<=\b[Aa])\([Hh]\d{1,2}[Nn]\d{1,2}\)")
# Prose is longer than what people type with a space after the colon: `tiêu đề: cầu`.
_MOST_TYPED_WORDS = 10

Span = tuple[int, int]


class SyntaxTree(NamedTuple):
    """What Whoosh's parser made of a query.

    `group` has the parts of the query as nodes (see `search.query.nodes`), `unreadable` the places
    of dates that are none, `about` those of periods that were only said about, each with the days
    that it was read as; `guesses` tells that a field's name may be prose. `notes` tell what was
    read as values.
    """

    group: Any
    unreadable: tuple[Span, ...]
    guesses: bool
    notes: tuple[Note, ...]
    about: tuple[tuple[int, int, Period], ...] = ()


def is_prose(text: str) -> bool:
    """Whether `text` is certainly nothing but words: the parser would make one stretch of it."""
    if _MAY_BE_SYNTAX.search(_PRINTED.sub(" ", text) if "(" in text else text) is not None:
        return False
    return ": " not in text or SPACED_FIELD.search(text) is None


def syntax_tree(
    text: str, today: date | None, operands: frozenset[int], values: ValuesOf | None
) -> SyntaxTree:
    """The parts of a query, with dates as seen from `today` (in Vietnam, if None).

    `operands` are where words stand that would be operators if they had anything to join; `values`
    knows the values of fields. Raises whatever Whoosh's parser raises, RecursionError for instance.
    """
    parser = _Parser(text, today, operands, values)
    group = parser.process(text)
    notes, about = tuple(parser.notes), tuple(parser.about)
    return SyntaxTree(group, tuple(parser.unreadable), parser.guesses, notes, about)


class _Parser(QueryParser):  # type: ignore[misc]
    """Whoosh's parser for one query, which its plug-ins ask and tell about what they read."""

    def __init__(
        self, text: str, today: date | None, operands: frozenset[int], values: ValuesOf | None
    ) -> None:
        super().__init__("text", None, plugins=_plugins(spelled(text)), group=AllGroup)
        self.text = text
        self.today = today
        self.operands = operands
        self.values = values
        self.is_short = len(text.split()) <= _MOST_TYPED_WORDS
        self.guesses = False
        self.unreadable: list[Span] = []
        self.notes: list[Note] = []
        self.about: list[tuple[int, int, Period]] = []

    def tag(self, text: str, pos: int = 0, debug: bool = False) -> Any:
        # In short queries, a field's name may have a space behind its colon.
        return tagged(self, text, [] if self.is_short else plain_rows(text, _MAY_BE_SYNTAX))


@cache
def _plugins(operators: Spelled) -> list[Any]:
    """The plug-ins; they keep nothing of what they read."""
    return [
        plugins.WhitespacePlugin(),
        QuotePlugin(),
        PresencePlugin(PRESENT_FIELDS),
        DatePlugin(),
        ValuePlugin(),
        PatternPlugin(),
        FuzzyPlugin(),
        BoostedWordPlugin(),
        KnownValuePlugin(),
        FieldPlugin(),
        plugins.GroupPlugin(),
        plugins.BoostPlugin(rf"(?<=\)){BOOST}{END}"),
        SignPlugin(),
        StretchPlugin(),
        PrunePlugin(),
        OperatorPlugin(operators),
    ]
