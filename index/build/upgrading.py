"""An archive of an older format, or analysed under other rules, rebuilt from its own articles."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from index.archive import stored
from index.archive.building import KEEP, building
from index.archive.current import current_number
from index.archive.generations import open_current
from index.archive.publishing import has_every_file
from index.archive.runs import Run
from index.archive.starting import from_live
from index.build.drafts import Adopted, aside
from index.build.identity import analyse_kept, kept_size
from index.build.pipeline import writing_articles
from index.build.profiling import have_late_columns
from index.build.reports import Progress, Report
from index.errors import ArchiveError, DamagedArchiveError, UnavailableArchiveError, reading
from index.processes import cores, map_in_order
from index.storage.columns.dense_column import DenseColumn
from index.storage.schema import DENSE
from index.storage.segment_info import SegmentInfo


def upgrade(
    archive: str | os.PathLike[str],
    *,
    workers: int | None = None,
    keep: int = KEEP,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Rebuild the archive in this version's format and under its rules, from what it holds.

    Articles keep their ids and their order. Where nothing is missing but files beside the segments,
    these alone are written. An archive that needs none of it stays as it is: `report.generation`
    is 0 then. `workers`, `keep` and `progress` are those of `reindex`. Raises
    ArchiveError; then the archive is as it was.
    """
    started = time.monotonic()
    folder = Path(archive).absolute()
    report = Report(folder)
    told = Progress()
    if _is_up_to_date(folder):
        if not _has_every_file(folder):
            _publish_anew(folder, keep, report)
            report.seconds = time.monotonic() - started
        return report
    with building(folder, keep=keep) as build:
        assert build.before is not None
        count = cores() if workers is None else workers
        with writing_articles(build, count) as writer:
            found = stored.articles(folder, build.before)
            there = partial(aside, analyse_kept, build.path)
            adopted = Adopted()
            for id, values in map_in_order(there, found, count, kept_size, analyse_kept):
                adopted.adopt([values])
                writer.add(id, values)
                told.articles += 1
                if progress:
                    progress(told)
            told.stage = "writing"
        report.indexed = report.articles = writer.articles
        counts = {"indexed": report.indexed, "articles": report.articles}
        build.publish(writer.segments, Run("upgrade", counts=counts, ids=writer.ids))
        report.generation, report.warnings = build.number, build.warnings
    report.seconds = time.monotonic() - started
    return report


def _is_up_to_date(archive: Path) -> bool:
    """Whether the live generation opens, and has profiles, word lists and dense lists (which
    archives of this format once had not). Raises ArchiveError unless an upgrade may mend it."""
    try:
        generation = open_current(archive)
        generation.release()
    except (DamagedArchiveError, UnavailableArchiveError):
        raise
    except ArchiveError:
        current_number(archive)
        return False
    segments = generation.manifest.segments
    return have_late_columns(segments) and _have_dense_lists(segments)


def _has_every_file(archive: Path) -> bool:
    """Whether the live generation has the files that a run would write beside its segments."""
    with reading(archive):
        generation = open_current(archive)
        try:
            return has_every_file(generation)
        finally:
            generation.release()


def _publish_anew(archive: Path, keep: int, report: Report) -> None:
    """Publish the same segments, with all files beside them."""
    with building(archive, from_live, keep=keep) as build:
        assert build.base is not None
        manifest = build.base.manifest
        report.articles = manifest.articles
        run = Run("upgrade", counts={"articles": report.articles})
        build.publish(manifest.segments, run, complete=True)
        report.generation, report.warnings = build.number, build.warnings


def _have_dense_lists(segments: Sequence[SegmentInfo]) -> bool:
    """Whether all segments that are worth it have the dense lists of their fields."""
    return all(
        name in info.columns
        for info in segments
        for field, name in DENSE.items()
        if field in info.columns and DenseColumn(field).is_worth(info.articles)
    )
