"""The terms of articles in the order of their places, in Python: the reference for `_texts`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.reference.reading import InvertedIndex

_Token = tuple[int, int, int]
"""The place of a token in its article, the number of its term, and 1 where it is after a break."""
_BASIS, _PRIME, _BITS = 2166136261, 16777619, 32  # of FNV-1a


def token_texts(index: InvertedIndex, begin: int, end: int, *, apart: bool = False) -> list[bytes]:
    """What stands in the field of each article from number `begin` to `end`, as a JSON list.

    It is a list of texts, in each of which terms of places that follow each other stand in a row,
    with spaces between; b"" where there is nothing. In a field without places all are in one row;
    with `apart` each term is a text of its own. Raises ValueError when the index is damaged.
    """
    tokens, texts = _tokens(index, begin, end)
    return [_written(of, texts, apart) for of in tokens]


def pair_number(first: bytes, second: bytes) -> int:
    """The number of two terms that stand side by side, from 0 to 65,535.

    It is the hash FNV-1a (Fowler, Noll and Vo) of both, as JSON has them and with a space between,
    whose two halves are joined.
    """
    found = _BASIS
    for byte in b" ".join((_escaped(first), _escaped(second))):
        found = ((found ^ byte) * _PRIME) & ((1 << _BITS) - 1)
    return found >> 16 ^ found & 0xFFFF


def texts_and_breaks(index: InvertedIndex, begin: int, end: int) -> tuple[list[bytes], list[bytes]]:
    """Two lists: that of `token_texts`, and for each article the pairs that a break parts.

    Of each pair of neighbours of which the second comes after a break, that is the number (see
    `pair_number`) in four hexadecimal digits, a text in a JSON list; the second time that one comes
    in an article, with ".1" behind it, then ".2". They rise; b"" stands for none.
    """
    tokens, texts = _tokens(index, begin, end)
    terms = [term for term, _, _ in index.terms_from(b"")]
    return [_written(of, texts) for of in tokens], [_parted(of, terms) for of in tokens]


def twin_texts(
    index: InvertedIndex, begin: int, end: int, marked: NDArray[np.bool_]
) -> tuple[list[bytes], list[bytes]]:
    """Two lists like that of `token_texts`, where `marked` flags some of the terms.

    The first is of the flagged terms, and of others at whose place no flagged one stands; the
    second of all others.
    """
    if len(marked) != index.terms:
        raise ValueError("a flag for each term")
    tokens, texts = _tokens(index, begin, end)
    flags = marked.tolist()
    with_marks = (_with_marks(of, flags) for of in tokens)
    others = ([one for one in of if not flags[one[1]]] for of in tokens)
    return [_written(of, texts) for of in with_marks], [_written(of, texts) for of in others]


def _tokens(index: InvertedIndex, begin: int, end: int) -> tuple[list[list[_Token]], list[bytes]]:
    """The tokens of each of some articles in their order, and all terms as JSON."""
    end = min(end, index.articles)
    begin = min(begin, end)
    tokens: list[list[_Token]] = [[] for _ in range(begin, end)]
    texts = []
    for number, (term, _, _) in enumerate(index.terms_from(b"")):
        texts.append(_escaped(term))
        _add(tokens, index, number, term, begin)
    for of in tokens:
        of.sort(key=itemgetter(0))
    return tokens, texts


def _add(
    tokens: list[list[_Token]], index: InvertedIndex, number: int, term: bytes, begin: int
) -> None:
    articles, frequencies, packed = index.postings(term)
    codes = packed if index.has_positions else np.zeros(int(frequencies.sum()), np.int64)
    for article, code in zip(
        np.repeat(articles, frequencies).tolist(), codes.tolist(), strict=True
    ):
        if begin <= article < begin + len(tokens):
            tokens[article - begin].append((code >> 1, number, code & 1))


def _with_marks(tokens: list[_Token], flags: list[bool]) -> list[_Token]:
    places = {place for place, term, _ in tokens if flags[term]}
    return [one for one in tokens if flags[one[1]] or one[0] not in places]


def _parted(tokens: Iterable[_Token], terms: list[bytes]) -> bytes:
    """The pairs across breaks as JSON."""
    at_place: dict[int, list[int]] = {}
    for place, term, _ in tokens:
        at_place.setdefault(place, []).append(term)
    numbers = sorted(
        pair_number(terms[first], terms[second])
        for place, second, after_break in tokens
        if after_break
        for first in at_place.get(place - 1, ())
    )
    return named_breaks(numbers)


def named_breaks(numbers: Iterable[int]) -> bytes:
    """Numbers of pairs that rise as a JSON list of texts (see `texts_and_breaks`)."""
    seen: Counter[int] = Counter()
    texts = []
    for number in numbers:
        again = seen[number]
        seen[number] += 1
        texts.append(b'"%04x.%d"' % (number, again) if again else b'"%04x"' % number)
    return b"[" + b",".join(texts) + b"]" if texts else b""


def _written(tokens: Iterable[_Token], texts: list[bytes], apart: bool = False) -> bytes:
    rows: list[list[bytes]] = []
    before = None
    for place, term, _ in tokens:
        if before is None or apart or place > before + 1:
            rows.append([])
        rows[-1].append(texts[term])
        before = place
    return b'["' + b'","'.join(map(b" ".join, rows)) + b'"]' if rows else b""


def _escaped(term: bytes) -> bytes:
    """The bytes of a term as they stand in a text of JSON."""
    return _SIGNS.sub(lambda found: _SIGN.get(found[0]) or b"\\u%04x" % ord(found[0]), term)


_SIGNS = re.compile(rb'["\\\x00-\x1f]')
_SIGN = {b'"': b'\\"', b"\\": b"\\\\"}
