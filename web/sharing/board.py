"""All that the processes of one server know in common."""

from __future__ import annotations

import mmap

from web.sharing.counters import SharedCounters
from web.sharing.locks import ProcessLock
from web.sharing.places import SharedPlaces
from web.sharing.tally import SharedTally

DEATHS = ("khobao_process_deaths_total",)
SPENT = ("process_cpu_seconds_total",)


class Board:
    """Numbers, rates, places and who is there; made before the processes are forked.

    `tally` holds the metrics, `rates` the counters of the rate limits, `streams` the places for
    long answers. Whoever writes a line for all of them holds `lines`, and whoever `leave`s, or adds
    up what the processes have, `steady`.
    """

    def __init__(self, processes: int, streams: int) -> None:
        """Begin for so many processes, none of which is there yet."""
        self.tally = SharedTally()
        self.rates = SharedCounters()
        self.streams = SharedPlaces(streams)
        self.lines = ProcessLock()
        self.steady = ProcessLock()
        self._memory = mmap.mmap(-1, (1 + processes) * 8)
        self._pids = memoryview(self._memory).cast("Q")

    def lead(self, pid: int) -> None:
        """Note the process that starts the others."""
        self._pids[0] = pid

    def enter(self, place: int, pid: int) -> None:
        """Note that a process is there, in a place from 0 on; said by the process itself."""
        self.streams.belong_to(place + 1)
        self._pids[1 + place] = pid

    def leave(self, place: int, seconds: float) -> None:
        """Note that the process of a place has ended, after so many seconds of work."""
        self._pids[1 + place] = 0
        self.streams.forget(place + 1)
        self.tally.add({DEATHS: 1, SPENT: seconds})

    def pids(self) -> list[int]:
        """The processes that are there, the one that starts the others first."""
        return [pid for pid in self._pids if pid]

    def close(self) -> None:
        """Let go of the memory and the locks."""
        self._pids.release()
        for one in (self._memory, self.tally, self.rates, self.streams, self.lines, self.steady):
            one.close()
