"""Query expansion: which other forms of its words a query also looks for, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from index.storage.scoring import idf
from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.nodes import FormSet, Term
from search.engines.protocol import Snapshot
from search.plan.synonym_files import Form
from search.plan.synonyms import Place, Synonyms
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
        self._weight = ranking.synonyms
        self._places: set[tuple[str, ...]] = set()  # by their forms
        self.words = tuple(self._expanded(query))
        within = {id(syllable) for one in self.words for syllable in one.syllables}
        self._others = [one for one in query.bag.syllables if id(one) not in within]
        self._given: dict[str, float] = {}  # by the syllable: the share that other forms have of it
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
                    weight = self._weight * meaning.share * scale
                    found = FormSet(field, forms, typed=one.synonym.text)
                    df = self._snapshot.dfs([found])[0] if forms and weight else 0
                    if not df:
                        continue
                    if field == "text":
                        given += weight
                    weight *= one.boost * self._idf(field, one.place.form, df)
                    yield replace(found, weight=weight)
            for syllable in one.syllables:
                for text in (syllable.text, syllable.folded):
                    self._given[text] = max(given, self._given.get(text, 0.0))

    def _idf(self, field: str, form: Form, df: int) -> float:
        """How rare a word is in all its forms, which `df` articles have.

        The larger of two: the idf of all forms together, and the sum of the idfs of the syllables
        that were typed. Else articles with another form would rank far below those with the typed
        one, of which the syllables are rare together.
        """
        articles = self._snapshot.indexed
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

    def _find(self, analysis: Segmentation) -> list[Place]:
        if self._synonyms is None:
            return []
        return self._synonyms.find(analysis, self._marks, self._df)

    def _df(self, field: str, term: str) -> int:
        return self._snapshot.dfs([Term(field, term)])[0]

    def places(self, analysis: Segmentation, field: str | None) -> list[Place]:
        """Where words that must hold have other forms, which will do as well."""
        if field not in _FIELDS or not self._places:
            return []
        return [place for place in self._find(analysis) if place.form.terms in self._places]


def others_of(place: Place, field: str | None) -> FormSet:
    """Where any of the other forms of a place stands in a field; None is the text."""
    return FormSet(field or "text", tuple(form.terms for form in place.others()))
