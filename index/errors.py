"""The errors that a caller may want to catch; each says what to do about it.

A failure at an archive is one of three: its files cannot be read or written now (try again), they
are damaged (what to do loses nothing), or the caller asked for what is not there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable


class KhobaoError(Exception):
    """Anything that Khobao refuses to do; the message is one sentence for a person."""


class InputError(KhobaoError):
    """An input that cannot be found, or settings for reading it that make no sense."""


class NativeCodeError(KhobaoError):
    """Native extensions that were asked for and are missing, or that cannot be loaded."""


class ArchiveError(KhobaoError):
    """An archive that is missing, busy, of another version, unavailable or damaged."""


class UnavailableArchiveError(ArchiveError):
    """An archive that cannot be read or written now; nothing is said about damage."""


class ChangedArchiveError(UnavailableArchiveError):
    """An archive that cannot tell any more what it held a moment ago, only what it holds now."""


class DamagedArchiveError(ArchiveError):
    """An archive whose files are not what was written."""


# What to do about damage, behind what it is.
AFTER_DAMAGE = "; 'khobao verify' lists the damage, and 'khobao repair' goes back to what is whole"
_AFTER_DAMAGE_THERE = (
    "; 'khobao verify' lists the damage; build it anew with 'khobao reindex', or restore a snapshot"
)
# The errors of a file that is missing or is no file; all others may pass.
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG})
_ADVICE = {
    errno.EACCES: "let this user read and write it, or ask as the user whom it belongs to",
    errno.EPERM: "let this user read and write it, or ask as the user whom it belongs to",
    errno.EROFS: "write where the disk is not read-only",
    errno.EMFILE: "close files of this process or raise its limit (ulimit -n), then try again",
    errno.ENFILE: "let other programs close files, then try again",
    errno.ENOSPC: "free some space, then try again",
    errno.EDQUOT: "free some of this user's space, then try again",
    errno.ENOMEM: "let other programs free memory, then try again",
    errno.EIO: "look at the disk and its cables, then try again",
    errno.ESTALE: "look at the network share, then try again",
}


def is_gone(error: OSError) -> bool:
    """Whether an error says that a file is missing or is no file; any other may pass."""
    return error.errno in _GONE


def damaged(archive: object, what: str) -> DamagedArchiveError:
    """The error for a damaged archive (its folder, or its address in a cluster): `what` is wrong,
    and what to do about it."""
    advice = _AFTER_DAMAGE_THERE if "://" in str(archive) else AFTER_DAMAGE
    return DamagedArchiveError(f"the archive {archive} is damaged: {what}{advice}")


def unavailable(archive: object, error: OSError) -> UnavailableArchiveError:
    """The error for an archive (its folder) when a file of it cannot be read or written now."""
    return UnavailableArchiveError(
        f"the archive {archive} cannot be used now: {reason_of(error)}; {advice(error)}"
    )


class reading:  # noqa: N801  (a context manager, called as a function is)
    """A context in which errors of reading an archive (its folder) become an ArchiveError.

    An OSError becomes an UnavailableArchiveError, whatever else the decoders and Whoosh raise a
    DamagedArchiveError; a KhobaoError and a MemoryError stay what they are. It may be entered again
    and again, by any number of threads. What `check` raises at the end is told in the same way.
    """

    def __init__(self, archive: object, check: Callable[[], object] | None = None) -> None:
        self._archive = archive
        self._check = check

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception):
            self._tell(error)
        elif error is None and self._check is not None:
            try:
                self._check()
            except Exception as found:
                self._tell(found)
                raise

    def _tell(self, error: Exception) -> None:
        """Raise an error as the archive's, unless it is one that stays what it is."""
        if not isinstance(error, KhobaoError | MemoryError):
            raise self._told(error) from error

    def _told(self, error: Exception) -> ArchiveError:
        if isinstance(error, OSError):
            return unavailable(self._archive, error)
        return damaged(self._archive, f"its index cannot be read ({error})")


def reason_of(error: OSError) -> str:
    """What an operating system's error says, with its file."""
    reason = error.strerror or str(error) or type(error).__name__
    place = error.filename2 or error.filename
    return f"{os.fsdecode(place)}: {reason}" if isinstance(place, str | bytes) else reason


def advice(error: OSError) -> str:
    """What to do about an operating system's error."""
    return _ADVICE.get(error.errno or 0, "try again")
