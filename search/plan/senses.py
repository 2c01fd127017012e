"""The things that abbreviations stand for: those of a built-in list, and what articles explain.

Articles explain thousands, of which a query has one or none: what a form stands for is worked out
when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from index.vietnamese.abbreviations import LITTLE, Explained, essential, letters
from index.vietnamese.spelling import fold
from search.plan.forms import Form, FormIndex, Terms
from search.plan.synonym_files import BUILT_IN, built_in

MINED = "archive"
# A meaning with a smaller share is not looked for.
_LEAST_SHARE = 0.2
# An abbreviation is looked for in the place of what it stands for if it mostly stands for that.
MOSTLY = 0.5


class Meaning(NamedTuple):
    """A thing that a form stands for: its other forms that are looked for, the best known first.

    `share` is how likely it is, `articles` how many explain the form so, and `origin` is
    "archive", "built in", "everyday words", "spacing" or the file and line. With `folded` the forms
    stand for all that fold to them.
    """

    others: tuple[Form, ...]
    share: float
    articles: int
    origin: str
    folded: bool = False


class Sense:
    """A thing, and its forms by their terms. Senses come in the order of their numbers."""

    def __init__(self, number: int, origin: str, forms: Iterable[Form] = ()) -> None:
        self.number = number
        self.origin = origin
        self.forms = {form.terms: form for form in forms}
        self.listed = set(self.forms)  # the forms that need no article
        self.articles: Counter[Terms] = Counter()  # that explain it with this form

    def explain(self, forms: Iterable[Form], articles: int) -> None:
        """Take in that so many articles explain one of some forms by the other."""
        for form in forms:
            self.forms.setdefault(form.terms, form)
            self.articles[form.terms] += articles

    def keep(self, least: int, claimed: Collection[Terms]) -> None:
        """Forget the forms that too few articles have, and those that are `claimed`."""
        self.forms = {
            terms: form
            for terms, form in self.forms.items()
            if terms not in claimed and (terms in self.listed or self.articles[terms] >= least)
        }

    def place(self, terms: Terms) -> tuple[int, int]:
        """Where a form comes among those of all senses."""
        return self.number, [*self.forms].index(terms)

    def in_order(self) -> Iterator[Form]:
        """Its forms: words before abbreviations, what more articles have before others."""
        return iter(
            sorted(
                self.forms.values(), key=lambda form: (form.is_short, -self.articles[form.terms])
            )
        )


class _Explained(NamedTuple):
    """An abbreviation with what it stands for, the words of that which tell things apart, and how
    many articles explain it."""

    words: str
    texts: Explained
    articles: int


class Senses:
    """What forms mean, by the things that they stand for; any thread may ask."""

    def __init__(
        self, mined: Mapping[Explained, int], least: int, claimed: Collection[Terms]
    ) -> None:
        """`mined` says how many articles explain what, of which `least` must; what is `claimed`
        stands for nothing here."""
        self._least = least
        self._claimed = claimed
        self._built_in = built_in()
        # What differs only in a little word (và) or in signs (GD-ĐT, GD&ĐT) is one.
        keys = [(letters(short), essential(words)) for short, words in mined]
        counts: Counter[tuple[str, str]] = Counter()
        for key, articles in zip(keys, mined.values(), strict=True):
            counts[key] += articles
        self._explained = [
            _Explained(key[1], explained, articles)
            for key, (explained, articles) in zip(keys, mined.items(), strict=True)
            if counts[key] >= least
        ]
        self._by_words: dict[str, list[int]] = {}
        for number, one in enumerate(self._explained):
            self._by_words.setdefault(one.words, []).append(number)
        self._mined = FormIndex([text for one in self._explained for text in one.texts])
        self._numbers: dict[str, int | None] = {}  # of senses, by their words
        self._senses: dict[int, Sense] = {}

    def beginning(self, folded: str) -> Iterator[Form]:
        """The forms whose first syllable folds to a text, and some others."""
        yield from self._built_in.forms.beginning(folded)
        yield from self._mined.beginning(folded)

    def forms(self) -> Iterator[Form]:
        """All forms."""
        yield from self._built_in.forms
        yield from self._mined

    def having(self, form: Form) -> list[Sense]:
        """The things that a form stands for, if they have any other form, in their order."""
        numbers: set[int | None] = {*self._built_in.having(form)}
        mined = {self._explained[one // 2].words for one in self._mined.having(form)}
        numbers.update(map(self._number, mined))
        senses = map(self._sense, sorted(one for one in numbers if one is not None))
        return [one for one in senses if form.terms in one.forms and len(one.forms) > 1]

    def meanings(self, form: Form, senses: list[Sense]) -> tuple[Meaning, ...]:
        """What a form stands for, likeliest first; `senses` are those that have it."""
        found = []
        for sense, share in zip(senses, _shares(form.terms, senses), strict=True):
            if share < _LEAST_SHARE:
                continue
            others = tuple(
                other
                for other in sense.in_order()
                if other.terms != form.terms
                and other.is_searchable
                and self._share(other, sense) >= MOSTLY
            )
            if others:
                articles = sense.articles[form.terms]
                found.append(Meaning(others, share, articles, sense.origin))
        return tuple(sorted(found, key=lambda meaning: -meaning.share))

    def _share(self, form: Form, sense: Sense) -> float:
        senses = self.having(form)
        return _shares(form.terms, senses)[senses.index(sense)]

    def _number(self, words: str) -> int | None:
        """The number of the sense with some words: the place of the first built-in line that has
        them, or else one behind all lines; None where what articles explain is no form."""
        if words not in self._numbers:
            lines = len(self._built_in)
            own = (lines + one for one in self._by_words[words] if self._pair(one))
            line = self._line(words)
            self._numbers[words] = next(own, None) if line is None else line
        return self._numbers[words]

    def _line(self, words: str) -> int | None:
        """The place of the first built-in line that has some words."""
        forms = self._built_in.forms
        firsts = {fold(one) for one in (words.partition(" ")[0], *LITTLE)}
        begun = (form for first in firsts for form in forms.beginning(first))
        having = (one for form in begun for one in forms.having(form))
        numbers = (one for one in having if _words(forms.form(one)) == words)
        return min(map(self._built_in.line_of.__getitem__, numbers), default=None)

    def _pair(self, number: int) -> tuple[Form, ...]:
        """What articles explain, an abbreviation and its words; nothing where one is no form."""
        forms = self._mined.form(2 * number), self._mined.form(2 * number + 1)
        return forms if all(form.terms for form in forms) else ()

    def _sense(self, number: int) -> Sense:
        found = self._senses.get(number)
        if found is None:
            found = self._senses[number] = self._made(number)
        return found

    def _made(self, number: int) -> Sense:
        lines = len(self._built_in)
        if number < lines:
            found = Sense(number, BUILT_IN, self._built_in[number].found)
            every = {one for one in map(_words, found.forms.values()) if one is not None}
            explained = self._by_words.keys() & every
            of = {words for words in explained if self._number(words) == number}
        else:
            found = Sense(number, MINED)
            of = {self._explained[number - lines].words}
        for one in sorted(one for words in of for one in self._by_words[words]):
            found.explain(self._pair(one), self._explained[one].articles)
        found.keep(self._least, self._claimed)
        return found


def _words(form: Form) -> str | None:
    """The words of a form by which it is a thing; None for an abbreviation."""
    return None if form.is_short else essential(" ".join(form.terms))


def _shares(terms: Terms, senses: list[Sense]) -> list[float]:
    """How likely a form stands for each of its senses.

    By the articles that explain it; what is built in counts as much as the most frequent one.
    """
    most = max(1, *(sense.articles[terms] for sense in senses))
    counts = [most if terms in sense.listed else sense.articles[terms] for sense in senses]
    return [count / sum(counts) for count in counts]
