"""An archive's segments joined into as few as can be, without what was deleted."""

from __future__ import annotations

import os
import time
from pathlib import Path

from index.archive.building import KEEP, building
from index.archive.runs import Run
from index.archive.starting import from_live
from index.build.pipeline import writing_articles
from index.build.reports import OptimizeReport
from index.errors import reading
from index.storage.segment_info import SegmentInfo


def optimize(archive: str | os.PathLike[str], *, keep: int = KEEP) -> OptimizeReport:
    """Join all segments of an archive, and drop what was deleted; articles stay as they are.

    Each segment costs a search a little, and deleted articles take space and count in how rare a
    word is. Runs keep segments few by themselves; this makes one of them (of each 10,000,000
    articles), published as any run. Where there is nothing to do, nothing is published. `keep` is
    that of `reindex`. Raises ArchiveError; then the archive is as it was.
    """
    started = time.monotonic()
    folder = Path(archive).absolute()
    report = OptimizeReport(folder)
    with building(folder, from_live, keep=keep) as build:
        assert build.base is not None
        before = build.base.manifest.segments
        with reading(folder), writing_articles(build) as writer:
            writer.optimize()
        _tell(report, before, writer.segments)
        if writer.segments != list(before) or build.went_back:
            counts = {name: getattr(report, name) for name in ("dropped", "articles")}
            build.publish(writer.segments, Run("optimize", counts=counts))
            report.generation, report.warnings = build.number, build.warnings
    report.seconds = time.monotonic() - started
    return report


def _tell(
    report: OptimizeReport, before: tuple[SegmentInfo, ...], after: list[SegmentInfo]
) -> None:
    report.segments_before, report.segments = len(before), len(after)
    report.bytes_before = sum(info.size for info in before)
    report.bytes = sum(info.size for info in after)
    report.articles = sum(info.live for info in after)
    report.dropped = sum(len(info.deleted) for info in before)
    report.dropped -= sum(len(info.deleted) for info in after)
