"""Inputs through worker processes into a new generation: reindex, update and delete."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.archive.building import KEEP, building
from index.archive.generations import Generation, open_current
from index.archive.publishing import Build
from index.archive.runs import Run
from index.archive.starting import from_live, from_nothing
from index.articles.article import Rejected
from index.build import purging
from index.build.checkpoints import LIVE, Checkpoints, State, load, remove, take_over
from index.build.drafts import Adopted
from index.build.extraction import Prepared, Task, work
from index.build.held import Held, held_before
from index.build.intake import Intake
from index.build.journals import Journals, journals
from index.build.ledger import Ledger
from index.build.reports import COUNTS, DeleteReport, Progress, Report
from index.build.resuming import Course
from index.build.stages import Stages
from index.build.writer import ArticleWriter, Resumed
from index.errors import ArchiveError, InputError, reading
from index.inputs import Given, Inputs
from index.inputs.conversion import Options
from index.inputs.found import Skipped
from index.inputs.shares import Share
from index.processes import cores, map_in_order

log = logging.getLogger("khobao")

StrPath = str | os.PathLike[str]


def reindex(
    inputs: Given,
    archive: StrPath,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    listings: bool = False,
    date_order: str | None = None,
    table: str = "",
    query: str = "",
    limits: Mapping[str, int] | None = None,
    workers: int | None = None,
    allow_empty: bool = False,
    dry_run: bool = False,
    resume: bool = False,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Build the archive anew from files, folders or `-` (standard input), and publish it.

    A program may also give an iterable of articles, or of mappings such as lines of JSON are.
    `namespace` is put before every id of the input's own, `mapping` names the input's key for a
    field, `listings` indexes pages that list articles, too, and `date_order` ("day" or "month")
    says what dates like 7/8/2021 begin with, where the files do not show it. `table` and `query`
    are asked of databases, `limits` move those of what is packed (see `index.inputs.limits`).
    `workers` is the number of processes that read and analyse (default: one per processor; 0: this
    process). Until the new generation is published, the old one answers; if nothing was found, it
    stays (unless `allow_empty`) and InputError is raised. So many generations as `keep` says stay
    behind the new one, to go back to.

    What an interrupted run had done is kept, segment by segment; with `resume` another goes on from
    there, if the inputs and these settings are the same. A `dry_run` reads all of the inputs,
    writes nothing, and reports what would come of them. Raises ArchiveError when the archive cannot
    be written, and InputError for an input that does not exist.
    """
    options = Options.of(namespace, mapping, listings, date_order, table, query, limits)
    folder = Path(archive).absolute()
    pipeline = _Pipeline(inputs, folder, options, workers, keep, progress, False, resume)
    return pipeline.rehearse() if dry_run else pipeline.write(allow_empty=allow_empty)


def update(
    inputs: Given,
    archive: StrPath,
    *,
    namespace: str = "",
    mapping: Mapping[str, str] | None = None,
    listings: bool = False,
    date_order: str | None = None,
    table: str = "",
    query: str = "",
    limits: Mapping[str, int] | None = None,
    workers: int | None = None,
    dry_run: bool = False,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Add the articles of the inputs; one that the archive holds otherwise is changed.

    What the archive holds as it is stays untouched; if nothing else comes, no generation is
    published. The arguments and errors are those of `reindex`.
    """
    options = Options.of(namespace, mapping, listings, date_order, table, query, limits)
    folder = Path(archive).absolute()
    pipeline = _Pipeline(inputs, folder, options, workers, keep, progress, update=True)
    return pipeline.rehearse() if dry_run else pipeline.write(allow_empty=False)


def update_keeping(
    entries: Sequence[Mapping[str, Any]],
    inputs: Given,
    archive: StrPath,
    *,
    workers: int | None = None,
    dry_run: bool = False,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
    **settings: Any,
) -> Report:
    """What `update` does; some `entries` of rejected.jsonl stay in it as they are."""
    options, folder = Options.of(**settings), Path(archive).absolute()
    pipeline = _Pipeline(inputs, folder, options, workers, keep, progress, update=True)
    pipeline.still_rejected = entries
    return pipeline.rehearse() if dry_run else pipeline.write(allow_empty=False)


def delete(
    ids: Iterable[str], archive: StrPath, *, purge: bool = False, keep: int = KEEP
) -> DeleteReport:
    """Remove the articles with these ids; `keep` is that of `reindex`.

    With `purge` no byte of them is left in the archive, whose older generations go, too (see
    `index.build.purging`). Raises ArchiveError when that cannot be done.
    """
    if purge:
        return purging.purge(ids, archive)
    report = DeleteReport()
    run = Run("delete")
    with building(Path(archive).absolute(), from_live, keep=keep) as build:
        gone: list[str] = []
        with reading(build.archive), writing_articles(build) as writer:
            for id in dict.fromkeys([ids] if isinstance(ids, str) else ids):
                (gone if writer.delete(id) else report.missing).append(id)
        report.deleted, report.articles = len(gone), writer.articles
        if gone or build.went_back:
            run.counts = {"deleted": report.deleted, "articles": report.articles}
            run.deleted = gone
            build.publish(writer.segments, run)
            report.generation = build.number
            report.warnings = build.warnings
    return report


def writing_articles(build: Build, workers: int = 0) -> ArticleWriter:
    """A writer of articles into a generation that is being built; see there for `workers`."""
    return ArticleWriter(build.path, build.base.files if build.base else (), workers=workers)


@dataclass
class _Pipeline:
    """One reindex or update."""

    given: Given
    archive: Path
    options: Options
    workers: int | None
    keep: int
    tell: Callable[[Progress], None] | None
    update: bool
    resume: bool = False

    def __post_init__(self) -> None:
        self.inputs = Inputs(self.given)
        self.report = Report(self.archive)
        self.progress = Progress(total_bytes=self.inputs.total_bytes())
        self.stages = Stages()
        self.held: Held | None = None
        self.still_rejected: Sequence[Mapping[str, Any]] = ()
        self._workers = cores() if self.workers is None else self.workers

    def write(self, *, allow_empty: bool) -> Report:
        """Read the inputs into a new generation and publish it, unless nothing changed."""
        started = time.monotonic()
        report = self.report
        run = Run("update" if self.update else "reindex")
        start = from_live if self.update else from_nothing
        with building(self.archive, start, keep=self.keep) as build:
            self.held = held_before(build)
            state = self._interrupted(build) if self.resume else None
            if state is not None:
                take_over(self.archive, state.segments, build.path)
            with journals(self.archive) as written:
                writer = self._write_articles(build, written, state)
                for entry in self.still_rejected:
                    written.write("rejected", **entry)
            if not (report.indexed or report.unchanged or allow_empty):
                raise InputError(self._nothing_found())
            report.articles, segments = writer.articles, writer.segments
            run.ids = writer.ids
            del writer  # what it knows of each article, before names are voted on
            if build.base is not None and not (report.indexed or build.went_back):
                report.generation = build.base.number  # nothing has changed
            else:
                run.counts = {name: getattr(report, name) for name in COUNTS}
                build.publish(segments, run)
                report.generation = build.number
                remove(self.archive)
            report.warnings += build.warnings
        report.seconds = time.monotonic() - started
        log.info("%d articles indexed, %d rejected", report.indexed, report.rejected)
        return report

    def _nothing_found(self) -> str:
        """Says that there is no article, and why the first piece of the inputs is none."""
        skipped = self.report.accounts.ends["skipped"]
        said = f"no article was found in {self.inputs} ({self.report.rejected} rejected"
        said += f", {skipped} skipped" * bool(skipped)
        reasons: Iterator[Rejected | Skipped] = chain(self.report.rejections, self.report.skipped)
        first = next(reasons, None)
        return f"{said}; {first.where}: {first.reason})" if first else f"{said})"

    def _check_accounts(self) -> None:
        """Close the accounts; what does not add up is a fault of ours, and is told."""
        accounts = self.report.accounts
        accounts.files = self.inputs.files
        if not accounts.balanced:
            self.report.warnings.append(
                f"{accounts.pieces:,} pieces of input were read, but {accounts.ends.total():,} are "
                "accounted for; this is a mistake of Khobao"
            )

    def _interrupted(self, build: Build) -> State:
        """What an interrupted run kept. Raises `InputError` if this one cannot go on from it."""
        if not self.inputs.can_be_read_again:
            raise InputError(f"{self.inputs} cannot be read a second time; run without --resume")
        return load(self.archive, self._settings(build))

    def _settings(self, build: Build) -> dict[str, Any]:
        """What must be the same for a run to go on from an interrupted one."""
        return {"inputs": self.inputs.paths, **asdict(self.options), LIVE: build.before}

    def _for_retry(self, settings: Mapping[str, Any], where: str) -> dict[str, Any]:
        """What must be known to read what was rejected at a place again as it was: the settings
        that are not as usual, and the folder that was named in which it is."""
        told: dict[str, Any] = {"settings": settings} if settings else {}
        folder = self.inputs.folder_with(where)
        return told if folder is None else {**told, "folder": folder}

    def _write_articles(
        self, build: Build, written: Journals, state: State | None
    ) -> ArticleWriter:
        """Write every article of the inputs; returns the writer, which tells the segments."""
        base = build.base.files if build.base else ()
        resumed = None
        if state is not None:
            ids = [str(entry[0]) for entry in state.entries]
            resumed = Resumed(state.segments, state.levels, ids, state.deleted)
        with ArticleWriter(build.path, base, resumed, self._workers) as writer:
            ledger = Ledger(writer, self.held, self.update, int(time.time()))
            course = None
            if not self.update and self.inputs.can_be_read_again:
                kept = Checkpoints(self.archive, self._settings(build))
                course = Course(kept, state, writer, ledger, written, build.path)
            self._read(ledger, written, build.path, course)
            if course is not None and course.checkpoints.failed:
                self.report.warnings.append(
                    f"no checkpoint could be kept: {course.checkpoints.failed}"
                )
            self.progress.stage = "writing"
            self._tell()
            began = time.perf_counter()
        self.stages.spend("write", began)
        return writer

    def _read(
        self, ledger: Ledger, written: Journals, folder: Path, course: Course | None = None
    ) -> None:
        """Read the inputs, and write the articles in them with all that is told of them.

        What workers make of articles lies in files of a folder until it is written.
        """
        dry = self.report.dry_run
        task = Task(self.options, self.held if self.update else None, dry)
        aside = replace(task, aside=folder)
        adopted = Adopted()
        intake = Intake(self.report, self.progress, ledger, written, self.update, self.tell)
        usual = asdict(Options())
        unusual = {name: one for name, one in asdict(self.options).items() if one != usual[name]}
        intake.for_retry = partial(self._for_retry, unusual)
        cut: Iterable[Share] = self.inputs.shares(self.options, self._count_bytes)
        if course is not None:
            course.begin(intake)
            cut = course.left(cut)
        cut = self.stages.timed("read", cut)
        for worked in map_in_order(
            partial(work, aside), cut, self._workers, share_size, partial(work, task)
        ):
            self.stages.add(worked.seconds)
            began = time.perf_counter()
            adopted.adopt(end.values for end in worked.ends if isinstance(end, Prepared))
            intake.take(worked, 0 if course is None else course.skipped)
            if course is not None:
                course.after_share()
            self.stages.spend("write", began)
        intake.finish()
        if not self.update and self.held is not None:
            self.report.removed = self.held.articles - ledger.matched
        self.report.stages = self.stages.seconds
        self._check_accounts()

    def rehearse(self) -> Report:
        """Read the inputs as `write` does, and write nothing: the report tells what would be."""
        started = time.monotonic()
        report = self.report
        report.keep_aside()
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="khobao-")))
            base = stack.enter_context(_live(self.archive, must_be=self.update))
            self.held = None if base is None else Held(base.path, base.manifest.segments)
            files = base.files if base is not None and self.update else ()
            written = stack.enter_context(journals(report.journals))
            with ArticleWriter(folder, files) as writer:
                ledger = Ledger(writer, self.held, self.update, int(time.time()))
                self._read(ledger, written, folder)
                writer.abandon()
        held = self.held.articles if self.held is not None else 0
        report.articles = report.indexed if not self.update else held + report.added
        report.seconds = time.monotonic() - started
        return report

    def _tell(self) -> None:
        if self.tell:
            self.tell(self.progress)

    def _count_bytes(self, count: int) -> None:
        self.progress.bytes_read = count


@contextmanager
def _live(archive: Path, *, must_be: bool) -> Iterator[Generation | None]:
    """The live generation of an archive, None where there is none and it must not be."""
    try:
        generation = open_current(archive, any_rules=not must_be)
    except ArchiveError:
        if must_be:
            raise
        yield None
        return
    try:
        yield generation
    finally:
        generation.release()


def share_size(share: Share) -> int:
    """About how large a share is."""
    return share.size
