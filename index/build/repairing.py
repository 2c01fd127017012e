"""An archive whose live generation is damaged: back to the newest whole one, and what came since.

What the damaged generation still gives up, article by article, is written again on top of the whole
one, as far as runs.jsonl tells that it came later. Only what cannot be read is lost, and is said.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from index.archive import runs, stored
from index.archive.building import KEEP, building
from index.archive.current import current_number
from index.archive.generations import Generation, fallbacks, open_generation
from index.archive.publishing import Build
from index.archive.verification import problems
from index.build.drafts import Adopted, aside
from index.build.identity import analyse_kept, kept_size
from index.build.pipeline import writing_articles
from index.build.reports import Progress
from index.errors import (
    AFTER_DAMAGE,
    ArchiveError,
    DamagedArchiveError,
    UnavailableArchiveError,
    damaged,
    reading,
)
from index.processes import cores, map_in_order

# Commands after which an archive holds what they wrote and nothing else.
_WHOLE = frozenset({"reindex", "upgrade", "restore", "backup"})


@dataclass
class RepairReport:
    """What a repair found and did.

    `damage` are sentences, none when all was well: nothing was done then. `back_to` is the whole
    generation that it went back to, None where there was none; `rescued` are the ids of the
    articles that damaged ones still gave up, `older` those of them of which only an earlier version
    could be read, `lost` those that could not be read at all, `deleted` those that were deleted
    since, and are. `generation` is the new one.
    """

    archive: Path
    damage: list[str] = field(default_factory=list)
    generation: int = 0
    articles: int = 0
    back_to: int | None = None
    rescued: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)


def repair(
    archive: str | os.PathLike[str],
    *,
    workers: int | None = None,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> RepairReport:
    """Check the whole archive, and if it is damaged, publish a generation that is not.

    The damaged one is set aside, not removed. `workers`, `keep` and `progress` are those of
    `reindex`. Raises ArchiveError when nothing in the archive can be read, when it cannot be read
    now, or is of another format; then it is as it was.
    """
    started = time.monotonic()
    report = RepairReport(Path(archive).absolute())
    start = _Start(report)
    with building(report.archive, start, keep=keep) as build:
        if not report.damage:
            report.generation = build.before or 0
            report.articles = start.articles
            return report
        build.damaged, build.suspect = build.before, frozenset(start.suspect)
        count = cores() if workers is None else workers
        _rebuild(build, report, start.others, count, progress)
        report.generation, report.warnings = build.number, build.warnings
    report.seconds = time.monotonic() - started
    return report


@dataclass
class _Start:
    """Finds the damage, the newest whole generation, and others that can be read in part."""

    report: RepairReport
    articles: int = 0
    others: list[int] = field(default_factory=list)
    suspect: list[int] = field(default_factory=list)

    def __call__(
        self,
        archive: Path,
        live: int | None,
        broken: DamagedArchiveError | None,
        warnings: list[str],
    ) -> Generation | None:
        if broken is None and live is None:
            broken = damaged(archive, "its file CURRENT is missing")
        if broken:
            self.report.damage.append(str(broken).removesuffix(AFTER_DAMAGE))
        else:
            generation = open_generation(archive, current_number(archive))
            try:
                with reading(archive):
                    self.report.damage += problems(generation)
                self.articles = generation.manifest.articles
            finally:
                generation.release()
        return self._newest_whole(archive, live) if self.report.damage else None

    def _newest_whole(self, archive: Path, live: int | None) -> Generation | None:
        for number in fallbacks(archive, live):
            try:
                generation = open_generation(archive, number)
            except UnavailableArchiveError:
                raise
            except DamagedArchiveError:
                self.suspect.append(number)
            except ArchiveError:
                pass  # whole, for another version
            else:
                if _is_whole(archive, generation):
                    return generation
                self.suspect.append(number)
            self.others.append(number)
        return None


def _is_whole(archive: Path, generation: Generation) -> bool:
    """Whether a generation is not damaged; if it is, it is let go of."""
    is_whole = False
    try:
        with reading(archive):
            is_whole = not any(problems(generation))
    finally:
        if not is_whole:
            generation.release()
    return is_whole


def _rebuild(
    build: Build,
    report: RepairReport,
    others: Sequence[int],
    workers: int,
    progress: Callable[[Progress], None] | None,
) -> None:
    """Write what came after the base on top of it, as far as it can be read, and publish that."""
    base, archive = build.base, build.archive
    report.back_to = base.number if base else None
    known = stored.ids(base) if base else []
    since = runs.since(archive, base.number if base else 0)
    written, deleted = _changes(known, since)
    live_ids = stored.readable_ids(archive, build.damaged) if build.damaged else []
    sources = _Sources(archive, build.damaged, others)
    sources.wanted = written if base is not None and since else None
    told = Progress()
    with writing_articles(build, workers) as writer:
        report.deleted = [id for id in deleted if writer.delete(id)]
        found = sources.articles({*live_ids, *written} if live_ids or written else None, known)
        there = partial(aside, analyse_kept, build.path)
        adopted = Adopted()
        for id, values in map_in_order(there, found, workers, kept_size, analyse_kept):
            adopted.adopt([values])
            writer.add(id, values)
            told.articles += 1
            if progress:
                progress(told)
    if not writer.articles and base is None:
        raise ArchiveError(
            f"nothing in the archive {archive} can be read any more ({report.damage[0]}); "
            "restore a backup with 'khobao restore', or build it anew with 'khobao reindex'"
        )
    report.rescued, report.articles = writer.ids, writer.articles
    held = {*known} - {*report.deleted} | {*report.rescued}
    came = dict.fromkeys([*live_ids, *written])
    report.lost = [id for id in came if id not in held]
    report.older = sources.older
    counts = {
        "articles": report.articles,
        "rescued": len(report.rescued),
        "lost": len(report.lost),
        "deleted": len(report.deleted),
    }
    run = runs.Run("repair", counts=counts, ids=report.rescued, deleted=report.deleted)
    build.publish(writer.segments, run)


@dataclass
class _Sources:
    """Generations that are read article by article: the damaged one, then `others`, newest first.

    `wanted` are the ids that are taken of the damaged one (None: all); `older` those of which only
    an earlier version could be read.
    """

    archive: Path
    damaged: int | None
    others: Sequence[int]
    wanted: Collection[str] | None = None
    older: list[str] = field(default_factory=list)

    def articles(self, missed: set[str] | None, known: Collection[str]) -> Iterator[stored.Kept]:
        """What can be read, each article once.

        Of `others` only what is `missed` otherwise is taken: ids that the damaged generation had
        (None where it does not tell them), and that neither it nor the base gives.
        """
        taken = set(known)
        if self.damaged is not None:
            for one in stored.readable(self.archive, self.damaged):
                id = one.article.id
                if self.wanted is None or id in self.wanted:
                    taken.add(id)
                    yield one
        for number in self.others:
            for one in stored.readable(self.archive, number):
                id = one.article.id
                if id not in taken and (missed is None or id in missed):
                    taken.add(id)
                    self.older.append(id)
                    yield one


def _changes(known: Iterable[str], since: Iterable[runs.Run]) -> tuple[dict[str, None], list[str]]:
    """The ids that some runs wrote, and those that they deleted and did not write again."""
    written: dict[str, None] = {}
    deleted: dict[str, None] = {}
    for run in since:
        if run.command in _WHOLE:
            deleted |= dict.fromkeys([*known, *written])
            written = {}
        written |= dict.fromkeys(run.ids)
        for id in run.ids:
            deleted.pop(id, None)
        for id in run.deleted:
            written.pop(id, None)
            deleted[id] = None
    return written, list(deleted)
