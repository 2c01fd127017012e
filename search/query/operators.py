"""The operators between the parts of a query: signs, or words in capitals in either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from whoosh.qparser import plugins, syntax

from search.query.nearness import NearGroup, Nearness

QUOTES = '"＂“”„‟«»'
"""Every quotation mark; any of them ends what another began."""


class Spelled(NamedTuple):
    """How the operators are spelled, as regular expressions."""

    near: str
    and_: str
    or_: str
    not_: str

    @property
    def any(self) -> str:
        """Any of them."""
        return "|".join(filter(None, self))


_NEAR = r"(?:[Nn][Ee][Aa][Rr]|[Ww]|[Pp][Rr][Ee])/0*[1-9]\d?"
_SIGNS = Spelled(_NEAR, "&&", r"\|\|", "")
_ALL = Spelled(_NEAR, "AND|VÀ|&&", r"OR|HOẶC|\|\|", "NOT|KHÔNG")
OPERATORS = _ALL.any
"""A regular expression for all of them."""

_BETWEEN = rf"(?<=[\s){QUOTES}])(?:{{}})(?=[\s({QUOTES}])"
_BEFORE = rf"(?:^|(?<=[\s(]))(?:{{}})(?=[\s({QUOTES}])"


def spelled(text: str) -> Spelled:
    """The operators that count in a query: in a headline in capitals, words are none."""
    return _ALL if text.upper() != text else _SIGNS


@cache
def _tokens(operators: Spelled) -> re.Pattern[str]:
    joins = f"{operators.near}|{operators.and_}|{operators.or_}"
    negates = f"|(?P<negates>(?:{operators.not_})(?=$|[\\s(){QUOTES}]))" if operators.not_ else ""
    return re.compile(
        rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]|(?P<open>\()|(?P<close>\))"
        rf"|(?P<joins>(?:{joins})(?=$|[\s(){QUOTES}])){negates}|[^\s(){QUOTES}]+"
    )


class _Tagger(plugins.OperatorsPlugin.OpTagger):  # type: ignore[misc]
    def match(self, parser: Any, text: str, pos: int) -> Any:
        return None if pos in parser.operands else super().match(parser, text, pos)


class OperatorPlugin(plugins.OperatorsPlugin):  # type: ignore[misc]
    """Whoosh's operators in our words; those that join nothing (`parser.operands`) are words."""

    def __init__(self, operators: Spelled) -> None:
        """`operators` are those that count."""
        near = _BETWEEN.format(operators.near)
        taggers = [
            _Tagger(_BETWEEN.format(operators.and_), syntax.AndGroup, memo="and"),
            _Tagger(_BETWEEN.format(operators.or_), syntax.OrGroup, memo="or"),
        ]
        if operators.not_:
            prefix, before = syntax.PrefixOperator, _BEFORE.format(operators.not_)
            taggers.insert(0, _Tagger(before, syntax.NotGroup, prefix, leftassoc=False, memo="not"))
        taggers.insert(0, _Tagger(near, NearGroup, Nearness, memo="near"))
        super().__init__([(tagger, 0) for tagger in taggers], clean=True)


def idle_operators(text: str) -> Iterator[tuple[int, int]]:
    """Where operators stand in a query that have nothing to join or to negate."""
    waiting: list[tuple[int, int]] = []  # operators before the next operand, which they need
    may_join = False
    for token in _tokens(spelled(text)).finditer(text):
        kind = token.lastgroup
        if kind == "joins" and (waiting or not may_join):
            yield token.span()
        elif kind in ("joins", "negates"):
            waiting.append(token.span())
        elif kind == "close":
            yield from waiting
            waiting.clear()
            may_join = True
        else:
            waiting.clear()
            may_join = kind != "open"
    yield from waiting
