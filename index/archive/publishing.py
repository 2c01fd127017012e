"""A new generation that is built aside, read back, and published by one rename.

The rename of CURRENT commits. Before it, whatever happens leaves the archive as it was; after it,
what fails is a warning. Which of the two it is, is never remembered but read from CURRENT.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.archive import runs
from index.archive.cleaning import remove_needless, set_aside
from index.archive.current import CURRENT, folder_of, live_number
from index.archive.generations import Generation, open_generation
from index.archive.interrupts import held_back
from index.archive.manifest import MANIFEST, SCHEMA, Manifest, fingerprint
from index.errors import KhobaoError, damaged, reason_of
from index.storage.columns.article_store import StoreColumn
from index.storage.files import sync, write_synced
from index.storage.growth import settled
from index.storage.names import told_file
from index.storage.names.in_segments import have_names, names_in
from index.storage.names.told import told
from index.storage.segment_file import SegmentFile, live_flags
from index.storage.segment_info import SegmentInfo
from index.storage.shared import file as shared_file

# Where two files cannot share their bytes they are copied: other disks, too many links, no links.
_UNLINKABLE = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOTSUP}
)
# The last generation that this process published in each archive, for those who tell what it did.
published: dict[Path, int] = {}


@dataclass
class Build:
    """A generation that is being built in `path`; nobody sees it until `publish`.

    `before` is the live generation (None where there is none), `base` the one whose segments may
    be taken over; `warnings` are what went wrong without stopping the run.
    """

    archive: Path
    number: int
    before: int | None
    base: Generation | None
    keep: int
    warnings: list[str]
    damaged: int | None = None  # a live generation that is damaged
    suspect: frozenset[int] = frozenset()  # others that open, but were found not to be whole
    _linked: set[str] = field(default_factory=set)

    @property
    def path(self) -> Path:
        """The folder of the new files."""
        return folder_of(self.archive, self.number)

    @property
    def went_back(self) -> bool:
        """Whether the base is older than the generation that was live, which does not open: then
        something is to be published even if nothing else changes."""
        return self.base is not None and self.base.number != self.before

    def publish(
        self,
        segments: Sequence[SegmentInfo],
        run: runs.Run,
        like: Manifest | None = None,
        *,
        complete: bool = False,
    ) -> None:
        """Make a generation of these segments the live one, and note the `run` in runs.jsonl.

        The segments' files lie in `path`, or are those of the `base`. Their articles were analysed
        under our rules; with `like`, a manifest all of whose files lie in `path`, under those that
        it names. With `complete`, files of the base that lack what this version writes are written
        anew. Every file is synced, read back, and the generation is opened and its articles are
        counted before it goes live. Raises OSError or ArchiveError up to then; what fails later is
        among the `warnings`.
        """
        rules = (fingerprint(), SCHEMA) if like is None else (like.fingerprint, like.schema)
        for segment in segments:
            if not (self.path / segment.file).exists():
                self._take_over(segment.file)
        files = [SegmentFile(self.path, one) for one in segments] if like is None else []
        told = self._told(files, complete=complete) if like is None else like.told
        shared = self._shared(files) if like is None else like.shared
        manifest = Manifest(
            self.number,
            tuple(segments),
            run.command,
            runs.now(),
            *rules,
            told,
            shared,
            self.damaged,
        )
        needed = {one.file for one in manifest.files}
        for path in sorted(self.path.iterdir()):
            if path.name not in needed:
                path.unlink()
            elif path.name not in self._linked:
                sync(path)
        write_synced(self.path / MANIFEST, manifest.to_text())
        sync(self.path)
        sync(self.path.parent)
        self._read_back(manifest)
        with held_back():
            self._commit()
            published[self.archive] = self.number
            run.generation, run.ended = self.number, runs.now()
            self._after(run)

    def link(self, source: Path) -> None:
        """Let a file of another generation be one of this one, too. Raises OSError."""
        os.link(source, self.path / source.name)
        self._linked.add(source.name)

    def _take_over(self, name: str) -> None:
        """Let a file of the base be one of this generation: a link, or else a copy."""
        assert self.base is not None
        source = self.base.path / name
        try:
            self.link(source)
        except OSError as error:
            if error.errno not in _UNLINKABLE:
                raise
            shutil.copyfile(source, self.path / name)

    def _told(self, files: Sequence[SegmentFile], *, complete: bool) -> SegmentInfo | None:
        """What is told of the names of some segments, as a file, if that is worth one: the one of
        the base, which can be gone on from, or a new one."""
        segments = [file.info for file in files]
        if _articles(segments) < told_file.WORTH or not have_names(segments):
            return None
        before = None if self.base is None else self.base.told
        if (
            before is not None
            and told_file.tells_of(before, segments)
            and (told_file.has_spellings(before) or not complete)
        ):
            self._take_over(before.info.file)
            return before.info
        first = segments[: settled([one.articles for one in segments])]
        live = np.concatenate([*map(live_flags, first)])
        found = told([*map(names_in, files[: len(first)])], live)
        return told_file.write_told(self.path, found, first)

    def _shared(self, files: Sequence[SegmentFile]) -> SegmentInfo | None:
        """What is worked out of some segments for all processes, as a file, if that is worth one:
        the one of the base, which can be gone on from, or a new one."""
        segments = [file.info for file in files]
        if _articles(segments) < shared_file.WORTH:
            return None
        before = None if self.base is None else self.base.shared
        if before is not None and shared_file.goes_on_to(before, segments):
            self._take_over(before.info.file)
            return before.info
        first = settled([one.articles for one in segments])
        return shared_file.write_shared(self.path, files[:first])

    def _read_back(self, manifest: Manifest) -> None:
        """Open what was written as any reader does, read every block of the new files, and count
        their articles."""
        generation = open_generation(self.archive, self.number, any_rules=True)
        try:
            if generation.manifest != manifest:
                raise damaged(self.archive, "its new manifest is not what was written")
            for file in generation.every_file:
                if file.info.file not in self._linked:
                    for problem in file.problems():
                        raise damaged(self.archive, f"what was just written is not: {problem}")
                    if file in generation.files:
                        _count(self.archive, file)
        finally:
            generation.release()

    def _commit(self) -> None:
        """Rename CURRENT; a call that fails may have done so."""
        try:
            write_synced(self.archive / CURRENT, f"{self.number}\n")
        except OSError:
            if not self.is_live():
                raise

    def is_live(self) -> bool:
        """Whether CURRENT names this generation. Raises ArchiveError when it cannot be read."""
        return live_number(self.archive) == self.number

    def _after(self, run: runs.Run) -> None:
        """What is to be done once the generation is live; nothing of it can fail the run."""
        durable = self._tried("the folder could not be synced", self._sync_archive)
        if not durable:
            return  # a power cut may bring the old CURRENT back: what it names must be there
        self._tried("runs.jsonl lacks this run", lambda: runs.append(self.archive, run))
        if self.damaged is not None:
            self._tried("the damaged one could not be set aside", self._set_aside)
        self._tried("old files could not be removed", self._clean)

    def _sync_archive(self) -> None:
        sync(self.archive)
        if self.before is None:  # the folder itself may be new
            sync(self.archive.parent)

    def _set_aside(self) -> None:
        aside = set_aside(self.archive, self.damaged or 0)
        if aside is not None:
            what = f"what is left of generation {self.damaged} is in {aside}"
            self.warnings.append(f"{what}; remove it when you like")

    def _clean(self) -> None:
        if self.base is not None:
            self.base.release()
        oldest = remove_needless(self.archive, self.number, self.keep, self.suspect)
        runs.forget(self.archive, oldest)

    def _tried(self, failed: str, step: Callable[[], object]) -> bool:
        try:
            step()
        except Exception as error:
            self.warnings.append(
                f"generation {self.number} is published, but {failed}: {_why(error)}"
            )
            return False
        return True


def has_every_file(generation: Generation) -> bool:
    """Whether a generation has all files beside its segments that its articles are worth, by our
    rules. Raises OSError, and ValueError when one is damaged."""
    segments = generation.manifest.segments
    articles = _articles(segments)
    told, shared = generation.told, generation.shared
    needs_told = articles >= told_file.WORTH and have_names(segments)
    has_told = (
        told is not None and told_file.has_spellings(told) and told_file.is_by_our_rules(told)
    )
    has_shared = shared is not None and shared_file.is_by_our_rules(shared)
    return (has_told or not needs_told) and (has_shared or articles < shared_file.WORTH)


def _articles(segments: Sequence[SegmentInfo]) -> int:
    return sum(one.articles for one in segments)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return reason_of(error)
    return str(error) if isinstance(error, KhobaoError) else repr(error)


def _count(archive: Path, file: SegmentFile) -> None:
    """Raise DamagedArchiveError unless a segment has a text for each of its articles."""
    articles = file.info.articles
    texts = len(StoreColumn().open(file.column("article"), articles))
    if texts != articles:
        raise damaged(archive, f"{file.path} has {texts} texts for {articles} articles")
