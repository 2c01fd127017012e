"""The twenty classes of queries that engines are compared on, and how each is drawn.

A query is a tuple of texts. What they mean is the business of its class: the terms, then, where the
class narrows by one, the section, or the first and the last second of a period; or one pattern, in
which `*` is any letters.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

Query = tuple[str, ...]
_HALF_A_YEAR = 182 * 86_400


class Indexed(NamedTuple):
    """An article as the engines index it: its tokens, separated by single spaces, its section, and
    when it appeared, in seconds since 1970."""

    tokens: str
    section: str
    published: int


Draw = Callable[[Indexed, Random], Query | None]


class QueryClass(NamedTuple):
    """A class; a query that is drawn `by_token` is of an article as often as that is long."""

    label: str
    draw: Draw
    by_token: bool = False


def _several(count: int) -> Draw:
    """So many distinct tokens of an article, anywhere in it."""

    def draw(article: Indexed, chance: Random) -> Query | None:
        distinct = list(dict.fromkeys(article.tokens.split()))
        return tuple(chance.sample(distinct, count)) if len(distinct) >= count else None

    return draw


def _in_a_row(count: int) -> Draw:
    """So many tokens side by side."""

    def draw(article: Indexed, chance: Random) -> Query | None:
        tokens = article.tokens.split()
        if len(tokens) < count:
            return None
        start = chance.randrange(len(tokens) - count + 1)
        return tuple(tokens[start : start + count])

    return draw


def _two_rows(article: Indexed, chance: Random) -> Query | None:
    one, other = (_in_a_row(2)(article, chance) for _ in range(2))
    return one + other if one and other and one != other else None


def _pattern(shape: Callable[[str], str], least: int) -> Draw:
    """What a token of at least so many letters looks like."""

    def draw(article: Indexed, chance: Random) -> Query | None:
        tokens = article.tokens.split()
        token = chance.choice(tokens) if tokens else ""
        return (shape(token),) if len(token) >= least and token.isalpha() else None

    return draw


def _in_section(article: Indexed, chance: Random) -> Query | None:
    terms = _several(3)(article, chance)
    return (*terms, article.section) if terms and article.section else None


def _in_period(article: Indexed, chance: Random) -> Query | None:
    terms = _several(3)(article, chance)
    ends = (article.published - _HALF_A_YEAR, article.published + _HALF_A_YEAR)
    return (*terms, *map(str, ends)) if terms else None


CLASSES = {
    "term": QueryClass("one term", _in_a_row(1), by_token=True),
    "or": QueryClass("3-term OR", _several(3)),
    "and": QueryClass("3-term AND", _several(3)),
    "phrase": QueryClass("2-term phrase", _in_a_row(2)),
    "or-2": QueryClass("2-term OR", _several(2)),
    "or-10": QueryClass("10-term OR", _several(10)),
    "and-2": QueryClass("2-term AND", _several(2)),
    "phrase-3": QueryClass("3-term phrase", _in_a_row(3)),
    "phrases": QueryClass("either of 2 phrases", _two_rows),
    "without": QueryClass("one term without another", _several(2)),
    "preferred": QueryClass("one term, rather with another", _several(2)),
    "two-of-four": QueryClass("at least 2 of 4 terms", _several(4)),
    "prefix": QueryClass("prefix of 2 letters", _pattern(lambda one: one[:2] + "*", 3), True),
    "long-prefix": QueryClass("prefix of 3 letters", _pattern(lambda one: one[:3] + "*", 4), True),
    "wildcard": QueryClass("h*g", _pattern(lambda one: f"{one[0]}*{one[-1]}", 3), True),
    "suffix": QueryClass("*ng", _pattern(lambda one: "*" + one[-2:], 3), True),
    "section": QueryClass("3-term OR in a section", _in_section),
    "period": QueryClass("3-term OR in a year", _in_period),
    "facets": QueryClass("sections of a 3-term OR", _several(3)),
    "newest": QueryClass("newest of a 3-term OR", _several(3)),
}
# Those that every engine answers.
COMMON = ("term", "or", "and", "phrase")


def write_queries(path: Path, queries: dict[str, list[Query]]) -> None:
    """Keep drawn queries beside the indexes that they are for."""
    path.write_text(json.dumps(queries, ensure_ascii=False, indent=1), encoding="utf-8")


def read_queries(path: Path) -> dict[str, list[Query]]:
    """What `write_queries` kept."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return {kind: [tuple(terms) for terms in queries] for kind, queries in kept.items()}


def clean_queries(path: Path, each: int) -> dict[str, list[str]]:
    """Up to `each` clean queries of every kind in a relevance set."""
    found: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8") as lines:
        for query in map(json.loads, lines):
            if query["variant"] == "clean":
                found[query["kind"]].append(query["text"])
    return {kind: texts[:: -(-len(texts) // each)] for kind, texts in sorted(found.items())}
