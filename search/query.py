"""What people type -> what must hold for an article, and the words that rank it.

Whoosh's parser and its plug-ins read the query; the plug-ins here keep prose from being taken for
code. Whatever is typed yields an answer: what cannot be parsed is taken as words, with a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from whoosh import query as whoosh_query
from whoosh.qparser import syntax

from index.vietnamese.analysis import Analysis, Syllable
from index.vietnamese.spelling import clean
from search.ranking import Bag
from search.syntax import (
    QUOTES,
    AllGroup,
    Pattern,
    Quoted,
    QuoteNode,
    StretchNode,
    SyntaxParser,
    Words,
    is_prose,
    signed,
)

_MOST_CHARACTERS = 10_000
_MOST_SYLLABLES = 256
_MOST_CONDITIONS = 32
_DEEPEST = 40
_MOST_NOTES_ALIKE = 5
# A quoted piece beside more than so many other syllables is a piece of a pasted text; fewer will
# do where the quotation marks look printed rather than typed.
_PROSE_SYLLABLES = 10
_PRINTED_PROSE_SYLLABLES = 3


class Note(NamedTuple):
    """What was repaired or widened: an English sentence, and where in the query."""

    message: str
    start: int
    end: int


UNCLOSED_QUOTE = "a quotation mark without its twin was left out"
UNBALANCED_PARENTHESIS = "a parenthesis without its twin was left out"
TOO_LONG = "the query was too long; only its beginning was searched for"
NOT_UNDERSTOOD = "the query could not be parsed and was taken as words"
TOO_COMPLEX = "the query has too many conditions and was taken as words"
QUOTED_PROSE = "the quoted piece of a long text was not required, only preferred"
NOTHING_TO_FIND = "there is no word to search for; every article is shown"
CUT_EXPANSION = "too many words begin or look like this; only some were searched for"
SLOW = "a part of the query was run by slower means"


@dataclass
class ParsedQuery:
    """A query as it was understood.

    `bag` ranks; `required` must hold and `banned` must not, each None where nothing was said.
    Without `required` an article matches by its score. `plain` are the syllables that were typed
    without any sign, quotation mark, field or operator.
    """

    text: str
    bag: Bag
    required: whoosh_query.Query | None = None
    banned: whoosh_query.Query | None = None
    notes: list[Note] = field(default_factory=list)
    conditions: list[Words | Quoted | Pattern] = field(default_factory=list)
    plain: list[Syllable] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that every article answers."""
        return not self.bag and self.required is None and self.banned is None


def parse(typed: str) -> ParsedQuery:
    """What `typed` asks for. Never raises."""
    cleaned = clean(typed[:_MOST_CHARACTERS])
    notes: list[Note] = []
    text = _repaired(cleaned.text, notes)
    try:
        parsed = _prose(text, notes) if is_prose(text) else _compose(text, notes)
    except Exception as error:  # Whoosh's parser raises what it likes; the person gets an answer
        bag = Bag(_bounded([_words_only(text)], notes))
        parsed = ParsedQuery(text, bag, notes=[Note(_reason(error), 0, len(text)), *notes])
    parsed.text = typed
    parsed.notes = [
        Note(note.message, *cleaned.span(note.start, note.end)) for note in _few(parsed.notes)
    ]
    if len(typed) > _MOST_CHARACTERS:
        parsed.notes.append(Note(TOO_LONG, _MOST_CHARACTERS, len(typed)))
    return parsed


class _TooComplexError(Exception):
    """Raised for a query with more conditions than are worth their time."""


def _reason(error: Exception) -> str:
    return TOO_COMPLEX if isinstance(error, _TooComplexError) else NOT_UNDERSTOOD


def _few(notes: list[Note]) -> Iterator[Note]:
    """The notes, of each kind only the first."""
    seen: Counter[str] = Counter()
    for note in notes:
        seen[note.message] += 1
        if seen[note.message] <= _MOST_NOTES_ALIKE:
            yield note


def _repaired(text: str, notes: list[Note]) -> str:
    """`text` as the parser can take it, of the same length, with nothing left open."""
    text = re.sub("[\ud800-\udfff\x00-\x1f\x7f]", " ", text)
    quotes = [at for at, character in enumerate(text) if character in QUOTES]
    if len(quotes) % 2:
        at = quotes[-1]
        text = text[:at] + " " + text[at + 1 :]
        notes.append(Note(UNCLOSED_QUOTE, at, at + 1))
    for at in _unbalanced(text):
        text = text[:at] + " " + text[at + 1 :]
        notes.append(Note(UNBALANCED_PARENTHESIS, at, at + 1))
    return text


def _unbalanced(text: str) -> list[int]:
    """Where parentheses stand that have no twin, outside quotation marks."""
    opened: list[int] = []
    alone: list[int] = []
    quoted = False
    for at, character in enumerate(text):
        if character in QUOTES:
            quoted = not quoted
        elif character == "(" and not quoted:
            opened.append(at)
        elif character == ")" and not quoted:
            if opened:
                opened.pop()
            else:
                alone.append(at)
    return alone + opened


def _words_only(text: str) -> str:
    return re.sub(f"[{QUOTES}()+*?]", " ", text)


def _prose(text: str, notes: list[Note]) -> ParsedQuery:
    """What `_compose` makes of a text without any syntax."""
    stretch = text.strip()
    bag = Bag(_bounded([stretch] if stretch else [], notes))
    plain = list(bag.syllables)
    if len(plain) == _MOST_SYLLABLES:  # perhaps cut
        plain = Analysis(stretch).syllables
    if stretch and not bag:
        notes.append(Note(NOTHING_TO_FIND, 0, len(text)))
    return ParsedQuery(text, bag, notes=notes, plain=plain)


def _compose(text: str, notes: list[Note]) -> ParsedQuery:
    """Sort the parts of the query by what they do: rank, bind, ban."""
    parser = SyntaxParser(text)
    nodes = parser.process(text)
    members = list(signed(nodes)) if isinstance(nodes, AllGroup) else [("", nodes)]
    members = list(_flattened(members))
    others = _count_prose(members)
    stretches: list[str] = []
    required: list[Any] = []
    banned: list[Any] = []
    plain: list[Syllable] = []
    for sign, node in members:
        if sign == "-":
            banned.append(node.query(parser))
            continue
        if not sign and isinstance(node, syntax.NotGroup):
            banned.extend(member.query(parser) for _, member in signed(node))
            continue
        if not sign and _only_ranks(node):
            plain.extend(node.syllables)
        stretches.extend(_ranked(node))
        if sign == "+" or not _only_ranks(node):
            if not sign and _is_quoted_prose(node, others):
                notes.append(Note(QUOTED_PROSE, node.startchar, node.endchar))
            elif Analysis(text[node.startchar or 0 : node.endchar]).syllables or not hasattr(
                node, "text"
            ):
                required.append(node.query(parser))
    _check_complexity([*required, *banned])
    parsed = ParsedQuery(text, Bag(_bounded(stretches, notes)), notes=notes, plain=plain)
    parsed.required = whoosh_query.And(required) if required else None
    parsed.banned = whoosh_query.Or(banned) if banned else None
    parsed.conditions = [leaf for one in required for leaf in _leaves(one)]
    if parsed.is_empty and text.strip():
        notes.append(Note(NOTHING_TO_FIND, 0, len(text)))
    return parsed


def _check_complexity(queries: list[Any]) -> None:
    """Raise _TooComplexError for more conditions, or deeper ones, than can be answered soon."""
    waiting = [(query, 1) for query in queries]
    conditions = 0
    while waiting:
        query, depth = waiting.pop()
        inner = [
            *getattr(query, "subqueries", ()),
            *(getattr(query, name) for name in ("a", "b", "query") if hasattr(query, name)),
        ]
        waiting.extend((one, depth + 1) for one in inner)
        conditions += not inner
        if depth > _DEEPEST or conditions > _MOST_CONDITIONS:
            raise _TooComplexError


def _flattened(members: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Parentheses around plain words are prose: *Hội đồng nhân dân (HĐND)*."""
    for sign, node in members:
        if not sign and isinstance(node, AllGroup):
            yield from _flattened(list(signed(node)))
        else:
            yield sign, node


def _only_ranks(node: Any) -> bool:
    return isinstance(node, StretchNode) and not node.fieldname


def _is_quoted_prose(node: Any, others: int) -> bool:
    """Whether a quotation belongs to a pasted text, which has `others` syllables besides."""
    if not isinstance(node, QuoteNode) or node.fieldname:
        return False
    return others > (_PRINTED_PROSE_SYLLABLES if node.looks_printed else _PROSE_SYLLABLES)


def _count_prose(members: list[tuple[str, Any]]) -> int:
    return sum(len(node.syllables) for sign, node in members if not sign and _only_ranks(node))


def _ranked(node: Any) -> Iterator[str]:
    """The stretches below a node that say what the article is about."""
    if isinstance(node, syntax.NotGroup):
        return
    if isinstance(node, syntax.GroupNode):
        for sign, member in signed(node):
            if sign != "-":
                yield from _ranked(member)
    elif isinstance(node, StretchNode | QuoteNode) and node.fieldname in (
        None,
        "title",
        "caption",
    ):
        yield node.text


def _bounded(stretches: list[str], notes: list[Note]) -> Iterator[str]:
    """The stretches up to the most syllables that a query may rank by."""
    left = _MOST_SYLLABLES
    if sum(map(len, stretches)) <= left:  # no more syllables than characters
        yield from stretches
        return
    for stretch in stretches:
        syllables = Analysis(stretch).syllables
        if len(syllables) > left:
            yield stretch[: syllables[left].start]
            notes.append(Note(TOO_LONG, 0, sum(map(len, stretches))))
            return
        left -= len(syllables)
        yield stretch


def _leaves(query: Any) -> Iterator[Words | Quoted | Pattern]:
    """The conditions of a query that an article can show, the banned ones left out."""
    if isinstance(query, Words | Quoted | Pattern):
        yield query
    elif isinstance(query, whoosh_query.AndNot):
        yield from _leaves(query.a)
    elif isinstance(query, whoosh_query.And | whoosh_query.Or):
        for one in query.subqueries:
            yield from _leaves(one)
