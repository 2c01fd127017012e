"""A text as tokens, and the phrases of the lexicon that begin at one."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from index.vietnamese.names.lexicon import (
    CASED,
    ENDS_SENTENCE,
    ORG,
    SHORTENED,
    TOKEN,
    folded,
    lexicon,
)

LOWER, CAPITAL, CAPITALS, INITIAL, NUMBER, SIGN, LINE = range(7)
"""How a token is written: small letters, one capital before small letters, several capitals, one
capital alone, a number, a sign, the end of a line."""
MORE_LINES = 3
"""Tokens behind the last one of a text."""


class Token:
    __slots__ = ("begins_sentence", "begins_word", "end", "id", "is_", "shape", "start", "text")

    def __init__(self, start: int, end: int, text: str, id: int, kinds: int) -> None:
        self.start, self.end, self.text, self.id, self.is_ = start, end, text, id, kinds
        self.shape = _shape(text)
        self.begins_word = self.begins_sentence = False


@lru_cache(1 << 16)
def _shape(text: str) -> int:
    if text == "\n":
        return LINE
    first = text[0]
    if first.isdigit():
        return NUMBER
    if not first.isalpha():
        return SIGN
    if not first.isupper():
        return LOWER
    if len(text) == 1:
        return INITIAL
    return CAPITALS if text.isupper() else CAPITAL


class Match(NamedTuple):
    """The longest phrase of one or several kinds: where it ends, all of its kinds, its node."""

    end: int
    kinds: int
    node: int


NO_MATCH = Match(0, 0, 0)


class Tokens:
    """A text as tokens; `without` are rules that are left out (see `reader.RULES`)."""

    def __init__(self, text: str, words: Collection[int], without: Collection[str] = ()) -> None:
        """`text` is in one spelling (`syllables.respelled`); `words` are where its words begin."""
        self.text = text
        self.lexicon = lexicon()
        self.without = without
        self.tokens = self._tokens(words)

    def _tokens(self, words: Collection[int]) -> list[Token]:
        tree = self.lexicon
        tokens: list[Token] = []
        begins = True
        for match in TOKEN.finditer(self.text):
            id = tree.ids.get(folded(match.group()), 0)
            token = Token(*match.span(), match.group(), id, tree.kinds_of(id) if id else 0)
            token.begins_word = match.start() in words
            token.begins_sentence = begins
            begins = token.shape == LINE or bool(token.is_ & ENDS_SENTENCE)
            if token.text == "." and tokens:
                last = tokens[-1]
                begins = last.shape != INITIAL and not last.is_ & SHORTENED
            tokens.append(token)
        end = len(self.text)
        tokens += [Token(end, end, "\n", 0, 0) for _ in range(MORE_LINES)]
        return tokens

    def match(self, at: int, wanted: int) -> Match:
        """The longest phrase at a token that is of one of the `wanted` kinds."""
        tokens, tree = self.tokens, self.lexicon
        node, best, missing, bit = 0, NO_MATCH, 0, 1
        while tokens[at].id:
            node = tree.children.get(node << 16 | tokens[at].id, 0)
            if not node:
                break
            if not self.is_capital(at):
                missing |= bit
            bit <<= 1
            at += 1
            kinds = tree.kinds[node]
            if kinds & CASED and tree.capitals[node] & missing:
                kinds &= ~CASED
            if kinds & wanted:
                best = Match(at, kinds, node)
        return best

    def is_capital(self, at: int) -> bool:
        """Whether a token begins with a capital."""
        return self.tokens[at].shape in (CAPITAL, CAPITALS, INITIAL)

    def goes_on_in_word(self, at: int) -> bool:
        """Whether small letters at a token are of one word with what is before them."""
        return self.tokens[at].shape == LOWER and not self.tokens[at].begins_word

    def begins_other(self, at: int, kinds: int) -> bool:
        """Whether something else of several syllables begins at a token within capitals."""
        found = self.match(at, kinds)
        if found.end <= at + 1:
            return False
        if found.kinds & ORG:
            return True
        return any(one.shape != CAPITAL for one in self.tokens[at : found.end])
