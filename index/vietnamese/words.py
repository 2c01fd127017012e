"""Vietnamese words, as pyvi cuts them, with offsets into the text.

pyvi's model (read by `words_model`) is decoded in time linear in the length of the text: by
`_words` or, where that does not run (see `index.native`), by `words_reference`; and once more by
`words_exact` where those cannot tell two ways to cut a text apart.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import chain

from index import native
from index.vietnamese.words_exact import ExactSegmenter
from index.vietnamese.words_model import load_model

if native.is_used():
    with native.loading():
        from index.vietnamese._words import Segmenter
else:
    from index.vietnamese.words_reference import Segmenter  # type: ignore[assignment]


def words(text: str) -> list[tuple[int, int]]:
    """The spans of pyvi's words in `text`, in order; punctuation and newlines are words too.

    `text` is in NFC, as `spelling.clean` makes it; a text in another form is cut as it stands,
    which pyvi does not do. Offsets count its characters, and letter case matters. The words are
    those of pyvi.ViTokenizer.tokenize; where pyvi fails (lone surrogates) or takes quadratic time
    (long runs), they are those that it would give.
    """
    found = _segmenter().words(text, composed=True)
    return _exact_segmenter().words(text) if found is None else found


def packed_words(text: str) -> bytes:
    """The words of `text` as numbers of 32 bits: start and end of the first, then of the next."""
    if native.is_used():
        found = _segmenter().packed_words(text)
        if found is not None:
            return found
    return array("I", chain.from_iterable(words(text))).tobytes()


@lru_cache(maxsize=1)
def _segmenter() -> Segmenter:
    return Segmenter(load_model())


@lru_cache(maxsize=1)
def _exact_segmenter() -> ExactSegmenter:
    return ExactSegmenter(load_model())
