"""Inputs through worker processes into a new generation: reindex, update and delete."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.analysis.analyser import analyse_with_id
from index.archive.building import KEEP, building
from index.archive.publishing import Build
from index.archive.runs import Run
from index.archive.starting import from_live, from_nothing
from index.articles.article import Article
from index.build.reports import DeleteReport, Progress, Report
from index.build.workers import cores, map_in_order
from index.build.writer import ArticleWriter
from index.errors import InputError, reading
from index.inputs import read, total_bytes
from index.inputs.conversion import NOTES
from index.storage.files import naming, open_new

log = logging.getLogger("khobao")

StrPath = str | os.PathLike[str]


def reindex(
    inputs: Iterable[StrPath],
    archive: StrPath,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    workers: int | None = None,
    allow_empty: bool = False,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Build the archive anew from files, folders or `-` (standard input), and publish it.

    `namespace` is put before every id of the input's own, `mapping` names the input's key for a
    field, `workers` is the number of processes that analyse (default: one per processor; 0: this
    process). Until the new generation is published, the old one answers; if nothing was found,
    it stays (unless `allow_empty`) and InputError is raised. So many generations as `keep` says
    stay behind the new one, to go back to. Raises ArchiveError when the archive cannot be written,
    and InputError for an input that does not exist.
    """
    pipeline = _Pipeline(
        inputs, Path(archive).absolute(), namespace, mapping, workers, keep, progress
    )
    return pipeline.write(update=False, allow_empty=allow_empty)


def update(
    inputs: Iterable[StrPath],
    archive: StrPath,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    workers: int | None = None,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Add the articles of the inputs; one with an id that the archive holds replaces it.

    The arguments and errors are those of `reindex`; `report.duplicates` counts the replaced.
    """
    pipeline = _Pipeline(
        inputs, Path(archive).absolute(), namespace, mapping, workers, keep, progress
    )
    return pipeline.write(update=True, allow_empty=False)


def delete(ids: Iterable[str], archive: StrPath, *, keep: int = KEEP) -> DeleteReport:
    """Remove the articles with these ids; `keep` is that of `reindex`.

    Raises ArchiveError when that cannot be done.
    """
    report = DeleteReport()
    run = Run("delete")
    with building(Path(archive).absolute(), from_live, keep=keep) as build:
        gone: list[str] = []
        with reading(build.archive), writing_articles(build) as writer:
            for id in dict.fromkeys([ids] if isinstance(ids, str) else ids):
                (gone if writer.delete(id) else report.missing).append(id)
        report.deleted, report.articles = len(gone), writer.articles
        if gone:
            run.counts = {"deleted": report.deleted, "articles": report.articles}
            run.deleted = gone
            build.publish(writer.segments, run)
            report.generation = build.number
            report.warnings = build.warnings
    return report


def writing_articles(build: Build) -> ArticleWriter:
    """A writer of articles into a generation that is being built."""
    return ArticleWriter(build.path, build.base.files if build.base else ())


@dataclass
class _Pipeline:
    """One reindex or update."""

    inputs: Iterable[StrPath]
    archive: Path
    namespace: str
    mapping: Mapping[str, str] | None
    workers: int | None
    keep: int
    tell: Callable[[Progress], None] | None

    def __post_init__(self) -> None:
        given = [self.inputs] if isinstance(self.inputs, str | os.PathLike) else self.inputs
        self.inputs = [os.fspath(one) for one in given]
        self.report = Report(self.archive)
        self.progress = Progress(total_bytes=total_bytes(self.inputs))

    def write(self, *, update: bool, allow_empty: bool) -> Report:
        """Read the inputs into a new generation and publish it."""
        started = time.monotonic()
        report = self.report
        run = Run("update" if update else "reindex")
        start = from_live if update else from_nothing
        with building(self.archive, start, keep=self.keep) as build:
            with self._journal("rejected") as rejected, self._journal("notes") as notes:
                writer = self._write_articles(build, rejected, notes)
            if not report.indexed and not allow_empty:
                raise InputError(self._nothing_found())
            report.articles = writer.articles
            names = ("indexed", "rejected", "duplicates", "noted", "articles")
            run.counts = {name: getattr(report, name) for name in names}
            run.ids = writer.ids
            build.publish(writer.segments, run)
            report.generation, report.warnings = build.number, build.warnings
        report.seconds = time.monotonic() - started
        log.info("%d articles indexed, %d rejected", report.indexed, report.rejected)
        return report

    def _nothing_found(self) -> str:
        """Says that there is no article, and why the first piece of the inputs is none."""
        inputs = ", ".join(map(str, self.inputs)) or "nothing"
        said = f"no article was found in {inputs} ({self.report.rejected} rejected"
        first = next(self.report.rejections, None)
        return f"{said}; {first.where}: {first.reason})" if first else f"{said})"

    def _write_articles(self, build: Build, rejected: IO[str], notes: IO[str]) -> ArticleWriter:
        """Write every article of the inputs; returns the writer, which tells the segments."""
        report = self.report
        workers = cores() if self.workers is None else self.workers
        with writing_articles(build) as writer:
            articles = self._articles(rejected, notes)
            for id, values in map_in_order(analyse_with_id, articles, workers, article_size):
                replaced = writer.add(id, values)
                report.indexed += replaced != "earlier"
                report.duplicates += bool(replaced)
                if replaced == "earlier":
                    self._note(notes, id, "replaces an earlier article with this id")
                self.progress.articles += 1
                self._tell()
            self.progress.stage = "writing"
            self._tell()
        return writer

    def _articles(self, rejected: IO[str], notes: IO[str]) -> Iterator[Article]:
        found = read(
            self.inputs,
            namespace=self.namespace,
            mapping=self.mapping,
            progress=self._count_bytes,
        )
        for one in found:
            if isinstance(one, Article):
                for note in one.extra.get(NOTES, ()):
                    self._note(notes, one.id, str(note))
                yield one
            else:
                self.report.rejected += 1
                self.progress.rejected += 1
                _write_line(rejected, where=one.where, reason=one.reason, raw=one.raw)
                self._tell()

    def _tell(self) -> None:
        if self.tell:
            self.tell(self.progress)

    def _count_bytes(self, count: int) -> None:
        self.progress.bytes_read = count

    def _note(self, notes: IO[str], id: str, note: str) -> None:
        self.report.noted += 1
        _write_line(notes, id=id, note=note)

    @contextmanager
    def _journal(self, name: str) -> Iterator[IO[str]]:
        """A JSON Lines file of the archive, replaced when the run has read its inputs."""
        path = self.archive / f"{name}.jsonl"
        aside = path.with_name(path.name + ".new")
        try:
            with naming(aside), open_new(aside) as file:
                yield file
            aside.replace(path)
        finally:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def article_size(article: Article) -> int:
    """About how large an article is."""
    return len(article.body)


def _write_line(file: IO[str], **values: str) -> None:
    file.write(json.dumps(values, ensure_ascii=False) + "\n")
