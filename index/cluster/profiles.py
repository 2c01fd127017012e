"""The profile of one article, by what the archive knows of its words (`index.storage.profiles`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np

from index.storage.profiles import WORDS, Profile, word_number
from index.storage.scoring import saturation

_MOST_WEIGHT = 255


def profile_of(words: Counter[str], weight_of: Callable[[str], float], average: float) -> Profile:
    """The profile of an article with some words, so often each.

    `weight_of` tells the highest weight of a word, in steps, 0 for one that tells nothing;
    `average` is the average length of the field of words.
    """
    weights = {word: weight for word in words if (weight := weight_of(word))}
    frequencies = np.array([words[word] for word in weights], np.float64)
    norm = saturation(np.array([float(sum(words.values()))]), average)
    scores = np.array([*weights.values()]) * frequencies / (frequencies + norm)
    told = np.minimum(_MOST_WEIGHT, np.floor(scores + 0.5)).astype(np.int64)
    best: dict[int, int] = {}
    for word, weight in zip(weights, told.tolist(), strict=True):
        number = word_number(word.encode())
        best[number] = max(best.get(number, 0), weight)
    kept = sorted((weight, number) for number, weight in best.items() if weight)[-WORDS:]
    row = sorted(number << 8 | weight for weight, number in kept)
    return np.array([0] * (WORDS - len(row)) + row, np.uint32)
