"""The operators between the parts of a query: in capitals, in English or Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from whoosh.qparser import plugins, syntax

QUOTES = '"＂“”„‟«»'
"""Every quotation mark; any of them ends what another began."""

_AND = r"AND|VÀ|&&"
_OR = r"OR|HOẶC|\|\|"
_NOT = "NOT|KHÔNG"
OPERATOR_WORDS = f"{_AND}|{_OR}|{_NOT}"
"""A regular expression for all of them."""

_BETWEEN = rf"(?<=[\s){QUOTES}])(?:{{}})(?=[\s({QUOTES}])"
_BEFORE = rf"(?:^|(?<=[\s(]))(?:{{}})(?=[\s({QUOTES}])"
_TOKEN = re.compile(
    rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]|(?P<open>\()|(?P<close>\))"
    rf"|(?P<joins>(?:{_AND}|{_OR})(?=$|[\s(){QUOTES}]))|(?P<negates>(?:{_NOT})(?=$|[\s(){QUOTES}]))"
    rf"|[^\s(){QUOTES}]+"
)


class _Tagger(plugins.OperatorsPlugin.OpTagger):  # type: ignore[misc]
    def match(self, parser: Any, text: str, pos: int) -> Any:
        return None if pos in parser.operands else super().match(parser, text, pos)


class OperatorPlugin(plugins.OperatorsPlugin):  # type: ignore[misc]
    """Whoosh's operators in our words; those that join nothing (`parser.operands`) are words."""

    def __init__(self) -> None:
        prefix = syntax.PrefixOperator
        taggers = [
            _Tagger(_BEFORE.format(_NOT), syntax.NotGroup, prefix, leftassoc=False, memo="not"),
            _Tagger(_BETWEEN.format(_AND), syntax.AndGroup, memo="and"),
            _Tagger(_BETWEEN.format(_OR), syntax.OrGroup, memo="or"),
        ]
        super().__init__([(tagger, 0) for tagger in taggers], clean=True)


def has_operators(text: str) -> bool:
    """Whether operator words count in a query: a headline in capitals holds none."""
    return text.upper() != text


def idle_operators(text: str) -> Iterator[tuple[int, int]]:
    """Where operators stand in a query that have nothing to join or to negate."""
    waiting: list[tuple[int, int]] = []  # operators before the next operand, which they need
    may_join = False
    for token in _TOKEN.finditer(text):
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
