"""A new generation: built aside, read back, and published by one rename.

The rename of CURRENT commits. Before it, whatever happens leaves the archive as it was; after it,
what fails is a warning. Which of the two it is, is never remembered but read from CURRENT.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.archive import runs
from index.archive.cleaning import clean, remove_unpublished, set_aside
from index.archive.generations import (
    CURRENT,
    GENERATIONS,
    Generation,
    check_folders,
    folder_of,
    live_number,
    open_current,
    open_generation,
    published_number,
)
from index.archive.interrupts import held_back
from index.archive.locks import writing
from index.archive.manifest import MANIFEST, SCHEMA, Manifest, fingerprint
from index.archive.starting import Start, from_nothing
from index.errors import (
    ArchiveError,
    DamagedArchiveError,
    KhobaoError,
    UnavailableArchiveError,
    damaged,
    told,
    unavailable,
)
from index.storage.files import sync, write_synced
from index.storage.segment_files import SegmentFile
from index.storage.segment_record import SegmentRecord
from index.storage.store import StoreColumn

log = logging.getLogger("khobao")

# So many generations before the live one stay, to go back to.
KEEP = 1
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
    go on into this one; `warnings` are what went wrong without stopping the run.
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

    def publish(
        self, segments: Sequence[SegmentRecord], run: runs.Run, like: Manifest | None = None
    ) -> None:
        """Make a generation of these segments the live one; `run` tells what it is.

        They were analysed under our rules, or under those that the manifest `like` tells.

        The segments' files lie in `path`, or are those of the `base`. Every file is synced and
        read back, and the generation is opened and counted, before it goes live. Raises OSError or
        ArchiveError as long as it did not; what fails afterwards is among the `warnings`.
        """
        rules = (fingerprint(), SCHEMA) if like is None else (like.fingerprint, like.schema)
        manifest = Manifest(
            self.number, tuple(segments), run.command, runs.now(), *rules, self.damaged
        )
        for segment in segments:
            if not (self.path / segment.file).exists():
                self._take_over(segment.file)
        needed = {segment.file for segment in segments}
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

    def _read_back(self, manifest: Manifest) -> None:
        """Open what was written as any reader does, read every block of the new files, and count
        their articles."""
        generation = open_generation(self.archive, self.number, any_rules=True)
        try:
            if generation.manifest != manifest:
                raise damaged(self.archive, "its new manifest is not what was written")
            for file in generation.files:
                if file.record.file not in self._linked:
                    for problem in file.problems():
                        raise damaged(self.archive, f"what was just written is not: {problem}")
                    _count(self.archive, file)
        finally:
            generation.release()

    def _commit(self) -> None:
        """Rename CURRENT."""
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
        oldest = clean(self.archive, self.number, self.keep, self.suspect)
        runs.forget(self.archive, oldest)

    def _tried(self, failed: str, step: Callable[[], object]) -> bool:
        try:
            step()
        except (OSError, KhobaoError) as error:
            why = told(error) if isinstance(error, OSError) else str(error)
            self.warnings.append(f"generation {self.number} is published, but {failed}: {why}")
            return False
        return True


def _count(archive: Path, file: SegmentFile) -> None:
    """Raise DamagedArchiveError unless a segment has a text for each of its articles."""
    articles = file.record.articles
    texts = len(StoreColumn().open(file.column("article"), articles))
    if texts != articles:
        raise damaged(archive, f"{file.path} has {texts} texts for {articles} articles")


@contextmanager
def building(archive: Path, start: Start = from_nothing, *, keep: int = KEEP) -> Iterator[Build]:
    """Build a new generation under the archive's lock; `start` opens what it starts from.

    What is not published when the context ends is removed, and so is everything that earlier
    writers left behind; the newest `keep` generations before the live one stay. Only what starts
    from nothing makes an archive where there is none.

    Raises ArchiveError when another process writes, when there is no archive to start from, and
    for every OSError: its message tells what was checked of the archive's state.
    """
    if start is from_nothing:
        _create(archive)
    else:
        _must_exist(archive)
    with ExitStack() as stack:
        check_folders(archive)
        stack.enter_context(writing(archive))
        before, broken = _current(archive)
        stack.enter_context(_telling_state(archive, before))
        replaced = None
        if before is not None:
            broken, replaced = _look(archive, before)
        warnings: list[str] = []
        base = start(archive, before, broken, warnings)
        try:
            build = Build(archive, 0, before, base, keep, warnings, before if broken else None)
            _begin(build, replaced)
            try:
                yield build
            except BaseException:
                _discard(build)
                raise
            _discard(build)
        finally:
            if base:
                base.release()


def _must_exist(archive: Path) -> None:
    try:
        if live_number(archive) is None and not (archive / GENERATIONS).is_dir():
            open_current(archive)  # says how to build one
    except DamagedArchiveError:
        return  # the newest that opens may serve


def _create(archive: Path) -> None:
    try:
        (archive / GENERATIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"the archive {archive} cannot be created: {told(error)}") from None


def _current(archive: Path) -> tuple[int | None, DamagedArchiveError | None]:
    """The number of the live generation, or why CURRENT cannot tell it."""
    try:
        return published_number(archive), None
    except DamagedArchiveError as error:
        return None, error


def _look(archive: Path, number: int) -> tuple[DamagedArchiveError | None, int | None]:
    """Why a generation does not open, if it is damaged, and which damaged one it replaces."""
    try:
        generation = open_generation(archive, number, any_rules=True)
    except DamagedArchiveError as error:
        return error, None
    except UnavailableArchiveError:
        raise
    except ArchiveError:
        return None, None  # whole, for another version
    generation.release()
    return None, generation.manifest.replaces


def _begin(build: Build, replaced: int | None) -> None:
    """Make the folder of the new generation, whose number no other ever had.

    What the live one `replaced` is set aside, if the run that published it was cut short.
    """
    archive, before = build.archive, build.before
    if before is not None:
        try:
            remove_unpublished(archive, before)
            if replaced is not None:
                set_aside(archive, replaced)
        except (OSError, KhobaoError) as error:
            log.warning("what earlier runs left behind could not be removed: %s", error)
    folder = archive / GENERATIONS
    names = [path.name.partition(".")[0] for path in folder.iterdir()]
    used = [int(name) for name in names if name.isdecimal()]
    build.number = max([0, before or 0, runs.last_generation(archive), *used]) + 1
    build.path.mkdir()


def _discard(build: Build) -> None:
    """Remove what was built, unless CURRENT names it, or cannot be read."""
    with suppress(KhobaoError):
        if not build.is_live():
            shutil.rmtree(build.path, ignore_errors=True)


@contextmanager
def _telling_state(archive: Path, before: int | None) -> Iterator[None]:
    """Let errors tell whether the archive is as it was, which is looked at."""
    try:
        yield
    except KhobaoError as error:
        raise type(error)(f"{error}; {_state(archive, before)}") from error
    except MemoryError as error:
        raise UnavailableArchiveError(
            f"there is not enough memory for the archive {archive}; free some, or use fewer "
            f"workers; {_state(archive, before)}"
        ) from error
    except OSError as error:
        if error.filename is None:
            error.filename = str(archive)
        raise UnavailableArchiveError(
            f"{unavailable(archive, error)}; {_state(archive, before)}"
        ) from error


def _state(archive: Path, before: int | None) -> str:
    """What can be said of an archive of which the generation `before` was live."""
    try:
        live = live_number(archive)
    except ArchiveError:
        return "what became of it could not be checked"
    if live != before:
        return f"generation {live} is live now"
    if live is None:
        return "nothing was published"
    return f"the archive is as it was (generation {live})"
