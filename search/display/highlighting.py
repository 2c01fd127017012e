"""Where the words of a query stand in the original text of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from search.display.matching import PairedForms
from search.display.query_forms import QueryForms, RoleTeller
from search.display.spans import Matches
from search.display.text_scanner import ScannedTexts, TextScanner
from search.engines.nodes import TermSet
from search.plan.query_expansion import ExpandedWord
from search.query.conditions import Fuzzy, Quoted
from search.query.parsed_query import ParsedQuery

# So many syllables that may be matches are looked at in an article that others are judged beside.
MOST_BESIDE = 5_000
# After so many matches of one article, not all of its texts are looked at.
MOST_FOLLOWED = 20_000
# An article's own forms are those in so many characters of its texts.
_JUDGED_BY = 100_000


class Highlighter:
    """Finds the words of one query in texts."""

    def __init__(
        self,
        query: ParsedQuery,
        words_of: Callable[[Fuzzy], TermSet] | None = None,
        expanded: Iterable[ExpandedWord] = (),
        only: Set[str] | None = None,
        named: Iterable[Quoted] = (),
    ) -> None:
        """Prepare for `query`; the arguments are those of `QueryForms`."""
        self._forms = QueryForms(query, words_of, expanded, only, named)
        self._scanner = TextScanner(self._forms)

    def find(
        self, articles: Sequence[Mapping[str, str]], most: int | None = None
    ) -> list[dict[str, Matches]]:
        """For each of some articles, the matches in each of its texts, in order.

        With `most`, an article's texts are looked through until so many syllables were found that
        may be matches.

        A syllable typed without marks stands for all that fold to it. But where the article (or
        else another of them) has it beside its neighbour of the query, only the forms that it has
        there are matches: `mat tran` marks *mặt* in *bề mặt*, and not *mất*. Where an article has
        none of the query's syllables as typed, those with other marks are matches.
        """
        if not self._forms:
            return [{name: [] for name in texts} for texts in articles]
        strict = self._scanner.strict
        scanned = [self._scanner.scan(texts, strict, most) for texts in articles]
        own = [one.paired_forms() if self._forms.has_folded else {} for one in scanned]
        shared = _joined(own)
        return [
            self._matches_in(article, texts, {**shared, **forms}, most)
            for article, texts, forms in zip(articles, scanned, own, strict=True)
        ]

    def _matches_in(
        self,
        article: Mapping[str, str],
        texts: ScannedTexts,
        forms: PairedForms,
        most: int | None,
    ) -> dict[str, Matches]:
        found = texts.matches(forms, self._forms.phrases)
        if not any(found.values()) and self._forms.is_strict:
            texts = self._scanner.scan(article, self._scanner.loose, most)
            found = texts.matches(texts.paired_forms(), self._forms.phrases)
        return found

    @property
    def judges(self) -> bool:
        """Whether what matches depends on what stands beside it, in these texts or in others."""
        return bool(self._forms.pairs)

    def follow(
        self,
        texts: Mapping[str, str],
        others: Sequence[Mapping[str, str]],
        wanted: Callable[[str], bool],
    ) -> Iterator[tuple[str, Matches]]:
        """The matches in the texts of one article, judged beside `others`: each text by its name.

        They are those of `find`, but no more is held than what is found in one text: an article
        may be all matches. After `MOST_FOLLOWED` of them (or where it takes too long), only those
        texts are looked at whose names are `wanted`.
        """
        if not self._forms:
            yield from ((name, []) for name in texts)
            return
        strict, loose = self._scanner.strict, self._scanner.loose
        shared = _joined(
            self._scanner.scan(one, strict, MOST_BESIDE).paired_forms() for one in others
        )
        forms = {**shared, **self._own_forms(texts, strict)}
        empty: list[str] = []
        follows = self._follow(texts, strict, forms, wanted)
        for name, matches in follows:
            if matches or not self._forms.is_strict:
                yield from ((before, []) for before in empty)
                yield name, matches
                yield from follows
                return
            empty.append(name)
        if self._forms.is_strict:
            yield from self._follow(texts, loose, self._own_forms(texts, loose), wanted)

    def _own_forms(self, texts: Mapping[str, str], roles: RoleTeller) -> PairedForms:
        """The forms that an article's syllables have beside their neighbours of the query."""
        if not self.judges:
            return {}
        left = _JUDGED_BY
        beginnings = {}
        for name, text in texts.items():
            beginnings[name] = text[:left]
            left -= len(beginnings[name])
            if left <= 0:
                break
        return self._scanner.scan(beginnings, roles, MOST_FOLLOWED).paired_forms()

    def _follow(
        self,
        texts: Mapping[str, str],
        roles: RoleTeller,
        forms: PairedForms,
        wanted: Callable[[str], bool],
    ) -> Iterator[tuple[str, Matches]]:
        total = 0
        for name, text in texts.items():
            is_cheap = total < MOST_FOLLOWED and not self._scanner.is_slow
            if is_cheap or wanted(name):
                scanned = self._scanner.scan({name: text}, roles)
                matches = scanned.matches(forms, self._forms.phrases)[name]
                total += len(matches)
                yield name, matches


def _joined(each: Iterable[PairedForms]) -> PairedForms:
    """The forms of several articles together."""
    joined: PairedForms = {}
    for forms in each:
        for key, found in forms.items():
            joined.setdefault(key, set()).update(found)
    return joined
