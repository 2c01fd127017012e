"""Which of the syllables that have a role to a query are matches."""

from __future__ import annotations

from index import native
from index.vietnamese.segmentation import Syllable
from search.display.query_forms import Role
from search.display.spans import Match

__all__ = ["Found", "PairedForms", "matches_of", "paired_places"]

# The syllables of a text that have a role, each with its place among all.
Found = list[tuple[int, Syllable, Role]]
# For a syllable of the query, the forms that it has beside its neighbour of the query.
PairedForms = dict[str, set[str]]


def paired_places_in_python(found: Found, pairs: set[tuple[str | None, str | None]]) -> set[int]:
    """The places of the syllables whose neighbour in the query is their neighbour here.

    `pairs` are the keys of those that are neighbours in the query.
    """
    paired: set[int] = set()
    last, last_key = -1, None
    for place, syllable, (key, _) in found:
        if place == last + 1 and (last_key, key) in pairs and not syllable.after_break:
            paired.add(last)
            paired.add(place)
        last, last_key = place, key
    return paired


def matches_of_in_python(
    found: Found, paired: set[int], forms: PairedForms, phrases: dict[int, str]
) -> list[Match]:
    """The matches among the syllables of a text: those in a pair, and those of the right forms.

    `phrases` has the places of those that belong to a phrase, with the keys that they answer.
    """
    matches: list[Match] = []
    for place, (start, end, form, _, _), (key, by_pattern) in found:
        if place in phrases:
            matches.append(Match(start, end, phrases[place], True))
        elif key is not None:
            is_paired = place in paired
            if is_paired or key not in forms or form in forms[key]:
                matches.append(Match(start, end, key, is_paired))
        elif by_pattern:
            matches.append(Match(start, end, form, False))
    return matches


if native.is_used():
    with native.loading():
        from search.display._fragments import Matcher, paired_places
    matches_of = Matcher(Match).matches
else:
    matches_of, paired_places = matches_of_in_python, paired_places_in_python
