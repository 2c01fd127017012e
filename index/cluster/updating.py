"""Articles are added to an archive in a cluster, changed there, and deleted.

What is new was first built as an archive in a folder of this machine (it is *staged*), so that it
was read, analysed and compared with itself as ever. Then a ledger decides article by article what
it is to the archive in the cluster, which is asked for some hundreds at a time.
"""

from __future__ import annotations

import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from index.analysis.analyser import document as analysed
from index.archive.generations import Generation, open_current
from index.articles.serialization import from_json
from index.articles.versions import stored_versions
from index.build.identity import identity_of
from index.build.ledger import Ledger, Put
from index.build.pipeline import reindex
from index.build.reports import DeleteReport, Report
from index.cluster import contents, language, parts, years
from index.cluster.address import Address
from index.cluster.client import Cluster
from index.cluster.contents import About, Contents
from index.cluster.documents import Document, SegmentDocuments
from index.cluster.held import HeldInCluster
from index.cluster.language import LanguagePart
from index.cluster.lease import Lease, writing
from index.cluster.loading import deletion, load, visible
from index.cluster.near import Groups
from index.cluster.view import View
from index.cluster.writer import STAGED, DocumentWriter, WordWeights
from index.cluster.years import Shelves
from index.errors import ArchiveError
from index.storage.columns import NO_SIGNATURE

_AHEAD = 200  # articles that are looked up together
_MOST_PARTS = 12  # of the language; more are made one


class Staged(NamedTuple):
    """An article of the staged archive: where it is there, and its document."""

    place: tuple[int, int]
    document: Document


def staged_articles(segments: Sequence[SegmentDocuments]) -> Iterator[Staged]:
    """All articles of a staged archive, in their order."""
    for number, segment in enumerate(segments):
        for one in segment.documents(0):
            yield Staged((number, one.key), one)


class Decisions:
    """What a ledger makes of staged articles, beside what the archive in the cluster holds."""

    def __init__(
        self, writer: DocumentWriter, held: HeldInCluster | None, *, is_update: bool
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._writer = writer
        self._held = held
        self.ledger = Ledger(writer, held, is_update, int(time.time()))  # type: ignore[arg-type]

    def documents(self, articles: Iterable[Staged]) -> Iterator[Document]:
        """The documents to be written, as they are decided on."""
        for some in _chunks(articles):
            if self._held is not None:
                documents = [one.document for one in some]
                addresses = [term for one in documents for term in one.values.get("address", ())]
                self._held.ask_ahead([one.id for one in documents], addresses)
            for one in some:
                self._put(one)
            yield from self._taken()
        for told in self.ledger.finish():
            self.counts[told.how] += 1
        yield from self._taken()

    def _put(self, one: Staged) -> None:
        told: Put | None = None
        for values in _versions(one):
            article = from_json(values["article"])
            told = self.ledger.put(article.id, values, identity_of(article, values["fingerprint"]))
        assert told is not None
        self.counts[told.how] += 1

    def _taken(self) -> list[Document]:
        taken, self._writer.ready = self._writer.ready, []
        return taken


def _versions(one: Staged) -> Iterator[dict[str, Any]]:
    """What an article was in the inputs of this run, the oldest first, and what it is."""
    kept = dict(one.document.values)
    for text, _ in stored_versions(kept.pop("versions", "").encode()):
        yield analysed(from_json(text))
    article = str(kept.pop("article")).encode()
    signature = b64decode(kept["signature"]) if "signature" in kept else NO_SIGNATURE
    kept.pop("added", None)
    kept.pop("changed", None)
    yield {
        "article": article,
        "fingerprint": kept["fingerprint"],
        "signature": signature,
        STAGED: (kept, one.place),
    }


def _chunks(articles: Iterable[Staged]) -> Iterator[list[Staged]]:
    some: list[Staged] = []
    for one in articles:
        some.append(one)
        if len(some) == _AHEAD:
            yield some
            some = []
    if some:
        yield some


def update(generation: Generation, address: Address, report: Report) -> None:
    """Add the articles of a staged generation to the archive in the cluster, and tell in `report`
    what became of them.

    Raises ArchiveError; what was written until then is written again by the next try.
    """
    cluster = Cluster(address)
    with writing(cluster) as lease:
        _update(cluster, lease, generation, report)
    cluster.close()


def rehearse(generation: Generation, address: Address, report: Report) -> None:
    """Tell in `report` what an update would do, and send nothing. Raises ArchiveError."""
    cluster = Cluster(address)
    before = contents.read_contents(cluster)
    segments = [SegmentDocuments(file) for file in generation.files]
    held = HeldInCluster(View(cluster, before))
    writer = DocumentWriter(before.about.next_key, segments, WordWeights([]), held, None)
    decisions = Decisions(writer, held, is_update=True)
    for _ in decisions.documents(staged_articles(segments)):
        pass
    tell(report, decisions.counts, writer)
    report.articles = before.about.articles + writer.new
    report.generation = before.about.generation
    cluster.close()


def _update(cluster: Cluster, lease: Lease, generation: Generation, report: Report) -> None:
    before = contents.read_contents(cluster)
    parts.check_none(cluster)
    segments = [SegmentDocuments(file) for file in generation.files]
    part = LanguagePart.of(segments)
    earlier = [language.read(cluster, before.index, one) for one in before.about.language]
    # Where it holds what it does not say, a run was interrupted: what that had sent is sent again.
    there = visible(cluster, before.every)
    report.warnings += _lost(before.about, there)
    view = View(cluster, before)
    if there != before.about.articles and before.about.by_year and years.sweep(cluster, view):
        view = View(cluster, before)
        there = view.count()
    held = HeldInCluster(view)
    weights = WordWeights([*earlier, part])
    writer = DocumentWriter(before.about.next_key, segments, weights, held, Groups(view))
    decisions = Decisions(writer, held, is_update=there == before.about.articles)
    documents = decisions.documents(staged_articles(segments))
    shelves = Shelves(cluster, before.index, before.about, held, is_live=True)
    load(cluster, before.index, shelves.actions(documents))
    tell(report, decisions.counts, writer)
    report.articles, report.generation = before.about.articles, before.about.generation
    if len(writer):
        if len(writer) < part.articles:
            part = _part_of(segments, writer.written)
        about = _checked(cluster, before, len(writer), there + shelves.growth)
        about = contents.replace_about(about, next_key=writer.next_number)
        about = _with_language(cluster, before.index, part, earlier, about)
        lease.check()
        about = contents.say(cluster, before.index, about)
        report.articles, report.generation = about.articles, about.generation


def _lost(about: About, there: int) -> Iterator[str]:
    """A warning where an archive holds less than it says."""
    if there < about.articles:
        yield (
            f"the archive held {there:,} articles, and not {about.articles:,} as it said: others "
            "were lost, or a deletion was interrupted"
        )


def tell(report: Report, counts: Counter[str], writer: DocumentWriter) -> None:
    """Count in a report what became of articles, beside what it says of the inputs."""
    for name in ("added", "changed", "unchanged"):
        setattr(report, name, counts[name])
    report.duplicates += counts["duplicate"]
    report.indexed = len(writer)


def _part_of(
    segments: Sequence[SegmentDocuments], written: Iterable[tuple[int, int]]
) -> LanguagePart:
    """What the language of some staged articles is: of those that were written, and no others."""
    articles = [from_json(segments[number].article(at)) for number, at in written]
    with TemporaryDirectory(prefix="khobao-") as folder:
        reindex(articles, folder, workers=0, allow_empty=True)
        generation = open_current(Path(folder))
        try:
            return LanguagePart.of([SegmentDocuments(file) for file in generation.files])
        finally:
            generation.release()


def _checked(cluster: Cluster, before: Contents, written: int, expected: int) -> About:
    """What the archive can say when all that was written is there; ArchiveError if it is not."""
    found = visible(cluster, before.every)
    if found != expected:
        raise ArchiveError(
            f"after the update {cluster.address} should hold {expected:,} articles, and holds "
            f"{found:,}; run it again"
        )
    return contents.replace_about(
        before.about,
        generation=before.about.generation + 1,
        articles=found,
        indexed=before.about.indexed + written,
        command="update",
    )


def _with_language(
    cluster: Cluster, index: str, part: LanguagePart, earlier: Sequence[LanguagePart], about: About
) -> About:
    """What the archive says, with the language of new articles; many parts are made one."""
    lengths = language.average_lengths([*earlier, part])
    told = [*about.language]
    if len(told) >= _MOST_PARTS:
        part, told = language.joined([*earlier, part]), []
    told.append(language.keep(cluster, index, f"{about.generation}", part))
    return contents.replace_about(about, language=told, lengths=lengths)


def delete(ids: Iterable[str], address: Address) -> DeleteReport:
    """Remove the articles with some ids. Raises ArchiveError."""
    report = DeleteReport()
    cluster = Cluster(address)
    with writing(cluster) as lease:
        _delete(cluster, lease, ids, report)
    cluster.close()
    return report


def _delete(cluster: Cluster, lease: Lease, ids: Iterable[str], report: DeleteReport) -> None:
    before = contents.read_contents(cluster)
    parts.check_none(cluster)
    held = HeldInCluster(View(cluster, before))
    wanted = [*dict.fromkeys([ids] if isinstance(ids, str) else ids)]
    held.ask_ahead(wanted, ())
    gone = [id for id in wanted if held.find(id) is not None]
    report.missing = [id for id in wanted if id not in gone]
    report.deleted, report.articles = len(gone), before.about.articles
    if gone:
        report.warnings += _lost(before.about, visible(cluster, before.every))
        key = before.about.next_key
        load(
            cluster,
            before.index,
            (deletion(id, key, index) for id in gone for index in held.indices(id)),
        )
        about = contents.replace_about(
            before.about,
            generation=before.about.generation + 1,
            articles=visible(cluster, before.every),
            next_key=key + 1,
            command="delete",
        )
        lease.check()
        about = contents.say(cluster, before.index, about)
        report.articles, report.generation = about.articles, about.generation
