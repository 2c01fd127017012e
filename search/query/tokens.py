"""Words with signs of their own: quotations, patterns, fuzzy words, and words with a weight.

Each is found by a regular expression that prose does not meet, as a plug-in of Whoosh's parser.
"""

from __future__ import annotations

import re
from typing import Any

from whoosh.qparser import plugins, syntax

from search.query.nodes import FuzzyNode, PatternNode, QuoteNode, StretchNode
from search.query.operators import QUOTES

LETTER = r"[^\W\d_]"
"""A regular expression for any letter."""
END = r"(?=$|[\s)])"
"""A regular expression for the place where a word with its signs ends."""
BOOST = r"\^(?P<boost>\d{1,4}(?:\.\d{1,4})?)"
"""A regular expression for a weight."""
_BEGINNING = r"(?<![^\s(+!:-])"
_MAYBE_BOOST = rf"(?:{BOOST}{END})?"
_QUOTE = f"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>[1-9]\\d?)(?!\\d))?{_MAYBE_BOOST}"
_PATTERN = (
    rf"{_BEGINNING}(?P<text>(?=[*?\w]*{LETTER})(?:\w+[*?]|[*?]+\w)[\w*?]*)(?<!\?)"
    rf"{_MAYBE_BOOST}{END}"
)
_FUZZY = rf"{_BEGINNING}(?P<text>(?=\d*{LETTER})\w+)~(?P<edits>\d?){_MAYBE_BOOST}{END}"
# A single letter is raised to a power rather than made to weigh more: m^2.
_BOOSTED = rf"{_BEGINNING}(?P<text>(?=\d*{LETTER})\w{{2,}}){BOOST}{END}"


class _TokenPlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    """Makes a node of a kind of what an expression finds."""

    def __init__(self, expression: str, node: type[syntax.TextNode]) -> None:
        super().__init__(expression)
        self._node = node

    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = self._node(match.group("text"))
        node.boost = float(match.group("boost") or 1)
        return node


class QuotePlugin(_TokenPlugin):
    """`"words in a row"~2^3`: a quotation, how far apart its words may be, and its weight."""

    def __init__(self) -> None:
        super().__init__(_QUOTE, QuoteNode)

    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = super().create(parser, match)
        node.slop = int(match.group("slop") or 1)
        # “Printed” marks, and marks with spaces inside, come from a text rather than a keyboard.
        padded = node.text.startswith(" ") and node.text.endswith(" ")
        node.looks_printed = padded or match.group()[0] in "“”„‟«»"
        return node


class PatternPlugin(_TokenPlugin):
    """`ngh*`, `k?nh`: a word in which signs stand for letters."""

    def __init__(self) -> None:
        super().__init__(_PATTERN, PatternNode)


class FuzzyPlugin(_TokenPlugin):
    """`khuyễn~2`: a word that may be spelled otherwise in so many letters."""

    def __init__(self) -> None:
        super().__init__(_FUZZY, FuzzyNode)

    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        node = super().create(parser, match)
        node.edits = int(match.group("edits") or 1)
        return node


class BoostedWordPlugin(_TokenPlugin):
    """`cầu^3`: a word with a weight."""

    def __init__(self) -> None:
        super().__init__(_BOOSTED, StretchNode)
