"""Vietnamese words, as pyvi cuts them, with offsets into the text.

pyvi's own `tokenize` loses the offsets and joins with `_`, which texts contain too; here its
tokens and its labels are used directly and joined by the same rule.
"""

from __future__ import annotations

import re
import string
import threading
import unicodedata
from functools import lru_cache
from typing import Any

# pyvi's e-mail pattern is tried anew at every character of a run without spaces, so its cost
# is quadratic in the run's length; no Vietnamese word is that long.
_LONGEST_RUN = 256
_LONG_RUN = re.compile(rf"\S{{{_LONGEST_RUN},}}")
_SURROGATE = re.compile("[\ud800-\udfff]")

_pyvi_lock = threading.Lock()  # python-crfsuite's tagger keeps the sentence it works on


@lru_cache(maxsize=1)
def _pyvi() -> Any:
    """pyvi's tokenizer, with its model read from the temporary file that it keeps.

    A forked child deletes that file when it ends; the first prediction reads it whole.
    """
    from pyvi.ViTokenizer import ViTokenizer  # noqa: PLC0415  (one second, a hundred megabytes)

    ViTokenizer.model.predict([ViTokenizer.sent2features(["một"], False)])
    return ViTokenizer


def words(text: str) -> list[tuple[int, int]]:
    """The spans of pyvi's tokens in `text`, in order; punctuation and newlines are tokens too.

    `text` must be in NFC (`spelling.clean` gives it); letter case matters to pyvi. A run of 256
    characters or more without a space yields no word.
    """
    readable = _LONG_RUN.sub(lambda run: " " * len(run.group()), _SURROGATE.sub(" ", text))
    if not readable.strip():
        return []
    if not unicodedata.is_normalized("NFC", readable):
        raise ValueError("words() needs a text in NFC")
    with _pyvi_lock:
        pyvi = _pyvi()
        _, tokens = pyvi.sylabelize(readable)
        if not tokens:
            return []
        labels = pyvi.model.predict([pyvi.sent2features(tokens, False)])[0]
    spans: list[tuple[int, int]] = []
    end = 0
    for i, token in enumerate(tokens):
        start = readable.index(token, end)
        end = start + len(token)
        if i and labels[i] == "I_W" and _joins(tokens[i - 1], token):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _joins(before: str, token: str) -> bool:
    """pyvi's own conditions on two tokens that its model would join into one word."""
    return (
        token not in string.punctuation
        and before not in string.punctuation
        and not token[0].isdigit()
        and not before[0].isdigit()
        and not (token[0].istitle() and not before[0].istitle())
    )
