"""What people type -> what must hold for an article, and the words that rank it.

Whoosh's parser and its plug-ins read the query; the plug-ins here keep prose from being taken for
code. Whatever is typed yields an answer: what cannot be parsed is taken as words, with a note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from whoosh import query as whoosh_query
from whoosh.qparser import syntax

from index.vietnamese.analysis import Analysis
from index.vietnamese.spelling import CleanText, clean
from search.query.conditions import Expanding, Fuzzy, Pattern, Quoted, Shown, Words
from search.query.operators import OPERATOR_WORDS, QUOTES, idle_operators
from search.query.plugins import (
    AllGroup,
    FuzzyNode,
    PatternNode,
    QuoteNode,
    StretchNode,
    SyntaxParser,
    has_operators,
    is_prose,
    signed,
)
from search.ranking import Bag, Stretch

_MOST_CHARACTERS = 10_000
_MOST_SYLLABLES = 256
# What a query may ask for, in words that must or must not be there; other conditions cost more.
_MOST_CONDITIONS = 256
_COST_OF_LISTS = 8  # a phrase, a pattern, a fuzzy word
_MOST_CONDITION_WORDS = 512
_LEAST_BOOST, _MOST_BOOST = 0.1, 10.0
_MOST_EDITS = 2
_DEEPEST = 40
_EVERYTHING = ("", "*", "*:*")
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
IDLE_OPERATOR = "an operator with nothing to join was taken as a word"
NO_DATE = "no date could be read after the colon; it was taken as words"
BOUNDED_BOOST = "a weight was brought between 0.1 and 10"
BOUNDED_EDITS = "a word may differ in two letters at most"
WORDS_INSTEAD = "nothing matches these conditions; the words alone were searched for"
NOTHING_TO_FIND = "there is no word to search for; every article is shown"
CUT_EXPANSION = "too many words begin or look like this; only some were searched for"
OTHER_SPELLING = "nothing was found; these are the results for another spelling"
SYNONYMS = "also searched for other forms of a word"
SLOW = "a part of the query was run by slower means"


@dataclass
class ParsedQuery:
    """A query as it was understood.

    `bag` ranks, and so does each of `expanding` with its weight; `required` must hold and `banned`
    must not, each None where nothing was said. Without `required` an article matches by its score.
    `plain` is what was typed without any sign, quotation mark, field or operator. `is_doubtful`
    tells that it was repaired, or that prose may have been taken for syntax. `spans` are where in
    `text` the words stand that are looked for in an article's texts, in order. `starts` tells where
    the stretches of the bag begin in `cleaned`, the query as it was read; None for quoted ones.
    """

    text: str
    bag: Bag
    required: whoosh_query.Query | None = None
    banned: whoosh_query.Query | None = None
    notes: list[Note] = field(default_factory=list)
    conditions: list[Shown] = field(default_factory=list)
    plain: list[Analysis] = field(default_factory=list)
    expanding: list[tuple[Expanding, float]] = field(default_factory=list)
    is_doubtful: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)
    starts: list[int | None] = field(default_factory=list)
    cleaned: CleanText = field(default_factory=lambda: CleanText(""))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that every article answers."""
        return not self.bag and self.required is None and self.banned is None

    def open_stretches(self) -> Iterator[tuple[Analysis, int, float]]:
        """What ranks and was not quoted, each with its start for `span`, and its weight."""
        bag = self.bag
        for analysis, start, boost in zip(bag.analyses, self.starts, bag.boosts, strict=False):
            if start is not None:  # the starts of stretches that were cut off are left over
                yield analysis, start, boost

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in `text` the part of the query is that was read as [start:end]."""
        return self.cleaned.span(start, end)

    @property
    def is_free(self) -> bool:
        """Whether the conditions, if there are any, ask for no words of the texts.

        Then an article matches by its score among those that the conditions admit.
        """
        if self.required is None:
            return True
        return all(_asks_of_the_article(leaf) for leaf in _all_leaves(self.required))

    def as_words(self) -> ParsedQuery:
        """The same without any syntax, with a note that says so."""
        parsed = _words(self.cleaned.text)
        _place(parsed, self.text, self.cleaned)
        parsed.notes = [*self.notes, Note(WORDS_INSTEAD, 0, len(self.text))]
        return parsed


def parse(typed: str, today: date | None = None) -> ParsedQuery:
    """What `typed` asks for, dates as seen from `today` (in Vietnam, if None). Never raises."""
    cleaned = clean(typed[:_MOST_CHARACTERS])
    notes: list[Note] = []
    text = _repaired(cleaned.text, notes)
    try:
        parsed = _prose(text, notes) if is_prose(text) else _compose(text, notes, today)
    except Exception as error:  # Whoosh's parser raises what it likes; the person gets an answer
        notes.insert(0, Note(_reason(error), 0, len(text)))
        parsed = _words(text)
        parsed.notes = [*notes, *parsed.notes]
    parsed.is_doubtful |= bool(parsed.notes)
    _place(parsed, typed, cleaned)
    if typed.strip() and not text.strip():  # characters that nobody sees
        parsed.notes.append(Note(NOTHING_TO_FIND, 0, len(typed)))
    if len(typed) > _MOST_CHARACTERS:
        parsed.notes.append(Note(TOO_LONG, _MOST_CHARACTERS, len(typed)))
    return parsed


def _place(parsed: ParsedQuery, typed: str, cleaned: CleanText) -> None:
    """Let a query that was read from `cleaned` tell places in it as it was typed."""
    parsed.text, parsed.cleaned = typed, cleaned
    parsed.spans = [cleaned.span(*span) for span in parsed.spans]
    parsed.notes = [
        Note(note.message, *cleaned.span(note.start, note.end)) for note in few(parsed.notes)
    ]
    for query in filter(None, (parsed.required, parsed.banned)):
        for leaf in _all_leaves(query):
            if hasattr(leaf, "start"):
                leaf.start, leaf.end = cleaned.span(leaf.start, leaf.end)


class _TooComplexError(Exception):
    """Raised for a query with more conditions than are worth their time."""


def _reason(error: Exception) -> str:
    return TOO_COMPLEX if isinstance(error, _TooComplexError) else NOT_UNDERSTOOD


def few(notes: Iterable[Note]) -> Iterator[Note]:
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


def _words(text: str) -> ParsedQuery:
    """What is asked for by the words of a text, whatever signs stand between them."""
    text = re.sub("[\ud800-\udfff\x00-\x1f\x7f]", " ", text)
    if has_operators(text):
        text = re.sub(rf"(?<!\S)(?:{OPERATOR_WORDS})(?!\S)", _blank, text)
    text = re.sub(rf"[{QUOTES}()+*?]|(?<=\w)[~^]\d*", _blank, text)
    return _prose(text, [])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _prose(text: str, notes: list[Note]) -> ParsedQuery:
    """What `_compose` makes of a text without any syntax."""
    stretch = text.strip() if any(map(str.isalnum, text)) else ""
    bag = Bag(_bounded([Stretch(stretch)] if stretch else [], notes))
    plain = list(bag.analyses)
    if len(bag.syllables) == _MOST_SYLLABLES:  # perhaps cut
        plain = [Analysis(stretch)]
    if text.strip() not in _EVERYTHING and not bag:
        notes.append(Note(NOTHING_TO_FIND, 0, len(text)))
    parsed = ParsedQuery(text, bag, notes=notes, plain=plain)
    if stretch:
        parsed.spans = [(0, len(text))]
        parsed.starts = [len(text) - len(text.lstrip())]
    return parsed


def _compose(text: str, notes: list[Note], today: date | None) -> ParsedQuery:
    """Sort the parts of the query by what they do: rank, bind, ban."""
    idle = list(idle_operators(text)) if has_operators(text) else []
    notes += (Note(IDLE_OPERATOR, *place) for place in idle)
    parser = SyntaxParser(text, today, frozenset(start for start, _ in idle))
    nodes = parser.process(text)
    notes += (Note(NO_DATE, *place) for place in parser.unreadable)
    members = list(_flattened(nodes, 1.0))
    others = _count_prose(members)
    ranked: list[tuple[Any, float]] = []
    required: list[Any] = []
    banned: list[Any] = []
    plain: list[Analysis] = []
    for sign, node, boost in members:
        if sign == "-":
            banned.append(node.query(parser))
            continue
        if not sign and isinstance(node, syntax.NotGroup):
            banned.extend(member.query(parser) for _, member in signed(node))
            continue
        if not sign and _only_ranks(node):
            plain.append(node.analysis)
        ranked.extend(_ranked(node, boost))
        if sign == "+" or not _only_ranks(node):
            if not sign and _is_quoted_prose(node, others):
                notes.append(Note(QUOTED_PROSE, node.startchar, node.endchar))
            else:
                required.append(node.query(parser))
    _check_complexity([*required, *banned])
    for leaf in [leaf for one in (*required, *banned) for leaf in _all_leaves(one)]:
        if isinstance(leaf, Fuzzy) and leaf.edits > _MOST_EDITS:
            leaf.edits = _MOST_EDITS
            notes.append(Note(BOUNDED_EDITS, leaf.start, leaf.end))
    weights = [_bounded_boost(boost, node, notes) for node, boost in ranked]
    weighted = [(node, weight) for (node, _), weight in zip(ranked, weights, strict=True)]
    texts = [pair for pair in weighted if isinstance(pair[0], StretchNode | QuoteNode)]
    bag = Bag(_bounded([Stretch(node.text, weight) for node, weight in texts], notes))
    parsed = ParsedQuery(text, bag, notes=notes, plain=plain)
    parsed.spans = sorted(_spans(node for node, _ in texts))
    parsed.starts = [None if isinstance(node, QuoteNode) else node.startchar for node, _ in texts]
    parsed.expanding = [
        (node.query(parser), weight)
        for node, weight in weighted
        if not isinstance(node, StretchNode | QuoteNode)
    ]
    parsed.required = whoosh_query.And(required) if required else None
    parsed.banned = whoosh_query.Or(banned) if banned else None
    parsed.conditions = [leaf for one in required for leaf in _leaves(one)]
    parsed.is_doubtful = parser.guesses
    if parsed.is_empty and text.strip() not in _EVERYTHING:
        notes.append(Note(NOTHING_TO_FIND, 0, len(text)))
    return parsed


def _bounded_boost(boost: float, node: Any, notes: list[Note]) -> float:
    """The weight of a part of the query, brought into its bounds."""
    bounded = min(max(boost, _LEAST_BOOST), _MOST_BOOST)
    if bounded != boost:
        notes.append(Note(BOUNDED_BOOST, node.startchar, node.endchar))
    return bounded


def _check_complexity(queries: list[Any]) -> None:
    """Raise _TooComplexError for more conditions, or deeper ones, than can be answered soon."""
    waiting = [(query, 1) for query in queries]
    cost = words = 0
    while waiting:
        query, depth = waiting.pop()
        inner = _inner(query)
        waiting.extend((one, depth + 1) for one in inner)
        if not inner:
            cost += _COST_OF_LISTS if isinstance(query, Quoted | Pattern | Fuzzy) else 1
            words += len(query.text.split()) if isinstance(query, Words | Quoted) else 0
        if depth > _DEEPEST or cost > _MOST_CONDITIONS or words > _MOST_CONDITION_WORDS:
            raise _TooComplexError


def _flattened(group: Any, boost: float) -> Iterator[tuple[str, Any, float]]:
    """The members of a query, each with its sign and the weight of the groups that it is in.

    Parentheses around plain words are prose: *Hội đồng nhân dân (HĐND)*.
    """
    members = signed(group) if isinstance(group, AllGroup) else [("", group)]
    for sign, node in members:
        if not sign and isinstance(node, AllGroup):
            yield from _flattened(node, boost * node.boost)
        else:
            yield sign, node, boost


def _only_ranks(node: Any) -> bool:
    return isinstance(node, StretchNode) and not node.fieldname


def _is_quoted_prose(node: Any, others: int) -> bool:
    """Whether a quotation belongs to a pasted text, which has `others` syllables besides."""
    if not isinstance(node, QuoteNode) or node.fieldname:
        return False
    return others > (_PRINTED_PROSE_SYLLABLES if node.looks_printed else _PROSE_SYLLABLES)


def _count_prose(members: list[tuple[str, Any, float]]) -> int:
    return sum(len(node.syllables) for sign, node, _ in members if not sign and _only_ranks(node))


def _spans(nodes: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Where the words of some stretches and quotations stand, without their marks."""
    for node in nodes:
        start = node.startchar + isinstance(node, QuoteNode)
        if node.text:
            yield start, start + len(node.text)


def _ranked(node: Any, boost: float) -> Iterator[tuple[Any, float]]:
    """The texts below a node that say what the article is about, with their weights."""
    if isinstance(node, syntax.NotGroup):
        return
    boost *= getattr(node, "boost", 1.0)
    if isinstance(node, syntax.GroupNode):
        for sign, member in signed(node):
            if sign != "-":
                yield from _ranked(member, boost)
    elif isinstance(node, StretchNode | QuoteNode):
        if node.fieldname in (None, "title", "caption"):
            yield node, boost
    elif isinstance(node, PatternNode | FuzzyNode) and node.fieldname in (None, "title"):
        yield node, boost


def _bounded(stretches: list[Stretch], notes: list[Note]) -> Iterator[Stretch]:
    """The stretches up to the most syllables that a query may rank by."""
    left = _MOST_SYLLABLES
    length = sum(len(stretch.text) for stretch in stretches)
    if length <= left:  # no more syllables than characters
        yield from stretches
        return
    for stretch in stretches:
        syllables = Analysis(stretch.text).syllables
        if len(syllables) > left:
            yield stretch._replace(text=stretch.text[: syllables[left].start])
            notes.append(Note(TOO_LONG, 0, length))
            return
        left -= len(syllables)
        yield stretch


def _leaves(query: Any) -> Iterator[Shown]:
    """The conditions of a query that an article can show, the banned ones left out."""
    if isinstance(query, Shown):
        yield query
    elif isinstance(query, whoosh_query.AndNot):
        yield from _leaves(query.a)
    elif isinstance(query, whoosh_query.And | whoosh_query.Or):
        for one in query.subqueries:
            yield from _leaves(one)


def _all_leaves(query: Any) -> Iterator[Any]:
    """All that a query is made of; its depth is within bounds."""
    inner = _inner(query)
    if not inner:
        yield query
    for one in inner:
        yield from _all_leaves(one)


def _asks_of_the_article(leaf: Any) -> bool:
    """Whether a condition asks when, where and by whom an article was printed."""
    if isinstance(leaf, Shown):
        return leaf.field not in (None, "title", "caption")
    return not isinstance(leaf, whoosh_query.Every)


def _inner(query: Any) -> list[Any]:
    """The queries that a query is made of."""
    return (
        [query.query]
        if isinstance(query, whoosh_query.Not)
        else list(getattr(query, "subqueries", ()))
    )
