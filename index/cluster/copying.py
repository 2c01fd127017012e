"""A whole archive into a cluster, and out of it: a new index, which gets the archive's name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from index.archive.building import KEEP, building
from index.archive.generations import Generation, open_current
from index.archive.manifest import fingerprint
from index.archive.runs import Run
from index.archive.stored import Kept
from index.articles.serialization import from_json
from index.articles.versions import moment
from index.build.drafts import Adopted, aside
from index.build.identity import analyse_kept, kept_size
from index.build.pipeline import writing_articles
from index.build.reports import Report
from index.cluster import contents, language, parts
from index.cluster.address import Address, is_cluster, parse_address
from index.cluster.client import PATIENCE, Cluster
from index.cluster.contents import About, Contents
from index.cluster.documents import Document, SegmentDocuments
from index.cluster.finishing import check_count, compact, serve
from index.cluster.held import HeldInCluster
from index.cluster.lease import Lease, writing
from index.cluster.loading import Loaded, load, visible
from index.cluster.mapping import average_with_nothing
from index.cluster.parts import LoadedPart, Loading, Part
from index.cluster.updating import Decisions, staged_articles, tell
from index.cluster.view import BY_KEY, View
from index.cluster.writer import DocumentWriter, WordWeights
from index.cluster.years import Shelves
from index.errors import ArchiveError, KhobaoError, reading
from index.processes import cores, map_in_order
from index.storage.schema import SCORED

_MOST_SHARDS = 3  # unless more are asked for: a shard holds seven million articles
Told = Callable[[int], None]


@dataclass
class Copied:
    """What was loaded: into which archive, as which generation, how many articles and bytes of
    documents, and how many of them were sent again, since the cluster was too busy.

    `warnings` are what went wrong without undoing that.
    """

    place: str
    generation: int = 0
    articles: int = 0
    bytes: int = 0
    repeated: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Layout:
    """How an index lies in the cluster: as many shards and replicas as data nodes want, unless said
    otherwise; `keep` generations before the new one stay. With `by_year` each year has an index,
    of one shard unless said otherwise; None leaves that as it was."""

    shards: int | None = None
    replicas: int | None = None
    keep: int = KEEP
    by_year: bool | None = None

    def of(self, cluster: Cluster, before: Contents | None) -> dict[str, Any]:
        """What `About` says of it."""
        nodes = int(cluster.ask("GET", "/_cluster/health")["number_of_data_nodes"])
        by_year = self.by_year
        if by_year is None:
            by_year = before is not None and before.about.by_year
        shards = self.shards or (1 if by_year else min(nodes, _MOST_SHARDS))
        replicas = min(1, nodes - 1) if self.replicas is None else self.replicas
        return {"shards": shards, "replicas": replicas, "by_year": by_year}


def copy_archive(
    source: str | Path,
    target: str | Path,
    *,
    layout: Layout | None = None,
    workers: int | None = None,
    progress: Told | None = None,
) -> Copied:
    """Copy the live generation of an archive in a folder into one in a cluster, or back.

    Into a cluster nothing is analysed anew; `layout` says how it lies there. `progress` is told how
    many articles were sent. Until all is there, the target answers as before. Raises ArchiveError.
    """
    if is_cluster(target) and not is_cluster(source):
        generation = open_current(Path(source))
        try:
            return publish_generation(
                generation, parse_address(str(target)), layout=layout, progress=progress
            )
        finally:
            generation.release()
    if is_cluster(source) and not is_cluster(target):
        return _fetch(parse_address(str(source)), Path(target).absolute(), workers, progress)
    raise ArchiveError("one of the two archives is in a cluster, the other one is a folder")


def publish_generation(
    generation: Generation,
    address: Address,
    *,
    layout: Layout | None = None,
    report: Report | None = None,
    part: Part | None = None,
    progress: Told | None = None,
) -> Copied:
    """Load all articles of a generation into a new index, and give it the archive's name.

    With a `part` it is one of several that load the same index; the last gives it the name.

    With a `report` this is a reindex, in which articles keep what the archive in the cluster knows
    of them: since when it has them, and what they were. Until the end the archive answers as
    before. Raises ArchiveError; what was loaded is removed then.
    """
    folder = generation.path.parent.parent
    if generation.manifest.fingerprint != fingerprint():
        raise ArchiveError(
            f"the archive {folder} was analysed under other rules; 'khobao upgrade' rebuilds it "
            "from its own articles"
        )
    started = time.monotonic()
    cluster = Cluster(address)
    cluster.check()
    with reading(folder):
        segments = [SegmentDocuments(file) for file in generation.files]
        own = language.LanguagePart.of(segments)
    loader = _Loader(cluster, segments, own, layout or Layout(), report, progress)
    if part is None:
        with writing(cluster) as lease:
            copied = loader.publish(lease)
    else:
        copied = loader.load_part(part)
    copied.seconds = time.monotonic() - started
    cluster.close()
    return copied


@dataclass(frozen=True)
class _Loader:
    """Loads the articles of some segments into an index."""

    cluster: Cluster
    segments: Sequence[SegmentDocuments]
    own: language.LanguagePart
    layout: Layout
    report: Report | None
    progress: Told | None

    def publish(self, lease: Lease) -> Copied:
        """Load a new index, and give it the archive's name."""
        cluster = self.cluster
        self._give_up_parts()
        before = contents.find_contents(cluster)
        about = self._begin(before)
        index = contents.index_name(cluster, about.generation)
        try:
            told = language.keep(cluster, index, f"{about.generation}", self.own)
            source = self._source(before)
            loaded = self._load(index, about, source)
            every = contents.every(index, about)
            found = check_count(cluster, every, source.articles)
            about = contents.replace_about(
                about, articles=found, indexed=found, next_key=source.next_key, language=[told]
            )
            contents.say(cluster, index, about)
            compact(cluster, every)
            serve(cluster, every, about.replicas)
            lease.check()
        except BaseException:
            with suppress(KhobaoError):
                contents.remove(cluster, index)
            raise
        return self._published(before, about, source, loaded)

    def load_part(self, part: Part) -> Copied:
        """Load one of several parts, and publish the index if it was the last."""
        cluster = self.cluster
        with writing(cluster, patience=PATIENCE):
            loading = self._join(part)
        before = contents.find_contents(cluster)
        told = language.keep(
            cluster, loading.index, f"{loading.generation}-{part.number}", self.own
        )
        with writing(cluster, patience=PATIENCE):
            loading = self._joined(part, loading)
            loading.begun[part.number] = told
            parts.note(cluster, loading)
        source = self._source(before, part.first_key)
        about = loading.about()
        loaded = self._load(loading.index, about, source)
        there = Contents(loading.index, about)
        visible(cluster, there.every)
        view = View(cluster, there)
        parts.check_part(view, part, source.numbers())
        with writing(cluster, patience=PATIENCE) as lease:
            loading = self._joined(part, loading)
            loading.parts[part.number] = LoadedPart(source.articles, source.next_key)
            parts.note(cluster, loading)
            copied = Copied(str(cluster.address), loading.generation, source.articles)
            if loading.is_whole:
                about = _finished(cluster, loading)
                lease.check()
                before = contents.find_contents(cluster)
                copied = self._published(before, about, source, loaded)
                parts.forget(cluster)
        if self.report is not None:
            self._tell_part(source, is_last=loading.is_whole)
        return copied

    def _tell_part(self, source: _Source, *, is_last: bool) -> None:
        """Tell in the report of one part, which does not know what all of them left out."""
        assert self.report is not None
        source.tell(self.report)
        self.report.removed = 0
        if not is_last:
            self.report.articles, self.report.generation = source.articles, 0

    def _join(self, part: Part) -> Loading:
        """The reindex in parts that goes on, or one that begins. Raises ArchiveError."""
        cluster = self.cluster
        loading = parts.loading_of(cluster)
        if loading is None:
            about = self._begin(contents.find_contents(cluster))
            index = contents.index_name(cluster, about.generation)
            loading = Loading(
                index,
                about.generation,
                part.several,
                about.averages,
                about.replicas,
                about.shards,
                about.by_year,
            )
            parts.note(cluster, loading)
        if loading.several != part.several:
            raise ArchiveError(
                f"{cluster.address} is being loaded in {loading.several} parts, and not in "
                f"{part.several}; reindex it as a whole to begin anew"
            )
        return loading

    def _joined(self, part: Part, joined: Loading) -> Loading:
        """What is known now of a reindex in parts that was joined. Raises ArchiveError."""
        loading = parts.loading_of(self.cluster)
        if loading is None or loading.generation != joined.generation:
            raise ArchiveError(
                f"part {part} is not needed any more: {self.cluster.address} was published without "
                "it, or built anew; add its articles with 'khobao update'"
            )
        return loading

    def _give_up_parts(self) -> None:
        """Remove what parts have loaded: the whole takes their place."""
        loading = parts.loading_of(self.cluster)
        if loading is not None:
            contents.remove(self.cluster, loading.index)
            parts.forget(self.cluster)

    def _begin(self, before: Contents | None) -> About:
        """Make an index for the next generation, and tell what it may say of itself."""
        cluster = self.cluster
        number = _next_generation(cluster, before)
        lengths = language.average_lengths([self.own])
        averages = _averages(self.own, self.segments, lengths)
        command = "copy" if self.report is None else "reindex"
        layout = self.layout.of(cluster, before)
        about = About(number, 0, 0, parts.MOST_KEYS, command, averages, lengths, [], **layout)
        contents.create(cluster, contents.index_name(cluster, number), about)
        return about

    def _source(self, before: Contents | None, first: int = 1) -> _Source:
        held = None if self.report is None else before
        return _Source(self.cluster, self.segments, self.own, held, first)

    def _load(self, index: str, about: About, source: _Source) -> Loaded:
        documents = _counted(source.documents(), self.progress)
        return load(self.cluster, index, Shelves(self.cluster, index, about).actions(documents))

    def _published(
        self, before: Contents | None, about: About, source: _Source, loaded: Loaded
    ) -> Copied:
        """Give the archive's name to a whole index, and tell of it."""
        cluster, number = self.cluster, about.generation
        contents.publish(cluster, contents.index_name(cluster, number), before)
        copied = Copied(str(cluster.address), number, about.articles, loaded.bytes, loaded.repeated)
        copied.warnings += _cleaned(cluster, number, before, self.layout.keep)
        if self.report is not None:
            source.tell(self.report)
            self.report.articles, self.report.generation = about.articles, number
            self.report.warnings += copied.warnings
        return copied


class _Source:
    """The documents of a generation, as they are or as a ledger decides beside what was there."""

    def __init__(
        self,
        cluster: Cluster,
        segments: Sequence[SegmentDocuments],
        part: language.LanguagePart,
        before: Contents | None,
        first: int,
    ) -> None:
        self._segments = segments
        self._first = first
        self._decisions: Decisions | None = None
        self.articles = part.articles
        self.next_key = first + sum(one.articles for one in segments)
        if before is not None:
            self._held = HeldInCluster(View(cluster, before))
            self._writer = DocumentWriter(first, segments, WordWeights([part]), self._held, None)
            self._decisions = Decisions(self._writer, self._held, is_update=False)

    def documents(self) -> Iterator[Document]:
        """The documents, in their order."""
        if self._decisions is None:
            first = self._first
            for one in self._segments:
                yield from one.documents(first)
                first += one.articles
            return
        yield from self._decisions.documents(staged_articles(self._segments))
        self.articles, self.next_key = len(self._writer), self._writer.next_number

    def numbers(self) -> Iterator[tuple[int, str]]:
        """The keys and ids of the articles that were written."""
        if self._decisions is not None:
            yield from self._writer.numbers()
            return
        first = self._first
        for one in self._segments:
            for at in np.flatnonzero(one.live).tolist():
                yield first + at, from_json(one.article(at), 0).id
            first += one.articles

    def tell(self, report: Report) -> None:
        """Tell what became of the articles; without anything before, all are new."""
        if self._decisions is not None:
            tell(report, self._decisions.counts, self._writer)
            report.removed = self._held.articles - self._decisions.ledger.matched


def _next_generation(cluster: Cluster, before: Contents | None) -> int:
    known = contents.generations(cluster)
    return max([*known, 0 if before is None else before.about.generation]) + 1


def _counted(documents: Iterable[Document], progress: Told | None) -> Iterator[Document]:
    for sent, document in enumerate(documents, 1):
        yield document
        if progress is not None:
            progress(sent)


def _averages(
    part: language.LanguagePart, segments: Sequence[SegmentDocuments], own: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Our average length of each scored field, and the one that the server will see."""
    found = {}
    for name in SCORED:
        indexes = ((one.index(name), one) for one in segments)
        filled = sum(
            int((index.lengths[one.live] > 0).sum()) for index, one in indexes if index is not None
        )
        total = part.fields[name].length if name in part.fields else 0
        server = average_with_nothing(total, part.articles, part.articles - filled)
        found[name] = (own[name], server)
    return found


def _finished(cluster: Cluster, loading: Loading) -> About:
    """Make an index ready to be published that was loaded in parts."""
    about = parts.finish(cluster, loading)
    every = contents.every(loading.index, about)
    compact(cluster, every)
    serve(cluster, every, loading.replicas)
    return about


@dataclass
class PublishedParts:
    """An archive that was published without all of its parts: its place, generation and articles,
    and how many articles there are of each part that did not end, by its number."""

    place: str
    generation: int
    articles: int
    missing: dict[int, int]
    warnings: list[str] = field(default_factory=list)


def publish_parts(place: str, keep: int = KEEP) -> PublishedParts:
    """Publish what parts have loaded so far, though not all have ended.

    What was sent of a part that did not end stays: it may have taken the place of articles of
    others. Raises ArchiveError where no part has ended.
    """
    cluster = Cluster(parse_address(place))
    with writing(cluster) as lease:
        loading = parts.loading_of(cluster)
        if loading is None or not loading.parts:
            what = "no reindex in parts goes on" if loading is None else "no part has ended yet"
            raise ArchiveError(f"there is nothing to publish in {cluster.address}: {what}")
        about = _finished(cluster, loading)
        view = View(cluster, Contents(loading.index, about))
        missing = {number: parts.articles_of(view, number) for number in loading.missing}
        lease.check()
        before = contents.find_contents(cluster)
        contents.publish(cluster, loading.index, before)
        parts.forget(cluster)
        warnings = _cleaned(cluster, loading.generation, before, keep)
    published = PublishedParts(
        str(cluster.address), loading.generation, about.articles, missing, warnings
    )
    cluster.close()
    return published


def _cleaned(cluster: Cluster, live: int, before: Contents | None, keep: int) -> list[str]:
    """Remove generations beyond those to keep; what cannot be removed is only told.

    What was live before is kept rather than later ones: runs that were killed left these behind.
    """
    warnings = []
    known = contents.generations(cluster)
    older = [index for number, index in sorted(known.items()) if number < live]
    if before is not None and before.index in older:
        older.append(older.pop(older.index(before.index)))
    for index in older[: max(0, len(older) - keep)]:
        try:
            contents.remove(cluster, index)
        except KhobaoError as error:
            warnings.append(f"{index} could not be removed: {error}")
    return warnings


def _fetch(address: Address, folder: Path, workers: int | None, progress: Told | None) -> Copied:
    """Copy the archive in a cluster into a folder, where its articles are analysed anew."""
    started = time.monotonic()
    cluster = Cluster(address)
    before = contents.read_contents(cluster, any_rules=True)
    copied = Copied(str(folder))
    count = cores() if workers is None else workers
    with building(folder, keep=KEEP) as build:
        with writing_articles(build, count) as writer:
            there = partial(aside, analyse_kept, build.path)
            adopted = Adopted()
            found = kept_articles(View(cluster, before))
            for id, values in map_in_order(there, found, count, kept_size, analyse_kept):
                adopted.adopt([values])
                writer.add(id, values)
                copied.articles += 1
                if progress is not None:
                    progress(copied.articles)
        if writer.articles != before.about.articles:
            raise ArchiveError(
                f"{address} says that it holds {before.about.articles:,} articles, and gave "
                f"{writer.articles:,}"
            )
        counts = {"indexed": writer.articles, "articles": writer.articles}
        build.publish(writer.segments, Run("copy", counts=counts, ids=writer.ids))
        copied.generation = build.number
        copied.warnings = build.warnings
    copied.bytes = sum(info.size for info in writer.segments)
    copied.seconds = time.monotonic() - started
    cluster.close()
    return copied


def kept_articles(view: View) -> Iterator[Kept]:
    """All articles of an archive in a cluster, in their order, with all that is kept of them."""
    body = {
        "track_total_hits": False,
        "_source": ["article", "versions"],
        "docvalue_fields": ["added", "changed"],
        "query": {"match_all": {}},
    }
    for hit in view.each_hit(body, BY_KEY, page=500):
        fields, source = hit.get("fields", {}), hit["_source"]
        moments = (moment(fields.get(name, [None])[0]) for name in ("added", "changed"))
        article = from_json(source["article"].encode(), None, *moments)
        yield Kept(article, source.get("versions", "").encode())
