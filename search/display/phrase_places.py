"""Where phrases stand among the syllables of a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from search.display.query_forms import PhraseForms


def places_in_phrases(
    phrases: Iterable[PhraseForms], exact: Mapping[int, str], folded: Mapping[int, str]
) -> dict[int, str]:
    """The places of the syllables that belong to some phrase, each with the key that it answers.

    `exact` are the syllables as they are by their rising places, `folded` the same without marks.
    """
    inside: dict[int, str] = {}
    every = {True: set(exact.values()), False: set(folded.values())}
    for forms, is_exact, slop, key, gaps in phrases:
        if every[is_exact].issuperset(forms):
            texts = exact if is_exact else folded
            places = phrase_places(texts, forms, slop, gaps)
            inside.update((place, key or texts[place]) for place in places)
    return inside


def phrase_places(
    texts: Mapping[int, str], forms: Sequence[str], slop: int, gaps: Sequence[int] = ()
) -> set[int]:
    """The places of all occurrences of `forms` in a row, each by the nearest of the form before.

    `texts` are the syllables by their rising places; `slop` is how far apart neighbours may be,
    unless `gaps` say it of each form but the first.
    The ends of the phrase up to each form are found one form after the other, as engines do.
    """
    stages: list[dict[int, int]] = []  # for each form: place -> the place of the form before
    for form, most in zip(forms, (0, *(gaps or [slop] * (len(forms) - 1))), strict=True):
        before = stages[-1] if stages else None
        stage: dict[int, int] = {}
        nearest = -1
        for place, text in texts.items():
            if text == form and (before is None or 0 <= nearest >= place - most):
                stage[place] = nearest
            if before is not None and place in before:
                nearest = place
        stages.append(stage)
    places: set[int] = set()
    ends = set(stages[-1]) if stages else set()
    for stage in reversed(stages):
        places |= ends
        ends = {stage[place] for place in ends}
    return places
