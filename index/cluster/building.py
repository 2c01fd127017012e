"""What `index.reindex`, `index.update` and the others do with an archive in a cluster."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

from index.archive.copying import CopyReport
from index.archive.generations import open_current
from index.build import pipeline
from index.build.reports import DeleteReport, Progress, Report
from index.cluster import backups, updating, verifying
from index.cluster.address import Address, parse_address
from index.cluster.client import Cluster
from index.cluster.contents import read_contents
from index.cluster.copying import Layout, publish_generation
from index.cluster.parts import parse_part
from index.errors import ArchiveError
from index.inputs import Given, Inputs

STAGING = "KHOBAO_STAGING"
"""The folder, from the environment, in which archives are built before they are sent."""


def staging_folder(address: Address) -> Path:
    """Where what goes to an archive is built first, and the journals of its runs stay."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    base = os.environ.get(STAGING) or Path(cache) / "khobao"
    host, port = address.hosts[0]
    return Path(base) / f"{host}-{port}-{address.name}"


def reindex(
    inputs: Given,
    archive: str,
    *,
    shards: int | None = None,
    replicas: int | None = None,
    part: str | None = None,
    by_year: bool | None = None,
    keep: int = 1,
    dry_run: bool = False,
    resume: bool = False,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> Report:
    """Build an archive anew in a cluster; the arguments and errors are those of `index.reindex`.

    It is built in a folder of this machine first (see `STAGING`), then sent; what an interrupted
    run had done of either can be gone on from. `shards` and `replicas` say how it lies in the
    cluster, `by_year` whether each year has an index of its own (None: as it was). With a `part`
    such as 2/8 the inputs are one of so many parts, which several machines may load at once; the
    archive has another generation when the last of them is there.
    """
    address = parse_address(archive)
    chosen = None if part is None else parse_part(part)
    Cluster(address).check()  # before the work begins
    folder = staging_folder(address)
    started = time.monotonic()
    report = _staged(inputs, folder, options) if resume else None
    if report is None:
        if not resume:
            _remove_staged(folder)
        options_of_run = {**options, "dry_run": dry_run, "resume": resume, "progress": progress}
        report = pipeline.reindex(inputs, folder, keep=0, **options_of_run)
    report.place = str(address)
    if dry_run:
        return report
    _note_staged(inputs, folder, options)
    _send(
        folder,
        report,
        progress,
        lambda generation, tell: publish_generation(
            generation,
            address,
            layout=Layout(shards, replicas, keep, by_year),
            report=report,
            part=chosen,
            progress=tell,
        ),
    )
    report.seconds = time.monotonic() - started
    return report


def update(
    inputs: Given,
    archive: str,
    *,
    keep: int = 1,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    **options: Any,
) -> Report:
    """Add articles to an archive in a cluster, as `index.update` does to one in a folder.

    `keep` says nothing here: an update begins no other index. A `dry_run` reads and analyses all,
    too, since what it would do is told by comparing; near-duplicates are not looked for.
    """
    address = parse_address(archive)
    read_contents(Cluster(address))
    folder = staging_folder(address)
    started = time.monotonic()
    _remove_staged(folder)
    report = pipeline.reindex(
        inputs, folder, keep=0, allow_empty=True, progress=progress, **options
    )
    report.place = str(address)
    report.dry_run = dry_run
    send = updating.rehearse if dry_run else updating.update
    _send(folder, report, progress, lambda generation, _: send(generation, address, report))
    report.seconds = time.monotonic() - started
    return report


def _send(
    folder: Path,
    report: Report,
    progress: Callable[[Progress], None] | None,
    send: Callable[[Any, Callable[[int], None]], object],
) -> None:
    """Send what was staged, and remove it; the journals of the run stay."""
    told = Progress("sending", rejected=report.rejected)

    def tell(sent: int) -> None:
        told.articles = sent
        if progress is not None:
            progress(told)

    generation = open_current(folder)
    try:
        send(generation, tell)
    finally:
        generation.release()
    _remove_staged(folder)


_NOTED = "staged.json"


def _note_staged(inputs: Given, folder: Path, options: dict[str, Any]) -> None:
    """Note of what an archive was staged, which is complete and not sent."""
    if Inputs(inputs).can_be_read_again:
        (folder / _NOTED).write_text(_noted(inputs, options))


def _noted(inputs: Given, options: dict[str, Any]) -> str:
    names = ("namespace", "mapping", "listings", "date_order", "table", "query")
    kept = {name: options[name] for name in names if options.get(name)}
    return json.dumps({"inputs": Inputs(inputs).paths, **kept}, sort_keys=True)


def _staged(inputs: Given, folder: Path, options: dict[str, Any]) -> Report | None:
    """What was staged of the same inputs and only has to be sent; None if there is nothing."""
    with suppress(OSError):
        if (folder / _NOTED).read_text() == _noted(inputs, options):
            generation = open_current(folder)
            generation.release()
            report = Report(folder)
            report.indexed = report.articles = generation.manifest.articles
            return report
    return None


def _remove_staged(folder: Path) -> None:
    """Remove what was staged, and leave the journals of the last run."""
    for path in folder.glob("*"):
        if path.is_dir():
            rmtree(path, ignore_errors=True)
        elif path.suffix != ".jsonl" or path.name == "runs.jsonl":
            path.unlink(missing_ok=True)


def delete(ids: Iterable[str], archive: str, *, purge: bool = False, keep: int = 1) -> DeleteReport:
    """Remove the articles with some ids from an archive in a cluster (see `index.delete`).

    Raises ArchiveError, and for `purge`: what is deleted stays on the disks of a cluster until it
    merges its segments.
    """
    if purge:
        raise ArchiveError(
            f"{parse_address(archive)} is in a cluster, which keeps what was deleted until it "
            "merges its segments; reindex without the articles, with --keep 0"
        )
    return updating.delete(ids, parse_address(archive))


def verify(archive: str) -> list[str]:
    """What of an archive in a cluster is not as it should be: a sentence each, none if all is well.

    It is counted, its language is read, and a sample of its articles is compared with what was
    noted of their content and with their terms. Raises ArchiveError.
    """
    return verifying.verify(parse_address(archive))


def backup(archive: str, copy: str | os.PathLike[str], **_: Any) -> CopyReport:
    """Let the cluster take a snapshot of an archive into a repository of its own, named `copy`.

    Raises ArchiveError where the cluster has no such repository.
    """
    return backups.backup(parse_address(archive), str(copy))
