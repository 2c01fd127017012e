"""The library's door: an archive opened for searching."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from index.articles.article import Article, Rejected
from index.articles.facets import FACETS, NAME_FACETS
from index.articles.versions import Version
from index.errors import ArchiveError, ChangedArchiveError
from search.answering import Answering, SynonymCache, whole_of
from search.arguments import check_choice, check_count, check_text, texts
from search.choices import MATCHES, MOST_COMPARED, SORTS
from search.counting import count_note, counts
from search.display.article_spans import spans_in_article
from search.display.article_texts import texts_of
from search.display.spans import Span
from search.engines.local.engine import LocalEngine
from search.engines.name_file import NAMES_FILE, NameFile
from search.engines.opening import open_engine
from search.engines.protocol import Asked, Engine, Key, Snapshot
from search.engines.statistics import Statistics
from search.errors import QueryError
from search.evaluation import Evaluation, every_answer, page
from search.export.exported import Exported
from search.hits import hits_of, marks
from search.insight.article_names import ArticleName, names_in_article
from search.insight.companions import Companion, EgoNetwork, companions, ego_network
from search.insight.distinctive import DistinctiveWord, distinctive
from search.insight.known_names import KnownName, known_names
from search.insight.timeline import Compared, Comparison, Timeline, Within, compare
from search.plan.synonym_files import OWN_FILE, SynonymFile
from search.plan.synonyms import Known
from search.plan.unknown_filters import unknown_filters
from search.plan.weights import Ranking, ranking_of
from search.query.notes import Note, NoteCode
from search.results import Hit, Results
from search.selection import Filters, Selection, selected
from search.similar import near_duplicates, similar
from search.suggest.completion import Completion, complete

if TYPE_CHECKING:
    from typing_extensions import Unpack


P = ParamSpec("P")
R = TypeVar("R")


def _anew(
    ask: Callable[Concatenate[Archive, P], R],
) -> Callable[Concatenate[Archive, P], R]:
    """A question that is asked anew where the archive cannot tell any more what it just held."""

    @wraps(ask)
    def asked(archive: Archive, /, *args: P.args, **options: P.kwargs) -> R:
        with suppress(ChangedArchiveError):
            return ask(archive, *args, **options)
        return ask(archive, *args, **options)

    return asked


def open(
    archive: str | os.PathLike[str], *, synonyms: str | os.PathLike[str] | None = None
) -> Archive:
    """Open the archive in a folder, or in a cluster (opensearch://host:port/name).

    Raises index.ArchiveError: missing, damaged, too new, not to be reached.

    `synonyms` is a file of the user's own (see `search.plan.synonym_files`); without it, that is
    synonyms.txt in the archive's folder, if it is there. A change is seen at the next search.
    """
    return Archive(open_engine(archive), None if synonyms is None else Path(synonyms))


class Archive:
    """An archive that answers queries, for any number of threads at once.

    A newly published generation is seen at the next search. After a fork, open it anew.

    Wherever filters are taken, they are keywords (`since`, `until`, `category`, `source` and
    `author`, see `search.selection.Filters`), or a `Selection` that holds them.
    """

    def __init__(self, engine: Engine, synonyms: Path | None = None) -> None:
        """`search.open` is the usual way, and says what is what."""
        self._engine = engine
        self._synonyms = SynonymCache(_synonym_file(engine, synonyms))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files. Searches that still run end as they began."""
        self._engine.close()

    def __len__(self) -> int:
        """How many articles the archive holds."""
        return self.snapshot().count

    @property
    def place(self) -> str:
        """Where the archive is: its folder, or what else it was opened with."""
        return self._engine.place

    @property
    def path(self) -> Path:
        """The archive's folder. Raises ArchiveError for an archive that is in none."""
        return _local(self._engine).path

    @property
    def generation(self) -> int:
        """The number of the generation that answers now."""
        return self.snapshot().number

    @property
    def version(self) -> str:
        """A text that changes whenever the same question may have another answer."""
        return f"{self.snapshot().version} {self._synonyms.stamp()}"

    def snapshot(self) -> Snapshot:
        """What the archive holds now: all that is asked of it is of one generation."""
        return self._engine.snapshot()

    def check(self) -> None:
        """Count the articles, so that it is known that the archive answers. Raises ArchiveError."""
        self.snapshot().total(Asked())

    @_anew
    def article(self, id: str) -> Article | None:
        """The article with this id, or None."""
        check_text("id", id)
        snapshot = self.snapshot()
        key = snapshot.key_of(id)
        return None if key is None else snapshot.article(key)

    def articles(self, ids: Iterable[str]) -> Iterator[tuple[str, Article | None]]:
        """Each of some ids with its article, or None, in their order, all from one generation.

        Articles are read one by one as they are asked for.
        """
        snapshot = self.snapshot()
        keys = ((id, snapshot.key_of(id)) for id in texts("ids", ids))
        return ((id, None if key is None else snapshot.article(key)) for id, key in keys)

    @_anew
    def history(self, id: str) -> list[Version]:
        """All versions of the article with this id, the newest first; none if there is no such.

        The first is the one that is searched. Each tells since when the archive had the article so,
        and until when (see `index.articles.versions.Version`).
        """
        check_text("id", id)
        snapshot = self.snapshot()
        key = snapshot.key_of(id)
        return [] if key is None else [*snapshot.history(key)]

    def searcher(self) -> Any:
        """A Whoosh Searcher of the live generation, for Whoosh's own queries; close it after use.

        `search.engines.local.kernel_collector.KernelCollector` runs them natively, scored by
        `index.storage.whoosh.weighting.BM25`. Raises ArchiveError where the archive is no folder.
        """
        return _local(self._engine).snapshot().searcher()

    @_anew
    def stats(self) -> Statistics:
        """What the archive holds, and how large that is."""
        return self.snapshot().statistics()

    def synonyms(self) -> list[Known]:
        """Every form that is known, with what it stands for and where that is from."""
        return self._synonyms.of(self.snapshot()).known()

    def synonym_problems(self) -> list[Rejected]:
        """What of the user's own file of synonyms could not be read, with line and reason."""
        return self._synonyms.problems()

    @_anew
    def known_names(
        self, facet: str, *, limit: int | None = None, contains: str = ""
    ) -> list[KnownName]:
        """The names of a type (person, place or org) that articles carry, the most frequent first.

        Each with the number of its articles and the forms in which they print it. `contains` are
        letters that a name has in it; without marks they stand for any. Raises QueryError for
        another type, and for a negative `limit`.
        """
        check_choice("facet", facet, NAME_FACETS)
        check_text("contains", contains)
        if limit is not None:
            check_count("limit", limit)
        return known_names(self.snapshot(), facet, limit, contains)

    def name_problems(self) -> list[Rejected]:
        """What of names.txt beside the archive could not be read, with line and reason."""
        folder = self._engine.files
        return [] if folder is None else [*NameFile(folder / NAMES_FILE).read().problems]

    @_anew
    def search(
        self,
        query: str = "",
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        group: bool = False,
        snippets: bool = True,
        excerpts: bool = False,
        ranking: Ranking | None = None,
        **filters: Unpack[Filters],
    ) -> Results:
        """The articles that answer `query`, the best `limit` of them after the first `offset`.

        `sort` is relevance, newest or oldest. `match` says what counts as a match: "best" by score,
        the plain words as a "phrase", "all" or "any" of them (beside what quotes and operators ask
        for, which must hold in any case). With `group`, of near-duplicates only the first in the
        order of the hits is shown, and limit and offset count groups. With `excerpts`, the articles
        of the hits are as lists show them (`excerpts.listed`): however long they are, the results
        take little memory.

        Keys of Telex or VNI that can only be Vietnamese are read as letters, and where nothing at
        all is found, the results are those of `Results.suggestion`, if that finds something; a note
        and `Results.applied` say so. With `as_typed`, neither is done. An empty query is every
        article, newest first. Raises QueryError for arguments that no person can type into the box.
        """
        started = time.perf_counter()
        check_choice("sort", sort, SORTS)
        check_choice("match", match, MATCHES)
        check_count("limit", limit)
        check_count("offset", offset)
        asked = _Asked(
            limit=limit,
            offset=offset,
            sort=sort,
            match=match,
            selection=selected(selection, filters),
            group=group,
            snippets=snippets,
            excerpts=excerpts,
            facets=True,
            ranking=ranking_of(ranking),
            as_typed=as_typed,
        )
        return _results(self._answering(), query, asked, started)

    def batch(
        self,
        queries: Iterable[str],
        *,
        limit: int = 3,
        sort: str = "relevance",
        match: str = "phrase",
        selection: Selection | None = None,
        group: bool = False,
        snippets: bool = True,
        facets: bool = False,
        ranking: Ranking | None = None,
        **filters: Unpack[Filters],
    ) -> Iterator[Results]:
        """The results of many queries, such as names, one after the other, in their order.

        All are of the generation that is live now, whatever is published meanwhile, and each is
        what `search` answers by the same arguments; but names are looked for as they stand there,
        as a "phrase", unless `match` says otherwise, and without `facets` these are left out.
        Queries are read one by one as results are asked for. Raises QueryError where `search`
        does: for arguments at once, for a query that is no text when it is its turn.
        """
        check_choice("sort", sort, SORTS)
        check_choice("match", match, MATCHES)
        check_count("limit", limit)
        asked = _Asked(
            limit=limit,
            offset=0,
            sort=sort,
            match=match,
            selection=selected(selection, filters),
            group=group,
            snippets=snippets,
            excerpts=True,
            facets=facets,
            ranking=ranking_of(ranking),
        )
        answering = self._answering()
        given = texts("queries", [queries]) if isinstance(queries, str) else queries
        return (_results(answering, one, asked, time.perf_counter()) for one in given)

    def unknown_values(
        self,
        query: str = "",
        *,
        selection: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> list[Note]:
        """What a query and filters ask of fields that no article has, each with its nearest value.

        A note for each, as in `Results.notes`: `values` has the `field`, the `value`, and the
        `nearest` value that the archive has, or None. Nothing is searched for.
        """
        check_text("query", query)
        answering = self._answering()
        asked = selected(selection, filters)
        notes = [*answering.parsed(query).notes, *unknown_filters(asked, answering.snapshot)]
        return [note for note in notes if note.code is NoteCode.UNKNOWN_VALUE]

    def correct(self, query: str) -> str | None:
        """The query as it was probably meant ("did you mean"), or None.

        The text as typed with some syllables replaced; quotes, operators, fields, spaces and letter
        case stay. Never raises for what is typed.
        """
        check_text("query", query)
        answering = self._answering()
        return answering.correct(answering.parsed(query))

    @_anew
    def suggest(self, typed: str, limit: int = 8) -> list[Completion]:
        """Queries that begin as was typed so far: words, phrases and headlines of the archive.

        Words and phrases come first, by how many articles hold them and how many of the newest do;
        marks may be left out. Raises QueryError for a negative `limit`.
        """
        check_text("typed", typed)
        check_count("limit", limit)
        return complete(self.snapshot(), typed, limit)

    @_anew
    def similar(
        self, id: str, limit: int = 5, *, duplicates: bool = False, excerpts: bool = False
    ) -> list[Hit]:
        """The articles that are most like the one with this id, best first: what it is about.

        It is not among them, and neither are its near-duplicates nor several of one group of
        near-duplicates, unless `duplicates`. `excerpts` is that of `search`. Raises QueryError for
        an id that the archive does not hold, and for a negative limit.
        """
        snapshot, key = self._one(id, limit)
        return similar(snapshot, key, limit, duplicates=duplicates, excerpts=excerpts)

    @_anew
    def near_duplicates(self, id: str, limit: int = 10, *, excerpts: bool = False) -> list[Article]:
        """The articles that say nearly the same as the one with this id, newest first.

        `excerpts` is that of `search`. Raises QueryError for an id that the archive does not hold,
        and for a negative limit.
        """
        return near_duplicates(*self._one(id, limit), limit, excerpts=excerpts)

    def _one(self, id: str, limit: int) -> tuple[Snapshot, Key]:
        """What the archive holds now, and the key that an article has there."""
        check_count("limit", limit)
        check_text("id", id)
        snapshot = self.snapshot()
        key = snapshot.key_of(id)
        if key is None:
            raise QueryError(f"the archive has no article with the id {id!r}")
        return snapshot, key

    def timeline(
        self,
        query: str = "",
        *,
        every: str = "month",
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> Timeline:
        """How many articles match in each day, week, month or year. The filters are `search`'s.

        Shares are of the articles that the filters leave in a period, whatever these say.
        `every` is also "auto": the shortest of them that gives at most 60 buckets. Articles without
        a date are in none. Raises QueryError where there would be more than 10,000.
        """
        asked = selected(selection, filters)
        return Timeline(self._compared([(query, asked, "")], every, match, as_typed, asked))

    def compare(
        self,
        queries: Sequence[str],
        *,
        every: str = "month",
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> Comparison:
        """The timelines of 2 to 4 queries on one axis; the arguments are those of `timeline`.

        Raises QueryError also for fewer or more queries.
        """
        asked = texts("queries", queries)
        if not 2 <= len(asked) <= MOST_COMPARED:
            raise QueryError(f"queries: from 2 to {MOST_COMPARED} can be compared")
        chosen = selected(selection, filters)
        return self._compared(
            [(query, chosen, "") for query in asked], every, match, as_typed, chosen
        )

    def compare_values(
        self,
        query: str,
        facet: str,
        values: Sequence[str],
        *,
        every: str = "month",
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> Comparison:
        """The timelines of one query in each of 1 to 4 values of a facet, such as sources.

        Shares are of the articles that have the value and that the filters leave; what these ask
        of the facet itself does not count. The other arguments are those of `timeline`. Raises
        QueryError also for another facet, and for fewer or more values.
        """
        check_choice("facet", facet, FACETS)
        asked = texts("values", values)
        if not 1 <= len(asked) <= MOST_COMPARED:
            raise QueryError(f"values: from 1 to {MOST_COMPARED} can be compared")
        others = selected(selection, filters).without(facet)
        chosen = [(query, others.with_value(facet, value), value) for value in asked]
        return self._compared(chosen, every, match, as_typed, others)

    @_anew
    def _compared(
        self,
        asked: Sequence[tuple[str, Selection, str]],
        every: str,
        match: str,
        as_typed: bool,
        whole: Selection,
    ) -> Comparison:
        """The timelines of queries, each with what narrows it, and with a facet's value or none."""
        check_choice("match", match, MATCHES)
        answering = self._answering()
        of_all = whole_of(answering, whole)
        compared = []
        for query, selection, value in asked:
            found = answering.answer(query, selection=selection, match=match, as_typed=as_typed)
            of = of_all if selection == whole else whole_of(answering, selection)
            compared.append(Compared(query, found.evaluation.answers, of, value))
        return compare(answering.snapshot, compared, every, whole=of_all)

    @_anew
    def distinctive(
        self,
        query: str = "",
        limit: int = 20,
        *,
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        **filters: Unpack[Filters],
    ) -> list[DistinctiveWord]:
        """The words that set the matching articles apart from the others, most telling first.

        All matches are counted, not the best of them. The filters are `search`'s; without query
        and filters nothing is set apart. Raises QueryError for a negative `limit`.
        """
        check_choice("match", match, MATCHES)
        check_count("limit", limit)
        asked = selected(selection, filters)
        answer = self._answering().answer(query, selection=asked, match=match, as_typed=as_typed)
        found = answer.evaluation
        return distinctive(found.snapshot, found.answers, found.plan.query.bag, limit)

    @_anew
    def companions(self, facet: str, name: str, limit: int = 12) -> dict[str, list[Companion]]:
        """The names that stand beside a name more often than chance has it, most telling first.

        `facet` is the type of the name: "person", "place" or "org". For each of these types there
        are up to `limit` names, with their counts (see `search.insight.companions`); none for a
        name that no article carries. All articles of the name are counted. Raises QueryError for
        another facet, and for a negative `limit`.
        """
        check_choice("facet", facet, NAME_FACETS)
        check_text("name", name)
        check_count("limit", limit)
        return companions(self.snapshot(), facet, name, limit)

    @_anew
    def ego_network(
        self,
        facet: str,
        name: str,
        limit: int = 6,
        *,
        beside: Mapping[str, Sequence[Companion]] | None = None,
    ) -> EgoNetwork:
        """A name, its companions of all types (up to `limit` of each, see `companions`), and the
        ties between these: which of them stand together in its articles more than chance has it.

        `beside` are its companions, the most telling first, where they were asked for already.
        Raises QueryError for another facet, and for a negative `limit`.
        """
        check_choice("facet", facet, NAME_FACETS)
        check_text("name", name)
        check_count("limit", limit)
        snapshot = self.snapshot()
        if beside is None:
            beside = companions(snapshot, facet, name, limit)
        chosen = [one for of_type in beside.values() for one in of_type[:limit]]
        return ego_network(snapshot, facet, name, chosen)

    @_anew
    def names(self, id: str, texts: Mapping[str, str] | None = None) -> list[ArticleName]:
        """The people, places and organisations that an article names, by type.

        Each has the `facet` of its type, the `name` as facets show it, how many `articles` of the
        archive carry it, the `forms` in which the texts have it, and where these stand: `spans`
        by the name of the text (title, summary, body, captions[0]...). Of a type those of most
        articles come first. `texts` are those of the article cut as the caller shows them, by
        names of his, into which spans are to point. Of a very long article the beginning is looked
        through (see `insight.article_names`). Raises QueryError for an id that the archive does
        not hold.
        """
        snapshot, key = self._one(id, 0)
        article = snapshot.article(key)
        return names_in_article(
            snapshot, key, texts_of(article) if texts is None else texts, article.authors
        )

    def export(
        self,
        query: str = "",
        *,
        sort: str = "relevance",
        match: str = "best",
        as_typed: bool = False,
        selection: Selection | None = None,
        group: bool = False,
        ranking: Ranking | None = None,
        **filters: Unpack[Filters],
    ) -> Exported:
        """All articles that match, in the order of `sort`, read one by one as they are asked for.

        The arguments are those of `search`; with `group`, of near-duplicates only the first in the
        order is among them. All articles come from the generation that is live now, whatever is
        published meanwhile; `names(article)` of what is returned are the names that one carries.
        """
        check_choice("sort", sort, SORTS)
        check_choice("match", match, MATCHES)
        found = (
            self._answering()
            .answer(
                query,
                selection=selected(selection, filters),
                match=match,
                as_typed=as_typed,
                ranking=ranking_of(ranking),
            )
            .evaluation
        )
        return Exported(found.snapshot, every_answer(found, sort, group=group))

    def highlight(
        self, article: Article, query: str, most: int | None = None
    ) -> dict[str, list[Span]]:
        """The spans that match `query` in each text of an article: title, body, captions[0]...

        There are up to `most` in all, if that is given. Of a long text, each of its `parts` is
        looked through by itself.
        """
        return spans_in_article(article, partial(self.marks, query), most)

    def marks(
        self, query: str, texts: Mapping[str, str], wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, list[Span]]]:
        """The name of each of the texts of an article, and the spans that match `query` in it.

        They are worked out one by one, as they are asked for, and take little memory. After
        thousands of matches only those texts are looked at whose names are `wanted`.
        """
        return marks(self._answering().answer(query).evaluation, texts, wanted)

    def _answering(self) -> Answering:
        return Answering(self.snapshot(), self._synonyms)


class _Asked(NamedTuple):
    """The arguments of a search, checked; `facets` tells whether values are counted."""

    limit: int
    offset: int
    sort: str
    match: str
    selection: Selection
    group: bool
    snippets: bool
    excerpts: bool
    facets: bool
    ranking: Ranking
    as_typed: bool = False


def _results(answering: Answering, query: str, asked: _Asked, started: float) -> Results:
    """The results of one query, which was begun at a time of `perf_counter`."""
    limit, offset, group = asked.limit, asked.offset, asked.group
    found = answering.answer(
        query,
        most=offset + limit + 1,
        as_typed=asked.as_typed,
        selection=asked.selection,
        match=asked.match,
        ranking=asked.ranking,
    )
    evaluation, answers = found.evaluation, found.evaluation.answers
    shown = page(evaluation, asked.sort, limit, offset, group=group)
    return Results(
        query=query,
        hits=hits_of(
            evaluation,
            shown,
            with_snippets=asked.snippets,
            excerpts=asked.excerpts,
            group=group,
        ),
        total=answers.total,
        facets=answers.facets if asked.facets else {},
        notes=found.notes,
        synonyms=[one.synonym for one in evaluation.plan.words],
        seconds=time.perf_counter() - started,
        more=shown.more,
        match=asked.match,
        by_score=evaluation.plan.by_score,
        count_note=count_note(evaluation.plan),
        groups=answers.groups if group else None,
        applied=found.applied,
        _named=partial(answering.snapshot.named, query),
        _suggest=found.suggest,
        _timeline=partial(_timeline, answering, query, evaluation),
        _count=partial(counts, evaluation),
        _count_undated=lambda: answers.undated,
    )


def _local(engine: Engine) -> LocalEngine:
    """The engine, if the archive is a folder."""
    if not isinstance(engine, LocalEngine):
        raise ArchiveError(f"the archive {engine.place} is no folder, which this needs")
    return engine


def _synonym_file(engine: Engine, given: Path | None) -> SynonymFile | None:
    """The user's own synonyms: the file that was named, or the one in the archive's folder."""
    if given is not None:
        return SynonymFile(given.absolute(), must_exist=True)
    if engine.files is not None:
        return SynonymFile(engine.files / OWN_FILE, must_exist=False)
    return None


def _timeline(
    answering: Answering, query: str, evaluation: Evaluation, every: str, within: Within
) -> Timeline:
    selection = evaluation.plan.asked.selection
    if within is not None:  # other days than the selection's
        selection = replace(selection, since=None, until=None)
    whole = whole_of(answering, selection)
    compared = Compared(query, evaluation.answers, whole)
    return Timeline(compare(evaluation.snapshot, [compared], every, whole=whole, within=within))
