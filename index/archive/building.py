"""The frame around a new generation: the lock, what it starts from, and what is left of a failure.

Errors that leave the frame tell whether the archive is as it was.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from index.archive import runs
from index.archive.cleaning import remove_unpublished, set_aside
from index.archive.current import GENERATIONS, live_number, published_number
from index.archive.generations import check_folders, open_current, open_generation
from index.archive.locks import writing
from index.archive.publishing import Build
from index.archive.starting import Start, from_nothing
from index.errors import (
    ArchiveError,
    DamagedArchiveError,
    KhobaoError,
    UnavailableArchiveError,
    reason_of,
    unavailable,
)

log = logging.getLogger("khobao")

# So many generations before the live one stay, to go back to.
KEEP = 1


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
        raise ArchiveError(f"the archive {archive} cannot be created: {reason_of(error)}") from None


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
