"""Looks through texts for the syllables that are something to a query."""

from __future__ import annotations

from collections.abc import Mapping

from index import native
from index.vietnamese.syllables import scanner
from search.display.matching import Found, ScannedTextsInPython
from search.display.query_forms import QueryForms, RoleTeller
from search.display.text_parts import MOST_COMPOSED, parts_of

__all__ = ["ScannedTexts", "TextScanner", "TextScannerInPython"]


class TextScannerInPython:
    """Looks through texts for one query.

    `strict` tells the roles of syllables to the query as it was typed, `loose` those that they have
    if its marks do not count.
    """

    def __init__(self, forms: QueryForms) -> None:
        self.strict = RoleTeller(forms.role, {})
        self.loose = RoleTeller(forms.loose_role, {})
        self._forms = forms
        self._composed = 0  # characters that were looked at in texts with decomposed letters

    @property
    def is_slow(self) -> bool:
        """Whether the texts so far took so long that no more of them should be looked through."""
        return self._composed >= MOST_COMPOSED

    def scan(
        self, texts: Mapping[str, str], roles: RoleTeller, most: int | None = None
    ) -> ScannedTextsInPython:
        """What has a role in the texts of an article; with `most`, the first so many in them."""
        every: dict[str, Found] = {}
        left = most
        for name, text in texts.items():
            found: Found = []
            if left is None:
                found = self._select(text, roles)
            elif left > 0:
                found = self._first(text, roles, left)
                left -= len(found)
            every[name] = found
        return ScannedTextsInPython(every, self._forms.pairs)

    def _select(self, text: str, roles: RoleTeller) -> Found:
        """The syllables of a text that have a role."""
        found, is_as_given = scanner().select(text, roles.role_of, roles.known, self._forms.folded)
        if not is_as_given:
            self._composed += len(text)
        return found

    def _first(self, text: str, roles: RoleTeller, most: int) -> Found:
        """The first of them; a long text is read part by part until there are enough.

        Of texts that take long, no more than the first parts are read.
        """
        parts = parts_of(text)
        if len(parts) == 1:
            found = self._select(text, roles)
            return found if len(found) <= most else found[:most]
        every: Found = []
        after = 0
        for start, end in parts:
            found = self._select(text[start:end], roles)
            every += _moved(found, after, start) if start else found
            if len(every) >= most or self.is_slow:
                return every[:most]
            after = every[-1][0] + 2 if every else 0
        return every


def _moved(found: Found, places: int, characters: int) -> Found:
    """What was found in a part of a text, with the places that it has in the whole."""
    return [
        (
            place + places,
            one._replace(start=one.start + characters, end=one.end + characters),
            role,
        )
        for place, one, role in found
    ]


if native.is_used():
    with native.loading():
        from search.display._scanning import ScannedTexts, TextScanner
else:
    ScannedTexts = ScannedTextsInPython  # type: ignore[assignment,misc]
    TextScanner = TextScannerInPython  # type: ignore[assignment,misc]
