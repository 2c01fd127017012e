"""Other forms of the words of a query: which of them are looked for, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from index.storage.scoring import idf
from index.vietnamese.analysis import Analysis, Syllable
from search.engines.local.occurrences import Forms, Occurrences, Terms
from search.engines.local.segments import Segment
from search.kernels import Kind, Tree
from search.plan.synonym_files import Form
from search.plan.synonyms import Place, Synonyms
from search.query.parser import SYNONYMS, Note, ParsedQuery
from search.ranking import Ranking, WeightedForms, WeightedTerm

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


class Widened(NamedTuple):
    """What is looked for beside a part of the query."""

    synonym: Synonym
    syllables: list[Syllable]
    place: Place
    others: tuple[Form, ...]
    boost: float


class Widening:
    """What the forms that are known for an archive add to one query."""

    def __init__(
        self, synonyms: Synonyms | None, forms: Forms, query: ParsedQuery, ranking: Ranking
    ) -> None:
        """Without `synonyms`, nothing is added."""
        self._synonyms = synonyms
        self._forms = forms
        self._marks = query.bag.marks
        self._weight = min(1.0, ranking.synonyms)
        self._places: set[Terms] = set()  # by their forms: those that other forms will do for
        self.widened = list(self._widened(query))
        within = {id(syllable) for one in self.widened for syllable in one.syllables}
        self._others = [one for one in query.bag.syllables if id(one) not in within]
        self._given: dict[str, float] = {}  # by the syllable: the share that other forms have of it
        self.groups = list(self._groups(ranking))

    def _widened(self, query: ParsedQuery) -> Iterator[Widened]:
        """The places of the query, outside quotation marks, each form once."""
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
                yield Widened(synonym, typed, place, kept, boost)

    def _groups(self, ranking: Ranking) -> Iterator[WeightedForms]:
        for one in self.widened:
            given = 0.0
            for meaning in one.place.meanings:
                kept = [form for form in meaning.others if form in one.others]
                if one.place.form.is_searchable:
                    kept.insert(0, one.place.form)
                forms = tuple(form.terms for form in kept)
                for field, scale in (("text", 1.0), ("title", ranking.title)):
                    weight = self._weight * meaning.share * scale
                    if not (forms and weight):
                        continue
                    found = self._forms.occurrences(field, forms)
                    if not found.df:
                        continue
                    if field == "text":
                        given += weight
                    weight *= one.boost * self._idf(field, one.place.form, found)
                    yield WeightedForms(one.synonym.text, field, forms, weight, found)
            for syllable in one.syllables:
                for form in (syllable.text, syllable.folded):
                    self._given[form] = max(given, self._given.get(form, 0.0))

    def _idf(self, field: str, form: Form, found: Occurrences) -> float:
        """How rare a word is in all its forms: as rare as what was typed, where that is rarer.

        An abbreviation may be much rarer than what it stands for, and words are rare together; the
        articles that have another form would not come near those that have what was typed.
        """
        segments = self._forms.segments
        terms = [term.encode() for term in form.terms]
        typed = sum(segments.idf(field, term) for term in terms if segments.df(field, term))
        return max(idf(segments.articles, found.df), typed)

    def lowered(self, terms: list[WeightedTerm]) -> list[WeightedTerm]:
        """The terms of the query, those of words that have other forms with less weight.

        What these words lose, they have together with their other forms.
        """
        if not self._given:
            return terms
        kept = {form: 1.0 - share for form, share in self._given.items()}
        for syllable in self._others:
            kept[syllable.text] = kept[syllable.folded] = 1.0
        return [replace(one, weight=one.weight * kept.get(one.term, 1.0)) for one in terms]

    @property
    def synonyms(self) -> list[Synonym]:
        """What was looked for beside the words of the query."""
        return [one.synonym for one in self.widened]

    @property
    def notes(self) -> list[Note]:
        """The same as notes."""
        return [Note(SYNONYMS, one.start, one.end) for one in self.synonyms]

    def _find(self, analysis: Analysis) -> list[Place]:
        return self._synonyms.find(analysis, self._marks) if self._synonyms else []

    def places(self, analysis: Analysis, field: str | None) -> list[Place]:
        """Where words that must hold have other forms, which will do as well."""
        if field not in _FIELDS or not self._places:
            return []
        return [place for place in self._find(analysis) if place.form.terms in self._places]

    def others(self, place: Place, field: str | None, segment: Segment) -> Tree:
        """Where any of the other forms of a place stands."""
        forms = tuple(form.terms for form in place.others())
        found = self._forms.occurrences(field or "text", forms)
        return (Kind.ARRAY, *found.within(segment), 0.0, None)

    def forms_in(self, group: WeightedForms, segment: Segment, article: int) -> list[str]:
        """The forms of a group that an article of a segment has."""
        return [
            " ".join(terms)
            for terms in group.forms
            if self._forms.occurrences(group.field, (terms,)).frequency(segment, article)
        ]
