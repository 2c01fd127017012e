"""Occurrences of forms are those that a walk through the texts finds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeArchive, MakeInput

import index
import search
from search.engines.local import occurrences
from search.engines.local.occurrences import Forms, Occurrences
from search.engines.local.segments import Segment
from search.kernels import reference

WORDS = ("hội", "đồng", "nhân", "dân", "hđnd")
FORMS = (("hđnd",), ("hội", "đồng"), ("hội", "đồng", "nhân", "dân"), ("dân", "dân"), ("không",))


def frequency(words: list[str], form: tuple[str, ...]) -> int:
    """How often a form stands in a text: as often as its rarest pair, if it stands there at all."""
    size = len(form)
    places = [words[i : i + size] == list(form) for i in range(len(words) - size + 1)]
    if size == 1 or not any(places):
        return sum(places)
    pairs = [words[i : i + 2] for i in range(len(words) - 1)]
    return min(pairs.count(list(form[i : i + 2])) for i in range(size - 1))


def frequencies(found: Occurrences, segment: Segment, articles: int) -> list[int]:
    listed = found.within(segment)
    return np.bincount(listed.articles, listed.frequencies, articles).astype(int).tolist()


@pytest.mark.parametrize("in_python", [False, True])
def test_occurrences_are_those_of_the_texts(
    in_python: bool, make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = random.Random(7)
    texts = [source.choices(WORDS, k=source.randint(1, 30)) for _ in range(300)]
    archive = make_archive(
        *({"id": str(n), "body": " ".join(words)} for n, words in enumerate(texts))
    )
    if in_python:
        for name in ("Best", "Matches", "evaluate", "pair_frequencies"):
            monkeypatch.setattr(occurrences, name, getattr(reference, name))
    segments = archive.snapshot().segments
    for forms in (*((form,) for form in FORMS), FORMS):
        found = Forms(segments).occurrences("text", forms)
        expected = [sum(frequency(words, form) for form in forms) for words in texts]
        (segment,) = segments
        assert frequencies(found, segment, len(texts)) == expected
        assert found.df == sum(map(bool, expected))


def test_a_form_across_punctuation_is_there_once(make_archive: MakeArchive) -> None:
    segments = make_archive({"body": "Hội đồng, nhân dân. Hội đồng, nhân dân."}).snapshot().segments
    found = Forms(segments).occurrences("text", (("hội", "đồng", "nhân", "dân"),))
    assert frequencies(found, segments[0], 1) == [1]


def test_what_is_remembered_is_bounded(make_archive: MakeArchive) -> None:
    archive = make_archive(*({"body": f"từ{number} chung"} for number in range(40)))
    forms = Forms(archive.snapshot().segments)
    for number in range(3_000):
        forms.occurrences("text", (("chung",), (f"từ{number}",)))
    assert sum(found.bytes for found in forms._known.values()) == forms._bytes
    assert 0 < forms._bytes <= 20 * 40
    assert forms.occurrences("text", (("chung",),)).df == 40
    assert forms.occurrences("text", (("chung",),)) is forms.occurrences("text", (("chung",),))


def test_several_forms_are_put_together_from_those_that_were_asked_for(
    make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = Forms(
        make_archive({"body": "Hội đồng nhân dân."}, {"body": "HĐND xã."}).snapshot().segments
    )
    for form in FORMS[:2]:
        assert forms.occurrences("text", (form,)).df == 1
    monkeypatch.setattr(occurrences, "_in_a_row", None)
    found = forms.occurrences("text", FORMS[:2])
    assert found.df == 2
    assert forms.occurrences("text", FORMS[1::-1]) is found


def test_what_is_frequent_is_looked_for_in_few_segments(
    make_input: MakeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, several = tmp_path / "archive", 41
    articles = [{"id": str(n), "body": f"Hội đồng họp lần {n}."} for n in range(several)]
    index.reindex([make_input(*articles[:-1])], folder, workers=0)
    index.update([make_input(articles[-1])], folder, workers=0)
    looked: list[str] = []
    listed = occurrences._listed

    def counting(segment: Segment, *others: Any) -> Any:
        looked.append(segment.key[0])
        return listed(segment, *others)

    monkeypatch.setattr(occurrences, "_listed", counting)
    with search.open(folder) as archive:
        forms = Forms(archive.snapshot().segments)
        form = (("hội", "đồng"),)
        segments = len(forms.segments)
        assert segments > 1
        assert forms.reach("text", form, 1)
        assert len(looked) == 1
        assert not forms.reach("text", form, several + 1)
        assert len(looked) == 1 + segments
        assert forms.occurrences("text", form).df == several
        assert forms.reach("text", form, several)
        assert len(looked) == 1 + segments
