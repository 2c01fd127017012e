"""Which of the syllables that have a role to a query are matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from index.vietnamese.segmentation import Syllable
from search.display.phrase_places import places_in_phrases
from search.display.query_forms import PhraseForms, Role
from search.display.spans import Match, Matches

# The syllables of a text that have a role, each with its place among all.
Found = list[tuple[int, Syllable, Role]]
# For a syllable of the query, the forms that it has beside its neighbour of the query.
PairedForms = dict[str, set[str]]
Pairs = set[tuple[str | None, str | None]]


class _ScannedText(NamedTuple):
    """What has a role in a text, and the places of what stands in a pair."""

    found: Found
    paired: set[int]


class ScannedTextsInPython:
    """The texts of an article as far as they were looked through: what has a role in each."""

    def __init__(self, found: Mapping[str, Found], pairs: Pairs) -> None:
        """`found` is what has a role by the name of the text, `pairs` as `QueryForms` has them."""
        self._texts = {
            name: _ScannedText(each, _paired_places(each, pairs)) for name, each in found.items()
        }

    def paired_forms(self) -> PairedForms:
        """For each syllable of the query, the forms that stand beside a neighbour of the query."""
        forms: PairedForms = {}
        for text in self._texts.values():
            for place, syllable, (key, _) in text.found:
                if key is not None and place in text.paired:
                    forms.setdefault(key, set()).add(syllable.text)
        return forms

    def matches(self, forms: PairedForms, phrases: list[PhraseForms]) -> dict[str, Matches]:
        """The matches in each text by its name: syllables in a pair, and those of the right forms.

        A syllable of the query that `forms` has is answered by its forms there only. What belongs
        to one of `phrases` is a match whatever it is.
        """
        return {
            name: _matches_of(text, forms, _in_phrases(text.found, phrases))
            for name, text in self._texts.items()
        }


def _paired_places(found: Found, pairs: Pairs) -> set[int]:
    """The places of the syllables whose neighbour in the query is their neighbour here."""
    paired: set[int] = set()
    last, last_key = -1, None
    for place, syllable, (key, _) in found:
        if place == last + 1 and (last_key, key) in pairs and not syllable.after_break:
            paired.add(last)
            paired.add(place)
        last, last_key = place, key
    return paired


def _in_phrases(found: Found, phrases: Iterable[PhraseForms]) -> dict[int, str]:
    exact = {place: syllable.text for place, syllable, _ in found}
    folded = {place: syllable.folded for place, syllable, _ in found}
    return places_in_phrases(phrases, exact, folded)


def _matches_of(text: _ScannedText, forms: PairedForms, phrases: Mapping[int, str]) -> list[Match]:
    matches: list[Match] = []
    for place, (start, end, form, _, _), (key, by_pattern) in text.found:
        if place in phrases:
            matches.append(Match(start, end, phrases[place], True))
        elif key is not None:
            is_paired = place in text.paired
            if is_paired or key not in forms or form in forms[key]:
                matches.append(Match(start, end, key, is_paired))
        elif by_pattern:
            matches.append(Match(start, end, form, False))
    return matches
