"""Words and names in one of the ways to write them, and where many of these are found again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.syllables import PlainTerms, rough, rough_beginnings

Terms = tuple[str, ...]
_NO_TERMS: Mapping[str, PlainTerms] = {}


class Form(NamedTuple):
    """A word or a name in one of the ways to write it.

    `terms` are its syllables as the index holds them, `folded` the same without marks; `breaks`
    are the places of those that punctuation keeps from the one before.
    """

    text: str
    terms: tuple[str, ...]
    folded: tuple[str, ...]
    breaks: frozenset[int]

    @classmethod
    def of(cls, text: str, known: Mapping[str, PlainTerms] = _NO_TERMS) -> Form:
        """The form that was written so; without terms if there is nothing to search for in it.

        It is put together of words that are `known`, where it has no others.
        """
        plain = [known.get(word) for word in text.split(" ")]
        if None not in plain:
            terms, folded = zip(*plain, strict=True)
            return cls(text, terms, folded, frozenset())
        syllables = Segmentation(text).syllables
        return cls(
            text,
            tuple(syllable.text for syllable in syllables),
            tuple(syllable.folded for syllable in syllables),
            frozenset(i for i, syllable in enumerate(syllables) if i and syllable.after_break),
        )

    @property
    def is_short(self) -> bool:
        """Whether it is an abbreviation: all in capitals, at least two."""
        return self.text.isupper() and sum(map(str.isupper, self.text)) > 1

    @property
    def is_searchable(self) -> bool:
        """Whether the index can tell it from other words.

        It keeps no capitals: *CA* and *TƯ* cannot be told from the syllables *ca* and *tư*.
        """
        return not (self.is_short and len(self.terms) == 1 and is_syllable(self.terms[0]))


class FormIndex:
    """The forms that some texts are, by their first syllables: cut when one is asked for.

    Any thread may ask.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """`texts` have single spaces; forms are numbered in their order."""
        self.texts = texts
        self._forms: dict[int, Form] = {}
        self._by_terms: dict[str, dict[Terms, list[int]]] = {}
        self._by_first: dict[str, list[int]] = {}
        for number, known in enumerate(rough_beginnings(texts)):
            first = known or self._first(number)
            if first:
                self._by_first.setdefault(first, []).append(number)

    def _first(self, number: int) -> str:
        """What the first syllable of a form folds to, roughly; nothing for one without any."""
        return rough("".join(self.form(number).folded[:1]))

    def __iter__(self) -> Iterator[Form]:
        return map(self.form, range(len(self.texts)))

    def form(self, number: int) -> Form:
        """The form of a number."""
        found = self._forms.get(number)
        if found is None:
            found = self._forms[number] = Form.of(self.texts[number])
        return found

    def beginning(self, folded: str) -> list[Form]:
        """The forms whose first syllable folds to a text, and some others, each once."""
        return [self.form(numbers[0]) for numbers in self._numbers(folded).values()]

    def _numbers(self, folded: str) -> Mapping[Terms, list[int]]:
        """The terms of these, with the numbers of all forms that have them, which rise."""
        first = rough(folded)
        numbers = self._by_first.get(first)
        if numbers is None:
            return {}
        found = self._by_terms.get(first)
        if found is None:
            found = {}
            for number in numbers:
                found.setdefault(self.form(number).terms, []).append(number)
            self._by_terms[first] = found
        return found

    def having(self, form: Form) -> list[int]:
        """The numbers of the forms that have the terms of one, which rise."""
        return self._numbers(form.folded[0]).get(form.terms, [])
