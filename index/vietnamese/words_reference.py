"""Words as pyvi cuts them, in plain Python: the reference beside the native `_words`."""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from index.vietnamese.words_model import UNKNOWN, Model

Span = tuple[int, int]

# Nearer than this to a threshold, CRFsuite's rounding may decide: it adds up the scores of a whole
# text. (A text of news stays 4.8e-6 away; one token three times in a row can be a tie.)
DOUBT = 1e-9
DOUBT_BY_TOKEN = 1e-11

# pyvi's pattern (ViTokenizer.sylabelize) without e-mail addresses, which it tries anew at every
# character of a run: quadratic. Group 1 comes before addresses in pyvi's order, group 2 after.
_TOKEN = re.compile(
    r"([A-ZĐ]+\.|Tp\.|Mr\.|Mrs\.|Ms\.|Dr\.|ThS\.|==>|->|\.\.\.|>>|\n|\w+://\S+)"
    r"|(\d+(?:[.,_]\d+)+|[^\w\s]|\w+)"
)
_LOCAL = string.ascii_letters + string.digits + "_.+-"
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+")

# No token reaches across a space, so a text is cut run by run, and the same runs come again.
_MOST_REMEMBERED = 1 << 15  # runs
_LONGEST_REMEMBERED = 32  # characters
_NOTHING: frozenset[str] = frozenset()


def tokenize(text: str) -> list[Span]:
    """pyvi's tokens, in time linear in the text's length."""
    addresses = _addresses(text) if "@" in text else []
    signs = [at for _, at, _ in addresses]
    tokens = []
    position = 0
    while match := _TOKEN.search(text, position):
        start, position = match.span()
        if addresses and match.lastindex == 2:
            nearest = bisect_right(signs, start)
            if nearest < len(signs) and addresses[nearest][0] <= start:
                position = addresses[nearest][2]
        tokens.append((start, position))
    return tokens


def _addresses(text: str) -> list[tuple[int, int, int]]:
    """For every e-mail address: the first character it could begin at, its @, and its end."""
    found = []
    at = -1
    for before in text.split("@")[:-1]:
        at += 1 + len(before)
        first = at - len(before) + len(before.rstrip(_LOCAL))
        domain = _DOMAIN.match(text, at + 1)
        if first < at and domain:
            found.append((first, at, domain.end()))
    return found


class _Pair(NamedTuple):
    """What the lists of words add to the scores of two tokens, and which may follow in them."""

    first: float
    second: float
    thirds: frozenset[str]


class _Token(NamedTuple):
    """What the decoder needs to know of a token; its place is counted from the run's."""

    start: int
    end: int
    kind: int
    own: float
    to_next: float
    to_previous: float
    lower: str
    pairs: Mapping[str, _Pair]


class _Runs(dict[str, tuple[int, list[_Token]]]):
    """By run: how far the next one is, and the tokens. Remembers short runs, not too many."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self._tokens = model.tokens
        self._traits = model.traits
        self._pairs = _pairs(model)

    def __missing__(self, run: str) -> tuple[int, list[_Token]]:
        if run == "\n":  # `Segmenter` put a space on either side of it
            found = (0, [self._token(-1, 0, run)])
        else:
            tokens = [self._token(start, end, run[start:end]) for start, end in tokenize(run)]
            found = (len(run) + 1, tokens)
        if len(run) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[run] = found
        return found

    def _token(self, start: int, end: int, text: str) -> _Token:
        traits = self._traits
        lower = text.lower()
        own, to_next, to_previous = self._tokens.get(lower.partition("\0")[0], UNKNOWN)
        own += traits["bias"]
        if text.isupper():
            own += traits["word.isupper()"]
            to_next += traits["-1:word.isupper()"]
            to_previous += traits["+1:word.isupper()"]
        if text.istitle():
            own += traits["word.istitle()"]
            to_next += traits["-1:word.istitle()"]
            to_previous += traits["+1:word.istitle()"]
        if text.isdigit():
            own += traits["word.isdigit()"]
        pairs = self._pairs.get(lower, {})
        return _Token(start, end, kind_of(text), own, to_next, to_previous, lower, pairs)


def kind_of(token: str) -> int:
    """0 for a token that is never joined, 2 for one that begins in title case, 1 for others.

    Where the model would join it to the token before (label I_W), pyvi does so if
    `kind_of(before) >= kind_of(token) > 0`.
    """
    if token in string.punctuation or token[0].isdigit():
        return 0
    return 2 if token[0].istitle() else 1


def _pairs(model: Model) -> dict[str, dict[str, _Pair]]:
    """The lists of words by their first and second syllables."""
    thirds: dict[tuple[str, ...], set[str]] = {}
    for triple in model.triples:
        thirds.setdefault(triple[:2], set()).add(triple[2])
    listed = set(model.pairs)
    first, second = model.traits["+1:word.bi_gram()"], model.traits["-1:word.bi_gram()"]
    pairs: dict[str, dict[str, _Pair]] = {}
    for pair in listed.union(thirds):
        scores = (first, second) if pair in listed else (0.0, 0.0)
        pairs.setdefault(pair[0], {})[pair[1]] = _Pair(*scores, frozenset(thirds.get(pair, ())))
    return pairs


class _Lattice(NamedTuple):
    """The tokens of a text, and the model's score of each: of I_W less that of B_W."""

    starts: list[int]
    ends: list[int]
    kinds: list[int]
    scores: list[float]


class Segmenter:
    """Cuts texts into words; may be used by several threads, and after a fork."""

    def __init__(self, model: Model) -> None:
        self._runs = _Runs(model)
        self._model = model

    def words(self, text: str, composed: bool = False) -> list[Span] | None:
        """The spans of the words of `text`; None when that takes more than the model.

        That is: `text` is not in NFC, unless `composed` says that it is; or two ways to cut it
        are so nearly equal that `words_exact` must choose.
        """
        if not composed and not unicodedata.is_normalized("NFC", text):
            return None
        lattice = self._lattice(text)
        return self._backwards(lattice, self._forwards(lattice.scores))

    def _lattice(self, text: str) -> _Lattice:
        """One pass over the text; what a token owes to its neighbours is added as they come."""
        triple_first = self._model.traits["+2:word.tri_gram()"]
        triple_third = self._model.traits["-2:word.tri_gram()"]
        lattice = _Lattice([], [], [], [])
        add_start, add_end = lattice.starts.append, lattice.ends.append
        add_kind, add_score = lattice.kinds.append, lattice.scores.append
        scores = lattice.scores
        at = 0
        before = 0.0  # the score of the token before, to which this one and the next may add
        gift = 0.0
        pairs: Mapping[str, _Pair] = {}
        thirds: frozenset[str] = frozenset()
        for advance, run in map(self._runs.__getitem__, text.replace("\n", " \n ").split(" ")):
            for start, end, kind, own, to_next, to_previous, lower, its_pairs in run:
                add_start(at + start)
                add_end(at + end)
                add_kind(kind)
                score = own + gift
                before += to_previous
                if lower in thirds:
                    scores[-1] += triple_first
                    score += triple_third
                if lower in pairs:
                    first, second, thirds = pairs[lower]
                    before += first
                    score += second
                else:
                    thirds = _NOTHING
                add_score(before)
                before, gift, pairs = score, to_next, its_pairs
            at += advance
        add_score(before)
        del scores[0]  # of the token before the first
        return lattice

    def _forwards(self, scores: list[float]) -> list[float]:
        """Viterbi: by how much the best path to each token's I_W is better than to its B_W.

        With two labels this one number a token is all that the best path needs.
        """
        model = self._model
        begin_begin, begin_inside = model.begin_begin, model.begin_inside
        inside_begin, inside_inside = model.inside_begin, model.inside_inside
        low, high = sorted((model.if_begins, model.if_inside))
        from_low = begin_inside - begin_begin
        from_high = inside_inside - inside_begin
        differences = scores[:1]
        add = differences.append
        difference = scores[0] if scores else 0.0
        for score in scores[1:]:
            if difference <= low:
                difference = score + from_low
            elif difference >= high:
                difference = score + from_high
            else:
                inside = max(begin_inside, difference + inside_inside)
                begins = max(begin_begin, difference + inside_begin)
                difference = score + inside - begins
            add(difference)
        return differences

    def _backwards(self, lattice: _Lattice, differences: list[float]) -> list[Span] | None:
        """Viterbi's way back, and the words that pyvi makes of the labels."""
        if_begins, if_inside = self._model.if_begins, self._model.if_inside
        words: list[Span] = []
        add = words.append
        doubt = DOUBT + DOUBT_BY_TOKEN * len(differences)
        threshold = 0.0
        after = 0  # the kind of the token after if that is to join, else 0
        word_start = word_end = 0
        for start, end, kind, difference in zip(
            reversed(lattice.starts),
            reversed(lattice.ends),
            reversed(lattice.kinds),
            reversed(differences),
            strict=True,
        ):
            if not after or kind < after:
                add((word_start, word_end))
                word_end = end
            word_start = start
            margin = difference - threshold
            if margin > doubt:
                threshold, after = if_inside, kind
            elif margin < -doubt:
                threshold, after = if_begins, 0
            else:
                return None
        add((word_start, word_end))
        words.reverse()
        words.pop()  # the one after the last
        return words
