"""The parts of a query sorted by what they do: rank, bind or ban."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import Any, NamedTuple

from whoosh.qparser import syntax

from search.query.bounds import edit_notes, is_too_complex, within_edits
from search.query.conditions import AllOf, AnyOf, Condition, with_leaves
from search.query.nearness import misplaced
from search.query.nodes import AllGroup, QuoteNode, StretchNode, condition_of, signed
from search.query.notes import Note, NoteCode
from search.query.parsed_query import ParsedQuery
from search.query.periods import days_of
from search.query.ranking_words import ranking_words
from search.query.syntax import SyntaxTree

# A quoted piece beside more than so many other syllables is a piece of a pasted text; fewer will
# do where the quotation marks look printed rather than typed.
_PROSE_SYLLABLES = 10
_PRINTED_PROSE_SYLLABLES = 3


class TooComplexError(Exception):
    """A query has more conditions than are worth their time; `notes` are those made until then."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        super().__init__("the query has too many conditions")
        self.notes = notes


class _Use(Enum):
    """What a part of a query does."""

    RANK = auto()  # plain words, which say what articles are about
    BIND = auto()  # must hold; its words rank as well
    PREFER = auto()  # a quotation out of a pasted text: its words rank, nothing binds
    BAN = auto()  # must not hold


class _Part(NamedTuple):
    """A part of a query, outside of the groups that only hold words together."""

    node: Any
    boost: float
    use: _Use


def composed(text: str, tree: SyntaxTree, notes: Sequence[Note]) -> ParsedQuery:
    """What the syntax tree of `text` asks for; its notes are added to those that are given.

    Raises TooComplexError.
    """
    parts = _parts(tree.group)
    required = [condition_of(part.node) for part in parts if part.use is _Use.BIND]
    banned = [one for part in parts if part.use is _Use.BAN for one in _banned(part.node)]
    notes = (*notes, *_notes_of(tree, parts))
    if is_too_complex((*required, *banned)):
        raise TooComplexError(notes)
    words = ranking_words((part.node, part.boost) for part in parts if part.use is not _Use.BAN)
    return ParsedQuery(
        text,
        words.bag,
        required=AllOf(_within_edits(required)) if required else None,
        banned=AnyOf(_within_edits(banned)) if banned else None,
        notes=(*notes, *edit_notes((*required, *banned)), *words.notes),
        plain=tuple(part.node.analysis for part in parts if part.use is _Use.RANK),
        expanding=words.expanding,
        is_doubtful=tree.guesses,
        spans=words.spans,
        starts=words.starts,
    )


def _parts(group: Any) -> list[_Part]:
    members = list(_members(group, 1.0))
    others = sum(len(node.syllables) for sign, node, _ in members if not sign and _is_plain(node))
    return [_Part(node, boost, _use_of(sign, node, others)) for sign, node, boost in members]


def _members(group: Any, boost: float) -> Iterator[tuple[str, Any, float]]:
    """The members of a query, each with its sign and the weight of the groups that it is in.

    Parentheses around plain words are prose: *Hội đồng nhân dân (HĐND)*.
    """
    members = signed(group) if isinstance(group, AllGroup) else [("", group)]
    for sign, node in members:
        if not sign and isinstance(node, AllGroup):
            yield from _members(node, boost * node.boost)
        else:
            yield sign, node, boost


def _use_of(sign: str, node: Any, others: int) -> _Use:
    """What a member does in a query that has `others` syllables of plain words besides."""
    if sign == "-" or (not sign and isinstance(node, syntax.NotGroup)):
        return _Use.BAN
    if sign:
        return _Use.BIND
    if _is_plain(node):
        return _Use.RANK
    return _Use.PREFER if _is_quoted_prose(node, others) else _Use.BIND


def _is_plain(node: Any) -> bool:
    """Whether a node is nothing but words."""
    return isinstance(node, StretchNode) and not node.fieldname


def _is_quoted_prose(node: Any, others: int) -> bool:
    """Whether a quotation belongs to a pasted text, which has `others` syllables besides."""
    if not isinstance(node, QuoteNode) or node.fieldname:
        return False
    return others > (_PRINTED_PROSE_SYLLABLES if node.looks_printed else _PROSE_SYLLABLES)


def _banned(node: Any) -> Iterator[Condition]:
    """What must not hold: a node with a minus before it, or each of what stands behind a NOT."""
    if isinstance(node, syntax.NotGroup):
        yield from (condition_of(member) for _, member in signed(node))
    else:
        yield condition_of(node)


def _within_edits(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(with_leaves(condition, within_edits) for condition in conditions)


def _notes_of(tree: SyntaxTree, parts: Iterable[_Part]) -> Iterator[Note]:
    for place in tree.unreadable:
        yield Note(NoteCode.NO_DATE, {}, *place)
    yield from tree.notes
    for start, end, period in tree.about:
        yield Note(NoteCode.ABOUT_PERIOD, days_of(period), start, end)
    for node, _, use in parts:
        for group in misplaced(node):
            yield Note(NoteCode.NOT_NEAR, {}, group.startchar, group.endchar)
        if use is _Use.PREFER:
            yield Note(NoteCode.QUOTED_PROSE, {}, node.startchar, node.endchar)
