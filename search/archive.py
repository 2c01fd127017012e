"""The library's door: an archive opened for searching."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from index.archive.generations import current_stamp, open_current
from index.articles.article import Article, Rejected
from index.errors import ArchiveError, reading
from search.arguments import check_choice, check_count, check_text, ranking_of, texts
from search.display.looking import highlighted
from search.display.parts import Span
from search.engines.local.snapshot import Snapshot
from search.errors import QueryError
from search.evaluation import Evaluation, answered
from search.insight.distinctive import DistinctiveWord, distinctive
from search.engines.local.facets import Day, Filters, count_facets
from search.insight.similar import near_duplicates, similar
from search.engines.local.statistics import Statistics, statistics
from search.insight.timeline import Comparison, Timeline, compare
from search.plan.synonym_files import OWN_FILE, SynonymFile
from search.plan.synonyms import Known
from search.query.parser import OTHER_SPELLING, Note, ParsedQuery, parse
from search.ranking import Ranking
from search.results import Hit, Results
from search.suggest.completion import Completion, complete
from search.suggest.correction import correct

SORTS = ("relevance", "newest", "oldest")
MATCHES = ("best", "all", "any")
MOST_COMPARED = 4  # queries


def open(
    archive: str | os.PathLike[str], *, synonyms: str | os.PathLike[str] | None = None
) -> Archive:
    """Open the archive in a folder. Raises index.ArchiveError: missing, damaged, too new.

    `synonyms` is a file of the user's own (see `search.plan.synonym_files`); without it, that is
    synonyms.txt in the archive's folder, if it is there. A change is seen at the next search.
    """
    return Archive(Path(archive), None if synonyms is None else Path(synonyms))


class Archive:
    """An archive that answers queries, for any number of threads at once.

    A newly published generation is seen at the next search. After a fork, open it anew.
    """

    def __init__(self, path: Path, synonyms: Path | None = None) -> None:
        """Open the live generation; `search.open` is the usual way, and says what is what."""
        self.path = path.absolute()
        own = self.path / OWN_FILE if synonyms is None else synonyms.absolute()
        self._own = SynonymFile(own, must_exist=synonyms is not None)
        self._lock = Lock()
        self._snapshot: Snapshot | None = Snapshot(open_current(self.path))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Searches that still run end as they began."""
        with self._lock:
            self._snapshot = None

    def __len__(self) -> int:
        """How many articles the archive holds."""
        return self.snapshot().count

    @property
    def generation(self) -> int:
        """The number of the generation that answers now."""
        return self.snapshot().number

    @property
    def version(self) -> str:
        """A text that changes whenever the same question may have another answer."""
        return f"{self.snapshot().stamp} {self._own.stamp()}"

    def snapshot(self) -> Snapshot:
        """The live generation, opened anew when another has been published.

        A file that was cut since it was opened must not be touched: that is looked at here.
        """
        with self._lock, reading(self.path):
            if self._snapshot is None:
                raise ArchiveError(f"the archive {self.path} was closed")
            snapshot = self._snapshot
            if current_stamp(self.path) != snapshot.stamp or not snapshot.is_as_mapped():
                snapshot = self._snapshot = Snapshot(open_current(self.path))
            return snapshot

    def article(self, id: str) -> Article | None:
        """The article with this id, or None."""
        check_text("id", id)
        snapshot = self.snapshot()
        number = snapshot.number_of(id)
        return None if number is None else snapshot.article(number)

    def searcher(self) -> Any:
        """A Whoosh Searcher of the live generation, for Whoosh's own queries; close it after use.

        `search.engines.local.collecting.KernelCollector` runs them natively, scored by
        `index.storage.scoring.BM25`.
        """
        return self.snapshot().searcher()

    def stats(self) -> Statistics:
        """What the archive holds, and how large that is."""
        return statistics(self.path, self.snapshot())

    def synonyms(self) -> list[Known]:
        """Every form that is known, with what it stands for and where that is from."""
        snapshot = self.snapshot()
        with snapshot.reading():
            return snapshot.synonyms(self._own.read()).known()

    def synonym_problems(self) -> list[Rejected]:
        """What of the user's own file of synonyms could not be read, with line and reason."""
        return list(self._own.read().problems)

    def search(
        self,
        query: str = "",
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        since: Day = None,
        until: Day = None,
        category: Iterable[str] = (),
        source: Iterable[str] = (),
        author: Iterable[str] = (),
        match: str = "best",
        group: bool = False,
        snippets: bool = True,
        excerpts: bool = False,
        ranking: Ranking | None = None,
    ) -> Results:
        """The articles that answer `query`, the best `limit` of them after the first `offset`.

        `sort` is relevance, newest or oldest; `since` and `until` are inclusive days in Vietnamese
        time (or moments); `category`, `source` and `author` are printed values, any of which will
        do. `match` says what counts as a match: "best" by score, "all" or "any" of the plain words
        (beside what quotes and operators ask for, which must hold in any case). With `group`, of
        near-duplicates only the first in the order of the hits is shown, and limit and offset count
        groups. With `excerpts`, the articles of the hits are as lists show them
        (`excerpts.listed`): however long they are, the results take little memory.
        Where nothing at all is found, the results are those of `Results.suggestion`, if that finds
        something, and a note says so. An empty query is every article, newest first. Raises
        QueryError for arguments that no person can type into the box.
        """
        started = time.perf_counter()
        check_choice("sort", sort, SORTS)
        check_choice("match", match, MATCHES)
        check_count("limit", limit)
        check_count("offset", offset)
        filters = Filters.of(since, until, category=category, source=source, author=author)
        found = self._answered(
            query,
            filters,
            match=match,
            ranking=ranking_of(ranking),
            most=offset + limit + 1,
            group=group,
        )
        search = found.search
        numbers, more = search.page(sort, limit, offset)
        return Results(
            query=query,
            hits=search.hits(numbers, with_snippets=snippets, excerpts=excerpts),
            total=search.total,
            facets=count_facets(search.snapshot, search.matched, search.filters),
            notes=found.notes,
            synonyms=search.synonyms,
            seconds=time.perf_counter() - started,
            more=more,
            match=match,
            by_score=search.by_score,
            groups=search.groups,
            _suggest=found.suggest,
        )

    def correct(self, query: str) -> str | None:
        """The query as it was probably meant ("did you mean"), or None.

        The text as typed with some syllables replaced; quotes, operators, fields, spaces and letter
        case stay. Whatever is typed is answered.
        """
        check_text("query", query)
        return _corrected(self.snapshot(), parse(query))

    def suggest(self, typed: str, limit: int = 8) -> list[Completion]:
        """Queries that begin as was typed so far: words, phrases and headlines of the archive.

        Words and phrases come first, by how many articles hold them and how many of the newest do;
        marks may be left out. Raises QueryError for a negative `limit`.
        """
        check_text("typed", typed)
        check_count("limit", limit)
        return complete(self.snapshot(), typed, limit)

    def similar(
        self, id: str, limit: int = 5, *, duplicates: bool = False, excerpts: bool = False
    ) -> list[Hit]:
        """The articles that are most like the one with this id, best first: what it is about.

        It is not among them, and neither are its near-duplicates nor several of one group of
        near-duplicates, unless `duplicates`. `excerpts` is that of `search`. Raises QueryError for
        an id that the archive does not hold, and for a negative limit.
        """
        snapshot, number = self._one(id, limit)
        return similar(snapshot, number, limit, duplicates=duplicates, excerpts=excerpts)

    def near_duplicates(self, id: str, limit: int = 10, *, excerpts: bool = False) -> list[Article]:
        """The articles that say nearly the same as the one with this id, newest first.

        `excerpts` is that of `search`. Raises QueryError for an id that the archive does not hold,
        and for a negative limit.
        """
        return near_duplicates(*self._one(id, limit), limit, excerpts=excerpts)

    def _one(self, id: str, limit: int) -> tuple[Snapshot, int]:
        """The live generation, and the number that an article has there."""
        check_count("limit", limit)
        check_text("id", id)
        snapshot = self.snapshot()
        number = snapshot.number_of(id)
        if number is None:
            raise QueryError(f"the archive has no article with the id {id!r}")
        return snapshot, number

    def timeline(
        self,
        query: str = "",
        *,
        every: str = "month",
        since: Day = None,
        until: Day = None,
        category: Iterable[str] = (),
        source: Iterable[str] = (),
        author: Iterable[str] = (),
        match: str = "best",
    ) -> Timeline:
        """How many articles match in each day, week, month or year. The filters are `search`'s.

        `every` is also "auto": the shortest of them that gives at most 60 buckets. Articles without
        a date are in none. Raises QueryError where there would be more than 10,000.
        """
        filters = Filters.of(since, until, category=category, source=source, author=author)
        return Timeline(self._compared([query], every, filters, match))

    def compare(
        self,
        queries: Sequence[str],
        *,
        every: str = "month",
        since: Day = None,
        until: Day = None,
        category: Iterable[str] = (),
        source: Iterable[str] = (),
        author: Iterable[str] = (),
        match: str = "best",
    ) -> Comparison:
        """The timelines of 2 to 4 queries on one axis; the arguments are those of `timeline`.

        Raises QueryError also for fewer or more queries.
        """
        asked = texts("queries", queries)
        if not 2 <= len(asked) <= MOST_COMPARED:
            raise QueryError(f"queries: from 2 to {MOST_COMPARED} can be compared")
        filters = Filters.of(since, until, category=category, source=source, author=author)
        return self._compared(asked, every, filters, match)

    def _compared(
        self, queries: Sequence[str], every: str, filters: Filters, match: str
    ) -> Comparison:
        check_choice("match", match, MATCHES)
        snapshot = self.snapshot()
        found = [self._answered(one, filters, on=snapshot, match=match).search for one in queries]
        return compare(snapshot, queries, [one.answers for one in found], every)

    def distinctive(
        self,
        query: str = "",
        limit: int = 20,
        *,
        since: Day = None,
        until: Day = None,
        category: Iterable[str] = (),
        source: Iterable[str] = (),
        author: Iterable[str] = (),
        match: str = "best",
    ) -> list[DistinctiveWord]:
        """The words that set the matching articles apart from the others, most telling first.

        All matches are counted, not the best of them. The filters are `search`'s; without query
        and filters nothing is set apart. Raises QueryError for a negative `limit`.
        """
        check_choice("match", match, MATCHES)
        check_count("limit", limit)
        filters = Filters.of(since, until, category=category, source=source, author=author)
        search = self._answered(query, filters, match=match).search
        return distinctive(search.snapshot, search.answers, search.query.bag, limit)

    def export(
        self,
        query: str = "",
        *,
        sort: str = "relevance",
        since: Day = None,
        until: Day = None,
        category: Iterable[str] = (),
        source: Iterable[str] = (),
        author: Iterable[str] = (),
        match: str = "best",
        ranking: Ranking | None = None,
    ) -> Iterator[Article]:
        """All articles that match, in the order of `sort`, read one by one as they are asked for.

        The arguments are those of `search`. All articles come from the generation that is live
        now, whatever is published meanwhile.
        """
        check_choice("sort", sort, SORTS)
        check_choice("match", match, MATCHES)
        filters = Filters.of(since, until, category=category, source=source, author=author)
        asked = ranking_of(ranking)
        search = self._answered(query, filters, match=match, ranking=asked).search
        numbers = search.every_answer(sort)
        return (search.snapshot.article(number) for number in map(int, numbers))

    def highlight(
        self, article: Article, query: str, most: int | None = None
    ) -> dict[str, list[Span]]:
        """The spans that match `query` in each text of an article: title, body, captions[0]...

        There are up to `most` in all, if that is given. Of a long text, each of its `parts` is
        looked through by itself.
        """
        return highlighted(article, partial(self.marks, query), most)

    def marks(
        self, query: str, texts: Mapping[str, str], wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, list[Span]]]:
        """The name of each of the texts of an article, and the spans that match `query` in it.

        They are worked out one by one, as they are asked for, and take little memory. After
        thousands of matches only those texts are looked at whose names are `wanted`.
        """
        return self._answered(query, Filters()).search.marks(texts, wanted)

    def _answered(
        self, query: str, filters: Filters, *, on: Snapshot | None = None, **options: Any
    ) -> _Answered:
        """The evaluation of a query, or of what it may have meant where it finds nothing at all."""
        check_text("query", query)
        snapshot = on or self.snapshot()
        parsed = parse(query)
        own = self._own.read()

        def evaluate(asked: ParsedQuery) -> Evaluation:
            return answered(snapshot, asked, filters, own=own, **options)

        search = evaluate(parsed)
        suggest = partial(_corrected, snapshot, parsed)
        if search.finds_nothing:
            for other in _other_spellings(snapshot, parsed):
                instead = evaluate(parse(other))
                if instead.total:
                    note = Note(OTHER_SPELLING, 0, len(query))
                    return _Answered(instead, [*search.notes, note], partial(str, other))
        return _Answered(search, search.notes, suggest)


class _Answered(NamedTuple):
    """A query's evaluation, what is to be said of it, and what finds out what was meant."""

    search: Evaluation
    notes: list[Note]
    suggest: Callable[[], str | None]


def _corrected(snapshot: Snapshot, query: ParsedQuery) -> str | None:
    with snapshot.reading():
        return correct(query, snapshot.language)


def _other_spellings(snapshot: Snapshot, query: ParsedQuery) -> Iterator[str]:
    """What a query that found nothing may have meant, as it was read and by its words alone."""
    readings = [query]
    if query.is_doubtful:
        words = query.as_words().bag.syllables
        readings.append(parse(" ".join(syllable.text for syllable in words)))
    for one in readings:
        other = _corrected(snapshot, one)
        if other is not None:
            yield other
