"""The errors that a caller may want to catch; each says what to do about it."""

from __future__ import annotations


class KhobaoError(Exception):
    """Anything that Khobao refuses to do; the message is one sentence for a person."""


class InputError(KhobaoError):
    """An input that cannot be found, or settings for reading it that make no sense."""


class ArchiveError(KhobaoError):
    """An archive that is missing, busy, damaged or written by a newer version."""


class DamagedArchiveError(ArchiveError):
    """An archive whose files are not what was written."""


def damaged(archive: object, what: str) -> DamagedArchiveError:
    """The error for the archive in a folder of which `what` is wrong; it says what to do."""
    return DamagedArchiveError(
        f"the archive {archive} is damaged: {what}; build it anew with 'khobao reindex', "
        "or restore it from a copy"
    )
