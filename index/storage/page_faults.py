"""Maps of files that others may cut while they are read, watched where native code runs."""

from __future__ import annotations

from index import native

__all__ = ["Watch"]


class WatchInPython:
    """Watches nothing: without native code, reading what was cut off ends the process.

    The sizes of files are looked at before each search all the same.
    """

    is_torn = False

    def __init__(self, data: memoryview) -> None:
        """`data` is the map's whole buffer."""


if native.is_used():
    with native.loading():
        from index.storage._page_faults import Watch
else:
    Watch = WatchInPython  # type: ignore[assignment,misc]
