"""Maps of files that others may cut while they are read, watched where that was built natively."""

from __future__ import annotations

__all__ = ["Watch"]


class WatchInPython:
    """Watches nothing: without a compiler, reading what was cut off ends the process.

    The sizes of files are looked at before each search all the same.
    """

    is_torn = False

    def __init__(self, data: memoryview) -> None:
        """`data` is the map's whole buffer."""


try:
    from index.storage._page_faults import Watch
except ImportError:  # installed without a compiler
    Watch = WatchInPython  # type: ignore[assignment,misc]
