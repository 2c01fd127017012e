"""What stands for what: *HĐND* for *hội đồng nhân dân*.

Known are the abbreviations that the archive's articles explain, a built-in list, and a file of the
user's own, which wins over both. A form that stands for several things (*BTV*) has several
meanings, each with its share of the articles that explain it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from math import log10
from typing import NamedTuple

from index.vietnamese.abbreviations import Explained
from index.vietnamese.segmentation import Segmentation, Syllable
from search.plan.forms import Form, Terms
from search.plan.senses import MOSTLY, Meaning, Senses
from search.plan.spacing import Spacing
from search.plan.synonym_files import EVERYDAY, Line, everyday
from search.query.bag import Marks

SPACING = "spacing"

# A form that is so much rarer than what was typed is not looked for: it tells of few articles more,
# and takes long for frequent words.
_RARE = 0.02

# What is known of the archive comes first, then everyday words, then what the user says.
_SENSED, _EVERYDAY, _OWN = range(3)

DfOf = Callable[[str, str], int]


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


class _Meant(NamedTuple):
    """What is known of a form: the form as it is best known, and its meanings, of which there may
    be none.

    `everyday` are the forms that it finds as an everyday word; one that `is_careful` is such a word
    of one syllable and nothing else. Of several forms the one with the lowest `place` comes first.
    """

    form: Form
    meanings: tuple[Meaning, ...]
    everyday: frozenset[Terms]
    is_careful: bool
    place: tuple[int, ...]


class _Begun(NamedTuple):
    """The forms that begin with a syllable: by their folded terms, and how many syllables they
    have, the longest first."""

    by_folded: Mapping[Terms, Sequence[Form]]
    lengths: Sequence[int]


class Synonyms:
    """All forms that are known for one archive; any thread may ask.

    What a form means is worked out when a query has it.
    """

    def __init__(self, articles: int, mined: Mapping[Explained, int], own: Sequence[Line]) -> None:
        """`mined` says how many of the `articles` explain what; `own` are the user's."""
        least = least_articles(articles)
        self._made_of = least, list(mined.items())
        self._own = _meant_by(own)
        self._claimed = {form.terms: form for line in own for form in line.asked}
        self._claimed_by_first: dict[str, list[Form]] = {}
        for form in self._claimed.values():
            self._claimed_by_first.setdefault(form.folded[0], []).append(form)
        self._senses = Senses(mined, least, self._claimed.keys())
        self._everyday = everyday()
        self._begun: dict[str, _Begun] = {}  # by the first folded syllable
        self._known: dict[Terms, _Meant | None] = {}
        self._dfs: dict[tuple[Terms, bool], int] = {}
        self._reached: dict[Terms, int] = {}  # so many articles have a form, or more
        self.spacing = Spacing()

    def are_of(self, articles: int, mined: Mapping[Explained, int]) -> bool:
        """Whether an archive of which this is known has the same forms, beside the user's own."""
        return self._made_of == (least_articles(articles), list(mined.items()))

    def of_another_snapshot(self) -> Synonyms:
        """The same forms, of which nothing is known yet that was looked up in an archive."""
        other = copy(self)
        other._dfs, other._reached, other.spacing = {}, {}, Spacing()
        return other

    def _beginning(self, folded: str) -> _Begun:
        found = self._begun.get(folded)
        if found is None:
            by_folded: dict[Terms, dict[Terms, Form]] = {}
            own = self._claimed_by_first.get(folded, ())
            for form in (
                *self._senses.beginning(folded),
                *self._everyday.forms.beginning(folded),
                *own,
            ):
                if form.folded[:1] == (folded,):
                    by_folded.setdefault(form.folded, {}).setdefault(form.terms, form)
            lengths = sorted({*map(len, by_folded)}, reverse=True)
            forms = {key: [*some.values()] for key, some in by_folded.items()}
            found = _Begun(forms, lengths)
            if forms:
                self._begun[folded] = found
        return found

    def _meant(self, form: Form) -> _Meant | None:
        """What is known of a form; None where it is none that anything stands for."""
        if form.terms not in self._known:
            self._known[form.terms] = self._looked_up(form)
        return self._known[form.terms]

    def _looked_up(self, form: Form) -> _Meant | None:
        if form.terms in self._claimed:
            return self._own.get(form.terms)
        senses = self._senses.having(form)
        found = None
        if senses:
            first = senses[0]
            place = (_SENSED, *first.place(form.terms))
            meanings = self._senses.meanings(form, senses)
            found = _Meant(first.forms[form.terms], meanings, frozenset(), False, place)
        for number in self._everyday.having(form):
            found = self._with_everyday(form.terms, self._everyday[number], number, found)
        return found

    def _with_everyday(
        self, terms: Terms, line: Line, number: int, found: _Meant | None
    ) -> _Meant | None:
        """What is known of a form, and what a line of everyday words says of it."""
        others = tuple(
            one for one in line.found if one.terms != terms and one.terms not in self._claimed
        )
        for at, form in enumerate(line.asked):
            if form.terms != terms or not others:
                continue
            finds = frozenset(one.terms for one in others)
            if found is None or not found.meanings:
                every = (Meaning(others, 1.0, 0, EVERYDAY),)
                found = _Meant(form, every, finds, len(terms) == 1, (_EVERYDAY, number, at))
                continue
            first, *rest = found.meanings
            known = {one.terms for one in first.others}
            new = (one for one in others if one.terms not in known)
            found = found._replace(
                meanings=(first._replace(others=(*first.others, *new)), *rest),
                everyday=found.everyday | finds,
            )
        return found

    def known(self) -> list[Known]:
        """Every form with each of its meanings: the most explained first, then by the form."""
        own, everyday = self._claimed.values(), self._everyday.forms
        every = (*self._senses.forms(), *everyday, *own)
        forms = {form.terms: form for form in every if form.terms}
        meant = (one for one in map(self._meant, forms.values()) if one is not None)
        known = [
            Known(one.form.text, tuple(other.text for other in others), share, articles, origin)
            for one in sorted(meant, key=lambda one: one.place)
            for others, share, articles, origin, _ in one.meanings
        ]
        return sorted(known, key=lambda one: (-one.articles, one.form, -one.share))

    def worthwhile(
        self,
        place: Place,
        df_of: Callable[[Form, bool], int],
        reaches: Callable[[Form, int], bool],
        *,
        loose: bool,
    ) -> Place | None:
        """A place without the forms that are not worth looking for; None where nothing is left.

        These are everyday words that no article has, and what is much rarer than what was typed,
        unless the user's own file asks for it. A `loose` place was typed without marks: what
        mostly stands for other words (tu nhan for tư nhân) is none of everyday words. `df_of` tells
        how many articles have a form, with its marks or (True) any, and `reaches` whether so many
        do; the answers are remembered.
        """

        def known(form: Form, folded: bool = False) -> int:
            key = form.terms, folded
            if key not in self._dfs:
                self._dfs[key] = df_of(form, folded)
            return self._dfs[key]

        meant = self._meant(place.form)

        def is_frequent(several: int) -> bool:
            terms = place.form.terms
            if (terms, False) in self._dfs:
                return self._dfs[terms, False] >= several
            if self._reached.get(terms, 0) < several:
                if not reaches(place.form, several):
                    return False
                self._reached[terms] = several
            return True

        def is_kept(form: Form) -> bool:
            is_everyday = meant is not None and form.terms in meant.everyday
            df = known(form)
            if df < int(is_everyday):
                return False
            return not (place.form.is_searchable and is_frequent(_much_more_than(df)))

        if place.form.terms in self._claimed:
            return place
        is_doubtful = loose and place.meanings[0].origin == EVERYDAY
        if is_doubtful and known(place.form) < MOSTLY * known(place.form, True):
            return None
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
        for i in range(len(syllables)):
            if i >= at:
                place = self._at(analysis, i, marks, df)
                if place is not None:
                    places.append(place)
                    at = place.last
        return places

    def _at(self, analysis: Segmentation, i: int, marks: Marks, df: DfOf) -> Place | None:
        text, syllables = analysis.text, analysis.syllables
        begun = self._beginning(syllables[i].folded)
        for length in begun.lengths:
            if i + length > len(syllables):
                continue
            typed = syllables[i : i + length]
            key = tuple(syllable.folded for syllable in typed)
            known = map(self._meant, begun.by_folded.get(key, ()))
            found = [
                meant
                for meant in known
                if meant is not None
                and meant.meanings
                and _is_typed(text, typed, meant.form, marks, df)
                and (not meant.is_careful or _is_a_word(analysis, i, meant.form.terms, df))
            ]
            if found:
                as_typed = tuple(syllable.text for syllable in typed)
                best = min(found, key=lambda one: (one.form.terms != as_typed, one.place))
                return Place(i, i + length, best.form, best.meanings)
        return None


def _much_more_than(df: int) -> int:
    """The least df beside which another is rare."""
    found = max(0, int((df + 1) / _RARE) - 2)
    while int(_RARE * found) <= df:
        found += 1
    return found


def _meant_by(own: Sequence[Line]) -> dict[Terms, _Meant]:
    """What the user's lines say; a form that several of them name stands for all that they say."""
    found: dict[Terms, tuple[Form, dict[Terms, Form], str]] = {}
    for line in own:
        for form in line.asked:
            _, others, _ = found.setdefault(form.terms, (form, {}, line.where))
            for other in line.found:
                if other.terms != form.terms and other.is_searchable:
                    others.setdefault(other.terms, other)
    return {
        terms: _Meant(
            form,
            (Meaning(tuple(others.values()), 1.0, 0, where),),
            frozenset(),
            False,
            (_OWN, number),
        )
        for number, (terms, (form, others, where)) in enumerate(found.items())
        if others
    }


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
    return df("text", term) >= MOSTLY * df("text_folded", folded)


def least_articles(articles: int) -> int:
    """How many articles must explain an abbreviation before it is believed.

    One in an archive of less than ten thousand, and one more with each further power of ten: the
    more articles, the more often one mistake is made twice.
    """
    return max(1, int(log10(max(articles, 1))) - 2)


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    """Whether a part of a query is in capitals, and not only because all of the query is."""
    others = text[:start] + text[end:]
    return text[start:end].isupper() and not others.isupper()
