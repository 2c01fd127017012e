"""Signatures estimate how alike texts are, natively and in Python to the same byte."""

from __future__ import annotations

import random
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.signatures import BINS, Signature, SignatureInPython
from index.build.duplicates import similarities
from index.storage.columns import banded
from index.vietnamese.syllables import FoundInPython, scanner

SYLLABLES = [first + rest for first in "bcdghklmnprstvx" for rest in ("á", "ông", "ướ", "ăn", "ề")]


def signature_of(*texts: str) -> bytes:
    signature = Signature()
    for text in texts:
        signature.add(scanner().find(text))
    return signature.packed()


def estimate(one: str, other: str) -> float:
    return float(similarities(*(banded(signature_of(text)) for text in (one, other)))[0])


def exact(one: str, other: str) -> float:
    sets = [set(zip(t.split(), t.split()[1:], t.split()[2:], strict=False)) for t in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def changed(text: str, count: int, source: random.Random) -> str:
    """The text with some syllables replaced."""
    syllables = text.split()
    for place in source.sample(range(len(syllables)), count):
        syllables[place] = source.choice(SYLLABLES)
    return " ".join(syllables)


@given(st.lists(st.text(max_size=20) | st.lists(st.sampled_from(SYLLABLES)).map(" ".join)))
def test_native_code_gives_the_bytes_of_python(texts: list[str]) -> None:
    reference = SignatureInPython()
    for text in texts:
        reference.add(FoundInPython(text, None, None))
    assert signature_of(*texts) == reference.packed()


def test_signatures_are_the_same_on_every_machine() -> None:
    text = " ".join(SYLLABLES)
    digest = sha256(signature_of(text, "Bến Trúc", text[::-1])).hexdigest()
    assert digest == "5a2275f65db6a80f3c093e729d6b05df8921bb34dadaaf27fed263769c95edaa"


@pytest.mark.parametrize("text", ["", "…", " \n "])
def test_a_text_without_syllables_has_no_signature(text: str) -> None:
    assert signature_of(text) == b""


@pytest.mark.parametrize("text", ["cầu", "cầu treo", "Cầu, treo bản"])
def test_the_shortest_texts_have_one_shingle(text: str) -> None:
    signature = signature_of(text)
    assert len(signature) == BINS
    assert np.count_nonzero(np.frombuffer(signature, np.uint8)) == 1
    assert signature_of(text.lower().replace(",", "")) == signature
    assert signature_of(f"{text} dài") != signature


def test_a_long_text_is_estimated_within_the_error() -> None:
    source = random.Random(1)
    errors = []
    for _ in range(300):
        text = " ".join(source.choices(SYLLABLES, k=500))
        other = changed(text, source.randint(0, 60), source)
        errors.append(estimate(text, other) - exact(text, other))
    assert abs(np.mean(errors)) < 0.01
    assert np.std(errors) < 0.05


def test_a_short_text_is_estimated_nearly_exactly() -> None:
    source = random.Random(2)
    errors = []
    for _ in range(300):
        text = " ".join(source.choices(SYLLABLES, k=source.randint(5, 20)))
        other = changed(text, source.randint(0, 2), source)
        errors.append(estimate(text, other) - exact(text, other))
    assert np.std(errors) < 0.03


def test_texts_of_other_words_are_not_alike() -> None:
    source = random.Random(3)
    texts = [" ".join(source.choices(SYLLABLES, k=300)) for _ in range(40)]
    assert max(estimate(one, other) for one in texts for other in texts if one != other) < 0.1
