"""The syntax of queries, as plug-ins of Whoosh's parser that keep prose from being taken for code.

`signed` reads the members of a parsed group; a group's parts become Whoosh queries by `query`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, cached_property
from typing import Any

from whoosh import query as whoosh_query
from whoosh.qparser import QueryParser, plugins, syntax

from index.vietnamese.analysis import Analysis, Syllable
from search.query.conditions import Fuzzy, Pattern, Quoted, Words
from search.query.field_syntax import (
    SPACED_FIELD,
    DatePlugin,
    FieldPlugin,
    PresencePlugin,
    ValuePlugin,
)
from search.query.fields import FIELDS
from search.query.operators import OPERATOR_WORDS, QUOTES, OperatorPlugin

_LETTER = r"[^\W\d_]"
_BEGINNING = r"(?<![^\s(+:-])"
_END = r"(?=$|[\s)])"
_BOOST = r"\^(?P<boost>\d{1,4}(?:\.\d{1,4})?)"
_MAYBE_BOOST = rf"(?:{_BOOST}{_END})?"
_QUOTE = f"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>[1-9]\\d?)(?!\\d))?{_MAYBE_BOOST}"
_PATTERN = (
    rf"{_BEGINNING}(?P<text>(?=[*?\w]*{_LETTER})(?:\w+[*?]|[*?]+\w)[\w*?]*)(?<!\?)"
    rf"{_MAYBE_BOOST}{_END}"
)
_FUZZY = rf"{_BEGINNING}(?P<text>(?=\d*{_LETTER})\w+)~(?P<edits>\d?){_MAYBE_BOOST}{_END}"
# A single letter is raised to a power rather than made to weigh more: m^2.
_BOOSTED = rf"{_BEGINNING}(?P<text>(?=\d*{_LETTER})\w{{2,}}){_BOOST}{_END}"
# Something of this stands wherever one of the plug-ins below finds more than words.
_MAY_BE_SYNTAX = re.compile(
    rf"[{QUOTES}()*]|\?(?=\w)|:(?=[^\s:/])|(?<=\w)~(?=\d?(?:\^|{_END}))"
    rf"|(?<=\w\w)\^(?=\d)|(?<!\S)[+-](?={_LETTER})|(?<!\S)(?:{OPERATOR_WORDS})(?!\S)"
)
# Prose is longer than what people type with a space after the colon: `tiêu đề: cầu`.
_MOST_TYPED_WORDS = 10


def is_prose(text: str) -> bool:
    """Whether `text` is certainly nothing but words: the parser would make one stretch of it."""
    if _MAY_BE_SYNTAX.search(text) is not None:
        return False
    return ": " not in text or SPACED_FIELD.search(text) is None


class StretchNode(syntax.TextNode):  # type: ignore[misc]
    """Plain words in a row, joined again after Whoosh has cut them at white space."""

    @cached_property
    def analysis(self) -> Analysis:
        return Analysis(self.text)

    @property
    def syllables(self) -> list[Syllable]:
        return self.analysis.syllables

    def query(self, parser: Any) -> Words:
        return Words(self.text, self.fieldname)


class _ConditionNode(syntax.TextNode):  # type: ignore[misc]
    """Text that asks for one condition, which is the same however often it is asked for."""

    _condition: whoosh_query.Query | None = None

    def query(self, parser: Any) -> whoosh_query.Query:
        if self._condition is None:
            self._condition = self.make()
        return self._condition

    def make(self) -> whoosh_query.Query:
        raise NotImplementedError


class QuoteNode(_ConditionNode):
    slop = 1
    looks_printed = False

    def make(self) -> Quoted:
        return Quoted(self.text, self.fieldname, self.slop, self.startchar, self.endchar)


class PatternNode(_ConditionNode):
    def make(self) -> Pattern:
        return Pattern(self.text, self.fieldname, self.startchar, self.endchar)


class FuzzyNode(_ConditionNode):
    edits = 1

    def make(self) -> Fuzzy:
        return Fuzzy(self.text, self.fieldname, self.edits, self.startchar, self.endchar)


class AllGroup(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without an operator. Where it must hold, all of it must."""

    def query(self, parser: Any) -> whoosh_query.Query:
        required, banned = _sides(self, parser)
        matched = whoosh_query.And(required) if required else whoosh_query.Every()
        return whoosh_query.AndNot(matched, whoosh_query.Or(banned)) if banned else matched


class _NodePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    """Makes a node of a kind of what an expression finds."""

    def __init__(self, expression: str, node: type[syntax.TextNode]) -> None:
        super().__init__(expression)
        self._node = node

    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = self._node(match.group("text"))
        node.boost = float(match.group("boost") or 1)
        return node


class _FuzzyPlugin(_NodePlugin):
    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = super().create(parser, match)
        node.edits = int(match.group("edits") or 1)
        return node


class _QuotePlugin(_NodePlugin):
    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = super().create(parser, match)
        node.slop = int(match.group("slop") or 1)
        # “Printed” marks, and marks with spaces inside, come from a text rather than a keyboard.
        padded = node.text.startswith(" ") and node.text.endswith(" ")
        node.looks_printed = padded or match.group()[0] in "“”„‟«»"
        return node


class _SignPlugin(plugins.PlusMinusPlugin):  # type: ignore[misc]
    """`+` and `-` directly before a word or a quotation, after a space, never before a digit."""

    def __init__(self) -> None:
        place = rf"(?<![^\s(]){{}}(?=[*?]*{_LETTER}|[{QUOTES}(])"
        super().__init__(place.format(r"\+"), place.format("-"))

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._bind, 590)]  # before operators; `signed` reads the other signs

    def _bind(self, parser: Any, group: Any) -> Any:
        """Let the signs beside an operator hold for one operand: `-a OR b`, `a AND -b`."""
        bound = group.empty_copy()
        nodes = [
            self._bind(parser, node) if isinstance(node, syntax.GroupNode) else node
            for node in group
        ]
        at = 0
        while at < len(nodes):
            node = nodes[at]
            beside = [*nodes[max(at - 1, 0) : at], *nodes[at + 2 : at + 3]]
            joins = any(isinstance(one, syntax.Operator) for one in beside)
            if _is_sign(node) and joins and at + 1 < len(nodes):
                at += 1
                signed_node = nodes[at]
                if isinstance(node, plugins.PlusMinusPlugin.Minus):
                    signed_node = syntax.NotGroup([signed_node])
                node = signed_node
            bound.append(node)
            at += 1
        return bound


class _PrunePlugin(plugins.Plugin):  # type: ignore[misc]
    """Drops what asks for nothing, such as a dash between spaces, with the sign before it."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._pruned, 700)]  # after operators

    def _pruned(self, parser: Any, group: Any) -> Any:
        kept = group.empty_copy()
        for node in group:
            inner = self._pruned(parser, node) if isinstance(node, syntax.GroupNode) else node
            if _says_something(inner):
                kept.append(inner)
            elif kept and _is_sign(kept[-1]):
                kept.pop()
        return kept


def _says_something(node: Any) -> bool:
    if isinstance(node, syntax.GroupNode):
        return bool(node)
    if isinstance(node, StretchNode | QuoteNode):
        return bool(Analysis(node.text).syllables)
    return True


class _StretchPlugin(plugins.Plugin):  # type: ignore[misc]
    """Joins the words that stand in a row; runs after fields, before white space is dropped."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._join, 200)]

    def _join(self, parser: Any, group: Any) -> Any:
        joined = group.empty_copy()
        stretch: list[Any] = []

        def close() -> None:
            if stretch:
                start, end = stretch[0].startchar, stretch[-1].endchar
                joined.append(_stretch(parser.text[start:end], start, end))
                stretch.clear()

        for node in group:
            if _is_plain_word(node) and not (joined and not stretch and _is_sign(joined[-1])):
                stretch.append(node)
            elif not (node.is_ws() and stretch):
                close()
                joined.append(self._inner(parser, node))
        close()
        return joined

    def _inner(self, parser: Any, node: Any) -> Any:
        if isinstance(node, syntax.GroupNode):
            return self._join(parser, node)
        if isinstance(node, syntax.WordNode):
            return _stretch(node.text, node.startchar, node.endchar, node.fieldname)
        return node


def _is_plain_word(node: Any) -> bool:
    return isinstance(node, syntax.WordNode) and not node.fieldname


def _is_sign(node: Any) -> bool:
    return isinstance(node, plugins.PlusMinusPlugin.Plus | plugins.PlusMinusPlugin.Minus)


def _stretch(text: str, start: int, end: int, fieldname: str | None = None) -> StretchNode:
    node = StretchNode(text)
    node.startchar, node.endchar = start, end
    node.set_fieldname(fieldname)
    return node


def _sides(group: Any, parser: Any) -> tuple[list[Any], list[Any]]:
    """The queries of a group's members: what must hold, and what must not."""
    required: list[Any] = []
    banned: list[Any] = []
    for sign, node in signed(group):
        (banned if sign == "-" else required).append(node.query(parser))
    return required, banned


def signed(group: Any) -> Iterator[tuple[str, Any]]:
    """The members of a group, each with the sign before it: `+`, `-` or nothing."""
    sign = ""
    for node in group:
        if isinstance(node, plugins.PlusMinusPlugin.Plus):
            sign = "+"
        elif isinstance(node, plugins.PlusMinusPlugin.Minus):
            sign = "-"
        elif not node.is_ws() and not isinstance(node, syntax.FieldnameNode | syntax.Operator):
            yield sign, node
            sign = ""


@cache
def _plugins(*, operators: bool) -> list[Any]:
    """The plug-ins; they keep nothing of what they read."""
    used = [
        plugins.WhitespacePlugin(),
        _QuotePlugin(_QUOTE, QuoteNode),
        PresencePlugin(FIELDS),
        DatePlugin(),
        ValuePlugin(),
        _NodePlugin(_PATTERN, PatternNode),
        _FuzzyPlugin(_FUZZY, FuzzyNode),
        _NodePlugin(_BOOSTED, StretchNode),
        FieldPlugin(),
        plugins.GroupPlugin(),
        plugins.BoostPlugin(rf"(?<=\)){_BOOST}{_END}"),
        _SignPlugin(),
        _StretchPlugin(),
        _PrunePlugin(),
    ]
    return [*used, OperatorPlugin()] if operators else used


class SyntaxParser(QueryParser):  # type: ignore[misc]
    """Whoosh's parser with the plug-ins above; `text` is the query that is being parsed.

    `today` is what dates are seen from. `has_operators` tells whether operator words count,
    `operands` where some of them stand that join nothing. What was read is in `unreadable`: the
    places of dates that are none; and in `guesses`: whether a field's name may be prose.
    """

    def __init__(self, text: str, today: date | None, operands: frozenset[int]) -> None:
        self.has_operators = has_operators(text)
        used = _plugins(operators=self.has_operators)
        super().__init__("text", None, plugins=used, group=AllGroup)
        self.text = text
        self.today = today
        self.operands = operands
        self.is_short = len(text.split()) <= _MOST_TYPED_WORDS
        self.guesses = False
        self.unreadable: list[tuple[int, int]] = []


def has_operators(text: str) -> bool:
    """Whether operator words count in a query: a headline in capitals holds none."""
    return text.upper() != text
