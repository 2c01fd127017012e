"""Vietnamese words, as pyvi cuts them, with offsets into the text.

pyvi's model (read by `words_model`) is decoded in time linear in the length of the text: natively
by `_words` where the install had a compiler, else by `words_pure`; and once more by `words_exact`
where those cannot tell two ways to cut a text apart.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from index.vietnamese.composition import compose
from index.vietnamese.words_exact import ExactSegmenter
from index.vietnamese.words_model import load_model

implementation = "native"  # what cuts words here: this, or "pure Python"
try:
    from index.vietnamese._words import Segmenter
except ImportError:  # installed without a compiler
    from index.vietnamese.words_pure import Segmenter  # type: ignore[assignment]

    implementation = "pure Python"


def words(text: str) -> list[tuple[int, int]]:
    """The spans of pyvi's words in `text`, in order; punctuation and newlines are words too.

    The offsets count characters of `text` as given, whatever its Unicode form; letter case
    matters to pyvi. They are those of pyvi.ViTokenizer.tokenize, and where pyvi fails (lone
    surrogates) or is quadratic (long runs) those that it would give.
    """
    found = _segmenter().words(text)
    if found is not None:
        return found
    composed = compose(text)
    found = _segmenter().words(composed.text, composed=True)
    if found is None:
        found = _exact_segmenter().words(composed.text)
    return composed.given(found) if composed.changes else found


def packed_words(text: str) -> bytes:
    """What `words` gives as numbers of 32 bits: the start and the end of a word after another."""
    if implementation == "native":
        found = _segmenter().packed_words(text)
        if found is not None:
            return found
    return array("I", chain.from_iterable(words(text))).tobytes()


def words_batch(texts: Iterable[str]) -> list[list[tuple[int, int]]]:
    """What `words` gives for each of `texts`."""
    return [words(text) for text in texts]


@lru_cache(maxsize=1)
def _segmenter() -> Segmenter:
    return Segmenter(load_model())


@lru_cache(maxsize=1)
def _exact_segmenter() -> ExactSegmenter:
    return ExactSegmenter(load_model())
