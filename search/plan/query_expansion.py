"""Query expansion: which other forms of its words a query also looks for, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from index.storage.scoring import idf
from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.nodes import FormSet, Term
from search.engines.protocol import Snapshot
from search.plan.forms import Form
from search.plan.senses import Meaning
from search.plan.spacing import Spaced
from search.plan.synonym_files import EVERYDAY
from search.plan.synonyms import SPACING, Place, Synonyms
from search.plan.terms import Pair
from search.plan.weights import Ranking
from search.query.notes import Note, NoteCode
from search.query.parsed_query import ParsedQuery

# So many other forms of its words are looked for at most in one query.
_MOST_FORMS = 8
# What is asked of other fields (a paper's name, an address) is meant as it was typed.
_FIELDS = (None, "title", "caption")


class Synonym(NamedTuple):
    """A part of a query, query[start:end], and the other forms of it that were looked for too."""

    text: str
    forms: tuple[str, ...]
    start: int
    end: int


class ExpandedWord(NamedTuple):
    """A word of a query, and the other forms that are looked for beside it."""

    synonym: Synonym
    syllables: list[Syllable]
    place: Place
    others: tuple[Form, ...]
    boost: float


class QueryExpansion:
    """What the forms that are known for an archive add to one query."""

    def __init__(
        self,
        synonyms: Synonyms | None,
        snapshot: Snapshot,
        query: ParsedQuery,
        ranking: Ranking,
    ) -> None:
        """Without `synonyms`, nothing is added."""
        self._synonyms = synonyms
        self._snapshot = snapshot
        self._marks = query.bag.marks
        self._weights = {EVERYDAY: ranking.everyday, SPACING: ranking.spacing}
        self._weight = ranking.synonyms
        self._places: set[tuple[str, ...]] = set()  # by their forms
        self.words = tuple(self._expanded(query))
        within = {id(syllable) for one in self.words for syllable in one.syllables}
        self._others = [one for one in query.bag.syllables if id(one) not in within]
        self._given: dict[str, float] = {}  # by the syllable: the share that other forms have of it
        self._given_pairs: dict[tuple[str, str], float] = {}
        self.form_sets = tuple(self._form_sets(ranking))

    def _expanded(self, query: ParsedQuery) -> Iterator[ExpandedWord]:
        """The words of the query, outside quotation marks, that have other forms, each once."""
        found = [
            (analysis, start, boost, place)
            for analysis, start, boost in query.open_stretches()
            for place in self._find(analysis)
        ]
        asked = {place.form.terms for *_, place in found}
        left = _MOST_FORMS
        for analysis, start, boost, place in found:
            if place.form.terms in self._places or not left:
                continue
            self._places.add(place.form.terms)
            others = list(place.others())[:left]
            left -= len(others)
            kept = tuple(form for form in others if form.terms not in asked)
            asked.update(form.terms for form in kept)
            if kept:
                typed = analysis.syllables[place.first : place.last]
                begin, end = typed[0].start, typed[-1].end
                synonym = Synonym(
                    analysis.text[begin:end],
                    tuple(form.text for form in kept),
                    *query.span(start + begin, start + end),
                )
                yield ExpandedWord(synonym, typed, place, kept, boost)

    def _form_sets(self, ranking: Ranking) -> Iterator[FormSet]:
        """Each meaning of the words, with its weight."""
        for one in self.words:
            given = 0.0
            for meaning in one.place.meanings:
                kept = [form for form in meaning.others if form in one.others]
                if one.place.form.is_searchable:
                    kept.insert(0, one.place.form)
                forms = tuple(form.terms for form in kept)
                for field, scale in (("text", 1.0), ("title", ranking.title)):
                    weight = self._share(meaning) * scale
                    kind = field + "_folded" * meaning.folded
                    found = FormSet(kind, forms, typed=one.synonym.text)
                    df = self._snapshot.dfs([found])[0] if forms and weight else 0
                    if not df:
                        continue
                    if field == "text":
                        given += weight
                    weight *= one.boost * self._idf(kind, one.place.form, df)
                    yield replace(found, weight=weight)
            for texts in ([s.text for s in one.syllables], [s.folded for s in one.syllables]):
                for text in _runs(texts):
                    self._given[text] = max(given, self._given.get(text, 0.0))
                for pair in pairwise(texts):
                    self._given_pairs[pair] = max(given, self._given_pairs.get(pair, 0.0))

    def _idf(self, field: str, form: Form, df: int) -> float:
        """How rare a word is in all its forms, which `df` articles have.

        In the text the larger of two: the idf of all forms together, and the sum of the idfs of the
        syllables that were typed. Else articles with another form would rank far below those with
        the typed one, of which the syllables are rare together. In titles, where every syllable is
        rare, the sum would count the title for twice as much as that of other words.
        """
        articles = self._snapshot.indexed
        if field.startswith("title"):
            return idf(articles, df)
        dfs = self._snapshot.dfs([Term(field, term) for term in form.terms])
        return max(idf(articles, df), sum(idf(articles, one) for one in dfs if one))

    def lowered(self, terms: list[Term]) -> list[Term]:
        """The terms of the query, those of words that have other forms with less weight.

        What these words lose, they have together with their other forms.
        """
        if not self._given:
            return terms
        kept = {text: 1.0 - share for text, share in self._given.items()}
        for syllable in self._others:
            kept[syllable.text] = kept[syllable.folded] = 1.0
        return [one._replace(weight=one.weight * kept.get(one.text, 1.0)) for one in terms]

    def lowered_pairs(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """The pairs of the query, those inside words that have other forms with less weight."""
        for one in pairs:
            share = self._given_pairs.get((one.first, one.second), 0.0)
            yield replace(one, weight=one.weight * (1.0 - share)) if share else one

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """What was looked for beside the words of the query."""
        return tuple(one.synonym for one in self.words)

    @property
    def notes(self) -> list[Note]:
        """What was looked for beside the words of the query, as notes."""
        return [
            Note(NoteCode.SYNONYMS, {"text": one.text, "forms": one.forms}, one.start, one.end)
            for one in self.synonyms
        ]

    def _share(self, meaning: Meaning) -> float:
        """The share of a word's weight that its forms of one meaning have."""
        return self._weights.get(meaning.origin, self._weight) * meaning.share

    def _find(self, analysis: Segmentation) -> list[Place]:
        """The places of a text that have other forms which weigh anything, in order."""
        if self._synonyms is None:
            return []
        known = self._synonyms.find(analysis, self._marks, self._df)
        weighing = (place for place in known if any(map(self._share, place.meanings)))
        places = []
        for place in weighing:
            typed = tuple(one.text for one in analysis.syllables[place.first : place.last])
            loose = typed != place.form.terms
            one = self._synonyms.worthwhile(place, self._df_of, self._reaches, loose=loose)
            places += [one] if one is not None else []
        if self._weights[SPACING]:
            found = self._synonyms.spacing.find(analysis, self._marks, self._snapshot)
            places = _with_spaced(places, [_place(analysis, spaced) for spaced in found])
        return places

    def _df_of(self, form: Form, folded: bool) -> int:
        """How many articles have a form; `folded` tells that its marks do not count."""
        field, terms = ("text_folded", form.folded) if folded else ("text", form.terms)
        dfs = self._snapshot.dfs([Term(field, term) for term in terms])
        if len(dfs) == 1 or not all(dfs):
            return min(dfs)
        return self._snapshot.dfs([FormSet(field, (terms,))])[0]

    def _reaches(self, form: Form, several: int) -> bool:
        """Whether `several` articles at least have a form."""
        least = min(self._snapshot.dfs([Term("text", term) for term in form.terms]))
        if len(form.terms) == 1 or least < several:
            return least >= several
        return self._snapshot.reaches(FormSet("text", (form.terms,)), several)

    def _df(self, field: str, term: str) -> int:
        return self._snapshot.dfs([Term(field, term)])[0]

    def places(self, analysis: Segmentation, field: str | None) -> list[Place]:
        """Where words that must hold have other forms, which will do as well."""
        if field not in _FIELDS or not self._places:
            return []
        return [place for place in self._find(analysis) if place.form.terms in self._places]


def _place(analysis: Segmentation, one: Spaced) -> Place:
    """What is written with and without spaces, as the place of a form."""
    syllables = analysis.syllables[one.first : one.last]
    terms = tuple(syllable.folded if one.folded else syllable.text for syllable in syllables)
    text = analysis.text[syllables[0].start : syllables[-1].end]
    folded = tuple(syllable.folded for syllable in syllables)
    form = Form(text, terms, folded, frozenset())
    return Place(one.first, one.last, form, (Meaning(one.forms, 1.0, 0, SPACING, one.folded),))


def _with_spaced(places: list[Place], spaced: list[Place]) -> list[Place]:
    """Places of known forms, and those of `spaced` that do not overlap them, in order.

    Where both are about the same syllables, the forms of both are those of one thing.
    """
    known = {(place.first, place.last): place for place in places}
    taken = {at for place in places for at in range(place.first, place.last)}
    for one in spaced:
        extent = one.first, one.last
        if extent in known:
            first, *rest = known[extent].meanings
            new = set(one.others()) if one.last - one.first > 1 else set()
            others = (*first.others, *sorted(new.difference(first.others)))
            known[extent] = known[extent]._replace(meanings=(first._replace(others=others), *rest))
        elif taken.isdisjoint(range(*extent)):
            known[extent] = one
    return [known[extent] for extent in sorted(known)]


def others_of(place: Place, field: str | None) -> FormSet:
    """Where any of the other forms of a place stands in a field; None is the text."""
    folded = "_folded" * place.meanings[0].folded
    return FormSet((field or "text") + folded, tuple(form.terms for form in place.others()))


def _runs(texts: list[str]) -> Iterator[str]:
    """The syllables of a word, and all compounds that may be in it."""
    for first in range(len(texts)):
        for last in range(first + 1, len(texts) + 1):
            yield "_".join(texts[first:last])
