"""What stands for what: *HĐND* for *hội đồng nhân dân*.

Known are the abbreviations that the archive's articles explain, a built-in list, and a file of the
user's own, which wins over both. A form that stands for several things (*BTV*) has several
meanings, each with its share of the articles that explain it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from math import log10
from typing import NamedTuple

from index.vietnamese.abbreviations import Explained, essential, letters
from index.vietnamese.segmentation import Segmentation, Syllable
from index.vietnamese.syllables import plain_terms
from search.plan.spacing import Spacing
from search.plan.synonym_files import BUILT_IN, EVERYDAY, Form, Line, built_in, everyday
from search.query.bag import Marks

MINED = "archive"
SPACING = "spacing"
# A meaning with a smaller share is not looked for.
_LEAST_SHARE = 0.2
# An abbreviation is looked for in the place of what it stands for if it mostly stands for that.
_MOSTLY = 0.5

# A form that is so much rarer than what was typed is not looked for: it tells of few articles more,
# and takes long for frequent words.
_RARE = 0.02

Terms = tuple[str, ...]
DfOf = Callable[[str, str], int]


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


class Known(NamedTuple):
    """A form that is known, with one of its meanings (see `Meaning`), for people to read."""

    form: str
    others: tuple[str, ...]
    share: float
    articles: int
    origin: str


class Place(NamedTuple):
    """Where a text has a known form: its syllables `first` to `last` (exclusive)."""

    first: int
    last: int
    form: Form
    meanings: tuple[Meaning, ...]

    def others(self) -> Iterator[Form]:
        """The other forms, of the likeliest meaning first, each once."""
        seen: set[Terms] = set()
        for meaning in self.meanings:
            for form in meaning.others:
                if form.terms not in seen:
                    seen.add(form.terms)
                    yield form


class _Sense:
    """A thing, and its forms by their terms."""

    def __init__(self, origin: str, forms: Iterable[Form] = ()) -> None:
        self.origin = origin
        self.forms = {form.terms: form for form in forms}
        self.listed = set(self.forms)  # the forms that need no article
        self.articles: Counter[Terms] = Counter()  # that explain it with this form

    def keep(self, least: int, claimed: set[Terms]) -> None:
        """Forget the forms that too few articles have, and those that are `claimed`."""
        self.forms = {
            terms: form
            for terms, form in self.forms.items()
            if terms not in claimed and (terms in self.listed or self.articles[terms] >= least)
        }


_Meant = tuple[Form, tuple[Meaning, ...]]


class _Sensed:
    """What forms mean, by the things that they stand for: worked out when a form is asked for."""

    def __init__(self, senses: Iterable[_Sense]) -> None:
        self._having: dict[Terms, list[_Sense]] = {}
        for sense in senses:
            for terms in sense.forms:
                self._having.setdefault(terms, []).append(sense)
        self._known_shares: dict[Terms, list[float]] = {}

    def forms(self) -> Iterable[Terms]:
        """The terms of all forms."""
        return self._having

    def form(self, terms: Terms) -> Form:
        """The form of some terms."""
        return self._having[terms][0].forms[terms]

    def meanings(self, terms: Terms) -> tuple[Meaning, ...]:
        """What a form stands for, likeliest first."""
        found = []
        for sense, share in zip(self._having[terms], self._shares(terms), strict=True):
            if share < _LEAST_SHARE:
                continue
            others = tuple(
                other
                for other in _in_order(sense)
                if other.terms != terms
                and other.is_searchable
                and self._share(other.terms, sense) >= _MOSTLY
            )
            if others:
                found.append(Meaning(others, share, sense.articles[terms], sense.origin))
        return tuple(sorted(found, key=lambda meaning: -meaning.share))

    def _share(self, terms: Terms, sense: _Sense) -> float:
        return self._shares(terms)[self._having[terms].index(sense)]

    def _shares(self, terms: Terms) -> list[float]:
        known = self._known_shares.get(terms)
        if known is None:
            known = self._known_shares[terms] = _shares(terms, self._having[terms])
        return known


class Synonyms:
    """All forms that are known for one archive."""

    def __init__(self, articles: int, mined: Mapping[Explained, int], own: Sequence[Line]) -> None:
        """`mined` says how many of the `articles` explain what; `own` are the user's."""
        self._made_of = least_articles(articles), list(mined.items())
        claimed = {form.terms for line in own for form in line.asked}
        senses = _senses(mined, least_articles(articles))
        for sense in senses:
            sense.keep(least_articles(articles), claimed)
        self._sensed = _Sensed([sense for sense in senses if len(sense.forms) > 1])
        # None where that was not asked for yet.
        self._meanings: dict[Terms, _Meant | None] = dict.fromkeys(self._sensed.forms())
        self._careful: set[Terms] = set()  # everyday words of one syllable
        self._everyday: set[tuple[Terms, Terms]] = set()  # which form finds which
        self._dfs: dict[tuple[Terms, bool], int] = {}
        self._own = claimed
        self._add_everyday(claimed)
        self._add_own(own)
        self.spacing = Spacing()
        self._by_folded: dict[Terms, list[Terms]] = {}
        self._lengths: dict[str, list[int]] = {}  # by the first folded syllable, longest first
        for terms in self._meanings:
            form = self._form(terms)
            self._by_folded.setdefault(form.folded, []).append(terms)
            lengths = self._lengths.setdefault(form.folded[0], [])
            if len(terms) not in lengths:
                lengths.append(len(terms))
                lengths.sort(reverse=True)

    def are_of(self, articles: int, mined: Mapping[Explained, int]) -> bool:
        """Whether an archive of which this is known has the same forms, beside the user's own."""
        return self._made_of == (least_articles(articles), list(mined.items()))

    def of_another_snapshot(self) -> Synonyms:
        """The same forms, of which nothing is known yet that was looked up in an archive."""
        other = copy(self)
        other._dfs, other.spacing = {}, Spacing()
        return other

    def _form(self, terms: Terms) -> Form:
        meant = self._meanings[terms]
        return self._sensed.form(terms) if meant is None else meant[0]

    def _meant(self, terms: Terms) -> _Meant:
        """A form with its meanings, of which there may be none."""
        meant = self._meanings[terms]
        if meant is None:
            meant = self._sensed.form(terms), self._sensed.meanings(terms)
            self._meanings[terms] = meant
        return meant

    def _add_everyday(self, claimed: set[Terms]) -> None:
        """Everyday words beside what is known already, but for forms that are `claimed`."""
        for line in everyday():
            for form in line.asked:
                others = tuple(
                    one
                    for one in line.found
                    if one.terms != form.terms and one.terms not in claimed
                )
                if form.terms in claimed or not others:
                    continue
                self._everyday.update((form.terms, one.terms) for one in others)
                unknown: _Meant = form, ()
                is_listed = form.terms in self._meanings
                known, meanings = self._meant(form.terms) if is_listed else unknown
                if meanings:
                    first, *rest = meanings
                    new = (
                        one for one in others if one.terms not in {o.terms for o in first.others}
                    )
                    meanings = (first._replace(others=(*first.others, *new)), *rest)
                else:
                    known, meanings = form, (Meaning(others, 1.0, 0, EVERYDAY),)
                    self._meanings.pop(form.terms, None)  # it comes after all that have one
                    if len(form.terms) == 1:
                        self._careful.add(form.terms)
                self._meanings[form.terms] = known, meanings

    def _add_own(self, own: Sequence[Line]) -> None:
        """The user's lines; a form that several of them name stands for all that they say."""
        found: dict[Terms, tuple[Form, dict[Terms, Form], str]] = {}
        for line in own:
            for form in line.asked:
                _, others, _ = found.setdefault(form.terms, (form, {}, line.where))
                for other in line.found:
                    if other.terms != form.terms and other.is_searchable:
                        others.setdefault(other.terms, other)
        for terms, (form, others, where) in found.items():
            if others:
                meaning = Meaning(tuple(others.values()), 1.0, 0, where)
                self._meanings[terms] = form, (meaning,)

    def known(self) -> list[Known]:
        """Every form with each of its meanings: the most explained first, then by the form."""
        known = [
            Known(form.text, tuple(other.text for other in others), share, articles, origin)
            for form, meanings in map(self._meant, self._meanings)
            for others, share, articles, origin, _ in meanings
        ]
        return sorted(known, key=lambda one: (-one.articles, one.form, -one.share))

    def worthwhile(
        self, place: Place, df_of: Callable[[Form, bool], int], *, loose: bool
    ) -> Place | None:
        """A place without the forms that are not worth looking for; None where nothing is left.

        These are everyday words that no article has, and what is much rarer than what was typed,
        unless the user's own file asks for it. A `loose` place was typed without marks: what
        mostly stands for other words (tu nhan for tư nhân) is none of everyday words. `df_of` tells
        how many articles have a form, with its marks or (True) any; the answers are remembered.
        """

        def known(form: Form, folded: bool = False) -> int:
            key = form.terms, folded
            if key not in self._dfs:
                self._dfs[key] = df_of(form, folded)
            return self._dfs[key]

        def is_kept(form: Form) -> bool:
            is_everyday = (place.form.terms, form.terms) in self._everyday
            return known(form) >= max(least, int(is_everyday))

        if place.form.terms in self._own:
            return place
        is_doubtful = loose and place.meanings[0].origin == EVERYDAY
        if is_doubtful and known(place.form) < _MOSTLY * known(place.form, True):
            return None
        least = int(_RARE * known(place.form)) if place.form.is_searchable else 0
        meanings = []
        for meaning in place.meanings:
            others = tuple(filter(is_kept, meaning.others))
            if others:
                meanings.append(meaning._replace(others=others))
        return place._replace(meanings=tuple(meanings)) if meanings else None

    def find(self, analysis: Segmentation, marks: Marks, df: DfOf) -> list[Place]:
        """Where a text has known forms, from the left, the longest first, none within another.

        `marks` says how the query that the text belongs to was typed, `df` in how many articles a
        term of a field stands.
        """
        places: list[Place] = []
        syllables = analysis.syllables
        at = 0
        for i, syllable in enumerate(syllables):
            if i >= at and syllable.folded in self._lengths:
                place = self._at(analysis, i, marks, df)
                if place is not None:
                    places.append(place)
                    at = place.last
        return places

    def _at(self, analysis: Segmentation, i: int, marks: Marks, df: DfOf) -> Place | None:
        text, syllables = analysis.text, analysis.syllables
        for length in self._lengths[syllables[i].folded]:
            if i + length > len(syllables):
                continue
            typed = syllables[i : i + length]
            key = tuple(syllable.folded for syllable in typed)
            found = [
                terms
                for terms in self._by_folded.get(key, ())
                if _is_typed(text, typed, self._form(terms), marks, df)
                and (terms not in self._careful or _is_a_word(analysis, i, terms, df))
                and self._meant(terms)[1]
            ]
            if found:
                as_typed = tuple(syllable.text for syllable in typed)
                best = as_typed if as_typed in found else found[0]
                return Place(i, i + length, *self._meant(best))
        return None


def _is_typed(text: str, typed: list[Syllable], form: Form, marks: Marks, df: DfOf) -> bool:
    """Whether a form stands for syllables of a query that have its folded form."""
    if any(s.after_break and at not in form.breaks for at, s in enumerate(typed) if at):
        return False
    lenient = marks is not Marks.ALL or form.is_short
    for syllable, term in zip(typed, form.terms, strict=True):
        if syllable.text != term and (syllable.is_marked or not lenient):
            return False
    if not form.is_short or _is_in_capitals(text, typed[0].start, typed[-1].end):
        return True
    return form.is_searchable and all(
        syllable.is_marked or _is_plain(syllable.folded, term, df)
        for syllable, term in zip(typed, form.terms, strict=True)
    )


def _is_a_word(analysis: Segmentation, i: int, terms: Terms, df: DfOf) -> bool:
    """Whether a syllable was typed as `terms`, and is neither a part of a word nor of a name."""
    syllable = analysis.syllables[i]
    if (syllable.text,) != terms:
        return False
    if not syllable.is_marked and not _is_plain(syllable.folded, syllable.text, df):
        return False
    if not any(word.first == i and word.last == i + 1 for word in analysis.words):
        return False
    beside = analysis.syllables[max(0, i - 1) : i] + analysis.syllables[i + 1 : i + 2]
    capitals = [analysis.text[one.start].isupper() for one in (syllable, *beside)]
    return not (capitals[0] and any(capitals[1:])) or analysis.text.isupper()


def _is_plain(folded: str, term: str, df: DfOf) -> bool:
    """Whether most articles that have any form of a syllable have this one."""
    return df("text", term) >= _MOSTLY * df("text_folded", folded)


def least_articles(articles: int) -> int:
    """How many articles must explain an abbreviation before it is believed.

    One in an archive of less than ten thousand, and one more with each further power of ten: the
    more articles, the more often one mistake is made twice.
    """
    return max(1, int(log10(max(articles, 1))) - 2)


def _senses(mined: Mapping[Explained, int], least: int) -> list[_Sense]:
    """The things that the built-in list and the articles name."""
    senses = [_Sense(BUILT_IN, line.found) for line in built_in()]
    by_words: dict[str, _Sense] = {}
    for sense in senses:
        for form in sense.forms.values():
            if not form.is_short:
                by_words.setdefault(essential(" ".join(form.terms)), sense)
    # What differs only in a little word (và) or in signs (GD-ĐT, GD&ĐT) is one.
    keys = [(letters(short), essential(words)) for short, words in mined]
    counts: Counter[tuple[str, str]] = Counter()
    for key, articles in zip(keys, mined.values(), strict=True):
        counts[key] += articles
    known = plain_terms(" ".join(" ".join(one) for one in mined).split())
    for key, (explained, articles) in zip(keys, mined.items(), strict=True):
        if counts[key] < least:
            continue
        forms = [Form.of(text, known) for text in explained]
        if not all(form.terms for form in forms):
            continue
        bare = key[1]
        if bare not in by_words:
            by_words[bare] = _Sense(MINED)
            senses.append(by_words[bare])
        sense = by_words[bare]
        for form in forms:
            sense.forms.setdefault(form.terms, form)
            sense.articles[form.terms] += articles
    return senses


def _shares(terms: Terms, senses: list[_Sense]) -> list[float]:
    """How likely a form stands for each of its senses.

    By the articles that explain it; what is built in counts as much as the most frequent one.
    """
    most = max(1, *(sense.articles[terms] for sense in senses))
    counts = [most if terms in sense.listed else sense.articles[terms] for sense in senses]
    return [count / sum(counts) for count in counts]


def _in_order(sense: _Sense) -> Iterator[Form]:
    """The forms of a sense: words before abbreviations, what more articles have before others."""
    return iter(
        sorted(sense.forms.values(), key=lambda form: (form.is_short, -sense.articles[form.terms]))
    )


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    """Whether a part of a query is in capitals, and not only because all of the query is."""
    others = text[:start] + text[end:]
    return text[start:end].isupper() and not others.isupper()
