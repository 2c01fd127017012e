"""An analysis as plain data, for people and programs that want to see how a text is cut."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from index.vietnamese.segmentation import Segmentation


def describe(text: str) -> dict[str, Any]:
    """How `text` is cut, as JSON knows it: its syllables, words and pairs.

    Offsets count characters of `text`. Of a syllable or word, `text` and `folded` are its terms
    in the index, with marks and without; `first` and `last` (exclusive) number a word's syllables.
    A pair is two syllables with no punctuation between them; `first` numbers its first one.
    """
    analysis = Segmentation(text)
    syllables = [
        {
            "start": one.start,
            "end": one.end,
            "original": text[one.start : one.end],
            "text": one.text,
            "folded": one.folded,
            "after_break": one.after_break,
        }
        for one in analysis.syllables
    ]
    words = [{**one._asdict(), "compound": one.is_compound} for one in analysis.words]
    pairs = [
        {"first": first, "text": f"{one.text} {other.text}"}
        for first, (one, other) in enumerate(pairwise(analysis.syllables))
        if not other.after_break
    ]
    return {"text": text, "syllables": syllables, "words": words, "pairs": pairs}
