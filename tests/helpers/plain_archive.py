"""What articles say by their own texts alone, which is what any engine must find.

Nothing here is shared with an engine but the analysis of a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from index.articles.article import Article
from index.articles.dates import timestamp
from index.articles.facets import value_identity
from index.vietnamese.segmentation import Segmentation
from search.engines import nodes
from search.engines.nodes import Node, Scored

_K1, _B = 1.2, 0.75
_GAP = 1_000  # places between two texts of an article: no phrase reaches across


class Token(NamedTuple):
    """A syllable or word in a field: its forms, its place, and whether it comes after a break."""

    forms: frozenset[str]
    at: int
    after_break: bool


class Told:
    """One article, field by field."""

    def __init__(self, article: Article, *, sees_breaks: bool = True) -> None:
        """With `sees_breaks`, punctuation between two syllables keeps them from being neighbours in
        a form that counts in scores."""
        self.article = article
        self._sees_breaks = sees_breaks
        self.texts = [article.title, article.summary, *article.captions, article.body]
        self._tokens: dict[str, list[Token]] = {}
        self._places: dict[str, dict[str, list[int]]] = {}

    @cached_property
    def published(self) -> int | None:
        """Seconds since 1970 in UTC, if there is a date."""
        return None if self.article.published is None else timestamp(self.article.published)

    def tokens(self, field: str) -> list[Token]:
        """What stands in a field, in order."""
        if field not in self._tokens:
            self._tokens[field] = self._read(field)
        return self._tokens[field]

    def _read(self, field: str) -> list[Token]:
        name, _, folded = field.partition("_")
        one = self.article
        if name == "compounds":
            words = [word for text in self.texts for word in Segmentation(text).words]
            texts = [word.folded if folded else word.text for word in words if word.is_compound]
            return [Token(frozenset({text}), at, True) for at, text in enumerate(texts)]
        named = {
            "text": self.texts,
            "title": [one.title],
            "caption": one.captions,
            "category": [one.category],
            "source": [one.source],
            "author": one.authors,
            "tag": one.tags,
            "url": [one.url],
        }
        found = []
        for number, text in enumerate(named[name]):
            for at, syllable in enumerate(Segmentation(text).syllables):
                if name in ("text", "title"):
                    forms = {syllable.folded if folded else syllable.text}
                else:
                    forms = {syllable.text, syllable.folded}
                place = number * _GAP + at
                found.append(Token(frozenset(forms), place, at == 0 or syllable.after_break))
        return found

    def places(self, field: str, term: str) -> list[int]:
        """Where a term stands."""
        if field not in self._places:
            self._places[field] = {}
            for token in self.tokens(field):
                for form in token.forms:
                    self._places[field].setdefault(form, []).append(token.at)
        return self._places[field].get(term, [])

    def pairs(self, field: str, first: str, second: str) -> int:
        """How often one term stands right behind another, with no break between them."""
        before = self.places(field, first)
        return sum(
            second in token.forms and not token.after_break and token.at - 1 in before
            for token in self.tokens(field)
        )

    def _neighbours(self, field: str, first: str, second: str) -> int:
        """How often two terms count as neighbours in a form."""
        if self._sees_breaks:
            return self.pairs(field, first, second)
        before = set(self.places(field, first))
        return sum(at - 1 in before for at in self.places(field, second))

    def frequency(self, node: Scored) -> int:
        """How often a node stands here."""
        match node:
            case nodes.Term(field, text):
                return len(self.places(field, text))
            case nodes.TermSet(field, texts):
                return sum(len(self.places(field, text)) for text in texts)
        return sum(self._in_a_row(node.field, form) for form in node.forms)

    def _in_a_row(self, field: str, form: Sequence[str]) -> int:
        if len(form) == 1:
            return len(self.places(field, form[0]))
        if not self._has_phrase(field, form, 1):
            return 0
        pairs = pairwise(form)
        return max(1, min(self._neighbours(field, *pair) for pair in pairs))

    def _has_phrase(self, field: str, terms: Sequence[str], slop: int) -> bool:
        return self._stands_in_order([(field, term) for term in terms], slop)

    def _stands_in_order(self, terms: Sequence[tuple[str, str]], slop: int) -> bool:
        """Whether each term stands at most `slop` places behind the one before, with any start."""
        return self._has_row(terms, [slop] * (len(terms) - 1))

    def _has_row(self, terms: Sequence[tuple[str, str]], gaps: Sequence[int]) -> bool:
        """Whether each term (field, text) stands within its gap behind the one before."""
        runs = [[at] for at in self.places(*terms[0])]
        for term, gap in zip(terms[1:], gaps, strict=True):
            places = self.places(*term)
            runs = [[*run, at] for run in runs for at in places if 0 < at - run[-1] <= gap]
        return bool(runs)

    def _identities(self, facet: str) -> set[str]:
        one = self.article
        printed = one.authors if facet == "author" else (getattr(one, facet),)
        return {value_identity(value) for value in printed if value}

    def holds(self, node: Node, archive: PlainArchive) -> bool:  # noqa: PLR0911, PLR0912 - one for each kind
        """Whether a node holds of this article."""
        match node:
            case nodes.Term() | nodes.TermSet() | nodes.FormSet():
                return self.frequency(node) > 0
            case nodes.Prefix(field, text):
                forms = {form for token in self.tokens(field) for form in token.forms}
                return any(form.startswith(text) for form in forms)
            case nodes.Phrase(terms, slop, gaps):
                named = [(one.field, one.text) for one in terms]
                return self._has_row(named, gaps or [slop] * (len(terms) - 1))
            case nodes.Conjunction(parts):
                return all(self.holds(one, archive) for one in parts)
            case nodes.Disjunction(parts, least):
                return [self.holds(one, archive) for one in parts].count(True) >= least
            case nodes.Negation(part):
                return not self.holds(part, archive)
            case nodes.Constant(part) | nodes.Preference(part):
                return self.holds(part, archive)
            case nodes.Dated(since, until, of):
                at = self.published if of == "published" else None
                return at is not None and since <= at <= until
            case nodes.Present(field):
                if field == "date":
                    return self.published is not None
                return bool(self.tokens(field))
            case nodes.Carrying(facet, values):
                return not self._identities(facet).isdisjoint(map(value_identity, values))
            case nodes.Sited(host):
                own = _host(self.article.url)
                return f".{own}".endswith(f".{host}") or host in own.split(".")
            case nodes.Identified(id):
                return self.article.id == id
            case nodes.NearDuplicate(id):
                return archive.group(id) == archive.group(self.article.id)
        assert isinstance(node, nodes.Everything)
        return True


def _host(url: str) -> str:
    return url.partition("//")[2].partition("/")[0].removeprefix("www.")


class PlainArchive:
    """Some articles that can be found, in the order of the input.

    Articles are near-duplicates when their bodies are the same.
    """

    def __init__(self, articles: Iterable[Article], *, sees_breaks: bool = True) -> None:
        self.told = [Told(article, sees_breaks=sees_breaks) for article in articles]
        self.articles = [one.article for one in self.told]
        self.ids = [one.id for one in self.articles]
        self._by_id = {one.article.id: one for one in self.told}
        self.dfs = lru_cache(None)(self._dfs)
        self._average = lru_cache(None)(self._average_length)

    @classmethod
    def of_lots(
        cls,
        lots: Iterable[Iterable[Article]],
        deleted: Iterable[str] = (),
        *,
        sees_breaks: bool = True,
    ) -> PlainArchive:
        """What is left of lots that were written one by one, when some articles are deleted."""
        live: dict[str, Article] = {}
        for lot in lots:
            for article in lot:
                live.pop(article.id, None)  # what replaces an article comes where it was written
                live[article.id] = article
        for id in deleted:
            del live[id]
        return cls(live.values(), sees_breaks=sees_breaks)

    def __getitem__(self, id: str) -> Told:
        return self._by_id[id]

    def group(self, id: str) -> str | None:
        """What the near-duplicates of an article have in common; None where there is none."""
        return self._by_id[id].article.body if id in self._by_id else None

    def holding(self, node: Node) -> list[str]:
        """The ids of the articles of which a node holds."""
        return [one.article.id for one in self.told if one.holds(node, self)]

    def _dfs(self, node: Scored) -> int:
        """In how many articles a node holds."""
        return sum(one.frequency(node) > 0 for one in self.told)

    def score(self, node: Scored, id: str) -> float:
        """BM25 of a node in an article; statistics are those of the articles that are here."""
        frequency, weight = self._by_id[id].frequency(node), node.weight
        if not isinstance(node, nodes.FormSet):
            df = self.dfs(node)
            weight *= log(1 + (len(self.told) - df + 0.5) / (df + 0.5))
        return weight * (_K1 + 1) * frequency / (frequency + self.length_norm(node.field, id))

    def length_norm(self, field: str, id: str) -> float:
        """k1 * (1 - b + b * length / average length)."""
        length = len(self._by_id[id].tokens(field))
        return _K1 * (1 - _B + _B * length / self._average(field))

    def _average_length(self, field: str) -> float:
        return sum(len(one.tokens(field)) for one in self.told) / len(self.told)
